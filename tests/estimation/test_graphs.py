from itertools import combinations

import numpy as np
import pytest
from scipy.special import gammaln

from bench.estimation_tables import table
from habeas.errors import EstimateRefused, UsageProblem
from habeas.estimation.capture_histories import CaptureHistories, from_counts
from habeas.estimation.graphs import decomposable, graph_posterior, graphs_answer, summary, walk_over_graphs

DGA = {
    "artificial_3": (1920, 98, 314, 1457, 402.37490883),
    "care1_congenital": (10740, 590, 618, 656, 618.91071477),
    "care1_diabetes": (41380, 2376, 2471, 2589, 2474.10988569),
    "hiv_rome": (37920, 9404, 11220, 14095, 11357.13196157),
    "korea": (2460, 127, 163, 445, 202.55863035),
    "kosovo": (88000, 9827, 12595, 16544, 12749.3494762),
    "neworl_5": (3700, 511, 869, 1758, 935.25887384),
    "spina_bifida": (12420, 686, 725, 784, 727.93505069),
    "spina_bifida_my": (12520, 694, 731, 787, 734.09129157),
    "ukdat_5": (54880, 10387, 22990, 33508, 21281.60830326),
    "western": (6900, 1343, 2132, 3848, 2248.27038635),
}
"""dga 2.0.2 bma.cr, delta 2^-J, its default prior 1/N: last n0 of the grid, 2.5 %, 50 %, 97.5 % quantiles, mean."""


@pytest.mark.parametrize("name", DGA)
def test_posterior_quantiles_equal_dga_s(name: str) -> None:
    top, low, middle, high, mean = DGA[name]
    histories = table(name)
    found = summary(histories.n, graph_posterior(histories, grid_top=top))
    assert (found.q025, found.median, found.q975) == (low, middle, high)
    assert found.mean == pytest.approx(mean, rel=1e-8)


def test_there_are_as_many_decomposable_graphs_as_there_should_be() -> None:
    assert [len(decomposable(lists)[0]) for lists in (2, 3, 4, 5, 6)] == [2, 8, 61, 822, 18154]


def test_every_graph_s_cliques_and_separators_count_each_list_once() -> None:
    _, signs = decomposable(4)
    for j in range(4):
        holding = [members for members in range(16) if members >> j & 1]
        assert (signs[:, holding].sum(axis=1) == 1).all()


def test_the_sum_over_graphs_is_the_definition_worked_out_by_hand() -> None:
    """Three lists, straight from the definition: each graph's cliques and separators written down, no cumulation."""
    histories, delta = table("spina_bifida"), 0.125
    n0 = np.arange(1.0, 2001.0)
    cells = histories.table().astype(float)
    everyone = 8 * delta

    def block(members: tuple[int, ...]) -> np.ndarray:
        alpha = delta * 2.0 ** (3 - len(members))
        counts = np.zeros(1 << len(members))
        for code in range(1, 8):
            counts[sum((code >> j & 1) << place for place, j in enumerate(members))] += cells[code]
        start = gammaln(everyone) - gammaln(n0 + histories.n + everyone)
        fixed = gammaln(counts[1:] + alpha).sum() - len(counts) * gammaln(alpha)
        return np.asarray(start + fixed + gammaln(counts[0] + n0 + alpha))

    graphs: list[np.ndarray] = [block((0,)) + block((1,)) + block((2,)), block((0, 1, 2))]
    for i, j in combinations(range(3), 2):
        k = 3 - i - j
        graphs.append(block((i, j)) + block((k,)))
        graphs.append(block((min(i, k), max(i, k))) + block((min(j, k), max(j, k))) - block((k,)))
    logs = np.array(graphs) + gammaln(n0 + histories.n + 1) - gammaln(n0 + 1) - np.log(n0 + histories.n)
    weights = np.exp(logs - logs.max())
    found = graph_posterior(histories, grid_top=2000)
    assert found.mass == pytest.approx(weights.sum(axis=0) / weights.sum(), rel=1e-6, abs=1e-15)


def test_the_walk_agrees_with_the_sum() -> None:
    western = table("western")
    exact = summary(western.n, graph_posterior(western))
    walked, agreement = walk_over_graphs(western, np.random.default_rng(1), steps=30_000)
    found = summary(western.n, walked)
    assert agreement["rhat"] < 1.05
    assert (found.median, found.q975) == pytest.approx((exact.median, exact.q975), rel=0.05)


def test_counts_of_ten_million_are_no_harder() -> None:
    spina = table("spina_bifida")
    large = CaptureHistories(spina.lists, spina.patterns, spina.counts * 16000)
    found = graph_posterior(large)
    assert len(found.n0) <= 200_000
    assert found.mass.sum() == pytest.approx(1)


def test_a_complete_graph_is_refused_for_the_prior_speaks_alone() -> None:
    rng = np.random.default_rng(2)
    marks = [[c >> j & 1 for j in range(3)] for c in range(1, 8)]
    tied = from_counts(marks, [4000, 4000, 900, 4000, 900, 900, 3000])
    answer = graphs_answer(tied, rng)
    assert answer.total is None
    assert "prior alone" in str(answer.refused)


def test_order_of_lists_changes_nothing() -> None:
    kosovo = table("kosovo")
    first = graphs_answer(kosovo, np.random.default_rng(1))
    second = graphs_answer(kosovo.keep([3, 1, 0, 2]), np.random.default_rng(1))
    assert first.total == second.total
    assert first.diagnostics["joined"]["1-2"] == second.diagnostics["joined"]["2-3"]


def test_too_few_lists_too_many_and_a_bad_delta_are_refused() -> None:
    with pytest.raises(EstimateRefused, match="3 to 11"):
        graphs_answer(table("kosovo").keep([0, 1]), np.random.default_rng(1))
    with pytest.raises(UsageProblem, match="delta"):
        graph_posterior(table("kosovo"), delta=0.0)


def test_walk_with_a_full_memory_takes_the_same_way() -> None:
    """Graphs beyond the memory are scored again each time; the walk must not notice."""
    histories = table("care1_congenital")
    first, _ = walk_over_graphs(histories, np.random.default_rng(4), steps=3000, chains=2)
    second, _ = walk_over_graphs(histories, np.random.default_rng(4), steps=3000, chains=2, remembered=5)
    assert np.array_equal(first.edges, second.edges)
    assert np.allclose(first.mass, second.mass, rtol=1e-9, atol=1e-300)
