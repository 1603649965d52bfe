"""The word lists hold words of the closed lists only, and what they say is what is read."""

import pytest

from habeas.extraction import lexicon as module
from habeas.extraction.actions import action_patterns
from habeas.extraction.lexicon import IDIOM, codes, lexicon, vocabulary


@pytest.mark.parametrize("language", ["en", "ru"])
def test_lexicon_every_entry_is_of_the_closed_lists(language: str) -> None:
    words = lexicon(language)
    entries = [
        entry for table in (words.verbs, words.nouns, words.people) for found in table.values() for entry in found
    ]
    assert len(entries) > 100
    assert {entry.type for entry in entries} <= vocabulary()["act_types"] | {IDIOM}
    assert {entry.method for entry in entries if entry.method} <= vocabulary()["methods"]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_actions_every_table_is_a_type_of_the_closed_list(language: str) -> None:
    assert {name for name, _ in action_patterns(language)} <= vocabulary()["action_types"]


def test_lexicon_longest_phrase_is_tried_first() -> None:
    entries = lexicon("en").verbs["shoot"]
    assert [len(entry.words) for entry in entries] == sorted((len(entry.words) for entry in entries), reverse=True)


def test_lexicon_word_outside_the_closed_lists_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {"acts_xx.toml": {"act": [{"type": "sorcery", "verbs": ["hex"]}]}, "cues_xx.toml": {}}
    monkeypatch.setattr(module, "_read", rows.__getitem__)
    with pytest.raises(ValueError, match="sorcery"):
        lexicon.__wrapped__("xx")


def test_codes_of_killing_is_the_one_of_huridocs() -> None:
    assert codes()["killing"] == "010100000000"
