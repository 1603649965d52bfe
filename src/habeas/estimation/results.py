"""What an estimate is, once made: frozen, with its draws, its diagnostics and what it assumes.

Units: `total` counts people, documented and not; `n0` people on no list; probabilities lie in [0, 1].
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LEVELS = {"q025": 0.025, "q10": 0.10, "q25": 0.25, "q75": 0.75, "q90": 0.90, "q975": 0.975}
NORMAL_QUANTILES = {"q025": -1.959963985, "q10": -1.281551566, "q25": -0.67448975}
PUBLISHED = ("mean", "median", "q025", "q10", "q90", "q975")
"""The fields of a total in `--json`."""


@dataclass(frozen=True)
class Total:
    """How many people in all: the documented plus the estimated rest."""

    mean: float
    median: float
    q025: float
    q10: float
    q25: float
    q75: float
    q90: float
    q975: float

    def published(self) -> dict[str, float]:
        """The six figures of `--json`, rounded to a tenth of a person."""
        return {name: round(float(getattr(self, name)), 1) for name in PUBLISHED}

    def interval(self, percent: int) -> tuple[float, float]:
        """The central interval of 50, 80 or 95 percent."""
        low, high = {50: ("q25", "q75"), 80: ("q10", "q90"), 95: ("q025", "q975")}[percent]
        return float(getattr(self, low)), float(getattr(self, high))


@dataclass(frozen=True)
class Warned:
    """One warning: a stable code and a sentence for a reader who is no statistician."""

    code: str
    text: str

    def published(self) -> dict[str, str]:
        return {"code": self.code, "text": self.text}


@dataclass(frozen=True)
class ModelAnswer:
    """One model's answer, or its refusal.

    `draws` holds totals, shape (draws,), unit people: posterior draws, or draws of the sampling distribution of a
    frequentist estimate; they are what sums over strata and replicates are made of.
    """

    model: str
    total: Total | None
    assumption: str
    diagnostics: Mapping[str, Any] = field(default_factory=dict)
    refused: str | None = None
    draws: Floats | None = field(default=None, repr=False, compare=False)

    def published(self) -> dict[str, Any]:
        total = None if self.total is None else self.total.published()
        return {
            "model": self.model,
            "total": total,
            "diagnostics": plain(dict(self.diagnostics)),
            "refused": self.refused,
        }


def plain(value: Any) -> Any:
    """NumPy scalars and arrays as what JSON knows; a number that is not finite becomes null."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float):
        return round(value, 6) if np.isfinite(value) else None
    return value


def total_of_draws(draws: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Total:
    """Summary of draws of the total, shape (draws,); with weights, of a weighted sample.

    >>> total_of_draws([10, 11, 12, 13, 14]).median
    12.0
    """
    values = np.asarray(draws, dtype=float)
    if weights is None:
        quantiles = np.quantile(values, [0.5, *LEVELS.values()])
        mean = float(values.mean())
    else:
        mass = np.asarray(weights, dtype=float)
        quantiles = weighted_quantiles(values, mass, [0.5, *LEVELS.values()])
        mean = float(values @ mass / mass.sum())
    named = dict(zip(LEVELS, map(float, quantiles[1:]), strict=True))
    return Total(mean=mean, median=float(quantiles[0]), **named)


def weighted_quantiles(values: Floats, mass: Floats, levels: Sequence[float]) -> Floats:
    """The smallest value at which the cumulated mass reaches the level: exact for a posterior on a grid of counts."""
    order = np.argsort(values, kind="stable")
    cumulated = np.cumsum(mass[order])
    found = np.searchsorted(cumulated, np.asarray(levels) * cumulated[-1], side="left")
    return np.asarray(values[order][np.minimum(found, len(values) - 1)], dtype=float)


def lognormal_total(n: float, n0: float, se: float) -> Total:
    """The total where log n0 is taken as normal: intervals never reach below the documented.

    `n0` is the median of the undocumented, `se` its standard error (both in people). Chao 1987, formula 12,
    doi:10.2307/2531532: interval n + n0 / C to n + n0 C, C = exp(z sqrt(log(1 + se^2 / n0^2))).
    """
    spread = float(np.sqrt(np.log1p((se / n0) ** 2))) if n0 > 0 else 0.0
    below = {name: n + n0 * float(np.exp(z * spread)) for name, z in NORMAL_QUANTILES.items()}
    above = {
        mirror: n + n0 * float(np.exp(-NORMAL_QUANTILES[name] * spread))
        for name, mirror in (("q025", "q975"), ("q10", "q90"), ("q25", "q75"))
    }
    return Total(mean=n + n0 * float(np.exp(spread**2 / 2)), median=n + n0, **below, **above)


def lognormal_draws(n: float, n0: float, se: float, size: int, rng: np.random.Generator) -> Floats:
    """Draws of the total to the same rule as `lognormal_total`, shape (size,)."""
    spread = float(np.sqrt(np.log1p((se / n0) ** 2))) if n0 > 0 else 0.0
    return np.asarray(n + n0 * np.exp(spread * rng.standard_normal(size)), dtype=float)
