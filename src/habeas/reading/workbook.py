"""Spreadsheets: XLSX, ODS, Parquet -> sheets of cells as text (`sheets`). Runs in the parser process.

A cell is what its sheet shows a reader, in a form without a locale: a date is ISO 8601, a whole number has no ".0",
true and false are `true` and `false`. A formula is the value that the program which saved the file computed; where none
was saved, the cell is empty and counted as `formula_without_value`. Dates: Excel counts days from 1900 (with a 29
February 1900 that never was) or 1904; openpyxl knows both, and a number is a date only where its cell is formatted as
one.

Only the first sheet with two rows or more is read, or the one that the job names; the number of others is counted as
`other_sheets`. Where the header of one says that its rows belong to rows of another (the repeat groups of a form
server's export), all are read.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any
from xml.etree import ElementTree

from habeas.reading import xlsx_parts
from habeas.reading.model import Reading, Reason, Status
from habeas.reading.sheets import MAXIMUM_COLUMNS, MAXIMUM_ROWS, Sheet, Sheets, TooManyCells, pack, trimmed

TOOL = "habeas workbook 2"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
PARQUET = "application/vnd.apache.parquet"
BELONGS = ("_parent_index", "PARENT_KEY")
"""Headers of a repeat group's sheet (KoboToolbox, ODK)."""
MAXIMUM_XML = 1 << 30
"""Bytes of one unpacked part: a bomb ends here."""
MOST_RATIO, SMALL = 200, 4 << 20
"""A sheet that people filled packs to a hundredth at most: its rows are numbered. Beyond MOST_RATIO, and SMALL bytes
unpacked, a file is refused before it is unpacked."""
SHEET_ROWS = 1_048_576
"""Rows of a sheet, also empty ones, as spreadsheet programs have them."""
_ROW = re.compile(rb"<(?:\w+:)?row[ />]")
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


@dataclass(frozen=True)
class _Unread:
    """A sheet whose rows are read when they are asked for."""

    name: str
    first: Sequence[str]
    """Its first row."""
    filled: bool
    """Whether it has two rows with cells, or more."""
    read: Callable[[], Sheet]
    hidden: bool = False
    """Not shown by a spreadsheet program: never read unless a mapping names it."""


def prepare() -> None:
    import openpyxl
    import pyarrow.parquet  # noqa: F401

    del openpyxl


def parse(data: bytes, job: dict[str, Any]) -> Reading:
    kind = job["media_type"]
    reader = {XLSX: _xlsx, ODS: _ods, PARQUET: _parquet}[kind]
    return reading_of(lambda: reader(data, job.get("options", {}).get("sheet", "")), job, TOOL)


def reading_of(read: Callable[[], Sheets], job: dict[str, Any], tool: str) -> Reading:
    """Sheets as a reading, within the job's limits."""
    kind = job["media_type"]
    try:
        text = pack(read())
    except TooManyCells:
        return Reading(Status.UNREAD, kind, reason=Reason.TOO_LARGE)
    if len(text) > job["text_bytes"]:
        return Reading(Status.UNREAD, kind, reason=Reason.TEXT_TOO_LARGE)
    return Reading(Status.READ, kind, text=text, tool=tool)


def _chosen(format_: str, sheets: Sequence[_Unread], wanted: str) -> Sheets:
    """The sheet that is wanted, else the first filled one; all, where some belong to others."""
    names = tuple(sheet.name for sheet in sheets)
    if any(set(BELONGS) & set(sheet.first) for sheet in sheets):
        return Sheets(format_, tuple(sheet.read() for sheet in sheets if sheet.filled), {}, names)
    shown = [sheet for sheet in sheets if not sheet.hidden] or list(sheets)
    filled = [sheet for sheet in shown if sheet.filled] or shown[:1]
    if not filled:
        raise ValueError("no sheet with rows")
    one = next((sheet for sheet in sheets if wanted and sheet.name == wanted), filled[0])
    counted = {"other_sheets": len(sheets) - 1, "hidden_sheets": sum(sheet.hidden for sheet in sheets)}
    others = {code: count for code, count in counted.items() if count}
    return Sheets(format_, (one.read(),), others, names)


