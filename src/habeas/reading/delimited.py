"""Text with delimiters -> rows of cells. The delimiter is found, quotes must close, nothing is tidied.

Runs in the parser process. What a sheet cannot carry goes into notes: the delimiter, and the first row whose number of
cells is another than that of the first row with any.
"""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from habeas.reading.model import Reading, Reason, Status
from habeas.reading.plain_text import about_encoding, decoded
from habeas.reading.sheets import MAXIMUM_COLUMNS, MAXIMUM_ROWS, Sheet, Sheets, TooManyCells, pack

MAXIMUM_CELL = 1 << 20
DELIMITERS = ",;\t|"
TOOL = "habeas delimited 1"
DELIMITER_NOTE, UNEVEN_NOTE = "delimiter", "uneven_row"


class BrokenQuotes(ValueError):
    """The quotes do not close, or a cell has more than MAXIMUM_CELL characters."""


def prepare() -> None:
    import charset_normalizer  # noqa: F401


def parse(data: bytes, job: dict[str, Any]) -> Reading:
    """UNKNOWN_TYPE: no text; DAMAGED: quotes that do not close, or a cell beyond MAXIMUM_CELL."""
    unread = Reading(Status.UNREAD, job["media_type"])
    given = str(job.get("options", {}).get("encoding", ""))
    text, encoding, guessed = decoded(data, given)
    if text is None or "\0" in text:
        return replace(unread, reason=Reason.UNKNOWN_TYPE)
    try:
        rows, delimiter = rows_of(text)
        notes = {DELIMITER_NOTE: ord(delimiter), UNEVEN_NOTE: uneven(rows)}
        packed = pack(Sheets("csv", (Sheet("", rows),), notes), whole_rows=True)
    except BrokenQuotes:
        return replace(unread, reason=Reason.DAMAGED)
    except TooManyCells:
        return replace(unread, reason=Reason.TOO_LARGE)
    if len(packed) > job["text_bytes"]:
        return replace(unread, reason=Reason.TEXT_TOO_LARGE)
    remarks = about_encoding(guessed, given)
    return Reading(Status.READ, job["media_type"], text=packed, tool=TOOL, encoding=encoding, remarks=remarks)


def uneven(rows: Sequence[tuple[str, ...]]) -> int:
    """The number, from 1, of the first row that has another number of cells than the first; 0: none. Empty rows are not
    looked at."""
    filled = [(number, row) for number, row in enumerate(rows, 1) if any(cell.strip() for cell in row)]
    return next((number for number, row in filled if len(row) != len(filled[0][1])), 0)


def rows_of(text: str) -> tuple[list[tuple[str, ...]], str]:
    """Rows and delimiter. Raises BrokenQuotes, TooManyCells."""
    delimiter, text = _delimiter(text.removeprefix("\ufeff"))
    before = csv.field_size_limit(MAXIMUM_CELL)
    try:
        return _limited(text, delimiter), delimiter
    except csv.Error:
        raise BrokenQuotes from None
    finally:
        csv.field_size_limit(before)


def _limited(text: str, delimiter: str) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
        if len(cells) > MAXIMUM_COLUMNS:
            raise TooManyCells(f"row {len(rows) + 1} has {len(cells)} cells, the limit is {MAXIMUM_COLUMNS}")
        if len(rows) > MAXIMUM_ROWS:
            raise TooManyCells(f"more than {MAXIMUM_ROWS} rows")
        rows.append(tuple(cells))
    return rows


def _delimiter(text: str) -> tuple[str, str]:
    """The one that splits the first lines most evenly; Excel's own `sep=;` line is believed and taken away."""
    if text[:4].lower() == "sep=" and text[4:5] and text[5:6] in ("\r", "\n"):
        return text[4], text[5:].lstrip("\r\n")
    sample = text[: 1 << 16]
    best, best_score = ",", 0.0
    for candidate in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=candidate) if row][:200]
        except csv.Error:
            continue
        common = Counter(width for width in widths if width > 1).most_common(1)
        score = common[0][1] / len(widths) * (common[0][0] - 1) ** 0.5 if common else 0.0
        if score > best_score:
            best, best_score = candidate, score
    return best, text
