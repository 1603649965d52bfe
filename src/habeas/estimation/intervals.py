"""Intervals of log-linear estimates: profile likelihood, and the bias-corrected accelerated bootstrap.

Profile: Cormack 1992, doi:10.2307/2532312, multinomial likelihood over N with the model refitted at each N (as
Rcapture). BCa: Efron 1987, doi:10.1080/01621459.1987.10478410; the whole procedure, selection included, is repeated
on each replicate (as SparseMSE): Chan, Silverman & Vincent 2021, doi:10.1214/20-AOAS1409.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from habeas.errors import EstimateRefused, UsageProblem
from habeas.estimation.capture_histories import CaptureHistories
from habeas.estimation.loglinear import fit_all_models, full_terms, pack
from habeas.estimation.mixture_family import columns, fit_without_negative
from habeas.estimation.results import Floats

PROFILE_DROP = 1.920729410347062
"""Half the 95 % quantile of chi-square with one degree of freedom."""
FARTHEST = 1e6
"""An upper end beyond this many times n is reported as not found."""


@dataclass(frozen=True)
class Interval:
    """`estimate`, `low`, `high` in people; `high` is infinite where the likelihood never falls far enough."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class Bootstrap:
    """`estimate` and `quantiles` (level -> people) of the total; `replicates` their totals, those without estimate left
    out; `failed` how many those are; `acceleration` BCa's a."""

    estimate: float
    quantiles: dict[float, float]
    replicates: Floats
    failed: int
    acceleration: float


def profile_loglinear(histories: CaptureHistories, terms: Sequence[int]) -> Interval:
    """95 % profile interval of the total under one hierarchical model (its interaction terms)."""
    from habeas.estimation import loglinear_kernel as kernel

    lists = histories.list_count
    model = full_terms(terms, lists)
    counts = histories.table().astype(float)
    size = len(model)
    space = (np.empty(1 << lists), np.zeros((size, size)), np.empty(1 << lists, dtype=np.int64))
    beta = np.full(size, np.nan)
    first = kernel.fit(counts, lists, model, False, beta, *space)
    if first[3] != kernel.CONVERGED:
        raise EstimateRefused("this model has no finite and unique estimate, so no profile interval")
    n0 = float(np.exp(beta[0]))

    def likelihood(unseen: float) -> float:
        with_zero = counts.copy()
        with_zero[0] = unseen
        found = kernel.fit(with_zero, lists, model, True, np.full(size, np.nan), *space)
        return float(found[1])

    return _profile(histories.n, n0, likelihood)


def profile_family(histories: CaptureHistories, by_list: bool, heterogeneity: str | None) -> Interval:
    """95 % profile interval of the total under one of the M0, Mt, Mh, Mth family."""
    from scipy.special import gammaln, xlogy

    counts = histories.table()[1:].astype(float)
    design, chao = columns(histories.list_count, by_list, heterogeneity)
    n0 = float(np.exp(fit_without_negative(design, counts, chao)[0].beta[0]))
    zero = np.zeros((1, design.shape[1]))
    zero[0, 0] = 1.0
    with_zero = np.vstack([design, zero])

    def likelihood(unseen: float) -> float:
        full = np.append(counts, unseen)
        mu = fit_without_negative(with_zero, full, chao)[0].mu
        return float((xlogy(full, mu) - mu - gammaln(full + 1)).sum())

    return _profile(histories.n, n0, likelihood)


def _profile(n: int, n0: float, poisson: Callable[[float], float]) -> Interval:
    """From the Poisson log-likelihood with n0 given to the multinomial one, its top and where it has dropped."""
    from scipy.optimize import brentq, minimize_scalar
    from scipy.special import gammaln

    def value(log_unseen: float) -> float:
        unseen = float(np.exp(log_unseen))
        total = n + unseen
        return poisson(unseen) + total + float(gammaln(total + 1)) - total * float(np.log(total))

    centre = float(np.log(max(n0, 0.5)))
    top = minimize_scalar(lambda x: -value(x), bracket=(centre - 0.1, centre + 0.1), options={"xtol": 1e-9})
    at, height = float(top.x), -float(top.fun)

    def drop(x: float) -> float:
        return value(x) - height + PROFILE_DROP

    low = _crossing(drop, at, -0.3, np.log(0.01), brentq)
    high = _crossing(drop, at, 0.3, np.log(FARTHEST * n), brentq)
    return Interval(
        n + float(np.exp(at)),
        float(n) if low is None else n + float(np.exp(low)),
        float("inf") if high is None else n + float(np.exp(high)),
    )


