# mypy: disable-error-code="no-untyped-def"
"""The inner loops of the latent class sampler, compiled by numba. Imported only when a chain is to run.

The model and the reasons are in latent_class.py; here are only the arrays. All kernels are free of the GIL, so
chains run in threads; no fastmath; every loop is bounded; a value that is not finite rejects the move it came from.

Arrays, for R replicas (one per temperature), K classes, J lists, M cells (the first one is the unobserved pattern 0):
    sticks  (R, K-1)    t_k = log e_k, where e_k = -log(1 - V_k) and V_k is the k-th stick-breaking fraction
    logits  (R, J, K)   log(lambda / (1 - lambda)), lambda = P(on list j | class k)
    patterns (M, J)     0/1, rows sorted, row 0 all zeros;  counts (M,) people, counts[0] = 0
    fresh (M,)          the first list on which a row differs from the row before; fresh[0] = 0
"""

import math

import numpy as np
from numba import njit

from habeas.estimation.latent_class_sweep import capture_probabilities, seen_at_all, sweep, weights

STICK_LIMIT = 500.0
"""|t_k| beyond which a move is rejected: the prior leaves a mass of about exp(-125) there."""
DIVERGED = 1000.0
LONGEST = 150.0
"""Mean leapfrog steps of a trajectory, at most."""
COLUMNS = 5
"""What is kept of a cold draw: p0, log-likelihood, S (sum of e), drawn n0 pattern's mean, occupied classes."""


@njit(cache=True, nogil=True)
def log_likelihood(patterns, fresh, counts, n, nu, lam, prefix, gathered, margin):
    """Sum of c_m log p_m - n log(1 - p0), and p0. Fills what the gradient needs.

    Cells are sorted, so neighbours share the product over their first lists: `prefix[j]` holds it up to list j, and
    `gathered[j]` sums back what the cells below it expect. At the end gathered[0] (K,) are the people expected in each
    class, the undocumented with them, and margin (J, K) those of them on list j.
    """
    cells, lists = patterns.shape
    classes = nu.shape[0]
    gathered[:] = 0.0
    margin[:] = 0.0
    value, p0 = 0.0, 0.0
    for k in range(classes):
        prefix[0, k] = nu[k]
    for m in range(cells):
        for j in range(fresh[m], lists):
            row = j if patterns[m, j] else lists + j
            for k in range(classes):
                prefix[j + 1, k] = prefix[j, k] * lam[row, k]
        p = 0.0
        for k in range(classes):
            p += prefix[lists, k]
        if m > 0:
            if not p > 0.0:
                return -np.inf, 0.0
            value += counts[m] * math.log(p)
            scale = counts[m] / p
        else:
            p0 = p
            seen = seen_at_all(p0, nu, lam, lists)
            if not seen > 0.0:
                return -np.inf, 1.0
            value -= n * math.log(seen)
            scale = n / seen
        for k in range(classes):
            gathered[lists, k] = scale * prefix[lists, k]
        down_to = fresh[m + 1] if m + 1 < cells else 0
        for j in range(lists - 1, down_to - 1, -1):
            if patterns[m, j]:
                for k in range(classes):
                    margin[j, k] += gathered[j + 1, k]
            for k in range(classes):
                gathered[j, k] += gathered[j + 1, k]
                gathered[j + 1, k] = 0.0
    return value, p0


@njit(cache=True, nogil=True)
def log_posterior(sticks, logits, beta, a, b, patterns, fresh, counts, n, work, prefix, nu, gathered, margin):
    """log prior + beta log-likelihood on the unbounded scale, the log-likelihood, p0, S."""
    spread = weights(sticks, nu)
    prior = capture_probabilities(logits, work)
    for k in range(sticks.shape[0]):
        prior += sticks[k]
        if abs(sticks[k]) > STICK_LIMIT:
            return -np.inf, 0.0, 0.0, spread
    prior -= (a + sticks.shape[0]) * math.log(b + spread)
    value, p0 = log_likelihood(patterns, fresh, counts, n, nu, work, prefix, gathered, margin)
    return prior + beta * value, value, p0, spread


