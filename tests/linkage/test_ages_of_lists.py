"""A list with ages beside a list with days of birth."""

from collections.abc import Sequence

from habeas.linkage.days import days_of
from habeas.linkage.link import link
from habeas.linkage.records import Records, gathered
from tests.linkage.people import lists

HEAD = ["record_id", "full_name", "birth_date", "place"]


def test_gathered_ages_of_one_year_are_births_within_two() -> None:
    records = gathered([("a", (["full_name", "alter"], [["Selim Malik", "30"]]))], {"alter": "age:2020"})

    span = days_of(records.cells["birth_date"][0])
    assert span == (days_of("1989-01-02") or (0, 0))[:1] + (days_of("1990-12-31") or (0, 0))[1:]


def test_gathered_day_of_birth_goes_before_an_age() -> None:
    table = (["full_name", "birth_date", "alter"], [["Selim Malik", "1999", "30"], ["Zaur Bekov", "", "unknown"]])

    records = gathered([("a", table)], {"alter": "age:2020"})

    assert records.cells["birth_date"] == ("1999", "")


def _with_ages(records: Records, known: bool) -> Records:
    """The second list gives the age in the middle of 2022, or nothing, where it had a day of birth."""
    rows = []
    for row, own in enumerate(records.record_ids):
        birth, age = records.cells["birth_date"][row], ""
        if records.file_of[row] == 1 and birth:
            age, birth = (str(2022 - int(birth[:4]) - (birth[5:] > "06-15")) if known else ""), ""
        rows.append([own, records.cells["full_name"][row], birth, records.cells["place"][row], age])
    half = records.file_of.index(1)
    tables: list[tuple[str, tuple[list[str], list[Sequence[str]]]]] = [
        ("a", (HEAD, [row[:4] for row in rows[:half]])),
        ("b", ([*HEAD, "age"], [*rows[half:]])),
    ]
    return gathered(tables, {"age": "age:2022"})


def test_link_ages_beside_birthdays_find_more_persons_than_no_ages() -> None:
    right = {True: 0, False: 0}
    for seed in (1, 2):
        records, truth = lists(200, seed)
        true = {(a, b) for a in range(len(truth)) for b in range(a) if truth[a] == truth[b]}
        for known in right:
            labels = link(_with_ages(records, known)).labels
            ours = {(a, b) for a in range(len(truth)) for b in range(a) if labels[a] == labels[b]}
            right[known] += len(ours & true) - len(ours - true)

    assert right[True] > right[False]
