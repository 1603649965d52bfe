"""Which pairs of reports are worth a close look: those that share a person, a place and a time, or an act and a day.

    1 each report gives marks: its people; its days, months and place, alone and two by two; its act with each
    2 a mark weighs as much as it is rare; one that more than MOST_HOLDERS reports bear finds nobody
    3 of the reports that share marks with it, and can be of one event by act (the same family, or unknown) and by time,
      the best NEAREST of each report are kept

Points lie in four grids, each half a cell off the others, so that two points a quarter of a degree apart share a cell.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from math import floor

import numpy as np
import numpy.typing as npt
from scipy import sparse

from habeas.linkage.events.records import APART_DAYS, EventRecord
from habeas.linkage.mixture import Places
from habeas.linkage.place_levels import EventPlace, Level
from habeas.linkage.place_pairs import keys_of

MOST_HOLDERS = 300
NEAREST = 30
_DAYS = 10
"""A longer span has no days, only months."""
_MONTHS = 13
"""A longer span has no months."""
_ROWS = 2_000


def event_candidates(records: Sequence[EventRecord], families: Sequence[int]) -> tuple[Places, Places]:
    """Pairs of rows, left < right, in order of rows."""
    weights = _weights(records, families)
    columns = weights.T.tocsr()
    fits = _Fits(records, families)
    found: list[Places] = []
    for start in range(0, len(records), _ROWS):
        found.append(_best(sparse.csr_matrix(weights[start : start + _ROWS] @ columns), start, fits))
    pairs = np.concatenate(found) if found else np.zeros((0, 2), dtype=np.int64)
    # A pair that only one of the two counts among its best is kept.
    keys = np.unique(pairs.min(axis=1) * len(records) + pairs.max(axis=1))
    return keys // max(1, len(records)), keys % max(1, len(records))


class _Fits:
    """Which pairs can be one event, by the definition alone."""

    def __init__(self, records: Sequence[EventRecord], families: Sequence[int]) -> None:
        self._family = np.asarray(families, dtype=np.int64)
        days = [record.days or (0, 1 << 40) for record in records]
        self._first, self._last = np.asarray(days, dtype=np.int64).reshape(-1, 2).T

    def one_event(self, left: Places, right: Places) -> npt.NDArray[np.bool_]:
        mine, theirs = self._family[left], self._family[right]
        between = np.maximum(self._first[left], self._first[right]) - np.minimum(self._last[left], self._last[right])
        return np.asarray(((mine == theirs) | (mine < 0) | (theirs < 0)) & (between <= APART_DAYS))


def _weights(records: Sequence[EventRecord], families: Sequence[int]) -> sparse.csr_matrix:
    """2 Shape (records, marks), the square root of what sharing the mark is worth; only marks that find somebody."""
    numbers: dict[str, int] = {}
    columns: list[int] = []
    ends = [0]
    for record, family in zip(records, families, strict=True):
        columns += [numbers.setdefault(mark, len(numbers)) for mark in dict.fromkeys(_marks(record, family))]
        ends.append(len(columns))
    shape = (len(records), max(1, len(numbers)))
    held = np.bincount(np.asarray(columns, dtype=np.int64), minlength=shape[1])
    worth = np.where((held > 1) & (held <= MOST_HOLDERS), np.log(max(2, len(records)) / np.maximum(held, 1)), 0.0)
    ones = np.ones(len(columns), dtype=np.float32)
    marks = sparse.csr_matrix((ones, np.asarray(columns, dtype=np.int64), np.asarray(ends)), shape=shape)
    # A mark that all of a small set bear is worth nothing, but must still find them.
    useful = (held > 1) & (held <= MOST_HOLDERS)
    scaled = marks @ sparse.diags(np.sqrt(np.maximum(worth, 1e-3)).astype(np.float32))
    return sparse.csr_matrix(scaled[:, useful])


def _marks(record: EventRecord, family: int) -> Iterator[str]:
    """1 What a report can share with another."""
    days, months = list(_days_of(record)), list(_months_of(record))
    places = list(_places_of(record.place)) if record.place else []
    yield from (f"v:{person}" for person in sorted(record.people))
    yield from (f"o:{one}|{month}" for one in sorted(record.perpetrators) for month in months)
    yield from (f"d:{day}" for day in days)
    yield from (f"l:{place}" for place in places)
    yield from (f"ld:{place}|{day}" for place in places for day in days)
    yield from (f"lm:{place}|{month}" for place in places for month in months)
    if family >= 0:
        yield from (f"fd:{family}|{day}" for day in days)
        yield from (f"fl:{family}|{place}" for place in places)
        yield from (f"flm:{family}|{place}|{month}" for place in places for month in months)


def _days_of(record: EventRecord) -> Iterator[int]:
    """The days of a short span, and one on either side."""
    if record.earliest is not None and record.latest is not None and record.latest - record.earliest <= _DAYS:
        yield from range(record.earliest - 1, record.latest + 2)


def _months_of(record: EventRecord) -> Iterator[int]:
    if record.earliest is not None and record.latest is not None:
        first, last = (date.fromordinal(day) for day in (record.earliest, record.latest))
        start, end = first.year * 12 + first.month, last.year * 12 + last.month
        if end - start < _MONTHS:
            yield from range(start, end + 1)


def _places_of(place: EventPlace) -> Iterator[str]:
    if place.level <= Level.DISTRICT:
        yield from sorted(keys_of(place))
        yield from (f"#{outer}" for outer in place.within)
        if place.latitude is not None and place.longitude is not None:
            for north in (0.0, 0.5):
                for east in (0.0, 0.5):
                    cell = floor(place.latitude * 2 + north), floor(place.longitude * 2 + east)
                    yield f"{north}{east}@{cell[0]},{cell[1]}"


def _best(shared: sparse.csr_matrix, start: int, fits: _Fits) -> Places:
    """3 The NEAREST of each row of a block, as pairs; shape (pairs, 2)."""
    row_of = np.repeat(np.arange(shared.shape[0], dtype=np.int64), np.diff(shared.indptr))
    other = shared.indices.astype(np.int64)
    kept = (row_of + start != other) & fits.one_event(row_of + start, other)
    row_of, other, values = row_of[kept], other[kept], shared.data[kept]
    order = np.lexsort((other, -values, row_of))
    rows = row_of[order]
    rank = np.arange(len(order)) - np.searchsorted(rows, np.arange(shared.shape[0]))[rows]
    best = order[rank < NEAREST]
    return np.column_stack((row_of[best] + start, other[best])).astype(np.int64)
