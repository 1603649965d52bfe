"""Names -> the stretches of a text to black out, and the forms of a name to search an output for.

The rule is coarse on purpose: a whole token goes (a word with the punctuation that hangs on it), and a word that may be
part of a person's name goes too, at the price of ordinary words that are spelt like a name. What is compared is folded
(claims/folding.py: case, accents, Arabic vowels, full-width, zero-width and soft-hyphen characters) and, beside that,
transliterated to ASCII, so that `Иванов` also finds `Ivanov`.

1. a name or alias, as a run of words, anywhere
2. each word of a person's name, of four letters or more; of three, where it has a capital
3. Russian case endings and Arabic one-letter prefixes of such words; long ones inside a longer word (`@ivanpetrov`)
4. words and patterns of a rules file
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from habeas.claims.folding import fold, fold_with_places
from habeas.custody.redactable import text_units
from habeas.errors import UsageProblem
from habeas.ids import ItemId, kind_of
from habeas.publication.model import Range, Redaction

SHORTEST_PART = 3
"""Letters. A shorter word of a name (`de`, `al`, an initial) is blacked out only as part of the whole."""
LONG_PART = 6
"""Letters. A part of this length is found inside longer words too; a shorter one would be found in too many."""
_WORD = re.compile(r"[^\W_]+")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]+")
_ARABIC = re.compile(r"[\u0600-\u06ff]+")
_ARABIC_PREFIXES = tuple(
    conjunction + preposition
    for conjunction in ("", "و", "ف")
    for preposition in ("", "ب", "ل", "ك", "ال", "بال", "لل", "كال")
    if conjunction or preposition
)
_RUSSIAN_ENDING = 3


@dataclass(frozen=True)
class Name:
    """Someone or something to be blacked out: every name it goes by."""

    item: ItemId | None
    forms: tuple[str, ...]
    person: bool


@dataclass(frozen=True)
class Rules:
    """What a release is to black out, as asked for."""

    every_name: bool = False
    ids: frozenset[ItemId] = frozenset()
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()

    @property
    def redaction(self) -> Redaction:
        if self.every_name:
            return Redaction.NAMES
        return Redaction.CHOSEN if self.ids or self.words or self.patterns else Redaction.NONE


def parse_rules(given: Iterable[str]) -> Rules:
    """`names`, ids, or `FILE:rules`, in any number. Raises UsageProblem.

    A rules file has one rule a line: `names`, an id, `words: TEXT`, `pattern: EXPRESSION`; `#` begins a comment.
    """
    rules = Rules()
    for one in given:
        if one.endswith(":rules"):
            for line in _lines(Path(one.removesuffix(":rules"))):
                rules = _with_rule(rules, line)
        else:
            rules = _with_rule(rules, one)
    return rules


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise UsageProblem("the file of redaction rules cannot be read as UTF-8 text") from None
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def _with_rule(rules: Rules, rule: str) -> Rules:
    what, colon, rest = rule.partition(":")
    if rule == "names":
        return Rules(True, rules.ids, rules.words, rules.patterns)
    if kind_of(rule):
        return Rules(rules.every_name, rules.ids | {ItemId(rule)}, rules.words, rules.patterns)
    if colon and what == "words" and fold(rest).strip():
        return Rules(rules.every_name, rules.ids, (*rules.words, rest.strip()), rules.patterns)
    if colon and what == "pattern":
        return Rules(rules.every_name, rules.ids, rules.words, (*rules.patterns, _pattern(rest.strip())))
    raise UsageProblem(
        "a redaction rule is neither `names`, an id, `words: ...`, `pattern: ...` nor FILE:rules",
        hint="docs/how-to/release.md lists them",
    )


def _pattern(expression: str) -> str:
    try:
        if expression and not re.compile(expression).match(""):
            return expression
    except re.error:
        pass
    raise UsageProblem("a pattern of the redaction rules is no regular expression, or matches nothing at all")


@cache
def in_ascii(text: str) -> str:
    """Folded and transliterated: the key under which spellings in two scripts meet."""
    from anyascii import anyascii

    plain: str = anyascii(fold(text))
    return re.sub(r"[^a-z0-9 ]+", "", plain.casefold())


@dataclass(frozen=True)
class Redactor:
    """Finds what is to be blacked out. Built once for a release."""

    names: tuple[Name, ...]
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()

    @property
    def idle(self) -> bool:
        return not (self.names or self.words or self.patterns)

    @cached_property
    def phrases(self) -> frozenset[tuple[str, ...]]:
        """Whole names as tuples of folded words; and the same transliterated."""
        whole = [form for name in self.names for form in name.forms] + list(self.words)
        found = {tuple(words_of(fold(form))) for form in whole} | {tuple(in_ascii(form).split()) for form in whole}
        return frozenset(phrase for phrase in found if phrase)

    @cached_property
    def parts(self) -> frozenset[str]:
        """Folded single words of people's names."""
        forms = (form for name in self.names if name.person for form in name.forms)
        words = (word for form in forms for word in re.findall(r"\w+", form) if not word[0].islower())
        return frozenset(part for word in words if len(part := fold(word)) >= SHORTEST_PART)

    @cached_property
    def parts_in_ascii(self) -> frozenset[str]:
        return frozenset(ascii_form for part in self.parts if len(ascii_form := in_ascii(part)) >= SHORTEST_PART)

    @cached_property
    def _judged(self) -> dict[str, bool]:
        return {}

    def ranges(self, text: str) -> list[Range]:
        """The stretches to hide, in order; widened to whole tokens by the caller."""
        if self.idle:
            return []
        found = [hit.span() for pattern in self.patterns for hit in re.finditer(pattern, text)]
        folded, mapped = fold_with_places(text)
        places = [*mapped, len(text)]
        words = [(hit.group(), places[hit.start()], places[hit.end()]) for hit in _WORD.finditer(folded)]
        found += [(low, high) for word, low, high in words if self.hides_word(word, capital=not text[low].islower())]
        found += _phrases_in([([word], low, high) for word, low, high in words], self.phrases)
        found += _phrases_in([(in_ascii(word).split(), low, high) for word, low, high in words], self.phrases)
        return sorted(set(found))

    def hides_word(self, folded: str, *, capital: bool) -> bool:
        """Whether a word, on its own, may be part of a person's name."""
        if len(folded) < SHORTEST_PART or (len(folded) == SHORTEST_PART and not capital):
            return False
        known = self._judged.get(folded)
        if known is None:
            known = self._judged[folded] = self._is_name(folded)
        return known

    @cached_property
    def _glued(self) -> tuple[str, ...]:
        """What may stand inside a longer word, as in an address: long parts, and whole names run together."""
        whole = {"".join(phrase) for phrase in self.phrases if len(phrase) > 1}
        return tuple(piece for piece in whole | self.parts | self.parts_in_ascii if len(piece) >= LONG_PART)

    def _is_name(self, word: str) -> bool:
        plain = in_ascii(word)
        if word in self.parts or plain in self.parts_in_ascii:
            return True
        if any(piece in word or piece in plain for piece in self._glued):
            return True
        if _ARABIC.fullmatch(word):
            return (
                any(word.removeprefix(prefix) in self.parts for prefix in _ARABIC_PREFIXES) or f"ال{word}" in self.parts
            )
        return bool(_CYRILLIC.fullmatch(word)) and any(_declined(part, word) for part in self.parts)

    def touches(self, text: str) -> bool:
        """Whether anything in this text is to be hidden."""
        return bool(self.ranges(text))


