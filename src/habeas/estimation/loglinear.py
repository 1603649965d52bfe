"""Log-linear models: all hierarchical ones or a search among them, averaged; existence checks; stepwise; intervals.

Counts of patterns are taken as Poisson, log mean = sum of the terms that the pattern holds; the unseen are
exp(intercept). The assumption every one of them makes: no interaction of all lists at once. Fienberg 1972,
doi:10.1093/biomet/59.3.591. AIC and BIC as in Rcapture (Baillargeon & Rivest 2007, doi:10.18637/jss.v019.i05), all
2^J - 1 cells taking part.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from habeas.errors import EstimateRefused, UsageProblem
from habeas.estimation.capture_histories import CaptureHistories
from habeas.estimation.hierarchical_models import MOST_LISTS_FOR_ALL, addable, all_models, closure, name, removable
from habeas.estimation.results import Floats, Ints, ModelAnswer, total_of_draws

ASSUMPTION = (
    "How lists depend on one another among the documented holds for those on no list too: there is no dependence of "
    "all lists at once."
)
OCCAM = 10.0
"""Models whose AIC is further than this from the best take no part in the average (weight below 0.7 %)."""
CLOSE = 2.0
"""Models whose BIC is this close to the best are shown, whatever their weight."""
SHOWN = 12
MOST_LISTS = 11
CHECKED = 40
"""Models of the average whose existence is checked by linear programming where the fit does not show it, heaviest
first."""
STILL = 1e-3


@dataclass(frozen=True)
class Fitted:
    """One model. `n0` people unseen, `se` its standard error; `terms` the interactions; `status` as in
    loglinear_kernel."""

    terms: tuple[int, ...]
    name: str
    n0: float
    se: float
    log_likelihood: float
    deviance: float
    parameters: int
    aic: float
    bic: float
    status: int
    at_infinity: int
    """Terms whose lists never meet: their parameter is minus infinity."""
    last_step: float = np.inf
    """Longest change of a term in the last Newton step."""

    @property
    def spread(self) -> float:
        """Standard error of log n0."""
        return float(np.sqrt(np.log1p((self.se / max(self.n0, 1e-9)) ** 2)))

    @property
    def certain(self) -> bool:
        """Whether the fit itself shows that its estimate exists and is the only one.

        The information is of full rank, and Newton's steps have shrunk to nothing at a finite point. Where there is no
        finite estimate they cannot: along a direction in which the likelihood rises for ever, every step is about 1.
        """
        return self.status == 0 and np.isfinite(self.se) and self.last_step < STILL


@dataclass(frozen=True)
class Existence:
    """Fienberg-Rinaldo: `finite` a maximum-likelihood estimate exists; `unique` it is the only one."""

    finite: bool
    unique: bool

    @property
    def code(self) -> int:
        """0 sound, 1 not finite, 2 not identifiable, 3 both: as SparseMSE's checkident."""
        return (not self.finite) + 2 * (not self.unique)


def full_terms(terms: Sequence[int], lists: int) -> Ints:
    """Intercept, main effects, interactions, as the kernel takes them."""
    return np.array([0, *(1 << j for j in range(lists)), *terms], dtype=np.int64)


def fit_models(histories: CaptureHistories, models: Sequence[Sequence[int]]) -> list[Fitted]:
    """Fits each model (its interaction terms; must be hierarchical) to one table."""
    from habeas.estimation import loglinear_kernel as kernel

    lists = histories.list_count
    _check_lists(lists)
    packed, sizes = pack(models, lists)
    out = np.empty((len(models), 7))
    kernel.fit_all(histories.table().astype(float), lists, packed, sizes, out)
    return _fitted(histories, models, sizes, out)


def all_pairs(histories: CaptureHistories) -> Fitted:
    """The model in which every pair of lists depends on one another: of three lists the largest there is."""
    return fit_models(histories.canonical(), [pair_terms(histories.list_count)])[0]


def pair_terms(lists: int) -> tuple[int, ...]:
    """The interaction of every pair of lists."""
    return tuple((1 << i) | (1 << j) for i in range(lists) for j in range(i + 1, lists))


