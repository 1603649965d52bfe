"""Decisions about names -> a table; what was seen in which text -> tables that are made again when they are gone.

    names room    name_decided              one row a name: what a person said it is, the newest decision
                  derived_names_seen        one row a mention: place, kind, reasons
                  derived_names_seen_of     which texts were looked at, by which finder

`derived_` tables are no projection of the journal: they are filled from the texts on demand (see.py).
"""

import json
from collections.abc import Iterator, Sequence

from habeas.claims.names_seen import schemas
from habeas.claims.names_seen.model import key_of
from habeas.claims.names_seen.schemas import DECIDED
from habeas.custody.model import Entry
from habeas.database.encrypted import Database
from habeas.extraction.names_seen.model import KnownAs, NameSeen
from habeas.ids import ItemId
from habeas.vault.entry_rule import EntryRule

_TABLES = (
    """CREATE TABLE IF NOT EXISTS name_decided (key TEXT PRIMARY KEY, name TEXT NOT NULL, known_as TEXT NOT NULL,
        entry TEXT NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS derived_names_seen (source TEXT NOT NULL, start INTEGER NOT NULL,
        end INTEGER NOT NULL, known_as TEXT NOT NULL, reasons TEXT NOT NULL, PRIMARY KEY (source, start))
        WITHOUT ROWID""",
    "CREATE TABLE IF NOT EXISTS derived_names_seen_of (source TEXT PRIMARY KEY, finder TEXT NOT NULL) WITHOUT ROWID",
)
_ITEMS = "CREATE TABLE IF NOT EXISTS name_item (item TEXT PRIMARY KEY, source TEXT NOT NULL) WITHOUT ROWID"


class NamesProjector:
    """The projector of this stage."""

    name = "names"
    version = 1
    schemas: tuple[EntryRule, ...] = schemas.ALL

    def create(self, record: Database, names: Database | None) -> None:
        record.execute(_ITEMS)
        for statement in _TABLES if names is not None else ():
            assert names is not None
            names.execute(statement)

    def apply(self, entry: Entry, record: Database, names: Database | None) -> None:
        if entry.kind != DECIDED.kind or entry.record is None:
            return
        record.execute("INSERT OR REPLACE INTO name_item VALUES (?, ?)", (entry.item, entry.record["source"]))
        if names is not None and entry.names:
            name = str(entry.names["name"])
            row = (key_of(name), name, entry.record["known_as"], entry.id)
            names.execute("INSERT OR REPLACE INTO name_decided VALUES (?, ?, ?, ?)", row)

    def carries_words_of(self, item: ItemId, record: Database) -> Iterator[ItemId]:
        """Decisions about names that were seen in this source."""
        for (identifier,) in record.query("SELECT item FROM name_item WHERE source = ? ORDER BY item", (item,)):
            yield ItemId(identifier)


def decided(names: Database) -> dict[str, KnownAs]:
    """Key of a name -> what a person said it is."""
    return {str(key): KnownAs(known) for key, known in names.query("SELECT key, known_as FROM name_decided")}


def looked_at(names: Database, finder: str) -> frozenset[ItemId]:
    rows = names.query("SELECT source FROM derived_names_seen_of WHERE finder = ?", (finder,))
    return frozenset(ItemId(source) for (source,) in rows)


def remember(names: Database, source: ItemId, finder: str, seen: Sequence[NameSeen]) -> None:
    """What was seen in a text, in place of what was seen before."""
    rows = [(source, one.start, one.end, one.known_as.value, json.dumps(one.reasons)) for one in seen]
    with names.transaction():
        names.execute("DELETE FROM derived_names_seen WHERE source = ?", (source,))
        names.executemany("INSERT INTO derived_names_seen VALUES (?, ?, ?, ?, ?)", rows)
        names.execute("INSERT OR REPLACE INTO derived_names_seen_of VALUES (?, ?)", (source, finder))


def remembered(names: Database) -> Iterator[tuple[ItemId, int, int, KnownAs, tuple[str, ...]]]:
    rows = names.iterate("SELECT source, start, end, known_as, reasons FROM derived_names_seen ORDER BY source, start")
    for source, start, end, known, reasons in rows:
        yield ItemId(source), int(start), int(end), KnownAs(known), tuple(json.loads(reasons))
