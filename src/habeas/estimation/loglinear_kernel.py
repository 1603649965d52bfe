# mypy: disable-error-code="no-untyped-def"
"""Poisson log-linear fits, compiled by numba: every model of a table in one call. Imported only when one is to be
fitted.

What the models share is the structure of the table. With the sum over supersets S[u] = sum of mu over cells that
hold u, the information matrix of terms t_a, t_b is S[t_a | t_b]: it is looked up, never multiplied out. One Newton
step costs O(J 2^J) for the two transforms and O(p^3) for the Cholesky factor.

A term whose margin is empty has its parameter at minus infinity: its cells leave the table (they are fitted exactly
0) and its row leaves the equations; it still counts as a parameter.
"""

import math

import numpy as np
from numba import njit

CONVERGED, SINGULAR, SLOW, NOT_FINITE = 0, 1, 2, 3
LARGEST_STEP = 8.0
ITERATIONS = 60


@njit(cache=True, nogil=True)
def sum_over_supersets(values, lists):
    """In place: values[u] becomes the sum of values[m] over all m that contain u."""
    for j in range(lists):
        bit = 1 << j
        for cell in range(values.shape[0]):
            if not cell & bit:
                values[cell] += values[cell | bit]


@njit(cache=True, nogil=True)
def sum_over_subsets(values, lists):
    """In place: values[m] becomes the sum of values[u] over all u contained in m."""
    for j in range(lists):
        bit = 1 << j
        for cell in range(values.shape[0]):
            if cell & bit:
                values[cell] += values[cell & ~bit]


@njit(cache=True, nogil=True)
def factor(matrix, size):
    """Cholesky in place (lower). Returns how many directions were flat; those are fixed at zero change."""
    flat = 0
    for i in range(size):
        pivot = matrix[i, i]
        scale = abs(pivot)
        for k in range(i):
            pivot -= matrix[i, k] ** 2
        if not pivot > 1e-11 * scale:
            matrix[i, i] = 0.0
            for r in range(i + 1, size):
                matrix[r, i] = 0.0
            flat += 1
            continue
        root = math.sqrt(pivot)
        matrix[i, i] = root
        for r in range(i + 1, size):
            value = matrix[r, i]
            for k in range(i):
                value -= matrix[r, k] * matrix[i, k]
            matrix[r, i] = value / root
    return flat


@njit(cache=True, nogil=True)
def solve(matrix, right, size):
    """In place: right becomes the solution, with 0 in flat directions."""
    for i in range(size):
        value = right[i]
        for k in range(i):
            value -= matrix[i, k] * right[k]
        right[i] = value / matrix[i, i] if matrix[i, i] > 0.0 else 0.0
    for i in range(size - 1, -1, -1):
        if matrix[i, i] == 0.0:
            right[i] = 0.0
            continue
        value = right[i]
        for k in range(i + 1, size):
            value -= matrix[k, i] * right[k]
        right[i] = value / matrix[i, i]


