"""Lists that are no look of their own: one that lies inside another, or two that are nearly one.

A list made from another says nothing about whom the other missed; counted as independent it makes the estimate far too
low, modelled as dependent it leaves one list fewer. What is asked of each pair: would chance have done this? Among
people on some third list, the share on the larger list says how many of the smaller it would hold by chance.
"""

from dataclasses import dataclass

import numpy as np

from habeas.estimation.capture_histories import CaptureHistories

CHANCE = 1e-4
"""Probability below which an overlap is no chance."""
NEARLY = 0.9
"""Share of the smaller list on the larger from which it is said to lie inside."""
LEAST = 5
"""People on a list below which nothing is said of it."""


@dataclass(frozen=True)
class Copy:
    """Columns from 0: `small` lies inside `large`; `same`: they are nearly one. `shared` people of `of`."""

    small: int
    large: int
    shared: int
    of: int
    same: bool


def copies(histories: CaptureHistories) -> tuple[Copy, ...]:
    """Every list that lies inside another beyond chance, at most once, beside the list it overlaps most."""
    sizes, overlaps = histories.list_sizes(), histories.overlaps()
    found = []
    taken: set[int] = set()
    for small in np.argsort(sizes, kind="stable").tolist():
        others = [j for j in range(histories.list_count) if j != small and j not in taken]
        if sizes[small] < LEAST or not others:
            continue
        large = max(others, key=lambda j: int(overlaps[small, j]))
        shared, size = int(overlaps[small, large]), int(sizes[small])
        if sizes[large] >= size and shared >= NEARLY * size and _chance(histories, small, large, shared) < CHANCE:
            found.append(Copy(small, large, shared, size, same=shared >= NEARLY * int(sizes[large])))
            taken.add(small)
    return tuple(found)


def _chance(histories: CaptureHistories, small: int, large: int, shared: int) -> float:
    """How likely so many of the small list were on the large by chance."""
    from scipy.stats import binom

    marks, counts = histories.marks().astype(bool), histories.counts
    third = np.delete(marks, [small, large], axis=1).any(axis=1)
    seen = int(counts[third].sum())
    on_large = int(counts[third & marks[:, large]].sum())
    share = (on_large + 1) / (seen + 2) if seen else int(histories.list_sizes()[large]) / histories.n
    return float(binom.sf(shared - 1, int(histories.list_sizes()[small]), min(share, 1.0)))
