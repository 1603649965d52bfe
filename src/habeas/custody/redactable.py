"""VR-1: commit to a text or a record so that parts can be blacked out later and the rest still proves itself.

What goes in: a text, or the slots of a record, and a secret seed. What comes out: a 32-byte root for the log, and later
*disclosures*: JSON that shows chosen tokens or slots and gives bare hashes for the rest. Whoever holds a disclosure
recomputes the root; whoever does not hold the seed learns nothing about what is hidden, not even by trying every name.

How (docs/formats/vr-1.md has every byte):

1. A text is cut into paragraphs, a paragraph into tokens (`text_units`). A record is a row of slots, some empty.
2. Every leaf has a salt from a GGM tree: one HMAC-SHA-256 of a node's seed gives the seeds of its two children.
3. Between tokens stand 0 to 3 decoys, chosen from the seed. A decoy, a missing field and padding are the same thing: an
   *empty* leaf. A subtree of empties is closed with one hash, which looks like any other hash.
4. To show a subtree, give its seed and its content. To hide one, give its hash. Nothing else is ever given.

What it does not do: it does not hide how many cuts were made, nor where (docs/formats/vr-1.md, "What still shows").
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from habeas.custody.model import JsonValue
from habeas.errors import EvidenceDiffers, UsageProblem

SEED_BYTES = 16
MINIMUM_SLOTS = 16
LONGEST_TOKEN = 40
"""Code points of one token before the white space: a text without spaces can still be redacted in pieces."""
DEEPEST_TREE = 32

_sha256 = hashlib.sha256
_LEAF, _NODE, _EMPTY, _PARAGRAPH, _ROOT = b"\x00", b"\x01", b"\x02", b"\x03", b"\x04"
_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))
_INNER_REST = b"\x36" * (64 - SEED_BYTES)
_OUTER_REST = b"\x5c" * (64 - SEED_BYTES)
_INNER_CHILDREN = _INNER_REST + b"\x00"

# White space is fixed here (the White_Space characters of Unicode), so that units never change with a Unicode version.
_SPACE = "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
# Scripts written without spaces between words: each character is a token.
_DENSE = "\u2e80-\u2fff\u3001-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
_PARAGRAPHS = re.compile(r"[^\n]*\n+|[^\n]+")
_TOKENS = re.compile(f"(?:[{_DENSE}]|[^{_SPACE}{_DENSE}]{{1,{LONGEST_TOKEN}}})[{_SPACE}]*|[{_SPACE}]+")

Leaf = bytes | None
"""Content of a leaf; None: empty (absent field, decoy, padding)."""


# --- units -----------------------------------------------------------------------------------------------------------


def text_units(text: str) -> list[list[str]]:
    """Paragraphs of tokens. Joined again they are the text, to the last character.

    A paragraph is a line with the line feeds that end it. A token is a run of characters that are not white space, with
    the white space after it: punctuation stays with its word, so `Ivanov's` and `(Ivanov,` are masked whole.
    """
    return [_TOKENS.findall(paragraph) for paragraph in _PARAGRAPHS.findall(text)]


def _decoys(seed: bytes, gaps: int) -> list[int]:
    """How many empty leaves stand in each gap, 0 to 3: two bits each of HMAC(seed, 0x01 || block number)."""
    blocks = -(-gaps // 128)
    stream = b"".join(_hmac(seed, b"\x01" + block.to_bytes(4, "big")) for block in range(blocks))
    return [stream[gap >> 2] >> ((gap & 3) << 1) & 3 for gap in range(gaps)]


def _paragraph_leaves(tokens: Sequence[str], seed: bytes) -> list[Leaf]:
    """Tokens with their decoys: before the first, between all, after the last."""
    gaps = _decoys(seed, len(tokens) + 1)
    leaves: list[Leaf] = [None] * gaps[0]
    for token, gap in zip(tokens, gaps[1:], strict=True):
        leaves.append(token.encode())
        leaves.extend((None,) * gap)
    return leaves


# --- the tree --------------------------------------------------------------------------------------------------------


def _hmac(seed: bytes, message: bytes) -> bytes:
    """HMAC-SHA-256 with a 16-byte key, by two SHA-256 calls: 2.3 times faster than `hmac.digest`, same result."""
    inner = _sha256(seed.translate(_INNER) + _INNER_REST + message).digest()
    return _sha256(seed.translate(_OUTER) + _OUTER_REST + inner).digest()


@dataclass(frozen=True)
class _Tree:
    """All nodes of one tree; level 0 = leaves. None: inside a subtree that was closed as empty."""

    seeds: list[list[bytes | None]]
    hashes: list[list[bytes | None]]

    @property
    def root(self) -> bytes:
        root = self.hashes[-1][0]
        assert root is not None
        return root


def _depth_for(leaves: int) -> int:
    return max(leaves - 1, 0).bit_length()


def _occupied(present: list[bool], depth: int) -> list[list[bool]]:
    """For each level, which subtrees hold anything. `present` is padded to 2**depth in place."""
    present.extend((False,) * ((1 << depth) - len(present)))
    levels = [present]
    for _ in range(depth):
        below = levels[-1]
        levels.append([left or right for left, right in zip(below[::2], below[1::2], strict=True)])
    return levels


def _grow(seed: bytes, occupied: list[list[bool]]) -> list[list[bytes | None]]:
    """Seeds of every node, from the root down: the halves of HMAC(seed, 0x00). Children of an empty subtree get none.

    The hot loop of every write to the journal, so HMAC stands here unrolled (see `_hmac`).
    """
    sha256, inner, outer, inner_rest, outer_rest = _sha256, _INNER, _OUTER, _INNER_CHILDREN, _OUTER_REST
    levels: list[list[bytes | None]] = [[seed]]
    for filled in reversed(occupied[1:]):
        below: list[bytes | None] = []
        for parent, full in zip(levels[-1], filled, strict=True):
            if full and parent:
                inside = sha256(parent.translate(inner) + inner_rest).digest()
                both = sha256(parent.translate(outer) + outer_rest + inside).digest()
                below += (both[:16], both[16:])
            else:
                below += (None, None)
        levels.append(below)
    levels.reverse()
    return levels


def _hash_up(
    leaves: list[bytes | None], seeds: list[list[bytes | None]], occupied: list[list[bool]]
) -> list[list[bytes | None]]:
    """Hashes of every node, from the leaves up."""
    sha256, node, empty = _sha256, _NODE, _EMPTY
    levels = [leaves]
    for filled, own in zip(occupied[1:], seeds[1:], strict=True):
        below: list[bytes] = levels[-1]  # type: ignore[assignment]  # where `full`, both children are there
        rows = zip(filled, own, below[::2], below[1::2], strict=True)
        levels.append(
            [
                sha256(node + left + right).digest() if full else seed and sha256(empty + seed).digest()
                for full, seed, left, right in rows
            ]
        )
    return levels


def _build(leaves: Sequence[Leaf], seed: bytes, depth: int) -> _Tree:
    """The tree over `leaves`, padded with empties to 2**depth."""
    occupied = _occupied([leaf is not None for leaf in leaves], depth)
    seeds = _grow(seed, occupied)
    padded = [*leaves, *((None,) * ((1 << depth) - len(leaves)))]
    sha256, leaf, empty = _sha256, _LEAF, _EMPTY
    bottom = [
        own and sha256(empty + own if content is None else leaf + own + content).digest()
        for own, content in zip(seeds[0], padded, strict=True)
    ]
    return _Tree(seeds, _hash_up(bottom, seeds, occupied))


def _seal_root(what: bytes, depth: int, node: bytes) -> bytes:
    return _sha256(_ROOT + b"habeas/vr-1/" + what + bytes([0, depth]) + node).digest()


def _tree_seed(seed: bytes, what: bytes) -> bytes:
    """The tree's own seed, HMAC(seed, label): the caller's seed may serve a text and a record."""
    if not SEED_BYTES <= len(seed) <= 64:
        raise UsageProblem(f"a VR-1 seed has {SEED_BYTES} to 64 bytes, got {len(seed)}")
    return hmac.digest(seed, b"habeas/vr-1/" + what, "sha256")[:SEED_BYTES]


# --- records ---------------------------------------------------------------------------------------------------------


def record_root(slots: Sequence[bytes | None], seed: bytes) -> bytes:
    """The root of a record. `slots[i]` is the content of slot i, None where the record has no such field."""
    return _seal_root(b"record", _record_depth(slots), _record_tree(slots, seed).root)


def disclose_record(slots: Sequence[bytes | None], seed: bytes, shown: Callable[[int], bool]) -> dict[str, JsonValue]:
    """Show the slots for which `shown(slot)`; hide the others. Empty slots are shown only where `shown` says so."""
    tree = _record_tree(slots, seed)
    depth = _record_depth(slots)
    padded = [*slots, *((None,) * ((1 << depth) - len(slots)))]
    visible = [shown(place) for place in range(len(padded))]
    return {"depth": depth, "parts": _parts(tree, padded, visible)}


def check_record(disclosure: Mapping[str, JsonValue]) -> tuple[bytes, dict[int, bytes]]:
    """The root that a disclosure leads to, and the content of each slot that it shows.

    Raises EvidenceDiffers where the disclosure is no tree. The caller compares the root: this function cannot.
    """
    depth = _integer(disclosure.get("depth"), 4, DEEPEST_TREE)
    node, leaves = _check_parts(disclosure.get("parts"), depth)
    return _seal_root(b"record", depth, node), {place: leaf for place, leaf in leaves.items() if leaf is not None}


def _record_depth(slots: Sequence[bytes | None]) -> int:
    return _depth_for(max(len(slots), MINIMUM_SLOTS))


def _record_tree(slots: Sequence[bytes | None], seed: bytes) -> _Tree:
    return _build(slots, _tree_seed(seed, b"record"), _record_depth(slots))


# --- texts -----------------------------------------------------------------------------------------------------------


def text_root(text: str, seed: bytes) -> bytes:
    """The root of a text."""
    return _TextTree.of(text, seed).root


def disclose_text(text: str, seed: bytes, shown: Sequence[tuple[int, int]]) -> dict[str, JsonValue]:
    """Show the tokens that lie wholly within one of the ranges `shown` (code points, end exclusive); hide all others.

    A decoy is shown only between two shown tokens: those at the edge of a hidden run are hidden with it.
    """
    tree = _TextTree.of(text, seed)
    covered = _coverage(len(text), shown)
    visible = [_visible(leaves, start, covered) for leaves, start in zip(tree.leaves, tree.starts, strict=True)]
    return {"depth": tree.depth, "parts": _text_parts(tree, visible)}


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
            inner = _integer(first, 0, DEEPEST_TREE)
            node, shown = _check_parts(second, inner)
            paragraphs[stack.place] = tuple(_token(shown, place) for place in range(1 << inner))
            stack.push(0, _paragraph_hash(inner, node))
        else:
            raise EvidenceDiffers("a VR-1 disclosure of a text holds a part of unknown kind")
    return _seal_root(b"text", depth, stack.node()), ShownText(paragraphs)


def token_places(text: str, seed: bytes, ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Where the tokens that ranges of a text touch stand in its tree: (paragraph, first leaf, one past the last)."""
    tree = _TextTree.of(text, seed)
    found = []
    for begin, end in ranges:
        for number, (leaves, start) in enumerate(zip(tree.leaves, tree.starts, strict=True)):
            touched = [i for i, low, high in _token_spans(leaves, start) if low < end and high > begin]
            if touched:
                found.append((number, touched[0], touched[-1] + 1))
    return found


