"""How a column writes its dates: which comes first, in which calendar, and what a spreadsheet may have exchanged.

A column is looked at as a whole, because one cell seldom tells:

    25/02/2022 and no number over 12 in the second place      day first; so is every other cell
    02/28/2022 or 03-25-2021 and none in the first place      month first
    both                                                      cells that can be either have both readings
    years of 1400 or 2565                                     another calendar (calendar.other_calendars)
    dates of the sheet whose day is never over 12, beside words whose day always is: the program that opened the file
    took month for day where it could. Those dates have both readings
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from habeas.calendar.other_calendars import Calendar, calendar_of

_PARTS = re.compile(r"(\d{1,2})([./\-])(\d{1,2})\2(\d{2}|\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?")
_YEAR_FIRST = re.compile(r"(\d{4})[./\-](\d{1,2})[./\-](\d{1,2})")
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
HALF_SWAPPED, ORDER_UNCERTAIN = "half_swapped", "order_uncertain"


@dataclass(frozen=True)
class DateStyle:
    """Of one column."""

    day_first: bool | None = None
    """None: it does not show."""
    both: bool = False
    """It shows both orders."""
    swapped: bool = False
    calendar: Calendar = Calendar.GREGORIAN

    def doubts(self, cell: str) -> Iterator[str]:
        """Codes of what is doubtful about a cell."""
        if self.swapped and (found := _ISO.fullmatch(cell)) and int(found[3]) <= 12 and found[2] != found[3]:
            yield HALF_SWAPPED
        if self.both and (found := _PARTS.fullmatch(cell)) and _either(found):
            yield ORDER_UNCERTAIN

    def as_read(self, cell: str) -> str:
        """The cell, written so that its readings are those of this style: a date of the sheet that may be exchanged
        has both."""
        if self.swapped and HALF_SWAPPED in self.doubts(cell):
            year, month, day = cell[:4], cell[5:7], cell[8:10]
            return f"{day}/{month}/{year}"
        return cell


def style_of(cells: Iterable[str], wanted: bool | None = None) -> DateStyle:
    """`wanted`: what the mapping says of the order. Digits must be 0 to 9."""
    every = [cell.strip() for cell in cells if cell.strip()]
    parts = [found for cell in every if (found := _PARTS.fullmatch(cell))]
    day = any(int(found[1]) > 12 for found in parts)
    month = any(int(found[3]) > 12 for found in parts)
    calendar = calendar_of(_years(every))
    if wanted is not None:
        return DateStyle(wanted, calendar=calendar)
    swapped = _is_swapped(every, parts)
    return DateStyle(day if day != month else None, day and month, swapped, calendar)


def _years(cells: Sequence[str]) -> list[int]:
    found = [match for cell in cells if (match := _YEAR.search(cell))]
    return [int(match[1]) for match in found]


def _is_swapped(cells: Sequence[str], parts: Sequence["re.Match[str]"]) -> bool:
    dates = [found for cell in cells if (found := _ISO.fullmatch(cell))]
    if not dates or not parts or any(int(found[3]) > 12 for found in dates):
        return False
    return all(int(found[1]) > 12 for found in parts if found[2] in "/-.") and len(dates) + len(parts) >= 3


def _either(found: "re.Match[str]") -> bool:
    return int(found[1]) <= 12 and int(found[3]) <= 12 and found[1].zfill(2) != found[3].zfill(2)
