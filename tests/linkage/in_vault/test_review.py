"""Judgements as entries of the journal."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from habeas.custody.model import NewEntry
from habeas.errors import NotFound, UsageProblem
from habeas.ids import ItemId
from habeas.linkage.in_vault.review import judge, move, split, undo
from habeas.linkage.judgements import Verdict, binding, contradictions
from habeas.linkage.store import JUDGED, LinkageProjector, in_force
from tests.world import World

A, B, C, D = (ItemId(f"per-{mark * 12}") for mark in "abcd")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "world")
    _with_linkage(made)
    yield made
    made.close()


def _with_linkage(world: World) -> None:
    projector = LinkageProjector()
    projector.create(world.record, world.names)
    world.projectors = (*world.projectors, projector)


def test_judge_pair_is_in_force_with_its_reason_either_way_round(world: World) -> None:
    judge(world, B, A, Verdict.SAME, because="the same passport")

    (found,) = in_force(world.record, world.names)
    assert (found.one, found.other, found.verdict, found.because) == (A, B, Verdict.SAME, "the same passport")


def test_judge_same_again_writes_nothing(world: World) -> None:
    judge(world, A, B, Verdict.SAME)

    assert judge(world, B, A, Verdict.SAME) == ()


def test_judge_changed_mind_newest_stands_and_undo_brings_back(world: World) -> None:
    judge(world, A, B, Verdict.SAME)
    judge(world, A, B, Verdict.NOT_SAME, because="brothers")

    assert undo(world, A, B).verdict is Verdict.NOT_SAME
    assert [found.verdict for found in in_force(world.record, world.names)] == [Verdict.SAME]


def test_undo_nothing_decided_is_refused(world: World) -> None:
    with pytest.raises(NotFound):
        undo(world, A, B)


def test_judge_record_with_itself_is_refused(world: World) -> None:
    with pytest.raises(UsageProblem):
        judge(world, A, A, Verdict.SAME)


def test_split_writes_every_pair_across_and_none_within(world: World) -> None:
    split(world, [A, B, C, D], [C, D])

    pairs = {(found.one, found.other) for found in in_force(world.record, world.names)}
    assert pairs == {(A, C), (A, D), (B, C), (B, D)}


@pytest.mark.parametrize("apart", [[], [A, B], [D]])
def test_split_that_splits_nothing_is_refused(world: World, apart: list[ItemId]) -> None:
    with pytest.raises(UsageProblem):
        split(world, [A, B], apart)
    assert in_force(world.record, world.names) == ()


def test_move_leaves_one_group_and_joins_the_other(world: World) -> None:
    move(world, A, [A, B], [C, D])

    assert set(binding(in_force(world.record, None))) == {(A, B, False), (A, C, True)}


def test_contradictions_chain_of_same_against_not_same_is_shown_and_binds_nothing(world: World) -> None:
    judge(world, A, B, Verdict.SAME)
    judge(world, B, C, Verdict.SAME)
    judge(world, A, C, Verdict.NOT_SAME)
    judge(world, C, D, Verdict.NOT_SAME)

    judged = in_force(world.record, world.names)
    (found,) = contradictions(judged)
    assert (found.apart.one, found.apart.other) == (A, C)
    assert [(part.one, part.other) for part in found.chain] == [(A, B), (B, C)]
    assert binding(judged) == ((C, D, False),)


def test_contradictions_every_way_round_is_shown_and_none_binds(world: World) -> None:
    for one, other in ((A, B), (B, C), (A, D), (D, C)):
        judge(world, one, other, Verdict.SAME)
    judge(world, A, C, Verdict.NOT_SAME)

    judged = in_force(world.record, world.names)
    assert [[(part.one, part.other) for part in found.chain] for found in contradictions(judged)] == [
        [(A, B), (B, C)],
        [(A, D), (C, D)],
    ]
    assert binding(judged) == ()


def test_in_force_names_room_closed_verdicts_without_reasons(tmp_path: Path, world: World) -> None:
    judge(world, A, B, Verdict.UNSURE, because="two accounts differ")
    analyst = World(tmp_path / "analyst", closed=True)
    _with_linkage(analyst)

    analyst.replay(world.entries)

    (found,) = in_force(analyst.record, analyst.names)
    assert found.verdict is Verdict.UNSURE and found.because == ""
    assert binding([found]) == ()
    analyst.close()


def test_judgement_written_before_decisions_were_items_still_stands_and_is_undone(world: World) -> None:
    world.append([NewEntry(JUDGED.kind, A, {"other": B, "verdict": "not_same"}, {"because": "brothers"})])

    (found,) = in_force(world.record, world.names)
    assert (found.one, found.other, found.verdict, found.because) == (A, B, Verdict.NOT_SAME, "brothers")
    assert list(LinkageProjector().carries_words_of(B, world.record)) == []
    undo(world, B, A)
    assert in_force(world.record, world.names) == ()
