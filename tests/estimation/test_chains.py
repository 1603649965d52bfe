import numpy as np
import pytest

from habeas.estimation.chains import effective_size, effective_tail_size, mean_error, rhat


def autoregressive(rng: np.random.Generator, chains: int, length: int, rho: float) -> np.ndarray:
    noise = rng.standard_normal((chains, length)) * np.sqrt(1 - rho**2)
    values = np.empty_like(noise)
    values[:, 0] = rng.standard_normal(chains)
    for step in range(1, length):
        values[:, step] = rho * values[:, step - 1] + noise[:, step]
    return values


def test_independent_draws_have_rhat_one_and_full_size() -> None:
    draws = np.random.default_rng(1).standard_normal((4, 2000))
    assert rhat(draws) < 1.005
    assert effective_size(draws) == pytest.approx(8000, rel=0.15)
    assert mean_error(draws) == pytest.approx(1 / np.sqrt(8000), rel=0.1)


def test_autocorrelated_draws_have_the_size_theory_gives() -> None:
    draws = autoregressive(np.random.default_rng(2), 4, 20000, 0.9)
    assert effective_size(draws) == pytest.approx(80000 * 0.1 / 1.9, rel=0.2)


def test_chains_apart_are_found() -> None:
    draws = np.random.default_rng(3).standard_normal((4, 1000))
    draws[0] += 2
    assert rhat(draws) > 1.1


def test_chains_of_other_width_are_found() -> None:
    draws = np.random.default_rng(4).standard_normal((4, 1000))
    draws[0] *= 5
    assert rhat(draws) > 1.05


def test_a_drifting_chain_is_found_by_its_halves() -> None:
    draws = np.random.default_rng(5).standard_normal((1, 2000)) + np.linspace(0, 3, 2000)
    assert rhat(draws) > 1.1


def test_a_constant_counts_as_agreed_and_two_constants_do_not() -> None:
    assert rhat(np.ones((4, 100))) == 1.0
    assert rhat(np.repeat([[0.0], [0.0], [1.0], [1.0]], 100, axis=1)) > 1.5
    assert effective_tail_size(np.random.default_rng(6).standard_normal((4, 1000))) > 1000
