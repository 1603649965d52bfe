"""One small world for the journal's tests: a device with a key, items with keys, acts to write."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from habeas.crypto.identity import Identity
from habeas.crypto.sealing import derive
from habeas.custody.entries import Author, Keyed
from habeas.custody.frames import Series
from habeas.custody.journal import Journal
from habeas.custody.model import Entry, EntrySchema, NewEntry, Room
from habeas.custody.place import Place, create_journal
from habeas.custody.segment import START, Position
from habeas.errors import WrongKey
from habeas.ids import CompartmentId, DeviceId, ItemId, MemberId, VaultId

SERIES = Series(VaultId("vlt-000000000000"), CompartmentId("main"), DeviceId("dev-000000000000"))
DEVICE = Identity(bytes(range(32)))
OTHER = Identity(bytes(32))
AUTHOR = Author(MemberId("mem-000000000000"), "2026-11-23T10:00:00Z")
NOTED = EntrySchema("test.noted", record=("number", "note", "tags"), names=("name",))
ROOM_KEY = derive(b"world", "room")


class Keys:
    """Every item has keys that follow from its id, unless it was erased or the names room is closed."""

    def __init__(self, erased: tuple[str, ...] = (), *, names_open: bool = True, room_key: bytes = ROOM_KEY) -> None:
        self.erased, self.names_open, self.room_key = erased, names_open, room_key

    def directory_key(self, epoch: int) -> bytes:
        if epoch != 1:
            raise WrongKey(f"no key of epoch {epoch}")
        return self.room_key

    def item_key(self, item: ItemId, room: Room) -> bytes | None:
        if item in self.erased or (room is Room.NAMES and not self.names_open):
            return None
        return key_of(item, room)


def key_of(item: str, room: Room) -> bytes:
    return derive(b"world", "item", f"{item}/{room.value}".encode())


def act(number: int, item: str = "src-000000000001", name: str | None = "Anna of the river") -> Keyed:
    new = NewEntry(
        NOTED.kind, ItemId(item), {"number": number, "tags": ["a", "б"]}, {} if name is None else {"name": name}
    )
    return Keyed(new, NOTED, key_of(item, Room.RECORD), key_of(item, Room.NAMES))


def place_in(folder: Path) -> Place:
    return Place(
        SERIES,
        folder / "journal" / SERIES.compartment / f"{SERIES.device}.seg",
        folder / "log" / SERIES.device,
        DEVICE.public.verify_key,
    )


def new_journal(folder: Path) -> Journal:
    create_journal(place_in(folder), DEVICE.sign)
    return reopened(folder)


def reopened(folder: Path, resume: Position = START, *, writing: bool = True) -> Journal:
    return Journal(place_in(folder), DEVICE.sign if writing else None, resume)


def write(journal: Journal, *batches: int, name: str = "Anna of the river") -> list[Entry]:
    """One frame for each number: that many acts, on three items."""
    written: list[Entry] = []
    for size in batches:
        first = journal.position.entries
        acts = [act(number, f"src-00000000000{number % 3}", name) for number in range(first, first + size)]
        written += journal.append(AUTHOR, acts, 1, ROOM_KEY)
    return written


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for tests that make many."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)
