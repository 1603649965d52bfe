"""M0, Mt, Mh and Mth: capture the same for all or by list, with or without people who differ in how easily they are
found.

Poisson regression on the 2^J - 1 cells with columns of Rcapture (Baillargeon & Rivest 2007, doi:10.18637/jss.v019.i05;
Rivest & Baillargeon 2007, doi:10.1111/j.1541-0420.2007.00779.x). With i the number of lists a pattern is on, the
heterogeneity column is Poisson 2^i - 1, Darroch i^2 / 2, Gamma log 3.5 - log(3.5 + i); Chao has one column
max(i - j + 1, 0) for each j = 3..J, negative coefficients taken out one after the other: a lower bound.
"""

from dataclasses import dataclass

import numpy as np

from habeas.errors import EstimateRefused
from habeas.estimation.capture_histories import CaptureHistories
from habeas.estimation.results import Floats, ModelAnswer, lognormal_draws, lognormal_total

HETEROGENEITY = ("chao", "poisson", "darroch", "gamma")
ASSUMPTION = (
    "Lists are independent of one another for each person, and people differ in one way only: "
    "how easily they are found."
)


@dataclass(frozen=True)
class FamilyFit:
    """`total` and `se` in people; `removed`: negative Chao coefficients taken out."""

    model: str
    total: float
    se: float
    deviance: float
    df: int
    aic: float
    bic: float
    removed: int


@dataclass(frozen=True)
class Regression:
    """A Poisson fit: coefficients, their covariance, fitted means, deviance, log-likelihood."""

    beta: Floats
    covariance: Floats
    mu: Floats
    deviance: float
    log_likelihood: float


def regress(design: Floats, counts: Floats, tolerance: float = 1e-12) -> Regression:
    """Poisson regression with log link by iteratively reweighted least squares: design (cells, p), counts (cells,)."""
    from scipy.special import gammaln, xlogy

    eta = np.log(counts + 0.1)
    deviance = np.inf
    for _ in range(100):
        mu = np.exp(np.clip(eta, -700, 700))
        response = eta + (counts - mu) / mu
        root = np.sqrt(mu)
        beta = np.linalg.lstsq(design * root[:, None], response * root, rcond=None)[0]
        eta = design @ beta
        mu = np.exp(np.clip(eta, -700, 700))
        previous, deviance = deviance, float(2 * (xlogy(counts, counts / mu) - counts + mu).sum())
        if not np.isfinite(deviance):
            raise EstimateRefused("the model does not fit this table: its deviance is not finite")
        if abs(previous - deviance) <= tolerance * (abs(deviance) + 0.1):
            break
    covariance = np.linalg.pinv(design.T @ (design * mu[:, None]))
    likelihood = float((xlogy(counts, mu) - mu - gammaln(counts + 1)).sum())
    return Regression(beta, covariance, mu, deviance, likelihood)


def columns(lists: int, by_list: bool, heterogeneity: str | None) -> tuple[Floats, int]:
    """The design of all patterns 1 .. 2^J - 1, intercept first, and how many of its last columns are Chao's."""
    patterns = np.arange(1, 1 << lists)
    on = (patterns[:, None] >> np.arange(lists) & 1).astype(float)
    times = on.sum(axis=1)
    parts = [np.ones((len(patterns), 1)), on if by_list else times[:, None]]
    chao = 0
    if heterogeneity == "chao":
        chao = max(lists - 2, 0)
        parts += [np.maximum(times - j + 1, 0)[:, None] for j in range(3, lists + 1)]
    elif heterogeneity == "poisson":
        parts.append((2.0**times - 1)[:, None])
    elif heterogeneity == "darroch":
        parts.append((times**2 / 2)[:, None])
    elif heterogeneity == "gamma":
        parts.append((np.log(3.5) - np.log(3.5 + times))[:, None])
    return np.hstack(parts), chao


def fit_without_negative(
    design: Floats, counts: Floats, chao: int, tolerance: float = 1e-12
) -> tuple[Regression, Floats, int]:
    """Fits; takes the first negative Chao coefficient out and fits again, until none is negative."""
    removed = 0
    while True:
        fitted = regress(design, counts, tolerance)
        negative = np.flatnonzero(fitted.beta[len(fitted.beta) - chao :] < -1e-12) if chao else np.zeros(0, dtype=int)
        if not len(negative):
            return fitted, design, removed
        design = np.delete(design, design.shape[1] - chao + int(negative[0]), axis=1)
        chao, removed = chao - 1, removed + 1


def fit_family(
    histories: CaptureHistories, by_list: bool, heterogeneity: str | None, tolerance: float = 1e-12
) -> FamilyFit:
    """One of the family. `by_list`: Mt rather than M0; `heterogeneity` of HETEROGENEITY or None. R's glm stops
    at a relative change of the deviance of 1e-8, which leaves its answers up to some percent short where N is ill
    known."""
    lists = histories.list_count
    counts = histories.table()[1:].astype(float)
    design, chao = columns(lists, by_list, heterogeneity)
    fitted, design, removed = fit_without_negative(design, counts, chao, tolerance)
    parameters = design.shape[1]
    n0 = float(np.exp(min(fitted.beta[0], 700.0)))
    se = float(np.sqrt(n0 + n0**2 * fitted.covariance[0, 0]))
    aic = -2 * fitted.log_likelihood + 2 * parameters
    bic = -2 * fitted.log_likelihood + np.log(histories.n) * parameters
    label = model_name(by_list, heterogeneity)
    return FamilyFit(label, histories.n + n0, se, fitted.deviance, len(counts) - parameters, aic, float(bic), removed)


def model_name(by_list: bool, heterogeneity: str | None) -> str:
    """`M0`, `Mt`, `Mh-darroch`, `Mth-chao` ..."""
    if heterogeneity is None:
        return "Mt" if by_list else "M0"
    return ("Mth-" if by_list else "Mh-") + heterogeneity


def family(histories: CaptureHistories) -> list[FamilyFit]:
    """All ten: M0, Mt, and Mh and Mth with each heterogeneity. Three lists at least, for the last eight."""
    kinds: list[str | None] = [None]
    if histories.list_count >= 3:
        kinds += HETEROGENEITY
    return [fit_family(histories, by_list, kind) for kind in kinds for by_list in (False, True)]


def family_answer(histories: CaptureHistories, model: str, rng: np.random.Generator) -> ModelAnswer:
    """One of the family by its name, as a model's answer."""
    head, _, kind = model.partition("-")
    fitted = fit_family(histories, head in ("Mt", "Mth"), kind or None)
    n0 = fitted.total - histories.n
    diagnostics = {
        "se": fitted.se, "deviance": fitted.deviance, "df": fitted.df, "aic": fitted.aic, "bic": fitted.bic,
        "lower_bound": kind == "chao",
    }  # fmt: skip
    total = lognormal_total(histories.n, n0, fitted.se)
    draws = lognormal_draws(histories.n, n0, fitted.se, 4000, rng)
    return ModelAnswer(model, total, ASSUMPTION, diagnostics, None, draws)
