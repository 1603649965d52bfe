from pathlib import Path

import pyarrow
import pytest
from openpyxl import Workbook
from pyarrow import parquet

from habeas.errors import UsageProblem
from habeas.estimation.tables import by_stratum, capture_histories, people, read_table

PATTERNS = "EXH,ABA,count\n1,1,30\n1,0,50\n0,1,20\n"


def written(folder: Path, text: str, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_patterns_with_counts_are_read(tmp_path: Path) -> None:
    found = capture_histories(read_table(written(tmp_path, PATTERNS)))
    assert found.lists == ("EXH", "ABA")
    assert found.n == 100


@pytest.mark.parametrize("text", [PATTERNS.replace(",", ";"), PATTERNS.replace(",", "\t"), "\ufeff" + PATTERNS])
def test_other_separators_and_a_byte_order_mark_are_read(tmp_path: Path, text: str) -> None:
    assert capture_histories(read_table(written(tmp_path, text))).n == 100


def test_rows_of_people_are_counted(tmp_path: Path) -> None:
    found = capture_histories(read_table(written(tmp_path, "a,b\n1,0\n1,1\n1,0\n")))
    assert found.counts.tolist() == [2, 1]


def test_workbook_and_parquet_are_read_by_content(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["a", "b", "count"], [1, 1, 3], [1, 0, 4], [0, 1, 5]):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "t.bin")
    parquet.write_table(pyarrow.table({"a": [1, 1, 0], "b": [1, 0, 1], "count": [3, 4, 5]}), tmp_path / "u.bin")
    assert capture_histories(read_table(tmp_path / "t.bin")).n == 12
    assert capture_histories(read_table(tmp_path / "u.bin")).n == 12


def test_lists_can_be_named_and_people_on_none_of_them_are_refused(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "id,a,b,c\n7,1,0,1\n8,1,1,0\n"))
    assert capture_histories(table, ["a", "c"]).lists == ("a", "c")
    with pytest.raises(UsageProblem, match="neither 0 nor 1"):
        capture_histories(table)
    with pytest.raises(UsageProblem, match="not in the table"):
        capture_histories(table, ["a", "nowhere"])


def test_strata_are_split_with_the_same_lists(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "a,b,year,count\n1,1,1999,3\n1,0,1999,4\n0,1,2000,5\n1,1,,2\n1,0,2001,0\n"))
    found = by_stratum(table, strata=["year"])
    assert {label: each.n for label, each in found.items()} == {"(none)": 2, "1999": 7, "2000": 5}
    assert {each.lists for each in found.values()} == {("a", "b")}
    with pytest.raises(UsageProblem, match="at once"):
        capture_histories(table, ["a", "year"], ["year"])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"a,b\n", "no rows"),
        (b"a,a\n1,0\n", "same label"),
        (b"a,b\n1\n", "row 2 of the table has another number of cells"),
        (b"a,b\n1,secret-name\n", "row 1, column 2 holds no number"),
        (b"a,b\n1,\n", "holds no number"),
        (b"\xff\xfe\x00a", "no rows"),
        (b"a\0b", "not a table"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"PAR1 broken", "damaged"),
    ],
)
def test_files_that_are_no_table_are_refused_without_their_contents(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "private-name.csv"
    path.write_bytes(content)
    with pytest.raises(UsageProblem, match=says) as refusal:
        capture_histories(read_table(path))
    told = f"{refusal.value} {refusal.value.hint}"
    assert "secret-name" not in told and "private-name" not in told
    assert refusal.value.exit_code == 2


def test_a_file_that_is_not_there_is_a_usage_problem(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="no such file"):
        read_table(tmp_path / "none.csv")


def test_people_have_numbers_as_they_are_and_a_column_for_missing_ones(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "a,b,age\n1,0,20\n1,1,40\n0,1,\n0,1,60\n"))
    by_program = read_table(written(tmp_path, "a,b,age\n1,0,20\n1,1,40\n0,1,nan\n0,1,60\n"))
    assert people(by_program, (), ("age",)).covariates.tolist() == people(table, (), ("age",)).covariates.tolist()
    found = people(table, (), ("age",))
    assert found.lists == ("a", "b")
    assert found.marks.tolist() == [[1, 0], [1, 1], [0, 1], [0, 1]]
    assert found.covariates.tolist() == [[20, 0], [40, 0], [40, 1], [60, 0]]


def test_people_have_groups_as_columns_small_ones_together(tmp_path: Path) -> None:
    places = ["north"] * 20 + ["south"] * 12 + [""] * 11 + ["x", "y"]
    table = read_table(written(tmp_path, "a,b,place\n" + "".join(f"1,1,{place}\n" for place in places)))
    found = people(table, (), ("place",)).covariates
    assert found.shape == (45, 3)
    assert found.sum(axis=0).tolist() == [12, 11, 2]
    assert found[:20].sum() == 0


def test_people_of_a_counted_row_are_as_many_as_its_count(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "a,b,sex,count\n1,0,0,3\n1,1,1,2\n"))
    found = people(table, (), ("sex",))
    assert len(found.marks) == 5 and found.covariates[:, 0].tolist() == [0, 0, 0, 1, 1]


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ([""] * 30, "column 3 is empty"),
        ([f"2017-01-{k:02d}" for k in range(30)], "30 different texts"),
        (["inf"] * 3, "finite"),
        (["north"] * 30, "1 different texts"),
    ],
)
def test_a_column_that_is_no_covariate_is_refused_by_its_number(tmp_path: Path, cells: list[str], says: str) -> None:
    table = read_table(written(tmp_path, "a,b,c\n" + "".join(f"1,1,{cell}\n" for cell in cells)))
    with pytest.raises(UsageProblem, match=says) as refused:
        people(table, (), ("c",))
    assert "2017" not in str(refused.value)
