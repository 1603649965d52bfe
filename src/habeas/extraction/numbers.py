"""Numbers of people and things in both languages, as given: "at least 43 protesters", "some forty", "сотни".

How a quantity is read:
  1. numbers: digits with separators, number words, fixed phrases ("half a dozen"), vague words ("dozens"), ranges
  2. refused: what is a date, age, sum of money, share, time of day, length, term, clause of a law, name with a number
  3. qualifier: the words before it, and the bounds they mean
  4. unit: the noun it counts; a population is "inhabitants", whatever noun follows
A quantity never counts victims by itself: `count_for` gives the one that stands in a victim's noun phrase.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from habeas.calendar.english import ENGLISH as ENGLISH_DATES
from habeas.calendar.points import Point, scan
from habeas.calendar.russian import RUSSIAN as RUSSIAN_DATES
from habeas.extraction.layout import span_of
from habeas.extraction.model import Quantity, Span
from habeas.extraction.number_words import ENGLISH, RUSSIAN, NumberGrammar
from habeas.extraction.parse import Sentence

INHABITANTS = "inhabitants"
DIGITS = re.compile(
    r"(?<![\w.,:/№#$€£+-])\d{1,3}(?:[,.\u00a0\u202f ’']\d{3})+(?![\d]|[.,]\d)|(?<![\w.,:/№#$€£+])\d+(?![\w]|[.,:/]\d)"
)
CODE = re.compile(r"\d+(?:[-–]\d+){2,}|\d{6,}(?!\d)")
"""Telephone and case numbers; a count of six digits is written with separators or words."""
INVERTED = re.compile(r"(?<!\w)(человек|людей|мужчин|женщин|детей|задержанных|семей|жителей)\s$", re.IGNORECASE)
"""«человек пятнадцать»: the noun before the number makes it approximate."""
TOGETHER = re.compile(
    r"(?:дво|тро|четвер|пятер|шестер|семер|восьмер|девятер|десятер)(?:е|о|их|ых|им|ым|ими|ыми)", re.IGNORECASE
)
"""Numbers that count people only, with or without a noun."""
LARGEST = 10**10
YEAR_LIKE = re.compile(r"(?:19|20)\d\d")
NEXT_WORD = re.compile(r"\s+([^\W\d_][\w'’-]*)")


@dataclass(frozen=True)
class Number:
    """A number before its qualifier and noun are known."""

    start: int
    end: int
    value: int | None
    minimum: int | None = None
    maximum: int | None = None
    vague: str | None = None
    small_word: bool = False
    """One to ten in letters: counts only beside a noun, it is too often a pronoun."""


def find_quantities(
    text: str, sentences: Sequence[Sentence], language: str, points: Sequence[Point] | None = None
) -> tuple[Quantity, ...]:
    """Every number of people or things, exact or vague, in order, ids "Q1", "Q2", ...

    `mention`: the number with its qualifier and, where it follows directly, its noun phrase. `unit`: the noun in the
    words of the text, lower case, or "" where none was found; for a population "inhabitants". `is_victim_count`: False.
    """
    grammar = RUSSIAN if language == "ru" else ENGLISH
    dates = scan(text, RUSSIAN_DATES if language == "ru" else ENGLISH_DATES) if points is None else points
    taken = [(point.start, point.end) for point in dates]
    found: list[Quantity] = []
    for number in find_numbers(text, grammar):
        if overlaps(number.start, number.end, taken) or refused(text, number, grammar):
            continue
        quantity = read_quantity(text, number, grammar, sentences, f"Q{len(found) + 1}")
        if quantity is not None:
            found.append(quantity)
    return tuple(found)


def count_for(victim: Span, quantities: Iterable[Quantity]) -> Quantity | None:
    """The quantity that counts this noun phrase: it stands inside it, and counts neither inhabitants nor another noun.

    A number deeper in the phrase ("residents of a town of 30,000") is a population and never counts.
    """
    for quantity in quantities:
        inside = (
            victim.start <= quantity.mention.start < victim.end
            or quantity.mention.start <= victim.start < quantity.mention.end
        )
        leads = (
            quantity.mention.start <= victim.start + 4 or victim.text[: quantity.mention.start - victim.start].isspace()
        )
        if inside and leads and quantity.unit != INHABITANTS:
            return quantity
    return None


def overlaps(start: int, end: int, taken: Iterable[tuple[int, int]]) -> bool:
    return any(start < last and first < end for first, last in taken)


def find_numbers(text: str, grammar: NumberGrammar) -> list[Number]:
    """Step 1, in order and without overlaps; the longest reading wins."""
    found = [Number(m.start(), m.end(), int(re.sub(r"\D", "", m[0]))) for m in DIGITS.finditer(text) if len(m[0]) < 14]
    found = [scaled(text, number, grammar) for number in found]
    found += list(word_numbers(text, grammar))
    for phrase, value in grammar.fixed.items():
        shape = re.compile(rf"(?<![\w-]){phrase.replace(' ', chr(92) + 's+')}(?![\w-])", re.IGNORECASE)
        found += [Number(m.start(), m.end(), value) for m in shape.finditer(text)]
    for shape, name, least in grammar.vague:
        found += [Number(m.start(), m.end(), None, least, None, name) for m in shape.finditer(text)]
    return join_ranges(text, longest([n for n in found if (n.value or 0) < LARGEST]), grammar)


def longest(numbers: Sequence[Number]) -> list[Number]:
    kept: list[Number] = []
    for number in sorted(numbers, key=lambda n: (n.start - n.end, n.start)):
        if not overlaps(number.start, number.end, [(k.start, k.end) for k in kept]):
            kept.append(number)
    return sorted(kept, key=lambda n: n.start)


def scaled(text: str, number: Number, grammar: NumberGrammar) -> Number:
    """ "30 thousand", «30 тыс.»"""
    match = re.compile(r"\s+([^\W\d_]+\.?)").match(text, number.end)
    scale = (
        grammar.scales.get(match[1].casefold()) or grammar.scales.get(match[1].casefold().rstrip("."))
        if match
        else None
    )
    if match is None or scale is None or number.value is None:
        return number
    end = match.end() if match[1].casefold() in grammar.scales else match.end() - match[1].endswith(".")
    return Number(number.start, end, number.value * scale)


def word_numbers(text: str, grammar: NumberGrammar) -> Iterable[Number]:
    """Runs of number words: "twenty-three", "two hundred and ten", «сто двадцать три»."""
    words = "|".join(sorted({*grammar.values, *grammar.scales}, key=len, reverse=True)).replace(".", r"\.")
    joined = r"(?:[\s-]+(?:and\s+)?)"
    run = re.compile(rf"(?<![\w-])(?:{words})(?:{joined}(?:{words}))*(?![\w-])", re.IGNORECASE)
    for match in run.finditer(re.sub("[ёЁ]", "е", text)):
        pieces = [piece for piece in re.split(r"[\s-]+", match[0].casefold()) if piece != "and"]
        value = sum_words(pieces, grammar)
        if value is not None:
            yield Number(match.start(), match.end(), value, small_word=len(pieces) == 1 and value <= 10)


def sum_words(pieces: Sequence[str], grammar: NumberGrammar) -> int | None:
    """The value of a run of number words; None where they do not make one number ("one two three")."""
    total, current, last = 0, 0, 10**9
    if pieces[0] not in grammar.values:
        return None
    for piece in pieces:
        if piece in grammar.values:
            value = grammar.values[piece]
            if value >= last or (last < 20 and value < 20):
                return None
            current, last = current + value, value
        else:
            scale = grammar.scales[piece]
            current = (current or 1) * scale
            if scale >= 1000:
                total, current = total + current, 0
            last = 10**9 if scale >= 1000 else scale
    return total + current


def join_ranges(text: str, numbers: Sequence[Number], grammar: NumberGrammar) -> list[Number]:
    """ "5-7", "between 20 and 30", «от 20 до 30»: two numbers become one with both bounds."""
    joint = re.compile(grammar.joint, re.IGNORECASE)
    kept: list[Number] = list(numbers)
    for first, last in pairwise(numbers):
        between = text[first.end : last.start]
        opened = grammar.between.search(text[max(0, first.start - 25) : first.start])
        spread = bool(opened) or between.strip() in ("-", "–", "—", "to", "or", "или")
        if not (joint.fullmatch(between) and spread) or first.value is None or last.value is None:
            continue
        if first.value < last.value and first in kept:
            kept[kept.index(first)] = Number(first.start, last.end, None, first.value, last.value, "between")
            kept.remove(last)
    return kept


def refused(text: str, number: Number, grammar: NumberGrammar) -> bool:
    """Step 2: not a count of people or things."""
    before, word = text[max(0, number.start - 60) : number.start], number.vague not in (None, "between")
    if any(
        m.start() <= number.start < m.end() for m in CODE.finditer(text, max(0, number.start - 20), number.end + 20)
    ):
        return True
    if not word and (grammar.not_before.search(before) or grammar.not_after.match(text, number.end)):
        return True
    if word and grammar.not_after.match(text, number.end):
        return True
    age = number.value is not None and number.value < 110 and re.match(r"\s*[,)]", text[number.end : number.end + 3])
    return bool(age and re.search(r"[^\W\d_]{2,}\s*[,(]\s*$", before) and text[number.start].isdigit())


def read_quantity(
    text: str, number: Number, grammar: NumberGrammar, sentences: Sequence[Sentence], name: str
) -> Quantity | None:
    """Steps 3 and 4; None for a small number word that counts nothing."""
    start, qualifier = read_qualifier(text, number, grammar)
    before = text[max(0, start - 80) : number.start]
    unit, end = read_unit(text, number, grammar, sentences)
    if grammar.population_before.search(before) or grammar.population_after.match(text, number.end):
        unit, end, measures = INHABITANTS, number.end, grammar.subject
    else:
        measures = unit
    if grammar is RUSSIAN and not unit and (inverted := INVERTED.search(text, max(0, start - 30), start)):
        start, qualifier, unit = inverted.start(1), "about", inverted[1].casefold()
        measures = unit
    together = grammar is RUSSIAN and TOGETHER.fullmatch(text, number.start, number.end)
    counts = unit or together or grammar.predicate.match(text, number.end)
    if not counts and (number.small_word or YEAR_LIKE.fullmatch(text[number.start : number.end])):
        return None
    low, high = bounds(number, qualifier)
    return Quantity(
        id=name, mention=span_of(text, start, end), value=number.value, minimum=low, maximum=high,
        qualifier=qualifier, unit=unit, measures=measures, is_victim_count=False,
    )  # fmt: skip


def read_qualifier(text: str, number: Number, grammar: NumberGrammar) -> tuple[int, str | None]:
    """Where the qualified number begins, and the qualifier in the words of `Quantity`."""
    offset = max(0, number.start - 40)
    before = text[offset : number.start]
    if number.vague == "between" and (match := grammar.between.search(before)):
        return offset + match.start(), "between"
    for shape, name in grammar.qualifiers:
        if match := shape.search(before):
            return (
                offset + match.start(),
                name if number.value is not None or number.vague == "between" else number.vague,
            )
    return number.start, number.vague


def bounds(number: Number, qualifier: str | None) -> tuple[int | None, int | None]:
    """Least and greatest number that the words allow; None where they set no bound."""
    value = number.value
    if value is None:
        return number.minimum, number.maximum
    sides = {
        "at least": (value, None), "at most": (None, value), "fewer than": (None, value - 1), "nearly": (None, value),
        "more than": (value + 1, None), None: (value, value),
    }  # fmt: skip
    return sides.get(qualifier, (None, None))


def read_unit(text: str, number: Number, grammar: NumberGrammar, sentences: Sequence[Sentence]) -> tuple[str, int]:
    """The noun that is counted and where its phrase ends; "" and the number's end where there is none.

    A noun for people within four words wins; else the noun the parser hangs the number on.
    """
    position = number.end
    if match := grammar.of.match(text, position):
        position = match.end() - 1 if match.end() < len(text) and text[match.end() - 1].isspace() else match.end()
        if predicate := grammar.predicate.match(text, number.end):
            return "", predicate.end()
    for _ in range(4):
        word = NEXT_WORD.match(text, position)
        if word is None or word[1].casefold() in grammar.stops:
            break
        if grammar.people.match(text, word.start(1)):
            return word[1].casefold(), word.end()
        position = word.end()
    return parsed_unit(text, number, sentences)


def parsed_unit(text: str, number: Number, sentences: Sequence[Sentence]) -> tuple[str, int]:
    """By the tree: the noun the number modifies, or the noun that "of" hangs on it."""
    sentence = next((s for s in sentences if s.parsed and s.start <= number.start < s.end), None)
    token = sentence.at(number.end - 1) if sentence else None
    if sentence is None or token is None:
        return "", number.end
    head = sentence.tokens[token.head]
    if token.rel.startswith("nummod") or (token.rel in ("amod", "det", "advmod") and head.pos == "NOUN"):
        noun = head
    else:
        below = [kid for kid in sentence.kids(token.i, "nmod") if kid.pos == "NOUN" and kid.start >= number.end]
        if not below:
            return "", number.end
        noun = below[0]
    near = noun.pos in ("NOUN", "PROPN") and number.end <= noun.start < number.end + 50
    return (noun.text.casefold(), noun.end) if near and "\n\n" not in text[number.end : noun.end] else ("", number.end)
