"""A date as it is written in lists -> the first and the last day it can mean.

No time zone is ever applied: a calendar date is not an instant. `03.04.2024` is day, month, year; `03/04/2024` can be
either order, and then means the span of both only where both are dates.
"""

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ]\d\d:\d\d.*)?$")
_PACKED = re.compile(r"(\d{4})(\d\d)(\d\d)$")
_POINTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})$")
_SLASHES = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})$")
_MONTH = re.compile(r"(\d{1,2})[./](\d{4})$")
_SPAN = re.compile(r"(.+?)(?:/|\.\.|\s+-\s+|\s*–\s*)(.+)$")

Days = tuple[int, int]
"""Proleptic ordinals of the first and the last day, first <= last."""


@lru_cache(maxsize=1 << 16)
def days_of(text: str) -> Days | None:
    """None: not a date that is known here. Unknown parts (`1986-00-00`, `2024-XX`) widen the span.

    >>> days_of("2024-02")[1] - days_of("2024-02")[0]
    28
    """
    given = re.sub(r"[-.](?:00|XX|xx|\?\?)(?=$|[-.])", "", text.strip().strip("~?"))
    if found := _ISO.match(given) or _PACKED.match(given):
        return _span(*(int(part) if part else None for part in found.groups()[:3]))
    if found := _POINTS.match(given):
        return _span(int(found[3]), int(found[2]), int(found[1]))
    if found := _SLASHES.match(given):
        return _either(int(found[1]), int(found[2]), int(found[3]))
    if found := _MONTH.match(given):
        return _span(int(found[2]), int(found[1]))
    if found := _SPAN.match(given):
        start, end = days_of(found[1]), days_of(found[2])
        return (start[0], end[1]) if start and end and start[0] <= end[1] else None
    return None


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


def _either(one: int, other: int, year: int) -> Days | None:
    """Day and month in either order: the day that both agree on, else the only one there is, else the span."""
    found = [span for span in (_span(year, other, one), _span(year, one, other)) if span is not None]
    return (min(span[0] for span in found), max(span[1] for span in found)) if found else None
