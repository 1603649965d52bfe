"""Tables of people, as linkage needs them: each column of a known kind, each cell as it was given.

    1 a file is read by the one reader of tables (reading.tables), confined; its header stands in the first row,
      or where `habeas table import` finds it
    2 its columns are recognised by their names, at last in the five languages of `habeas table import`; `columns` names
      others
    3 cells that say "unknown" are no names; an age on the day of the event is a birth within a year; a column that
      shows whether day or month comes first is read so

Nothing is guessed from content: a column nobody named is left out, and said.
"""

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from habeas.claims.nobody import names_somebody
from habeas.errors import BadInput, UsageProblem
from habeas.linkage.days import in_one_order
from habeas.linkage.people.ages import as_cell, born, said_on
from habeas.reading import tables

PLAIN = ("csv", "parquet")
"""Formats whose header is their first row, where that says something."""


class Kind(StrEnum):
    """How the cells of a column are compared."""

    NAME = "name"
    DATE = "date"
    PLACE = "place"
    WORD = "word"
    """A closed or nearly closed set: occupation, ethnicity, unit."""
    CODE = "code"
    """Letters and digits someone issued or typed: postcode, phone, e-mail, number of a paper."""
    SEX = "sex"
    AGE = "age"
    """Never compared as such: with a date it becomes the days of birth it can mean (ages.py)."""


KNOWN: Mapping[str, Kind] = {
    "given_name": Kind.NAME,
    "family_name": Kind.NAME,
    "patronymic": Kind.NAME,
    "full_name": Kind.NAME,
    "birth_date": Kind.DATE,
    "event_date": Kind.DATE,
    "place": Kind.PLACE,
    "sex": Kind.SEX,
    "age": Kind.AGE,
    "occupation": Kind.WORD,
}
ALSO_CALLED: Mapping[str, str] = {
    "first_name": "given_name",
    "forename": "given_name",
    "surname": "family_name",
    "last_name": "family_name",
    "name": "full_name",
    "dob": "birth_date",
    "date_of_birth": "birth_date",
    "birth_place": "place",
    "city": "place",
    "suburb": "place",
    "gender": "sex",
    "id": "record_id",
    "rec_id": "record_id",
    "unique_id": "record_id",
    "postcode": "code:postcode",
    "email": "code:email",
    "phone": "code:phone",
}
"""What lists call a column of ours. `kind:name` makes a column of a kind of its own."""


@dataclass(frozen=True)
class Records:
    """All rows of all tables, column by column. Every sequence has one element a row, in the order of the files."""

    files: tuple[str, ...]
    file_of: tuple[int, ...]
    """Place in `files` of each row."""
    record_ids: tuple[str, ...]
    kinds: Mapping[str, Kind]
    cells: Mapping[str, tuple[str, ...]]
    """By column: the text of each row, stripped; empty where there is none."""
    left_out: tuple[str, ...] = ()
    """Columns that nobody named."""

    def __len__(self) -> int:
        return len(self.record_ids)

    def of_kind(self, kind: Kind) -> list[str]:
        return [name for name, its in self.kinds.items() if its is kind]

    @cached_property
    def nobody(self) -> frozenset[int]:
        """Rows that say of nobody who it is: no name and no code. "A man near Kesh", "name withheld, born 1980" may be
        anybody: strangers share a day of birth without a name, and 1 January is everybody's whose day is not known."""
        telling = [self.cells[name] for name, kind in self.kinds.items() if kind in (Kind.NAME, Kind.CODE)]
        if not self.of_kind(Kind.NAME):
            return frozenset()
        return frozenset(row for row, cells in enumerate(zip(*telling, strict=True)) if not any(cells))

    def full_names(self) -> list[str]:
        """The name of each row: `full_name`, else its parts."""
        parts = [self.cells[name] for name in ("given_name", "patronymic", "family_name") if name in self.cells]
        whole = self.cells.get("full_name", ("",) * len(self))
        joined = [" ".join(filter(None, row)) for row in zip(*parts, strict=True)] if parts else list(whole)
        return [one or other for one, other in zip(whole, joined, strict=True)]


