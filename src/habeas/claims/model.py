"""The nouns of the record: items, what was decided about them, and the two rooms they are read from.

An *item* is a claim, a call, a statement, a person, a group or a place. It begins as a proposal. Its `fields` are the
values in force: what was proposed, with the edits that stand laid over it. Nothing is lost: each *step* of its history
(proposed, edited, decided, undone) is one journal entry and can be read on its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from habeas.custody.model import Entry, Fields, NewEntry
from habeas.database.encrypted import Database
from habeas.ids import EntryId, ItemId, MemberId


class Kind(StrEnum):
    """What an item is. The three last are entities; what happened to them is never a field of theirs."""

    CLAIM = "claim"
    CALL = "call"
    STATEMENT = "statement"
    PERSON = "person"
    GROUP = "group"
    PLACE = "place"

    @property
    def plural(self) -> str:
        return {"person": "people"}.get(self.value, self.value + "s")


ENTITIES = (Kind.PERSON, Kind.GROUP, Kind.PLACE)
SAYINGS = (Kind.CLAIM, Kind.CALL, Kind.STATEMENT)


class Status(StrEnum):
    """Where an item stands now."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    MERGED = "merged"


class Verb(StrEnum):
    """What one step of a history did."""

    PROPOSED = "proposed"
    EDITED = "edited"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    MERGED = "merged"
    SKIPPED = "skipped"
    UNDONE = "undone"


class Rooms(Protocol):
    """The two projections a ledger holds open. `names` is None for a member without that key."""

    @property
    def record(self) -> Database: ...

    @property
    def names(self) -> Database | None: ...


class Journal(Rooms, Protocol):
    """A ledger, as far as this stage writes to it."""

    def append(self, entries: Sequence[NewEntry]) -> tuple[Entry, ...]:
        """Durable when it returns, and already in the projections."""
        ...


@dataclass(frozen=True)
class Item:
    """One claim, call, statement or entity, as it stands now."""

    id: ItemId
    kind: Kind
    source: ItemId
    """The source whose text it was proposed from."""
    status: Status
    fields: Fields
    """Record part: codes, ids, offsets, dates. Keys are those of the kind's schema."""
    private: Fields = field(default_factory=dict)
    """Names part: names, reasons. Empty where the names room is closed."""
    into: ItemId | None = None
    """The item that this one was merged into."""
    skips: int = 0
    edited: bool = False
    entries: tuple[EntryId, ...] = ()
    """Entries in force, in order: proposal, edits, the decision that holds. A release shows them to prove the item."""


@dataclass(frozen=True)
class Step:
    """One act in an item's history."""

    entry: EntryId
    verb: Verb
    at: str
    member: MemberId
    fields: Fields = field(default_factory=dict)
    private: Fields = field(default_factory=dict)
    into: ItemId | None = None
    undoes: EntryId | None = None
    undone: bool = False

    @property
    def because(self) -> str:
        reason = self.private.get("because")
        return reason if isinstance(reason, str) else ""


Offsets = tuple[int, int]
"""Start and end (exclusive) in Unicode code points of the source's text."""


def offsets(value: object) -> Offsets | None:
    """A span as the journal holds it, `[start, end]`; None where there is none."""
    if isinstance(value, Sequence) and not isinstance(value, str) and len(value) == 2:
        start, end = value
        if isinstance(start, int) and isinstance(end, int):
            return start, end
    return None


def spans(value: object) -> tuple[Offsets, ...]:
    """A list of spans as the journal holds it; what is not a span is left out."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return ()
    return tuple(pair for pair in map(offsets, value) if pair is not None)


def mapping(value: object) -> Mapping[str, object]:
    """A nested object of an entry; empty where there is none."""
    return value if isinstance(value, Mapping) else {}


def mappings(value: object) -> tuple[Mapping[str, object], ...]:
    """A list of nested objects of an entry, such as the victims of a claim."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return ()
    return tuple(part for part in value if isinstance(part, Mapping))
