"""Two releases beside each other, in both directions; to whom, why and until when is in the journal."""

from dataclasses import replace
from pathlib import Path

from habeas.publication.choose import Choice
from habeas.publication.compare import compare
from habeas.publication.redact import parse_rules
from habeas.publication.release import release
from habeas.publication.store import releases
from tests.publication.making import MADE, make
from tests.publication.vault_world import AsVault, Story


def test_what_one_release_shows_and_the_other_hides_is_told_in_both_directions(told: Story, tmp_path: Path) -> None:
    people = make(told, tmp_path / "hidden", "people")
    shown = make(told, tmp_path / "shown", "groups")
    made = {one.id: one for one in releases(told.world.record, told.world.names)}
    first, second = made[people.id], made[shown.id]
    hidden, open_ = compare(first, second)
    assert told.karim in open_.names and told.port in hidden.names
    assert open_.characters[told.sources[0]] > len("Karim Haddad") and hidden.characters[told.sources[0]] > 0
    assert any("hides the names of" in one and told.karim in one for one in shown.warnings)
    assert any("blacked out here" in one for one in shown.warnings)
    assert compare(first, replace(first, id=second.id))[0].characters == {}


def test_whom_why_and_until_are_in_the_vault_and_not_in_the_release(told: Story, tmp_path: Path) -> None:
    choice = Choice("Taken", (), parse_rules(["people"]), "en", "Orin of the Lantern", "for the hearing", "2027-01-31")
    release(AsVault(told.world), tmp_path / "out", choice, MADE)
    (past,) = releases(told.world.record, told.world.names)
    assert (past.recipient, past.why, past.until) == ("Orin of the Lantern", "for the hearing", "2027-01-31")
    assert not [path for path in (tmp_path / "out").rglob("*.*") if b"Lantern" in path.read_bytes()]
    (closed,) = releases(told.world.record, None)
    assert (closed.recipient, closed.why, closed.until) == ("", "", "2027-01-31"), "names are in the names room"
