"""Judgements: what people decided about two records. They bind; a model only proposes.

    same        the two are one person; goes on through others: a is b, b is c, so a is c
    not_same    they are two, however alike: holds for all that either is the same as
    unsure      someone looked and could not say: it binds nothing and is not asked again soon

The newest judgement of a pair that stands is the one in force. Judgements that contradict each other (a is b, b is c, a
is not c) are all kept, none is preferred: `contradictions` shows each with every way that leads round, and none of the
pairs on such a way binds until a person decides. A reviewer's merge of two persons counts here as `same`.
"""

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from habeas.ids import EntryId, ItemId


class Verdict(StrEnum):
    SAME = "same"
    NOT_SAME = "not_same"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Judgement:
    """One decision about one pair. `one` < `other`."""

    entry: EntryId
    one: ItemId
    other: ItemId
    verdict: Verdict
    at: str
    member: str
    because: str = ""
    """Empty where the names room is closed."""
    item: ItemId | None = None
    """The decision, as an item of the vault, erased with either record; None for one that is not written yet."""


@dataclass(frozen=True)
class Contradiction:
    """A `not_same`, and the chain of `same` that says the opposite, from one end to the other."""

    apart: Judgement
    chain: tuple[Judgement, ...]


def contradictions(judgements: Iterable[Judgement]) -> tuple[Contradiction, ...]:
    """Every judgement in force that the others contradict, in the order given, once for each way round.

    Ways are shortest first and share no judgement: without all of them the two ends are not one person any more.
    """
    given = list(judgements)
    ways = _ways(given)
    found = []
    for judgement in given:
        passed: set[EntryId] = set()
        while judgement.verdict is Verdict.NOT_SAME:
            chain = _chain(ways, judgement.one, judgement.other, passed)
            if not chain:
                break
            found.append(Contradiction(judgement, chain))
            passed |= {part.entry for part in chain}
    return tuple(found)


def binding(judgements: Sequence[Judgement]) -> tuple[tuple[ItemId, ItemId, bool], ...]:
    """(one, other, the same person) of all that bind: no `unsure`, none that is part of a contradiction."""
    disputed = {part.entry for found in contradictions(judgements) for part in (found.apart, *found.chain)}
    return tuple(
        (judgement.one, judgement.other, judgement.verdict is Verdict.SAME)
        for judgement in judgements
        if judgement.verdict is not Verdict.UNSURE and judgement.entry not in disputed
    )


def _ways(judgements: Iterable[Judgement]) -> Mapping[ItemId, list[Judgement]]:
    ways: dict[ItemId, list[Judgement]] = {}
    for judgement in judgements:
        if judgement.verdict is Verdict.SAME:
            ways.setdefault(judgement.one, []).append(judgement)
            ways.setdefault(judgement.other, []).append(judgement)
    return ways


def _chain(
    ways: Mapping[ItemId, list[Judgement]], start: ItemId, end: ItemId, without: Collection[EntryId]
) -> tuple[Judgement, ...]:
    """The shortest chain of `same` from start to end; empty where there is none."""
    reached: dict[ItemId, tuple[Judgement, ...]] = {start: ()}
    queue = deque([start])
    while queue:
        here = queue.popleft()
        for judgement in ways.get(here, ()):
            there = judgement.other if judgement.one == here else judgement.one
            if there not in reached and judgement.entry not in without:
                reached[there] = (*reached[here], judgement)
                queue.append(there)
    return reached.get(end, ())
