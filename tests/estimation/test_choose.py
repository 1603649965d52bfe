import json
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from bench.estimation_tables import table
from habeas.errors import EstimateRefused, UsageProblem
from habeas.estimation import found_again
from habeas.estimation.averaging import PARTS, average
from habeas.estimation.capture_histories import from_counts
from habeas.estimation.choose import MODELS, Plan, estimate, recommend, stream
from habeas.estimation.latent_class import LatentClassSettings
from habeas.estimation.results import ModelAnswer, total_of_draws

BRIEF = LatentClassSettings(chains=4, warm_up=200, keep=300, tempered_rounds=())
PLAN = Plan(latent=BRIEF, thorough=False)
STREAM = partial(stream, PLAN)


def given(model: str, centre: float, n: int = 4400) -> ModelAnswer:
    draws = n + centre * np.exp(0.1 * np.random.default_rng(1).standard_normal(2000))
    return ModelAnswer(model, total_of_draws(draws), "so", {}, None, draws)


def refused(model: str) -> ModelAnswer:
    return ModelAnswer(model, None, "so", {}, "chains disagree")


def test_kosovo_recommends_the_average_and_shows_all() -> None:
    found = estimate(table("kosovo"), PLAN)
    assert found.documented == 4400
    assert found.findings.recommended == "averaged"
    total = found.findings.chosen.total  # type: ignore[union-attr]
    assert total is not None and 10_000 < total.median < 13_000
    assert {"latent-class", "graphs", "loglinear", "chao", "Mt"} <= {each.model for each in found.findings.answers}


def test_json_has_the_published_shape() -> None:
    found = json.loads(json.dumps(estimate(table("korea"), PLAN).published()))
    assert list(found) == ["documented", "recommended", "models", "warnings", "seed", "version"]
    for model in found["models"]:
        assert list(model) == ["model", "total", "diagnostics", "refused"]
        if model["refused"] is None:
            assert list(model["total"]) == ["mean", "median", "q025", "q10", "q90", "q975"]
        else:
            assert model["total"] is None
    names = [model["model"] for model in found["models"]]
    assert found["recommended"] in names or found["recommended"] is None
    assert all(list(warned) == ["code", "text"] for warned in found["warnings"])


def test_the_same_seed_gives_the_same_estimate_and_another_does_not() -> None:
    first, second = estimate(table("korea"), PLAN), estimate(table("korea"), PLAN)
    assert first.published() == second.published()
    other = estimate(table("korea"), replace(PLAN, seed=2))
    assert other.findings.answers[0].total != first.findings.answers[0].total


def test_lists_in_another_order_give_the_same_figures() -> None:
    korea = table("korea")
    first, second = estimate(korea, PLAN), estimate(korea.keep([2, 0, 1]), PLAN)
    for one, other in zip(first.findings.answers, second.findings.answers, strict=True):
        if one.total is not None and other.total is not None:
            assert one.total.median == pytest.approx(other.total.median, rel=1e-9)
            assert one.total.q975 == pytest.approx(other.total.q975, rel=1e-9)


def test_thorough_leaves_each_list_out_and_tries_other_priors() -> None:
    found = estimate(table("hiv_rome"), replace(PLAN, thorough=True)).findings
    assert set(found.left_out) == {"c1", "c2", "c3", "c4"}
    assert len(found.other_priors) >= 3
    assert found.assumptions


def test_two_lists_show_chapman_and_recommend_nothing() -> None:
    found = estimate(table("kosovo").keep([0, 2]), PLAN)
    assert found.findings.recommended is None
    assert {each.model for each in found.findings.answers} == {"chapman", "chao"}
    assert "third" in found.why


def test_thirty_people_are_needed() -> None:
    few = from_counts([[1, 1, 0], [1, 0, 1], [0, 1, 1], [1, 0, 0], [0, 1, 0]], [5, 5, 5, 5, 5])
    found = estimate(few, PLAN)
    assert found.findings.recommended is None
    assert "25 people" in found.why