def _crossing(
    drop: Callable[[float], float], at: float, step: float, limit: float, solve: Callable[..., float]
) -> float | None:
    inner, outer = at, at + step
    while drop(outer) > 0:
        inner, outer = outer, outer + step
        if (outer - limit) * step > 0:
            return None
    return float(solve(drop, min(inner, outer), max(inner, outer), xtol=1e-9))


Procedure = Callable[[Floats], Floats]
"""Tables (replicates, 2^J) to estimates of n0 (replicates,), NaN where there is none."""


def stepwise_procedure(lists: int, threshold: float = 0.02) -> Procedure:
    """Forward selection of pairs with p < threshold, as SparseMSE."""
    from habeas.estimation import loglinear_kernel as kernel

    def run(tables: Floats) -> Floats:
        out = np.empty(len(tables))
        kernel.stepwise_many(np.ascontiguousarray(tables, dtype=float), lists, threshold, out)
        return out

    return run


def best_model_procedure(histories: CaptureHistories, candidates: int = 50, bic: bool = True) -> Procedure:
    """The best of the models that are the best `candidates` of the data (Silverman, Chan & Vincent 2024)."""
    from habeas.estimation import loglinear_kernel as kernel

    ladder = fit_all_models(histories)
    ladder = ladder if bic else sorted(ladder, key=lambda model: model.aic)
    packed, sizes = pack([model.terms for model in ladder[:candidates]], histories.list_count)

    def run(tables: Floats) -> Floats:
        out = np.empty(len(tables))
        kernel.best_of_many(np.ascontiguousarray(tables, dtype=float), histories.list_count, packed, sizes, bic, out)
        return out

    return run


def bootstrap(
    histories: CaptureHistories,
    procedure: Procedure,
    rng: np.random.Generator,
    replicates: int = 1000,
    levels: Sequence[float] = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975),
) -> Bootstrap:
    """BCa quantiles of the total. The acceleration comes from leaving out one person of each pattern, by its count."""
    if replicates < 50:
        raise UsageProblem("a bootstrap needs 50 replicates at least")
    tables = _scatter(histories, rng.multinomial(histories.n, histories.counts / histories.n, size=replicates))
    estimate = float(procedure(histories.table().astype(float)[None])[0])
    if not np.isfinite(estimate):
        raise EstimateRefused("the procedure has no finite estimate on this table")
    left_out = procedure(_scatter(histories, histories.counts - np.eye(len(histories.counts))))
    found = procedure(tables)
    sound = found[np.isfinite(found)]
    if len(sound) < replicates // 2:
        raise EstimateRefused(
            f"{replicates - len(sound)} of {replicates} bootstrap replicates have no finite estimate",
            hint="the overlap is too thin for this model",
        )
    acceleration = _acceleration(left_out, histories.counts.astype(float))
    chosen = partial(_bca, sound, estimate, acceleration)
    quantiles = {level: histories.n + chosen(level) for level in levels}
    return Bootstrap(histories.n + estimate, quantiles, histories.n + sound, replicates - len(sound), acceleration)


def _scatter(histories: CaptureHistories, counts: npt.ArrayLike) -> Floats:
    rows = np.asarray(counts, dtype=float)
    tables = np.zeros((len(rows), 1 << histories.list_count))
    tables[:, histories.patterns] = rows
    return tables


def _acceleration(left_out: Floats, weights: Floats) -> float:
    sound = np.isfinite(left_out)
    weights, values = weights[sound], left_out[sound]
    residual = (weights @ values) / weights.sum() - values
    scale = float(weights @ residual**2)
    return float(weights @ residual**3) / (6 * scale**1.5) if scale > 0 else 0.0


def _bca(replicates: Floats, estimate: float, acceleration: float, level: float) -> float:
    from scipy.special import ndtr, ndtri

    below = np.clip(np.mean(replicates < estimate), 0.5 / len(replicates), 1 - 0.5 / len(replicates))
    shift = float(ndtri(below))
    moved = shift + float(ndtri(level))
    return float(np.quantile(replicates, ndtr(shift + moved / (1 - acceleration * moved)), method="median_unbiased"))
