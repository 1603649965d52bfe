"""How a warning writes numbers and sentences."""

import numpy as np


def sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def span(ends: tuple[float, float]) -> str:
    low, high = people(ends[0]), people(ends[1])
    return low if low == high else f"{low} to {high}"


def people(value: float) -> str:
    """A number of people, to three figures or so.

    >>> people(10672.3), people(136.2)
    ('10,670', '136')
    """
    size = 10 ** max(int(np.floor(np.log10(max(value, 1.0)))) - 3, 0)
    return f"{round(value / size) * size:,}"
