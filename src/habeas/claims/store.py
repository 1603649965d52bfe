"""Entries of the journal -> tables of the two rooms. The only place that writes this stage's tables.

    record room   items       one row an item: the values in force, its status
                  steps       one row an entry about an item: its history, in the order of the journal
                  item_roles  who stands in which role of which item, by id (victim, perpetrator, speaker, place ...)
                  item_places where the words of an item lie in its source's text
                  words       entries that users added to the word lists
    names room    private     the names part of the values in force, and of every step
                  entity_names, passages, and the two full-text indexes (search_index.py)

`item_roles` and `item_places` hold what `fields` say a second time, so that a profile, and what lies in a passage, is
one indexed look-up. Everything here can be
deleted: the journal makes it again.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from habeas.claims import disputes, schemas, search_index, words
from habeas.claims.apart import together
from habeas.claims.model import ENTITIES, Kind, Status, Verb
from habeas.claims.roles import roles_in, words_of
from habeas.custody.model import Entry
from habeas.database.encrypted import Database
from habeas.ids import EntryId, ItemId, kind_of
from habeas.vault.entry_rule import DoesNotFit, EntryRule

RECORD_TABLES = (
    """CREATE TABLE IF NOT EXISTS items (
        position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, source TEXT NOT NULL,
        status TEXT NOT NULL, fields TEXT NOT NULL, into_item TEXT, skips INTEGER NOT NULL DEFAULT 0,
        edited INTEGER NOT NULL DEFAULT 0)""",
    "CREATE INDEX IF NOT EXISTS items_by_source ON items (source, kind)",
    "CREATE INDEX IF NOT EXISTS items_by_kind ON items (kind, status, skips)",
    "CREATE INDEX IF NOT EXISTS items_merged ON items (into_item) WHERE into_item IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS items_in_order ON items (kind, position)",
    """CREATE TABLE IF NOT EXISTS steps (
        position INTEGER PRIMARY KEY, entry TEXT NOT NULL UNIQUE, item TEXT NOT NULL, verb TEXT NOT NULL,
        at TEXT NOT NULL, member TEXT NOT NULL, fields TEXT NOT NULL, into_item TEXT, undoes TEXT,
        undone INTEGER NOT NULL DEFAULT 0)""",
    "CREATE INDEX IF NOT EXISTS steps_by_item ON steps (item, position)",
    """CREATE TABLE IF NOT EXISTS item_roles (
        item TEXT NOT NULL, role TEXT NOT NULL, number INTEGER NOT NULL, entity TEXT NOT NULL,
        PRIMARY KEY (item, role, number)) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS item_roles_by_entity ON item_roles (entity, role)",
    """CREATE TABLE IF NOT EXISTS item_places (
        source TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, item TEXT NOT NULL,
        PRIMARY KEY (source, start, end, item)) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS item_places_by_item ON item_places (item)",
    """CREATE TABLE IF NOT EXISTS words (
        list TEXT NOT NULL, code TEXT NOT NULL, fields TEXT NOT NULL, PRIMARY KEY (list, code)) WITHOUT ROWID""",
    disputes.TABLE,
)
NAMES_TABLES = (
    "CREATE TABLE IF NOT EXISTS private (id TEXT PRIMARY KEY, fields TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS private_steps (entry TEXT PRIMARY KEY, item TEXT NOT NULL, fields TEXT NOT NULL)",
)
_NEW_ITEM = "INSERT OR IGNORE INTO items (id, kind, source, status, fields) VALUES (?, ?, ?, ?, ?)"
_STEP = """INSERT OR IGNORE INTO steps (entry, item, verb, at, member, fields, into_item, undoes)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
DECIDED = {
    Verb.ACCEPTED: Status.ACCEPTED,
    Verb.REJECTED: Status.REJECTED,
    Verb.MERGED: Status.MERGED,
}


def as_text(fields: Mapping[str, Any] | None) -> str:
    """Fields as the tables hold them: one text for one value, so that two projections compare equal.

    An entry that was just written may hold 15.0 where the journal, read back, says 15: canonical JSON has one number.
    """
    text = _compact(fields or {})
    return _compact(_as_read_back(fields)) if ".0" in text else text


