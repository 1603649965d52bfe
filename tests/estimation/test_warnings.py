"""Each of the warnings, 18 of the field and five more: findings that make it fire, and others that do not."""

from dataclasses import replace

import numpy as np
import pytest

from bench.estimation_tables import table
from habeas.estimation.capture_histories import CaptureHistories, from_counts
from habeas.estimation.findings import Findings, StratumFinding
from habeas.estimation.found_again import IfFoundAgain
from habeas.estimation.loglinear import log_linear
from habeas.estimation.peaks import modes
from habeas.estimation.results import ModelAnswer, total_of_draws
from habeas.estimation.warnings import CHECKS, all_warnings


def balanced() -> CaptureHistories:
    """Three independent lists of rate 1/2 with 100 people a cell: 700 documented of 800."""
    return from_counts([[c >> j & 1 for j in range(3)] for c in range(1, 8)], [100] * 7, ["A", "B", "C"])


def answer(model: str, middle: float = 800.0, spread: float = 0.1, n: int = 700, **diagnostics: object) -> ModelAnswer:
    # A stream of its own: with one for all, figures would depend on which tests ran before.
    rng = np.random.default_rng([*model.encode()])
    draws = n + (middle - n) * np.exp(spread * rng.standard_normal(4000))
    return ModelAnswer(model, total_of_draws(draws), "People are alike.", diagnostics, None, draws)


def quiet() -> Findings:
    """Nothing to warn of but what always is."""
    models = tuple(answer(model) for model in ("averaged", "latent-class", "graphs", "loglinear", "chao"))
    return Findings(balanced(), models, "averaged", replicates=20)


def changed(model: str, new: ModelAnswer) -> Findings:
    return replace(quiet(), answers=tuple(new if each.model == model else each for each in quiet().answers))


def two_peaks() -> np.ndarray:
    return np.concatenate([answer("x", 800.0, 0.05).draws, answer("x", 2000.0, 0.05).draws])  # type: ignore[list-item]


def differing(same: float, own: float, aic: float, total: float = 900.0) -> Findings:
    """Deviances of Mt and Mth-darroch, the AIC of the latter beside a best log-linear model of 45, its total."""
    loglinear = answer("loglinear", ladder=[{"model": "[12,3]", "aic": 45.0, "bic": 50.0, "total": 800.0}])
    witnesses = (
        answer("Mt", deviance=same, aic=60.0), answer("Mth-darroch", total, deviance=own, aic=aic),
    )  # fmt: skip
    found = changed("loglinear", loglinear)
    return replace(found, answers=(*found.answers, *witnesses))


def behaviour(*, seen: bool) -> Findings:
    told = answer("Mtb", 950.0, found_again=seen, better=True, factor=2.1)
    return replace(quiet(), answers=(*quiet().answers, told))


def strata(summed: float) -> Findings:
    """The table as a whole says 800; its strata add up to `summed`."""
    return replace(
        quiet(), answers=(*quiet().answers, answer("strata-sum", summed)), recommended="strata-sum", whole="averaged",
        strata=(StratumFinding("1999", 350, answer("averaged")), StratumFinding("2000", 350, answer("averaged"))),
    )  # fmt: skip


FIRE: dict[str, Findings] = {
    "assumption": quiet(),
    "thin-overlap": replace(quiet(), histories=from_counts(
        [[1, 1, 0], [1, 0, 1], [0, 1, 1], [1, 0, 0]], [3, 50, 50, 9])),
    "lonely-list": replace(quiet(), histories=from_counts([[1, 1, 0], [1, 0, 0], [0, 0, 1]], [50, 50, 80])),
    "no-finite-estimate": replace(quiet(), pairwise_code=2),
    "chains-disagree": changed("latent-class", answer("latent-class", rhat={"log_n0": 1.03}, ess={"log_n0": 5000.0})),
    "grid-edge": changed("graphs", answer("graphs", grid_edge_mass=0.01)),
    "bimodal": changed("graphs", replace(answer("graphs"), draws=two_peaks())),
    "models-differ": changed("loglinear", answer("loglinear", ladder=[
        {"model": "[12,3]", "bic": 10.0, "total": 800.0}, {"model": "[13,2]", "bic": 11.5, "total": 1400.0}])),
    "estimators-disagree": changed("graphs", answer("graphs", 1200.0)),
    "one-list-decides": replace(quiet(), left_out={"A": total_of_draws([2000.0, 2100.0])}),
    "mostly-unseen": changed("averaged", answer("averaged", 5000.0)),
    "prior-matters": replace(quiet(), other_priors={"latent-class with a = b = 1": 1300.0}),
    "thin-data": replace(quiet(), strata=(StratumFinding("1999", 3, None, "too few"),)),
    "sum-by-draws": replace(quiet(), strata=(StratumFinding("1999", 300, answer("averaged")),)),
    "linkage-not-carried": replace(quiet(), replicates=0),
    "opposed-lists": replace(quiet(), histories=from_counts(
        [[1, 1, 1], [1, 0, 1], [0, 1, 1], [0, 0, 1], [1, 0, 0], [0, 1, 0]], [2, 150, 150, 20, 100, 100])),
    "lower-bound": changed("chao", answer("chao", lower_bound=True)),
    "mean-not-median": changed("averaged", answer("averaged", spread=1.2)),
    "people-differ": differing(30.0, 10.0, 46.0),
    "found-again": behaviour(seen=True),
    "order-unknown": replace(quiet(), if_found_again=IfFoundAgain(800.0, (1400.0, 1500.0), (720.0, 720.0))),
    "strata-differ": strata(1200.0),
    "list-within-list": replace(quiet(), histories=from_counts(
        [[1, 0, 1], [1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1]], [60, 100, 100, 30, 1])),
}  # fmt: skip


