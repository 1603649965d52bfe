"""Strata: places, years, groups estimated apart, lent strength where they are thin, and added by draws.

Adding the lower ends and the upper ends of intervals gives an interval that is far too wide; adding draws does not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from habeas.errors import EstimateRefused, UsageProblem
from habeas.estimation.results import Floats, Total, total_of_draws

THIN = 30
"""People documented below which a stratum is not estimated on its own."""


@dataclass(frozen=True)
class StratumDraws:
    """`documented` people in the stratum, and draws of its total, shape (draws,)."""

    documented: int
    draws: Floats


def sum_by_draws(strata: Sequence[Floats], rng: np.random.Generator, size: int = 20000) -> Floats:
    """Draws of the sum of independent strata, shape (size,), from draws of each.

    >>> sum_by_draws([np.array([10.0]), np.array([20.0])], np.random.default_rng(1), 3).tolist()
    [30.0, 30.0, 30.0]
    """
    if not strata:
        raise UsageProblem("there is no stratum to add")
    return np.asarray(sum(rng.choice(np.asarray(each, dtype=float), size=size) for each in strata), dtype=float)


def total_of_strata(strata: Mapping[str, StratumDraws], rng: np.random.Generator) -> Total:
    """The summary of the sum."""
    return total_of_draws(sum_by_draws([each.draws for each in strata.values()], rng))


def partial_pooling(
    strata: Mapping[str, StratumDraws], rng: np.random.Generator, size: int = 8000
) -> dict[str, Floats]:
    """Draws of every stratum's total, drawn towards what strata have in common, shape (size,) each.

    With y_s = log(n0 / n) of stratum s, m_s and v_s its mean and variance over the draws: m_s ~ Normal(theta_s, v_s),
    theta_s ~ Normal(mu, tau^2), mu flat, tau half-Cauchy(0.5), tau summed over a grid (Gelman et al., Bayesian Data
    Analysis, 3rd edition, section 5.4). A thin stratum moves much, a rich one hardly.
    """
    if len(strata) < 3:
        raise EstimateRefused("partial pooling needs three strata at least", hint="add them, or estimate them together")
    logs = [np.log(np.maximum(each.draws - each.documented, 0.5) / each.documented) for each in strata.values()]
    means, variances = np.array([v.mean() for v in logs]), np.array([max(float(v.var()), 1e-6) for v in logs])
    taus = np.geomspace(0.005, 5.0, 200)
    weights = _tau_posterior(taus, means, variances)
    tau = rng.choice(taus, size=size, p=weights)[:, None]
    precision = 1.0 / (variances + tau**2)
    mu = (precision * means).sum(axis=1) / precision.sum(axis=1)
    mu = mu + rng.standard_normal(size) / np.sqrt(precision.sum(axis=1))
    shrink = variances / (variances + tau**2)
    centre = shrink * mu[:, None] + (1 - shrink) * means
    spread = np.sqrt(variances * (1 - shrink))
    theta = centre + spread * rng.standard_normal(centre.shape)
    documented = np.array([each.documented for each in strata.values()], dtype=float)
    totals = documented * (1 + np.exp(theta))
    return {name: totals[:, column] for column, name in enumerate(strata)}


def _tau_posterior(taus: Floats, means: Floats, variances: Floats) -> Floats:
    spread = variances + taus[:, None] ** 2
    precision = (1 / spread).sum(axis=1)
    mu = (means / spread).sum(axis=1) / precision
    logs = -0.5 * np.log(precision) - 0.5 * np.log(spread).sum(axis=1)
    logs -= 0.5 * ((means - mu[:, None]) ** 2 / spread).sum(axis=1)
    logs += -np.log1p((taus / 0.5) ** 2) + np.log(taus)
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum(), dtype=float)
