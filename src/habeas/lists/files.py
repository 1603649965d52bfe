"""Bytes of a file -> the table with the people: read by the one reader of tables, its header found (people.py)."""

from dataclasses import replace

from habeas.lists.model import PERSON_COLUMN, Row, Table
from habeas.lists.people import table_of
from habeas.reading import tables


def read_table(data: bytes, sheet: str = "", encoding: str = "") -> Table:
    """`sheet`: the one that a mapping names. `encoding`: of a CSV, where a person knows it. Raises BadInput (not a
    table), TooLarge, UsageProblem (no such sheet)."""
    return of_tables(tables.read(data, sheet, encoding), sheet)


def of_tables(found: tables.Tables, sheet: str = "") -> Table:
    """Raises BadInput (no header), UsageProblem (no such sheet)."""
    table = replace(table_of(found.sheets, sheet), encoding=found.encoding, delimiter=found.delimiter)
    return _unescaped(table) if found.delimiter and PERSON_COLUMN in table.labels else table


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet program would compute this cell of a CSV, or it is one that our export escaped."""
    return cell.lstrip("'")[:1] in ("=", "+", "-", "@", "\t", "\r")


def _unescaped(table: Table) -> Table:
    """Our own export puts an apostrophe before what a spreadsheet program would compute: taken away again."""
    rows = [
        Row(row.number, tuple(c[1:] if c[:1] == "'" and is_formula(c) else c for c in row.cells)) for row in table.rows
    ]
    return replace(table, rows=rows)
