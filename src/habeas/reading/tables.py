"""The one reader of tables: bytes of a file -> sheets of cells, each cell as given, none converted, none guessed.

1 the size is looked at before the file is read
2 the first bytes say what the file is; its name is not believed
3 the confined parser process reads it: CSV in any encoding, spreadsheets, archives, JSON, a dump (delimited, workbook,
  archive, json_export, openevsys); its limits are checked there before memory is taken
4 what comes back is not believed (`sheets.unpack`)

Whoever wants rows of people, marks of lists or records takes them from here: imports, linkage, estimation.
"""

import codecs
import re
from dataclasses import dataclass, replace
from pathlib import Path

from habeas.errors import BadInput, TooLarge, UsageProblem
from habeas.reading import delimited, sandbox, sniff, workbook
from habeas.reading import sheets as sheets_
from habeas.reading.model import Reading, Reason, Status
from habeas.reading.sheets import BrokenSheets, Sheets
from habeas.settings import ReadingLimits

MAXIMUM_BYTES = 256 << 20
MAXIMUM_COLUMNS, MAXIMUM_ROWS = sheets_.MAXIMUM_COLUMNS, sheets_.MAXIMUM_ROWS
JSON, SQL = "application/json", "application/sql"
PARSERS = {sniff.CSV: "delimited", workbook.PARQUET: "workbook", sniff.ZIP: "archive", JSON: "json", SQL: "mysql"}
LIMITS = ReadingLimits(cpu_seconds=300, wall_seconds=600, text_bytes=2 * MAXIMUM_BYTES)
"""A person waits for a list, and there is one: it may take longer than a file among thousands."""
EXPECTED = "CSV, XLSX, ODS, Parquet, or an export of KoboToolbox, ODK Central, Uwazi, OpenEvSys or FollowTheMoney"
HINT = "open it in a spreadsheet program and save the list as a sheet of its own"
_JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\]])")
_SQL_START = re.compile(r"\s*(?:--|#|/\*|CREATE\b|INSERT\b|DROP\b|SET\b|LOCK\b|USE\b)", re.IGNORECASE)
_SQL_LINE = re.compile(
    r"^(?:-- (?:MySQL|MariaDB|phpMyAdmin SQL) dump\b|(?:CREATE|DROP|LOCK) TABLES?\b|INSERT INTO\b)", re.I | re.M
)
_REASONS = {
    Reason.UNKNOWN_TYPE: ("it is none of the exports that are known", f"expected {EXPECTED}"),
    Reason.DAMAGED: ("it is damaged, or was cut short", "export it once more, and compare its size"),
    Reason.TOOK_TOO_LONG: ("it takes longer than a list may", "export fewer records at a time"),
    Reason.TOOK_TOO_MUCH_MEMORY: ("it needs more memory than a list may", "export fewer records at a time"),
    Reason.ENCRYPTED: ("it is encrypted", "take the encryption off first"),
}


@dataclass(frozen=True)
class Tables:
    """What a file holds, and how it was read."""

    sheets: Sheets
    encoding: str = ""
    """Of a CSV."""
    delimiter: str = ""
    uneven: int = 0
    """Of a CSV: the first row with another number of cells than the first; 0: none."""


def read_file(path: Path, encoding: str = "") -> Tables:
    """Raises UsageProblem (no such file), BadInput (not a table), TooLarge."""
    try:
        if not path.is_file():
            raise UsageProblem("there is no such file")
        check_size(path.stat().st_size)  # 1
        with path.open("rb") as stream:
            return read(stream.read(MAXIMUM_BYTES + 1), encoding=encoding)
    except OSError as error:
        raise BadInput(f"a table cannot be opened (errno {error.errno})", hint="check the path") from None


def read(data: bytes, sheet: str = "", encoding: str = "") -> Tables:
    """`sheet`: the one that is wanted of several. `encoding`: of a CSV, where a person knows it. Raises BadInput (not
    a table), TooLarge."""
    check_size(len(data))
    kind = media_type(data)  # 2
    reading = sandbox.shared().parse(PARSERS[kind], kind, data, LIMITS, {"sheet": sheet, "encoding": encoding})  # 3
    found = _sheets(reading, kind)  # 4
    if kind != sniff.CSV:
        return Tables(found)
    notes = dict(found.notes)
    delimiter, uneven = chr(notes.pop(delimited.DELIMITER_NOTE, 44)), notes.pop(delimited.UNEVEN_NOTE, 0)
    notes |= {remark.said.value: remark.count for remark in reading.remarks}
    return Tables(replace(found, notes=notes), reading.encoding, delimiter, uneven)


def check_size(size: int) -> None:
    """Raises TooLarge."""
    if size > MAXIMUM_BYTES:
        raise TooLarge(
            f"the file has {size} bytes, the limit for a list is {MAXIMUM_BYTES}", hint="split the list into parts"
        )


def media_type(data: bytes) -> str:
    """Raises BadInput for what is no table."""
    if data[:4] == b"PAR1":
        return workbook.PARQUET
    if data[:4] == b"PK\x03\x04":
        return sniff.ZIP
    if data[:8] == sniff.OLE_MARK:
        raise _old_file(data)
    if not data.strip():
        raise BadInput("the file is empty")
    head = data[: sniff.HEAD_BYTES]
    if sniff.media_type(head, "list.csv") not in (sniff.CSV, sniff.PLAIN):
        raise BadInput(f"the file is not a table: expected {EXPECTED}", hint=HINT)
    words = _first_words(head)
    if _JSON.match(words):
        return JSON
    if _SQL_START.match(words) and _SQL_LINE.search(words):
        return SQL
    return sniff.CSV


def _old_file(data: bytes) -> BadInput:
    """A workbook with a password is packed into the form that old Excel files have."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return BadInput("the file cannot be read: it is encrypted", hint="take the password off first")
    return BadInput("the file cannot be read: it is an old Excel file (.xls)", hint="save it as .xlsx")


def _first_words(head: bytes) -> str:
    """The beginning of a text, as far as it takes to tell one kind from another."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head[: len(head) & ~1].decode("utf-16", "replace")
    return head.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")


def _sheets(reading: Reading, kind: str) -> Sheets:
    if reading.status is not Status.READ or reading.text is None:
        raise _refusal(reading.reason or Reason.DAMAGED, kind)
    try:
        return sheets_.unpack(reading.text)
    except BrokenSheets:
        raise BadInput("the file cannot be read: the parser process gave back what is no table", hint=HINT) from None


def _refusal(reason: Reason, kind: str) -> BadInput | TooLarge:
    if reason in (Reason.TOO_LARGE, Reason.TEXT_TOO_LARGE):
        return TooLarge(
            f"the file has more than {MAXIMUM_COLUMNS} columns or {MAXIMUM_ROWS} rows, or unpacks to too much",
            hint="split the list into parts",
        )
    if kind == sniff.CSV and reason is Reason.DAMAGED:
        limit = delimited.MAXIMUM_CELL
        return BadInput(
            f"the quotes do not close, text follows one, or a cell has more than {limit} characters", hint=HINT
        )
    if kind == sniff.CSV and reason is Reason.UNKNOWN_TYPE:
        return BadInput("the file is text in no encoding the program knows", hint="save it as CSV in UTF-8")
    why, hint = _REASONS.get(reason, (str(reason), HINT))
    return BadInput(f"the file cannot be read: {why}", hint=hint)
