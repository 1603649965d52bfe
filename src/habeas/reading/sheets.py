"""Sheets of cells: what every reader of tables gives back, and how it goes through the wire.

    first line   {"format": ..., "notes": {code: count}, "names": [...],
                  "sheets": [{"name": ..., "merged": ["A1:C1", ...], "notes": {...}, "rows": count}, ...]}
    every other  ["cell", ...]     the rows of the first sheet, then of the second, ...

A cell is text. Trailing empty cells may be left out; an empty row is []. What comes back from a parser process is not
believed: `unpack` takes nothing that is not of this form.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MAXIMUM_COLUMNS = 1_000
MAXIMUM_ROWS = 1_000_000
MAXIMUM_SHEETS = 200
MAXIMUM_NUMBER = 1 << 21
_NOTE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")


FORMATS = ("xlsx", "ods", "parquet", "csv", "kobo", "odk", "uwazi", "openevsys", "ftm")


class TooManyCells(ValueError):
    """More rows, columns or sheets than a list of people has."""


class BrokenSheets(ValueError):
    """Not what a reader of tables gives back."""


@dataclass(frozen=True)
class Sheet:
    """Rows as they stand in the file, its header among them."""

    name: str
    rows: Sequence[tuple[str, ...]]
    merged: tuple[str, ...] = ()
    notes: Mapping[str, int] = field(default_factory=dict)
    hidden: tuple[int, ...] = ()
    """Rows that the sheet does not show, as a spreadsheet numbers them."""
    struck: tuple[int, ...] = ()
    """Rows with a cell that is struck through."""


@dataclass(frozen=True)
class Sheets:
    """What a reader found."""

    format: str
    """One of FORMATS."""
    sheets: tuple[Sheet, ...]
    notes: Mapping[str, int] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    """Of every sheet of the file, also of those that were not read."""


def pack(found: Sheets, *, whole_rows: bool = False) -> str:
    """`whole_rows`: with the empty cells at their ends. Raises TooManyCells."""
    if len(found.sheets) > MAXIMUM_SHEETS or len(found.names) > MAXIMUM_ROWS:
        raise TooManyCells
    lines: list[str] = []
    heads: list[dict[str, Any]] = []
    for sheet in found.sheets:
        before = len(lines)
        for row in sheet.rows:
            if len(lines) > MAXIMUM_ROWS or len(row) > MAXIMUM_COLUMNS:
                raise TooManyCells
            lines.append(json.dumps(list(row) if whole_rows else trimmed(row), ensure_ascii=False))
        while len(lines) > before and lines[-1] == "[]":
            lines.pop()
        heads.append(
            {
                "name": sheet.name,
                "merged": sheet.merged,
                "notes": dict(sheet.notes),
                "rows": len(lines) - before,
                **({"hidden": sheet.hidden} if sheet.hidden else {}),
                **({"struck": sheet.struck} if sheet.struck else {}),
            }
        )
    head = {"format": found.format, "notes": dict(found.notes), "names": found.names, "sheets": heads}
    return _sayable("\n".join([json.dumps(head, ensure_ascii=False), *lines]))


def unpack(text: str) -> Sheets:
    """Raises BrokenSheets."""
    try:
        head, *lines = text.split("\n")
        about = json.loads(head)
        sheets, start = [], 0
        for one in about["sheets"]:
            rows = tuple(_row(line) for line in lines[start : start + int(one["rows"])])
            if len(rows) != int(one["rows"]):
                raise BrokenSheets("fewer rows than were said")
            start += len(rows)
            merged = tuple(str(words) for words in one["merged"])
            hidden, struck = _numbers(one.get("hidden", ())), _numbers(one.get("struck", ()))
            sheets.append(Sheet(str(one["name"]), rows, merged, _notes(one["notes"]), hidden, struck))
        if start != len(lines):
            raise BrokenSheets("rows that belong to no sheet")
        names = tuple(str(name) for name in about["names"])
        if about["format"] not in FORMATS:
            raise BrokenSheets("a format that no reader has")
        return Sheets(about["format"], tuple(sheets), _notes(about["notes"]), names)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as problem:
        raise BrokenSheets("not sheets") from problem


def trimmed(cells: Iterable[str]) -> list[str]:
    """Without empty cells at the end."""
    kept = list(cells)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def from_records(name: str, records: Sequence[Mapping[str, str]], notes: Mapping[str, int] | None = None) -> Sheet:
    """A header of every label in the order in which it first appears, then one row for each record."""
    labels: dict[str, int] = {}
    for record in records:
        for label in record:
            labels.setdefault(label, len(labels))
        if len(labels) > MAXIMUM_COLUMNS:
            raise TooManyCells
    rows = [tuple(record.get(label, "") for label in labels) for record in records]
    return Sheet(name, [tuple(labels), *rows], (), dict(notes or {}))


def _numbers(given: Sequence[Any]) -> tuple[int, ...]:
    if not all(type(number) is int and 0 < number <= MAXIMUM_NUMBER for number in given):
        raise BrokenSheets("not numbers of rows")
    return tuple(given)


def _row(line: str) -> tuple[str, ...]:
    cells = json.loads(line)
    if not isinstance(cells, list) or not all(isinstance(cell, str) for cell in cells):
        raise BrokenSheets("not a row of texts")
    return tuple(cells)


def _notes(given: Mapping[str, Any]) -> dict[str, int]:
    """Codes and counts, and never a word of the file: notes are shown and kept outside the names room."""
    if not all(isinstance(count, int) and code and set(code) <= _NOTE for code, count in given.items()):
        raise BrokenSheets("not notes")
    return dict(Counter(given))


def _sayable(text: str) -> str:
    """Text that UTF-8 can say: a lone surrogate, which a JSON file can write, becomes a replacement character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
