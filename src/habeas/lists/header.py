"""The header of a sheet: below title rows, joined with a row of merged headings above it, each label once."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from habeas.errors import BadInput
from habeas.lists import columns
from habeas.lists.model import PERSON_COLUMN, Meaning, Row, Table
from habeas.reading.sheets import Sheet
from habeas.reading.tables import HINT

TITLE_ROWS = 12
"""Rows above the header at most."""


def with_header(sheet: Sheet, format_: str) -> Table:
    """Find the header among the first rows; what is below it are the rows. Raises BadInput where there is none."""
    lines = sheet.rows
    place = _header_row(lines)
    labels = [cell.strip() for cell in lines[place]]
    notes = [f"title_rows:{place}"] if place else []
    hints: dict[str, Meaning | None] = {}
    if place and _is_group_row(lines[place - 1], lines[place]):
        labels = _joined(lines[place - 1], labels)
        hints = _understood(labels, lines[place])
        notes.append("merged_headings")
    if sheet.merged:
        notes.append(f"merged_cells:{len(sheet.merged)}")
    return replace(_table(sheet, format_, labels, place, notes), hints=hints)


def with_first_row(sheet: Sheet, format_: str) -> Table:
    """The table of an export, whose header is its first row."""
    return _table(sheet, format_, [cell.strip() for cell in sheet.rows[0]], 0, [])


def _table(sheet: Sheet, format_: str, labels: Sequence[str], place: int, found: list[str]) -> Table:
    """A file that was put together from several has its header again further down: that is no person."""
    notes = [f"{code}:{count}" for code, count in sorted(sheet.notes.items())] + found
    labelled = unique(labels)
    repeated = sum(label != given and bool(given) for label, given in zip(labelled, labels, strict=True))
    if repeated:
        notes.append(f"repeated_columns:{repeated}")
    header = sheet.rows[place]
    numbered = enumerate(sheet.rows[place + 1 :], place + 2)
    rows = [Row(number, cells) for number, cells in numbered if cells != header]
    again = len(sheet.rows) - place - 1 - len(rows)
    if again:
        notes.append(f"repeated_header:{again}")
    rows, filled = _filled_down(rows, sheet.merged, place + 1)
    if filled:
        notes.append(f"filled_from_merged:{filled}")
    return Table(
        labelled,
        rows,
        format_,
        sheet=sheet.name,
        notes=tuple(notes),
        merged=sheet.merged,
        hidden=tuple(number for number in sheet.hidden if number > place + 1),
        struck=tuple(number for number in sheet.struck if number > place + 1),
    )


_RANGE = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")


def _filled_down(rows: list[Row], merged: Sequence[str], header: int) -> tuple[list[Row], int]:
    """A cell merged over several rows says the same of each: its words stand in all of them. `header`: the number of
    the header's row; what is merged into it is not of people. Second: how many cells were filled."""
    down = [found for words in merged if (found := _RANGE.fullmatch(words)) and found[1] == found[3]]
    ranges = {(column_number(found[1]) - 1, int(found[2])): int(found[4]) for found in down if int(found[2]) > header}
    if not any(last > first for (_, first), last in ranges.items()):
        return rows, 0
    by_number = {row.number: list(row.cells) for row in rows}
    filled = 0
    for (column, first), last in ranges.items():
        words = by_number.get(first, [])[column : column + 1]
        for number in range(first + 1, min(last, header + len(rows) + 1) + 1):
            cells = by_number.get(number)
            if cells is None or not words or not words[0].strip() or not any(cell.strip() for cell in cells):
                continue
            cells += [""] * (column + 1 - len(cells))
            if not cells[column].strip():
                cells[column] = words[0]
                filled += 1
    return [Row(row.number, tuple(by_number[row.number])) for row in rows], filled


def column_number(letters: str) -> int:
    """
    >>> column_number("A"), column_number("AB")
    (1, 28)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


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


def _understood(joined: Sequence[str], header: Sequence[str]) -> dict[str, Meaning | None]:
    """`Person` over `Name` is a name: the lower word says it, where only that is understood and no other column has
    it. The label stays as the sheet has it."""
    subs = [cell.strip() for cell in header] + [""] * (len(joined) - len(header))
    return {
        whole: columns.meaning_of(sub)
        for whole, sub in zip(joined, subs, strict=False)
        if sub and whole != sub and not columns.meaning_of(whole) and columns.meaning_of(sub) and subs.count(sub) == 1
    }


def unique(labels: Sequence[str]) -> tuple[str, ...]:
    """A label that was there gets " (2)", an empty one "column N"."""
    seen: Counter[str] = Counter()
    taken = set(labels)
    labelled = []
    for number, label in enumerate(labels, 1):
        name = label or f"column {number}"
        seen[name] += 1
        if seen[name] > 1:
            while (candidate := f"{name} ({seen[name]})") in taken:
                seen[name] += 1
            name = candidate
            taken.add(name)
        labelled.append(name)
    return tuple(labelled)
