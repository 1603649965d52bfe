"""The nouns of the journal.

An *entry* is one act: something was admitted, proposed, decided, released, looked at, erased. It has two parts, one
for each room of a compartment. The *record* part holds ids, codes, dates, counts, decisions: what an analyst works
with. The *names* part holds names, contacts, quotations and text: what identifies people. Each part is sealed with a
key of its own item and room, so one item can be erased, and so a member without the names key reads the record and
still checks the chain.

An entry is never changed. A correction is a new entry.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from habeas.ids import DeviceId, EntryId, ItemId, MemberId

JsonValue = None | bool | int | float | str | Sequence["JsonValue"] | Mapping[str, "JsonValue"]
Fields = Mapping[str, JsonValue]
Layout = tuple[str | None, ...]
"""The name in each slot of a part, as it was written; None for a slot that was left empty. A schema may have grown
since: what an entry committed to is said by its own slots, never by today's schema."""


class Room(StrEnum):
    """The two rooms of a compartment, each an encrypted database and a set of keys."""

    RECORD = "record"
    NAMES = "names"


@dataclass(frozen=True)
class EntrySchema:
    """The fields that an entry of one kind may have, in slot order.

    The order is part of the format: a field's slot is its place here. New fields go to the end; none is ever moved or
    removed. A field that an entry does not have is an empty slot, and looks like one that is hidden.
    """

    kind: str
    record: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class NewEntry:
    """An act about to be written. Raises nothing itself: the journal checks it against its schema."""

    kind: str
    item: ItemId
    """The unit of erasure: erasing this item makes every entry about it unreadable for ever."""
    record: Fields = field(default_factory=dict)
    names: Fields = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """An act as the journal holds it."""

    id: EntryId
    device: DeviceId
    index: int
    """Position in the device's log, from 0."""
    member: MemberId
    at: str
    """When this device's clock said it was, UTC, RFC 3339 with seconds. A claim, not a proof."""
    kind: str
    item: ItemId
    record: Fields | None
    """None: erased."""
    names: Fields | None
    """None: erased, or the names room is closed to this member."""
    commitment: bytes
    """32 bytes, the leaf of the log: says nothing about the content, fixes all of it."""
    record_layout: Layout = ()
    names_layout: Layout = ()
    problem: str = ""
    """A code where the device signed something that is no entry: its fields are empty then, and mean nothing."""

    @property
    def erased(self) -> bool:
        return self.record is None
