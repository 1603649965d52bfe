"""The nouns of the vault: members, sources, what a check found.

A *source* is a file as it was admitted: its bytes, untouched, and what the person who admitted it said about it. Its
*text* is what reading made of those bytes, stored once and never changed: every offset in the record points into it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from habeas.ids import DeviceId, EntryId, ItemId, MemberId

FORMAT = "habeas-vault/1"
MAIN_COMPARTMENT = "main"


class Consent(IntEnum):
    """How far the person behind a source lets it go. Each step includes those before it.

    Publication asks for PUBLISH_REDACTED where names are blacked out and PUBLISH_IDENTITY where they are not.
    """

    REFUSED = 0
    """Keep nothing but the fact that it was refused; nothing of it is shown to anyone."""
    KEEP = 1
    """Keep it; only the person who took it in reads it."""
    INTERNAL = 2
    """The group may work with it."""
    COUNT = 3
    """It may be counted: figures only, no words of it."""
    AUTHORITIES = 4
    """It may be given in confidence to a court or a UN procedure."""
    PUBLISH_REDACTED = 5
    """It may be published without what identifies people."""
    PUBLISH_IDENTITY = 6
    """It may be published with identity."""


DEFAULT_CONSENT = Consent.COUNT
"""What nobody asked about may be counted and worked with, and goes no further: publication refuses it until consent is
recorded."""


class Reliability(StrEnum):
    """The Admiralty grades of a source, A (completely reliable) to F (cannot be judged)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


class Role(StrEnum):
    """What a member may open."""

    FULL = "full"
    """Both rooms; may add and remove members, erase, and set up recovery."""
    ANALYST = "analyst"
    """The record room only: ids, codes, dates, counts. No names, no text, no original."""


class SourceKind(StrEnum):
    """What sort of thing was admitted."""

    DOCUMENT = "document"
    WEB = "web"
    TESTIMONY = "testimony"
    PHOTO = "photo"
    VIDEO = "video"
    AUDIO = "audio"
    TABLE = "table"
    SUBMISSION = "submission"
    EMAIL = "email"
    UNKNOWN = "unknown"


class SourceStatus(StrEnum):
    """Whether a source has text."""

    READ = "read"
    PARTLY_READ = "partly_read"
    """It has a text, and something of it is not in the text: `Source.remarks` say what."""
    UNREAD = "unread"
    """`Source.reason` says why, as a code."""
    NO_TEXT = "no_text"
    """A photo, video or sound: has none by its nature."""
    NEEDS_OCR = "needs_ocr"
    ERASED = "erased"


@dataclass(frozen=True)
class Published:
    """When a source was published: as given, and the interval it stands for. Calendar dates, no time zone."""

    as_given: str
    earliest: str | None = None
    """ISO date; None where the words given are not a date the program can read."""
    latest: str | None = None


@dataclass(frozen=True)
class About:
    """What the person who admits a file says about it. Goes to the names room where it may identify people."""

    origin: str = ""
    """Where it came from, in words."""
    publisher: str = ""
    published: str = ""
    """As given: `2017-04-20`, `2017-04`, `2017`, `2017-04/2017-06`; other words are kept as said."""
    language: str = ""
    consent: Consent = DEFAULT_CONSENT
    reliability: Reliability = Reliability.F
    kind: SourceKind | None = None
    """None: from the media type."""
    encoding: str = ""
    """Of the text, where a person knows it; empty: told from the bytes."""


PRIVATE_KINDS = (SourceKind.TESTIMONY, SourceKind.SUBMISSION)


def unsaid_consent(publisher: str, kind: SourceKind | None) -> Consent:
    """The consent of a source about which nobody said any.

    What somebody published is public already: quoting it exposes nobody further. A date alone says nothing of the kind,
    because letters have dates too; and a testimony stays with those it was given to, whoever printed one like it.
    """
    public = bool(publisher.strip()) and kind not in PRIVATE_KINDS
    return Consent.PUBLISH_IDENTITY if public else DEFAULT_CONSENT


