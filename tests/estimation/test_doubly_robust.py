import numpy as np
import pytest

from habeas.errors import EstimateRefused, UsageProblem
from habeas.estimation.closed_forms import chapman
from habeas.estimation.doubly_robust import PairEstimate, all_pairs, doubly_robust

PEOPLE = 6000


def simulated(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Both lists see young people often and old ones seldom: independent given age, not without."""
    rng = np.random.default_rng(seed)
    age = rng.standard_normal(PEOPLE)
    chance = 1 / (1 + np.exp(0.6 + 1.2 * age))
    marks = (rng.random((PEOPLE, 2)) < chance[:, None]).astype(int)
    return marks, age[:, None]


def test_covariates_recover_what_two_lists_alone_miss() -> None:
    hits, naive_hits = 0, 0
    for seed in range(6):
        marks, age = simulated(seed)
        found = doubly_robust(marks, age, np.random.default_rng(seed))
        hits += found.total.q025 <= PEOPLE <= found.total.q975
        both = int((marks.sum(axis=1) == 2).sum())
        naive = chapman(int(marks[:, 0].sum()), int(marks[:, 1].sum()), both)
        naive_hits += naive.total + 1.96 * naive.se >= PEOPLE
    assert hits >= 5
    assert naive_hits == 0


def test_a_covariate_that_says_nothing_gives_petersen() -> None:
    rng = np.random.default_rng(1)
    marks = (rng.random((4000, 2)) < 0.4).astype(int)
    found = doubly_robust(marks, rng.standard_normal((4000, 1)), rng)
    assert found.total.median == pytest.approx(4000, rel=0.05)
    assert found.psi == pytest.approx(0.64, abs=0.03)


def test_every_pair_of_three_lists_is_tried_and_refusals_are_kept() -> None:
    marks, age = simulated(3)
    third = np.zeros((PEOPLE, 1), dtype=int)
    third[:3] = 1
    found = all_pairs(np.hstack([marks, third]), age, np.random.default_rng(1))
    assert isinstance(found[0, 1], PairEstimate)
    assert isinstance(found[0, 2], str) and "too few" in found[0, 2]


def test_missing_covariates_and_thin_overlap_are_refused() -> None:
    marks, age = simulated(4)
    age[0] = np.nan
    marks[0] = 1
    with pytest.raises(UsageProblem, match="covariate"):
        doubly_robust(marks, age, np.random.default_rng(1))
    with pytest.raises(EstimateRefused, match="too few"):
        doubly_robust([[1, 0], [0, 1], [1, 1]], [[1.0], [2.0], [3.0]], np.random.default_rng(1))
