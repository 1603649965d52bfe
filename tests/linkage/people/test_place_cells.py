"""Cells that name a place, with the gazetteer of the package."""

import numpy as np
import pytest

from habeas.gazetteer.look_up import fold, look_up
from habeas.linkage.people.link import link
from habeas.linkage.people.place_cells import place_comparison, place_of
from habeas.linkage.people.records import gathered
from habeas.linkage.people.scoring import close_comparisons
from habeas.linkage.place_levels import Level
from habeas.linkage.place_pairs import ELSEWHERE, NEAR_BY, PART, SAME, SAME_RARE, WIDE, relation


def _known(name: str) -> tuple:  # type: ignore[type-arg]
    return look_up(fold(name))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Grozny", "г. Грозный", SAME),
        ("near Grozny", "Грозный", PART),
        ("Грозненский", "Aleppo", ELSEWHERE),
        ("Aleppo", "Homs", ELSEWHERE),
        ("Aleppo", "Aleppo Governorate", WIDE),
        ("Чеченская Республика", "Chechnya region", WIDE),
        ("Village of Nowhereabad", "Nowhereabad", SAME),
        ("Nowhereabad", "Nowhereabat", NEAR_BY),
        ("Gudermes, Chechnya", "Chechnya region", WIDE),
    ],
)
def test_place_of_two_cells_as_lists_write_them(one: str, other: str, expected: int) -> None:
    assert relation(place_of(one, _known), place_of(other, _known)) == expected


def test_place_of_a_name_that_several_towns_bear_has_no_point() -> None:
    place = place_of("Springfield", _known)

    assert place.latitude is None
    assert place.gazetteer == ""


@pytest.mark.parametrize(("cell", "level"), [("Aleppo", Level.TOWN), ("Aleppo district", Level.DISTRICT)])
def test_place_of_level_is_what_the_cell_says(cell: str, level: Level) -> None:
    assert place_of(cell, _known).level is level


@pytest.mark.parametrize("cell", [",", "near", "г.", "...", " , ,", "region", "\u200f"])
def test_place_of_a_cell_of_nothing_but_signs_never_breaks(cell: str) -> None:
    assert place_of(cell, _known).level in Level


def test_place_comparison_empty_cells_are_nothing_to_compare() -> None:
    start, compare = place_comparison("place", ["Aleppo", "", "Aleppo"], _known)

    levels = compare(np.asarray([0, 0]), np.asarray([1, 2]))

    assert levels[0] == -1
    assert 0 <= levels[1] < len(start.m)


def test_close_comparisons_gazetteer_changes_places_alone() -> None:
    records = gathered([("a", (["full_name", "place", "sex"], [["Selim Malik", "Aleppo", "m"]] * 3))])

    plain, placed = close_comparisons(records), close_comparisons(records, _known)

    assert [start.name for start, _ in plain] == [start.name for start, _ in placed]
    changed = [a.name for (a, _), (b, _) in zip(plain, placed, strict=True) if a != b]
    assert changed == ["place"]


def test_close_comparisons_gazetteer_knows_a_town_by_two_names() -> None:
    cells = ["Beijing", "Пекин", "Damascus", *["Aleppo"] * 200]
    records = gathered([("a", (["full_name", "place"], [["Selim Malik", cell] for cell in cells]))])
    left, right = np.asarray([0, 0]), np.asarray([1, 2])

    (_, plain), (_, placed) = (
        next(one for one in described if one[0].name == "place")
        for described in (close_comparisons(records), close_comparisons(records, _known))
    )

    assert plain(left, right).max() <= 1
    assert placed(left, right).tolist() == [SAME_RARE, ELSEWHERE]


def test_link_gazetteer_given_is_asked() -> None:
    asked: list[str] = []
    rows = [["Selim Malik", "Aleppo"], ["Selim Malik", "near Homs"], ["Zaur Bekov", ""]]

    def look(name: str) -> tuple:  # type: ignore[type-arg]
        asked.append(name)
        return _known(name)

    link(gathered([("a", (["full_name", "place"], [*rows]))]), gazetteer=look)

    assert {"Aleppo", "Homs"} <= set(asked)