@dataclass(frozen=True)
class _TextTree:
    """The two-level tree: an upper tree whose leaves are paragraphs, each a tree of its own."""

    depth: int
    upper: _Tree
    lower: list[_Tree]
    leaves: list[list[Leaf]]
    starts: list[int]
    """Code point at which each paragraph begins."""

    @property
    def root(self) -> bytes:
        return _seal_root(b"text", self.depth, self.upper.root)

    @staticmethod
    def of(text: str, seed: bytes) -> "_TextTree":
        units = text_units(text)
        depth = _depth_for(len(units))
        occupied = _occupied([True] * len(units), depth)
        seeds = _grow(_tree_seed(seed, b"text"), occupied)
        own = [found for found in seeds[0][: len(units)] if found is not None]
        leaves = [_paragraph_leaves(tokens, each) for tokens, each in zip(units, own, strict=True)]
        lower = [_build(row, each, _depth_for(len(row))) for row, each in zip(leaves, own, strict=True)]
        bottom = [_paragraph_hash(_depth_for(len(row)), tree.root) for row, tree in zip(leaves, lower, strict=True)]
        rest = [found and _sha256(_EMPTY + found).digest() for found in seeds[0][len(units) :]]
        starts = _starts(units)
        return _TextTree(depth, _Tree(seeds, _hash_up([*bottom, *rest], seeds, occupied)), lower, leaves, starts)


