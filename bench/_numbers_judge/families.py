"""Kinds of people and lists whose true number is known: the families named in the task, and nothing of the models.

Written from the words of the task before `habeas.estimation` was read, and frozen: a change here makes every figure of
`python -m bench numbers` a figure of other data, so `tests/estimation/test_numbers_judge.py` holds a digest of the
first tables. Even seeds may be looked at while the models are changed; odd seeds are for one look at the end.

Each data set is made in the same steps:
1. size, number of lists and their chances are drawn from the seed;
2. each person gets a chance for each list, by the family's rule;
3. lists are gone through in their order; where the family says so, having been found changes the chances that follow;
4. persons on no list are dropped: their number is what is asked.
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

SIZES = (500, 1500, 4000)


@dataclass(frozen=True)
class Simulated:
    """One data set: `patterns` (cells, lists) of 0/1, `counts` (cells,), the true number and the order of the lists."""

    family: str
    seed: int
    patterns: np.ndarray
    counts: np.ndarray
    truth: int
    order: tuple[int, ...] | None


@dataclass(frozen=True)
class Family:
    """How people of one kind get their chances, what being found does to them, and what is asked of the answer."""

    name: str
    words: str
    chances: Callable[[np.random.Generator, int, int], np.ndarray]
    factor: float = 1.0
    referral: bool = False
    ordered: bool = False
    asks: str = "coverage"


def _levels(random: np.random.Generator, lists: int, low: float, high: float) -> np.ndarray:
    return random.uniform(low, high, lists)


def _shifted(random: np.random.Generator, person: np.ndarray, lists: int) -> np.ndarray:
    """The person's own chance, with the ease of each list added on the scale of log odds."""
    ease = random.normal(0.0, 0.4, lists)
    odds = np.log(person / (1 - person))[:, None] + ease[None, :]
    return np.asarray(1 / (1 + np.exp(-odds)))


def alike(random: np.random.Generator, people: int, lists: int) -> np.ndarray:
    return np.tile(_levels(random, lists, 0.12, 0.40), (people, 1))


def one_ease(random: np.random.Generator, people: int, lists: int) -> np.ndarray:
    """Every list as easy as the others: the M0 under Mb."""
    return np.full((people, lists), random.uniform(0.14, 0.38))


def beta_mild(random: np.random.Generator, people: int, lists: int) -> np.ndarray:
    return _shifted(random, np.clip(random.beta(4.0, 10.0, people), 1e-6, 1 - 1e-6), lists)


def beta_strong(random: np.random.Generator, people: int, lists: int) -> np.ndarray:
    return _shifted(random, np.clip(random.beta(1.0, 3.0, people), 1e-6, 1 - 1e-6), lists)


def logit_normal(random: np.random.Generator, people: int, lists: int) -> np.ndarray:
    person = 1 / (1 + np.exp(-random.normal(-1.1, 1.0, people)))
    return _shifted(random, np.clip(person, 1e-9, 1 - 1e-9), lists)


def twice_as_easy(random: np.random.Generator, people: int, lists: int) -> np.ndarray:
    """40 % of the people are twice as easy to find, on every list."""
    easy = random.random(people) < 0.40
    return np.asarray(_levels(random, lists, 0.12, 0.36)[None, :] * np.where(easy, 2.0, 1.0)[:, None])


def seven_tenths(random: np.random.Generator, people: int, lists: int) -> np.ndarray:
    """60 % of the people have .7 of the chance of the others, on every list."""
    hard = random.random(people) < 0.60
    return np.asarray(_levels(random, lists, 0.16, 0.48)[None, :] * np.where(hard, 0.7, 1.0)[:, None])


def two_kinds_one_ease(random: np.random.Generator, people: int, lists: int) -> np.ndarray:
    """Mbh: lists alike, 40 % twice as easy."""
    easy = random.random(people) < 0.40
    return np.asarray(np.full((1, lists), random.uniform(0.12, 0.28)) * np.where(easy, 2.0, 1.0)[:, None])


def mostly_found(random: np.random.Generator, people: int, lists: int) -> np.ndarray:
    """Near-complete: each list holds half to four fifths of everybody."""
    return np.tile(_levels(random, lists, 0.50, 0.80), (people, 1))


FAMILIES = {
    family.name: family
    for family in (
        Family("alike", "people alike, lists independent", alike),
        Family("beta-mild", "chances Beta(4, 10)", beta_mild),
        Family("beta-strong", "chances Beta(1, 3)", beta_strong),
        Family("logit-normal", "log odds normal, s.d. 1", logit_normal),
        Family("twice-as-easy", "40 % twice as easy", twice_as_easy),
        Family("seven-tenths", "60 % have .7 of the chance", seven_tenths),
        Family("referral", "40 % twice as easy; the first list refers to the second", twice_as_easy, 2.0, True),
        Family("near-complete", "each list holds .5 to .8, 60 to 400 people", mostly_found),
        Family("no-behaviour", "people alike, order known", alike, ordered=True, asks="silence"),
        Family("no-behaviour-mild", "60 % have .7, order known", seven_tenths, ordered=True, asks="silence"),
        Family("mb-double", "once found, chance x 2", one_ease, 2.0, ordered=True, asks="warning"),
        Family("mb-less", "once found, chance x .4", one_ease, 0.4, ordered=True, asks="warning"),
        Family("mtb-double", "lists differ; once found x 2", alike, 2.0, ordered=True, asks="warning"),
        Family("mtb-less", "lists differ; once found x .4", alike, 0.4, ordered=True, asks="warning"),
        Family("mtb-triple", "lists differ; once found x 3", alike, 3.0, ordered=True, asks="warning"),
        Family("mbh-double", "two kinds; once found x 2", two_kinds_one_ease, 2.0, ordered=True, asks="warning"),
        Family("mbh-less", "two kinds; once found x .4", two_kinds_one_ease, 0.4, ordered=True, asks="warning"),
    )
}


def simulate(name: str, seed: int) -> Simulated:
    """The data set of family `name` and `seed`: the same on every machine."""
    family = FAMILIES[name]
    random = np.random.default_rng([20261128, zlib.crc32(name.encode()), seed])
    # 1. size, lists
    truth = int(random.integers(60, 401)) if name == "near-complete" else int(random.choice(SIZES))
    lists = int(random.choice((4, 5)))
    # 2. chances
    chances = family.chances(random, truth, lists)
    # 3. the lists in their order
    found = _found(random, chances, family)
    # 4. nobody knows those on no list
    return _as_table(family, seed, found, truth)


def _found(random: np.random.Generator, chances: np.ndarray, family: Family) -> np.ndarray:
    people, lists = chances.shape
    found = np.zeros((people, lists), dtype=np.int64)
    for place in range(lists):
        # A referral is from the first list to the second only; behaviour follows any earlier finding.
        touched = (found[:, 0] == 1) & (place == 1) if family.referral else found.any(axis=1)
        chance = np.minimum(np.where(touched, chances[:, place] * family.factor, chances[:, place]), 0.95)
        found[:, place] = random.random(people) < chance
    return found


def _as_table(family: Family, seed: int, found: np.ndarray, truth: int) -> Simulated:
    seen = found[found.any(axis=1)]
    patterns, counts = np.unique(seen, axis=0, return_counts=True)
    order = tuple(range(found.shape[1])) if family.ordered else None
    return Simulated(family.name, seed, patterns, counts, truth, order)
