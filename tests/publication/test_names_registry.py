"""Nothing that is decided about a person unhides the name, but the decision that it is no name."""

from pathlib import Path
from typing import Any

import pytest

from habeas.claims import look_up, review, schemas
from habeas.claims.model import Kind, Status
from habeas.custody.model import NewEntry
from habeas.ids import ItemId, new_id
from habeas.publication.check import views
from habeas.publication.names_registry import redactor_for
from habeas.publication.redact import parse_rules
from tests.publication.making import make
from tests.publication.vault_world import AsVault, Story


def person(told: Story, name: str, *aliases: str) -> ItemId:
    source = next(iter(told.world.record.query("SELECT id FROM source")))[0]
    identifier = ItemId(new_id("person"))
    fields = {"source": source, "proposer": "test"}
    told.world.append(
        [NewEntry(schemas.PROPOSED[Kind.PERSON].kind, identifier, fields, {"name": name, "aliases": list(aliases)})]
    )
    return identifier


def hides(told: Story, words: str) -> bool:
    return redactor_for(AsVault(told.world), parse_rules(["names"])).touches(words)


def test_rejecting_a_person_does_not_publish_them(told: Story, tmp_path: Path) -> None:
    people = list(look_up.items(told.world, (Kind.PERSON,), statuses=(Status.PROPOSED, Status.ACCEPTED)))
    review.reject(told.world, [it.id for it in people], because="no proof that they are real")
    make(told, tmp_path / "release", "names")
    for path in (tmp_path / "release").rglob("*"):
        for view in views(path.name, path.read_bytes()) if path.is_file() else ():
            assert not [name for name in ("Karim", "Haddad", "Matseva", "Хаддад", "كريم") if name in view], path.name


def test_person_merged_and_the_merge_undone_stays_hidden_under_every_name(told: Story) -> None:
    one, other = person(told, "Zuzana Horvat"), person(told, "Petra Blahova")
    review.merge(told.world, one, other, because="the same")
    assert hides(told, "Horvat") and hides(told, "Blahova")
    review.undo(told.world, one)
    assert hides(told, "Horvat") and hides(told, "Blahova")
    review.reject(told.world, [other], because="nobody")
    assert hides(told, "Blahova")


def test_person_merged_into_one_that_was_rejected_stays_hidden(told: Story) -> None:
    one, other = person(told, "Zuzana Horvat"), person(told, "Petra Blahova")
    review.merge(told.world, one, other, because="the same")
    review.reject(told.world, [other], because="nobody")
    assert hides(told, "Horvat") and hides(told, "Blahova")


@pytest.mark.parametrize("typed", [{"name": "Agnes Real"}, {"aliases": ["Agi"]}, {"aliases": None}])
def test_name_that_an_edit_replaced_stays_hidden(told: Story, typed: dict[str, Any]) -> None:
    identifier = person(told, "Zuzana Horvat", "Zuzi Krásna")
    review.edit(told.world, identifier, {}, typed, because="spelling")
    assert hides(told, "Horvat") and hides(told, "Zuzi Krásna") and hides(told, "Krásna")


def test_person_of_a_source_whose_consent_was_withdrawn_stays_hidden(told: Story) -> None:
    person(told, "Zuzana Horvat")
    told.world.record.execute("UPDATE source SET consent = 0")
    assert hides(told, "Horvat")


def test_person_who_is_only_a_pronoun_hides_no_pronoun(told: Story) -> None:
    for name in ("I", "me", "one", "Human Rights Watch"):
        person(told, name)
    assert not hides(told, "I saw one of them")
