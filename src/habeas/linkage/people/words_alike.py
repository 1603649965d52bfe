"""Words of names: which two can be one name, and which cannot.

1 the same letters, the same sounds in some reading of their scripts, an initial that fits, or forms of one name
  (nicknames): one name
2 words that are nothing like each other: two names
3 words that are alike: a slip, or another writer's spelling, of one name; but two names where one list has both,
  each borne by several of its rows, or where the table of given names knows both: a slip is borne by nobody else,
  and one writer spells one name one way. Words of a whole name may be surnames: of a long one that many bear, the same
  letter is lost more than once, and it stays one name
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from habeas.linkage.mixture import Places
from habeas.linkage.people.name_pairs import Forms, forms_of, nicknames_of

BORNE = 2
"""A word that so many rows of a list bear is a name there, and no slip."""
RARELY = 0.1
"""... unless another that is like it is borne by so many more that its slips alone would be as many."""
Flags = npt.NDArray[np.bool_]
LONG = 6
_CHUNK = 200_000


class Words:
    """All words of one part of the names. `rows`: numbers of the words of each row, -1 where there is none more.
    `whole`: words of whole names, of which nobody knows which are given names."""

    def __init__(self, words: Sequence[Sequence[str]], file_of: Sequence[int], *, whole: bool = False) -> None:
        self._whole = whole
        vocabulary: dict[str, int] = {}
        most = max(1, max(map(len, words), default=1))
        self.rows: Places = np.full((len(words), most), -1, dtype=np.int64)
        for row, own in enumerate(words):
            self.rows[row, : len(own)] = [vocabulary.setdefault(word, len(vocabulary)) for word in own]
        every = list(vocabulary)
        self.initial: Flags = np.asarray([len(word) == 1 for word in every] or [False], dtype=np.bool_)
        bare = any("\u0600" <= word[0] <= "\u06ff" for word in every)
        self._forms = Forms([forms_of(word, bare) for word in every])
        self._nicknames = [nicknames_of(word) for word in every]
        self._length = np.asarray([len(word) for word in every] or [0], dtype=np.int64)
        self._script = np.asarray([ord(word[0]) >> 8 for word in every] or [0], dtype=np.int64)
        self._borne = _borne(self.rows, np.asarray(file_of, dtype=np.int64), max(1, len(every)))
        self._listed: Flags = np.asarray([bool(own) for own in self._nicknames] or [False], dtype=np.bool_)

    def written_alike(self, one: Places, other: Places) -> Flags:
        """Whether each two words are the same letters, or the same sounds in some reading; shape (pairs,)."""
        same = one == other
        rest = np.flatnonzero(~same)
        same[rest] = self._forms.alike(one[rest], other[rest]) >= 1.0
        return np.asarray(same, dtype=np.bool_)

    def one_name(self, one: Places, other: Places) -> Flags:
        """Whether each two words can be one name; shape (pairs,)."""
        count = max(1, len(self._nicknames))
        keys, inverse = np.unique(np.minimum(one, other) * count + np.maximum(one, other), return_inverse=True)
        found = np.zeros(len(keys), dtype=np.bool_)
        for start in range(0, len(keys), _CHUNK):
            part = keys[start : start + _CHUNK]
            found[start : start + _CHUNK] = self._different(part // count, part % count)
        return np.asarray(found[inverse], dtype=np.bool_)

    def _different(self, one: Places, other: Places) -> Flags:
        met = one == other
        initials = (self.initial[one] | self.initial[other]) & ~met
        for place in np.flatnonzero(initials).tolist():
            met[place] = self._forms.initial_fits(int(one[place]), int(other[place])) > 0
        rest = np.flatnonzero(~initials & ~met)
        alike = self._forms.alike(one[rest], other[rest])
        a, b = self._borne[one[rest]], self._borne[other[rest]]
        two = (np.minimum(a, b) >= np.maximum(BORNE, RARELY * np.maximum(a, b))).any(axis=1)
        edits = self._forms.edits(one[rest], other[rest])
        length = np.minimum(self._length[one[rest]], self._length[other[rest]])
        two &= ~(self._whole & (edits <= 1) & (length >= LONG))
        two |= self._listed[one[rest]] & self._listed[other[rest]]
        slip = (edits <= 1) & (length >= 3)  # 3
        slip |= (edits <= 2) & (length >= 5) & (alike > 0)
        slip |= (self._script[one[rest]] != self._script[other[rest]]) & (alike > 0)
        met[rest] = (alike >= 1.0) | (slip & ~two)  # 2
        for place in rest[~met[rest]].tolist():
            met[place] = not self._nicknames[one[place]].isdisjoint(self._nicknames[other[place]])  # 1
        return np.asarray(met, dtype=np.bool_)


def _borne(rows: Places, file_of: Places, words: int) -> Places:
    """How many rows of each list bear each word; shape (words, lists)."""
    held = np.zeros((words, int(file_of.max(initial=0)) + 1), dtype=np.int64)
    for column in rows.T:
        there = column >= 0
        np.add.at(held, (column[there], file_of[there]), 1)
    return held
