"""Which mentions of persons within one text are one bearer's.

    1 two full names: every word of the shorter is in the longer, in any case, script or order; an initial is its letter
    2 a part of a name goes to the one bearer who has that word; where two have it, to neither

Two bearers are never joined by a given name alone: `Иван Жуков` and `Иван Петров` share one, and `Иван` is nobody's.
"""

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import JaroWinkler

from habeas.names.letters import Page
from habeas.names.paradigms import cyrillic_forms
from habeas.names.registry import is_cyrillic
from habeas.names.small_words import PARTICLES, TITLES
from habeas.names.sounds import bones_of, every_sound

ALIKE = {1: 1.0, 2: 0.88, 3: 0.8}
"""Likeness of sounds that words of equal consonants need, by the number of these."""
Name = tuple[str, ...]


def bearers(mentions: Sequence[str]) -> list[int]:
    """The number of the bearer of each mention, from 1, in order of first mention."""
    names = [words_of(mention) for mention in mentions]
    full = [place for place, name in enumerate(names) if len(name) > 1]
    given: dict[int, int] = {}
    heads: list[tuple[int, Name]] = []
    for place in sorted(full, key=lambda at: (-len(names[at]), at)):  # 1
        number = next((head for head, name in heads if _within(names[place], name)), None)
        if number is None:
            number = place
            heads.append((place, names[place]))
        given[place] = number
    alone: list[tuple[int, Name]] = []
    for place, name in enumerate(names):  # 2
        if place in given or not name:
            continue
        found = [head for head, known in heads if any(same_word(name[0], word) for word in known)]
        if len(found) == 1:
            given[place] = found[0]
            continue
        known_alone = next((head for head, other in alone if same_word(name[0], other[0])), None)
        if known_alone is None:
            alone.append((place, name))
        given[place] = place if known_alone is None else known_alone
    order = {head: number for number, head in enumerate(dict.fromkeys(given.get(p, p) for p in range(len(names))), 1)}
    return [order[given.get(place, place)] for place in range(len(names))]


def words_of(mention: str) -> Name:
    folded = [word.folded for word in Page(mention).words()]
    return tuple(word for word in folded if word not in TITLES and word not in PARTICLES) or tuple(folded)


def _within(short: Name, long: Name) -> bool:
    """Whether each word of the one is a word of the other, each once, and one of them is more than an initial."""
    left = list(long)
    whole = 0
    for word in sorted(short, key=len, reverse=True):
        match = next((other for other in left if same_word(word, other)), None)
        if match is None:
            return False
        left.remove(match)
        whole += len(word) > 1 and len(match) > 1
    return whole > 0


@lru_cache(maxsize=1 << 16)
def same_word(one: str, other: str) -> bool:
    """Whether two folded words may be one word of a name: a case of it, a spelling of it, its initial."""
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    if one == other:
        return True
    if is_cyrillic(one) and is_cyrillic(other):
        return other in cyrillic_forms(one) or one in cyrillic_forms(other)
    for left in every_sound(one):
        for right in every_sound(other):
            enough = ALIKE.get(len(bones_of(left)), 0.7)
            alike = bones_of(left) == bones_of(right) and JaroWinkler.similarity(left, right) >= enough
            if left == right or alike:
                return True
    return False