def _paragraph_hash(depth: int, node: bytes) -> bytes:
    return _sha256(_PARAGRAPH + bytes([depth]) + node).digest()


def _starts(units: list[list[str]]) -> list[int]:
    starts, place = [], 0
    for tokens in units:
        starts.append(place)
        place += sum(map(len, tokens))
    return starts


def _token_spans(leaves: Sequence[Leaf], start: int) -> list[tuple[int, int, int]]:
    """(leaf, first code point, one past the last) of each token of a paragraph that begins at `start`."""
    spans, place = [], start
    for index, leaf in enumerate(leaves):
        if leaf is not None:
            length = len(leaf.decode())
            spans.append((index, place, place + length))
            place += length
    return spans


def _coverage(length: int, shown: Sequence[tuple[int, int]]) -> bytearray:
    """One byte per code point: 1 where it may be shown."""
    covered = bytearray(length)
    for begin, end in shown:
        if not 0 <= begin <= end <= length:
            raise UsageProblem(f"a range to show runs from {begin} to {end} in a text of {length} characters")
        covered[begin:end] = b"\x01" * (end - begin)
    return covered


def _visible(leaves: Sequence[Leaf], start: int, covered: bytearray) -> list[bool]:
    """Which leaves of a paragraph may be shown: tokens by coverage, empties where neither neighbour is hidden."""
    visible = [True] * len(leaves)
    for index, low, high in _token_spans(leaves, start):
        visible[index] = all(covered[low:high])
    for index, leaf in enumerate(leaves):
        if leaf is None and index and not visible[index - 1]:
            visible[index] = False
    for index in range(len(leaves) - 2, -1, -1):
        if leaves[index] is None and not visible[index + 1]:
            visible[index] = False
    return visible


