"""Ages as days of birth."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from habeas.linkage.days import days_of
from habeas.linkage.people.ages import OLDEST, ages_of, as_cell, born, said_on
from habeas.linkage.people.link import link
from habeas.linkage.people.records import Kind, Records, gathered
from tests.linkage.invented import lists


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24", (24, 24)),
        ("24 года", (24, 24)),
        ("~24", (24, 24)),
        ("٢٤", (24, 24)),
        ("approx. 30 years", (30, 30)),
        ("20-30", (20, 30)),
        ("0", (0, 0)),
        ("7 months", (0, 0)),
        ("5 мес.", (0, 0)),
        ("18 months", (0, 2)),
        ("121", None),
        ("30-20", None),
        ("1986", None),
        ("-3.5", None),
        ("adult", None),
        ("", None),
    ],
)
def test_ages_of_cells_as_lists_write_them(text: str, expected: tuple[int, int] | None) -> None:
    assert ages_of(text) == expected


def test_born_aged_24_on_a_day_is_one_year_of_birthdays() -> None:
    days = born("24", days_of("2024-03-05"))

    assert days == (date(1999, 3, 6).toordinal(), date(2000, 3, 5).toordinal())


@given(some.dates(date(1880, 1, 1), date(2010, 1, 1)), some.integers(0, 365 * 60))
def test_born_any_birthday_lies_in_what_its_age_means(birthday: date, lived: int) -> None:
    day = birthday + timedelta(lived)
    age = day.year - birthday.year - ((day.month, day.day) < (birthday.month, birthday.day))

    days = born(str(age), (day.toordinal(), day.toordinal()))

    assert days is not None
    assert days[0] <= birthday.toordinal() <= days[1]
    assert days[1] - days[0] <= 366
    assert days_of(as_cell(days)) == days


@given(some.text(max_size=20), some.none() | some.tuples(some.integers(1, 800_000), some.just(800_000)))
def test_born_any_text_never_breaks(text: str, said: tuple[int, int] | None) -> None:
    days = born(text, said)

    assert days is None or 1 <= days[0] <= days[1]


def test_said_on_year_in_the_column_goes_before_the_event() -> None:
    assert said_on("age:2024", "2020-01-01") == days_of("2024")
    assert said_on("age", "2020-01-01") == days_of("2020-01-01")
    assert said_on("age", "") is None


def test_gathered_age_fills_only_rows_without_a_day_of_birth() -> None:
    head = ["full_name", "birth_date", "age", "event_date"]
    rows = [["Selim Malik", "1999", "24", "2024-03-05"], ["Selim Malik", "", "24", "2024-03-05"], ["A B", "", "24", ""]]

    records = gathered([("a", (head, [*rows]))])

    assert records.cells["birth_date"] == ("1999", "1999-03-06/2000-03-05", "")
    assert records.kinds["age"] is Kind.AGE
    assert records.cells["age"] == ("24", "24", "24")


def test_gathered_age_of_a_year_makes_a_column_of_births() -> None:
    records = gathered([("a", (["full_name", "alter"], [["Selim Malik", "30"]]))], {"alter": "age:2020"})

    assert records.kinds["birth_date"] is Kind.DATE
    assert days_of(records.cells["birth_date"][0]) == (date(1989, 1, 2).toordinal(), date(1990, 12, 31).toordinal())


def test_gathered_ages_that_mean_nothing_add_no_column() -> None:
    assert "birth_date" not in gathered([("a", (["full_name", "age"], [["Selim Malik", "30"]]))]).kinds


def _with_ages(records: Records, known: bool) -> Records:
    """The second list gives the age at an event in 2022, or nothing, where it had a day of birth."""
    rows = []
    for row, own in enumerate(records.record_ids):
        birth, age = records.cells["birth_date"][row], ""
        if records.file_of[row] == 1 and birth:
            age, birth = (str(2022 - int(birth[:4]) - (birth[5:] > "06-15")) if known else ""), ""
        rows.append([own, records.cells["full_name"][row], birth, records.cells["place"][row], age])
    half = records.file_of.index(1)
    plain = ["record_id", "full_name", "birth_date", "place"]
    tables: list[tuple[str, tuple[list[str], list[Sequence[str]]]]] = [
        ("a", (plain, [row[:4] for row in rows[:half]])),
        ("b", ([*plain, "age"], [*rows[half:]])),
    ]
    return gathered(tables, {"age": "age:2022"})


def test_link_ages_beside_birthdays_find_more_persons_than_no_ages() -> None:
    right = {True: 0, False: 0}
    for seed in (1, 2):
        records, truth = lists(200, seed)
        for known in right:
            labels = link(_with_ages(records, known)).labels
            ours = {(a, b) for a in range(len(truth)) for b in range(a) if labels[a] == labels[b]}
            true = {(a, b) for a in range(len(truth)) for b in range(a) if truth[a] == truth[b]}
            right[known] += len(ours & true) - len(ours - true)

    assert right[True] > right[False]


def test_ages_oldest_is_an_age() -> None:
    assert ages_of(str(OLDEST)) == (OLDEST, OLDEST)


def test_born_arabic_digits_and_a_leap_day_are_read() -> None:
    spans = [("٢٤", "٨/٣/٢٠٢٤", "1999-03-09/2000-03-08"), ("23", "2024-02-29", "2000-03-01/2001-02-28")]
    for age, at, span in spans:
        days = born(age, days_of(at))
        assert days is not None and as_cell(days) == span
