"""A few new records are added to people who are known: no record that was there before is compared again.

    1 the features of all records; each new record is joined with those it shares most with
    2 these pairs, and no others, are compared closely, and scored by the model of the last full run
    3 the people who are touched, and the new records, are joined by the mean evidence between them, down to the cut of
      that run and below it
    4 the joins that are new are the answer

People who are not touched are not looked at: their ids cannot change. What a full run would find better (that two
known people are one, that the model has shifted) waits for the next one.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from habeas.errors import UsageProblem
from habeas.linkage.clustering import grow
from habeas.linkage.constraints import Constraint
from habeas.linkage.groups import Joins, Judged, joins, joins_of
from habeas.linkage.linked import SLACK, silent
from habeas.linkage.mixture import Floats, Mixture, Pairs, Places
from habeas.linkage.people.candidates import FEW, MOST_HOLDERS
from habeas.linkage.people.dependence import fused_levels, fused_start
from habeas.linkage.people.features import weigh
from habeas.linkage.people.link import SURE
from habeas.linkage.people.place_cells import LookUp
from habeas.linkage.people.records import Records
from habeas.linkage.people.scoring import close_comparisons, describe, group_of_pairs

NEAREST = 30
"""Pairs of each new record that are compared closely."""


@dataclass(frozen=True)
class LinkedNew:
    """`joins`: those that are new, by rows of the records. `pairs`: how many were compared."""

    joins: Joins
    pairs: int


def link_new(
    records: Records,
    new: Sequence[int],
    known: Sequence[str],
    last: Mapping[str, Any],
    judged: Judged = (),
    without_duplicates: Collection[int] = (),
    gazetteer: LookUp | None = None,
    say: Callable[[str, float], None] | None = None,
) -> LinkedNew:
    """Add the rows `new` to the individuals of the others. `known`: the individual of each row, empty for new ones.

    `last`: cut, slack and model of the last full run, as in_vault/runs.py wrote them. `without_duplicates`: tables that
    hold nobody twice.
    """
    tell = say or silent
    tell("looking for candidates", 0.1)
    left, right = _candidates(records, new)  # 1
    left, right = _with_judged(left, right, judged, set(new))
    tell(f"comparing {len(left)} pairs", 0.5)
    odds = _told(left, right, _scored(records, left, right, last["model"], gazetteer), judged)  # 2
    tell("joining records", 0.8)
    limited = frozenset(without_duplicates)
    found = _joined(known, records.file_of, left, right, odds, judged, limited, float(last["cut"]))  # 3, 4
    return LinkedNew(found, len(left))


def _candidates(records: Records, new: Sequence[int]) -> tuple[Places, Places]:
    """1 Pairs with a new record at one end at least, left < right; of a short list, all."""
    if len(new) * len(records) <= FEW:
        every = {(min(a, b), max(a, b)) for a in new for b in range(len(records)) if a != b}
        pairs = np.asarray(sorted(every), dtype=np.int64).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]
    features = weigh(records)
    useful = (features.held_by > 1) & (features.held_by <= MOST_HOLDERS)
    rows = np.asarray(new, dtype=np.int64)
    pairs = _nearest(sparse.csr_matrix(features.weights[:, useful]), rows)
    keys = np.unique(pairs.min(axis=1) * len(records) + pairs.max(axis=1))
    return keys // len(records), keys % len(records)


def _nearest(weights: sparse.csr_matrix, rows: Places) -> Places:
    """The NEAREST of each of these rows, as pairs; shape (pairs, 2)."""
    shared = sparse.csr_matrix(weights[rows] @ weights.T)
    of = np.repeat(rows, np.diff(shared.indptr))
    other = of != shared.indices
    of, found, worth = of[other], shared.indices[other], shared.data[other]
    order = np.lexsort((found, -worth, of))
    rank = np.arange(len(order)) - np.searchsorted(of[order], of[order])
    kept = order[rank < NEAREST]
    return np.column_stack((of[kept], found[kept])).astype(np.int64)


def _with_judged(left: Places, right: Places, judged: Judged, new: set[int]) -> tuple[Places, Places]:
    """Judged pairs of new records are candidates, whether or not they were found."""
    told = [(min(a, b), max(a, b)) for a, b, _ in judged if a in new or b in new]
    if not told:
        return left, right
    pairs = np.unique(np.concatenate((np.column_stack((left, right)), np.asarray(told))), axis=0)
    return pairs[:, 0], pairs[:, 1]


def _scored(
    records: Records, left: Places, right: Places, model: Mapping[str, Any], gazetteer: LookUp | None
) -> Floats:
    """2 Log odds by a model that is not fitted again. Raises UsageProblem where it knows other columns."""
    described = close_comparisons(records, gazetteer)
    levels, starts = describe(described, left, right), [start for start, _ in described]
    for one, other in model["fused"]:
        if max(one, other) >= len(starts):
            break
        levels = fused_levels(levels, one, other, (len(starts[one].m), len(starts[other].m)))
        kept = [start for place, start in enumerate(starts) if place not in (one, other)]
        starts = [*kept, fused_start(starts[one], starts[other])]
    if [start.name for start in starts] != model["names"]:
        raise UsageProblem("the records have other columns than those of the last full run", hint="habeas link")
    fitted = Mixture(
        tuple(model["names"]),
        tuple(np.asarray(level, dtype=np.float64) for level in model["m"]),
        tuple(np.asarray(level, dtype=np.float64) for level in model["u"]),
        np.asarray(model["share"], dtype=np.float64),
    )
    return fitted.log_odds(Pairs(levels, group_of_pairs(records, left, right)))


def _told(left: Places, right: Places, odds: Floats, judged: Judged) -> Floats:
    told = {(min(a, b), max(a, b)): SURE if same else -SURE for a, b, same in judged}
    if not told:
        return odds
    pairs = zip(left.tolist(), right.tolist(), odds.tolist(), strict=True)
    return np.asarray([told.get((a, b), value) for a, b, value in pairs])


def _joined(
    known: Sequence[str],
    file_of: Sequence[int],
    left: Places,
    right: Places,
    odds: Floats,
    judged: Judged,
    limited: frozenset[int],
    cut: float,
) -> Joins:
    """3 Grow the touched individuals, each a node of its size, and the new records; 4 all that is joined is new."""
    node_of, first, sizes = _nodes(known, sorted({*left.tolist(), *right.tolist()}))
    one = np.asarray([node_of[row] for row in left.tolist()], dtype=np.int64)
    other = np.asarray([node_of[row] for row in right.tolist()], dtype=np.int64)
    held = _lists_held(known, file_of, first)
    same = [(node_of[a], node_of[b]) for a, b, together in judged if together and a in node_of and b in node_of]
    across = one != other
    apart = [(node_of[a], node_of[b]) for a, b, same in judged if not same and a in node_of and b in node_of]
    tree, loose = (
        grow(
            len(sizes),
            one[across],
            other[across],
            odds[across],
            floor=floor,
            apart=apart,
            sizes=sizes,
            constraint=Constraint(held, limited & frozenset().union(*held), same=same) if limited else None,
        )
        for floor in (cut, cut - SLACK)
    )
    found = joins_of(tree, loose, cut)
    pairs = zip(found.one.tolist(), found.other.tolist(), found.mean.tolist(), strict=True)
    return joins((first[a], first[b], mean) for a, b, mean in pairs)


def _lists_held(known: Sequence[str], file_of: Sequence[int], first: Sequence[int]) -> list[set[int]]:
    """The tables that each node has a record of. `first`: the first row of each."""
    of: dict[str, set[int]] = {}
    for own, table in zip(known, file_of, strict=True):
        if own:
            of.setdefault(own, set()).add(table)
    return [of[known[row]] if known[row] else {file_of[row]} for row in first]


def _nodes(known: Sequence[str], touched: Sequence[int]) -> tuple[dict[int, int], list[int], list[int]]:
    """(node of each touched row, first row of each node, records of each node): a node is a known individual, whole,
    or one new record."""
    whole = Counter(known)
    nodes: dict[str | int, int] = {}
    node_of: dict[int, int] = {}
    first: list[int] = []
    sizes: list[int] = []
    for row in touched:
        key = known[row] or row
        if key not in nodes:
            nodes[key] = len(nodes)
            first.append(row)
            sizes.append(whole[known[row]] if known[row] else 1)
        node_of[row] = nodes[key]
    return node_of, first, sizes
