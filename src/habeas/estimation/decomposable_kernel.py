# mypy: disable-error-code="no-untyped-def"
"""Decomposable graphs, compiled by numba: the chordality test, all graphs of few lists, a walk over those of many.

A graph is an array `near` (J,): bit j of near[i] says that i and j are joined. `sign` (2^J,) counts for every set of
lists how often it is a clique minus how often a separator of the junction tree; the empty set (two components) is
left out.
"""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit


@njit(cache=True, nogil=True)
def bits(value):
    count = 0
    while value:
        value &= value - 1
        count += 1
    return count


@njit(cache=True, nogil=True)
def incidence(near, sign):
    """Maximum cardinality search. Fills `sign` and returns True, or returns False where the graph is not
    decomposable."""
    lists = near.shape[0]
    sign[:] = 0
    placed, current = 0, 0
    for turn in range(lists):
        vertex, most = -1, -1
        for v in range(lists):
            if not placed >> v & 1:
                joined = bits(near[v] & placed)
                if joined > most:
                    vertex, most = v, joined
        before = near[vertex] & placed
        for v in range(lists):
            if before >> v & 1 and before & ~near[v] & ~(1 << v):
                return False
        if turn > 0 and before != current:
            sign[current] += 1
            if before:
                sign[before] -= 1
        current = before | (1 << vertex)
        placed |= 1 << vertex
    sign[current] += 1
    return True


@njit(cache=True, nogil=True)
def all_graphs(lists):
    """Codes of all decomposable graphs (bit per edge, edges in order 0-1, 0-2, ..) and their signs (graphs, 2^J)."""
    edges = lists * (lists - 1) // 2
    near = np.zeros(lists, dtype=np.int64)
    sign = np.zeros(1 << lists, dtype=np.int64)
    codes = np.empty(1 << edges, dtype=np.int64)
    count = 0
    for code in range(1 << edges):
        join(code, near)
        if incidence(near, sign):
            codes[count] = code
            count += 1
    signs = np.zeros((count, 1 << lists), dtype=np.int8)
    for row in range(count):
        join(codes[row], near)
        incidence(near, sign)
        for members in range(1 << lists):
            signs[row, members] = sign[members]
    return codes[:count].copy(), signs


@njit(cache=True, nogil=True)
def join(code, near):
    """Fills `near` from an edge code."""
    near[:] = 0
    place = 0
    for i in range(near.shape[0]):
        for j in range(i + 1, near.shape[0]):
            if code >> place & 1:
                near[i] |= 1 << j
                near[j] |= 1 << i
            place += 1


@njit(cache=True, nogil=True)
def score(sign, curves, common, logs):
    """Log of a graph's weight summed over n0; `logs` (points,) becomes its posterior over the points."""
    for p in range(common.shape[0]):
        logs[p] = common[p]
    for members in range(1, sign.shape[0]):
        if sign[members]:
            for p in range(common.shape[0]):
                logs[p] += sign[members] * curves[members, p]
    top = logs[0]
    for p in range(1, common.shape[0]):
        top = max(top, logs[p])
    total = 0.0
    for p in range(common.shape[0]):
        logs[p] = math.exp(logs[p] - top)
        total += logs[p]
    for p in range(common.shape[0]):
        logs[p] /= total
    return top + math.log(total)


@njit(cache=True, nogil=True)
def edge_code(near):
    """A bit per edge, as in all_graphs."""
    code, place = 0, 0
    for i in range(near.shape[0]):
        for j in range(i + 1, near.shape[0]):
            code |= (near[i] >> j & 1) << place
            place += 1
    return code


@njit(cache=True, nogil=True)
def slot_of(keys, code):
    """Where `code` stands in the open hash table `keys`, or where it belongs: -1 where empty. The table is a power of
    two long and never more than a quarter full, so the search ends."""
    mask = keys.shape[0] - 1
    slot = (code * 0x9E3779B1 >> 7) & mask
    while keys[slot] >= 0 and keys[slot] != code:
        slot = (slot + 1) & mask
    return slot


def memory(remembered: int, points: int) -> tuple[npt.NDArray[Any], ...]:
    """What walks on one table share: keys and rows of the hash table, scores, means, visits, shapes, and how many.

    Row 0 is for all graphs beyond the `remembered` first ones."""
    places = 8
    while places < 4 * remembered:
        places *= 2
    rows = remembered + 1
    return (
        np.full(places, -1, dtype=np.int64),
        np.zeros(places, dtype=np.int64),
        np.empty(rows),
        np.empty(rows),
        np.zeros(rows, dtype=np.int64),
        np.empty((rows, points)),
        np.zeros(1, dtype=np.int64),
    )


@njit(cache=True, nogil=True)
def walk(rng, near, curves, common, log_points, steps, burn, mass, joined, trail, known):
    """Metropolis walk: toggle an edge, or move an edge's end; refuse what is not decomposable.

    `mass` (points,) gathers the posterior of n0 over graphs that are not remembered, `joined` (J, J) the visits with
    each edge, `trail` (steps - burn,) the mean log n0 of the graph stood on. A walk comes back to the same graphs again
    and again: those in `known` (see memory) are scored once only, and their visits are counted.
    """
    keys, rows, scores, means, visits, shapes, count = known
    lists = near.shape[0]
    sign = np.zeros(1 << lists, dtype=np.int64)
    current = np.empty(common.shape[0])
    other = near.copy()
    row, here, mean = 0, -np.inf, 0.0
    for step in range(-1, steps):
        other[:] = near
        if step >= 0:
            i = int(rng.random() * lists)
            j = int(rng.random() * (lists - 1))
            j += j >= i
            other[i] ^= 1 << j
            other[j] ^= 1 << i
            if rng.random() < 0.3:
                k = int(rng.random() * lists)
                if k != i and k != j:
                    other[i] ^= 1 << k
                    other[k] ^= 1 << i
        code = edge_code(other)
        slot = slot_of(keys, code)
        there_row = rows[slot] if keys[slot] == code else -1
        if there_row >= 0 or incidence(other, sign):
            there, there_mean = 0.0, 0.0
            if there_row > 0:
                there, there_mean = scores[there_row], means[there_row]
            else:
                there_row = 0
                shapes[0] = current
                there = score(sign, curves, common, current)
                for p in range(common.shape[0]):
                    there_mean += current[p] * log_points[p]
                if count[0] < scores.shape[0] - 1:
                    count[0] += 1
                    there_row = count[0]
                    keys[slot], rows[slot] = code, there_row
                    scores[there_row], means[there_row] = there, there_mean
                    shapes[there_row] = current
                    current[:] = shapes[0]
            if step < 0 or math.log(rng.random()) < there - here:
                near[:] = other
                row, here, mean = there_row, there, there_mean
            elif there_row == 0:
                current[:] = shapes[0]
        if step >= burn:
            visits[row] += 1
            if row == 0:
                mass += current
            trail[step - burn] = mean
            for v in range(lists):
                for w in range(lists):
                    joined[v, w] += near[v] >> w & 1
