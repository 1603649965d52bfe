import numpy as np
import pytest

from habeas.errors import EstimateRefused, UsageProblem
from habeas.estimation.strata import StratumDraws, partial_pooling, sum_by_draws, total_of_strata


def strata(spreads: list[float], centres: list[float]) -> dict[str, StratumDraws]:
    rng = np.random.default_rng(1)
    return {
        str(number): StratumDraws(100, 100 * (1 + np.exp(centre + spread * rng.standard_normal(4000))))
        for number, (spread, centre) in enumerate(zip(spreads, centres, strict=True))
    }


def test_sum_by_draws_is_narrower_than_the_sum_of_ends() -> None:
    parts = strata([0.3] * 5, [0.0] * 5)
    total = total_of_strata(parts, np.random.default_rng(2))
    ends = [np.quantile(each.draws, [0.025, 0.975]) for each in parts.values()]
    assert total.q975 - total.q025 < 0.7 * sum(high - low for low, high in ends)
    assert total.mean == pytest.approx(sum(each.draws.mean() for each in parts.values()), rel=0.01)


def test_a_thin_stratum_is_drawn_to_the_others_and_a_rich_one_hardly() -> None:
    parts = strata([0.05, 0.05, 0.05, 0.05, 1.5], [0.0, 0.1, -0.1, 0.05, 2.0])
    pooled = partial_pooling(parts, np.random.default_rng(3))
    assert np.median(pooled["0"]) == pytest.approx(np.median(parts["0"].draws), rel=0.02)
    assert np.median(pooled["4"]) < 0.6 * np.median(parts["4"].draws)
    assert all((draws > 100).all() for draws in pooled.values())


def test_strata_that_truly_differ_are_left_apart() -> None:
    parts = strata([0.05] * 4, [-2.0, 0.0, 1.0, 3.0])
    pooled = partial_pooling(parts, np.random.default_rng(4))
    for label, each in parts.items():
        assert np.median(pooled[label]) == pytest.approx(np.median(each.draws), rel=0.03)


def test_too_few_strata_are_refused() -> None:
    with pytest.raises(EstimateRefused, match="three strata"):
        partial_pooling(strata([0.1, 0.1], [0.0, 0.0]), np.random.default_rng(1))
    with pytest.raises(UsageProblem):
        sum_by_draws([], np.random.default_rng(1))
