from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from habeas.claims import look_up, review
from habeas.claims.model import Kind, Status, Verb
from habeas.claims.store import in_force
from habeas.database.encrypted import logical_dump
from habeas.errors import NotFound, UsageProblem
from habeas.ids import ItemId
from tests.world import World

Ids = dict[str, ItemId]


def status(world: World, identifier: ItemId) -> Status:
    return look_up.item(world, identifier).status


def test_accept_makes_one_entry_each_and_again_makes_none(world: World, ids: Ids) -> None:
    assert len(review.accept(world, [ids["abduction"], ids["beating"], ids["abduction"]])) == 2
    assert review.accept(world, [ids["abduction"]]) == ()
    assert status(world, ids["abduction"]) is Status.ACCEPTED


def test_accept_of_a_list_with_one_unknown_id_writes_nothing(world: World, ids: Ids) -> None:
    before = len(world.entries)
    with pytest.raises(NotFound):
        review.accept(world, [ids["abduction"], ItemId("clm-000000000000")])
    assert len(world.entries) == before


def test_reject_without_a_reason_is_refused(world: World, ids: Ids) -> None:
    with pytest.raises(UsageProblem):
        review.reject(world, [ids["beating"]], because="  ")
    assert status(world, ids["beating"]) is Status.PROPOSED


def test_a_rejection_keeps_who_when_and_why_and_the_reason_lies_with_the_names(world: World, ids: Ids) -> None:
    review.reject(world, [ids["beating"]], because="Ilya said otherwise")
    step = look_up.history(world, ids["beating"])[-1]
    assert (step.verb, step.because) == (Verb.REJECTED, "Ilya said otherwise")
    assert step.member
    assert "Ilya" not in str(world.record.query("SELECT fields FROM steps")[-1][0])


def test_an_edit_stands_beside_what_was_proposed(world: World, ids: Ids) -> None:
    review.edit(world, ids["beating"], {"modality": "suspected", "victims": None}, because="too sure")
    it = look_up.item(world, ids["beating"])
    assert it.fields["modality"] == "suspected"
    assert "victims" not in it.fields
    assert it.edited
    proposed, edited = look_up.history(world, ids["beating"])
    assert proposed.fields["modality"] == "alleged"
    assert edited.fields == {"modality": "suspected", "victims": None}
    assert look_up.roles_of(world, ids["students"]) == ()


def test_an_edit_of_an_unknown_field_or_word_writes_nothing(world: World, ids: Ids) -> None:
    before = len(world.entries)
    for record in ({"colour": "red"}, {"source": "src-000000000000"}, {"modality": "certain"}, {"act": {"type": "x"}}):
        with pytest.raises(UsageProblem):
            review.edit(world, ids["beating"], record)
    assert len(world.entries) == before


def test_undo_takes_back_the_newest_step_only(world: World, ids: Ids) -> None:
    review.edit(world, ids["beating"], {"modality": "suspected"})
    review.accept(world, [ids["beating"]])
    assert review.undo(world, ids["beating"]).verb is Verb.ACCEPTED
    assert status(world, ids["beating"]) is Status.PROPOSED
    assert look_up.item(world, ids["beating"]).fields["modality"] == "suspected"
    assert review.undo(world, ids["beating"]).verb is Verb.EDITED
    assert look_up.item(world, ids["beating"]).fields["modality"] == "alleged"
    with pytest.raises(NotFound):
        review.undo(world, ids["beating"])


def test_undo_goes_back_to_the_decision_before(world: World, ids: Ids) -> None:
    review.accept(world, [ids["beating"]])
    review.reject(world, [ids["beating"]], because="no")
    review.undo(world, ids["beating"])
    assert status(world, ids["beating"]) is Status.ACCEPTED


def test_undone_steps_stay_in_the_history(world: World, ids: Ids) -> None:
    review.accept(world, [ids["beating"]])
    review.undo(world, ids["beating"])
    steps = [(step.verb, step.undone) for step in look_up.history(world, ids["beating"])]
    assert steps == [(Verb.PROPOSED, False), (Verb.ACCEPTED, True), (Verb.UNDONE, False)]


