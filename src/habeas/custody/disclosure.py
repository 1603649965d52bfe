"""VR-1, the other side: a disclosure -> the root that it leads to, and what it shows. Needs no seed and no vault.

Every function raises EvidenceDiffers for what is no disclosure; none says whether the root is the right one: the caller
compares it with the entry of the journal. The standalone verifier does the same from the written format.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from habeas.custody.model import JsonValue
from habeas.custody.salted_tree import (
    DEEPEST_TREE,
    SEED_BYTES,
    Leaf,
    base64_text,
    build,
    depth_for,
    grow,
    hash_up,
    occupied_levels,
    paragraph_hash,
    seal_root,
)
from habeas.errors import EvidenceDiffers

_NODE = b"\x01"
_sha256 = hashlib.sha256
MOST_SLOTS = 1024
MOST_DECOYS = 3
DEEPEST_PARAGRAPH = 24


def check_record(disclosure: Mapping[str, JsonValue]) -> tuple[bytes, dict[int, bytes]]:
    """The root that a disclosure leads to, and the content of each slot that it shows.

    Raises EvidenceDiffers where the disclosure is no tree. The caller compares the root: this function cannot.
    """
    depth = _integer(disclosure.get("depth"), 4, DEEPEST_TREE)
    node, leaves = _check_parts(disclosure.get("parts"), depth, MOST_SLOTS)
    return seal_root(b"record", depth, node), {place: leaf for place, leaf in leaves.items() if leaf is not None}


@dataclass(frozen=True)
class ShownText:
    """What a disclosure of a text shows: for each paragraph by number, its leaves in order.

    A leaf is a token, "" where it is empty, None where it is hidden. Paragraphs wholly hidden are not in the mapping.
    """

    paragraphs: Mapping[int, tuple[str | None, ...]]


def check_text(disclosure: Mapping[str, JsonValue]) -> tuple[bytes, ShownText]:
    """The root that a disclosure leads to, and what it shows. Raises EvidenceDiffers where it is no tree."""
    depth = _integer(disclosure.get("depth"), 0, DEEPEST_TREE)
    stack = _Stack(depth)
    paragraphs: dict[int, tuple[str | None, ...]] = {}
    for kind, first, second, third in _rows(disclosure.get("parts")):
        if kind == "show":
            level, texts = _integer(first, 0, depth), _paragraph_list(third)
            node = _whole_paragraphs(_bytes(second, SEED_BYTES), level, texts)
            paragraphs.update((stack.place + i, _token_leaves(leaves)) for i, leaves in enumerate(texts))
            stack.push(level, node)
        elif kind == "hide":
            stack.push(_integer(first, 0, depth), _bytes(second, 32))
        elif kind == "open":
            inner = _integer(first, 0, DEEPEST_PARAGRAPH)
            node, shown = _check_parts(second, inner, MOST_DECOYS)
            paragraphs[stack.place] = tuple(_token(shown, place) for place in range(1 << inner))
            stack.push(0, paragraph_hash(inner, node))
        else:
            raise EvidenceDiffers("a VR-1 disclosure of a text holds a part of unknown kind")
    return seal_root(b"text", depth, stack.node()), ShownText(paragraphs)


def _whole_paragraphs(seed: bytes, level: int, texts: list[list[JsonValue]]) -> bytes:
    """The hash of an upper subtree whose paragraphs are all shown."""
    if len(texts) != 1 << level:
        raise EvidenceDiffers(f"a VR-1 subtree of level {level} shows {len(texts)} paragraphs")
    occupied = occupied_levels([True] * len(texts), level)
    seeds = grow(seed, occupied)
    bottom: list[bytes | None] = []
    for own, compact in zip(seeds[0], texts, strict=True):
        leaves = _expand(compact, MOST_DECOYS)
        depth = depth_for(len(leaves))
        bottom.append(paragraph_hash(depth, build(leaves, own or b"", depth).root))
    node = hash_up(bottom, seeds, occupied)[-1][0]
    assert node is not None
    return node


def _token_leaves(compact: list[JsonValue]) -> tuple[str | None, ...]:
    return tuple("" if leaf is None else leaf.decode() for leaf in _expand(compact, MOST_DECOYS))


def _token(shown: Mapping[int, Leaf], place: int) -> str | None:
    if place not in shown:
        return None
    leaf = shown[place]
    return "" if leaf is None else leaf.decode()


def _check_parts(parts: JsonValue, depth: int, most_empty: int) -> tuple[bytes, dict[int, Leaf]]:
    """The node that a list of parts leads to, and what it shows, by place."""
    stack = _Stack(depth)
    shown: dict[int, Leaf] = {}
    for kind, first, second, third in _rows(parts):
        level = _integer(first, 0, depth)
        if kind == "show":
            leaves = _expand(third, most_empty)
            if len(leaves) != 1 << level:
                raise EvidenceDiffers(f"a VR-1 subtree of level {level} lists {len(leaves)} leaves")
            shown.update(enumerate(leaves, stack.place))
            stack.push(level, build(leaves, _bytes(second, SEED_BYTES), level).root)
        elif kind == "hide":
            stack.push(level, _bytes(second, 32))
        else:
            raise EvidenceDiffers("a VR-1 disclosure holds a part of unknown kind")
    return stack.node(), shown


class _Stack:
    """Puts subtrees together from left to right; refuses gaps, overlaps and subtrees out of place."""

    def __init__(self, depth: int) -> None:
        self._depth = depth
        self._nodes: list[tuple[int, bytes]] = []
        self.place = 0

    def push(self, level: int, node: bytes) -> None:
        if self.place & ((1 << level) - 1) or self.place + (1 << level) > 1 << self._depth:
            raise EvidenceDiffers(f"a VR-1 subtree of level {level} stands out of place, at leaf {self.place}")
        self.place += 1 << level
        while self._nodes and self._nodes[-1][0] == level:
            left = self._nodes.pop()[1]
            node, level = _sha256(_NODE + left + node).digest(), level + 1
        self._nodes.append((level, node))

    def node(self) -> bytes:
        if self.place != 1 << self._depth:
            raise EvidenceDiffers(f"a VR-1 disclosure covers {self.place} leaves of {1 << self._depth}")
        return self._nodes[0][1]


def _expand(row: JsonValue, most_empty: int) -> list[Leaf]:
    if not isinstance(row, list):
        raise EvidenceDiffers("a VR-1 part shows something that is no list")
    leaves: list[Leaf] = []
    number = False
    for item in row:
        if isinstance(item, str):
            leaves.append(item.encode("utf-8", "surrogatepass"))
        elif number:
            raise EvidenceDiffers("a VR-1 part counts empty leaves twice")
        else:
            leaves.extend((None,) * _integer(item, 1, most_empty))
        number = not isinstance(item, str)
    return leaves


def _rows(parts: JsonValue) -> list[tuple[JsonValue, JsonValue, JsonValue, JsonValue]]:
    """Parts as rows of four; what is missing is None."""
    if not isinstance(parts, list) or not all(isinstance(part, list) and 3 <= len(part) <= 4 for part in parts):
        raise EvidenceDiffers("a VR-1 disclosure is not a list of parts")
    return [(part[0], part[1], part[2], part[3] if len(part) == 4 else None) for part in parts]


def _paragraph_list(rows: JsonValue) -> list[list[JsonValue]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise EvidenceDiffers("a VR-1 disclosure of a text shows something that is no paragraph")
    return rows


def _integer(value: JsonValue, low: int, high: int) -> int:
    if type(value) is not int or not low <= value <= high:
        raise EvidenceDiffers(f"a VR-1 disclosure has a number out of {low}..{high}")
    return value


def _bytes(value: JsonValue, length: int) -> bytes:
    """Base64, strict: one text for one value, so that no byte can change unnoticed."""
    try:
        found = base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except binascii.Error:
        found = b""
    if len(found) != length or base64_text(found) != value:
        raise EvidenceDiffers(f"a VR-1 disclosure holds something else where {length} bytes of Base64 stand")
    return found
