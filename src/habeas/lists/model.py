"""The nouns of tables: what a file holds, what its columns mean, what becomes of its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from habeas.ids import ItemId

PERSON_COLUMN = "habeas_id"
LIST_COLUMN = "habeas_list"
RESERVED = (PERSON_COLUMN, LIST_COLUMN)
"""Columns that our own export adds."""


class Meaning(StrEnum):
    """What a column says about the person of its row."""

    RECORD_ID = "record_id"
    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    PATRONYMIC = "patronymic"
    FULL_NAME = "full_name"
    BIRTH_DATE = "birth_date"
    AGE = "age"
    SEX = "sex"
    EVENT_DATE = "event_date"
    PLACE = "place"
    ACT = "act"
    STATUS = "status"
    SOURCE = "source"
    OCCUPATION = "occupation"
    NOTE = "note"


NAME_MEANINGS = (Meaning.FULL_NAME, Meaning.GIVEN_NAME, Meaning.PATRONYMIC, Meaning.FAMILY_NAME)
DATES = (Meaning.BIRTH_DATE, Meaning.EVENT_DATE)


class Why(StrEnum):
    """Why a row was rejected."""

    EMPTY = "empty"
    NO_PERSON = "no_person"
    """A total, a footer, a heading between people."""
    SEVERAL_PEOPLE = "several_people"
    """More than one person in a cell of names: a row is one person."""
    ERROR_VALUE = "error_value"
    """A spreadsheet's error stands in the place of the name."""
    NOBODY_NAMED = "nobody_named"
    """Neither a name nor a record id."""
    CELLS_BEYOND_HEADER = "cells_beyond_header"
    """More cells than columns: a delimiter inside a cell that was not quoted, as a rule."""
    RECORD_ID_TAKEN = "record_id_taken"
    """Another row of the list has this record id and says something else."""
    ID_OF_ANOTHER = "id_of_another"
    """Its `habeas_id` belongs to a person about whom the vault's list says something else, or to one who was erased."""
    OF_ANOTHER_LIST = "of_another_list"
    """Our own export gives it to another list than the one that is imported."""
    ERASED_SINCE = "erased_since"
    """It was imported from this very file, and its person was erased since."""


@dataclass(frozen=True)
class Row:
    """One row below the header. `cells` may be shorter than the header; texts are as given."""

    number: int
    """As a spreadsheet numbers it: the first row of the file is 1."""
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One sheet of a file."""

    labels: tuple[str, ...]
    """One for each column, unique: a repeated header gets " (2)", an empty one "column N"."""
    rows: Sequence[Row]
    format: str
    """csv | xlsx | ods | parquet | kobo | odk | uwazi | openevsys | ftm"""
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    notes: tuple[str, ...] = ()
    """Codes of what was found on the way, such as `repeated_columns:2`; never words of the file."""
    hints: Mapping[str, Meaning | None] = field(default_factory=dict)
    """Label -> what it means in this export, whatever its words would mean elsewhere. None: nothing."""
    merged: tuple[str, ...] = ()
    """Ranges of merged cells, as `A2:A4`."""
    hidden: tuple[int, ...] = ()
    """Rows that the sheet does not show."""
    struck: tuple[int, ...] = ()
    """Rows with a cell that is struck through."""
    sheets: tuple[str, ...] = ()
    """Every sheet of the file that a mapping may name; empty where there is one."""


@dataclass(frozen=True)
class Columns:
    """Which column means what."""

    meanings: Mapping[str, Meaning] = field(default_factory=dict)
    """Label -> meaning. Several columns may mean `note` or `source`; of any other meaning there is one."""
    act: str = ""
    """Code of the act that every row without one of its own speaks of."""
    day_first: bool | None = None
    """How 04/03/2024 is meant; None: as the column itself shows, else both readings stand."""
    take: frozenset[int] = frozenset()
    """Rows that are one person each, whatever they look like."""

    def label(self, meaning: Meaning) -> str | None:
        return next((label for label, found in self.meanings.items() if found is meaning), None)


@dataclass(frozen=True)
class Rejection:
    row: int
    why: Why


@dataclass(frozen=True)
class Account:
    """What becomes, or became, of every row."""

    rows: int
    created: int
    matched: int
    repeated: int
    """Of the matched: rows that say the same as an earlier row of this file."""
    rejected: tuple[Rejection, ...]
    unread: Mapping[str, int] = field(default_factory=dict)
    """Meaning -> cells of created rows that have words, but no value the program can read. They are kept as given."""
    run: ItemId | None = None
    source: ItemId | None = None
    odd: tuple[tuple[int, str, str], ...] = ()
    """(row, code, meaning of its column or empty) of what is odd (oddities.py)."""

    def reasons(self) -> dict[str, int]:
        counted: dict[str, int] = {}
        for rejection in self.rejected:
            counted[rejection.why.value] = counted.get(rejection.why.value, 0) + 1
        return dict(sorted(counted.items()))
