"""What is learned from judged pairs, and when it is not used."""

import numpy as np
import numpy.typing as npt
import pytest

from habeas.linkage.classifier import LEAST, LEAST_OF_EACH, Correction, correct

Levels = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]


class _World:
    """Pairs whose true log odds are known: each of three comparisons adds its own; the mixture may have them wrong."""

    def __init__(self, seed: int, wrong: tuple[float, float, float], count: int = 6_000) -> None:
        rng = np.random.default_rng(seed)
        self.levels: Levels = rng.integers(-1, 3, (count, 3)).astype(np.int8)
        worth = np.asarray([[0.0, -2.0, 0.5, 2.5]] * 3)  # by level + 1
        parts = np.stack([worth[k][self.levels[:, k] + 1] for k in range(3)], axis=1)
        self.true: Floats = parts.sum(axis=1) - 1.0
        self.log_odds: Floats = (parts * np.asarray(wrong)).sum(axis=1) - 1.0
        self.same = rng.random(count) < 1 / (1 + np.exp(-self.true))
        self.ends = np.arange(count), np.arange(count) + count
        self._rng = rng

    def judged(self, number: int) -> Levels:
        """Pairs as a reviewer takes them: near even by the mixture, and some at random."""
        near = np.argsort(np.abs(self.log_odds) + self._rng.exponential(1.0, len(self.log_odds)))
        chosen = np.concatenate((near[: number // 2], self._rng.permutation(len(near))[: number // 2]))
        told = np.full(len(self.same), -1, dtype=np.int8)
        told[chosen] = self.same[chosen]
        return told

    def learn(self, number: int) -> Correction:
        return correct(self.levels, self.log_odds, self.ends, self.judged(number))


def test_correct_mixture_with_one_comparison_wrong_is_put_right() -> None:
    world = _World(1, (1.0, 1.0, -0.5))

    found = world.learn(1_000)

    assert found.used
    assert found.after < found.before
    after, before, true = (np.argsort(np.argsort(odds)) for odds in (found.log_odds, world.log_odds, world.true))
    assert np.corrcoef(after, true)[0, 1] > np.corrcoef(before, true)[0, 1] + 0.2


def test_correct_mixture_that_is_right_is_left_alone() -> None:
    used = sum(_World(seed, (1.0, 1.0, 1.0)).learn(300).used for seed in range(20))

    assert used <= 3  # one in twenty is what 95 % one-sided allows


def test_correct_not_used_gives_the_mixture_back() -> None:
    worlds = [_World(seed, (1.0, 1.0, 1.0)) for seed in range(9)]

    unused = [(world, found) for world in worlds if not (found := world.learn(300)).used]

    assert unused
    for world, found in unused:
        assert np.array_equal(found.log_odds, world.log_odds)
        assert "no better" in found.because


@pytest.mark.parametrize(("same", "other"), [(LEAST, LEAST_OF_EACH - 1), (LEAST_OF_EACH - 1, LEAST), (29, 30), (0, 0)])
def test_correct_too_few_of_a_kind_says_how_many_there_are(same: int, other: int) -> None:
    world = _World(2, (1.0, 1.0, -0.5))
    told = np.full(len(world.same), -1, dtype=np.int8)
    told[np.flatnonzero(world.same)[:same]] = 1
    told[np.flatnonzero(~world.same)[:other]] = 0

    found = correct(world.levels, world.log_odds, world.ends, told)

    assert not found.used
    assert np.array_equal(found.log_odds, world.log_odds)
    assert f"{same + other} pairs are judged, {same} of them the same" in found.because


def test_correct_same_judgements_same_answer() -> None:
    world = _World(3, (0.5, 1.0, 2.0))
    told = world.judged(600)

    one, other = (correct(world.levels, world.log_odds, world.ends, told) for _ in range(2))

    assert np.array_equal(one.log_odds, other.log_odds)


def test_correct_verdicts_of_a_coin_are_not_believed() -> None:
    used = 0
    for seed in range(10):
        world = _World(seed, (1.0, 1.0, 1.0))
        coin = np.random.default_rng(seed).integers(0, 2, len(world.same)).astype(np.int8)
        told = np.where(world.judged(400) >= 0, coin, -1).astype(np.int8)
        used += correct(world.levels, world.log_odds, world.ends, told).used

    assert used <= 2


def test_correct_changes_the_order_of_pairs_and_never_their_scale() -> None:
    world = _World(1, (1.0, 1.0, -0.5))

    found = world.learn(1_000)

    assert found.used
    assert np.array_equal(np.sort(found.log_odds), np.sort(world.log_odds))


def test_correct_judgements_about_one_record_alone_prove_nothing() -> None:
    world = _World(6, (1.0, 1.0, 0.2))
    ends = np.zeros(len(world.same), dtype=np.int64), np.arange(1, len(world.same) + 1)

    found = correct(world.levels, world.log_odds, ends, world.judged(400))

    assert not found.used  # all of them are one fold: nothing is left to learn from
    assert found.after == found.before
