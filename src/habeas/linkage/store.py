"""Entries of the journal -> the judgements in force. The only SQL of this stage.

record room   judgements         one row a judgement: the pair, the verdict, whether it was undone
names room    judgement_reasons  why, in words
"""

from collections.abc import Iterator

from habeas.custody.model import Entry, EntrySchema
from habeas.database.encrypted import Database
from habeas.ids import EntryId, ItemId
from habeas.linkage.judgements import Judgement, Verdict

JUDGED = EntrySchema("pair.judged", record=("other", "verdict", "run", "evidence"), names=("because",))
"""`item` and `other` are the two records. `evidence`: {weight, probability} as they were shown to who decided."""
UNDONE = EntrySchema("pair.undone", record=("undoes",), names=("because",))
_TABLE = """CREATE TABLE IF NOT EXISTS judgements (
    position INTEGER PRIMARY KEY, entry TEXT NOT NULL UNIQUE, one TEXT NOT NULL, other TEXT NOT NULL,
    verdict TEXT NOT NULL, at TEXT NOT NULL, member TEXT NOT NULL, undone INTEGER NOT NULL DEFAULT 0)"""
_INDEX = "CREATE INDEX IF NOT EXISTS judgements_by_pair ON judgements (one, other)"
_REASONS = "CREATE TABLE IF NOT EXISTS judgement_reasons (entry TEXT PRIMARY KEY, because TEXT NOT NULL) WITHOUT ROWID"


class LinkageProjector:
    """The projector of this stage."""

    name = "linkage"
    version = 1
    schemas: tuple[EntrySchema, ...] = (JUDGED, UNDONE)

    def create(self, record: Database, names: Database | None) -> None:
        record.execute(_TABLE)
        record.execute(_INDEX)
        if names is not None:
            names.execute(_REASONS)

    def apply(self, entry: Entry, record: Database, names: Database | None) -> None:
        if entry.record is None:
            return
        if entry.kind == UNDONE.kind:
            record.execute("UPDATE judgements SET undone = 1 WHERE entry = ?", (str(entry.record.get("undoes")),))
        elif entry.kind == JUDGED.kind:
            one, other = sorted((str(entry.item), str(entry.record.get("other"))))
            row = (entry.id, one, other, str(entry.record.get("verdict")), entry.at, entry.member)
            record.execute(
                "INSERT OR IGNORE INTO judgements (entry, one, other, verdict, at, member) VALUES (?, ?, ?, ?, ?, ?)",
                row,
            )
            because = (entry.names or {}).get("because")
            if names is not None and isinstance(because, str):
                names.execute("INSERT OR IGNORE INTO judgement_reasons VALUES (?, ?)", (entry.id, because))

    def carries_words_of(self, item: ItemId, record: Database) -> Iterator[ItemId]:
        """None: a judgement's reason is of its own pair, and is erased with it."""
        return iter(())


def in_force(record: Database, names: Database | None) -> tuple[Judgement, ...]:
    """The newest judgement of each pair that was not undone, oldest first."""
    rows = record.query(
        """SELECT entry, one, other, verdict, at, member FROM judgements WHERE position IN (
               SELECT max(position) FROM judgements WHERE undone = 0 GROUP BY one, other) ORDER BY position"""
    )
    reasons = dict(names.query("SELECT entry, because FROM judgement_reasons")) if names is not None else {}
    return tuple(
        Judgement(EntryId(entry), ItemId(one), ItemId(other), Verdict(verdict), at, member, str(reasons.get(entry, "")))
        for entry, one, other, verdict, at, member in rows
    )