@njit(cache=True, nogil=True)
def gradient(sticks, beta, a, b, spread, work, expected, margin, grad_sticks, grad_logits):
    """The gradient of log_posterior at the point it was last computed at."""
    lists, classes = margin.shape
    for j in range(lists):
        for k in range(classes):
            lam = work[j, k]
            grad_logits[j, k] = beta * (margin[j, k] - lam * expected[k]) + 1.0 - 2.0 * lam
    pull = -(a + classes - 1) / (b + spread)
    beyond = beta * expected[classes - 1]
    for k in range(classes - 2, -1, -1):
        e = math.exp(sticks[k])
        slope = pull - beyond
        if e < 700.0:
            slope += beta * expected[k] / math.expm1(e)
        grad_sticks[k] = e * slope + 1.0
        beyond += beta * expected[k]


@njit(cache=True, nogil=True)
def trajectory(rng, sticks, logits, scale_s, scale_l, beta, step, leaps, a, b, patterns, fresh, counts, n, space):
    """One Hamiltonian trajectory of one replica, in place. Returns (acceptance probability, log-likelihood, p0, S).

    `scale_s` (K-1,) and `scale_l` (J, K) are the lengths that each unknown is measured in: the step is that share of
    them.
    """
    work, prefix, nu, gathered, margin, grad_s, grad_l, new_s, new_l, push_s, push_l = space
    expected = gathered[0]
    start, value, p0, spread = log_posterior(
        sticks, logits, beta, a, b, patterns, fresh, counts, n, work, prefix, nu, gathered, margin
    )
    gradient(sticks, beta, a, b, spread, work, expected, margin, grad_s, grad_l)
    energy = 0.0
    for k in range(sticks.shape[0]):
        push_s[k] = rng.standard_normal()
        energy += push_s[k] ** 2
        new_s[k] = sticks[k]
    for j in range(logits.shape[0]):
        for k in range(logits.shape[1]):
            push_l[j, k] = rng.standard_normal()
            energy += push_l[j, k] ** 2
            new_l[j, k] = logits[j, k]
    now, new_value, new_p0, new_spread = start, value, p0, spread
    for _ in range(leaps):
        for k in range(sticks.shape[0]):
            push_s[k] += 0.5 * step * scale_s[k] * grad_s[k]
            new_s[k] += step * scale_s[k] * push_s[k]
        for j in range(logits.shape[0]):
            for k in range(logits.shape[1]):
                push_l[j, k] += 0.5 * step * scale_l[j, k] * grad_l[j, k]
                new_l[j, k] += step * scale_l[j, k] * push_l[j, k]
        now, new_value, new_p0, new_spread = log_posterior(
            new_s, new_l, beta, a, b, patterns, fresh, counts, n, work, prefix, nu, gathered, margin
        )
        if not now > start - DIVERGED:
            return 0.0, value, p0, spread
        gradient(new_s, beta, a, b, new_spread, work, expected, margin, grad_s, grad_l)
        for k in range(sticks.shape[0]):
            push_s[k] += 0.5 * step * scale_s[k] * grad_s[k]
        for j in range(logits.shape[0]):
            for k in range(logits.shape[1]):
                push_l[j, k] += 0.5 * step * scale_l[j, k] * grad_l[j, k]
    for k in range(sticks.shape[0]):
        energy -= push_s[k] ** 2
    for j in range(logits.shape[0]):
        for k in range(logits.shape[1]):
            energy -= push_l[j, k] ** 2
    gain = now - start + 0.5 * energy
    if not gain > -DIVERGED:
        return 0.0, value, p0, spread
    chance = 1.0 if gain >= 0.0 else math.exp(gain)
    if rng.random() >= chance:
        return chance, value, p0, spread
    sticks[:] = new_s
    logits[:] = new_l
    return chance, new_value, new_p0, new_spread


