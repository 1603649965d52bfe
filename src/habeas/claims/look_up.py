"""The tables of this stage -> items, histories, the queue of a review. Reads only.

Every function takes `rooms` (a Ledger): where `rooms.names` is None the answers are the same, without their private
part.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from habeas.claims.model import SAYINGS, Item, Kind, Rooms, Status, Step, Verb
from habeas.errors import NotFound
from habeas.ids import EntryId, ItemId, MemberId

Value = TypeVar("Value")
CHUNK: Final = 500
"""Items asked for in one question: SQLite takes more, and this many are as fast for each as all at once."""
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
    return next(_items(rooms, rows), None)


def these(rooms: Rooms, identifiers: Collection[ItemId]) -> dict[ItemId, Item]:
    """Many items at once, by id; those that are not there are left out."""
    found: dict[ItemId, Item] = {}
    for some in in_chunks(list(identifiers)):
        rows = rooms.record.query(f"SELECT {COLUMNS} FROM items WHERE id IN ({_marks(some)})", tuple(some))
        found |= {it.id: it for it in _items(rooms, rows)}
    return found


def items(
    rooms: Rooms,
    kinds: Sequence[Kind] = SAYINGS,
    *,
    source: ItemId | None = None,
    statuses: Sequence[Status] = tuple(Status),
    start: int = 0,
    most: int | None = None,
) -> Iterator[Item]:
    """Items of these kinds, in the order in which they were proposed; a page of them: `most`, after the first `start`.

    Asks three questions for each `CHUNK` of items, not for each item.
    """
    where, values = f"kind IN ({_marks(kinds)})", [kind.value for kind in kinds]
    if set(statuses) != set(Status):  # where all are wanted the index by kind and position gives them in order
        where, values = f"{where} AND status IN ({_marks(statuses)})", [*values, *(one.value for one in statuses)]
    if source is not None:
        where, values = where + " AND source = ?", [*values, source]
    page: tuple[int, ...] = () if most is None and not start else (-1 if most is None else most, start)
    limit = " LIMIT ? OFFSET ?" if page else ""
    asked = f"SELECT {COLUMNS} FROM items WHERE {where} ORDER BY position{limit}"
    for rows in in_chunks(rooms.record.query(asked, (*values, *page))):
        yield from _items(rooms, rows)


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
    private: dict[str, dict[str, Any]] = {}
    for some in in_chunks([row[0] for row in rows]):
        private |= _private(rooms, "private_steps", "entry", some)
    return tuple(_step(row, private) for row in rows)


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


def resolved_all(rooms: Rooms, identifiers: Collection[ItemId]) -> dict[ItemId, ItemId]:
    """`resolved` for many: each step of the merges is asked for all of them together."""
    now = {identifier: identifier for identifier in identifiers}
    seen = {identifier: {identifier} for identifier in identifiers}
    while True:
        onward = _merged_onward(rooms, set(now.values()))
        moving = {one: onward[end] for one, end in now.items() if end in onward and onward[end] not in seen[one]}
        if not moving:
            return now
        now |= moving
        for one, end in moving.items():
            seen[one].add(end)


def _merged_onward(rooms: Rooms, identifiers: Collection[ItemId]) -> dict[ItemId, ItemId]:
    """Merged item -> what it was merged into, where that is there."""
    found: dict[ItemId, ItemId] = {}
    for some in in_chunks(list(identifiers)):
        rows = rooms.record.query(
            f"""SELECT items.id, other.id FROM items JOIN items AS other ON other.id = items.into_item
                WHERE items.id IN ({_marks(some)}) AND items.status = 'merged'""",
            tuple(some),
        )
        found |= {ItemId(one): ItemId(other) for one, other in rows}
    return found


def merged_into(rooms: Rooms, identifier: ItemId) -> tuple[ItemId, ...]:
    """The item and everything that was merged into it, directly or by way of others."""
    family = [identifier]
    for member in family:
        rows = rooms.record.query(
            "SELECT id FROM items WHERE into_item = ? AND status = 'merged' ORDER BY position", (member,)
        )
        family += [ItemId(found) for (found,) in rows if found not in family]
    return tuple(family)


def families(rooms: Rooms, heads: Collection[ItemId]) -> dict[ItemId, list[ItemId]]:
    """`merged_into` for many: one question for each step of the merges."""
    family = {head: [head] for head in heads}
    newest = {head: {head} for head in heads}
    while any(newest.values()):
        below: dict[ItemId, list[ItemId]] = {}
        for some in in_chunks(sorted(set().union(*newest.values()))):
            rows = rooms.record.query(
                f"""SELECT into_item, id FROM items WHERE into_item IN ({_marks(some)}) AND status = 'merged'
                    ORDER BY position""",
                tuple(some),
            )
            for into, merged in rows:
                below.setdefault(ItemId(into), []).append(ItemId(merged))
        for head, last in newest.items():
            found = [one for member in last for one in below.get(member, ()) if one not in family[head]]
            family[head] += found
            newest[head] = set(found)
    return family


def with_accepted_role(rooms: Rooms, entities: Collection[ItemId]) -> set[ItemId]:
    """Those of the entities to whom an accepted claim, call or statement gives a role.

    CROSS JOIN: SQLite keeps its order. Left to choose it begins with everything that was accepted.
    """
    found: set[ItemId] = set()
    for some in in_chunks(list(entities)):
        rows = rooms.record.query(
            f"""SELECT DISTINCT entity FROM item_roles CROSS JOIN items ON items.id = item_roles.item
                WHERE entity IN ({_marks(some)}) AND items.status = 'accepted'
                  AND items.kind IN ('claim', 'call', 'statement')""",
            tuple(some),
        )
        found |= {ItemId(entity) for (entity,) in rows}
    return found


def how_many_items(rooms: Rooms, entities: Collection[ItemId]) -> dict[ItemId, int]:
    """In how many items each entity (not those merged into it) has a role."""
    found: dict[ItemId, int] = {}
    for some in in_chunks(list(entities)):
        rows = rooms.record.query(
            f"""SELECT entity, count(DISTINCT item) FROM item_roles JOIN items ON items.id = item_roles.item
                WHERE entity IN ({_marks(some)}) GROUP BY entity""",
            tuple(some),
        )
        found |= {ItemId(entity): int(number) for entity, number in rows}
    return found


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


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def in_chunks(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """As many at a time as one question to the database may hold."""
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def _items(rooms: Rooms, rows: Sequence[Sequence[Any]]) -> Iterator[Item]:
    """Rows of COLUMNS -> items, in their order. At most CHUNK of them."""
    identifiers = [row[0] for row in rows]
    entries, private = _entries_in_force(rooms, identifiers), _private(rooms, "private", "id", identifiers)
    for identifier, kind, source, status, fields, into, skips, edited in rows:
        yield Item(
            id=ItemId(identifier),
            kind=Kind(kind),
            source=ItemId(source),
            status=Status(status),
            fields=json.loads(fields),
            private=private.get(identifier, {}),
            into=ItemId(into) if into else None,
            skips=int(skips),
            edited=bool(edited),
            entries=entries.get(identifier, ()),
        )


def _entries_in_force(rooms: Rooms, identifiers: Sequence[str]) -> dict[str, tuple[EntryId, ...]]:
    """For each item: proposal and edits that stand, and of the decisions that stand the last."""
    rows = rooms.record.query(
        f"""SELECT item, entry, verb FROM steps
            WHERE item IN ({_marks(identifiers)}) AND NOT undone AND verb NOT IN ('skipped', 'undone')
            ORDER BY item, position""",
        tuple(identifiers),
    )
    found: dict[str, list[tuple[EntryId, Verb]]] = {}
    for item_, entry, verb in rows:
        found.setdefault(item_, []).append((EntryId(entry), Verb(verb)))
    return {item_: _in_force(steps) for item_, steps in found.items()}


def _in_force(steps: Sequence[tuple[EntryId, Verb]]) -> tuple[EntryId, ...]:
    decisions = [entry for entry, verb in steps if verb not in (Verb.PROPOSED, Verb.EDITED)]
    dropped = set(decisions[:-1])
    return tuple(entry for entry, _ in steps if entry not in dropped)


def _step(row: Sequence[Any], private: Mapping[str, dict[str, Any]]) -> Step:
    entry, verb, at, member, fields, into, undoes, undone = row
    return Step(
        entry=EntryId(entry),
        verb=Verb(verb),
        at=str(at),
        member=MemberId(member),
        fields=json.loads(fields),
        private=private.get(entry, {}),
        into=ItemId(into) if into else None,
        undoes=EntryId(undoes) if undoes else None,
        undone=bool(undone),
    )


def _private(rooms: Rooms, table: str, key: str, values: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Names parts by id; nothing where the names room is closed."""
    if rooms.names is None:
        return {}
    asked = f"SELECT {key}, fields FROM {table} WHERE {key} IN ({_marks(values)})"
    return {value: json.loads(text) for value, text in rooms.names.query(asked, tuple(values))}
