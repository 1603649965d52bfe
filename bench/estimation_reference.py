"""Ours beside the R packages, table by table: `python -m bench.estimation_reference`.

`python -m bench.estimation_reference oracle 24` sets the latent class model beside a plain Gibbs sampler too, 24 runs a
table, each as long as the reference's (some ten minutes).

Reference figures were measured once with R 4.2.2: LCMCR 0.4.14 (K = 10, two seeds of 210,000 iterations; Kosovo also
seven chains of 500,000), dga 2.0.2, Rcapture 1.4-4, SparseMSE 2.0.1. They are restated here; R is not needed. Tables
and their citations: bench/estimation_tables.py. CPU time of this machine; reference times are R's on another, so
ratios are rough.
"""

import sys
import time
from collections.abc import Iterator

import numpy as np

from bench import _gibbs_oracle as gibbs_oracle
from bench.estimation_tables import TABLES, table
from habeas.estimation import chains
from habeas.estimation import latent_class as sampler
from habeas.estimation.graphs import graph_posterior, summary
from habeas.estimation.intervals import bootstrap, stepwise_procedure
from habeas.estimation.latent_class import LatentClassSettings, latent_class
from habeas.estimation.loglinear import existence, fit_all_models
from habeas.estimation.mixture_family import family
from habeas.estimation.results import ModelAnswer

DGA = {
    "artificial_3": (1920, 98, 314, 1457), "care1_congenital": (10740, 590, 618, 656),
    "care1_diabetes": (41380, 2376, 2471, 2589), "hiv_rome": (37920, 9404, 11220, 14095),
    "korea": (2460, 127, 163, 445),
    "kosovo": (88000, 9827, 12595, 16544), "neworl_5": (3700, 511, 869, 1758), "spina_bifida": (12420, 686, 725, 784),
    "spina_bifida_my": (12520, 694, 731, 787), "ukdat_5": (54880, 10387, 22990, 33508),
    "western": (6900, 1343, 2132, 3848),
}  # fmt: skip
LCMCR = {
    "kosovo": (
        (10709.5, 1403.6, 707), (10636.0, 1190.3, 866), (10756.9, 1284.6, 835),
        (10677.5, 1148.7, 1022), (10783.8, 1327.5, 852), (10679.2, 1317.7, 709),
        (10664.3, 1195.3, 901),
    ),
    "spina_bifida": (
        (732.1, 37.4, 1360), (729.7, 35.5, 1238),
    ),
    "western": (
        (1921.9, 444.5, 2221), (1911.1, 435.8, 2494),
    ),
    "neworl": (
        (736.7, 143.9, 8545), (736.8, 144.8, 8248),
    ),
    "neworl_5": (
        (868.3, 212.9, 5277), (865.8, 210.5, 6128),
    ),
    "hiv_rome": (
        (10994.7, 949.5, 4262), (10963.0, 936.5, 4519),
    ),
    "korea": (
        (142.7, 20.3, 5053), (142.2, 20.7, 4273),
    ),
    "care1_congenital": (
        (635.4, 34.2, 1346), (635.5, 33.0, 1711),
    ),
    "snowshoe_hare": (
        (77.4, 5.2, 6865), (77.3, 5.1, 4916),
    ),
    "artificial_3": (
        (436.0, 154.0, 5242), (436.2, 155.7, 6085),
    ),
}  # fmt: skip
"""Per run: mean, standard deviation, effective size of N."""
HARD = ("ukdat", "ukdat_5", "ned", "ned_5")
RCAPTURE_KOSOVO = {"Mt": 7394.5866623, "Mth-chao": 8591.18363762, "Mth-poisson": 9327.76133244,
                   "Mth-darroch": 12797.34344168, "Mth-gamma": 18387.14575454}  # fmt: skip
SPARSEMSE = {"kosovo": (14341.66380043, 0.087), "ukdat": (11417.9910915, 0.416), "neworl_5": (1034.15106523, 0.056),
             "korea": (268.78, 0.020), "spina_bifida": (724.12, 0.019), "western": (2483.38, 0.086)}  # fmt: skip
"""Estimate, seconds per bootstrap replicate."""
R_ESS_PER_SECOND = 95.0
R_MICROSECONDS = 20.0


def timed(work: object) -> float:
    """CPU seconds of one call, the second of two (the first compiles)."""
    work()  # type: ignore[operator]
    started = time.process_time()
    work()  # type: ignore[operator]
    return time.process_time() - started


