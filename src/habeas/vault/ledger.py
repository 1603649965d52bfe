"""The open vault: appends acts, and keeps both rooms' databases equal to what the journal says.

The journal is the truth. A stage never writes its tables itself: it appends entries, and its *projector* turns each
entry, once, into rows. Delete the databases and replay the journal: the same rows come back.

    write    a stage's verb -> Ledger.append(NewEntry, ...) -> durable -> every projector's apply() -> rows
    read     a stage's store.py -> Ledger.record, Ledger.names (SQL)
    open     catch up: entries that the databases have not seen are applied, in the one order of `entries()`

To append: 1 fresh item keys are written; 2 the frame, the log, the checkpoint (custody.journal): from here on it is
durable;
3 the databases; 4 the checkpoint is remembered outside the vault.

To open (ledger_opening): 1 each device's journal as far as it has come, its log against what this device remembers;
2 the databases catch up; 3 an erasure that was begun is finished; 4 originals on their way in are settled or removed;
5 the chain of members is tied to the log; 6 after all that, the memory is advanced.
"""

import hashlib
from collections.abc import Mapping, Sequence, Set
from types import TracebackType
from typing import Self

from habeas.custody.entries import Author, Keyed
from habeas.custody.journal import Journal
from habeas.custody.model import Entry, JsonValue, NewEntry, Room
from habeas.custody.seen import remember
from habeas.errors import EvidenceDiffers, HistoryRolledBack, NotFound, StorageFailed, UsageProblem, WrongKey
from habeas.files import door
from habeas.ids import CompartmentId, DeviceId, ItemId, VaultId, kind_of, new_id
from habeas.settings import device_folder
from habeas.vault import store
from habeas.vault.blob_store import BlobStore
from habeas.vault.cache import discard_old_cache
from habeas.vault.clock import now
from habeas.vault.credentials import Credentials
from habeas.vault.device import remember_members
from habeas.vault.entry_rule import EntryRule, Writer
from habeas.vault.founding import Founding
from habeas.vault.item_keys import ItemKeys, KeyFiles
from habeas.vault.judge import NOT_ABOUT_SUCH, Judge
from habeas.vault.layout import Layout
from habeas.vault.ledger_opening import LedgerOpening
from habeas.vault.ledger_projector import LedgerProjector, schemas_of
from habeas.vault.lock import VaultLock
from habeas.vault.member_chain import Members, statements
from habeas.vault.model import Role
from habeas.vault.notices import notices
from habeas.vault.projection import Projection
from habeas.vault.projector import Projector as Projector
from habeas.vault.proof import EntryProof as EntryProof
from habeas.vault.room_keys import RoomKeys
from habeas.vault.schemas import CAUGHT_UP


