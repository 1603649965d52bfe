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
from habeas.errors import EvidenceDiffers, UsageProblem, WrongKey
from habeas.ids import EntryId, ItemId, MemberId, kind_of


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
        """The record room's key of an epoch. Raises WrongKey; EvidenceDiffers where there is no such epoch."""

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
    """The entries of a frame whose chain and signature were checked.

    What does not open, or is no entry, is there with its `problem` set: the device signed it so, and one bad entry must
    not stand before all others. R and N are taken from the frame: the device signed them with the parts. `check_entry`
    computes them again.
    """
    directory, first = _directory(series, frame, keys), frame.head.first_index
    for index in range(first, first + frame.head.count):
        yield _entry(series, frame, directory, index, keys)


def open_entry(series: Series, frame: Frame, index: int, keys: EntryKeys) -> Entry:
    """One entry of a frame; the others stay sealed: a frame of a long list has 8,000."""
    return _entry(series, frame, _directory(series, frame, keys), index, keys)


DOES_NOT_OPEN = "does_not_open"
NO_DIRECTORY = "directory_does_not_open"
NO_ID = "about_no_item"


def _directory(series: Series, frame: Frame, keys: EntryKeys) -> Directory | None:
    try:
        key = keys.directory_key(frame.head.epoch)
    except EvidenceDiffers:  # of an epoch that the chain of members does not have
        return None
    try:
        return open_directory(key, series, frame)
    except (EvidenceDiffers, WrongKey):
        return None


def _entry(series: Series, frame: Frame, directory: Directory | None, index: int, keys: EntryKeys) -> Entry:
    """The entry, or one that says why it is none."""
    offset = index - frame.head.first_index
    if directory is None:
        return _no_entry(series, frame, index, NO_DIRECTORY, None)
    if kind_of(directory.entries[offset].item) is None:
        return _no_entry(series, frame, index, NO_ID, directory)
    try:
        return _opened(series, frame, directory, offset, keys)
    except EvidenceDiffers:
        return _no_entry(series, frame, index, DOES_NOT_OPEN, directory)


def _no_entry(series: Series, frame: Frame, index: int, problem: str, directory: Directory | None) -> Entry:
    sealed, listed = frame.entries[index - frame.head.first_index], Listed("", ItemId(""))
    member, at = MemberId(""), ""
    if directory is not None:
        listed, member, at = directory.entries[index - frame.head.first_index], directory.member, directory.at
    leaf = commitment(sealed.record_root, sealed.names_root)
    identifier = entry_id(series.device, index)
    return Entry(
        identifier, series.device, index, member, at, listed.kind, listed.item, {}, None, leaf, problem=problem
    )


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
    written = [row for row in rows if row is not None]
    try:
        fields: dict[str, JsonValue] = dict(written)  # type: ignore[arg-type]  # rows of two
    except (TypeError, ValueError):
        raise EvidenceDiffers(f"entry {identifier}: a part is not a list of names and values") from None
    if len(fields) != len(written) or not all(type(name) is str for name in fields):
        raise EvidenceDiffers(f"entry {identifier}: a part names a field twice, or one that has no name")
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
