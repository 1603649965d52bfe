import numpy as np
import pytest

from habeas.errors import EstimateRefused, UsageProblem
from habeas.estimation.closed_forms import chapman
from habeas.estimation.doubly_robust import (
    MODEL,
    PairEstimate,
    People,
    all_pairs,
    designs,
    doubly_robust,
    doubly_robust_answer,
    multinomial_logit,
)

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


def test_covariates_that_matter_only_together_are_recovered() -> None:
    rng = np.random.default_rng(5)
    values = rng.standard_normal((8000, 2))
    chance = 1 / (1 + np.exp(0.4 - 0.9 * values[:, 0] * values[:, 1]))
    marks = (rng.random((8000, 2)) < chance[:, None]).astype(int)
    seen = marks.any(axis=1)
    found = doubly_robust(marks[seen], values[seen], rng)
    assert found.total.q025 <= 8000 <= found.total.q975
    assert found.total.q975 - found.total.q025 < 2500


def test_few_people_make_the_interval_wider_than_the_plug_in_says() -> None:
    """The chances are learnt from 300 people: their doubt is in the interval, and the estimate is not too low."""
    totals = []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        age = rng.standard_normal((500, 1))
        marks = rng.random((500, 2)) < 1 / (1 + np.exp(0.6 + 1.2 * age))
        seen = marks.any(axis=1)
        totals.append(doubly_robust(marks[seen], age[seen], rng).total)
    assert sum(total.q025 <= 500 <= total.q975 for total in totals) >= 9
    assert np.median([total.median for total in totals]) == pytest.approx(500, rel=0.1)


def test_an_answer_holds_every_usable_pair_and_names_the_others() -> None:
    marks, age = simulated(3)
    third = np.zeros((PEOPLE, 1), dtype=int)
    third[:3] = 1
    people = _people(np.hstack([marks, third]), age)
    found = doubly_robust_answer(people, np.random.default_rng(1))
    assert found.model == MODEL
    assert list(found.diagnostics["pairs"]) == ["A and B"]
    assert set(found.diagnostics["refused_pairs"]) == {"A and C", "B and C"}
    assert found.total is not None and found.total.q025 >= len(people.marks)
    assert found.total.q025 <= PEOPLE <= found.total.q975


def test_the_order_of_lists_and_people_changes_nothing() -> None:
    marks, age = simulated(2)
    marks = np.hstack([marks, (np.random.default_rng(9).random((PEOPLE, 1)) < 0.2).astype(int)])
    people = _people(marks, age)
    first = doubly_robust_answer(people, np.random.default_rng(1))
    mixed = np.random.default_rng(4).permutation(len(people.marks))
    other = People(("C", "A", "B"), people.marks[mixed][:, [2, 0, 1]], people.covariates[mixed])
    second = doubly_robust_answer(other, np.random.default_rng(1))
    assert first.total is not None and second.total is not None
    assert second.total.median == pytest.approx(first.total.median, rel=1e-9)
    assert second.diagnostics["pairs"]["A and B"] == pytest.approx(first.diagnostics["pairs"]["A and B"], rel=1e-9)


def test_no_usable_pair_is_refused_with_the_reason() -> None:
    people = _people(np.array([[1, 0], [0, 1], [1, 1]]), np.array([[1.0], [2.0], [3.0]]))
    with pytest.raises(EstimateRefused, match="no pair of lists can be used: 1 people are on both lists"):
        doubly_robust_answer(people, np.random.default_rng(1))


def test_chances_without_covariates_are_the_shares() -> None:
    kind = np.repeat([0, 1, 2], [500, 300, 200])
    found = multinomial_logit(np.ones((1000, 1)), kind, np.ones((1, 1)))
    assert found[0] == pytest.approx([0.5, 0.3, 0.2], abs=2e-3)


def test_chances_of_a_covariate_that_tells_all_stay_finite() -> None:
    """Groups that a covariate parts wholly: without a ridge, slopes would grow for ever."""
    values = np.repeat([-1.0, 0.0, 1.0], 100)[:, None]
    found = multinomial_logit(
        np.hstack([np.ones((300, 1)), values]), np.repeat([0, 2, 1], 100), np.array([[1.0, -1.0]])
    )
    assert np.isfinite(found).all() and found[0, 0] > 0.9


def test_designs_grow_from_a_constant_to_products() -> None:
    values = np.random.default_rng(1).standard_normal((50, 3))
    values[:, 2] = values[:, 2] > 0
    assert [design.shape[1] for design in designs(values)] == [1, 4, 6, 9]
    assert [design.shape[1] for design in designs(values[:, :1])] == [1, 2, 3]


def _people(marks: np.ndarray, covariates: np.ndarray) -> People:
    seen = marks.any(axis=1)
    return People(("A", "B", "C")[: marks.shape[1]], marks[seen].astype(np.int64), covariates[seen].astype(float))
