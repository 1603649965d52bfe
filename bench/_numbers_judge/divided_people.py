"""Tables in strata whose true numbers are known: strata that differ, one too thin, one whose lists never meet.

Written and frozen with `families`, from the task's words alone.
"""

import zlib
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Divided:
    """One table for each stratum (`patterns`, `counts`), the true sum, and the strata that cannot answer."""

    kind: str
    seed: int
    strata: dict[str, tuple[np.ndarray, np.ndarray]]
    truth: int
    hopeless: tuple[str, ...]


KINDS = {
    "opposed": "the lists' chances are mirrored between two strata: together they look avoiding",
    "hard-region": "one stratum has a third of the chances of the other: together the hard half is missed",
    "alike": "strata do not differ: both answers say the same",
    "three-people": "a third stratum holds three documented people",
    "never-met": "a third stratum whose lists share nobody",
}


def simulate(kind: str, seed: int) -> Divided:
    """The divided table of `kind` and `seed`: the same on every machine."""
    random = np.random.default_rng([20261129, zlib.crc32(kind.encode()), seed])
    lists, size = 4, int(random.choice((800, 2000)))
    chance = random.uniform(0.15, 0.45, lists)
    north = _table(random, chance, size)
    south = _table(random, _of_south(kind, chance), size)
    strata, truth, hopeless = {"north": north, "south": south}, 2 * size, ()
    if kind == "three-people":
        strata["east"], truth, hopeless = _three(random, lists), truth + 3, ("east",)
    if kind == "never-met":
        strata["east"], truth, hopeless = _apart(random, lists), truth + size, ("east",)
    return Divided(kind, seed, strata, truth, hopeless)


def _of_south(kind: str, chance: np.ndarray) -> np.ndarray:
    if kind == "opposed":
        return np.asarray(0.60 - chance)
    return chance / 3 if kind == "hard-region" else chance


def _table(random: np.random.Generator, chance: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    found = (random.random((size, chance.size)) < chance[None, :]).astype(np.int64)
    patterns, counts = np.unique(found[found.any(axis=1)], axis=0, return_counts=True)
    return patterns, counts


def _three(random: np.random.Generator, lists: int) -> tuple[np.ndarray, np.ndarray]:
    found = np.eye(lists, dtype=np.int64)[random.permutation(lists)[:3]]
    patterns, counts = np.unique(found, axis=0, return_counts=True)
    return patterns, counts


def _apart(random: np.random.Generator, lists: int) -> tuple[np.ndarray, np.ndarray]:
    patterns, counts = np.eye(lists, dtype=np.int64), random.integers(20, 80, lists)
    return patterns, counts
