"""Comparisons that repeat each other, made one.

A mixture counts every comparison as evidence of its own. Where two say the same twice (a postcode lies in its town, an
e-mail is made of a name), strangers from one town look like one person. Such pairs of comparisons are found and fused:

    1 for each pair of comparisons, strangers are those whom all *other* comparisons call strangers
    2 the two are dependent where strangers agree in both far more often (LIFT) than chance would have it
    3 the most dependent pair becomes one comparison, whose levels are all combinations; then the next
"""

from collections.abc import Sequence
from itertools import combinations, product

import numpy as np

from habeas.linkage.mixture import Counted, Floats, Levels, Mixture, Start, distinct, without

LIFT = 3.0
"""How many times more often than by chance strangers must agree in both."""
LEAST = 30.0
"""Strangers that agree in both, at least, in the whole space."""
MOST_LEVELS = 120
_NULL = 0.25
"""Usual share of pairs with nothing to compare, the same in both kinds."""


def dependent(candidates: Counted, strangers: Levels, model: Mixture, rest: float) -> tuple[int, int] | None:
    """The two comparisons that strangers agree in together most above chance; None where none does.

    `rest`: how many pairs the sample of strangers stands for.
    """
    best, found = LIFT, None
    pairs = candidates.pairs
    sample, even = distinct(strangers)
    even = even * (rest / max(1, len(strangers)))
    for one, other in combinations(range(len(model.m)), 2):
        if (len(model.m[one]) + 1) * (len(model.m[other]) + 1) > MOST_LEVELS:
            continue
        odds = without(model, pairs, (one, other))
        apart = candidates.counts / (1 + np.exp(np.clip(odds, -60, 60)))  # 1
        for agreed in product((1, 2), (1, 2)):  # agreement may begin at "alike" or only at "the same"
            table = _table(pairs.levels, one, other, agreed, apart) + _table(sample, one, other, agreed, even)
            if (lift := _lift(table)) > best:
                best, found = lift, (one, other)
    return found


def _table(levels: Levels, one: int, other: int, agreed: tuple[int, int], weight: Floats) -> Floats:
    """[[neither, only the other], [only the one, both]] agree, of pairs where both have something to compare."""
    present = (levels[:, one] >= 0) & (levels[:, other] >= 0)
    cell = (levels[present, one] >= agreed[0]) * 2 + (levels[present, other] >= agreed[1])
    return np.asarray(np.bincount(cell, weights=weight[present], minlength=4).reshape(2, 2), dtype=np.float64)


def _lift(table: Floats) -> float:
    """2 How many times more agree in both than by chance; 0 where too few do."""
    both, total = float(table[1, 1]), float(table.sum())
    expected = float(table[1].sum()) * float(table[:, 1].sum()) / max(total, 1e-9)
    return both / max(expected, 1e-9) if both >= LEAST else 0.0


def fused_start(one: Start, other: Start) -> Start:
    """3 What is usual for all combinations of two comparisons' levels; the last of each is: nothing to compare."""
    return Start(f"{one.name} & {other.name}", _outer(one.m, other.m), _outer(one.u, other.u))


def _outer(one: Sequence[float], other: Sequence[float]) -> tuple[float, ...]:
    wide = np.append(np.asarray(one) * (1 - _NULL), _NULL), np.append(np.asarray(other) * (1 - _NULL), _NULL)
    every = np.outer(*wide).ravel()
    return tuple((every / every.sum()).tolist())


def fused_levels(levels: Levels, one: int, other: int, sizes: tuple[int, int]) -> Levels:
    """The columns without these two, and their combination at the end; -1 where neither can be compared."""
    a, b = levels[:, one].astype(np.int16), levels[:, other].astype(np.int16)
    a_level, b_level = np.where(a < 0, sizes[0], a), np.where(b < 0, sizes[1], b)
    both = np.where((a < 0) & (b < 0), -1, a_level * (sizes[1] + 1) + b_level)
    kept = np.delete(levels, (one, other), axis=1)
    return np.column_stack((kept, both.astype(np.int8)))
