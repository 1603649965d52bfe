"""Relatives, namesakes and rows that say too little: who must not be joined, and what the number then says."""

import csv
import json
from pathlib import Path

import pytest

from habeas.linkage.linked import Linked
from habeas.linkage.people.link import link
from habeas.linkage.people.records import Records, gathered

SHARED = Path(__file__).parents[4] / "shared" / "data"
COLUMNS = ["record_id", "given_name", "family_name", "patronymic", "birth_date", "sex", "event_date", "place"]
GIVEN = "Adam Bislan Chermen Elbrus Farman Gelani Hadis Ilyas Kerim Lors Murad Nazir Osman Rasul Sultan Tarkhan".split()
FAMILY = "Arsanov Bekmurev Chapanov Dudarev Estamov Gakayev Idalov Khazbiev Lechiev Mamilov Nanashev Orstov".split()


def _ordinary(count: int, mark: str) -> list[list[str]]:
    """Rows of people who are nobody's kin."""
    return [
        [
            f"{mark}{n}", GIVEN[n * 7 % 16], f"{FAMILY[n * 5 % 12]}{'aeiou'[n % 5]}", f"{GIVEN[n * 3 % 16]}ovich",
            f"{1950 + n * 11 % 50}-{1 + n % 12:02}-{1 + n * 5 % 28:02}", "m",
            f"2015-{1 + n * 5 % 12:02}-{1 + n % 28:02}", f"Village {n % 17}",
        ]
        for n in range(count)
    ]  # fmt: skip


def _linked(*tables: list[list[str]]) -> tuple[Records, Linked, dict[str, int]]:
    beside = [_ordinary(120, "x"), _ordinary(120, "y")]
    given = [(f"{n}.csv", (COLUMNS, [*rows, *beside[n]])) for n, rows in enumerate(tables)]
    records = gathered(given)
    found = link(records)
    return records, found, dict(zip(records.record_ids, found.labels.tolist(), strict=True))


KIN = "Temirdiev", "2016-03-08", "Orlan"


def _row(own: str, given: str, patronymic: str, born: str, sex: str = "m") -> list[str]:
    family, event, place = KIN
    return [own, given, family, patronymic, born, sex, event, place]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (_row("a", "Hasan", "Lorsovich", "1990-05-02"), _row("b", "Husein", "Lorsovich", "1990-05-02")),
        (_row("a", "Vakha", "Lorsovich", "1990-05-02"), _row("b", "Yunus", "Lorsovich", "1990-05-02")),
        (_row("a", "Vakha", "Lorsovich", "1988-05-02"), _row("b", "Yunus", "Lorsovich", "1990-09-11")),
        (_row("a", "Vakha", "", "1960-05-02"), _row("b", "Vakha", "", "1988-06-17")),
        (_row("a", "Vakha", "Muradovich", "1990"), _row("b", "Vakha", "Nazirovich", "1991")),
        (_row("a", "Vakha", "Adamovich", "1960-01-01"), _row("b", "Vakha", "Vakhaevich", "1988-01-01")),
    ],
    ids=["twins alike", "twins", "brothers", "uncle and nephew", "cousins", "father and son, 1 January"],
)
def test_link_two_kin_of_one_event_in_two_lists_are_two_people(one: list[str], other: list[str]) -> None:
    _, _, labels = _linked([one], [other])

    assert labels["a"] != labels["b"]


def test_link_twins_are_asked_about_whatever_their_probability() -> None:
    records, found, _ = _linked(
        [_row("a", "Vakha", "Lorsovich", "1990-05-02")], [_row("b", "Yunus", "Lorsovich", "1990-05-02")]
    )

    asked = [{records.record_ids[one], records.record_ids[other]} for one, other in found.asked]

    assert {"a", "b"} in asked


def test_link_a_row_that_fits_two_cousins_joins_neither() -> None:
    one, other = _row("a", "Vakha", "Muradovich", "1990-03-01"), _row("b", "Vakha", "Nazirovich", "1992-07-12")
    _, found, labels = _linked([one, other], [_row("c", "Vakha", "", "")])

    assert len({labels["a"], labels["b"], labels["c"]}) == 3
    assert found.persons.low < found.persons.estimate


