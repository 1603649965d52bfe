"""The victims of an open vault -> records for linkage.

Each row of a list, and each person of a report who is named and is the victim of a claim that stands, is one record: a
minister who is quoted is nobody who was taken, and must not be counted. Its name, work and place are words of the names
room; its days and sex are what was read from the cells. Nothing is invented: an age becomes the year and more in which
somebody of that age on that day was born.

    1 one record a person, its cells by the columns of records.py
    2 a list is a table; so is each report
    3 persons that a reviewer merged are records of their own, judged the same
"""

import calendar
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from habeas.claims.model import Rooms, mapping
from habeas.claims.nobody import names_somebody
from habeas.claims.people import PersonRow, people, place_names
from habeas.errors import WrongKey
from habeas.ids import ItemId
from habeas.linkage.days import days_of
from habeas.linkage.people.ages import as_cell, born
from habeas.linkage.people.records import KNOWN, Records

COLUMNS = tuple(KNOWN)
NAMES = ("full_name", "given_name", "family_name", "patronymic")


@dataclass(frozen=True)
class VaultRecords:
    """`records`: one row each of `rows`. `merged`: (row, row) that are one person by a reviewer's merge."""

    records: Records
    rows: tuple[PersonRow, ...]
    merged: tuple[tuple[int, int], ...]

    @property
    def ids(self) -> tuple[ItemId, ...]:
        return tuple(row.id for row in self.rows)


def records_of_vault(rooms: Rooms) -> VaultRecords:
    """Raises WrongKey where the names room is closed: comparing names is what linkage does."""
    if rooms.names is None:
        raise WrongKey(
            "the names room is closed to this member: records cannot be compared without names",
            hint="someone with the names key runs `habeas link`; you can count and estimate what it found",
        )
    rows = victims(rooms)
    places = place_names(rooms)
    cells = [_cells(row, places) for row in rows]  # 1
    kinds = {name: KNOWN[name] for name in COLUMNS if any(name in each for each in cells)}
    tables = list(dict.fromkeys(row.list or row.source for row in rows))  # 2
    number = {table: place for place, table in enumerate(tables)}
    records = Records(
        tuple(tables),
        tuple(number[row.list or row.source] for row in rows),
        tuple(row.id for row in rows),
        kinds,
        {name: tuple(each.get(name, "") for each in cells) for name in kinds},
    )
    return VaultRecords(records, rows, merged_rows(rows))


def victims(rooms: Rooms, known: Container[ItemId] = ()) -> tuple[PersonRow, ...]:
    """Rows of lists, and victims of reports who have a name. Where the names room is closed nobody sees who has one:
    there it is those that a run has seen (`known`)."""
    return tuple(row for row in people(rooms) if row.list is not None or (row.told and (row.name or row.id in known)))


def merged_rows(rows: Sequence[PersonRow]) -> tuple[tuple[int, int], ...]:
    """3 (row, row) for each person that was merged into another that is here."""
    place = {row.id: number for number, row in enumerate(rows)}
    return tuple((number, place[row.into]) for number, row in enumerate(rows) if row.into in place)


def _cells(row: PersonRow, places: Mapping[ItemId, str]) -> dict[str, str]:
    """What is known of one person, by column; absent where nothing is."""
    given = {name: words for name, words in row.given.items() if name not in NAMES or names_somebody(words)}
    event = _days(row.values.get("event_date")) or _days_told(row)
    found = {name: given.get(name, "") for name in ("given_name", "family_name", "patronymic", "occupation")}
    whole = row.name if not row.given and names_somebody(row.name) else ""
    found |= {
        "full_name": given.get("full_name", "") or whole,
        "birth_date": _days(row.values.get("birth_date")) or _born(row.values.get("age"), event),
        "event_date": event,
        "place": given.get("place", "") or _place_told(row, places),
        "sex": str(row.values.get("sex") or ""),
    }
    return {name: cell for name, cell in found.items() if cell}


def _born(age: object, event: str) -> str:
    """The days of birth that an age on these days can mean."""
    days = born(str(age), days_of(event)) if age is not None and event else None
    return as_cell(days) if days is not None else ""


def _place_told(row: PersonRow, places: Mapping[ItemId, str]) -> str:
    return next((places[told.place] for told in row.told if told.place and told.place in places), "")


def _days(value: object) -> str:
    """`2024-03-01`, or `2024-03-01/2024-03-31` where it is not one day."""
    read = mapping(value)
    return span(str(read.get("earliest") or ""), str(read.get("latest") or ""))


def span(earliest: str, latest: str) -> str:
    """As days.py reads it, and as short as people write it; empty where an end is open."""
    if not earliest or not latest:
        return ""
    if earliest[:4] == latest[:4] and earliest[4:] == "-01-01" and latest[4:] == "-12-31":
        return earliest[:4]
    if earliest[:7] == latest[:7] and earliest[7:] == "-01" and latest == _last_of_month(latest):
        return earliest[:7]
    return earliest if earliest == latest else f"{earliest}/{latest}"


def _last_of_month(day: str) -> str:
    year, month = int(day[:4]), int(day[5:7])
    return f"{day[:7]}-{calendar.monthrange(year, month)[1]:02}"


def _days_told(row: PersonRow) -> str:
    """The days from the first to the last claim about a person of a report."""
    dated = [told for told in row.told if told.earliest and told.latest]
    return span(min(t.earliest for t in dated), max(t.latest for t in dated)) if dated else ""
