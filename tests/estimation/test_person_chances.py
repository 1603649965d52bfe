"""The likelihood of people with a chance of their own: its gradient, and known answers."""

import numpy as np
import pytest

from bench.estimation_tables import table
from habeas.estimation.mixture_family import fit_family
from habeas.estimation.person_chances import PersonModel, design, fit, normal_nodes


@pytest.mark.parametrize("behaviour", [False, True])
@pytest.mark.parametrize("spread", [False, True])
def test_the_gradient_is_that_of_the_value(behaviour: bool, spread: bool) -> None:
    kosovo = table("kosovo")
    marks = kosovo.marks().astype(float)
    nodes, weights = normal_nodes(9)
    model = PersonModel(
        marks, kosovo.counts.astype(float), design(marks, by_list=True, behaviour=behaviour), nodes, weights, spread
    )
    beta = np.random.default_rng(1).normal(size=model.size) - 1
    steps = 1e-5 * np.eye(model.size)
    slopes = [(model.value(beta + step)[0] - model.value(beta - step)[0]) / 2e-5 for step in steps]
    assert model.value(beta)[1] == pytest.approx(slopes, rel=1e-4, abs=1e-3)


@pytest.mark.parametrize("name", ["kosovo", "spina_bifida", "hiv_rome"])
def test_without_differences_and_behaviour_it_is_mt(name: str) -> None:
    histories = table(name)
    marks = histories.marks().astype(float)
    columns = design(marks, by_list=True, behaviour=False)
    found = fit(PersonModel(marks, histories.counts.astype(float), columns, np.zeros(1), np.ones(1)))
    assert histories.n + found.unseen_people == pytest.approx(fit_family(histories, True, None).total, rel=0.01)


def test_draws_of_the_unseen_have_the_fit_in_their_middle() -> None:
    histories = table("kosovo")
    marks = histories.marks().astype(float)
    columns = design(marks, by_list=True, behaviour=False)
    found = fit(PersonModel(marks, histories.counts.astype(float), columns, np.zeros(1), np.ones(1)))
    draws = found.draws(4000, np.random.default_rng(1))
    assert np.median(draws) == pytest.approx(found.unseen_people, rel=0.02)
