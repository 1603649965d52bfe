"""What a reader said of a source, and what people said of it later: two tables in each room, and the SQL over them.

Record room: `source_reading` (codes, pages, asides), `source_edit`. Names room: `source_claimed`, `source_edit_words`.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from habeas.custody.model import Entry, Fields
from habeas.database.encrypted import Database
from habeas.ids import EntryId, ItemId, MemberId
from habeas.vault.entry_rule import DoesNotFit
from habeas.vault.model import SourceEdit

RECORD_TABLES = """
CREATE TABLE IF NOT EXISTS source_reading(
    source TEXT PRIMARY KEY, remarks TEXT NOT NULL, pages TEXT NOT NULL, asides TEXT NOT NULL, encoding TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS source_edit(
    entry TEXT PRIMARY KEY, source TEXT NOT NULL, at TEXT NOT NULL, member TEXT NOT NULL, fields TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS edit_by_source ON source_edit(source);
"""
NAMES_TABLES = """
CREATE TABLE IF NOT EXISTS source_claimed(source TEXT PRIMARY KEY, claimed TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS source_edit_words(entry TEXT PRIMARY KEY, source TEXT NOT NULL, words TEXT NOT NULL)
    WITHOUT ROWID;
"""


def record_reading(entry: Entry, fields: Fields, record: Database, names: Database | None) -> None:
    """Of an entry `source.read`: its codes, and what the file says of itself."""
    said = (fields.get("remarks") or {}, fields.get("remark_pages") or {}, fields.get("asides") or [])
    row = (entry.item, *(json.dumps(one, sort_keys=True) for one in said), fields.get("encoding") or "")
    record.execute("INSERT OR REPLACE INTO source_reading VALUES(?, ?, ?, ?, ?)", row)
    if names is not None and entry.names is not None and entry.names.get("claimed"):
        claimed = json.dumps(entry.names["claimed"], ensure_ascii=False, sort_keys=True)  # as a replay writes it
        names.execute("INSERT OR REPLACE INTO source_claimed VALUES(?, ?)", (entry.item, claimed))


def record_edit(entry: Entry, fields: Fields, record: Database, names: Database | None) -> None:
    """What was said later holds; what was said before stays in the journal, and beside it in `source_edit`."""
    if record.query_one("SELECT 1 FROM source WHERE id = ?", (entry.item,)) is None:
        raise DoesNotFit("about_nothing_here")
    row = (entry.id, entry.item, entry.at, entry.member, json.dumps(dict(fields), sort_keys=True))
    record.execute("INSERT OR REPLACE INTO source_edit VALUES(?, ?, ?, ?, ?)", row)
    words = {} if entry.names is None else {name: word for name, word in entry.names.items() if word is not None}
    dated = fields.get("published") is not None or words.get("published_words") is not None
    changed = {name: fields[name] for name in ("kind", "language", "reliability") if fields.get(name) is not None}
    if dated:
        changed |= {name: fields.get(name) for name in ("published", "published_earliest", "published_latest")}
    _update(record, "source", entry.item, changed)
    if names is None or entry.names is None:
        return
    said = json.dumps(words, ensure_ascii=False, sort_keys=True)
    names.execute("INSERT OR REPLACE INTO source_edit_words VALUES(?, ?, ?)", (entry.id, entry.item, said))
    named = {name: words[name] for name in ("origin", "publisher") if name in words}
    _update(
        names, "source_name", entry.item, named | ({"published_words": words.get("published_words")} if dated else {})
    )


def _update(database: Database, table: str, item: ItemId, changed: Mapping[str, Any]) -> None:
    for column, value in changed.items():
        database.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (value, item))


def edits(record: Database, names: Database | None, identifier: ItemId) -> Iterator[SourceEdit]:
    """What was said of a source after it was admitted, the oldest first."""
    query = "SELECT entry, at, member, fields FROM source_edit WHERE source = ? ORDER BY at, entry"
    for entry, at, member, fields in record.query(query, (identifier,)):
        said = {name: value for name, value in json.loads(fields).items() if value is not None}
        if names is not None:
            for (words,) in names.query("SELECT words FROM source_edit_words WHERE entry = ?", (entry,)):
                said |= json.loads(words)
        yield SourceEdit(EntryId(entry), at, MemberId(member), said)


def asides(record: Database, identifier: ItemId) -> tuple[tuple[int, int], ...]:
    """Stretches of a source's text that are not its own statement."""
    for (packed,) in record.query("SELECT asides FROM source_reading WHERE source = ?", (identifier,)):
        edges = json.loads(packed)
        return tuple(zip(edges[::2], edges[1::2], strict=True))
    return ()


def texts(names: Database, identifiers: Collection[ItemId], most: int) -> dict[ItemId, str]:
    """The texts of many sources at once, those of them that are together no longer than `most` code points."""
    asked = json.dumps(sorted(identifiers))
    sizes = names.query(
        "SELECT source, length(text) FROM text WHERE source IN (SELECT value FROM json_each(?))", (asked,)
    )
    chosen, total = [], 0
    for source, size in sorted(sizes, key=lambda row: (row[1], row[0])):
        total += size
        if total <= most:
            chosen.append(source)
    asked = json.dumps(chosen)
    rows = names.query("SELECT source, text FROM text WHERE source IN (SELECT value FROM json_each(?))", (asked,))
    return {ItemId(source): str(content) for source, content in rows}
