"""Lists as people have them (battery.py): read right, or said to be odd with the row before anything is written."""

from typing import Any

import pytest

from habeas.errors import HabeasError
from habeas.lists.accounting import NothingKnown, plan
from habeas.lists.columns import recognise
from habeas.lists.files import read_table
from habeas.lists.oddities import Oddity
from habeas.lists.rows import RowReader
from tests.lists.battery import CASES, ListCase


def understood(data: bytes) -> tuple[list[str], list[str], dict[int, set[str]], set[str]]:
    """Names of the persons that would be made, their dates, what is odd by row, notes."""
    table = read_table(data)
    columns = recognise(table.labels, table.hints)
    planned = plan(table, columns, NothingKnown())
    reader = RowReader(columns, planned.created)
    odd: dict[int, set[str]] = {}
    for row, what, _ in planned.odd:
        odd.setdefault(row, set()).add(what)
    named = [row for row in planned.created if Oddity.UNNAMED not in odd.get(row.number, ())]
    read: list[dict[str, Any]] = [reader.read(row) for row in named]
    dates = [(one.get("event_date") or {}).get("edtf") or "" for one in read]
    notes = {note.partition(":")[0] for note in table.notes} | {
        f"calendar_{s.calendar}" for s in reader.styles.values()
    }
    return [reader.name(row) for row in named], dates, odd, notes


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_list_of_the_battery_is_read_right_or_said_to_be_odd(case: ListCase) -> None:
    try:
        names, dates, odd, notes = understood(case.make())
    except HabeasError:
        assert case.refused
        return
    assert tuple(names) == case.names
    assert not {row: code for row, code in case.odd.items() if code not in odd.get(row, ())}, odd
    if case.dates:
        assert tuple(dates) == case.dates
    if "calendar" in case.says:
        assert any(note.startswith("calendar_") and note != "calendar_gregorian" for note in notes)
    assert set(case.says) - {"calendar"} <= notes
