"""What an open vault can be asked: who works with it, its acts, keys, proofs and checkpoints. Writes nothing."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from habeas.crypto.identity import verify_signature
from habeas.custody.entries import open_entries, open_entry
from habeas.custody.frames import open_directory
from habeas.custody.journal import Journal
from habeas.custody.model import Entry, EntrySchema, Room
from habeas.custody.place import Place
from habeas.custody.segment import START, Position
from habeas.custody.timestamps import DamagedStamp, kept_stamps
from habeas.database.encrypted import Database
from habeas.errors import EvidenceDiffers, NotFound, UsageProblem, WrongKey
from habeas.ids import DeviceId, EntryId, ItemId, MemberId, VaultId, kind_of
from habeas.vault import store
from habeas.vault.cache import FOLDER, Cache
from habeas.vault.credentials import Credentials
from habeas.vault.founding import Founding
from habeas.vault.item_keys import ItemKeys
from habeas.vault.judge import Judge
from habeas.vault.layout import Layout
from habeas.vault.member_chain import Members
from habeas.vault.merge_order import merged
from habeas.vault.model import Role, Unfit
from habeas.vault.places import journal_place
from habeas.vault.projection import Projection
from habeas.vault.proof import EntryProof


class LedgerReading:
    """The half of `Ledger` that answers questions."""

    layout: Layout
    founding: Founding
    members: Members
    credentials: Credentials
    vault_id: VaultId
    _journals: dict[DeviceId, Journal]
    _memory: Path
    _keys: ItemKeys
    _projection: Projection
    _schemas: Mapping[str, EntrySchema]

    # --- who and what ------------------------------------------------------------------------------------------------

    @property
    def member(self) -> MemberId:
        return self.credentials.member

    @property
    def role(self) -> Role:
        return self.members.get(self.member).role

    @property
    def device(self) -> DeviceId:
        return self.credentials.device

    @property
    def record(self) -> Database:
        """The record room's projection."""
        return self._projection.record

    @property
    def names(self) -> Database | None:
        """The names room's projection; None for a member of role `analyst`."""
        return self._projection.names

    def names_room(self) -> Database:
        """The names room's projection. Raises WrongKey where it is closed to this member."""
        if self.names is None:
            raise WrongKey(
                f"the names room is closed to member {self.member} (role {self.role.value})",
                hint="a full member can do this, or give you the role: habeas members role",
            )
        return self.names

    def place(self, device: DeviceId) -> Place:
        """Where a device's journal and log lie, and whose signature counts there."""
        return journal_place(self.layout, self.founding, self.members, device)

    def cache(self, name: str = FOLDER) -> Cache:
        """Where this device keeps the databases."""
        return Cache(self.founding.vault, self.device, self.credentials.device_secret, name)

    @property
    def cache_was_dropped(self) -> bool:
        """Whether the databases found at opening were not believed, and made again."""
        return self._projection.dropped

    # --- reading -----------------------------------------------------------------------------------------------------

    def entries(self) -> Iterator[Entry]:
        """All acts of all devices, in the one order that every projection is made in."""
        streams = {device: self.stream(journal, START) for device, journal in self._journals.items()}
        return merged(streams, {}, self.log_sizes())

    def unfit(self) -> tuple[Unfit, ...]:
        """Entries that were left out, because of their form or their author (judge.py), by device and place."""
        return self._projection.unfit()

    def unmet(self) -> tuple[tuple[DeviceId, DeviceId, int], ...]:
        """(device, other device, entries): its log says that the other's had so many, and fewer are here."""
        return tuple(claim for claim in self._projection.unmet() if claim[2] > self.log_size(claim[1]))

    def judge(self) -> Judge:
        """Whether an entry fits, by the rules of all stages and the chain of members."""
        return Judge(self._schemas, self.members)

    def log_sizes(self) -> dict[DeviceId, int]:
        """Number of entries of each device that has written."""
        return {device: journal.position.entries for device, journal in self._journals.items()}

    def entry(self, identifier: EntryId) -> Entry:
        """One act. Raises NotFound."""
        journal, index = self._located(identifier)
        return open_entry(journal.series, journal.frame_of(index), index, self._keys)

    def signed_entry(self, identifier: EntryId) -> Entry:
        """One act, with the signature of its frame checked again. Raises NotFound, EvidenceDiffers."""
        journal, index = self._located(identifier)
        frame = journal.frame_of(index)
        verify_signature(journal.place.verify_key, frame.signed_message, frame.signature)
        return open_entry(journal.series, frame, index, self._keys)

    def schema(self, kind: str) -> EntrySchema:
        """The fields of a kind of entry, in slot order. Raises UsageProblem for a kind that no stage writes."""
        try:
            return self._schemas[kind]
        except KeyError:
            raise UsageProblem(f"no stage writes entries of kind {kind}") from None

    def item_key(self, item: ItemId, room: Room) -> bytes:
        """The 32-byte key of an item in a room. Raises NotFound (unknown or erased), WrongKey (room closed)."""
        if not self.credentials.rooms.holds(room):
            raise WrongKey(f"the {room.value} room is closed to member {self.member}")
        found = self._keys.item_key(item, room)
        if found is None:
            erased = store.is_erased(self.record, item)
            raise NotFound(f"{item} was erased" if erased else f"no item {item} with a key in the {room.value} room")
        return found

    def item_keys(self) -> ItemKeys:
        """Where the journal's keys come from: for audit."""
        return self._keys

    def inclusion(self, entry: EntryId) -> EntryProof:
        """The proof that this entry is in its device's log, under the newest checkpoint of that log."""
        journal, index = self._located(entry)
        sealed = journal.sealed(index)
        path, size = journal.inclusion(index), journal.checkpoint.size
        return EntryProof(entry, sealed.record_root, sealed.names_root, index, size, path, journal.note)

    def checkpoint(self) -> str:
        """The newest checkpoint of this device's log: a signed note. Raises NotFound where the log is gone."""
        if self.device not in self._journals:
            raise NotFound(f"log of {self.device}: it is not here", hint="take it from another copy of the vault")
        return self._journals[self.device].note

    def checkpoints(self) -> dict[DeviceId, str]:
        """The newest checkpoint of every device's log."""
        return {device: journal.note for device, journal in self._journals.items()}

    def journals(self) -> dict[DeviceId, Journal]:
        """The open journal of every device that has written."""
        return dict(self._journals)

    def frames_written(self, device: DeviceId) -> int:
        """Number of frames in a device's journal."""
        return self._journals[device].position.frames if device in self._journals else 0

    def items_mentioned(self) -> Iterator[ItemId]:
        """The item of every entry, erased or not, as the frames' directories list them."""
        for journal in self._journals.values():
            for _, frame in journal.frames():
                try:
                    directory = open_directory(self._keys.directory_key(frame.head.epoch), journal.series, frame)
                except (EvidenceDiffers, WrongKey):
                    continue  # named among the entries that do not fit
                yield from (listed.item for listed in directory.entries if kind_of(listed.item))

    def device_key(self, device: DeviceId) -> bytes:
        """The key that signs the checkpoints of a device's log, 32 bytes, from the chain of members."""
        return self.members.devices[device].verify_key

    def stamps(self, device: DeviceId) -> tuple[bytes, ...]:
        """RFC 3161 responses over the checkpoints of a device's log, verbatim, oldest checkpoint first."""
        found = kept_stamps(self.place(device).log)
        return tuple(stamp.response for stamp in found if not isinstance(stamp, DamagedStamp))

    def log_size(self, device: DeviceId) -> int:
        """Number of entries that a device has written; 0 where it has not begun."""
        return self._journals[device].position.entries if device in self._journals else 0

    def key_places(self, item: ItemId) -> tuple[tuple[Room, DeviceId, int], ...]:
        """In which key files an item's keys lie: (room, device, frame). Empty once it is erased."""
        return self._projection.key_places(item)

    def _located(self, identifier: EntryId) -> tuple[Journal, int]:
        device, _, index = identifier.rpartition(":")
        journal = self._journals.get(DeviceId(device))
        if journal is None or not index.isdecimal() or int(index) >= journal.position.entries:
            raise NotFound(f"no entry {identifier} in this vault")
        return journal, int(index)

    def stream(self, journal: Journal, start: Position) -> Iterator[Entry]:
        """The acts of one device's journal from a position on."""
        for _, frame in journal.frames(start):
            yield from open_entries(journal.series, frame, self._keys)
