"""The ledger's own kinds of entry, beside those of the stages."""

from collections.abc import Iterator, Sequence

from habeas.custody.model import Entry, EntrySchema
from habeas.database.encrypted import Database
from habeas.errors import UsageProblem
from habeas.ids import ItemId
from habeas.vault.entry_rule import EntryRule
from habeas.vault.projector import Projector
from habeas.vault.schemas import CAUGHT_UP


class LedgerProjector:
    """The ledger's own kind of entry; it has no tables of its own beyond the projection's bookkeeping."""

    name = "ledger"
    version = 2
    schemas: tuple[EntryRule, ...] = (CAUGHT_UP,)

    def create(self, record: Database, names: Database | None) -> None:
        return None

    def apply(self, entry: Entry, record: Database, names: Database | None) -> None:
        return None

    def carries_words_of(self, item: ItemId, record: Database) -> Iterator[ItemId]:
        return iter(())


def schemas_of(projectors: Sequence[Projector]) -> dict[str, EntrySchema]:
    """Kind -> schema. Raises UsageProblem where two stages claim one kind."""
    found: dict[str, EntrySchema] = {}
    for projector in projectors:
        for schema in projector.schemas:
            if schema.kind in found:
                raise UsageProblem(f"two stages write entries of kind {schema.kind}")
            found[schema.kind] = schema
    return found
