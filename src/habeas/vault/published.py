"""When a source says it was published: the words as given, and the days they stand for. No time zone, no guess."""

import calendar
import datetime as dt
import re

from habeas.vault.model import Published

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def published_from(words: str) -> Published | None:
    """`2017-04-20`, `2017-04`, `2017`, or two of them as `from/to`. Other words are kept, with no interval."""
    words = words.strip()
    if not words:
        return None
    first, slash, second = words.partition("/")
    start, end = _interval(first), _interval(second if slash else first)
    if start is None or end is None or start[0] > end[1]:
        return Published(words)
    return Published(words, start[0].isoformat(), end[1].isoformat())


def _interval(text: str) -> tuple[dt.date, dt.date] | None:
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    last_month = month or 12
    try:
        last_day = day or calendar.monthrange(year, last_month)[1]
        return dt.date(year, month or 1, day or 1), dt.date(year, last_month, last_day)
    except ValueError:
        return None
