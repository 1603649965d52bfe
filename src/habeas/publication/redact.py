"""Names -> the stretches of a text to black out.

The rule is coarse on purpose: a whole token goes (a word with the punctuation that hangs on it), and a word that may be
a form of a person's name goes too, at the price of ordinary words that are spelt like a name.

1. people: every form of every word of a name (names/matcher.py), in any script
2. groups, and words of a rules file: the whole name, word by word
3. numbers that identify (names/numbers.py)
4. patterns of a rules file
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from habeas.custody.redactable import text_units
from habeas.errors import UsageProblem
from habeas.ids import ItemId, kind_of
from habeas.names.folding import fold
from habeas.names.matcher import Matcher
from habeas.names.model import Registered
from habeas.names.numbers import identifying
from habeas.publication.model import Range, Redaction


@dataclass(frozen=True)
class Name:
    """Someone or something to be blacked out: every name it goes by."""

    item: ItemId | None
    forms: tuple[str, ...]
    person: bool


@dataclass(frozen=True)
class Rules:
    """What a release is to black out, as asked for."""

    kinds: frozenset[str] = frozenset()
    """Of KINDS."""
    ids: frozenset[ItemId] = frozenset()
    names: tuple[str, ...] = ()
    """Of people that the record need not know: behaves as a registered name."""
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    show_numbers: bool = False
    """Numbers that identify are not hidden, though a source has no consent to publish identity."""

    @property
    def redaction(self) -> Redaction:
        if {"people", "groups"} <= self.kinds:
            return Redaction.NAMES
        asked = self.kinds or self.ids or self.names or self.words or self.patterns
        return Redaction.CHOSEN if asked else Redaction.NONE


KINDS = ("people", "groups", "perpetrators", "places", "numbers")
"""Rules of one word. `names` is people and groups; `nothing` asks for none."""
_SHORT_FOR = {"names": ("people", "groups"), "nothing": ()} | {kind: (kind,) for kind in KINDS}


def parse_rules(given: Iterable[str]) -> Rules:
    """Words of KINDS, `names`, ids, `name: ...`, or `FILE:rules`, in any number. Raises UsageProblem.

    A rules file has one rule a line, `words: TEXT` and `pattern: EXPRESSION` too; `#` begins a comment.
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
    what, colon, rest = (part.strip() for part in rule.partition(":"))
    if rule in _SHORT_FOR:
        return replace(rules, kinds=rules.kinds | set(_SHORT_FOR[rule]))
    if kind_of(rule):
        return replace(rules, ids=rules.ids | {ItemId(rule)})
    if colon and what == "show" and rest == "numbers":
        return replace(rules, show_numbers=True)
    if colon and what == "name" and any(map(str.isalpha, rest)):
        return replace(rules, names=(*rules.names, rest))
    if colon and what == "words" and fold(rest).strip():
        return replace(rules, words=(*rules.words, rest))
    if colon and what == "pattern":
        return replace(rules, patterns=(*rules.patterns, _pattern(rest)))
    raise UsageProblem(
        f"a redaction rule is neither {', '.join(f'`{word}`' for word in _SHORT_FOR)}, an id, `name: ...`, "
        "`words: ...`, `pattern: ...`, `show: numbers` nor FILE:rules",
        hint="docs/how-to/release.md lists them",
    )


def _pattern(expression: str) -> str:
    try:
        if expression and not re.compile(expression).match(""):
            return expression
    except re.error:
        pass
    raise UsageProblem("a pattern of the redaction rules is no regular expression, or matches nothing at all")


@dataclass(frozen=True)
class Redactor:
    """Finds what is to be blacked out. Built once for a release."""

    names: tuple[Name, ...]
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    numbers: bool = False
    """Whether numbers that identify are hidden."""

    @property
    def idle(self) -> bool:
        return not (self.names or self.words or self.patterns or self.numbers)

    @cached_property
    def matcher(self) -> Matcher:
        """Keys of what it finds: the number of the name, or "" for words of the rules."""
        registered = [Registered(str(number), name.forms, name.person) for number, name in enumerate(self.names)]
        return Matcher([*registered, *(Registered("", (words,), False) for words in self.words)])

    def ranges(self, text: str, *, numbers: bool = True) -> list[Range]:
        """The stretches to hide, in order; widened to whole tokens by the caller. `numbers`: false where the text is
        none, but codes, days and counts."""
        if self.idle:
            return []
        found = [hit.span() for pattern in self.patterns for hit in re.finditer(pattern, text)]
        found += [(hit.start, hit.end) for hit in self.matcher.find(text)]
        found += [(one.start, one.end) for one in identifying(text)] if self.numbers and numbers else []
        return sorted(set(found))

    def touches(self, text: str) -> bool:
        """Whether anything in this text is to be hidden."""
        return bool(self.ranges(text))

    def item(self, keys: Iterable[str]) -> ItemId | None:
        """The first person or group behind a find of the matcher, that has an id."""
        return next((self.names[int(key)].item for key in sorted(keys) if key and self.names[int(key)].item), None)


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