def test_a_skipped_proposal_goes_to_the_end_of_the_queue(world: World, ids: Ids) -> None:
    first = look_up.queue(world)[0]
    review.skip(world, first)
    assert look_up.queue(world)[-1] == first
    review.undo(world, first)
    assert look_up.queue(world)[0] == first


def test_merged_claims_are_decided_about_as_the_one_that_stands(world: World, ids: Ids) -> None:
    review.merge(world, ids["beating"], ids["abduction"])
    assert look_up.resolved(world, ids["beating"]) == ids["abduction"]
    with pytest.raises(UsageProblem):
        review.accept(world, [ids["beating"]])
    review.undo(world, ids["beating"])
    assert status(world, ids["beating"]) is Status.PROPOSED


def test_merges_of_unlike_kinds_with_itself_or_in_a_ring_are_refused(world: World, ids: Ids) -> None:
    review.merge(world, ids["Third"], ids["Lantern"])
    before = len(world.entries)
    for one, other in (("Ilya", "Lantern"), ("call", "beating"), ("Lantern", "Lantern"), ("Lantern", "Third")):
        with pytest.raises(UsageProblem):
            review.merge(world, ids[one], ids[other])
    assert len(world.entries) == before


def test_what_a_release_shows_is_proposal_edits_and_the_last_decision(world: World, ids: Ids) -> None:
    review.accept(world, [ids["beating"]])
    review.edit(world, ids["beating"], {"modality": "suspected"})
    review.undo(world, ids["beating"])
    review.reject(world, [ids["beating"]], because="no")
    review.accept(world, [ids["beating"]])
    verbs = {step.entry: step.verb for step in look_up.history(world, ids["beating"])}
    assert [verbs[entry] for entry in look_up.item(world, ids["beating"]).entries] == [Verb.PROPOSED, Verb.ACCEPTED]


def test_steps_that_stand_are_read_from_the_end() -> None:
    steps = [("1", "proposed", None), ("2", "accepted", None), ("3", "undone", "2"), ("4", "undone", "3")]
    assert in_force(steps) == [True, True, False, True]
    assert in_force(steps[:3]) == [True, False, True]


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["accept", "reject", "skip", "edit", "merge", "undo"]),
        st.sampled_from(["abduction", "beating", "denied", "call", "denial"]),
    ),
    max_size=14,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_any_sitting_replayed_into_new_databases_gives_the_same_rows(
    world: World, ids: Ids, tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, str]]
) -> None:
    for act, name in acts:
        try:
            match act:
                case "accept":
                    review.accept(world, [ids[name]])
                case "reject":
                    review.reject(world, [ids[name]], because="why not")
                case "skip":
                    review.skip(world, ids[name])
                case "edit" if name != "denial" and name != "call":
                    review.edit(world, ids[name], {"modality": "hedged", "time": None}, {"reason": "seen again"})
                case "merge":
                    review.merge(world, ids[name], ids["abduction"])
                case "undo":
                    review.undo(world, ids[name])
        except (UsageProblem, NotFound):
            continue
    assert_same_after_replay(world, tmp_path_factory.mktemp("again"))


def assert_same_after_replay(world: World, folder: Path) -> None:
    again = World(folder)
    again.replay(world.entries)
    assert world.names is not None and again.names is not None
    assert list(logical_dump(again.record)) == list(logical_dump(world.record))
    assert list(logical_dump(again.names)) == list(logical_dump(world.names))
    again.close()


def test_an_analyst_reads_the_same_decisions_without_a_word(world: World, ids: Ids, tmp_path: Path) -> None:
    review.accept(world, [ids["abduction"]], because="Ilya’s sister confirms")
    analyst = World(tmp_path / "analyst", closed=True)
    analyst.replay(world.entries)
    assert list(logical_dump(analyst.record)) == list(logical_dump(world.record))
    it = look_up.item(analyst, ids["abduction"])
    assert (it.status, it.private) == (Status.ACCEPTED, {})
    assert look_up.counts(analyst, (Kind.CLAIM,)) == {Status.ACCEPTED: 1, Status.PROPOSED: 2}
    analyst.close()
