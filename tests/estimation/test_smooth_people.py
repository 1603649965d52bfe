"""Mth-smooth: how far people differ is summed over; known answers, gradient, invariance, refusals."""

import numpy as np
import pytest
from scipy.special import logit, polygamma

from bench._numbers_judge import families
from bench.estimation_tables import table
from habeas.errors import EstimateRefused
from habeas.estimation.capture_histories import from_counts
from habeas.estimation.smooth_people import Rasch, beta_of, law_nodes, smooth_answer


def test_the_gradient_is_that_of_the_value() -> None:
    kosovo = table("kosovo")
    nodes, weights = law_nodes("normal", 0.9, 0.25)
    rasch = Rasch(kosovo.list_sizes().astype(float), kosovo.times_seen().astype(float), nodes, weights)
    ease = np.array([-1.0, -0.5, -1.5, -2.0])
    slopes = [(rasch.value(ease + s)[0] - rasch.value(ease - s)[0]) / 2e-5 for s in 1e-5 * np.eye(4)]
    assert rasch.value(ease)[1] == pytest.approx(slopes, rel=1e-4, abs=1e-3)


@pytest.mark.parametrize("spread", [0.2, 0.7, 1.5, 2.8])
@pytest.mark.parametrize("rate", [0.1, 0.4])
def test_the_beta_law_has_the_spread_and_the_mean_that_it_is_asked_for(spread: float, rate: float) -> None:
    first, second = beta_of(spread, rate)
    assert first / (first + second) == pytest.approx(rate)
    assert np.sqrt(polygamma(1, first) + polygamma(1, second)) == pytest.approx(spread, rel=1e-4)
    nodes, weights = law_nodes("beta", spread, rate)
    chances = 1 / (1 + np.exp(-(nodes + logit(rate))))
    assert weights @ chances == pytest.approx(rate, rel=0.02)


@pytest.mark.parametrize("law", ["normal", "beta"])
def test_no_spread_is_one_chance_for_all(law: str) -> None:
    nodes, weights = law_nodes(law, 0.0, 0.3)
    assert nodes.tolist() == [0.0] and weights.tolist() == [1.0]
    assert np.isfinite(np.concatenate(law_nodes(law, 0.01, 0.3))).all()


@pytest.mark.parametrize("family", ["alike", "beta-mild", "twice-as-easy", "logit-normal"])
def test_its_interval_holds_the_truth_where_people_differ_by_degrees(family: str) -> None:
    held = []
    for seed in range(0, 16, 2):
        found = families.simulate(family, seed)
        total = smooth_answer(from_counts(found.patterns, found.counts), np.random.default_rng(seed)).total
        assert total is not None
        held.append(total.q025 <= found.truth <= total.q975)
    assert sum(held) >= 6


def test_the_order_of_lists_changes_nothing() -> None:
    kosovo = table("kosovo")
    first = smooth_answer(kosovo, np.random.default_rng(1)).total
    assert first == smooth_answer(kosovo.keep([3, 1, 0, 2]), np.random.default_rng(1)).total


def test_two_lists_are_refused() -> None:
    with pytest.raises(EstimateRefused, match="two lists"):
        smooth_answer(table("kosovo").keep([0, 1]), np.random.default_rng(1))
