"""Two lists (or any pair of more) that are independent of one another given covariates: a doubly robust estimate.

Das, Kennedy & Jewell 2023, doi:10.1093/biomet/asad011 (R package drpop). With q1, q2, q12 the chances, given
covariates x and being on either list, of being on list 1, on list 2, on both:

    1 / psi = E[q1 q2 / q12]        estimated by the mean of  q1 q2 / q12 (Y1 / q1 + Y2 / q2 - Y1 Y2 / q12)

over the n people on either list, N = n / psi. The chances are learnt on the other folds (cross-fitting), so errors
in them enter only as products. Their variance makes 1 / psi too low all the same, by their squares: a jackknife takes
most of that off. The variance of N is n times that of the summand, or the jackknife's where larger, plus
n (1 - psi) / psi^2. Figures: docs/explanation/estimation-covariates.md.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from habeas.errors import EstimateRefused, UsageProblem
from habeas.estimation.capture_histories import from_rows
from habeas.estimation.results import Floats, ModelAnswer, Total, lognormal_draws, lognormal_total, total_of_draws

MODEL = "doubly-robust"
FOLDS = 5
GROUPS = 20
"""Groups of people that are left out in turn (delete-a-group jackknife; Kott 2001, J. Off. Stat. 17, 521)."""
CAUTION = 0.3
"""Weight of a unit of out-of-fold log-likelihood between designs. 1 left intervals of 500 people too narrow."""
MOST_PRODUCTS = 8
MOST_STEPS = 30
STILL = 1e-6
LEAST = 0.01
"""Chances are kept above this: below it two lists hardly share such people, and the estimate would be noise."""
ASSUMPTION = (
    "Among people alike in the covariates given, being on one of the two lists says nothing about being on the other."
)

EACH = 4000
"""Draws of each pair of lists."""

Learner = Callable[[Floats, npt.NDArray[np.int64], Floats], Floats]
"""(covariates, class 0..2, new covariates) -> chances of the three classes, shape (new rows, 3)."""


@dataclass(frozen=True)
class People:
    """One row a person: `lists` J labels, `marks` (people, J) of 0/1, `covariates` (people, p) of numbers."""

    lists: tuple[str, ...]
    marks: npt.NDArray[np.int64]
    covariates: Floats


@dataclass(frozen=True)
class PairEstimate:
    """`lists` two column numbers from 0; `n` people on either; `psi` share of all people who are; `total`, `se`
    people."""

    lists: tuple[int, int]
    n: int
    psi: float
    se: float
    total: Total
    trimmed: float
    """Share of people whose chance of being on both was raised to LEAST."""


def doubly_robust(
    marks: npt.ArrayLike,
    covariates: npt.ArrayLike,
    rng: np.random.Generator,
    lists: Sequence[int] | None = None,
    learner: Learner | None = None,
) -> PairEstimate:
    """`marks` (people, J) of 0/1, `covariates` (people, p) of numbers, `lists` the two columns (default the first
    two). `learner` in place of ours takes the covariates as they are.

    Raises EstimateRefused where too few are on both lists, UsageProblem where a covariate is not finite.
    """
    pair = (0, 1) if lists is None else (int(lists[0]), int(lists[1]))
    on = np.asarray(marks)[:, list(pair)].astype(np.int64)
    seen = on.any(axis=1)
    on, values = on[seen], np.asarray(covariates, dtype=float)[seen]
    _check(on, values)
    split = _Split(rng.permutation(len(on)) % FOLDS, rng.permutation(len(on)) % GROUPS)
    kind = np.where(on.sum(axis=1) == 2, 2, on[:, 1])
    # 1. The chances, learnt with the design that foretells best, out of fold.
    candidates = [values] if learner else designs(values)
    learn = learner or multinomial_logit
    tried = [(design, _cross_fitted(design, kind, split.fold, learn)) for design in candidates]
    losses = np.array([_loss(chances, kind) for _, chances in tried])
    design, chances = tried[int(losses.argmin())]
    # 2. The estimate, and how far it moves with the other designs; 3. the same without each group of people in turn.
    influence = _influence(on, chances)
    moved = _moved(losses, np.array([_influence(on, other).mean() for _, other in tried]))
    parts = np.empty(GROUPS)
    for number in range(GROUPS):
        kept = split.group != number
        without = _cross_fitted(design[kept], kind[kept], split.fold[kept], learn)
        parts[number] = _influence(on[kept], without).mean()
    return _estimate(pair, influence, parts, moved, float((chances[:, 2] < LEAST).mean()))


@dataclass(frozen=True)
class _Split:
    """People's folds (learnt on the others) and groups (left out in turn), shape (people,)."""

    fold: npt.NDArray[np.int64]
    group: npt.NDArray[np.int64]


