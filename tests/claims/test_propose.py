from dataclasses import replace

import pytest

from habeas.claims import look_up, review
from habeas.claims.model import ENTITIES, Kind, Status
from habeas.claims.propose import Recorded, record_proposals
from habeas.errors import EvidenceDiffers, WrongKey
from habeas.extraction.model import Act, Span
from habeas.ids import ItemId
from tests.claims.proposing import ABDUCTION, BEATING, PROPOSALS, TEXT
from tests.world import World


def test_proposals_of_a_text_become_one_item_each_all_proposed(world: World, recorded: Recorded) -> None:
    found = list(look_up.items(world))
    assert [it.kind for it in found] == [Kind.CLAIM, Kind.CLAIM, Kind.CLAIM, Kind.CALL, Kind.STATEMENT]
    assert {it.status for it in found} == {Status.PROPOSED}
    assert tuple(it.id for it in found) == recorded.added
    assert (recorded.known, recorded.refused) == (0, 0)


def test_entities_nobody_speaks_of_get_no_item(world: World, recorded: Recorded) -> None:
    names = {str(it.private.get("name") or it.private["description"]) for it in look_up.items(world, ENTITIES)}
    assert names == {
        "Lantern Committee",
        "Ilya Morozan",
        "Third Guard",
        "students",
        "Interior Ministry",
        "Sarkamen",
        "near Sarkamen",
    }


def test_proposing_again_adds_nothing_twice(world: World, recorded: Recorded) -> None:
    before = len(world.entries)
    again = record_proposals(world, recorded.source, TEXT, PROPOSALS)
    assert (again.added, again.entities, again.known) == ((), (), 5)
    assert len(world.entries) == before


def test_proposing_again_after_an_edit_of_the_act_or_a_rejection_adds_nothing(
    world: World, ids: dict[str, ItemId]
) -> None:
    source = look_up.item(world, ids["beating"]).source
    review.edit(world, ids["beating"], {"act": {"type": "torture"}, "cue": [0, 7]})
    review.reject(world, [ids["call"]], because="not a call")
    assert record_proposals(world, source, TEXT, PROPOSALS).added == ()


def test_a_newer_proposer_adds_only_what_is_new_and_knows_the_entities(world: World, recorded: Recorded) -> None:
    threat = replace(BEATING, id="c9", act=Act("threat", None, Span(0, 7, "Reports")))
    again = record_proposals(world, recorded.source, TEXT, replace(PROPOSALS, claims=(*PROPOSALS.claims, threat)))
    assert len(again.added) == 1
    assert again.entities == ()
    (victim,) = look_up.item(world, again.added[0]).fields["victims"]
    assert look_up.item(world, victim["entity"]).private["description"] == "students"


def test_a_quotation_that_is_not_in_the_text_is_refused_and_counted(world: World) -> None:
    made_up = replace(ABDUCTION, evidence=(Span(0, 7, "Rumours"),))
    beyond = replace(BEATING, act=replace(BEATING.act, cue=Span(len(TEXT), len(TEXT) + 6, "beaten")))
    recorded = record_proposals(world, world.admit(TEXT), TEXT, replace(PROPOSALS, claims=(made_up, beyond)))
    assert recorded.refused == 2
    assert len(recorded.added) == 2


def test_proposals_about_another_text_are_refused_whole(world: World) -> None:
    source = world.admit(TEXT + "more")
    with pytest.raises(EvidenceDiffers):
        record_proposals(world, source, TEXT + "more", PROPOSALS)
    assert not list(look_up.items(world))


def test_a_member_without_the_names_room_cannot_propose(world: World, tmp_path) -> None:
    analyst = World(tmp_path / "analyst", closed=True)
    with pytest.raises(WrongKey):
        record_proposals(analyst, ItemId("src-000000000000"), TEXT, PROPOSALS)
    analyst.close()


def test_the_record_part_of_every_entry_holds_no_word_of_the_report(world: World, recorded: Recorded) -> None:
    words = {"Morozan", "Lantern", "Guard", "Sarkamen", "abducted by", "Ministry", "since March", "end of the month"}
    for entry in world.entries:
        if entry.kind != "source.read":
            assert not [word for word in words if word in str(entry.record)], entry.kind


def test_uncertain_time_place_and_number_are_kept_as_given(world: World, ids: dict[str, ItemId]) -> None:
    claim = look_up.item(world, ids["abduction"]).fields
    assert claim["time"] == {
        "mention": list(claim["time"]["mention"]), "precision": "month", "basis": "year_unknown", "year_unknown": True,
        "inferred": False,
    }  # fmt: skip
    area = look_up.item(world, claim["place"]["entity"]).fields
    assert (area["relation"], area["anchor"], area["radius_km"]) == ("near", ids["Sarkamen"], [1.0, 15.0])
    assert "gazetteer" not in area
    (victims,) = look_up.item(world, ids["beating"]).fields["victims"]
    assert (victims["count"]["value"], victims["count"]["qualifier"]) == (20, "about")


def test_a_ground_has_a_code_beside_its_words_and_belongs_to_the_claim(world: World, ids: dict[str, ItemId]) -> None:
    claim = look_up.item(world, ids["abduction"])
    assert claim.fields["victims"][0]["ground"] == "perceived_sexual_orientation"
    assert claim.private["words"]["victims.0.ground"] == "perceived sexual orientation"
    assert "ground" not in look_up.item(world, ids["Ilya"]).fields


def test_a_deadline_in_words_lies_in_the_names_room(world: World, ids: dict[str, ItemId]) -> None:
    call = look_up.item(world, ids["call"])
    assert "deadline" not in call.fields
    assert call.private["words"]["deadline"] == "by the end of the month"


def test_mentions_that_are_names_become_aliases_and_pronouns_do_not(world: World, ids: dict[str, ItemId]) -> None:
    assert look_up.item(world, ids["Lantern"]).private["aliases"] == ["Committee"]
    assert look_up.item(world, ids["students"]).private == {"description": "students"}
