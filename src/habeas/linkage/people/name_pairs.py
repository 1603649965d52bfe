"""Names of many pairs of records at once: what agrees, weighed by how rare it is, and what stands against it.

    1 each name is cut into words; each different word is prepared once, in sounds, in all readings
    2 each different pair of words is compared once
    3 words of the shorter name are paired with those of the longer, the likest first; order says nothing
    4 agreement is counted in bits: a word that one in a thousand bears is worth ten. What of the shorter name found no
      partner is the clash

The level of a pair is both: agreement in BITS, clash in CLASHES. They are one comparison, because they depend on each
other.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from habeas.linkage.mixture import Floats, Levels, Places, Start
from habeas.linkage.names import PARTICLES, TITLES, bare_bones, prepare
from habeas.linkage.people.features import words_of
from habeas.names import nicknames
from habeas.names.sounds import every_sound

MOST_WORDS = 5
BITS = (2.0, 5.0, 8.0, 11.0, 14.0, 18.0)
"""Edges of the levels of agreement."""
CLASHES = (0.01, 0.34, 0.67)
"""Edges of the levels of clash: which share of the shorter name, in bits, found no partner."""
ALIKE = 0.85
SHORT = 200
"""A list of fewer names says nothing of how rare a name is among people: two rows that are alike in everything are not
two people because they are the whole list."""
FEW_EDITS = 2
_INITIAL_BITS = 3.0
_CHUNK = 100_000


class NamePairs:
    """The names of all records, ready to be compared. `names`: one a record, empty where there is none."""

    def __init__(self, names: Sequence[str]) -> None:
        vocabulary: dict[str, int] = {}
        rows = np.full((len(names), MOST_WORDS), -1, dtype=np.int64)
        for row, name in enumerate(names):
            words = worth_comparing(name)
            rows[row, : len(words)] = [vocabulary.setdefault(word, len(vocabulary)) for word in words]
        self.rows = rows
        self.words = list(vocabulary)
        self.initial = np.asarray([len(word) == 1 for word in self.words], dtype=bool)
        held = np.bincount(rows[rows >= 0], minlength=max(1, len(vocabulary)))
        bits = np.log2(max(SHORT, len(names)) / np.maximum(held, 1))
        self.bits = np.where(self.initial, np.minimum(bits, _INITIAL_BITS), bits) if len(self.words) else bits
        bare = any("\u0600" <= word[0] <= "\u06ff" for word in self.words)
        self._forms = Forms([forms_of(word, bare) for word in self.words])
        self._nicknames = [nicknames_of(word) for word in self.words]

    def start(self) -> Start:
        """Usual m and u: by level of agreement, each spread over the levels of clash."""
        m = np.outer((0.05, 0.05, 0.08, 0.12, 0.18, 0.24, 0.28), (0.08, 0.12, 0.25, 0.55)).ravel()
        u = np.outer((0.93, 0.05, 0.01, 0.005, 0.003, 0.0015, 0.0005), (0.7, 0.15, 0.1, 0.05)).ravel()
        return Start("name", tuple((m / m.sum()).tolist()), tuple((u / u.sum()).tolist()))

    def compare(self, left: Places, right: Places) -> Levels:
        """The level of each pair; -1 where one has no name."""
        level = np.full(len(left), -1, dtype=np.int8)
        for start in range(0, len(left), _CHUNK):
            part = slice(start, start + _CHUNK)
            level[part] = self._levels(left[part], right[part])
        return level

    def _levels(self, left: Places, right: Places) -> Levels:
        one, other = self.rows[left], self.rows[right]
        swap = (one >= 0).sum(axis=1) > (other >= 0).sum(axis=1)
        one[swap], other[swap] = other[swap].copy(), one[swap].copy()
        alike = self._grid(one, other)
        agreed, met = _aligned(alike, self._worth(one, other))
        own = np.where(one >= 0, self.bits[one], 0.0)
        missed = np.where(met, 0.0, own).sum(axis=1) / np.maximum(own.sum(axis=1), 1e-9)
        agreement = np.digitize(agreed, BITS)
        clash = len(CLASHES) - np.digitize(missed, CLASHES)
        level: Levels = (agreement * (len(CLASHES) + 1) + clash).astype(np.int8)
        level[(one[:, 0] < 0) | (other[:, 0] < 0)] = -1
        return level

    def _worth(self, one: Places, other: Places) -> Floats:
        """Bits of each pair of words: the more common of the two counts, for a misspelling is always rare."""
        return np.minimum(self.bits[one][:, :, None], self.bits[other][:, None, :])

    def _grid(self, one: Places, other: Places) -> Floats:
        """2 Likeness of each word of one with each of the other, shape (pairs, MOST_WORDS, MOST_WORDS)."""
        count = max(1, len(self.words))
        alike = np.zeros((len(one), MOST_WORDS, MOST_WORDS))
        real = (one >= 0)[:, :, None] & (other >= 0)[:, None, :]
        key = (one[:, :, None] * count + other[:, None, :])[real]
        different, inverse = np.unique(key, return_inverse=True)
        alike[real] = self._words_alike(different // count, different % count)[inverse]
        return alike

    def _words_alike(self, one: Places, other: Places) -> Floats:
        result = np.where(one == other, 1.0, 0.0)
        initials = self.initial[one] | self.initial[other]
        for place in np.flatnonzero(initials & (one != other)).tolist():
            result[place] = self._forms.initial_fits(int(one[place]), int(other[place]))
        rest = np.flatnonzero(~initials & (one != other))
        result[rest] = self._forms.alike(one[rest], other[rest])
        for place in rest.tolist():
            if not self._nicknames[one[place]].isdisjoint(self._nicknames[other[place]]):
                result[place] = max(result[place], nicknames.ALIKE)
        return result


class Forms:
    """(sounds, bones) of each word, one after the other in one array each, so that many pairs are compared at once."""

    def __init__(self, forms: Sequence[Sequence[tuple[str, str]]]) -> None:
        self._many = np.asarray([len(own) for own in forms], dtype=np.int64)
        self._first = np.cumsum(self._many) - self._many
        self._sounds = np.asarray([sounds for own in forms for sounds, _ in own], dtype=object)
        self._bones = np.asarray([bones for own in forms for _, bones in own], dtype=object)

    def initial_fits(self, one: int, other: int) -> float:
        """Two words of which one is an initial."""
        return 0.9 if self._initials(one) & self._initials(other) else 0.0

    def _initials(self, word: int) -> set[str]:
        start = int(self._first[word])
        return {sounds[:1] for sounds in self._sounds[start : start + int(self._many[word])]}

    def alike(self, one: Places, other: Places) -> Floats:
        """The best likeness of each pair of words in any two readings; 0 where it is below ALIKE."""
        found = np.zeros(len(one))
        owner, a, b = self._combined(one, other)
        whole = _jaro_winkler(self._sounds[a], self._sounds[b], _LEAST_WHOLE)
        near = np.flatnonzero(whole > 0)
        frame = _jaro_winkler(self._bones[a[near]], self._bones[b[near]])
        both = np.where(whole[near] == 1.0, 1.0, 0.5 * whole[near] + 0.5 * frame)
        np.maximum.at(found, owner[near], np.where(both >= ALIKE, both, 0.0))
        return found

    def edits(self, one: Places, other: Places) -> Places:
        """Letters more, less or other, and neighbours that changed places, between the sounds of two words; the least
        of all readings. Above FEW_EDITS it is only more than that."""
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import cpdist

        owner, a, b = self._combined(one, other)
        sounds = self._sounds[a].tolist(), self._sounds[b].tolist()
        apart = np.asarray(cpdist(*sounds, scorer=OSA.distance, score_cutoff=FEW_EDITS, workers=1), dtype=np.int64)
        least = np.full(len(one), FEW_EDITS + 1, dtype=np.int64)
        np.minimum.at(least, owner, apart)
        return least

    def _combined(self, one: Places, other: Places) -> tuple[Places, Places, Places]:
        """(which pair, form of one, form of other) for all forms of each pair of words."""
        combinations = self._many[one] * self._many[other]
        owner = np.repeat(np.arange(len(one)), combinations)
        within = np.arange(len(owner)) - np.repeat(np.cumsum(combinations) - combinations, combinations)
        a, b = np.divmod(within, self._many[other][owner])
        return owner, a + self._first[one][owner], b + self._first[other][owner]


_LEAST_WHOLE = 2 * ALIKE - 1.0 - 1e-6
"""Words whose sounds are less alike than this cannot reach ALIKE, however alike their bones."""


def _jaro_winkler(
    ones: npt.NDArray[np.object_], others: npt.NDArray[np.object_], least: float = 0.0
) -> npt.NDArray[np.float32]:
    """Of each pair of texts; 0 where it is below `least`."""
    from rapidfuzz.distance import JaroWinkler
    from rapidfuzz.process import cpdist

    found = cpdist(ones.tolist(), others.tolist(), scorer=JaroWinkler.similarity, score_cutoff=least, workers=1)
    return np.asarray(found)


def worth_comparing(name: str) -> list[str]:
    words = words_of(name)
    kept = [word for word in words if word not in TITLES and word not in PARTICLES and not word.isdigit()] or words
    return list(dict.fromkeys(kept))[:MOST_WORDS]


def forms_of(word: str, bare: bool) -> list[tuple[str, str]]:
    """(sounds, bones) of a word in each reading in which it differs. `bare`: some names here are in a script without
    short vowels, so every word is there a second time without its vowels."""
    tokens = [token for spelling in prepare(word).readings for token in spelling]
    forms = [(token.sounds, token.bones) for token in tokens if token.vowels_written]
    without = [(bare_bones(token), bare_bones(token)) for token in tokens] if bare else []
    return list(dict.fromkeys(forms + without))


def nicknames_of(word: str) -> frozenset[int]:
    """The given names that a word is a form of."""
    return frozenset().union(*(nicknames.forms(sounds, every_sound) for sounds in every_sound(word)))


def _aligned(alike: Floats, worth: Floats) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """3, 4 (bits agreed, which words of the shorter name found a partner). The likest and rarest pair goes first."""
    left = np.where(alike >= ALIKE, alike * (0.1 + worth), -1.0)
    agreed = np.zeros(len(alike))
    met = np.zeros(alike.shape[:2], dtype=bool)
    every = np.arange(len(alike))
    for _ in range(alike.shape[1]):
        flat = left.reshape(len(left), -1).argmax(axis=1)
        i, j = np.divmod(flat, alike.shape[2])
        found = left[every, i, j] > 0
        if not found.any():
            break
        rows, i, j = every[found], i[found], j[found]
        likeness = alike[rows, i, j]
        agreed[rows] += worth[rows, i, j] * np.where(likeness >= 0.995, 1.0, np.where(likeness >= 0.93, 0.8, 0.5))
        met[rows, i] = True
        left[rows, i, :] = -1.0
        left[rows, :, j] = -1.0
    return agreed, met
