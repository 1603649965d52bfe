"""Tombstones of the journal, and which of them wait for the person at this device.

Which act destroys keys on which device:

    `habeas erase ID` here              shown and confirmed here; its tombstone is written, then keys and originals go.
                                        Interrupted in between, the next open finishes it: it was confirmed.
    a tombstone of another member       arrives with their journal. Nothing is destroyed by opening, listing, auditing:
                                        each command tells that it waits, how many items, by whom, and whether it takes
                                        more than what was asked for. `habeas erase --arrived` shows it and asks.

What is destroyed follows from entries of the journal alone, each opened and judged again here: rows of a database
destroy nothing. An original goes only where no source that stands has it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from habeas.custody.model import Entry
from habeas.errors import NotFound
from habeas.ids import EntryId, ItemId, MemberId, kind_of
from habeas.vault import store
from habeas.vault.ledger_reading import LedgerReading
from habeas.vault.projector import Projector
from habeas.vault.schemas import ERASED


@dataclass(frozen=True)
class Waiting:
    """An erasure that arrived from somebody else and was not done here."""

    tombstone: EntryId
    member: MemberId
    at: str
    asked_for: ItemId
    items: tuple[ItemId, ...]
    """What of it is still readable here."""
    beyond: tuple[ItemId, ...]
    """Of these: what does not follow from the item that was asked for."""


@dataclass(frozen=True)
class Tombstone:
    """A tombstone as the journal says it, checked."""

    entry: Entry
    items: tuple[ItemId, ...]
    """Those of its items that still have a key here."""

    @property
    def fields(self) -> Mapping[str, Any]:
        return self.entry.record or {}


def standing(ledger: LedgerReading) -> Iterator[Tombstone]:
    """Tombstones with items that still have keys here: each read from the journal and judged, not from a table."""
    judge = ledger.judge()
    for identifier, items in store.erasures_with_keys(ledger.record).items():
        try:
            entry = ledger.entry(identifier)
        except NotFound:
            continue  # a row that no entry stands behind
        if entry.kind != ERASED.kind or entry.record is None or judge.reason(entry, ledger.members.number):
            continue
        named = {ItemId(str(item)) for item in _listed(entry.record.get("items"))}
        kept = store.kept_acts(ledger.record, items)
        if found := tuple(item for item in items if item in named and item not in kept):
            yield Tombstone(entry, found)


def waiting(ledger: LedgerReading, projectors: Sequence[Projector]) -> tuple[Waiting, ...]:
    """Those of other members, oldest first."""
    return tuple(
        _waiting(ledger, projectors, tombstone)
        for tombstone in standing(ledger)
        if tombstone.entry.member != ledger.member
    )


def _waiting(ledger: LedgerReading, projectors: Sequence[Projector], tombstone: Tombstone) -> Waiting:
    asked = ItemId(str(tombstone.fields["asked_for"]))
    follows = set(carriers(ledger, projectors, asked))
    beyond = tuple(item for item in tombstone.items if item not in follows)
    entry = tombstone.entry
    return Waiting(entry.id, entry.member, entry.at, asked, tombstone.items, beyond)


def carriers(ledger: LedgerReading, projectors: Sequence[Projector], item: ItemId) -> tuple[ItemId, ...]:
    """An item, and all that carries its words, or the words of those."""
    found: dict[ItemId, None] = {item: None}
    unasked: Sequence[ItemId] = [item]
    while unasked:
        carrying = [
            carrier
            for quoted in unasked
            for projector in projectors
            for carrier in projector.carries_words_of(quoted, ledger.record)
        ]
        unasked = [carrier for carrier in dict.fromkeys(carrying) if carrier not in found]
        found |= dict.fromkeys(unasked)
    return tuple(found)


def originals_of(ledger: LedgerReading, items: Collection[ItemId], done: Sequence[Tombstone]) -> list[str]:
    """Names of the originals that go with these items: theirs, and those named, that no source which stays has."""
    own = [store.blob_of(ledger.record, item) for item in items if kind_of(item) == "source" and _is_here(ledger, item)]
    named = [str(blob) for tombstone in done for blob in _listed(tombstone.fields.get("blobs"))]
    stay = {blob for item, blob in store.blobs(ledger.record) if item not in items}
    return [blob for blob in dict.fromkeys((*own, *named)) if blob not in stay]


def _is_here(ledger: LedgerReading, item: ItemId) -> bool:
    return any(found == item for found, _ in store.blobs(ledger.record))


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()
