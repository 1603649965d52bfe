"""Bayesian latent classes (Manrique-Vallier 2016, doi:10.1111/biom.12502), with a sampler that converges or says no.

The model. Everyone, documented or not, belongs to one of K classes; within a class, being on one list says nothing
about being on another. Class weights: stick breaking, V_k ~ Beta(1, alpha), V_K = 1; alpha ~ Gamma(a, rate b);
lambda_jk ~ uniform; p(N) proportional to 1/N. Defaults K = 10, a = b = 0.25. N has no upper cap.

The sampler. With z, n0 and alpha integrated out, what is left is smooth:

    log p(V, lambda | data) = sum_m c_m log p_m - n log(1 - p_0) - (a + K - 1) log(b + S) + ...,  S = sum_k -log(1 -
    V_k)

1. Hamiltonian trajectories move all of (V, lambda) at once; one gradient costs about one Gibbs sweep's arithmetic
and no
   random numbers. Nothing depends on the number of people.
2. Labels of neighbouring classes are exchanged by Metropolis steps.
3. n0, the classes people are in, and alpha are drawn afterwards, exactly, from their conditionals.
4. Eight chains start far apart and cool down on their own. Where they disagree, every chain runs again as a ladder
of temperatures (the likelihood to
   the power beta), with exchanges in alternate pairs (Syed et al. 2021, doi:10.1111/rssb.12464) and the ladder
   spaced by the measured rejections; longer and longer until they agree.
5. Where they still disagree, the answer is a refusal.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from habeas.errors import UsageProblem
from habeas.estimation import chains as agreement
from habeas.estimation.capture_histories import CaptureHistories, Marks
from habeas.estimation.results import Floats, Ints, ModelAnswer, total_of_draws

ASSUMPTION = (
    "People fall into a few groups. Within a group, being on one list says nothing about being on another, and those "
    "on no list belong to the same groups as those on a list."
)


COOLING = (0.02, 0.1, 0.3, 0.6, 1.0, 1.0, 1.0, 1.0)
"""Powers of the likelihood during the warm-up of a plain chain, an eighth of it each: it settles less often in a
corner."""


@dataclass(frozen=True)
class LatentClassSettings:
    """The model's priors and the sampler's lengths. Rounds: one trajectory per replica each."""

    classes: int = 10
    a: float = 0.25
    """alpha ~ Gamma(a, rate b)."""
    b: float = 0.25
    chains: int = 8
    warm_up: int = 800
    """Rounds thrown away, per chain."""
    keep: int = 1200
    """Draws kept, per chain, of the plain sampler."""
    reach: float = 2.0
    """Mean length of a trajectory on the logit scale: step size times steps."""
    tempered_reach: float = 0.5
    """The same under temperatures, where exchanges do part of the travelling."""
    replicas: int = 20
    """Temperatures of the tempered sampler."""
    hottest: float = 0.02
    """Its smallest power of the likelihood."""
    tempered_rounds: tuple[int, ...] = (2000, 8000)
    """Rounds kept per chain of the tempered sampler, one attempt after the other."""
    good_rhat: float = 1.01
    worst_rhat: float = 1.05
    enough: float = 400.0
    """Effective draws of log n0 that end the run."""
    work: float = 4e10
    """Most cell-class-list products an attempt may take; a longer attempt is not begun."""


@dataclass(frozen=True)
class ChainDraws:
    """Draws of all chains, shape (chains, draws): n0 in people, occupied classes, alpha, log-likelihood."""

    n0: Floats
    classes: Floats
    alpha: Floats
    log_likelihood: Floats
    barrier: float
    """Mean over chains of the summed swap rejections: how far apart the two ends of the ladder are. 0 without a
    ladder."""
    tempered: bool


@dataclass(frozen=True)
class Data:
    """The table as the kernel wants it; see latent_class_kernel."""

    patterns: Marks
    fresh: Ints
    counts: Floats
    n: float


Progress = Callable[[str], None]


def latent_class(
    histories: CaptureHistories,
    seed: int = 0,
    settings: LatentClassSettings | None = None,
    progress: Progress | None = None,
) -> ModelAnswer:
    """Posterior of the total under the latent class model, or a refusal where chains disagree.

    The order of lists and rows does not change a bit of the answer; the same seed gives the same draws.
    """
    plan = settings or LatentClassSettings()
    _check(plan)
    data = prepare(histories.canonical())
    streams = np.random.SeedSequence([seed, 1])
    draws = run_chains(data, plan, streams.spawn(plan.chains), None)
    for attempt, rounds in enumerate(plan.tempered_rounds):
        if settled(draws, plan) or cost(data, plan, rounds) > plan.work:
            break
        if progress:
            progress(f"chains disagree; tempered attempt {attempt + 1}: {rounds} rounds")
        draws = run_chains(data, plan, streams.spawn(plan.chains), rounds)
    return _answer(histories.n, draws, plan)


def prepare(histories: CaptureHistories) -> Data:
    """Sorted cells with the unobserved one first, and where each differs from the one before."""
    marks = histories.marks()
    order = np.lexsort(marks.T[::-1])
    patterns = np.concatenate([np.zeros((1, marks.shape[1]), dtype=np.uint8), marks[order]])
    fresh = np.zeros(len(patterns), dtype=np.int64)
    fresh[1:] = np.argmax(patterns[1:] != patterns[:-1], axis=1)
    counts = np.concatenate([[0.0], histories.counts[order].astype(float)])
    return Data(np.ascontiguousarray(patterns), fresh, counts, float(histories.n))


def cost(data: Data, plan: LatentClassSettings, rounds: int) -> float:
    """Products of all chains of a tempered attempt: cells x lists x classes x 15 leaps x replicas x rounds."""
    cells, lists = data.patterns.shape
    return float(cells * lists * plan.classes * 15 * plan.replicas * rounds * plan.chains)


def run_chains(
    data: Data, plan: LatentClassSettings, streams: list[np.random.SeedSequence], tempered: int | None
) -> ChainDraws:
    """All chains side by side in threads; the kernel holds no lock, so they use every core there is."""

    def one(number: int) -> tuple[Floats, Floats, float]:
        rng = np.random.Generator(np.random.PCG64(streams[number]))
        return _chain(rng, data, plan, number, tempered)

    workers = min(len(os.sched_getaffinity(0)), plan.chains)
    if workers == 1:
        rows = [one(number) for number in range(plan.chains)]
    else:
        with ThreadPoolExecutor(workers) as pool:
            rows = list(pool.map(one, range(plan.chains)))
    kept = np.stack([row[0] for row in rows])
    return ChainDraws(
        n0=kept[:, :, 3],
        classes=kept[:, :, 4],
        alpha=np.stack([row[1] for row in rows]),
        log_likelihood=kept[:, :, 1],
        barrier=float(np.mean([row[2] for row in rows])),
        tempered=tempered is not None,
    )


def _chain(
    rng: np.random.Generator, data: Data, plan: LatentClassSettings, number: int, tempered: int | None
) -> tuple[Floats, Floats, float]:
    """One chain: (kept rows, alpha draws, barrier)."""
    from habeas.estimation import latent_class_kernel as kernel

    replicas = 1 if tempered is None else plan.replicas
    betas = np.geomspace(1.0, plan.hottest, replicas)
    sticks, logits = dispersed_start(rng, number, replicas, data.patterns.shape[1], plan.classes)
    steps = 0.5 / np.sqrt(1.0 + betas * data.n)
    keep, thin = (plan.keep, 1) if tempered is None else (2000, max(tempered // 2000, 1))
    reach = plan.reach if tempered is None else plan.tempered_reach
    rejections = np.zeros(max(replicas - 1, 1))

    def advance(rounds: int, every: int, adapt: bool) -> Floats:
        out = np.zeros((rounds, kernel.COLUMNS))
        rejections[:] = 0.0
        kernel.sample(
            rng, sticks, logits, betas, steps, reach, adapt, plan.a, plan.b,
            data.patterns, data.fresh, data.counts, data.n, rounds, every, out, rejections,
        )  # fmt: skip
        return out

    warm_up = plan.warm_up if tempered is None else max(plan.warm_up, tempered // 4)
    for phase in range(8):
        if replicas == 1:
            betas[0], steps[0] = COOLING[phase], 0.5 / np.sqrt(1.0 + COOLING[phase] * data.n) if phase < 4 else steps[0]
        advance(warm_up // 8, 1, True)
        if replicas > 1 and phase % 2:
            betas, steps = _spaced(betas, steps, rejections)
    kept = advance(keep, thin, False)
    alpha = rng.gamma(plan.a + plan.classes - 1, 1.0 / (plan.b + kept[:, 2]))
    return kept, alpha, float(rejections.sum() / (keep * thin / 2)) if replicas > 1 else 0.0


def dispersed_start(
    rng: np.random.Generator, number: int, replicas: int, lists: int, classes: int
) -> tuple[Floats, Floats]:
    """Starts far apart: even chains spread people over all classes, odd ones begin with one; capture rates differ
    widely."""
    sticks = rng.normal(0.0, 1.0, (replicas, classes - 1))
    if number % 2:
        sticks[:, 0] = rng.uniform(2.0, 5.0, replicas)
    centre = rng.uniform(-5.0, 0.5, (replicas, 1, 1))
    return sticks, centre + rng.normal(0.0, 1.0, (replicas, lists, classes))


def _spaced(betas: Floats, steps: Floats, rejections: Floats) -> tuple[Floats, Floats]:
    """The ladder respaced to equal rejections, and the step sizes carried over to it."""
    length = np.concatenate([[0.0], np.cumsum(rejections + 1e-3 * rejections.sum() + 1e-9)])
    cold = -np.log(betas)
    spaced = np.interp(np.linspace(0.0, length[-1], len(betas)), length, cold)
    return np.exp(-spaced), np.exp(np.interp(spaced, cold, np.log(steps)))


def log_n0(n0: Floats) -> Floats:
    """log n0, with n0 = 0 taken as one half."""
    return np.asarray(np.log(np.maximum(n0, 0.5)), dtype=float)


def diagnostics(draws: ChainDraws) -> dict[str, Any]:
    """R-hat, effective sizes and Monte-Carlo error, of log n0, the number of occupied classes, and alpha."""
    followed = {"log_n0": log_n0(draws.n0), "classes": draws.classes, "log_alpha": np.log(draws.alpha)}
    return {
        "rhat": {name: agreement.rhat(values) for name, values in followed.items()},
        "ess": {name: agreement.effective_size(values) for name, values in followed.items()},
        "ess_tail_log_n0": agreement.effective_tail_size(followed["log_n0"]),
        "mcse_log_n0": agreement.mean_error(followed["log_n0"]),
        "classes_mean": float(draws.classes.mean()),
        "chains": int(draws.n0.shape[0]),
        "draws": int(draws.n0.size),
        "tempered": draws.tempered,
        "barrier": draws.barrier,
        "chain_medians": np.median(draws.n0, axis=1),
    }


def settled(draws: ChainDraws, plan: LatentClassSettings) -> bool:
    """Whether the chains agree well enough to stop."""
    values = log_n0(draws.n0)
    slow = max(agreement.rhat(draws.classes), agreement.rhat(np.log(draws.alpha)))
    return (
        agreement.rhat(values) <= plan.good_rhat
        and slow <= plan.worst_rhat
        and agreement.effective_size(values) >= plan.enough
    )


def _answer(n: int, draws: ChainDraws, plan: LatentClassSettings) -> ModelAnswer:
    found = diagnostics(draws) | {"K": plan.classes, "a": plan.a, "b": plan.b}
    worst = found["rhat"]["log_n0"]
    if not worst <= plan.worst_rhat:
        reason = (
            f"chains started far apart disagree (R-hat {worst:.2f} of log n0, at most {plan.worst_rhat} is accepted): "
            "the table does not say which of several very different answers holds"
        )
        return ModelAnswer("latent-class", None, ASSUMPTION, found, reason)
    totals = n + draws.n0.ravel()
    return ModelAnswer("latent-class", total_of_draws(totals), ASSUMPTION, found, None, totals)


def _check(plan: LatentClassSettings) -> None:
    if plan.classes < 2 or plan.chains < 2 or plan.a <= 0 or plan.b <= 0:
        raise UsageProblem("the latent class model takes two classes and two chains at least, and positive a and b")


def faster(settings: LatentClassSettings) -> LatentClassSettings:
    """Shorter settings for side calculations (a list left out, another prior): no temperatures, R-hat up to 1.1."""
    return replace(settings, chains=4, keep=500, warm_up=400, tempered_rounds=(), worst_rhat=1.1)
