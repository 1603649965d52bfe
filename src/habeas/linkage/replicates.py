"""The doubt of linkage, as several versions of who is who: each is drawn with a cut of its own.

The cut is what nobody knows; its error is drawn with the spread that the interval of persons has (link.SLACK is 90 % of
it). Each version gives one table of who is on which list; `estimation` combines what they say.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from habeas.errors import UsageProblem
from habeas.linkage.link import SLACK, Linked
from habeas.linkage.mixture import Floats, Places

LEAST = 10
_NORMAL = 1.645


@dataclass(frozen=True)
class Table:
    """Persons by the lists they are on. `marks`: shape (patterns, lists), 0 or 1; `counts`: persons of each."""

    marks: Places
    counts: Places


def draw(found: Linked, count: int = LEAST, seed: int = 20_250_101) -> list[Places]:
    """`count` versions of the person of each record. The same seed gives the same versions."""
    if count < LEAST:
        raise UsageProblem(f"{count} replicates: at least {LEAST} are needed to carry the doubt of linkage")
    shifts: Floats = np.random.default_rng(seed).normal(0.0, SLACK / _NORMAL, count)
    return [found.loose.labels(found.cut + float(shift)) for shift in np.clip(shifts, -SLACK, None)]


def histories(labels: Places, file_of: tuple[int, ...], lists: int, nobody: Collection[int] = ()) -> Table:
    """How many persons are on which lists. A person twice on one list is on it once. `nobody`: rows that name nobody,
    who would stand on one list only, and make the lists look as if they hardly met."""
    people = int(labels.max(initial=-1)) + 1
    on = np.zeros((people, lists), dtype=np.int64)
    named = np.ones(len(labels), dtype=bool)
    named[list(nobody)] = False
    on[labels[named], np.asarray(file_of, dtype=np.int64)[named]] = 1
    marks, counts = np.unique(on[on.any(axis=1)], axis=0, return_counts=True)
    return Table(marks, counts.astype(np.int64))