def _check(on: npt.NDArray[np.int64], values: Floats) -> None:
    if not np.isfinite(values).all():
        raise UsageProblem("a covariate is missing or not finite", hint="fill missing covariates by replicates")
    both = int((on.sum(axis=1) == 2).sum())
    if both < FOLDS * 2:
        raise EstimateRefused(
            f"{both} people are on both lists: too few to learn how covariates matter",
            hint=f"{FOLDS * 2} at least are needed",
        )


def _influence(on: npt.NDArray[np.int64], chances: Floats) -> Floats:
    """Each person's part in 1 / psi, shape (people,)."""
    q12 = np.maximum(chances[:, 2], LEAST)
    q1, q2 = np.minimum(chances[:, 0] + q12, 1.0), np.minimum(chances[:, 1] + q12, 1.0)
    return np.asarray(q1 * q2 / q12 * (on[:, 0] / q1 + on[:, 1] / q2 - on[:, 0] * on[:, 1] / q12), dtype=float)


def _moved(losses: Floats, inverses: Floats) -> float:
    """Mean square distance of 1 / psi under the other designs from that under the best, weighted by how well they
    foretell: a design that few people cannot prove may be the right one all the same."""
    weights = np.exp(-CAUTION * (losses - losses.min()))
    return float(weights @ (inverses - inverses[int(losses.argmin())]) ** 2 / weights.sum())


def _estimate(pair: tuple[int, int], influence: Floats, parts: Floats, moved: float, trimmed: float) -> PairEstimate:
    """The jackknife's centre; the larger of its variance and the plug-in one, the square of the bias it took off, and
    what other designs say.

    Chances learnt from few people make the plug-in estimate too low, and its variance knows nothing of the learning.
    """
    n, mean = len(influence), float(influence.mean())
    bias = (GROUPS - 1) * (float(parts.mean()) - mean)
    inverse = max(mean - bias, 1.0)
    spread = (GROUPS - 1) * float(parts.var())
    psi = 1.0 / inverse
    learnt = max(n * float(influence.var(ddof=1)), n**2 * spread) + n**2 * (bias**2 + moved)
    se = float(np.sqrt(learnt + n * (1 - psi) / psi**2))
    return PairEstimate(pair, n, psi, se, lognormal_total(n, n * (inverse - 1), se), trimmed)


def all_pairs(
    marks: npt.ArrayLike, covariates: npt.ArrayLike, rng: np.random.Generator, learner: Learner | None = None
) -> dict[tuple[int, int], PairEstimate | str]:
    """Every pair of lists: its estimate or the reason there is none. Pairs that disagree show that the assumption
    fails."""
    found: dict[tuple[int, int], PairEstimate | str] = {}
    for pair in combinations(range(np.asarray(marks).shape[1]), 2):
        try:
            found[pair] = doubly_robust(marks, covariates, rng, pair, learner)
        except EstimateRefused as refusal:
            found[pair] = str(refusal)
    return found


def doubly_robust_answer(people: People, rng: np.random.Generator) -> ModelAnswer:
    """Every pair of lists that can be used, in equal parts, as one model's answer: wide where the pairs disagree, for
    then the assumption fails for some. What lies below the documented is raised to it.

    Neither the order of lists nor that of people changes anything.
    """
    order = [people.lists.index(label) for label in from_rows(people.marks, people.lists).canonical().lists]
    marks = people.marks[:, order]
    rows = np.lexsort(np.hstack([marks, people.covariates]).T)
    found = all_pairs(marks[rows], people.covariates[rows], rng)
    named = {pair: " and ".join(people.lists[j] for j in sorted(order[i] for i in pair)) for pair in found}
    used = {named[pair]: each for pair, each in found.items() if isinstance(each, PairEstimate)}
    refused = {named[pair]: each for pair, each in found.items() if isinstance(each, str)}
    if not used:
        raise EstimateRefused(f"no pair of lists can be used: {next(iter(refused.values()))}")
    documented = len(marks)
    draws = np.concatenate([_draws(each, rng) for each in used.values()]).clip(min=documented)
    diagnostics = {"pairs": _shown(used), "refused_pairs": refused, "covariates": people.covariates.shape[1]}
    return ModelAnswer(MODEL, total_of_draws(draws), ASSUMPTION, diagnostics, None, draws)


