import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.estimation_tables import table
from habeas.errors import EstimateRefused, UsageProblem
from habeas.estimation.capture_histories import from_counts, from_rows, merge, require_estimable

rows = st.integers(2, 6).flatmap(
    lambda lists: st.lists(
        st.lists(st.integers(0, 1), min_size=lists, max_size=lists).filter(any), min_size=1, max_size=60
    )
)


@given(rows)
@settings(max_examples=60, deadline=None)
def test_rows_counted_and_expanded_again_are_the_same(people: list[list[int]]) -> None:
    counted = from_rows(people)
    expanded = np.repeat(counted.marks(), counted.counts, axis=0)
    assert sorted(map(tuple, expanded.tolist())) == sorted(map(tuple, people))
    assert counted.n == len(people)
    assert counted.table().sum() == len(people)


@given(rows, st.randoms())
@settings(max_examples=60, deadline=None)
def test_canonical_order_of_lists_and_rows_in_any_order_is_the_same(people: list[list[int]], random: object) -> None:
    order = list(range(len(people[0])))
    random.shuffle(order)  # type: ignore[attr-defined]
    shuffled = [[row[j] for j in order] for row in people]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = from_rows(people).canonical(), from_rows(shuffled).canonical()
    assert sorted(first.list_sizes().tolist()) == sorted(second.list_sizes().tolist())
    if len(set(first.list_sizes().tolist())) == len(order):
        assert first.patterns.tolist() == second.patterns.tolist()
        assert first.counts.tolist() == second.counts.tolist()


def test_overlaps_of_kosovo_are_what_the_table_says() -> None:
    kosovo = table("kosovo")
    assert kosovo.n == 4400
    assert kosovo.list_sizes().tolist() == [1910, 1528, 1786, 685]
    assert kosovo.overlaps()[0, 1] == 27 + 181 + 18 + 177
    assert kosovo.times_seen()[1:].tolist() == [3218, 882, 273, 27]


def test_a_list_left_out_drops_the_people_only_it_saw() -> None:
    kosovo = table("kosovo")
    assert kosovo.without(0).n == 4400 - 1131
    assert kosovo.without(0).lists == ("ABA", "OSCE", "HRW")


def test_patterns_given_twice_are_added() -> None:
    assert from_counts([[1, 0], [1, 0], [0, 1]], [2, 3, 4]).counts.tolist() == [5, 4]


def test_strata_merged_count_everybody_once() -> None:
    kosovo = table("kosovo")
    assert merge([kosovo, kosovo]).n == 8800


@pytest.mark.parametrize(
    ("marks", "counts", "says"),
    [
        ([[1, 0]], [-1], "negative"),
        ([[1, 0]], [1.5], "not whole"),
        ([[1, 2]], [1], "neither 0 nor 1"),
        ([[1, 0]], [float("nan")], "missing"),
        ([[1, "x"]], [1], "not a number"),
        ([[0, 0], [1, 1]], [5, 1], "on no list"),
        ([[1, 0], [0, 1]], [1], "2 rows of marks and 1 counts"),
        ([[1, 0]], [0], "counts nobody"),
        ([[1, 0]], [10**13], "above"),
        ([], [], "at least one row"),
    ],
)
def test_bad_tables_are_refused_with_the_reason(marks: list[object], counts: list[float], says: str) -> None:
    with pytest.raises(UsageProblem, match=says):
        from_counts(np.array(marks, dtype=object) if marks else np.zeros((0, 2)), counts)


def test_labels_given_twice_are_refused() -> None:
    with pytest.raises(UsageProblem, match="same label"):
        from_counts([[1, 0]], [1], ["a", "a"])


def test_a_row_of_zeros_with_count_zero_is_no_one() -> None:
    assert from_counts([[0, 0], [1, 1]], [0, 3]).n == 3


@pytest.mark.parametrize(
    ("marks", "counts", "says"),
    [
        ([[1]], [5], "one list"),
        ([[1, 0, 0], [1, 1, 0]], [5, 5], "nobody is on list 3"),
        ([[1, 1, 0], [1, 1, 1], [0, 0, 1]], [5, 5, 3], "exactly the same people"),
        ([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [5, 5, 5], "no person is on two lists"),
    ],
)
def test_tables_nothing_can_be_said_of_are_refused(marks: list[list[int]], counts: list[int], says: str) -> None:
    with pytest.raises(EstimateRefused, match=says) as refusal:
        require_estimable(from_counts(marks, counts))
    assert refusal.value.hint


def test_a_table_without_anyone_on_all_lists_is_fine() -> None:
    require_estimable(table("hiv_rome"))


def test_a_dense_table_of_too_many_lists_is_refused() -> None:
    wide = from_rows(np.eye(20, dtype=int))
    with pytest.raises(EstimateRefused, match="20 lists"):
        wide.table()
