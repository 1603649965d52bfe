"""Bayesian latent classes (Manrique-Vallier 2016, doi:10.1111/biom.12502), with a sampler that converges or says no.

The model. Everyone, documented or not, belongs to one of K classes; within a class, being on one list says nothing
about being on another. Class weights: stick breaking, V_k ~ Beta(1, alpha), V_K = 1; alpha ~ Gamma(a, rate b);
lambda_jk ~ uniform; p(N) proportional to 1/N. Defaults K = 10, a = b = 0.25. N has no upper cap.

The sampler. With z, n0 and alpha integrated out, what is left is smooth:

    log p(V, lambda | data) = sum_m c_m log p_m - n log(1 - p_0) - (a + K - 1) log(b + S) + ...,  S = sum_k -log(1 -
    V_k)

1. Hamiltonian trajectories move all of (V, lambda) at once; one gradient costs about one Gibbs sweep's arithmetic
   and no random numbers. Every unknown has a length of its own, from what the data say about it in the warm-up; the
   warm-up also tries how far a trajectory should go. Nothing depends on the number of people.
2. Between trajectories one blocked Gibbs sweep (latent_class_sweep): n0, the classes people are in, lambda, alpha and
   the sticks, each drawn exactly from its conditional; that is where the draws of n0 come from.
3. Labels of neighbouring classes are exchanged by Metropolis steps.
4. Eight chains start far apart. Half of them cool down: at first the likelihood weighs as if some twenty people had
   been counted. All run in blocks until they agree.
5. Where they do not, every chain runs again as a ladder of temperatures (the likelihood to the power beta), with
   exchanges in alternate pairs (Syed et al. 2021, doi:10.1111/rssb.12464) and the ladder spaced by the measured
   rejections; longer and longer until they agree.
6. Where they still disagree, the answer is a refusal.
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


COOLING = (0.0, 0.25, 0.5, 0.75, 1.0)
"""How far an even plain chain has cooled in the first eighths of its warm-up: the power of the likelihood, on a log
scale. Odd chains do not cool: they stay near where they started from, so that chains which all slide into one of two
far answers are not taken for agreement."""
HOTTEST = 20.0
"""As how many people the likelihood weighs when the warm-up of an even chain begins. Even chains start with all classes
alike, and on tables of 10^4 people many would stay there."""
TRIALS = ((0.2, 7.0), (0.2, 14.0), (0.4, 4.0))
"""What the last three eighths of a plain chain's warm-up try, one after the other: the one that moves the odds of p0
furthest for its cost stays; the first, unless another does so CLEARLY. A pair is

- sharpness: an unknown's length is its information to the power of minus this. One half would be right if every unknown
  were known apart from the others and labels never moved; n0 makes them move together, more so on thin tables;
