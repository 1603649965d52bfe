"""Whose document it is, from what stands at its head: the house whose words it tells where nobody else is named.

1. A court's judgment: the court.
2. "NAME: shift summary", "NAME / LOG", "Urgent action by NAME", "NAME. Published 5 August": the name.
3. "From NAME" above a letter.
4. A statement of the United Nations from one of its seats: the office that speaks in its first sentence.
Bulletins, digests and news relay others: for them nobody is found here, whatever their masthead says.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from habeas.extraction.layout import Block
from habeas.extraction.model import Span

HEAD_BLOCKS = 4
LONGEST_HEAD = 220
"""Characters of a block in which a house may name itself."""
MOST_WORDS = 9
KINDS = (
    r"(?:(?:shift |call |case |field |incident )?(?:log|summary|chronicle|diary|register)|annual report|"
    r"(?:situation|monitoring|mission|field) report|sitrep|urgent action|press release|public statement|statement|"
    r"communiqu[ée]|appeal|open letter|testimon(?:y|ies) collected|"
    r"хроника|сводка|ежегодный доклад|доклад|заявление|обращение|пресс-релиз|открытое письмо|сообщение для прессы)"
)
NAME = r"(?P<name>[^\W\d_a-zа-яё][^\n:/|()]{2,70}?)"
PATTERNS = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (rf"^{NAME}\s*(?:[:/|]|\s[–—-])\s*(?i:{KINDS})\b", re.MULTILINE),
        (rf"^(?i:{KINDS})\s+(?:of|by|from|issued by)\s+(?:the\s+)?{NAME}\s*(?=$|[.,:;]|\son\s)", re.MULTILINE),
        (rf"^{NAME}\.?\s+(?:Опубликовано|Published|Issued|Released)\b", re.MULTILINE),
        (r"^(?:Published|Issued|Prepared|Compiled) by(?: the)?:?\s+" + NAME + r"\s*(?=$|[.,;])", re.MULTILINE),
    )
)
QUOTED_HOUSE = re.compile(
    r"(?:[а-яё-]+[ \t]+)?\b(?:комитет|фонд|центр|группа|движени|ассоциаци|сеть|союз|проект|организаци|объединени)\w*"
    r"[ \t]+"
    r"«(?P<name>[^»\n]{2,60})»",
    re.IGNORECASE,
)
"""A house by its kind and its name in marks, in any case of either."""
LETTER_FROM = re.compile(r"^(?:от|From:)\s+(?P<name>[^\n,(<]{3,80})", re.MULTILINE)
COURT = re.compile(
    r"\bcase of .{3,120}? v\.? |\bjudgment of (?:the|\d)|^\s*(?:judgment|приговор|постановление)\s*$", re.I | re.M
)
THE_COURT = re.compile(r"\bthe (?:supreme |district |high |constitutional )?court\b|\bсуд(?:а|ом|у)?\b", re.IGNORECASE)
SEATS = re.compile(r"^[^\n.]{0,30}\b(?:GENEVA|NEW YORK|VIENNA|NAIROBI|BANGKOK)\b")
OFFICE = re.compile(
    r"\b(?:the )?(?P<name>(?:UN |United Nations )?(?:High Commissioner for (?:Human Rights|Refugees)|"
    r"Special Rapporteur on [a-z ]{4,60}|[Ee]xperts|Human Rights Office))\b"
)
ITS_OFFICE = re.compile(r"\b(?:the|her|his|its|our) office\b", re.IGNORECASE)


@dataclass(frozen=True)
class Publisher:
    """The house that speaks, with the places where the text names it."""

    name: str
    mentions: tuple[Span, ...]


def find_publisher(text: str, blocks: Sequence[Block]) -> Publisher | None:
    """The house whose document this is, where its head says so."""
    head = [block for block in blocks[:HEAD_BLOCKS] if block.end - block.start <= LONGEST_HEAD]
    lines = text[: head[-1].end] if head and head[-1] is blocks[min(len(blocks), len(head)) - 1] else ""
    lines = lines or (text[: head[0].end] if head and head[0] is blocks[0] else "")
    if COURT.search(lines):
        return Publisher("the Court", _everywhere(text, THE_COURT))
    for pattern in PATTERNS:
        found = pattern.search(lines)
        if found and len(found["name"].split()) <= MOST_WORDS:
            return _house(text, found["name"], found.start("name"))
    return _from_a_seat(text, blocks)


def letter_writer(text: str, blocks: Sequence[Block]) -> Publisher | None:
    """Who a letter says it is from, or the house named in marks at its head."""
    head = text[: blocks[min(len(blocks), HEAD_BLOCKS) - 1].end] if blocks else ""
    if house := QUOTED_HOUSE.search(head):
        return _house(text, house.group(), house.start())
    if writer := LETTER_FROM.search(head):
        return _house(text, writer["name"].strip(), writer.start("name"))
    return None


def _house(text: str, name: str, start: int) -> Publisher:
    """A name as it stands at the head, and every place where it, or its part in marks, is said again."""
    own = Span(start, start + len(name), text[start : start + len(name)])
    marked = re.search(r"«([^»]+)»|“([^”]+)”|\"([^\"]+)\"", name)
    short = next((part for part in marked.groups() if part), name) if marked else name
    stem = re.escape(short[:-1]) + r"\w*" if marked and short[-1:].isalpha() else re.escape(short)
    again = _everywhere(text, re.compile(stem, re.IGNORECASE))
    return Publisher(name.strip(" ,."), tuple(sorted({own, *again})))


def _everywhere(text: str, pattern: re.Pattern[str]) -> tuple[Span, ...]:
    return tuple(Span(found.start(), found.end(), found.group()) for found in pattern.finditer(text))


def _from_a_seat(text: str, blocks: Sequence[Block]) -> Publisher | None:
    """ "GENEVA, 4 May - The UN High Commissioner for Human Rights ... on Friday condemned": the office."""
    opening = next((block for block in blocks[:HEAD_BLOCKS] if SEATS.match(text[block.start : block.end])), None)
    if opening is None:
        return None
    sentence = text[opening.start : opening.end].partition(". ")[0]
    office = OFFICE.search(sentence)
    if office is None:
        return None
    mentions = _everywhere(text, re.compile(re.escape(office["name"])))
    return Publisher(office["name"], tuple(sorted({*mentions, *_everywhere(text, ITS_OFFICE)})))
