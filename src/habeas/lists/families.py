"""Sheets that belong together: the rows of a repeat group, each with the cells of the row it belongs to.

KoboToolbox numbers the rows of a sheet (`_index`) and says in the other `_parent_index`, `_parent_table_name`. ODK
Central gives each row a KEY, and its parent's as PARENT_KEY.

    child labels | record | parent: label, parent: label, ...

A cell of the parent stands under the parent's name, so that two columns of one name are two columns. The numbers that
tie sheets together are left in the file: they count the rows of one export, and are others in the next. What stays the
same is `record`: the submission's `_uuid`, the group and the place within it (ODK's KEY is that already).

What is not carried over is counted: parents without a row of the group, rows whose parent is not there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from habeas.errors import BadInput, TooLarge
from habeas.lists.columns import meaning_of
from habeas.lists.exports import KOBO, ODK
from habeas.lists.header import unique
from habeas.lists.model import Meaning, Row, Table
from habeas.reading.sheets import MAXIMUM_COLUMNS

RECORD = "record"
OF_EVENTS = (Meaning.EVENT_DATE, Meaning.PLACE, Meaning.ACT, Meaning.SOURCE, Meaning.NOTE)
"""What a parent's cell may say about the people of its repeat group. Its names are somebody else's."""
SHEET_NAME = 31
"""Letters of a sheet's name in XLSX; `_parent_table_name` is not cut."""


@dataclass(frozen=True)
class Keys:
    """The columns that tie sheets together."""

    own: str
    parent: str
    parent_sheet: str
    record: str
    """Of a submission: its id in every export."""
    left: tuple[str, ...]
    """Columns that count rows of this export only."""


_KOBO = ("_index", "_parent_index", "_parent_table_name")
KEYS = {KOBO: Keys(*_KOBO, record="_uuid", left=_KOBO), ODK: Keys("KEY", "PARENT_KEY", "", record="KEY", left=())}


@dataclass(frozen=True)
class _Whole:
    """A sheet with what it inherits. The first `own` labels are its own."""

    table: Table
    own: int
    records: tuple[str, ...]
    """The id of each row; empty where there is none."""


def joined(tables: Sequence[Table], format_: str) -> list[Table]:
    """Every sheet of an export with the cells of its parents. Raises BadInput where sheets do not fit together."""
    family = _Family(tables, KEYS[format_], format_ == KOBO)
    return [family.whole(table).table for table in tables]


