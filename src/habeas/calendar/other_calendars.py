"""Days of other calendars as days of the Gregorian one: the Iranian (solar Hijri, Jalali), the Islamic (lunar Hijri),
the
Thai solar (Buddhist era).

Jalali: the 33-year rule, which agrees with the astronomical calendar from 1244 to 1473 (1865 to 2094). Islamic: the
tabular calendar, civil epoch; months begin by sighting, so a day can be one earlier or later, and is given so wide.
Source: Reingold and Dershowitz, Calendrical Calculations, 4th edition, chapters 7 and 15.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from habeas.calendar.extents import Extent, days_between

BUDDHIST_YEARS = 543
_ISLAMIC_EPOCH = date(622, 7, 19)
"""1 Muharram 1, civil, as a proleptic Gregorian day."""
_JALALI_1244 = date(1865, 3, 21)
"""1 Farvardin 1244."""
JALALI = range(1244, 1474)


class Calendar(StrEnum):
    GREGORIAN = "gregorian"
    JALALI = "jalali"
    ISLAMIC = "islamic"
    BUDDHIST = "buddhist"
    UNCERTAIN = "uncertain"
    """Years that no Gregorian date of today has, and more than one other calendar."""


JALALI_NOW, ISLAMIC_NOW, BUDDHIST_NOW = range(1340, 1411), range(1411, 1461), range(2443, 2621)
"""Years of events since about 1961 (Jalali), 1990 (Islamic), 1900 (Buddhist): outside them a column is uncertain."""


def calendar_of(years: Iterable[int]) -> Calendar:
    """The calendar in which a column of events gives its years."""
    found = list(years)
    for calendar, usual in (
        (Calendar.JALALI, JALALI_NOW),
        (Calendar.ISLAMIC, ISLAMIC_NOW),
        (Calendar.BUDDHIST, BUDDHIST_NOW),
    ):
        if found and all(year in usual for year in found):
            return calendar
    odd = [year for year in found if 1200 <= year < 1500 or year in BUDDHIST_NOW]
    return Calendar.UNCERTAIN if found and len(odd) * 2 > len(found) else Calendar.GREGORIAN


def day_of(calendar: Calendar, year: int, month: int, number: int) -> Extent | None:
    """A day, or None where the calendar has no such day."""
    match calendar:
        case Calendar.JALALI:
            found = _jalali(year, month, number)
            return None if found is None else Extent(found.isoformat(), found, found, "day")
        case Calendar.ISLAMIC:
            return _islamic(year, month, number)
        case Calendar.BUDDHIST:
            try:
                found = date(year - BUDDHIST_YEARS, month, number)
            except ValueError:
                return None
            return Extent(found.isoformat(), found, found, "day")
    return None


def year_of(calendar: Calendar, year: int) -> Extent | None:
    """A whole year, from its first to its last day."""
    first, after = day_of(calendar, year, 1, 1), day_of(calendar, year + 1, 1, 1)
    if first is None or after is None or first.earliest is None or after.latest is None:
        return None
    return days_between(first.earliest, after.latest - timedelta(days=1))


def _jalali_leap(year: int) -> bool:
    return year % 33 in (1, 5, 9, 13, 17, 22, 26, 30)


def _jalali(year: int, month: int, number: int) -> date | None:
    if year not in JALALI or not 1 <= month <= 12 or not 1 <= number <= _jalali_days(year, month):
        return None
    days = sum(366 if _jalali_leap(before) else 365 for before in range(JALALI.start, year))
    days += sum(_jalali_days(year, before) for before in range(1, month)) + number - 1
    return _JALALI_1244 + timedelta(days=days)


def _jalali_days(year: int, month: int) -> int:
    if month <= 6:
        return 31
    return 30 if month < 12 or _jalali_leap(year) else 29


def _islamic(year: int, month: int, number: int) -> Extent | None:
    if not 1 <= year <= 1600 or not 1 <= month <= 12 or not 1 <= number <= 30:
        return None
    days = (year - 1) * 354 + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2 + number - 1
    found = _ISLAMIC_EPOCH + timedelta(days=days)
    return Extent(f"{found.isoformat()}~", found - timedelta(days=1), found + timedelta(days=1), "day")