@dataclass(frozen=True)
class Source:
    """A file as it was admitted. Fields of the names room are None for a member without its key, or when erased."""

    id: ItemId
    sha256: str
    """Of the original bytes, hexadecimal."""
    size: int
    """Bytes."""
    media_type: str
    kind: SourceKind
    status: SourceStatus
    reason: str
    """Why it has no text, as a code of reading; empty where it has."""
    language: str
    consent: Consent
    reliability: Reliability
    published: Published | None
    parent: ItemId | None
    """The source (an e-mail) that this one was attached to."""
    text_sha256: str | None
    """Of the text in UTF-8."""
    text_length: int | None
    """Unicode code points."""
    text_root: str | None
    """VR-1 root of the text, hexadecimal: what a release of its passages is checked against."""
    admitted: str
    """UTC, RFC 3339, by the device's clock."""
    admitted_by: MemberId
    admitted_entry: str
    """The journal entry `source.admitted`."""
    read_entry: str | None
    """The journal entry `source.read`, which carries the text and its root."""
    sightings: int
    """How often the same bytes were admitted, 1 for once."""
    same_as: ItemId | None = None
    """The source that this one is: the same file, admitted by two members of whom neither knew of the other."""
    name: str | None = None
    """File name as given."""
    origin: str | None = None
    publisher: str | None = None
    remarks: Mapping[str, int] = field(default_factory=dict)
    """What its reader said of it: code of reading -> how many."""
    remark_pages: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Code of reading -> pages, from 1."""
    encoding: str = ""
    claimed: Mapping[str, str] = field(default_factory=dict)
    """What the file says of itself (names room); offered, never believed."""

    @property
    def has_text(self) -> bool:
        return self.status in (SourceStatus.READ, SourceStatus.PARTLY_READ) and bool(self.text_length)


@dataclass(frozen=True)
class SourceEdit:
    """What somebody said of a source after it was admitted. What was said before stays in the journal."""

    entry: EntryId
    at: str
    member: MemberId
    said: Mapping[str, str]
    """Field -> value; words of the names room only where it is open."""


@dataclass(frozen=True)
class Member:
    """Someone who can open the vault, as the signed chain of members says."""

    id: MemberId
    role: Role
    fingerprint: str
    """Of the public identity, for people to compare aloud."""
    verify_key: bytes
    box_key: bytes
    devices: tuple[DeviceId, ...]
    active: bool
    """False: removed. Old signatures stay valid."""
    since: int
    """Number of the statement that added the member."""
    until: int | None = None
    """Number of the statement that removed the member."""


NEWER = ("unknown_kind", "unknown_field")
"""Reasons that speak of a newer version of the program, not of anything amiss."""


@dataclass(frozen=True)
class Unfit:
    """An entry that was left out, and why. Every word of it can be shown: no value of the entry is in it."""

    device: DeviceId
    index: int
    member: MemberId
    """Whose device signed it."""
    kind: str
    """`?` where it is no well-formed kind."""
    item: str
    """`?` where it is no id."""
    reason: str
    """A code (judge.py, and the projectors): `not_entitled`, `field_consent`, ..."""

    @property
    def newer(self) -> bool:
        return self.reason in NEWER


@dataclass(frozen=True)
class Check:
    """One thing that was checked. `what` is a code, `id` the object, `detail` words without names."""

    what: str
    id: str
    ok: bool
    detail: str = ""


@dataclass(frozen=True)
class AuditReport:
    """What was checked, what was found, and what was not looked at."""

    checks: tuple[Check, ...]
    unchecked: tuple[str, ...] = field(default=())

    @property
    def ok(self) -> bool:
        return all(check.ok for check in self.checks)

    @property
    def differing(self) -> tuple[Check, ...]:
        """The checks that failed."""
        return tuple(check for check in self.checks if not check.ok)


@dataclass(frozen=True)
class AdmitResult:
    """What became of one file. For `admitted` and `seen_before` it is durable by the time this is handed out."""

    path_given: str
    id: ItemId | None
    sha256: str | None
    status: str
    """read | partly_read | unread | no_text | needs_ocr (admitted); seen_before (the same bytes are there: a second
    sighting); refused."""
    reason: str = ""
    """Why unread, or why refused, as a code."""
    parent: ItemId | None = None
    remarks: Mapping[str, int] = field(default_factory=dict)
    """What the reader said, as codes; `remark_pages`: where."""
    remark_pages: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    claimed: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