@njit(cache=True, nogil=True)
def swap_labels(rng, sticks, logits, a, b):
    """Metropolis exchanges of neighbouring classes' labels. The likelihood does not see labels; the prior's ratio is
    R_{k+1} / R'_{k+1} with R_k = sum of nu_i, i >= k (and S changes where the last class is one of the two)."""
    sticks_count = sticks.shape[0]
    for _ in range(sticks_count):
        k = int(rng.random() * sticks_count)
        last = k == sticks_count - 1
        e = math.exp(sticks[k])
        left = math.exp(-e)
        first = -math.expm1(-e)
        second = left if last else -left * math.expm1(-math.exp(sticks[k + 1]))
        if first < 1e-12 or second < 1e-12 or left < 1e-12 or 1.0 - second < 1e-12:
            continue
        e_new = -math.log1p(-second)
        ratio = math.log(left) - math.log1p(-second)
        e_next = 0.0
        if last:
            spread = 0.0
            for i in range(sticks_count):
                spread += math.exp(sticks[i])
            ratio -= (a + sticks_count) * (math.log(b + spread - e + e_new) - math.log(b + spread))
        else:
            # What is left for the classes behind the two stays the same, so e_k + e_{k+1} does.
            e_next = e + math.exp(sticks[k + 1]) - e_new
            if not e_next > 0.0:
                continue
        if math.log(rng.random()) >= ratio:
            continue
        sticks[k] = math.log(e_new)
        if not last:
            sticks[k + 1] = math.log(e_next)
        for j in range(logits.shape[0]):
            kept = logits[j, k]
            logits[j, k] = logits[j, k + 1]
            logits[j, k + 1] = kept


@njit(cache=True, nogil=True)
def refresh_tail(rng, sticks, logits, beta, a, b, patterns, fresh, counts, n, space):
    """Two Metropolis moves that trajectories are slow at, in place.

    1. The sticks from a random one on are stretched by one factor: where few classes hold anyone, alpha and the
    weights of
       the empty classes range over many orders of magnitude. 2. One class draws its lambda anew from the prior: always
       accepted where it holds nobody. Where beta is 1 the sweep has done that already.
    """
    work, prefix, nu, gathered, margin = space[:5]
    new_s, new_l = space[7], space[8]
    now, value, p0, spread = log_posterior(
        sticks, logits, beta, a, b, patterns, fresh, counts, n, work, prefix, nu, gathered, margin
    )
    for attempt in range(3):
        first = 0 if attempt % 2 else int(rng.random() * sticks.shape[0])
        stretch = 3.0 * rng.standard_normal()
        for k in range(sticks.shape[0]):
            new_s[k] = sticks[k] + (stretch if k >= first else 0.0)
        there, new_value, new_p0, new_spread = log_posterior(
            new_s, logits, beta, a, b, patterns, fresh, counts, n, work, prefix, nu, gathered, margin
        )
        if math.log(rng.random()) < there - now:
            sticks[:] = new_s
            now, value, p0, spread = there, new_value, new_p0, new_spread
    if beta == 1.0:
        return value, p0, spread
    chosen = int(rng.random() * logits.shape[1])
    new_l[:] = logits
    for j in range(logits.shape[0]):
        u = min(max(rng.random(), 1e-300), 1.0 - 1e-16)
        new_l[j, chosen] = math.log(u) - math.log1p(-u)
    there, new_value, new_p0, new_spread = log_posterior(
        sticks, new_l, beta, a, b, patterns, fresh, counts, n, work, prefix, nu, gathered, margin
    )
    # The proposal is the prior, so only the likelihoods enter the ratio.
    if math.log(rng.random()) < beta * (new_value - value) and there > -np.inf:
        logits[:] = new_l
        value, p0, spread = new_value, new_p0, new_spread
    return value, p0, spread


@njit(cache=True, nogil=True)
def workspace(lists, classes):
    """Scratch arrays for one thread."""
    return (
        np.empty((2 * lists, classes)),
        np.empty((lists + 1, classes)),
        np.empty(classes),
        np.empty((lists + 1, classes)),
        np.empty((lists, classes)),
        np.empty(classes - 1),
        np.empty((lists, classes)),
        np.empty(classes - 1),
        np.empty((lists, classes)),
        np.empty(classes - 1),
        np.empty((lists, classes)),
    )


