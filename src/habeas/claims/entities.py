"""People, groups and places: their names, and what the record says of them.

A profile is computed, never stored: it is the accepted claims, calls and statements in which the entity, or one that
was merged into it, has a role. Each line says which item it comes from, which source, according to whom and how sure
the text is. An entity has no fields of its own that say what it did or is: orientation, guilt, membership live in
claims.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from habeas.claims import look_up, search_index
from habeas.claims.model import ENTITIES, Item, Kind, Rooms, Status, mapping
from habeas.errors import NotFound
from habeas.ids import ItemId


@dataclass(frozen=True)
class ProfileLine:
    """One thing that is said of an entity."""

    item: ItemId
    kind: Kind
    role: str
    source: ItemId
    status: Status
    what: str
    """Code: type of act, type of action, or kind of statement."""
    stance: str
    """for | against"""
    attribution: ItemId | None
    """The entity whose word it is; None: the writer's."""
    attribution_mode: str
    modality: str
    edtf: str
    earliest: str
    latest: str
    confidence: float


@dataclass(frozen=True)
class Profile:
    """An entity with its names (empty where the names room is closed) and the lines of the record about it."""

    entity: ItemId
    kind: Kind
    status: Status
    sort: str
    names: tuple[str, ...]
    lines: tuple[ProfileLine, ...]
    also: tuple[ItemId, ...]
    """Entities that were merged into this one."""
    gazetteer: dict[str, object]


def profile(rooms: Rooms, entity: ItemId, *, statuses: Sequence[Status] = (Status.ACCEPTED,)) -> Profile:
    """What the record says of an entity; with other `statuses`, what is proposed too. Raises NotFound."""
    family = look_up.merged_into(rooms, look_up.resolved(rooms, entity))
    head = look_up.item(rooms, family[0])
    if head.kind not in ENTITIES:
        raise NotFound(f"{entity} is a {head.kind}, not a person, group or place")
    lines = [line for member in family for line in _lines(rooms, member, statuses)]
    return Profile(
        entity=head.id,
        kind=head.kind,
        status=status_of(rooms, head),
        sort=str(head.fields.get("sort") or ""),
        names=names_of(rooms, head.id),
        lines=tuple(lines),
        also=family[1:],
        gazetteer=dict(mapping(head.fields.get("gazetteer"))),
    )


def names_of(rooms: Rooms, entity: ItemId, *, described: bool = True) -> tuple[str, ...]:
    """Every name and alias, of the entity and of those merged into it, each once; empty where the names room is closed.

    Where `described`, words that only describe ("a former prisoner") come last. This is what publication blacks out
    and searches for: a name that is missing here is a name that gets out.
    """
    if rooms.names is None:
        return ()
    family = look_up.merged_into(rooms, look_up.resolved(rooms, entity))
    every = [search_index.names_of(rooms.names, member, described=described) for member in family]
    return tuple(dict.fromkeys(name for names in every for name in names))


@dataclass(frozen=True)
class Summary:
    """What a list shows of an entity beside its own row."""

    names: tuple[str, ...]
    """Of the entity and of those merged into it; empty where the names room is closed."""
    status: Status
    items: int
    """In how many claims, calls, statements and places it has a role."""


def summaries(rooms: Rooms, entities: Collection[Item]) -> dict[ItemId, Summary]:
    """Of many entities at once: a page of a hundred asks a handful of questions.

    1. what each was merged into, and all that were  2. their names  3. who is in something accepted  4. how many items
    """
    own = [it.id for it in entities]
    heads = look_up.resolved_all(rooms, own)  # 1
    families = look_up.families(rooms, {*heads.values(), *own})
    names = all_names(rooms, {member for head in heads.values() for member in families[head]})  # 2
    accepted = look_up.with_accepted_role(rooms, {member for one in own for member in families[one]})  # 3
    numbers = look_up.how_many_items(rooms, own)  # 4
    return {
        it.id: Summary(
            tuple(dict.fromkeys(name for member in families[heads[it.id]] for name in names.get(member, ()))),
            Status.ACCEPTED if it.status is Status.PROPOSED and not accepted.isdisjoint(families[it.id]) else it.status,
            numbers.get(it.id, 0),
        )
        for it in entities
    }


def first_names(rooms: Rooms, entities: Collection[ItemId]) -> dict[ItemId, str]:
    """Of many entities the name each goes by, as `names_of` has it first; those without one are left out."""
    heads = look_up.resolved_all(rooms, entities)
    families = look_up.families(rooms, set(heads.values()))
    names = all_names(rooms, {member for family in families.values() for member in family})
    every = {head: [name for member in family for name in names.get(member, ())] for head, family in families.items()}
    return {entity: every[head][0] for entity, head in heads.items() if every[head]}


def all_names(rooms: Rooms, entities: Collection[ItemId]) -> dict[ItemId, list[str]]:
    """The names of each of these rows alone, whatever they were merged into."""
    found: dict[ItemId, list[str]] = {}
    if rooms.names is not None:
        for some in look_up.in_chunks(list(entities)):
            found |= search_index.names_of_all(rooms.names, some)
    return found


def registry(rooms: Rooms, kinds: Sequence[Kind] = (Kind.PERSON,)) -> dict[ItemId, tuple[str, ...]]:
    """All entities of these kinds that have a name and are not merged or rejected, and every name each goes by."""
    found = look_up.items(rooms, kinds, statuses=(Status.PROPOSED, Status.ACCEPTED))
    named = ((it.id, names_of(rooms, it.id, described=False)) for it in found)
    return {entity: names for entity, names in named if names}


def status_of(rooms: Rooms, entity: Item) -> Status:
    """An entity is accepted when a person accepted it, or accepted something in which it has a role."""
    if entity.status is not Status.PROPOSED:
        return entity.status
    family = look_up.merged_into(rooms, entity.id)
    return Status.ACCEPTED if look_up.with_accepted_role(rooms, family) else Status.PROPOSED


def _lines(rooms: Rooms, entity: ItemId, statuses: Sequence[Status]) -> Iterator[ProfileLine]:
    roles = look_up.roles_of(rooms, entity)
    found = look_up.these(rooms, {identifier for identifier, _ in roles})
    for identifier, role in roles:
        it = found[identifier]
        if it.status in statuses and it.kind not in ENTITIES:
            yield _line(it, role)


def _line(it: Item, role: str) -> ProfileLine:
    time, attribution = mapping(it.fields.get("time")), mapping(it.fields.get("attribution")).get("entity")
    confidence = it.fields.get("confidence")
    return ProfileLine(
        item=it.id,
        kind=it.kind,
        role=role,
        source=it.source,
        status=it.status,
        what=what(it),
        stance=str(it.fields.get("stance") or "for"),
        attribution=ItemId(attribution) if isinstance(attribution, str) else None,
        attribution_mode=str(it.fields.get("attribution_mode") or ""),
        modality=str(it.fields.get("modality") or ""),
        edtf=str(time.get("edtf") or ""),
        earliest=str(time.get("earliest") or ""),
        latest=str(time.get("latest") or ""),
        confidence=float(confidence) if isinstance(confidence, int | float) else 0.0,
    )


def what(it: Item) -> str:
    """The code that says what an item is about."""
    match it.kind:
        case Kind.CLAIM:
            return str(mapping(it.fields.get("act")).get("type") or "")
        case Kind.CALL:
            return str(it.fields.get("action_type") or "")
        case Kind.STATEMENT:
            return str(it.fields.get("kind") or "")
        case _:
            return str(it.fields.get("sort") or "")
