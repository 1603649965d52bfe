"""The whole way with Splink on DuckDB."""

import csv
from pathlib import Path

import numpy as np
import pytest

from habeas.linkage.people.link import link
from habeas.linkage.people.records import gathered, read_tables
from tests.linkage.invented import lists

LISTS = Path(__file__).resolve().parents[4] / "examples" / "lists"


def test_link_duckdb_invented_lists_finds_the_persons() -> None:
    records, truth = lists(300, 3)

    found = link(records, engine="duckdb")

    right = len(_groups(truth) & _groups(found.labels.tolist()))
    assert right / len(set(truth)) >= 0.75
    assert found.persons.low <= len(set(truth)) <= found.persons.high
    assert np.all(found.left < found.right)


def _groups(labels: list[int]) -> set[frozenset[int]]:
    groups: dict[int, set[int]] = {}
    for row, label in enumerate(labels):
        groups.setdefault(label, set()).add(row)
    return {frozenset(group) for group in groups.values()}


def test_link_duckdb_three_scripts_joins_nobody_wrongly() -> None:
    """Small lists: what cannot be learned must not become certainty."""
    records = read_tables([path for path in sorted(LISTS.glob("*.csv")) if path.name != "truth.csv"])
    with (LISTS / "truth.csv").open(encoding="utf-8") as file:
        known = {(row["file"], row["record_id"]): row["person"] for row in csv.DictReader(file)}
    truth = [known[records.files[place], own] for place, own in zip(records.file_of, records.record_ids, strict=True)]

    found = link(records, engine="duckdb")

    joined = [truth[a] == truth[b] for a in range(len(truth)) for b in range(a) if found.labels[a] == found.labels[b]]
    assert len(joined) >= 30
    assert sum(joined) / len(joined) >= 0.95


def test_link_duckdb_same_records_twice_same_answer() -> None:
    records, _ = lists(120, 5)

    one, other = link(records, engine="duckdb"), link(records, engine="duckdb")

    assert np.array_equal(one.labels, other.labels)
    assert one.probability == pytest.approx(other.probability)


def test_link_duckdb_judgements_bind() -> None:
    records, truth = lists(120, 9)
    stranger = next(row for row in range(len(truth)) if truth[row] != truth[0])
    free = link(records, engine="duckdb")
    surest = int(np.argmax(free.probability))
    a, b = int(free.left[surest]), int(free.right[surest])

    found = link(records, engine="duckdb", judged=[(0, stranger, True), (a, b, False)])

    assert found.labels[0] == found.labels[stranger]
    assert found.labels[a] != found.labels[b]


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (["full_name"], [["Selim Malik"], ["Selim Malik"], ["Zoran Vidal"]]),
        (["birth_date", "place"], [["1990-01-02", "Lomna"], ["1990-01-02", "Lomna"], ["1991", ""]]),
        (["full_name", "birth_date"], [["", ""], ["", ""], ["", ""]]),
        (["full_name", "birth_date"], [["'; DROP TABLE people; --", "1990"]] * 3),
    ],
)
def test_link_duckdb_hardly_anything_to_go_by_gives_an_answer(header: list[str], rows: list[list[str]]) -> None:
    found = link(gathered([("a", (header, rows))]), engine="duckdb")

    assert len(found.labels) == 3
    assert found.persons.low <= found.persons.estimate <= found.persons.high
