"""An age, and when it was said -> the days of birth it can mean.

"Aged 24" on 5 March 2024 is born between 6 March 1999 and 5 March 2000, both included. So a list that gives ages can be
compared with one that gives birthdays.
"""

import re
from calendar import isleap
from datetime import date

from habeas.linkage.days import Days, days_of

OLDEST = 120
_YEARS = re.compile(r"\D{0,12}?(\d{1,3})(?:\s*[-–/]\s*(\d{1,3}))?\s*(?:\+|\D{0,15})$")
_SMALL = re.compile(
    r"(\d{1,3})\s*(?:m\b|mo\b|months?|weeks?|days?|мес\w*|недел\w*|дн\w*|день|міс\w*|тиж\w*|mois|jours?|semanas?|meses|días?|"
    r"شهر|أشهر|يوم|أيام|أسابيع)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\d{4}$")


def ages_of(text: str) -> tuple[int, int] | None:
    """The youngest and the oldest age in whole years that a cell can mean; None: no age is read here.

    >>> ages_of("24"), ages_of("20-30 лет"), ages_of("7 months"), ages_of("1986")
    ((24, 24), (20, 30), (0, 0), None)
    """
    given = text.strip()
    if small := _SMALL.match(given):
        return (0, 0) if int(small[1]) < 12 else (0, 2)
    found = _YEARS.match(given)
    if found is None:
        return None
    low = int(found[1])
    high = int(found[2]) if found[2] else low
    return (low, high) if low <= high <= OLDEST else None


def born(age: str, said: Days | None) -> Days | None:
    """First and last possible day of birth of somebody of this age on one of the days `said`."""
    ages = ages_of(age)
    if ages is None or said is None:
        return None
    youngest, oldest = ages
    try:
        first = _years_before(date.fromordinal(said[0]), oldest + 1).toordinal() + 1
        return first, _years_before(date.fromordinal(said[1]), youngest).toordinal()
    except ValueError:
        return None


def said_on(column: str, event: str) -> Days | None:
    """When the ages of a column were true: in the year that its name ends with (`age:2024`), else at the event."""
    if found := _YEAR.search(column):
        return days_of(found.group())
    return days_of(event) if event else None


def as_cell(days: Days) -> str:
    """Days as days_of reads them back."""
    return f"{date.fromordinal(days[0])}/{date.fromordinal(days[1])}"


def _years_before(day: date, years: int) -> date:
    year = day.year - years
    return day.replace(year=year, day=28 if day.month == 2 and day.day == 29 and not isleap(year) else day.day)