def as_words(value: object) -> str:
    """A cell's value in a form without a locale."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case bytes():
            return value.decode("utf-8", "replace")
        case _:
            return str(value)


# --- XLSX ------------------------------------------------------------------------------------------------------------


def _xlsx(data: bytes, wanted: str) -> Sheets:
    import openpyxl

    refuse_bombs(data)
    refuse_long_sheets(data)
    data = xlsx_parts.transitional(data)
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    return _chosen("xlsx", [_xlsx_sheet(data, sheet) for sheet in book.worksheets], wanted)


def _xlsx_sheet(data: bytes, sheet: Any) -> _Unread:
    """The first fifty rows say whether a sheet is filled. What it says of its own size is not believed: many programs
    write it wrong, and its rows would be cut off there."""
    sheet.reset_dimensions()
    rows = [_xlsx_row(row) for row in sheet.iter_rows(values_only=True, max_row=50)]
    first = rows[0] if rows else []

    def read() -> Sheet:
        beside = xlsx_parts.beside_cells(data, sheet._worksheet_path)
        kept = _limited(_xlsx_row(row) for row in sheet.iter_rows(values_only=True))
        return Sheet(sheet.title, kept, beside.merged, beside.notes, beside.hidden, beside.struck)

    hidden = getattr(sheet, "sheet_state", "visible") != "visible"
    return _Unread(sheet.title, first, sum(map(bool, rows)) >= 2, read, hidden)


def _xlsx_row(row: Iterable[object]) -> list[str]:
    return trimmed(as_words(value) for value in row)


def _limited(rows: Iterable[list[str]]) -> list[tuple[str, ...]]:
    """Ends at the limits, before they are in memory. Empty rows at the end of a sheet are none."""
    kept: list[tuple[str, ...]] = []
    filled = 0
    for row in rows:
        if len(row) > MAXIMUM_COLUMNS or filled > MAXIMUM_ROWS or len(kept) > SHEET_ROWS:
            raise TooManyCells
        kept.append(tuple(row))
        filled = len(kept) if row else filled
    del kept[filled:]
    return kept


def refuse_bombs(data: bytes) -> None:
    """Raises TooManyCells for an archive that says of a part that it is larger than MAXIMUM_XML, or than MOST_RATIO
    times its packed size. No part unpacks to more than it says: zipfile stops there."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.infolist():
            packed_well = part.file_size > max(SMALL, MOST_RATIO * part.compress_size)
            if part.file_size > MAXIMUM_XML or packed_well:
                raise TooManyCells


def refuse_long_sheets(data: bytes) -> None:
    """Raises TooManyCells for a sheet of more than SHEET_ROWS rows: counting costs a small part of reading."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.infolist():
            if part.filename.startswith("xl/worksheets/") and part.file_size > SMALL:
                with archive.open(part) as stream:
                    _count_rows(stream)


def _count_rows(stream: IO[bytes]) -> None:
    """A tag that two pieces share is one of a million: the few that are missed do not matter."""
    rows = 0
    while piece := stream.read(1 << 20):
        rows += len(_ROW.findall(piece))
        if rows > SHEET_ROWS:
            raise TooManyCells


# --- ODS -------------------------------------------------------------------------------------------------------------


def _ods(data: bytes, wanted: str) -> Sheets:
    """Reads content.xml; repeated cells and rows are written out, empty ones at the end are not."""
    refuse_bombs(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read("content.xml")
    if b"<!DOCTYPE" in content[:4096]:
        raise ValueError("a document type in a spreadsheet")
    root = ElementTree.fromstring(content)
    unseen = _ods_hidden_styles(root)
    found = _chosen("ods", [_ods_sheet(sheet, unseen) for sheet in root.iter(f"{_TABLE}table")], wanted)
    if not any(len(sheet.rows) >= 2 for sheet in found.sheets):
        raise ValueError("no sheet with rows")
    return found


def _ods_hidden_styles(root: ElementTree.Element) -> frozenset[str]:
    """Styles of sheets that are not shown."""
    hidden = set()
    for style in root.iter(f"{_STYLE}style"):
        shown = (part.get(f"{_TABLE}display") for part in style.iter(f"{_STYLE}table-properties"))
        if "false" in shown:
            hidden.add(style.get(f"{_STYLE}name", ""))
    return frozenset(hidden)


def _ods_sheet(sheet: ElementTree.Element, unseen: frozenset[str]) -> _Unread:
    name, rows = sheet.get(f"{_TABLE}name", ""), _limited(_ods_rows(sheet))
    merged, hidden = _ods_beside(sheet)
    comments = sum(1 for _ in sheet.iter(f"{_OFFICE}annotation"))
    counted = {"comments": comments, "hidden_rows": len(hidden)}
    notes = {code: count for code, count in counted.items() if count}
    is_hidden = sheet.get(f"{_TABLE}style-name", "") in unseen
    return _Unread(
        name, rows[0] if rows else (), len(rows) >= 2, lambda: Sheet(name, rows, merged, notes, hidden), is_hidden
    )


def _ods_beside(sheet: ElementTree.Element) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Merged ranges as XLSX names them, and rows that are not shown."""
    merged: list[str] = []
    hidden: list[int] = []
    number = 1
    for row in sheet.iter(f"{_TABLE}table-row"):
        column = 1
        for cell in row:
            down = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
            across = int(cell.get(f"{_TABLE}number-columns-spanned", "1"))
            if (down > 1 or across > 1) and column < MAXIMUM_COLUMNS:
                first, last = xlsx_parts.letters(column), xlsx_parts.letters(column + across - 1)
                merged.append(f"{first}{number}:{last}{number + down - 1}")
            column += int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        repeated = int(row.get(f"{_TABLE}number-rows-repeated", "1"))
        if row.get(f"{_TABLE}visibility") in ("collapse", "filter") and repeated < 1000:
            hidden += range(number, number + repeated)
        number += repeated
        if number > SHEET_ROWS:
            break
    return tuple(merged), tuple(hidden)


