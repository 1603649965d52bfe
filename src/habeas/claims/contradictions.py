"""Claims against beside claims for, and accounts that differ.

Nothing here decides who is right, and nothing is overwritten: two accounts stay two claims. What is shown side by side:

    against   a claim of the same act, about a shared victim, perpetrator or town or site, whose text says that it did
    not
    happen
    denials   a statement of denial by someone who is a perpetrator in the claim
    differs   another voice's claim of the same act about the same victims that gives another time, place or number

Entities that people merged count as one. Rejected and merged claims are left out; proposed ones are shown as proposed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from habeas.claims import look_up
from habeas.claims.entities import what
from habeas.claims.model import Item, Kind, Rooms, Status, mapping, mappings
from habeas.claims.roles import roles_in
from habeas.errors import UsageProblem
from habeas.ids import ItemId

WIDE = ("country", "admin1", "unknown")
"""Sorts of place so wide that two acts there need not have anything to do with each other."""
OPEN = (Status.PROPOSED, Status.ACCEPTED)


@dataclass(frozen=True)
class Beside:
    """What stands beside one claim."""

    claim: ItemId
    agree: tuple[ItemId, ...]
    """Other claims of the same act and stance, about a shared victim, perpetrator or place."""
    against: tuple[ItemId, ...]
    """The same act with the opposite stance."""
    denials: tuple[ItemId, ...]
    differs: tuple[tuple[ItemId, str], ...]
    """(claim, what differs: time | place | count), among those that agree."""

    @property
    def contradicted(self) -> bool:
        """Whether something is said against it, or told otherwise elsewhere."""
        return bool(self.against or self.denials or self.differs)


def beside(rooms: Rooms, identifier: ItemId) -> Beside:
    """What stands beside a claim. Raises NotFound, UsageProblem for anything but a claim."""
    claim = look_up.item(rooms, identifier)
    if claim.kind is not Kind.CLAIM:
        raise UsageProblem(f"{identifier} is a {claim.kind}; only claims stand for or against something")
    own = _roles(rooms, claim)
    agree: list[Item] = []
    against: list[ItemId] = []
    denials: list[ItemId] = []
    for other, roles in _sharing(rooms, claim, own):
        if other.kind is Kind.STATEMENT:
            speaks = {entity for role, entity in roles if role == "speaker"}
            if other.fields.get("kind") == "denial" and speaks & {
                entity for role, entity in own if role == "perpetrator"
            }:
                denials.append(other.id)
        elif what(other) == what(claim) and _shares_a_role(own, roles):
            if other.fields.get("stance") == claim.fields.get("stance"):
                agree.append(other)
            else:
                against.append(other.id)
    differs = [(other.id, difference) for other in agree for difference in _differences(rooms, claim, other)]
    return Beside(identifier, tuple(other.id for other in agree), tuple(against), tuple(denials), tuple(differs))


def contradicted(rooms: Rooms) -> Iterator[Beside]:
    """All claims that something stands against, or that another account tells otherwise."""
    for claim in look_up.items(rooms, (Kind.CLAIM,), statuses=OPEN):
        found = beside(rooms, claim.id)
        if found.contradicted:
            yield found


Roles = frozenset[tuple[str, ItemId]]


def _roles(rooms: Rooms, it: Item) -> Roles:
    roles = frozenset((role, look_up.resolved(rooms, entity)) for role, entity in roles_in(it.kind, it.fields))
    return frozenset((role, entity) for role, entity in roles if role != "place" or _is_narrow(rooms, entity))


def _is_narrow(rooms: Rooms, place: ItemId) -> bool:
    found = look_up.find(rooms, place)
    return found is not None and found.fields.get("sort") not in WIDE


def _sharing(rooms: Rooms, claim: Item, own: Roles) -> Iterator[tuple[Item, Roles]]:
    """Other open claims and statements in which one of the claim's entities has a role, in order of proposal."""
    found: dict[ItemId, None] = {}
    for _, entity in sorted(own):
        for member in look_up.merged_into(rooms, entity):
            found.update((identifier, None) for identifier, _ in look_up.roles_of(rooms, member))
    found.pop(claim.id, None)
    for identifier in found:
        other = look_up.item(rooms, identifier)
        if other.status in OPEN and other.kind in (Kind.CLAIM, Kind.STATEMENT):
            yield other, _roles(rooms, other)


def _shares_a_role(one: Roles, other: Roles) -> bool:
    return any(role in ("victim", "perpetrator", "place") for role, _ in one & other)


def _differences(rooms: Rooms, claim: Item, other: Item) -> Iterator[str]:
    """Where both say something and it is not the same."""
    if _voice(rooms, claim) == _voice(rooms, other) and claim.source == other.source:
        return
    if _apart(mapping(claim.fields.get("time")), mapping(other.fields.get("time"))):
        yield "time"
    places = [{entity for role, entity in _roles(rooms, it) if role == "place"} for it in (claim, other)]
    if all(places) and not places[0] & places[1]:
        yield "place"
    numbers = [
        [mapping(v.get("count")).get("value") for v in mappings(it.fields.get("victims"))] for it in (claim, other)
    ]
    said = [{number for number in found if number is not None} for found in numbers]
    if all(said) and said[0] != said[1]:
        yield "count"


def _voice(rooms: Rooms, it: Item) -> object:
    entity = mapping(it.fields.get("attribution")).get("entity")
    return look_up.resolved(rooms, ItemId(entity)) if isinstance(entity, str) else None


def _apart(one: object, other: object) -> bool:
    """Whether two intervals have no day in common. Open or unknown ends exclude nothing."""
    first, second = mapping(one), mapping(other)
    pairs = ((first.get("latest"), second.get("earliest")), (second.get("latest"), first.get("earliest")))
    return any(isinstance(end, str) and isinstance(start, str) and end < start for end, start in pairs)
