"""The lists of the two languages have the same shape, and use words of the closed lists only."""

import tomllib
from importlib.resources import files

import pytest

from habeas.extraction.actions import action_patterns
from habeas.extraction.lexicon import lexicon, vocabulary


def read(name):
    return tomllib.loads(files("habeas.extraction").joinpath(f"words/{name}").read_text("utf-8"))


def test_cue_tables_are_the_same_in_both_languages():
    assert set(read("cues_en.toml")) == set(read("cues_ru.toml"))


def test_action_tables_are_the_same_in_both_languages_and_of_the_closed_list():
    english, russian = set(read("actions_en.toml")), set(read("actions_ru.toml"))
    assert english == russian
    assert english <= vocabulary()["action_types"]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_list_loads_and_every_pattern_compiles(language):
    assert lexicon(language).verbs
    assert action_patterns(language)


def test_russian_words_are_written_with_e_as_the_lemmas_are():
    entries = lexicon("ru")
    words = {word for table in (entries.verbs, entries.nouns, entries.people) for word in table}
    assert not [word for word in words if "ё" in word]


def test_russian_acts_reach_every_type_that_english_acts_reach():
    def reached(language):
        words = lexicon(language)
        return {e.type for table in (words.verbs, words.nouns) for entries in table.values() for e in entries}

    assert reached("en") - reached("ru") <= {"idiom"}
