"""Pairs -> people: hierarchical clustering by the mean evidence between two groups.

Joining whatever one strong pair connects makes one person of thousands; asking for strong evidence first makes several
of one. Here two groups are one person where the pairs between them say so on average:

    1 records that no chain of pairs above the floor connects never meet: each such part is a problem of its own, and
      what is found in it depends on nothing outside it
    2 every record is a group of its own; judgements are evidence that outweighs all other
    3 the two groups with the highest mean evidence are joined, down to a floor
    4 a pair that was no candidate counts as ABSENT: mildly against the join
    5 a pair judged not the same keeps its two groups apart for good; so does what constraints.py says

What each join rests on is kept: it says how sure the number of persons is (persons.py). Time: the number of candidates
times the logarithm of those in one part; memory: a few numbers for each pair inside the parts.
"""

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

from habeas.linkage.constraints import Constraint
from habeas.linkage.mixture import Floats, Places

ABSENT = -1.0
"""What a pair that was no candidate counts, below the floor."""
MOST = 12.0
"""No single pair outweighs more than this many others that disagree."""
Join = tuple[int, int, float, tuple[int, int]]
"""A row of each side, the mean evidence, the records on each side."""


@dataclass(frozen=True)
class Tree:
    """Every join that was made. `joined`: shape (joins, 2), a row of each side. `means`: its mean evidence,
    shape (joins,). `sizes`: records on each side, shape (joins, 2)."""

    records: int
    joined: Places
    means: Floats
    sizes: Places

    def labels(self, cut: float = -math.inf) -> Places:
        """Who is one person when joins above this mean are made; shape (records,), numbered by first appearance."""
        one, other = self.joined[self.means > cut].T
        return _first_seen(_connected(self.records, one, other))

    def count(self, cut: float = -math.inf) -> int:
        """How many persons that makes."""
        return self.records - int((self.means > cut).sum())


class Limits:
    """5 Whether two groups, each named by a row of it, must stay two; kept up to date while groups grow."""

    def __init__(self, foes: dict[int, set[int]], constraint: Constraint | None) -> None:
        self._foes, self._constraint = foes, constraint

    def forbid(self, a: int, b: int) -> bool:
        return b in self._foes.get(a, ()) or (self._constraint is not None and self._constraint.forbids(a, b))

    def join(self, a: int, b: int) -> None:
        """The group of b is now part of the group of a."""
        _join_foes(self._foes, a, b)
        if self._constraint is not None:
            self._constraint.join(a, b)


def grow(
    records: int,
    left: Places,
    right: Places,
    evidence: Floats,
    *,
    floor: float = 0.0,
    apart: Iterable[tuple[int, int]] = (),
    constraint: Constraint | None = None,
    sizes: Sequence[int] | None = None,
) -> Tree:
    """Groups of the rows 0..records-1, joined down to `floor`. `evidence`: log odds of each pair (left, right).

    `constraint` is used up: make one for each tree. `sizes`: where a row stands for several records already, how many;
    its pairs are then given several times. Joins are in order within a part.
    """
    clipped = np.clip(evidence, -MOST, MOST)
    part = _parts(records, left, right, clipped > floor)  # 1
    inside = np.flatnonzero(part[left] == part[right])
    order = inside[np.argsort(part[left[inside]], kind="stable")]
    bounds = np.flatnonzero(np.diff(part[left[order]], prepend=-1, append=-1))
    limits = Limits(_foes(apart), constraint)
    joins: list[Join] = []
    several = np.repeat(np.diff(bounds) > 1, np.diff(bounds))
    if sizes is None:  # most parts of a long list are two records
        pairs = order[~several]
        joins += [
            (a, b, value, (1, 1))
            for a, b, value in zip(left[pairs].tolist(), right[pairs].tolist(), clipped[pairs].tolist(), strict=True)
            if not limits.forbid(a, b)
        ]
        order = order[several]
        bounds = np.flatnonzero(np.diff(part[left[order]], prepend=-1, append=-1))
    rows = list(zip(left[order].tolist(), right[order].tolist(), clipped[order].tolist(), strict=True))
    for start, end in pairwise(bounds.tolist()):
        _grow_part(rows[start:end], floor, limits, joins, sizes)
    joined = np.asarray([(a, b) for a, b, *_ in joins], dtype=np.int64).reshape(-1, 2)
    sides = np.asarray([pair for *_, pair in joins], dtype=np.int64).reshape(-1, 2)
    return Tree(records, joined, np.asarray([mean for _, _, mean, _ in joins], dtype=np.float64), sides)


