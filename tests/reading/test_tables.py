"""The one reader of tables: what it reads is one thing for all who ask, and a bomb costs next to nothing."""

import io
import zipfile
from pathlib import Path

import pytest

from habeas.errors import BadInput, TooLarge, UsageProblem
from habeas.estimation.tables import read_table as marks
from habeas.linkage.records import read_tables as records
from habeas.lists.files import read_table as people
from habeas.reading import tables, workbook
from habeas.reading.sheets import TooManyCells

SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
BOOK = (
    b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    b'<sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


def xlsx(sheet: bytes) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", BOOK)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return sink.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        "full_name;place;list_a\nRenée Aliev;Sarn;1\nSelim;Sarn;0\n".encode("cp1252"),
        "full_name\tplace\tlist_a\nRenée Aliev\tSarn\t1\nSelim\tSarn\t0\n".encode("utf-16"),
        "sep=|\nfull_name|place|list_a\nRenée Aliev|Sarn|1\nSelim|Sarn|0\n".encode("utf-8-sig"),
    ],
    ids=["cp1252 semicolon", "utf-16 tab", "sep line"],
)
def test_three_readers_see_the_same_cells_in_any_encoding_and_delimiter(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)

    listed, marked, linked = people(content), marks(path), records([path])

    assert listed.labels == marked.header == ("full_name", "place", "list_a")
    assert [row.cells[0] for row in listed.rows] == marked.column("full_name") == list(linked.cells["full_name"])
    assert marked.column("full_name")[0] == "Renée Aliev"


@pytest.mark.parametrize(
    "sheet",
    [
        SHEET % (b"<row><c><v>1</v></c></row>" * 400_000),  # 10 MB in 30 KB
        SHEET % (b"<row/>" * 20_000_000),  # 120 MB, and no cell
    ],
    ids=["34 KB of cells", "20 million rows"],
)
def test_workbook_that_unpacks_to_a_thousand_times_its_size_is_refused_before_it_is_read(sheet: bytes) -> None:
    packed = xlsx(sheet)
    with pytest.raises(TooManyCells):
        workbook.refuse_bombs(packed)
    with pytest.raises(TooLarge):
        tables.read(packed)


def test_sheet_of_more_rows_than_a_sheet_can_have_is_refused_where_it_packs_like_a_real_one() -> None:
    rows = b"".join(b'<row r="%d"/>' % number for number in range(1, workbook.SHEET_ROWS + 1000))
    packed = xlsx(SHEET % rows)
    workbook.refuse_bombs(packed)
    with pytest.raises(TooManyCells):
        workbook.refuse_long_sheets(packed)


def test_parquet_of_twenty_million_rows_is_refused_by_its_own_count() -> None:
    import pyarrow
    import pyarrow.parquet

    sink = io.BytesIO()
    one = pyarrow.table({"a": pyarrow.array([1] * 1_000_001, pyarrow.int8())})
    pyarrow.parquet.write_table(one, sink, compression="zstd")
    assert len(sink.getvalue()) < 100_000
    with pytest.raises(TooLarge, match="1000000 rows"):
        tables.read(sink.getvalue())


def test_file_beyond_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    with path.open("wb") as stream:
        stream.truncate(tables.MAXIMUM_BYTES + 1)
    with pytest.raises(TooLarge):
        tables.read_file(path)


def test_missing_file_and_folder_are_said_in_one_way_for_all(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        for read in (tables.read_file, marks, lambda one: records([one])):
            with pytest.raises(UsageProblem, match="no such file"):
                read(path)


def test_rows_of_another_width_are_numbered() -> None:
    assert tables.read(b"a,b\n1,0\n\n1\n").uneven == 4
    assert tables.read(b"a,b\n1,\n").uneven == 0


@pytest.mark.parametrize(
    "content", [b"", b" \n", b"\xff\xd8\xff\xe0 picture", b"a\0b", b'a,b\n"1,2\n', b"PAR1", b"PK\x03\x04"]
)
def test_what_is_no_table_is_bad_input(content: bytes) -> None:
    with pytest.raises(BadInput):
        tables.read(content)