def pack(models: Sequence[Sequence[int]], lists: int) -> tuple[Ints, Ints]:
    """Models as one array (models, longest), padded with 0, and their sizes (models,)."""
    sizes = np.array([len(terms) + lists + 1 for terms in models], dtype=np.int64)
    packed = np.zeros((len(models), int(sizes.max())), dtype=np.int64)
    for row, terms in enumerate(models):
        packed[row, : sizes[row]] = full_terms(terms, lists)
    return packed, sizes


@lru_cache(maxsize=4)
def _pack_all(lists: int) -> tuple[Ints, Ints, tuple[str, ...]]:
    models = all_models(lists)
    packed, sizes = pack(models, lists)
    return packed, sizes, tuple(name(terms, lists) for terms in models)


def fit_all_models(histories: CaptureHistories) -> list[Fitted]:
    """Every hierarchical model, best BIC first. Up to 5 lists."""
    from habeas.estimation import loglinear_kernel as kernel

    lists = histories.list_count
    _check_lists(lists)
    packed, sizes, names = _pack_all(lists)
    out = np.empty((len(packed), 7))
    kernel.fit_all(histories.table().astype(float), lists, packed, sizes, out)
    return sorted(_fitted(histories, all_models(lists), sizes, out, names), key=lambda model: model.bic)


def fit_near_best(histories: CaptureHistories) -> list[Fitted]:
    """Every hierarchical model whose AIC lies within OCCAM of the best that surely exists, or whose BIC within CLOSE of
    the best; best AIC first. Up to 5 lists.

    The same models as from `fit_all_models`, without the fits that cannot get there: no model fits better than the
    counts themselves, so from some number of terms on the penalty alone is too large.
    """
    from scipy.special import gammaln, xlogy

    from habeas.estimation import loglinear_kernel as kernel

    lists = histories.list_count
    _check_lists(lists)
    packed, sizes, names = _pack_all(lists)
    counts = histories.table().astype(float)
    perfect = float((xlogy(counts, counts) - counts - gammaln(counts + 1)).sum())
    out = np.full((len(packed), 7), np.nan)
    best, reach = np.array([np.inf, np.inf]), np.array([OCCAM, CLOSE])
    penalties = np.array([2.0, np.log(histories.n)])
    for size in np.unique(sizes):
        if (-2 * perfect + penalties * size > best + reach).all():
            break
        rows = slice(*np.searchsorted(sizes, [size, size + 1]))
        kernel.fit_all(counts, lists, packed[rows], sizes[rows], out[rows])
        certain = (out[rows, 4] == 0) & np.isfinite(out[rows, 1]) & (out[rows, 6] < STILL)
        if certain.any():
            best = np.minimum(best, -2 * out[rows, 2][certain].max() + penalties * size)
    scores = -2 * out[:, 2, None] + penalties * sizes[:, None]
    kept = np.flatnonzero((scores <= best + reach).any(axis=1))
    models = all_models(lists)
    found = _fitted(histories, [models[row] for row in kept], sizes[kept], out[kept], [names[row] for row in kept])
    return sorted(found, key=lambda model: model.aic)


def _fitted(
    histories: CaptureHistories,
    models: Sequence[Sequence[int]],
    sizes: Ints,
    out: Floats,
    names: Sequence[str] | None = None,
) -> list[Fitted]:
    lists, n = histories.list_count, histories.n
    labels = names or [name(terms, lists) for terms in models]
    met = _meets(histories)
    empty = [sum(not met[term] for term in terms) for terms in models]
    n0, variance, likelihood = out[:, 0], np.maximum(out[:, 1], 0.0), out[:, 2]
    se = np.sqrt(n0 + n0**2 * variance)
    aic = -2 * likelihood + 2 * sizes
    bic = -2 * likelihood + np.log(n) * sizes
    columns = zip(
        models, labels, n0, se, likelihood, out[:, 3], sizes, aic, bic, out[:, 4], empty, out[:, 6], strict=True
    )
    return [
        Fitted(
            tuple(terms), label, float(a), float(b), float(c), float(d), int(e), float(f), float(g), int(h), i, float(j)
        )
        for terms, label, a, b, c, d, e, f, g, h, i, j in columns
    ]