def _text_parts(tree: _TextTree, visible: list[list[bool]]) -> list[JsonValue]:
    """Maximal subtrees of paragraphs that are shown whole or hidden whole; a paragraph shown in part is opened."""
    whole = [all(row) for row in visible]
    state = ["show" if w else "open" if any(row) else "hide" for w, row in zip(whole, visible, strict=True)]
    state += ["hide"] * ((1 << tree.depth) - len(state))
    parts: list[JsonValue] = []
    for kind, level, place in _runs(tree.upper, state):
        if kind == "hide":
            parts.append(["hide", level, _text(tree.upper.hashes[level][place])])
        elif kind == "show":
            rows: list[JsonValue] = [_compact(row) for row in tree.leaves[place << level : (place + 1) << level]]
            parts.append(["show", level, _text(tree.upper.seeds[level][place]), rows])
        else:
            lower = tree.lower[place]
            depth = len(lower.seeds) - 1
            padded = [*tree.leaves[place], *((None,) * ((1 << depth) - len(tree.leaves[place])))]
            row_visible = visible[place] + [False] * ((1 << depth) - len(visible[place]))
            parts.append(["open", depth, _parts(lower, padded, row_visible)])
    return parts


def _whole_paragraphs(seed: bytes, level: int, texts: list[list[JsonValue]]) -> bytes:
    """The hash of an upper subtree whose paragraphs are all shown."""
    if len(texts) > 1 << level:
        raise EvidenceDiffers(f"a VR-1 subtree of level {level} shows {len(texts)} paragraphs")
    occupied = _occupied([True] * len(texts), level)
    seeds = _grow(seed, occupied)
    bottom: list[bytes | None] = []
    for own, compact in zip(seeds[0], texts, strict=False):
        leaves = _expand(compact, 1 << 24)
        depth = _depth_for(len(leaves))
        bottom.append(_paragraph_hash(depth, _build(leaves, own or b"", depth).root))
    bottom.extend(own and _sha256(_EMPTY + own).digest() for own in seeds[0][len(texts) :])
    node = _hash_up(bottom, seeds, occupied)[-1][0]
    assert node is not None
    return node


