"""The lie of a text: blocks (headings, list items, paragraphs), then sentences, by rules without any model.

Sentences never run over a block. The parser gets these boundaries as given: parsers run over paragraph breaks and break
inside quotations otherwise. Offsets are code points of the whole text.
"""

import re
from dataclasses import dataclass, replace

from habeas.extraction.model import Span

WIDE_LINE = 110
"""Longer lines are whole paragraphs; shorter ones may be wrapped by hand or by an e-mail program."""
MAX_SENTENCE = 4000
"""Characters. A parser's memory grows with the sentence: a longer one is cut at a blank."""


@dataclass(frozen=True)
class Block:
    """One paragraph, heading or list item, without surrounding white space."""

    start: int
    end: int
    kind: str
    """paragraph | heading | item"""
    section: str = ""
    """Text of the nearest heading above, lower case ("recommendations"), or empty."""
    lead: int | None = None
    """Of an item: index of the block that introduces the list ("The authorities should:"; also a heading)."""
    body: int = 0
    """Where the words begin after the mark of a list item."""


MARK = re.compile(r"[ \t]*(?:[-–—*•·▪◦‣]|\(?(?:\d{1,3}|[a-zа-я]|[ivx]{1,5})[.)])[ \t]+(?=\S)", re.IGNORECASE)
ENDS = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
NOT_HEADING = re.compile(r"[.!?…;,—–][\"'”’»)\]]*$|^[\"'“«„‘]")
PARAGRAPH_BREAK = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+|\f|\u2029")


