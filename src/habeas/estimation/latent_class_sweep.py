# mypy: disable-error-code="no-untyped-def"
"""One blocked Gibbs sweep of the latent class model (Manrique-Vallier 2016, section 4), compiled by numba; and the
class weights and capture rates that it shares with latent_class_kernel.

Given sticks and logits, n0 and the classes people are in are drawn; given these, lambda, alpha and the sticks anew. All
of it leaves the posterior of (sticks, logits) as it is. A sweep costs a few leapfrog steps; it refreshes what a
trajectory with one step size is slow at: classes that hold nobody, beside classes that hold thousands.

Arrays are those of latent_class_kernel. Every loop is bounded; values that are not finite leave the state as it was.
"""

import math

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def weights(sticks, nu):
    """Fills the class weights nu (K,) and returns S = sum of e_k; nu_K = exp(-S)."""
    total = 0.0
    for k in range(sticks.shape[0]):
        e = math.exp(sticks[k])
        nu[k] = -math.expm1(-e) * math.exp(-total)
        total += e
    nu[sticks.shape[0]] = math.exp(-total)
    return total


@njit(cache=True, nogil=True)
def capture_probabilities(logits, lam):
    """Fills lam (2J, K): rows 0..J-1 lambda, J..2J-1 its complement; returns sum of log(lambda (1 - lambda))."""
    lists, classes = logits.shape
    prior, product = 0.0, 1.0
    for j in range(lists):
        for k in range(classes):
            small = math.exp(-abs(logits[j, k]))
            large = 1.0 / (1.0 + small)
            small *= large
            positive = logits[j, k] > 0
            lam[j, k] = large if positive else small
            lam[lists + j, k] = small if positive else large
            product *= small * large
            if product < 1e-200:
                prior += math.log(product)
                product = 1.0
    return prior + math.log(product)


@njit(cache=True, nogil=True)
def seen_at_all(p0, nu, lam, lists):
    """1 - p0, without cancellation where it is small."""
    if p0 < 0.999:
        return 1.0 - p0
    total = 0.0
    for k in range(nu.shape[0]):
        missed = 0.0
        for j in range(lists):
            missed += math.log1p(-lam[j, k])
        total += -nu[k] * math.expm1(missed)
    return total


@njit(cache=True, nogil=True)
def divide(rng, left, joint, total, held):
    """Deals `left` people to classes in proportion to `joint` (K,), whose sum is `total`; adds them to `held` (K,)."""
    classes = joint.shape[0]
    for k in range(classes):
        if left <= 0:
            return
        share = joint[k] / total if total > 0.0 else 1.0
        here = left if k == classes - 1 or share >= 1.0 else (rng.binomial(left, share) if share > 0.0 else 0)
        held[k] = here
        left -= here
        total -= joint[k]


@njit(cache=True, nogil=True)
def sweep(rng, sticks, logits, a, b, patterns, counts, n, space):
    """1. n0 and everybody's class. 2. lambda. 3. alpha, then the sticks. In place; returns (n0, classes that hold
    anyone)."""
    work, nu = space[0], space[2]
    cells, lists = patterns.shape
    classes = nu.shape[0]
    joint, here = np.empty(classes), np.empty(classes)
    held, on = np.zeros(classes), np.zeros((lists, classes))
    spread = weights(sticks, nu)
    capture_probabilities(logits, work)
    n0 = 0.0
    for m in range(cells):
        total = 0.0
        for k in range(classes):
            joint[k] = nu[k]
            here[k] = 0.0
        for j in range(lists):
            row = j if patterns[m, j] else lists + j
            for k in range(classes):
                joint[k] *= work[row, k]
        for k in range(classes):
            total += joint[k]
        if m > 0:
            left = int(counts[m])
        else:
            mean = rng.gamma(n, total / seen_at_all(total, nu, work, lists)) if n > 0.0 else 0.0
            left = rng.poisson(mean) if mean < 1e15 else int(1e15)
            n0 = float(left)
        divide(rng, left, joint, total, here)
        for k in range(classes):
            held[k] += here[k]
        for j in range(lists):
            if patterns[m, j]:
                for k in range(classes):
                    on[j, k] += here[k]
    found = 0.0
    for k in range(classes):
        if held[k] > 0:
            found += 1.0
        for j in range(lists):
            seen = log_gamma_draw(rng, 1.0 + on[j, k])
            logits[j, k] = seen - log_gamma_draw(rng, 1.0 + held[k] - on[j, k])
    alpha = rng.gamma(a + classes - 1.0, 1.0 / (b + spread))
    behind = 0.0
    for k in range(classes - 1, 0, -1):
        behind += held[k]
        # V = X / (X + Y) with gammas X and Y: e = -log(1 - V) = log(1 + X / Y), on the log scale since Y may be tiny.
        odds = log_gamma_draw(rng, 1.0 + held[k - 1]) - log_gamma_draw(rng, alpha + behind)
        e = math.log1p(math.exp(odds)) if odds < 30.0 else odds
        sticks[k - 1] = math.log(e) if e > 0.0 else odds
    return n0, found


@njit(cache=True, nogil=True)
def log_gamma_draw(rng, shape):
    """log of a Gamma(shape, 1) draw; a small shape through shape + 1, for its draws underflow."""
    if shape >= 1.0:
        return math.log(max(rng.gamma(shape, 1.0), 1e-300))
    return math.log(max(rng.gamma(shape + 1.0, 1.0), 1e-300)) + math.log(max(rng.random(), 1e-300)) / max(shape, 1e-300)
