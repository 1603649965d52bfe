"""Claims as reports of events."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from habeas.ids import ItemId
from habeas.linkage.events.claims import Place, event_of
from habeas.linkage.events.records import EventRecord
from habeas.linkage.place_levels import Level
from habeas.linkage.place_pairs import PART, SAME, WIDE, relation

TOWN = {"geonames": 7, "country": "XX", "iso3166_2": "XX-A", "approx_lat": 44.0, "approx_lon": 45.0}
PLACES: dict[str, Place] = {
    "town": ({"sort": "populated_place", "gazetteer": TOWN, "within": "region"}, "Zorgan"),
    "region": ({"sort": "admin1", "gazetteer": {"iso3166_2": "XX-A", "country": "XX"}, "within": "land"}, "Far Plain"),
    "land": ({"sort": "country", "gazetteer": {"iso3166_1": "XX"}, "within": "region"}, "Farland"),
    "by": ({"sort": "site", "relation": "near", "anchor": "town", "radius_km": [1, 15]}, "a barn"),
    "lost": ({"sort": "site", "relation": "near", "anchor": "erased"}, "a shed"),
}
CLAIM: Mapping[str, Any] = {
    "act": {"type": "arrest"},
    "time": {"earliest": "2024-03-01", "latest": "2024-03-31", "basis": "stated"},
    "place": {"entity": "town"},
    "victims": [
        {"entity": "anna"},
        {"entity": "bela", "count": {"minimum": 4, "qualifier": "at least"}},
        {"span": [1]},
    ],
    "perpetrators": [{"entity": "guards"}],
}


def _event(**other: object) -> EventRecord:
    return event_of(ItemId("c1"), "s1", {**CLAIM, **other}, person=lambda one: f"p-{one}", place=PLACES.get)


def test_event_of_whole_claim_has_everything() -> None:
    found = _event()

    assert (found.id, found.act, found.source) == ("c1", "arrest", "s1")
    assert found.days == (date(2024, 3, 1).toordinal(), date(2024, 3, 31).toordinal())
    assert found.people == {"p-anna", "p-bela"}
    assert found.perpetrators == {"p-guards"}
    assert (found.least, found.most) == (4, None)
    assert found.place is not None
    assert (found.place.level, found.place.latitude, found.place.gazetteer) == (Level.TOWN, 44.0, "geonames:7")


def test_event_of_places_of_claims_lie_to_each_other_as_the_record_says() -> None:
    town, region, land, by = (_event(place={"entity": name}).place for name in ("town", "region", "land", "by"))
    assert town and region and land and by

    assert relation(town, town) == SAME
    assert relation(town, region) == WIDE
    assert relation(town, land) == WIDE
    assert relation(town, by) == PART


def test_event_of_near_an_erased_place_is_the_site_alone() -> None:
    place = _event(place={"entity": "lost"}).place

    assert place is not None
    assert (place.name, place.near) == ("a shed", False)


@pytest.mark.parametrize(
    "time",
    [
        None,
        {},
        {"earliest": "2024-03-01"},
        {"earliest": "2024-03-01", "latest": "2023-03-01"},
        {"earliest": "2024-03-01", "latest": "2024-03-01", "year_unknown": True},
        {"earliest": "2024-03-01", "latest": "2024-03-01", "basis": "duration"},
        {"earliest": "spring", "latest": 7},
    ],
)
def test_event_of_time_that_says_no_days_is_none(time: object) -> None:
    assert _event(time=time).days is None


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        ({"value": 5}, (5, 5)),
        ({"value": 5, "qualifier": "about"}, (None, None)),
        ({"value": 5, "minimum": 5}, (5, None)),
        ({"value": 5, "maximum": 5}, (None, 5)),
        ({"minimum": 9, "maximum": 4}, (None, None)),
        ({"value": 5, "historical": True}, (None, None)),
        ({"value": -5}, (None, None)),
        ({"value": "many"}, (None, None)),
    ],
)
def test_event_of_numbers_are_what_the_text_counts(
    count: Mapping[str, object], expected: tuple[int | None, int | None]
) -> None:
    found = _event(victims=[{"entity": "anna", "count": count}])

    assert (found.least, found.most) == expected


@pytest.mark.parametrize("field", ["act", "time", "place", "victims", "perpetrators"])
@pytest.mark.parametrize("value", [None, 3, "words", [], {}, [None], {"entity": 5}, [{"entity": None}]])
def test_event_of_field_of_another_shape_is_as_none(field: str, value: object) -> None:
    assert _event(**{field: value}).id == "c1"
