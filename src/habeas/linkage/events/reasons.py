"""Why two reports are proposed as one event, or not: each comparison in words, with what it is worth in bits."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from habeas.linkage.events.link import LinkedEvents

NOTHING = "nothing to compare"
WORDS: Mapping[str, tuple[str, ...]] = {
    "act": ("another act of the same family", "the same act", "the same, rare act"),
    "time": (
        "more than a month apart",
        "within a month",
        "within a week",
        "dates that can be one, but one is vague",
        "dates that can be one, within a month",
        "the same day or the day beside it",
        "the same day",
    ),
    "place": (
        "different places",
        "places near each other",
        "one lies in the other, which is wide",
        "one is part of the other, or near it",
        "the same place",
        "the same place, which few reports name",
    ),
    "people": (
        "other people",
        "other people, of many",
        "people in common who are often named, but few of those named",
        "people in common who are often named",
        "people in common, but few of those named",
        "people in common",
        "rarely named people in common, but few of those named",
        "rarely named people in common",
    ),
    "victims": ("numbers far apart", "numbers a little apart", "numbers that can be one", "the same number"),
}
"""By comparison: its levels in words, lowest first. They name nobody."""


@dataclass(frozen=True)
class Reason:
    """One comparison. `bits`: above 0 it speaks for one event; 0 where there was nothing to compare."""

    comparison: str
    level: int
    words: str
    bits: float


def reasons(found: LinkedEvents, pair: int) -> tuple[Reason, ...]:
    """The comparisons of a pair (its place in `found.linked.left`), the heaviest first. Their bits add up to its
    weight."""
    model = found.linked.model
    if model is None:
        return ()
    given = []
    for name, level, m, u in zip(found.names, found.levels[pair].tolist(), model.m, model.u, strict=True):
        bits = float(np.log2(m[level] / u[level])) if level >= 0 else 0.0
        given.append(Reason(name, level, _words(name, level), bits))
    return tuple(sorted(given, key=lambda reason: -abs(reason.bits)))


def _words(name: str, level: int) -> str:
    if level < 0:
        return NOTHING
    return WORDS["people" if name == "perpetrators" else name][level]
