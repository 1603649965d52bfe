"""Differences that one person cannot have, and that no agreement outvotes: brothers, twins, cousins, uncle and nephew.

People of one family share a surname, a patronymic, a village and, killed together, a day: each of these repeats the
others. What tells them apart is little, and decides alone:

    1 given names that clash, known by their column, or in a whole name by position: two words that are not one name in
      any reading, nor forms of one (nicknames). Two names that are alike (Amina, Amira) clash where both are names that
      others bear too: a misspelling is borne by nobody else
    2 patronymics that clash: their stems are compared, for the ending makes all of them alike
    3 births that no slip explains: the year differs and the day too; years alone, more than two apart. 1 January stands
      for a year that is known without a day
    4 in one list, any given name that is not written alike: who wrote the list knew of two people. (A list of reports,
      in which most people stand several times, is no list of people: link.py leaves all four to the mixture there.)

A pair with such a difference is CAPPED: it is no evidence for one person, however rare all else is, it teaches the
mixture as strangers do, and it is shown to the reviewer whatever its probability (relatives).
"""

import re
from collections.abc import Sequence
from datetime import date
from itertools import product

import numpy as np

from habeas.linkage.days import days_of
from habeas.linkage.mixture import Places
from habeas.linkage.people.name_pairs import worth_comparing
from habeas.linkage.people.records import Records
from habeas.linkage.people.words_alike import Flags, Words

CAPPED = -8.0
"""Natural log odds of a pair with a difference that one person cannot have, at most."""
_ENDING = re.compile(
    r"(ович|евич|ич|овна|евна|инична|ична|ovich|evich|ovych|evych|ovitch|evitch|ovna|evna|ivna|وفيتش|يفيتش|وفنا|يفنا)$"
)
_YEAR = 366
_LONG = 8


class Differences:
    """The differing parts of all records, ready to be compared."""

    def __init__(self, records: Records) -> None:
        given, patronymic = _given_names(records), _patronymics(records)
        self._given = _Part(given, records.file_of)
        families = records.cells.get("family_name", ("",) * len(records))
        number = {word: place for place, word in enumerate(dict.fromkeys((*given, *families)))}
        self._cells = tuple(np.asarray([number[cell] for cell in cells]) for cells in (given, families))
        self._patronymic = _Part([_stem(name.casefold()) for name in patronymic], records.file_of)
        self._born = _Births(records.cells.get("birth_date", ("",) * len(records)))
        self._named = ~self._given.empty & ~self._given.initials
        self._whole = None if any(given) else _Wholes(records.full_names(), records.file_of)

    def impossible(self, left: Places, right: Places) -> Flags:
        """Which pairs cannot be of one person; shape (pairs,)."""
        found = self.names_clash(left, right) | self._patronymic.clash(left, right)
        found |= self._given.other_letters(left, right)
        return np.asarray(found | self._born.clash(left, right), dtype=np.bool_)

    def names_clash(self, left: Places, right: Places) -> Flags:
        if self._whole is not None:
            return self._whole.clash(left, right)
        given, family = self._cells
        swapped = (given[left] == family[right]) | (family[left] == given[right])
        return np.asarray(self._given.clash(left, right) & ~swapped, dtype=np.bool_)

    def left_open(self, row: Places, left: Places, right: Places) -> Flags:
        """Whether two cannot be one person by something that this row does not tell: it fits both."""
        return np.asarray(
            (self.names_clash(left, right) & ~self._named[row])
            | (self._patronymic.clash(left, right) & (self._patronymic.empty[row]))
            | (self._born.clash(left, right) & ~self._born.exact[row]),
            dtype=np.bool_,
        )

    @property
    def initials(self) -> Flags:
        """Rows whose given name is an initial."""
        return self._given.initials


