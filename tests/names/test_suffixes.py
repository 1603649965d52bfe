"""Endings of languages whose dictionaries are not here."""

import pytest

from habeas.names.letters import alphabets, humps
from habeas.names.suffixes import latin_stems, without_prefix


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("marek", "marka markowi markiem"),
        ("kowalska", "kowalskiej kowalskie"),
        ("monika", "monice moniki"),
        ("robert", "robercie roberta"),
        ("karel", "karla karlovi"),
        ("aleksandar", "aleksandra aleksandru"),
        ("ahmet", "ahmetin ahmedi ahmete"),
        ("jovana", "jovanin jovane"),
    ],
)
def test_form_is_a_stem_with_an_ending_of_its_declension(word: str, said: str) -> None:
    stems = list(latin_stems(word))
    for form in said.split():
        assert any(form.startswith(stem) and form[len(stem) :] in endings for stem, endings in stems), form


@pytest.mark.parametrize("form", ["markizowi", "marketing", "mareks0n"])
def test_longer_word_is_no_form(form: str) -> None:
    assert not any(form.startswith(stem) and form[len(stem) :] in endings for stem, endings in latin_stems("marek"))


def test_what_is_written_together_with_a_word_is_taken_off() -> None:
    assert "زينب" in set(without_prefix("ولزينب"))
    assert "יוסף" in set(without_prefix("ליוסף"))
    assert "አበበ" in set(without_prefix("ለአበበ"))


def test_word_of_two_alphabets_is_read_in_both() -> None:
    assert "bostan" in alphabets("bоstan") and alphabets("bostan") == ()
    assert "сомов" in alphabets("cомов")


def test_camel_case_is_cut_at_its_humps() -> None:
    assert [("RahimBostan"[a:b]) for a, b in humps("RahimBostan")] == ["Rahim", "Bostan"]
    assert humps("Bostan") == []
