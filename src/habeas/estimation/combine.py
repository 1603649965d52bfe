"""One answer out of replicates: several versions of the data, each estimated on its own.

Replicates carry what a single table cannot: doubt of the linkage, of missing fields. `rubin` (the default) is Rubin
1987, doi:10.1002/9780470316696; `verdata` the rule of HRDAG's R package of that name, whose degrees of freedom
differ; `pool` puts all draws in one heap.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from habeas.errors import UsageProblem
from habeas.estimation.results import LEVELS, Floats, Total, total_of_draws

Rule = Literal["rubin", "verdata", "pool"]
FEW = 10
"""Fewer replicates than this are warned of."""


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
    logs = [
        np.log(np.maximum(np.asarray(each, dtype=float) - n, 0.1)) for n, each in zip(documented, draws, strict=True)
    ]
    base = float(np.mean(documented))
    centre = float(np.mean([each.mean() for each in logs]))
    within = float(np.mean([each.var(ddof=1) for each in logs]))
    between = float(np.var([each.mean() for each in logs], ddof=1))
    mean = float(np.concatenate([np.asarray(each, dtype=float) for each in draws]).mean())
    return _student(base, mean, (centre, within, between), len(logs), rule)


def degrees_of_freedom(within: float, between: float, replicates: int, rule: Rule) -> float:
    """See `combine`. Infinite where replicates do not differ."""
    if between <= 0:
        return float("inf")
    weight = replicates if rule == "rubin" else 1
    return (replicates - 1) * (1 + weight * within / ((replicates + 1) * between)) ** 2


def _student(base: float, mean: float, moments: tuple[float, float, float], replicates: int, rule: Rule) -> Total:
    from scipy.stats import norm, t

    centre, within, between = moments
    spread = float(np.sqrt(within + (replicates + 1) / replicates * between))
    df = degrees_of_freedom(within, between, replicates, rule)
    law = norm if not np.isfinite(df) else t(df)
    named = {name: base + float(np.exp(centre + spread * law.ppf(level))) for name, level in LEVELS.items()}
    # exp of a Student t has no mean: the mean is that of all draws together, as in verdata.
    return Total(mean=mean, median=base + float(np.exp(centre)), **named)
