"""Ids of persons from one run to the next."""

from habeas.ids import ItemId, kind_of
from habeas.linkage.groups import joins_of, settle, steadied
from habeas.linkage.people.link import link
from habeas.linkage.people.records import gathered
from habeas.linkage.person_ids import keep_ids
from tests.linkage.invented import lists

OLD, OTHER, FRESH = ItemId("per-old"), ItemId("per-other"), ItemId("per-fresh")
R = [ItemId(f"row-{number}") for number in range(6)]


def test_keep_ids_merged_persons_keep_the_id_of_the_larger() -> None:
    before = {R[0]: OLD, R[1]: OLD, R[2]: OTHER}

    assert keep_ids([R[:3]], before) == [OLD]


def test_keep_ids_split_person_larger_part_keeps_it_and_the_other_is_new() -> None:
    before = dict.fromkeys(R[:3], OLD)

    assert keep_ids([[R[2]], R[:2]], before, lambda: FRESH) == [FRESH, OLD]


def test_keep_ids_new_records_only_are_new_persons() -> None:
    (made,) = keep_ids([R[:2]], {})

    assert kind_of(made) == "person"


def test_keep_ids_one_percent_more_records_nearly_all_ids_stay() -> None:
    records, _ = lists(400, 21)
    count = len(records)
    short = count - count // 100
    columns = ("full_name", "birth_date", "place")
    rows = [list(row) for row in zip(*(records.cells[name] for name in columns), strict=True)]
    items = [ItemId(str(row)) for row in range(count)]
    first = link(gathered([("a", (list(columns), rows[:short]))])).labels
    held = [f"p{label}" for label in first] + [None] * (count - short)
    found = link(gathered([("a", (list(columns), rows))]))
    steady = steadied(joins_of(found.tree, found.loose, found.cut), held, found.cut)
    second = settle(count, steady, (), found.cut)
    before = {items[row]: ItemId(f"p{label}") for row, label in enumerate(first)}

    groups = [[items[row] for row in range(count) if second[row] == label] for label in range(second.max() + 1)]
    after = {item: own for group, own in zip(groups, keep_ids(groups, before), strict=True) for item in group}

    kept = sum(after[item] == before[item] for item in items[:short]) / short
    assert kept >= 0.995