def _ods_rows(sheet: ElementTree.Element) -> Iterator[list[str]]:
    empty = 0
    for row in sheet.iter(f"{_TABLE}table-row"):
        cells = trimmed([word for cell in row for word in _ods_cells(cell)])
        repeated = int(row.get(f"{_TABLE}number-rows-repeated", "1"))
        if not cells:
            empty += repeated
            continue
        if empty + repeated > MAXIMUM_ROWS:
            raise TooManyCells
        for _ in range(empty):
            yield []
        empty = 0
        for _ in range(repeated):
            yield list(cells)


def _ods_cells(cell: ElementTree.Element) -> list[str]:
    if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        return []
    repeated = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
    words = _ods_value(cell)
    if repeated > MAXIMUM_COLUMNS:
        if words:
            raise TooManyCells
        repeated = 1
    return [words] * repeated


def _ods_value(cell: ElementTree.Element) -> str:
    kind = cell.get(f"{_OFFICE}value-type")
    if kind == "date":
        return cell.get(f"{_OFFICE}date-value", "").removesuffix("T00:00:00")
    if kind in ("float", "percentage", "currency"):
        value = cell.get(f"{_OFFICE}value", "")
        return value.removesuffix(".0")
    # the paragraphs of the cell itself: those of a comment stand inside its annotation
    return "\n".join("".join(_ods_words(line)) for line in cell.findall(f"{_TEXT}p"))


def _ods_words(element: ElementTree.Element) -> Iterator[str]:
    """Blanks beyond one, tabs and line breaks are elements of their own."""
    yield element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " " * min(int(child.get(f"{_TEXT}c", "1")), 100)
        elif child.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            yield " "
        elif child.tag != f"{_OFFICE}annotation":
            yield from _ods_words(child)
        yield child.tail or ""


# --- Parquet ---------------------------------------------------------------------------------------------------------


def _parquet(data: bytes, wanted: str) -> Sheets:
    import pyarrow.parquet

    file = pyarrow.parquet.ParquetFile(io.BytesIO(data))
    names = file.schema_arrow.names
    if len(names) > MAXIMUM_COLUMNS or file.metadata.num_rows > MAXIMUM_ROWS:
        raise TooManyCells
    return Sheets("parquet", (Sheet("", [tuple(row) for row in _parquet_rows(file, names)]),))


def _parquet_rows(file: Any, names: list[str]) -> Iterator[list[str]]:
    yield list(names)
    for batch in file.iter_batches(batch_size=4096, use_threads=False):
        columns = [batch.column(number).to_pylist() for number in range(len(names))]
        for row in zip(*columns, strict=True):
            yield trimmed([as_words(value) for value in row])
