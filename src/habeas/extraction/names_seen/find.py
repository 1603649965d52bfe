"""Text -> names seen.

1 stretches: of the taggers, of capitals and lists, of scripts without capitals
2 those that overlap are one; what one of them says, all say
3 each is known as something (kinds.py); a word that is a person's anywhere in the text is a person's everywhere
4 mentions of one person are joined (bearers.py)
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from habeas.extraction.names_seen.bearers import bearers, words_of
from habeas.extraction.names_seen.kinds import kind_of
from habeas.extraction.names_seen.model import KnownAs, NameSeen, Stretch
from habeas.extraction.names_seen.runs import runs
from habeas.extraction.names_seen.tagged import tagged
from habeas.extraction.names_seen.uncased import uncased
from habeas.names.letters import Page
from habeas.names.small_words import TITLES

FINDER = "names-seen/1"
"""Raise it when what is found changes: texts are then looked at again."""
MAX_LENGTH = 2_000_000
"""Characters looked at of one text; the caller says so where a text is longer."""
_TAGS = frozenset(("tagged_place", "tagged_organisation", "people"))


def names_seen(text: str) -> tuple[NameSeen, ...]:
    """Every name seen in the text, in order, none overlapping. Never raises for any text."""
    said = text[:MAX_LENGTH].encode("utf-8", "replace").decode("utf-8")  # lone surrogates become one `?` each
    whole = [*tagged(said), *runs(said), *uncased(said)]  # 1
    stretches = [part for one in whole for part in _cut_at_titles(said, one)]
    seen = [_known(said, one) for one in _merged(stretches)]  # 2, 3
    return _with_bearers(_as_persons([one for one in seen if one is not None]))  # 4


def _cut_at_titles(text: str, one: Stretch) -> Iterator[Stretch]:
    """`for the Government Mr A. Berg` is an office and a man."""
    start = one.start
    for word in Page(text[one.start : one.end]).words():
        place = one.start + word.start
        if word.folded in TITLES and not word.lower and place > start:
            yield Stretch(start, place, one.reasons - {"title", "tagged_person", "initials"})
            start = place
    yield one if start == one.start else Stretch(start, one.end, (one.reasons - _TAGS) | {"title"})


def _merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Overlapping stretches as one. A place or an organisation that a tagger saw round a name stays apart from it."""
    found: list[Stretch] = []
    for one in sorted(stretches, key=lambda stretch: (stretch.start, -stretch.end)):
        if found and one.start < found[-1].end:
            last = found[-1]
            found[-1] = Stretch(last.start, max(last.end, one.end), last.reasons | one.reasons)
        elif one.start < one.end:
            found.append(one)
    return found


def _known(text: str, one: Stretch) -> NameSeen | None:
    start, end = one.start, one.end
    while start < end and not text[start].isalnum() and text[start] not in "@#":
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end or not any(character.isalpha() for character in text[start:end]):
        return None
    known, reasons = kind_of(text, start, end, one.reasons)
    return NameSeen(start, end, text[start:end], known, tuple(sorted(reasons)))


def _as_persons(seen: Sequence[NameSeen]) -> list[NameSeen]:
    """3 A lone word that is part of a person's name elsewhere in the text is a person's here."""
    persons = {word for one in seen if one.known_as is KnownAs.PERSON for word in words_of(one.text) if len(word) > 2}
    found = []
    for one in seen:
        words = words_of(one.text)
        if one.known_as is KnownAs.UNDECIDED and words and any(word in persons for word in words):
            one = replace(one, known_as=KnownAs.PERSON, reasons=(*one.reasons, "person_elsewhere"))
        found.append(one)
    return found


def _with_bearers(seen: Sequence[NameSeen]) -> tuple[NameSeen, ...]:
    people = [one for one in seen if one.known_as in (KnownAs.PERSON, KnownAs.UNDECIDED)]
    numbers = dict(zip(((one.start, one.end) for one in people), bearers([one.text for one in people]), strict=True))
    return tuple(replace(one, bearer=numbers.get((one.start, one.end), 0)) for one in seen)
