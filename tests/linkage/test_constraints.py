"""What no evidence may join."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from habeas.errors import UsageProblem
from habeas.linkage.clustering import grow
from habeas.linkage.constraints import Constraint
from habeas.linkage.people.link import link
from habeas.linkage.people.records import Records, gathered
from tests.linkage.invented import lists


def test_constraint_two_of_one_list_without_duplicates_stay_two() -> None:
    left, right = np.asarray([0, 1, 0]), np.asarray([2, 2, 1])

    tree = grow(3, left, right, np.asarray([9.0, 8.0, 7.0]), constraint=Constraint([0, 0, 1], [0]))

    assert tree.labels().tolist() == [0, 1, 0]


def test_constraint_judged_the_same_is_stronger_than_the_list() -> None:
    left, right = np.asarray([0, 1, 0]), np.asarray([2, 2, 1])

    tree = grow(3, left, right, np.asarray([9.0, 8.0, 7.0]), constraint=Constraint([0, 0, 1], [0], same=[(0, 1)]))

    assert tree.labels().tolist() == [0, 0, 0]


def test_constraint_sorts_differ_never_meet_through_one_without_a_sort() -> None:
    left, right = np.asarray([0, 1, 0]), np.asarray([1, 2, 2])

    tree = grow(3, left, right, np.asarray([9.0, 9.0, 9.0]), constraint=Constraint(sorts=[4, -1, 7]))

    labels = tree.labels()
    assert labels[0] == labels[1]
    assert labels[0] != labels[2]


def test_constraint_days_too_far_apart_never_meet_through_a_vague_one() -> None:
    left, right = np.asarray([0, 1, 0]), np.asarray([1, 2, 2])
    spans = [(100, 100), (100, 160), (160, 160)]

    tree = grow(3, left, right, np.asarray([9.0, 9.0, 9.0]), constraint=Constraint(spans=spans, days=31))
    wider = grow(3, left, right, np.asarray([9.0, 9.0, 9.0]), constraint=Constraint(spans=spans, days=60))

    assert tree.labels()[0] != tree.labels()[2]
    assert wider.labels().tolist() == [0, 0, 0]


def test_constraint_rows_without_days_meet_anybody() -> None:
    tree = grow(
        2, np.asarray([0]), np.asarray([1]), np.asarray([9.0]), constraint=Constraint(spans=[(1, 1), None], days=0)
    )

    assert tree.labels().tolist() == [0, 0]


def test_constraint_unknown_list_is_refused() -> None:
    with pytest.raises(UsageProblem, match="no duplicates"):
        Constraint([0, 1], [2])


@given(some.integers(0, 10_000))
def test_constraint_any_evidence_no_group_holds_two_of_a_limited_list(seed: int) -> None:
    rng = np.random.default_rng(seed)
    lists_of = rng.integers(0, 3, 25).tolist()
    left, right = np.triu_indices(25, 1)

    tree = grow(25, left, right, rng.normal(2, 5, len(left)), floor=-3.0, constraint=Constraint(lists_of, [0, 2]))

    labels = tree.labels()
    for limited in set(lists_of) & {0, 2}:
        own = labels[np.asarray(lists_of) == limited]
        assert len(np.unique(own)) == len(own)


def _with_twins(seed: int) -> tuple[Records, list[int]]:
    """Two lists without duplicates, in which brothers share a family name, a place and a year."""
    records, truth = lists(80, seed)
    rows = [
        [own, records.cells["full_name"][row], records.cells["birth_date"][row][:4], records.cells["place"][row]]
        for row, own in enumerate(records.record_ids)
    ]
    half = records.file_of.index(1)
    head = ["record_id", "full_name", "birth_date", "place"]
    return gathered([("a", (head, [*rows[:half]])), ("b", (head, [*rows[half:]]))]), truth


def test_link_lists_without_duplicates_hold_nobody_twice() -> None:
    records, truth = _with_twins(4)

    free, held = link(records), link(records, without_duplicates=[0, 1])

    file_of = np.asarray(records.file_of)
    for number in (0, 1):
        own = held.labels[file_of == number]
        assert len(np.unique(own)) == len(own)
        within = (file_of[held.left] == number) & (file_of[held.right] == number)
        assert (held.probability[within] < 1e-6).all()
    true = len(set(truth))
    assert abs(held.labels.max() + 1 - true) <= abs(free.labels.max() + 1 - true)


def test_link_judgement_joins_two_of_a_list_without_duplicates() -> None:
    records, _ = _with_twins(4)

    found = link(records, without_duplicates=[0], judged=[(0, 1, True)])

    assert found.labels[0] == found.labels[1]


def test_link_unknown_list_without_duplicates_is_refused() -> None:
    records, _ = lists(30, 1)

    with pytest.raises(UsageProblem, match="no duplicates"):
        link(records, without_duplicates=[9])