def read_tables(paths: Sequence[Path], columns: Mapping[str, str] | None = None) -> Records:
    """The rows of these files. `columns`: column as the file calls it -> a name in KNOWN, or `kind:name`, or a kind.

    Raises BadInput, TooLarge, UsageProblem.
    """
    if not paths:
        raise UsageProblem("no table was given")
    labels = _labels(paths)
    named = {key.casefold() for key in columns or {}}
    return gathered([(label, _rows(path, named)) for label, path in zip(labels, paths, strict=True)], columns)


def gathered(
    tables: Sequence[tuple[str, tuple[list[str], list[Sequence[str]]]]], columns: Mapping[str, str] | None = None
) -> Records:
    """Records from tables in memory: (label, (column names, rows)) each."""
    wanted = {key.casefold(): value for key, value in (columns or {}).items()}
    _require_there(wanted, [header for _, (header, _) in tables])
    kinds: dict[str, Kind] = {}
    left_out: dict[str, None] = {}
    plans = []
    for number, (_, (header, _)) in enumerate(tables):
        plan, kinds_here, unknown = _plan(header, wanted)
        left_out |= dict.fromkeys(unknown)
        for standard, kind in kinds_here.items():
            if kinds.setdefault(standard, kind) is not kind:
                raise UsageProblem(f"column {plan[standard] + 1} of table {number + 1} is of another kind than before")
        plans.append(plan)
    if not any(kind is Kind.NAME for kind in kinds.values()) and len(kinds) < 2:
        raise UsageProblem(
            "no column of these tables says who someone is",
            hint="--columns THEIRS=OURS,... with given_name, family_name, full_name, birth_date, event_date, place ...",
        )
    return _assembled(tables, plans, kinds, tuple(left_out))


def _require_there(wanted: Mapping[str, str], headers: Sequence[Sequence[str]]) -> None:
    """A column that is in no table was misspelt: without it the answer would be another, and nobody would know."""
    there = {_key(given) for header in headers for given in header}
    if missing := sum(_key(theirs) not in there for theirs in wanted):
        raise UsageProblem(
            f"{missing} of the {len(wanted)} columns that --columns names are in none of the tables",
            hint="it takes THEIRS=OURS: the header as the table has it, then what it means",
        )


def _plan(header: Sequence[str], wanted: Mapping[str, str]) -> tuple[dict[str, int], dict[str, Kind], list[str]]:
    """2 (our name -> place, kinds, columns left out) of one table. Names of ours go before what other languages say."""
    plan: dict[str, int] = {}
    kinds: dict[str, Kind] = {}
    for recognise in (_recognised, _in_other_words):
        for place, given in enumerate(header):
            standard, kind = (None, None) if place in plan.values() else recognise(given, wanted)
            if standard is not None and standard not in plan:
                plan[standard] = place
                if kind is not None:
                    kinds[standard] = kind
    if "age" in plan and "event_date" not in plan:  # an age on no day is no birth
        del plan["age"]
        kinds.pop("age", None)
    return plan, kinds, [given for place, given in enumerate(header) if place not in plan.values()]


def _in_other_words(given: str, _: Mapping[str, str]) -> tuple[str | None, Kind | None]:
    from habeas.lists.columns import meaning_of

    standard = str(meaning_of(given) or "")
    return (standard, KNOWN.get(standard)) if standard in (*KNOWN, "record_id") else (None, None)


def _assembled(
    tables: Sequence[tuple[str, tuple[list[str], list[Sequence[str]]]]],
    plans: Sequence[Mapping[str, int]],
    kinds: Mapping[str, Kind],
    left_out: tuple[str, ...],
) -> Records:
    cells: dict[str, list[str]] = {name: [] for name in kinds}
    file_of: list[int] = []
    ids: list[str] = []
    for number, ((_, (_, rows)), plan) in enumerate(zip(tables, plans, strict=True)):
        for name, kind in kinds.items():
            cells[name] += _prepared(name, kind, rows, plan)
        own = plan.get("record_id")
        ids += [str(line) if own is None else row[own].strip() or str(line) for line, row in enumerate(rows, 1)]
        file_of += [number] * len(rows)
    kinds, cells = _with_births(kinds, cells)
    return Records(
        tuple(label for label, _ in tables),
        tuple(file_of),
        tuple(ids),
        dict(kinds),
        {name: tuple(column) for name, column in cells.items()},
        left_out,
    )