- reach: the mean length of a trajectory, in these units."""
CLEARLY = 2.0
"""How many times further: what a few hundred rounds show is noisy, and a wrong choice costs a chain nine tenths of its
draws (measured on Kosovo)."""
WHILE_COOLING = (0.2, 3.0)
OVERHEAD = 8.0
"""What a round costs beside its trajectory, in leapfrog steps: the sweep and the moves of the tail."""
FIRST_STEP = 0.3
"""Step size to begin with, in the same units."""
TEMPERED_SHARPNESS = 0.2
MOST_KEPT = 2000
"""Draws kept of a tempered chain; longer ones are thinned."""
HOPELESS = 1.3
PATIENCE = 2
"""An R-hat beyond the first, after so many blocks more than one, ends a run."""


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
    keep: int = 800
    """Draws kept, per chain, of a block of the plain sampler."""
    blocks: int = 5
    """Most blocks; the run ends with the first after which chains agree."""
    tempered_reach: float = 0.5
    """Mean length of a trajectory under temperatures, where exchanges do part of the travelling."""
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


WIDE = 1000


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
    """All chains side by side in threads; the kernel holds no lock, so they use every core there is.

    Plain chains go on block by block until they agree, or seem hopeless, or `plan.blocks` are done; tempered ones run
    `tempered` rounds.
    """
    with ThreadPoolExecutor(min(len(os.sched_getaffinity(0)), plan.chains)) as pool:
        running = list(
            pool.map(lambda number: Chain(number, streams[number], data, plan, tempered), range(plan.chains))
        )
        for block in range(plan.blocks):
            list(pool.map(Chain.advance, running))
            draws = _gathered(running)
            if tempered is not None or settled(draws, plan) or (block >= PATIENCE and _hopeless(draws)):
                break
    return draws


def _gathered(running: "list[Chain]") -> ChainDraws:
    kept = np.stack([np.concatenate(chain.kept) for chain in running])
    return ChainDraws(
        n0=kept[:, :, 3],
        classes=kept[:, :, 4],
        alpha=np.stack([np.concatenate(chain.alpha) for chain in running]),
        log_likelihood=kept[:, :, 1],
        barrier=float(np.mean([chain.barrier for chain in running])),
        tempered=running[0].tempered is not None,
    )


class Chain:
    """One chain, plain or tempered: begins with its warm-up, then keeps what `advance` draws."""

    def __init__(
        self,
        number: int,
        stream: np.random.SeedSequence,
        data: Data,
        plan: LatentClassSettings,
        tempered: int | None,
    ) -> None:
        self.rng = np.random.Generator(np.random.PCG64(stream))
        self.number, self.data, self.plan, self.tempered = number, data, plan, tempered
        replicas = 1 if tempered is None else plan.replicas
        self.betas = np.geomspace(1.0, plan.hottest, replicas)
        self.sticks, self.logits = dispersed_start(self.rng, number, replicas, data.patterns.shape[1], plan.classes)
        self.steps = 0.5 / np.sqrt(1.0 + self.betas * data.n)
        self.scales = np.ones_like(self.sticks), np.ones_like(self.logits)
        self.information = np.ones_like(self.sticks), np.ones_like(self.logits)
        self.known = np.zeros_like(self.sticks), np.zeros_like(self.logits)
        self.rejections = np.zeros(max(replicas - 1, 1))
        self.reach = plan.tempered_reach
        self.barrier = 0.0
        self.kept: list[Floats] = []
        self.alpha: list[Floats] = []
        if tempered is None:
            self._warm_up()
        else:
            self._tempered_warm_up(max(plan.warm_up, tempered // 4) // 8)

    def advance(self) -> None:
        """Draws a block and keeps it."""
        keep, thin = self.plan.keep, 1
        if self.tempered is not None:
            keep, thin = min(self.tempered, MOST_KEPT), max(self.tempered // MOST_KEPT, 1)
        drawn = self._sample(keep, thin, False)
        shape, rate = self.plan.a + self.plan.classes - 1, self.plan.b + drawn[:, 2]
        self.kept.append(drawn)
        self.alpha.append(self.rng.gamma(shape, 1.0 / rate))
        self.barrier = float(self.rejections.sum() / (keep * thin / 2)) if self.tempered else 0.0

    def _warm_up(self) -> None:
        rounds = self.plan.warm_up // (len(COOLING) + len(TRIALS))
        hottest = 1.0 if self.number % 2 else min(1.0, HOTTEST / self.data.n)
        for cooled in COOLING:
            self.betas[0] = hottest ** (1.0 - cooled)
            self._adapt(rounds, WHILE_COOLING)
        best, most = TRIALS[0], 0.0
        for trial in TRIALS:
            odds = self._adapt(rounds, trial)
            gain = float(np.square(np.diff(odds)).sum()) / (self.reach / float(self.steps[0]) + OVERHEAD)
            if gain > CLEARLY * most or most == 0.0:
                best, most = trial, gain
        self._adapt(rounds, best)  # the step size is that of the last trial: it must be that of the best

    def _tempered_warm_up(self, rounds: int) -> None:
        for phase in range(8):
            self._adapt(rounds, (TEMPERED_SHARPNESS, self.plan.tempered_reach))
            if phase % 2:
                self.betas, self.steps = _spaced(self.betas, self.steps, self.rejections)

    def _adapt(self, rounds: int, trial: tuple[float, float]) -> Floats:
        """Adapts steps and lengths for some rounds; returns the log odds of p0."""
        self._measure(trial)
        if rounds == 0:
            return np.zeros(0)
        drawn = self._sample(rounds, 1, True)
        for information, total in zip(self.information, self.known, strict=True):
            information[:] = total / rounds
        self._measure(trial)
        self.steps = np.minimum(self.steps, FIRST_STEP)
        p0 = np.clip(drawn[:, 0], 1e-300, 1.0 - 1e-16)
        return np.asarray(np.log(p0) - np.log1p(-p0), dtype=float)

    def _measure(self, trial: tuple[float, float]) -> None:
        """Sets the length that each unknown is measured in, and how far a trajectory goes."""
        sharpness, self.reach = trial
        for scale, information in zip(self.scales, self.information, strict=True):
            scale[:] = information**-sharpness

    def _sample(self, rounds: int, thin: int, adapt: bool) -> Floats:
        from habeas.estimation import latent_class_kernel as kernel

        out = np.zeros((rounds, kernel.COLUMNS))
        for gathered in (*self.known, self.rejections):
            gathered[:] = 0.0
        data, plan = self.data, self.plan
        kernel.sample(
            self.rng, self.sticks, self.logits, *self.scales, *self.known, self.betas, self.steps, self.reach, adapt,
            plan.a, plan.b, data.patterns, data.fresh, data.counts, data.n, rounds, thin, out, self.rejections,
        )  # fmt: skip
        return out


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


def _hopeless(draws: ChainDraws) -> bool:
    followed = (log_n0(draws.n0), draws.classes, np.log(draws.alpha))
    return max(agreement.rhat(values) for values in followed) > HOPELESS


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


def for_size(settings: LatentClassSettings, histories: CaptureHistories) -> LatentClassSettings:
    """Shorter blocks for large tables (cells times lists above WIDE): there may be as many as before, and the run
    ends as before, when chains agree and effective draws are enough."""
    if not _wide(histories):
        return settings
    return replace(settings, warm_up=min(settings.warm_up, 300), keep=min(settings.keep, 300))


def faster(settings: LatentClassSettings, histories: CaptureHistories) -> LatentClassSettings:
    """Shorter settings for side calculations (a list left out, another prior): no temperatures, R-hat up to 1.1; on
    large tables two chains and five classes at most."""
    brief = replace(settings, chains=4, keep=300, warm_up=400, blocks=2, tempered_rounds=(), worst_rhat=1.1)
    if not _wide(histories):
        return brief
    return replace(brief, chains=2, keep=200, warm_up=200, classes=min(settings.classes, 5))


def _wide(histories: CaptureHistories) -> bool:
    return len(histories.counts) * histories.list_count > WIDE
