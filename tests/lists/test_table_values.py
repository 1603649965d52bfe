"""Cells -> values."""

import pytest

from habeas.lists.values import day_first_of, read_act, read_age, read_date, read_sex


@pytest.mark.parametrize(
    ("cell", "earliest", "latest", "precision"),
    [
        ("1986", "1986-01-01", "1986-12-31", "year"),
        ("2024-03", "2024-03-01", "2024-03-31", "month"),
        ("03.2024", "2024-03-01", "2024-03-31", "month"),
        ("2024-03-04", "2024-03-04", "2024-03-04", "day"),
        ("2024-03-04T23:30:00+05:00", "2024-03-04", "2024-03-04", "day"),
        ("04.10.1982", "1982-10-04", "1982-10-04", "day"),
        ("25/12/2023", "2023-12-25", "2023-12-25", "day"),
        ("12/25/2023", "2023-12-25", "2023-12-25", "day"),
        ("٠٤/٠٤/٢٠٢٤", "2024-04-04", "2024-04-04", "day"),
        ("1986 г.р.", "1986-01-01", "1986-12-31", "year"),
        ("около 1980", "1980-01-01", "1980-12-31", "year"),
        ("2017-04/2017-06", "2017-04-01", "2017-06-30", "range"),
        ("12 марта 2024", "2024-03-12", "2024-03-12", "day"),
        ("March 2024", "2024-03-01", "2024-03-31", "month"),
        ("end of March 2024", "2024-03-16", "2024-03-31", "month"),
        ("مارس ٢٠٢٤", "2024-03-01", "2024-03-31", "month"),
        ("٨ آذار ٢٠٢٤", "2024-03-08", "2024-03-08", "day"),
        ("8 كانون الثاني 2024", "2024-01-08", "2024-01-08", "day"),
        ("بين ٣ و٨ مارس ٢٠٢٤", "2024-03-03", "2024-03-08", "range"),
    ],
)
def test_read_date_words_as_given_days(cell: str, earliest: str, latest: str, precision: str) -> None:
    found = read_date(cell)
    assert found is not None
    assert (found["earliest"], found["latest"], found["precision"]) == (earliest, latest, precision)


def test_read_date_circa_is_marked_approximate() -> None:
    found = read_date("ок. 1980")
    assert found is not None and found["edtf"] == "1980~"


@pytest.mark.parametrize(
    "cell",
    [
        "45355",
        "31.02.2024",
        "04.03.24",
        "0000",
        "unknown",
        "2024-13-01",
        "12",
        "²²²²",
        "1.2.3",
        "مارس",
        "آذار 2024 وقيل 2023",
    ],
)
def test_read_date_what_is_no_date_stays_words(cell: str) -> None:
    assert read_date(cell) is None


def test_read_date_two_readings_both_stand() -> None:
    found = read_date("04/03/2024")
    assert found is not None
    assert "edtf" not in found
    assert (found["earliest"], found["latest"]) == ("2024-03-04", "2024-04-03")


def test_read_date_column_that_shows_its_order_is_believed() -> None:
    assert day_first_of(["04/03/2024", "25/03/2024"]) is True
    assert day_first_of(["04/03/2024", "03/25/2024"]) is False
    assert day_first_of(["25/03/2024", "03/25/2024"]) is None
    found = read_date("04/03/2024", True)
    assert found is not None and found["edtf"] == "2024-03-04"


@pytest.mark.parametrize(
    ("cell", "age"), [("34", 34), ("٣٤", 34), ("34 года", 34), ("34.0", 34), ("340", None), ("young", None)]
)
def test_read_age(cell: str, age: int | None) -> None:
    assert read_age(cell) == age


@pytest.mark.parametrize(
    ("cell", "sex"), [("М", "male"), ("муж.", "male"), ("Mujer", "female"), ("أنثى", "female"), ("?", None)]
)
def test_read_sex(cell: str, sex: str | None) -> None:
    assert read_sex(cell) == sex


@pytest.mark.parametrize(
    ("cell", "act"),
    [("Abduction", "abduction"), ("Похищение", "abduction"), ("death_in_custody", "death_in_custody"), ("x", None)],
)
def test_read_act(cell: str, act: str | None) -> None:
    assert read_act(cell) == act