def _prepared(name: str, kind: Kind, rows: Sequence[Sequence[str]], plan: Mapping[str, int]) -> Sequence[str]:
    """3 One column of one table."""
    place = plan.get(name)
    cells: Sequence[str] = [""] * len(rows) if place is None else [row[place].strip() for row in rows]
    if kind is Kind.NAME:
        return [cell if names_somebody(cell) else "" for cell in cells]
    if kind is Kind.DATE:
        cells = in_one_order(cells)
    return cells


def _with_births(
    kinds: Mapping[str, Kind], cells: dict[str, list[str]]
) -> tuple[Mapping[str, Kind], dict[str, list[str]]]:
    """A row without a day of birth has the days that its age can mean; a day of birth that is given is never touched.

    Ages: the column `age`, true at `event_date`; a column `age:2024`, true in that year.
    """
    columns = [name for name, kind in kinds.items() if kind is Kind.AGE]
    births, read = list(cells.get("birth_date", ())), 0
    for column in columns:
        births = births or [""] * len(cells[column])
        events = cells.get("event_date", [""] * len(births))
        for row, (age, event) in enumerate(zip(cells[column], events, strict=True)):
            if age and not births[row] and (days := born(age, said_on(column, event))) is not None:
                births[row], read = as_cell(days), read + 1
    if not read:
        return kinds, cells
    return {**kinds, "birth_date": Kind.DATE}, {**cells, "birth_date": births}


def _key(given: str) -> str:
    return unicodedata.normalize("NFC", given).strip().lstrip("\ufeff").casefold()


def _recognised(given: str, wanted: Mapping[str, str]) -> tuple[str | None, Kind | None]:
    """(our name, kind) of a column; the name is None where nobody knows it."""
    key = _key(given)
    target = wanted.get(key) or (key if key in KNOWN or key == "record_id" else ALSO_CALLED.get(key))
    if target is None:
        return None, None
    if target == "record_id":
        return target, None
    if target in KNOWN:
        return target, KNOWN[target]
    kind, _, name = target.partition(":")
    if kind in set(Kind) - {Kind.NAME}:
        return f"{kind}:{name or key}", Kind(kind)
    raise UsageProblem("--columns names something that is neither a column of ours nor a kind", hint=", ".join(KNOWN))


def _labels(paths: Sequence[Path]) -> tuple[str, ...]:
    """File names where they differ, else the paths as given, else with a number: no two tables share a label."""
    for labels in ([path.name for path in paths], [str(path) for path in paths]):
        if len(set(labels)) == len(labels):
            return tuple(labels)
    return tuple(f"{path} ({number})" for number, path in enumerate(paths, 1))


def _rows(path: Path, named: Collection[str]) -> tuple[list[str], list[Sequence[str]]]:
    """1 (column names, rows) of a file: its first row is the header, where that says something; else the one below the
    titles, as an import finds it."""
    from habeas.lists.files import of_tables

    found = tables.read_file(path)
    filled = [(number, row) for number, row in _numbered(found) if any(cell.strip() for cell in row)]
    if not filled:
        raise BadInput("a table is empty")
    header = list(filled[0][1])
    if len(found.sheets.sheets) > 1 or found.sheets.format not in PLAIN or not _says_something(header, named):
        table = of_tables(found)
        if _says_something(table.labels, named) or found.sheets.format not in PLAIN:
            header = list(table.labels)
            filled = [(0, ()), *((row.number, row.cells) for row in table.rows if any(map(str.strip, row.cells)))]
    elif found.uneven:
        raise BadInput(f"row {found.uneven} of a table has another number of cells than its header")
    return header, [_whole(number, cells, len(header)) for number, cells in filled[1:]]


def _numbered(found: tables.Tables) -> Iterable[tuple[int, tuple[str, ...]]]:
    return enumerate(found.sheets.sheets[0].rows if found.sheets.sheets else (), 1)


def _whole(number: int, cells: Sequence[str], width: int) -> Sequence[str]:
    """A row may be shorter than the header, not longer."""
    if any(cell.strip() for cell in cells[width:]):
        raise BadInput(f"row {number} of a table has {len(cells)} cells, its header has {width}")
    return (*cells[:width], *[""] * (width - len(cells)))


def _says_something(header: Sequence[str], named: Collection[str]) -> bool:
    return bool(_plan(header, {})[0]) or any(column.casefold().strip() in named for column in header)
