"""One row -> its entries: a person with every cell as given, and the claim that the row makes.

The words of a cell go to the names room, under the label of their column. What was read from them (days, age, sex) goes
to the record room, so that an analyst can count without a name.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from habeas.calendar.other_calendars import Calendar
from habeas.claims import schemas
from habeas.claims.model import Kind
from habeas.custody.model import JsonValue, NewEntry
from habeas.ids import ItemId, new_id
from habeas.lists import values
from habeas.lists.date_style import DateStyle, style_of
from habeas.lists.model import DATES, NAME_MEANINGS, Columns, Meaning

PROPOSER = "habeas table 1"
GIVEN = (*NAME_MEANINGS, Meaning.PLACE, Meaning.RECORD_ID, Meaning.OCCUPATION, Meaning.STATUS)
"""Meanings whose words are kept by meaning too, in the names room."""


@dataclass(frozen=True)
class NewRow:
    """A row that becomes a person."""

    number: int
    cells: Mapping[str, str]
    """Label -> words, of every cell that is not empty."""
    person: ItemId | None = None
    """The id that our own export gave it."""
    occurrence: int = 1
    """For a row that names nobody: the how-manieth of its kind in its file."""


def styles_of(columns: Columns, rows: Sequence[Mapping[str, str]]) -> dict[Meaning, DateStyle]:
    """How each column of dates is written. A birth is given in the calendar of the events beside it."""
    found: dict[Meaning, DateStyle] = {}
    for meaning in DATES:
        label = columns.label(meaning)
        cells = [values.western_digits(cells[label]) for cells in rows if label in cells] if label else []
        found[meaning] = style_of(cells, columns.day_first)
    event, birth = found[Meaning.EVENT_DATE], found[Meaning.BIRTH_DATE]
    if event.calendar is not Calendar.GREGORIAN:
        found[Meaning.BIRTH_DATE] = replace(birth, calendar=event.calendar)
    elif birth.calendar is not Calendar.GREGORIAN:
        doubt = Calendar.UNCERTAIN if birth.calendar is not Calendar.BUDDHIST else birth.calendar
        found[Meaning.BIRTH_DATE] = replace(birth, calendar=doubt)
    return found


@dataclass(frozen=True)
class Belonging:
    """What all rows of a run share."""

    source: ItemId
    list: ItemId
    group: ItemId
    """Whose word the list is."""
    run: ItemId


class RowReader:
    """Reads rows by one mapping of columns; finds out once how each column of dates is written."""

    def __init__(self, columns: Columns, rows: list[NewRow]) -> None:
        self._columns = columns
        self._labels = {meaning: label for label, meaning in reversed(list(columns.meanings.items()))}
        self.styles = styles_of(columns, [row.cells for row in rows])
        self.unread: dict[str, int] = {}
        """Meaning -> cells that have words but no value the program can read."""

    def read(self, row: NewRow) -> dict[str, JsonValue]:
        """The values of a row: birth_date, event_date, age, sex, act. Counts what it cannot read."""
        found: dict[str, JsonValue] = {}
        for meaning, label in self._labels.items():
            cell = row.cells.get(label, "")
            if not cell.strip() or (meaning not in _READERS and meaning not in DATES):
                continue
            value = self._date(meaning, cell) if meaning in DATES else _READERS[meaning](cell)
            if value is None:
                self.unread[meaning.value] = self.unread.get(meaning.value, 0) + 1
            else:
                found[meaning.value] = value
        return found

    def _date(self, meaning: Meaning, cell: str) -> JsonValue:
        style = self.styles[meaning]
        plain = style.as_read(values.western_digits(cell).strip())
        return values.read_date(plain, None if style.swapped else style.day_first, style.both, style.calendar)

    def words(self, row: NewRow, meaning: Meaning) -> str:
        label = self._labels.get(meaning)
        return row.cells.get(label, "").strip() if label else ""

    def name(self, row: NewRow) -> str:
        """The name as the list gives it: in one cell, or given name, patronymic, family name."""
        full = self.words(row, Meaning.FULL_NAME)
        return full or " ".join(part for meaning in NAME_MEANINGS[1:] if (part := self.words(row, meaning)))

    def entries(self, row: NewRow, belongs: Belonging, places: Mapping[str, ItemId]) -> Iterator[NewEntry]:
        """The person, and the claim where the row, or the mapping for all rows, names an act."""
        read = self.read(row)
        person = row.person or ItemId(new_id("person"))
        yield NewEntry(schemas.LISTED.kind, person, self._record(row, read, belongs), self._names(row))
        act_words = self.words(row, Meaning.ACT)
        act = read.get("act") or ("" if act_words else self._columns.act)
        if act or act_words:
            claim = ItemId(new_id("claim"))
            place = places.get(self.words(row, Meaning.PLACE))
            fields = _claim(person, str(act), read, belongs, place)
            yield NewEntry(schemas.PROPOSED[Kind.CLAIM].kind, claim, fields, _claim_names(row, act_words, bool(act)))

    def _record(self, row: NewRow, read: dict[str, JsonValue], belongs: Belonging) -> dict[str, JsonValue]:
        values_: dict[str, JsonValue] = {**read, **({"occurrence": row.occurrence} if row.occurrence > 1 else {})}
        return {
            "source": belongs.source,
            "proposer": PROPOSER,
            "sort": "person",
            "list": belongs.list,
            "run": belongs.run,
            "row": row.number,
            **({"values": values_} if values_ else {}),
        }

    def _names(self, row: NewRow) -> dict[str, JsonValue]:
        name = self.name(row)
        given: dict[str, JsonValue] = {m.value: words for m in GIVEN if (words := self.words(row, m))}
        return {"cells": dict(row.cells), **({"name": name} if name else {}), **({"given": given} if given else {})}


_READERS: Mapping[Meaning, Callable[[str], JsonValue]] = {
    Meaning.AGE: values.read_age,
    Meaning.SEX: values.read_sex,
    Meaning.ACT: values.read_act,
}


def _claim(
    person: ItemId, act: str, read: Mapping[str, JsonValue], belongs: Belonging, place: ItemId | None
) -> dict[str, JsonValue]:
    victim: dict[str, JsonValue] = {"entity": person}
    if read.get("sex") in ("male", "female"):
        victim["sex"] = read["sex"]
    fields: dict[str, JsonValue] = {
        "source": belongs.source,
        "proposer": PROPOSER,
        "victims": [victim],
        "attribution": {"entity": belongs.group, "kind": "list"},
        "attribution_mode": "document",
        "modality": "asserted",
        "stance": "for",
        "confidence": 1,
    }
    if act:
        fields["act"] = {"type": act}
    if read.get("event_date"):
        fields["time"] = read["event_date"]
    if place:
        fields["place"] = {"entity": place}
    return fields


def _claim_names(row: NewRow, act_words: str, read: bool) -> dict[str, JsonValue]:
    reason = f"row {row.number} of a list"
    return {"reason": reason, **({"words": {"act": act_words}} if act_words and not read else {})}
