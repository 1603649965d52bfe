"""The kinds of entry that the vault itself writes: what each may hold, and who may write it.

The order of fields is the order of slots, and part of the format: new ones go to the end.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from habeas.custody.shapes import MOST_WHOLE, Day, Flag, Id, ListOf, MapOf, OneOf, Text, Whole, hexadecimal
from habeas.ids import ALPHABET, PREFIXES
from habeas.vault.entry_rule import EntryRule, Writer, rule
from habeas.vault.model import Consent, Reliability, SourceKind, SourceStatus

SHA256: Final = hexadecimal(64)
SHORT: Final = Text(1 << 12)
WORDS: Final = Text()
REMARK: Final = Text(40, "[a-z_]+")
CONSENT_STEP: Final = Whole(int(min(Consent)), int(max(Consent)))
MOST_ENTRIES: Final = 1 << 48
"""Of a device's log."""
DECISION: Final = ("decision",)
ERASABLE: Final = tuple(kind for kind in PREFIXES if kind not in ("vault", "compartment", "member", "device"))
_ID = f"[{ALPHABET}]{{12}}"
KEY_FILE: Final = re.compile(
    f"keys/members/(?P<owner>mem-{_ID})\\.wrap|keys/rooms/[0-9]{{6}}/(?:record|names)/(?P<recipient>mem-{_ID}|recovery)\\.wrap"
)
"""The only paths that `keys.written` may name."""

ADMITTED = rule(
    "source.admitted",
    creates=True,
    about=("source",),
    writer=Writer.FULL_MEMBER,
    record={
        "sha256": SHA256,
        "size": Whole(),
        "media_type": SHORT,
        "kind": OneOf(SourceKind),
        "consent": CONSENT_STEP,
        "reliability": OneOf(Reliability),
        "published": SHORT,
        "published_earliest": Day(),
        "published_latest": Day(),
        "language": SHORT,
        "parent": Id("source"),
        "blob": SHA256,
    },
    names={"name": WORDS, "origin": WORDS, "publisher": WORDS, "published_words": WORDS},
    required=("sha256", "size", "media_type", "kind", "consent", "reliability", "language", "blob"),
)
"""`blob`: the name of the sealed original under blobs/. `published`: as given, where it is a date; other words of it
are in `published_words`, because they may name someone."""

READ = rule(
    "source.read",
    about=("source",),
    writer=Writer.FULL_MEMBER,
    record={
        "status": OneOf(SourceStatus),
        "reason": SHORT,
        "tool": SHORT,
        "media_type": SHORT,
        "encoding": SHORT,
        "language": SHORT,
        "text_sha256": SHA256,
        "text_length": Whole(),
        "text_root": SHA256,
        "page_starts": ListOf(Whole()),
        "attachments": Whole(),
        "attachments_left_out": Whole(),
        "containment": ListOf(SHORT, 64),
        "remarks": MapOf(REMARK, Whole()),
        "remark_pages": MapOf(REMARK, ListOf(Whole())),
        "asides": ListOf(Whole()),
    },
    names={"text": Text(1 << 30), "date_hint": WORDS, "claimed": MapOf(REMARK, WORDS)},
    required=("status", "media_type"),
    together=lambda _, fields: (
        len({fields.get(name) is None for name in ("text_sha256", "text_length", "text_root")}) == 1
    ),
)
SIGHTED = rule(
    "source.sighted",
    about=("source",),
    writer=Writer.FULL_MEMBER,
    record={
        "sha256": SHA256,
        "consent": CONSENT_STEP,
        "reliability": OneOf(Reliability),
        "published": SHORT,
        "published_earliest": Day(),
        "published_latest": Day(),
        "parent": Id("source"),
    },
    names={"name": WORDS, "origin": WORDS, "publisher": WORDS, "published_words": WORDS},
    required=("sha256",),
)
"""The same bytes were admitted again. The item is the source that is there already."""

CONSENT = rule(
    "source.consent",
    about=("source",),
    writer=Writer.FULL_MEMBER,
    record={"consent": CONSENT_STEP},
    names={"because": WORDS},
    required=("consent",),
)


