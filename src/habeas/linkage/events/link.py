"""Reports in; which of them speak of one event, and the number of events out. As ../link.py, for events.

    1 candidates: pairs worth a close look (candidates.py); pairs that were judged are always among them
    2 act, place, time, people and numbers of each pair, as levels (columns.py, ../place_pairs.py)
    3 a mixture over all pairs that can be one event says what each level is worth (mixture.py), once for two claims of
      one source and once for those of two: what one text says twice is mostly one event. Comparisons are not fused as
      for persons (dependence.py): measured, it made the log odds worse
    4 the tree of joins by mean evidence (clustering.py); reports of two families of acts, or of dates more than
      APART_DAYS apart, are never one event, unless they were judged so: the definition of an event says so
      (records.py), and evidence cannot, for the same people suffer the same again
    5 the number of events with its interval (persons.py)

Pure: no vault, no clock, no randomness that the reports do not fix. Reports are proposals of one event; nothing is
merged here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from habeas.errors import UsageProblem
from habeas.linkage.clustering import Tree, grow
from habeas.linkage.constraints import Constraint
from habeas.linkage.events.candidates import event_candidates
from habeas.linkage.events.columns import comparisons
from habeas.linkage.events.records import APART_DAYS, EventRecord, family_numbers
from habeas.linkage.groups import joins_of
from habeas.linkage.linked import SLACK, Linked
from habeas.linkage.mixture import Compare, Floats, Levels, Mixture, Pairs, Places, counted, fit
from habeas.linkage.persons import exactly, persons

SAMPLE = 200_000
"""Random pairs that stand for all that are no candidates."""
SEED = 20_250_101
CUT_SLOPE = 1.0
"""As link.CUT_SLOPE, for events: a report that says no day and no town makes all its pairs weak. Between 0.5 (more
groups exactly right) and 1.5 (as for persons), on bench seeds 1 to 4."""
_SURE = 1e6
Judged = Sequence[tuple[int, int, bool]]
"""(row, row, the same event)."""


@dataclass(frozen=True)
class LinkedEvents:
    """What was found. `linked` is as for persons (its `persons` are events). `levels`: shape (pairs, comparisons);
    `names`: of the comparisons."""

    linked: Linked
    levels: Levels
    names: tuple[str, ...]


def link_events(
    records: Sequence[EventRecord], families: Mapping[str, str] | None = None, *, judged: Judged = ()
) -> LinkedEvents:
    """Link the reports. `families`: word of an act -> its family (records.families_of); None: each its own."""
    _refuse(records, judged)
    family = family_numbers(records, families or {})
    described = comparisons(records, family)
    names = tuple(start.name for start, _ in described)
    left, right = _with_judged(*event_candidates(records, family), judged)  # 1
    levels = _levels([compare for _, compare in described], left, right)  # 2
    told = _told(left, right, judged)
    if len(left) == 0:
        return LinkedEvents(_nothing(len(records)), levels, names)
    apart = _sample(records, family, left, right)
    strangers = _levels([compare for _, compare in described], *apart)
    groups, space = _groups(records, family, left, right)
    pairs = Pairs(levels, groups)
    model = fit(counted(pairs, told), strangers, [start for start, _ in described], space, len(records))  # 3
    odds = np.where(told == 1, _SURE, np.where(told == 0, -_SURE, model.log_odds(pairs)))
    return LinkedEvents(_grown(records, family, (left, right), odds, judged, model, pairs), levels, names)


def _grown(
    records: Sequence[EventRecord],
    family: Sequence[int],
    ends: tuple[Places, Places],
    odds: Floats,
    judged: Judged,
    model: Mixture,
    pairs: Pairs,
) -> Linked:
    chance = 1 / (1 + np.exp(-np.clip(odds, -700, 700)))
    cut = _cut(len(records), chance)
    apart = [(a, b) for a, b, same in judged if not same]
    same = [(a, b) for a, b, same in judged if same]
    tree, loose = (  # 4
        grow(len(records), *ends, odds, floor=floor, apart=apart, constraint=_constraint(records, family, same))
        for floor in (cut, cut - SLACK)
    )
    counted = persons(len(records), joins_of(tree, loose, cut), (), cut)  # 5
    return Linked(*ends, model.weights(pairs.levels), chance, tree.labels(), counted, tree, loose, cut, model)


def _cut(records: int, chance: Floats) -> float:
    """The mean log odds above which two groups are one event; see link.cut_for."""
    return -CUT_SLOPE * float(np.log2(1.0 + 2.0 * float(chance.sum()) / records))


def _constraint(records: Sequence[EventRecord], family: Sequence[int], same: Sequence[tuple[int, int]]) -> Constraint:
    return Constraint(sorts=family, spans=[record.days for record in records], days=APART_DAYS, same=same)


def _refuse(records: Sequence[EventRecord], judged: Judged) -> None:
    if len({record.id for record in records}) != len(records):
        raise UsageProblem("two reports of events have one id")
    if any(not (0 <= a < len(records) and 0 <= b < len(records)) or a == b for a, b, _ in judged):
        raise UsageProblem("a judgement is about a row that is not there, or about one report alone")


def _levels(compares: Sequence[Compare], left: Places, right: Places) -> Levels:
    return np.column_stack([compare(left, right) for compare in compares])


def _with_judged(left: Places, right: Places, judged: Judged) -> tuple[Places, Places]:
    known = set(zip(left.tolist(), right.tolist(), strict=True))
    new = sorted({(min(a, b), max(a, b)) for a, b, _ in judged} - known)
    more = np.asarray(new, dtype=np.int64).reshape(-1, 2)
    return np.concatenate((left, more[:, 0])), np.concatenate((right, more[:, 1]))


def _told(left: Places, right: Places, judged: Judged) -> Levels:
    """1 the same, 0 not, -1 nobody said."""
    said = {(min(a, b), max(a, b)): int(same) for a, b, same in judged}
    return np.asarray([said.get(pair, -1) for pair in zip(left.tolist(), right.tolist(), strict=True)], dtype=np.int8)


def _sample(
    records: Sequence[EventRecord], family: Sequence[int], left: Places, right: Places
) -> tuple[Places, Places]:
    """Random pairs that could be one event and are no candidates; all of them where there are few."""
    count, rng = len(records), np.random.default_rng(SEED)
    one, other = rng.integers(0, count, SAMPLE), rng.integers(0, count, SAMPLE)
    if count * (count - 1) // 2 <= SAMPLE:
        one, other = np.triu_indices(count, 1)
    sort = np.asarray(family, dtype=np.int64)
    low, high = np.minimum(one, other).astype(np.int64), np.maximum(one, other).astype(np.int64)
    fits = (sort[low] == sort[high]) | (sort[low] < 0) | (sort[high] < 0)
    outside = (low < high) & fits & ~np.isin(low * count + high, left * count + right)
    return low[outside], high[outside]


def _groups(
    records: Sequence[EventRecord], family: Sequence[int], left: Places, right: Places
) -> tuple[Places, Floats]:
    """Group of each pair (0 two sources, 1 one source), and how many pairs that can be one event each has in all."""
    numbers: dict[str, int] = {}
    source = np.asarray([numbers.setdefault(r.source or f"\0{n}", len(numbers)) for n, r in enumerate(records)])
    sort = np.asarray(family, dtype=np.int64)
    within = _compatible(source, sort)
    every = _compatible(np.zeros(len(sort), dtype=np.int64), sort)
    return (source[left] == source[right]).astype(np.int64), np.asarray([every - within, within])


def _compatible(block: Places, sort: Places) -> float:
    """Pairs inside each block whose sorts are equal, or one unknown."""
    known = sort >= 0
    both = block[known] * (int(sort.max(initial=0)) + 1) + sort[known]
    return _pairs(block) - _pairs(block[known]) + _pairs(both)


def _pairs(block: Places) -> float:
    sizes = np.unique(block, return_counts=True)[1].astype(np.float64)
    return float((sizes * (sizes - 1) / 2).sum())


def _nothing(count: int) -> Linked:
    none, empty = np.zeros(0, dtype=np.int64), np.zeros(0)
    tree = Tree(count, none.reshape(0, 2), empty, none.reshape(0, 2))
    return Linked(
        none,
        none,
        empty,
        empty,
        tree.labels(),
        exactly(tree.records),
        tree,
        tree,
        0.0,
        None,
    )
