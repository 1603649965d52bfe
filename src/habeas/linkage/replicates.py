"""The doubt of linkage, as several versions of who is who: each is drawn as the interval of persons is (persons.py).

A version has a model of its own, and makes each join by its own probability under it. Each gives one table of who is on
which list; `estimation` combines what they say. Rows that nothing tells apart stay as the best answer has them.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from habeas.errors import UsageProblem
from habeas.linkage.groups import Joins, joins_of, redrawn, settle
from habeas.linkage.linked import Linked
from habeas.linkage.mixture import Places
from habeas.linkage.persons import SHIFT, STRETCH

LEAST = 10
SEED = 20_250_101


@dataclass(frozen=True)
class Table:
    """Persons by the lists they are on. `marks`: shape (patterns, lists), 0 or 1; `counts`: persons of each."""

    marks: Places
    counts: Places


def versions(found: Joins, cut: float, count: int = LEAST, seed: int = SEED) -> Iterator[Joins]:
    """`count` versions of the joins, each to be made above the cut. Raises UsageProblem where too few are asked for."""
    if count < LEAST:
        raise UsageProblem(f"{count} replicates: at least {LEAST} are needed to carry the doubt of linkage")
    rng = np.random.default_rng(seed)
    for _ in range(count):
        yield redrawn(found, cut, rng.normal(0.0, SHIFT), float(np.exp(rng.normal(0.0, STRETCH))), rng)


def draw(found: Linked, count: int = LEAST, seed: int = SEED) -> list[Places]:
    """`count` versions of the person of each record. The same seed gives the same versions."""
    joined = joins_of(found.tree, found.loose, found.cut)
    records = found.tree.records
    return [settle(records, each, (), found.cut) for each in versions(joined, found.cut, count, seed)]


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
