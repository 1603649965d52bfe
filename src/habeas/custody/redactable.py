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

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from habeas.custody.disclosure import check_record as check_record
from habeas.custody.disclosure import check_text as check_text
from habeas.custody.model import JsonValue
from habeas.custody.salted_tree import (
    SEED_BYTES as SEED_BYTES,
)
from habeas.custody.salted_tree import (
    Leaf,
    Tree,
    base64_text,
    build,
    closed_hash,
    compact,
    depth_for,
    grow,
    hash_up,
    hmac_of,
    occupied_levels,
    paragraph_hash,
    parts_of,
    root_of,
    runs_of,
    seal_root,
    tree_seed,
)
from habeas.errors import UsageProblem

MINIMUM_SLOTS = 16
LONGEST_TOKEN = 40
"""Code points of one token before the white space: a text without spaces can still be redacted in pieces."""

# White space is fixed here (the White_Space characters of Unicode), so that units never change with a Unicode version.
_SPACE = "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
# Scripts written without spaces between words: each character is a token.
_DENSE = "\u2e80-\u2fff\u3001-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
_PARAGRAPHS = re.compile(r"[^\n]*\n+|[^\n]+")
_TOKENS = re.compile(f"(?:[{_DENSE}]|[^{_SPACE}{_DENSE}]{{1,{LONGEST_TOKEN}}})[{_SPACE}]*|[{_SPACE}]+")


def text_units(text: str) -> list[list[str]]:
    """Paragraphs of tokens. Joined again they are the text, to the last character.

    A paragraph is a line with the line feeds that end it. A token is a run of characters that are not white space, with
    the white space after it: punctuation stays with its word, so `Ivanov's` and `(Ivanov,` are masked whole.
    """
    return [_TOKENS.findall(paragraph) for paragraph in _PARAGRAPHS.findall(text)]


