"""Acts into frames and out again: what is sealed under which key, and what it looks like to whoever holds which
keys."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from habeas.crypto.sealing import derive_each
from habeas.custody.canonical import canonical
from habeas.custody.commitment import (
    SEED,
    SEED_OF_NO_NAMES,
    Head,
    Slots,
    commitment,
    entry_id,
    field_slots,
    layout_of,
    names_seed,
    record_seed,
    same_layout,
)
from habeas.custody.frames import (
    PART,
    Directory,
    Frame,
    Listed,
    Row,
    SealedEntry,
    Series,
    open_directory,
    open_part,
    part_key,
    part_place,
    seal_part,
)
from habeas.custody.model import Entry, EntrySchema, Fields, JsonValue, Layout, NewEntry, Room
from habeas.custody.redactable import record_root
from habeas.errors import EvidenceDiffers, UsageProblem
from habeas.ids import EntryId, ItemId, MemberId


@dataclass(frozen=True)
class Author:
    """Who writes, and what this device's clock says: UTC, RFC 3339 with seconds."""

    member: MemberId
    at: str


@dataclass(frozen=True, repr=False)
class Keyed:
    """An act with its schema and the keys of its item. Not printable."""

    new: NewEntry
    schema: EntrySchema
    record_key: bytes
    """The item's key in the record room, 32 bytes."""
    names_key: bytes | None
    """The item's key in the names room; may be None only for an act without a names part."""


class EntryKeys(Protocol):
    """Where keys come from: the vault, which knows what was erased and which rooms are open."""

    def directory_key(self, epoch: int) -> bytes:
        """The record room's key of an epoch. Raises WrongKey."""

    def item_key(self, item: ItemId, room: Room) -> bytes | None:
        """The item's key in a room; None where it was erased or where the room is closed."""


def seal_entry(series: Series, author: Author, index: int, keyed: Keyed) -> tuple[SealedEntry, Listed, Entry]:
    """One act, sealed; its line of the directory; and as it will be read back. Raises UsageProblem."""
    new, schema = keyed.new, keyed.schema
    _require_fields(new, schema)
    if new.names and keyed.names_key is None:
        raise UsageProblem(f"an entry of kind {new.kind} has a names part, and the names room is closed")
    names_key = keyed.names_key if new.names else None
    listed, identifier = Listed(new.kind, new.item), entry_id(series.device, index)
    record = field_slots(new.record, schema.record)
    names = field_slots(new.names, schema.names) if names_key else []
    head = _head(series, author, listed, index).slots()
    record_part, record_seed_, names_part, names_seed_ = _derived(keyed.record_key, names_key, identifier)
    sealed = SealedEntry(
        record_root(head + record, record_seed_),
        record_root(names, names_seed_),
        seal_part(record_part, series, index, Room.RECORD, record),
        seal_part(names_part, series, index, Room.NAMES, names) if names_part else b"",
    )
    return sealed, listed, _written(series, author, index, keyed, identifier, sealed)


def _derived(record_key: bytes, names_key: bytes | None, entry: EntryId) -> tuple[bytes, bytes, bytes | None, bytes]:
    """For each part its key and the seed of its tree: what `part_key`, `record_seed` and `names_seed` give."""
    purposes = (PART, b""), (SEED, entry.encode())
    if names_key is None:
        part, seed, none = derive_each(record_key, (*purposes, (SEED_OF_NO_NAMES, entry.encode())))
        return part, seed, None, none
    part, seed = derive_each(record_key, purposes)
    names_part, of_names = derive_each(names_key, purposes)
    return part, seed, names_part, of_names


def _written(
    series: Series, author: Author, index: int, keyed: Keyed, identifier: EntryId, sealed: SealedEntry
) -> Entry:
    """The entry as reading it back will give it."""
    new, schema = keyed.new, keyed.schema
    return Entry(
        identifier,
        series.device,
        index,
        author.member,
        author.at,
        new.kind,
        new.item,
        dict(new.record),
        dict(new.names),
        commitment(sealed.record_root, sealed.names_root),
        layout_of(new.record, schema.record),
        layout_of(new.names, schema.names) if sealed.names else (),
    )


def open_entries(series: Series, frame: Frame, keys: EntryKeys) -> Iterator[Entry]:
    """The entries of a frame whose chain and signature were checked. Raises EvidenceDiffers naming the entry.

    R and N are taken from the frame: the device signed them with the parts. `check_entry` computes them again.
    """
    directory = open_directory(keys.directory_key(frame.head.epoch), series, frame)
    for offset in range(frame.head.count):
        yield _opened(series, frame, directory, offset, keys)


