"""The Merkle tree of RFC 6962: hashes, roots, inclusion and consistency proofs, and their strict verification.

Proofs are made from any source of *nodes*: a function that gives the hash of a complete subtree by its level (0 =
leaves) and its place at that level. Verification raises; it never returns a bool that could be ignored. It is as
strict as the test data of transparency-dev/merkle: every hash has 32 bytes, and no consistency proof starts from the
empty tree.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from habeas.errors import EvidenceDiffers, UsageProblem

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()

Nodes = Callable[[int, int], bytes]
"""(level, place) -> hash of the complete subtree over leaves [place << level, (place + 1) << level)."""

_sha256 = hashlib.sha256


def leaf_hash(data: bytes) -> bytes:
    """RFC 6962, 2.1: SHA-256(0x00 || data)."""
    return _sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 6962, 2.1: SHA-256(0x01 || left || right)."""
    return _sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree in memory. `append` takes leaf hashes; `nodes` gives any complete subtree."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [[]]
        for leaf in leaves:
            self.append(leaf)

    @property
    def size(self) -> int:
        return len(self._levels[0])

    def append(self, leaf: bytes) -> None:
        level, node = 0, leaf
        while True:
            row = self._levels[level]
            row.append(node)
            if len(row) & 1:
                return
            node = node_hash(row[-2], row[-1])
            level += 1
            if level == len(self._levels):
                self._levels.append([])

    def nodes(self, level: int, place: int) -> bytes:
        return self._levels[level][place]

    def root(self) -> bytes:
        return root(self.nodes, self.size)


def root(nodes: Nodes, size: int) -> bytes:
    """The root of the first `size` leaves."""
    return _range_root(nodes, 0, size) if size else EMPTY_ROOT


def inclusion_path(nodes: Nodes, index: int, size: int) -> tuple[bytes, ...]:
    """RFC 6962, 2.1.1: from the leaf's sibling up to the child of the root of the first `size` leaves."""
    if not 0 <= index < size:
        raise UsageProblem(f"no leaf {index} in a tree of {size}")
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range_root(nodes, middle, end))
            end = middle
        else:
            path.append(_range_root(nodes, start, middle))
            start = middle
    return tuple(reversed(path))


def consistency_path(nodes: Nodes, first: int, second: int) -> tuple[bytes, ...]:
    """RFC 6962, 2.1.2: that the tree of `second` leaves begins with the tree of `first`."""
    if not 0 < first <= second:
        raise UsageProblem(f"no consistency proof from {first} leaves to {second}")
    path, start, end, whole = [], 0, second, True
    while end != first:
        middle = start + _split(end - start)
        if first <= middle:
            path.append(_range_root(nodes, middle, end))
            end = middle
        else:
            path.append(_range_root(nodes, start, middle))
            start, whole = middle, False
    if not whole:
        path.append(_range_root(nodes, start, end))
    return tuple(reversed(path))


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], expected_root: bytes) -> None:
    """RFC 9162, 2.1.3.2. Raises EvidenceDiffers where `leaf` (a leaf hash) is not proved to be leaf `index`."""
    _require_hashes((leaf, expected_root, *path))
    if not 0 <= index < size:
        raise EvidenceDiffers(f"inclusion: no leaf {index} in a tree of {size}")
    node, place, last = leaf, index, size - 1
    for sibling in path:
        if last == 0:
            raise EvidenceDiffers(f"inclusion: {len(path)} hashes are too many for leaf {index} of {size}")
        if place & 1 or place == last:
            node = node_hash(sibling, node)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        place, last = place >> 1, last >> 1
    if last:
        raise EvidenceDiffers(f"inclusion: {len(path)} hashes are too few for leaf {index} of {size}")
    _require_equal("inclusion", node, expected_root)


def verify_consistency(first: int, second: int, path: Sequence[bytes], first_root: bytes, second_root: bytes) -> None:
    """RFC 9162, 2.1.4.2. Raises EvidenceDiffers where the second tree is not proved to begin with the first."""
    _require_hashes((first_root, second_root, *path))
    if not 0 < first <= second:
        raise EvidenceDiffers(f"consistency: nothing leads from {first} leaves to {second}")
    if first == second:
        if path:
            raise EvidenceDiffers(f"consistency: {len(path)} hashes where none is due")
        return _require_equal("consistency", first_root, second_root)
    hashes = [first_root, *path] if first & (first - 1) == 0 else list(path)
    if not hashes:
        raise EvidenceDiffers("consistency: the proof is empty")
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise EvidenceDiffers(f"consistency: {len(path)} hashes are too many from {first} to {second}")
        if place & 1 or place == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        place, last = place >> 1, last >> 1
    if last:
        raise EvidenceDiffers(f"consistency: {len(path)} hashes are too few from {first} to {second}")
    _require_equal("consistency, first", old, first_root)
    _require_equal("consistency, second", new, second_root)


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1


def _range_root(nodes: Nodes, start: int, end: int) -> bytes:
    """RFC 6962's MTH of leaves [start, end), where `start` is a multiple of the power of two that holds the range."""
    count = end - start
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return nodes(level, start >> level)
    middle = start + _split(count)
    return node_hash(_range_root(nodes, start, middle), _range_root(nodes, middle, end))


def _require_hashes(hashes: Iterable[bytes]) -> None:
    for found in hashes:
        if len(found) != HASH_BYTES:
            raise EvidenceDiffers(f"proof: expected hashes of {HASH_BYTES} bytes, found one of {len(found)}")


def _require_equal(what: str, found: bytes, expected: bytes) -> None:
    if found != expected:
        raise EvidenceDiffers(f"{what}: expected root {expected.hex()}, found {found.hex()}")
