"""Tables of eight to eleven lists, most of them short, whose true number is known. Frozen with `families`."""

import numpy as np


def simulate(lists: int, seed: int, people: int = 3000) -> tuple[np.ndarray, np.ndarray, int]:
    """`patterns` (cells, lists), `counts` (cells,) and the true number: two kinds of people, half the lists short."""
    random = np.random.default_rng([20261130, lists, seed])
    chance = np.where(np.arange(lists) % 2 == 0, random.uniform(0.08, 0.30, lists), random.uniform(0.01, 0.06, lists))
    kind = np.where(random.random(people) < 0.4, 2.0, 1.0)
    found = (random.random((people, lists)) < chance[None, :] * kind[:, None]).astype(np.int64)
    patterns, counts = np.unique(found[found.any(axis=1)], axis=0, return_counts=True)
    return patterns, counts, people
