"""The lines of a PDF page in the order in which a person reads them, and the paragraphs that they make.

A PDF has no paragraphs, only marks on paper. Lines are joined to a paragraph while their distance stays the page's
usual one and the line before runs to the right edge. Ligatures are opened by PDFium itself, before offsets are fixed.

Columns: where a blank strip parts the page, and the text layer jumps from one side to the other again and again, the
left
side is read before the right one, band by band between lines that run across. A table (short words on both sides) stays
row by row. Where neither is clear, the order is said to be uncertain.
"""

import itertools
import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from habeas.reading.pdf_forms import Filled

LINE_END_HYPHENS = "\x02\ufffe\xad"
"""What PDFium gives for a hyphen that only divides a word at a line's end, and the soft hyphen itself."""
_LINE = re.compile(rf"[^\r\n{LINE_END_HYPHENS}]*[{LINE_END_HYPHENS}]?")
"""PDFium gives such a hyphen instead of the end of its line, not before it."""
PARAGRAPH_GAP = 1.18
"""Times the page's usual line distance: more is a new paragraph."""
SHORT_LINE = 0.85
"""Share of the page's text width: a sentence that ends before it ends its paragraph."""
WIDE = 1.2
"""Times the height of a line: a gap inside it that parts two columns, or two cells."""
JUMPS, SIDE = 3, 3
"""Between the sides, and lines on each: fewer are no columns."""
CROSSING = 0.25
"""Share of the lines that may run across."""
SENTENCES = 18
"""Characters of a usual line of a column; cells of a table are shorter."""


@dataclass(frozen=True)
class Line:
    """One line of a page, or what stands in it between two wide gaps; lengths in points, y upwards."""

    text: str
    top: float
    bottom: float
    right: float
    left: float = 0.0


@dataclass(frozen=True)
class Ordered:
    """Groups of lines, to be read one after the other; and whether that is sure."""

    groups: tuple[tuple[Line, ...], ...]
    uncertain: bool = False

    def paragraphs(self) -> list[str]:
        """Of all groups; a sentence that runs on from one to the next stays one."""
        made: list[str] = []
        for group in self.groups:
            paragraphs = paragraphs_of(list(group))
            if made and paragraphs and runs_on(made[-1], paragraphs):
                made[-1] = _joined(made[-1], paragraphs.pop(0))
            made += paragraphs
        return made


def ordered(page: Any, unseen: frozenset[int], fields: Sequence[Filled]) -> Ordered:
    """`unseen`: indices of characters that are left out. `fields`: what was filled into the page's form."""
    textpage = page.get_textpage()
    lines = [tuple(_pieces(textpage, found, unseen)) for found in _LINE.finditer(textpage.get_text_range())]
    lines = [pieces for pieces in lines if pieces]
    if fields:
        return Ordered((tuple(_with_fields([_whole(pieces) for pieces in lines], fields)),))
    pieces = [piece for line in lines for piece in line]
    gutter = _gutter(pieces)
    if gutter is None:
        return Ordered((tuple(_whole(line) for line in lines),), _unclear(lines))
    return Ordered(tuple(_bands(lines, gutter)))


def _pieces(textpage: Any, found: "re.Match[str]", unseen: frozenset[int]) -> Iterator[Line]:
    """A line of the text layer, parted where a wide gap is in it."""
    words = found.group()
    shown = [at for at, mark in enumerate(words) if not mark.isspace() and found.start() + at not in unseen]
    if not shown:
        return
    first = 0
    box = {at: textpage.get_charbox(found.start() + at, loose=True) for at in _edges(shown)}
    for before, after in itertools.pairwise(range(len(shown))):
        left, right = shown[before], shown[after]
        if right > left + 1 and box[right][0] - box[left][2] > WIDE * abs(box[left][3] - box[left][1]):
            yield _line(words, shown[first:after], box)
            first = after
    yield _line(words, shown[first:], box)


def _edges(shown: list[int]) -> list[int]:
    """The characters that stand beside a gap, the first and the last."""
    gaps = [at for left, right in itertools.pairwise(shown) if right > left + 1 for at in (left, right)]
    return [shown[0], *gaps, shown[-1]]


def _line(words: str, shown: list[int], box: dict[int, Any]) -> Line:
    kept = set(shown)
    text = "".join(words[at] for at in range(shown[0], shown[-1] + 1) if at in kept or words[at].isspace())
    left, bottom, _, top = box[shown[0]]
    return Line(text.replace("\x00", ""), top, bottom, box[shown[-1]][2], left)


