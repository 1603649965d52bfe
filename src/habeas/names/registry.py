"""Registered names -> an index of every form their words may take.

1 a name is cut into words; initials, particles and pronouns do not stand for it alone
2 forms in the word's own script: Cyrillic paradigms, stems with endings; pet forms of given names
3 sounds, for other scripts and spellings; consonants alone, for scripts that write no short vowels
4 words of one name written together; initials; names of scripts without blanks; whole names, for groups
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise, permutations

from habeas.names import nicknames
from habeas.names.folding import fold
from habeas.names.letters import Page
from habeas.names.model import Registered
from habeas.names.paradigms import cyrillic_forms
from habeas.names.small_words import PARTICLES, SAYS_NO_NAME, TITLES
from habeas.names.sounds import bare, bones_of, every_sound
from habeas.names.suffixes import latin_stems

SHORTEST_JOINED = 5
"""Letters of two words written as one."""
SHORTEST_SOUND = 3


@dataclass
class Index:
    """What is searched for. Words are numbered; `owners[n]` are the keys of the names that word n is part of."""

    words: dict[str, int] = field(default_factory=dict)
    owners: list[set[str]] = field(default_factory=list)
    spelt: dict[str, str] = field(default_factory=dict)
    """Folded word -> as written, where its marks say how it sounds: Žukova."""
    forms: dict[str, set[int]] = field(default_factory=dict)
    short_forms: dict[str, set[int]] = field(default_factory=dict)
    stems: dict[str, list[tuple[int, frozenset[str]]]] = field(default_factory=dict)
    sounds: dict[str, set[int]] = field(default_factory=dict)
    bones: dict[str, set[tuple[int, str]]] = field(default_factory=dict)
    bare: dict[str, set[int]] = field(default_factory=dict)
    """Consonants of words in Arabic or Hebrew letters."""
    bare_of_others: dict[str, set[int]] = field(default_factory=dict)
    """Consonants of words in other letters, as Arabic would write them."""
    joined: dict[str, set[int]] = field(default_factory=dict)
    initials: dict[str, set[str]] = field(default_factory=dict)
    dense: dict[str, set[str]] = field(default_factory=dict)
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)


def index_of(names: Iterable[Registered]) -> Index:
    """The index of these names."""
    index = Index()
    for name in names:
        for form in name.forms:
            if name.person:
                _add_person(index, name.key, form)
            else:
                _add_phrase(index, name.key, form)
    for word, number in index.words.items():
        _add_forms(index, word, number)  # 2
        _add_sounds(index, word, number)  # 3
    return index


def _add_person(index: Index, key: str, form: str) -> None:
    page = Page(form)
    cut = page.words()
    folded = [word.folded for word in cut]
    if not any(word not in SAYS_NO_NAME and word not in TITLES for word in folded):
        return
    _add_dense(index, key, form)
    parts = [word for word, one in zip(folded, cut, strict=True) if _stands_alone(word, one.end, form, folded)]  # 1
    numbers = [_number(index, word, key) for word in parts]
    index.spelt.update((word.folded, other) for word in cut if (other := spelt(word.raw)))
    plain = [word for word in folded if word not in TITLES]
    for left, right in pairwise(plain):  # 4
        _join(index, left + right, key, numbers)
    for left, right in permutations(parts, 2):
        _join(index, left + right, key, numbers)
    _join(index, "".join(plain), key, numbers)
    _add_phrase(index, key, form)
    letters = [word[0] for word in plain if word not in PARTICLES]
    if len(letters) > 1:
        for turned in (letters, [*letters[-1:], *letters[:-1]], [letters[0], letters[-1]], [letters[-1], letters[0]]):
            index.initials.setdefault("".join(turned), set()).add(key)


def _stands_alone(word: str, end: int, form: str, every: list[str]) -> bool:
    """Whether a word of a name is searched for alone: no initial, no particle, no title; a lone word always."""
    if word in SAYS_NO_NAME:
        return False
    if len(every) == 1:
        return True
    if len(word) == 1:
        return form[end : end + 1] not in (".", "'", "’") and not word.isascii()
    return word not in PARTICLES and word not in TITLES


def _number(index: Index, word: str, key: str) -> int:
    number = index.words.setdefault(word, len(index.owners))
    if number == len(index.owners):
        index.owners.append(set())
    index.owners[number].add(key)
    return number


def _join(index: Index, together: str, key: str, numbers: list[int]) -> None:
    if len(together) >= SHORTEST_JOINED:
        index.joined.setdefault(together, set()).update(numbers)
        for sounds in every_sound(together):
            index.joined.setdefault(sounds, set()).update(numbers) if len(sounds) > SHORTEST_JOINED else None


def _add_phrase(index: Index, key: str, form: str) -> None:
    words = tuple(word.folded for word in Page(form).words())
    if len(words) > 1 or (words and len(words[0]) > 1 and words[0] not in SAYS_NO_NAME):
        index.phrases.setdefault(words[0], []).append((words, key))


def _add_dense(index: Index, key: str, form: str) -> None:
    packed = "".join(form.split())
    if len(packed) > 1 and any(is_dense(one) for one in packed):
        index.dense.setdefault(packed, set()).add(key)
        if len(packed) > 2 and all(is_dense(one) for one in packed):
            index.dense.setdefault(packed[1:], set()).add(key)


def is_dense(character: str) -> bool:
    """Of a script that is written without blanks, or glues its particles on: Chinese, Japanese, Korean, Thai ..."""
    code = ord(character)
    return 0x0E00 <= code <= 0x0EFF or 0x1000 <= code <= 0x109F or 0x1100 <= code <= 0x11FF or (
        0x1780 <= code <= 0x17FF or 0x2E80 <= code <= 0xD7FF or 0xF900 <= code <= 0xFAFF or code >= 0x20000
    )  # fmt: skip


def _add_forms(index: Index, word: str, number: int) -> None:
    for form in cyrillic_forms(word) if is_cyrillic(word) else (word,):
        index.forms.setdefault(form, set()).add(number)
    if len(word) > 3 and is_cyrillic(word):
        index.stems.setdefault(word, []).append((number, _turkic()))
    elif "\u10a0" <= word[0] <= "\u10ff":
        for stem in {word, word[:-1]}:
            index.stems.setdefault(stem, []).append((number, _georgian()))
    elif word[0] < "\u0370":
        for stem, endings in latin_stems(word):
            index.stems.setdefault(stem, []).append((number, endings))
    for short in short_forms(word):
        for form in cyrillic_forms(short) if is_cyrillic(short) else (short,):
            index.short_forms.setdefault(form, set()).add(number)


def _turkic() -> frozenset[str]:
    from habeas.names.paradigms import TURKIC

    return TURKIC


def _georgian() -> frozenset[str]:
    from habeas.names.suffixes import GEORGIAN

    return GEORGIAN


@cache
def _short() -> dict[str, set[str]]:
    """Formal and short forms of given names -> each other, folded, within one script."""
    found: dict[str, set[str]] = {}
    for entry in nicknames.entries():
        together = {fold(one) for one in entry}
        for one in together:
            found.setdefault(one, set()).update(other for other in together if is_cyrillic(other) == is_cyrillic(one))
    return found


def short_forms(word: str) -> frozenset[str]:
    """Other forms of a given name that the table knows, folded; proposed, and hidden until a person says no."""
    return frozenset(_short().get(word, set()) - {word})


def is_cyrillic(word: str) -> bool:
    return "\u0400" <= word[:1] <= "\u052f"


def _add_sounds(index: Index, word: str, number: int) -> None:
    if len(word) < SHORTEST_SOUND:
        return
    consonantal = "\u0590" <= word[0] <= "\u06ff"
    for sounds in {*_sounding(word), *(every_sound(index.spelt[word]) if word in index.spelt else ())}:
        if consonantal:
            for key in {bare(bones_of(sounds)), bones_of(sounds)}:
                index.bare.setdefault(key, set()).add(number)
            continue
        if len(sounds) >= SHORTEST_SOUND:
            index.sounds.setdefault(sounds, set()).add(number)
        bones = bones_of(sounds)
        if len(bones) > 1:
            index.bones.setdefault(bones, set()).add((number, sounds))
        index.bare_of_others.setdefault(bare(bones), set()).add(number)


def _sounding(word: str) -> Iterator[str]:
    """The word in sounds; a Russian surname also in its other gender."""
    yield from every_sound(word)
    for other in transcriptions().get(word, ()):
        yield from every_sound(other)
    if word.isascii():
        yield from every_sound(heard(word))
    if word.endswith(("ова", "ева", "ина", "ая")):
        yield from every_sound(word[:-1] if not word.endswith("ая") else word[:-2] + "ий")
    elif word.endswith(("ов", "ев", "ин")):
        yield from every_sound(word + "а")
    elif word.endswith(("ий", "ый")):
        yield from every_sound(word[:-2] + "ая")


def spelt(raw: str) -> str:
    """A word in Latin letters with marks, in small letters; empty for any other."""
    lowered = raw.casefold()
    return "" if lowered.isascii() or not "a" <= fold(raw)[:1] <= "z" else lowered


_HEARD = (("ow", "au"), ("ew", "yu"), ("igh", "ai"), ("ay", "ei"), ("ai", "ei"), ("ea", "i"), ("ough", "o"))


def heard(word: str) -> str:
    """An English name as others write down what they hear: Brown, Браун."""
    for written, sound in _HEARD:
        word = word.replace(written, sound)
    return word[:-1] if len(word) > 4 and word.endswith("e") and word[-2] not in "aeiou" else word


@cache
def transcriptions() -> dict[str, tuple[str, ...]]:
    """Given names whose spelling in the other script is not by sound: Michael, Майкл."""
    from habeas.names.given_names import TRANSCRIBED

    found: dict[str, tuple[str, ...]] = {}
    for line in TRANSCRIBED.strip().splitlines():
        latin, cyrillic = line.split(":")
        for one in latin.split():
            found[one] = (*found.get(one, ()), *cyrillic.split())
        for one in cyrillic.split():
            found[one] = (*found.get(one, ()), *latin.split())
    return found
