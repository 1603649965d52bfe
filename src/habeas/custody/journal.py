"""One device's journal and its Merkle log: append a batch durably, read it back, repair what a crash left.

To append: 1 the frame is written and synced; 2 the log's tiles; 3 the checkpoint, whose appearance acknowledges the
batch. Where 1 to 3 fail, the frame is taken back: nothing of the batch is there.

To open: 1 nobody else writes; 2 the checkpoint is signed by this device; 3 the frames that it covers, from where the
caller left off, are chained, and the last is signed (its link signs all before it); 4 their leaves give the
checkpoint's root; 5 the log's right edge on disk gives it too, or is written again. For writing also: 6 whole frames
after the checkpoint were not acknowledged, but they are signed: they are put into the log; 7 what follows them, a
torn frame, is set aside in a file of its own. What 5, 6 and 7 changed is told in `repairs`; tiles that no checkpoint
covers go.

Does not do: keep keys (entries.EntryKeys), know what entries mean, notice a rollback of the whole folder (seen.py).
"""

import bisect
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Self, TypeVar

from habeas.crypto.identity import verify_signature
from habeas.custody import durable, merkle
from habeas.custody.commitment import commitment
from habeas.custody.entries import Author, EntryKeys, Keyed, open_entries, seal_entry
from habeas.custody.frames import (
    Directory,
    Frame,
    FrameHead,
    SealedEntry,
    Series,
    encode_frame,
    seal_directory,
)
from habeas.custody.model import Entry
from habeas.custody.notes import Checkpoint, Signer, open_checkpoint, sign_checkpoint
from habeas.custody.place import CHECKPOINT, Place, open_segment, read_note
from habeas.custody.segment import START, Position, hop, link_before, load_frame, read_frame, walk
from habeas.custody.tiles import TileLog, TileReader
from habeas.errors import EvidenceDiffers, HistoryRolledBack, NotFound, StorageFailed, UsageProblem

T = TypeVar("T")