def find_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text in order; they do not overlap, and hold all that is not white space."""
    pieces = [piece for chunk in _chunks(text) for piece in _lines(text, *chunk)]
    kinds = [
        _kind(text, start, end, alone, number == len(pieces) - 1) for number, (start, end, alone) in enumerate(pieces)
    ]
    blocks: list[Block] = []
    section, lead = "", None
    for (start, end, _), kind in zip(pieces, kinds, strict=True):
        mark = MARK.match(text, start, end) if kind == "item" else None
        lead = lead if kind == "item" else None
        block = Block(start, end, kind, section, lead, mark.end() if mark else start)
        if kind == "heading":
            section = " ".join(text[start:end].lower().strip("#*: ").split())
            block = replace(block, section=section)
        blocks.append(block)
        if kind == "heading" or (kind != "item" and text[start:end].rstrip().endswith(":")):
            lead = len(blocks) - 1
    return tuple(blocks)


def _chunks(text: str) -> list[tuple[int, int]]:
    """Stretches between blank lines."""
    found, start = [], 0
    for gap in PARAGRAPH_BREAK.finditer(text):
        found.append((start, gap.start()))
        start = gap.end()
    return [(a, b) for a, b in [*found, (start, len(text))] if text[a:b].strip()]


def _lines(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """The blocks of one chunk: (start, end, stands on a line of its own), trimmed."""
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\r\n\v\u2028\x85]+", text[start:end]) if m.group().strip()]
    width = max((b - a for a, b in lines), default=0)
    found: list[list[int]] = []
    for number, (a, b) in enumerate(lines):
        line = text[start + a : start + b]
        before = text[start + lines[number - 1][0] : start + lines[number - 1][1]].strip() if number else ""
        if number and not MARK.match(line) and not _breaks(before, line, width):
            found[-1][1:] = [start + b, 0]
        else:
            found.append([start + a, start + b, 1])
    return [(*trim(text, a, b), bool(alone)) for a, b, alone in found]


def _breaks(before: str, line: str, width: int) -> bool:
    """Whether a line begins a new block after the line before."""
    if width > WIDE_LINE:
        return True
    if ENDS.search(before):
        return len(before) < 0.75 * width or before.endswith(":")
    short = len(before) < 0.6 * width or len(before.split()) <= 6
    return short and len(before) < 60 and line.lstrip()[:1].isupper() and not before.endswith(",")


def _kind(text: str, start: int, end: int, alone: bool, last: bool) -> str:
    words = text[start:end]
    if MARK.match(text, start, end):
        return "item"
    short = alone and len(words) <= 100 and len(words.split()) <= 14 and not last
    if short and (words.startswith("#") or not NOT_HEADING.search(words)):
        return "heading"
    return "paragraph"


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without white space at its ends."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return start + left, max(start + left, end - (len(piece) - len(piece.rstrip())))


def span_of(text: str, start: int, end: int) -> Span:
    """A span without the white space at its ends."""
    start, end = trim(text, start, end)
    return Span(start, end, text[start:end])


SENTENCE_END = re.compile(
    r"(?:[.!?…]+|\.\.\.)[\"'”’»“)\]]*(?=\s+[\"'“”«„‘(\[—–-]*\s?(?:[^\W\d_]|\d))|[;]\s*(?=\n)", re.UNICODE
)
ABBREVIATIONS = {
    "en": frozenset(
        "mr mrs ms dr prof gen col lt sgt capt maj brig cpl insp supt hon rev fr st sr jr no nos art arts vs etc "
        "al ca approx "
        "jan feb mar apr jun jul aug sep sept oct nov dec inc ltd co corp dept est fig p pp vol e.g i.e cf u.s "
        "u.n u.k a.m p.m".split()
    ),
    "ru": frozenset(
        "г гг ул д кв пр им т.е т.к т.н др проф акад гр ст п пп ч тыс млн млрд руб стр рис см обл р-н пос с в вв "
        "н.э чел "
        "мин сек кг км м о.о корр ред изд напр пер наб просп корп стр зам нач ген полк подп майор лейт серж".split()
    ),
}


DATELINE = re.compile(
    r"(?=[^\n]{0,70}?(?:\d|\([A-Z][\w ]+\)|[A-ZА-ЯЁ]{3}))[^.!?\n]{3,70}?"
    r"(?: (?:[—–]|--?) (?=[A-ZА-ЯЁ\"“«])|\. [—–-]{1,2} )"
)
"""The head of an agency report: "VESTRAN, Nov 20 — "."""


def split_sentences(text: str, block: Block, language: str) -> tuple[tuple[int, int], ...]:
    """(start, end) of the sentences of a block, trimmed of white space, in order."""
    abbreviations = ABBREVIATIONS.get(language, ABBREVIATIONS["en"])
    found, start = [], block.body
    if block.kind == "paragraph" and (dateline := DATELINE.match(text, block.start, block.end)):
        found.append((start, dateline.end()))
        start = dateline.end()
    for mark in SENTENCE_END.finditer(text, block.body, block.end):
        if _ends_sentence(text, start, mark, abbreviations):
            found.append((start, mark.end()))
            start = mark.end()
    found.append((start, block.end))
    pieces = (piece for a, b in found for piece in _cut(text, a, b))
    return tuple(trim(text, a, b) for a, b in pieces if text[a:b].strip())


STARTER = re.compile(
    r"(?:He|She|They|It|We|The|His|Her|Their|On|In|At|After|When|According|Police|Он|Она|Они|Мы|Я|Его|Её|Ее|Их|В|Во|На|По|После|"
    r"Когда|Это|Также|При|За|С|Со|Там|Тогда|Позже|Позднее|Ранее|Суд|Полиция)\b"
)  # fmt: skip
NAME_BEFORE = re.compile(r"(?:^|\s)[A-ZА-ЯЁ][a-zа-яё-]{2,}\s$")


def _ends_sentence(text: str, start: int, mark: re.Match[str], abbreviations: frozenset[str]) -> bool:
    following = text[mark.end() : mark.end() + 12].lstrip()
    first = following.lstrip("\"'“”«„‘([—–- ")[:1]
    closed = mark.group()[-1] in "\"'”’»“"
    if first.islower() or (closed and following[:1] in "—–-"):
        return False
    if mark.group() != ".":
        return True
    word = re.search(r"[\w.]*$", text[max(start, mark.start() - 12) : mark.start()])
    last = word.group().lower() if word else ""
    initial = len(last) == 1 and last.isalpha() and text[mark.start() - 1].isupper()
    if (
        initial
        and STARTER.match(following)
        and NAME_BEFORE.search(text[max(start, mark.start() - 30) : mark.start() - 1])
    ):
        return True  # "They took Jonas K. He was beaten."
    return not (initial or last in abbreviations)


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A stretch too long for a parser, cut at blanks."""
    found = []
    while end - start > MAX_SENTENCE:
        blank = text.rfind(" ", start + MAX_SENTENCE // 2, start + MAX_SENTENCE)
        cut = blank if blank > start else start + MAX_SENTENCE
        found.append((start, cut))
        start = cut
    return [*found, (start, end)]


WORD = re.compile(r"\w+(?:[-'’]\w+)*|[^\w\s]")
