"""The keys of items: a random 32-byte key for each item in each room, the unit of erasure.

What an entry says is sealed under keys of its item. An item's key is born with the first frame that needs it, and
lies in the key file of that frame: keys/items/<room>/<device>/<frame>.keys, sealed under the room key of the frame's
epoch. It is the only mutable file of a vault: erasing an item rewrites it without the item's key, and overwrites what
it was.

    file     magic 4 | epoch 4 | sealed box (crypto.sealing) over padded rows of: item id, 16 bytes | key, 32 bytes

Where an item's key lies is looked up in `ledger_item_key` of the record database, a cache like the rest of it.
"""

import contextlib
import json
import os
import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from habeas.crypto.sealing import KEY_BYTES, derive, new_key, pad, seal, unpad, unseal
from habeas.custody import durable
from habeas.custody.model import Room
from habeas.database.encrypted import Database
from habeas.errors import EvidenceDiffers, NotFound, OddFile, WrongKey
from habeas.files import door
from habeas.ids import CompartmentId, DeviceId, ItemId, VaultId, kind_of
from habeas.vault.disk import overwrite_and_unlink, storage_failed
from habeas.vault.layout import Layout
from habeas.vault.room_keys import RoomKeys

MAGIC = b"HBK1"
_HEAD = struct.Struct(">4sI")
_COPY = re.compile(r"\d{8}(?!\.keys$).+")
LARGEST_COPY = 1 << 27
_ROW = struct.Struct(f">16s{KEY_BYTES}s")
SMALLEST_ROWS = 8 * _ROW.size
"""A file with few keys looks like one with eight."""

MOST_BYTES = 256 << 20
"""A frame brings at most some millions of keys."""

TABLE = """CREATE TABLE IF NOT EXISTS ledger_item_key(
    item TEXT NOT NULL, room TEXT NOT NULL, device TEXT NOT NULL, frame INTEGER NOT NULL, PRIMARY KEY(item, room)
) WITHOUT ROWID"""

Keys = dict[ItemId, bytes]


