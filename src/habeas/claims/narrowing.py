"""Which part of the queue a person wants to see, and doubles one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from habeas.claims import disputes, look_up
from habeas.claims.entities import what
from habeas.claims.model import Item, Rooms
from habeas.claims.roles import roles_in
from habeas.ids import ItemId

Double = tuple[object, ...]


@dataclass(frozen=True)
class Narrowed:
    """What is left empty excludes none. Entities that people merged count as one."""

    source: ItemId | None = None
    act: str = ""
    """The code of an act, a demand or a kind of statement."""
    person: ItemId | None = None
    """A person or group in any role."""
    place: ItemId | None = None
    list: ItemId | None = None
    """Somebody in it is a row of this list."""
    confidence: tuple[float, float] = (0.0, 1.0)
    """At least, at most. What a person put in has none, and counts as 1."""

    def fits(self, rooms: Rooms, it: Item) -> bool:
        """Whether an item is among those wanted."""
        low, high = self.confidence
        sure = it.fields.get("confidence")
        entities = [entity for _, entity in roles_in(it.kind, it.fields)]
        return (
            (not self.act or what(it) == self.act)
            and low <= (sure if isinstance(sure, int | float) else 1.0) <= high
            and all(_among(rooms, wanted, entities) for wanted in (self.person, self.place) if wanted)
            and (self.list is None or self.list in _lists(rooms, entities))
        )


def queue(rooms: Rooms, narrowed: Narrowed) -> tuple[ItemId, ...]:
    """What waits for a decision and is wanted; what says the same of the same people comes right after the first."""
    waiting = disputes.queue(rooms, source=narrowed.source)
    found = look_up.these(rooms, waiting)
    wanted = [found[one] for one in waiting if one in found and narrowed.fits(rooms, found[one])]
    places: dict[Double, int] = {}
    order = {it.id: places.setdefault(_double(rooms, it), number) for number, it in enumerate(wanted)}
    return tuple(it.id for it in sorted(wanted, key=lambda it: order[it.id]))


def _double(rooms: Rooms, it: Item) -> Double:
    """What makes two look like one: the same thing said of the same people. Of nobody: it is like no other."""
    roles = ("victim", "addressee", "speaker", "caller")
    who = {look_up.resolved(rooms, entity) for role, entity in roles_in(it.kind, it.fields) if role in roles}
    return (it.kind, what(it), frozenset(who), it.skips) if who else (it.id,)


def _among(rooms: Rooms, wanted: ItemId, entities: Sequence[ItemId]) -> bool:
    head = look_up.resolved(rooms, wanted)
    return any(look_up.resolved(rooms, entity) == head for entity in entities)


def _lists(rooms: Rooms, entities: Sequence[ItemId]) -> set[object]:
    return {it.fields.get("list") for it in look_up.these(rooms, entities).values()}
