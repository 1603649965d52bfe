"""A file of rows or of counted patterns -> capture histories: whatever the one reader of tables reads.

One row per person with a 0/1 column per list, or one row per pattern with a column `count`. Which column is what:
`--strata` and `--covariates` columns and `count` are taken out; what is left are the lists, unless `--lists` names
them. Errors speak of column and row numbers only, never of file names or contents.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from habeas.errors import BadInput, TooLarge, UsageProblem
from habeas.estimation.capture_histories import CaptureHistories, from_counts, from_rows
from habeas.estimation.doubly_robust import People
from habeas.estimation.results import Floats
from habeas.reading import tables

COUNT = "count"
FEWEST = 10
"""People of a group that stands alone as a covariate; smaller groups are taken together."""
MOST_GROUPS = 40
EMPTY = ("", None)


@dataclass(frozen=True)
class Table:
    """`header` column labels; `columns` their cells, one list each, all of the same length."""

    header: tuple[str, ...]
    columns: tuple[list[Any], ...]

    @property
    def rows(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def column(self, label: str) -> list[Any]:
        if label not in self.header:
            raise UsageProblem(
                "a column that was asked for is not in the table",
                hint=f"the table has {len(self.header)} columns; names must match letter for letter",
            )
        return self.columns[self.header.index(label)]


def read_table(path: Path) -> Table:
    """The first filled sheet of a file that the one reader of tables reads. UsageProblem where it is no table."""
    try:
        found = tables.read_file(path)
    except (BadInput, TooLarge) as problem:
        raise UsageProblem(str(problem), hint="count the patterns first" if isinstance(problem, TooLarge) else
                           "save it as CSV UTF-8, XLSX or Parquet") from None  # fmt: skip
    if found.uneven:
        raise UsageProblem(f"row {found.uneven} of the table has another number of cells than its header")
    sheet = next((sheet for sheet in found.sheets.sheets if sheet.rows), None)
    return _table([row for row in sheet.rows if any(row)] if sheet is not None else [])


def _table(rows: Sequence[Sequence[Any]]) -> Table:
    if len(rows) < 2:
        raise UsageProblem("the table has no rows under its header", hint="the first row holds the column labels")
    header = tuple(cell.strip() for cell in rows[0])
    if len(set(header)) != len(header) or "" in header:
        raise UsageProblem(
            "two columns have the same label, or one has none", hint="give every column a label of its own"
        )
    for number, row in enumerate(rows[1:], 1):
        if len(row) > len(header):
            raise UsageProblem(f"data row {number} has {len(row)} cells, the header {len(header)}")
    width = len(header)
    whole = [(*row, *[""] * (width - len(row))) for row in rows[1:]]
    return Table(header, tuple([row[j] for row in whole] for j in range(width)))


def capture_histories(table: Table, lists: Sequence[str] = (), strata: Sequence[str] = ()) -> CaptureHistories:
    """The whole table as capture histories; `strata` columns are no lists."""
    labels, marks, counts = _marks(table, lists, strata)
    return _histories(labels, marks, counts, np.arange(table.rows))


def by_stratum(table: Table, lists: Sequence[str] = (), strata: Sequence[str] = ()) -> dict[str, CaptureHistories]:
    """Capture histories of each combination of the strata columns, all with the same lists; label `a / b`."""
    labels, marks, counts = _marks(table, lists, strata)
    columns = [table.column(label) for label in strata]
    places: dict[str, list[int]] = {}
    for row in range(table.rows):
        value = " / ".join("(none)" if column[row] in EMPTY else str(column[row]) for column in columns)
        places.setdefault(value, []).append(row)
    found = {}
    for value in sorted(places):
        rows = np.array(places[value])
        if counts is None or counts[rows].sum() > 0:
            found[value] = _histories(labels, marks, counts, rows)
    return found


def people(table: Table, lists: Sequence[str], covariates: Sequence[str]) -> People:
    """One row a person, with what is known of each: numbers as they are, groups as columns of 0 and 1.

    What is missing is a group of its own; a missing number is the middle one, with a column that says so.
    """
    labels, marks, counts = _marks(table, lists, covariates)
    histories = _histories(labels, marks, counts, np.arange(table.rows))
    values = np.hstack([_covariate(table.column(each), table.header.index(each) + 1) for each in covariates])
    times = np.ones(table.rows, dtype=np.int64) if counts is None else counts.astype(np.int64)
    return People(histories.lists, np.repeat(marks, times, axis=0).astype(np.int64), np.repeat(values, times, axis=0))


def _covariate(cells: Sequence[Any], column: int) -> Floats:
    """A column as numbers, shape (rows, k)."""
    try:
        values = np.array([np.nan if cell in EMPTY else float(cell) for cell in cells])
    except (TypeError, ValueError):
        return _groups(["" if cell in EMPTY else str(cell).strip() for cell in cells], column)
    missing = np.isnan(values)
    if missing.all():
        raise UsageProblem(f"column {column} is empty: it says nothing of anybody", hint="leave it out of --covariates")
    if np.isinf(values).any():
        raise UsageProblem(f"column {column} holds a number that is not finite", hint="leave its cell empty")
    values[missing] = np.median(values[~missing])
    return np.stack([values, missing], axis=1).astype(float) if missing.any() else values[:, None]


def _groups(cells: Sequence[str], column: int) -> Floats:
    """0/1 columns of all groups but the largest, shape (rows, groups - 1)."""
    sizes = Counter(cells)
    alone = sorted((each for each in sizes if sizes[each] >= FEWEST), key=lambda each: (-sizes[each], each))
    if len(alone) > MOST_GROUPS or not alone or len(sizes) < 2:
        raise UsageProblem(
            f"column {column} holds {len(sizes)} different texts, {len(alone)} of them in {FEWEST} rows or more: "
            f"a covariate is a number, or one of 2 to {MOST_GROUPS} groups",
            hint="give a date as its year, an age as a number, a place as its district",
        )
    of = {label: number for number, label in enumerate(alone)}
    codes = np.array([of.get(cell, len(alone)) for cell in cells])
    return np.asarray(codes[:, None] == np.arange(1, codes.max() + 1), dtype=float)


def _histories(
    labels: Sequence[str], marks: np.ndarray, counts: np.ndarray | None, rows: np.ndarray
) -> CaptureHistories:
    if counts is None:
        return from_rows(marks[rows], labels)
    return from_counts(marks[rows], counts[rows], labels)


def _marks(
    table: Table, lists: Sequence[str], strata: Sequence[str]
) -> tuple[tuple[str, ...], np.ndarray, np.ndarray | None]:
    for label in strata:
        table.column(label)
    counted = next((label for label in table.header if label.lower() == COUNT), None)
    labels = tuple(lists) or tuple(label for label in table.header if label != counted and label not in strata)
    if not labels:
        raise UsageProblem("the table has no column that could be a list")
    if set(labels) & set(strata):
        raise UsageProblem("a column cannot be a list and a stratum or a covariate at once")
    marks = np.stack([_numbers(table.column(label), table.header.index(label) + 1) for label in labels], axis=1)
    counts = None if counted is None else _numbers(table.column(counted), table.header.index(counted) + 1)
    return labels, marks, counts


def _numbers(cells: Sequence[Any], column: int) -> np.ndarray:
    values = np.empty(len(cells))
    for row, cell in enumerate(cells):
        try:
            values[row] = float(cell)
        except (TypeError, ValueError):
            raise UsageProblem(
                f"data row {row + 1}, column {column} holds no number",
                hint="name the list columns with --lists, strata columns with --strata; a mark is 0 or 1",
            ) from None
    return values
