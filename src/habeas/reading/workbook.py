"""Spreadsheets: XLSX, ODS, Parquet -> rows of cells as text, one JSON line for each row. Runs in the parser process.

    first line   {"sheet": name, "merged": ["A1:C1", ...], "notes": {code: count}}    (written last, read first)
    every other  ["cell", ...]     without trailing empty cells; an empty row is []

A cell is what its sheet shows a reader, in a form without a locale: a date is ISO 8601, a whole number has no ".0",
true and false are `true` and `false`. A formula is the value that the program which saved the file computed; where none
was saved, the cell is empty and counted as `formula_without_value`. Dates: Excel counts days from 1900 (with a 29
February 1900 that never was) or 1904; openpyxl knows both, and a number is a date only where its cell is formatted as
one.

Only the first sheet with two rows or more is read; the number of others is counted as `other_sheets`.
"""

import datetime as dt
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree import ElementTree

from habeas.reading.model import Reading, Reason, Status

TOOL = "habeas workbook 1"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
PARQUET = "application/vnd.apache.parquet"
MAXIMUM_COLUMNS = 1_000
MAXIMUM_ROWS = 1_000_000
MAXIMUM_XML = 1 << 30
"""Bytes of one unpacked part: a bomb ends here."""
_MERGE = re.compile(rb'<mergeCell ref="([A-Z]{1,3}[0-9]+:[A-Z]{1,3}[0-9]+)"')
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


class TooManyCells(ValueError):
    """More rows or columns than a list of people has."""


def prepare() -> None:
    import openpyxl
    import pyarrow.parquet  # noqa: F401

    del openpyxl


def parse(data: bytes, job: dict[str, Any]) -> Reading:
    kind = job["media_type"]
    reader = {XLSX: _xlsx, ODS: _ods, PARQUET: _parquet}[kind]
    try:
        text = reader(data)
    except TooManyCells:
        return Reading(Status.UNREAD, kind, reason=Reason.TOO_LARGE)
    if len(text) > job["text_bytes"]:
        return Reading(Status.UNREAD, kind, reason=Reason.TEXT_TOO_LARGE)
    return Reading(Status.READ, kind, text=text, tool=TOOL)


def _lines(sheet: str, merged: list[str], notes: Counter[str], rows: Iterable[list[str]]) -> str:
    lines = []
    for number, row in enumerate(rows):
        if number >= MAXIMUM_ROWS or len(row) > MAXIMUM_COLUMNS:
            raise TooManyCells
        lines.append(json.dumps(row, ensure_ascii=False))
    while lines and lines[-1] == "[]":
        lines.pop()
    head = json.dumps({"sheet": sheet, "merged": merged, "notes": dict(notes)}, ensure_ascii=False)
    return "\n".join([head, *lines])


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


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


def _xlsx(data: bytes) -> str:
    import openpyxl

    _refuse_bombs(data)
    notes: Counter[str] = Counter()
    values = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    sheet = _first_filled(values.worksheets)
    notes["other_sheets"] = len(values.worksheets) - 1
    part = sheet._worksheet_path
    merged, without_value = _of_sheet_xml(data, part)
    notes["formula_without_value"] = without_value
    return _lines(sheet.title, merged, +notes, (_xlsx_row(row) for row in sheet.iter_rows(values_only=True)))


def _xlsx_row(row: Iterable[object]) -> list[str]:
    return _trimmed([as_words(value) for value in row])


def _first_filled(sheets: list[Any]) -> Any:
    for sheet in sheets:
        rows = sheet.iter_rows(values_only=True, max_row=50)
        if sum(any(value is not None for value in row) for row in rows) >= 2:
            return sheet
    return sheets[0]


def _of_sheet_xml(data: bytes, part: str) -> tuple[list[str], int]:
    """Merged ranges, and how many formulas have no saved value."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read(part.lstrip("/"))
    merged = [match[1].decode() for match in _MERGE.finditer(xml)]
    return merged, len(re.findall(rb"<f[ >][^<]*</f>(?:<v */>|<v></v>|</c>)", xml))


def _refuse_bombs(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if any(part.file_size > MAXIMUM_XML for part in archive.infolist()):
            raise TooManyCells


# --- ODS -------------------------------------------------------------------------------------------------------------


def _ods(data: bytes) -> str:
    """Reads content.xml as it streams; repeated cells and rows are written out, empty ones at the end are not."""
    _refuse_bombs(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read("content.xml")
    if b"<!DOCTYPE" in content[:4096]:
        raise ValueError("a document type in a spreadsheet")
    root = ElementTree.fromstring(content)
    sheets = list(root.iter(f"{_TABLE}table"))
    filled = [(sheet, rows) for sheet in sheets if len(rows := list(_ods_rows(sheet))) >= 2]
    if not filled:
        raise ValueError("no sheet with rows")
    sheet, rows = filled[0]
    notes = Counter({"other_sheets": len(sheets) - 1})
    return _lines(sheet.get(f"{_TABLE}name", ""), [], +notes, rows)


def _ods_rows(sheet: ElementTree.Element) -> Iterator[list[str]]:
    empty = 0
    for row in sheet.iter(f"{_TABLE}table-row"):
        cells = _trimmed([word for cell in row for word in _ods_cells(cell)])
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
    return "\n".join("".join(line.itertext()) for line in cell.iter(f"{_TEXT}p"))


# --- Parquet ---------------------------------------------------------------------------------------------------------


def _parquet(data: bytes) -> str:
    import pyarrow.parquet

    file = pyarrow.parquet.ParquetFile(io.BytesIO(data))
    names = file.schema_arrow.names
    if len(names) > MAXIMUM_COLUMNS or file.metadata.num_rows > MAXIMUM_ROWS:
        raise TooManyCells
    return _lines("", [], Counter(), _parquet_rows(file, names))


def _parquet_rows(file: Any, names: list[str]) -> Iterator[list[str]]:
    yield list(names)
    for batch in file.iter_batches(batch_size=4096, use_threads=False):
        columns = [batch.column(number).to_pylist() for number in range(len(names))]
        for row in zip(*columns, strict=True):
            yield _trimmed([as_words(value) for value in row])
