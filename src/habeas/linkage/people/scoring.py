"""How likely each candidate is of one person.

1 the candidates, and a random sample of all pairs, are described by the same comparisons
2 a mixture is fitted to both (mixture.py)
3 comparisons that repeat each other are fused, and it is fitted again (dependence.py)
4 each candidate gets its evidence in bits and its log odds
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from habeas.linkage.mixture import Described, Floats, Levels, Mixture, Pairs, Places, Start, counted, fit
from habeas.linkage.people.columns import comparisons
from habeas.linkage.people.dependence import dependent, fused_levels, fused_start
from habeas.linkage.people.name_pairs import NamePairs
from habeas.linkage.people.place_cells import LookUp, place_comparison
from habeas.linkage.people.records import Kind, Records

SAMPLE = 200_000
"""Random pairs that stand for all pairs that are no candidates."""
SEED = 20_250_101


@dataclass(frozen=True)
class Scores:
    """Each candidate's evidence (bits) and log odds (natural), shape (pairs,), and the model they come from."""

    weight: Floats
    log_odds: Floats
    model: Mixture
    levels: Levels
    fused: tuple[tuple[int, int], ...] = ()
    """Comparisons that were made one, by their places at that time, in order."""


def close_comparisons(records: Records, gazetteer: LookUp | None = None) -> Described:
    """All comparisons of the second pass: names closely, every other column, nearness included. `gazetteer`: what a
    folded place name may be; with it places are compared by level and distance (place_cells.py)."""
    found = comparisons(records, close=True)
    if gazetteer is not None:
        found = [
            place_comparison(start.name, records.cells[start.name], gazetteer)
            if records.kinds.get(start.name) is Kind.PLACE
            else (start, compare)
            for start, compare in found
        ]
    if any(kind is Kind.NAME for kind in records.kinds.values()):
        names = NamePairs(records.full_names())
        found.insert(0, (names.start(), names.compare))
    return found


def score(records: Records, left: Places, right: Places, described: Described, judged: Levels | None = None) -> Scores:
    """Scores of the pairs (left, right), rows of `records`."""
    sample = _sample(len(records), left, right)
    levels = describe(described, left, right)  # 1
    strangers = describe(described, *sample)
    groups, space = groups_of_pairs(records, left, right)
    short = counted(Pairs(levels, groups), judged)
    starts = [start for start, _ in described]
    model = fit(short, strangers, starts, space, len(records))  # 2
    rest = max(0.0, float(space.sum()) - len(left))
    every: list[tuple[int, int]] = []
    while (found := dependent(short, strangers, model, rest)) is not None:  # 3
        every.append(found)
        fuse = partial(fused_levels, one=found[0], other=found[1], sizes=_sizes(starts, found))
        levels, strangers = fuse(levels), fuse(strangers)
        short = counted(Pairs(fuse(short.pairs.levels), short.pairs.groups), short.told, short.counts)
        fused = fused_start(starts[found[0]], starts[found[1]])
        starts = [start for k, start in enumerate(starts) if k not in found] + [fused]
        model = fit(short, strangers, starts, space, len(records))
    return Scores(model.weights(levels), model.log_odds(Pairs(levels, groups)), model, levels, tuple(every))  # 4


def _sizes(starts: Sequence[Start], found: tuple[int, int]) -> tuple[int, int]:
    return len(starts[found[0]].m), len(starts[found[1]].m)


def describe(described: Described, left: Places, right: Places) -> Levels:
    """Levels of each pair, shape (pairs, comparisons)."""
    columns = [compare(left, right) for _, compare in described]
    return np.column_stack(columns) if columns else np.zeros((len(left), 0), dtype=np.int8)


def _sample(count: int, left: Places, right: Places) -> tuple[Places, Places]:
    """Random pairs that are no candidates; the same for the same candidates."""
    rng = np.random.default_rng(SEED)
    one, other = rng.integers(0, count, SAMPLE), rng.integers(0, count, SAMPLE)
    if count * (count - 1) // 2 <= SAMPLE:
        one, other = np.triu_indices(count, 1)
    low, high = np.minimum(one, other), np.maximum(one, other)
    outside = (low < high) & ~_among(low * count + high, left * count + right)
    return low[outside].astype(np.int64), high[outside].astype(np.int64)


def _among(keys: Places, known: Places) -> npt.NDArray[np.bool_]:
    """Which keys are among the known. (A search in what is sorted: far cheaper here than numpy's isin.)"""
    ordered = np.sort(known)
    if len(ordered) == 0:
        return np.zeros(len(keys), dtype=bool)
    place = np.searchsorted(ordered, keys)
    return np.asarray(ordered[np.minimum(place, len(ordered) - 1)] == keys)


def groups_of_pairs(records: Records, left: Places, right: Places) -> tuple[Places, Floats]:
    """Group of each pair (0 one list, 1 two lists) and how many pairs each group has in all."""
    sizes = np.bincount(np.asarray(records.file_of, dtype=np.int64)).astype(np.float64)
    within = float((sizes * (sizes - 1) / 2).sum())
    every = len(records) * (len(records) - 1) / 2
    return group_of_pairs(records, left, right), np.asarray([within, every - within])


def group_of_pairs(records: Records, left: Places, right: Places) -> Places:
    """0: both records are of one list; 1: of two."""
    file_of = np.asarray(records.file_of, dtype=np.int64)
    return np.asarray(file_of[left] != file_of[right], dtype=np.int64)
