"""The two databases of a vault, filled from the journal: made, caught up, thrown away and made again.

Both databases count the entries that were applied to them. A crash between their two commits leaves the counts
unequal: then both are made again, because no row is worth more than the journal. The same happens when a stage's
projector changed, when a new key epoch began, and when entries arrive from another device that belong before entries
already applied.
"""

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from habeas.custody.model import Entry, Room
from habeas.custody.segment import Position
from habeas.database.encrypted import Database, open_encrypted, open_in_memory, require_cipher
from habeas.errors import HabeasError, StorageFailed
from habeas.ids import DeviceId, ItemId, MemberId
from habeas.vault.cache import Cache, Projected
from habeas.vault.entry_rule import DoesNotFit, EntryRule
from habeas.vault.item_keys import TABLE as ITEM_KEY_TABLE
from habeas.vault.judge import NOT_ITS_AUTHOR, NOT_THE_CHAIN, Judge
from habeas.vault.member_chain import Members
from habeas.vault.merge_order import noted_sizes
from habeas.vault.model import Unfit
from habeas.vault.projector import Projector
from habeas.vault.room_keys import RoomKeys
from habeas.vault.schemas import CAUGHT_UP, MEMBERS

CHUNK = 10_000
"""Entries in one transaction of a replay, in memory together.

Ids are random, so each transaction changes pages all over the indexes and encrypts them: 60,000 entries of a list took
a tenth more CPU in chunks of 5,000 than in chunks of 16,000, which held 90 MB more.
"""
NOT_AS_LEFT = "the databases were not as this device left them, as when a command was interrupted: made again"
UNFINISHED = -1
"""Stands for the count of entries while a replay of several transactions is under way."""
LEDGER_TABLES = (
    "ledger_position",
    "ledger_noted",
    "ledger_applied",
    "ledger_projector",
    "ledger_item_key",
    "ledger_erased_place",
    "ledger_chain",
    "ledger_unmet",
    "ledger_unfit",
)
"""The projection's own tables: bookkeeping, left out when two projections are compared."""

_RECORD_TABLES = (
    """CREATE TABLE IF NOT EXISTS ledger_position(device TEXT PRIMARY KEY, offset INTEGER NOT NULL,
        frames INTEGER NOT NULL, entries INTEGER NOT NULL, link BLOB NOT NULL, last INTEGER NOT NULL,
        at TEXT NOT NULL)""",
    "CREATE TABLE IF NOT EXISTS ledger_noted(by TEXT, device TEXT, size INTEGER NOT NULL, PRIMARY KEY(by, device))",
    "CREATE TABLE IF NOT EXISTS ledger_projector(name TEXT PRIMARY KEY, version INTEGER NOT NULL)",
    """CREATE TABLE IF NOT EXISTS ledger_unfit(device TEXT, number INTEGER, member TEXT NOT NULL, kind TEXT NOT NULL,
        item TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY(device, number)) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS ledger_unmet(by TEXT, device TEXT, size INTEGER NOT NULL,
        PRIMARY KEY(by, device)) WITHOUT ROWID""",
    "CREATE TABLE IF NOT EXISTS ledger_chain(one INTEGER PRIMARY KEY CHECK(one = 1), number INTEGER NOT NULL)",
    ITEM_KEY_TABLE,
    """CREATE TABLE IF NOT EXISTS ledger_erased_place(room TEXT, device TEXT, frame INTEGER, stamp TEXT NOT NULL,
        PRIMARY KEY(room, device, frame)) WITHOUT ROWID""",
)
_APPLIED = "CREATE TABLE IF NOT EXISTS ledger_applied(one INTEGER PRIMARY KEY CHECK(one = 1), entries INTEGER NOT NULL)"


@dataclass(frozen=True)
class Applied:
    """How far one device's entries were applied; `at` is the latest time they name."""

    position: Position
    at: str


