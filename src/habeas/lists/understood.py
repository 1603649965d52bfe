"""Rows as they were understood, for a preview: the first ones, and the oddest."""

from collections.abc import Mapping
from dataclasses import dataclass

from habeas.lists.model import Account, Columns, Meaning, Row, Table
from habeas.lists.rows import NewRow, RowReader

FIRST, ODDEST = 5, 12
SHOWN = (Meaning.BIRTH_DATE, Meaning.AGE, Meaning.EVENT_DATE, Meaning.PLACE)


@dataclass(frozen=True)
class Understood:
    """One row. `values`: meaning -> the value read from it, the words as given where none was read."""

    row: int
    name: str
    values: Mapping[str, str]
    odd: tuple[str, ...] = ()

    def words(self) -> tuple[str, ...]:
        return (self.name or "(no name)", *self.values.values())


def shown_rows(table: Table, columns: Columns, account: Account) -> tuple[list[Understood], list[Understood]]:
    """(the first rows, the odd ones; rejected rows before others), each at most FIRST and ODDEST."""
    rows = [NewRow(row.number, _cells(table, row)) for row in table.rows if any(cell.strip() for cell in row.cells)]
    rejected = {one.row for one in account.rejected}
    people = [row for row in rows if row.number not in rejected]
    reader = RowReader(columns, people)
    odd: dict[int, dict[str, None]] = {}
    for number, what, _ in account.odd:
        odd.setdefault(number, {})[what] = None
    oddest = sorted(
        (row for row in rows if row.number in odd), key=lambda row: (row.number not in rejected, row.number)
    )
    first = [_understood(reader, row, ()) for row in people[:FIRST]]
    return first, [_understood(reader, row, tuple(odd[row.number])) for row in oddest[:ODDEST]]


def _cells(table: Table, row: Row) -> dict[str, str]:
    return {label: cell for label, cell in zip(table.labels, row.cells, strict=False) if cell.strip()}


def _understood(reader: RowReader, row: NewRow, odd: tuple[str, ...]) -> Understood:
    read = reader.read(row)
    values = {meaning.value: _said(read.get(meaning.value), reader.words(row, meaning)) for meaning in SHOWN}
    return Understood(row.number, reader.name(row), {name: words for name, words in values.items() if words}, odd)


def _said(value: object, given: str) -> str:
    """The date in EDTF, or its two ends; `?` after words from which nothing was read."""
    if isinstance(value, dict):
        return str(value.get("edtf") or f"{value.get('earliest')} or {value.get('latest')}")
    return str(value) if value is not None else given
