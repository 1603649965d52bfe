"""The open vault: appends acts, and keeps both rooms' databases equal to what the journal says.

The journal is the truth. A stage never writes its tables itself: it appends entries, and its *projector* turns each entry,
once, into rows. Delete the databases and replay the journal: the same rows come back.

    write    a stage's verb -> Ledger.append(NewEntry, ...) -> durable -> every projector's apply() -> rows
    read     a stage's store.py -> Ledger.record, Ledger.names (SQL)
    open     catch up: entries that the databases have not seen are applied, in the one order of `entries()`
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from habeas.custody.model import Entry, EntrySchema, NewEntry, Room
from habeas.database.encrypted import Database
from habeas.ids import CompartmentId, DeviceId, EntryId, ItemId, MemberId, VaultId
from habeas.vault.model import Role


class Projector(Protocol):
    """Turns entries into rows, for one stage. Stateless: everything it knows is in the databases.

    Promises asked of it: `apply` is deterministic (no clock, no randomness, no environment); it is called once for each
    entry, of every kind, in the order of `Ledger.entries()`, within one transaction of both databases; it tolerates
    `entry.record is None` (erased: `entry.kind` and `entry.item` are then empty strings too where they cannot be known)
    and `entry.names is None` (closed room). It writes names only to `names`. It raises only StorageFailed.
    """

    name: str
    """The stage: `vault`, `claims`, ... Its tables begin with no prefix, but belong to it alone."""
    version: int
    """Raise it when the tables or their filling change: the databases are then rebuilt at the next open."""
    schemas: tuple[EntrySchema, ...]
    """The kinds of entry that this stage writes. A kind belongs to one stage."""

    def create(self, record: Database, names: Database | None) -> None:
        """Make the tables (CREATE TABLE IF NOT EXISTS). Called on an empty database, before the first entry."""

    def apply(self, entry: Entry, record: Database, names: Database | None) -> None:
        """Write what this entry says. Kinds of other stages are passed too: ignore what is not wanted."""

    def carries_words_of(self, item: ItemId, record: Database) -> Iterator[ItemId]:
        """Items of this stage that hold words of `item` (a claim's quotation of a source): erased together with it."""


@dataclass(frozen=True)
class EntryProof:
    """What an outsider needs, besides the disclosed fields, to check one entry against the log."""

    entry: EntryId
    record_root: bytes
    """R: VR-1 root of the record part, 32 bytes."""
    names_root: bytes
    """N: VR-1 root of the names part, 32 bytes."""
    index: int
    tree_size: int
    path: tuple[bytes, ...]
    """RFC 6962 inclusion path of leaf `index` in the tree of `tree_size`, from the leaf upwards."""
    checkpoint: str
    """The signed note (C2SP tlog-checkpoint) over that tree."""


class Ledger:
    """An unlocked vault. Made by `vault.unlock.unlock` (or `vault.create.create`); used as a context manager.

    Holds the vault's lock from open to close: another process gets VaultBusy.
    """

    vault_id: VaultId
    compartment: CompartmentId
    member: MemberId
    role: Role
    device: DeviceId
    record: Database
    """The record room's projection."""
    names: Database | None
    """The names room's projection; None for a member of role `analyst`."""

    def append(self, entries: Sequence[NewEntry]) -> tuple[Entry, ...]:
        """Write acts, all or none. Durable, and applied to the databases, when it returns.

        Raises UsageProblem for a kind or field no schema has, NotFound for an item that was erased, StorageFailed where
        the disk does not take it (nothing of it is then in the vault).
        """
        raise NotImplementedError

    def entries(self) -> Iterator[Entry]:
        """All acts of all devices, in the one order that every projection is made in."""
        raise NotImplementedError

    def entry(self, identifier: EntryId) -> Entry:
        """One act. Raises NotFound."""
        raise NotImplementedError

    def item_key(self, item: ItemId, room: Room) -> bytes:
        """The 32-byte key of an item in a room. Raises NotFound (unknown or erased), WrongKey (room closed)."""
        raise NotImplementedError

    def inclusion(self, entry: EntryId) -> EntryProof:
        """The proof that this entry is in its device's log, under the newest checkpoint of that log."""
        raise NotImplementedError

    def checkpoint(self) -> str:
        """The newest checkpoint of this device's log: a signed note."""
        raise NotImplementedError

    def close(self) -> None:
        """Close the databases (no -wal file stays), let go of the lock, forget the keys."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