def test_there_are_eighteen_and_five_more() -> None:
    assert len(CHECKS) == 23
    assert set(FIRE) == set(CHECKS)


@pytest.mark.parametrize("code", CHECKS)
def test_warning_fires_where_it_should(code: str) -> None:
    text = CHECKS[code](FIRE[code])
    assert text
    assert text.endswith(".")
    assert text[0].isupper()


@pytest.mark.parametrize("code", [code for code in CHECKS if code != "assumption"])
def test_warning_is_silent_where_there_is_nothing(code: str) -> None:
    assert CHECKS[code](quiet()) is None


@pytest.mark.parametrize(
    "findings", [differing(30.0, 24.0, 46.0), differing(30.0, 10.0, 49.5), differing(30.0, 10.0, 46.0, total=760.0)]
)
def test_people_do_not_seem_to_differ_where_lists_explain_the_table(findings: Findings) -> None:
    assert CHECKS["people-differ"](findings) is None


def test_the_assumption_is_named_always_and_two_lists_are_said_to_be_few() -> None:
    assert "third list" not in (CHECKS["assumption"](quiet()) or "")
    assert "Three lists and few people" in (CHECKS["assumption"](quiet()) or "")
    many = CaptureHistories(balanced().lists, balanced().patterns, balanced().counts * 2)
    assert "Three lists" not in (CHECKS["assumption"](replace(quiet(), histories=many)) or "")
    two = replace(quiet(), histories=balanced().keep([0, 1]))
    assert "third list" in (CHECKS["assumption"](two) or "")


def test_no_recommendation_still_names_what_no_table_can_prove() -> None:
    text = CHECKS["assumption"](replace(quiet(), recommended=None))
    assert text and text.startswith("No answer is recommended")


def test_being_found_again_is_silent_where_nothing_changes_and_speaks_of_the_model_that_holds_it() -> None:
    assert CHECKS["found-again"](behaviour(seen=False)) is None
    text = CHECKS["found-again"](behaviour(seen=True))
    assert text and "2.1 times" in text and "Mtb" in text and "referral" in text


def test_without_an_order_both_directions_are_said_with_their_figures() -> None:
    text = CHECKS["order-unknown"](FIRE["order-unknown"])
    assert text and "1,400 to 1,500 if the chance doubled" in text and "720 if it halved" in text and "--order" in text


@pytest.mark.parametrize(("summed", "warned"), [(990.0, False), (1010.0, True), (720.0, False)])
def test_a_sum_of_strata_is_warned_of_above_a_quarter_of_difference(summed: float, warned: bool) -> None:
    assert (CHECKS["strata-differ"](strata(summed)) is not None) == warned


def test_whole_numbers_of_people_are_no_peaks_of_their_own() -> None:
    """200 documented, none to six on no list: a gap between two whole numbers is no valley."""
    few = np.random.default_rng(3).choice(
        [200.0, 201, 202, 203, 204, 206], size=4000, p=[0.5, 0.2, 0.1, 0.1, 0.05, 0.05]
    )
    told = ModelAnswer("graphs", total_of_draws(few), "so", {}, None, few)
    histories = from_counts([[1, 1, 0], [1, 0, 1], [0, 1, 1]], [80, 70, 50])
    assert CHECKS["bimodal"](Findings(histories, (told,), "graphs")) is None


def test_warnings_come_in_their_order_with_their_codes() -> None:
    found = all_warnings(replace(FIRE["grid-edge"], replicates=0))
    assert [warned.code for warned in found] == ["assumption", "grid-edge", "linkage-not-carried"]


def test_few_replicates_are_warned_of_and_ten_are_not() -> None:
    assert CHECKS["thin-data"](replace(quiet(), replicates=5))
    assert CHECKS["thin-data"](replace(quiet(), replicates=10)) is None


def test_people_nearly_all_on_one_list_only_are_warned_of() -> None:
    lonely = from_counts([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]], [900, 900, 900, 6, 6, 6])
    assert "on one list only" in (CHECKS["opposed-lists"](replace(quiet(), histories=lonely)) or "")


def test_an_answer_below_chao_s_bound_is_warned_of() -> None:
    assert "lower bound" in (CHECKS["estimators-disagree"](changed("chao", answer("chao", 900.0))) or "")


def test_draws_far_beyond_the_documented_are_warned_of() -> None:
    assert CHECKS["grid-edge"](changed("latent-class", answer("latent-class", 30_000.0)))


def test_kosovo_models_that_fit_alike_are_named() -> None:
    kosovo = table("kosovo")
    found = Findings(kosovo, (log_linear(kosovo, np.random.default_rng(1)),), "loglinear")
    text = CHECKS["models-differ"](found)
    assert text and "[123,14,34] 10,360" in text and "18,390" in text


def test_one_peak_is_one_mode_and_two_are_two() -> None:
    assert len(modes(answer("x"), 700)) == 1
    assert modes(replace(answer("x"), draws=two_peaks()), 700) == pytest.approx([800, 2000], rel=0.05)


def test_what_covariates_say_far_from_the_others_is_warned_of() -> None:
    given = replace(quiet(), answers=(*quiet().answers, answer("doubly-robust", 1500.0)))
    assert "doubly-robust 1," in (CHECKS["estimators-disagree"](given) or "")