class KeyFiles:
    """The key files of one compartment: bytes on disk to keys and back. Knows no index."""

    def __init__(self, layout: Layout, vault: VaultId, compartment: CompartmentId, rooms: RoomKeys) -> None:
        self._folder = layout.folder / "keys" / "items"
        self._vault, self._compartment, self._rooms = vault, compartment, rooms

    def path(self, room: Room, device: DeviceId, frame: int) -> Path:
        return self._folder / room.value / device / f"{frame:08d}.keys"

    def frames(self, room: Room, device: DeviceId) -> list[int]:
        """The frames of a device that brought keys into a room, in order."""
        folder = self._folder / room.value / device
        stems = [name.removesuffix(".keys") for name in door.names(folder) if name.endswith(".keys")]
        return sorted(int(stem) for stem in stems if stem.isdecimal())

    def read(self, room: Room, device: DeviceId, frame: int) -> Keys:
        """Raises EvidenceDiffers naming the file where it is missing or changed, WrongKey where the room is closed."""
        try:
            content = door.read(self.path(room, device, frame), MOST_BYTES)
        except FileNotFoundError:
            raise self._differs(room, device, frame, "missing") from None
        return self._opened(content, room, device, frame)

    def _opened(self, content: bytes, room: Room, device: DeviceId, frame: int) -> Keys:
        if len(content) < _HEAD.size:
            raise self._differs(room, device, frame, f"{len(content)} bytes are not one")
        magic, epoch = _HEAD.unpack_from(content)
        if magic != MAGIC or (epoch, Room.RECORD) not in self._rooms.keys:
            raise self._differs(room, device, frame, "its head is not one of this vault")
        key = self._file_key(epoch, room)
        try:
            rows = unpad(unseal(key, content[_HEAD.size :], self._place(room, device, frame, epoch)))
        except (WrongKey, EvidenceDiffers) as found:
            raise self._differs(room, device, frame, str(found)) from None
        if len(rows) % _ROW.size:
            raise self._differs(room, device, frame, "malformed")
        named = ((item.rstrip(b"\x00").decode("ascii", "replace"), key) for item, key in _ROW.iter_unpack(rows))
        return {ItemId(item): bytes(key) for item, key in named if kind_of(item)}

    def write(self, room: Room, device: DeviceId, frame: int, epoch: int, keys: Mapping[ItemId, bytes]) -> None:
        """A new file, durable. Raises StorageFailed."""
        rows = b"".join(_ROW.pack(item.encode("ascii"), key) for item, key in sorted(keys.items()))
        sealed = seal(self._file_key(epoch, room), pad(rows, SMALLEST_ROWS), self._place(room, device, frame, epoch))
        durable.replace(self.path(room, device, frame), _HEAD.pack(MAGIC, epoch) + sealed)

    def remove(self, room: Room, device: DeviceId, frame: int, items: Iterable[ItemId]) -> None:
        """Rewrite a file without some items' keys, overwrite what it was. Raises StorageFailed, EvidenceDiffers."""
        path = self.path(room, device, frame)
        self.sweep(device, path.name)
        with os.fdopen(door.open_file(path, os.O_RDWR), "r+b", buffering=0) as old:
            content = door.read(path, MOST_BYTES)
            keys, gone = self._opened(content, room, device, frame), set(items)
            if not gone & keys.keys():
                return
            _, epoch = _HEAD.unpack_from(content)
            self.write(room, device, frame, epoch, {item: key for item, key in keys.items() if item not in gone})
            try:  # the old file has no name any more; its bytes are still under this descriptor
                old.seek(0)
                old.write(os.urandom(len(content)))
                os.fsync(old.fileno())
            except OSError as failure:
                raise storage_failed(path, failure) from None

    def stamp(self, room: Room, device: DeviceId, frame: int) -> str:
        """Changes whenever a file is written or put in its place; empty where there is none."""
        found = door.status(self.path(room, device, frame))
        return f"{found.st_ino} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}" if found else ""

    def copies(self, room: Room, device: DeviceId) -> Iterator[tuple[int, Path]]:
        """(frame, file) of files under other names that a synchroniser keeps of a conflict: `00000003 (1).keys`."""
        folder = self._folder / room.value / device
        for name in sorted(door.names(folder)):
            if _COPY.match(name) and not name.endswith(door.TEMPORARY):
                yield int(name[:8]), folder / name

    def read_copy(self, path: Path, room: Room, device: DeviceId, frame: int) -> Keys:
        """The keys of such a file. Raises EvidenceDiffers where it is no file of this place."""
        return self._opened(door.read(path, LARGEST_COPY), room, device, frame)

    def epoch_of(self, path: Path) -> int:
        return int(_HEAD.unpack_from(door.read(path, LARGEST_COPY))[1])

    def discard(self, device: DeviceId, frame: int) -> None:
        """Remove the key files of a frame that was never written: what an interrupted append left.

        Only what opens as such: anything else was not ours, and is left for an audit to name.
        """
        for room in filter(self._rooms.holds, Room):
            path = self.path(room, device, frame)
            with contextlib.suppress(EvidenceDiffers, FileNotFoundError):
                self._opened(door.read(path, MOST_BYTES), room, device, frame)
                overwrite_and_unlink(path)

    def sweep(self, device: DeviceId, beginning: str = "") -> None:
        """Overwrite and remove what killed writes left: keys that are erased later would stay in it."""
        for room in Room:
            folder = self._folder / room.value / device
            for name in door.names(folder):
                if name.startswith(beginning) and name.endswith(door.TEMPORARY):
                    with contextlib.suppress(OddFile):
                        overwrite_and_unlink(folder / name)

    def _file_key(self, epoch: int, room: Room) -> bytes:
        return derive(self._rooms.key(epoch, room), "item-keys")

    def _place(self, room: Room, device: DeviceId, frame: int, epoch: int) -> bytes:
        parts = (self._vault, self._compartment, room.value, device, str(frame), str(epoch))
        return ("habeas/item-keys/1/" + "/".join(parts)).encode()

    def _differs(self, room: Room, device: DeviceId, frame: int, found: str) -> EvidenceDiffers:
        return EvidenceDiffers(
            f"item keys keys/items/{room.value}/{device}/{frame:08d}.keys: {found}",
            hint="take this file from another copy of the vault",
        )


