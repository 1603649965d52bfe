"""Entries of this stage -> its tables, and what others ask of them.

    record room   table_run    one row an import: its source, its list, how it stands
                  table_list   one row a list: the group whose word it is
                  table_row    person -> list, run, row number
    names room    table_list_name, table_row_name (identity and digest of each row, accounting.py)

A row's entry is `person.listed` (claims.schemas): claims makes the person of it, this stage the row.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from habeas.claims import schemas
from habeas.claims.model import Rooms
from habeas.custody.model import Entry
from habeas.database.encrypted import Database
from habeas.errors import WrongKey
from habeas.ids import ItemId
from habeas.lists.accounting import digest, identity
from habeas.lists.schemas import ALL, BEGUN, FINISHED, LIST, WITHDRAWN
from habeas.vault.entry_rule import EntryRule
from habeas.vault.model import DEFAULT_CONSENT, Consent
from habeas.vault.store import is_erased

RECORD_TABLES = (
    """CREATE TABLE IF NOT EXISTS table_run (run TEXT PRIMARY KEY, source TEXT NOT NULL, list TEXT NOT NULL,
        at TEXT NOT NULL, state TEXT NOT NULL, rows INTEGER NOT NULL, account TEXT NOT NULL)""",
    'CREATE TABLE IF NOT EXISTS table_list (list TEXT PRIMARY KEY, "group" TEXT NOT NULL)',
    """CREATE TABLE IF NOT EXISTS table_row (person TEXT PRIMARY KEY, list TEXT NOT NULL, run TEXT NOT NULL,
        number INTEGER NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS table_row_by_run ON table_row (run, number)",
    "CREATE INDEX IF NOT EXISTS table_row_by_list ON table_row (list)",
)
NAMES_TABLES = (
    "CREATE TABLE IF NOT EXISTS table_list_name (list TEXT PRIMARY KEY, name TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS table_columns (run TEXT PRIMARY KEY, columns TEXT NOT NULL)",
    """CREATE TABLE IF NOT EXISTS table_row_name (person TEXT PRIMARY KEY, list TEXT NOT NULL, identity TEXT NOT NULL,
        digest TEXT NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS table_row_name_by_list ON table_row_name (list)",
)


class TablesProjector:
    """The projector of this stage. Comes after the one of claims, whose rows it looks at when an import is undone."""

    name = "tables"
    version = 1
    schemas: tuple[EntryRule, ...] = ALL

    def create(self, record: Database, names: Database | None) -> None:
        for statement in RECORD_TABLES:
            record.execute(statement)
        if names is not None:
            for statement in NAMES_TABLES:
                names.execute(statement)

    def apply(self, entry: Entry, record: Database, names: Database | None) -> None:
        if entry.record is None:
            return
        match entry.kind:
            case schemas.LISTED.kind:
                _listed(entry, entry.record, record, names)
            case LIST.kind:
                record.execute("INSERT OR IGNORE INTO table_list VALUES (?, ?)", (entry.item, entry.record["group"]))
                if names is not None and entry.names:
                    names.execute(
                        "INSERT OR IGNORE INTO table_list_name VALUES (?, ?)", (entry.item, entry.names["name"])
                    )
            case BEGUN.kind:
                _begun(entry, entry.record, record, names)
            case FINISHED.kind:
                account = json.dumps(dict(entry.record), sort_keys=True, default=list)
                record.execute(
                    "UPDATE table_run SET state = 'finished', account = ? WHERE run = ?", (account, entry.item)
                )
            case WITHDRAWN.kind:
                _withdrawn(entry, record, names)

    def carries_words_of(self, item: ItemId, record: Database) -> Iterator[ItemId]:
        """The imports of a source: their labels are words of it. Its rows are persons, which claims names."""
        for (run,) in record.query("SELECT run FROM table_run WHERE source = ? ORDER BY run", (item,)):
            yield ItemId(run)


def _listed(entry: Entry, fields: Mapping[str, Any], record: Database, names: Database | None) -> None:
    row = (entry.item, fields["list"], fields["run"], fields["row"])
    record.later("INSERT OR REPLACE INTO table_row VALUES (?, ?, ?, ?)", row)
    if names is None or not entry.names:
        return
    said = digest(_texts(entry.names.get("cells")))
    record_id = _texts(entry.names.get("given")).get("record_id", "")
    occurrence = int((fields.get("values") or {}).get("occurrence", 1))
    known = (entry.item, fields["list"], identity(record_id, said, occurrence), said)
    names.later("INSERT OR REPLACE INTO table_row_name VALUES (?, ?, ?, ?)", known)


def _begun(entry: Entry, fields: Mapping[str, Any], record: Database, names: Database | None) -> None:
    row = (entry.item, fields["source"], fields["list"], entry.at, "begun", fields["rows"], "{}")
    record.execute("INSERT OR IGNORE INTO table_run VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    if names is not None and entry.names:
        columns = json.dumps(entry.names["columns"], ensure_ascii=False)
        names.execute("INSERT OR IGNORE INTO table_columns VALUES (?, ?)", (entry.item, columns))


def _withdrawn(entry: Entry, record: Database, names: Database | None) -> None:
    """The rows are free to be imported again, but for those whose person someone decided to keep."""
    record.execute("UPDATE table_run SET state = 'withdrawn' WHERE run = ?", (entry.item,))
    gone = record.query(
        """SELECT person FROM table_row JOIN items ON items.id = table_row.person
           WHERE run = ? AND status = 'rejected'""",
        (entry.item,),
    )
    persons = [(person,) for (person,) in gone]
    if persons:
        record.executemany("DELETE FROM table_row WHERE person = ?", persons)
        if names is not None:
            names.executemany("DELETE FROM table_row_name WHERE person = ?", persons)


def _texts(value: object) -> dict[str, str]:
    return {str(k): str(v) for k, v in value.items()} if isinstance(value, Mapping) else {}


# --- what others ask -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    """One import."""

    id: ItemId
    source: ItemId
    list: ItemId
    at: str
    state: str
    """begun | finished | withdrawn"""
    rows: int
    account: Mapping[str, Any]


def names_room(rooms: Rooms) -> Database:
    """Raises WrongKey where it is closed: a list is names."""
    if rooms.names is None:
        raise WrongKey("lists hold names: this member does not hold the key of the names room")
    return rooms.names


def list_named(rooms: Rooms, name: str) -> ItemId | None:
    rows = names_room(rooms).query("SELECT list FROM table_list_name WHERE name = ?", (name,))
    return ItemId(rows[0][0]) if rows else None


def lists(rooms: Rooms) -> dict[ItemId, str]:
    """Every list and its name, in the order in which they were first imported."""
    rows = names_room(rooms).query("SELECT list, name FROM table_list_name ORDER BY rowid")
    return {ItemId(row[0]): row[1] for row in rows}


def group_of(rooms: Rooms, list_: ItemId) -> ItemId:
    (row,) = rooms.record.query('SELECT "group" FROM table_list WHERE list = ?', (list_,))
    return ItemId(row[0])


def runs(rooms: Rooms, source: ItemId, list_: ItemId) -> tuple[Run, ...]:
    """Imports of a file into a list, oldest first."""
    rows = rooms.record.query(
        """SELECT run, source, list, at, state, rows, account FROM table_run
           WHERE source = ? AND list = ? ORDER BY rowid""",
        (source, list_),
    )
    return tuple(Run(ItemId(r[0]), ItemId(r[1]), ItemId(r[2]), r[3], r[4], r[5], json.loads(r[6])) for r in rows)


class KnownRows:
    """Answers what accounting asks, for one list and one file."""

    def __init__(self, rooms: Rooms, list_: ItemId | None, source: ItemId | None) -> None:
        self._rooms, names = rooms, names_room(rooms)
        rows = names.query("SELECT identity, digest FROM table_row_name WHERE list = ?", (list_,)) if list_ else []
        self._digests = {row[0]: row[1] for row in rows}
        found = runs(rooms, source, list_) if source and list_ else ()
        last = found[-1] if found and found[-1].state == "finished" else None
        self._finished = last is not None
        self._rejected = {number for number, _ in last.account["rejected"]} if last else set()

    def digest_of(self, identity: str) -> str | None:
        return self._digests.get(identity)

    def digest_of_person(self, person: ItemId) -> str | None:
        rows = names_room(self._rooms).query("SELECT digest FROM table_row_name WHERE person = ?", (person,))
        return rows[0][0] if rows else None

    def is_taken(self, person: ItemId) -> bool:
        there = self._rooms.record.query("SELECT 1 FROM items WHERE id = ?", (person,))
        return bool(there) or is_erased(self._rooms.record, person)

    def was_imported(self, row: int) -> bool:
        return self._finished and row not in self._rejected


def listed(rooms: Rooms, list_: ItemId | None = None) -> Iterator[tuple[ItemId, ItemId, int, dict[str, str]]]:
    """(person, list, row number, cells as given) of every row that stands, in the order of import; `withheld` ones
    are not among them."""
    names = names_room(rooms)
    rows = rooms.record.query(
        f"SELECT person, table_row.list, number {_STANDING} ORDER BY table_row.rowid", _let(list_)
    )
    for person, of, number in rows:
        for (text,) in names.query("SELECT fields FROM private WHERE id = ?", (person,)):
            yield ItemId(person), ItemId(of), number, json.loads(text).get("cells") or {}


def withheld(rooms: Rooms, list_: ItemId | None = None) -> int:
    """Rows of sources with which the group may not work (any more): consent refused, or kept sealed."""
    ((every,),) = rooms.record.query("SELECT count(*) FROM table_row WHERE ?1 = '' OR list = ?1", (list_ or "",))
    ((standing,),) = rooms.record.query(f"SELECT count(*) {_STANDING}", _let(list_))
    return int(every) - int(standing)


_STANDING = """FROM table_row LEFT JOIN items ON items.id = person LEFT JOIN source ON source.id = items.source
               WHERE coalesce(source.consent, ?) >= ? AND (? = '' OR table_row.list = ?)"""


def _let(list_: ItemId | None) -> tuple[int, int, str, str]:
    return int(DEFAULT_CONSENT), int(Consent.INTERNAL), list_ or "", list_ or ""


def labels(rooms: Rooms) -> dict[ItemId, tuple[str, ...]]:
    """The columns of each import, in the order of its file."""
    rows = names_room(rooms).query("SELECT run, columns FROM table_columns ORDER BY rowid")
    return {ItemId(run): tuple(label for label, _ in json.loads(columns)) for run, columns in rows}
