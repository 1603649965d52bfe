"""Decisions that contradict: one member accepts, another rejects, and neither had seen the other's decision.

The order of the journal has to put one of the two last, and a status shows one. That is no decision of anybody's: until
a person who sees both decides again, the item is *disputed*, both decisions are shown side by side, and it is not
released.

Who had seen what is told by `vault.caught_up`: before a device writes on top of others' entries, it says how far it
went. A decision supersedes those that its device had seen; those that nothing supersedes are in force together.
"""

from collections.abc import Sequence

from habeas.claims import look_up
from habeas.claims.model import SAYINGS, Rooms, Step, Verb
from habeas.custody.model import Entry
from habeas.database.encrypted import Database
from habeas.ids import EntryId, ItemId

DECISIONS = (Verb.ACCEPTED, Verb.REJECTED, Verb.MERGED)
TABLE = """CREATE TABLE IF NOT EXISTS step_unseen (
    item TEXT NOT NULL, entry TEXT NOT NULL, other TEXT NOT NULL, PRIMARY KEY (entry, other)) WITHOUT ROWID"""
"""A decision, and an earlier one in the order of the journal that its device had not seen."""


def note_unseen(entry: Entry, record: Database) -> None:
    """While the journal is applied: which earlier decisions about this item the author had not seen."""
    marks = ", ".join("?" * len(DECISIONS))
    rows = record.query(
        f"SELECT entry FROM steps WHERE item = ? AND verb IN ({marks})", (entry.item, *(str(v) for v in DECISIONS))
    )
    earlier = [str(row[0]) for row in rows if not str(row[0]).startswith(f"{entry.device}:")]
    if not earlier:
        return
    noted = dict(record.query("SELECT device, size FROM ledger_noted WHERE by = ?", (entry.device,)))
    for other in earlier:
        device, _, index = other.rpartition(":")
        if int(index) >= noted.get(device, 0):
            record.execute("INSERT OR IGNORE INTO step_unseen VALUES (?, ?, ?)", (entry.item, entry.id, other))


def dispute(rooms: Rooms, item: ItemId) -> tuple[Step, ...]:
    """The decisions in force about an item that say different things; empty where they agree, as nearly always."""
    rows = rooms.record.query("SELECT entry, other FROM step_unseen WHERE item = ?", (item,))
    unseen = {(EntryId(row[0]), EntryId(row[1])) for row in rows}
    if not unseen:
        return ()
    standing = [step for step in look_up.history(rooms, item) if step.verb in DECISIONS and not step.undone]
    heads = [step for place, step in enumerate(standing) if not _superseded(step, standing[place + 1 :], unseen)]
    return tuple(heads) if len({(step.verb, step.into) for step in heads}) > 1 else ()


def disputed(rooms: Rooms) -> tuple[ItemId, ...]:
    """Every item with such decisions, in the order of proposal."""
    rows = rooms.record.query(
        """SELECT DISTINCT items.position, item FROM step_unseen JOIN items ON items.id = step_unseen.item
           ORDER BY items.position"""
    )
    return tuple(ItemId(item) for _, item in rows if dispute(rooms, ItemId(item)))


def queue(rooms: Rooms, *, source: ItemId | None = None) -> tuple[ItemId, ...]:
    """What waits for a decision: first what two members decided differently, then what nobody decided about."""
    found = (look_up.item(rooms, item) for item in disputed(rooms))
    again = [it.id for it in found if it.kind in SAYINGS and source in (None, it.source)]
    return tuple(dict.fromkeys((*again, *look_up.queue(rooms, source=source))))


def _superseded(step: Step, later: Sequence[Step], unseen: set[tuple[EntryId, EntryId]]) -> bool:
    return any((one.entry, step.entry) not in unseen for one in later)