def _decoys(seed: bytes, gaps: int) -> list[int]:
    """How many empty leaves stand in each gap, 0 to 3: two bits each of HMAC(seed, 0x01 || block number)."""
    blocks = -(-gaps // 128)
    stream = b"".join(hmac_of(seed, b"\x01" + block.to_bytes(4, "big")) for block in range(blocks))
    return [stream[gap >> 2] >> ((gap & 3) << 1) & 3 for gap in range(gaps)]


def _paragraph_leaves(tokens: Sequence[str], seed: bytes) -> list[Leaf]:
    """Tokens with their decoys: before the first, between all, after the last."""
    gaps = _decoys(seed, len(tokens) + 1)
    leaves: list[Leaf] = [None] * gaps[0]
    for token, gap in zip(tokens, gaps[1:], strict=True):
        leaves.append(token.encode())
        leaves.extend((None,) * gap)
    return leaves


def record_root(slots: Sequence[bytes | None], seed: bytes) -> bytes:
    """The root of a record. `slots[i]` is the content of slot i, None where the record has no such field."""
    depth = _record_depth(slots)
    return seal_root(b"record", depth, root_of(slots, tree_seed(seed, b"record"), depth))


def disclose_record(slots: Sequence[bytes | None], seed: bytes, shown: Callable[[int], bool]) -> dict[str, JsonValue]:
    """Show the slots for which `shown(slot)`; hide the others. Empty slots are shown only where `shown` says so."""
    tree = _record_tree(slots, seed)
    depth = _record_depth(slots)
    padded = [*slots, *((None,) * ((1 << depth) - len(slots)))]
    visible = [shown(place) for place in range(len(padded))]
    return {"depth": depth, "parts": parts_of(tree, padded, visible)}


def _record_depth(slots: Sequence[bytes | None]) -> int:
    return depth_for(max(len(slots), MINIMUM_SLOTS))


def _record_tree(slots: Sequence[bytes | None], seed: bytes) -> Tree:
    return build(slots, tree_seed(seed, b"record"), _record_depth(slots))


def text_root(text: str, seed: bytes) -> bytes:
    """The root of a text: `CommittedText.of(text, seed).root`, where nothing will be shown of it.

    Each paragraph's tree is let go once its root is known: a list of 100,000 lines would otherwise take 450 MB.
    """
    units = text_units(text)
    depth, seeds, occupied = _upper_seeds(len(units), seed)
    hashes = []
    for tokens, own in zip(units, seeds[0], strict=False):
        assert own is not None
        leaves = _paragraph_leaves(tokens, own)
        lower = depth_for(len(leaves))
        hashes.append(paragraph_hash(lower, root_of(leaves, own, lower)))
    return seal_root(b"text", depth, _upper_tree(hashes, seeds, occupied).root)


def _upper_seeds(paragraphs: int, seed: bytes) -> tuple[int, list[list[bytes | None]], list[list[bool]]]:
    """Of the tree over the paragraphs: depth, seeds, and which subtrees hold any."""
    depth = depth_for(paragraphs)
    occupied = occupied_levels([True] * paragraphs, depth)
    return depth, grow(tree_seed(seed, b"text"), occupied), occupied


def _upper_tree(paragraphs: list[bytes], seeds: list[list[bytes | None]], occupied: list[list[bool]]) -> Tree:
    rest = [closed_hash(found) for found in seeds[0][len(paragraphs) :]]
    return Tree(seeds, hash_up([*paragraphs, *rest], seeds, occupied))


def disclose_text(text: str, seed: bytes, shown: Sequence[tuple[int, int]]) -> dict[str, JsonValue]:
    """Show the tokens that lie wholly within one of the ranges (code points, end exclusive); hide all others."""
    return CommittedText.of(text, seed).disclose(shown)


@dataclass(frozen=True)
class CommittedText:
    """A text in its two-level tree: an upper tree whose leaves are paragraphs, each a tree of its own.

    Build it once where a text is both asked for places and disclosed.
    """

    length: int
    """Code points."""
    depth: int
    upper: Tree
    lower: list[Tree]
    leaves: list[list[Leaf]]
    starts: list[int]
    """Code point at which each paragraph begins."""

    @property
    def root(self) -> bytes:
        return seal_root(b"text", self.depth, self.upper.root)

    def tokens(self) -> list[tuple[int, int]]:
        """Start and end of every token, in code points: the smallest things that can be hidden."""
        rows = zip(self.leaves, self.starts, strict=True)
        return [(low, high) for leaves, start in rows for _, low, high in _token_spans(leaves, start)]

    def disclose(self, shown: Sequence[tuple[int, int]]) -> dict[str, JsonValue]:
        """Show the tokens that lie wholly within one of the ranges `shown` (code points, end exclusive).

        An empty leaf is shown only between two shown tokens: decoys at the edge of a hidden run are hidden with it.
        """
        covered = _coverage(self.length, shown)
        rows = zip(self.leaves, self.starts, strict=True)
        return {
            "depth": self.depth,
            "parts": _text_parts(self, [_visible(leaves, start, covered) for leaves, start in rows]),
        }

    def places(self, begin: int, end: int) -> list[tuple[int, int, int]]:
        """Where the tokens that a range touches stand: (paragraph, first leaf, one past the last leaf)."""
        found = []
        for number in range(max(bisect_right(self.starts, begin) - 1, 0), bisect_left(self.starts, end)):
            spans = _token_spans(self.leaves[number], self.starts[number])
            touched = [leaf for leaf, low, high in spans if low < end and high > begin]
            if touched:
                found.append((number, touched[0], touched[-1] + 1))
        return found

    @staticmethod
    def of(text: str, seed: bytes) -> "CommittedText":
        units = text_units(text)
        depth, seeds, occupied = _upper_seeds(len(units), seed)
        own = [found for found in seeds[0][: len(units)] if found is not None]
        leaves = [_paragraph_leaves(tokens, each) for tokens, each in zip(units, own, strict=True)]
        lower = [build(row, each, depth_for(len(row))) for row, each in zip(leaves, own, strict=True)]
        bottom = [paragraph_hash(depth_for(len(row)), tree.root) for row, tree in zip(leaves, lower, strict=True)]
        return CommittedText(len(text), depth, _upper_tree(bottom, seeds, occupied), lower, leaves, _starts(units))


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


def _text_parts(tree: CommittedText, visible: list[list[bool]]) -> list[JsonValue]:
    """Maximal subtrees of paragraphs that are shown whole or hidden whole; a paragraph shown in part is opened."""
    whole = [all(row) for row in visible]
    state = ["show" if w else "open" if any(row) else "hide" for w, row in zip(whole, visible, strict=True)]
    state += ["hide"] * ((1 << tree.depth) - len(state))
    parts: list[JsonValue] = []
    for kind, level, place in runs_of(tree.upper, state):
        if kind == "hide":
            parts.append(["hide", level, base64_text(tree.upper.hashes[level][place])])
        elif kind == "show":
            rows: list[JsonValue] = [compact(row) for row in tree.leaves[place << level : (place + 1) << level]]
            parts.append(["show", level, base64_text(tree.upper.seeds[level][place]), rows])
        else:
            lower = tree.lower[place]
            depth = len(lower.seeds) - 1
            padded = [*tree.leaves[place], *((None,) * ((1 << depth) - len(tree.leaves[place])))]
            row_visible = visible[place] + [False] * ((1 << depth) - len(visible[place]))
            parts.append(["open", depth, parts_of(lower, padded, row_visible)])
    return parts
