"""Records, the joins of the last runs, and the judgements since: which records are one, now. Of persons and of events.

1 groups at the cut of the run, and at any other cut (groups.py)
2 each group keeps the id that most of its records had; a group of one record that was never written goes by it
3 how many there are, with an interval of 90 %
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from habeas.ids import ItemId
from habeas.linkage import store
from habeas.linkage.groups import Joins, Judged, groups_of, settle
from habeas.linkage.judgements import Judgement
from habeas.linkage.mixture import Places
from habeas.linkage.person_ids import keep_ids
from habeas.linkage.persons import Indistinct, Persons, persons


@dataclass(frozen=True)
class Settled:
    """Rows are places in `records`."""

    records: tuple[ItemId, ...]
    runs: tuple[store.RunRow, ...]
    joins: Joins
    judged: Judged
    judgements: tuple[Judgement, ...]
    known: Mapping[ItemId, ItemId]
    """Record -> the individual or event that it was last written to belong to."""

    @property
    def cut(self) -> float:
        return float(self.runs[0].fields["cut"]) if self.runs else 0.0

    @property
    def slack(self) -> float:
        return float(self.runs[0].fields["slack"]) if self.runs else 0.0

    @cached_property
    def place(self) -> Mapping[ItemId, int]:
        """Record -> row."""
        return {record: number for number, record in enumerate(self.records)}

    @cached_property
    def labels(self) -> Places:
        """The group of each row, as a number; shape (records,)."""
        return self.labels_at(self.cut)

    def labels_at(self, cut: float) -> Places:
        """1"""
        return settle(len(self.records), self.joins, self.judged, cut)

    @cached_property
    def groups(self) -> Sequence[Sequence[int]]:
        """The rows of each group."""
        return groups_of(self.labels)

    @property
    def members(self) -> list[list[ItemId]]:
        """The records of each group."""
        return [[self.records[row] for row in group] for group in self.groups]

    @cached_property
    def ids(self) -> tuple[ItemId, ...]:
        """2 The id of each group, in the order of `groups`."""
        members = self.members
        kept = keep_ids(members, self.known, lambda: ItemId(""))
        return tuple(own or group[0] for own, group in zip(kept, members, strict=True))

    @cached_property
    def unseen(self) -> tuple[ItemId, ...]:
        """Records that no run has seen, and nobody judged to be anybody's."""
        told = {row for one, other, same in self.judged if same for row in (one, other)}
        return tuple(r for number, r in enumerate(self.records) if r not in self.known and number not in told)

    def count(self) -> Persons:
        """3 Of the runs in force, with all judgements."""
        said = self.runs[0].fields.get("indistinct") if self.runs else None
        unsure = Indistinct(*map(float, said)) if said else None
        return persons(len(self.records), self.joins, self.judged, self.cut, unsure)
