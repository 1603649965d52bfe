"""A list with ages beside a list with days of birth."""

from habeas.linkage.days import days_of
from habeas.linkage.people.records import gathered


def test_gathered_ages_of_one_year_are_births_within_two() -> None:
    records = gathered([("a", (["full_name", "alter"], [["Selim Malik", "30"]]))], {"alter": "age:2020"})

    span = days_of(records.cells["birth_date"][0])
    assert span == (days_of("1989-01-02") or (0, 0))[:1] + (days_of("1990-12-31") or (0, 0))[1:]


def test_gathered_day_of_birth_goes_before_an_age() -> None:
    table = (["full_name", "birth_date", "alter"], [["Selim Malik", "1999", "30"], ["Zaur Bekov", "", "unknown"]])

    records = gathered([("a", table)], {"alter": "age:2020"})

    assert records.cells["birth_date"] == ("1999", "")
