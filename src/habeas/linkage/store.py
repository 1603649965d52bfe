"""Entries of the journal -> judgements in force, runs, and who is one person. The only SQL of this stage.

record room   judgements         one row a judgement: the pair, the verdict, whether it was undone
              link_run           one row a run: how it went, and the model it fitted
              link_join          its joins: two records and the mean evidence; never a name
              link_person        record -> individual, as last written
              link_individual    individuals in the order in which they were first written
              link_nobody        rows of lists that name nobody
              link_place         place -> the place that stands for it, as last written
names room    judgement_reasons  why, in words
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from habeas.claims.store import as_text
from habeas.custody.model import Entry
from habeas.database.encrypted import Database
from habeas.ids import EntryId, ItemId, kind_of
from habeas.linkage.judgements import Judgement, Verdict
from habeas.linkage.schemas import ALL, GROUPS, JOINS, JUDGED, NOBODY, PLACES, RUN, UNDONE
from habeas.vault.entry_rule import EntryRule

_RECORD_TABLES = (
    """CREATE TABLE IF NOT EXISTS judgements (
        position INTEGER PRIMARY KEY, entry TEXT NOT NULL UNIQUE, item TEXT NOT NULL, one TEXT NOT NULL,
        other TEXT NOT NULL, verdict TEXT NOT NULL, at TEXT NOT NULL, member TEXT NOT NULL,
        undone INTEGER NOT NULL DEFAULT 0)""",
    "CREATE INDEX IF NOT EXISTS judgements_by_pair ON judgements (one, other)",
    "CREATE INDEX IF NOT EXISTS judgements_by_other ON judgements (other)",
    """CREATE TABLE IF NOT EXISTS link_run (
        position INTEGER PRIMARY KEY, run TEXT NOT NULL UNIQUE, at TEXT NOT NULL, member TEXT NOT NULL,
        about TEXT NOT NULL, mode TEXT NOT NULL, fields TEXT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS link_join (
        run TEXT NOT NULL, one TEXT NOT NULL, other TEXT NOT NULL, mean REAL NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS link_join_by_run ON link_join (run)",
    "CREATE TABLE IF NOT EXISTS link_person (record TEXT PRIMARY KEY, individual TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS link_individual (position INTEGER PRIMARY KEY, individual TEXT NOT NULL UNIQUE)",
    "CREATE TABLE IF NOT EXISTS link_nobody (record TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS link_place (place TEXT PRIMARY KEY, head TEXT NOT NULL) WITHOUT ROWID",
)
_REASONS = "CREATE TABLE IF NOT EXISTS judgement_reasons (entry TEXT PRIMARY KEY, because TEXT NOT NULL) WITHOUT ROWID"


class LinkageProjector:
    """The projector of this stage."""

    name = "linkage"
    version = 4
    schemas: tuple[EntryRule, ...] = ALL

    def create(self, record: Database, names: Database | None) -> None:
        for statement in _RECORD_TABLES:
            record.execute(statement)
        if names is not None:
            names.execute(_REASONS)

    def apply(self, entry: Entry, record: Database, names: Database | None) -> None:
        if entry.record is None:
            return
        match entry.kind:
            case UNDONE.kind:
                record.execute("UPDATE judgements SET undone = 1 WHERE entry = ?", (str(entry.record.get("undoes")),))
            case JUDGED.kind:
                _judged(entry, entry.record, record, names)
            case RUN.kind:
                _ran(entry, entry.record, record)
            case JOINS.kind:
                record.executemany("INSERT INTO link_join VALUES (?, ?, ?, ?)", _joins(entry.record))
            case GROUPS.kind:
                _grouped(_lists(entry.record, "groups"), record)
            case NOBODY.kind:
                _of_nobody(entry.record, record)
            case PLACES.kind:
                places = [(member, head) for head, members in _lists(entry.record, "places") for member in members]
                record.executemany("INSERT OR REPLACE INTO link_place VALUES (?, ?)", places)

    def carries_words_of(self, item: ItemId, record: Database) -> Iterator[ItemId]:
        """The judgements of a record, those that were undone too: their reasons speak of it. A run has no words."""
        found = record.query("SELECT item FROM judgements WHERE one = ? OR other = ? ORDER BY position", (item, item))
        for (decision,) in found:
            if kind_of(decision) == "decision":  # an older judgement is of the item of a record
                yield ItemId(decision)


def _judged(entry: Entry, fields: Mapping[str, Any], record: Database, names: Database | None) -> None:
    one, other = sorted((str(fields.get("one") or entry.item), str(fields.get("other"))))
    row = (entry.id, entry.item, one, other, str(fields.get("verdict")), entry.at, entry.member)
    record.execute(
        "INSERT OR IGNORE INTO judgements (entry, item, one, other, verdict, at, member) VALUES (?, ?, ?, ?, ?, ?, ?)",
        row,
    )
    because = (entry.names or {}).get("because")
    if names is not None and isinstance(because, str):
        names.execute("INSERT OR IGNORE INTO judgement_reasons VALUES (?, ?)", (entry.id, because))


def _ran(entry: Entry, fields: Mapping[str, Any], record: Database) -> None:
    """A full run takes the place of all before it: of the same subject, their joins are not needed any more."""
    about, mode = str(fields.get("about")), str(fields.get("mode"))
    if mode == "full":
        record.execute("DELETE FROM link_join WHERE run IN (SELECT run FROM link_run WHERE about = ?)", (about,))
    record.execute(
        "INSERT OR IGNORE INTO link_run (run, at, member, about, mode, fields) VALUES (?, ?, ?, ?, ?, ?)",
        (entry.item, entry.at, entry.member, about, mode, as_text(fields)),
    )


def _grouped(groups: list[tuple[str, list[str]]], record: Database) -> None:
    record.executemany("INSERT OR IGNORE INTO link_individual (individual) VALUES (?)", [(own,) for own, _ in groups])
    rows = [(member, own) for own, members in groups for member in members]
    record.executemany("INSERT OR REPLACE INTO link_person VALUES (?, ?)", rows)


def _of_nobody(fields: Mapping[str, Any], record: Database) -> None:
    rows = [(str(row),) for row in fields.get("records") or ()]
    record.executemany("INSERT OR IGNORE INTO link_nobody VALUES (?)", rows)


def _joins(fields: Mapping[str, Any]) -> list[tuple[str, str, str, float]]:
    run = str(fields.get("run"))
    return [
        (run, str(one), str(other), float(mean))
        for one, other, mean in zip(fields["one"], fields["other"], fields["mean"], strict=True)
    ]


def _lists(fields: Mapping[str, Any], name: str) -> list[tuple[str, list[str]]]:
    return [(str(head), [str(member) for member in members]) for head, members in fields.get(name) or ()]


# --- reading ---------------------------------------------------------------------------------------------------------


def in_force(record: Database, names: Database | None, *, without: Collection[str] = ()) -> tuple[Judgement, ...]:
    """The newest judgement of each pair that was not undone, oldest first; as it is `without` some entries."""
    marks = ", ".join("?" * len(without))
    rows = record.query(
        f"""SELECT entry, item, one, other, verdict, at, member FROM judgements WHERE position IN (
               SELECT max(position) FROM judgements WHERE undone = 0 AND entry NOT IN ({marks}) GROUP BY one, other)
            ORDER BY position""",
        tuple(without),
    )
    reasons = dict(names.query("SELECT entry, because FROM judgement_reasons")) if names is not None else {}
    return tuple(
        Judgement(
            EntryId(entry),
            ItemId(one),
            ItemId(other),
            Verdict(verdict),
            at,
            member,
            str(reasons.get(entry, "")),
            ItemId(item),
        )
        for entry, item, one, other, verdict, at, member in rows
    )


@dataclass(frozen=True)
class RunRow:
    """One run, as it was written. `fields`: those of RUN."""

    id: ItemId
    at: str
    member: str
    mode: str
    fields: Mapping[str, Any]


def runs_in_force(record: Database, about: str) -> tuple[RunRow, ...]:
    """The last full run, and the runs of new records after it, in order; none where linkage was never run."""
    rows = record.query(
        """SELECT run, at, member, mode, fields FROM link_run WHERE about = ? AND position >= (
               SELECT max(position) FROM link_run WHERE about = ? AND mode = 'full') ORDER BY position""",
        (about, about),
    )
    return tuple(RunRow(ItemId(row[0]), row[1], row[2], row[3], json.loads(row[4])) for row in rows)


def joins_of_runs(record: Database, runs: tuple[RunRow, ...]) -> list[tuple[str, str, float]]:
    """(record, record, mean) of these runs, in the order written."""
    marks = ", ".join("?" * len(runs))
    rows = record.query(
        f"SELECT one, other, mean FROM link_join WHERE run IN ({marks}) ORDER BY rowid", tuple(run.id for run in runs)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def memberships(record: Database) -> dict[ItemId, ItemId]:
    """Record -> individual, as last written; the oldest individuals first."""
    rows = record.query(
        """SELECT record, link_person.individual FROM link_individual
           JOIN link_person ON link_person.individual = link_individual.individual ORDER BY position, record"""
    )
    return {ItemId(row[0]): ItemId(row[1]) for row in rows}


def nobody(record: Database) -> frozenset[ItemId]:
    """Rows that name nobody."""
    return frozenset(ItemId(row[0]) for row in record.query("SELECT record FROM link_nobody"))


def place_heads(record: Database) -> dict[ItemId, ItemId]:
    """Place -> the place that stands for it. A place that no run has seen stands for itself, and is not here."""
    return {ItemId(row[0]): ItemId(row[1]) for row in record.query("SELECT place, head FROM link_place")}
