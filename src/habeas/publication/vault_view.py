"""What publication asks of an open vault, and entries as they can be disclosed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from habeas.claims.model import Journal
from habeas.custody.commitment import HEAD, Head, field_slots, names_seed, record_seed
from habeas.custody.model import Entry, EntrySchema, Room
from habeas.custody.notes import Checkpoint, Note
from habeas.errors import EvidenceDiffers
from habeas.ids import CompartmentId, DeviceId, EntryId, ItemId, MemberId, VaultId
from habeas.publication.model import Log, LoggedEntry, Stamp
from habeas.publication.schemas import DISCLOSABLE
from habeas.vault.ledger import EntryProof
from habeas.verifier.standalone import stamp_content


class ReleaseVault(Journal, Protocol):
    """An unlocked ledger, as far as a release reads it."""

    @property
    def vault_id(self) -> VaultId: ...

    @property
    def compartment(self) -> CompartmentId: ...

    @property
    def member(self) -> MemberId: ...

    def entry(self, identifier: EntryId) -> Entry: ...

    def item_key(self, item: ItemId, room: Room) -> bytes: ...

    def inclusion(self, entry: EntryId) -> EntryProof: ...

    def device_key(self, device: DeviceId) -> bytes:
        """The key that signs the checkpoints of this device's log, 32 bytes, from the chain of members."""
        ...

    def stamps(self, device: DeviceId) -> Sequence[bytes]:
        """RFC 3161 responses over the checkpoints of this device's log, verbatim."""
        ...


def logged_entry(vault: ReleaseVault, identifier: EntryId) -> LoggedEntry:
    """One entry with its slots and seeds. Raises EvidenceDiffers where it was erased or is never released."""
    entry = vault.entry(identifier)
    schema = DISCLOSABLE.get(entry.kind)
    if entry.record is None or schema is None:
        raise EvidenceDiffers(
            f"entry {identifier} cannot be shown: it was erased, or is of a kind that is never released"
        )
    record_key = vault.item_key(entry.item, Room.RECORD)
    names_key = vault.item_key(entry.item, Room.NAMES) if entry.names else None
    head = Head(
        entry.kind, entry.item, vault.vault_id, vault.compartment, entry.device, entry.index, entry.member, entry.at
    )
    return LoggedEntry(
        id=identifier,
        kind=entry.kind,
        record=_named(schema, head, entry),
        record_seed=record_seed(record_key, identifier),
        names=tuple(zip(schema.names, field_slots(entry.names, schema.names), strict=True)) if entry.names else (),
        names_seed=names_seed(record_key, names_key, identifier),
    )


def _named(schema: EntrySchema, head: Head, entry: Entry) -> tuple[tuple[str, bytes | None], ...]:
    slots = [*head.slots(), *field_slots(entry.record or {}, schema.record)]
    return tuple(zip((*HEAD, *schema.record), slots, strict=True))


def logs_of(vault: ReleaseVault, entries: Iterable[LoggedEntry]) -> tuple[Log, ...]:
    """The logs that hold these entries, with a proof for each. All proofs of a log end in one checkpoint."""
    by_device: dict[str, dict[int, EntryProof]] = {}
    for entry in entries:
        by_device.setdefault(entry.device, {})[entry.index] = vault.inclusion(entry.id)
    return tuple(_log(vault, DeviceId(device), proofs) for device, proofs in sorted(by_device.items()))


def _log(vault: ReleaseVault, device: DeviceId, proofs: Mapping[int, EntryProof]) -> Log:
    notes = {proof.checkpoint for proof in proofs.values()}
    if len(notes) != 1:
        raise EvidenceDiffers(f"log {device} gave proofs under {len(notes)} checkpoints, expected one")
    note = notes.pop()
    return Log(
        device=device,
        key=vault.device_key(device),
        checkpoint=note,
        size=Checkpoint.from_text(Note.from_text(note).text).size,
        paths={index: proof.path for index, proof in proofs.items()},
        stamps=tuple(_stamp(token) for token in vault.stamps(device)),
    )


def _stamp(token: bytes) -> Stamp:
    return Stamp(token, stamp_content(token)[1])
