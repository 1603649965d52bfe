"""Tables in; pairs with their evidence, groups of records that are one person, and the number of persons out.

    1 candidates: which pairs are worth a close look (candidates.py)
    2 scores: how likely each is of one person (scoring.py), corrected by what people judged, where there is enough of
      it and it helps (classifier.py); for long lists Splink does both (engines.py)
    3 the tree of joins, down to a cut that depends on how many records a person has (clustering.py)
    4 the number of persons with its interval (persons.py)

Pure: no vault, no clock in the result, no randomness that is not fixed by the records. Judgements are given as pairs
of rows and bind: the same stay together, the others apart.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from habeas.linkage.classifier import Correction, correct
from habeas.linkage.clustering import Tree, grow
from habeas.linkage.constraints import Constraint
from habeas.linkage.groups import joins_of
from habeas.linkage.linked import SLACK, Linked, silent
from habeas.linkage.mixture import Described, Floats, Levels, Mixture, Places
from habeas.linkage.people.candidates import BUDGET, Candidates, candidates
from habeas.linkage.people.differences import CAPPED, Differences
from habeas.linkage.people.engines import Engine, by_splink, chosen
from habeas.linkage.people.fits_two import asked, fit_one, near
from habeas.linkage.people.indistinct import Rows, remarks
from habeas.linkage.people.place_cells import LookUp
from habeas.linkage.people.records import Records
from habeas.linkage.people.scoring import close_comparisons, score
from habeas.linkage.people.words_alike import Flags
from habeas.linkage.persons import exactly, persons
from habeas.settings import SparkPlace

CUT_SLOPE = 1.6
"""How far the cut goes below even evidence with each doubling of the records of a person."""
MANY_REPORTS = 0.5
"""Others of its person in its list, a row, from which on a list is one of reports."""
SURE = 1e6
"""Log odds of what a person judged."""


def link(
    records: Records,
    *,
    budget: float = BUDGET,
    judged: Sequence[tuple[int, int, bool]] = (),
    without_duplicates: Collection[int] = (),
    gazetteer: LookUp | None = None,
    engine: str = Engine.OWN,
    spark: SparkPlace | None = None,
    say: Callable[[str, float], None] | None = None,
) -> Linked:
    """Link the records. `budget`: candidates a record. `judged`: (row, row, the same person). `engine`: who compares
    (engines.py); `spark`: where, if it is Spark. Raises TooLarge, UsageProblem.

    `without_duplicates`: numbers of files that hold nobody twice. Two records of such a file are two persons, unless a
    judgement says otherwise. `gazetteer`: what a place name may be; places are then compared by level and distance.
    `say`: told what is being done, and the share of the whole that is done.
    """
    if len(records) < 2:
        return _alone(len(records))
    tell = say or silent
    tell("looking for candidates", 0.02)
    who = chosen(Engine(engine), len(records))
    compared = (  # 1, 2
        _by_ourselves(records, budget, judged, without_duplicates, gazetteer, tell)
        if who is Engine.OWN
        else _by_splink(records, who, spark or SparkPlace(), judged, without_duplicates)
    )
    found, odds = compared.found, compared.odds
    chance = 1 / (1 + np.exp(-np.clip(odds, -700, 700)))
    cut = cut_for(len(records), found.left, found.right, chance)
    apart = compared.apart
    odds, fits_two, neither = fit_one(found, odds, apart | compared.reports, cut, compared.differences)
    foes = near(found, odds, apart, cut - SLACK)
    trees = []
    for what, share, floor in (("joining records", 0.5, cut), ("joining records more freely", 0.75, cut - SLACK)):
        tell(what, share)
        trees.append(_grown(records, found, odds, floor, judged, without_duplicates, foes))  # 3
    tree, loose = trees
    joined = joins_of(tree, loose, cut)
    indistinct = Rows(records).indistinct(tree, neither)
    return Linked(
        found.left,
        found.right,
        compared.weight,
        chance,
        tree.labels(),
        persons(len(records), joined, (), cut, indistinct, _uncounted(records, tree.labels())),
        tree,
        loose,
        cut,
        compared.model,
        compared.fused,
        compared.learned,
        indistinct,
        remarks(records, tree, indistinct),
        asked(found, compared.plain, apart | fits_two),
    )  # 4


@dataclass(frozen=True)
class _Compared:
    """`odds`: log odds of each candidate, with what was judged laid over them."""

    found: Candidates
    weight: Floats
    odds: Floats
    plain: Floats
    """Log odds before differences were held against them."""
    apart: Flags
    """Candidates that cannot be one person."""
    reports: Flags
    """Candidates inside a list of reports."""
    differences: Differences
    model: Mixture | None = None
    fused: tuple[tuple[int, int], ...] = ()
    learned: Correction | None = None


def _by_ourselves(
    records: Records,
    budget: float,
    judged: Sequence[tuple[int, int, bool]],
    without_duplicates: Collection[int],
    gazetteer: LookUp | None,
    tell: Callable[[str, float], None],
) -> _Compared:
    likely = candidates(records, budget)
    kept = of_somebody(records, likely.left, likely.right)
    found = _with_judged(Candidates(likely.left[kept], likely.right[kept], likely.likeness[kept]), judged)  # 1
    tell(f"comparing {len(found)} pairs", 0.25)
    said = _told(found, judged)
    told = _limited(said, records, found, without_duplicates)
    described: Described = close_comparisons(records, gazetteer)
    differences = Differences(records)
    apart = differences.impossible(found.left, found.right)
    # What people judged does not teach the mixture: it lies near the cut, and is no sample (decision 87).
    limited = np.where(said < 0, np.where(apart, 0, told), -1).astype(np.int8)
    scores = score(records, found.left, found.right, described, limited)  # 2
    reports = _of_reports(records, found, scores.log_odds, apart)
    if (apart & reports).any():
        apart &= ~reports
        limited = np.where(said < 0, np.where(apart, 0, told), -1).astype(np.int8)
        scores = score(records, found.left, found.right, described, limited)
    ends = found.left, found.right
    learned = correct(scores.levels, scores.log_odds, ends, said, found.likeness) if judged else None
    plain = (learned or scores).log_odds
    apart = apart & (said != 1)
    odds = _laid_over(np.where(apart, np.minimum(plain, CAPPED), plain), told)
    return _Compared(
        found, scores.weight, odds, plain, apart, reports, differences, scores.model, scores.fused, learned
    )


def _of_reports(records: Records, found: Candidates, odds: Floats, apart: Flags) -> Flags:
    """Which pairs are of one list that is no list of people but of reports: each row of it has MANY_REPORTS others of
    its person, by pairs without any difference. What one person's rows differ in is learned there, not known before."""
    file_of = np.asarray(records.file_of, dtype=np.int64)
    within = file_of[found.left] == file_of[found.right]
    sure = within & ~apart & (odds > 0)
    rows = np.bincount(file_of)
    reports = 2 * np.bincount(file_of[found.left[sure]], minlength=len(rows)) > MANY_REPORTS * rows
    return np.asarray(within & reports[file_of[found.left]], dtype=np.bool_)


