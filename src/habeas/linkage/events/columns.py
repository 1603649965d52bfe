"""Act, time, people and numbers of two reports, as levels of agreement (places: place_pairs.py, one room up).

-1 where one side says nothing, else a level; what each is worth is learned (mixture.py). A wide interval of days is
compatible with much and so proves little: it has a level of its own, as a wide place has.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

from habeas.linkage.events.records import EventRecord
from habeas.linkage.mixture import Compare, Described, Floats, Levels, Places, Start
from habeas.linkage.place_pairs import EventPlaces

RARE = 0.05
"""A type of act of fewer than this share of the records is rare."""
MANY = 5
"""From so many victims on, two reports may name different ones."""
BITS = (6.0, 12.0)
"""Edges of what shared people are worth, in bits by how few records name them."""
_MONTH = 31
_SHORT = 3
_BLOCK = 200_000


def comparisons(records: Sequence[EventRecord], families: Sequence[int]) -> Described:
    """One comparison for each thing a report can say. `families`: number of each record's family, -1 for none."""
    places = EventPlaces([record.place for record in records])
    people, perpetrators = [r.people for r in records], [r.perpetrators for r in records]
    large = np.asarray([max(len(r.people), r.least or 0) >= MANY for r in records], dtype=bool)
    return [
        _acts(records, families),
        _times(records),
        (places.start(), places.compare),
        _individuals("people", people, large),
        _individuals("perpetrators", perpetrators, np.ones(len(records), dtype=bool)),
        _counts(records),
    ]


def _acts(records: Sequence[EventRecord], families: Sequence[int]) -> tuple[Start, Compare]:
    """Levels: 0 one family, 1 one type, 2 one type that is rare. Two families are never compared: they are two
    events."""
    numbers: dict[str, int] = {}
    act = np.asarray([numbers.setdefault(r.act, len(numbers)) if r.act else -1 for r in records], dtype=np.int64)
    family = np.asarray(families, dtype=np.int64)
    held = Counter(act[act >= 0].tolist())
    present = max(1, int((act >= 0).sum()))
    rare = np.asarray([held[number] < RARE * present for number in act.tolist()], dtype=bool)

    def compare(left: Places, right: Places) -> Levels:
        level = np.where(act[left] == act[right], np.where(rare[left], 2, 1), 0).astype(np.int8)
        level[(act[left] < 0) | (act[right] < 0) | (family[left] != family[right])] = -1
        return level

    return Start("act", (0.2, 0.5, 0.3), (0.5, 0.4, 0.1)), compare


def _times(records: Sequence[EventRecord]) -> tuple[Start, Compare]:
    """Levels: 0 further apart than a month, 1 within a month, 2 within a week, 3 compatible but wide, 4 compatible
    within a month, 5 short spans that meet or a day apart, 6 the same day."""
    first = np.asarray([r.earliest or 0 for r in records], dtype=np.int64)
    last = np.asarray([r.latest or 0 for r in records], dtype=np.int64)

    def compare(left: Places, right: Places) -> Levels:
        gap = np.maximum(first[left], first[right]) - np.minimum(last[left], last[right])
        width = np.maximum(last[left] - first[left], last[right] - first[right])
        level = np.zeros(len(left), dtype=np.int8)
        for number, fits in enumerate(
            (
                gap <= _MONTH,
                gap <= 7,
                gap <= 0,
                (gap <= 0) & (width <= _MONTH),
                (gap <= 1) & (width <= _SHORT),
                (gap == 0) & (width == 0),
            ),
            1,
        ):
            level[fits] = number
        level[(first[left] == 0) | (first[right] == 0)] = -1
        return level

    m, u = (0.03, 0.04, 0.06, 0.12, 0.25, 0.15, 0.35), (0.72, 0.1, 0.03, 0.09, 0.04, 0.01, 0.01)
    return Start("time", m, u), compare


def _individuals(name: str, groups: Sequence[frozenset[str]], large: npt.NDArray[np.bool_]) -> tuple[Start, Compare]:
    """Levels: 0 nobody shared, 1 nobody shared of many, then by bits shared (BITS), each first for less than half of
    the smaller group, then for half or more."""
    held = Counter(person for group in groups for person in group)
    place = {person: number for number, person in enumerate(sorted(held))}
    ends = np.cumsum([0, *(len(group) for group in groups)])
    columns = [place[person] for group in groups for person in sorted(group)]
    shape = (len(groups), max(1, len(place)))
    marks = sparse.csr_matrix((np.ones(len(columns)), np.asarray(columns, dtype=np.int64), ends), shape=shape)
    bits = np.log2(max(2, len(groups)) / np.maximum([held[person] for person in place] or [1], 1))
    weighed = sparse.csr_matrix(marks @ sparse.diags(np.maximum(bits, 0.0)))
    size = np.diff(ends)

    def compare(left: Places, right: Places) -> Levels:
        shared, worth = _products(marks, marks, left, right), _products(marks, weighed, left, right)
        half = shared >= 0.5 * np.minimum(size[left], size[right])
        level = np.where(shared > 0, 2 + 2 * np.digitize(worth, BITS) + half, large[left] | large[right])
        return np.where((size[left] == 0) | (size[right] == 0), -1, level).astype(np.int8)

    m, u = (0.12, 0.05, 0.03, 0.1, 0.05, 0.35, 0.05, 0.25), (0.9, 0.06, 0.008, 0.012, 0.005, 0.008, 0.002, 0.005)
    return Start(name, m, u), compare


def _counts(records: Sequence[EventRecord]) -> tuple[Start, Compare]:
    """Levels: 0 more than double, 1 less than that apart, 2 compatible, 3 the same and more than three."""
    known = np.asarray([r.least is not None or r.most is not None for r in records], dtype=bool)
    least = np.asarray([r.least or 0 for r in records], dtype=np.float64)
    most = np.asarray([np.inf if r.most is None else r.most for r in records], dtype=np.float64)

    def compare(left: Places, right: Places) -> Levels:
        low, high = np.maximum(least[left], least[right]), np.minimum(most[left], most[right])
        exact = (least[left] == most[left]) & (least[right] == most[right])
        level = np.where(low <= high, np.where(exact & (low > 3), 3, 2), np.where(low <= 2 * high, 1, 0))
        return np.where(known[left] & known[right], level, -1).astype(np.int8)

    return Start("victims", (0.06, 0.14, 0.6, 0.2), (0.3, 0.2, 0.47, 0.03)), compare


def _products(one: sparse.csr_matrix, other: sparse.csr_matrix, left: Places, right: Places) -> Floats:
    """Product of the rows of each pair, in blocks to bound the memory."""
    found = np.empty(len(left))
    for start in range(0, len(left), _BLOCK):
        part = slice(start, start + _BLOCK)
        found[part] = np.asarray(one[left[part]].multiply(other[right[part]]).sum(axis=1)).ravel()
    return found
