"""Tables in: what is recognised, and what is refused."""

from pathlib import Path

import pytest

from habeas.errors import BadInput, UsageProblem
from habeas.linkage.records import Kind, read_tables


def _file(folder: Path, content: bytes, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        "record_id;full_name;dob\n1;Илан;1986\n".encode(),
        "\ufeffrecord_id,full_name,dob\n1,Илан,1986\n".encode(),
        "record_id\tfull_name\tdob\r\n1\tИлан\t1986\r\n".encode("utf-16"),
    ],
)
def test_read_tables_any_delimiter_and_mark_reads_the_same(tmp_path: Path, content: bytes) -> None:
    records = read_tables([_file(tmp_path, content)])

    assert records.record_ids == ("1",)
    assert records.cells["full_name"] == ("Илан",)
    assert records.kinds["birth_date"] is Kind.DATE


def test_read_tables_columns_named_by_the_caller_are_used(tmp_path: Path) -> None:
    records = read_tables([_file(tmp_path, b"who,zip,x\nSelim,W1A,3\n")], {"WHO": "full_name", "zip": "code"})

    assert records.kinds == {"full_name": Kind.NAME, "code:zip": Kind.CODE}
    assert records.left_out == ("x",)
    assert records.record_ids == ("1",)


def test_read_tables_two_files_of_one_name_have_labels_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    one = _file(tmp_path, b"full_name,dob\nSelim,1980\n")
    other = _file(tmp_path / "b", b"full_name,dob\nSelim,1980\n")

    assert len(set(read_tables([one, other]).files)) == 2
    assert len(set(read_tables([one, one]).files)) == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"full_name,dob\nSelim\n",
        b'full_name,dob\n"Selim,1980\n',
        b"\xff\xd8\xff\xe0 not text",
        b"PAR1 not parquet",
        b"full_name,dob\nSe\0lim,1980\n",
    ],
)
def test_read_tables_broken_file_is_refused_without_its_words(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BadInput) as caught:
        read_tables([_file(tmp_path, content, "secret-name.csv")])

    assert "Selim" not in str(caught.value) and "secret" not in str(caught.value)


def test_read_tables_nothing_known_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem):
        read_tables([_file(tmp_path, b"a,b\n1,2\n")])


def test_read_tables_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        read_tables([tmp_path / "none.csv"])