def test_three_lists_and_kinds_of_model_far_apart_recommend_nothing() -> None:
    """Two kinds of people or dependent lists: of three lists nobody can say which. Of four, the latent classes can."""
    kosovo = table("kosovo")
    answers = [given("latent-class", 800), refused("graphs"), given("loglinear", 9000)]
    three = kosovo.keep([0, 1, 2])
    assert average(three, answers, STREAM) is None
    chosen, why = recommend(three, answers, PLAN)
    assert chosen is None and "three lists cannot tell" in why
    assert recommend(kosovo, answers, PLAN)[0] == "latent-class"


def test_an_answer_far_below_chaos_bound_is_not_recommended() -> None:
    parts = [given(name, 1900) for name in PARTS]
    chosen, why = recommend(table("kosovo"), [given("averaged", 1900), *parts, given("chao", 4000)], PLAN)
    assert chosen is None
    assert why.startswith("its 1,896 undocumented are less than half of Chao's lower bound, 3,991:")
    assert recommend(table("kosovo"), [given("averaged", 2100), *parts, given("chao", 4000)], PLAN)[0] == "averaged"


def test_an_answer_below_half_of_a_bound_that_is_itself_a_guess_is_recommended() -> None:
    """Near-complete: Chao's middle is 5 people unseen, his interval 1 to 25; two people are no difference."""
    parts = [given(name, 2) for name in PARTS]
    loose = 4400 + 5 * np.exp(0.82 * np.random.default_rng(1).standard_normal(4000))
    chao = ModelAnswer("chao", total_of_draws(loose), "so", {}, None, loose)
    assert recommend(table("kosovo"), [given("averaged", 2), *parts, chao], PLAN)[0] == "averaged"


def test_the_rules_hold_for_every_refusal() -> None:
    kosovo = table("kosovo")
    parts = {name: given(name, 6000) for name in PARTS}
    assert recommend(kosovo, [given("averaged", 6000), *parts.values()], PLAN)[0] == "averaged"
    only_graphs = [refused("latent-class"), parts["graphs"], refused("loglinear")]
    assert recommend(kosovo, only_graphs, PLAN)[0] == "graphs"
    assert recommend(table("neworl"), only_graphs, PLAN)[0] is None
    assert recommend(kosovo, [refused("latent-class"), refused("graphs"), parts["loglinear"]], PLAN)[0] is None
    assert recommend(kosovo, [refused(name) for name in PARTS], PLAN)[0] is None


def test_an_interval_that_says_nothing_is_not_recommended() -> None:
    draws = 4400 + np.geomspace(100, 400_000, 2000)
    wild = ModelAnswer("averaged", total_of_draws(draws), "so", {}, None, draws)
    chosen, why = recommend(table("kosovo"), [wild, given("latent-class", 1), given("graphs", 1)], PLAN)
    assert chosen is None
    assert "factor" in why


@pytest.mark.parametrize(
    "model", [name for name in MODELS if name not in ("chapman", "doubly-robust", *found_again.MODELS)]
)
def test_every_model_can_be_asked_for_by_its_name(model: str) -> None:
    found = estimate(table("hiv_rome"), replace(PLAN, model=model))
    assert found.findings.recommended == model
    assert found.findings.chosen is not None and found.findings.chosen.total is not None
    assert found.findings.chosen.total.q025 >= 1896


@pytest.mark.parametrize("model", found_again.MODELS)
def test_models_of_behaviour_are_asked_for_with_the_order_of_the_lists(model: str) -> None:
    asked = replace(PLAN, model=model, order=table("hiv_rome").lists)
    found = estimate(table("hiv_rome"), asked)
    assert found.findings.recommended == model
    with pytest.raises(UsageProblem, match="needs the order"):
        estimate(table("hiv_rome"), replace(asked, order=()))


def test_a_model_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageProblem, match="no such model"):
        estimate(table("korea"), replace(PLAN, model="guess"))


def test_a_table_without_overlap_is_refused_before_any_model_runs() -> None:
    with pytest.raises(EstimateRefused, match="no person is on two lists"):
        estimate(from_counts([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [50, 50, 50]), PLAN)