EDITED = rule(
    "source.edited",
    about=("source",),
    writer=Writer.FULL_MEMBER,
    record={
        "kind": OneOf(SourceKind),
        "reliability": OneOf(Reliability),
        "published": SHORT,
        "published_earliest": Day(),
        "published_latest": Day(),
        "language": SHORT,
    },
    names={"origin": WORDS, "publisher": WORDS, "published_words": WORDS, "because": WORDS},
)
"""What is said of a source now. A field that is absent stays as it was; the entries before are not touched."""


def _names_what_was_asked(_: str, fields: Mapping[str, Any]) -> bool:
    return fields["asked_for"] in fields["items"]


ERASED = rule(
    "item.erased",
    about=DECISION,
    writer=Writer.FULL_MEMBER,
    record={"items": ListOf(Id(*ERASABLE)), "asked_for": Id(*ERASABLE), "blobs": ListOf(SHA256)},
    names={"because": WORDS},
    required=("items", "asked_for"),
    together=_names_what_was_asked,
)
"""The tombstone. Its own item is a new decision, so that it outlives what it erases. `items`: all that went,
`asked_for`: the one that was named, `blobs`: the originals that go."""

MEMBERS = rule(
    "members.changed",
    about=DECISION,
    writer=Writer.ANY_MEMBER,
    record={"number": Whole(1, 1 << 31), "statement": SHA256, "change": Text(40, "[a-z]+")},
    required=("number", "statement", "change"),
)
"""Ties the chain of members to the log: number and hash of a statement."""


def owner_of_key_file(path: str) -> str:
    """The member, or `recovery`, who can open this key file."""
    found = KEY_FILE.fullmatch(path)
    return (found["owner"] or found["recipient"]) if found else ""


def _own_key_files(member: str, fields: Mapping[str, Any]) -> bool:
    return all(owner_of_key_file(path) == member for path in fields["files"])


KEYS_WRITTEN = rule(
    "keys.written",
    about=DECISION,
    writer=Writer.FULL_MEMBER_OR_OWNER,
    own=_own_key_files,
    record={"files": MapOf(Text(120, KEY_FILE.pattern), SHA256)},
    required=("files",),
)
"""`files`: path of a member's wrap or a sealed room key -> SHA-256. Nobody but its owner can open such a file, so
this is how everyone else notices that it was changed. Written by who wrote the file, or by its owner after it
opened."""

FOUNDED = rule(
    "vault.founded",
    about=DECISION,
    writer=Writer.FULL_MEMBER,
    record={"vault": Id("vault"), "compartment": Id("compartment"), "founding": SHA256},
    required=("vault", "compartment", "founding"),
)
CAUGHT_UP = rule(
    "vault.caught_up",
    about=DECISION,
    writer=Writer.ANY_MEMBER,
    record={"sizes": MapOf(Id("device"), Whole(0, min(MOST_ENTRIES, MOST_WHOLE)))},
    required=("sizes",),
)
"""`sizes`: other device -> number of its entries that this device had applied."""
TAKEN_OUT = rule(
    "source.taken_out",
    creates=True,
    about=DECISION,
    writer=Writer.FULL_MEMBER,
    record={
        "source": Id("source"),
        "what": OneOf(("original", "text")),
        "sha256": SHA256,
        "size": Whole(),
        "consent": CONSENT_STEP,
        "to": OneOf(("file", "screen")),
    },
    required=("source", "what", "sha256", "size", "consent", "to"),
)
"""A copy left the vault in clear. Its own item is a new decision: that there are copies is known after the source is
erased. `sha256`, `size`: of the bytes that went; `consent`: as it was then."""

EXPORTED = rule(
    "record.exported",
    creates=True,
    about=DECISION,
    writer=Writer.FULL_MEMBER,
    record={
        "files": MapOf(Text(40, r"[a-z]+\.(?:[a-z]+\.)?[a-z]+"), SHA256),
        "with_names": Flag(),
        "consent": CONSENT_STEP,
        "sources": ListOf(Id("source")),
        "items": Whole(),
        "withheld": Whole(),
    },
    required=("files", "with_names", "consent", "sources", "items", "withheld"),
)
"""The record left the vault in clear (publication/export.py). `consent`: the step that every source in it reaches."""

ALL: tuple[EntryRule, ...] = (
    *(ADMITTED, READ, SIGHTED, CONSENT, ERASED, MEMBERS, KEYS_WRITTEN, FOUNDED, EDITED),
    *(TAKEN_OUT, EXPORTED),
)
"""Those of the vault's own projector; CAUGHT_UP belongs to the ledger."""
