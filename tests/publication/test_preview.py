"""What a reader will see, and what is left in it that could name somebody, before anything is written."""

from pathlib import Path

import pytest

from habeas.errors import ReleaseRefused
from habeas.publication.choose import Choice
from habeas.publication.preview import BAR, Preview, preview
from habeas.publication.redact import parse_rules
from habeas.publication.store import releases
from tests.publication.making import MADE
from tests.publication.vault_world import AsVault, Story, story


def seen(told: Story, *rules: str, title: str = "Abductions") -> Preview:
    return preview(AsVault(told.world), Choice(title, (), parse_rules(rules)), MADE)


def test_preview_shows_passages_with_bars_and_writes_nothing(told: Story) -> None:
    entries = len(told.world.entries)
    found = seen(told, "people")
    said = " ".join(text for _, _, text in found.passages)
    assert BAR in said and "Port Authority" in said and "Karim" not in said and "Matseva" not in said
    assert len(told.world.entries) == entries and not list(releases(told.world.record, told.world.names))


def test_preview_lists_capitals_figures_and_words_beside_a_bar(told: Story) -> None:
    found = {(one.words, one.why): one.where for one in seen(told, "people", title="Selmir 31871/96").left}
    assert found["Selmir", "capital"][0] == "title" and len(found["Selmir", "capital"]) > 1
    assert found["31871/96", "figures"] == ("title",)
    assert ("took", "beside_bar") in found
    assert not [words for words, _ in found if "Karim" in words or words in ("3", "2024", "She", "May")]


def test_preview_names_everybody_where_nothing_is_hidden(told: Story) -> None:
    left = {one.words for one in seen(told, "nothing").left if one.why == "capital"}
    assert {"Karim", "Haddad", "Matseva", "Карима", "Хаддада"} <= left


def test_preview_of_what_would_be_refused_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseRefused):
        seen(story(tmp_path / "v", consent=5), "nothing")
    with pytest.raises(ReleaseRefused):
        seen(story(tmp_path / "w"), "people", title="The case of Karim Haddad")
