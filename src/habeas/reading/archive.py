"""An archive: a spreadsheet, or the tables that a form server or Uwazi exports. Runs in the parser process.

    xl/workbook.xml                            XLSX
    content.xml                                ODS
    NAME.csv, NAME-repeat.csv, media/          ODK Central: one table for the form, one for each repeat group
    import.csv, files beside it                Uwazi

Only tables are unpacked; pictures and documents stay in the archive, which is kept whole as evidence. They are counted
as `files_left_in_archive`. A name inside the archive is a label, never a path to write to.
"""

import io
import zipfile
from pathlib import PurePosixPath
from typing import Any

from habeas.reading import delimited, workbook
from habeas.reading.model import Reading, Reason, Status
from habeas.reading.plain_text import decode
from habeas.reading.sheets import MAXIMUM_SHEETS, Sheet, Sheets, TooManyCells

TOOL = "habeas archive 1"
MAXIMUM_UNPACKED = 512 << 20
"""Bytes of all tables together."""
UWAZI = "import.csv"
KEYS = ("KEY", "PARENT_KEY")


def prepare() -> None:
    workbook.prepare()
    import charset_normalizer  # noqa: F401


def parse(data: bytes, job: dict[str, Any]) -> Reading:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        names = {part.filename for part in parts}
        for part, kind in (("xl/workbook.xml", workbook.XLSX), ("content.xml", workbook.ODS)):
            if part in names:
                return workbook.parse(data, {**job, "media_type": kind})
        if any(part.flag_bits & 1 for part in parts):
            return Reading(Status.UNREAD, job["media_type"], reason=Reason.ENCRYPTED)
        tables = [part for part in parts if _is_table(part.filename)]
        if not tables:
            return Reading(Status.UNREAD, job["media_type"], reason=Reason.UNKNOWN_TYPE)
        if sum(part.file_size for part in tables) > MAXIMUM_UNPACKED or len(tables) > MAXIMUM_SHEETS:
            return Reading(Status.UNREAD, job["media_type"], reason=Reason.TOO_LARGE)
        return _of_tables(archive, parts, tables, job)


def _is_table(name: str) -> bool:
    """A .csv at the top; what a Mac adds to an archive is none."""
    return name.lower().endswith(".csv") and "/" not in name and not name.startswith(".")


def _of_tables(
    archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], tables: list[zipfile.ZipInfo], job: dict[str, Any]
) -> Reading:
    try:
        sheets = tuple(_sheet(archive, part) for part in tables)
    except TooManyCells:
        return Reading(Status.UNREAD, job["media_type"], reason=Reason.TOO_LARGE)
    kind = _export(sheets)
    if kind is None:
        return Reading(Status.UNREAD, job["media_type"], reason=Reason.UNKNOWN_TYPE)
    left = sum(not part.is_dir() for part in parts) - len(tables)
    if kind == "uwazi":
        left += len(sheets) - 1
        sheets = tuple(sheet for sheet in sheets if sheet.name == UWAZI.removesuffix(".csv"))
    notes = {"files_left_in_archive": left} if left else {}
    found = Sheets(kind, sheets, notes, tuple(sheet.name for sheet in sheets))
    return workbook.reading_of(lambda: found, job, TOOL)


def _export(sheets: tuple[Sheet, ...]) -> str | None:
    if any(sheet.name == UWAZI.removesuffix(".csv") for sheet in sheets):
        return "uwazi"
    if all(sheet.rows and set(KEYS) & set(sheet.rows[0]) for sheet in sheets):
        return "odk"
    return None


def _sheet(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Sheet:
    """Raises TooManyCells, ValueError. Never unpacks more than the archive says there is."""
    with archive.open(part) as stream:
        data = stream.read(part.file_size + 1)
    text, _ = decode(data)
    if text is None:
        raise ValueError("a table in no known encoding")
    rows, _ = delimited.rows_of(text)
    return Sheet(PurePosixPath(part.filename).stem, rows)
