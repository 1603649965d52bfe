"""The order of lists as written: read, or refused with what is wrong with it."""

import pytest

from habeas.errors import UsageProblem
from habeas.estimation.list_order import columns_in_order, order_of, require_order


@pytest.mark.parametrize(
    ("entries", "labels"),
    [
        (["a", "b"], ("a", "b")),
        (["a=2019", "b=2019-06", "c=2019-06-02"], ("a", "b", "c")),
        (["a=2020-05", "b", "c=2020-05"], ("a", "b", "c")),
        ([], ()),
    ],
)
def test_an_order_is_read_with_or_without_dates(entries: list[str], labels: tuple[str, ...]) -> None:
    assert order_of(entries) == labels


@pytest.mark.parametrize("entries", [["a=2020", "b=2019"], ["a=2020-05", "b", "c=2020-04-30"], ["a=2021", "b=2020-12"]])
def test_an_order_that_contradicts_its_dates_is_refused(entries: list[str]) -> None:
    with pytest.raises(UsageProblem, match="contradicts its dates"):
        order_of(entries)


@pytest.mark.parametrize("entry", ["a=", "a=soon", "a=2020-13", "=2020", "a=2020-02-40", "a=20"])
def test_an_entry_that_is_no_list_with_a_date_is_refused(entry: str) -> None:
    with pytest.raises(UsageProblem, match="entry 1"):
        order_of([entry])


def test_columns_follow_the_order_and_a_list_that_a_stratum_lacks_is_passed_over() -> None:
    assert columns_in_order(("x", "y", "z"), ("z", "x", "y")) == [2, 0, 1]
    assert columns_in_order(("x", "z"), ("z", "x", "y")) == [1, 0]


@pytest.mark.parametrize(
    ("order", "told"),
    [(("x", "y"), "leaves out list 3"), (("x", "y", "z", "x"), "twice"), (("x", "y", "z", "q"), "entry 4")],
)
def test_an_order_names_every_list_of_the_table_once_and_no_other(order: tuple[str, ...], told: str) -> None:
    with pytest.raises(UsageProblem, match=told):
        require_order(("x", "y", "z"), order)