def _draws(pair: PairEstimate, rng: np.random.Generator) -> Floats:
    return lognormal_draws(pair.n, pair.total.median - pair.n, pair.se, EACH, rng)


def _shown(used: Mapping[str, PairEstimate]) -> dict[str, dict[str, float]]:
    return {
        label: {
            "q025": each.total.q025,
            "median": each.total.median,
            "q975": each.total.q975,
            "found": each.psi,
            "raised": each.trimmed,
        }
        for label, each in used.items()
    }


def _cross_fitted(design: Floats, kind: npt.NDArray[np.int64], fold: npt.NDArray[np.int64], learner: Learner) -> Floats:
    chances = np.empty((len(kind), 3))
    for number in range(FOLDS):
        rest, here = fold != number, fold == number
        chances[here] = learner(design[rest], kind[rest], design[here])
    return chances


def _loss(chances: Floats, kind: npt.NDArray[np.int64]) -> float:
    return -float(np.log(np.maximum(chances[np.arange(len(kind)), kind], 1e-300)).sum())


def designs(values: Floats) -> list[Floats]:
    """What may matter, from nothing to everything: a constant; the covariates; their squares; their products by twos.

    Standardised, each of shape (people, columns). Products only of up to MOST_PRODUCTS covariates.
    """
    scaled = (values - values.mean(axis=0)) / (values.std(axis=0) + 1e-9)
    count = scaled.shape[1]
    varied = [column for column in range(count) if len(np.unique(values[:, column])) > 2]
    found = [np.ones((len(scaled), 1))]
    for more in (scaled, scaled[:, varied] ** 2):
        found.append(np.hstack([found[-1], more]))
    if 1 < count <= MOST_PRODUCTS:
        products = [scaled[:, i] * scaled[:, j] for i, j in combinations(range(count), 2)]
        found.append(np.hstack([found[-1], np.stack(products, axis=1)]))
    return found


def multinomial_logit(design: Floats, kind: npt.NDArray[np.int64], new: Floats) -> Floats:
    """Three-class logistic regression with a ridge of 1, by Newton's method; a step that would make it worse is halved.

    Chances of the new rows, shape (rows, 3).
    """
    wanted = np.eye(3)[kind]
    slopes = np.zeros((design.shape[1], 2))
    for _ in range(MOST_STEPS):
        step = _newton_step(design, _shares(design, slopes), wanted, slopes)
        here = _penalised(design, kind, slopes)
        for _ in range(MOST_STEPS):
            if _penalised(design, kind, slopes - step) <= here:
                break
            step = step / 2
        slopes = slopes - step
        if np.abs(step).max() < STILL:
            break
    return _shares(new, slopes)


def _newton_step(design: Floats, shares: Floats, wanted: Floats, slopes: Floats) -> Floats:
    gradient = design.T @ (shares - wanted)[:, :2] + slopes
    first, second = shares[:, 0], shares[:, 1]
    own = [design.T @ (design * (each * (1 - each))[:, None]) for each in (first, second)]
    across = -design.T @ (design * (first * second)[:, None])
    curvature = np.block([[own[0], across], [across, own[1]]]) + np.eye(2 * len(slopes))
    return np.asarray(np.linalg.solve(curvature, gradient.T.ravel()).reshape(2, -1).T, dtype=float)


def _penalised(design: Floats, kind: npt.NDArray[np.int64], slopes: Floats) -> float:
    return _loss(_shares(design, slopes), kind) + 0.5 * float((slopes**2).sum())


def _shares(design: Floats, slopes: Floats) -> Floats:
    logs = np.hstack([design @ slopes, np.zeros((len(design), 1))])
    shares = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=float)
