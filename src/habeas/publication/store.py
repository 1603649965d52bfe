"""Past releases: the only SQL of this stage. What was shown before decides what two releases together show."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from habeas.custody.model import Entry
from habeas.database.encrypted import Database
from habeas.ids import ItemId
from habeas.publication.model import Range
from habeas.publication.schemas import ALL, RELEASE_MADE
from habeas.vault.entry_rule import EntryRule

_TABLE = """
CREATE TABLE IF NOT EXISTS release(
    id TEXT PRIMARY KEY, at TEXT NOT NULL, member TEXT NOT NULL, entry TEXT NOT NULL, fields TEXT NOT NULL
) WITHOUT ROWID"""
_TITLE_TABLE = "CREATE TABLE IF NOT EXISTS release_title(id TEXT PRIMARY KEY, title TEXT NOT NULL) WITHOUT ROWID"

_GIVEN_TABLE = """
CREATE TABLE IF NOT EXISTS release_given(id TEXT PRIMARY KEY, recipient TEXT NOT NULL, why TEXT NOT NULL) WITHOUT ROWID
"""


@dataclass(frozen=True)
class PastRelease:
    """A release as the journal remembers it."""

    id: ItemId
    at: str
    manifest: str
    """SHA-256 of its manifest, hexadecimal."""
    items: tuple[ItemId, ...]
    named: frozenset[ItemId]
    shown: dict[ItemId, list[Range]]
    redaction: str
    title: str | None
    member: str = ""
    until: str = ""
    """Day after which it is to be given back or destroyed; empty where none was said."""
    recipient: str = ""
    """Who holds it, and why; empty where nobody said, or the names room is closed."""
    why: str = ""


class PublicationProjector:
    """The projector of this stage."""

    name = "publication"
    version = 2  # 2: who holds a release, and why
    schemas: tuple[EntryRule, ...] = ALL

    def create(self, record: Database, names: Database | None) -> None:
        record.execute(_TABLE)
        if names is not None:
            names.execute(_TITLE_TABLE)
            names.execute(_GIVEN_TABLE)

    def apply(self, entry: Entry, record: Database, names: Database | None) -> None:
        if entry.kind != RELEASE_MADE.kind or entry.record is None:
            return
        fields = json.dumps(entry.record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        row = (entry.item, entry.at, entry.member, entry.id, fields)
        record.execute("INSERT OR IGNORE INTO release VALUES (?, ?, ?, ?, ?)", row)
        title = (entry.names or {}).get("title")
        if names is not None and isinstance(title, str):
            names.execute("INSERT OR IGNORE INTO release_title VALUES (?, ?)", (entry.item, title))
            given = [str((entry.names or {}).get(name) or "") for name in ("recipient", "why")]
            names.execute("INSERT OR IGNORE INTO release_given VALUES (?, ?, ?)", (entry.item, *given))

    def carries_words_of(self, item: ItemId, record: Database) -> Iterator[ItemId]:
        """None: a release's entry holds ids and places, no words of a source."""
        return iter(())


_EVERY = "SELECT id, at, member, fields FROM release ORDER BY at, id"


def releases(record: Database, names: Database | None) -> Iterator[PastRelease]:
    """All releases that were made, oldest first."""
    for identifier, at, member, fields in list(record.query(_EVERY)):
        yield _release(ItemId(identifier), str(at), str(member), json.loads(fields), names)


def _release(
    identifier: ItemId, at: str, member: str, fields: dict[str, object], names: Database | None
) -> PastRelease:
    title, recipient, why = None, "", ""
    if names is not None:
        for given in names.query("SELECT recipient, why FROM release_given WHERE id = ?", (identifier,)):
            recipient, why = map(str, given)
        found = list(names.query("SELECT title FROM release_title WHERE id = ?", (identifier,)))
        title = str(found[0][0]) if found else None
    shown = fields.get("shown")
    return PastRelease(
        id=identifier,
        at=at,
        manifest=str(fields.get("manifest") or ""),
        items=_ids(fields.get("items")),
        named=frozenset(_ids(fields.get("named"))),
        shown={ItemId(k): [(a, b) for a, b in v] for k, v in shown.items()} if isinstance(shown, dict) else {},
        redaction=str(fields.get("redaction") or ""),
        title=title,
        member=member,
        until=str(fields.get("until") or ""),
        recipient=recipient,
        why=why,
    )


def _ids(value: object) -> tuple[ItemId, ...]:
    return tuple(ItemId(one) for one in value) if isinstance(value, list) else ()