@njit(cache=True, nogil=True)
def fit(counts, lists, terms, has_zero_cell, beta, mu, matrix, used):
    """One model. `counts` (2^J,) may be fractional; cell 0 takes part only where `has_zero_cell`.

    `terms` (p,): 0 for the intercept, then the terms; `beta` (p,) is start and result, on the log scale; `mu` (2^J,)
    the fitted counts with cell 0. Returns (deviance, log-likelihood, variance of the intercept, status, iterations, the
    longest change of a term in the last step).
    """
    cells = counts.shape[0]
    size = terms.shape[0]
    margins = np.zeros(cells)
    for m in range(cells):
        margins[m] = counts[m]
    if not has_zero_cell:
        margins[0] = 0.0
    sum_over_supersets(margins, lists)
    for m in range(cells):
        used[m] = 1
    if not has_zero_cell:
        used[0] = 0
    live = np.empty(size, dtype=np.int64)
    kept = 0
    for a in range(size):
        if margins[terms[a]] > 0.0:
            live[kept] = terms[a]
            kept += 1
        else:
            for m in range(cells):
                if m & terms[a] == terms[a]:
                    used[m] = 0
    gradient = np.empty(kept)
    eta = np.empty(cells)
    sums = np.empty(cells)
    now = np.zeros(kept)
    now[0] = math.log(max(margins[0], 1.0))
    for a in range(1, kept):
        if live[a] & (live[a] - 1) == 0:
            share = margins[live[a]] / margins[0]
            share = min(max(share, 0.02), 0.9)
            now[a] = math.log(share / (1.0 - share))
            now[0] += math.log(1.0 - share)
    if beta[0] == beta[0]:
        place = 0
        for a in range(size):
            if margins[terms[a]] > 0.0:
                now[place] = beta[a]
                place += 1
    status = SLOW
    old = np.inf
    done, halvings = 0, 0
    variance, longest = np.nan, np.inf
    step = np.zeros(kept)
    for _ in range(ITERATIONS):
        done += 1
        for m in range(cells):
            eta[m] = 0.0
        for a in range(kept):
            eta[live[a]] = now[a]
        sum_over_subsets(eta, lists)
        deviance = 0.0
        for m in range(cells):
            mu[m] = math.exp(min(eta[m], 700.0))
            sums[m] = 0.0
            if used[m]:
                sums[m] = mu[m]
                deviance += 2.0 * (mu[m] - counts[m])
                if counts[m] > 0.0:
                    deviance += 2.0 * counts[m] * (math.log(counts[m]) - eta[m])
        if not deviance < 1e300:
            status = NOT_FINITE
            break
        if deviance > old + 1e-7 * (abs(old) + 1.0) and halvings < 20:
            halvings += 1
            for a in range(kept):
                step[a] *= 0.5
                now[a] -= step[a]
            continue
        halvings = 0
        sum_over_supersets(sums, lists)
        for a in range(kept):
            gradient[a] = margins[live[a]] - sums[live[a]]
            for b in range(a + 1):
                matrix[a, b] = sums[live[a] | live[b]]
        flat = factor(matrix, kept)
        if abs(old - deviance) <= 1e-10 * (abs(deviance) + 0.1):
            status = SINGULAR if flat else CONVERGED
            for a in range(kept):
                gradient[a] = 1.0 if a == 0 else 0.0
            solve(matrix, gradient, kept)
            variance = gradient[0]
            break
        old = deviance
        solve(matrix, gradient, kept)
        longest = 0.0
        for a in range(kept):
            longest = max(longest, abs(gradient[a]))
        shrink = LARGEST_STEP / longest if longest > LARGEST_STEP else 1.0
        for a in range(kept):
            step[a] = shrink * gradient[a]
            now[a] += step[a]
    place = 0
    for a in range(size):
        beta[a] = -np.inf
        if margins[terms[a]] > 0.0:
            beta[a] = now[place]
            place += 1
    likelihood = 0.0
    for m in range(cells):
        if used[m]:
            likelihood += -mu[m] - math.lgamma(counts[m] + 1.0)
            if counts[m] > 0.0:
                likelihood += counts[m] * math.log(max(mu[m], 1e-300))
    return old if status != NOT_FINITE else np.nan, likelihood, variance, status, done, longest


@njit(cache=True, nogil=True)
def fit_all(counts, lists, models, sizes, out):
    """Every model of a table. `models` (models, longest) terms, `sizes` (models,) how many each has;
    `out` (models, 7): n0, variance of log n0, log-likelihood, deviance, status, iterations, last step."""
    cells = counts.shape[0]
    longest = models.shape[1]
    matrix = np.zeros((longest, longest))
    mu = np.empty(cells)
    used = np.empty(cells, dtype=np.int64)
    beta = np.empty(longest)
    for number in range(models.shape[0]):
        size = sizes[number]
        beta[0] = np.nan
        deviance, likelihood, variance, status, turns, last = fit(
            counts, lists, models[number, :size], False, beta[:size], mu, matrix, used
        )
        out[number, 0] = math.exp(min(beta[0], 700.0))
        out[number, 1] = variance
        out[number, 2] = likelihood
        out[number, 3] = deviance
        out[number, 4] = status
        out[number, 5] = turns
        out[number, 6] = last


