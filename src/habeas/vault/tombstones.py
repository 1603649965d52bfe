"""Tombstones of the journal, and which of them wait for the person at this device.

Which act destroys keys on which device:

    `habeas erase ID` here              shown and confirmed here; its tombstone is written, then keys and originals go.
                                        Interrupted in between, the next open finishes it: it was confirmed.
    a tombstone of another member       arrives with their journal. Nothing is destroyed by opening, listing, auditing:
                                        each command tells that it waits, how many items, by whom, and whether it takes
                                        more than what was asked for. `habeas erase --arrived` shows it and asks.

    the same, copied back             keys and originals of something erased may come back with an older copy of a file.
                                        What was confirmed once here, or agreed to (agreements.py), is done again.

What is destroyed follows from the journal alone. The databases say quickly what there may be to do; they are derived,
so each tombstone they name is read from its frame, whose signature is checked again, opened under its own key and
judged. An original goes only where no source that stands has it.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from habeas.custody.model import Entry
from habeas.errors import EvidenceDiffers, NotFound
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
    """Tombstones with items that still have keys here. Raises EvidenceDiffers where the databases call something
    erased that no tombstone of the journal names: nothing of it may be destroyed."""
    for identifier, items in store.erasures_with_keys(ledger.record).items():
        entry = _judged(ledger, identifier)
        named = _listed(entry.record.get("items")) if entry is not None and entry.record is not None else ()
        if entry is None or not set(items) <= set(named):
            raise _not_in_the_journal(identifier)
        kept = store.kept_acts(ledger.record, items)
        if found := tuple(item for item in items if item not in kept):
            yield Tombstone(entry, found)


def _judged(ledger: LedgerReading, identifier: EntryId) -> Entry | None:
    """The tombstone of this id as its device signed it; None where there is none that counts."""
    try:
        entry = ledger.signed_entry(identifier)
    except NotFound:
        return None
    if entry.kind != ERASED.kind or entry.record is None or ledger.judge().reason(entry, ledger.members.number):
        return None
    return entry


def _not_in_the_journal(identifier: EntryId) -> EvidenceDiffers:
    return EvidenceDiffers(
        f"the databases say that {identifier} erased something; the journal does not: nothing was erased",
        hint="habeas rebuild makes the databases again from the journal",
    )


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


def left_behind(ledger: LedgerReading, is_there: Callable[[str], bool], agreed: Collection[EntryId]) -> Iterator[str]:
    """Names of originals that are here although they were erased here: the end of an interrupted erasure, or a copy
    that came back. Of tombstones by this member and of those `agreed` to; none that a source which stands has."""
    claimed = [each for each in store.erased_blobs_by(ledger.record) if is_there(each[0])]
    stay = {blob for _, blob in store.blobs(ledger.record)} if claimed else set()
    for name, identifier in claimed:
        entry = _judged(ledger, identifier) if name not in stay else None
        ours = entry is not None and (entry.member == ledger.member or entry.id in agreed)
        if ours and entry is not None and name in _listed((entry.record or {}).get("blobs")):
            yield name


def _is_here(ledger: LedgerReading, item: ItemId) -> bool:
    return any(found == item for found, _ in store.blobs(ledger.record))


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()
