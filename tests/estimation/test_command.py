import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from bench.estimation_tables import TABLES
from habeas.cli.estimation import estimate
from habeas.errors import EstimateRefused, HabeasError, UsageProblem

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
    # As under `habeas`: click keeps a command's help option from its first call; the reference of commands shows it.
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
    assert json.loads(found.stdout)["recommended"] == "strata-sum"
    told = {model["model"]: model for model in json.loads(found.stdout)["models"]}
    assert told["strata-sum"]["diagnostics"]["estimated"] == 2


def test_several_tables_with_strata_are_replicates_of_each_stratum(tmp_path: Path) -> None:
    rows = ["a,b,c,place,count"]
    rows += [f"{c & 1},{c >> 1 & 1},{c >> 2 & 1},{p},{times}" for p in ("x", "y") for c, times in COUNTS.items()]
    rows.append("1,0,0,z,5")
    path = tmp_path / "t.csv"
    path.write_text("\n".join(rows))
    found = run(path, path, "--strata", "place", "--model", "graphs", "--json")
    assert isinstance(found.exception, EstimateRefused)
    told = json.loads(found.stdout)
    assert told["recommended"] is None
    assert [each["stratum"] for each in told["strata"]] == ["x", "y", "z"]
    assert told["strata"][0]["total"]["median"] > 247 and told["strata"][2]["total"] is None
    summed = next(model for model in told["models"] if model["model"] == "strata-sum")
    assert summed["diagnostics"]["missing"] == {"z": 5}
    texts = {warned["code"]: warned["text"] for warned in told["warnings"]}
    assert "All 2 versions are the same" in texts["linkage-not-carried"]


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


def test_an_order_is_taken_with_its_dates_and_refused_where_they_contradict_it(tmp_path: Path) -> None:
    path = written(tmp_path)
    first, second, third = path.read_text().split("\n")[0].split(",")[:3]
    found = run(path, "--quick", "--json", "--order", f"{first}=2019,{second}=2019-06,{third}")
    assert found.exit_code == 0, found.output
    told = json.loads(found.stdout)
    assert {"Mb", "Mtb", "Mbh", "Mtbh"} <= {model["model"] for model in told["models"]}
    assert "order-unknown" not in {warned["code"] for warned in told["warnings"]}
    found = run(path, "--quick", "--order", f"{first}=2020,{second}=2019,{third}")
    assert isinstance(found.exception, UsageProblem) and "contradicts its dates" in str(found.exception)
    found = run(path, "--quick", "--order", f"{first},{second}")
    assert isinstance(found.exception, UsageProblem) and "leaves out list 3" in str(found.exception)


@pytest.mark.parametrize(("columns", "told"), [(10_000, "1000 columns"), (900, "900 columns would be lists")])
def test_thousands_of_columns_are_refused_with_what_to_do(tmp_path: Path, columns: int, told: str) -> None:
    path = tmp_path / "t.csv"
    rows = [",".join(f"c{k}" for k in range(columns)), *(",".join("1" * columns) for _ in range(5))]
    path.write_text("\n".join(rows))
    found = run(path, "--quick")
    assert isinstance(found.exception, UsageProblem)
    assert told in str(found.exception) and found.exception.hint


def test_an_answer_without_recommendation_is_shown_and_exits_as_refused(tmp_path: Path) -> None:
    found = run(written(tmp_path, "artificial_3"), "--quick", "--json")
    assert isinstance(found.exception, EstimateRefused)
    assert json.loads(found.stdout)["recommended"] is None


def with_ages(folder: Path, lists: str, seed: int) -> Path:
    """4,000 people, of whom the lists see the young more; the documented ones."""
    rng = np.random.default_rng(seed)
    ages = rng.integers(15, 80, 4000)
    marks = rng.random((4000, len(lists))) < 1 / (1 + np.exp(0.3 + 0.06 * (ages[:, None] - 45)))
    rows = [
        ",".join([*("01"[int(mark)] for mark in row), str(age)])
        for row, age in zip(marks, ages, strict=True)
        if row.any()
    ]
    path = folder / "ages.csv"
    path.write_text("\n".join([",".join([*lists, "age"]), *rows]))
    return path


def test_covariates_add_an_answer_that_two_lists_alone_miss(tmp_path: Path) -> None:
    found = run(with_ages(tmp_path, "ab", 1), "--covariates", "age", "--json")
    assert isinstance(found.exception, EstimateRefused)
    models = {model["model"]: model for model in json.loads(found.stdout)["models"]}
    assert models["chapman"]["total"]["q975"] < 4000
    given = models["doubly-robust"]
    assert given["total"]["q025"] <= 4000 <= given["total"]["q975"]
    assert set(given["diagnostics"]["pairs"]) == {"a and b"}


def test_covariates_of_three_lists_are_told_pair_by_pair_and_combined_over_replicates(tmp_path: Path) -> None:
    path = with_ages(tmp_path, "abc", 2)
    found = run(path, path, "--covariates", "age", "--model", "doubly-robust")
    assert found.exit_code == 0, found.output
    assert "> doubly-robust" in found.stdout
    told = " ".join(found.stdout.split())
    assert all(f"From {pair} alone, among people alike" in told for pair in ("a and b", "a and c", "b and c"))


@pytest.mark.parametrize(
    "words", [("--strata", "age"), ("--model", "chao"), ("--vault",)], ids=["strata", "another model", "vault"]
)
def test_covariates_where_they_mean_nothing_are_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    tables = () if "--vault" in words else (with_ages(tmp_path, "ab", 3),)
    found = run(*words, *tables, "--covariates", "age")
    assert isinstance(found.exception, UsageProblem) and "covariates" in str(found.exception)


def test_the_doubly_robust_model_without_covariates_is_refused(tmp_path: Path) -> None:
    found = run(written(tmp_path), "--model", "doubly-robust")
    assert isinstance(found.exception, UsageProblem) and "needs covariates" in str(found.exception)