def open_entry(series: Series, frame: Frame, index: int, keys: EntryKeys) -> Entry:
    """One entry of a frame; the others stay sealed: a frame of a long list has 8,000. Raises as `open_entries`."""
    directory = open_directory(keys.directory_key(frame.head.epoch), series, frame)
    return _opened(series, frame, directory, index - frame.head.first_index, keys)


def _opened(series: Series, frame: Frame, directory: Directory, offset: int, keys: EntryKeys) -> Entry:
    sealed, listed, index = frame.entries[offset], directory.entries[offset], frame.head.first_index + offset
    identifier = entry_id(series.device, index)
    record = _open(series, index, Room.RECORD, sealed.record, keys.item_key(listed.item, Room.RECORD))
    names: list[Row] | None = None
    if record is not None:
        names = _open_names(series, index, sealed, keys.item_key(listed.item, Room.NAMES))
    return Entry(
        identifier,
        series.device,
        index,
        directory.member,
        directory.at,
        listed.kind,
        listed.item,
        None if record is None else _fields(identifier, record),
        None if names is None else _fields(identifier, names),
        commitment(sealed.record_root, sealed.names_root),
        _layout(record),
        _layout(names),
    )


class Unchecked(StrEnum):
    """Why not all of an entry's commitment could be computed again."""

    NOTHING = ""
    ERASED = "erased"
    NAMES_CLOSED = "names room closed"


def check_entry(
    series: Series, frame: Frame, directory: Directory, offset: int, keys: EntryKeys, *, roots: bool = True
) -> Unchecked:
    """Opens both parts of the frame's entry at `offset` and, where `roots`, computes R and N again from them.

    Says what could not be checked. Raises EvidenceDiffers where a part does not open or is not what was committed to.
    """
    sealed, listed, index = frame.entries[offset], directory.entries[offset], frame.head.first_index + offset
    identifier = entry_id(series.device, index)
    record_key, names_key = keys.item_key(listed.item, Room.RECORD), keys.item_key(listed.item, Room.NAMES)
    if record_key is None:
        return Unchecked.ERASED
    record = _open(series, index, Room.RECORD, sealed.record, record_key)
    names = _open_names(series, index, sealed, names_key)
    if roots:
        slots = _head(series, directory, listed, index).slots() + _slots(record)
        _require_root(identifier, slots, record_seed(record_key, identifier), sealed.record_root)
    if roots and names is not None:
        seed = names_seed(record_key, names_key if sealed.names else None, identifier)
        _require_root(identifier, _slots(names), seed, sealed.names_root)
    return Unchecked.NAMES_CLOSED if names is None else Unchecked.NOTHING


def _require_fields(new: NewEntry, schema: EntrySchema) -> None:
    unknown = (new.record.keys() - set(schema.record)) | (new.names.keys() - set(schema.names))
    if new.kind != schema.kind or unknown:
        raise UsageProblem(f"an entry of kind {new.kind} has {len(unknown)} fields that its schema does not know")


def _head(series: Series, author: Author | Directory, listed: Listed, index: int) -> Head:
    return Head(
        listed.kind, listed.item, series.vault, series.compartment, series.device, index, author.member, author.at
    )


def _open(series: Series, index: int, room: Room, sealed: bytes, key: bytes | None) -> list[Row] | None:
    """None where there is no key."""
    if key is None:
        return None
    try:
        return open_part(part_key(key), sealed, part_place(series, index, room))
    except EvidenceDiffers as problem:
        raise EvidenceDiffers(f"entry {entry_id(series.device, index)}, {room.value} part: {problem}") from None


def _open_names(series: Series, index: int, sealed: SealedEntry, key: bytes | None) -> list[Row] | None:
    """Nothing was sealed where an entry has no names: nothing is closed then."""
    return _open(series, index, Room.NAMES, sealed.names, key) if sealed.names else []


def _fields(identifier: EntryId, rows: list[Row]) -> Fields:
    try:
        fields: dict[str, JsonValue] = dict(filter(None, rows))  # type: ignore[arg-type]  # rows of two
    except (TypeError, ValueError):
        raise EvidenceDiffers(f"entry {identifier}: a part is not a list of names and values") from None
    return fields


def _layout(rows: list[Row] | None) -> Layout:
    """After `_fields`, which says that each row is a name and a value."""
    return same_layout(tuple(None if row is None else str(row[0]) for row in rows or ()))


def _slots(rows: list[Row] | None) -> Slots:
    return [None if row is None else canonical(row) for row in rows or ()]


def _require_root(identifier: str, slots: Slots, seed: bytes, expected: bytes) -> None:
    found = record_root(slots, seed)
    if found != expected:
        raise EvidenceDiffers(
            f"entry {identifier}: its content has root {found.hex()[:16]}, it committed to {expected.hex()[:16]}"
        )
