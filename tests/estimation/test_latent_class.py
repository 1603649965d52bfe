from dataclasses import replace

import numpy as np
import pytest

from bench.estimation_tables import table
from habeas.errors import UsageProblem
from habeas.estimation import latent_class as model
from habeas.estimation import latent_class_kernel as kernel
from habeas.estimation.capture_histories import CaptureHistories, from_counts
from habeas.estimation.latent_class import LatentClassSettings, latent_class

SHORT = LatentClassSettings(chains=4, warm_up=300, keep=500, tempered_rounds=())
LCMCR = {
    "spina_bifida": (731.0, 680, 726.5, 808),
    "hiv_rome": (10979, 9360, 10908, 13024),
    "snowshoe_hare": (77, 70, 76, 90),
    "care1_congenital": (635.5, 590.5, 628.5, 720),
}
"""LCMCR 0.4.14, K = 10, two seeds of 210,000 iterations: mean, 2.5 %, 50 %, 97.5 % of N."""


def point(rng: np.random.Generator, lists: int, classes: int) -> tuple[np.ndarray, np.ndarray]:
    return rng.normal(0, 1, classes - 1), rng.normal(-1, 1, (lists, classes))


def posterior(
    data: model.Data, sticks: np.ndarray, logits: np.ndarray, beta: float
) -> tuple[float, np.ndarray, np.ndarray]:
    space = kernel.workspace(*logits.shape)
    work, prefix, nu, gathered, margin, grad_s, grad_l = space[:7]
    value, _, _, spread = kernel.log_posterior(
        sticks,
        logits,
        beta,
        0.25,
        0.25,
        data.patterns,
        data.fresh,
        data.counts,
        data.n,
        work,
        prefix,
        nu,
        gathered,
        margin,
    )
    kernel.gradient(sticks, beta, 0.25, 0.25, spread, work, gathered[0], margin, grad_s, grad_l)
    return value, grad_s.copy(), grad_l.copy()


@pytest.mark.parametrize("name", ["kosovo", "neworl", "artificial_3"])
def test_likelihood_is_the_multinomial_of_the_documented(name: str) -> None:
    histories = table(name)
    data = model.prepare(histories)
    sticks, logits = point(np.random.default_rng(1), histories.list_count, 5)
    fractions = -np.expm1(-np.exp(sticks))
    nu = np.append(fractions, 1.0) * np.concatenate([[1.0], np.cumprod(1 - fractions)])
    lam = 1 / (1 + np.exp(-logits))
    marks = histories.marks()[:, :, None]
    p = (np.where(marks == 1, lam, 1 - lam).prod(axis=1) * nu).sum(axis=1)
    p0 = ((1 - lam).prod(axis=0) * nu).sum()
    wanted = histories.counts @ np.log(p) - histories.n * np.log(1 - p0)
    difference = posterior(data, sticks, logits, 1.0)[0] - posterior(data, sticks, logits, 0.0)[0]
    assert difference == pytest.approx(wanted, rel=1e-10)


@pytest.mark.parametrize("beta", [1.0, 0.3])
@pytest.mark.parametrize("name", ["kosovo", "ukdat"])
def test_gradient_is_the_slope(name: str, beta: float) -> None:
    histories = table(name)
    data = model.prepare(histories)
    sticks, logits = point(np.random.default_rng(2), histories.list_count, 4)
    _, grad_s, grad_l = posterior(data, sticks, logits, beta)
    for target, slope in ((sticks, grad_s), (logits, grad_l)):
        for place in np.ndindex(target.shape):
            kept, step = target[place], 1e-5
            target[place] = kept + step
            above = posterior(data, sticks, logits, beta)[0]
            target[place] = kept - step
            below = posterior(data, sticks, logits, beta)[0]
            target[place] = kept
            assert slope[place] == pytest.approx((above - below) / (2 * step), rel=1e-4, abs=1e-3)


@pytest.mark.parametrize("beta", [1.0, 0.5])
def test_without_data_the_sampler_draws_from_the_prior(beta: float) -> None:
    """P(V_1 < 1/2) = 1 - E[2^-alpha] = 1 - (b / (b + log 2))^a, and lambda is uniform; with sweeps and without."""
    data = model.Data(np.zeros((1, 3), dtype=np.uint8), np.zeros(1, dtype=np.int64), np.zeros(1), 0.0)
    rng = np.random.Generator(np.random.PCG64(3))
    sticks, logits = rng.normal(0, 1, (1, 3)), rng.normal(0, 1, (1, 3, 4))
    below, lam = [], []
    steps, out = np.full(1, 0.5), np.zeros((1, kernel.COLUMNS))
    lengths, known = (np.full((1, 3), 1.5), np.full((1, 3, 4), 0.7)), (np.zeros((1, 3)), np.zeros((1, 3, 4)))
    for turn in range(12000):
        kernel.sample(
            rng, sticks, logits, *lengths, *known, np.full(1, beta), steps, 4.0, turn < 300, 1.0, 1.0,
            data.patterns, data.fresh, data.counts, 0.0, 1, 1, out, np.zeros(1),
        )  # fmt: skip
        below.append(-np.expm1(-np.exp(sticks[0, 0])) < 0.5)
        lam.append(1 / (1 + np.exp(-logits[0, 0, 0])))
    assert np.mean(below) == pytest.approx(1 - 1 / (1 + np.log(2)), abs=0.04)
    assert np.quantile(lam, [0.25, 0.5, 0.75]) == pytest.approx([0.25, 0.5, 0.75], abs=0.05)