class Ledger(LedgerOpening):
    """An unlocked vault. Made by `vault.unlock.unlock` (or `vault.create.create`); used as a context manager.

    Holds the vault's lock from open to close: another process gets VaultBusy. Closed, the keys are gone from it.
    """

    def __init__(
        self,
        layout: Layout,
        founding: Founding,
        members: Members,
        credentials: Credentials,
        projectors: Sequence[Projector],
        lock: VaultLock,
        *,
        later: int = 0,
        refusal: EvidenceDiffers | None = None,
    ) -> None:
        """Open everything and catch up. Raises EvidenceDiffers, StorageFailed.

        `later`: statements of members whose predecessors are not here. `refusal`: why nothing may be written.
        """
        self.layout, self.founding, self.members, self.credentials = layout, founding, members, credentials
        self.vault_id: VaultId = founding.vault
        self.compartment: CompartmentId = founding.compartment
        self.projectors: tuple[Projector, ...] = (LedgerProjector(), *projectors)
        self.repairs: list[str] = []
        """What opening had to repair, in words; empty after an orderly end."""
        self.notices: tuple[str, ...] = ()
        """What whoever works with this vault must know, in words: what was left out, what waits, what is not here."""
        self.blobs = BlobStore(layout, self.vault_id, self.compartment)
        self._schemas = schemas_of(self.projectors)
        self._lock, self._journals, self._stale = lock, dict[DeviceId, Journal](), False
        self.refusal, self.later = refusal, later
        self._memory = device_folder(self.vault_id)
        self._keys = self._new_keys()
        try:
            if discard_old_cache(layout):
                self.repairs.append("the databases that an earlier version kept in the vault's folder were removed")
            self._projection = Projection(self.cache(), credentials.rooms, self.projectors)
            self.repairs += self._projection.repairs
            self._keys.use_index(self._projection.record)
            self._open_journals()  # 1
            self.refusal = self.refusal or self._logs.refusal
            if self.refusal is None:
                self._settle_key_copies()
            self._catch_up_or_rebuild()  # 2
            if self.refusal is None:
                self._finish_interrupted()  # 3, 4
                self._tie_members(self._own_key_files())  # 5
            if self.refusal is None:
                self._remember()  # 6
            self.notices = tuple(notices(self, self.projectors))
        except BaseException:
            self.close()
            raise

    # --- writing -----------------------------------------------------------------------------------------------------

    def append(self, entries: Sequence[NewEntry]) -> tuple[Entry, ...]:
        """Write acts, all or none. Durable, and applied to the databases, when it returns.

        Raises UsageProblem for a kind or field no schema has, NotFound for an item that was erased, WrongKey for a
        names part by a member without that room, StorageFailed where the disk does not take it (the message says
        whether the journal has it).
        """
        if not entries:
            return ()
        self._require_current()
        acts = [*self._caught_up(), *entries]
        items = {act.item for act in acts}
        self._keys.look_up(items)
        erased = store.erased_among(self.record, items)
        batch = [self._keyed(act, erased) for act in acts]
        journal = self._journals[self.device]
        written = self._keys.write_fresh(items, self.device, journal.position.frames)  # 1
        author = Author(self.member, now())
        epoch = self.credentials.rooms.epoch
        recorded = journal.append(author, batch, epoch, self._keys.directory_key(epoch))  # 2
        places = [(item, room, self.device, journal.position.frames - 1) for item, room in written]
        self._keys.settled(written)
        try:
            with self._projection.transaction():  # 3
                self._projection.index_keys(places)
                self._projection.apply(recorded, {self.device: journal.position}, self.judge(), self.log_sizes())
            remember(self._memory, journal)  # 4
        except BaseException:
            self._stale = True
            raise
        return recorded[len(acts) - len(entries) :]

    def new_item_key(self, item: ItemId, room: Room) -> bytes:
        """The item's key in a room, made if there is none; written with the first entry about the item."""
        return self._keys.new(item, room)

    def _keyed(self, act: NewEntry, erased: Set[ItemId]) -> Keyed:
        schema = self._schemas.get(act.kind)
        if schema is None:
            raise UsageProblem(f"no stage writes entries of kind {act.kind}")
        if isinstance(schema, EntryRule):
            self._require_fitting(schema, act)
        if act.item in erased:
            raise NotFound(f"{act.item} was erased: nothing more can be recorded about it")
        record_key = self._keys.new(act.item, Room.RECORD)
        names_key = self._keys.new(act.item, Room.NAMES) if act.names else self._keys.item_key(act.item, Room.NAMES)
        return Keyed(act, schema, record_key, names_key)

    def _require_fitting(self, rule: EntryRule, act: NewEntry) -> None:
        """What we write fits what we would read: before it is written, because afterwards nobody takes it back."""
        reason = "" if kind_of(act.item) in rule.items else NOT_ABOUT_SUCH
        reason = reason or Judge.reason_of_fields(rule, act.item, act.record, act.names)
        if reason:
            raise UsageProblem(f"an entry of kind {act.kind} cannot be written so: {reason}; nothing was written")
        if rule.writer is Writer.FULL_MEMBER and self.role is not Role.FULL:
            raise WrongKey(f"member {self.member} is an analyst: only a full member writes entries of kind {act.kind}")

    def _caught_up(self) -> list[NewEntry]:
        """Before writing on top of entries of other devices, say how far they went."""
        noted = self._projection.noted_by(self.device)
        sizes = {
            device: applied.position.entries
            for device, applied in self._projection.applied().items()
            if device != self.device
        }
        grown: dict[str, JsonValue] = {device: size for device, size in sizes.items() if size > noted.get(device, 0)}
        return [NewEntry(CAUGHT_UP.kind, ItemId(new_id("decision")), {"sizes": grown})] if grown else []

    def _require_current(self) -> None:
        if self.refusal is not None:
            raise self.refusal
        if self._stale:
            raise StorageFailed(
                "an earlier write reached the journal but not the databases; nothing more is written",
                hint="close the vault and open it again: the databases catch up from the journal",
            )

    # --- members -----------------------------------------------------------------------------------------------------

    def members_changed(self, members: Members, rooms: RoomKeys, written: Mapping[str, str]) -> None:
        """Go on after a new statement; a new key epoch makes the databases anew under new keys.

        `written`: the key files that go with it, path -> SHA-256.
        """
        epoch_before = self.credentials.rooms.epoch
        self.members, self.credentials = members, self.credentials.with_rooms(rooms)
        if rooms.epoch != epoch_before:
            self._keys = self._new_keys()
            self._projection.close()
            self._projection = Projection(self.cache(), rooms, self.projectors)
            self._replay_anew()
        remember_members(self.vault_id, members)
        self._tie_members(written)

    def key_files_written(self, written: Mapping[str, str]) -> None:
        """Record key files that were written without a statement: a new passphrase."""
        self._tie_members(written)

    def _own_key_files(self) -> dict[str, str]:
        """This member's own key files: each was opened at unlock, so what is there is right."""
        paths = [self.layout.member_wrap(self.member)]
        paths += [self.layout.room_wrap(epoch, room, self.member) for epoch, room in self.credentials.rooms.keys]
        return {self.layout.relative(path): hashlib.sha256(door.read(path)).hexdigest() for path in paths}

    def _tie_members(self, written: Mapping[str, str]) -> None:
        """One entry for each statement that the log does not have yet, and one for key files it does not know."""
        known = store.member_changes(self.record)
        changes = [
            NewEntry(
                "members.changed",
                ItemId(new_id("decision")),
                {"number": number, "statement": digest, "change": kind},
            )
            for number, digest, kind in statements(self.members)
            if number not in known
        ]
        if (refusal := self._chain_contradicts(known)) is not None:
            self.refusal = refusal
            return
        recorded = store.key_files(self.record)
        files = {path: sha256 for path, sha256 in written.items() if recorded.get(path) != sha256}
        if files:
            changes.append(NewEntry("keys.written", ItemId(new_id("decision")), {"files": files}))
        self.append(changes)

    def _chain_contradicts(self, known: Mapping[int, str]) -> HistoryRolledBack | None:
        """Whether the journal recorded statements that are not here: on their way, hidden, or replaced by others.

        Nothing is written then: one that is not here may have removed somebody, who must not be able to read on.
        """
        for number, digest, _ in statements(self.members):
            if known.get(number, digest) != digest:
                return HistoryRolledBack(
                    f"member statement {number} is not the one that the journal recorded",
                    hint="two changes of members were made in two copies, or one was forged: compare with the others",
                )
        if len(known) > self.members.number:
            return HistoryRolledBack(
                f"the journal recorded {len(known)} member statements, {self.members.number} are here",
                hint="bring members/ from the copy in which it was made",
            )
        return None

    def _new_keys(self) -> ItemKeys:
        rooms = self.credentials.rooms
        return ItemKeys(KeyFiles(self.layout, self.vault_id, self.compartment, rooms), rooms)

    # --- closing -----------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Close the databases (no write-ahead log stays), let go of the lock, forget the keys. Safe to call twice."""
        try:
            if hasattr(self, "_projection"):
                self._projection.close()
            for journal in self._journals.values():
                journal.close()
            self._keys.forget()
        finally:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
