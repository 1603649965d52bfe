"""Bayesian model averaging over decomposable graphs (Madigan & York 1997, doi:10.1093/biomet/84.1.19).

Each graph says which lists depend on one another; cells have a hyper-Dirichlet prior of delta per cell; all
decomposable graphs are equally likely beforehand; p(N) is proportional to 1/N, n0 = 1, 2, ... (the default of the R
package dga). Up to 6 lists all graphs are summed, exactly (8, 61, 822, 18,154 graphs of 3, 4, 5, 6 lists); from 7 to
11 a Markov chain walks over graphs, n0 summed out.

For a set s of lists only its cell of zeros depends on n0. With A = delta 2^J and a_s = delta 2^(J - |s|):
    curve_s(n0) = log Gamma(c_s(0) + n0 + a_s) + sum over its other cells of log Gamma(c + a_s) - 2^|s| log Gamma(a_s)
                  + log Gamma(A) - log Gamma(n0 + n + A)
A graph's log weight at n0 is the sum of the curves of its cliques minus those of its separators, plus terms common
to all.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from habeas.errors import EstimateRefused, UsageProblem
from habeas.estimation.capture_histories import CaptureHistories
from habeas.estimation.chains import effective_size, rhat
from habeas.estimation.results import Floats, Ints, ModelAnswer, Total, total_of_draws

ASSUMPTION = (
    "Which lists depend on one another is the same for those on no list as for the documented, and can be drawn as a "
    "graph whose every loop has a short cut."
)
MOST_LISTS = 11
"""A graph of twelve lists has 66 edges: more than the bits of the number it is known by."""
MOST_LISTS_ENUMERATED = 6
NEGLIGIBLE = 25.0
"""A graph whose log weight is this far below the best at every n0 is left out: together they hold under 1e-7 of the
mass."""
EXACT_POINTS = 200_000
"""Up to this many n0 every whole number has its own grid point."""
WORK = 60_000_000
"""Graphs times points above which log-spaced points (relative step 1e-3) stand in for whole numbers."""
BLOCK = 2048
"""Points worked on at a time: they fit the processor's cache."""
REACH = 200
"""The grid ends at 200 n: with fewer than one person in 200 documented, nothing is estimated."""
WALK_STEPS = 100_000
SHORT_WALK = 5_000
"""Steps for side calculations."""
REMEMBERED = 16384
"""Graphs whose score a walk keeps."""


@dataclass(frozen=True)
class GraphPosterior:
    """`n0` (points,) people unseen; `mass` (points,) its posterior, summing to 1; `edges` (J, J) the probability
    that two lists are joined; `best_mass` the heaviest graph's; `graphs` how many took part; `edge_mass` in the
    grid's last 1 %."""

    n0: Floats
    mass: Floats
    edges: Floats
    best_mass: float
    graphs: int
    edge_mass: float
    complete: float = 0.0


@dataclass(frozen=True)
class _Shared:
    """What all graphs of a table share."""

    histories: CaptureHistories
    delta: float

    @property
    def everyone(self) -> float:
        return self.delta * 2.0**self.histories.list_count

    def constants(self) -> tuple[Floats, Floats]:
        """Per set of lists (2^J,): c_s(0) + a_s, and the part of the curve without n0."""
        from scipy.special import gammaln

        lists = self.histories.list_count
        shaped = self.histories.table().astype(float).reshape((2,) * lists)
        start, fixed = np.zeros(1 << lists), np.zeros(1 << lists)
        for members in range(1, 1 << lists):
            away = tuple(lists - 1 - j for j in range(lists) if not members >> j & 1)
            margin = shaped.sum(axis=away).ravel()
            alpha = self.delta * 2.0 ** len(away)
            start[members] = margin[0] + alpha
            fixed[members] = gammaln(margin[1:] + alpha).sum() - len(margin) * gammaln(alpha) + gammaln(self.everyone)
        return start, fixed

    def curves(self, n0: Floats, wanted: Ints) -> Floats:
        """Curves of the wanted sets on the grid: shape (wanted, points)."""
        from scipy.special import gammaln

        start, fixed = self.constants()
        whole = gammaln(n0 + self.histories.n + self.everyone)
        return np.asarray(_log_gamma_rows(start[wanted], n0) + fixed[wanted, None] - whole, dtype=float)

    def common(self, n0: Floats) -> Floats:
        """Multinomial coefficient and the prior 1/N, up to a constant: shape (points,)."""
        from scipy.special import gammaln

        total = n0 + self.histories.n
        return np.asarray(gammaln(total + 1) - gammaln(n0 + 1) - np.log(total), dtype=float)


