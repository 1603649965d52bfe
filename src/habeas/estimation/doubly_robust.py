"""Two lists (or any pair of more) that are independent of one another given covariates: a doubly robust estimate.

Das, Kennedy & Jewell 2023, doi:10.1093/biomet/asad011 (R package drpop). With q1, q2, q12 the chances, given
covariates x and being on either list, of being on list 1, on list 2, on both:

    1 / psi = E[q1 q2 / q12]        estimated by the mean of  q1 q2 / q12 (Y1 / q1 + Y2 / q2 - Y1 Y2 / q12)

over the n people on either list, N = n / psi. The chances are learnt on the other folds (cross-fitting), so errors
in them enter only as products. The variance of N is n times that of the summand plus n (1 - psi) / psi^2.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from habeas.errors import EstimateRefused, UsageProblem
from habeas.estimation.results import Floats, Total, lognormal_total

FOLDS = 5
LEAST = 0.01
"""Chances are kept above this: below it two lists hardly share such people, and the estimate would be noise."""
ASSUMPTION = (
    "Among people alike in the covariates given, being on one of the two lists says nothing about being on the other."
)

Learner = Callable[[Floats, npt.NDArray[np.int64], Floats], Floats]
"""(covariates, class 0..2, new covariates) -> chances of the three classes, shape (new rows, 3)."""


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
    two)."""
    pair = (0, 1) if lists is None else (int(lists[0]), int(lists[1]))
    on = np.asarray(marks)[:, list(pair)].astype(np.int64)
    seen = on.any(axis=1)
    on, values = on[seen], np.asarray(covariates, dtype=float)[seen]
    if not np.isfinite(values).all():
        raise UsageProblem("a covariate is missing or not finite", hint="fill missing covariates by replicates")
    both = int((on.sum(axis=1) == 2).sum())
    if both < FOLDS * 2:
        raise EstimateRefused(
            f"{both} people are on both lists: too few to learn how covariates matter",
            hint=f"{FOLDS * 2} at least are needed",
        )
    kind = np.where(on.sum(axis=1) == 2, 2, on[:, 1])
    chances = _cross_fitted(values, kind, rng, learner or multinomial_logit)
    trimmed = float((chances[:, 2] < LEAST).mean())
    q12 = np.maximum(chances[:, 2], LEAST)
    q1, q2 = np.minimum(chances[:, 0] + q12, 1.0), np.minimum(chances[:, 1] + q12, 1.0)
    return _estimate(pair, on.astype(float), q1, q2, q12, trimmed)


def _estimate(pair: tuple[int, int], on: Floats, q1: Floats, q2: Floats, q12: Floats, trimmed: float) -> PairEstimate:
    influence = q1 * q2 / q12 * (on[:, 0] / q1 + on[:, 1] / q2 - on[:, 0] * on[:, 1] / q12)
    n = len(on)
    inverse = max(float(influence.mean()), 1.0)
    psi = 1.0 / inverse
    se = float(np.sqrt(n * influence.var(ddof=1) + n * (1 - psi) / psi**2))
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


def _cross_fitted(values: Floats, kind: npt.NDArray[np.int64], rng: np.random.Generator, learner: Learner) -> Floats:
    fold = rng.permutation(len(kind)) % FOLDS
    chances = np.empty((len(kind), 3))
    for number in range(FOLDS):
        rest, here = fold != number, fold == number
        chances[here] = learner(values[rest], kind[rest], values[here])
    return chances


def multinomial_logit(values: Floats, kind: npt.NDArray[np.int64], new: Floats) -> Floats:
    """Three-class logistic regression with a small ridge, covariates standardised and their squares added."""
    from scipy.optimize import minimize

    centre, scale = values.mean(axis=0), values.std(axis=0) + 1e-9
    design, at = (_expand((part - centre) / scale) for part in (values, new))
    wanted = np.eye(3)[kind]
    width = design.shape[1]

    def objective(flat: Floats) -> tuple[float, Floats]:
        logs = np.hstack([design @ flat.reshape(width, 2), np.zeros((len(design), 1))])
        logs -= logs.max(axis=1, keepdims=True)
        shares = np.exp(logs)
        shares /= shares.sum(axis=1, keepdims=True)
        loss = -float(np.log(np.maximum((shares * wanted).sum(axis=1), 1e-300)).sum()) + 0.5 * float(flat @ flat)
        return loss, (design.T @ (shares - wanted)[:, :2]).ravel() + flat

    best = minimize(objective, np.zeros(2 * width), jac=True, method="L-BFGS-B").x.reshape(width, 2)
    logs = np.hstack([at @ best, np.zeros((len(at), 1))])
    shares = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=float)


def _expand(part: Floats) -> Floats:
    varied = part[:, [len(np.unique(part[:, column])) > 2 for column in range(part.shape[1])]]
    return np.hstack([np.ones((len(part), 1)), part, varied**2])
