"""One answer out of replicates: several versions of the data, each estimated on its own.

Replicates carry what a single table cannot: doubt of the linkage, of missing fields. `rubin` (the default) is Rubin
1987, doi:10.1002/9780470316696; `verdata` the rule of HRDAG's R package of that name, whose degrees of freedom
differ; `pool` puts all draws in one heap.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np

from habeas.errors import UsageProblem
from habeas.estimation.results import LEVELS, Floats, Total, total_of_draws

if TYPE_CHECKING:
    from scipy.stats._distn_infrastructure import rv_frozen

Rule = Literal["rubin", "verdata", "pool"]
FEW = 10
"""Fewer replicates than this are warned of."""
LARGEST_LOG = 34.5
"""Draws of n0 end at 10^15: with two or three replicates that disagree, a Student t has no end worth the name."""


def combine(documented: Sequence[int], draws: Sequence[Floats], rule: Rule = "rubin") -> Total:
    """Combines m replicates. `documented` (m,) people in each; `draws` m arrays of totals, unit people.

    Rubin and verdata work on log n0 (n0 = 0 is taken as 0.1, as verdata does): within-variance W, between-variance B,
    T = W + (m + 1) / m B, Student t with (m - 1) (1 + m W / ((m + 1) B))^2 degrees of freedom; verdata leaves out the m
    before W.
    """
    if len(documented) != len(draws) or len(draws) < 2:
        raise UsageProblem("combining takes two replicates at least, each with its documented count and its draws")
    if rule == "pool":
        return total_of_draws(np.concatenate([np.asarray(each, dtype=float) for each in draws]))
    law, base = _law(documented, draws, rule), float(np.mean(documented))
    named = {name: base + float(np.exp(law.ppf(level))) for name, level in LEVELS.items()}
    # exp of a Student t has no mean: the mean is that of all draws together, as in verdata.
    mean = float(np.concatenate([np.asarray(each, dtype=float) for each in draws]).mean())
    return Total(mean=mean, median=base + float(np.exp(law.ppf(0.5))), **named)


def combined_draws(
    documented: Sequence[int], draws: Sequence[Floats], rule: Rule, rng: np.random.Generator, size: int = 20000
) -> Floats:
    """Draws of the total to the same rule as `combine`, shape (size,), for plots and for sums over strata.

    For Rubin's and verdata's rule the law of log n0 is taken at `size` even steps and shuffled, so that its quantiles
    are those of `combine`; pooled draws take the same number from every replicate.
    """
    if rule == "pool":
        share = -(-size // len(draws))
        picked = [rng.choice(np.asarray(each, dtype=float), size=share) for each in draws]
        return np.asarray(rng.permutation(np.concatenate(picked)), dtype=float)
    steps = (np.arange(size) + 0.5) / size
    logs = np.minimum(_law(documented, draws, rule).ppf(steps), LARGEST_LOG)
    return np.asarray(float(np.mean(documented)) + np.exp(rng.permutation(logs)), dtype=float)


def degrees_of_freedom(within: float, between: float, replicates: int, rule: Rule) -> float:
    """See `combine`. Infinite where replicates do not differ."""
    if between <= 0:
        return float("inf")
    weight = replicates if rule == "rubin" else 1
    return (replicates - 1) * (1 + weight * within / ((replicates + 1) * between)) ** 2


def _law(documented: Sequence[int], draws: Sequence[Floats], rule: Rule) -> "rv_frozen":
    """The law of log n0: a Student t, or a normal where replicates do not differ."""
    from scipy.stats import norm, t

    logs = [
        np.log(np.maximum(np.asarray(each, dtype=float) - n, 0.1)) for n, each in zip(documented, draws, strict=True)
    ]
    centre = float(np.mean([each.mean() for each in logs]))
    within = float(np.mean([each.var(ddof=1) for each in logs]))
    between = float(np.var([each.mean() for each in logs], ddof=1))
    spread = max(float(np.sqrt(within + (len(logs) + 1) / len(logs) * between)), 1e-12)
    df = degrees_of_freedom(within, between, len(logs), rule)
    return t(df, loc=centre, scale=spread) if np.isfinite(df) else norm(loc=centre, scale=spread)
