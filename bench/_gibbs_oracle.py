"""A plain Gibbs sampler of the latent class model, written from the model alone, nothing summed out: our oracle.

It is as slow as the R package LCMCR and draws the same law. Runs start where LCMCR starts (0.3 / K for alpha, nine
tenths of the people in four classes, capture rates as among the documented, 500 sweeps before alpha moves, classes then
sorted by size) and are as long as the reference runs were: so what they scatter by, LCMCR's runs scatter by.
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numba import njit

from habeas.estimation.capture_histories import CaptureHistories
from habeas.estimation.results import Floats

BURN, KEEP, THIN, STILL = 10_000, 10_000, 20, 500


@njit(nogil=True)
def gibbs(rng, patterns, counts, nu, lam, alpha, still, a, b, sweeps, thin, out):  # type: ignore[no-untyped-def]
    """Blocked Gibbs, as Manrique-Vallier 2016, section 4: cells, lambda, sticks, n0, alpha. `nu` (K,), `lam` (J, K) and
    alpha are the start; alpha stays in the first `still` sweeps, after which classes are sorted by size, once."""
    cells, lists = patterns.shape
    n = int(counts.sum())
    classes = nu.shape[0]
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
        if sweep >= still:
            alpha = rng.gamma(a + classes - 1, 1.0 / (b + spread))
        if sweep == still - 1:
            order = np.argsort(-nu)
            nu[:] = nu[order]
            lam[:] = lam[:, order]
        if sweep % thin == 0:
            out[sweep // thin] = n0


def start(histories: CaptureHistories, classes: int = 10) -> tuple[Floats, Floats, float]:
    """Weights (K,), capture rates (J, K) and alpha of LCMCR's start."""
    nu = np.full(classes, 0.1 / (classes - 4))
    nu[:4] = 0.9 / 4
    rates = histories.list_sizes() / histories.n
    return nu, np.repeat(rates[:, None], classes, axis=1), 0.3 / classes


def run(histories: CaptureHistories, seed: int, burn: int = BURN, keep: int = KEEP, thin: int = THIN) -> Floats:
    """Draws of n0, shape (keep,)."""
    out = np.empty(burn // thin + keep)
    marks, counts = histories.marks().astype(np.int64), histories.counts.astype(float)
    rng = np.random.Generator(np.random.PCG64([seed, 71]))
    gibbs(rng, marks, counts, *start(histories), STILL, 0.25, 0.25, burn + keep * thin, thin, out)
    return out[burn // thin :]


def many(histories: CaptureHistories, runs: int) -> Floats:
    """Independent runs, two at a time: shape (runs, KEEP)."""
    with ThreadPoolExecutor(2) as pool:
        return np.stack(list(pool.map(lambda seed: run(histories, seed), range(runs))))
