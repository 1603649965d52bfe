"""Joins + judgements -> who is one person now, at any cut.

A run ends with joins: two records, and the mean evidence on which their groups were joined. They are kept, so that
what a person decides afterwards takes hold at once, and so that an analyst without a name can draw other versions of
who is who.

    1 the records that a person judged the same are together
    2 the joins above the cut are made, the strongest first
    3 ... but none that would bring two records together that were judged not the same

Without judgements this gives the groups of the run itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from habeas.linkage.clustering import Tree
from habeas.linkage.mixture import Floats, Places

HAIR = 1.0
"""Natural log odds."""
_JUST = 0.001
Judged = Sequence[tuple[int, int, bool]]
"""(row, row, the same person) of judgements that bind."""


@dataclass(frozen=True)
class Joins:
    """Joins of a run, the strongest first. `one`, `other`: rows, shape (joins,). `mean`: natural log odds, (joins,)."""

    one: Places
    other: Places
    mean: Floats

    def __len__(self) -> int:
        return len(self.one)


def joins_of(tree: Tree, loose: Tree, cut: float) -> Joins:
    """The joins of the tree; then those of the looser one that bring together what the tree leaves apart.

    The looser tree was grown with other weights for absent pairs: where the two disagree about what is one person at
    the cut, the tree holds.
    """
    sets = _Sets(tree.records)
    pairs = [(a, b, mean) for (a, b), mean in zip(tree.joined.tolist(), tree.means.tolist(), strict=True) if mean > cut]
    for a, b, _ in pairs:
        sets.join(a, b)
    for (a, b), mean in zip(loose.joined.tolist(), loose.means.tolist(), strict=True):
        if sets.join(a, b):
            pairs.append((a, b, min(mean, cut)))
    return joins(pairs)


def joins(pairs: Iterable[tuple[int, int, float]]) -> Joins:
    """(row, row, mean) in any order; of equal strength they stay in the order given."""
    ordered = sorted(pairs, key=lambda pair: -pair[2])
    return Joins(
        np.asarray([pair[0] for pair in ordered], dtype=np.int64),
        np.asarray([pair[1] for pair in ordered], dtype=np.int64),
        np.asarray([pair[2] for pair in ordered], dtype=np.float64),
    )


def steadied(found: Joins, before: Sequence[str | None], cut: float) -> Joins:
    """What hangs by a HAIR stays as it was: a few new records must not turn people into others.

    `before`: the person of each row in the run before, None for a new record. A join whose evidence is that near the
    cut is put on the side of it that the run before took; its distance from other cuts, and so the doubt, stays.
    """
    was = [(before[one], before[other]) for one, other in zip(found.one.tolist(), found.other.tolist(), strict=True)]
    known = np.asarray([None not in pair for pair in was], dtype=bool) & (np.abs(found.mean - cut) < HAIR)
    together = np.asarray([one == other for one, other in was], dtype=bool)
    mean = np.where(known & together, np.maximum(found.mean, cut + _JUST), found.mean)
    mean = np.where(known & ~together, np.minimum(mean, cut), mean)
    return joins(zip(found.one.tolist(), found.other.tolist(), mean.tolist(), strict=True))


def settle(records: int, found: Joins, judged: Judged, cut: float) -> Places:
    """The person of each record; shape (records,), numbered by first appearance."""
    sets = _Sets(records)
    for one, other, same in judged:
        if same:
            sets.join(one, other)  # 1
    sets.keep_apart((one, other) for one, other, same in judged if not same)
    for one, other, mean in zip(found.one.tolist(), found.other.tolist(), found.mean.tolist(), strict=True):
        if mean <= cut:
            break
        sets.join(one, other)  # 2, 3
    return sets.labels()


def bridges(records: int, found: Joins, judged: Judged) -> tuple[int, Floats]:
    """(how many groups judgements alone brought together, the means of the joins that bring two groups together)."""
    sets = _Sets(records)
    told = sum(sets.join(one, other) for one, other, same in judged if same)
    sets.keep_apart((one, other) for one, other, same in judged if not same)
    rows = zip(found.one.tolist(), found.other.tolist(), found.mean.tolist(), strict=True)
    return told, np.asarray([mean for one, other, mean in rows if sets.join(one, other)], dtype=np.float64)


def redrawn(found: Joins, cut: float, shift: float, stretch: float, rng: np.random.Generator) -> Joins:
    """One version of the joins under one version of the model: each is made by its own probability (persons.py), and
    then lies above the cut. `shift`: log odds; `stretch`: what all evidence is multiplied by."""
    noise = rng.logistic(0.0, 1.0, len(found))
    mean = cut + stretch * (found.mean - cut) + shift + noise
    return joins(zip(found.one.tolist(), found.other.tolist(), mean.tolist(), strict=True))


class _Sets:
    """Disjoint sets of rows, some of which must never meet."""

    def __init__(self, records: int) -> None:
        self._parent = list(range(records))
        self._size = [1] * records
        self._foes: dict[int, set[int]] = {}

    def root(self, row: int) -> int:
        parent = self._parent
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    def join(self, one: int, other: int) -> bool:
        """Whether two sets became one: not where they were one already, or must stay apart."""
        a, b = self.root(one), self.root(other)
        if a == b or b in self._foes.get(a, ()):
            return False
        if self._size[a] < self._size[b]:
            a, b = b, a
        self._parent[b] = a
        self._size[a] += self._size[b]
        for foe in self._foes.pop(b, set()):
            self._foes.setdefault(a, set()).add(foe)
            self._foes[foe].discard(b)
            self._foes[foe].add(a)
        return True

    def keep_apart(self, pairs: Iterable[tuple[int, int]]) -> None:
        for one, other in pairs:
            a, b = self.root(one), self.root(other)
            if a != b:  # judgements that contradict each other bind nothing (judgements.py)
                self._foes.setdefault(a, set()).add(b)
                self._foes.setdefault(b, set()).add(a)

    def labels(self) -> Places:
        numbers: dict[int, int] = {}
        roots = map(self.root, range(len(self._parent)))
        return np.fromiter((numbers.setdefault(root, len(numbers)) for root in roots), dtype=np.int64)


def groups_of(labels: Places) -> list[list[int]]:
    """The rows of each person, in order."""
    found: list[list[int]] = [[] for _ in range(int(labels.max(initial=-1)) + 1)]
    for row, label in enumerate(labels.tolist()):
        found[label].append(row)
    return found
