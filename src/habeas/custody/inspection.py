"""The audit of one journal and its log, object by object: goes on after what it finds, and changes nothing.

1 the checkpoint is signed by the device; 2 each frame: form, order, chain, signature, directory; 3 each entry opens
and is what it committed to (R and N computed again: `deep`); 4 the leaves give the checkpoint's root; 5 each tile is
what the leaves give; 6 time stamps are for a checkpoint of this log (timestamps.py, by the caller).
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass

from habeas.crypto.identity import verify_signature
from habeas.custody import merkle
from habeas.custody.commitment import commitment, entry_id
from habeas.custody.entries import EntryKeys, Unchecked, check_entry
from habeas.custody.frames import Frame, open_directory
from habeas.custody.notes import Checkpoint, open_checkpoint
from habeas.custody.place import Place, open_segment, read_note
from habeas.custody.segment import START, Position, load_frame, require_next
from habeas.custody.tiles import HEIGHT, WIDTH, TileId, TileReader, tiles_of
from habeas.errors import EvidenceDiffers, HabeasError


@dataclass(frozen=True)
class Finding:
    """One object looked at. `what`: checkpoint, frame, entry, root, tile. `id` names the object, never a person."""

    what: str
    id: str
    ok: bool
    detail: str = ""
    unchecked: str = ""
    """What of it could not be looked at, and why; empty where all was."""


def inspect(place: Place, keys: EntryKeys, *, deep: bool = False) -> Iterator[Finding]:
    """Findings as they come, good and bad: one for the checkpoint, each frame, each entry that fails, the root, each
    tile.

    Raises StorageFailed where a file cannot be read at all; nothing else.
    """
    # 1 The checkpoint.
    checkpoint, finding = _checkpoint(place)
    yield finding
    # 2 and 3 Frames and entries.
    tree = merkle.Tree()
    yield from _frames(place, keys, tree, deep=deep)
    # 4 The root.
    if checkpoint is not None:
        yield _root(place, checkpoint, tree)
        # 5 The tiles.
        if tree.size >= checkpoint.size:
            reader = TileReader(place.log, checkpoint.size)
            yield from (_tile(place, reader, tile, tree) for tile in tiles_of(checkpoint.size))


def _checkpoint(place: Place) -> tuple[Checkpoint | None, Finding]:
    identifier = f"log/{place.series.device}/checkpoint"
    try:
        checkpoint = open_checkpoint(read_note(place), place.note_key)
    except EvidenceDiffers as problem:
        return None, Finding("checkpoint", identifier, False, str(problem))
    return checkpoint, Finding("checkpoint", identifier, True, f"{checkpoint.size} entries")


def _frames(place: Place, keys: EntryKeys, tree: merkle.Tree, *, deep: bool) -> Iterator[Finding]:
    """One finding for each frame and each entry that fails; puts the leaves of all readable frames into `tree`."""
    try:
        file = open_segment(place, writing=False)
    except EvidenceDiffers as problem:
        yield _frame_finding(place, START, str(problem))
        return
    try:
        position, end = START, os.fstat(file).st_size
        while True:
            try:
                frame = load_frame(file, place.series, position.offset)
            except EvidenceDiffers as problem:
                left = end - position.offset
                yield _frame_finding(place, position, f"{problem}; {left} bytes from here on cannot be read")
                return
            if frame is None:
                return
            yield from _frame(place, position, frame, keys, deep=deep)
            for entry in frame.entries:
                tree.append(merkle.leaf_hash(commitment(entry.record_root, entry.names_root)))
            position = position.after(frame)
    finally:
        os.close(file)


def _frame(place: Place, position: Position, frame: Frame, keys: EntryKeys, *, deep: bool) -> Iterator[Finding]:
    try:
        require_next(place.series, frame.head, position)
        verify_signature(place.verify_key, frame.signed_message, frame.signature)
        directory = open_directory(keys.directory_key(frame.head.epoch), place.series, frame)
    except HabeasError as problem:
        yield _frame_finding(place, position, str(problem))
        return
    counts = dict.fromkeys(Unchecked, 0)
    for offset in range(frame.head.count):
        try:
            counts[check_entry(place.series, frame, directory, offset, keys, roots=deep)] += 1
        except HabeasError as problem:
            identifier = entry_id(place.series.device, frame.head.first_index + offset)
            yield Finding("entry", identifier, False, str(problem))
    unchecked = ", ".join(f"{count} {reason.value}" for reason, count in counts.items() if reason and count)
    detail = f"{frame.head.count} entries"
    yield Finding("frame", _frame_id(place, position), True, detail, unchecked)


def _frame_finding(place: Place, position: Position, detail: str) -> Finding:
    return Finding("frame", _frame_id(place, position), False, detail)


def _frame_id(place: Place, position: Position) -> str:
    return f"{place.series.device}/frame-{position.frames}"


def _root(place: Place, checkpoint: Checkpoint, tree: merkle.Tree) -> Finding:
    identifier = f"log/{place.series.device}"
    if tree.size < checkpoint.size:
        detail = f"the log has {checkpoint.size} entries, the journal gives {tree.size}"
        return Finding("root", identifier, False, detail)
    found = merkle.root(tree.nodes, checkpoint.size)
    pending = f", {tree.size - checkpoint.size} not yet in the log" if tree.size > checkpoint.size else ""
    if found == checkpoint.root:
        return Finding("root", identifier, True, f"{checkpoint.size} entries{pending}")
    return Finding("root", identifier, False, f"expected {checkpoint.root.hex()}, the journal gives {found.hex()}")


def _tile(place: Place, reader: TileReader, tile: TileId, tree: merkle.Tree) -> Finding:
    identifier = f"log/{place.series.device}/{tile.path()}"
    first = tile.number * WIDTH
    expected = b"".join(tree.nodes(HEIGHT * tile.level, first + offset) for offset in range(tile.width))
    try:
        found = reader.read(tile)
    except EvidenceDiffers as problem:
        return Finding("tile", identifier, False, str(problem))
    if found == expected:
        return Finding("tile", identifier, True, f"{tile.width} hashes")
    return Finding(
        "tile", identifier, False, f"SHA-256 {hashlib.sha256(found).hexdigest()[:16]} is not what the journal gives"
    )
