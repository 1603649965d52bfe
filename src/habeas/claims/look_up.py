"""The tables of this stage -> items, histories, the queue of a review. Reads only.

Every function takes `rooms` (a Ledger): where `rooms.names` is None the answers are the same, without their private
part.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from habeas.claims.model import SAYINGS, Item, Kind, Rooms, Status, Step, Verb
from habeas.errors import NotFound
from habeas.ids import EntryId, ItemId, MemberId

COLUMNS = "id, kind, source, status, fields, into_item, skips, edited"


def item(rooms: Rooms, identifier: ItemId) -> Item:
    """One item as it stands now. Raises NotFound."""
    found = find(rooms, identifier)
    if found is not None:
        return found
    raise NotFound(
        f"there is no item {identifier}", hint="`habeas list claims` (or calls, statements, people ...) shows the ids"
    )


def find(rooms: Rooms, identifier: ItemId) -> Item | None:
    """The same, None where there is none: it was erased, and what points at it still does."""
    rows = rooms.record.query(f"SELECT {COLUMNS} FROM items WHERE id = ?", (identifier,))
    return _item(rooms, rows[0]) if rows else None


def items(
    rooms: Rooms,
    kinds: Sequence[Kind] = SAYINGS,
    *,
    source: ItemId | None = None,
    statuses: Sequence[Status] = tuple(Status),
) -> Iterator[Item]:
    """Items of these kinds, in the order in which they were proposed."""
    where = f"kind IN ({_marks(kinds)}) AND status IN ({_marks(statuses)})"
    values: list[str] = [*(kind.value for kind in kinds), *(status.value for status in statuses)]
    if source is not None:
        where, values = where + " AND source = ?", [*values, source]
    for row in rooms.record.query(f"SELECT {COLUMNS} FROM items WHERE {where} ORDER BY position", tuple(values)):
        yield _item(rooms, row)


def queue(rooms: Rooms, *, source: ItemId | None = None) -> tuple[ItemId, ...]:
    """What nobody decided about: what was skipped least comes first, then in the order of the texts."""
    where, values = ("AND source = ?", (source,)) if source else ("", ())
    rows = rooms.record.query(
        f"""SELECT id FROM items WHERE status = 'proposed' AND kind IN ('claim', 'call', 'statement') {where}
            ORDER BY skips, position""",
        values,
    )
    return tuple(ItemId(identifier) for (identifier,) in rows)


def counts(rooms: Rooms, kinds: Sequence[Kind] = SAYINGS) -> dict[Status, int]:
    """How many items of these kinds stand where."""
    rows = rooms.record.query(
        f"SELECT status, count(*) FROM items WHERE kind IN ({_marks(kinds)}) GROUP BY status",
        tuple(kind.value for kind in kinds),
    )
    return {Status(status): int(number) for status, number in rows}


def history(rooms: Rooms, identifier: ItemId) -> tuple[Step, ...]:
    """Every step of an item, oldest first, those that were undone too. Raises NotFound."""
    item(rooms, identifier)
    rows = rooms.record.query(
        """SELECT entry, verb, at, member, fields, into_item, undoes, undone FROM steps
           WHERE item = ? ORDER BY position""",
        (identifier,),
    )
    return tuple(_step(rooms, row) for row in rows)


def last_undoable(rooms: Rooms, identifier: ItemId) -> Step | None:
    """The newest step that an undo would take back: a decision, an edit or a skip that stands."""
    undoable = {Verb.EDITED, Verb.ACCEPTED, Verb.REJECTED, Verb.MERGED, Verb.SKIPPED}
    standing = [step for step in history(rooms, identifier) if step.verb in undoable and not step.undone]
    return standing[-1] if standing else None


def resolved(rooms: Rooms, identifier: ItemId) -> ItemId:
    """The item that this one now is: the end of its merges, as far as it is there (the last may have been erased)."""
    seen = {identifier}
    while True:
        rows = rooms.record.query(
            """SELECT other.id FROM items JOIN items AS other ON other.id = items.into_item
               WHERE items.id = ? AND items.status = 'merged'""",
            (identifier,),
        )
        if not rows or rows[0][0] in seen:
            return identifier
        identifier = ItemId(rows[0][0])
        seen.add(identifier)


def merged_into(rooms: Rooms, identifier: ItemId) -> tuple[ItemId, ...]:
    """The item and everything that was merged into it, directly or by way of others."""
    family = [identifier]
    for member in family:
        rows = rooms.record.query(
            "SELECT id FROM items WHERE into_item = ? AND status = 'merged' ORDER BY position", (member,)
        )
        family += [ItemId(found) for (found,) in rows if found not in family]
    return tuple(family)


def roles_of(rooms: Rooms, entity: ItemId) -> tuple[tuple[ItemId, str], ...]:
    """The items in which an entity (not those merged into it) has a role, and which, in order of proposal."""
    rows = rooms.record.query(
        """SELECT item, role FROM item_roles JOIN items ON items.id = item_roles.item
           WHERE item_roles.entity = ? ORDER BY items.position, number""",
        (entity,),
    )
    return tuple((ItemId(found), str(role)) for found, role in rows)


def items_within(rooms: Rooms, stretches: Sequence[tuple[ItemId, int, int]]) -> list[tuple[ItemId, ...]]:
    """For each stretch (source, start, end): the claims, calls and statements whose words lie there and still stand."""
    if not stretches:
        return []
    asked = ", ".join(["(?, ?, ?, ?)"] * len(stretches))
    rows = rooms.record.query(
        f"""WITH asked (number, source, start, end) AS (VALUES {asked})
            SELECT DISTINCT asked.number, items.position, items.id FROM asked
            JOIN item_places ON item_places.source = asked.source
                AND item_places.start < asked.end AND item_places.end > asked.start
            JOIN items ON items.id = item_places.item AND items.status IN ('proposed', 'accepted')
            ORDER BY 1, 2""",
        [value for number, stretch in enumerate(stretches) for value in (number, *stretch)],
    )
    found: list[list[ItemId]] = [[] for _ in stretches]
    for number, _, identifier in rows:
        found[number].append(ItemId(identifier))
    return [tuple(items) for items in found]


def has_accepted_role(rooms: Rooms, entity: ItemId) -> bool:
    """Whether an accepted claim, call or statement gives this entity a role."""
    rows = rooms.record.query(
        """SELECT 1 FROM item_roles JOIN items ON items.id = item_roles.item
           WHERE item_roles.entity = ? AND items.status = 'accepted'
             AND items.kind IN ('claim', 'call', 'statement') LIMIT 1""",
        (entity,),
    )
    return bool(rows)


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _item(rooms: Rooms, row: Sequence[Any]) -> Item:
    identifier, kind, source, status, fields, into, skips, edited = row
    return Item(
        id=ItemId(identifier),
        kind=Kind(kind),
        source=ItemId(source),
        status=Status(status),
        fields=json.loads(fields),
        private=_private(rooms, "private", "id", identifier),
        into=ItemId(into) if into else None,
        skips=int(skips),
        edited=bool(edited),
        entries=_entries_in_force(rooms, ItemId(identifier)),
    )


def _entries_in_force(rooms: Rooms, identifier: ItemId) -> tuple[EntryId, ...]:
    """Proposal and edits that stand, and of the decisions that stand the last."""
    rows = rooms.record.query(
        """SELECT entry, verb FROM steps
           WHERE item = ? AND NOT undone AND verb NOT IN ('skipped', 'undone') ORDER BY position""",
        (identifier,),
    )
    standing = [(EntryId(entry), Verb(verb)) for entry, verb in rows]
    decisions = [entry for entry, verb in standing if verb not in (Verb.PROPOSED, Verb.EDITED)]
    dropped = set(decisions[:-1])
    return tuple(entry for entry, _ in standing if entry not in dropped)


def _step(rooms: Rooms, row: Sequence[Any]) -> Step:
    entry, verb, at, member, fields, into, undoes, undone = row
    return Step(
        entry=EntryId(entry),
        verb=Verb(verb),
        at=str(at),
        member=MemberId(member),
        fields=json.loads(fields),
        private=_private(rooms, "private_steps", "entry", entry),
        into=ItemId(into) if into else None,
        undoes=EntryId(undoes) if undoes else None,
        undone=bool(undone),
    )


def _private(rooms: Rooms, table: str, key: str, value: str) -> dict[str, Any]:
    if rooms.names is None:
        return {}
    for (text,) in rooms.names.query(f"SELECT fields FROM {table} WHERE {key} = ?", (value,)):
        loaded: dict[str, Any] = json.loads(text)
        return loaded
    return {}