def exact() -> Iterator[str]:
    """Graphs, log-linear models, the family, existence, stepwise."""
    for name, (top, low, middle, high) in DGA.items():
        histories = table(name)
        found = summary(histories.n, graph_posterior(histories, grid_top=top))
        same = (found.q025, found.median, found.q975) == (low, middle, high)
        ours = f"{found.median:.0f} [{found.q025:.0f}, {found.q975:.0f}]"
        yield f"graphs  {name:<18} dga {middle} [{low}, {high}]  ours {ours}  {'equal' if same else 'DIFFERENT'}"
    kosovo, british = table("kosovo"), table("ukdat_5")
    ladder, long_ladder = fit_all_models(kosovo), fit_all_models(british)
    for name, n, models, known in (("kosovo", 4400, ladder, 10356.5), ("ukdat_5", 2744, long_ladder, 25311.3)):
        best = models[0]
        yield f"loglinear {name:<8} best BIC of {len(models)}: {best.name} {n + best.n0:.1f} (reference {known})"
    for each in family(kosovo):
        if each.model in RCAPTURE_KOSOVO:
            off = abs(each.total / RCAPTURE_KOSOVO[each.model] - 1)
            yield f"family  kosovo {each.model:<12} {each.total:.4f}, relative difference from Rcapture {off:.1e}"
    codes = [existence(table("artificial_3"), terms).code for terms in ((3,), (3, 5, 6), ())]
    yield f"existence artificial_3 [12,3] [12,13,23] [1,2,3]: {codes} (reference [1, 2, 0])"
    for name, (total, _) in SPARSEMSE.items():
        histories = table(name)
        ours = histories.n + stepwise_procedure(histories.list_count)(histories.table().astype(float)[None])[0]
        yield f"stepwise {name:<14} SparseMSE {total:.2f}  ours {ours:.2f}"


def latent() -> Iterator[str]:
    """Where R mixes: within three Monte-Carlo standard errors of the pooled mean. Where it does not: agreement or
    refusal."""
    plan = LatentClassSettings(keep=4000, blocks=1)
    for name, runs in LCMCR.items():
        answer = latent_class(table(name), 11, plan)
        yield _agreement(name, runs, answer)
    for name in HARD:
        answer = latent_class(table(name), 11)
        rhat = answer.diagnostics["rhat"]["log_n0"]
        told = (
            "refused"
            if answer.total is None
            else f"{answer.total.median:.0f} [{answer.total.q025:.0f}, {answer.total.q975:.0f}]"
        )
        verdict = "reached" if answer.total is None or rhat <= 1.05 else "NOT reached"
        yield f"latent  {name:<18} {told}  R-hat {rhat:.3f} (goal: at most 1.05, or a refusal: {verdict})"


def _agreement(name: str, runs: tuple[tuple[float, float, float], ...], answer: ModelAnswer) -> str:
    if answer.total is None or answer.draws is None:
        return f"latent  {name:<18} refused: {answer.refused}"
    mean = float(np.mean([run[0] for run in runs]))
    theirs = float(np.sqrt(np.sum([run[1] ** 2 / run[2] for run in runs]))) / len(runs)
    ours = chains.mean_error(answer.draws.reshape(8, -1))
    apart = abs(answer.total.mean - mean) / float(np.hypot(theirs, ours))
    rhat = answer.diagnostics["rhat"]["log_n0"]
    good = "reached" if apart <= 3 and rhat <= 1.01 else "NOT reached"
    return (
        f"latent  {name:<18} LCMCR mean {mean:.1f} +- {theirs:.1f}  ours {answer.total.mean:.1f} +- {ours:.1f}, "
        f"median {answer.total.median:.0f} [{answer.total.q025:.0f}, {answer.total.q975:.0f}], "
        f"{apart:.1f} errors apart, R-hat {rhat:.3f} (goal: 3 errors, 1.01: {good})"
    )


ORACLE = ("korea", "hiv_rome", "kosovo", "spina_bifida", "western", "neworl_5", "care1_congenital", "snowshoe_hare")


def oracle(runs: int) -> Iterator[str]:
    """Ours, a plain Gibbs sampler, and LCMCR. Several Gibbs runs as long as LCMCR's show by how much one such run truly
    scatters, whatever effective size it claims; LCMCR's distance is told in both errors."""
    yield "table | ours | Gibbs, mean of runs | apart, errors | LCMCR | a run scatters, claims | LCMCR apart, errors"
    for name in ORACLE:
        histories, reference = table(name), LCMCR[name]
        answer = latent_class(histories, 11, LatentClassSettings(keep=4000, blocks=1))
        if answer.total is None or answer.draws is None:
            yield f"{name} | refused: {answer.refused}"
            continue
        drawn = histories.n + gibbs_oracle.many(histories, runs)
        means = drawn.mean(axis=1)
        scatter, mean = float(means.std(ddof=1)), float(means.mean())
        claimed = float(np.median([chains.mean_error(each[None]) for each in drawn]))
        ours = chains.mean_error(answer.draws.reshape(8, -1))
        apart = (answer.total.mean - mean) / float(np.hypot(ours, scatter / np.sqrt(runs)))
        theirs = float(np.mean([each[0] for each in reference]))
        stated = float(np.sqrt(np.sum([each[1] ** 2 / each[2] for each in reference]))) / len(reference)
        true = scatter * float(np.sqrt(1 / len(reference) + 1 / runs))
        quantiles = np.quantile(drawn, [0.025, 0.5, 0.975])
        yield (
            f"{name} | {answer.total.mean:.1f} +- {ours:.2f}, {answer.total.median:.0f} [{answer.total.q025:.0f}, "
            f"{answer.total.q975:.0f}] | {mean:.1f} +- {scatter / np.sqrt(runs):.2f}, {quantiles[1]:.0f} "
            f"[{quantiles[0]:.0f}, {quantiles[2]:.0f}] | {apart:+.1f} | {theirs:.1f} +- {stated:.2f} | {scatter:.2f}, "
            f"{claimed:.2f} | from ours {(theirs - answer.total.mean) / float(np.hypot(stated, ours)):+.1f} as it "
            f"claims, from Gibbs {(theirs - mean) / true:+.1f} as runs scatter"
        )