def _by_splink(
    records: Records,
    engine: Engine,
    spark: SparkPlace,
    judged: Sequence[tuple[int, int, bool]],
    without_duplicates: Collection[int],
) -> _Compared:
    """Judged pairs that share no key of Splink's come last: of them the judgement is all that is known."""
    pairs = by_splink(records, engine, spark)
    kept = of_somebody(records, pairs.left, pairs.right)
    found = _with_judged(Candidates(pairs.left[kept], pairs.right[kept], pairs.log_odds[kept]), judged)
    more = len(found) - int(kept.sum())
    said = _told(found, judged)
    told = _limited(said, records, found, without_duplicates)
    weight, plain = (np.pad(each[kept], (0, more)) for each in (pairs.weight, pairs.log_odds))
    differences = Differences(records)
    apart = differences.impossible(found.left, found.right) & (said != 1)
    reports = _of_reports(records, found, plain, apart)
    apart &= ~reports
    log_odds = _laid_over(np.where(apart, np.minimum(plain, CAPPED), plain), told)
    return _Compared(found, weight, log_odds, plain, apart, reports, differences)


def _limited(said: Levels, records: Records, found: Candidates, without_duplicates: Collection[int]) -> Levels:
    """What was judged; and of two records of a file that holds nobody twice, where nothing was: not the same."""
    return np.where((said < 0) & _one_file(records, found, without_duplicates), 0, said).astype(np.int8)


