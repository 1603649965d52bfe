"""Linkage in a vault: runs, ids that stay, judgements that hold, an analyst who sees no name."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from habeas.claims import review as claims_review
from habeas.database.encrypted import logical_dump
from habeas.errors import NotFound, UsageProblem, WrongKey
from habeas.ids import ItemId
from habeas.linkage.in_vault.capture_tables import ALL, UNKNOWN, By, capture_tables
from habeas.linkage.in_vault.individuals import individuals
from habeas.linkage.in_vault.questions import questions
from habeas.linkage.in_vault.review import after, confirm, judge, split, undo
from habeas.linkage.in_vault.runs import Settings, model_fields, run
from habeas.linkage.in_vault.summary import summary
from habeas.linkage.judgements import Verdict
from habeas.linkage.people.link import link
from habeas.linkage.people.records import gathered
from habeas.linkage.schemas import RUN
from habeas.linkage.store import place_heads
from tests.linkage.in_vault.vault_of_lists import add_row, fill, world_with
from tests.linkage.invented import FAMILY, GIVEN, lists
from tests.world import World

Filled = tuple[World, list[ItemId], list[int]]


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Filled]:
    world = world_with(tmp_path / "world")
    ids, truth = fill(world, 120, 31)
    yield world, ids, truth
    world.close()


def _groups(world: World) -> set[frozenset[ItemId]]:
    now = individuals(world)
    return {frozenset(now.people[row].id for row in group) for group in now.groups}


def _ids(world: World) -> dict[ItemId, ItemId]:
    now = individuals(world)
    return {now.people[row].id: own for own, group in zip(now.ids, now.groups, strict=True) for row in group}


def test_individuals_before_any_run_every_record_stands_alone(filled: Filled) -> None:
    world, ids, _ = filled

    assert _groups(world) == {frozenset([own]) for own in ids}
    assert _ids(world) == {own: own for own in ids}


def test_run_finds_the_persons_of_two_lists(filled: Filled) -> None:
    world, ids, truth = filled
    told: list[str] = []

    done = run(world, say=lambda what, share: told.append(what))

    true = {frozenset(own for own, person in zip(ids, truth, strict=True) if person == each) for each in set(truth)}
    assert len(_groups(world) & true) / len(true) >= 0.85
    assert done.persons.low <= len(true) <= done.persons.high
    assert (done.new, done.individuals) == (len(ids), len(_groups(world)))
    assert "joining records" in told


def test_run_again_changes_nothing_and_doubts_as_much(filled: Filled) -> None:
    world, _, _ = filled
    first = run(world)
    before = _ids(world)

    second = run(world)

    assert (second.changed, second.new) == (0, 0)
    assert _ids(world) == before
    assert second.persons == first.persons


def test_run_replayed_from_the_journal_says_the_same(filled: Filled, tmp_path: Path) -> None:
    world, ids, _ = filled
    run(world)
    judge(world, ids[0], ids[1], Verdict.NOT_SAME)
    other = world_with(tmp_path / "again")

    other.replay(world.entries)

    assert list(logical_dump(other.record)) == list(logical_dump(world.record))
    assert _ids(other) == _ids(world)
    other.close()


def test_run_new_records_join_their_persons_and_all_other_ids_stay(filled: Filled) -> None:
    world, ids, _ = filled
    run(world)
    before = _ids(world)
    records, _ = lists(120, 31)
    list_ = individuals(world).people[-1].list
    assert list_ is not None
    copied = add_row(world, records, 0, list_)

    done = run(world, Settings(new_only=True))

    assert (done.mode, done.new) == ("new", 1)
    after_ = _ids(world)
    assert {own: after_[own] for own in ids} == before
    assert after_[copied] == after_[ids[0]]


def test_run_new_only_without_a_full_run_is_refused(filled: Filled) -> None:
    with pytest.raises(UsageProblem, match="no run"):
        run(filled[0], Settings(new_only=True))


def test_run_an_analyst_without_names_is_refused_but_counts_the_same(filled: Filled, tmp_path: Path) -> None:
    world, ids, _ = filled
    run(world)
    judge(world, ids[0], ids[3], Verdict.NOT_SAME, because="two brothers")
    analyst = world_with(tmp_path / "analyst", closed=True)
    analyst.replay(world.entries)

    with pytest.raises(WrongKey):
        run(analyst)

    theirs, ours = individuals(analyst), individuals(world)
    assert theirs.ids == ours.ids
    mine, yours = (summary(each, place_heads(world.record)) for each in (theirs, ours))
    assert (mine.persons, mine.overlap, mine.by_list) == (yours.persons, yours.overlap, yours.by_list)
    tables = [capture_tables(each, place_heads(world.record), By.MONTH).versions for each in (theirs, ours)]
    assert [{k: v.counts.tolist() for k, v in each.items()} for each in tables[0]] == [
        {k: v.counts.tolist() for k, v in each.items()} for each in tables[1]
    ]
    analyst.close()


def test_run_empty_vault_is_refused(tmp_path: Path) -> None:
    world = world_with(tmp_path / "empty")
    with pytest.raises(UsageProblem, match="no named person"):
        run(world)
    world.close()


# --- judgements ------------------------------------------------------------------------------------------------------


def test_judge_not_the_same_holds_at_once_and_after_the_next_run(filled: Filled) -> None:
    world, _, _ = filled
    run(world)
    one, other, *_ = next(sorted(group) for group in _groups(world) if len(group) > 1)

    judge(world, one, other, Verdict.NOT_SAME)

    assert not any({one, other} <= group for group in _groups(world))
    assert _ids(world)[one] != _ids(world)[other]
    assert all(own.startswith("ind-") for own in _ids(world).values())
    run(world)
    assert not any({one, other} <= group for group in _groups(world))


def test_judge_undone_brings_the_group_and_its_id_back(filled: Filled) -> None:
    world, _, _ = filled
    run(world)
    before = _ids(world)
    one, other, *_ = next(sorted(group) for group in _groups(world) if len(group) > 1)
    judge(world, one, other, Verdict.NOT_SAME)

    undo(world, one, other)

    assert _ids(world) == before


def test_judge_contradicting_judgements_bind_nothing(filled: Filled) -> None:
    world, _, _ = filled
    run(world)
    before = _groups(world)
    a, b, c = (sorted(group)[0] for group in sorted(before, key=sorted)[:3])
    judge(world, a, b, Verdict.SAME)
    judge(world, b, c, Verdict.SAME)
    judge(world, a, c, Verdict.NOT_SAME)

    assert _groups(world) == before
    assert len(summary(individuals(world), {}).contradictions) == 1


def test_merged_persons_are_one_and_both_lists_count(filled: Filled) -> None:
    world, _, _ = filled
    run(world)
    strangers = [sorted(group)[0] for group in sorted(_groups(world), key=sorted)[:2]]

    claims_review.merge(world, strangers[0], strangers[1])

    assert any(set(strangers) <= group for group in _groups(world))


def test_merged_persons_judged_not_the_same_are_a_contradiction_that_binds_nothing(filled: Filled) -> None:
    world, _, _ = filled
    run(world)
    before = _groups(world)
    one, other = (sorted(group)[0] for group in sorted(before, key=sorted)[:2])
    claims_review.merge(world, one, other)

    judge(world, one, other, Verdict.NOT_SAME)

    now = individuals(world)
    assert [(found.apart.one, found.apart.other) for found in now.contradictions] == [tuple(sorted((one, other)))]
    assert len(summary(now, {}).contradictions) == 1
    assert _groups(world) == before
    undo(world, one, other)
    assert individuals(world).contradictions == () and any({one, other} <= group for group in _groups(world))


def test_rejected_person_is_nobody(filled: Filled) -> None:
    world, ids, _ = filled
    run(world)

    claims_review.reject(world, [ids[0]], because="not a person")

    assert ids[0] not in _ids(world)
    with pytest.raises(NotFound):
        individuals(world).of(ids[0])


# --- questions -------------------------------------------------------------------------------------------------------


def test_questions_the_most_doubtful_come_first(filled: Filled) -> None:
    run(filled[0])

    doubts = [abs(question.beyond) for question in questions(individuals(filled[0])).open]

    assert doubts == sorted(doubts) and doubts


def test_questions_answered_same_is_not_asked_again(filled: Filled) -> None:
    world, _, _ = filled
    run(world)
    now = individuals(world)
    first = next(question for question in questions(now).open if question.joined)
    records = [now.people[row].id for row in first.rows]

    now = after(world, now, lambda known: confirm(world, records, now=known))

    left = [question for question in questions(now).open if set(question.rows) & set(first.rows)]
    assert not any(question.joined for question in left)


def test_questions_answered_not_the_same_is_not_asked_again(filled: Filled) -> None:
    world, _, _ = filled
    run(world)
    now = individuals(world)
    first = next(question for question in questions(now).open if not question.joined)
    one, other = ([now.people[row].id for row in side] for side in (first.one, first.other))

    now = after(world, now, lambda known: split(world, [*one, *other], other, now=known))

    assert first.rows not in [question.rows for question in questions(now).open]
    assert now.ids == individuals(world).ids


def test_questions_unsure_waits(filled: Filled) -> None:
    world, _, _ = filled
    run(world)
    now = individuals(world)
    first = questions(now).open[0]
    one, other = now.people[first.one[0]].id, now.people[first.other[0]].id

    judge(world, one, other, Verdict.UNSURE)

    queue = questions(individuals(world))
    assert queue.waiting == 1
    assert first.rows not in [question.rows for question in queue.open]


# --- tables for estimation -------------------------------------------------------------------------------------------


def test_capture_tables_best_answer_counts_every_individual_once(filled: Filled) -> None:
    world, _, _ = filled
    run(world)
    now = individuals(world)

    found = capture_tables(now, {})

    assert len(found.versions) == 11 and len(found.lists) == 2
    assert int(found.versions[0][ALL].counts.sum()) == len(now.groups)
    totals = {int(version[ALL].counts.sum()) for version in found.versions}
    assert len(totals) > 1


def test_capture_tables_by_month_add_up_and_unknown_is_said(filled: Filled) -> None:
    world, _, _ = filled
    run(world)
    now = individuals(world)

    months = capture_tables(now, {}, By.MONTH).versions[0]
    places = capture_tables(now, {}, By.PLACE)

    assert set(months) == {"2024-03", "2024-04"}
    assert sum(int(table.counts.sum()) for table in months.values()) == len(now.groups)
    assert set(places.versions[0]) == {UNKNOWN} and places.unknown == len(now.groups)


def test_capture_tables_same_seed_same_versions(filled: Filled) -> None:
    run(filled[0])
    now = individuals(filled[0])

    one, other = (capture_tables(now, {}, By.MONTH, seed=3).versions for _ in range(2))

    assert [{k: v.counts.tolist() for k, v in each.items()} for each in one] == [
        {k: v.counts.tolist() for k, v in each.items()} for each in other
    ]


def test_capture_tables_too_few_replicates_is_refused(filled: Filled) -> None:
    run(filled[0])
    with pytest.raises(UsageProblem, match="at least 10"):
        capture_tables(individuals(filled[0]), {}, count=3)


def test_run_of_columns_that_repeat_each_other_fits_the_rule_of_its_entry() -> None:
    """Killed together in one village on one day: the place says the day, and the two are made one comparison."""
    records = gathered(
        [
            (label, (["full_name", "birth_date", "event_date", "place"], _rows_of_villages(label, number)))
            for number, label in enumerate(("one.csv", "two.csv"))
        ]
    )
    found = link(records)
    model = model_fields(found)

    assert found.fused
    assert RUN.record_shapes["model"].fits(json.loads(json.dumps(model)))


@pytest.mark.parametrize("fused", [[[0]], [[0, 1, 2]], [["0", "1"]], [[0, -1]], [[0.5, 1]], [[True, 0]], "01"])
def test_run_whose_fused_comparisons_are_no_pairs_of_places_does_not_fit(fused: object) -> None:
    assert not RUN.record_shapes["model"].fits({"fused": fused})


def _rows_of_villages(label: str, number: int) -> list[list[str]]:
    rng = random.Random(number)
    rows = []
    for place, own in enumerate(range(200)):
        village = place % 10
        born = f"{1950 + own * 7 % 50}-{1 + own % 12:02}-{1 + own * 5 % 28:02}"
        name = f"{GIVEN[own * 7 % len(GIVEN)]} {FAMILY[own * 5 % len(FAMILY)]}"
        if rng.random() < 0.7:
            rows.append([name, born, f"2015-{1 + village:02}-{3 + village:02}", f"Village {'abcdefghij'[village] * 3}"])
    return rows