class _Family:
    def __init__(self, tables: Sequence[Table], keys: Keys, makes_records: bool) -> None:
        self._tables, self._keys, self._makes_records = tables, keys, makes_records
        self._done: dict[int, _Whole] = {}
        """By identity: an archive can have two tables of one name."""
        self._under_way: set[int] = set()

    def whole(self, table: Table) -> _Whole:
        if id(table) in self._done:
            return self._done[id(table)]
        if id(table) in self._under_way:
            raise BadInput("the sheets of the export belong to each other in a ring")
        self._under_way.add(id(table))
        parent = self._parent(table)
        made = self._root(table) if parent is None else self._child(table, self.whole(parent), parent)
        self._done[id(table)] = made
        return made

    def _parent(self, table: Table) -> Table | None:
        """The sheet that a repeat group's rows belong to; None for a sheet of submissions."""
        if self._keys.parent not in table.labels:
            return None
        others = [one for one in self._tables if one is not table]
        named = _column(table, self._keys.parent_sheet)
        name = next((cell for cell in named if cell), "")
        if name:
            if any(cell not in ("", name) for cell in named):
                raise BadInput("a sheet of the export belongs to two others")
            found = [one for one in others if one.sheet in (name, name[:SHEET_NAME])]
            return found[0] if found else _only_root(others, self._keys)
        wanted = {cell for cell in _column(table, self._keys.parent) if cell}
        by_keys = [one for one in others if self._keys.own in one.labels and wanted & set(_column(one, self._keys.own))]
        return by_keys[0] if by_keys else _only_root(others, self._keys)

    def _root(self, table: Table) -> _Whole:
        records = tuple(_column(table, self._keys.record)) or ("",) * len(table.rows)
        kept = _without(table, self._keys.left)
        return _Whole(kept, len(kept.labels), records)

    def _child(self, table: Table, parent: _Whole, given: Table) -> _Whole:
        by_key = _by_key(given, self._keys.own)
        places = [by_key.get(key) for key in _column(table, self._keys.parent)]
        records = self._records(table, parent, places)
        own = _without(table, self._keys.left)
        labels = [*own.labels, *([RECORD] if self._makes_records else [])]
        inherited = _inherited_labels(parent, given.sheet)
        if len(labels) + len(inherited) > MAXIMUM_COLUMNS:
            raise TooLarge(f"a sheet and its parents have {len(labels) + len(inherited)} columns, the limit is "
                           f"{MAXIMUM_COLUMNS}")  # fmt: skip
        rows = []
        for row, place, record in zip(own.rows, places, records, strict=True):
            cells = _filled(row.cells, len(own.labels)) + ((record,) if self._makes_records else ())
            above = parent.table.rows[place].cells if place is not None else ()
            beyond = row.cells[len(own.labels) :]
            rows.append(Row(row.number, (*cells, *_filled(above, len(inherited)), *beyond)))
        every = unique([*labels, *inherited])
        hints = dict(table.hints) | ({RECORD: Meaning.RECORD_ID} if self._makes_records else {})
        hints |= _inherited_hints(every[len(labels) :], parent)
        notes = (*table.notes, *_notes(len(given.rows), places))
        return _Whole(replace(table, labels=every, rows=rows, hints=hints, notes=notes), len(labels), records)

    def _records(self, table: Table, parent: _Whole, places: Sequence[int | None]) -> tuple[str, ...]:
        if not self._makes_records:
            return tuple(_column(table, self._keys.record)) or ("",) * len(table.rows)
        seen: dict[str, int] = {}
        records = []
        submissions = _column(table, f"_submission_{self._keys.record}") or [""] * len(table.rows)
        for place, submission in zip(places, submissions, strict=True):
            above = parent.records[place] if place is not None else submission
            seen[above] = seen.get(above, 0) + 1
            records.append(f"{above}/{table.sheet}[{seen[above]}]" if above else "")
        return tuple(records)


def _only_root(tables: Sequence[Table], keys: Keys) -> Table | None:
    roots = [table for table in tables if keys.parent not in table.labels]
    return roots[0] if len(roots) == 1 else None


def _column(table: Table, label: str) -> list[str]:
    """Every cell of a column, trimmed; [] where there is none of this name."""
    if label not in table.labels:
        return []
    place = table.labels.index(label)
    return [row.cells[place].strip() if place < len(row.cells) else "" for row in table.rows]


def _by_key(table: Table, own: str) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for place, key in enumerate(_column(table, own)):
        if key and key in found:
            raise BadInput(f"two rows of a sheet have one key: {found[key] + 1} and {place + 1} below its header")
        found[key] = place
    found.pop("", None)
    return found


def _without(table: Table, left: Sequence[str]) -> Table:
    places = [place for place, label in enumerate(table.labels) if label not in left]
    width = len(table.labels)
    if len(places) == width:
        return table
    rows = [
        Row(row.number, (*(row.cells[p] if p < len(row.cells) else "" for p in places), *row.cells[width:]))
        for row in table.rows
    ]
    return replace(table, labels=tuple(table.labels[place] for place in places), rows=rows)


def _filled(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return (*cells[:width], *("",) * (width - len(cells)))


def _inherited_labels(parent: _Whole, sheet: str) -> list[str]:
    """A parent's own labels get its name; what it inherited has a name already."""
    name = sheet or "parent"
    return [f"{name}: {label}" if place < parent.own else label for place, label in enumerate(parent.table.labels)]


def _inherited_hints(labels: Sequence[str], parent: _Whole) -> dict[str, Meaning | None]:
    hints: dict[str, Meaning | None] = {}
    for label, of_parent in zip(labels, parent.table.labels, strict=True):
        meaning = parent.table.hints[of_parent] if of_parent in parent.table.hints else meaning_of(of_parent)
        hints[label] = meaning if meaning in OF_EVENTS else None
    return hints


def _notes(parents: int, places: Sequence[int | None]) -> list[str]:
    childless = parents - len({place for place in places if place is not None})
    orphans = sum(place is None for place in places)
    return [f"{code}:{count}" for code, count in (("parents_without_rows", childless),
                                                  ("rows_without_parent", orphans)) if count]  # fmt: skip