def _meets(histories: CaptureHistories) -> list[bool]:
    """Per term: is anyone on all its lists."""
    sums = histories.table().astype(float)
    for j in range(histories.list_count):
        shaped = sums.reshape(-1, 2, 1 << j)
        shaped[:, 0] += shaped[:, 1]
    return [bool(value) for value in sums > 0]


def search(histories: CaptureHistories, highest: int | None = None) -> list[Fitted]:
    """Models met on a greedy walk from independence, adding or taking one term at a time: by BIC, then on by AIC. Best
    AIC first. J up to 11."""
    lists = histories.list_count
    seen: dict[tuple[int, ...], Fitted] = {}

    def visit(models: list[tuple[int, ...]]) -> None:
        fresh = [terms for terms in dict.fromkeys(models) if terms not in seen]
        if fresh:
            seen.update(zip(fresh, fit_models(histories, fresh), strict=True))

    def walk(here: tuple[int, ...], score: Callable[[Fitted], float]) -> tuple[int, ...]:
        for _ in range(4 * lists * lists):
            near = [tuple(sorted({*here, term})) for term in addable(here, lists, highest)]
            near += [tuple(sorted(set(here) - {term})) for term in removable(here)]
            visit(near)
            sound = [terms for terms in near if seen[terms].status == 0]
            best = min(sound, key=lambda terms: score(seen[terms]), default=here)
            if score(seen[best]) >= score(seen[here]):
                break
            here = best
        return here

    visit([()])
    walk(walk((), lambda model: model.bic), lambda model: model.aic)
    return sorted(seen.values(), key=lambda model: model.aic)


def existence(histories: CaptureHistories, terms: Sequence[int]) -> Existence:
    """Does the model have a finite and unique estimate: a linear programme and a rank, not a guess from the fit.

    Fienberg & Rinaldo 2012, doi:10.1214/12-AOS986; sparse form: Chan, Silverman & Vincent 2021,
    doi:10.1214/20-AOAS1409: cells of lists that never meet leave the table first, as in SparseMSE.
    """
    from scipy.optimize import linprog

    met = _meets(histories)
    cells = list(range(1, 1 << histories.list_count))
    for term in terms:
        if not met[term]:
            cells = [m for m in cells if m & term != term]
    kept = [term for term in full_terms(terms, histories.list_count) if met[term]]
    design = np.array([[float(m & term == term) for term in kept] for m in cells])
    counts = histories.table()[cells].astype(float)
    unique = bool(np.linalg.matrix_rank(design) == design.shape[1])
    # Largest s such that some table x >= s has the same margins as the data: s = 0 means the margins lie on the
    # boundary.
    equal = np.hstack([design.T, np.zeros((len(kept), 1))])
    lower = np.hstack([-np.eye(len(cells)), np.ones((len(cells), 1))])
    objective = np.zeros(len(cells) + 1)
    objective[-1] = -1.0
    bounds = [(0, None)] * (len(cells) + 1)
    found = linprog(objective, A_ub=lower, b_ub=np.zeros(len(cells)), A_eq=equal, b_eq=design.T @ counts, bounds=bounds)
    return Existence(finite=bool(found.status == 0 and -found.fun > 1e-9), unique=unique)


