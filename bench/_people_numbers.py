"""The part "who is one person" of `python -m bench numbers`: traps, intervals and true pairs, on the judge's sets.

Each set of _people_judge.py is linked as `habeas link FILES --no-vault` does it. Printed: pairs of people who are never
one person (by relation) and how many were joined; true pairs found; in how many sets the 90 % interval holds the number
of persons; and the same for Splink where it is asked for.
"""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from bench._people_judge import Judged, families_only, judged
from habeas.linkage.linked import Linked
from habeas.linkage.people.link import link
from habeas.linkage.people.records import gathered


@dataclass
class Tally:
    """What all sets together say."""

    trapped: Counter[str] = field(default_factory=Counter)
    joined: Counter[str] = field(default_factory=Counter)
    true_pairs: int = 0
    found_pairs: int = 0
    sets: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)

    def add(self, of: Judged, labels: Sequence[int], low: float, high: float, estimate: float) -> None:
        for relation, one, other in of.trapped_rows():
            self.trapped[relation] += 1
            self.joined[relation] += not {labels[row] for row in one}.isdisjoint(labels[row] for row in other)
        pairs = Counter(of.person_of), Counter(zip(of.person_of, labels, strict=True))
        true, found = (sum(n * (n - 1) // 2 for n in each.values()) for each in pairs)
        self.true_pairs, self.found_pairs = self.true_pairs + true, self.found_pairs + found
        kind, inside = of.kind, low <= of.persons <= high
        self.sets[kind] += 1
        self.held[kind] += inside
        self.lines.append(
            f"  {of.seed} {kind}: {len(labels)} rows, {of.persons} persons: {estimate:.0f} [{low:.0f}, {high:.0f}]"
            f"{'' if inside else '  OUTSIDE'}; true pairs {found} of {true}"
        )

    def said(self) -> Iterator[str]:
        yield from self.lines
        for relation, number in self.trapped.most_common():
            yield f"{relation}: {self.joined[relation]} of {number} joined"
        yield f"true pairs found: {self.found_pairs} of {self.true_pairs}"
        for kind, number in self.sets.items():
            yield f"90 % interval holds the truth, {kind}: {self.held[kind]} of {number}"
        yield f"90 % interval holds the truth, all: {self.held.total()} of {self.sets.total()}"


def run(seeds: Sequence[int] = range(1, 120, 2), most: int = 1_500) -> Iterator[str]:
    tally, begun = Tally(), time.process_time()
    for number, seed in enumerate(seeds):
        of = families_only(seed, 50) if number % 12 == 11 else judged(seed)
        if len(of.person_of) > most:
            of = judged(seed, most)
        _one(tally, of)
    yield from tally.said()
    yield f"{time.process_time() - begun:.0f} CPU seconds"


def _one(tally: Tally, of: Judged) -> None:
    found: Linked = link(gathered(of.tables))
    counted = found.persons
    tally.add(of, np.asarray(found.labels).tolist(), counted.low, counted.high, counted.estimate)
