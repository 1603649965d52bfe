import tomllib
import unicodedata
from importlib.resources import files
from pathlib import Path

import pytest

from habeas.claims import words
from habeas.claims.words import LANGUAGES, LISTS, Word, built_in
from habeas.errors import UsageProblem
from tests.world import World

CLOSED = tomllib.loads((files("habeas.extraction") / "words" / "closed_lists.toml").read_text(encoding="utf-8"))
DISBARMENT = Word("act_types", "disbarment", {"en": "disbarment", "ru": "лишение статуса"}, maps_to="dismissal")


@pytest.mark.parametrize("name", LISTS)
def test_every_word_has_a_label_in_five_languages(name: str) -> None:
    for word in built_in(name).values():
        assert set(word.labels) == set(LANGUAGES), word.code
        assert all(label == unicodedata.normalize("NFC", label.strip()) and label for label in word.labels.values())
        assert any("CYRILLIC" in unicodedata.name(letter, "") for letter in word.labels["ru"]), word.code
        assert any("ARABIC" in unicodedata.name(letter, "") for letter in word.labels["ar"]), word.code


def test_the_closed_lists_of_extraction_are_all_here_and_nothing_else_is() -> None:
    assert list(built_in("act_types")) == list(CLOSED["act_types"])
    for name in ("methods", "action_types", "attribution_modes", "modalities"):
        assert list(built_in(name)) == CLOSED["words"][name]


def test_huridocs_codes_of_acts_are_those_of_the_closed_list() -> None:
    for word, code in CLOSED["act_types"].items():
        assert built_in("act_types")[word].huridocs == (f"04:{code}" if code else "")


def test_the_ladders_are_those_of_the_vault() -> None:
    from habeas.vault.model import Consent, Reliability

    assert list(built_in("consent")) == [str(step.value) for step in Consent]
    assert list(built_in("reliability")) == [grade.value for grade in Reliability]


def test_no_data_file_is_left_without_a_list() -> None:
    folder = Path(str(files("habeas.claims"))) / "words"
    assert {path.stem for path in folder.glob("*.toml")} == set(LISTS)


def test_an_added_word_can_be_used_and_counts_as_what_it_maps_onto(world: World) -> None:
    words.add(world, DISBARMENT)
    assert words.require(world, "act_types", "disbarment").label("ru") == "лишение статуса"
    assert words.counts_as(world, "act_types", "disbarment") == "dismissal"
    assert words.counts_as(world, "act_types", "torture") == "torture"
    assert words.require(world, "act_types", "disbarment").label("fr") == "disbarment"


def test_adding_a_word_again_gives_it_new_labels(world: World) -> None:
    words.add(world, DISBARMENT)
    words.add(world, Word("act_types", "disbarment", {"en": "struck off"}))
    assert words.all_words(world, "act_types")["disbarment"].label() == "struck off"


@pytest.mark.parametrize(
    "word",
    [
        Word("act_types", "Torture!", {"en": "x"}),
        Word("act_types", "torture", {"en": "x"}),
        Word("act_types", "fresh", {}),
        Word("act_types", "fresh", {"xx": "x"}),
        Word("act_types", "fresh", {"en": " "}),
        Word("act_types", "fresh", {"en": "x"}, maps_to="disbarment"),
        Word("modalities", "fresh", {"en": "x"}),
        Word("nonsense", "fresh", {"en": "x"}),
    ],
)
def test_a_word_that_would_break_a_list_is_refused_and_nothing_is_written(world: World, word: Word) -> None:
    with pytest.raises(UsageProblem):
        words.add(world, word)
    assert world.entries == []


def test_grounds_are_recognised_as_worded_and_left_alone_where_no_code_says_the_same() -> None:
    assert words.ground_code("actual or perceived sexual orientation") == "actual_or_perceived_sexual_orientation"
    assert words.ground_code("Gender Identity") == "gender_identity"
    assert words.ground_code("because of his hair") is None
    assert words.ground_code(None) is None
