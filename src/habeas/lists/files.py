"""Bytes of a file -> rows of cells: each cell as given, none converted, none guessed.

1 the first bytes say what the file is; its name is not believed
2 CSV in UTF-8 or UTF-16 is decoded here, in any other encoding in the confined parser process; its delimiter is found
3 a spreadsheet, an archive, JSON and a dump are read in the confined parser process (reading.workbook, archive,
  json_export, openevsys), which gives back sheets
4 of the sheets, the one with the people is the table (people.py)
"""

import codecs
import re
from dataclasses import replace

from habeas.errors import BadInput, TooLarge
from habeas.lists.header import HINT
from habeas.lists.model import PERSON_COLUMN, Row, Table
from habeas.lists.people import table_of
from habeas.reading import delimited, sandbox, sniff, workbook
from habeas.reading import sheets as sheets_
from habeas.reading.model import Reading, Reason, Status
from habeas.reading.plain_text import decode, is_utf8
from habeas.reading.sheets import BrokenSheets, Sheet, Sheets, TooManyCells
from habeas.settings import ReadingLimits

MAXIMUM_BYTES = 256 << 20
MAXIMUM_COLUMNS, MAXIMUM_ROWS = sheets_.MAXIMUM_COLUMNS, sheets_.MAXIMUM_ROWS
JSON, SQL = "application/json", "application/sql"
PARSERS = {workbook.PARQUET: "workbook", sniff.ZIP: "archive", JSON: "json", SQL: "mysql"}
LIMITS = ReadingLimits(cpu_seconds=300, wall_seconds=600, text_bytes=2 * MAXIMUM_BYTES)
"""A person waits for a list, and there is one: it may take longer than a file among thousands."""
EXPECTED = "CSV, XLSX, ODS, Parquet, or an export of KoboToolbox, ODK Central, Uwazi, OpenEvSys or FollowTheMoney"
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


def read_table(data: bytes, sheet: str = "") -> Table:
    """`sheet`: the one that a mapping names. Raises BadInput (not a table), TooLarge, UsageProblem (no such sheet)."""
    check_size(len(data))
    kind = media_type(data)  # 1
    if kind == sniff.CSV:
        return _csv(data, sheet)
    found = _sheets(sandbox.shared().parse(PARSERS[kind], kind, data, LIMITS, {"sheet": sheet}))  # 3
    return table_of(found, sheet)  # 4


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


def _first_words(head: bytes) -> str:
    """The beginning of a text, as far as it takes to tell one kind from another."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head[: len(head) & ~1].decode("utf-16", "replace")
    return head.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")


def _csv(data: bytes, sheet: str) -> Table:
    text, encoding = _decoded(data)  # 2
    try:
        rows, delimiter = delimited.rows_of(text)
    except delimited.BrokenQuotes:
        limit = delimited.MAXIMUM_CELL
        raise BadInput(f"the quotes do not close, or a cell has more than {limit} characters", hint=HINT) from None
    except TooManyCells as problem:
        raise TooLarge(str(problem), hint="split the list into parts") from None
    table = replace(table_of(Sheets("csv", (Sheet("", rows),)), sheet), encoding=encoding, delimiter=delimiter)
    return _unescaped(table) if PERSON_COLUMN in table.labels else table


def _decoded(data: bytes) -> tuple[str, str]:
    """What is strictly Unicode has no parser to fool; other encodings are guessed at in the parser process."""
    if is_utf8(data) or data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text, encoding = decode(data)
    else:
        reading = sandbox.shared().parse("plain", sniff.PLAIN, data, LIMITS)
        text, encoding = reading.text, reading.encoding
    if text is None:
        raise BadInput("the file is text in no encoding the program knows", hint="save it as CSV in UTF-8")
    return text, encoding


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet program would compute this cell of a CSV, or it is one that our export escaped."""
    return cell.lstrip("'")[:1] in ("=", "+", "-", "@", "\t", "\r")


def _unescaped(table: Table) -> Table:
    """Our own export puts an apostrophe before what a spreadsheet program would compute: taken away again."""
    rows = [
        Row(row.number, tuple(c[1:] if c[:1] == "'" and is_formula(c) else c for c in row.cells)) for row in table.rows
    ]
    return replace(table, rows=rows)


def _sheets(reading: Reading) -> Sheets:
    if reading.status is not Status.READ or reading.text is None:
        if reading.reason in (Reason.TOO_LARGE, Reason.TEXT_TOO_LARGE):
            raise TooLarge(
                f"the file has more than {MAXIMUM_COLUMNS} columns or {MAXIMUM_ROWS} rows, or unpacks to too much",
                hint="split the list into parts",
            )
        why, hint = _REASONS.get(reading.reason or Reason.DAMAGED, (str(reading.reason), HINT))
        raise BadInput(f"the file cannot be read: {why}", hint=hint)
    try:
        return sheets_.unpack(reading.text)
    except BrokenSheets:
        raise BadInput("the file cannot be read: the parser process gave back what is no table", hint=HINT) from None