def speed() -> Iterator[str]:
    """CPU time, one core."""
    kosovo, british = table("kosovo"), table("ukdat_5")
    yield _goal("all 113 Kosovo models", timed(lambda: fit_all_models(kosovo)), 0.050)
    yield _goal("all 6,893 UK_5 models", timed(lambda: fit_all_models(british)), 2.0)
    yield _goal("exact graphs, J = 5 (UK_5)", timed(lambda: graph_posterior(british, grid_top=54880)), 0.5)
    for name, (_, reference) in SPARSEMSE.items():
        histories = table(name)
        procedure, rng = stepwise_procedure(histories.list_count), np.random.default_rng(1)
        spent = timed(lambda h=histories, p=procedure, r=rng: bootstrap(h, p, r, 1000)) / 1000
        ratio = reference / spent
        both = f"{spent * 1e6:.0f} us a replicate, SparseMSE {reference * 1e6:.0f}"
        yield f"bootstrap {name}: {both}: {ratio:.0f} times (goal 50)"
    yield from sampler_speed()


def sampler_speed() -> Iterator[str]:
    """Effective draws per CPU second, and what one move of every unknown costs."""
    kosovo = table("kosovo").canonical()
    data = sampler.prepare(kosovo)
    plan = LatentClassSettings(chains=4, keep=6000, blocks=1)
    streams = np.random.SeedSequence(3)
    sampler.run_chains(data, LatentClassSettings(chains=2, warm_up=8, keep=8), streams.spawn(2), None)
    started = time.process_time()
    draws = sampler.run_chains(data, plan, streams.spawn(4), None)
    spent = (time.process_time() - started) * plan.keep / (plan.keep + plan.warm_up)
    size = chains.effective_size(sampler.log_n0(draws.n0))
    ratio = size / spent / R_ESS_PER_SECOND
    rate = f"{size / spent:.0f} effective draws of log n0 per CPU s"
    yield f"latent kosovo K=10: {rate}, LCMCR 70 to 95: {ratio:.0f} times its best (goal 20)"
    cost = leapfrog_microseconds(data)
    yield (
        f"latent kosovo K=10: {cost:.2f} us for one leapfrog step (moves every unknown once), LCMCR "
        f"{R_MICROSECONDS:.0f} us for one Gibbs sweep: {R_MICROSECONDS / cost:.0f} times (goal 5); "
        f"a whole trajectory: {spent / plan.keep / 4 * 1e6:.0f} us"
    )
    large = sampler.prepare(type(kosovo)(kosovo.lists, kosovo.patterns, kosovo.counts * 1000))
    yield f"latent kosovo x 1,000 (4.4 million people): {leapfrog_microseconds(large):.2f} us a step"


def leapfrog_microseconds(data: sampler.Data, classes: int = 10) -> float:
    """One posterior and gradient, timed over trajectories of known length."""
    from habeas.estimation import latent_class_kernel as kernel

    rng = np.random.Generator(np.random.PCG64(1))
    sticks, logits = sampler.dispersed_start(rng, 0, 1, data.patterns.shape[1], classes)
    space = kernel.workspace(data.patterns.shape[1], classes)
    leaps, spent, done = 200, 0.0, 0
    for turn in range(60):
        started = time.process_time()
        kernel.trajectory(
            rng, sticks[0], logits[0], np.ones(classes - 1), np.ones_like(logits[0]), 1.0,
            0.02 / np.sqrt(1 + data.n / 4400), leaps, 0.25, 0.25,
            data.patterns, data.fresh, data.counts, data.n, space,
        )  # fmt: skip
        if turn >= 10:
            spent += time.process_time() - started
            done += leaps
    return spent / done * 1e6


def _goal(what: str, spent: float, goal: float) -> str:
    return f"{what}: {spent * 1000:.1f} ms (goal {goal * 1000:.0f} ms: {'reached' if spent <= goal else 'NOT reached'})"


def run() -> Iterator[str]:
    yield f"{len(TABLES)} published tables"
    yield from exact()
    yield from speed()
    yield from latent()


if __name__ == "__main__":
    wanted = oracle(int(sys.argv[2]) if len(sys.argv) > 2 else 24) if sys.argv[1:2] == ["oracle"] else run()
    for line in wanted:
        print(line, flush=True)
