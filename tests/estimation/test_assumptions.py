import numpy as np
import pytest

from bench.estimation_tables import table
from habeas.errors import EstimateRefused, UsageProblem
from habeas.estimation.assumptions import FACTORS, bounds, no_highest_order_interaction, sensitivity
from habeas.estimation.capture_histories import from_counts


def independent() -> object:
    """Three independent lists of rate 1/2, 80,000 people: 10,000 a cell."""
    return from_counts([[c >> j & 1 for j in range(3)] for c in range(1, 8)], [10_000] * 7)


def test_independent_lists_give_the_missing_cell() -> None:
    found = no_highest_order_interaction(independent(), np.random.default_rng(1))  # type: ignore[arg-type]
    assert found.total is not None
    assert found.total.median == pytest.approx(80_000, rel=0.01)
    assert found.impossible == 0


def test_the_factor_bends_the_unseen_by_itself() -> None:
    found = no_highest_order_interaction(independent(), np.random.default_rng(1), None, 2.0)  # type: ignore[arg-type]
    assert found.total is not None
    assert found.total.median == pytest.approx(90_000, rel=0.01)


def test_two_lists_independent_of_one_another_are_petersen() -> None:
    kosovo = table("kosovo")
    sizes, overlaps = kosovo.list_sizes(), kosovo.overlaps()
    found = no_highest_order_interaction(kosovo, np.random.default_rng(1), (0, 2))
    assert found.total is not None
    assert found.total.median == pytest.approx(sizes[0] * sizes[2] / overlaps[0, 2], rel=0.02)


def test_an_assumption_that_contradicts_the_documented_says_so() -> None:
    overlapping = from_counts([[1, 1, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], [500, 5, 5, 5000])
    found = no_highest_order_interaction(overlapping, np.random.default_rng(1), (0, 1))
    assert found.total is None
    assert found.impossible == 1


def test_sensitivity_spans_from_far_below_to_far_above() -> None:
    found = sensitivity(table("kosovo"), np.random.default_rng(1))
    assert len(found) == len(FACTORS) + 6 + 4
    low, high = bounds(found)
    assert low < 7000 and high > 50_000


def test_assumptions_about_nothing_are_refused() -> None:
    with pytest.raises(UsageProblem):
        no_highest_order_interaction(table("korea"), np.random.default_rng(1), (0,))
    with pytest.raises(UsageProblem):
        no_highest_order_interaction(table("korea"), np.random.default_rng(1), None, 0.0)
    with pytest.raises(EstimateRefused):
        bounds([])