def test_link_a_long_surname_that_lost_the_same_letter_twice_is_no_other_surname() -> None:
    columns = ["record_id", "full_name", "birth_date", "place"]
    beside = [[row[0], f"{row[1]} {row[2]}", row[4], row[7]] for row in _ordinary(60, "x")]
    many = [[f"k{n}", f"{GIVEN[n]} Karimov", f"19{60 + n}-04-09", "Orlan"] for n in range(8)]
    lost = [[f"l{n}", f"Karmov, {GIVEN[n]}", f"19{60 + n}-04-09", "Orlan"] for n in (0, 5)]
    records = gathered([("a", (columns, [*many, *beside])), ("b", (columns, lost))])

    labels = dict(zip(records.record_ids, link(records).labels.tolist(), strict=True))

    assert (labels["k0"], labels["k5"]) == (labels["l0"], labels["l5"])


@pytest.mark.parametrize("said", ["", "name withheld", "имя скрыто", "الاسم محجوب", "N.N."])
def test_link_two_rows_without_a_name_are_joined_to_nothing_even_with_a_birth(said: str) -> None:
    bare = ["", "", "1990-05-02", "m", "2016-03-08", "Orlan"]

    _, found, labels = _linked(
        [_row("a", "Vakha", "Lorsovich", "1990-05-02"), ["n1", said, *bare]], [["n2", said, *bare]]
    )

    assert len({labels["a"], labels["n1"], labels["n2"]}) == 3
    assert found.persons.high - found.persons.low >= 2  # each may be somebody more


def test_link_a_sex_that_clashes_counts_against() -> None:
    """A name that both bear, no day of birth: Nurse, a woman, is no evidence for Nurse, a man."""
    one = _row("a", "Nurse", "", "1990")
    same, clash = (_weighed(one, _row("b", "Nurse", "", "1990", sex)) for sex in "mf")

    assert clash < same - 1.9  # bits


def _weighed(one: list[str], other: list[str]) -> float:
    records, found, _ = _linked([one], [other])
    place = {own: row for row, own in enumerate(records.record_ids)}
    pair = place["a"], place["b"]
    at = [n for n, ends in enumerate(zip(found.left.tolist(), found.right.tolist(), strict=True)) if ends == pair]
    return float(found.weight[at[0]])


def test_link_judged_the_same_is_stronger_than_a_difference() -> None:
    one, other = _row("a", "Vakha", "Lorsovich", "1990-05-02"), _row("b", "Yunus", "Lorsovich", "1990-05-02")
    records = gathered([("0.csv", (COLUMNS, [one, *_ordinary(60, "x")])), ("1.csv", (COLUMNS, [other]))])

    found = link(records, judged=[(0, 61, True)])

    assert found.labels[0] == found.labels[61]


def test_link_one_name_month_and_town_five_hundred_times_cannot_tell() -> None:
    rows = [[f"r{n}", "Adam", "Arsanov", "2016-03", "Orlan"] for n in range(500)]

    found = link(gathered([("list.csv", (["record_id", "given_name", "family_name", "event_date", "place"], rows))]))

    assert found.persons.low <= 50
    assert found.persons.high == 500
    assert any("cannot tell" in remark for remark in found.remarks)


def test_link_the_same_table_twice_is_told() -> None:
    rows = _ordinary(80, "x")

    found = link(gathered([("a.csv", (COLUMNS, rows)), ("b.csv", (COLUMNS, [list(row) for row in rows[::-1]]))]))

    assert any("hold the same rows" in remark for remark in found.remarks)


@pytest.mark.shared
@pytest.mark.parametrize("number", range(15))
def test_link_traps_keeps_apart_who_is_different(number: int) -> None:
    trap = json.loads((SHARED / "linkage" / "traps.jsonl").read_text("utf-8").splitlines()[number])
    columns = sorted({key for side in "ab" for row in trap[side] for key in row})
    tables = [(side, (columns, [[row.get(key, "") for key in columns] for row in trap[side]])) for side in "ab"]
    records = gathered(tables)

    labels = dict(zip(records.record_ids, link(records).labels.tolist(), strict=True))

    assert [pair for pair in trap["different"] if labels[pair[0]] == labels[pair[1]]] == []


@pytest.mark.shared
def test_link_families_killed_together_are_counted_one_by_one() -> None:
    found = link(_listed("75-families-killed-together/list.csv"))

    assert found.persons.low <= 198 <= found.persons.high
    assert int(found.labels.max()) + 1 == 198


@pytest.mark.shared
def test_link_twins_and_father_and_son_of_one_list_are_four() -> None:
    records = _listed("74-father-son-vault/one-list.csv")

    found = link(records)

    labels = dict(zip(records.record_ids, found.labels.tolist(), strict=True))
    assert labels["a1"] != labels["a2"]
    assert labels["a3"] != labels["a4"]
    assert found.persons.low <= 104 <= found.persons.high


def _listed(name: str) -> Records:
    with (SHARED / "real-material" / name).open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    return gathered([("list.csv", (header, rows))])
