"""Records as columns that a database can compare: text in sounds, dates in days, alternatives as lists.

What this stage knows of names, dates and scripts is spent here, once for each different cell, so that plain SQL can do
the rest on DuckDB or on a Spark cluster (model.py).

    1 a name is cut into words; titles, particles and patronymics are set aside; the first and the last word count
    2 each is one text in sounds, and the list of what it may sound like in all readings
    3 a date is its first and last day, and its parts; a place or word is its sounds; a code is itself and its half

Every column has one element a record. A name of one word is both the first and the last word: what is there can be
compared with either.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from habeas.linkage.days import days_of
from habeas.linkage.mixture import Places
from habeas.linkage.names import PARTICLES, TITLES, bare_bones, prepare, readings_of
from habeas.linkage.people.columns import sex_of
from habeas.linkage.people.features import code_parts, words_of
from habeas.linkage.people.records import Kind, Records


@dataclass(frozen=True)
class Texts:
    """A column of texts, each different one once. `number`: shape (records,), place in `texts`, -1 for none.
    `forms`: of each text, what else it may be."""

    number: Places
    texts: tuple[str, ...]
    forms: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Days:
    """A column of dates, shape (records,) each; -1 for none. The parts are those of the first day; `exact`: of one
    day."""

    first: Places
    last: Places
    year: Places
    month: Places
    day: Places


@dataclass(frozen=True)
class Prepared:
    """`first`, `last`: the words of the name, None where no list has names. The others by the name of the column."""

    records: int
    first: Texts | None
    last: Texts | None
    days: Mapping[str, Days]
    words: Mapping[str, Texts]
    """Places and words."""
    codes: Mapping[str, Texts]
    """The one form of a code is its half."""
    sexes: Mapping[str, Texts]


def prepared(records: Records) -> Prepared:
    """The columns of all records."""
    bare = any("\u0600" <= mark <= "\u06ff" for name in records.of_kind(Kind.NAME) for mark in _some(records, name))
    first, last = _names(records, bare) if records.of_kind(Kind.NAME) else (None, None)

    def of(kind: Kind, forms: Callable[[str], tuple[str, ...]]) -> dict[str, Texts]:
        return {name: _texts(records.cells[name], forms) for name in records.of_kind(kind)}

    return Prepared(
        len(records),
        first,
        last,
        {name: _days(records.cells[name]) for name in records.of_kind(Kind.DATE)},
        of(Kind.PLACE, _sounds) | of(Kind.WORD, _sounds),
        of(Kind.CODE, code_parts),
        of(Kind.SEX, lambda cell: (sex_of(cell),)),
    )


def _some(records: Records, column: str) -> str:
    return "".join(dict.fromkeys("".join(dict.fromkeys(records.cells[column]))))


def _names(records: Records, bare: bool) -> tuple[Texts, Texts]:
    """1, 2 The first and the last word of each name. A full name goes before its parts; a patronymic is neither end."""
    first = np.full(len(records), -1, dtype=np.int64)
    last, vocabulary = first.copy(), dict[str, int]()
    for column in ("full_name", "given_name", "family_name", "patronymic"):
        if column in records.cells:
            one, other = _ends(records.cells[column], vocabulary)
            whole = last >= 0 if column == "patronymic" else np.zeros(len(records), dtype=bool)
            whole |= (first >= 0) & _given(records.cells.get("full_name"), len(records))
            first = np.where(first < 0, one, first)
            last = np.where((other < 0) | whole, last, other)
    ends = _numbered(np.arange(-1, len(vocabulary)), list(vocabulary), lambda word: _forms(word, bare))
    of_word = np.roll(ends.number, -1)  # the last: no word
    return Texts(of_word[first], ends.texts, ends.forms), Texts(of_word[last], ends.texts, ends.forms)


def _given(cells: Sequence[str] | None, count: int) -> npt.NDArray[np.bool_]:
    return np.zeros(count, dtype=bool) if cells is None else np.fromiter(map(bool, cells), dtype=bool, count=count)


def _ends(cells: Sequence[str], vocabulary: dict[str, int]) -> tuple[Places, Places]:
    """First and last word of each cell, as numbers of the vocabulary, which grows; -1 for none."""
    number, different = _different(cells)
    ends = []
    for cell in different:
        words = _worth_comparing(cell)
        ends.append([vocabulary.setdefault(word, len(vocabulary)) for word in (words[0], words[-1])] if words else None)
    table = np.asarray([pair or (-1, -1) for pair in ends] or [(-1, -1)], dtype=np.int64)
    return table[number, 0], table[number, 1]


def _different(cells: Sequence[str]) -> tuple[Places, list[str]]:
    """Which of the different cells each is, and these."""
    import pyarrow as pa

    encoded = pa.array(cells, pa.string()).dictionary_encode()
    return np.asarray(encoded.indices.to_numpy(zero_copy_only=False), dtype=np.int64), encoded.dictionary.to_pylist()


def _worth_comparing(name: str) -> list[str]:
    words = [word for word in words_of(name) if word not in TITLES and word not in PARTICLES] or words_of(name)
    return [word for word in words if not _patronymic(word)] if len(words) > 2 else words


@lru_cache(maxsize=1 << 17)
def _patronymic(word: str) -> bool:
    return any(token.patronymic for spelling in prepare(word).readings for token in spelling)


def _forms(word: str, bare: bool) -> tuple[str, ...]:
    """The word in sounds as an English reader would say it; then its other readings, and its consonants in each."""
    tokens = [token for spelling in prepare(word).readings for token in spelling]
    sounds = [token.sounds for token in tokens]
    bones = ["-" + token.bones for token in tokens if len(token.bones) > 2]
    without = ["=" + bare_bones(token) for token in tokens if len(token.bones) > 2] if bare else []
    return tuple(dict.fromkeys([*sounds, *bones, *without]))


def _sounds(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, readings_of(cell))) or (cell.casefold(),)


def _texts(cells: Sequence[str], forms: Callable[[str], tuple[str, ...]]) -> Texts:
    number, different = _different(cells)
    return _numbered(number, different, forms)


def _numbered(number: Places, cells: Sequence[str], forms: Callable[[str], tuple[str, ...]]) -> Texts:
    """Two cells with the same first form are one text. `number`: which of the cells each record has, -1 for none."""
    texts: dict[str, int] = {}
    kept: list[dict[str, None]] = []
    place_of = []
    for cell in cells:
        found = forms(cell) if cell else ()
        place = texts.setdefault(found[0], len(texts)) if found and found[0] else -1
        if place == len(kept):
            kept.append({})
        if place >= 0:
            kept[place].update(dict.fromkeys(found))
        place_of.append(place)
    places = np.asarray([*place_of, -1], dtype=np.int64)
    return Texts(places[number], tuple(texts), tuple(tuple(own) for own in kept))


def _days(cells: Sequence[str]) -> Days:
    """3 Each different cell is read once."""
    number, different = _different(cells)
    rows = np.full((max(1, len(different)), 5), -1, dtype=np.int64)
    for place, cell in enumerate(different):
        if cell and (span := days_of(cell)) is not None:
            start = date.fromordinal(span[0])
            rows[place] = (*span, start.year, start.month, start.day)
    return Days(*rows[number].T)
