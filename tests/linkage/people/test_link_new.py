"""New records are added to people who are known; the others are not looked at."""

from dataclasses import dataclass

import numpy as np
import pytest

from habeas.errors import UsageProblem
from habeas.linkage.groups import joins, joins_of, settle
from habeas.linkage.in_vault.runs import model_fields
from habeas.linkage.linked import SLACK
from habeas.linkage.people.link import link
from habeas.linkage.people.link_new import LinkedNew, link_new
from habeas.linkage.people.records import Records, gathered
from tests.linkage.invented import lists
from tests.linkage.people.test_differences import COLUMNS as OF_PEOPLE
from tests.linkage.people.test_differences import _ordinary, _row

COLUMNS = ("full_name", "birth_date", "place")


def _part(records: Records, rows: list[int]) -> Records:
    tables = []
    for number, label in enumerate(records.files):
        own = [row for row in rows if records.file_of[row] == number]
        tables.append((label, (list(COLUMNS), [[records.cells[name][row] for name in COLUMNS] for row in own])))
    return gathered(tables)


@pytest.fixture(scope="module")
def world():  # type: ignore[no-untyped-def]
    """A full run over all records but the last 8 of the second list; then those are added."""
    records, truth = lists(300, 41)
    old = list(range(len(records) - 8))
    first = link(_part(records, old))
    known = [f"p{label}" for label in first.labels.tolist()] + [""] * 8
    last = {"cut": first.cut, "slack": SLACK, "model": model_fields(first)}
    return _part(records, list(range(len(records)))), truth, first, known, last


def test_link_new_adds_records_to_their_persons_and_leaves_the_rest(world) -> None:  # type: ignore[no-untyped-def]
    records, truth, first, known, last = world
    new = list(range(len(records) - 8, len(records)))

    found = link_new(records, new, known, last)

    before = joins_of(first.tree, first.loose, first.cut)
    old = list(zip(before.one.tolist(), before.other.tolist(), before.mean.tolist(), strict=True))
    added = list(zip(found.joins.one.tolist(), found.joins.other.tolist(), found.joins.mean.tolist(), strict=True))

    labels = settle(len(records), joins([*old, *added]), (), first.cut)
    assert np.array_equal(labels[: len(records) - 8], first.labels)
    right = 0
    for row in new:
        others = {other for other in range(len(records) - 8) if truth[other] == truth[row]}
        with_it = {other for other in range(len(records) - 8) if labels[other] == labels[row]}
        right += others == with_it
    assert right >= 6
    assert found.pairs < 8 * len(records)  # nobody who was there before is compared with anybody who was


def test_link_new_judged_apart_is_not_joined(world) -> None:  # type: ignore[no-untyped-def]
    records, _, _, known, last = world
    new = list(range(len(records) - 8, len(records)))
    first = link_new(records, new, known, last).joins
    a, b = next((a, b) for a, b, mean in zip(first.one, first.other, first.mean, strict=True) if mean > last["cut"])
    own = max(int(a), int(b))
    family = [row for row, individual in enumerate(known) if individual and individual == known[min(int(a), int(b))]]

    found = link_new(records, new, known, last, [(row, own, False) for row in family]).joins

    pairs = {
        (int(x), int(y)) for x, y, mean in zip(found.one, found.other, found.mean, strict=True) if mean > last["cut"]
    }
    assert not any({x, y} & set(family) and own in (x, y) for x, y in pairs)


def test_link_new_other_columns_than_the_model_is_refused(world) -> None:  # type: ignore[no-untyped-def]
    records, _, _, known, last = world
    fewer = gathered([("a", (["full_name"], [[name] for name in records.cells["full_name"]]))])

    with pytest.raises(UsageProblem, match="other columns"):
        link_new(fewer, [len(records) - 1], known, last)


def test_link_new_a_list_without_duplicates_holds_nobody_twice(world) -> None:  # type: ignore[no-untyped-def]
    records, _, _, known, last = world
    new = list(range(len(records) - 8, len(records)))

    found = link_new(records, new, known, last, without_duplicates=[1]).joins

    second = {own for row, own in enumerate(known) if own and records.file_of[row] == 1}
    for one, other, mean in zip(found.one.tolist(), found.other.tolist(), found.mean.tolist(), strict=True):
        if mean > last["cut"]:
            assert not (known[min(one, other)] in second and max(one, other) in new)


@dataclass(frozen=True)
class _Added:
    """What became of rows that were added to a list after a full run of two lists."""

    found: LinkedNew
    person: dict[str, int]
    asked: set[frozenset[str]]


def _added(
    known_rows: list[list[str]],
    new_rows: list[list[str]],
    judged: list[tuple[str, str, bool]] | None = None,
    beside: int = 120,
) -> _Added:
    """`known_rows` stand in the first list, `new_rows` come to the second. `judged`: by record ids."""
    one, two = [*known_rows, *_ordinary(beside, "x")], _ordinary(beside, "y")
    before = gathered([("one", (OF_PEOPLE, one)), ("two", (OF_PEOPLE, two))])
    first = link(before, judged=_by_row(before, [pair for pair in judged or () if set(pair[:2]) <= _ids(before)]))
    records = gathered([("one", (OF_PEOPLE, one)), ("two", (OF_PEOPLE, [*two, *new_rows]))])
    new = list(range(len(before), len(records)))
    known = [f"p{label}" for label in first.labels.tolist()] + [""] * len(new)
    last = {"cut": first.cut, "slack": SLACK, "model": model_fields(first)}

    found = link_new(records, new, known, last, _by_row(records, judged or []))

    old = joins_of(first.tree, first.loose, first.cut)
    every = [
        *zip(old.one.tolist(), old.other.tolist(), old.mean.tolist(), strict=True),
        *zip(found.joins.one.tolist(), found.joins.other.tolist(), found.joins.mean.tolist(), strict=True),
    ]
    labels = settle(len(records), joins(every), _by_row(records, judged or []), first.cut)
    ids = records.record_ids
    asked = {frozenset((ids[a], ids[b])) for a, b in found.asked}
    return _Added(found, dict(zip(ids, labels.tolist(), strict=True)), asked)


