"""Rows of the vault -> a CSV or XLSX file that reads back as the same rows with the same ids.

Columns: `habeas_id`, `habeas_list`, then every label of the lists taken out, in the order of their files. Cells are as
given. A CSV cell that a spreadsheet program would compute (`=`, `+`, `-`, `@` first) gets an apostrophe, which reading
it back takes away; in XLSX every cell is text.
"""

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from habeas.claims.model import Rooms
from habeas.errors import NotFound, StorageFailed, UsageProblem
from habeas.ids import ItemId
from habeas.lists import store
from habeas.lists.files import is_formula
from habeas.lists.model import RESERVED

SUFFIXES = (".csv", ".xlsx")


def take_out(rooms: Rooms, to: Path, list_name: str = "") -> int:
    """Write the rows of one list, or of all; returns their number. The file appears when it is whole.

    Raises UsageProblem (suffix, a file is there already), NotFound (no such list), StorageFailed.
    """
    if to.suffix.lower() not in SUFFIXES:
        raise UsageProblem("an export is a .csv or an .xlsx file")
    if to.exists():
        raise UsageProblem("there is a file of this name already; nothing was written", hint="give another name")
    list_ = store.list_named(rooms, list_name) if list_name else None
    if list_name and list_ is None:
        raise NotFound("there is no list of this name", hint="leave --list away to take all lists out")
    labels = _labels(rooms, list_)
    partial = to.with_name(f".{to.name}.part")
    try:
        count = (_csv if to.suffix.lower() == ".csv" else _xlsx)(partial, labels, _rows(rooms, list_, labels))
        os.replace(partial, to)
    except OSError as problem:
        raise StorageFailed(f"the export was not written (errno {problem.errno})") from None
    finally:
        partial.unlink(missing_ok=True)
    return count


def _labels(rooms: Rooms, list_: ItemId | None) -> list[str]:
    """Of all imports whose rows are taken out, each once; then labels that only rows know."""
    found: dict[str, None] = {}
    columns = store.labels(rooms)
    where, values = ("WHERE list = ?", (list_,)) if list_ else ("", ())
    for (run,) in rooms.record.query(f"SELECT DISTINCT run FROM table_row {where} ORDER BY run", values):
        found |= dict.fromkeys(columns.get(ItemId(run), ()))
    for _, _, _, cells in store.listed(rooms, list_):
        found |= dict.fromkeys(cells)
    return [label for label in found if label not in RESERVED]


def _rows(rooms: Rooms, list_: ItemId | None, labels: list[str]) -> Iterator[list[str]]:
    names = store.lists(rooms)
    for person, of, _, cells in store.listed(rooms, list_):
        yield [person, names.get(of, ""), *(cells.get(label, "") for label in labels)]


def _csv(path: Path, labels: list[str], rows: Iterator[list[str]]) -> int:
    with _created(path, "w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([*RESERVED, *labels])
        count = 0
        for row in rows:
            writer.writerow([f"'{cell}" if is_formula(cell) else cell for cell in row])
            count += 1
    return count


def _xlsx(path: Path, labels: list[str], rows: Iterator[list[str]]) -> int:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("list")

    def text(cell: str) -> Any:
        written = WriteOnlyCell(sheet, value=cell or None)
        if cell:
            written.data_type = "s"  # a cell that begins with "=" stays words
        return written

    sheet.append([text(label) for label in (*RESERVED, *labels)])
    count = 0
    for row in rows:
        sheet.append([text(cell) for cell in row])
        count += 1
    with _created(path, "wb") as stream:
        book.save(stream)
    return count


def _created(path: Path, mode: str, **how: Any) -> Any:
    """A new file that only its owner reads: it holds names."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), mode, **how)
