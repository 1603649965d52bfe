import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bench.estimation_tables import TABLES
from habeas.cli.estimation import estimate
from habeas.errors import EstimateRefused, HabeasError

COUNTS = {1: 60, 2: 60, 3: 20, 4: 60, 5: 20, 6: 20, 7: 7}
"""Three independent lists of rate 1/4."""


def written(folder: Path, name: str = "spina_bifida") -> Path:
    labels, _, cells = TABLES[name][1].partition(" | ")
    lines = [",".join([*labels.split(), "count"])]
    lines += [",".join([*pattern, count]) for pattern, count in (cell.split(":") for cell in cells.split())]
    path = folder / f"{name}.csv"
    path.write_text("\n".join(lines))
    return path


def run(*words: str | Path) -> Result:
    # As under `habeas`: click keeps a command's help option from its first call, and the reference of commands shows it.
    return CliRunner().invoke(estimate, [str(word) for word in words], help_option_names=["-h", "--help"])


def test_command_prints_json_and_nothing_else(tmp_path: Path) -> None:
    found = run(written(tmp_path), "--quick", "--json", "--seed", "5")
    assert found.exit_code == 0
    told = json.loads(found.stdout)
    assert told["documented"] == 621
    assert told["seed"] == 5
    assert told["recommended"] == "averaged"


def test_command_prints_the_side_by_side_answer_and_writes_the_report(tmp_path: Path) -> None:
    found = run(written(tmp_path), "--quick", "--report", tmp_path / "out")
    assert found.exit_code == 0
    assert "621 documented" in found.stdout and "latent-class" in found.stdout and "warnings" in found.stdout
    assert (tmp_path / "out" / "report.pdf").stat().st_size > 10_000


def test_replicates_are_given_as_several_tables(tmp_path: Path) -> None:
    path = written(tmp_path)
    found = run(path, path, "--model", "graphs", "--rule", "pool", "--json")
    assert json.loads(found.stdout)["recommended"] == "graphs"


def test_strata_and_lists_are_taken_by_name(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    rows = ["a,b,c,skip,place"]
    rows += [
        f"{c & 1},{c >> 1 & 1},{c >> 2 & 1},9,{p}"
        for p in ("x", "y")
        for c, times in COUNTS.items()
        for _ in range(times)
    ]
    path.write_text("\n".join(rows))
    found = run(path, "--lists", "a, b,c", "--strata", "place", "--quick", "--json")
    assert found.exit_code == 0, found.output
    told = {model["model"]: model for model in json.loads(found.stdout)["models"]}
    assert told["strata-sum"]["diagnostics"]["estimated"] == 2


def test_several_tables_with_strata_are_replicates_of_each_stratum(tmp_path: Path) -> None:
    rows = ["a,b,c,place,count"]
    rows += [f"{c & 1},{c >> 1 & 1},{c >> 2 & 1},{p},{times}" for p in ("x", "y") for c, times in COUNTS.items()]
    rows.append("1,0,0,z,5")
    path = tmp_path / "t.csv"
    path.write_text("\n".join(rows))
    found = run(path, path, "--strata", "place", "--model", "graphs", "--json")
    assert found.exit_code == 0, found.output
    told = json.loads(found.stdout)
    assert [each["stratum"] for each in told["strata"]] == ["x", "y", "z"]
    assert told["strata"][0]["total"]["median"] > 247 and told["strata"][2]["total"] is None
    summed = next(model for model in told["models"] if model["model"] == "strata-sum")
    assert summed["diagnostics"]["missing"] == {"z": 5}
    assert "linkage-not-carried" not in {warned["code"] for warned in told["warnings"]}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a,b\n1,2\n", 2),
        ("a,b,count\n1,1,-3\n", 2),
        ("a,b,count\n1,1,0.5\n", 2),
        ("a,count\n1,30\n", 30),
        ("a,b,count\n1,0,30\n0,1,30\n", 30),
        ("a,b,c,count\n1,0,0,30\n1,1,0,30\n", 30),
        ("a,b,c,count\n1,1,0,30\n1,1,1,30\n0,0,1,9\n", 30),
    ],
)
def test_bad_input_has_its_exit_code(tmp_path: Path, text: str, code: int) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text)
    found = run(path, "--quick")
    assert isinstance(found.exception, HabeasError)
    assert found.exception.exit_code == code
    assert found.exception.hint


def test_an_answer_without_recommendation_is_shown_and_exits_as_refused(tmp_path: Path) -> None:
    found = run(written(tmp_path, "artificial_3"), "--quick", "--json")
    assert isinstance(found.exception, EstimateRefused)
    assert json.loads(found.stdout)["recommended"] is None