def _ids(records: Records) -> set[str]:
    return set(records.record_ids)


def _by_row(records: Records, judged: list[tuple[str, str, bool]]) -> list[tuple[int, int, bool]]:
    place = {own: row for row, own in enumerate(records.record_ids)}
    return [(place[a], place[b], same) for a, b, same in judged]


def test_link_new_the_same_row_in_the_other_list_joins() -> None:
    row = _row("a", "Vakha", "Lorsovich", "1990-05-02")

    added = _added([row], [["b", *row[1:]]])

    assert added.person["a"] == added.person["b"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (_row("a", "Hasan", "Lorsovich", "1990-05-02"), _row("b", "Husein", "Lorsovich", "1990-05-02")),
        (_row("a", "Vakha", "Lorsovich", "1990-05-02"), _row("b", "Yunus", "Lorsovich", "1990-05-02")),
        (_row("a", "Vakha", "Lorsovich", "1988-05-02"), _row("b", "Yunus", "Lorsovich", "1990-09-11")),
        (_row("a", "Vakha", "", "1960-05-02"), _row("b", "Vakha", "", "1988-06-17")),
        (_row("a", "Vakha", "Muradovich", "1990"), _row("b", "Vakha", "Nazirovich", "1991")),
        (_row("a", "Vakha", "Adamovich", "1960-01-01"), _row("b", "Vakha", "Vakhaevich", "1988-01-01")),
    ],
    ids=["twins alike", "twins", "brothers", "uncle and nephew", "cousins", "father and son, 1 January"],
)
def test_link_new_kin_of_one_event_are_two_people(one: list[str], other: list[str]) -> None:
    added = _added([one], [other])

    assert added.person["a"] != added.person["b"]


def test_link_new_a_twin_is_asked_about_whatever_the_probability() -> None:
    added = _added([_row("a", "Vakha", "Lorsovich", "1990-05-02")], [_row("b", "Yunus", "Lorsovich", "1990-05-02")])

    assert frozenset("ab") in added.asked


def test_link_new_two_twins_who_come_together_are_two_people() -> None:
    added = _added([], [_row("a", "Vakha", "Lorsovich", "1990-05-02"), _row("b", "Yunus", "Lorsovich", "1990-05-02")])

    assert added.person["a"] != added.person["b"]


def test_link_new_a_row_that_fits_two_cousins_joins_neither() -> None:
    cousins = [_row("a", "Vakha", "Muradovich", "1990-03-01"), _row("b", "Vakha", "Nazirovich", "1992-07-12")]

    added = _added(cousins, [_row("c", "Vakha", "", "")])

    assert len({added.person[own] for own in "abc"}) == 3
    assert {frozenset("ac"), frozenset("bc")} <= added.asked


def test_link_new_a_person_with_one_record_that_clashes_is_not_joined() -> None:
    """The row without birth and patronymic was judged to be Vakha Muradovich: who comes is his cousin, and like it."""
    known = [_row("a", "Vakha", "Muradovich", "1990-03-01"), _row("bare", "Vakha", "", "")]

    added = _added(known, [_row("c", "Vakha", "Nazirovich", "1962-07-12")], [("a", "bare", True)])

    assert added.person["a"] == added.person["bare"] != added.person["c"]


def test_link_new_judged_the_same_is_stronger_than_a_difference() -> None:
    one, other = _row("a", "Vakha", "Lorsovich", "1990-05-02"), _row("b", "Yunus", "Lorsovich", "1990-05-02")

    added = _added([one], [other], [("a", "b", True)])

    assert added.person["a"] == added.person["b"]
    assert frozenset("ab") not in added.asked


def test_link_new_a_known_row_that_names_nobody_is_joined_to_nothing() -> None:
    nobody = ["a", "unknown", "unknown", *_row("a", "", "", "")[3:]]

    added = _added([nobody], [["b", "", "Temirdiev", *nobody[3:]]])

    assert added.person["a"] != added.person["b"]
    assert 0 not in added.found.joins.one.tolist() + added.found.joins.other.tolist()


def test_link_new_a_list_of_reports_spells_a_name_as_it_likes() -> None:
    """Each person of the first list stands in it three times: other letters are no other person there."""
    people = _ordinary(40, "x")
    reports = [[f"{row[0]}.{n}", *row[1:]] for row in people for n in range(3)]
    before = gathered([("reports", (OF_PEOPLE, reports))])
    first = link(before)
    given = people[0][1]
    late = ["late", f"{given}n", *people[0][2:]]
    records = gathered([("reports", (OF_PEOPLE, [*reports, late]))])
    known = [f"p{label}" for label in first.labels.tolist()] + [""]

    found = link_new(
        records, [len(reports)], known, {"cut": first.cut, "slack": SLACK, "model": model_fields(first)}
    ).joins

    assert any(
        mean > first.cut and {a, b} & {0, 1, 2}
        for a, b, mean in zip(found.one.tolist(), found.other.tolist(), found.mean.tolist(), strict=True)
    )
