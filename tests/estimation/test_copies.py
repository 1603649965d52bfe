"""A list inside another, and two that are one: seen where they are, not where chance made them."""

import numpy as np
import pytest

from habeas.errors import EstimateRefused
from habeas.estimation.capture_histories import CaptureHistories, from_rows
from habeas.estimation.choose import Plan, estimate
from habeas.estimation.copies import copies
from habeas.estimation.latent_class import LatentClassSettings

PLAN = Plan(latent=LatentClassSettings(chains=4, warm_up=200, keep=300, tempered_rounds=()), thorough=False)


def lists(count: int, rate: float = 0.3, people: int = 1000, seed: int = 1) -> np.ndarray:
    return (np.random.default_rng(seed).random((people, count)) < rate).astype(int)


def made(marks: np.ndarray) -> CaptureHistories:
    return from_rows(marks[marks.any(axis=1)])


def test_a_list_inside_another_is_warned_of_by_name_and_with_what_to_do() -> None:
    marks = lists(4)
    marks[:, 3] = marks[:, 0] * (np.random.default_rng(2).random(1000) < 0.6)
    assert [(each.small, each.large, each.same) for each in copies(made(marks))] == [(3, 0, False)]
    texts = {each.code: each.text for each in estimate(made(marks), PLAN).warnings}
    assert "list 4 lies inside list 1" in texts["list-within-list"] and "--lists" in texts["list-within-list"]


def test_two_lists_that_are_nearly_one_are_warned_of() -> None:
    marks = lists(4)
    changed = np.random.default_rng(3).random(1000) < 0.02
    marks[:, 3] = np.where(changed, 1 - marks[:, 0], marks[:, 0])
    assert [each.same for each in copies(made(marks))] == [True]


def test_two_looks_of_their_own_and_a_copy_recommend_nothing() -> None:
    marks = lists(3)
    marks[:, 2] = marks[:, 0] * (np.random.default_rng(4).random(1000) < 0.6)
    found = estimate(made(marks), PLAN)
    assert found.findings.recommended is None
    assert "list 3 lies inside list 1" in found.why and "three are needed" in found.why


def test_two_lists_of_the_same_people_are_refused() -> None:
    marks = lists(3)
    marks[:, 2] = marks[:, 0]
    with pytest.raises(EstimateRefused, match="copy"):
        estimate(made(marks), PLAN)


@pytest.mark.parametrize("rate", [0.1, 0.3, 0.7, 0.95])
def test_chance_makes_no_copies(rate: float) -> None:
    """Where lists hold nearly everybody, a small one lies inside a large one by chance."""
    for seed in range(10):
        marks = lists(4, rate, 400, seed)
        marks[:, 3] = np.random.default_rng(100 + seed).random(400) < 0.03
        assert copies(made(marks)) == ()
