"""Paradigms: the dictionary's forms where it knows the word, the grammar's where it does not."""

import pytest

from habeas.names.ordinary import is_ordinary
from habeas.names.paradigms import cyrillic_forms


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("лев", "льва льву львом льве"),
        ("соловей", "соловья соловью соловьем"),
        ("перец", "перца перцу перцем"),
        ("исканов", "исканова исканову искановым исканове искановой искановых"),
        ("абдурахманова", "абдурахмановой абдурахманову"),
        ("юля", "юли юле юлю юлей юлин"),
        ("гриценко", "гриценка гриценку гриценком"),
        ("римскии", "римскии"),
        ("петровић", "петровића петровићу петровићем"),
    ],
)
def test_word_of_a_name_has_the_forms_of_its_paradigm(word: str, forms: str) -> None:
    assert set(forms.split()) <= cyrillic_forms(word)


def test_form_is_not_cut_by_length() -> None:
    assert not {"март", "марта", "маршрут", "марте"} & cyrillic_forms("марат")
    assert "новая" not in cyrillic_forms("новиков")


@pytest.mark.parametrize("word", "мороз мороза волк роза rose parked will царь".split())
def test_word_of_the_dictionary_is_ordinary(word: str) -> None:
    assert is_ordinary(word)


@pytest.mark.parametrize("word", "марат тимура наталья qzxv".split())
def test_word_that_is_only_a_name_or_nothing_is_not_ordinary(word: str) -> None:
    assert not is_ordinary(word)
