"""The sampler beside a plain Gibbs sampler written from the model alone: z, n0 and alpha drawn, nothing summed out.

On the Korean table LCMCR 0.4.14 gives a mean of 142.4 and an upper end of 194 to 195 from two seeds; this oracle,
like our sampler, gives 144.4 and 203 (four chains of a million sweeps). Importance sampling from the prior agrees on
smaller tables.
"""

import numpy as np
import pytest
from numba import njit

from bench.estimation_tables import table
from habeas.estimation import chains
from habeas.estimation.latent_class import LatentClassSettings, log_n0, prepare, run_chains


@njit
def gibbs(rng, patterns, counts, classes, a, b, sweeps, thin, out):  # type: ignore[no-untyped-def]
    """Blocked Gibbs, as Manrique-Vallier 2016, section 4: cells, lambda, sticks, n0, alpha."""
    cells, lists = patterns.shape
    n = int(counts.sum())
    nu = np.ones(classes) / classes
    lam = np.empty((lists, classes))
    lam[:] = 0.5
    alpha = 0.2
    held, on, share = np.zeros(classes), np.zeros((lists, classes)), np.empty(classes)
    for sweep in range(sweeps):
        held[:] = 0
        on[:] = 0
        p0 = 0.0
        for k in range(classes):
            missed = nu[k]
            for j in range(lists):
                missed *= 1 - lam[j, k]
            p0 += missed
        n0 = rng.poisson(rng.gamma(float(n), p0 / (1 - p0)))
        for m in range(cells + 1):
            total = 0.0
            for k in range(classes):
                share[k] = nu[k]
                for j in range(lists):
                    seen = m < cells and patterns[m, j] == 1
                    share[k] *= lam[j, k] if seen else 1 - lam[j, k]
                total += share[k]
            left = int(counts[m]) if m < cells else int(n0)
            for k in range(classes):
                if left == 0:
                    break
                p = share[k] / total if total > 0 else 1.0
                here = left if k == classes - 1 or p >= 1.0 else (rng.binomial(left, p) if p > 0 else 0)
                held[k] += here
                for j in range(lists):
                    if m < cells and patterns[m, j] == 1:
                        on[j, k] += here
                left -= here
                total -= share[k]
        for j in range(lists):
            for k in range(classes):
                lam[j, k] = rng.beta(1.0 + on[j, k], 1.0 + held[k] - on[j, k])
        rest, spread, remaining = held.sum(), 0.0, 1.0
        for k in range(classes - 1):
            rest -= held[k]
            # Beta(1 + held, alpha + rest) through gammas, the second on the log scale: alpha may be tiny.
            first = np.log(rng.gamma(1.0 + held[k], 1.0))
            shape = alpha + rest
            second = np.log(max(rng.gamma(shape + 1.0, 1.0), 1e-300)) + np.log(max(rng.random(), 1e-300)) / shape
            top = max(first, second)
            both = top + np.log(np.exp(first - top) + np.exp(second - top))
            nu[k] = remaining * np.exp(first - both)
            remaining *= np.exp(second - both)
            spread += both - second
        nu[classes - 1] = remaining
        alpha = rng.gamma(a + classes - 1, 1.0 / (b + spread))
        if sweep % thin == 0:
            out[sweep // thin] = n0


@pytest.mark.parametrize("name", ["korea", "spina_bifida"])
def test_sampler_agrees_with_a_gibbs_sampler_that_sums_nothing_out(name: str) -> None:
    histories = table(name)
    kept = np.empty((4, 6000))
    for chain in range(4):
        rng = np.random.Generator(np.random.PCG64(chain))
        gibbs(
            rng,
            histories.marks().astype(np.int64),
            histories.counts.astype(float),
            10,
            0.25,
            0.25,
            120_000,
            20,
            kept[chain],
        )
    theirs = log_n0(kept[:, 600:])
    plan = LatentClassSettings(chains=4, keep=4000)
    ours = log_n0(run_chains(prepare(histories), plan, np.random.SeedSequence(1).spawn(4), None).n0)
    error = float(np.hypot(chains.mean_error(theirs), chains.mean_error(ours)))
    assert abs(theirs.mean() - ours.mean()) < 4 * error
    for level in (0.025, 0.5, 0.975):
        assert np.quantile(np.exp(ours), level) == pytest.approx(np.quantile(np.exp(theirs), level), rel=0.12, abs=1.5)