@njit(cache=True, nogil=True)
def poisson_tail(count, mean):
    """The smaller tail of a Poisson count: P(X >= count) above the mean, P(X <= count) below."""
    if mean <= 0.0:
        return 1.0 if count <= 0.0 else 0.0
    term = math.exp(count * math.log(mean) - mean - math.lgamma(count + 1.0))
    total = term
    upward = count > mean
    k = count
    for _ in range(100000):
        if upward:
            k += 1.0
            term *= mean / k
        else:
            if k <= 0.0:
                break
            term *= k / mean
            k -= 1.0
        total += term
        if term < 1e-17 * total:
            break
    return total


@njit(cache=True, nogil=True)
def stepwise(counts, lists, threshold, beta, mu, matrix, used, terms):
    """Forward selection of two-list terms by the p-value of each pair's observed overlap (Chan, Silverman, Vincent
    2021).

    A pair whose model has no finite or no unique estimate is passed over. Returns (n0, variance of log n0, terms used).
    """
    cells = counts.shape[0]
    pairs = lists * (lists - 1) // 2
    pair = np.empty(pairs, dtype=np.int64)
    place = 0
    for i in range(lists):
        for j in range(i + 1, lists):
            pair[place] = (1 << i) | (1 << j)
            place += 1
    margins = counts.copy()
    sum_over_supersets(margins, lists)
    terms[0] = 0
    for j in range(lists):
        terms[j + 1] = 1 << j
    size = lists + 1
    beta[0] = np.nan
    _, _, variance, status, _, _ = fit(counts, lists, terms[:size], False, beta[:size], mu, matrix, used)
    n0 = math.exp(min(beta[0], 700.0))
    inside = np.zeros(pairs, dtype=np.int64)
    values = np.empty(pairs)
    sums = np.empty(cells)
    for _ in range(pairs):
        for m in range(cells):
            sums[m] = mu[m] if used[m] else 0.0
        sum_over_supersets(sums, lists)
        for q in range(pairs):
            values[q] = 1.0 if inside[q] else poisson_tail(margins[pair[q]], sums[pair[q]])
        added = False
        for _ in range(pairs):
            best = np.argmin(values)
            if not values[best] < threshold:
                break
            terms[size] = pair[best]
            beta[0] = np.nan
            _, _, next_variance, status, _, _ = fit(
                counts, lists, terms[: size + 1], False, beta[: size + 1], mu, matrix, used
            )
            if status == CONVERGED and finite(mu, used):
                inside[best] = 1
                size += 1
                n0, variance = math.exp(min(beta[0], 700.0)), next_variance
                added = True
                break
            values[best] = 1.0
        if not added:
            break
    return n0, variance, size


@njit(cache=True, nogil=True)
def finite(mu, used):
    """Whether no fitted cell runs towards 0: there the estimate exists (Fienberg & Rinaldo 2012)."""
    for m in range(mu.shape[0]):
        if used[m] and mu[m] < 1e-7:
            return False
    return mu[0] < 1e15


@njit(cache=True, nogil=True)
def stepwise_many(tables, lists, threshold, out):
    """The stepwise estimate of n0 for each row of `tables` (replicates, 2^J); NaN where none exists."""
    longest = lists + 1 + lists * (lists - 1) // 2
    matrix = np.zeros((longest, longest))
    beta = np.empty(longest)
    terms = np.zeros(longest, dtype=np.int64)
    mu = np.empty(tables.shape[1])
    used = np.empty(tables.shape[1], dtype=np.int64)
    for row in range(tables.shape[0]):
        n0, variance, _ = stepwise(tables[row], lists, threshold, beta, mu, matrix, used, terms)
        out[row] = n0 if variance == variance else np.nan


@njit(cache=True, nogil=True)
def best_of_many(tables, lists, models, sizes, penalty_by_log_n, out):
    """For each row of `tables`, n0 of the model of the smallest BIC (or AIC) among `models`; NaN where none exists."""
    found = np.empty((models.shape[0], 7))
    for row in range(tables.shape[0]):
        fit_all(tables[row], lists, models, sizes, found)
        penalty = math.log(max(tables[row].sum(), 1.0)) if penalty_by_log_n else 2.0
        lowest = np.inf
        out[row] = np.nan
        for number in range(models.shape[0]):
            score = -2.0 * found[number, 2] + penalty * sizes[number]
            if found[number, 4] == CONVERGED and score < lowest:
                lowest = score
                out[row] = found[number, 0]
