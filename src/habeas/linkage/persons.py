"""How many distinct persons the records speak of, with an interval of 90 %: the doubt of the whole partition.

    1 the estimate is the number of groups at the cut
    2 the interval is drawn: a version of the model first (its share of matches, which shifts all evidence, and its
      weights, which stretch it), then each join by its own probability under that version
    3 a few of those who are one person are kept apart by a slip of the pen that looks like a difference, and a few who
      are joined are kin whose difference nobody wrote down: how many, nobody knows, and it is drawn too
    4 rows that differ in nothing that tells people apart (people/indistinct.py) are one person, or as many as there are
      rows: the draws run from the one to the other, all together, for what decides is a habit of the list
    5 rows that name nobody are no evidence of a person more, and are not counted; each may be one, and the upper end
      says so

The interval says how far linkage can be trusted; it says nothing of people on no list (estimation does). Its spreads
were set on the even seeds of bench/_people_judge.py; `python -m bench numbers` prints how often it holds.
"""

from dataclasses import dataclass

import numpy as np

from habeas.linkage.groups import Joins, Judged, bridges

DRAWS = 400
SEED = 20_250_101
SHIFT = 1.5
"""Spread of the log odds of the share of matches."""
STRETCH = 0.25
"""Spread of the logarithm of what all weights are multiplied by."""
SLIPS = 0.06
"""Of the persons with several rows, at most this share more, or less, is one person."""
_LOW, _HIGH = 0.05, 0.95


@dataclass(frozen=True)
class Persons:
    """Distinct persons: estimate, and the ends of a 90 % interval."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class Indistinct:
    """4 `made`: joins that may all be of namesakes, `possible`: joins that nothing speaks for or against."""

    made: float = 0.0
    possible: float = 0.0


NOTHING_INDISTINCT = Indistinct()


def exactly(count: int) -> Persons:
    """Where nothing is in doubt."""
    return Persons(float(count), float(count), float(count))


def persons(
    records: int, found: Joins, judged: Judged, cut: float, unsure: Indistinct | None = None, nobody: int = 0
) -> Persons:
    """The number of persons of these joins, made above the cut. `nobody`: groups of rows that name nobody."""
    told, means = bridges(records, found, judged)
    alone = records - told
    estimate = alone - int((means > cut).sum()) - nobody  # 1
    if estimate <= 0:
        return Persons(float(max(0, estimate)), 0.0, float(max(0, estimate) + nobody))
    rng = np.random.default_rng(SEED)
    doubt = unsure or Indistinct()
    shift, stretch = rng.normal(0.0, SHIFT, DRAWS), np.exp(rng.normal(0.0, STRETCH, DRAWS))
    counts = np.empty(DRAWS)
    for number in range(DRAWS):  # 2
        chance = 1 / (1 + np.exp(-np.clip(stretch[number] * (means - cut) + shift[number], -60, 60)))
        spread = float(np.sqrt((chance * (1 - chance)).sum()))
        joined = float(chance.sum()) + spread * rng.standard_normal()
        joined += rng.uniform(-SLIPS, SLIPS) * (means > cut).sum()  # 3
        joined += rng.uniform() * doubt.possible - rng.uniform() * doubt.made  # 4
        counts[number] = alone - nobody - joined
    low, high = np.quantile(counts, (_LOW, _HIGH))
    low, high = min(low, estimate), min(max(high, estimate) + nobody, alone)  # 5
    return Persons(float(estimate), float(max(1.0, np.floor(low))), float(np.ceil(high)))
