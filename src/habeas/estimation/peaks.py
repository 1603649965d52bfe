"""Separate peaks of an answer: more than one total that the table supports."""

import numpy as np

from habeas.estimation.results import Floats, ModelAnswer

GOLDEN = 0.6180339887498949
"""Its multiples fill the unit evenly (Weyl)."""


def modes(answer: ModelAnswer, n: int) -> list[float]:
    """Totals at the separate peaks of the answer's draws, on the log scale of the undocumented."""
    if answer.draws is None:
        return []
    # Whole people: each number is spread over its unit, or few of them would look like peaks of their own.
    spread = (np.arange(len(answer.draws)) * GOLDEN) % 1.0 - 0.5
    logs = np.log(np.maximum(answer.draws - n + spread, 0.5))
    low, high = np.quantile(logs, [0.001, 0.999])
    if high - low < 0.05:
        return []
    heights, bins = np.histogram(logs, bins=100, range=(low, high))
    return [n + float(np.exp(value)) for value in peaks(heights.astype(float), bins)]


def peaks(heights: Floats, bins: Floats) -> list[float]:
    """Centres of the peaks of a smoothed histogram that reach a quarter of the highest, parted by a valley of at most
    three fifths of the lower one."""
    bell = np.exp(-0.5 * (np.arange(-9, 10) / 3.0) ** 2)
    smooth = np.convolve(heights, bell / bell.sum(), mode="same")
    kept: list[int] = []
    for i in range(1, len(smooth) - 1):
        if not (smooth[i] >= smooth[i - 1] and smooth[i] > smooth[i + 1] and smooth[i] > 0.25 * smooth.max()):
            continue
        if kept and smooth[kept[-1] : i].min() > 0.6 * min(smooth[kept[-1]], smooth[i]):
            kept[-1] = i if smooth[i] > smooth[kept[-1]] else kept[-1]
        else:
            kept.append(i)
    return [float(0.5 * (bins[i] + bins[i + 1])) for i in kept]