def _log_gamma_rows(start: Floats, n0: Floats) -> Floats:
    """log Gamma(start + n0), shape (rows, points): cumulated logarithms where n0 steps by one."""
    from scipy.special import gammaln

    steady = int(np.argmax(np.diff(n0) != 1.0)) + 1 if (np.diff(n0) != 1.0).any() else len(n0)
    found = np.empty((len(start), len(n0)))
    found[:, 0] = gammaln(start + n0[0])
    np.log(start[:, None] + n0[: steady - 1], out=found[:, 1:steady])
    np.cumsum(found[:, :steady], axis=1, out=found[:, :steady])
    found[:, steady:] = gammaln(start[:, None] + n0[steady:])
    return found


@lru_cache(maxsize=4)
def decomposable(lists: int) -> tuple[Ints, Ints]:
    """Edge codes of all decomposable graphs and their incidence (graphs, 2^J); see decomposable_kernel.

    >>> [len(decomposable(lists)[0]) for lists in (3, 4)]
    [8, 61]
    """
    from habeas.estimation.decomposable_kernel import all_graphs

    codes, signs = all_graphs(lists)
    return codes, signs.astype(np.int64)


def graph_posterior(
    histories: CaptureHistories, delta: float | None = None, grid_top: int | None = None
) -> GraphPosterior:
    """Exact posterior over n0 and graphs, 2 to 6 lists. `delta` defaults to 2^-J; `grid_top` sets the last n0."""
    lists = histories.list_count
    if not 2 <= lists <= MOST_LISTS_ENUMERATED:
        raise UsageProblem(f"{lists} lists: all graphs are summed for 2 to {MOST_LISTS_ENUMERATED} lists only")
    shared = _Shared(histories, _delta(lists, delta))
    codes, signs = decomposable(lists)
    n0, width = _grid(shared, signs, grid_top)
    kept, top = _not_negligible(shared, signs, n0)
    if len(kept) * len(n0) > WORK and not grid_top:
        n0, width = _log_spaced(n0[0], n0[-1], WORK // (2 * len(kept)))
    mass, by_graph = _masses(shared, signs[kept], n0, width, top)
    last = float(mass[n0 > 0.99 * n0[-1]].sum())
    joined = _edges(codes[kept], by_graph, lists)
    complete = float(by_graph[codes[kept] == codes.max()].sum())
    return GraphPosterior(n0, mass, joined, float(by_graph.max()), len(kept), last, complete)


def _masses(shared: _Shared, signs: Ints, n0: Floats, width: Floats, top: float) -> tuple[Floats, Floats]:
    """Posterior of n0 (points,) and of graphs (graphs,), block by block. `top` is near the largest log weight."""
    used = np.flatnonzero(signs.any(axis=0))
    weights = signs[:, used].astype(float)
    curves = shared.curves(n0, used)
    shift = shared.common(n0) + np.log(width) - top
    mass, by_graph = np.empty(len(n0)), np.zeros(len(signs))
    for start in range(0, len(n0), BLOCK):
        part = slice(start, start + BLOCK)
        logs = weights @ curves[:, part] + shift[part]
        np.exp(logs, out=logs)
        mass[part] = logs.sum(axis=0)
        by_graph += logs.sum(axis=1)
    return mass / mass.sum(), by_graph / by_graph.sum()


def _delta(lists: int, delta: float | None) -> float:
    if delta is not None and not delta > 0:
        raise UsageProblem("delta must be above 0")
    return 2.0**-lists if delta is None else delta


def _grid(shared: _Shared, signs: Ints, grid_top: int | None) -> tuple[Floats, Floats]:
    """Points of n0 and how many whole numbers each stands for.

    1. Every whole n0 up to 20 n, then log-spaced to 200 n, where that is few points. 2. Otherwise only the region that
    holds the mass (all but exp(-45) of it), found by zooming in, in at most EXACT_POINTS points.
    """
    n = shared.histories.n
    exact, top = grid_top or 20 * n, grid_top or REACH * n
    if exact <= EXACT_POINTS:
        beyond = np.unique(np.round(np.geomspace(exact, top, 4000)))[1:] if top > exact else np.zeros(0)
        points = np.concatenate([np.arange(1.0, exact + 1), beyond])
    else:
        points = _zoomed(shared, signs, float(top))
    return points, _widths(points)


def _widths(points: Floats) -> Floats:
    ends = np.concatenate([[points[0] - 0.5], 0.5 * (points[1:] + points[:-1]), [points[-1] + 0.5]])
    return np.asarray(np.diff(ends), dtype=float)


def _log_spaced(low: float, high: float, count: int) -> tuple[Floats, Floats]:
    points = np.unique(np.round(np.geomspace(low, high, max(count, 4000))))
    return points, _widths(points)


def _zoomed(shared: _Shared, signs: Ints, top: float) -> Floats:
    low, high = 1.0, top
    for _ in range(6):
        points = np.unique(np.round(np.geomspace(low, high, 400)))
        total = _log_by_graph(shared, signs, points).max(axis=0) + np.log(points)
        inside = np.flatnonzero(total > total.max() - 45.0)
        low, high = points[max(inside[0] - 1, 0)], points[min(inside[-1] + 1, len(points) - 1)]
    if high - low < EXACT_POINTS:
        return np.arange(low, high + 1)
    return np.unique(np.round(np.geomspace(low, high, EXACT_POINTS // 8)))


def _log_by_graph(shared: _Shared, signs: Ints, points: Floats) -> Floats:
    every = np.arange(1, signs.shape[1])
    return np.asarray(signs[:, 1:].astype(float) @ shared.curves(points, every) + shared.common(points), dtype=float)


def _not_negligible(shared: _Shared, signs: Ints, n0: Floats) -> tuple[Ints, float]:
    """Rows of the graphs that matter at any n0, judged on 300 of the points; and the largest log weight of one
    point."""
    chosen = np.unique(np.round(np.geomspace(1, len(n0), 300)).astype(np.int64) - 1)
    logs = _log_by_graph(shared, signs, n0[chosen])
    best = (logs + np.log(n0[chosen])).max(axis=1)
    return np.flatnonzero(best > best.max() - NEGLIGIBLE), float(logs.max())


def _edges(codes: Ints, by_graph: Floats, lists: int) -> Floats:
    found = np.zeros((lists, lists))
    place = 0
    for i in range(lists):
        for j in range(i + 1, lists):
            found[i, j] = found[j, i] = by_graph[(codes >> place & 1) == 1].sum()
            place += 1
    return found


def walk_over_graphs(
    histories: CaptureHistories,
    rng: np.random.Generator,
    steps: int = WALK_STEPS,
    delta: float | None = None,
    chains: int = 4,
    remembered: int = REMEMBERED,
) -> tuple[GraphPosterior, dict[str, float]]:
    """Posterior for 3 to 11 lists by a Metropolis walk over decomposable graphs, n0 summed over 400 log-spaced points.

    Chains start at the empty graph, the complete graph and random chains of edges. Returns the posterior, and R-hat and
    effective size of the walks' mean log n0.
    """
    from habeas.estimation import decomposable_kernel as kernel

    lists = histories.list_count
    if not 3 <= lists <= MOST_LISTS:
        raise UsageProblem(f"{lists} lists: graphs are walked over for 3 to {MOST_LISTS} lists")
    shared = _Shared(histories, _delta(lists, delta))
    points = np.unique(np.round(np.geomspace(1, REACH * histories.n, 400)))
    width = np.gradient(points)
    curves = np.concatenate([np.zeros((1, len(points))), shared.curves(points, np.arange(1, 1 << lists))])
    mass, joined = np.zeros(len(points)), np.zeros((lists, lists), dtype=np.int64)
    burn = steps // 4
    trails = np.zeros((chains, steps - burn))
    known = kernel.memory(remembered, len(points))
    for chain in range(chains):
        near = _start(rng, lists, chain)
        kernel.walk(
            rng, near, curves, shared.common(points) + np.log(width), np.log(points), steps, burn, mass, joined,
            trails[chain], known,
        )  # fmt: skip
    visits, shapes, count = known[4:]
    mass += visits[1 : count[0] + 1] @ shapes[1 : count[0] + 1]
    mass /= mass.sum()
    posterior = GraphPosterior(
        points, mass, joined / trails.size, 0.0, 0, float(mass[points > 0.99 * points[-1]].sum())
    )
    return posterior, {"rhat": rhat(trails), "ess": effective_size(trails)}


def _start(rng: np.random.Generator, lists: int, chain: int) -> Ints:
    near = np.zeros(lists, dtype=np.int64)
    everyone = (1 << lists) - 1
    if chain == 1:
        return np.array([everyone & ~(1 << j) for j in range(lists)], dtype=np.int64)
    if chain > 1:
        order = rng.permutation(lists)
        for i, j in pairwise(order):
            near[i] |= 1 << int(j)
            near[j] |= 1 << int(i)
    return near


def summary(n: int, posterior: GraphPosterior) -> Total:
    """Exact quantiles: the smallest whole N whose cumulated mass reaches the level."""
    return total_of_draws(n + posterior.n0, posterior.mass)


def graphs_answer(
    histories: CaptureHistories, rng: np.random.Generator, delta: float | None = None, steps: int = WALK_STEPS
) -> ModelAnswer:
    """The averaged graphs as a model's answer, with draws; `steps` of a walk, where graphs are walked over."""
    lists = histories.list_count
    if lists < 3 or lists > MOST_LISTS:
        raise EstimateRefused(
            f"averaged graphs take 3 to {MOST_LISTS} lists, not {lists}: the walk keeps a curve for each of the "
            f"2^{lists} sets of lists, and too few of the graphs would be met",
            hint="merge lists that see the same people, or leave some out with --lists",
        )
    agreement = {"rhat": 1.0, "ess": float("inf")}
    ordered = histories.canonical()
    if lists <= MOST_LISTS_ENUMERATED:
        posterior = graph_posterior(ordered, delta)
    else:
        posterior, agreement = walk_over_graphs(ordered, rng, steps, delta)
    back = [ordered.lists.index(label) for label in histories.lists]
    posterior = replace(posterior, edges=posterior.edges[np.ix_(back, back)])
    diagnostics = _diagnostics(histories, posterior, agreement, _delta(lists, delta))
    if agreement["rhat"] > 1.05:
        reason = (
            f"walks over graphs that started apart disagree (R-hat {agreement['rhat']:.2f}, at most 1.05 is accepted)"
        )
        return ModelAnswer("graphs", None, ASSUMPTION, diagnostics, reason)
    if posterior.complete > 0.5:
        reason = (
            f"the data want every list to depend on every other (probability {posterior.complete:.2f}): "
            "what is left to say how many are unseen is the prior alone"
        )
        return ModelAnswer("graphs", None, ASSUMPTION, diagnostics, reason)
    cumulated = np.cumsum(posterior.mass)
    at = np.searchsorted(cumulated, rng.random(20000) * cumulated[-1])
    draws = histories.n + posterior.n0[np.minimum(at, len(posterior.n0) - 1)]
    return ModelAnswer("graphs", summary(histories.n, posterior), ASSUMPTION, diagnostics, None, draws)


def _diagnostics(
    histories: CaptureHistories, posterior: GraphPosterior, agreement: dict[str, float], delta: float
) -> dict[str, Any]:
    exact = posterior.graphs > 0
    return {
        "exact": exact,
        "delta": delta,
        "graphs": posterior.graphs,
        "best_graph_mass": posterior.best_mass,
        "complete_graph_mass": posterior.complete,
        "joined": {
            f"{i + 1}-{j + 1}": float(posterior.edges[i, j])
            for i in range(histories.list_count)
            for j in range(i + 1, histories.list_count)
            if exact
        },
        "grid_top": float(posterior.n0[-1]),
        "grid_edge_mass": posterior.edge_mass,
        "rhat": {"log_n0": agreement["rhat"]},
        "ess": {"log_n0": agreement["ess"]},
    }
