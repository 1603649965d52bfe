import time

import pytest

from habeas.gazetteer.look_up import fold, look_up


@pytest.mark.parametrize("name", ["Argun", "Аргун", "ARGUN"])
def test_town_is_found_by_its_name_in_both_scripts(name):
    (hit,) = look_up(fold(name))
    assert (hit.kind, hit.country, hit.admin1, hit.geonames) == ("city", "RU", "12", "581126")


@pytest.mark.parametrize(
    "name", ["Chechnya", "Chechen Republic", "Чечня", "Чеченская Республика", "чеченский республика"]
)
def test_region_is_found_by_its_exonyms_and_by_base_forms(name):
    assert "RU-CE" in {hit.region for hit in look_up(fold(name))}


@pytest.mark.parametrize(("name", "code"), [("Russian Federation", "RU"), ("Германия", "DE"), ("Великобритания", "GB")])
def test_country_is_found_in_english_and_russian(name, code):
    assert [hit.country for hit in look_up(fold(name)) if hit.kind == "country"] == [code]


def test_own_name_of_a_town_hides_towns_that_may_be_called_so():
    assert {hit.country for hit in look_up(fold("Shali"))} == {"RU"}


@pytest.mark.parametrize("key", ["zemra", "", "a\tb", "\n", "\x00", "я" * 500])
def test_unknown_or_strange_key_finds_nothing(key):
    assert look_up(key) == ()


def test_folding_joins_spellings():
    assert fold("Achkhoy-Martan") == fold("achkhoy martan")
    assert fold("Йошкар-Ола") == "йошкар ола"
    assert fold("Лётчик") == fold("летчик")


def test_loading_and_a_hundred_names_take_little_cpu():
    look_up.cache_clear()
    started = time.process_time()
    for number in range(100):
        look_up(f"no such place {number}")
    assert time.process_time() - started < 1.0
