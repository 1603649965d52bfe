"""`habeas link FILES --no-vault`, as a program sees it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from habeas.cli.linkage import link
from habeas.errors import TooLarge, UsageProblem

LISTS = Path(__file__).parents[2] / "examples" / "lists"
FILES = [str(path) for path in sorted(LISTS.glob("*.csv")) if path.name != "truth.csv"]


def test_link_examples_as_json_names_every_record_once() -> None:
    result = CliRunner().invoke(link, [*FILES, "--no-vault", "--json"], catch_exceptions=False)

    answer = json.loads(result.stdout)
    assert set(answer) == {"records", "pairs", "persons", "seconds"}
    rows = sum(len(Path(path).read_text(encoding="utf-8").splitlines()) - 1 for path in FILES)
    assert len({(row["file"], row["record_id"]) for row in answer["records"]}) == rows
    assert set(answer["pairs"][0]) == {"a", "b", "weight", "probability"}
    true = len({line.split(",")[2] for line in (LISTS / "truth.csv").read_text(encoding="utf-8").splitlines()[1:]})
    assert answer["persons"]["low"] <= true <= answer["persons"]["high"]


def test_link_histories_writes_tables_without_names(tmp_path: Path) -> None:
    CliRunner().invoke(link, [*FILES, "--no-vault", "--histories", str(tmp_path / "new")], catch_exceptions=False)

    tables = sorted((tmp_path / "new").glob("*.csv"))
    assert len(tables) >= 10
    assert tables[0].read_text(encoding="utf-8").splitlines()[0] == "list 1,list 2,list 3,count"


@pytest.mark.parametrize("more", [[], ["--no-vault", "--columns", "x"], ["--no-vault", "--spark-master", "local[2]"]])
def test_link_misused_is_refused(more: list[str]) -> None:
    with pytest.raises(UsageProblem):
        CliRunner().invoke(link, [*FILES, *more], catch_exceptions=False)


def test_link_duckdb_prints_one_json_object_and_nothing_else() -> None:
    result = CliRunner().invoke(link, [*FILES, "--no-vault", "--engine", "duckdb", "--json"], catch_exceptions=False)

    assert set(json.loads(result.stdout)) == {"records", "pairs", "persons", "seconds"}


def test_link_more_than_this_machine_can_hold_is_refused_before_it_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("habeas.linkage.engines.free_memory", lambda: 1 << 20)

    with pytest.raises(TooLarge, match="Nothing was begun"):
        CliRunner().invoke(link, [*FILES, "--no-vault"], catch_exceptions=False)
