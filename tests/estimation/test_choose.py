import json
from dataclasses import replace

import numpy as np
import pytest

from bench.estimation_tables import table
from habeas.errors import EstimateRefused, UsageProblem
from habeas.estimation.capture_histories import CaptureHistories, from_counts
from habeas.estimation.choose import (
    MODELS,
    PARTS,
    Plan,
    average,
    estimate,
    estimate_replicates,
    estimate_strata,
    estimate_strata_replicates,
    recommend,
)
from habeas.estimation.latent_class import LatentClassSettings
from habeas.estimation.results import ModelAnswer, total_of_draws

BRIEF = LatentClassSettings(chains=4, warm_up=200, keep=300, tempered_rounds=())
PLAN = Plan(latent=BRIEF, thorough=False)


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


def test_a_log_linear_average_far_beyond_the_others_takes_no_part() -> None:
    answers = [given("latent-class", 5000), given("graphs", 5500), given("loglinear", 40_000)]
    found = average(table("kosovo"), answers, PLAN)
    assert found is not None
    assert found.diagnostics["left_out"] == ["loglinear"]
    assert found.total is not None and found.total.q975 < 15_000
    answers[2] = given("loglinear", 7000)
    assert (average(table("kosovo"), answers, PLAN) or refused("x")).diagnostics["left_out"] == []


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


@pytest.mark.parametrize("model", [name for name in MODELS if name != "chapman"])
def test_every_model_can_be_asked_for_by_its_name(model: str) -> None:
    found = estimate(table("hiv_rome"), replace(PLAN, model=model))
    assert found.findings.recommended == model
    assert found.findings.chosen is not None and found.findings.chosen.total is not None
    assert found.findings.chosen.total.q025 >= 1896


def test_a_model_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageProblem, match="no such model"):
        estimate(table("korea"), replace(PLAN, model="guess"))


def test_strata_are_added_by_draws_and_thin_ones_are_counted_only() -> None:
    spina = table("spina_bifida")
    thin = from_counts([[1, 0, 1], [1, 0, 0]], [1, 1], spina.lists)
    found = estimate_strata({"one": spina, "other": spina, "few": thin}, PLAN)
    summed = found.findings.answer("strata-sum")
    assert summed is not None and summed.total is not None
    assert summed.diagnostics["people_documented_only"] == 2
    single = estimate(spina, PLAN).findings.chosen
    assert single is not None and single.total is not None
    assert summed.total.median == pytest.approx(2 * single.total.median + 2, rel=0.02)
    assert summed.total.q975 - summed.total.q025 < 2 * (single.total.q975 - single.total.q025)
    assert "sum-by-draws" in {warned.code for warned in found.warnings}
    assert [each.label for each in found.findings.strata] == ["one", "other", "few"]


def test_replicates_are_combined_and_carry_the_linkage() -> None:
    korea = table("korea")
    versions = [
        CaptureHistories(korea.lists, korea.patterns, korea.counts + np.array([k, 0, 0, 0, 0, 0])) for k in range(10)
    ]
    found = estimate_replicates(versions, replace(PLAN, model="graphs", rule="verdata"))
    assert found.findings.recommended == "graphs"
    assert found.findings.replicates == 10
    assert "linkage-not-carried" not in {warned.code for warned in found.warnings}
    with pytest.raises(UsageProblem):
        estimate_replicates([korea], PLAN)


def test_strata_in_replicates_carry_the_linkage_in_the_sum_and_in_each() -> None:
    korea = table("korea")
    thin = from_counts([[1, 0, 1], [1, 0, 0]], [1, 1], korea.lists)

    def version(k: int) -> dict[str, CaptureHistories]:
        more = CaptureHistories(korea.lists, korea.patterns, korea.counts + np.array([6 * k, 0, 0, 0, 0, 0]))
        return {"one": more, "other": korea, "few": thin}

    alike = estimate_strata_replicates([version(0)] * 10, PLAN)
    found = estimate_strata_replicates([version(k) for k in range(10)], PLAN)

    assert found.findings.replicates == 10
    assert {"linkage-not-carried", "lower-bound"} & {warned.code for warned in found.warnings} == {"lower-bound"}
    assert [each.label for each in found.findings.strata] == ["one", "other", "few"]
    assert found.findings.strata[2].answer is None and found.findings.strata[2].documented == 2
    sums = [each.findings.answer("strata-sum").total for each in (alike, found)]  # type: ignore[union-attr]
    ones = [each.findings.strata[0].answer.total for each in (alike, found)]  # type: ignore[union-attr]
    for certain, doubted in (sums, ones):
        assert doubted.q975 - doubted.q025 > certain.q975 - certain.q025  # type: ignore[union-attr]
    with pytest.raises(UsageProblem):
        estimate_strata_replicates([version(0)], PLAN)


def test_a_table_without_overlap_is_refused_before_any_model_runs() -> None:
    with pytest.raises(EstimateRefused, match="no person is on two lists"):
        estimate(from_counts([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [50, 50, 50]), PLAN)
