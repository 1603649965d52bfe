"""What a person should look at, the most doubtful first.

A question has two sides, and asks whether they are one person:

    a group that the run joined, at its weakest join: the records on either side of it
    two groups that the run left apart by less than its slack
    two groups that the run left apart for a difference that one person cannot have (people/differences.py), or because
    a record fits both: whatever their probability, after the others

Where judgements answer it already, it is not asked. Where somebody was unsure, it waits: nobody is asked again until
a judgement or a new run makes another question of it. Groups whose records are all judged the same are done.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from habeas.ids import ItemId
from habeas.linkage.groups import joins, settle
from habeas.linkage.in_vault.individuals import Individuals
from habeas.linkage.judgements import Judgement, Verdict

Rows = tuple[int, ...]


@dataclass(frozen=True)
class Question:
    """`one` and `other`: rows of two sides. `joined`: whether the run has them as one person. `mean`: the evidence
    between them, natural log odds; `beyond`: how far that lies above the cut (below 0: below it)."""

    one: Rows
    other: Rows
    joined: bool
    mean: float
    beyond: float

    @property
    def rows(self) -> Rows:
        return (*self.one, *self.other)


@dataclass(frozen=True)
class Queue:
    """Open questions, and how many wait because somebody was unsure."""

    open: tuple[Question, ...]
    waiting: int


def questions(now: Individuals) -> Queue:
    """All that is open, the most doubtful first; of equal doubt in the order of the records."""
    unsure = {(now.place[j.one], now.place[j.other]) for j in _unsure(now)}
    every = [*_inside(now), *_near(now)]
    every += _told_to_ask(now, {frozenset((each.one, each.other)) for each in every})
    waiting = [each for each in every if _asked_before(each, unsure)]
    open_ = [each for each in every if each not in waiting]
    return Queue(tuple(sorted(open_, key=lambda each: (abs(each.beyond), each.rows))), len(waiting))


def _unsure(now: Individuals) -> Iterator[Judgement]:
    for judgement in now.judgements:
        if judgement.verdict is Verdict.UNSURE and judgement.one in now.place and judgement.other in now.place:
            yield judgement


def _asked_before(question: Question, unsure: set[tuple[int, int]]) -> bool:
    one, other = set(question.one), set(question.other)
    return any((a in one and b in other) or (a in other and b in one) for a, b in unsure)


def _inside(now: Individuals) -> Iterator[Question]:
    """Groups of two and more that judgements do not hold together yet."""
    same = [(a, b) for a, b, together in now.judged if together]
    inside = _by_group(now, same)
    for number, group in enumerate(now.groups):
        if len(group) < 2:
            continue
        tied, made = inside[number]
        parts = _parts(group, tied, ())
        while len(parts) > 1 and made:
            # Joins come strongest first: without the last one there are two sides, unless judgements tie them.
            *made, weakest = made
            parts = _parts(group, tied, made)
            if len(parts) > 1:
                yield Question(parts[0], parts[1], True, weakest[2], weakest[2] - now.cut)
                break


def _by_group(
    now: Individuals, same: Sequence[tuple[int, int]]
) -> dict[int, tuple[list[tuple[int, int]], list[tuple[int, int, float]]]]:
    """For each group: the pairs judged the same, and the joins made, the strongest first."""
    labels = now.labels.tolist()
    found: dict[int, tuple[list[tuple[int, int]], list[tuple[int, int, float]]]] = {
        number: ([], []) for number in range(len(now.groups))
    }
    for a, b in same:
        found[labels[a]][0].append((a, b))
    pairs = zip(now.joins.one.tolist(), now.joins.other.tolist(), now.joins.mean.tolist(), strict=True)
    for a, b, mean in pairs:
        if mean > now.cut and labels[a] == labels[b]:
            found[labels[a]][1].append((a, b, mean))
    return found


def _parts(group: Sequence[int], tied: Sequence[tuple[int, int]], made: Sequence[tuple[int, int, float]]) -> list[Rows]:
    """The sets that these ties and joins make of a group."""
    place = {row: number for number, row in enumerate(group)}
    judged = [(place[a], place[b], True) for a, b in tied]
    labels = settle(len(group), joins((place[a], place[b], 1.0) for a, b, _ in made), judged, 0.0).tolist()
    found: dict[int, list[int]] = {}
    for row, label in zip(group, labels, strict=True):
        found.setdefault(label, []).append(row)
    return [tuple(part) for part in found.values()]


def _near(now: Individuals) -> Iterator[Question]:
    """Two groups that the run left apart by less than its slack, and nobody judged apart."""
    labels = now.labels.tolist()
    apart = {frozenset((labels[a], labels[b])) for a, b, together in now.judged if not together}
    seen: set[frozenset[int]] = set()
    pairs = zip(now.joins.one.tolist(), now.joins.other.tolist(), now.joins.mean.tolist(), strict=True)
    for a, b, mean in pairs:
        between = frozenset((labels[a], labels[b]))
        if len(between) == 2 and between not in apart and between not in seen and mean > now.cut - now.slack:
            seen.add(between)
            one, other = tuple(now.groups[labels[a]]), tuple(now.groups[labels[b]])
            yield Question(one, other, False, mean, min(0.0, mean - now.cut))


def _told_to_ask(now: Individuals, there: set[frozenset[Rows]]) -> Iterator[Question]:
    """Pairs that the run left apart for a difference that one person cannot have, or because a row fits two people:
    asked whatever their probability."""
    labels = now.labels.tolist()
    apart = {frozenset((labels[a], labels[b])) for a, b, together in now.judged if not together}
    for pair in (pair for run in now.runs for pair in run.fields.get("asked") or ()):
        a, b = (now.place.get(ItemId(str(one))) for one in pair)
        if a is None or b is None or labels[a] == labels[b] or frozenset((labels[a], labels[b])) in apart:
            continue
        one, other = tuple(now.groups[labels[a]]), tuple(now.groups[labels[b]])
        if frozenset((one, other)) not in there:
            there.add(frozenset((one, other)))
            yield Question(one, other, False, now.cut - now.slack, -now.slack)
