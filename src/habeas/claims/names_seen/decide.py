"""A person says what a name is: the only act that lets one be read again is "this is no name" (or no person's)."""

from collections.abc import Sequence

from habeas.claims.model import Journal
from habeas.claims.names_seen.ever import names_ever
from habeas.claims.names_seen.model import key_of
from habeas.claims.names_seen.schemas import DECIDED
from habeas.claims.names_seen.see import names_seen_of
from habeas.custody.model import Entry, NewEntry
from habeas.errors import NotFound, UsageProblem
from habeas.extraction.names_seen.model import KnownAs
from habeas.ids import ItemId, new_id


def decide(journal: Journal, names: Sequence[str], known_as: KnownAs, *, because: str = "") -> tuple[Entry, ...]:
    """One entry for each name. Raises UsageProblem where a reason is missing, NotFound where no text or record has one.

    `undecided` takes a decision back: the name is held for what the program holds it for, and hidden in doubt.
    """
    if known_as is not KnownAs.PERSON and known_as is not KnownAs.UNDECIDED and not because.strip():
        raise UsageProblem("a name that shall be readable needs a reason", hint="--because TEXT")
    sources = {key_of(seen.name): seen.mentions[0].source for seen in names_seen_of(journal)}
    of_record = _sources_of_record(journal)
    entries = []
    for name in names:
        source = sources.get(key_of(name)) or of_record.get(key_of(name))
        if source is None:
            raise NotFound("no text and no item has that name", hint="habeas names list shows them")
        record = {"known_as": known_as.value, "source": source}
        reason = {"because": because.strip()} if because.strip() else {}
        entries.append(NewEntry(DECIDED.kind, ItemId(new_id("name")), record, {"name": name, **reason}))
    return journal.append(entries)


def _sources_of_record(journal: Journal) -> dict[str, ItemId]:
    of_item = {ItemId(item): ItemId(source) for item, source in journal.record.query("SELECT id, source FROM items")}
    return {key_of(name): of_item[it] for it, names in names_ever(journal).items() if it in of_item for name in names}