def _parts(records: int, left: Places, right: Places, strong: npt.NDArray[np.bool_]) -> Places:
    """1 The part of each record: what pairs above the floor connect. The mean of pairs below it is never above it."""
    return _connected(records, left[strong], right[strong])


def _connected(records: int, left: Places, right: Places) -> Places:
    graph = sparse.coo_matrix((np.ones(len(left), dtype=np.int8), (left, right)), shape=(records, records))
    return np.asarray(csgraph.connected_components(graph, directed=False)[1], dtype=np.int64)


def _first_seen(labels: Places) -> Places:
    """The same labels, numbered by first appearance."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    return np.asarray(np.argsort(np.argsort(first))[inverse], dtype=np.int64)


def _grow_part(
    pairs: Sequence[tuple[int, int, float]],
    floor: float,
    limits: Limits,
    joins: list[Join],
    sizes: Sequence[int] | None,
) -> None:
    """2 to 5 for the records of one part, given by its pairs; what is joined is added to `joins`."""
    near: dict[int, dict[int, tuple[float, int]]] = {}
    for a, b, value in pairs:
        total, known = near.setdefault(a, {}).get(b, (0.0, 0))
        near[a][b] = near.setdefault(b, {})[a] = (total + value, known + 1)
    absent = floor + ABSENT
    size = dict.fromkeys(near, 1) if sizes is None else {row: sizes[row] for row in near}
    version = dict.fromkeys(near, 0)
    queue = [
        (-mean, a, b, 0, 0)
        for a, others in near.items()
        for b, (total, known) in others.items()
        if a < b and (mean := _mean(total, known, size[a] * size[b], absent)) > floor
    ]
    heapq.heapify(queue)
    while queue:
        value, a, b, at_a, at_b = heapq.heappop(queue)
        if version.get(a) != at_a or version.get(b) != at_b or limits.forbid(a, b):
            continue
        joins.append((a, b, -value, (size[a], size[b])))
        if len(near[a]) < len(near[b]):
            a, b = b, a
        _join(near, a, b)
        limits.join(a, b)
        del version[b]
        version[a] += 1
        size[a] += size[b]
        for other, (total, known) in near[a].items():
            mean = _mean(total, known, size[a] * size[other], absent)
            if mean > floor:
                heapq.heappush(queue, (-mean, a, other, version[a], version[other]))


def _mean(total: float, known: int, possible: int, absent: float) -> float:
    """4 Mean evidence of all possible pairs between two groups, of which some are known."""
    return (total + absent * (possible - known)) / possible


def _join(near: dict[int, dict[int, tuple[float, int]]], a: int, b: int) -> None:
    """What is known of b's pairs is added to a's."""
    mine = near[a]
    mine.pop(b, None)
    for other, (total, known) in near.pop(b).items():
        if other == a:
            continue
        before = mine.get(other, (0.0, 0))
        both = (before[0] + total, before[1] + known)
        mine[other] = both
        theirs = near[other]
        theirs.pop(b, None)
        theirs[a] = both


def _foes(apart: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    foes: dict[int, set[int]] = {}
    for a, b in apart:
        foes.setdefault(a, set()).add(b)
        foes.setdefault(b, set()).add(a)
    return foes


def _join_foes(foes: dict[int, set[int]], a: int, b: int) -> None:
    for foe in foes.pop(b, set()):
        foes.setdefault(a, set()).add(foe)
        foes[foe].discard(b)
        foes[foe].add(a)
