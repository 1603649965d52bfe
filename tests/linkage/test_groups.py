"""Joins and judgements: who is one person now, at any cut."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.linkage.groups import HAIR, groups_of, joins, joins_of, settle, steadied
from habeas.linkage.linked import SLACK
from habeas.linkage.people.link import link
from tests.linkage.invented import lists


@pytest.fixture(scope="module")
def linked():  # type: ignore[no-untyped-def]
    records, _ = lists(120, 31)
    return link(records)


def test_joins_of_at_the_cut_are_the_groups_of_the_run(linked) -> None:  # type: ignore[no-untyped-def]
    found = joins_of(linked.tree, linked.loose, linked.cut)

    assert np.array_equal(settle(linked.tree.records, found, (), linked.cut), linked.labels)


def test_joins_of_below_the_cut_join_more_and_above_it_fewer(linked) -> None:  # type: ignore[no-untyped-def]
    found = joins_of(linked.tree, linked.loose, linked.cut)
    records = linked.tree.records

    count = [settle(records, found, (), linked.cut + by).max() for by in (-SLACK, 0.0, SLACK)]

    assert count == sorted(count) and count[0] < count[2]


def test_settle_judged_the_same_joins_without_any_evidence() -> None:
    assert settle(4, joins([]), [(0, 3, True)], 0.0).tolist() == [0, 1, 2, 0]


def test_settle_judged_apart_stops_the_weaker_join_only() -> None:
    chain = joins([(0, 1, 5.0), (1, 2, 2.0)])

    assert settle(3, chain, [(0, 2, False)], 0.0).tolist() == [0, 0, 1]


def test_settle_apart_holds_for_all_that_either_is_judged_the_same_as() -> None:
    strong = joins([(1, 3, 9.0)])

    labels = settle(4, strong, [(0, 1, True), (2, 3, True), (0, 2, False)], 0.0).tolist()

    assert labels == [0, 0, 1, 1]


PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.floats(-5, 5)), max_size=30)


@given(PAIRS, st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=4))
def test_settle_never_brings_judged_strangers_together(
    pairs: list[tuple[int, int, float]], apart: list[tuple[int, int]]
) -> None:
    strangers = [(a, b, False) for a, b in apart if a != b]

    labels = settle(10, joins(pairs), strangers, 0.0)

    assert all(labels[a] != labels[b] for a, b, _ in strangers)


@given(PAIRS)
def test_groups_of_name_every_row_once(pairs: list[tuple[int, int, float]]) -> None:
    groups = groups_of(settle(10, joins(pairs), (), 0.0))

    assert sorted(row for group in groups for row in group) == list(range(10))


def test_steadied_near_the_cut_stays_as_it_was_and_far_from_it_does_not() -> None:
    near, far = 0.5 * HAIR, 3 * HAIR
    found = joins([(0, 1, -near), (2, 3, near), (4, 5, -far), (6, 7, near)])
    before = ["a", "a", "b", "c", "d", "d", "e", None]

    labels = settle(8, steadied(found, before, 0.0), (), 0.0).tolist()

    assert labels[0] == labels[1]  # was one, hangs by a hair: stays one
    assert labels[2] != labels[3]  # was two: stays two
    assert labels[4] != labels[5]  # was one, but nothing speaks for it any more
    assert labels[6] == labels[7]  # one side is new