def _whole(pieces: Sequence[Line]) -> Line:
    return replace(pieces[0], text=" ".join(piece.text for piece in pieces), right=pieces[-1].right)


def _gutter(pieces: Sequence[Line]) -> float | None:
    """Where the blank strip between two columns is; None: there is none, or the order needs no mending."""
    best: tuple[int, float] | None = None
    for x in sorted({piece.left - 1 for piece in pieces}):
        left = [piece for piece in pieces if piece.right <= x]
        right = [piece for piece in pieces if piece.left >= x]
        across = len(pieces) - len(left) - len(right)
        if min(len(left), len(right)) < SIDE or across > CROSSING * len(pieces):
            continue
        if not _beside(left, right) or _jumps(pieces, x) < JUMPS:
            continue
        if min(statistics.median(len(piece.text) for piece in side) for side in (left, right)) < SENTENCES:
            continue
        if best is None or across < best[0]:
            best = (across, x)
    return None if best is None else best[1]


def _beside(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether the two sides stand beside each other, not one above the other."""
    low = max(min(piece.bottom for piece in side) for side in (left, right))
    high = min(max(piece.top for piece in side) for side in (left, right))
    return high > low


def _jumps(pieces: Sequence[Line], x: float) -> int:
    sides = [piece.left >= x for piece in pieces if piece.right <= x or piece.left >= x]
    return sum(before and not after for before, after in itertools.pairwise(sides))


def _bands(lines: Sequence[Sequence[Line]], x: float) -> Iterator[tuple[Line, ...]]:
    left: list[Line] = []
    right: list[Line] = []
    for pieces in lines:
        across = [piece for piece in pieces if piece.left < x < piece.right]
        if across:
            yield from (tuple(side) for side in (left, right) if side)
            left, right = [], []
            yield (_whole(pieces),)
            continue
        left += [piece for piece in pieces if piece.right <= x]
        right += [piece for piece in pieces if piece.left >= x]
    yield from (tuple(side) for side in (left, right) if side)


def _unclear(lines: Sequence[Sequence[Line]]) -> bool:
    """Long words on both sides of gaps that make no strip."""
    parted = [pieces for pieces in lines if len(pieces) > 1 and min(len(piece.text) for piece in pieces) >= SENTENCES]
    return len(parted) >= SIDE


def _with_fields(lines: list[Line], fields: Sequence[Filled]) -> list[Line]:
    """Each value after the label that stands left of it on its line, else as a line of its own where it stands."""
    found = list(lines)
    for field in fields:
        beside = [at for at, line in enumerate(found) if _is_label(line, field)]
        if beside:
            at = max(beside, key=lambda at: found[at].left)
            found[at] = replace(found[at], text=f"{found[at].text} {field.value}", right=field.right)
        else:
            at = next((at for at, line in enumerate(found) if line.top < field.top), len(found))
            found.insert(at, Line(field.value, field.top, field.bottom, field.right, field.left))
    return found


def _is_label(line: Line, field: Filled) -> bool:
    middle = (line.top + line.bottom) / 2
    return field.bottom - 2 <= middle <= field.top + 2 and line.left < field.left


def paragraphs_of(lines: list[Line]) -> list[str]:
    """Lines put together to paragraphs."""
    if not lines:
        return []
    distances = [above.bottom - below.bottom for above, below in itertools.pairwise(lines)]
    usual = statistics.median([step for step in distances if step > 0] or [0.0])
    width = max(line.right for line in lines)
    paragraphs = [lines[0].text]
    for above, below in itertools.pairwise(lines):
        if _starts_paragraph(above, below, usual, width):
            paragraphs.append(below.text)
        else:
            paragraphs[-1] = _joined(paragraphs[-1], below.text)
    return [paragraph for paragraph in paragraphs if paragraph]


def runs_on(text: str, paragraphs: list[str]) -> bool:
    """Whether a page, or a column, begins in the middle of the sentence with which the one before ended."""
    return text.rstrip()[-1:].isalnum() and paragraphs[0][:1].islower()


def _starts_paragraph(above: Line, below: Line, usual: float, width: float) -> bool:
    step = above.bottom - below.bottom
    apart = usual > 0 and (step > usual * PARAGRAPH_GAP or step <= 0)
    larger = abs((above.top - above.bottom) - (below.top - below.bottom)) > 1  # a heading: another size of letters
    ended = above.text[-1:] in '.!?:”»"' and above.right < width * SHORT_LINE
    return apart or larger or ended


def _joined(before: str, after: str) -> str:
    if before[-1:] in LINE_END_HYPHENS:
        return before[:-1] + after
    return before + after if before.endswith("-") else f"{before} {after}"
