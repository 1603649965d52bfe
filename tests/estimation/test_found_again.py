"""Being found once changes the chance to be found again: seen with an order, told in both directions without."""

import numpy as np
import pytest

from bench._numbers_judge import families
from habeas.estimation.capture_histories import CaptureHistories, from_counts
from habeas.estimation.found_again import MODELS, behaviour_answers, if_found_again
from habeas.estimation.results import ModelAnswer


def made(family: str, seed: int) -> tuple[CaptureHistories, int]:
    found = families.simulate(family, seed)
    return from_counts(found.patterns, found.counts), found.truth


def answers(family: str, seed: int) -> tuple[dict[str, ModelAnswer], int]:
    table, truth = made(family, seed)
    found = behaviour_answers(table, table.lists, np.random.default_rng(seed))
    return {each.model: each for each in found}, truth


def test_the_four_models_answer_and_say_the_same_of_the_change() -> None:
    found, _ = answers("mtb-double", 2)
    assert tuple(found) == MODELS
    assert all(each.diagnostics["found_again"] for each in found.values())
    assert sum(bool(each.diagnostics["better"]) for each in found.values()) == 1


@pytest.mark.parametrize(("family", "least"), [("mtb-double", 9), ("mtb-less", 8), ("mbh-double", 8), ("mb-less", 8)])
def test_a_chance_doubled_or_more_than_halved_is_seen_in_nearly_all_tables(family: str, least: int) -> None:
    seen = [answers(family, seed)[0]["Mtb"].diagnostics["found_again"] for seed in range(0, 20, 2)]
    assert sum(seen) >= least


def test_where_nothing_changes_the_warning_is_not_always_on() -> None:
    seen = [answers("no-behaviour", seed)[0]["Mtb"].diagnostics["found_again"] for seed in range(0, 40, 2)]
    assert sum(seen) <= 7


def test_mtb_holds_the_truth_that_independence_misses() -> None:
    """Recapture after a first time is .4 as likely: independent lists give half as many again as there are."""
    found, truth = answers("mb-less", 4)
    total = found["Mtb"].total
    assert total is not None and total.q025 <= truth <= total.q975
    table, _ = made("mb-less", 4)
    assert if_found_again(table, np.random.default_rng(1)).unchanged > 1.3 * truth


def test_the_order_of_columns_changes_nothing_where_the_order_of_lists_is_given_by_name() -> None:
    table, _ = made("mtb-double", 4)
    turned = table.keep([2, 0, 3, 1])
    first = behaviour_answers(table, table.lists, np.random.default_rng(1))
    second = behaviour_answers(turned, table.lists, np.random.default_rng(1))
    assert [each.diagnostics["log_odds"] for each in first] == pytest.approx(
        [each.diagnostics["log_odds"] for each in second], abs=1e-4
    )
    assert if_found_again(table, np.random.default_rng(1)) == if_found_again(turned, np.random.default_rng(1))


def test_without_an_order_a_doubled_chance_moves_up_and_a_halved_one_down() -> None:
    table, _ = made("alike", 2)
    moved = if_found_again(table, np.random.default_rng(1))
    assert moved.doubled[0] > 1.2 * moved.unchanged and moved.halved[1] < 0.95 * moved.unchanged
    assert moved.halved[0] > table.n and moved.doubled[0] <= moved.doubled[1]
