"""Submissions of KoboToolbox as JSON -> a sheet for the form and one for each repeat group.

A submission is an object. A group is a path in its keys (`victim/name`) or an object inside it; a repeat group is a
list of objects. Sheets are tied together as in KoboToolbox's own XLSX: `_index` counts the rows of a sheet,
`_parent_index` and `_parent_table_name` name the row that a row belongs to.

Format: the data endpoint of the KoboToolbox API, `results` or the bare array.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from habeas.reading.json_value import MAXIMUM_DEPTH, JsonObject, TooDeep, as_words, joined
from habeas.reading.sheets import Sheet, Sheets, from_records

MAIN = "main"
_MARKS = ("_id", "_submission_time", "__version__", "_xform_id_string", "formhub/uuid", "meta/instanceID")


def is_submission(value: JsonObject) -> bool:
    return "_uuid" in value and any(key in value for key in _MARKS)


def sheets_of(submissions: Sequence[JsonObject]) -> Sheets:
    """Raises TooDeep, TooManyCells."""
    reader = _Reader()
    notes: Counter[str] = Counter()
    for submission in submissions:
        if is_submission(submission):
            reader.add(MAIN, submission, None, 0)
        else:
            notes["values_that_are_no_records"] += 1
    sheets = reader.sheets()
    return Sheets("kobo", sheets, dict(notes), tuple(sheet.name for sheet in sheets))


class _Reader:
    def __init__(self) -> None:
        self._records: dict[str, list[dict[str, str]]] = {MAIN: []}
        self._names: dict[str, str] = {}
        """Path of a repeat group -> name of its sheet: its last step, or the whole path where that is taken."""

    def add(self, sheet: str, value: JsonObject, parent: tuple[str, int] | None, depth: int) -> None:
        """A row of a sheet, and the rows of the repeat groups inside it."""
        if depth > MAXIMUM_DEPTH:
            raise TooDeep
        record: dict[str, str] = {}
        rows = self._records.setdefault(sheet, [])
        rows.append(record)
        index = len(rows)
        repeats: list[tuple[str, list[Any]]] = []
        for path, cell in _flat(value, "", 0):
            if isinstance(cell, list) and not path.startswith("_") and any(isinstance(one, dict) for one in cell):
                repeats.append((path, cell))
            else:
                record[path] = joined(cell) if isinstance(cell, list) else as_words(cell)
        record["_index"] = str(index)
        if parent is not None:
            record["_parent_table_name"], record["_parent_index"] = parent[0], str(parent[1])
        for path, members in repeats:
            for member in members:
                inner = member if isinstance(member, dict) else {path: member}
                self.add(self._name(path), inner, (sheet, index), depth + 1)

    def _name(self, path: str) -> str:
        if path not in self._names:
            last = path.rsplit("/", 1)[-1]
            self._names[path] = path if last == MAIN or last in self._names.values() else last
        return self._names[path]

    def sheets(self) -> tuple[Sheet, ...]:
        return tuple(from_records(name, records) for name, records in self._records.items())


def _flat(value: JsonObject, path: str, depth: int) -> Iterator[tuple[str, Any]]:
    """(path, value) of every answer; an object that is no answer of the server's own is a group."""
    if depth > MAXIMUM_DEPTH:
        raise TooDeep
    for key, inner in value.items():
        whole = f"{path}/{key}" if path else key
        if isinstance(inner, dict) and not whole.startswith("_"):
            yield from _flat(inner, whole, depth + 1)
        else:
            yield whole, inner
