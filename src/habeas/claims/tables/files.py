"""Bytes of a file -> rows of cells: each cell as given, none converted, none guessed.

1 the first bytes say what the file is; its name is not believed
2 CSV is decoded (mark, UTF-8, else the likeliest eight-bit encoding) and its delimiter found; a spreadsheet is read in
  the confined parser process (reading.workbook)
3 the header is found below title rows, and joined with a row of merged headings above it
"""

import csv
import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence

from habeas.claims.tables import columns
from habeas.claims.tables.model import PERSON_COLUMN, Row, Table
from habeas.errors import BadInput, TooLarge
from habeas.reading import sandbox, sniff, workbook
from habeas.reading.model import Reading, Status
from habeas.reading.plain_text import decode
from habeas.settings import ReadingLimits

MAXIMUM_BYTES = 256 << 20
MAXIMUM_COLUMNS, MAXIMUM_ROWS = workbook.MAXIMUM_COLUMNS, workbook.MAXIMUM_ROWS
MAXIMUM_CELL = 1 << 20
DELIMITERS = ",;\t|"
TITLE_ROWS = 12
"""Rows above the header at most."""
HINT = "open it in a spreadsheet program and save the list as a sheet of its own"


def read_table(data: bytes) -> Table:
    """Raises BadInput (not a table), TooLarge (more than MAXIMUM_BYTES, rows or columns)."""
    check_size(len(data))
    kind = media_type(data)  # 1
    if kind == "text/csv":
        return _csv(data)
    reading = sandbox.shared().parse("workbook", kind, data, ReadingLimits(text_bytes=256 << 20))  # 2
    return _workbook(reading)


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
        return _in_archive(data)
    if not data.strip():
        raise BadInput("the file is empty")
    if sniff.media_type(data[: sniff.HEAD_BYTES], "list.csv") not in (sniff.CSV, sniff.PLAIN):
        raise BadInput("the file is not a table: expected CSV, XLSX, ODS or Parquet", hint=HINT)
    return "text/csv"


