"""What a stage gives to the vault: its kinds of entry, its tables, and how entries become rows."""

from collections.abc import Iterator
from typing import Protocol

from habeas.custody.model import Entry
from habeas.database.encrypted import Database
from habeas.ids import ItemId
from habeas.vault.entry_rule import EntryRule


class Projector(Protocol):
    """Turns entries into rows, for one stage. Stateless: everything it knows is in the databases.

    Promises asked of it: `apply` is deterministic (no clock, no randomness, no environment); it is called once for each
    entry that fits the rules (judge.py), of every kind, in the order of `Ledger.entries()`, within one transaction of
    both databases; it tolerates `entry.record is None` (erased: `entry.kind` and `entry.item` are then empty strings
    too where they cannot be known) and `entry.names is None` (closed room). It writes names only to `names`. It raises
    only StorageFailed, and `DoesNotFit` for an entry of its own stage's kinds that what is there already forbids; then
    it has written nothing.
    """

    name: str
    """The stage: `vault`, `claims`, ... Its tables begin with no prefix, but belong to it alone."""
    version: int
    """Raise it when the tables or their filling change: the databases are then rebuilt at the next open."""
    schemas: tuple[EntryRule, ...]
    """The kinds of entry that this stage writes: its rules (entry_rule.py). A kind belongs to one stage."""

    def create(self, record: Database, names: Database | None) -> None:
        """Make the tables (CREATE TABLE IF NOT EXISTS). Called on an empty database, before the first entry."""

    def apply(self, entry: Entry, record: Database, names: Database | None) -> None:
        """Write what this entry says. Kinds of other stages are passed too: ignore what is not wanted."""

    def carries_words_of(self, item: ItemId, record: Database) -> Iterator[ItemId]:
        """Items of this stage that hold words of `item` (a claim's quotation of a source): erased together with it."""
