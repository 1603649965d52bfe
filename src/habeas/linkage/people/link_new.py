"""A few new records are added to people who are known: no record that was there before is compared again.

    1 the features of all records; each new record is joined with those it shares most with
    2 these pairs, and no others, are compared closely, and scored by the model of the last full run
    3 differences that one person cannot have are held against them as in a full run (differences.py, fits_two.py), and
      against every record of a person who is touched: a new record is not joined to a person one of whose records it
      cannot be. A list of reports, as the last run left it, is spared as there
    4 the people who are touched, and the new records, are joined by the mean evidence between them, down to the cut of
      that run and below it
    5 the joins that are new are the answer, and the pairs that a person should look at

People who are not touched are not looked at: their ids cannot change. What a full run would find better (that two
known people are one, that the model has shifted) waits for the next one.
"""

from collections import Counter, defaultdict
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
from habeas.linkage.people.candidates import FEW, MOST_HOLDERS, Candidates
from habeas.linkage.people.dependence import fused_levels, fused_start
from habeas.linkage.people.differences import CAPPED, Differences
from habeas.linkage.people.features import weigh
from habeas.linkage.people.fits_two import asked, fit_one
from habeas.linkage.people.link import MANY_REPORTS, SURE, of_somebody
from habeas.linkage.people.place_cells import LookUp
from habeas.linkage.people.records import Records
from habeas.linkage.people.scoring import close_comparisons, describe, group_of_pairs
from habeas.linkage.people.words_alike import Flags

NEAREST = 30
"""Pairs of each new record that are compared closely."""


@dataclass(frozen=True)
class LinkedNew:
    """`joins`: those that are new, by rows of the records. `pairs`: how many were compared. `asked`: pairs of rows that
    a person should look at whatever their probability, the likest first."""

    joins: Joins
    pairs: int
    asked: tuple[tuple[int, int], ...] = ()


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
    kept = of_somebody(records, left, right)
    left, right = _with_judged(left[kept], right[kept], judged, set(new))
    tell(f"comparing {len(left)} pairs", 0.5)
    plain = _scored(records, left, right, last["model"], gazetteer)  # 2
    cut = float(last["cut"])
    doubted = _doubted(records, known, left, right, plain, judged, cut)  # 3
    tell("joining records", 0.8)
    odds = _told(left, right, doubted.odds, judged)
    limited = frozenset(without_duplicates)
    found = _joined(known, records.file_of, left, right, odds, judged, limited, cut, doubted.foes)  # 4, 5
    return LinkedNew(found, len(left), doubted.asked)


@dataclass(frozen=True)
class _Doubted:
    """3 `odds`: log odds of each pair with differences held against them. `foes`: rows that cannot be one person, and
    that what is between them could bring together."""

    odds: Floats
    foes: list[tuple[int, int]]
    asked: tuple[tuple[int, int], ...]


def _doubted(
    records: Records, known: Sequence[str], left: Places, right: Places, plain: Floats, judged: Judged, cut: float
) -> _Doubted:
    differences, reports = Differences(records), _reports(records, known)
    same = {(min(a, b), max(a, b)) for a, b, together in judged if together}
    said = np.asarray([pair in same for pair in zip(left.tolist(), right.tolist(), strict=True)], dtype=np.bool_)
    spared = _within(records, reports, left, right)
    apart = differences.impossible(left, right) & ~spared & ~said
    odds = np.where(apart, np.minimum(plain, CAPPED), plain)
    found = Candidates(left, right, plain)
    odds, fits_two, _ = fit_one(found, odds, apart | spared | said, cut, differences)
    one, other = _brought_together(known, left, right, plain > cut - SLACK)
    clash = differences.impossible(one, other) & ~_within(records, reports, one, other)
    foes = list(zip(one[clash].tolist(), other[clash].tolist(), strict=True))
    return _Doubted(odds, [pair for pair in foes if pair not in same], asked(found, plain, apart | fits_two))


def _reports(records: Records, known: Sequence[str]) -> Flags:
    """Which lists are of reports, in which most people stand several times (link.py): by how the last run left them."""
    held = Counter(zip(known, records.file_of, strict=True))
    pairs = np.zeros(len(records.files))
    for (individual, file), rows in held.items():
        pairs[file] += rows * (rows - 1) / 2 if individual else 0
    return np.asarray(2 * pairs > MANY_REPORTS * np.bincount(records.file_of, minlength=len(pairs)), dtype=np.bool_)


def _within(records: Records, lists: Flags, left: Places, right: Places) -> Flags:
    """Which pairs are of one of these lists."""
    file_of = np.asarray(records.file_of, dtype=np.int64)
    return np.asarray((file_of[left] == file_of[right]) & lists[file_of[left]], dtype=np.bool_)


def _brought_together(known: Sequence[str], left: Places, right: Places, strong: Flags) -> tuple[Places, Places]:
    """3 Every pair of rows that strong pairs could make one person: each new record with all records of the people it
    is strongly like, and new records that are like one person with each other. left < right."""
    rows_of: defaultdict[str, list[int]] = defaultdict(list)
    for row, individual in enumerate(known):
        if individual:
            rows_of[individual].append(row)
    new_of: defaultdict[str, set[int]] = defaultdict(set)
    pairs: set[tuple[int, int]] = set()
    for a, b in zip(left[strong].tolist(), right[strong].tolist(), strict=True):
        pairs.add((a, b))
        for new, old in ((a, b), (b, a)):
            if known[old] and not known[new]:
                new_of[known[old]].add(new)
    for individual, rows in new_of.items():
        pairs |= {(min(a, b), max(a, b)) for a in rows for b in (*rows_of[individual], *rows) if a != b}
    every = np.asarray(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    return every[:, 0], every[:, 1]


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
    foes: Sequence[tuple[int, int]],
) -> Joins:
    """4 Grow the touched individuals, each a node of its size, and the new records; 5 all that is joined is new."""
    node_of, first, sizes = _nodes(
        known, sorted({*left.tolist(), *right.tolist(), *(row for pair in foes for row in pair)})
    )
    one = np.asarray([node_of[row] for row in left.tolist()], dtype=np.int64)
    other = np.asarray([node_of[row] for row in right.tolist()], dtype=np.int64)
    held = _lists_held(known, file_of, first)
    same = [(node_of[a], node_of[b]) for a, b, one_person in judged if one_person and a in node_of and b in node_of]
    across = one != other
    apart = [(node_of[a], node_of[b]) for a, b, same in judged if not same and a in node_of and b in node_of]
    together = {(min(pair), max(pair)) for pair in same}
    between = {(min(node_of[a], node_of[b]), max(node_of[a], node_of[b])) for a, b in foes}
    apart += sorted(pair for pair in between - together if pair[0] != pair[1])
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
