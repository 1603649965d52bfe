"""Dates as lists write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.linkage.days import days_of


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1986", "1986-01-01", "1986-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("1988-11-23", "1988-11-23", "1988-11-23"),
        ("04.10.1982", "1982-10-04", "1982-10-04"),
        ("03/04/2024", "2024-03-04", "2024-04-03"),
        ("25/04/2024", "2024-04-25", "2024-04-25"),
        ("1986-00-00", "1986-01-01", "1986-12-31"),
        ("2024-02/2024-03", "2024-02-01", "2024-03-31"),
        ("2024-05-01T10:00:00", "2024-05-01", "2024-05-01"),
        ("19840512", "1984-05-12", "1984-05-12"),
    ],
)
def test_days_of_written_date_gives_its_span(text: str, first: str, last: str) -> None:
    assert days_of(text) == (date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal())


@pytest.mark.parametrize("text", ["", "x", "2024-13-01", "2023-02-29", "0000", "31.02.2020", "2024-03/2024-01"])
def test_days_of_no_date_gives_nothing(text: str) -> None:
    assert days_of(text) is None


@given(st.dates(min_value=date(1000, 1, 1)))
def test_days_of_iso_date_round_trips(day: date) -> None:
    assert days_of(day.isoformat()) == (day.toordinal(), day.toordinal())


@given(st.text(max_size=30))
def test_days_of_anything_never_raises(text: str) -> None:
    span = days_of(text)
    assert span is None or span[0] <= span[1]
