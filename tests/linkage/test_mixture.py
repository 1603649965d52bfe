"""The mixture finds what pairs were made of."""

import numpy as np
import pytest

from habeas.linkage.mixture import Pairs, Start, counted, fit

STARTS = [Start(name, (0.1, 0.9), (0.9, 0.1)) for name in "abcd"]


def _made(matches: int, others: int, seed: int = 1) -> tuple[Pairs, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    same = np.arange(matches + others) < matches
    levels = np.where(same[:, None], rng.random((len(same), 4)) < 0.9, rng.random((len(same), 4)) < 0.05)
    strangers = (rng.random((20_000, 4)) < 0.05).astype(np.int8)
    return Pairs(levels.astype(np.int8), np.zeros(len(same), dtype=np.int64)), strangers, same


def test_fit_made_pairs_finds_shares_and_probabilities() -> None:
    pairs, strangers, same = _made(2_000, 20_000)

    model = fit(counted(pairs), strangers, STARTS, np.asarray([24_000.0]), 4_000)

    assert model.share[0] == pytest.approx(2_000 / 24_000, rel=0.1)
    assert [float(m[1]) for m in model.m] == pytest.approx([0.9] * 4, abs=0.02)
    assert [float(u[1]) for u in model.u] == pytest.approx([0.05] * 4, abs=0.01)
    chance = 1 / (1 + np.exp(-model.log_odds(pairs)))
    assert chance.sum() == pytest.approx(same.sum(), rel=0.1)


def test_fit_judged_pairs_count_as_judged() -> None:
    pairs, strangers, same = _made(50, 2_000)
    told = np.full(len(same), -1, dtype=np.int8)
    told[np.flatnonzero(pairs.levels.sum(axis=1) == 0)[:200]] = 1

    free = fit(counted(pairs), strangers, STARTS, np.asarray([1e5]), 300)
    taught = fit(counted(pairs, told), strangers, STARTS, np.asarray([1e5]), 300)

    assert taught.m[0][0] > free.m[0][0] + 0.1


def test_weights_nothing_to_compare_says_nothing() -> None:
    pairs, strangers, _ = _made(50, 2_000)
    model = fit(counted(pairs), strangers, STARTS, np.asarray([1e5]), 300)

    assert model.weights(np.full((1, 4), -1, dtype=np.int8)).tolist() == [0.0]
