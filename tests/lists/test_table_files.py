"""Bytes -> rows of cells."""

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.errors import BadInput, HabeasError, TooLarge, UsageProblem
from habeas.lists.columns import mapped, meaning_of, recognise
from habeas.lists.files import read_table
from habeas.lists.model import Meaning, Table
from habeas.reading.tables import MAXIMUM_COLUMNS


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


def xlsx(fill: Any) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    fill(book.active, book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_delimiter_is_found(delimiter: str) -> None:
    table = read_table(delimiter.join(["name", "place"]).encode() + f'\n"A{delimiter}B"{delimiter}Lomna\n'.encode())
    assert (table.delimiter, cells(table)) == (delimiter, [(f"A{delimiter}B", "Lomna")])


def test_csv_excels_own_separator_line_is_believed() -> None:
    assert cells(read_table(b"sep=;\r\nname;place\r\nA, b;L\r\n")) == [("A, b", "L")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_csv_encoding_is_found(encoding: str) -> None:
    text = "ФИО;место\n" + "Жуковец Дарья Борисовна;посёлок Верхний Брод\n" * 20
    assert cells(read_table(text.encode(encoding)))[0] == ("Жуковец Дарья Борисовна", "посёлок Верхний Брод")


def test_csv_cells_are_kept_as_given() -> None:
    given_ = '  "quoted" ,\u202bقوس\u202c,=1+1,007'
    assert cells(read_table(f"name,place,note,id\n{given_}\n".encode()))[0] == (
        '  "quoted" ',
        "\u202bقوس\u202c",
        "=1+1",
        "007",
    )


def test_csv_title_rows_and_merged_headings() -> None:
    table = read_table(b"List of 2024,,,\nPerson,,Birth,\nfirst name,last name,date,place\nA,B,1980,L\n")
    assert table.labels == ("Person first name", "Person last name", "Birth date", "Birth place")
    assert "merged_headings" in table.notes
    assert cells(table) == [("A", "B", "1980", "L")]


def test_csv_repeated_columns_get_names_of_their_own() -> None:
    assert read_table(b"name,note,note,\nA,x,y,z\n").labels == ("name", "note", "note (2)", "column 4")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   \n",
        b"%PDF-1.7 name",
        b"PK\x03\x04 rubbish",
        b"PAR1 rubbish PAR1",
        b"\x00\x01\x02" * 50,
        b'name,place\n"open,L\n',
    ],
)
def test_read_table_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        read_table(data)


def test_read_table_too_many_columns_is_refused() -> None:
    with pytest.raises(TooLarge):
        read_table(b"name" + b",x" * (MAXIMUM_COLUMNS + 1) + b"\n")


def test_read_table_archive_that_is_no_sheet_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(BadInput):
        read_table(out.getvalue())


@given(st.binary(max_size=300))
def test_read_table_any_bytes_give_a_table_or_a_habeas_error(data: bytes) -> None:
    try:
        read_table(data)
    except HabeasError:
        return


def test_xlsx_dates_numbers_and_formulas() -> None:
    def fill(sheet: Any, book: Any) -> None:
        sheet.append(["name", "date of birth", "age", "note"])
        sheet.append(["A", dt.datetime(1980, 5, 1), 34.0, "=1+1"])
        sheet.append(["B", 45355, 1.5, True])

    table = read_table(xlsx(fill))
    assert cells(table) == [("A", "1980-05-01", "34"), ("B", "45355", "1.5", "true")]
    assert "formula_without_value:1" in table.notes


def test_xlsx_1904_dates_are_the_days_they_show() -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    def fill(sheet: Any, book: Any) -> None:
        book.epoch = CALENDAR_MAC_1904
        sheet.append(["name", "date"])
        sheet.append(["A", dt.date(2024, 3, 4)])

    assert cells(read_table(xlsx(fill))) == [("A", "2024-03-04")]


def test_xlsx_merged_headings_are_joined() -> None:
    def fill(sheet: Any, book: Any) -> None:
        sheet.append(["Name", "Birth", None])
        sheet.append([None, "date", "place"])
        sheet.append(["A", 1980, "L"])
        sheet.merge_cells("B1:C1")

    table = read_table(xlsx(fill))
    assert table.labels == ("Name", "Birth date", "Birth place")
    assert "merged_cells:1" in table.notes


def test_parquet_rows_are_read() -> None:
    import pyarrow
    import pyarrow.parquet

    out = io.BytesIO()
    people = pyarrow.table({"name": ["A", None], "birth_date": [dt.date(1980, 5, 1), None], "age": [34, 5]})
    pyarrow.parquet.write_table(people, out)
    assert cells(read_table(out.getvalue())) == [("A", "1980-05-01", "34"), ("", "", "5")]


def ods(rows: str) -> bytes:
    names = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    content = f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="S">{rows}'
    content += "</table:table></office:spreadsheet></office:body></office:document-content>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", content)
    return out.getvalue()


def test_ods_repeats_dates_and_empty_rows() -> None:
    def cell(words: str, more: str = "") -> str:
        return f"<table:table-cell {more}><text:p>{words}</text:p></table:table-cell>"

    twice = cell("n", 'table:number-columns-repeated="2"')
    dated = cell("1 May 80", 'office:value-type="date" office:date-value="1980-05-01"')
    table = read_table(
        ods(
            f"<table:table-row>{cell('name')}{cell('date of birth')}{cell('note')}</table:table-row>"
            f"<table:table-row table:number-rows-repeated='2'><table:table-cell/></table:table-row>"
            f"<table:table-row>{cell('A')}{dated}{twice}</table:table-row>"
            "<table:table-row table:number-rows-repeated='1048000'><table:table-cell/></table:table-row>"
        )
    )
    assert cells(table) == [(), (), ("A", "1980-05-01", "n", "n")]
    assert table.rows[-1].number == 4


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("Фамилия", Meaning.FAMILY_NAME),
        ("Ф.И.О.", Meaning.FULL_NAME),
        ("Prénom", Meaning.GIVEN_NAME),
        ("FECHA DE NACIMIENTO", Meaning.BIRTH_DATE),
        ("تاريخ الاعتقال", Meaning.EVENT_DATE),
        ("الاسم الكامل", Meaning.FULL_NAME),
        ("group_a/first_name", Meaning.GIVEN_NAME),
        ("Shoe size", None),
    ],
)
def test_meaning_of_header_words(header: str, meaning: Meaning | None) -> None:
    assert meaning_of(header) is meaning


def test_recognise_nom_beside_prenom_is_a_family_name() -> None:
    assert recognise(["Nom", "Prénom"]).meanings == {"Nom": Meaning.FAMILY_NAME, "Prénom": Meaning.GIVEN_NAME}


def test_mapped_what_is_said_wins() -> None:
    columns = mapped(["name", "Who"], 'act = "detention"\n[columns]\nWho = "full_name"\n')
    assert (columns.meanings, columns.act) == ({"Who": Meaning.FULL_NAME}, "detention")


@pytest.mark.parametrize(
    "said",
    ["[columns", "x = 1", '[columns]\nGone = "place"', '[columns]\nname = "shoe"', '[columns]\nname="age"\nWho="age"'],
)
def test_mapped_wrong_mapping_is_refused_without_its_words(said: str) -> None:
    with pytest.raises(UsageProblem) as refused:
        mapped(["name", "Who"], said)
    assert "Gone" not in str(refused.value) and "shoe" not in str(refused.value)