@njit(cache=True, nogil=True)
def gather_information(sticks, work, expected, beta, known_s, known_l):
    """Adds what the data say about each unknown at this point: the inverse square of the length it can be moved by.

    A class expected to hold m people fixes its lambda to m lambda (1 - lambda); a stick that divides m people, its t to
    m e^2 / (exp(e) - 1). What the priors say comes on top.
    """
    lists, classes = known_l.shape
    behind = expected[classes - 1]
    for k in range(classes - 2, -1, -1):
        e = math.exp(min(sticks[k], 6.0))
        behind += expected[k]
        known_s[k] += 0.6 + beta * behind * e * e / math.expm1(e)
    for j in range(lists):
        for k in range(classes):
            known_l[j, k] += 0.3 + beta * expected[k] * work[j, k] * work[lists + j, k]


@njit(cache=True, nogil=True)
def sample(
    rng, sticks, logits, scales_s, scales_l, known_s, known_l, betas, steps, reach, adapt, a, b,
    patterns, fresh, counts, n, keep, thin, out, rejections
):  # fmt: skip
    """Runs `keep * thin` rounds; a round moves every replica once, exchanges labels, then neighbouring temperatures.

    A trajectory's mean length is `reach`, in the units of `scales_s` (R, K-1) and `scales_l` (R, J, K). Replica 0 is
    the cold one (betas[0] = 1); it makes a Gibbs sweep too. `steps` (R,) are changed while `adapt`, and `known_s`,
    `known_l` (as the scales) gather information. `out` (keep, COLUMNS) receives p0, log-likelihood, S, n0 and occupied
    classes of the cold replica; `rejections` (R-1,) the summed swap rejections.
    """
    replicas = betas.shape[0]
    space = workspace(logits.shape[1], logits.shape[2])
    values = np.zeros(replicas)
    p0, spread, n0, held = 0.0, 0.0, 0.0, 0.0
    kept_s = np.empty(sticks.shape[1])
    kept_l = np.empty((logits.shape[1], logits.shape[2]))
    for turn in range(keep * thin):
        for r in range(replicas):
            step = steps[r] * math.exp(0.2 * rng.standard_normal())
            count = 1 + int(rng.random() * 2 * min(reach / steps[r], LONGEST))
            chance, _, _, _ = trajectory(
                rng, sticks[r], logits[r], scales_s[r], scales_l[r], betas[r], step, count, a, b,
                patterns, fresh, counts, n, space,
            )  # fmt: skip
            if betas[r] == 1.0:
                n0, held = sweep(rng, sticks[r], logits[r], a, b, patterns, counts, n, space)
            values[r], found, total = refresh_tail(
                rng, sticks[r], logits[r], betas[r], a, b, patterns, fresh, counts, n, space
            )
            if r == 0:
                p0, spread = found, total
            if adapt:
                steps[r] *= math.exp((chance - 0.75) * (turn + 1.0) ** -0.6)
                log_posterior(
                    sticks[r], logits[r], betas[r], a, b, patterns, fresh, counts, n,
                    space[0], space[1], space[2], space[3], space[4],
                )  # fmt: skip
                gather_information(sticks[r], space[0], space[3][0], betas[r], known_s[r], known_l[r])
            swap_labels(rng, sticks[r], logits[r], a, b)
        if (turn + 1) % thin == 0:
            row = (turn + 1) // thin - 1
            out[row, 0], out[row, 1], out[row, 2], out[row, 3], out[row, 4] = p0, values[0], spread, n0, held
        for r in range(turn % 2, replicas - 1, 2):
            gain = (betas[r] - betas[r + 1]) * (values[r + 1] - values[r])
            chance = 1.0 if gain >= 0.0 else math.exp(max(gain, -700.0))
            rejections[r] += 1.0 - chance
            if rng.random() < chance:
                kept_s[:] = sticks[r]
                kept_l[:] = logits[r]
                sticks[r] = sticks[r + 1]
                logits[r] = logits[r + 1]
                sticks[r + 1] = kept_s
                logits[r + 1] = kept_l
                value = values[r]
                values[r] = values[r + 1]
                values[r + 1] = value
