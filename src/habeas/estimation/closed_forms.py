"""Closed forms: Chapman for two lists, Chao's lower bound, sample coverage. Microseconds, and quick to say no.

Each returns the estimate of the total and its standard error, both in people. Reference for the coverage estimators and
for intervals: R package CARE1; for the rest the papers named.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from habeas.errors import EstimateRefused
from habeas.estimation.capture_histories import CaptureHistories
from habeas.estimation.results import Floats, ModelAnswer, lognormal_draws, lognormal_total

BOOTSTRAPS = 1000


@dataclass(frozen=True)
class PointEstimate:
    """`total` and its standard error `se`, in people."""

    total: float
    se: float


@dataclass(frozen=True)
class CoverageEstimate:
    """Sample coverage. `coverage` in [0, 1]; `overlap`: D, mean number seen twice; three estimates of the total."""

    coverage: float
    overlap: float
    independent: float
    high: float
    low: float


def petersen(n1: int, n2: int, both: int) -> float:
    """n1 n2 / both: the first estimate of the kind (Petersen 1896). Infinite where nobody is on both lists."""
    return n1 * n2 / both if both else float("inf")


def chapman(n1: int, n2: int, both: int) -> PointEstimate:
    """Chapman's two-list estimate, nearly unbiased, finite even without overlap. Seber 1982, pages 59 and 60.

    >>> chapman(200, 150, 30).total
    978.0645161290323
    """
    total = (n1 + 1) * (n2 + 1) / (both + 1) - 1
    variance = (n1 + 1) * (n2 + 1) * (n1 - both) * (n2 - both) / ((both + 1) ** 2 * (both + 2))
    return PointEstimate(total, float(np.sqrt(variance)))


def pairs(histories: CaptureHistories) -> dict[tuple[int, int], PointEstimate]:
    """Chapman's estimate of every pair of lists, by column numbers from 0."""
    sizes, overlaps = histories.list_sizes(), histories.overlaps()
    return {
        (i, j): chapman(int(sizes[i]), int(sizes[j]), int(overlaps[i, j]))
        for i, j in combinations(range(histories.list_count), 2)
    }


def chao_lower_bound(histories: CaptureHistories) -> PointEstimate:
    """Chao's lower bound, bias-corrected: n + (t-1)/t f1 (f1 - 1) / (2 (f2 + 1)), f_i people on exactly i of t lists.

    A lower bound only where people differ in how easily they are found, or lists help one another. Chao 1987,
    doi:10.2307/2531532; the correction: Chao 1989, doi:10.2307/2531487.
    """
    seen = histories.times_seen().astype(float)
    share = (histories.list_count - 1) / histories.list_count
    f1, f2 = seen[1], seen[2]
    n0 = share * f1 * (f1 - 1) / (2 * (f2 + 1))
    variance = share * f1 * (f1 - 1) / (2 * (f2 + 1)) + share**2 * f1 * (2 * f1 - 1) ** 2 / (4 * (f2 + 1) ** 2)
    variance += share**2 * f1**2 * f2 * (f1 - 1) ** 2 / (4 * (f2 + 1) ** 4)
    return PointEstimate(histories.n + n0, float(np.sqrt(variance)))


def sample_coverage(histories: CaptureHistories) -> CoverageEstimate:
    """The sample coverage estimates of Chao & Tsay 1998, doi:10.1002/(SICI)1097-0258(19981215)17:23<2765 and CARE1.

    `independent` D/C; `high` for high coverage (their equation 20); `low` one step, for low coverage.
    """
    return _coverage(histories.marks().astype(float), histories.counts.astype(float)[None, :])[0]


def _coverage(marks: Floats, counts: Floats) -> list[CoverageEstimate]:
    """`marks` (cells, J), `counts` (replicates, cells): vectorised over replicates."""
    lists = marks.shape[1]
    alone = marks.sum(axis=1) == 1
    only_two = marks.sum(axis=1) == 2
    sizes = counts @ marks
    singles = (counts * alone) @ marks
    people = counts.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        coverage = 1 - (singles / sizes).mean(axis=1)
        overlap = people - singles.mean(axis=1)
        near, ratio_sum = np.zeros(len(counts)), np.zeros(len(counts))
        pieces = []
        for i, j in combinations(range(lists), 2):
            both = counts @ (marks[:, i] * marks[:, j])
            just_these = counts @ (marks[:, i] * marks[:, j] * only_two)
            reach = singles[:, i] + singles[:, j] + 2 * just_these
            ratio = both / (sizes[:, i] * sizes[:, j])
            near, ratio_sum = near + reach, ratio_sum + reach * ratio
            pieces.append((reach, ratio))
        independent = overlap / coverage
        high = (lists * overlap - near) / (lists * coverage - ratio_sum)
        high = np.where((lists * overlap - near < 1e-4) | (high < people), people, high)
        first = sum(reach * (independent * ratio - 1) for reach, ratio in pieces)
        base = independent + first / (lists * coverage)
        second = sum(reach * (ratio * base - 1) for reach, ratio in pieces)
        low = independent + second / (lists * coverage)
    columns = zip(coverage, overlap, independent, high, low, strict=True)
    return [CoverageEstimate(*(float(value) for value in row)) for row in columns]


def sample_coverage_answer(histories: CaptureHistories, rng: np.random.Generator) -> ModelAnswer:
    """The one-step coverage estimate with a bootstrap standard error, as a model's answer."""
    assumption = (
        "How far lists depend on one another is read from how far each pair overlaps; three lists at once are taken to "
        "depend on one another in no other way."
    )
    found = sample_coverage(histories)
    if not found.coverage > 0 or not np.isfinite(found.low) or found.low <= histories.n:
        return ModelAnswer("sample-coverage", None, assumption, {}, "no overlap to read the coverage from")
    resampled = rng.multinomial(histories.n, histories.counts / histories.n, size=BOOTSTRAPS).astype(float)
    lows = np.array([each.low for each in _coverage(histories.marks().astype(float), resampled)])
    se = float(np.std(lows[np.isfinite(lows)]))
    diagnostics = {
        "coverage": found.coverage, "independent": found.independent, "high_coverage": found.high, "se": se
    }  # fmt: skip
    return _answer("sample-coverage", histories.n, found.low, se, assumption, diagnostics, rng)


def chao_answer(histories: CaptureHistories, rng: np.random.Generator) -> ModelAnswer:
    """Chao's lower bound as a model's answer."""
    assumption = "A lower bound, no estimate: it holds where people differ in how easily they are found."
    found = chao_lower_bound(histories)
    diagnostics = {"se": found.se, "lower_bound": True}
    return _answer("chao", histories.n, found.total, found.se, assumption, diagnostics, rng)


def chapman_answer(histories: CaptureHistories, rng: np.random.Generator) -> ModelAnswer:
    """Chapman for exactly two lists."""
    if histories.list_count != 2:
        raise EstimateRefused(
            f"Chapman's estimate takes two lists, not {histories.list_count}", hint="choose two with --lists"
        )
    assumption = "Being on one list says nothing about being on the other, and everyone could be on either."
    found = pairs(histories)[0, 1]
    return _answer("chapman", histories.n, found.total, found.se, assumption, {"se": found.se}, rng)


def _answer(
    model: str,
    n: int,
    total: float,
    se: float,
    assumption: str,
    diagnostics: Mapping[str, object],
    rng: np.random.Generator,
) -> ModelAnswer:
    n0 = max(total - n, 0.0)
    draws = lognormal_draws(n, n0, se, 4000, rng)
    return ModelAnswer(model, lognormal_total(n, n0, se), assumption, diagnostics, None, draws)
