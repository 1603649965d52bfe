"""Dates as lists write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.linkage.days import birth_of, days_of, in_one_order


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
        ("2024/3/8", "2024-03-08", "2024-03-08"),
        ("٢٠٢٤/٣/٨", "2024-03-08", "2024-03-08"),
        ("٨/٣/٢٠٢٤", "2024-03-08", "2024-03-08"),
        ("8/3/2024", "2024-03-08", "2024-08-03"),
        ("early March 2024", "2024-03-01", "2024-03-15"),
        ("end of March 2024", "2024-03-16", "2024-03-31"),
        ("between 3 and 8 March 2024", "2024-03-03", "2024-03-08"),
        ("about 8 March 2024", "2024-03-05", "2024-03-11"),
        ("ca. 1986", "1985-07-03", "1987-07-01"),
        ("март 2024", "2024-03-01", "2024-03-31"),
        ("в середине марта 2024", "2024-03-06", "2024-03-25"),
        ("между 3 и 8 марта 2024", "2024-03-03", "2024-03-08"),
        ("مارس ٢٠٢٤", "2024-03-01", "2024-03-31"),
        ("آذار 2024", "2024-03-01", "2024-03-31"),
        ("بين ٣ و٨ آذار ٢٠٢٤", "2024-03-03", "2024-03-08"),
        ("أواخر تشرين الأول ٢٠٢٤", "2024-10-16", "2024-10-31"),
        ("يوم الجمعة 8 مارس 2024", "2024-03-08", "2024-03-08"),
    ],
)
def test_days_of_written_date_gives_its_span(text: str, first: str, last: str) -> None:
    assert days_of(text) == (date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal())


_NO_DATES = ["", "x", "2024-13-01", "2023-02-29", "0000", "31.02.2020", "2024-03/2024-01", "2024/13"]
_NO_DATES += ["early March", "about March", "أوائل آذار", "31 February 2024", "house 2024, March street 3 and 4"]


@pytest.mark.parametrize("text", _NO_DATES)
def test_days_of_no_date_gives_nothing(text: str) -> None:
    assert days_of(text) is None


@given(st.dates(min_value=date(1000, 1, 1)))
def test_days_of_iso_date_round_trips(day: date) -> None:
    assert days_of(day.isoformat()) == (day.toordinal(), day.toordinal())


@given(st.text(max_size=30))
def test_days_of_anything_never_raises(text: str) -> None:
    span = days_of(text)
    assert span is None or span[0] <= span[1]


@pytest.mark.parametrize(
    ("age", "at", "span"),
    [
        ("24", "2024-03-08", "1999-03-09/2000-03-08"),
        ("24 года", "2024-03", "1999-03-02/2000-03-31"),
        ("٢٤", "٨/٣/٢٠٢٤", "1999-03-09/2000-03-08"),
        ("23", "2024-02-29", "2000-03-01/2001-02-28"),
        ("24", "", ""),
        ("old", "2024-03-08", ""),
        ("400", "2024-03-08", ""),
    ],
)
def test_birth_of_age_on_a_day_is_a_year_of_days(age: str, at: str, span: str) -> None:
    assert birth_of(age, at) == span


@given(st.dates(date(1930, 1, 1), date(2020, 12, 31)), st.integers(0, 30_000))
def test_birth_of_holds_the_day_of_birth(born: date, lived: int) -> None:
    at = date.fromordinal(born.toordinal() + lived)
    age = at.year - born.year - ((at.month, at.day) < (born.month, born.day))

    span = days_of(birth_of(str(age), at.isoformat())) if age <= 125 else None
    assert span is None or span[0] <= born.toordinal() <= span[1]


def test_in_one_order_column_that_shows_its_order_is_read_in_it() -> None:
    assert in_one_order(["04/03/2024", "25/03/2024", "x"]) == ["2024-03-04", "2024-03-25", "x"]
    assert in_one_order(["04/03/2024", "03/25/2024"]) == ["2024-04-03", "2024-03-25"]
    assert in_one_order(["04/03/2024", "03/04/2024"]) == ["04/03/2024", "03/04/2024"]
    assert in_one_order(["25/03/2024", "03/25/2024"]) == ["25/03/2024", "03/25/2024"]
