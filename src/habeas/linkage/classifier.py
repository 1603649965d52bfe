"""What people judged, learned from: a correction to the mixture's log odds, used only where it is shown to help.

    1 pairs judged the same or not the same are the examples; unsure ones are left out. Too few: nothing is learned
    2 the mixture's log odds are the starting point of a logistic regression; what is learned is what to add for each
      level of each comparison, and by how much to stretch the log odds. All of it is held near "add nothing"
    3 whether that helps is seen out of fold: the examples are split by groups of records judged the same, each part is
      predicted by what the others teach, for several strengths of holding
    4 it is used only where the log loss of the best is lower by more than chance would give than that of the mixture's
      own log odds, moved and stretched to fit the same judgements
    5 it changes which pairs are likelier than which, not how likely pairs are as a whole: the log odds are those of the
      mixture, dealt out in the new order. The order is that of the mean of both (a logarithmic opinion pool, Genest and
      Zidek 1986, doi:10.1214/ss/1177013825): a few hundred judgements are one opinion, all pairs are another

Judged pairs are no random sample: people look at pairs near the cut, or that caught their eye. That is why a correction
is learned, not a model of its own, and why 5: among pairs near the cut half are the same, and a model taught by them
alone takes too much for one person. (Measured: without 5, a hundred labels on historical_50k bring the number of
persons from 1.06 of the truth to 0.72, while the log loss of judged pairs is halved.)
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from habeas.linkage.mixture import Floats, Levels, Places

LEAST = 60
"""Judged pairs, and LEAST_OF_EACH of each kind, before anything is learned."""
LEAST_OF_EACH = 15
FOLDS = 5
HOLDS = (1.0, 4.0, 16.0, 64.0, 256.0)
"""Strengths of holding (L2) that are tried."""
UNIT = 2.0
"""Log odds by which the stretch is counted; it and the constant are held by 1, whatever holds the levels."""
SURE = 1.645
"""Standard errors by which the log loss must be lower: one-sided 95 %."""
STEEPEST = 12.0
"""Log odds beyond this are not told apart: that far out a pair is decided."""
SEED = 20_250_101


@dataclass(frozen=True)
class Correction:
    """What became of the judgements. `log_odds`: shape (pairs,), corrected where `used`, else the mixture's.

    `before`, `after`: mean log loss of the judged pairs out of fold, by the mixture (moved and stretched) and by the
    correction; NaN where nothing was learned.
    """

    log_odds: Floats
    used: bool
    because: str
    judged: int
    same: int
    before: float = float("nan")
    after: float = float("nan")


def correct(
    levels: Levels, log_odds: Floats, ends: tuple[Places, Places], told: Levels, likeness: Floats | None = None
) -> Correction:
    """Learn from judged pairs. `levels`: shape (pairs, comparisons); `ends`: rows of each pair; `told`: 1 the same,
    0 not, -1 nobody said. `likeness`: what else is known of each pair on any scale, such as partners in common."""
    judged = np.flatnonzero(told >= 0)
    same = int((told == 1).sum())
    if len(judged) < LEAST or min(same, len(judged) - same) < LEAST_OF_EACH:  # 1
        because = (
            f"{len(judged)} pairs are judged, {same} of them the same; "
            f"{LEAST} are needed, and {LEAST_OF_EACH} of each kind"
        )
        return Correction(log_odds, False, because, len(judged), same)
    start = np.clip(log_odds, -STEEPEST, STEEPEST)
    layout = _Layout(levels)
    scales = _scales(start, np.zeros(len(start)) if likeness is None else likeness, judged)
    design = layout.design(levels[judged], scales[judged])
    truth = told[judged].astype(np.float64)
    folds = _folds(ends, judged, truth)
    before, _ = _best(design[:, :2], start[judged], truth, folds, (1.0,))
    after, hold = _best(design, start[judged], truth, folds, HOLDS)  # 3
    gain = before - after
    error = float(gain.std(ddof=1)) / len(gain) ** 0.5
    figures = len(judged), same, float(before.mean()), float(after.mean())
    if not gain.mean() > SURE * error:  # 4
        return Correction(log_odds, False, "judged pairs are predicted no better than without it", *figures)
    learned = _fitted(design, start[judged], truth, hold)
    because = "judged pairs are predicted better with it, by more than chance"
    dealt = _on_scale(start + layout.added(levels, scales, learned), log_odds)  # 5
    return Correction(_on_scale(dealt + log_odds, log_odds), True, because, *figures)


def _on_scale(corrected: Floats, log_odds: Floats) -> Floats:
    """5 The mixture's log odds, dealt out anew in the order of the corrected ones. Ties keep the mixture's order."""
    dealt = np.empty(len(log_odds))
    dealt[np.lexsort((log_odds, corrected))] = np.sort(log_odds)
    return dealt


class _Layout:
    """Where the number of each level of each comparison stands among what is learned: first the constant, then the
    stretch and the weight of likeness, then the levels, "nothing to compare" before the lowest."""

    def __init__(self, levels: Levels) -> None:
        sizes = levels.max(axis=0, initial=-1).astype(np.int64) + 2
        self._first = 3 + np.cumsum([0, *sizes[:-1]])
        self._size = 3 + int(sizes.sum())

    def design(self, levels: Levels, scales: Floats) -> Floats:
        """2 Shape (pairs, what is learned)."""
        rows = np.zeros((len(levels), self._size))
        rows[:, 0], rows[:, 1:3] = 1.0, scales
        every = np.arange(len(levels))
        for k, first in enumerate(self._first.tolist()):
            rows[every, first + 1 + levels[:, k].astype(np.int64)] = 1.0
        return rows

    def added(self, levels: Levels, scales: Floats, learned: Floats) -> Floats:
        """What is added to the log odds of each pair; the design of a million pairs is never made."""
        total = learned[0] + scales @ learned[1:3]
        for k, first in enumerate(self._first.tolist()):
            total = total + learned[first + 1 + levels[:, k].astype(np.int64)]
        return np.asarray(total)


def _scales(start: Floats, likeness: Floats, judged: Places) -> Floats:
    """Shape (pairs, 2): log odds in UNITs, likeness in spreads of the judged pairs, no pair beyond three of them."""
    middle, spread = float(likeness[judged].mean()), max(1e-9, float(likeness[judged].std()))
    return np.column_stack((start / UNIT, np.clip((likeness - middle) / spread, -3.0, 3.0)))


def _best(
    design: Floats, start: Floats, truth: Floats, folds: Places, holds: tuple[float, ...]
) -> tuple[Floats, float]:
    """3 Losses of each judged pair out of fold, and the strength of holding: the strongest that is within one standard
    error of the best (Breiman et al. 1984)."""
    tried = [_out_of_fold(design, start, truth, folds, hold) for hold in holds]
    best = min(tried, key=lambda losses: float(losses.mean()))
    for losses, hold in sorted(zip(tried, holds, strict=True), key=lambda pair: -pair[1]):
        worse = losses - best
        if worse.mean() <= float(worse.std(ddof=1)) / len(worse) ** 0.5:
            return losses, hold
    return best, holds[0]


def _out_of_fold(design: Floats, start: Floats, truth: Floats, folds: Places, hold: float) -> Floats:
    losses = np.empty(len(truth))
    for fold in range(FOLDS):
        own = folds == fold
        learned = _fitted(design[~own], start[~own], truth[~own], hold)
        losses[own] = _losses(start[own] + design[own] @ learned, truth[own])
    return losses


def _fitted(design: Floats, start: Floats, truth: Floats, hold: float) -> Floats:
    """2 The regression, by L-BFGS: log loss summed, and half of `hold` times the squares of what is learned."""
    held = np.full(design.shape[1], hold)
    held[:3] = 1.0

    def loss(learned: Floats) -> tuple[float, Floats]:
        odds = start + design @ learned
        chance = 1 / (1 + np.exp(-odds))
        value = float(_losses(odds, truth).sum() + learned @ (held * learned) / 2)
        return value, np.asarray(design.T @ (chance - truth) + held * learned)

    return np.asarray(minimize(loss, np.zeros(design.shape[1]), jac=True, method="L-BFGS-B").x)


def _losses(odds: Floats, truth: Floats) -> Floats:
    """Log loss of each pair, in nats."""
    return np.asarray(np.logaddexp(0.0, np.where(truth > 0, -odds, odds)))


def _folds(ends: tuple[Places, Places], judged: Places, truth: Floats) -> Places:
    """The fold of each judged pair. Pairs of records that were judged one person go together, for they are alike."""
    left, right = ends[0][judged], ends[1][judged]
    rows, place = np.unique(np.concatenate((left, right)), return_inverse=True)
    one, other = place[: len(judged)], place[len(judged) :]
    same = truth > 0
    graph = coo_matrix((np.ones(int(same.sum())), (one[same], other[same])), shape=(len(rows), len(rows)))
    count, group = connected_components(graph, directed=False)
    fold = np.random.default_rng(SEED).permutation(count) % FOLDS
    return np.asarray(fold[group[one]], dtype=np.int64)