def _declined(part: str, word: str) -> bool:
    """Whether `word` may be `part` in another case: the same stem, and an ending of a few letters."""
    stem = part[: max(SHORTEST_PART, len(part) - 2)]
    return word.startswith(stem) and abs(len(word) - len(part)) <= _RUSSIAN_ENDING and bool(_CYRILLIC.fullmatch(part))


def words_of(folded: str) -> list[str]:
    return _WORD.findall(folded)


def _phrases_in(words: list[tuple[list[str], int, int]], phrases: Iterable[tuple[str, ...]]) -> Iterator[Range]:
    """Where the words of a phrase follow one another, punctuation and line breaks between them aside."""
    flat = [(part, start, end) for parts, start, end in words for part in parts]
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        by_first.setdefault(phrase[0], []).append(phrase)
    for place, (part, start, _) in enumerate(flat):
        for phrase in by_first.get(part, ()):
            if tuple(word for word, _, _ in flat[place : place + len(phrase)]) == phrase:
                yield start, flat[place + len(phrase) - 1][2]


def whole_tokens(text: str) -> Callable[[Iterable[Range]], list[Range]]:
    """A function that widens ranges of this text to the tokens they touch, and joins those that meet."""
    starts, place = [0], 0
    for paragraph in text_units(text):
        for token in paragraph:
            place += len(token)
            starts.append(place)

    def widen(ranges: Iterable[Range]) -> list[Range]:
        found: list[Range] = []
        for low, high in sorted(ranges):
            start, end = starts[bisect_right(starts, low) - 1], starts[bisect_left(starts, high)]
            if found and start <= found[-1][1]:
                found[-1] = (found[-1][0], max(end, found[-1][1]))
            elif start < end:
                found.append((start, end))
        return found

    return widen


def without(ranges: Iterable[Range], holes: Iterable[Range]) -> list[Range]:
    """`ranges` less `holes`; both sorted and disjoint."""
    found, cuts = [], list(holes)
    for low, high in ranges:
        for cut_low, cut_high in cuts:
            if cut_high <= low or cut_low >= high:
                continue
            if low < cut_low:
                found.append((low, cut_low))
            low = max(low, cut_high)
        if low < high:
            found.append((low, high))
    return found
