"""Two places of reports."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from habeas.linkage.events.records import EventRecord
from habeas.linkage.geography import great_circle_km
from habeas.linkage.place_levels import EventPlace, Level
from habeas.linkage.place_pairs import ELSEWHERE, NEAR_BY, PART, SAME, SAME_RARE, WIDE, EventPlaces, relation


def _town(name: str, north: float | None = None, east: float | None = None, **other: object) -> EventPlace:
    return EventPlace(name=name, latitude=north, longitude=east, **other)  # type: ignore[arg-type]


REGION = EventPlace(name="Far Plain", level=Level.REGION)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (_town("Zorgan"), _town("Зорган"), SAME),
        (_town("Zorgan", 44.0, 45.0), _town("Zorgan", 44.01, 45.0), SAME),
        (_town("Zorgan", 44.0, 45.0), _town("Zorgan", 49.0, 45.0), ELSEWHERE),
        (_town("Zorgan"), _town("Zorgun"), NEAR_BY),
        (_town("Zorgan"), _town("Melavita"), ELSEWHERE),
        (_town("Zorgan", 44.0, 45.0), _town("Melavita", 44.2, 45.0), NEAR_BY),
        (_town("Zorgan", 44.0, 45.0), _town("Melavita", 46.0, 45.0), ELSEWHERE),
        (_town("Zorgan"), _town("Zorgan", near=True), PART),
        (_town("Old name", gazetteer="g7"), _town("New name", gazetteer="g7"), SAME),
        (_town("Zorgan", within=("Far Plain",)), REGION, WIDE),
        (_town("Zorgan"), REGION, -1),
        (REGION, REGION, WIDE),
        (_town("Zorgan", 44.0, 45.0), EventPlace(name="X", level=Level.REGION, latitude=44.5, longitude=45.0), WIDE),
        (_town("Zorgan", 44.0, 45.0), EventPlace(name="X", level=Level.REGION, latitude=48, longitude=45.0), ELSEWHERE),
        (EventPlace(name="school", level=Level.SITE, within=("Zorgan",)), _town("Зорган"), PART),
        (EventPlace(name="school", level=Level.SITE, within=("Zorgan",)), _town("Melavita"), ELSEWHERE),
        (
            EventPlace(name="school", level=Level.SITE, within=("Zorgan",)),
            EventPlace(name="market", level=Level.SITE, within=("Zorgan",)),
            PART,
        ),
    ],
)
def test_relation_of_two_places(one: EventPlace, other: EventPlace, expected: int) -> None:
    assert relation(one, other) == expected
    assert relation(other, one) == expected


@given(
    *[
        some.builds(
            EventPlace,
            id=some.sampled_from(["", "l1", "l2"]),
            name=some.sampled_from(["", "Zorgan", "Зорган", "Karst"]),
            level=some.sampled_from(Level),
            latitude=some.just(44.0),
            longitude=some.floats(-180, 180),
            near=some.booleans(),
            within=some.sampled_from([(), ("Karst",), ("l1",)]),
        )
    ]
    * 2
)
def test_relation_is_symmetric(one: EventPlace, other: EventPlace) -> None:
    assert relation(one, other) == relation(other, one)


def test_event_places_hamlet_is_rarer_than_capital() -> None:
    names = ["Capital"] * 500 + ["Hamlet"] * 2
    places = EventPlaces([_town(name) for name in names])

    levels = places.compare(np.asarray([0, 500, 0]), np.asarray([1, 501, 500]))

    assert levels.tolist() == [SAME, SAME_RARE, ELSEWHERE]


def test_event_places_ids_alone_compare_where_the_names_are_closed() -> None:
    records = [EventRecord(str(n), place=EventPlace(id=own)) for n, own in enumerate(["l1", "l1", "l2", ""])]

    levels = EventPlaces([record.place for record in records]).compare(np.asarray([0, 0, 0]), np.asarray([1, 2, 3]))

    assert levels[0] in (SAME, SAME_RARE)
    assert levels[1] == ELSEWHERE
    assert levels[2] == -1


@pytest.mark.parametrize(
    ("points", "km"),
    [((0.0, 0.0, 0.0, 180.0), 20015.1), ((0.0, 0.0, 1.0, 0.0), 111.2), ((60.0, 179.9, 60.0, -179.9), 11.12)],
)
def test_great_circle_known_distances(points: tuple[float, float, float, float], km: float) -> None:
    assert float(great_circle_km(*map(np.asarray, points))) == pytest.approx(km, rel=1e-3)
