"""Sources, their texts, erasures: the tables of the vault's own stage, and the only SQL over them.

Record room: `source`, `sighting`, `erasure`, `member_change`. Names room: `source_name`, `text`.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from habeas.custody.model import Entry, Fields
from habeas.database.encrypted import Database
from habeas.errors import NotFound
from habeas.ids import EntryId, ItemId, MemberId, kind_of
from habeas.vault import readings
from habeas.vault.entry_rule import DoesNotFit, EntryRule
from habeas.vault.model import Consent, Published, Reliability, Source, SourceKind, SourceStatus
from habeas.vault.schemas import (
    ADMITTED,
    ALL,
    CAUGHT_UP,
    CONSENT,
    EDITED,
    ERASED,
    EXPORTED,
    FOUNDED,
    KEYS_WRITTEN,
    MEMBERS,
    READ,
    SIGHTED,
    TAKEN_OUT,
    owner_of_key_file,
)

_RECORD_TABLES = """
CREATE TABLE IF NOT EXISTS source(
    id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, size INTEGER NOT NULL, media_type TEXT NOT NULL, kind TEXT NOT NULL,
    status TEXT NOT NULL, reason TEXT NOT NULL, language TEXT NOT NULL, consent INTEGER NOT NULL,
    reliability TEXT NOT NULL, published TEXT, published_earliest TEXT, published_latest TEXT, parent TEXT,
    text_sha256 TEXT, text_length INTEGER, text_root TEXT, page_starts TEXT, blob TEXT NOT NULL, admitted TEXT NOT NULL,
    admitted_by TEXT NOT NULL, admitted_entry TEXT NOT NULL, read_entry TEXT, same_as TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS source_by_hash ON source(sha256);
CREATE INDEX IF NOT EXISTS source_by_parent ON source(parent) WHERE parent IS NOT NULL;
CREATE TABLE IF NOT EXISTS sighting(
    entry TEXT PRIMARY KEY, source TEXT NOT NULL, at TEXT NOT NULL, member TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sighting_by_source ON sighting(source);
CREATE TABLE IF NOT EXISTS erasure(
    item TEXT, entry TEXT, at TEXT NOT NULL, member TEXT NOT NULL, PRIMARY KEY(item, entry)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS erased_blob(name TEXT, entry TEXT, PRIMARY KEY(name, entry)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kept_act(item TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS key_file(
    path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, entry TEXT NOT NULL, by_owner INTEGER NOT NULL
) WITHOUT ROWID;
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
    version = 4
    schemas: tuple[EntryRule, ...] = ALL

    def create(self, record: Database, names: Database | None) -> None:
        for statement in filter(str.strip, (_RECORD_TABLES + readings.RECORD_TABLES).split(";")):
            record.execute(statement)
        if names is not None:
            for statement in filter(str.strip, (_NAMES_TABLES + readings.NAMES_TABLES).split(";")):
                names.execute(statement)

    def apply(self, entry: Entry, record: Database, names: Database | None) -> None:
        if entry.record is None:
            return
        match entry.kind:
            case ADMITTED.kind:
                _admitted(entry, entry.record, record, names)
            case READ.kind:
                _read(entry, entry.record, record, names)
            case SIGHTED.kind:
                _sighted(entry, entry.record, record)
            case CONSENT.kind:
                _set_consent(entry.item, int(str(entry.record["consent"])), record)
            case EDITED.kind:
                readings.record_edit(entry, entry.record, record, names)
            case ERASED.kind:
                _erased(entry, entry.record, record)
            case MEMBERS.kind:
                row = (entry.record["number"], entry.record["statement"], entry.id)
                record.execute("INSERT OR REPLACE INTO member_change VALUES(?, ?, ?)", row)
            case KEYS_WRITTEN.kind:
                _keys_written(entry, entry.record, record)
        if entry.kind in KEPT:
            record.execute("INSERT OR IGNORE INTO kept_act VALUES(?)", (entry.item,))

    def carries_words_of(self, item: ItemId, record: Database) -> Iterator[ItemId]:
        """A source's attachments came in with it, and its bytes hold theirs; a file admitted twice is one: they go
        together."""
        for (child,) in record.query("SELECT id FROM source WHERE parent = ?", (item,)):
            yield ItemId(child)
        for (same,) in record.query(
            "SELECT id FROM source WHERE sha256 = (SELECT sha256 FROM source WHERE id = ?) ORDER BY id", (item,)
        ):
            yield ItemId(same)


KEPT = (ERASED.kind, MEMBERS.kind, KEYS_WRITTEN.kind, FOUNDED.kind, CAUGHT_UP.kind, TAKEN_OUT.kind, EXPORTED.kind)
"""Acts about the vault itself: no erasure takes them, a tombstone least of all."""


def _keys_written(entry: Entry, fields: Fields, record: Database) -> None:
    """Of a key file its owner's word holds. Others speak of it only before the owner did, and only if they seal keys.

    Who may seal keys for others is a full member: `recovery` is theirs too.
    """
    files = fields["files"]
    assert isinstance(files, Mapping)
    spoken = {path: bool(own) for path, own in record.query("SELECT path, by_owner FROM key_file")}
    rows = []
    for path, sha256 in files.items():
        own = owner_of_key_file(path) == entry.member
        if own or not spoken.get(path):
            rows.append((path, sha256, entry.id, int(own)))
    record.executemany("INSERT OR REPLACE INTO key_file VALUES(?, ?, ?, ?)", rows)


def _admitted(entry: Entry, fields: Fields, record: Database, names: Database | None) -> None:
    if record.query_one("SELECT 1 FROM source WHERE id = ?", (entry.item,)):
        raise DoesNotFit("exists_already")
    same = record.query_one("SELECT id, consent FROM source WHERE sha256 = ? AND same_as IS NULL", (fields["sha256"],))
    row = {name: fields.get(name) for name in ADMITTED.record} | {
        "id": entry.item,
        "status": SourceStatus.UNREAD.value,
        "reason": "",
        "admitted": entry.at,
        "admitted_by": entry.member,
        "admitted_entry": entry.id,
        "same_as": same[0] if same else None,
    }
    columns = ", ".join(row)
    record.execute(f"INSERT INTO source({columns}) VALUES({', '.join('?' * len(row))})", tuple(row.values()))
    if same:  # what was said of the one is said of the other: the narrower consent holds, until somebody changes it
        _set_consent(entry.item, min(same[1], int(str(fields["consent"]))), record)
    if names is not None and entry.names is not None:
        words = tuple(entry.names.get(name) for name in ADMITTED.names)
        names.execute("INSERT INTO source_name VALUES(?, ?, ?, ?, ?)", (entry.item, *words))


def _sighted(entry: Entry, fields: Fields, record: Database) -> None:
    row = record.query_one("SELECT sha256 FROM source WHERE id = ?", (entry.item,))
    if row is None or row[0] != fields["sha256"]:
        raise DoesNotFit("of_another_file")
    record.execute("INSERT INTO sighting VALUES(?, ?, ?, ?)", (entry.id, entry.item, entry.at, entry.member))


def _set_consent(source: ItemId, consent: int, record: Database) -> None:
    """Of the source, and of the same file where it was admitted twice."""
    record.execute(
        "UPDATE source SET consent = ? WHERE sha256 = (SELECT sha256 FROM source WHERE id = ?)", (consent, source)
    )


def _erased(entry: Entry, fields: Fields, record: Database) -> None:
    items, names = fields["items"], fields.get("blobs") or []
    assert isinstance(items, list | tuple) and isinstance(names, list | tuple)
    if kept_acts(record, [ItemId(str(item)) for item in items]):
        raise DoesNotFit("erases_an_act_of_the_vault")
    rows = [(item, entry.id, entry.at, entry.member) for item in items]
    record.executemany("INSERT OR IGNORE INTO erasure VALUES(?, ?, ?, ?)", rows)
    record.executemany("INSERT OR IGNORE INTO erased_blob VALUES(?, ?)", [(name, entry.id) for name in names])


def _read(entry: Entry, fields: Fields, record: Database, names: Database | None) -> None:
    pages = fields.get("page_starts") or []
    assert isinstance(pages, list | tuple)
    row = record.query_one("SELECT admitted_by, read_entry FROM source WHERE id = ?", (entry.item,))
    if row is None or row[0] != entry.member:
        raise DoesNotFit("not_its_author" if row else "about_nothing_here")
    if row[1] is not None:
        raise DoesNotFit("read_already")
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
            " ".join(str(int(str(page))) for page in pages),
            entry.id,
            fields.get("language") or "",
            entry.item,
        ),
    )
    if names is not None and entry.names is not None and entry.names.get("text") is not None:
        names.execute("INSERT INTO text VALUES(?, ?)", (entry.item, entry.names["text"]))
    readings.record_reading(entry, fields, record, names)


_COLUMNS = (
    "id, sha256, size, media_type, kind, status, reason, language, consent, reliability, published, published_earliest,"
    " published_latest, parent, text_sha256, text_length, text_root, admitted, admitted_by, admitted_entry, read_entry,"
    " (SELECT count(*) FROM sighting JOIN source AS seen ON seen.id = sighting.source"
    "   WHERE seen.id = coalesce(source.same_as, source.id) OR seen.same_as = coalesce(source.same_as, source.id))"
    " + (SELECT count(*) FROM source AS twin WHERE twin.same_as = coalesce(source.same_as, source.id)), same_as,"
    " (SELECT remarks FROM source_reading WHERE source_reading.source = source.id),"
    " (SELECT pages FROM source_reading WHERE source_reading.source = source.id),"
    " (SELECT encoding FROM source_reading WHERE source_reading.source = source.id)"
)


def sources(record: Database, names: Database | None) -> Iterator[Source]:
    """All sources, in the order in which they were admitted. A file that two members admitted, neither knowing of the
    other, is one source with two sightings: the first in the order of the journal."""
    for row in record.query(f"SELECT {_COLUMNS} FROM source WHERE same_as IS NULL ORDER BY admitted, admitted_entry"):
        yield _source(tuple(row), names)


def source(record: Database, names: Database | None, identifier: ItemId) -> Source:
    """Raises NotFound: never admitted, or erased."""
    for row in record.query(f"SELECT {_COLUMNS} FROM source WHERE id = ?", (identifier,)):
        return _source(tuple(row), names)
    raise _not_found(record, identifier)


def source_by_hash(record: Database, sha256: str) -> ItemId | None:
    """The source that has these bytes, None where none has (or it was erased)."""
    for (identifier,) in record.query("SELECT id FROM source WHERE sha256 = ? AND same_as IS NULL", (sha256,)):
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


def erasures_with_keys(record: Database) -> dict[EntryId, tuple[ItemId, ...]]:
    """Tombstone -> those of its items whose keys are still here: interrupted, or arrived from elsewhere."""
    found: dict[EntryId, list[ItemId]] = {}
    query = "SELECT DISTINCT at, entry, item FROM erasure JOIN ledger_item_key USING(item) ORDER BY at, entry, item"
    for _, entry, item in record.query(query):
        found.setdefault(EntryId(entry), []).append(ItemId(item))
    return {entry: tuple(items) for entry, items in found.items()}


def erasure_waits_of(record: Database, items: Collection[ItemId]) -> tuple[ItemId, ...]:
    """Those of these items that a tombstone names and whose keys are still here, in order."""
    query = """SELECT DISTINCT item FROM erasure JOIN ledger_item_key USING(item)
               WHERE item IN (SELECT value FROM json_each(?)) ORDER BY item"""
    return tuple(ItemId(row[0]) for row in record.query(query, (json.dumps(list(items)),)))


def kept_acts(record: Database, items: Sequence[ItemId]) -> frozenset[ItemId]:
    """Those of these items that are acts about the vault itself, which no erasure takes."""
    decisions = json.dumps([item for item in items if kind_of(item) == "decision"])
    rows = record.query("SELECT item FROM kept_act WHERE item IN (SELECT value FROM json_each(?))", (decisions,))
    return frozenset(ItemId(row[0]) for row in rows)


def erased_blobs(record: Database) -> tuple[str, ...]:
    """Names of the originals that erasures took."""
    return tuple(row[0] for row in record.query("SELECT DISTINCT name FROM erased_blob ORDER BY name"))


def erased_blobs_by(record: Database) -> tuple[tuple[str, EntryId], ...]:
    """(name, its tombstone) of the originals that erasures took."""
    return tuple(
        (row[0], EntryId(row[1])) for row in record.query("SELECT name, entry FROM erased_blob ORDER BY name, entry")
    )


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
    """Whether it has a tombstone and its keys are gone. Before they are, it is an erasure that waits."""
    return bool(erased_among(record, (item,)))


def erased_among(record: Database, items: Iterable[ItemId]) -> frozenset[ItemId]:
    """Those of these items that were erased, by one question for all of them."""
    query = f"SELECT DISTINCT item FROM erasure WHERE {_GONE} AND item IN (SELECT value FROM json_each(?))"
    return frozenset(ItemId(row[0]) for row in record.query(query, (json.dumps(list(items)),)))


_GONE = "NOT EXISTS (SELECT 1 FROM ledger_item_key WHERE ledger_item_key.item = erasure.item)"


def erased_items(record: Database) -> tuple[ItemId, ...]:
    """Those that are gone; not those whose erasure waits."""
    query = f"SELECT DISTINCT item FROM erasure WHERE {_GONE} ORDER BY item"
    return tuple(ItemId(row[0]) for row in record.query(query))


def _not_found(record: Database, identifier: ItemId) -> NotFound:
    if is_erased(record, identifier):
        return NotFound(f"{identifier} was erased")
    return NotFound(f"no source {identifier} in this vault", hint="habeas list sources")


def _source(row: tuple[Any, ...], names: Database | None) -> Source:
    named: tuple[Any, ...] = (None, None, None, None)
    claimed: dict[str, str] = {}
    if names is not None:
        query = "SELECT name, origin, publisher, published_words FROM source_name WHERE id = ?"
        named = next((tuple(found) for found in names.query(query, (row[0],))), named)
        query = "SELECT claimed FROM source_claimed WHERE source = ?"
        claimed = next((json.loads(found[0]) for found in names.query(query, (row[0],))), {})
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
        same_as=ItemId(row[22]) if row[22] else None,
        name=named[0],
        origin=named[1],
        publisher=named[2],
        remarks=json.loads(row[23] or "{}"),
        remark_pages={code: tuple(pages) for code, pages in json.loads(row[24] or "{}").items()},
        encoding=row[25] or "",
        claimed=claimed,
    )
