"""Keys are where they lie, whatever layout is on."""

import doctest

import pytest

from habeas.cli import asking


def test_by_place_examples() -> None:
    assert doctest.testmod(asking).failed == 0


@pytest.mark.parametrize("layout", asking.LAYOUTS)
def test_by_place_every_key_of_a_layout_is_its_own_latin_letter(layout: str) -> None:
    assert "".join(map(asking.by_place, layout)) == "qwertyuiopasdfghjklzxcvbnm"


def test_by_place_other_keys_stay_what_they_are() -> None:
    assert [asking.by_place(key) for key in ("?", "7", "ü", "")] == ["?", "7", "ü", ""]
