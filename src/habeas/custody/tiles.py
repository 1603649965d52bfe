"""The Merkle log of one device as files: c2sp.org/tlog-tiles, height 8.

    tile/<level>/<number>           256 hashes, written once
    tile/<level>/<number>.p/<width> 1 to 255 hashes: the right edge at a size for which a checkpoint was signed

Order of a write: tiles first, each synced; then the caller's checkpoint; then `prune` removes the partial tiles that
a full one replaces (the specification allows no earlier removal). Entry bundles (tile/entries) are not written: the
data of a leaf is the commitment of an entry, which stands in the journal's frames.
"""

import contextlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from habeas.custody.durable import replace
from habeas.custody.merkle import EMPTY_ROOT, HASH_BYTES, leaf_hash, node_hash
from habeas.errors import EvidenceDiffers, StorageFailed
from habeas.files import door

HEIGHT: Final = 8
WIDTH: Final = 1 << HEIGHT
CACHED_TILES: Final = 256


@dataclass(frozen=True)
class TileId:
    """Which tile: level, number within the level, and how many hashes it has."""

    level: int
    number: int
    width: int = WIDTH

    def path(self) -> str:
        """Below the log's folder, as the specification spells it: tile/0/x001/x234/067.p/8."""
        groups = [f"{self.number % 1000:03d}"]
        rest = self.number // 1000
        while rest:
            groups.insert(0, f"x{rest % 1000:03d}")
            rest //= 1000
        partial = f".p/{self.width}" if self.width < WIDTH else ""
        return f"tile/{self.level}/{'/'.join(groups)}{partial}"


