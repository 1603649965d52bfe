"""Days of other calendars: against days that are known, and there and back."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.calendar.other_calendars import Calendar, calendar_of, day_of, year_of

KNOWN = (
    (Calendar.JALALI, (1357, 11, 22), "1979-02-11"),
    (Calendar.JALALI, (1399, 12, 30), "2021-03-20"),
    (Calendar.JALALI, (1400, 1, 14), "2021-04-03"),
    (Calendar.JALALI, (1403, 12, 30), "2025-03-20"),
    (Calendar.BUDDHIST, (2565, 2, 7), "2022-02-07"),
)


@pytest.mark.parametrize(("calendar", "given_", "day"), KNOWN)
def test_day_of_another_calendar_is_the_day_that_is_known(
    calendar: Calendar, given_: tuple[int, int, int], day: str
) -> None:
    found = day_of(calendar, *given_)
    assert found is not None and found.earliest == found.latest == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("given_", "day"), [((1443, 9, 1), "2022-04-02"), ((1445, 1, 1), "2023-07-19"), ((1400, 1, 1), "1979-11-21")]
)
def test_islamic_day_is_given_a_day_wide_on_each_side(given_: tuple[int, int, int], day: str) -> None:
    found = day_of(Calendar.ISLAMIC, *given_)
    assert found is not None and found.earliest is not None and found.latest is not None
    assert found.earliest <= date.fromisoformat(day) <= found.latest
    assert found.latest - found.earliest == timedelta(days=2)


@given(st.integers(1244, 1472), st.integers(1, 12), st.integers(1, 29))
def test_jalali_days_follow_each_other(year: int, month: int, day: int) -> None:
    this = day_of(Calendar.JALALI, year, month, day)
    following = day_of(Calendar.JALALI, year, month, day + 1) or day_of(
        Calendar.JALALI, year + month // 12, month % 12 + 1, 1
    )
    assert this is not None and following is not None and this.earliest is not None
    assert following.earliest == this.earliest + timedelta(days=1)


@pytest.mark.parametrize("given_", [(1400, 13, 1), (1400, 12, 30), (1400, 7, 31), (1100, 1, 1), (1400, 0, 1)])
def test_day_that_the_calendar_does_not_have_is_none(given_: tuple[int, int, int]) -> None:
    assert day_of(Calendar.JALALI, *given_) is None


def test_calendar_of_a_column_is_told_by_all_of_its_years() -> None:
    assert calendar_of([1400, 1399]) is Calendar.JALALI
    assert calendar_of([1443, 1444]) is Calendar.ISLAMIC
    assert calendar_of([2565]) is Calendar.BUDDHIST
    assert calendar_of([2021, 2022]) is calendar_of([]) is calendar_of([2021, 1400, 2020]) is Calendar.GREGORIAN
    assert calendar_of([1400, 1443]) is Calendar.UNCERTAIN


def test_year_of_birth_of_another_calendar_has_two_of_ours() -> None:
    found = year_of(Calendar.JALALI, 1365)
    assert found is not None and (str(found.earliest), str(found.latest)) == ("1986-03-21", "1987-03-20")
