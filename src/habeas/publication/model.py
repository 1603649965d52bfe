"""The nouns of publication: what a release takes in, before anything is written.

Plain values, taken from the vault by choose.py (or made up by a test): from here on nothing reads the vault. What may
be shown is decided in this model; bundle.py discloses exactly that and nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from habeas.crypto.identity import PublicIdentity
from habeas.custody.model import JsonValue
from habeas.errors import EvidenceDiffers
from habeas.ids import EntryId, ItemId

Range = tuple[int, int]
"""Start and end (exclusive) in code points of a source's text."""


class Signer(Protocol):
    """Who answers for a release: the unlocked member."""

    @property
    def public(self) -> PublicIdentity: ...

    def sign(self, message: bytes) -> bytes: ...


class Redaction(StrEnum):
    """How names were treated, as a release says of itself."""

    NONE = "none"
    NAMES = "names"
    CHOSEN = "chosen"
    """Some ids, or a file of rules."""


@dataclass(frozen=True)
class LoggedEntry:
    """An entry of the journal with what it takes to disclose parts of it."""

    id: EntryId
    kind: str
    record: tuple[tuple[str, bytes | None], ...]
    """(field name, slot content) in slot order, the head first."""
    record_seed: bytes
    names: tuple[tuple[str, bytes | None], ...]
    names_seed: bytes

    @property
    def device(self) -> str:
        return self.id.rpartition(":")[0]

    @property
    def index(self) -> int:
        return int(self.id.rpartition(":")[2])


@dataclass(frozen=True)
class Shown:
    """Which fields of an entry are shown."""

    record: Mapping[str, JsonValue]
    """The values in force, by field of the record part."""
    names: Mapping[str, JsonValue]


@dataclass(frozen=True)
class ReleasedItem:
    """A source, claim, call, statement, person, group or place as the release shows it."""

    id: ItemId
    kind: str
    entries: tuple[LoggedEntry, ...]
    """Those that make it what it is, oldest first."""
    record: Mapping[str, JsonValue]
    """Fields of the record part that are shown: the values in force."""
    names: Mapping[str, JsonValue]
    passages: tuple[str, ...] = ()
    view: Mapping[str, JsonValue] = field(default_factory=dict)
    """The same in words, for people; signed by the publisher, not proved by the log."""


@dataclass(frozen=True)
class ReleasedText:
    """A text of which passages are shown."""

    source: ItemId
    entry: EntryId
    """`source.read`, which committed to the text's root."""
    text: str
    seed: bytes
    shown: tuple[Range, ...]
    """Everything that may be read; all else is hidden."""


@dataclass(frozen=True)
class Passage:
    """A stretch of a source that the release quotes, bars included."""

    id: str
    source: ItemId
    range: Range


@dataclass(frozen=True)
class Stamp:
    """An RFC 3161 token, verbatim, the time it names, and the checkpoint it stamps: this one or an earlier one."""

    token: bytes
    time: str
    checkpoint: str
    consistency: tuple[bytes, ...] = ()
    """RFC 6962: that the log only grew from that checkpoint to the release's."""


@dataclass(frozen=True)
class Log:
    """A device's log, as far as the release's entries need it."""

    device: str
    key: bytes
    """Ed25519, 32 bytes: signs the checkpoints."""
    checkpoint: str
    size: int
    paths: Mapping[int, Sequence[bytes]]
    """RFC 6962 inclusion path of each released entry, by index, from the leaf upwards."""
    stamps: tuple[Stamp, ...] = ()
    left_out: tuple[str, ...] = ()
    """Ids of kept time stamps that cannot be read or are for something else: told, never released."""


@dataclass(frozen=True)
class Release:
    """Everything that goes out, and nothing that does not."""

    id: ItemId
    title: str
    made: str
    """UTC, RFC 3339."""
    vault: str
    compartment: str
    member: str
    redaction: Redaction
    items: tuple[ReleasedItem, ...]
    """In reading order."""
    texts: tuple[ReleasedText, ...]
    passages: tuple[Passage, ...]
    logs: tuple[Log, ...]
    summary: Mapping[str, JsonValue] = field(default_factory=dict)
    """Counts, each with its basis in words."""

    members: tuple[str, ...] = ()
    """The member statements, verbatim, from the vault's first to those that name the signer's key and each log's."""
    origin: LoggedEntry | None = None
    """`vault.founded`, which ties the log to the first statement."""

    @property
    def founding(self) -> LoggedEntry:
        """Raises EvidenceDiffers where the vault has no entry that founds it."""
        if self.origin is None:
            raise EvidenceDiffers("the vault has no entry that founds it: its journal does not say from where it is")
        return self.origin

    def entries(self) -> dict[EntryId, tuple[LoggedEntry, Shown]]:
        """Every entry once, with what of it is shown, in the order of the logs."""
        every = [(entry, Shown(item.record, item.names)) for item in self.items for entry in item.entries]
        every += [(self.origin, Shown({"founding": None}, {}))] if self.origin else []
        found = {entry.id: (entry, shown) for entry, shown in every}
        return dict(sorted(found.items(), key=lambda pair: (pair[1][0].device, pair[1][0].index)))
