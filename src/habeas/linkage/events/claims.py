"""A claim as the record holds it -> a report of an event. Pure: whoever calls it looks places and people up.

    1 act: the code of the claim's type of act
    2 time: first and last day; a day without its year, or how long something lasted, is no time
    3 place: the place entity, with what it lies in; "near X" is X, near
    4 people: victims and perpetrators by id, as person linkage joined them
    5 numbers: what the text counts as victims; "at least" has no upper end

A claim that it did *not* happen (stance "against") speaks of the same event, and is linked with it. Whether a claim is
of something that happened at all (modality) is for the caller to decide.
"""

from collections.abc import Callable, Mapping
from typing import Any

from habeas.claims.model import mapping, mappings
from habeas.ids import ItemId
from habeas.linkage.days import days_of
from habeas.linkage.events.records import EventRecord
from habeas.linkage.place_levels import EventPlace, Level

_LEVELS = {
    "country": Level.COUNTRY,
    "admin1": Level.REGION,
    "area": Level.DISTRICT,
    "populated_place": Level.TOWN,
    "site": Level.SITE,
}
_GAZETTEER = ("geonames", "iso3166_2", "iso3166_1")
_NO_TIME = ("year_unknown", "duration")
Place = tuple[Mapping[str, Any], str]
"""Record fields of a place entity, and its name (empty where the names room is closed)."""


def event_of(
    item: ItemId,
    source: str,
    fields: Mapping[str, Any],
    *,
    person: Callable[[str], str],
    place: Callable[[str], Place | None],
) -> EventRecord:
    """The report of a claim. `person`: entity -> the person it was joined into; `place`: entity -> what it is."""
    victims, perpetrators = mappings(fields.get("victims")), mappings(fields.get("perpetrators"))
    where = mapping(fields.get("place")).get("entity")
    days = _days(mapping(fields.get("time")))
    least, most = _numbers(victims)
    return EventRecord(
        item,
        str(mapping(fields.get("act")).get("type") or ""),
        days and days[0],
        days and days[1],
        place_of_entity(where, place) if isinstance(where, str) else None,
        _individuals(victims, person),
        _individuals(perpetrators, person),
        least,
        most,
        source,
    )


def place_of_entity(entity: str, place: Callable[[str], Place | None]) -> EventPlace | None:
    """3 None where the entity is not there any more."""
    found = place(entity)
    if found is None:
        return None
    fields, name = found
    anchor = fields.get("anchor")
    if isinstance(anchor, str) and fields.get("relation") and (known := place(anchor)) is not None:
        return _placed(anchor, *known, place, near=True, radius=_radius(fields))
    return _placed(entity, fields, name, place)


def _placed(
    entity: str,
    fields: Mapping[str, Any],
    name: str,
    place: Callable[[str], Place | None],
    *,
    near: bool = False,
    radius: float | None = None,
) -> EventPlace:
    known = mapping(fields.get("gazetteer"))
    point = known.get("approx_lat"), known.get("approx_lon")
    numbers = [float(part) for part in point if isinstance(part, int | float)]
    gazetteer = next((f"{key}:{known[key]}" for key in _GAZETTEER if key in known), "")
    return EventPlace(
        id=entity,
        name=name,
        level=_LEVELS.get(str(fields.get("sort")), Level.TOWN),
        gazetteer=gazetteer,
        latitude=numbers[0] if len(numbers) == 2 else None,
        longitude=numbers[1] if len(numbers) == 2 else None,
        radius_km=radius,
        near=near,
        within=_within(fields, place),
    )


def _within(fields: Mapping[str, Any], place: Callable[[str], Place | None]) -> tuple[str, ...]:
    """Ids, gazetteer ids and names of what it lies in, and of what that lies in."""
    found: list[str] = []
    seen: set[str] = set()
    entity = fields.get("within")
    while isinstance(entity, str) and entity not in seen and (outer := place(entity)) is not None:
        seen.add(entity)
        known = mapping(outer[0].get("gazetteer"))
        found += [entity, *(f"{key}:{known[key]}" for key in _GAZETTEER[:1] if key in known), *filter(None, [outer[1]])]
        entity = outer[0].get("within")
    own = mapping(fields.get("gazetteer"))
    region = [f"iso3166_2:{own['iso3166_2']}"] if "iso3166_2" in own and "geonames" in own else []
    country = [f"iso3166_1:{own['country']}"] if "country" in own else []
    return tuple(dict.fromkeys((*found, *region, *country)))


def _radius(fields: Mapping[str, Any]) -> float | None:
    """The outer edge of the ring."""
    ring = fields.get("radius_km")
    widest = ring[-1] if isinstance(ring, list | tuple) and ring else None
    return float(widest) if isinstance(widest, int | float) and 0 <= widest <= 20_000 else None


def _days(time: Mapping[str, Any]) -> tuple[int, int] | None:
    """2 First and last day; None where one is open or the text does not say when."""
    if time.get("year_unknown") or time.get("basis") in _NO_TIME:
        return None
    first, last = (days_of(str(time.get(key) or "")) for key in ("earliest", "latest"))
    return (first[0], last[1]) if first and last and first[0] <= last[1] else None


def _individuals(participants: tuple[Mapping[str, Any], ...], person: Callable[[str], str]) -> frozenset[str]:
    return frozenset(person(one["entity"]) for one in participants if isinstance(one.get("entity"), str))


def _numbers(victims: tuple[Mapping[str, Any], ...]) -> tuple[int | None, int | None]:
    """5 Of the first victims that are counted; None, None where nobody counts."""
    for one in victims:
        count = mapping(one.get("count"))
        given = [count.get(key) for key in ("value", "minimum", "maximum")]
        if count.get("historical") or not any(isinstance(number, int) for number in given):
            continue
        value, low, high = (number if isinstance(number, int) and number >= 0 else None for number in given)
        exact = value if low is None and high is None and not count.get("qualifier") else None
        least, most = (exact if low is None else low), (exact if high is None else high)
        return (least, most) if least is None or most is None or least <= most else (None, None)
    return None, None
