"""What a record can share with another: the words of its names, their sounds, parts of dates, places, codes.

    1 each cell gives features: a name its words, their letters in threes, and their sounds in each reading; a date its
      day, month and year, alone and together; a place and a word their sounds; a code itself and its first half
    2 a feature weighs as much as it is rare: two people who share a rare surname share more than two called Ali

`weigh` returns them as one sparse matrix, records by features; the product of two rows is what they share.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial

import numpy as np
import numpy.typing as npt
from scipy import sparse

from habeas.linkage.days import days_of
from habeas.linkage.names import prepare, readings_of
from habeas.linkage.people.records import Kind, Records

SHARE = {"w": 1.0, "s": 0.5, "b": 0.35, "g": 0.35, "d": 0.6, "y": 0.4, "m": 0.5, "c": 0.5, "h": 0.5, "p": 0.6, "o": 0.6}
"""How much of a feature's rarity counts, by its kind: three letters of a word say less than the word."""
OF_NAMES = "wsbg"
_YEAR = 370
"""Days: a span longer than this says no year."""


@dataclass(frozen=True)
class Features:
    """`weights`: shape (records, features), float32, the square root of what sharing the feature is worth.
    `held_by`: shape (features,), how many records have each. `of_names`: shape (features,), which are of names."""

    weights: sparse.csr_matrix
    held_by: npt.NDArray[np.int64]
    of_names: npt.NDArray[np.bool_]


def weigh(records: Records) -> Features:
    """The features of all records. Features of one record only are left in: they say how much it could share."""
    vocabulary = _Vocabulary()
    columns: list[int] = []
    ends = [0]
    for row in _of_rows(records, vocabulary):
        columns += row
        ends.append(len(columns))
    place = vocabulary.place
    count = len(records)
    shape = (count, max(1, len(place)))
    ones = np.ones(len(columns), dtype=np.float32)
    marks = sparse.csr_matrix((ones, np.asarray(columns, dtype=np.int32), np.asarray(ends)), shape=shape)
    held_by = np.bincount(columns, minlength=shape[1])
    share = np.fromiter((SHARE[feature[0]] for feature in place), dtype=np.float64, count=len(place))
    worth = share * np.log(max(count, 2) / np.maximum(held_by[: len(place)], 1)) if place else np.zeros(1)
    scaled = marks @ sparse.diags(np.sqrt(worth).astype(np.float32))
    of_names = np.fromiter((feature[0] in OF_NAMES for feature in place), dtype=bool, count=len(place))
    return Features(sparse.csr_matrix(scaled), held_by, of_names if place else np.zeros(1, dtype=bool))


class _Vocabulary:
    """A number for each feature, by first appearance. Each different word and cell is taken apart once."""

    def __init__(self) -> None:
        self.place: dict[str, int] = {}
        self._known: dict[tuple[str, str], tuple[int, ...]] = {}

    def numbers(self, column: str, cell: str, features_of: Callable[[str], Iterable[str]]) -> tuple[int, ...]:
        """Of the features of a cell of a column, or of a word of a name (no column)."""
        found = self._known.get((column, cell))
        if found is None:
            place = self.place
            found = tuple(place.setdefault(feature, len(place)) for feature in features_of(cell))
            self._known[column, cell] = found
        return found


def _of_rows(records: Records, vocabulary: _Vocabulary) -> Iterator[Iterable[int]]:
    """1 The features of each record, each once. In an order that is the same in every process: sums depend on it."""
    others = [
        (name, records.cells[name], partial(_of_cell, kind, column=name))
        for name, kind in records.kinds.items()
        if kind is not Kind.NAME
    ]
    numbers = vocabulary.numbers
    for row, name in enumerate(records.full_names()):
        found = [number for word in words_of(name) for number in numbers("", word, _of_word)]
        for column, cells, features_of in others:
            if cells[row]:
                found += numbers(column, cells[row], features_of)
        yield dict.fromkeys(found)


def words_of(name: str) -> list[str]:
    """The words of a name in lower case; points, commas and figures are between words."""
    folded = name.casefold()
    if folded.isascii():
        return folded.translate(_BETWEEN).split()
    return "".join(mark if mark.isalpha() or mark in "'’" else " " for mark in folded).split()


_BETWEEN = {code: " " for code in range(128) if not chr(code).isalpha() and chr(code) != "'"}


@lru_cache(maxsize=1 << 17)
def _of_word(word: str) -> tuple[str, ...]:
    """Of one word of a name. An initial gives nothing: it is shared by too many."""
    if len(word) < 2:
        return ()
    found = ["w:" + word]
    spellings = prepare(word).readings
    for spelling in spellings:
        found += ["s:" + token.sounds for token in spelling]
        found += ["b:" + token.bones for token in spelling if len(token.bones) > 2]
    plain = spellings[0][0].sounds if spellings and spellings[0] and not word.isascii() else word
    framed = f"^{plain}$"
    found += ["g:" + framed[at : at + 3] for at in range(len(framed) - 2)]
    return tuple(dict.fromkeys(found))


def _of_cell(kind: Kind, cell: str, *, column: str) -> Iterable[str]:
    if kind is Kind.DATE:
        return _of_date(cell, column)
    if kind is Kind.CODE:
        return _of_code(cell, column)
    if kind in (Kind.PLACE, Kind.WORD):
        mark = "p" if kind is Kind.PLACE else "o"
        return [f"{mark}:{column}:{sounds}" for sounds in dict.fromkeys((cell.casefold(), *readings_of(cell)))]
    return ()


@lru_cache(maxsize=1 << 16)
@lru_cache(maxsize=1 << 16)
def _of_date(cell: str, column: str) -> tuple[str, ...]:
    span = days_of(cell)
    if span is None:
        return ()
    start, end = date.fromordinal(span[0]), date.fromordinal(span[1])
    found = []
    if start.year == end.year and span[1] - span[0] < _YEAR:
        found.append(f"y:{column}:{start.year}")
        if start.month == end.month:
            found.append(f"m:{column}:{start.year}-{start.month}")
    if start == end:
        found += [f"d:{column}:{start}", f"m:{column}:{start.month}/{start.day}"]
    return tuple(found)


def _of_code(cell: str, column: str) -> tuple[str, ...]:
    whole, half = code_parts(cell)
    return (f"c:{column}:{whole}", f"h:{column}:{half}")


@lru_cache(maxsize=1 << 16)
def code_parts(cell: str) -> tuple[str, str]:
    """A code without its spaces, and its first part: up to a space or an @, else the first half."""
    plain = "".join(cell.casefold().split())
    parts = cell.casefold().replace("@", " @").split()
    return plain, parts[0] if len(parts) > 1 else plain[: max(3, len(plain) // 2)]
