"""Names seen are remembered, held for what the record and people say, and hidden until a person says "no name"."""

from pathlib import Path

import pytest

from habeas.claims import schemas
from habeas.claims.model import Kind
from habeas.claims.names_seen import store
from habeas.claims.names_seen.decide import decide
from habeas.claims.names_seen.see import look, names_seen_of
from habeas.custody.model import NewEntry
from habeas.database.encrypted import logical_dump
from habeas.errors import NotFound, UsageProblem, WrongKey
from habeas.extraction.names_seen.model import KnownAs
from habeas.ids import ItemId, new_id
from tests.world import World

TEXT = "On 3 May guards took Rahim Bostan from Zelmyr. Rahim Bostan was held; Zelmyr was quiet.\n"


def admit(world: World, text: str = TEXT) -> ItemId:
    source = ItemId(new_id("source"))
    admitted = {"sha256": source, "size": 1, "media_type": "text/plain", "kind": "document", "consent": 5}
    admitted |= {"reliability": "F", "language": "en", "blob": "b"}
    read = {"status": "read", "media_type": "text/plain", "attachments": 0, "attachments_left_out": 0}
    read |= {"containment": [], "text_sha256": "0", "text_length": len(text), "text_root": "0"}
    world.append([NewEntry("source.admitted", source, admitted), NewEntry("source.read", source, read, {"text": text})])
    return source


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "vault")


def held_for(world: World, name: str) -> KnownAs:
    return next(one.known_as for one in names_seen_of(world) if one.name == name)


def test_text_is_looked_at_once(world: World) -> None:
    admit(world)
    assert look(world) == 1 and look(world) == 0
    assert len(next(one for one in names_seen_of(world) if one.name == "Rahim Bostan").mentions) == 2


def test_decision_holds_for_every_spelling_and_the_newest_counts(world: World) -> None:
    admit(world)
    decide(world, ["rahim  BOSTAN"], KnownAs.NO_NAME, because="a ship")
    assert held_for(world, "Rahim Bostan") is KnownAs.NO_NAME
    decide(world, ["Rahim Bostan"], KnownAs.PERSON)
    assert held_for(world, "Rahim Bostan") is KnownAs.PERSON


def test_name_is_made_readable_only_with_a_reason_and_only_one_that_is_there(world: World) -> None:
    admit(world)
    with pytest.raises(UsageProblem):
        decide(world, ["Rahim Bostan"], KnownAs.NO_NAME)
    with pytest.raises(NotFound):
        decide(world, ["Nobody Here"], KnownAs.NO_NAME, because="x")
    assert held_for(world, "Rahim Bostan") is KnownAs.PERSON


def test_place_of_the_record_is_a_place_unless_a_person_is_called_so(world: World) -> None:
    source = admit(world)
    fields = {"source": source, "proposer": "test"}
    for kind in (Kind.PLACE, Kind.PERSON):
        if kind is Kind.PERSON:
            assert held_for(world, "Zelmyr") is KnownAs.PLACE
        entry = NewEntry(schemas.PROPOSED[kind].kind, ItemId(new_id(kind.value)), fields, {"name": "Zelmyr"})
        world.append([entry])
    assert held_for(world, "Zelmyr") is KnownAs.PERSON


def test_member_without_the_names_room_sees_none(tmp_path: Path) -> None:
    with pytest.raises(WrongKey):
        look(World(tmp_path / "vault", closed=True))


def test_erasing_the_source_takes_the_decision_along(world: World) -> None:
    source = admit(world)
    (entry,) = decide(world, ["Rahim Bostan"], KnownAs.NO_NAME, because="a ship")
    assert list(store.NamesProjector().carries_words_of(source, world.record)) == [entry.item]


def test_what_was_seen_is_no_part_of_what_a_rebuild_compares(world: World) -> None:
    admit(world)
    assert world.names is not None
    before = list(logical_dump(world.names))
    look(world)
    assert list(logical_dump(world.names)) == before
