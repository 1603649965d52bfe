"""What each identifying assumption says the same data mean, and how far the answer moves when it is bent.

No data say how those on no list differ from those on some. Every estimate replaces that by an assumption; here it is
laid open (Aleshin-Guendel, Sadinle & Wakefield 2024, doi:10.1093/biomtc/ujae030). With cell probabilities of the
documented drawn from their Dirichlet posterior (prior 1/2 per cell):

    no highest-order interaction (NHOI)    n0 = prod of odd cells / prod of even cells, over all lists
    marginal NHOI on a subset of lists     the same on the margin of those lists; the documented who are on none of them
                                           are part of its zero cell; for two lists this is independence of the two
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from habeas.errors import EstimateRefused, UsageProblem
from habeas.estimation.capture_histories import CaptureHistories
from habeas.estimation.results import Floats, Total, total_of_draws

PRIOR = 0.5
DRAWS = 4000
FACTORS = (0.25, 0.5, 1.0, 2.0, 4.0)
MOST_LISTS = 12


@dataclass(frozen=True)
class UnderAssumption:
    """`lists` (column numbers from 0) the assumption is about; `factor` by which its odds ratio is bent;
    `impossible` the share of draws in which it contradicts the documented (a negative n0)."""

    assumption: str
    lists: tuple[int, ...]
    factor: float
    total: Total | None
    impossible: float


def no_highest_order_interaction(
    histories: CaptureHistories, rng: np.random.Generator, lists: Sequence[int] | None = None, factor: float = 1.0
) -> UnderAssumption:
    """The total if there is no highest-order interaction among `lists` (default all), bent by `factor`.

    A factor of 2 says: the lists together are twice as likely, in odds, to miss a person as the assumption has it.
    """
    chosen = tuple(range(histories.list_count)) if lists is None else tuple(lists)
    if not 2 <= len(chosen) <= MOST_LISTS or len(set(chosen)) != len(chosen):
        raise UsageProblem(f"the assumption is about 2 to {MOST_LISTS} different lists")
    if not factor > 0:
        raise UsageProblem("the factor must be above 0")
    mine = histories.keep(chosen)
    outside = histories.n - mine.n
    cells = mine.table().astype(float)[1:]
    odd = np.array([1.0 if code.bit_count() % 2 else -1.0 for code in range(1, len(cells) + 1)])
    gammas = rng.gamma(cells + PRIOR, size=(DRAWS, len(cells)))
    with np.errstate(over="ignore", divide="ignore"):
        zero_cell = factor * np.exp(np.log(np.maximum(gammas, 1e-300)) @ odd)
    n0 = rng.poisson(np.minimum(zero_cell, 1e15)) - outside
    possible = n0 >= 0
    label = "NHOI" if len(chosen) == histories.list_count else "marginal NHOI"
    total = total_of_draws(histories.n + n0[possible]) if possible.mean() > 0.05 else None
    return UnderAssumption(label, chosen, factor, total, float(1 - possible.mean()))


def sensitivity(histories: CaptureHistories, rng: np.random.Generator) -> list[UnderAssumption]:
    """NHOI bent by each of FACTORS, and marginal NHOI of every pair and, from four lists on, every triple (at most
    20)."""
    if histories.list_count > MOST_LISTS:
        raise EstimateRefused(f"{histories.list_count} lists: the assumptions are compared for up to {MOST_LISTS}")
    found = [no_highest_order_interaction(histories, rng, None, factor) for factor in FACTORS]
    subsets: list[tuple[int, ...]] = [
        pair for pair in combinations(range(histories.list_count), 2) if histories.list_count > 2
    ]
    if histories.list_count > 3:
        subsets += list(combinations(range(histories.list_count), 3))
    return found + [no_highest_order_interaction(histories, rng, subset) for subset in subsets[:20]]


def bounds(answers: Sequence[UnderAssumption]) -> tuple[float, float]:
    """The lowest and the highest median among what the assumptions give."""
    medians: Floats = np.array([each.total.median for each in answers if each.total is not None])
    if not len(medians):
        raise EstimateRefused("no assumption agrees with the documented")
    return float(medians.min()), float(medians.max())
