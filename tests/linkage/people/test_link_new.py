"""New records are added to people who are known; the others are not looked at."""

import numpy as np
import pytest

from habeas.errors import UsageProblem
from habeas.linkage.groups import joins_of, settle
from habeas.linkage.in_vault.runs import model_fields
from habeas.linkage.linked import SLACK
from habeas.linkage.people.link import link
from habeas.linkage.people.link_new import link_new
from habeas.linkage.people.records import Records, gathered
from tests.linkage.invented import lists

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
    from habeas.linkage.groups import joins

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
