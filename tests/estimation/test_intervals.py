import numpy as np
import pytest

from bench.estimation_tables import table
from habeas.errors import EstimateRefused, UsageProblem
from habeas.estimation.capture_histories import from_counts
from habeas.estimation.intervals import best_model_procedure, bootstrap, profile_loglinear, stepwise_procedure
from habeas.estimation.loglinear import parse_model

SPARSEMSE = {
    "kosovo": 14341.66380043,
    "ukdat": 11417.9910915,
    "neworl_5": 1034.15106523,
    "korea": 268.78,
    "spina_bifida": 724.12,
    "western": 2483.38,
}
"""SparseMSE 2.0.1 estimatepopulation, pthresh 0.02: popest."""


@pytest.mark.parametrize("name", SPARSEMSE)
def test_stepwise_estimate_is_sparsemse_s(name: str) -> None:
    histories = table(name)
    n0 = stepwise_procedure(histories.list_count)(histories.table().astype(float)[None])[0]
    assert histories.n + n0 == pytest.approx(SPARSEMSE[name], abs=0.005)


def test_kosovo_bca_interval_is_near_sparsemse_s() -> None:
    kosovo = table("kosovo")
    found = bootstrap(kosovo, stepwise_procedure(4), np.random.default_rng(1))
    assert found.quantiles[0.025] == pytest.approx(12661, rel=0.02)
    assert found.quantiles[0.975] == pytest.approx(16612, rel=0.02)
    assert found.failed == 0


def test_bootstrap_of_the_best_model_repeats_the_choice() -> None:
    kosovo = table("kosovo")
    found = bootstrap(kosovo, best_model_procedure(kosovo, 20), np.random.default_rng(1), replicates=200)
    assert found.estimate == pytest.approx(10356.5, abs=0.1)
    assert found.quantiles[0.975] > 15000  # the choice of model is part of the doubt


def test_profile_of_ball_s_model_is_near_the_published_interval() -> None:
    found = profile_loglinear(table("kosovo"), parse_model("[123,14,34]", 4))
    assert (found.low, found.high) == pytest.approx((9002, 12122), rel=0.002)


def test_few_replicates_and_hopeless_tables_are_refused() -> None:
    with pytest.raises(UsageProblem, match="50 replicates"):
        bootstrap(table("kosovo"), stepwise_procedure(4), np.random.default_rng(1), replicates=10)
    with pytest.raises(EstimateRefused):
        profile_loglinear(from_counts([[1, 1, 0], [1, 1, 1]], [3, 2]), ())