def log_linear(histories: CaptureHistories, rng: np.random.Generator) -> ModelAnswer:
    """The AIC-weighted average of all hierarchical models (up to 5 lists) or of those a search meets (up to 11).

    Weights by AIC, not BIC: BIC leaves out a dependence that the table is too small to prove and with it the doubt it
    brings into the total (Buckland, Burnham & Augustin 1997, doi:10.2307/2533961; docs/adr/0075).
    """
    complete = histories.list_count <= MOST_LISTS_FOR_ALL
    ordered = histories.canonical()
    ladder = fit_near_best(ordered) if complete else search(ordered)
    kept, dropped = _sound(ordered, ladder)
    kept = _renamed(kept, [histories.lists.index(label) for label in ordered.lists])
    if not kept:
        raise EstimateRefused(
            "no log-linear model of this table has a finite and unique estimate",
            hint="more people on two or more lists are needed, or lists that rarely meet are to be merged",
        )
    weights = np.exp(-0.5 * (np.array([model.aic for model in kept]) - kept[0].aic))
    weights /= weights.sum()
    draws = draws_of(histories.n, kept, weights, rng)
    best = min(kept, key=lambda model: model.bic)
    shown = [
        {
            "model": model.name,
            "total": histories.n + model.n0,
            "aic": model.aic,
            "bic": model.bic,
            "weight": float(weight),
            "at_infinity": model.at_infinity,
        }
        for rank, (model, weight) in enumerate(zip(kept, weights, strict=True))
        if rank < SHOWN or model.bic <= best.bic + CLOSE
    ]
    diagnostics: dict[str, Any] = {
        "models": len(all_models(ordered.list_count)) if complete else len(ladder),
        "complete": complete,
        "averaged": len(kept),
        "refused_existence": dropped,
        "best": best.name,
        "best_total": histories.n + best.n0,
        "best_bic": best.bic,
        "ladder": shown,
    }
    return ModelAnswer("loglinear", total_of_draws(draws), ASSUMPTION, diagnostics, None, draws)


def _sound(histories: CaptureHistories, ladder: list[Fitted]) -> tuple[list[Fitted], int]:
    """Converged models near the best, by AIC or BIC, whose estimate exists; and how many near it were dropped."""
    converged = [model for model in ladder if model.status == 0 and np.isfinite(model.se)]
    sound = [model for model in converged if model.certain]
    if not sound:
        sound = [model for model in converged[:CHECKED] if not existence(histories, model.terms).code]
    if not sound:
        return [], len(ladder)
    lowest, least = min(model.aic for model in sound), min(model.bic for model in sound)
    near = [model for model in converged if model.aic <= lowest + OCCAM or model.bic <= least + CLOSE]
    doubtful = [model for model in near if not model.certain]
    broken = {model.terms for model in doubtful[:CHECKED] if existence(histories, model.terms).code}
    kept = [model for model in near if model.terms not in broken and model not in doubtful[CHECKED:]]
    return sorted(kept, key=lambda model: model.aic), len(near) - len(kept)


def _renamed(models: list[Fitted], order: list[int]) -> list[Fitted]:
    """Models of the table in canonical order, written with the list numbers of the table as it was given."""

    def moved(term: int) -> int:
        return sum(1 << old for new, old in enumerate(order) if term >> new & 1)

    renamed = []
    for model in models:
        terms = tuple(sorted(map(moved, model.terms), key=lambda term: (term.bit_count(), term)))
        renamed.append(replace(model, terms=terms, name=name(terms, len(order))))
    return renamed


def draws_of(n: int, kept: list[Fitted], weights: Floats, rng: np.random.Generator, size: int = 20000) -> Floats:
    """Draws of the total: a model by its weight, then log n0 as normal about its estimate."""
    picked = rng.choice(len(kept), size=size, p=weights)
    centre = np.log(np.maximum([model.n0 for model in kept], 1e-9))
    spread = np.array([model.spread for model in kept])
    return np.asarray(n + np.exp(centre[picked] + spread[picked] * rng.standard_normal(size)), dtype=float)


def parse_model(text: str, lists: int) -> tuple[int, ...]:
    """The interaction terms of a model written as `[123,14]` (up to 9 lists)."""
    generators = []
    for part in text.strip("[] ").split(","):
        if not part.strip().isdigit() or not all(1 <= int(digit) <= lists for digit in part.strip()):
            raise UsageProblem("a model is written like [123,14,34], with list numbers from 1")
        generators.append(sum(1 << (int(digit) - 1) for digit in set(part.strip())))
    terms = closure(generators)
    if (1 << lists) - 1 in terms:
        raise UsageProblem("the term of all lists at once cannot be estimated")
    return terms


def _check_lists(lists: int) -> None:
    if not 2 <= lists <= MOST_LISTS:
        raise EstimateRefused(
            f"log-linear models take 2 to {MOST_LISTS} lists, not {lists}: every fit works on all 2^{lists} cells, "
            "nearly all of them empty",
            hint="merge lists that see the same people, or leave some out with --lists",
        )