def _token_leaves(compact: list[JsonValue]) -> tuple[str | None, ...]:
    return tuple("" if leaf is None else leaf.decode() for leaf in _expand(compact, 1 << 24))


def _token(shown: Mapping[int, Leaf], place: int) -> str | None:
    if place not in shown:
        return None
    leaf = shown[place]
    return "" if leaf is None else leaf.decode()


# --- disclosures -----------------------------------------------------------------------------------------------------


def _runs(tree: _Tree, state: Sequence[str]) -> list[tuple[str, int, int]]:
    """(state, level, place) of the maximal subtrees that are of one state, left to right.

    A subtree that was closed as empty cannot be opened: it is shown where all of it may be shown, else hidden.
    "open" never merges.
    """
    found: list[tuple[str, int, int]] = []
    todo = [(len(tree.seeds) - 1, 0)]
    while todo:
        level, place = todo.pop()
        states = set(state[place << level : (place + 1) << level])
        closed = level == 0 or tree.seeds[level - 1][2 * place] is None
        if len(states) == 1 and (level == 0 or states != {"open"}):
            found.append((states.pop(), level, place))
        elif closed:
            found.append(("hide", level, place))
        else:
            todo.append((level - 1, 2 * place + 1))
            todo.append((level - 1, 2 * place))
    return found


def _parts(tree: _Tree, leaves: Sequence[Leaf], visible: Sequence[bool]) -> list[JsonValue]:
    parts: list[JsonValue] = []
    for kind, level, place in _runs(tree, ["show" if each else "hide" for each in visible]):
        if kind == "hide":
            parts.append(["hide", level, _text(tree.hashes[level][place])])
        else:
            row = leaves[place << level : (place + 1) << level]
            parts.append(["show", level, _text(tree.seeds[level][place]), _compact(row)])
    return parts


def _check_parts(parts: JsonValue, depth: int) -> tuple[bytes, dict[int, Leaf]]:
    """The node that a list of parts leads to, and what it shows, by place."""
    stack = _Stack(depth)
    shown: dict[int, Leaf] = {}
    for kind, first, second, third in _rows(parts):
        level = _integer(first, 0, depth)
        if kind == "show":
            leaves = _expand(third, 1 << level)
            leaves.extend((None,) * ((1 << level) - len(leaves)))
            shown.update(enumerate(leaves, stack.place))
            stack.push(level, _build(leaves, _bytes(second, SEED_BYTES), level).root)
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


def _compact(leaves: Sequence[Leaf]) -> list[JsonValue]:
    """Leaves as JSON: a token or slot is a string, a number n stands for n empty leaves."""
    row: list[JsonValue] = []
    for leaf in leaves:
        if leaf is not None:
            row.append(leaf.decode())
        elif row and isinstance(row[-1], int):
            row[-1] += 1
        else:
            row.append(1)
    return row


def _expand(row: JsonValue, limit: int) -> list[Leaf]:
    if not isinstance(row, list):
        raise EvidenceDiffers("a VR-1 part shows something that is no list")
    leaves: list[Leaf] = []
    for item in row:
        if isinstance(item, str):
            leaves.append(item.encode("utf-8", "surrogatepass"))
        else:
            leaves.extend((None,) * _integer(item, 1, limit - len(leaves)))
    if len(leaves) > limit:
        raise EvidenceDiffers(f"a VR-1 part shows {len(leaves)} leaves where {limit} fit")
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


def _text(value: bytes | None) -> str:
    assert value is not None
    return base64.b64encode(value).decode()


def _bytes(value: JsonValue, length: int) -> bytes:
    """Base64, strict: one text for one value, so that no byte can change unnoticed."""
    try:
        found = base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except binascii.Error:
        found = b""
    if len(found) != length or _text(found) != value:
        raise EvidenceDiffers(f"a VR-1 disclosure holds something else where {length} bytes of Base64 stand")
    return found
