"""The simulated data sets of HRDAG's StanLCMCR, person for person: its definitions, drawn with R's generator.

From github HRDAG/StanLCMCR, import/hand/simulations.yaml and import/src/make_simulations.R (seed 100). R's
`set.seed` and `runif` (Mersenne Twister, inversion) are done here, so that the tables are theirs and not ours like
theirs; `test_numbers_judge.py` holds R's known first draws. Their Colombian strata are not published with the code.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

SEED = 100
TO_UNIT = 2.3283064365386963e-10

_SHORT = (
    0.00151976, 0.00151976, 0.00151976, 0.00303951, 0.00303951, 0.00303951, 0.00303951, 0.00455927, 0.00455927,
    0.00607903, 0.00607903, 0.00911854, 0.01823708, 0.01975684, 0.02583587, 0.02583587, 0.03039514, 0.04863222,
    0.06, 0.07, 0.075, 0.08,
)  # fmt: skip
_OTHER = (
    0.01215805, 0.03647416, 0.075, 0.05167173, 0.05167173, 0.00303951, 0.00303951, 0.08, 0.06079027, 0.07, 0.00607903,
    0.03951368, 0.01215805, 0.00607903, 0.01823708, 0.00911854, 0.00911854, 0.00607903, 0.06, 0.00607903, 0.00303951,
    0.04863222,
)  # fmt: skip
_RARE = (0.033, 0.033, 0.099, 0.132, 0.033)
_OFTEN = (0.660, 0.825, 0.759, 0.990, 0.693)
_TAIL = (
    0.00601, 0.0084, 0.00544, 0.0043, 0.00831, 0.00885, 0.00383, 0.00104, 0.00848, 0.00587, 0.00122, 0.0076, 0.00867,
    0.00894, 0.00155, 0.00478, 0.00671, 0.00711, 0.0093, 0.00686,
)  # fmt: skip
_TAIL_OFTEN = (
    0.00758, 0.00698, 0.00125, 0.00903, 0.00673, 0.00277, 0.0028, 0.00434, 0.00129, 0.00739, 0.00254, 0.00545,
    0.000273, 0.00699, 0.00752, 0.00662, 0.00924, 0.00129, 0.00872, 0.00907,
)  # fmt: skip
_BETWEEN = (0.275, 0.250, 0.200, 0.300, 0.325)
_GROW = (5, 10, 15, 20, 25)

Classes = tuple[tuple[int, tuple[float, ...]], ...]
DEFINITIONS: tuple[tuple[str, Classes, tuple[int, ...]], ...] = (
    ("sim1", ((1800, _RARE), (200, _OFTEN)), ()),
    ("sim2", ((1600, (0.013, 0.013, 0.099, 0.132, 0.033)), (400, (0.560, 0.825, 0.759, 0.990, 0.593))), ()),
    ("sim3", ((1600, (0.113, 0.113, 0.199, 0.232, 0.133)), (400, (0.860, 0.925, 0.859, 0.990, 0.793))), ()),
    ("sim4", ((1600, (0.1, 0.05, 0.15, 0.2, 0.1)), (200, (0.5, 0.4, 0.6, 0.4, 0.5)),
              (200, (0.8, 0.9, 0.6, 0.7, 0.7))), ()),
    ("sim5", ((1600, (0.113, 0.113, 0.199, 0.832, 0.733)), (400, (0.860, 0.925, 0.859, 0.190, 0.193))), ()),
    ("wide3_small", ((200, _SHORT), (100, _OTHER)), ()),
    ("wide3_medium", ((400, _SHORT), (200, _OTHER)), ()),
    ("wide3_large", ((600, _SHORT), (300, _OTHER)), ()),
    ("wide_growing", ((1800, _RARE + _TAIL), (200, _OFTEN + _TAIL_OFTEN)), _GROW),
    ("wide_growing_independent", ((2000, _RARE + _TAIL),), _GROW),
    ("substrata_independent", ((2000, _RARE + _TAIL),), ()),
    ("substrata_dependent", ((1800, _RARE + _TAIL), (200, _OFTEN + _TAIL_OFTEN)), ()),
    ("substrata_skinny_dependent", ((1800, (0.033, 0.099, 0.132, 0.033)), (200, (0.825, 0.759, 0.990, 0.693))), ()),
    ("nonidentifiability_example_small", ((1400, _RARE), (400, _BETWEEN), (200, _OFTEN)), ()),
    ("nonidentifiability_example_medium", ((14000, _RARE), (4000, _BETWEEN), (2000, _OFTEN)), ()),
)  # fmt: skip


@dataclass(frozen=True)
class Published:
    """One data set: `marks` (people, lists) of those on some list, and how many there are."""

    name: str
    marks: np.ndarray
    truth: int


class RGenerator:
    """`set.seed(seed)` and `runif(n)` of R 3 and later.

    >>> [round(float(value), 8) for value in RGenerator(100).runif(3)]
    [0.30776611, 0.2576725, 0.55232243]
    """

    def __init__(self, seed: int) -> None:
        state = seed
        for _ in range(50):
            state = (69069 * state + 1) % 2**32
        words = []
        for _ in range(625):
            state = (69069 * state + 1) % 2**32
            words.append(state)
        # The first word is the place in the state, which R sets to "all used".
        self._twister = np.random.RandomState()
        self._twister.set_state(("MT19937", np.array(words[1:], dtype=np.uint32), 624))

    def runif(self, count: int) -> np.ndarray:
        words = self._twister.randint(0, 2**32, size=count, dtype=np.uint32)
        return np.clip(words * TO_UNIT, TO_UNIT / 2, 1 - TO_UNIT / 2)


def published() -> Iterator[Published]:
    """All data sets in the order in which they are drawn. A growing one comes once for each number of columns."""
    generator = RGenerator(SEED)
    for name, classes, grow in DEFINITIONS:
        parts = [
            np.stack([(generator.runif(size) < chance).astype(int) for chance in chances], axis=1)
            for size, chances in classes
        ]
        marks = np.concatenate(parts)
        marks = marks[marks.any(axis=1)]
        truth = sum(size for size, _ in classes)
        for width in grow or (marks.shape[1],):
            kept = marks[:, :width]
            yield Published(f"{name}-{width}" if grow else name, kept[kept.any(axis=1)], truth)
