"""Text with delimiters -> rows of cells. The delimiter is found, quotes must close, nothing is tidied."""

import csv
import io
from collections import Counter

from habeas.reading.sheets import MAXIMUM_COLUMNS, MAXIMUM_ROWS, TooManyCells

MAXIMUM_CELL = 1 << 20
DELIMITERS = ",;\t|"


class BrokenQuotes(ValueError):
    """The quotes do not close, or a cell has more than MAXIMUM_CELL characters."""


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
