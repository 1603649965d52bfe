"""Do chains that started far apart agree? Rank-normalised split R-hat and effective sample sizes.

Vehtari, Gelman, Simpson, Carpenter, Buerkner 2021, doi:10.1214/20-BA1221. All take draws of shape (chains, draws).
"""

import numpy as np
import numpy.typing as npt

from habeas.estimation.results import Floats


def split(draws: npt.ArrayLike) -> Floats:
    """Every chain cut in two halves: shape (2 chains, draws // 2)."""
    values = np.asarray(draws, dtype=float)
    half = values.shape[1] // 2
    return np.concatenate([values[:, :half], values[:, -half:]])


def rank_normalised(draws: npt.ArrayLike) -> Floats:
    """Normal scores of the pooled ranks (ties share their mean rank), same shape."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    values = np.asarray(draws, dtype=float)
    ranks = rankdata(values.ravel()).reshape(values.shape)
    return np.asarray(ndtri((ranks - 0.375) / (values.size + 0.25)), dtype=float)


def rhat(draws: npt.ArrayLike) -> float:
    """The larger of bulk and tail R-hat; 1.0 for a quantity that never moves in any chain."""
    parts = split(draws)
    if np.ptp(parts) == 0:
        return 1.0
    folded = np.abs(parts - np.median(parts))
    return max(_potential(rank_normalised(parts)), _potential(rank_normalised(folded)))


def _potential(parts: Floats) -> float:
    within = float(parts.var(axis=1, ddof=1).mean())
    between = float(parts.mean(axis=1).var(ddof=1))
    if within == 0:
        return float("inf") if between > 0 else 1.0
    length = parts.shape[1]
    return float(np.sqrt((length - 1) / length + between / within))


def effective_size(draws: npt.ArrayLike) -> float:
    """Bulk effective sample size, in draws."""
    parts = rank_normalised(split(draws))
    return _effective(parts)


def effective_tail_size(draws: npt.ArrayLike) -> float:
    """The smaller effective size of the two events "below the 5 %" and "above the 95 % quantile"."""
    parts = split(draws)
    low, high = np.quantile(parts, [0.05, 0.95])
    return min(_effective((parts <= low).astype(float)), _effective((parts >= high).astype(float)))


def mean_error(draws: npt.ArrayLike) -> float:
    """Monte-Carlo standard error of the mean, in the unit of the draws."""
    parts = split(draws)
    return float(parts.std(ddof=1) / np.sqrt(_effective(parts)))


def _effective(parts: Floats) -> float:
    """Geyer's initial monotone sequence over the mean autocovariance of the chains."""
    length = parts.shape[1]
    if np.ptp(parts) == 0:
        return float(parts.size)
    centred = parts - parts.mean(axis=1, keepdims=True)
    width = 1 << (2 * length - 1).bit_length()
    spectrum = np.fft.rfft(centred, width, axis=1)
    covariance = np.fft.irfft(spectrum * np.conj(spectrum), width, axis=1)[:, :length].real.mean(axis=0) / length
    within = covariance[0] * length / (length - 1)
    pooled = within * (length - 1) / length + parts.mean(axis=1).var(ddof=1)
    if pooled == 0:
        return float(parts.size)
    correlation = 1 - (within - covariance) / pooled
    correlation[0] = 1.0
    pairs = correlation[0 : length // 2 * 2 : 2] + correlation[1 : length // 2 * 2 : 2]
    negative = np.flatnonzero(pairs < 0)
    pairs = np.minimum.accumulate(pairs[: negative[0]] if len(negative) else pairs)
    time = max(2 * float(pairs.sum()) - 1, 1 / np.log10(parts.size))
    return float(parts.size / time)
