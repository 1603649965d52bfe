"""The average: what takes part, and by how much."""

from functools import partial

import numpy as np

from bench.estimation_tables import table
from habeas.estimation.averaging import (
    ALL_PAIRS,
    PARTS,
    SMOOTH,
    average,
    share_of_all_pairs,
    shares_of_differing,
)
from habeas.estimation.capture_histories import from_counts, from_rows
from habeas.estimation.choose import Plan, estimate, stream
from habeas.estimation.latent_class import LatentClassSettings
from habeas.estimation.results import ModelAnswer, total_of_draws

BRIEF = LatentClassSettings(chains=4, warm_up=200, keep=300, tempered_rounds=())
PLAN = Plan(latent=BRIEF, thorough=False)
KOSOVO = table("kosovo")
STREAM = partial(stream, PLAN)


def given(model: str, centre: float, n: int = 4400, **diagnostics: object) -> ModelAnswer:
    draws = n + centre * np.exp(0.1 * np.random.default_rng(1).standard_normal(2000))
    return ModelAnswer(model, total_of_draws(draws), "so", diagnostics, None, draws)


def refused(model: str) -> ModelAnswer:
    return ModelAnswer(model, None, "so", {}, "chains disagree")


def test_models_of_differing_people_take_part_by_how_well_they_fit() -> None:
    loglinear = given("loglinear", 5000, ladder=[{"aic": 100.0}])
    fits = {"loglinear": loglinear, "Mt": given("Mt", 1, aic=110.0)}
    for aic, share in ((90.0, 2.0), (104.0, 2.0), (106.0, 2 * np.exp(-1)), (144.0, 2 * np.exp(-20))):
        found = shares_of_differing(KOSOVO, fits | {SMOOTH: given(SMOOTH, 1, aic=aic)})
        assert found == {SMOOTH: float(share)}
    near = shares_of_differing(KOSOVO, fits | {"Mth-darroch": given("Mth-darroch", 1, aic=104.0)})
    equal = shares_of_differing(
        KOSOVO, fits | {"Mt": given("Mt", 1, aic=104.0), "Mth-darroch": given("x", 1, aic=104.0)}
    )
    assert near["Mth-darroch"] > 0.95 and equal["Mth-darroch"] == 0.5
    vague = given("Mth-darroch", 5000, aic=90.0, se=5000.0)
    assert shares_of_differing(KOSOVO, fits | {"Mth-darroch": vague})["Mth-darroch"] < 0.2
    assert shares_of_differing(KOSOVO, {SMOOTH: refused(SMOOTH)}) == {}


def test_a_log_linear_average_far_beyond_the_others_takes_no_part() -> None:
    answers = [given("latent-class", 5000), given("graphs", 5500), given("loglinear", 40_000)]
    found = average(table("kosovo"), answers, STREAM)
    assert found is not None
    assert found.diagnostics["left_out"] == ["loglinear"]
    assert found.total is not None and found.total.q975 < 15_000
    answers[2] = given("loglinear", 7000)
    assert (average(table("kosovo"), answers, STREAM) or refused("x")).diagnostics["left_out"] == []


def test_people_who_differ_smoothly_bring_their_model_into_the_average() -> None:
    """Everybody's own chance (Rasch), 4 lists: one chance for all is rejected, dependence of lists is no better."""
    rng = np.random.default_rng(6)
    own = 1 / (1 + np.exp(-(np.log([0.47, 0.35, 0.25, 0.14]) + rng.standard_normal((4000, 1)))))
    marks = rng.random(own.shape) < own
    found = estimate(from_rows(marks[marks.any(axis=1)]), PLAN)
    assert found.findings.people_differ
    assert "people-differ" in {warned.code for warned in found.warnings}
    averaged = found.findings.answer("averaged")
    assert averaged is not None and "Mth-darroch" in averaged.diagnostics["of"]
    even = rng.random((4000, 4)) < [0.32, 0.25, 0.2, 0.12]
    found = estimate(from_rows(even[even.any(axis=1)]), PLAN)
    assert not found.findings.people_differ
    averaged = found.findings.answer("averaged")
    assert averaged is not None and averaged.diagnostics["share"]["Mth-darroch"] < 0.5


def test_all_pairs_take_part_with_three_lists_the_more_the_sharper_they_are() -> None:
    found = [estimate(from_rows(_independent(size)), PLAN).findings.answer("averaged") for size in (300, 2000, 30_000)]
    shares = [float(each.diagnostics["share"].get(ALL_PAIRS, 0)) for each in found if each is not None]
    assert shares[0] < 0.05 < shares[1] < 0.5 < 0.95 < shares[2]
    assert set(found[2].diagnostics["of"]) >= {*PARTS, SMOOTH, ALL_PAIRS}  # type: ignore[union-attr]
    four = estimate(table("kosovo"), PLAN).findings.answer("averaged")
    assert four is not None and ALL_PAIRS not in four.diagnostics["of"]


def test_all_pairs_without_a_finite_estimate_have_no_share() -> None:
    never_meet = from_counts([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1]], [50, 40, 30, 10, 10])
    draws, share = share_of_all_pairs(never_meet, np.random.default_rng(1))
    assert share == 0.0 and len(draws) == 1


def test_all_pairs_far_beyond_the_others_take_no_part() -> None:
    three = from_rows(_independent(30_000))
    answers = [given("latent-class", 300, three.n), given("graphs", 310, three.n), given("loglinear", 320, three.n)]
    found = average(three, answers, STREAM)
    assert found is not None and found.diagnostics["left_out"] == [ALL_PAIRS]


def _independent(people: int) -> np.ndarray:
    marks = np.random.default_rng(8).random((people, 3)) < [0.32, 0.22, 0.12]
    return np.asarray(marks[marks.any(axis=1)])
