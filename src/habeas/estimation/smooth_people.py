"""Mth-smooth: everybody has a chance of their own, by degrees; how far people differ is unknown and summed over.

The log odds that list j finds a person of ease theta are theta + d_j (Rasch; Coull & Agresti 1999,
doi:10.1111/j.0006-341X.1999.00294.x). Steps:

1. theta follows a law of spread sigma: normal, or the logit of a beta distribution, whose hard-to-find end is heavier.
   No table tells the two apart well, and they give different totals (Link 2003, doi:10.1111/j.0006-341X.2003.00129.x):
   both are in, with equal prior weight.
2. sigma has a half-normal prior of 1, on a grid that is refined where the mass lies; sigma = 0 is Mt.
3. At each point the mode of d (normal prior of PRIOR_SD) and Laplace's mass.
4. Draws: a point by its mass, d normal about its mode, n0 negative binomial (p(N) proportional to 1/N).

The likelihood depends on the table through the list sizes and how many people were seen how often: cost does not grow
with people or cells.
"""

from dataclasses import dataclass

import numpy as np

from habeas.errors import EstimateRefused
from habeas.estimation.capture_histories import CaptureHistories
from habeas.estimation.person_chances import PRIOR_SD, STEP, normal_nodes, saturated
from habeas.estimation.results import Floats, ModelAnswer, total_of_draws

MODEL = "Mth-smooth"
ASSUMPTION = (
    "Lists are independent of one another for each person, and people differ by degrees in how easily they are found, "
    "all lists alike."
)
SPREADS = np.linspace(0.0, 3.0, 13)
FINER = 15
SPREAD_PRIOR = 1.0
FAR = 12.0
"""Log mass below the highest from which a point of the grid is passed over."""
NODES = 41
NARROW = 400.0
"""Beta distributions of more prior people than this are taken as normal on the logit scale."""
SIZE = 8000


@dataclass(frozen=True)
class Rasch:
    """`sizes` (J,) of the lists, `seen` (J + 1,) people seen so often, and the law of theta: nodes, weights (Q,)."""

    sizes: Floats
    seen: Floats
    nodes: Floats
    weights: Floats

    def value(self, ease: Floats) -> tuple[float, Floats]:
        """Minus the log of likelihood and prior of `ease` (J,), and its gradient."""
        logs, chances, posterior = self._integrals(ease)
        n, unseen = float(self.seen.sum()), float(np.exp(logs[0]))
        mass = self.seen.copy()
        mass[0] = n * unseen / max(1 - unseen, 1e-12)
        gradient = self.sizes - (mass @ posterior) @ chances
        return -self._likelihood(ease, logs) + float(ease @ ease) / (2 * PRIOR_SD**2), -gradient + ease / PRIOR_SD**2

    def likelihood(self, ease: Floats) -> float:
        """Log-likelihood given that people are on some list."""
        return self._likelihood(ease, self._integrals(ease)[0])

    def unseen(self, eases: Floats) -> Floats:
        """The chance to be on no list, for `eases` (draws, J): shape (draws,)."""
        lost = np.zeros((len(eases), len(self.nodes)))
        for column in eases.T:
            lost += np.logaddexp(0.0, column[:, None] + self.nodes[None, :])
        return np.asarray(np.exp(-lost) @ self.weights)

    def _likelihood(self, ease: Floats, logs: Floats) -> float:
        n = float(self.seen.sum())
        found = float(self.sizes @ ease) + float(self.seen[1:] @ logs[1:])
        return found - n * float(np.log(max(-np.expm1(logs[0]), 1e-12)))

    def _integrals(self, ease: Floats) -> tuple[Floats, Floats, Floats]:
        """Log integrals (J + 1,) by times seen, chances (Q, J), and weights of the nodes given these (J + 1, Q)."""
        eta = np.clip(self.nodes[:, None] + ease[None, :], -35, 35)
        lost = np.logaddexp(0.0, eta)
        joint = np.arange(len(self.seen))[:, None] * self.nodes - lost.sum(axis=1) + np.log(self.weights)
        top = joint.max(axis=1, keepdims=True)
        logs = top[:, 0] + np.log(np.exp(joint - top).sum(axis=1))
        return logs, np.exp(eta - lost), np.exp(joint - logs[:, None])


@dataclass(frozen=True)
class Point:
    """One law at one spread, fitted: mode and covariance of the lists' ease, log-likelihood, log mass."""

    law: str
    spread: float
    rasch: Rasch
    ease: Floats
    covariance: Floats
    log_likelihood: float
    log_mass: float


def smooth_answer(histories: CaptureHistories, rng: np.random.Generator) -> ModelAnswer:
    """Both laws, all spreads, as one answer. Diagnostics: the middle spread, the mass of the beta law, deviance, AIC.

    Three lists at least: two cannot show whether people differ.
    """
    if histories.list_count < 3:
        raise EstimateRefused("two lists cannot show whether people differ", hint="a third list is needed")
    ordered = histories.canonical()
    points = [point for law in ("normal", "beta") for point in _grid(ordered, law)]
    mass = np.array([_log_weight(points, place) for place in range(len(points))])
    weights = np.exp(mass - mass.max())
    weights /= weights.sum()
    n0 = _draws(points, weights, rng)
    best = max(point.log_likelihood for point in points)
    deviance = 2 * (saturated(ordered) - best)
    spreads = np.array([point.spread for point in points])
    diagnostics = {
        "spread": float(spreads[np.argsort(spreads)][np.searchsorted(np.cumsum(weights[np.argsort(spreads)]), 0.5)]),
        "beta_law": float(weights[[point.law == "beta" for point in points]].sum()),
        "deviance": deviance,
        "aic": aic_of(ordered, deviance, ordered.list_count + 2),
    }
    return ModelAnswer(
        MODEL, total_of_draws(histories.n + n0), ASSUMPTION, diagnostics, None, np.asarray(histories.n + n0)
    )


