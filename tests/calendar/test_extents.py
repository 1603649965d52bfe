from datetime import date

import pytest
from edtf import parse_edtf

from habeas.calendar.extents import (
    ago,
    last_units,
    make_about,
    make_day,
    make_decade,
    make_month,
    make_season,
    make_week,
    make_winter,
    make_year,
    open_after,
    open_before,
    span_extents,
)

DAY = date(2017, 4, 20)
EXTENTS = [
    make_month(2024, 2),
    make_month(2024, 5, "early"),
    make_month(2021, 10, "week3"),
    make_month(2023, 2, "weeklast"),
    make_month(2023, 2, "half2"),
    make_year(2019),
    make_year(2019, "late"),
    make_year(2019, "quarter2"),
    make_season(2019, "winter"),
    make_winter(2018),
    make_decade(1990, "early"),
    make_week(DAY),
    ago(DAY, 2, "week"),
    ago(DAY, 3, "day"),
    ago(DAY, 2, "month"),
    ago(DAY, 5, "year"),
    last_units(DAY, 3, "month"),
    open_after(make_month(2017, 3)),
    open_before(make_year(2019)),
    make_about(make_month(2020, 7)),
]


@pytest.mark.parametrize("extent", EXTENTS)
def test_extent_of_any_kind_is_valid_edtf_and_in_order(extent):
    assert parse_edtf(extent.edtf)
    if extent.earliest and extent.latest:
        assert extent.earliest <= extent.latest


def test_day_the_calendar_has_not_gives_nothing():
    assert make_day(2021, 2, 29) is None
    assert make_day(2020, 2, 29) is not None


def test_third_week_of_a_month_is_its_days_15_to_21():
    assert make_month(2021, 10, "week3").edtf == "2021-10-15/2021-10-21"


def test_part_of_a_month_keeps_the_month_in_edtf_and_names_no_day():
    early = make_month(2024, 5, "early")
    assert early.edtf == "2024-05"
    assert (early.earliest, early.latest) == (date(2024, 5, 1), date(2024, 5, 15))


def test_winter_of_one_year_covers_both_winters_it_may_mean():
    winter = make_season(2019, "winter")
    assert winter.earliest == date(2018, 12, 1)
    assert winter.latest == date(2020, 3, 21)


def test_interval_as_the_end_of_another_is_marked_approximate_not_nested():
    assert span_extents(make_week(DAY), make_month(2017, 6)).edtf == "2017-04-17~/2017-06"


def test_interval_that_ends_before_it_begins_is_refused():
    assert span_extents(make_year(2020), make_year(2019)) is None