def _laid_over(log_odds: Floats, told: Levels) -> Floats:
    return np.where(told == 1, SURE, np.where(told == 0, -SURE, log_odds))


def _grown(
    records: Records,
    found: Candidates,
    odds: Floats,
    floor: float,
    judged: Sequence[tuple[int, int, bool]],
    without_duplicates: Collection[int],
    foes: Sequence[tuple[int, int]],
) -> Tree:
    same = {(min(a, b), max(a, b)) for a, b, together in judged if together}
    apart = [*((a, b) for a, b, together in judged if not together), *(pair for pair in foes if pair not in same)]
    constraint = _constraint(records, without_duplicates, judged)
    return grow(len(records), found.left, found.right, odds, floor=floor, apart=apart, constraint=constraint)


def _one_file(records: Records, found: Candidates, without_duplicates: Collection[int]) -> npt.NDArray[np.bool_]:
    """Which pairs are two records of one file that holds nobody twice."""
    file_of = np.asarray(records.file_of, dtype=np.int64)
    limited = np.isin(file_of, np.asarray(sorted(without_duplicates), dtype=np.int64))
    return np.asarray((file_of[found.left] == file_of[found.right]) & limited[found.left], dtype=np.bool_)


def _constraint(
    records: Records, without_duplicates: Collection[int], judged: Sequence[tuple[int, int, bool]]
) -> Constraint | None:
    if not without_duplicates:
        return None
    return Constraint(records.file_of, without_duplicates, same=[(a, b) for a, b, same in judged if same])


def of_somebody(records: Records, left: Places, right: Places) -> npt.NDArray[np.bool_]:
    """Which pairs have no row that names nobody: only a person can say whose such a row is, by a judgement."""
    named = np.ones(len(records), dtype=np.bool_)
    named[list(records.nobody)] = False
    return np.asarray(named[left] & named[right], dtype=np.bool_)


def _uncounted(records: Records, labels: Places) -> int:
    """Groups of nothing but rows that name nobody: each may be somebody who is counted already."""
    rows = list(records.nobody)
    of_nobody = np.bincount(labels[rows], minlength=int(labels.max(initial=-1)) + 1)
    return int(np.count_nonzero(of_nobody == np.bincount(labels, minlength=len(of_nobody))))


def cut_for(records: int, left: Places, right: Places, chance: Floats) -> float:
    """The mean log odds above which two groups are one person.

    A pair is even at 0. A join of a stray record with a group of k rests on the mean over k pairs, and one bad record
    makes all of them weak, while strangers stay as far apart as ever: the more records a person has (which the
    expected matches of each record say, without labels), the lower the cut. The mean is of the logarithms, so that one
    person with a hundred records moves the cut of all others little. The form was chosen on three kinds of data, not
    the value for each (docs/explanation/linkage.md).
    """
    matches = np.bincount(left, weights=chance, minlength=records) + np.bincount(right, chance, minlength=records)
    return -CUT_SLOPE * float(np.log2(1.0 + matches).mean())


def _alone(count: int) -> Linked:
    none, empty = np.zeros(0, dtype=np.int64), np.zeros(0)
    tree = Tree(count, none.reshape(0, 2), empty, none.reshape(0, 2))
    return Linked(
        none,
        none,
        empty,
        empty,
        tree.labels(),
        exactly(count),
        tree,
        tree,
        0.0,
        None,
    )


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
