"""Individuals that changed, as entries of the journal: what a record belongs to is what was written last.

Groups follow from joins and judgements, and could be worked out each time; their ids could not. So whoever changes the
groups (a run, a judgement) writes the individuals whose records are now others, in the same frame.
"""

from collections.abc import Iterator, Sequence

from habeas.custody.model import JsonValue, NewEntry
from habeas.ids import ItemId, new_id
from habeas.linkage.in_vault.settled import Settled
from habeas.linkage.person_ids import keep_ids
from habeas.linkage.schemas import GROUPS

BATCH = 1_000
"""Individuals of one entry."""
Changed = Sequence[tuple[ItemId, list[ItemId]]]
"""(individual, its records)."""


def changed_groups(now: Settled, kind: str = "individual") -> list[tuple[ItemId, list[ItemId]]]:
    """Each individual (or event: `kind`) whose records are not those last written. New groups get new ids."""
    members = now.members
    ids = keep_ids(members, now.known, lambda: ItemId(new_id(kind)))
    return [
        (own, group)
        for own, group in zip(ids, members, strict=True)
        if any(now.known.get(record) != own for record in group)
    ]


def group_entries(changed: Changed, run: ItemId) -> Iterator[NewEntry]:
    """As entries about a run, BATCH individuals each."""
    for start in range(0, len(changed), BATCH):
        groups: list[JsonValue] = [[own, list(group)] for own, group in changed[start : start + BATCH]]
        yield NewEntry(GROUPS.kind, run, {"run": run, "groups": groups})
