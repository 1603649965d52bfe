"""A date as it is written in lists -> the first and the last day it can mean.

No time zone is ever applied: a calendar date is not an instant. `03.04.2024` is day, month, year; `03/04/2024` can be
either order, and then means the span of both only where both are dates; in Arabic-Indic digits the day comes first.

    1 figures: ISO and its kin, points, slashes, spans, in any decimal digits
    2 words: `early March 2024`, `между 3 и 8 марта 2024`, `أوائل آذار ٢٠٢٤`, as an import reads them

A month without a year is no date: which year is meant is not for a program to say.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ]\d\d:\d\d.*)?$")
_PACKED = re.compile(r"(\d{4})(\d\d)(\d\d)$")
_POINTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})$")
_SLASHES = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})$")
_MONTH = re.compile(r"(\d{1,2})[./](\d{4})$")
_YEAR_FIRST = re.compile(r"(\d{4})[./](\d{1,2})(?:[./](\d{1,2}))?$")
_SPAN = re.compile(r"(.+?)(?:/|\.\.|\s+-\s+|\s*–\s*)(.+)$")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_ABOUT = re.compile(r"(?:about|around|approx\.?|circa|ca?\.|около|примерно|حوالي|نحو)\s+", re.IGNORECASE)
LONGEST = 60
"""Letters of a date in words; a longer cell is a note."""

Days = tuple[int, int]
"""Proleptic ordinals of the first and the last day, first <= last."""


@lru_cache(maxsize=1 << 16)
def days_of(text: str) -> Days | None:
    """None: not a date that is known here. Unknown parts (`1986-00-00`, `2024-XX`) widen the span.

    >>> days_of("2024-02")[1] - days_of("2024-02")[0]
    28
    """
    western = text if text.isascii() else _western(text)
    given = re.sub(r"[-.](?:00|XX|xx|\?\?)(?=$|[-.])", "", western.strip().strip("~?"))
    if found := _ISO.match(given) or _PACKED.match(given) or _YEAR_FIRST.match(given):
        return _span(*(int(part) if part else None for part in found.groups()[:3]))
    if found := _POINTS.match(given):
        return _span(int(found[3]), int(found[2]), int(found[1]))
    if found := _SLASHES.match(given):
        day_first = western is not text and not any("0" <= mark <= "9" for mark in text)
        return _either(int(found[1]), int(found[2]), int(found[3]), day_first)
    if found := _MONTH.match(given):
        return _span(int(found[2]), int(found[1]))
    if (found := _SPAN.match(given)) and (start := days_of(found[1])) and (end := days_of(found[2])):
        return (start[0], end[1]) if start[0] <= end[1] else None
    return _in_words(given)  # 2


def _span(year: int | None, month: int | None = None, day: int | None = None) -> Days | None:
    try:
        if year is None or not 1 <= year <= 9999:
            return None
        if month is None:
            return date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        if day is None:
            return date(year, month, 1).toordinal(), date(year, month, monthrange(year, month)[1]).toordinal()
        return date(year, month, day).toordinal(), date(year, month, day).toordinal()
    except ValueError:
        return None


def _either(one: int, other: int, year: int, day_first: bool) -> Days | None:
    """Day and month in either order: the day that both agree on, else the only one there is, else the span."""
    found = [span for span in (_span(year, other, one), _span(year, one, other)) if span is not None]
    found = found[:1] if day_first and _span(year, other, one) else found
    return (min(span[0] for span in found), max(span[1] for span in found)) if found else None


def _western(text: str) -> str:
    """Arabic-Indic, Persian and other decimal digits as 0 to 9."""
    return "".join(str(unicodedata.decimal(mark)) if mark.isdecimal() else mark for mark in text)


# --- 2 ---------------------------------------------------------------------------------------------------------------


def _in_words(given: str) -> Days | None:
    if len(given) > LONGEST or not _YEAR.search(given) or not any(mark.isalpha() for mark in given):
        return None
    if about := _ABOUT.match(given):
        return _about(days_of(given[about.end() :]))
    from habeas.lists.values import read_date

    found = read_date(given) or {}
    earliest, latest = found.get("earliest"), found.get("latest")
    if not isinstance(earliest, str) or not isinstance(latest, str):
        return None
    days = date.fromisoformat(earliest).toordinal(), date.fromisoformat(latest).toordinal()
    return days if days[0] <= days[1] else None


def _about(days: Days | None) -> Days | None:
    """Wider by half of its own length, or by three days, whichever is more."""
    if days is None:
        return None
    margin = max(3, (days[1] - days[0]) // 2)
    return max(1, days[0] - margin), min(date.max.toordinal(), days[1] + margin)


# --- 3 ---------------------------------------------------------------------------------------------------------------


def in_one_order(cells: Sequence[str]) -> Sequence[str]:
    """A column of dates: where it shows itself whether day or month comes first in 04/03/2024, all are read so."""
    from habeas.lists.values import day_first_of

    if not any("/" in cell for cell in cells):
        return cells
    day_first = day_first_of(cells)
    return cells if day_first is None else [_ordered(cell, day_first) for cell in cells]


def _ordered(cell: str, day_first: bool) -> str:
    found = _SLASHES.match(_western(cell.strip())) if "/" in cell else None
    if found is None:
        return cell
    day, month = (found[1], found[2]) if day_first else (found[2], found[1])
    return f"{found[3]}-{int(month):02}-{int(day):02}"
