"""Tables in: what is recognised, and what is refused."""

import io
from pathlib import Path

import pytest

from habeas.errors import BadInput, UsageProblem
from habeas.linkage.people.records import Kind, read_tables


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


def _workbook(rows: list[list[object]]) -> bytes:
    from openpyxl import Workbook

    book, stream = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        "№;ФИО;Дата рождения\n1;Илан Мацев;1986\n2;Тарас Ломнин;1990\n".encode("windows-1251"),
        "Список комитета, январь 2025;;\n№;ФИО;Дата рождения\n1;Илан Мацев;1986\n2;Тарас Ломнин;1990\n".encode(),
        _workbook(
            [["Список"], [], ["№", "ФИО", "Дата рождения"], ["1", "Илан Мацев", 1986], [2, "Тарас Ломнин", 1990]]
        ),
    ],
)
def test_read_tables_encodings_titles_and_workbooks_are_read_as_an_import_reads_them(
    tmp_path: Path, content: bytes
) -> None:
    records = read_tables([_file(tmp_path, content)])

    assert records.record_ids == ("1", "2")
    assert records.cells["full_name"] == ("Илан Мацев", "Тарас Ломнин")
    assert records.cells["birth_date"] == ("1986", "1990")


def test_read_tables_ours_goes_before_what_another_language_says(tmp_path: Path) -> None:
    records = read_tables([_file(tmp_path, b"date,full_name,event_date\n2020,Selim,2024\n")])

    assert records.cells["event_date"] == ("2024",)
    assert records.left_out == ("date",)


def test_read_tables_age_on_a_day_is_a_birth(tmp_path: Path) -> None:
    one = _file(tmp_path, b"full_name,age,event_date\nSelim,24,25/03/2024\nTaras,30,04/03/2024\nOlek,,\n")
    other = _file(tmp_path, b"full_name,age\nSelim,24\n", "b.csv")

    records = read_tables([one, other])

    assert records.cells["birth_date"] == ("1999-03-26/2000-03-25", "1993-03-05/1994-03-04", "", "")
    assert records.left_out == ("age",)


def test_read_tables_rows_that_name_nobody_are_known(tmp_path: Path) -> None:
    rows = "full_name,birth_date,place\nunknown man,,Kesh\nname withheld,1980,Kesh\nSelim,,\n?,,Kesh\n"

    records = read_tables([_file(tmp_path, rows.encode())])

    assert records.nobody == {0, 1, 3}
    assert records.cells["full_name"] == ("", "", "Selim", "")


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
        b"PK\x03\x04 no archive",
        _workbook([["a title and nothing else"]]),
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


def test_read_tables_a_column_that_is_in_no_table_is_refused(tmp_path: Path) -> None:
    path = _file(tmp_path, b"record_id,full_name,plz\n1,Ilan,100\n")

    with pytest.raises(UsageProblem, match="1 of the 2 columns"):
        read_tables([path], {"plz": "code", "geboren": "birth_date"})


def test_read_tables_a_long_cell_is_read_and_one_beyond_the_limit_is_said(tmp_path: Path) -> None:
    long = b"record_id,full_name,place\n1,Ilan," + b"x" * 300_000 + b"\n"
    assert len(read_tables([_file(tmp_path, long)]).cells["place"][0]) == 300_000

    with pytest.raises(BadInput, match="more than 1048576 characters"):
        read_tables([_file(tmp_path, long.replace(b"x", b"xxxx"))])


def test_read_tables_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="no such file"):
        read_tables([tmp_path / "none.csv"])