class ItemKeys:
    """The keys of items, by item: an `EntryKeys` for the journal, backed by files and the index.

    Keys that were made but not yet written (`new`) are handed out too: an original is sealed before its entry is.
    """

    def __init__(self, files: KeyFiles, rooms: RoomKeys) -> None:
        self.files, self._rooms = files, rooms
        self._known: dict[Room, Keys] = {room: {} for room in Room}
        self._fresh: dict[Room, Keys] = {room: {} for room in Room}
        self._record: Database | None = None
        self._keyless: frozenset[ItemId] = frozenset()

    def holds(self, room: Room) -> bool:
        """Whether the room is open to this member."""
        return self._rooms.holds(room)

    def use_index(self, record: Database) -> None:
        """Look up in this database what is not in memory."""
        self._record, self._keyless = record, frozenset()

    def directory_key(self, epoch: int) -> bytes:
        if not 0 < epoch <= self._rooms.epoch:
            raise EvidenceDiffers(f"a frame of key epoch {epoch}; the chain of members has {self._rooms.epoch}")
        return self._rooms.key(epoch, Room.RECORD)

    def item_key(self, item: ItemId, room: Room) -> bytes | None:
        """The item's key; None where it has none (erased, or never in this room) or the room is closed."""
        found = self._known[room].get(item) or self._fresh[room].get(item)
        if found is None and item not in self._keyless and self._record is not None and self._rooms.holds(room):
            found = self._looked_up(item, room)
        return found

    def look_up(self, items: Iterable[ItemId]) -> None:
        """Read the keys of these items into memory, and remember which of them have none, by one question for all.

        A batch is mostly about new items: asking for each of them, in each room, took a tenth of its time.
        """
        assert self._record is not None
        wanted = [item for item in items if any(item not in known for known in self._known.values())]
        query = """SELECT item, room, device, frame FROM ledger_item_key
                   WHERE item IN (SELECT value FROM json_each(?))"""
        rows = self._record.query(query, (json.dumps(wanted),))
        for room, device, frame in {(Room(row[1]), DeviceId(row[2]), row[3]) for row in rows}:
            if self._rooms.holds(room):
                self._known[room].update(self._new_among(self.files.read(room, device, frame), room, device, frame))
        self._keyless = frozenset(wanted).difference(ItemId(row[0]) for row in rows)

    def new(self, item: ItemId, room: Room) -> bytes:
        """The item's key, made if there is none. Raises WrongKey where the room is closed.

        Raises NotFound where there was one and it has gone: erased in another copy, whose tombstone is on its way, or
        lost. A second key for one item would make what the first sealed unreadable.
        """
        found = self.item_key(item, room)
        if found is None and item not in self._keyless and self._is_indexed(item, room):
            raise NotFound(
                f"{item}: its key was here and is gone; nothing can be recorded about it",
                hint="it was erased in another copy, or the rest of keys/ has not come: bring the other files too",
            )
        if found is None:
            self._rooms.key(self._rooms.epoch, room)
            found = self._fresh[room].setdefault(item, new_key())
        return found

    def write_fresh(self, items: Iterable[ItemId], device: DeviceId, frame: int) -> list[tuple[ItemId, Room]]:
        """Write the fresh keys of these items to the key files of a frame that is about to be appended."""
        wanted, written = set(items), []
        for room, fresh in self._fresh.items():
            keys = {item: key for item, key in fresh.items() if item in wanted}
            if keys:
                self.files.write(room, device, frame, self._rooms.epoch, keys)
                written += [(item, room) for item in keys]
        return written

    def settled(self, written: Iterable[tuple[ItemId, Room]]) -> None:
        """The frame was appended: these keys are not fresh any more."""
        self._keyless = frozenset()
        for item, room in written:
            self._known[room][item] = self._fresh[room].pop(item)

    def load(self, device: DeviceId, first: int, end: int) -> Iterator[tuple[ItemId, Room, DeviceId, int]]:
        """Read a device's key files of frames [first, end) into memory; yields what the index is to say.

        A file that does not open is one that has not come (or came in part): `waiting` holds back what needs it.
        """
        self._keyless = frozenset()
        for room in filter(self._rooms.holds, Room):
            known = self._known[room]
            for frame in range(first, end):
                if not door.is_there(self.files.path(room, device, frame)):
                    continue
                try:
                    keys = self._new_among(self.files.read(room, device, frame), room, device, frame)
                except (EvidenceDiffers, WrongKey):
                    continue
                known.update(keys)
                yield from ((item, room, device, frame) for item in keys)

    def _new_among(self, keys: Keys, room: Room, device: DeviceId, frame: int) -> Keys:
        """Without those of items that have a key from elsewhere: nobody makes a second key for another's item."""
        known = self._known[room]
        query = """SELECT item FROM ledger_item_key WHERE room = ? AND NOT (device = ? AND frame = ?)
                   AND item IN (SELECT value FROM json_each(?))"""
        place = (room.value, device, frame, json.dumps(list(keys)))
        rows = self._record.query(query, place) if self._record is not None else []  # none: a vault that does not open
        taken = {row[0] for row in rows}
        return {item: key for item, key in keys.items() if item not in taken and known.get(item, key) == key}

    def erase(self, items: Iterable[ItemId], places: Iterable[tuple[Room, DeviceId, int]]) -> None:
        """Remove items' keys from files and memory.

        A file that has gone, or does not open (it came in part), is passed over: it is looked at again when it comes.
        """
        gone = set(items)
        for room, device, frame in places:
            with contextlib.suppress(EvidenceDiffers, FileNotFoundError):
                self.files.remove(room, device, frame, gone)
        self.forget()

    def forget(self) -> None:
        """Drop what is in memory, apart from fresh keys."""
        self._keyless = frozenset()
        for known in self._known.values():
            known.clear()

    def _is_indexed(self, item: ItemId, room: Room) -> bool:
        query = "SELECT 1 FROM ledger_item_key WHERE item = ? AND room = ?"
        return self._record is not None and self._record.query_one(query, (item, room.value)) is not None

    def _looked_up(self, item: ItemId, room: Room) -> bytes | None:
        assert self._record is not None
        query = "SELECT device, frame FROM ledger_item_key WHERE item = ? AND room = ?"
        row = self._record.query_one(query, (item, room.value))
        if row is None:
            return None
        device, frame = DeviceId(row[0]), row[1]
        self._known[room].update(self._new_among(self.files.read(room, device, frame), room, device, frame))
        return self._known[room].get(item)
