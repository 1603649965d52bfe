"""Sources, their texts, erasures: the tables of the vault's own stage, and the only SQL over them.

Record room: `source`, `sighting`, `erasure`, `member_change`. Names room: `source_name`, `text`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from habeas.custody.model import Entry, EntrySchema, Fields, Room
from habeas.database.encrypted import Database
from habeas.errors import NotFound
from habeas.ids import EntryId, ItemId, MemberId
from habeas.vault.model import Consent, Published, Reliability, Source, SourceKind, SourceStatus

ADMITTED = EntrySchema(
    "source.admitted",
    record=(
        "sha256",
        "size",
        "media_type",
        "kind",
        "consent",
        "reliability",
        "published",
        "published_earliest",
        "published_latest",
        "language",
        "parent",
        "blob",
    ),
    names=("name", "origin", "publisher", "published_words"),
)
"""`blob`: the name of the sealed original under blobs/. `published`: as given, where it is a date; other words of it
are in `published_words`, because they may name someone."""

READ = EntrySchema(
    "source.read",
    record=(
        "status",
        "reason",
        "tool",
        "media_type",
        "encoding",
        "language",
        "text_sha256",
        "text_length",
        "text_root",
        "page_starts",
        "attachments",
        "attachments_left_out",
        "containment",
    ),
    names=("text", "date_hint"),
)
SIGHTED = EntrySchema(
    "source.sighted",
    record=("sha256", "consent", "reliability", "published", "published_earliest", "published_latest", "parent"),
    names=("name", "origin", "publisher", "published_words"),
)
"""The same bytes were admitted again. The item is the source that is there already."""

CONSENT = EntrySchema("source.consent", record=("consent",), names=("because",))
ERASED = EntrySchema("item.erased", record=("items", "asked_for", "blobs"), names=("because",))
"""The tombstone. Its own item is a new decision, so that it outlives what it erases. `items`: all that went,
`asked_for`: the one that was named, `blobs`: the originals that go."""

MEMBERS = EntrySchema("members.changed", record=("number", "statement", "change"))
"""Ties the chain of members to the log: number and hash of a statement."""

KEYS_WRITTEN = EntrySchema("keys.written", record=("files",))
"""`files`: path of a member's wrap or a sealed room key -> SHA-256. Nobody but its owner can open such a file, so
this is how everyone else notices that it was changed. Written by who wrote the file, or by its owner after it
opened."""

FOUNDED = EntrySchema("vault.founded", record=("vault", "compartment", "founding"))

_RECORD_TABLES = """
CREATE TABLE IF NOT EXISTS source(
    id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, size INTEGER NOT NULL, media_type TEXT NOT NULL, kind TEXT NOT NULL,
    status TEXT NOT NULL, reason TEXT NOT NULL, language TEXT NOT NULL, consent INTEGER NOT NULL,
    reliability TEXT NOT NULL, published TEXT, published_earliest TEXT, published_latest TEXT, parent TEXT,
    text_sha256 TEXT, text_length INTEGER, text_root TEXT, page_starts TEXT, blob TEXT NOT NULL, admitted TEXT NOT NULL,
    admitted_by TEXT NOT NULL, admitted_entry TEXT NOT NULL, read_entry TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS source_by_hash ON source(sha256);
CREATE INDEX IF NOT EXISTS source_by_parent ON source(parent) WHERE parent IS NOT NULL;
CREATE TABLE IF NOT EXISTS sighting(
    entry TEXT PRIMARY KEY, source TEXT NOT NULL, at TEXT NOT NULL, member TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sighting_by_source ON sighting(source);
CREATE TABLE IF NOT EXISTS erasure(
    item TEXT PRIMARY KEY, entry TEXT NOT NULL, at TEXT NOT NULL, member TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS erased_blob(name TEXT PRIMARY KEY, entry TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS key_file(path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, entry TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS member_change(number INTEGER PRIMARY KEY, statement TEXT NOT NULL, entry TEXT NOT NULL);
"""
_NAMES_TABLES = """
CREATE TABLE IF NOT EXISTS source_name(
    id TEXT PRIMARY KEY, name TEXT, origin TEXT, publisher TEXT, published_words TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS text(source TEXT PRIMARY KEY, text TEXT NOT NULL);
"""


class VaultProjector:
    """Sources, texts, sightings and erasures."""

    name = "vault"
    version = 1
    schemas: tuple[EntrySchema, ...] = (ADMITTED, READ, SIGHTED, CONSENT, ERASED, MEMBERS, KEYS_WRITTEN, FOUNDED)

    def create(self, record: Database, names: Database | None) -> None:
        for statement in filter(str.strip, _RECORD_TABLES.split(";")):
            record.execute(statement)
        if names is not None:
            for statement in filter(str.strip, _NAMES_TABLES.split(";")):
                names.execute(statement)

    def apply(self, entry: Entry, record: Database, names: Database | None) -> None:
        if entry.record is None:
            return
        match entry.kind:
            case "source.admitted":
                _admitted(entry, entry.record, record, names)
            case "source.read":
                _read(entry, entry.record, record, names)
            case "source.sighted":
                record.execute(
                    "INSERT INTO sighting VALUES(?, ?, ?, ?)", (entry.id, entry.item, entry.at, entry.member)
                )
            case "source.consent":
                record.execute("UPDATE source SET consent = ? WHERE id = ?", (entry.record["consent"], entry.item))
            case "item.erased":
                _erased(entry, entry.record, record)
            case "members.changed":
                row = (entry.record["number"], entry.record["statement"], entry.id)
                record.execute("INSERT OR REPLACE INTO member_change VALUES(?, ?, ?)", row)
            case "keys.written":
                _keys_written(entry, entry.record, record)

    def carries_words_of(self, item: ItemId, record: Database) -> Iterator[ItemId]:
        """A source's attachments came in with it, and its bytes hold theirs: they go together."""
        for (child,) in record.query("SELECT id FROM source WHERE parent = ?", (item,)):
            yield ItemId(child)


def _keys_written(entry: Entry, fields: Fields, record: Database) -> None:
    files = fields["files"]
    assert isinstance(files, Mapping)
    rows = [(path, sha256, entry.id) for path, sha256 in files.items()]
    record.executemany("INSERT OR REPLACE INTO key_file VALUES(?, ?, ?)", rows)


def _admitted(entry: Entry, fields: Fields, record: Database, names: Database | None) -> None:
    row = {name: fields.get(name) for name in ADMITTED.record} | {
        "id": entry.item,
        "status": SourceStatus.UNREAD.value,
        "reason": "",
        "admitted": entry.at,
        "admitted_by": entry.member,
        "admitted_entry": entry.id,
    }
    columns = ", ".join(row)
    record.execute(f"INSERT INTO source({columns}) VALUES({', '.join('?' * len(row))})", tuple(row.values()))
    if names is not None and entry.names is not None:
        words = tuple(entry.names.get(name) for name in ADMITTED.names)
        names.execute("INSERT INTO source_name VALUES(?, ?, ?, ?, ?)", (entry.item, *words))


def _erased(entry: Entry, fields: Fields, record: Database) -> None:
    items, names = fields["items"], fields.get("blobs") or []
    assert isinstance(items, list | tuple) and isinstance(names, list | tuple)
    rows = [(item, entry.id, entry.at, entry.member) for item in items]
    record.executemany("INSERT OR IGNORE INTO erasure VALUES(?, ?, ?, ?)", rows)
    record.executemany("INSERT OR IGNORE INTO erased_blob VALUES(?, ?)", [(name, entry.id) for name in names])


def _read(entry: Entry, fields: Fields, record: Database, names: Database | None) -> None:
    pages = fields.get("page_starts") or []
    assert isinstance(pages, list | tuple)
    record.execute(
        "UPDATE source SET status = ?, reason = ?, media_type = ?, text_sha256 = ?, text_length = ?, text_root = ?,"
        " page_starts = ?, read_entry = ?, language = CASE language WHEN '' THEN ? ELSE language END WHERE id = ?",
        (
            fields["status"],
            fields.get("reason") or "",
            fields["media_type"],
            fields.get("text_sha256"),
            fields.get("text_length"),
            fields.get("text_root"),
            " ".join(map(str, pages)),
            entry.id,
            fields.get("language") or "",
            entry.item,
        ),
    )
    if names is not None and entry.names is not None and entry.names.get("text") is not None:
        names.execute("INSERT INTO text VALUES(?, ?)", (entry.item, entry.names["text"]))


_COLUMNS = (
    "id, sha256, size, media_type, kind, status, reason, language, consent, reliability, published, published_earliest,"
    " published_latest, parent, text_sha256, text_length, text_root, admitted, admitted_by, admitted_entry, read_entry,"
    " (SELECT count(*) FROM sighting WHERE sighting.source = source.id)"
)


def sources(record: Database, names: Database | None) -> Iterator[Source]:
    """All sources, in the order in which they were admitted."""
    for row in record.query(f"SELECT {_COLUMNS} FROM source ORDER BY admitted, admitted_entry"):
        yield _source(tuple(row), names)


def source(record: Database, names: Database | None, identifier: ItemId) -> Source:
    """Raises NotFound: never admitted, or erased."""
    for row in record.query(f"SELECT {_COLUMNS} FROM source WHERE id = ?", (identifier,)):
        return _source(tuple(row), names)
    raise _not_found(record, identifier)


def source_by_hash(record: Database, sha256: str) -> ItemId | None:
    """The source that has these bytes, None where none has (or it was erased)."""
    for (identifier,) in record.query("SELECT id FROM source WHERE sha256 = ? ORDER BY id", (sha256,)):
        return ItemId(identifier)
    return None


def children(record: Database, identifier: ItemId) -> tuple[ItemId, ...]:
    """The attachments of a source."""
    rows = record.query("SELECT id FROM source WHERE parent = ? ORDER BY admitted_entry", (identifier,))
    return tuple(ItemId(row[0]) for row in rows)


def blob_of(record: Database, identifier: ItemId) -> str:
    """The name of a source's sealed original. Raises NotFound."""
    for (blob,) in record.query("SELECT blob FROM source WHERE id = ?", (identifier,)):
        return str(blob)
    raise _not_found(record, identifier)


def blobs(record: Database) -> Iterator[tuple[ItemId, str]]:
    """(source, name of its blob), for every source that was not erased."""
    for identifier, blob in record.query("SELECT id, blob FROM source ORDER BY id"):
        yield ItemId(identifier), str(blob)


def speaks_of_blob(record: Database, name: str) -> bool:
    """Whether a source that was not erased has this original."""
    return record.query_one("SELECT 1 FROM source WHERE blob = ?", (name,)) is not None


def member_changes(record: Database) -> dict[int, str]:
    """Number -> SHA-256 of each member statement that the journal recorded."""
    return {row[0]: row[1] for row in record.query("SELECT number, statement FROM member_change")}


def key_files(record: Database) -> dict[str, str]:
    """Path -> SHA-256 of each wrap and sealed room key, as the journal last recorded it."""
    return {row[0]: row[1] for row in record.query("SELECT path, sha256 FROM key_file ORDER BY path")}


def erasures_to_finish(record: Database, rooms: Sequence[Room]) -> tuple[tuple[ItemId, EntryId], ...]:
    """(item, its tombstone) where keys are still there: the erasure was interrupted, or arrived from elsewhere."""
    marks = ", ".join("?" * len(rooms))
    query = f"""SELECT DISTINCT item, entry FROM erasure JOIN ledger_item_key USING(item)
                WHERE room IN ({marks}) ORDER BY item"""
    rows = record.query(query, [room.value for room in rooms])
    return tuple((ItemId(row[0]), EntryId(row[1])) for row in rows)


def erased_blobs(record: Database) -> tuple[str, ...]:
    """Names of the originals that erasures took."""
    return tuple(row[0] for row in record.query("SELECT name FROM erased_blob ORDER BY name"))


def erased_blobs_by(record: Database) -> tuple[tuple[str, EntryId], ...]:
    """(name, its tombstone) of the originals that erasures took."""
    return tuple((row[0], EntryId(row[1])) for row in record.query("SELECT name, entry FROM erased_blob ORDER BY name"))


def page_starts(record: Database, identifier: ItemId) -> tuple[int, ...]:
    """Offsets of the pages in a source's text; empty where it has none."""
    for (pages,) in record.query("SELECT page_starts FROM source WHERE id = ?", (identifier,)):
        return tuple(int(page) for page in (pages or "").split())
    raise _not_found(record, identifier)


def text(names: Database, identifier: ItemId) -> str | None:
    """A source's text; None where it has none."""
    for (content,) in names.query("SELECT text FROM text WHERE source = ?", (identifier,)):
        return str(content)
    return None


def is_erased(record: Database, item: ItemId) -> bool:
    return any(True for _ in record.query("SELECT 1 FROM erasure WHERE item = ?", (item,)))


def erased_among(record: Database, items: Iterable[ItemId]) -> frozenset[ItemId]:
    """Those of these items that were erased, by one question for all of them."""
    query = "SELECT DISTINCT item FROM erasure WHERE item IN (SELECT value FROM json_each(?))"
    return frozenset(ItemId(row[0]) for row in record.query(query, (json.dumps(list(items)),)))


def erased_items(record: Database) -> tuple[ItemId, ...]:
    return tuple(ItemId(row[0]) for row in record.query("SELECT item FROM erasure ORDER BY item"))


def _not_found(record: Database, identifier: ItemId) -> NotFound:
    if is_erased(record, identifier):
        return NotFound(f"{identifier} was erased")
    return NotFound(f"no source {identifier} in this vault", hint="habeas list sources")


def _source(row: tuple[Any, ...], names: Database | None) -> Source:
    named: tuple[Any, ...] = (None, None, None, None)
    if names is not None:
        query = "SELECT name, origin, publisher, published_words FROM source_name WHERE id = ?"
        named = next((tuple(found) for found in names.query(query, (row[0],))), named)
    as_given = row[10] or named[3]
    return Source(
        id=ItemId(row[0]),
        sha256=row[1],
        size=row[2],
        media_type=row[3],
        kind=SourceKind(row[4]),
        status=SourceStatus(row[5]),
        reason=row[6],
        language=row[7],
        consent=Consent(row[8]),
        reliability=Reliability(row[9]),
        published=Published(as_given, row[11], row[12]) if as_given else None,
        parent=ItemId(row[13]) if row[13] else None,
        text_sha256=row[14],
        text_length=row[15],
        text_root=row[16],
        admitted=row[17],
        admitted_by=MemberId(row[18]),
        admitted_entry=row[19],
        read_entry=row[20],
        sightings=1 + row[21],
        name=named[0],
        origin=named[1],
        publisher=named[2],
    )