def tiles_of(size: int) -> Iterator[TileId]:
    """Every tile of a tree with `size` leaves, level by level."""
    level = 0
    while count := size >> (HEIGHT * level):
        for number in range(count // WIDTH):
            yield TileId(level, number)
        if count % WIDTH:
            yield TileId(level, count // WIDTH, count % WIDTH)
        level += 1


class TileReader:
    """Reads the tiles of a tree of `size` leaves; gives the hash of any complete subtree in it."""

    def __init__(self, folder: Path, size: int) -> None:
        self._folder = folder
        self.size = size
        self._rows: OrderedDict[TileId, list[list[bytes]]] = OrderedDict()

    def read(self, tile: TileId) -> bytes:
        """The bytes of a tile. Where a partial one was pruned, the beginning of the full one.

        Raises EvidenceDiffers where there is none, or where it is not as long as it should be.
        """
        found = self._bytes(tile)
        if found is None and tile.width < WIDTH:
            full = self._bytes(TileId(tile.level, tile.number))
            found = full if full is None else full[: tile.width * HASH_BYTES]
        if found is None:
            raise EvidenceDiffers(f"log: {tile.path()} is missing")
        if len(found) != tile.width * HASH_BYTES:
            raise EvidenceDiffers(f"log: {tile.path()} has {len(found)} bytes, expected {tile.width * HASH_BYTES}")
        return found

    def nodes(self, level: int, place: int) -> bytes:
        """The hash of a complete subtree: a `merkle.Nodes`."""
        tile_level, inner = divmod(level, HEIGHT)
        number, first = divmod(place << inner, WIDTH)
        count = self.size >> (HEIGHT * tile_level)
        rows = self._tile(TileId(tile_level, number, min(WIDTH, count - number * WIDTH)))
        return rows[inner][first >> inner]

    def _tile(self, tile: TileId) -> list[list[bytes]]:
        rows = self._rows.get(tile)
        if rows is None:
            rows = self._rows[tile] = _inner_rows(_split(self.read(tile)))
            if len(self._rows) > CACHED_TILES:
                self._rows.popitem(last=False)
        return rows

    def _bytes(self, tile: TileId) -> bytes | None:
        try:
            return door.read(self._folder / tile.path(), WIDTH * HASH_BYTES)
        except FileNotFoundError:
            return None
        except OSError as problem:
            raise StorageFailed(f"log: {tile.path()} cannot be read (errno {problem.errno})") from None


class TileLog:
    """The right edge of a log, to which leaves are added. The tiles left of it are never read to append."""

    def __init__(self, folder: Path, size: int = 0) -> None:
        """The log of `size` leaves whose tiles lie in `folder`. Raises EvidenceDiffers where an edge tile is not
        there."""
        self._folder = folder
        self.size = size
        self._edges: list[list[bytes]] = []
        self._filled: list[tuple[TileId, bytes]] = []
        self._written: dict[int, TileId] = {}
        self._to_prune: list[TileId] = []
        self._unsigned: list[TileId] = []
        self._load()

    def append(self, commitments: Iterable[bytes]) -> None:
        """Add leaves, in memory only."""
        for data in commitments:
            self._push(leaf_hash(data))

    def root(self) -> bytes:
        """The root of all leaves, from the edge alone."""
        peaks = [peak for row in self._edges for peak in reversed(_peaks(row))]
        if not peaks:
            return EMPTY_ROOT
        node = peaks[0]
        for peak in peaks[1:]:
            node = node_hash(peak, node)
        return node

    def save(self) -> None:
        """Write what was added, synced, tile by tile. Raises StorageFailed: the log on disk then still ends before."""
        for tile, data in self._filled:
            self._write(tile, data)
            self._to_prune.append(tile)
        self._filled.clear()
        for tile, row in self._partials():
            if self._written.get(tile.level) != tile:
                self._write(tile, b"".join(row))
                self._written[tile.level] = tile

    def prune(self) -> None:
        """After the checkpoint is on disk: remove the partial tiles that full ones replaced. Failure costs only
        space."""
        self._unsigned.clear()
        for tile in self._to_prune:
            path = self._folder / tile.path()
            partials = path.with_name(path.name + ".p")
            with contextlib.suppress(OSError):
                for name in door.names(partials):
                    door.remove(partials / name)
                door.remove_folder(partials)
        self._to_prune.clear()

    def discard(self) -> None:
        """Instead of a checkpoint: remove the tiles written since the last one. This object is of no use afterwards."""
        for tile in self._unsigned:
            with contextlib.suppress(OSError):
                door.remove(self._folder / tile.path())
        self._unsigned.clear()

    def drop_unsigned(self) -> None:
        """At open: remove what a killed write left at the right edge, beyond this size. Failure costs only space."""
        for level in range(len(self._edges) + 1):
            number, width = divmod(self.size >> (HEIGHT * level), WIDTH)
            full = self._folder / TileId(level, number).path()
            partials = full.with_name(full.name + ".p")
            beyond = [partials / name for name in door.names(partials) if not _is_within(name, width)]
            for path in [full, *beyond]:
                with contextlib.suppress(OSError):
                    door.remove(path)

    def reader(self) -> TileReader:
        """For proofs in the log as it was last saved."""
        return TileReader(self._folder, self.size)

    def _write(self, tile: TileId, data: bytes) -> None:
        self._unsigned.append(tile)
        replace(self._folder / tile.path(), data)

    def _load(self) -> None:
        reader, level = TileReader(self._folder, self.size), 0
        while count := self.size >> (HEIGHT * level):
            number, width = divmod(count, WIDTH)
            tile = TileId(level, number, width)
            self._edges.append(_split(reader.read(tile)) if width else [])
            self._written[level] = tile
            level += 1

    def _push(self, leaf: bytes) -> None:
        node, level = leaf, 0
        while True:
            if level == len(self._edges):
                self._edges.append([])
            row = self._edges[level]
            row.append(node)
            if len(row) < WIDTH:
                break
            number = self.size >> (HEIGHT * (level + 1))
            self._filled.append((TileId(level, number), b"".join(row)))
            node = _inner_rows(row)[HEIGHT][0]
            self._edges[level] = []
            level += 1
        self.size += 1

    def _partials(self) -> Iterator[tuple[TileId, list[bytes]]]:
        for level, row in enumerate(self._edges):
            if row:
                yield TileId(level, self.size >> (HEIGHT * (level + 1)), len(row)), row


def _is_within(name: str, width: int) -> bool:
    return name.isdecimal() and int(name) <= width


def _split(data: bytes) -> list[bytes]:
    return [data[start : start + HASH_BYTES] for start in range(0, len(data), HASH_BYTES)]


def _inner_rows(hashes: list[bytes]) -> list[list[bytes]]:
    """The complete subtrees inside a tile: row 0 its hashes, row i the nodes over 2**i of them."""
    rows = [hashes]
    for _ in range(HEIGHT):
        below = rows[-1]
        rows.append([node_hash(left, right) for left, right in zip(below[::2], below[1::2], strict=False)])
    return rows


def _peaks(row: list[bytes]) -> list[bytes]:
    """Roots of the complete subtrees that a row of fewer than 256 hashes falls into, left (largest) to right."""
    peaks, start = [], 0
    for level in range(HEIGHT - 1, -1, -1):
        if len(row) >> level & 1:
            peaks.append(_complete_root(row[start : start + (1 << level)]))
            start += 1 << level
    return peaks


def _complete_root(hashes: list[bytes]) -> bytes:
    while len(hashes) > 1:
        hashes = [node_hash(left, right) for left, right in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]