class Projection:
    """The record room's database, and the names room's where it is open to this member."""

    record: Database
    names: Database | None

    def __init__(self, cache: Cache, rooms: RoomKeys, projectors: Sequence[Projector]) -> None:
        """Open what is there as this device left it, or make it empty. Raises StorageFailed, UnsafeEnvironment."""
        require_cipher()
        self._cache, self._rooms, self._projectors = cache, rooms, tuple(projectors)
        self._changed = self.in_memory = False
        self.repairs: list[str] = []
        """What was found amiss and made anew, in words."""
        self.dropped = False
        """Whether what was there was not believed."""
        epoch = cache.epoch()
        try:
            left = cache.left() if epoch == rooms.epoch else None
            if left is None:
                self._drop(NOT_AS_LEFT if epoch in (None, rooms.epoch) and cache.is_there() else "")
            self._open()
            if not self._usable(left):
                self._drop("the databases were not of one state, as after an update or when a write was interrupted")
                self._open()
        except StorageFailed:
            self.move_to_memory()

    def _drop(self, because: str) -> None:
        self.close()
        self._cache.discard()
        if because:
            self.dropped = True
            self.repairs.append(because)

    def move_to_memory(self) -> None:
        """Begin empty ones that need no disk: a full one keeps nobody from reading."""
        self._close_databases()
        self.in_memory = True
        self.repairs.append("the disk took no databases (what was interrupted is safe): they are in memory this time")
        self._open()

    # --- what it holds -----------------------------------------------------------------------------------------------

    def applied(self) -> dict[DeviceId, Applied]:
        """How far each device's journal was applied."""
        rows = self.record.query("SELECT device, offset, frames, entries, link, last, at FROM ledger_position")
        return {
            DeviceId(row[0]): Applied(Position(row[1], row[2], row[3], bytes(row[4]), row[5]), row[6]) for row in rows
        }

    def noted_by(self, device: DeviceId) -> dict[DeviceId, int]:
        """What a device's newest `vault.caught_up` entries said of the others."""
        rows = self.record.query("SELECT device, size FROM ledger_noted WHERE by = ?", (device,))
        return {DeviceId(row[0]): row[1] for row in rows}

    def key_places(self, item: ItemId) -> tuple[tuple[Room, DeviceId, int], ...]:
        """In which key files an item's keys lie."""
        rows = self.record.query("SELECT room, device, frame FROM ledger_item_key WHERE item = ?", (item,))
        return tuple((Room(row[0]), DeviceId(row[1]), row[2]) for row in rows)

    def erased_places(self) -> tuple[tuple[Room, DeviceId, int, str], ...]:
        """Key files that once held keys of what is erased, each with its stamp when it was last read."""
        rows = self.record.query("SELECT room, device, frame, stamp FROM ledger_erased_place")
        return tuple((Room(row[0]), DeviceId(row[1]), row[2], row[3]) for row in rows)

    def note_erased_places(self, places: Iterable[tuple[Room, DeviceId, int, str]]) -> None:
        """Remember such files; an empty stamp: to be read at the next open."""
        rows = [(room.value, device, frame, stamp) for room, device, frame, stamp in places]
        if rows:
            with self.transaction():
                self.record.executemany("INSERT OR REPLACE INTO ledger_erased_place VALUES(?, ?, ?, ?)", rows)

    def unfit(self) -> tuple[Unfit, ...]:
        """Entries that were left out, by device and place."""
        rows = self.record.query(
            "SELECT device, number, member, kind, item, reason FROM ledger_unfit ORDER BY device, number"
        )
        return tuple(Unfit(DeviceId(r[0]), r[1], MemberId(r[2]), r[3], r[4], r[5]) for r in rows)

    def unmet(self) -> tuple[tuple[DeviceId, DeviceId, int], ...]:
        """(device, other device, entries): what `vault.caught_up` said of a log that was not here when it was read."""
        rows = self.record.query("SELECT by, device, size FROM ledger_unmet ORDER BY by, device")
        return tuple((DeviceId(row[0]), DeviceId(row[1]), row[2]) for row in rows)

    # --- filling it --------------------------------------------------------------------------------------------------

    def index_keys(self, places: Iterable[tuple[ItemId, Room, DeviceId, int]]) -> None:
        """Remember in which key file an item's key lies."""
        rows = [(item, room.value, device, frame) for item, room, device, frame in places]
        with self.transaction():
            self.record.executemany("INSERT OR IGNORE INTO ledger_item_key VALUES(?, ?, ?, ?)", rows)

    def apply(
        self,
        entries: Iterable[Entry],
        ends: Mapping[DeviceId, Position],
        judge: Judge,
        here: Mapping[DeviceId, int],
    ) -> int:
        """Apply entries in their order; returns how many. `ends`: where each journal ends after the last of them.

        What does not fit (`judge`, and the projectors' `DoesNotFit`) is noted and left out. `here`: the number of
        entries of each device's log. Large replays take several transactions; one that is interrupted is begun again at
        the next open.
        """
        source, total = iter(entries), 0
        latest = {device: applied.at for device, applied in self.applied().items()}
        chunk = tuple(islice(source, CHUNK))
        while chunk or ends:
            with self.transaction():
                self._apply_chunk(chunk, judge, here, latest)
                total += len(chunk)
                following = tuple(islice(source, 1))
                if following:
                    self._set_count(UNFINISHED)
                else:
                    self._finish(total, ends, latest)
                    return total
            chunk = (*following, *islice(source, CHUNK - 1))
        return total

    def _apply_chunk(
        self, chunk: Sequence[Entry], judge: Judge, here: Mapping[DeviceId, int], latest: dict[DeviceId, str]
    ) -> None:
        place = self._chain_place()
        for entry in chunk:
            latest[entry.device] = max(latest.get(entry.device, ""), entry.at)
            reason = judge.reason(entry, place) or self._reason_of_stages(entry, judge)
            if reason:
                self._note_unfit(judge.unfit(entry, reason))
            elif entry.kind == CAUGHT_UP.kind:
                self._note_sizes(entry, here)
            elif entry.kind == MEMBERS.kind and entry.record is not None:
                place = max(place, int(str(entry.record["number"])))
        self.record.execute("INSERT OR REPLACE INTO ledger_chain VALUES(1, ?)", (place,))

    def _reason_of_stages(self, entry: Entry, judge: Judge) -> str:
        """Let each stage make rows of the entry; the stage that owns its kind comes before those that look at it."""
        if entry.kind == MEMBERS.kind and not _is_of_chain(entry, judge.members):
            return NOT_THE_CHAIN
        rule = judge.rules.get(entry.kind)
        if isinstance(rule, EntryRule) and rule.creates and entry.record is not None and not self._made_here(entry):
            return NOT_ITS_AUTHOR
        try:
            for projector in self._projectors:
                projector.apply(entry, self.record, self.names)
        except DoesNotFit as misfit:
            return misfit.reason
        return ""

    def _made_here(self, entry: Entry) -> bool:
        """Whether the key of the entry's item came with a frame of the same device."""
        query = "SELECT device FROM ledger_item_key WHERE item = ? AND room = ?"
        row = self.record.query_one(query, (entry.item, Room.RECORD.value))
        return row is not None and row[0] == entry.device

    def _chain_place(self) -> int:
        """The highest member statement that the entries applied so far have recorded."""
        row = self.record.query_one("SELECT number FROM ledger_chain")
        return int(row[0]) if row else 0

    def _note_unfit(self, unfit: Unfit) -> None:
        row = (unfit.device, unfit.index, unfit.member, unfit.kind, unfit.item, unfit.reason)
        self.record.execute("INSERT OR REPLACE INTO ledger_unfit VALUES(?, ?, ?, ?, ?, ?)", row)

    def _note_sizes(self, entry: Entry, here: Mapping[DeviceId, int]) -> None:
        sizes = noted_sizes(entry).items()
        rows = [(entry.device, device, size) for device, size in sizes]
        self.record.executemany("INSERT OR REPLACE INTO ledger_noted VALUES(?, ?, ?)", rows)
        unmet = [(entry.device, device, size) for device, size in sizes if size > here.get(device, 0)]
        self.record.executemany("INSERT OR REPLACE INTO ledger_unmet VALUES(?, ?, ?)", unmet)

    def _finish(self, more: int, ends: Mapping[DeviceId, Position], latest: Mapping[DeviceId, str]) -> None:
        rows = [
            (device, end.offset, end.frames, end.entries, end.link, end.last, latest.get(device, ""))
            for device, end in ends.items()
            if end.entries
        ]
        self.record.executemany("INSERT OR REPLACE INTO ledger_position VALUES(?, ?, ?, ?, ?, ?, ?)", rows)
        (total,) = self.record.query_one("SELECT coalesce(sum(entries), 0) FROM ledger_position")
        self._set_count(total)

    def _set_count(self, count: int) -> None:
        for database in self._databases():
            database.execute("INSERT OR REPLACE INTO ledger_applied VALUES(1, ?)", (count,))

    # --- making and unmaking it --------------------------------------------------------------------------------------

    def reset(self) -> None:
        """Throw both databases away and begin empty ones under a new key."""
        self._close_databases()
        if not self.in_memory:
            self._cache.discard()
        self._open()

    def close(self) -> None:
        """Close both; no write-ahead log stays behind. What changed is sealed as it is now. Safe to call twice."""
        projected = self._projected() if self._changed and not self.in_memory else None
        self._close_databases()
        if projected is not None:
            self._cache.seal(projected)
        self._changed = False

    def _close_databases(self) -> None:
        for database in self._databases():
            database.close()

    def _projected(self) -> Projected | None:
        """None where they cannot be asked: closed before, or damaged."""
        with contextlib.suppress(sqlite_error(), HabeasError, AttributeError):
            return {
                device: [each.position.entries, each.position.link.hex()] for device, each in self.applied().items()
            }
        return None

    def _open(self) -> None:
        self.names = None
        self.record = self._opened(Room.RECORD)
        try:
            if self._rooms.holds(Room.NAMES):
                self.names = self._opened(Room.NAMES)
            if not self.record.query("SELECT 1 FROM sqlite_schema LIMIT 1"):
                self._create()
        except BaseException:
            self._close_databases()
            raise

    def _opened(self, room: Room) -> Database:
        if self.in_memory:
            return open_in_memory()
        key = self._cache.key(room, self._rooms.database_key(room), self._cache.seed(self._rooms.epoch))
        return open_encrypted(self._cache.database(room), key, alone=True)

    def _create(self) -> None:
        with self.transaction():
            for table in _RECORD_TABLES:
                self.record.execute(table)
            for database in self._databases():
                database.execute(_APPLIED)
            for projector in self._projectors:
                projector.create(self.record, self.names)
            versions = [(projector.name, projector.version) for projector in self._projectors]
            self.record.executemany("INSERT INTO ledger_projector VALUES(?, ?)", versions)
            self._set_count(0)

    def _usable(self, left: Projected | None) -> bool:
        """Whether both databases are of this program's projectors and have seen the same entries."""
        wanted = {projector.name: projector.version for projector in self._projectors}
        with contextlib.suppress(sqlite_error()):
            found = dict(tuple(row) for row in self.record.query("SELECT name, version FROM ledger_projector"))
            counts = {tuple(database.query_one("SELECT entries FROM ledger_applied")) for database in self._databases()}
            same = found == wanted and len(counts) == 1 and (UNFINISHED,) not in counts
            return same and left in (None, self._projected())
        return False

    def _databases(self) -> tuple[Database, ...]:
        record, names = getattr(self, "record", None), getattr(self, "names", None)
        return tuple(database for database in (record, names) if database is not None)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """One transaction over both. The names room commits first: a crash in between leaves the counts unequal."""
        if not self._changed and not self.in_memory:
            self._cache.about_to_change()
        self._changed = True
        with contextlib.ExitStack() as stack:
            for database in self._databases():
                stack.enter_context(database.transaction())
            yield


def _is_of_chain(entry: Entry, members: Members) -> bool:
    """Whether a `members.changed` repeats what the chain itself says; null where it was erased."""
    fields = entry.record or {}
    number = int(str(fields.get("number", 0)))
    return 0 < number <= members.number and members.log[number - 1] == (fields["change"], fields["statement"])


def sqlite_error() -> type[Exception]:
    """The database library's own error: a table that is not there."""
    from sqlcipher3 import dbapi2

    error: type[Exception] = dbapi2.Error
    return error
