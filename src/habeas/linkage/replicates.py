"""The doubt of linkage, as several versions of who is who: each is drawn with a cut of its own.

The cut is what nobody knows; its error is drawn with the spread that the interval of persons has (link.SLACK is 90 % of
it). Each version gives one table of who is on which list; `estimation` combines what they say.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from habeas.errors import UsageProblem
from habeas.linkage.groups import joins_of, settle
from habeas.linkage.linked import SLACK, Linked
from habeas.linkage.mixture import Floats, Places

LEAST = 10
SEED = 20_250_101
_NORMAL = 1.645


@dataclass(frozen=True)
class Table:
    """Persons by the lists they are on. `marks`: shape (patterns, lists), 0 or 1; `counts`: persons of each."""

    marks: Places
    counts: Places


def cuts(cut: float, slack: float, count: int = LEAST, seed: int = SEED) -> Floats:
    """Cuts of `count` versions, shape (count,). Raises UsageProblem where too few are asked for."""
    if count < LEAST:
        raise UsageProblem(f"{count} replicates: at least {LEAST} are needed to carry the doubt of linkage")
    shifts: Floats = np.random.default_rng(seed).normal(0.0, slack / _NORMAL, count)
    return np.asarray(cut + np.clip(shifts, -slack, None))


def draw(found: Linked, count: int = LEAST, seed: int = SEED) -> list[Places]:
    """`count` versions of the person of each record. The same seed gives the same versions."""
    joined = joins_of(found.tree, found.loose, found.cut)
    records = found.tree.records
    return [settle(records, joined, (), float(cut)) for cut in cuts(found.cut, SLACK, count, seed)]


def histories(labels: Places, list_of: Sequence[int], lists: int, nobody: Collection[int] = ()) -> Table:
    """How many persons are on which lists. A person twice on one list is on it once; -1 is on no list.

    `nobody`: rows that name nobody, who would stand on one list only, and make the lists look as if they hardly met.
    Persons on no list at all are not in the table.
    """
    people = int(labels.max(initial=-1)) + 1
    on = np.zeros((people, lists), dtype=np.int64)
    of = np.asarray(list_of, dtype=np.int64)
    of[list(nobody)] = -1
    on[labels[of >= 0], of[of >= 0]] = 1
    marks, counts = np.unique(on[on.any(axis=1)], axis=0, return_counts=True)
    return Table(marks, counts.astype(np.int64))
