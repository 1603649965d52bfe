"""How many distinct persons the records speak of, with an interval of 90 %.

    1 the estimate is the number of groups at the cut
    2 what makes it wrong is less chance than the model: evidence that is too weak or too strong everywhere. The ends
      are the numbers of groups where joins are made more freely, and less freely, by a fixed amount of log odds
    3 joins between the two may be right or wrong each by itself: a spread of the square root of their number
    4 rows that name nobody are no evidence of a person more, and are not counted

The interval says how far linkage can be trusted; it says nothing of people on no list (estimation does). It was
checked, not derived: bench/linkage.py prints for each set with known persons whether the true number lies inside.
"""

from dataclasses import dataclass

from habeas.linkage.clustering import Tree

_NORMAL = 1.645


@dataclass(frozen=True)
class Persons:
    """Distinct persons: estimate, and the ends of a 90 % interval."""

    estimate: float
    low: float
    high: float


def persons(tree: Tree, loose: Tree, strict: float, nobody: int = 0) -> Persons:
    """The number of persons of a tree grown to the cut. `loose`: the tree grown further; `strict`: a higher cut.
    `nobody`: groups of rows that name nobody."""
    estimate, freely, strictly = (count - nobody for count in (tree.count(), loose.count(), tree.count(strict)))  # 4
    return interval(estimate, freely, strictly, tree.records - nobody)


def interval(estimate: int, freely: int, strictly: int, records: int) -> Persons:
    """From the number of groups at the cut (1), below it and above it (2), and of records."""
    fewest, most = min(freely, estimate), max(strictly, estimate)
    spread = _NORMAL * float(most - fewest) ** 0.5 / 2  # 3
    least = 1.0 if records else 0.0
    return Persons(float(estimate), max(least, fewest - spread), min(float(records), most + spread))