class Journal:
    """An open journal. For writing if a signer was given: then nobody else can open it for writing."""

    position: Position
    """After the last entry of the log."""
    repairs: list[str]
    """What was repaired at open, in words; empty after an orderly end."""

    def __init__(self, place: Place, signer: Signer | None = None, resume: Position = START) -> None:
        """Open the journal; `resume`: up to where the caller trusts it, as `position` said at an earlier time.

        Raises EvidenceDiffers (journal and log contradict each other), HistoryRolledBack (the caller has seen entries
        that are no longer there), VaultBusy, StorageFailed.
        """
        self._place, self._signer = place, signer
        self._broken = False
        self._heads: list[tuple[int, int]] | None = None
        self._reader: TileReader | None = None
        self._tree: merkle.Tree | None = None
        self.repairs = []
        # 1 Nobody else writes.
        self._file = open_segment(place, writing=signer is not None)
        try:
            # 2 The checkpoint.
            self._note = read_note(place)
            self._checkpoint = open_checkpoint(self._note, place.note_key)
            # 3 to 5 What it covers.
            self._log, self.position = self._open_covered(resume)
            # 6 and 7 What follows it.
            if signer is not None:
                self._adopt_whole_frames()
                self._set_torn_aside()
                self._log.drop_unsigned()
        except BaseException:
            self.close()
            raise

    @property
    def checkpoint(self) -> Checkpoint:
        return self._checkpoint

    @property
    def note(self) -> str:
        """The newest checkpoint as a signed note."""
        return self._note

    @property
    def size(self) -> int:
        """Number of leaves that are here: `root_at` answers up to it."""
        return self._checkpoint.size

    @property
    def place(self) -> Place:
        return self._place

    @property
    def series(self) -> Series:
        return self._place.series

    def append(self, author: Author, batch: Sequence[Keyed], epoch: int, directory_key: bytes) -> tuple[Entry, ...]:
        """Write a batch as one frame: all of it is durable when this returns, or none of it is there.

        `directory_key`: the record room's key of `epoch`. The items' keys are on disk before this is called; the frame
        will have the number `position.frames`. Raises UsageProblem, TooLarge, StorageFailed.
        """
        if self._signer is None or not batch:
            raise UsageProblem("a journal that was opened for reading, or an empty batch, cannot be appended")
        self._require_sound()
        sealed, entries = self._seal(author, batch, epoch, directory_key)
        start = self.position
        try:
            durable.append(self._file, sealed, start.offset)
            self._extend_log(self._require_frame(start))
        except BaseException:
            self._take_back(start)
            raise
        self._log.prune()
        return entries

    def entries(self, keys: EntryKeys, start: Position = START) -> Iterator[Entry]:
        """The entries from `start` up to the checkpoint, with what `keys` can open of them."""
        for _, frame in self.frames(start):
            yield from open_entries(self.series, frame, keys)

    def frames(self, start: Position = START) -> Iterator[tuple[Position, Frame]]:
        """(where it begins, frame), chained, up to the checkpoint. Raises EvidenceDiffers."""
        return walk(self._file, self.series, start, self.position.entries)

    def sealed(self, index: int) -> SealedEntry:
        """Entry `index` as it lies in its frame. Raises NotFound."""
        frame = self.frame_of(index)
        return frame.entries[index - frame.head.first_index]

    def frame_of(self, index: int) -> Frame:
        """The frame that holds entry `index`. Raises NotFound, EvidenceDiffers."""
        if not 0 <= index < self.position.entries:
            raise NotFound(f"journal of {self.series.device}: no entry {index}, there are {self.position.entries}")
        if self._heads is None:
            self._heads = [(head.first_index, offset) for offset, head in hop(self._file, self.series)]
        found = bisect.bisect_right(self._heads, index, key=lambda head: head[0]) - 1
        frame = load_frame(self._file, self.series, self._heads[found][1])
        if frame is None or not 0 <= index - frame.head.first_index < frame.head.count:
            raise EvidenceDiffers(f"journal of {self.series.device}: entry {index} is not where its frame's head says")
        return frame

    def inclusion(self, index: int) -> tuple[bytes, ...]:
        """RFC 6962 path of leaf `index` in the tree of the newest checkpoint. Raises NotFound, EvidenceDiffers."""
        if not 0 <= index < self._checkpoint.size:
            raise NotFound(f"log of {self.series.device}: no entry {index}, there are {self._checkpoint.size}")
        size, root = self._checkpoint.size, self._checkpoint.root
        sealed = self.sealed(index)
        leaf = merkle.leaf_hash(commitment(sealed.record_root, sealed.names_root))
        return self._derived(
            lambda nodes: merkle.inclusion_path(nodes, index, size),
            lambda path: merkle.verify_inclusion(leaf, index, size, path, root),
        )

    def consistency(self, first: int) -> tuple[bytes, ...]:
        """RFC 6962 path that the newest checkpoint follows from the one of size `first`."""
        size, root, first_root = self._checkpoint.size, self._checkpoint.root, self.root_at(first)
        return self._derived(
            lambda nodes: merkle.consistency_path(nodes, first, size),
            lambda path: merkle.verify_consistency(first, size, path, first_root, root),
        )

    def root_at(self, size: int) -> bytes:
        """The root that the log had at an earlier size: to compare with a checkpoint seen before.

        What the tiles say counts where it is proved by the signed root; otherwise it is derived from the journal. So a
        changed tile is never taken for another history.
        """
        end, root = self._checkpoint.size, self._checkpoint.root
        if size in (0, end):
            return root if size else merkle.EMPTY_ROOT
        found, _ = self._derived(
            lambda nodes: (merkle.root(nodes, size), merkle.consistency_path(nodes, size, end)),
            lambda both: merkle.verify_consistency(size, end, both[1], both[0], root),
        )
        return found

    def link_before(self, position: Position) -> bytes | None:
        """The link of the frame that ends at `position`; None where none does."""
        return link_before(self._file, self.series, position)

    def raw(self, start: int, end: int) -> bytes:
        """The bytes of the file from one offset to another, as they are."""
        return os.pread(self._file, end - start, start)

    def stop_at(self, end: Position) -> None:
        """Read no further than `end`, a place between two frames: what follows has not come, or does not count."""
        self.position = end

    def close(self) -> None:
        """Let go of the file and its lock. Safe to call twice."""
        file, self._file = self._file, -1
        if file >= 0:
            os.close(file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- writing -----------------------------------------------------------------------------------------------------

    def _seal(
        self, author: Author, batch: Sequence[Keyed], epoch: int, directory_key: bytes
    ) -> tuple[bytes, tuple[Entry, ...]]:
        first, series = self.position.entries, self.series
        rows = [seal_entry(series, author, index, keyed) for index, keyed in enumerate(batch, first)]
        head = FrameHead(self.position.frames, first, len(batch), epoch, self.position.link, 0)
        directory = Directory(author.member, author.at, tuple(listed for _, listed, _ in rows))
        sealed_directory = seal_directory(directory_key, series, head, directory)
        unsigned, message = encode_frame(series, head, sealed_directory, [sealed for sealed, _, _ in rows])
        assert self._signer is not None
        return unsigned + self._signer(message), tuple(entry for _, _, entry in rows)

    def _require_frame(self, position: Position) -> Frame:
        """What lies there now, read back: a disk that took something else is noticed before it is acknowledged."""
        frame = read_frame(self._file, self.series, position)
        if frame is None:
            raise StorageFailed(f"journal of {self.series.device}: frame {position.frames} is not on the disk")
        return frame

    def _extend_log(self, frame: Frame) -> None:
        """Tiles, then the checkpoint: steps 2 and 3 of an append."""
        assert self._signer is not None
        self._log.append(_commitments(frame))
        self._log.save()
        checkpoint = Checkpoint(self._place.note_key.name, self._log.size, self._log.root())
        note = sign_checkpoint(checkpoint, self._place.note_key, self._signer)
        durable.replace(self._place.log / CHECKPOINT, note.encode())
        self._note, self._checkpoint, self._reader, self._tree = note, checkpoint, None, None
        self.position = self.position.after(frame)
        if self._heads is not None:
            self._heads.append((frame.head.first_index, self.position.last))

    def _take_back(self, start: Position) -> None:
        """Undo an append that did not reach its checkpoint. Where the checkpoint may be there, nothing is undone."""
        self._broken = True
        if open_checkpoint(read_note(self._place), self._place.note_key).size == start.entries:
            # Tiles before frame: if this is interrupted, the frame is still there to make them again.
            self._log.discard()
            durable.cut(self._file, start.offset)
            self._log = TileLog(self._place.log, start.entries)
            self._broken = False

    def _require_sound(self) -> None:
        if self._broken:
            raise StorageFailed(
                f"journal of {self.series.device}: an earlier write failed and could not be undone",
                hint="close the vault and open it again: it repairs itself from the journal",
            )

    # --- opening -----------------------------------------------------------------------------------------------------

    def _open_covered(self, resume: Position) -> tuple[TileLog, Position]:
        """Steps 3 to 5 of opening: (the log to append to, where its last entry ends)."""
        self._check_resume(resume)
        try:
            edge, problem = self._edge(), ""
        except EvidenceDiffers as found:
            edge, problem, resume = None, str(found), START
        try:
            log, position = self._replay(resume)
        except EvidenceDiffers:
            # The tiles at `resume` may be damaged where the newest are not: the journal decides.
            if resume == START:
                raise
            log, position = self._replay(START)
        if edge is None:
            edge = self._renew(log, problem)
        return edge, position

    def _check_resume(self, resume: Position) -> None:
        """The caller's last frame is still there."""
        if resume == START:
            return
        if resume.entries > self._checkpoint.size:
            raise HistoryRolledBack(
                f"log of {self.series.device}: entry {resume.entries - 1} was seen here before, the log now ends at "
                f"{self._checkpoint.size}"
            )
        last = load_frame(self._file, self.series, resume.last)
        if last is None or last.link != resume.link:
            raise HistoryRolledBack(
                f"journal of {self.series.device}: frame {resume.frames - 1} is not the one seen here before"
            )

    def _edge(self) -> TileLog:
        log = TileLog(self._place.log, self._checkpoint.size)
        if log.root() != self._checkpoint.root:
            raise EvidenceDiffers(f"log of {self.series.device}: its right edge does not give the checkpoint's root")
        return log

    def _replay(self, start: Position) -> tuple[TileLog, Position]:
        """Read the frames that the checkpoint covers, from `start`; their leaves must give its root."""
        log, position, last = TileLog(self._place.log, start.entries), start, None
        for begin, frame in walk(self._file, self.series, start, self._checkpoint.size):
            log.append(_commitments(frame))
            position, last = begin.after(frame), frame
        if (log.size, log.root()) != (self._checkpoint.size, self._checkpoint.root):
            raise EvidenceDiffers(
                f"journal of {self.series.device}: {log.size} entries with root {log.root().hex()[:16]}; the signed "
                f"checkpoint says {self._checkpoint.size} with root {self._checkpoint.root.hex()[:16]}"
            )
        if last is not None:
            self._require_signature(last)
        return log, position

    def _renew(self, log: TileLog, problem: str) -> TileLog:
        """`log` was made from the whole journal and has the signed root: so its tiles are right."""
        if self._signer is None:
            self.repairs.append(f"{problem}; not repaired: opened for reading")
            return log
        log.save()
        log.prune()
        self.repairs.append(f"{problem}; written again from the journal, which gives the signed root")
        return log

    def _adopt_whole_frames(self) -> None:
        """Step 6 of opening."""
        while frame := self._next_whole():
            self._extend_log(frame)
            self._log.prune()
            self.repairs.append(
                f"journal of {self.series.device}: frame {frame.head.number} with {frame.head.count} entries was whole "
                "but not yet in the log: it is now"
            )

    def _next_whole(self) -> Frame | None:
        try:
            frame = read_frame(self._file, self.series, self.position)
            if frame is not None:
                self._require_signature(frame)
        except EvidenceDiffers:
            return None
        return frame

    def _set_torn_aside(self) -> None:
        """Step 7 of opening."""
        start = self.position.offset
        torn = os.pread(self._file, os.fstat(self._file).st_size - start, start)
        if not torn:
            return
        stamp = hashlib.sha256(torn).hexdigest()[:16]
        durable.replace(self._place.segment.with_name(f"{self._place.segment.name}.torn-{start}-{stamp}"), torn)
        durable.cut(self._file, start)
        self.repairs.append(
            f"journal of {self.series.device}: {len(torn)} bytes of a write that was never acknowledged were set aside"
        )

    def _require_signature(self, frame: Frame) -> None:
        try:
            verify_signature(self._place.verify_key, frame.signed_message, frame.signature)
        except EvidenceDiffers:
            raise EvidenceDiffers(
                f"journal of {self.series.device}: frame {frame.head.number} is not signed by this device"
            ) from None

    # --- reading -----------------------------------------------------------------------------------------------------

    def _derived(self, ask: Callable[[merkle.Nodes], T], verify: Callable[[T], None]) -> T:
        """From the tiles where that verifies, else from the journal itself: tiles are derived, and no evidence."""
        if self._tree is None:
            try:
                found = ask(self._tiles().nodes)
                verify(found)
                return found
            except EvidenceDiffers as problem:
                self._tree = self._tree_of_journal()
                self.repairs.append(f"log of {self.series.device}: tiles were changed ({problem}); derived again")
        found = ask(self._tree.nodes)
        verify(found)
        return found

    def _tree_of_journal(self) -> merkle.Tree:
        """All leaves, from the frames. Raises EvidenceDiffers where they do not give the signed root."""
        frames = (frame for _, frame in self.frames())
        tree = merkle.Tree(merkle.leaf_hash(data) for frame in frames for data in _commitments(frame))
        if (tree.size, tree.root()) != (self._checkpoint.size, self._checkpoint.root):
            raise EvidenceDiffers(f"journal of {self.series.device}: its entries do not give the signed root")
        return tree

    def _tiles(self) -> TileReader:
        if self._reader is None:
            self._reader = TileReader(self._place.log, self._checkpoint.size)
        return self._reader


def _commitments(frame: Frame) -> list[bytes]:
    return [commitment(entry.record_root, entry.names_root) for entry in frame.entries]