def aic_of(histories: CaptureHistories, deviance: float, parameters: int) -> float:
    """AIC on the scale of the log-linear models: Poisson cells, the intercept among the parameters."""
    from scipy.special import gammaln, xlogy

    counts = histories.counts.astype(float)
    perfect = float((xlogy(counts, counts) - counts - gammaln(counts + 1)).sum())
    return deviance - 2 * perfect + 2 * parameters


def _grid(histories: CaptureHistories, law: str) -> list[Point]:
    """The coarse grid, and a finer one where its mass lies."""
    coarse = _fitted(histories, law, SPREADS, None)
    height = max(point.log_mass for point in coarse)
    near = [point.spread for point in coarse if point.log_mass > height - FAR]
    step = float(SPREADS[1])
    finer = np.linspace(max(near[0] - step, 0.0), near[-1] + step, FINER)
    return _fitted(histories, law, finer, coarse[0].ease)


def _fitted(histories: CaptureHistories, law: str, spreads: Floats, start: Floats | None) -> list[Point]:
    sizes, seen = histories.list_sizes().astype(float), histories.times_seen().astype(float)
    rate = float(np.clip(sizes.mean() / (1.5 * histories.n), 0.02, 0.9))
    ease = np.full(len(sizes), np.log(rate / (1 - rate))) if start is None else start
    points = []
    for spread in spreads:
        nodes, weights = law_nodes(law, float(spread), rate)
        points.append(_point(law, float(spread), Rasch(sizes, seen, nodes, weights), ease))
        ease = points[-1].ease
    return points


def _point(law: str, spread: float, rasch: Rasch, start: Floats) -> Point:
    from scipy.optimize import minimize

    found = minimize(rasch.value, start, jac=True, method="BFGS", options={"gtol": 1e-5 * float(rasch.seen.sum())})
    if not np.isfinite(found.fun):
        raise EstimateRefused("the model does not fit this table: its likelihood is not finite")
    ease = np.asarray(found.x, dtype=float)
    rows = [
        (rasch.value(ease + step)[1] - rasch.value(ease - step)[1]) / (2 * STEP) for step in STEP * np.eye(len(ease))
    ]
    values, vectors = np.linalg.eigh(0.5 * (np.array(rows) + np.array(rows).T))
    values = np.maximum(values, 1 / PRIOR_SD**2)
    mass = -float(found.fun) - 0.5 * float(np.log(values).sum()) - 0.5 * (spread / SPREAD_PRIOR) ** 2
    return Point(law, spread, rasch, ease, (vectors / values) @ vectors.T, rasch.likelihood(ease), mass)


def _log_weight(points: list[Point], place: int) -> float:
    """The mass of a point times the step of its law's grid."""
    own = [each.spread for each in points if each.law == points[place].law]
    return points[place].log_mass + float(np.log(max(own[1] - own[0], 1e-9)))


def _draws(points: list[Point], weights: Floats, rng: np.random.Generator) -> Floats:
    parts = []
    for point, times in zip(points, rng.multinomial(SIZE, weights), strict=True):
        if times:
            eases = rng.multivariate_normal(point.ease, point.covariance, size=times, method="eigh")
            unseen = point.rasch.unseen(eases)
            people = float(point.rasch.seen.sum())
            parts.append(rng.negative_binomial(people, np.clip(1 - unseen, 1e-9, 1.0)).astype(float))
    return np.concatenate(parts)


def law_nodes(law: str, spread: float, rate: float) -> tuple[Floats, Floats]:
    """Nodes and weights (Q,) of theta, standard deviation `spread`, middle near 0.

    The beta law is the logit of Beta(rate nu, (1 - rate) nu), nu such that the logit has that deviation, less the logit
    of `rate`.
    """
    if spread < 1e-9:
        return np.zeros(1), np.ones(1)
    first, second = beta_of(spread, rate)
    # A narrow beta is a normal, and its quadrature would overflow.
    if law == "normal" or first + second > NARROW:
        nodes, weights = normal_nodes(NODES)
        return spread * nodes, weights
    from scipy.special import logit

    nodes, weights = _beta_rule(first, second)
    return np.asarray(logit(nodes) - logit(rate)), weights


def beta_of(spread: float, rate: float) -> tuple[float, float]:
    """The beta distribution of mean `rate` whose logit has the standard deviation `spread`."""
    from scipy.optimize import brentq
    from scipy.special import polygamma

    def excess(log_size: float) -> float:
        size = np.exp(log_size)
        return float(polygamma(1, rate * size) + polygamma(1, (1 - rate) * size)) - spread**2

    size = float(np.exp(brentq(excess, -5.0, 12.0)))
    return rate * size, (1 - rate) * size


def _beta_rule(first: float, second: float) -> tuple[Floats, Floats]:
    """Gauss-Jacobi on (0, 1): exact for what is a polynomial of the chance."""
    from scipy.special import roots_jacobi

    nodes, weights = roots_jacobi(NODES, second - 1, first - 1)
    kept = weights > 0
    chances = np.clip((nodes[kept] + 1) / 2, 1e-12, 1 - 1e-12)
    return np.asarray(chances), np.asarray(weights[kept] / weights[kept].sum())
