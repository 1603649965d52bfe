"""How many distinct persons the records speak of, with an interval of 90 %.

Every join of the tree is right with a chance that its mean evidence says. The number of persons is the number of
records less the joins that are right; its expectation is the estimate.

    1 chances of single joins give a spread of their own, small: they are many
    2 what is larger is doubt about the model: evidence that is too weak or too strong by some amount everywhere. The
      ends of the interval are the numbers at evidence shifted by SLACK either way
    3 both are joined

The interval says how far linkage can be trusted; it says nothing of people on no list (estimation does).
"""

from dataclasses import dataclass

import numpy as np

from habeas.linkage.clustering import Tree
from habeas.linkage.mixture import Floats

SLACK = (3.0, 1.5)
"""Natural log odds: by how much the evidence may be too weak, and too strong."""
_NORMAL = 1.645


@dataclass(frozen=True)
class Persons:
    """Distinct persons: estimate, and the ends of a 90 % interval."""

    estimate: float
    low: float
    high: float


def persons(tree: Tree) -> Persons:
    """The number of persons behind the records of a tree."""
    chance = _chance(tree.means)
    spread = _NORMAL * float(np.sqrt((chance * (1 - chance)).sum()))  # 1
    middle = tree.records - float(chance.sum())
    low = tree.records - float(_chance(tree.means + SLACK[0]).sum())  # 2
    high = tree.records - float(_chance(tree.means - SLACK[1]).sum())
    least = 1.0 if tree.records else 0.0
    return Persons(  # 3
        middle,
        max(least, middle - float(np.hypot(middle - low, spread))),
        min(float(tree.records), middle + float(np.hypot(high - middle, spread))),
    )


def _chance(means: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-means)))
