import numpy as np
import pytest

from bench.estimation_tables import table
from habeas.errors import EstimateRefused
from habeas.estimation.capture_histories import from_counts
from habeas.estimation.closed_forms import (
    chao_lower_bound,
    chapman,
    chapman_answer,
    petersen,
    sample_coverage,
    sample_coverage_answer,
)

HEPATITIS = from_counts(
    [[1, 1, 1], [1, 1, 0], [1, 0, 1], [1, 0, 0], [0, 1, 1], [0, 1, 0], [0, 0, 1]], [28, 21, 17, 69, 18, 55, 63]
)
"""Hepatitis A in Taiwan, Chao et al. 2001, doi:10.1002/sim.996: three lists, 271 people."""


def test_sample_coverage_of_hepatitis_is_the_published() -> None:
    found = sample_coverage(HEPATITIS)
    assert found.coverage == pytest.approx(0.513, abs=5e-4)
    assert [round(found.high), round(found.low)] == [971, 508]


def test_chapman_is_petersen_nearly_and_finite_without_overlap() -> None:
    assert chapman(1000, 1000, 100).total == pytest.approx(petersen(1000, 1000, 100), rel=0.01)
    assert np.isfinite(chapman(10, 10, 0).total)
    assert petersen(10, 10, 0) == float("inf")


def test_chapman_variance_is_seber_s() -> None:
    assert chapman(200, 150, 30).se ** 2 == pytest.approx(201 * 151 * 170 * 120 / (31**2 * 32))


def test_chao_lower_bound_of_kosovo() -> None:
    f1, f2 = 3218, 882
    assert chao_lower_bound(table("kosovo")).total == pytest.approx(4400 + 0.75 * f1 * (f1 - 1) / (2 * (f2 + 1)))


def test_chapman_of_three_lists_is_refused() -> None:
    with pytest.raises(EstimateRefused, match="takes two lists"):
        chapman_answer(HEPATITIS, np.random.default_rng(1))


def test_sample_coverage_bootstrap_error_is_near_the_published() -> None:
    answer = sample_coverage_answer(HEPATITIS, np.random.default_rng(1))
    assert answer.total is not None
    assert 25 < answer.diagnostics["se"] < 60  # CARE1 prints 40
    assert answer.total.q025 > 271
