"""Pairs -> people: hierarchical clustering by the mean evidence between two groups.

Joining whatever one strong pair connects makes one person of thousands; asking for strong evidence first makes several
of one. Here two groups are one person where the pairs between them say so on average:

    1 every record is a group of its own; judgements are evidence that outweighs all other
    2 the two groups with the highest mean evidence are joined, down to a floor
    3 a pair that was no candidate counts as ABSENT: mildly against the join
    4 a pair judged not the same keeps its two groups apart for good; so does what constraints.py says

The order of joins is kept: what each rests on says how sure the number of persons is (persons.py). Time: the number of
candidates times the logarithm of it; memory: a few numbers for each candidate.
"""

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from habeas.linkage.constraints import Constraint
from habeas.linkage.mixture import Floats, Places

ABSENT = -1.0
"""What a pair that was no candidate counts, below the floor."""
MOST = 12.0
"""No single pair outweighs more than this many others that disagree."""


@dataclass(frozen=True)
class Tree:
    """Every join that was made, in order. `joined`: shape (joins, 2), a row of each side. `means`: its mean evidence,
    shape (joins,). `sizes`: records on each side, shape (joins, 2)."""

    records: int
    joined: Places
    means: Floats
    sizes: Places

    def labels(self, cut: float = -math.inf) -> Places:
        """Who is one person when joins above this mean are made; shape (records,), numbered by first appearance."""
        parent = list(range(self.records))
        for (a, b), mean in zip(self.joined.tolist(), self.means.tolist(), strict=True):
            if mean > cut:
                parent[_root(parent, b)] = _root(parent, a)
        return _labels(parent)

    def count(self, cut: float = -math.inf) -> int:
        """How many persons that makes."""
        return self.records - int((self.means > cut).sum())


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
    its pairs are then given several times.
    """
    clipped = np.clip(evidence, -MOST, MOST)
    near: list[dict[int, tuple[float, int]]] = [{} for _ in range(records)]
    for a, b, value in zip(left.tolist(), right.tolist(), clipped.tolist(), strict=True):
        total, known = near[a].get(b, (0.0, 0))
        near[a][b] = near[b][a] = (total + value, known + 1)
    absent = floor + ABSENT
    foes = _foes(apart)
    size = [1] * records if sizes is None else list(sizes)
    parent = list(range(records))
    version = [0] * records
    queue = [
        (-mean, a, b, 0, 0)
        for a, others in enumerate(near)
        for b, (total, known) in others.items()
        if a < b and (mean := (total + absent * (size[a] * size[b] - known)) / (size[a] * size[b])) > floor
    ]
    heapq.heapify(queue)
    joined: list[tuple[int, int]] = []
    means: list[float] = []
    joined_sizes: list[tuple[int, int]] = []
    while queue:
        value, a, b, at_a, at_b = heapq.heappop(queue)
        if parent[a] != a or parent[b] != b or version[a] != at_a or version[b] != at_b:
            continue
        if b in foes.get(a, ()) or (constraint is not None and constraint.forbids(a, b)):
            continue
        joined.append((a, b))
        means.append(-value)
        joined_sizes.append((size[a], size[b]))
        if len(near[a]) < len(near[b]):
            a, b = b, a
        _join(near, a, b)
        _join_foes(foes, a, b)
        if constraint is not None:
            constraint.join(a, b)
        parent[b] = a
        version[a] += 1
        size[a] += size[b]
        for other, (total, known) in near[a].items():
            pairs = size[a] * size[other]
            mean = (total + absent * (pairs - known)) / pairs
            if mean > floor:
                heapq.heappush(queue, (-mean, a, other, version[a], version[other]))
    return Tree(
        records,
        np.asarray(joined, dtype=np.int64).reshape(-1, 2),
        np.asarray(means),
        np.asarray(joined_sizes).reshape(-1, 2),
    )


def _join(near: list[dict[int, tuple[float, int]]], a: int, b: int) -> None:
    """What is known of b's pairs is added to a's."""
    mine = near[a]
    mine.pop(b, None)
    for other, (total, known) in near[b].items():
        if other == a:
            continue
        before = mine.get(other, (0.0, 0))
        both = (before[0] + total, before[1] + known)
        mine[other] = both
        theirs = near[other]
        theirs.pop(b, None)
        theirs[a] = both
    near[b] = {}


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


def _labels(parent: list[int]) -> Places:
    numbers: dict[int, int] = {}
    labels = []
    for row in range(len(parent)):
        labels.append(numbers.setdefault(_root(parent, row), len(numbers)))
    return np.asarray(labels, dtype=np.int64)


def _root(parent: list[int], row: int) -> int:
    while parent[row] != row:
        parent[row] = parent[parent[row]]
        row = parent[row]
    return row
