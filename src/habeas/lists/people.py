"""Of the sheets of a file, the one whose rows are people.

1 the mapping file names it, else
2 a file that a person wrote: its first sheet with rows
3 an export: the sheet with most columns of names; then one that is called after people; then the one with most columns
  that mean something

What the other sheets hold is counted in the notes and stays in the file.
"""

from collections.abc import Sequence
from dataclasses import replace

from habeas.claims.folding import fold
from habeas.errors import BadInput, UsageProblem
from habeas.lists import exports, families
from habeas.lists.columns import recognise
from habeas.lists.header import with_first_row, with_header
from habeas.lists.huridocs import with_acts
from habeas.lists.model import NAME_MEANINGS, Row, Table
from habeas.reading import followthemoney
from habeas.reading.sheets import Sheets
from habeas.reading.tables import HINT

TEMPLATE = "template"
"""The column in which Uwazi says of what template an entity is."""


def table_of(found: Sheets, wanted: str = "") -> Table:
    """The table of people. Raises BadInput (no header, sheets that do not fit), UsageProblem (no such sheet)."""
    filled = [sheet for sheet in found.sheets if sheet.rows]
    if not filled:
        raise BadInput("the file has no rows", hint=HINT)
    format_ = found.format
    if format_ not in exports.EXPORTS:
        format_ = next((kind for sheet in filled if (kind := exports.export_of(sheet.rows[0]))), "")
    if format_ == exports.FTM and exports.is_statements(filled[0].rows[0]):
        found = followthemoney.of_statements(filled[0].rows)
        filled = list(found.sheets)
    if not format_:
        if wanted and wanted != filled[0].name:  # 1
            raise _no_such_sheet(len(found.names))
        return _noted(with_header(filled[0], found.format), found, found.names)  # 2
    return _noted(_of_export([with_first_row(sheet, format_) for sheet in filled], wanted), found, ())


def _of_export(tables: list[Table], wanted: str) -> Table:
    format_ = tables[0].format
    if format_ == exports.UWAZI and len(tables) == 1:
        tables = _by_template(tables[0])
    tables = [_hinted(table) for table in tables]
    if format_ in (exports.KOBO, exports.ODK):
        tables = families.joined(tables, format_)
    chosen = max(tables, key=_worth) if not wanted else next((t for t in tables if t.sheet == wanted), None)  # 1, 3
    if chosen is None:
        raise _no_such_sheet(len(tables))
    others = [table for table in tables if table is not chosen]
    chosen = with_acts(chosen) if format_ == exports.OPENEVSYS else chosen
    counts = {
        "other_sheets": len(others),
        "rows_of_other_sheets": sum(len(table.rows) for table in others),
        "other_sheets_with_names": sum(_worth(table)[0] > 0 for table in others),
    }
    notes = (*chosen.notes, *(f"{code}:{count}" for code, count in counts.items() if count))
    return replace(chosen, notes=notes, sheets=tuple(table.sheet for table in tables) if others else ())


def _worth(table: Table) -> tuple[int, bool, int]:
    """How much a sheet looks like a list of people: columns of names, its own name, columns with a meaning."""
    found = set(recognise(_filled(table).labels, table.hints).meanings.values())
    return len(found & set(NAME_MEANINGS)), bool(exports.VICTIMS.search(fold(table.sheet))), len(found)


def _hinted(table: Table) -> Table:
    """A column without a word means nothing, or it would stand in the way of one with words."""
    filled = _filled(table)
    empty = dict.fromkeys(label for label in table.labels if label not in filled.labels)
    return replace(table, hints={**empty, **exports.hints_of(filled)})


def _filled(table: Table) -> Table:
    """With only the labels that have a cell with words: an export has the columns of every form and template."""
    filled: set[int] = set()
    for row in table.rows:
        filled.update(place for place, cell in enumerate(row.cells) if place not in filled and cell.strip())
    if len(filled) == len(table.labels) or not table.rows:
        return table
    kept = [place for place in range(len(table.labels)) if place in filled]
    rows = [Row(row.number, tuple(row.cells[p] if p < len(row.cells) else "" for p in kept)) for row in table.rows]
    return replace(table, labels=tuple(table.labels[place] for place in kept), rows=rows)


def _by_template(table: Table) -> list[Table]:
    """Entities of several templates in one file: a table each."""
    place = next((p for p, label in enumerate(table.labels) if label.lower() == TEMPLATE), None)
    if place is None:
        return [table]
    groups: dict[str, list[Row]] = {}
    for row in table.rows:
        groups.setdefault(row.cells[place].strip() if place < len(row.cells) else "", []).append(row)
    if len(groups) < 2:
        return [table]
    return [replace(table, rows=rows, sheet=template) for template, rows in groups.items()]


def _noted(table: Table, found: Sheets, names: Sequence[str]) -> Table:
    notes = (*(f"{code}:{count}" for code, count in sorted(found.notes.items())), *table.notes)
    return replace(table, notes=notes, sheets=table.sheets or (tuple(names) if len(names) > 1 else ()))


def _no_such_sheet(count: int) -> UsageProblem:
    return UsageProblem(
        f"the mapping names a sheet that the file does not have; it has {max(count, 1)}",
        hint="habeas table preview FILE, without the mapping, lists them",
    )
