"""Who is one person now: the joins of the last run, the judgements since, and ids that stay. Needs no name.

    1 the victims that stand, in order; those that a reviewer merged are judged the same. A row that names nobody may be
      anybody who is counted already, and is not counted again
    2 the joins of the runs in force
    3 the judgements that bind
    4 groups, ids that stay, their number: settled.py

A record that no run has seen is an individual of its own until the next run. An individual of one record that was never
written down goes by the record's own id.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from habeas.claims.model import Rooms
from habeas.claims.people import PersonRow
from habeas.errors import NotFound
from habeas.ids import EntryId, ItemId
from habeas.linkage import store
from habeas.linkage.groups import joins
from habeas.linkage.in_vault.records import merged_rows, victims
from habeas.linkage.in_vault.settled import Settled
from habeas.linkage.judgements import Contradiction, Judgement, Verdict, binding, contradictions

ABOUT = "persons"
MERGE = "merge:"
"""How the entry of a judgement begins that is a merge: taken back by `habeas review --undo`, not here."""


@dataclass(frozen=True)
class Individuals(Settled):
    """Who is one person. Rows are places in `people`, and in `records`, which are their ids."""

    people: tuple[PersonRow, ...] = ()
    nobody: int = 0
    """Rows that name nobody, and that nobody judged to be somebody's: they are not in `people`."""
    fallen_apart: int = 0
    """Joins of the runs in force whose records do not all stand any more: erased, rejected, consent withdrawn."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the last full run said that whoever quotes its number has to know."""
        given = self.runs[0].fields.get("remarks") if self.runs else ()
        return tuple(str(remark) for remark in given or ())

    @cached_property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """Of judgements and merges with each other: none of them binds."""
        return contradictions([*self.judgements, *merges(self.people)])

    def of(self, identifier: ItemId) -> int:
        """The number of the individual with this id, or with a record of this id. Raises NotFound."""
        if identifier in self.place:
            return int(self.labels[self.place[identifier]])
        if identifier in self.ids:
            return self.ids.index(identifier)
        raise NotFound(
            f"there is no individual {identifier}, and no record of this id",
            hint="`habeas link persons --json` lists them; one that was joined with another goes by the other's id",
        )


def individuals(rooms: Rooms, every: Sequence[PersonRow] | None = None) -> Individuals:
    """Who is one person now. Without a run every record is a person of its own. `every`: the victims, where the caller
    has read them."""
    known = store.memberships(rooms.record)
    runs = store.runs_in_force(rooms.record, ABOUT)
    found = [(ItemId(a), ItemId(b), mean) for a, b, mean in store.joins_of_runs(rooms.record, runs)]
    judgements = store.in_force(rooms.record, rooms.names)
    nobody = store.nobody(rooms.record)
    return assembled(victims(rooms, known) if every is None else every, nobody, runs, found, judgements, known)


def assembled(
    every: Sequence[PersonRow],
    nobody: Collection[ItemId],
    runs: tuple[store.RunRow, ...],
    found: Sequence[tuple[ItemId, ItemId, float]],
    judgements: tuple[Judgement, ...],
    known: Mapping[ItemId, ItemId],
) -> Individuals:
    """`every`: the victims that stand. `nobody`: those whose row names nobody: they are counted only where a person
    judged whose row it is. `found`: joins of the runs."""
    owned = {record for j in judgements if j.verdict is Verdict.SAME for record in (j.one, j.other)}
    rows = tuple(row for row in every if row.id not in nobody or row.id in owned)  # 1
    place = {row.id: number for number, row in enumerate(rows)}
    standing = [(place[a], place[b], mean) for a, b, mean in found if a in place and b in place]  # 2
    judged = judged_rows(judgements, rows)  # 3
    ids = tuple(row.id for row in rows)
    cut = float(runs[0].fields["cut"]) if runs else 0.0
    gone = sum(mean > cut and not (a in place and b in place) for a, b, mean in found)
    nobody_there = len(every) - len(rows)
    return Individuals(ids, runs, joins(standing), judged, judgements, known, rows, nobody_there, gone)


def judged_rows(judgements: Sequence[Judgement], rows: Sequence[PersonRow]) -> list[tuple[int, int, bool]]:
    """What binds, as rows: judgements of pairs that are here, and merges; neither where they contradict each other."""
    place = {row.id: number for number, row in enumerate(rows)}
    said = [*judgements, *merges(rows)]
    return [(place[a], place[b], same) for a, b, same in binding(said) if a in place and b in place]


def merges(rows: Sequence[PersonRow]) -> Iterator[Judgement]:
    """Each merge of a reviewer, as the judgement that it is."""
    for number, into in merged_rows(rows):
        one, other = sorted((rows[number].id, rows[into].id))
        yield Judgement(EntryId(f"{MERGE}{rows[number].id}"), one, other, Verdict.SAME, "", "")
