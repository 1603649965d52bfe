"""Tables in; pairs with their evidence, groups of records that are one person, and the number of persons out.

    1 candidates: which pairs are worth a close look (candidates.py)
    2 scores: how likely each is of one person (scoring.py); for long lists Splink does both (engines.py)
    3 the tree of joins, down to a cut that depends on how many records a person has (clustering.py)
    4 the number of persons with its interval (persons.py)

Pure: no vault, no clock in the result, no randomness that is not fixed by the records. Judgements are given as pairs
of rows and bind: the same stay together, the others apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from habeas.linkage.candidates import BUDGET, Candidates, candidates
from habeas.linkage.clustering import Tree, grow
from habeas.linkage.engines import Engine, by_splink, chosen
from habeas.linkage.mixture import Floats, Levels, Mixture, Places
from habeas.linkage.persons import Persons, persons
from habeas.linkage.records import Records
from habeas.linkage.scoring import Described, close_comparisons, score
from habeas.settings import SparkPlace

CUT_SLOPE = 1.5
"""How far the cut goes below even evidence with each doubling of the records of a person."""
STICKY = 4.0
"""Log odds by which the groups of the run before hold."""
SLACK = 2.5
"""Log odds by which the cut may be wrong either way: the ends of the interval of persons."""


@dataclass(frozen=True)
class Linked:
    """What linkage found. Pairs are rows of the records, left < right; arrays have one element a pair."""

    left: Places
    right: Places
    weight: Floats
    """Bits for (above 0) or against one person."""
    probability: Floats
    labels: Places
    """Person of each record, numbered by first appearance."""
    persons: Persons
    tree: Tree
    """Grown to the cut."""
    loose: Tree
    """Grown further: what the doubt about the cut is drawn from (replicates.py)."""
    cut: float
    model: Mixture | None


def link(
    records: Records,
    *,
    budget: float = BUDGET,
    judged: Sequence[tuple[int, int, bool]] = (),
    before: Sequence[str | None] | None = None,
    engine: str = Engine.OWN,
    spark: SparkPlace | None = None,
) -> Linked:
    """Link the records. `budget`: candidates a record. `judged`: (row, row, the same person). `engine`: who compares
    (engines.py); `spark`: where, if it is Spark. Raises TooLarge, UsageProblem.

    `before`: the person of each record in the run before, None for a new record. What was joined or apart then leans to
    stay so, by STICKY: a few new records must not turn people into others.
    """
    if len(records) < 2:
        return _alone(len(records))
    who = chosen(Engine(engine), len(records))
    if who is Engine.OWN:
        found = _with_judged(candidates(records, budget), judged)  # 1
        told = _told(found, judged)
        described: Described = close_comparisons(records)
        scores = score(records, found.left, found.right, described, told)  # 2
        weight, log_odds, model = scores.weight, scores.log_odds, scores.model
    else:
        pairs = by_splink(records, who, spark or SparkPlace())
        found = _with_judged(Candidates(pairs.left, pairs.right, pairs.log_odds), judged)
        told = _told(found, judged)
        more = len(found) - len(pairs.left)  # judged pairs that share no key: the judgement is all that is known
        weight, log_odds, model = np.pad(pairs.weight, (0, more)), np.pad(pairs.log_odds, (0, more)), None
    leaning = log_odds + _leaning(found, before)
    odds = np.where(told == 1, _SURE, np.where(told == 0, -_SURE, leaning))
    apart = [(a, b) for a, b, same in judged if not same]
    chance = 1 / (1 + np.exp(-np.clip(odds, -700, 700)))
    cut = cut_for(len(records), chance)
    tree = grow(len(records), found.left, found.right, odds, floor=cut, apart=apart)  # 3
    loose = grow(len(records), found.left, found.right, odds, floor=cut - SLACK, apart=apart)
    return Linked(
        found.left,
        found.right,
        weight,
        chance,
        tree.labels(),
        persons(tree, loose, cut + SLACK),
        tree,
        loose,
        cut,
        model,
    )  # 4


def _leaning(found: Candidates, before: Sequence[str | None] | None) -> Floats:
    """STICKY for pairs that were one person, against it for pairs that were two, 0 where one is new."""
    if before is None:
        return np.zeros(len(found))
    numbers: dict[str, int] = {}
    person = np.asarray([-1 if own is None else numbers.setdefault(own, len(numbers)) for own in before])
    one, other = person[found.left], person[found.right]
    return np.where((one < 0) | (other < 0), 0.0, np.where(one == other, STICKY, -STICKY))


def cut_for(records: int, chance: Floats) -> float:
    """The mean log odds above which two groups are one person.

    A pair is even at 0. A join of a stray record with a group of k rests on the mean over k pairs, and one bad record
    makes all of them weak, while strangers stay as far apart as ever: the more records a person has (which the
    expected matches say, without labels), the lower the cut. The form was chosen on three kinds of data, not the value
    for each (docs/explanation/linkage.md).
    """
    return -CUT_SLOPE * float(np.log2(1.0 + 2.0 * float(chance.sum()) / records))


_SURE = 1e6


def _alone(count: int) -> Linked:
    none, empty = np.zeros(0, dtype=np.int64), np.zeros(0)
    tree = Tree(count, none.reshape(0, 2), empty, none.reshape(0, 2))
    return Linked(none, none, empty, empty, tree.labels(), persons(tree, tree, 0.0), tree, tree, 0.0, None)


def _with_judged(found: Candidates, judged: Sequence[tuple[int, int, bool]]) -> Candidates:
    """Judged pairs are candidates, whether or not they were found."""
    if not judged:
        return found
    known = set(zip(found.left.tolist(), found.right.tolist(), strict=True))
    new = sorted({(min(a, b), max(a, b)) for a, b, _ in judged if a != b} - known)
    if not new:
        return found
    left, right = np.asarray(new, dtype=np.int64).T
    return Candidates(
        np.concatenate((found.left, left)),
        np.concatenate((found.right, right)),
        np.concatenate((found.likeness, np.zeros(len(new)))),
    )


def _told(found: Candidates, judged: Sequence[tuple[int, int, bool]]) -> Levels:
    told = {(min(a, b), max(a, b)): int(same) for a, b, same in judged}
    if not told:
        return np.full(len(found), -1, dtype=np.int8)
    pairs = zip(found.left.tolist(), found.right.tolist(), strict=True)
    return np.asarray([told.get(pair, -1) for pair in pairs], dtype=np.int8)