_compact = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def _as_read_back(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _as_read_back(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_as_read_back(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def in_force(steps: list[tuple[str, str, str | None]]) -> list[bool]:
    """Which steps of one item stand. `steps`: (entry, verb, undoes) in order.

    An undoing can itself be undone, so this is read from the end: a step stands unless a later step that stands
    undoes it.
    """
    undone: set[str] = set()
    stands = [False] * len(steps)
    for place in range(len(steps) - 1, -1, -1):
        entry, verb, undoes = steps[place]
        stands[place] = entry not in undone
        if stands[place] and verb == Verb.UNDONE and undoes:
            undone.add(undoes)
    return stands


class ClaimsProjector:
    """The projector of this stage."""

    name = "claims"
    version = 2
    schemas: tuple[EntryRule, ...] = schemas.ALL

    def create(self, record: Database, names: Database | None) -> None:
        for statement in RECORD_TABLES:
            record.execute(statement)
        if names is not None:
            for statement in (*NAMES_TABLES, *search_index.TABLES):
                names.execute(statement)

    def apply(self, entry: Entry, record: Database, names: Database | None) -> None:
        if entry.record is None:
            return
        if kind := schemas.KIND_PROPOSED.get(entry.kind):
            _proposed(entry, kind, record, names)
        elif entry.kind in schemas.KIND_EDITED:
            _require_item(entry.item, record)
            fields = together(entry.record)
            _step(entry, Verb.EDITED, fields, as_text(fields), record, names)
            _recompute(entry.item, record, names)
        elif verb := schemas.VERB_DECIDED.get(entry.kind):
            _decided(entry, verb, record, names)
        elif entry.kind == schemas.WORD_ADDED.kind:
            _require_own_word(entry.record)
            row = (entry.record["list"], entry.record["code"], as_text(entry.record))
            record.execute("INSERT OR REPLACE INTO words VALUES (?, ?, ?)", row)
        elif entry.kind == "source.read" and names is not None and entry.names is not None:
            search_index.add_text(names, entry.item, entry.names.get("text"))

    def carries_words_of(self, item: ItemId, record: Database) -> Iterator[ItemId]:
        """Claims, calls and statements of a source (their reasons quote it), and the entities that only it names."""
        found = record.query(
            """SELECT id FROM items WHERE source = ? AND (kind NOT IN ('person', 'group', 'place') OR NOT EXISTS (
                   SELECT 1 FROM item_roles JOIN items AS other ON other.id = item_roles.item
                   WHERE item_roles.entity = items.id AND other.source <> items.source
                     AND other.kind IN ('claim', 'call', 'statement')))
               ORDER BY position""",
            (item,),
        )
        for (identifier,) in found:
            yield ItemId(identifier)


def _proposed(entry: Entry, kind: Kind, record: Database, names: Database | None) -> None:
    fields = together(entry.record or {})
    text = as_text(fields)
    row = (entry.item, kind.value, fields.get("source", ""), Status.PROPOSED.value, text)
    if not record.execute(_NEW_ITEM, row, alone=True):  # no row of `items` ever waits
        raise DoesNotFit("exists_already")
    private = _step(entry, Verb.PROPOSED, fields, text, record, names)
    _write_places_and_roles(entry.item, kind, fields, record)
    if names is not None and entry.names is not None:
        _write_private(entry.item, kind, entry.names, private, names)


def _require_item(item: ItemId, record: Database) -> str:
    """Its kind. What is decided about nothing is not kept for what may come."""
    row = record.query_one("SELECT kind FROM items WHERE id = ?", (item,))
    if row is None:
        raise DoesNotFit("about_nothing_here")
    return str(row[0])


def _require_own_word(fields: Mapping[str, Any]) -> None:
    """A word of the group stands beside the built-in ones, never in the place of one."""
    if fields["list"] not in words.EXTENDABLE:
        raise DoesNotFit("no_list_to_extend")
    built_in = words.built_in(fields["list"])
    if fields["code"] in built_in or (fields.get("maps_to") or "") not in ("", *built_in):
        raise DoesNotFit("not_a_word_of_the_group")
    if not fields["labels"] or set(fields["labels"]) - set(words.LANGUAGES):
        raise DoesNotFit("field_labels")


def _step(
    entry: Entry, verb: Verb, fields: Mapping[str, Any], text: str, record: Database, names: Database | None
) -> str:
    """One row of history, with its fields as text; the names part goes to the names room, and is returned as text."""
    row = (entry.id, entry.item, verb.value, entry.at, entry.member, text, fields.get("into"), fields.get("undoes"))
    record.later(_STEP, row)
    if names is None or not entry.names:
        return "{}"
    private = as_text(entry.names)
    names.later("INSERT OR IGNORE INTO private_steps VALUES (?, ?, ?)", (entry.id, entry.item, private))
    return private


def _decided(entry: Entry, verb: Verb, record: Database, names: Database | None) -> None:
    fields = entry.record or {}
    kind = _require_item(entry.item, record)
    if verb is Verb.MERGED and kind_of(str(fields["into"])) != kind:
        raise DoesNotFit("merged_into_another_kind")
    if verb is Verb.UNDONE and not record.query_one(
        "SELECT 1 FROM steps WHERE entry = ? AND item = ? AND verb <> ?", (fields["undoes"], entry.item, Verb.PROPOSED)
    ):
        raise DoesNotFit("undoes_nothing")
    if verb in disputes.DECISIONS:
        disputes.note_unseen(entry, record)
    _step(entry, verb, fields, as_text(fields), record, names)
    if verb is Verb.UNDONE:
        _recompute(entry.item, record, names)
    elif verb is Verb.SKIPPED:
        record.execute("UPDATE items SET skips = skips + 1 WHERE id = ?", (entry.item,))
    else:
        row = (DECIDED[verb].value, fields.get("into"), entry.item)
        record.execute("UPDATE items SET status = ?, into_item = ? WHERE id = ?", row, alone=True)


def _recompute(item: ItemId, record: Database, names: Database | None) -> None:
    """Lay the steps of one item over each other again: after an edit or an undoing.

    1. which steps stand  2. the values and the status they give  3. the record room  4. the names room
    """
    # 1
    steps = list(
        record.query(
            "SELECT entry, verb, undoes, fields, into_item FROM steps WHERE item = ? ORDER BY position", (item,)
        )
    )
    kinds = list(record.query("SELECT kind FROM items WHERE id = ?", (item,)))
    if not kinds or not steps:
        return
    kind = Kind(kinds[0][0])
    stands = in_force([(entry, verb, undoes) for entry, verb, undoes, _, _ in steps])
    record.executemany(
        "UPDATE steps SET undone = ? WHERE entry = ?",
        [(int(not stand), step[0]) for step, stand in zip(steps, stands, strict=True)],
    )
    standing = [step for step, stand in zip(steps, stands, strict=True) if stand]
    # 2
    fields: dict[str, Any] = {}
    status, into, skips, edited = Status.PROPOSED, None, 0, False
    for _, verb, _, text, into_item in standing:
        match Verb(verb):
            case Verb.PROPOSED | Verb.EDITED:
                fields = laid_over(fields, json.loads(text))
                edited = edited or verb == Verb.EDITED
            case Verb.SKIPPED:
                skips += 1
            case Verb.UNDONE:
                pass
            case decided:
                status, into = DECIDED[decided], into_item
    # 3
    record.execute(
        "UPDATE items SET fields = ?, status = ?, into_item = ?, skips = ?, edited = ? WHERE id = ?",
        (as_text(fields), status.value, into, skips, int(edited), item),
    )
    for table in ("item_roles", "item_places"):
        record.execute(f"DELETE FROM {table} WHERE item = ?", (item,))
    _write_places_and_roles(item, kind, fields, record)
    # 4
    if names is not None:
        private = _private_of(names, [EntryId(step[0]) for step in standing])
        search_index.forget_names(names, item)
        _write_private(item, kind, private, as_text(private), names)


def laid_over(fields: dict[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """New values over old: a null takes a value away, what is absent stays."""
    merged = {**fields, **change}
    return {name: value for name, value in merged.items() if value is not None}


def _private_of(names: Database, entries: list[EntryId]) -> dict[str, Any]:
    """The names part of the values in force. A reason for an edit belongs to the step, not to the item."""
    private: dict[str, Any] = {}
    for entry in entries:
        for (text,) in names.query("SELECT fields FROM private_steps WHERE entry = ?", (entry,)):
            change = {name: value for name, value in json.loads(text).items() if name != "because"}
            private = laid_over(private, change)
    return private


def _write_private(item: ItemId, kind: Kind, private: Mapping[str, Any], text: str, names: Database) -> None:
    names.later("INSERT OR REPLACE INTO private VALUES (?, ?)", (item, text))
    if kind in ENTITIES:
        given = [private.get("name"), *(private.get("aliases") or [])]
        search_index.add_names(names, item, given, private.get("description"))


def _write_places_and_roles(item: ItemId, kind: Kind, fields: Mapping[str, Any], record: Database) -> None:
    """For an item that has none yet."""
    for number, (role, entity) in enumerate(roles_in(kind, fields)):
        record.later("INSERT OR IGNORE INTO item_roles VALUES (?, ?, ?, ?)", (item, role, number, entity))
    for start, end in words_of(kind, fields):
        record.later("INSERT OR IGNORE INTO item_places VALUES (?, ?, ?, ?)", (fields.get("source"), start, end, item))