@pytest.mark.parametrize("name", LCMCR)
def test_posterior_agrees_with_lcmcr_where_that_mixes(name: str) -> None:
    mean, low, middle, high = LCMCR[name]
    answer = latent_class(table(name), 5, replace(SHORT, keep=900))
    assert answer.total is not None
    n = table(name).n
    unseen = middle - n
    assert answer.total.mean == pytest.approx(mean, abs=0.05 * unseen + 1)
    assert answer.total.median == pytest.approx(middle, abs=0.04 * unseen + 1)
    assert answer.total.q025 == pytest.approx(low, abs=0.08 * unseen + 2)
    assert answer.total.q975 == pytest.approx(high, abs=0.25 * unseen)


def test_the_same_seed_gives_the_same_draws_whatever_the_order_and_the_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    spina = table("spina_bifida")
    first = latent_class(spina, 7, SHORT)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0})
    second = latent_class(spina.keep([2, 0, 1]), 7, SHORT)
    assert first.draws is not None and second.draws is not None
    assert np.array_equal(first.draws, second.draws)
    third = latent_class(spina, 8, SHORT)
    assert third.draws is not None and not np.array_equal(first.draws, third.draws)


def test_chains_that_disagree_are_refused_not_averaged() -> None:
    answer = latent_class(table("ned_5"), 1, replace(SHORT, chains=8))
    assert answer.total is None
    assert answer.draws is None
    assert "disagree" in str(answer.refused)
    assert answer.diagnostics["rhat"]["log_n0"] > 1.05


def test_temperatures_reach_the_same_posterior() -> None:
    spina = table("spina_bifida")
    plan = replace(SHORT, replicas=6, hottest=0.05)
    streams = np.random.SeedSequence(1).spawn(4)
    tempered = model.run_chains(model.prepare(spina), plan, streams, 400)
    assert tempered.tempered
    assert tempered.barrier > 0
    assert spina.n + np.median(tempered.n0) == pytest.approx(726.5, abs=6)


def test_counts_of_ten_million_give_the_same_answer_per_person() -> None:
    marks = [[1, 1, 0], [1, 0, 1], [0, 1, 1], [1, 1, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]]
    counts = np.array([90, 90, 90, 30, 270, 270, 270])  # independent, each with rate 1/4: 1,920 in all
    small = latent_class(from_counts(marks, counts), 1, SHORT)
    large = latent_class(from_counts(marks, counts * 10_000), 1, SHORT)
    for answer in (small, large):
        if answer.total is not None:
            n = 1110 if answer is small else 11_100_000
            assert 1.2 < answer.total.median / n < 2.5


def test_two_people_are_enough_not_to_break() -> None:
    answer = latent_class(from_counts([[1, 0, 1], [1, 0, 0]], [1, 1]), 1, SHORT)
    assert answer.total is None or np.isfinite(answer.total.median)


def test_ten_lists_of_981_cells_work() -> None:
    rng = np.random.default_rng(1)
    codes = rng.choice(np.arange(1, 1024), size=981, replace=False)
    marks = (codes[:, None] >> np.arange(10)) & 1
    wide = from_counts(marks, rng.integers(1, 30, 981))
    plan = LatentClassSettings(chains=2, warm_up=8, keep=20, tempered_rounds=(), worst_rhat=1e9)
    answer = latent_class(wide, 1, plan)
    assert answer.total is not None
    assert np.isfinite(answer.total.mean)


def test_settings_that_mean_nothing_are_refused() -> None:
    with pytest.raises(UsageProblem, match="two classes"):
        latent_class(table("korea"), 1, replace(SHORT, classes=1))


def test_wide_patterns_beyond_a_dense_table_work() -> None:
    lists = 18
    marks = np.zeros((lists, lists), dtype=int)
    for row in range(lists):
        marks[row, row] = marks[row, (row + 1) % lists] = 1
    wide = CaptureHistories(
        *[getattr(from_counts(marks, np.full(lists, 5)), f) for f in ("lists", "patterns", "counts")]
    )
    plan = LatentClassSettings(chains=2, warm_up=20, keep=40, tempered_rounds=(), worst_rhat=1e9)
    assert latent_class(wide, 1, plan).total is not None
