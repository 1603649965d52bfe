"""Cells that are not names, prepared once for each record, and the level of agreement of any number of pairs.

Every comparison returns -1 where one side has nothing, else a level: 0 differs, higher is closer. Levels are ordered;
what each is worth is learned (mixture.py), so nothing here says that a birthday weighs more than a birthplace. A value
that agrees is `common` or `rare`: that two people come from the capital says less than that they come from one hamlet.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from habeas.linkage.days import days_of
from habeas.linkage.mixture import Compare, Floats, Levels, Places, Start
from habeas.linkage.names import readings_of
from habeas.linkage.people.features import code_parts
from habeas.linkage.people.records import Kind, Records

RARE = 0.005
"""A value of fewer than this share of the records that have one is rare."""
COMMON = 0.05
MOST_DIFFERING = 0.1
"""Of the dates of one person, at most this share lies years apart."""
EVEN = 1.0
"""To differ is never evidence for one person."""
OTHER_SEX = 4.0
"""... and two bits against, where it is the sex: even in a list of men."""
_YEAR = 366


def comparisons(records: Records, *, close: bool) -> list[tuple[Start, Compare]]:
    """One comparison for each column that is not a name. `close`: also how near two values are that differ (dearer)."""
    found: list[tuple[Start, Compare]] = []
    for name, kind in records.kinds.items():
        cells = records.cells[name]
        if kind is Kind.DATE:
            found.append(_dates(name, cells))
        elif kind in (Kind.PLACE, Kind.WORD):
            found.append(_words(name, cells, close))
        elif kind is Kind.CODE:
            found.append(_codes(name, cells, close))
        elif kind is Kind.SEX:
            found.append(_sexes(name, cells))
    return found


def _dates(name: str, cells: Sequence[str]) -> tuple[Start, Compare]:
    """Levels: 0 years apart, 1 next year, 2 same year or day and month, 3 overlapping or one digit off, 4 same month or
    a few days, 5 both the same day."""
    spans = [days_of(cell) if cell else None for cell in cells]
    first = np.asarray([span[0] if span else -1 for span in spans])
    last = np.asarray([span[1] if span else -1 for span in spans])
    exact = first == last
    starts = [date.fromordinal(span[0]) if span else date.min for span in spans]
    year = np.asarray([day.year for day in starts])
    month = np.asarray([day.month for day in starts])
    day = np.asarray([day.day for day in starts])

    def compare(left: Places, right: Places) -> Levels:
        gap = np.maximum(first[left], first[right]) - np.minimum(last[left], last[right])
        both = exact[left] & exact[right]
        same = (year[left] == year[right], month[left] == month[right], day[left] == day[right])
        agree = same[0].astype(np.int8) + same[1] + same[2]
        swapped = same[0] & (month[left] == day[right]) & (day[left] == month[right])
        level = np.zeros(len(left), dtype=np.int8)
        level[gap <= _YEAR] = 1
        level[same[0] | (both & same[1] & same[2])] = 2
        level[(gap <= 0) | (both & ((agree == 2) | swapped))] = 3
        level[
            (both & (gap <= 3)) | ((gap <= 0) & (last[left] - first[left] < 32) & (last[right] - first[right] < 32))
        ] = 4
        level[both & (gap == 0)] = 5
        level[(first[left] < 0) | (first[right] < 0)] = -1
        return level

    return Start(
        name, (0.04, 0.04, 0.05, 0.22, 0.15, 0.5), (0.8, 0.08, 0.05, 0.04, 0.02, 0.01), MOST_DIFFERING, EVEN
    ), compare


def _words(name: str, cells: Sequence[str], close: bool) -> tuple[Start, Compare]:
    """Levels: 0 differs, 1 alike, 2 the same and common, 3 the same, 4 the same and rare."""
    keys = ["|".join(readings_of(cell)[:1]) or cell.casefold() if cell else "" for cell in cells]
    number, share = _numbered(keys)
    texts = list(dict.fromkeys(key for key in keys if key))

    def compare(left: Places, right: Places) -> Levels:
        same = number[left] == number[right]
        level = np.where(same, np.where(share[left] < RARE, 4, np.where(share[left] < COMMON, 3, 2)), 0).astype(np.int8)
        absent = (number[left] < 0) | (number[right] < 0)
        if close:
            level[(level == 0) & ~absent & (_alike(texts, number, left, right, ~same & ~absent) >= 0.88)] = 1
        level[absent] = -1
        return level

    return Start(name, (0.3, 0.1, 0.2, 0.2, 0.2), (0.8, 0.05, 0.1, 0.04, 0.01), against=EVEN), compare


def _codes(name: str, cells: Sequence[str], close: bool) -> tuple[Start, Compare]:
    """Levels: 0 differs, 1 the first half is the same, or alike, 2 nearly the same, 3 the same."""
    parts = [code_parts(cell) if cell else ("", "") for cell in cells]
    number, _ = _numbered([whole for whole, _ in parts])
    half, _ = _numbered([start for _, start in parts])
    texts = list(dict.fromkeys(whole for whole, _ in parts if whole))

    def compare(left: Places, right: Places) -> Levels:
        same = number[left] == number[right]
        absent = (number[left] < 0) | (number[right] < 0)
        level = np.where(same, 3, np.where(half[left] == half[right], 1, 0)).astype(np.int8)
        if close:
            alike = _alike(texts, number, left, right, ~same & ~absent)
            level[~same & (alike >= 0.85) & (level == 0)] = 1
            level[~same & (alike >= 0.93)] = 2
        level[absent] = -1
        return level

    return Start(name, (0.25, 0.15, 0.1, 0.5), (0.95, 0.04, 0.005, 0.005), against=EVEN), compare


def _sexes(name: str, cells: Sequence[str]) -> tuple[Start, Compare]:
    number, _ = _numbered([sex_of(cell) for cell in cells])

    def compare(left: Places, right: Places) -> Levels:
        level: Levels = (number[left] == number[right]).astype(np.int8)
        level[(number[left] < 0) | (number[right] < 0)] = -1
        return level

    return Start(name, (0.08, 0.92), (0.4, 0.6), against=OTHER_SEX), compare


def sex_of(cell: str) -> str:
    """`m`, `f`, or the first letter of what is written; empty where nothing is."""
    return _SEXES.get(cell.casefold().strip(". "), cell.casefold()[:1])


_SEXES = dict.fromkeys(
    ("m", "male", "man", "м", "муж", "мужской", "мужчина", "ч", "чол", "чоловік", "h", "homme", "ذكر"), "m"
)
_SEXES |= dict.fromkeys(
    ("f", "female", "woman", "w", "ж", "жен", "женский", "женщина", "жінка", "femme", "أنثى", "انثى"), "f"
)


def _numbered(values: Sequence[str]) -> tuple[Places, Floats]:
    """A number for each different value (-1: none), and the share of records with a value that have this one."""
    vocabulary: dict[str, int] = {}
    number = np.asarray(
        [vocabulary.setdefault(value, len(vocabulary)) if value else -1 for value in values], dtype=np.int64
    )
    held = np.bincount(number[number >= 0], minlength=1)
    return number, np.asarray(held[number] / max(1, int((number >= 0).sum())))


def _alike(texts: Sequence[str], number: Places, left: Places, right: Places, wanted: npt.NDArray[np.bool_]) -> Floats:
    """Jaro-Winkler of the texts of the wanted pairs, 0 for the others; each different pair is compared once."""
    from rapidfuzz.distance import JaroWinkler
    from rapidfuzz.process import cpdist

    result = np.zeros(len(left))
    if not wanted.any():
        return result
    key = number[left[wanted]] * len(texts) + number[right[wanted]]
    different, inverse = np.unique(key, return_inverse=True)
    ones = [texts[place] for place in (different // len(texts)).tolist()]
    others = [texts[place] for place in (different % len(texts)).tolist()]
    result[wanted] = np.asarray(cpdist(ones, others, scorer=JaroWinkler.similarity, workers=1))[inverse]
    return result
