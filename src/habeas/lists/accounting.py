"""Which rows are new: every row of a table is counted exactly once, as created, matched or rejected.

A row is the same row as before when it has the same record id in its list and says the same; without a record id, when
it says the same in every cell, whatever the order of the columns. Two rows that say the same and name somebody are one
row written twice. Two that name nobody ("unknown, Lomna, March") may be two people: the second is told apart by its
number.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from habeas.claims.folding import fold
from habeas.ids import ItemId, kind_of
from habeas.lists.model import (
    LIST_COLUMN,
    NAME_MEANINGS,
    PERSON_COLUMN,
    RESERVED,
    Account,
    Columns,
    Meaning,
    Rejection,
    Row,
    Table,
    Why,
)
from habeas.lists.oddities import Oddity, oddities
from habeas.lists.rows import NewRow, RowReader, styles_of

UNNAMED = {
    fold(word)
    for word in (
        *("unknown", "unidentified", "unnamed", "name unknown", "not known", "n.n", "nn", "n/a", "anonymous", "?", "-"),
        *("неизвестный", "неизвестная", "неизвестен", "неизвестно", "неизв", "не установлен", "н/у", "без имени"),
        *("inconnu", "inconnue", "desconocido", "desconocida", "no identificado", "مجهول", "مجهولة", "مجهول الهوية"),
    )
}
"""Words in the place of a name that name nobody."""


FORMS = ("kobo", "odk")
"""Exports in which every submission has an id: one without a name is a form, no person."""
DATABASES = ("openevsys", "uwazi", "ftm")
_REJECTING = {
    (Oddity.NO_PERSON, ""): Why.NO_PERSON,
    (Oddity.SEVERAL_PEOPLE, "name"): Why.SEVERAL_PEOPLE,
    (Oddity.ERROR_VALUE, "name"): Why.ERROR_VALUE,
}


class Known(Protocol):
    """What the vault knows of rows (store.KnownRows); `NothingKnown` where no vault is open."""

    def digest_of(self, identity: str) -> str | None:
        """Of the row of this list with this identity."""

    def digest_of_person(self, person: ItemId) -> str | None:
        """Of the row, of any list, that this person was."""

    def is_taken(self, person: ItemId) -> bool:
        """Whether the id belongs to something of the vault, there or erased."""

    def was_imported(self, row: int) -> bool:
        """Whether this row of this file was imported into this list by a run that was finished."""


class NothingKnown:
    def digest_of(self, identity: str) -> str | None:
        return None

    def digest_of_person(self, person: ItemId) -> str | None:
        return None

    def is_taken(self, person: ItemId) -> bool:
        return False

    def was_imported(self, row: int) -> bool:
        return False


@dataclass
class Plan:
    """What an import would do."""

    rows: int = 0
    created: list[NewRow] = field(default_factory=list)
    matched: int = 0
    repeated: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    odd: list[tuple[int, str, str]] = field(default_factory=list)

    def account(self, unread: Mapping[str, int], **ids: ItemId | None) -> Account:
        return Account(
            self.rows,
            len(self.created),
            self.matched,
            self.repeated,
            tuple(self.rejected),
            dict(unread),
            odd=tuple(self.odd),
            **ids,
        )


def digest(cells: Mapping[str, str]) -> str:
    """What a row says, in 128 bits: only ever stored in the names room."""
    said = json.dumps(sorted(cells.items()), ensure_ascii=False).encode("utf-8", "surrogatepass")
    return hashlib.sha256(said).hexdigest()[:32]


def identity(record_id: str, said: str, occurrence: int) -> str:
    """What makes a row itself within its list."""
    return f"id:{record_id}" if record_id else f"said:{said}:{occurrence}"


def plan(table: Table, columns: Columns, known: Known, list_name: str = "") -> Plan:
    """Count every row."""
    return _Planning(table, columns, known, list_name).plan()


def dry_run(table: Table, columns: Columns, known: Known, list_name: str = "") -> Account:
    """The account an import would give, with nothing written."""
    planned = plan(table, columns, known, list_name)
    reader = RowReader(columns, planned.created)
    for row in planned.created:
        reader.read(row)
    return planned.account(reader.unread)


class _Planning:
    def __init__(self, table: Table, columns: Columns, known: Known, list_name: str) -> None:
        self._table, self._known, self._list = table, known, list_name
        self._id = columns.label(Meaning.RECORD_ID)
        self._naming = tuple(label for label, m in columns.meanings.items() if m in NAME_MEANINGS)
        self._seen: dict[str, str] = {}
        self._times: dict[str, int] = {}
        self._persons: dict[ItemId, str] = {}
        self._plan = Plan()
        rows = [dict(zip(table.labels, row.cells, strict=False)) for row in table.rows]
        self._odd = oddities(table, columns, styles_of(columns, rows))

    def plan(self) -> Plan:
        for row in self._table.rows:
            self._plan.rows += 1
            self._plan.odd += [(odd.row, odd.what.value, odd.meaning) for odd in self._odd.get(row.number, ())]
            why = self._settle(row)
            if why is not None:
                self._plan.rejected.append(Rejection(row.number, why))
        return self._plan

    def _settle(self, row: Row) -> Why | None:
        """Create or match a row, or say why not."""
        every = {label: cell for label, cell in zip(self._table.labels, row.cells, strict=False) if cell.strip()}
        if any(cell.strip() for cell in row.cells[len(self._table.labels) :]):
            return Why.CELLS_BEYOND_HEADER
        cells = {label: cell for label, cell in every.items() if label not in RESERVED}
        if not cells:
            return Why.EMPTY
        record_id = cells.get(self._id, "").strip() if self._id else ""
        names = [cells[label] for label in self._naming if label in cells]
        said, person = digest(cells), every.get(PERSON_COLUMN, "").strip()
        if kind_of(person) == "person":
            return self._settle_exported(NewRow(row.number, cells, ItemId(person)), every, said)
        if why := self._no_one_person(row.number):
            return why
        if not names and (not record_id or (self._table.format in FORMS and not self._naming)):
            return Why.NOBODY_NAMED
        occurrence = 1
        if not record_id and all(fold(name).strip(" .") in UNNAMED for name in names):
            occurrence = self._times[said] = self._times.get(said, 0) + 1
        return self._settle_given(NewRow(row.number, cells, None, occurrence), record_id, said)

    def _no_one_person(self, number: int) -> Why | None:
        """Why a row becomes no person; an error in another cell than the name is none. A database says itself what its
        records are: a group of people is one of them."""
        if self._table.format in DATABASES:
            return None
        whys = (_REJECTING.get((odd.what, odd.meaning)) for odd in self._odd.get(number, ()))
        return next((why for why in whys if why is not None), None)

    def _settle_given(self, row: NewRow, record_id: str, said: str) -> Why | None:
        key = identity(record_id, said, row.occurrence)
        if key in self._seen:
            return self._match(self._seen[key] == said, Why.RECORD_ID_TAKEN, repeated=True)
        self._seen[key] = said
        before = self._known.digest_of(key)
        if before is not None:
            return self._match(before == said, Why.RECORD_ID_TAKEN)
        if self._known.was_imported(row.number):
            return Why.ERASED_SINCE
        self._plan.created.append(row)
        return None

    def _settle_exported(self, row: NewRow, every: Mapping[str, str], said: str) -> Why | None:
        """A row of our own export: its person has an id already."""
        assert row.person is not None
        if row.person in self._persons:
            return self._match(self._persons[row.person] == said, Why.ID_OF_ANOTHER, repeated=True)
        self._persons[row.person] = said
        before = self._known.digest_of_person(row.person)
        if before is not None:
            return self._match(before == said, Why.ID_OF_ANOTHER)
        if self._known.is_taken(row.person):
            return Why.ID_OF_ANOTHER
        if self._list and every.get(LIST_COLUMN, self._list) != self._list:
            return Why.OF_ANOTHER_LIST
        self._plan.created.append(row)
        return None

    def _match(self, same: bool, otherwise: Why, *, repeated: bool = False) -> Why | None:
        if not same:
            return otherwise
        self._plan.matched += 1
        self._plan.repeated += repeated
        return None
