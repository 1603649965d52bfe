import pytest

from habeas.claims import entities, look_up, review
from habeas.claims.contradictions import beside, contradicted
from habeas.claims.model import Kind, Status
from habeas.claims.propose import record_proposals
from habeas.errors import NotFound, UsageProblem
from habeas.ids import ItemId
from tests.claims.proposing import PROPOSALS, TEXT
from tests.world import World

Ids = dict[str, ItemId]


def test_a_profile_is_empty_until_something_is_accepted(world: World, ids: Ids) -> None:
    assert entities.profile(world, ids["Ilya"]).lines == ()
    assert entities.profile(world, ids["Ilya"]).status is Status.PROPOSED


def test_every_line_of_a_profile_shows_its_source_and_whose_word_it_is(world: World, ids: Ids) -> None:
    review.accept(world, [ids["abduction"]])
    profile = entities.profile(world, ids["Ilya"])
    (line,) = profile.lines
    assert (line.role, line.what, line.stance, line.modality) == ("victim", "abduction", "for", "alleged")
    assert line.source == look_up.item(world, ids["abduction"]).source
    assert line.attribution == ids["Lantern"]
    assert profile.status is Status.ACCEPTED
    assert profile.names == ("Ilya Morozan",)


def test_a_rejected_claim_leaves_the_profile(world: World, ids: Ids) -> None:
    review.accept(world, [ids["abduction"]])
    review.reject(world, [ids["abduction"]], because="another person")
    assert entities.profile(world, ids["Ilya"]).lines == ()


def test_merged_entities_share_names_and_lines_until_undone(world: World, ids: Ids) -> None:
    second = record_proposals(world, world.admit(TEXT, name="again.txt"), TEXT, PROPOSALS)
    twin = next(one for one in second.entities if look_up.item(world, one).private.get("name") == "Ilya Morozan")
    review.accept(world, [ids["abduction"], second.added[0]])
    review.edit(world, twin, {}, {"aliases": ["Iliya M."]})
    review.merge(world, twin, ids["Ilya"])
    assert entities.names_of(world, twin) == ("Ilya Morozan", "Iliya M.")
    assert len(entities.profile(world, twin).lines) == 2
    assert entities.profile(world, twin).entity == ids["Ilya"]
    review.undo(world, twin)
    assert len(entities.profile(world, ids["Ilya"]).lines) == 1


def test_the_registry_names_everyone_once_with_every_alias(world: World, ids: Ids) -> None:
    assert entities.registry(world) == {ids["Ilya"]: ("Ilya Morozan",)}
    groups = entities.registry(world, (Kind.GROUP,))
    assert groups[ids["Lantern"]] == ("Lantern Committee", "Committee")
    assert ids["students"] not in groups
    assert entities.names_of(world, ids["students"]) == ("students",)


def test_a_claim_has_no_profile(world: World, ids: Ids) -> None:
    with pytest.raises(NotFound):
        entities.profile(world, ids["abduction"])


def test_a_claim_against_stands_beside_the_claim_for(world: World, ids: Ids) -> None:
    near = beside(world, ids["abduction"])
    assert near.against == (ids["denied"],)
    assert beside(world, ids["denied"]).against == (ids["abduction"],)
    assert {found.claim for found in contradicted(world)} == {ids["abduction"], ids["denied"]}
    assert {look_up.item(world, ids[name]).status for name in ("abduction", "denied")} == {Status.PROPOSED}


def test_a_denial_stands_beside_what_its_speaker_is_said_to_have_done(world: World, ids: Ids) -> None:
    review.edit(world, ids["beating"], {"perpetrators": [{"entity": ids["Interior"], "inferred": True}]})
    assert beside(world, ids["beating"]).denials == (ids["denial"],)


def test_a_rejected_claim_contradicts_nothing(world: World, ids: Ids) -> None:
    review.reject(world, [ids["denied"]], because="a report of a denial")
    assert beside(world, ids["abduction"]).against == ()


def test_two_accounts_of_one_act_stay_two_and_what_differs_is_said(world: World, ids: Ids) -> None:
    other = record_proposals(world, world.admit(TEXT, name="again.txt"), TEXT, PROPOSALS)
    for entity in other.entities:
        name = look_up.item(world, entity).private.get("description")
        if name == "students":
            review.merge(world, entity, ids["students"])
    (victims,) = look_up.item(world, other.added[1]).fields["victims"]
    changed = {**victims, "count": {**victims["count"], "value": 35}}
    review.edit(
        world, other.added[1], {"victims": [changed], "time": {"earliest": "2021-04-01", "latest": "2021-04-30"}}
    )
    review.edit(world, ids["beating"], {"time": {"earliest": "2021-03-01", "latest": "2021-03-31"}})
    near = beside(world, ids["beating"])
    assert near.agree == (other.added[1],)
    assert set(near.differs) == {(other.added[1], "count"), (other.added[1], "time")}


def test_only_claims_stand_for_or_against(world: World, ids: Ids) -> None:
    with pytest.raises(UsageProblem):
        beside(world, ids["call"])


def test_erasing_a_source_names_its_claims_and_those_only_it_speaks_of(world: World, ids: Ids) -> None:
    from habeas.claims.store import ClaimsProjector

    source = look_up.item(world, ids["abduction"]).source
    assert set(ClaimsProjector().carries_words_of(source, world.record)) == set(ids.values())
    other = record_proposals(world, world.admit(TEXT, name="again.txt"), TEXT, PROPOSALS)
    review.edit(world, other.added[0], {"victims": [{"entity": ids["Ilya"], "inferred": True}]})
    assert ids["Ilya"] not in set(ClaimsProjector().carries_words_of(source, world.record))
