import numpy as np
import pytest

from bench.estimation_tables import table
from habeas.errors import EstimateRefused, UsageProblem
from habeas.estimation.capture_histories import CaptureHistories, from_counts
from habeas.estimation.hierarchical_models import addable, all_models, closure, name, removable
from habeas.estimation.loglinear import (
    CLOSE,
    OCCAM,
    existence,
    fit_all_models,
    fit_models,
    fit_near_best,
    log_linear,
    parse_model,
    search,
)
from habeas.estimation.mixture_family import regress


def test_kosovo_best_of_113_models_is_ball_s() -> None:
    ladder = fit_all_models(table("kosovo"))
    assert len(ladder) == 113
    assert ladder[0].name == "[123,14,34]"
    totals = [4400 + model.n0 for model in ladder[:3]]
    assert totals == pytest.approx([10356.5, 12741.0, 18393.3], abs=0.05)
    assert [model.bic - ladder[0].bic for model in ladder[1:3]] == pytest.approx([0.08, 0.93], abs=0.01)
    assert ladder[0].se == pytest.approx(786, abs=0.5)


def test_british_lists_best_of_6893_models_are_the_reference_s() -> None:
    ladder = fit_all_models(table("ukdat_5"))
    assert len(ladder) == 6893
    assert [model.name for model in ladder[:3]] == ["[123,25,34]", "[123,34,5]", "[12,13,23,25,34]"]
    totals = [2744 + model.n0 for model in ladder[:3]]
    assert totals == pytest.approx([25311.29061253, 28822.1256087, 22991.33131416], rel=1e-6)
    assert [model.bic for model in ladder[:3]] == pytest.approx([195.87910564, 196.32967693, 196.53975555], abs=1e-6)
    assert [model.se for model in ladder[:3]] == pytest.approx([3638.30111484, 4159.65862357, 3021.58834268], rel=1e-4)
    by_aic = min(ladder, key=lambda model: model.aic)
    assert by_aic.name == "[124,234,15,25,35,45]"
    assert 2744 + by_aic.n0 == pytest.approx(5551.76874, rel=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_newton_by_lookup_equals_plain_least_squares(seed: int) -> None:
    rng = np.random.default_rng(seed)
    histories = from_counts([[c >> j & 1 for j in range(4)] for c in range(1, 16)], rng.integers(1, 200, 15))
    models = [all_models(4)[i] for i in rng.choice(113, 8, replace=False)]
    counts = histories.table()[1:].astype(float)
    for fitted in fit_models(histories, models):
        terms = [0, 1, 2, 4, 8, *fitted.terms]
        design = np.array([[float(m & term == term) for term in terms] for m in range(1, 16)])
        other = regress(design, counts)
        assert fitted.n0 == pytest.approx(np.exp(other.beta[0]), rel=1e-5)
        assert fitted.deviance == pytest.approx(other.deviance, rel=1e-6, abs=1e-6)
        assert fitted.se == pytest.approx(np.sqrt(fitted.n0 + fitted.n0**2 * other.covariance[0, 0]), rel=1e-4)


def test_artificial_3_existence_verdicts_are_the_published() -> None:
    artificial = table("artificial_3")
    assert [existence(artificial, terms).code for terms in ((3,), (3, 5, 6), ())] == [1, 2, 0]


def test_lists_that_never_meet_have_their_parameter_at_minus_infinity() -> None:
    british = table("ukdat_5")
    with_pair = fit_models(british, [closure([0b10001])])[0]
    assert with_pair.at_infinity == 1
    assert np.isfinite(with_pair.n0)
    assert with_pair.status == 0


def test_averaged_total_does_not_change_with_the_order_of_lists() -> None:
    kosovo = table("kosovo")
    turned = kosovo.keep([2, 0, 3, 1])
    first, second = (log_linear(each, np.random.default_rng(1)) for each in (kosovo, turned))
    assert first.total == second.total
    assert first.diagnostics["best"] == "[123,14,34]"
    assert second.diagnostics["best"] != first.diagnostics["best"]


def test_doubling_a_table_doubles_the_best_model_s_total() -> None:
    kosovo = table("kosovo")
    twice = CaptureHistories(kosovo.lists, kosovo.patterns, kosovo.counts * 2)
    terms = parse_model("[123,14,34]", 4)
    assert fit_models(twice, [terms])[0].n0 == pytest.approx(2 * fit_models(kosovo, [terms])[0].n0, rel=1e-8)


def test_search_finds_the_best_of_all_models_of_kosovo() -> None:
    met = search(table("kosovo"))
    assert min(met, key=lambda model: model.bic).name == fit_all_models(table("kosovo"))[0].name
    assert met[0].aic == min(model.aic for model in met)


def test_a_table_whose_models_all_fail_is_refused() -> None:
    hopeless = from_counts([[1, 1, 0], [1, 1, 1]], [3, 2])
    with pytest.raises(EstimateRefused, match="no log-linear model"):
        log_linear(hopeless, np.random.default_rng(1))


def test_terms_that_can_be_added_and_taken_keep_the_model_hierarchical() -> None:
    pairs = closure([3, 5, 6])
    assert 0b0111 in addable(pairs, 4)
    assert 0b1111 not in addable(closure([7, 11, 13, 14]), 4)
    assert removable(closure([7])) == [7]
    assert name(closure([7, 9]), 4) == "[123,14]"


def test_a_model_that_is_no_model_is_refused() -> None:
    with pytest.raises(UsageProblem, match="written like"):
        parse_model("[129]", 4)
    with pytest.raises(UsageProblem, match="all lists at once"):
        parse_model("[1234]", 4)


@pytest.mark.parametrize("name", ["kosovo", "neworl_5", "artificial_3", "western", "korea", "hiv_rome"])
def test_a_fit_that_is_certain_exists_by_linear_programming_too(name: str) -> None:
    histories = table(name)
    fits = fit_all_models(histories)[:60]
    certain = [model for model in fits if model.certain]
    assert certain
    assert all(existence(histories, model.terms).code == 0 for model in certain)
    doubtful = [model for model in fits if model.status == 0 and not model.certain]
    assert all(existence(histories, model.terms).code for model in doubtful)


@pytest.mark.parametrize("name", ["kosovo", "neworl_5", "artificial_3", "ukdat_5", "care1_congenital"])
def test_models_near_the_best_are_the_head_of_all_models(name: str) -> None:
    histories = table(name)
    near, every = fit_near_best(histories), fit_all_models(histories)
    assert name == "artificial_3" or len(near) < len(every)
    certain = [model for model in every if model.certain]
    farthest, closest = min(model.aic for model in certain) + OCCAM, min(model.bic for model in certain) + CLOSE
    wanted = {model.terms for model in every if model.aic <= farthest or model.bic <= closest}
    assert {model.terms for model in near} == wanted
    assert [model.aic for model in near] == sorted(model.aic for model in near)