class _Part:
    """One part of a name, one cell a row."""

    def __init__(self, cells: Sequence[str], file_of: Sequence[int]) -> None:
        self._words = Words([worth_comparing(cell) for cell in cells], file_of)
        self._rows = self._words.rows
        self._file = np.asarray(file_of, dtype=np.int64)
        first = self._rows[:, 0]
        self.empty: Flags = np.asarray(first < 0, dtype=np.bool_)
        self.initials: Flags = np.asarray((first >= 0) & self._words.initial[np.maximum(first, 0)], dtype=np.bool_)

    def other_letters(self, left: Places, right: Places) -> Flags:
        """Where both are of one list and their first words are not written alike."""
        one, other = self._rows[left, 0], self._rows[right, 0]
        at = np.flatnonzero((one >= 0) & (other >= 0) & (self._file[left] == self._file[right]))
        found = np.zeros(len(left), dtype=np.bool_)
        found[at] = ~self._words.written_alike(one[at], other[at])
        return found

    def clash(self, left: Places, right: Places) -> Flags:
        """Where both have words, and no word of the one is a word of the other."""
        here = self._rows[left, 0] >= 0
        here &= self._rows[right, 0] >= 0
        found = np.zeros(len(left), dtype=np.bool_)
        at = np.flatnonzero(here)
        met = np.zeros(len(at), dtype=np.bool_)
        for a, b in product(range(self._rows.shape[1]), repeat=2):
            one, other = self._rows[left[at], a], self._rows[right[at], b]
            both = (one >= 0) & (other >= 0) & ~met
            met[both] |= self._words.one_name(one[both], other[both])
        found[at] = ~met
        return found


class _Wholes:
    """Whole names without columns: by position."""

    def __init__(self, names: Sequence[str], file_of: Sequence[int]) -> None:
        self._words = Words([worth_comparing(name)[:3] for name in names], file_of, whole=True)

    def clash(self, left: Places, right: Places) -> Flags:
        """A word of each name found no partner, another did, and what did is not the first word of both: that would
        be one given name beside two surnames, as a marriage makes."""
        one, other = self._words.rows[left], self._words.rows[right]
        most = one.shape[1]
        alike = np.zeros((len(left), most, most), dtype=np.bool_)
        for a, b in product(range(most), repeat=2):
            both = (one[:, a] >= 0) & (other[:, b] >= 0)
            alike[both, a, b] = self._words.one_name(one[both, a], other[both, b])
        spare_one = ((one >= 0) & ~alike.any(axis=2)).any(axis=1)
        spare_other = ((other >= 0) & ~alike.any(axis=1)).any(axis=1)
        first = alike[:, 0, 0] & (alike.sum(axis=(1, 2)) == 1)
        return np.asarray(spare_one & spare_other & alike.any(axis=(1, 2)) & ~first, dtype=np.bool_)


class _Births:
    """3"""

    def __init__(self, cells: Sequence[str]) -> None:
        spans = [_weakened(days_of(cell)) if cell else None for cell in cells]
        self._first = np.asarray([span[0] if span else -1 for span in spans], dtype=np.int64)
        self._last = np.asarray([span[1] if span else -1 for span in spans], dtype=np.int64)
        self.exact: Flags = np.asarray((self._first >= 0) & (self._first == self._last), dtype=np.bool_)
        days = [date.fromordinal(span[0]) if span else date.min for span in spans]
        self._parts = np.asarray([(day.year, day.month, day.day) for day in days], dtype=np.int64).reshape(-1, 3)

    def clash(self, left: Places, right: Places) -> Flags:
        there = (self._first[left] >= 0) & (self._first[right] >= 0)
        exact = self.exact[left] & self.exact[right]
        gap = np.maximum(self._first[left], self._first[right]) - np.minimum(self._last[left], self._last[right])
        same = self._parts[left] == self._parts[right]
        slip = same.sum(axis=1) >= 2
        days = exact & ~same[:, 0] & ~slip & (gap > 31)
        return np.asarray(there & (days | (~exact & (gap > 2 * _YEAR))), dtype=np.bool_)


def _weakened(span: tuple[int, int] | None) -> tuple[int, int] | None:
    """1 January is what a form fills in where only the year was known: it means the year."""
    if span is None or span[0] != span[1]:
        return span
    day = date.fromordinal(span[0])
    return (span[0], date(day.year, 12, 31).toordinal()) if (day.month, day.day) == (1, 1) else span


def _stem(patronymic: str) -> str:
    """Without its ending; where a slip hides the ending, without as many letters."""
    stem = _ENDING.sub("", patronymic)
    return stem if stem != patronymic or len(patronymic) < _LONG else patronymic[:-4]


def _given_names(records: Records) -> Sequence[str]:
    return records.cells.get("given_name", ("",) * len(records))


def _patronymics(records: Records) -> Sequence[str]:
    """The column; else the word of a whole name that has the ending of one."""
    own = records.cells.get("patronymic")
    if own is not None:
        return own
    return [
        next((word for word in worth_comparing(name) if _ENDING.search(word)), "") if " " in name else ""
        for name in records.full_names()
    ]
