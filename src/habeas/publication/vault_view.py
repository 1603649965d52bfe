"""What publication asks of an open vault, and entries as they can be disclosed."""

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Protocol

from habeas.claims.model import Journal
from habeas.custody.commitment import HEAD, Head, field_slots, names_seed, record_seed
from habeas.custody.journal import Journal as DeviceJournal
from habeas.custody.model import Entry, Layout, NewEntry, Room
from habeas.custody.seen import compare
from habeas.custody.timestamps import DamagedStamp, kept_stamps, verify_stamp
from habeas.database.encrypted import Database
from habeas.errors import BadInput, EvidenceDiffers, ReleaseRefused
from habeas.files import door
from habeas.ids import CompartmentId, DeviceId, ItemId, MemberId, VaultId
from habeas.publication.model import Log, LoggedEntry, Signer, Stamp
from habeas.publication.schemas import DISCLOSABLE
from habeas.vault import store as vault_store
from habeas.vault.ledger import Ledger


class ReleaseVault(Journal, Protocol):
    """An unlocked vault, as far as a release needs it."""

    @property
    def vault_id(self) -> VaultId: ...

    @property
    def compartment(self) -> CompartmentId: ...

    @property
    def member(self) -> MemberId: ...

    @property
    def signer(self) -> Signer:
        """The unlocked member's identity."""
        ...

    def entries(self) -> Iterator[Entry]: ...

    def item_key(self, item: ItemId, room: Room) -> bytes: ...

    def statements(self) -> Sequence[str]:
        """The member statements, verbatim, from the first on."""
        ...

    def log(self, device: DeviceId, indexes: Sequence[int]) -> Log:
        """A device's log under its newest checkpoint, with a proof for each of these entries."""
        ...


class OpenVault:
    """A Ledger as publication sees it."""

    def __init__(self, ledger: Ledger) -> None:
        """Raises ReleaseRefused where not all of the vault is here: what is missing may be a consent withdrawn."""
        if ledger.lacking:
            raise ReleaseRefused(
                "this copy of the vault is not complete, and what is missing may withdraw a consent: "
                f"{ledger.lacking[0]}",
                hint="bring the missing files from the other copies; habeas audit names what is known of them",
            )
        self._ledger = ledger
        self.vault_id, self.compartment, self.member = ledger.vault_id, ledger.compartment, ledger.member
        self.signer: Signer = ledger.credentials.identity

    @property
    def record(self) -> Database:
        return self._ledger.record

    @property
    def names(self) -> Database | None:
        return self._ledger.names

    def append(self, entries: Sequence[NewEntry]) -> tuple[Entry, ...]:
        return self._ledger.append(entries)

    def entries(self) -> Iterator[Entry]:
        return self._ledger.entries()

    def item_key(self, item: ItemId, room: Room) -> bytes:
        return self._ledger.item_key(item, room)

    def statements(self) -> Sequence[str]:
        layout, number = self._ledger.layout, self._ledger.members.number
        return [door.read(layout.statement(each)).decode() for each in range(1, number + 1)]

    def log(self, device: DeviceId, indexes: Sequence[int]) -> Log:
        journal = self._ledger.journals()[device]
        stamps, left_out = self._stamps(device, journal)
        return Log(
            device=device,
            key=self._ledger.device_key(device),
            checkpoint=journal.note,
            size=journal.checkpoint.size,
            paths={index: journal.inclusion(index) for index in indexes},
            stamps=stamps,
            left_out=left_out,
        )

    def _stamps(self, device: DeviceId, journal: DeviceJournal) -> tuple[tuple[Stamp, ...], tuple[str, ...]]:
        """(The tokens that are for a checkpoint of this log, the ids of the others): a bad one is left out and named,
        and keeps nothing from being released."""
        stamps: list[Stamp] = []
        left_out: list[str] = []
        for kept in kept_stamps(self._ledger.place(device).log):
            found = None if isinstance(kept, DamagedStamp) else self._stamp(kept.note, kept.response, journal)
            if found is None:
                left_out.append(f"log/{device}/{kept.id}")
            else:
                stamps.append(found)
        return tuple(stamps), tuple(left_out)

    def _stamp(self, note: str, response: bytes, journal: DeviceJournal) -> Stamp | None:
        try:
            seen = compare(journal, note)
            moment = verify_stamp(note, response, None).time
        except (BadInput, EvidenceDiffers):
            return None
        return Stamp(response, moment, note, journal.consistency(seen.size)) if seen.size else None


def logged_entry(vault: ReleaseVault, entry: Entry) -> LoggedEntry:
    """One entry with its slots, as written, and its seeds. Raises EvidenceDiffers: erased, or never released."""
    if entry.record is None or entry.kind not in DISCLOSABLE:
        raise EvidenceDiffers(f"entry {entry.id} cannot be shown: erased, or of a kind that is never released")
    record_key = vault.item_key(entry.item, Room.RECORD)
    names_key = vault.item_key(entry.item, Room.NAMES) if entry.names else None
    place = (vault.vault_id, vault.compartment, entry.device, entry.index)
    head = Head(entry.kind, entry.item, *place, entry.member, entry.at)
    return LoggedEntry(
        id=entry.id,
        kind=entry.kind,
        record=_named([*head.slots(), *field_slots(entry.record, entry.record_layout)], (*HEAD, *entry.record_layout)),
        record_seed=record_seed(record_key, entry.id),
        names=_named(field_slots(entry.names or {}, entry.names_layout), entry.names_layout),
        names_seed=names_seed(record_key, names_key, entry.id),
    )


def _named(slots: Sequence[bytes | None], layout: Layout) -> tuple[tuple[str, bytes | None], ...]:
    """The slots as they were written, each with its name; one that was left empty has none."""
    return tuple((name or "", content) for name, content in zip(layout, slots, strict=True))


def lineage(statements: Sequence[str], member: MemberId, devices: Collection[str]) -> tuple[str, ...]:
    """The first statements, as far as it takes to come to the keys of the signer and of these devices: each names the
    hash of the one before, so none between can be left out; those after them are nobody's business."""
    needed = 0
    for number, content in enumerate(statements, 1):
        statement = json.loads(content)["statement"]
        adds = statement["kind"] in ("found", "add", "recovered") and statement["member"] == member
        if adds or (statement["kind"] == "device" and statement["device"] in devices):
            needed = number
    return tuple(statements[:needed])


def logs_of(vault: ReleaseVault, entries: Sequence[LoggedEntry]) -> tuple[Log, ...]:
    """The logs that hold these entries, with a proof for each. All proofs of a log end in one checkpoint."""
    by_device: dict[str, list[int]] = {}
    for entry in entries:
        by_device.setdefault(entry.device, []).append(entry.index)
    return tuple(vault.log(DeviceId(device), sorted(found)) for device, found in sorted(by_device.items()))


def refuse_erased(vault: ReleaseVault, items: Collection[ItemId]) -> None:
    """What a colleague erased is not shown to the world while the erasure waits to be done here. Raises
    ReleaseRefused."""
    if waits := vault_store.erasure_waits_of(vault.record, items):
        raise ReleaseRefused(
            f"{waits[0]} was erased by a member, and the erasure waits on this device ({len(waits)} such items); "
            "nothing was written",
            hint="habeas erase --arrived shows it and does it; or release items that it does not name",
        )
