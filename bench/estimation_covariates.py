"""Does the doubly robust interval hold the truth, and what does knowing nothing of people cost? `python -m bench
estimation_covariates`.

Two lists that see the same kinds of people; 100 simulated populations of each kind and size, beside Chapman's estimate,
which takes the lists as independent. The peer (the R package drpop, by the authors of the method) has no published run
of these populations; what is compared is the promise, 95 %.
"""

import time
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from habeas.errors import EstimateRefused
from habeas.estimation.closed_forms import chapman
from habeas.estimation.doubly_robust import doubly_robust

SETS = 100
SIZES = (500, 2000, 20000)
Floats = npt.NDArray[np.float64]


def _chance(logit: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-logit)), dtype=float)


KINDS: dict[str, tuple[str, Callable[[Floats], Floats]]] = {
    "none": ("a covariate that says nothing", lambda x: _chance(np.full(len(x), -0.4))),
    "linear": ("lists see the young more", lambda x: _chance(-0.6 - 1.2 * x[:, 0])),
    "bent": ("lists see the middle-aged more", lambda x: _chance(0.4 - 0.9 * x[:, 0] ** 2)),
    "together": ("two covariates, each matters by the other", lambda x: _chance(-0.4 + 0.9 * x[:, 0] * x[:, 1])),
}


def run() -> Iterator[str]:
    yield f"{SETS} data sets each: share of 95 % intervals that hold the truth, median of estimate / truth"
    yield "| lists | people | documented | doubly robust | Chapman | refused | CPU s a set |"
    yield "|---" * 7 + "|"
    for number, (told, chance) in enumerate(KINDS.values()):
        for people in SIZES:
            yield _line(told, chance, people, np.random.default_rng([number, people]))


def _line(told: str, chance: Callable[[Floats], Floats], people: int, rng: np.random.Generator) -> str:
    robust, plain, seen, refused = [], [], [], 0
    started = time.process_time()
    for _ in range(SETS):
        covariates = rng.standard_normal((people, 2))
        marks = rng.random((people, 2)) < chance(covariates)[:, None]
        on = marks.any(axis=1)
        seen.append(on.mean())
        try:
            found = doubly_robust(marks[on], covariates[on], rng)
        except EstimateRefused:
            refused += 1
            continue
        robust.append((found.total.q025 <= people <= found.total.q975, found.total.median / people))
        simple = chapman(int(marks[:, 0].sum()), int(marks[:, 1].sum()), int(marks.all(axis=1).sum()))
        plain.append((abs(simple.total - people) <= 1.96 * simple.se, simple.total / people))
    cells = [
        f"{np.mean([hit for hit, _ in each]):.0%}, {np.median([by for _, by in each]):.2f}" for each in (robust, plain)
    ]
    cost = (time.process_time() - started) / SETS
    return f"| {told} | {people:,} | {np.mean(seen):.0%} | {cells[0]} | {cells[1]} | {refused} | {cost:.2f} |"
