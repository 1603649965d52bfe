"""`habeas link FILES --no-vault`, as a program sees it."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from habeas.cli.linkage import link
from habeas.errors import TooLarge, UsageProblem

LISTS = Path(__file__).parents[2] / "examples" / "lists"
TRUTH = LISTS / "truth.csv"
FILES = [str(path) for path in sorted(LISTS.iterdir()) if path.suffix in (".csv", ".xlsx") and path != TRUTH]


def test_link_examples_as_json_names_every_record_once() -> None:
    result = CliRunner().invoke(link, [*FILES, "--no-vault", "--json"], catch_exceptions=False)

    answer = json.loads(result.stdout)
    assert set(answer) == {"records", "pairs", "persons", "remarks", "seconds"}
    known = {(file, own): person for file, own, person in csv.reader(TRUTH.read_text("utf-8").splitlines()[1:])}
    assert {(row["file"], row["record_id"]) for row in answer["records"]} == set(known)
    assert len(answer["records"]) == len(known)
    assert f"{sum(not person for person in known.values())} rows name nobody" in result.stderr
    assert set(answer["pairs"][0]) == {"a", "b", "weight", "probability"}
    true = len(set(known.values()) - {""})
    assert answer["persons"]["low"] <= true <= answer["persons"]["high"]


def test_link_histories_writes_tables_without_names(tmp_path: Path) -> None:
    CliRunner().invoke(link, [*FILES, "--no-vault", "--histories", str(tmp_path / "new")], catch_exceptions=False)

    tables = sorted((tmp_path / "new").glob("*.csv"))
    assert len(tables) >= 10
    assert tables[0].read_text(encoding="utf-8").splitlines()[0] == "list 1,list 2,list 3,list 4,count"


def test_link_no_duplicates_by_name_and_number_keeps_the_rows_of_a_list_apart() -> None:
    first, second = Path(FILES[0]).name, "2"
    options = ["--no-vault", "--json", "--no-duplicates", f"{first},{second}"]

    answer = json.loads(CliRunner().invoke(link, [*FILES, *options], catch_exceptions=False).stdout)

    for label in (first, Path(FILES[1]).name):
        persons = [row["person"] for row in answer["records"] if row["file"] == label]
        assert len(set(persons)) == len(persons)


@pytest.mark.parametrize(
    "more",
    [
        [],
        ["--no-vault", "--columns", "x"],
        ["--no-vault", "--no-duplicates", "9"],
        ["--no-vault", "--spark-master", "local[2]"],
    ],
)
def test_link_misused_is_refused(more: list[str]) -> None:
    with pytest.raises(UsageProblem):
        CliRunner().invoke(link, [*FILES, *more], catch_exceptions=False)


def test_link_duckdb_prints_one_json_object_and_nothing_else() -> None:
    result = CliRunner().invoke(link, [*FILES, "--no-vault", "--engine", "duckdb", "--json"], catch_exceptions=False)

    assert set(json.loads(result.stdout)) == {"records", "pairs", "persons", "remarks", "seconds"}


def test_link_more_than_this_machine_can_hold_is_refused_before_it_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("habeas.linkage.people.engines.free_memory", lambda: 1 << 20)

    with pytest.raises(TooLarge, match="Nothing was begun"):
        CliRunner().invoke(link, [*FILES, "--no-vault"], catch_exceptions=False)