def _in_archive(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise BadInput("the file is a damaged archive", hint=HINT) from None
    if "xl/workbook.xml" in parts:
        return workbook.XLSX
    if "content.xml" in parts:
        return workbook.ODS
    raise BadInput("the file is an archive, but no spreadsheet", hint=HINT)


def _csv(data: bytes) -> Table:
    text, encoding = decode(data)
    if text is None:
        raise BadInput("the file is text in no encoding the program knows", hint="save it as CSV in UTF-8")
    text = text.removeprefix("\ufeff")
    delimiter, text = _delimiter(text)
    before = csv.field_size_limit(MAXIMUM_CELL)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        lines = _limited(reader)
    except csv.Error:
        raise BadInput(
            f"the quotes do not close, or a cell has more than {MAXIMUM_CELL} characters", hint=HINT
        ) from None
    finally:
        csv.field_size_limit(before)
    table = with_header(lines, (), "csv", encoding=encoding, delimiter=delimiter)
    return _unescaped(table) if PERSON_COLUMN in table.labels else table


def _limited(reader: Iterable[list[str]]) -> list[tuple[str, ...]]:
    lines: list[tuple[str, ...]] = []
    for cells in reader:
        if len(cells) > MAXIMUM_COLUMNS:
            raise TooLarge(f"row {len(lines) + 1} has {len(cells)} cells, the limit is {MAXIMUM_COLUMNS}")
        if len(lines) > MAXIMUM_ROWS:
            raise TooLarge(f"more than {MAXIMUM_ROWS} rows", hint="split the list into parts")
        lines.append(tuple(cells))
    return lines


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


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet program would compute this cell of a CSV, or it is one that our export escaped."""
    return cell.lstrip("'")[:1] in ("=", "+", "-", "@", "\t", "\r")


def _unescaped(table: Table) -> Table:
    """Our own export puts an apostrophe before what a spreadsheet program would compute: taken away again."""
    rows = [
        Row(row.number, tuple(c[1:] if c[:1] == "'" and is_formula(c) else c for c in row.cells)) for row in table.rows
    ]
    return Table(table.labels, rows, table.format, table.encoding, table.delimiter, table.sheet, table.notes)


def _workbook(reading: Reading) -> Table:
    if reading.status is not Status.READ or reading.text is None:
        error = TooLarge if reading.reason in ("too_large", "text_too_large") else BadInput
        raise error(f"the spreadsheet cannot be read: {reading.reason}", hint=HINT)
    head, *lines = reading.text.split("\n")
    about = json.loads(head)
    rows = [tuple(json.loads(line)) for line in lines]
    names = {workbook.XLSX: "xlsx", workbook.ODS: "ods", workbook.PARQUET: "parquet"}
    notes = [f"{code}:{count}" for code, count in sorted(about["notes"].items())]
    return with_header(rows, about["merged"], names[reading.media_type], notes=notes, sheet=about["sheet"])


# --- 3 ---------------------------------------------------------------------------------------------------------------


def with_header(
    lines: Sequence[tuple[str, ...]],
    merged: Sequence[str],
    format_: str,
    *,
    notes: Sequence[str] = (),
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
) -> Table:
    """Find the header among the first rows; what is below it are the rows. Raises BadInput where there is none."""
    place = _header_row(lines)
    labels = [cell.strip() for cell in lines[place]]
    notes = [*notes, *([f"title_rows:{place}"] if place else [])]
    if place and _is_group_row(lines[place - 1], lines[place]):
        labels = _joined(lines[place - 1], labels)
        notes.append("merged_headings")
    if merged:
        notes.append(f"merged_cells:{len(merged)}")
    unique = _unique(labels)
    repeated = sum(label != given and bool(given) for label, given in zip(unique, labels, strict=True))
    if repeated:
        notes.append(f"repeated_columns:{repeated}")
    rows = [Row(number, cells) for number, cells in enumerate(lines[place + 1 :], place + 2)]
    return Table(unique, rows, format_, encoding, delimiter, sheet, tuple(notes))


def _header_row(lines: Sequence[tuple[str, ...]]) -> int:
    """The row that most words of are recognised in; where none is, the first row with two cells or more."""
    best, best_score = None, 0
    for place, cells in enumerate(lines[:TITLE_ROWS]):
        score = sum(columns.meaning_of(cell) is not None or cell.strip() == PERSON_COLUMN for cell in cells)
        if score > best_score:
            best, best_score = place, score
    if best is None:
        best = next((place for place, row in enumerate(lines[:TITLE_ROWS]) if sum(map(bool, row)) >= 2), None)
    if best is None:
        raise BadInput("no row of the file looks like the header of a table", hint=HINT)
    return best


def _is_group_row(above: Sequence[str], header: Sequence[str]) -> bool:
    """Whether the row above the header is a row of headings: several, over cells of the header or beside them."""
    filled = [cell for cell in above if cell.strip()]
    return len(filled) >= 2 and len(above) <= len(header) + 1 and any(columns.meaning_of(cell) for cell in filled)


def _joined(above: Sequence[str], header: Sequence[str]) -> list[str]:
    """`Birth` over `date`, `place`: "Birth date", "Birth place". A heading over an empty cell stands alone."""
    width = max(len(above), len(header))
    groups, current = [], ""
    for number in range(width):
        own = above[number].strip() if number < len(above) else ""
        current = own or current
        groups.append((own, current))
    joined = []
    for number, (own, group) in enumerate(groups):
        sub = header[number].strip() if number < len(header) else ""
        joined.append(f"{group} {sub}".strip() if sub and group else sub or own)
    return joined


def _unique(labels: Sequence[str]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    taken = set(labels)
    unique = []
    for number, label in enumerate(labels, 1):
        name = label or f"column {number}"
        seen[name] += 1
        if seen[name] > 1:
            while (candidate := f"{name} ({seen[name]})") in taken:
                seen[name] += 1
            name = candidate
            taken.add(name)
        unique.append(name)
    return tuple(unique)
