"""Stretches of the calendar: what "early May 2024" or "the third week of October 2021" covers, in EDTF and in days.

An extent never says more than the words: `edtf` keeps their precision, `earliest` and `latest` are the outer days they
allow, chosen wide rather than narrow. Seasons are those of the northern hemisphere, from the meteorological first to
the astronomical last day. Years 1000 to 2199 only. EDTF: Library of Congress, Extended Date/Time Format, 2019.
"""

import calendar
from datetime import date, timedelta
from typing import NamedTuple

FIRST_YEAR, LAST_YEAR = 1000, 2199

SEASON_CODES = {"spring": 21, "summer": 22, "autumn": 23, "winter": 24}
SEASON_DAYS = {"spring": ((3, 1), (6, 21)), "summer": ((6, 1), (9, 23)), "autumn": ((9, 1), (12, 21))}


class Extent(NamedTuple):
    """`earliest` or `latest` None: open on that side. `edtf` None: the words allow no single reading."""

    edtf: str | None
    earliest: date | None
    latest: date | None
    precision: str
    """day | week | month | season | year | range | unknown"""


def make_day(year: int, month: int, number: int) -> Extent | None:
    """One day; None where the calendar has no such day."""
    try:
        found = date(year, month, number)
    except ValueError:
        return None
    return Extent(found.isoformat(), found, found, "day")


def month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def days_between(first: date, last: date, precision: str = "range") -> Extent:
    """A closed interval of days, both included."""
    first, last = min(first, last), max(first, last)
    return Extent(f"{first.isoformat()}/{last.isoformat()}", first, last, precision)


def make_month(year: int, month: int, part: str | None = None) -> Extent:
    """A month, or the part of it that a word names: early, mid, late, half1, half2, week1 .. week4, weeklast."""
    first, last = date(year, month, 1), month_end(year, month)
    edtf = f"{year:04d}-{month:02d}"
    if part is None:
        return Extent(edtf, first, last, "month")
    if part.startswith("week"):
        start = last - timedelta(days=6) if part == "weeklast" else first + timedelta(days=7 * (int(part[4:]) - 1))
        return days_between(start, min(last, start + timedelta(days=6)), "week")
    if part in ("half1", "half2"):
        return (
            days_between(first, first.replace(day=15)) if part == "half1" else days_between(first.replace(day=16), last)
        )
    bounds = {"early": (first, first.replace(day=15)), "mid": (first.replace(day=6), first.replace(day=25))}
    earliest, latest = bounds.get(part, (first.replace(day=16), last))
    return Extent(edtf, earliest, latest, "month")


def make_months(year: int, first: int, last: int) -> Extent:
    """An interval of whole months of one year."""
    edtf = f"{year:04d}-{first:02d}/{year:04d}-{last:02d}"
    return Extent(edtf, date(year, first, 1), month_end(year, last), "range")


def make_year(year: int, part: str | None = None) -> Extent:
    """A year, or a part of it: early, mid, late (wide), half1, half2, quarter1 .. quarter4."""
    months = {"half1": (1, 6), "half2": (7, 12)} | {f"quarter{n}": (3 * n - 2, 3 * n) for n in (1, 2, 3, 4)}
    if part in months:
        return make_months(year, *months[part])
    first, last = {"early": (1, 4), "mid": (4, 9), "late": (9, 12)}.get(part or "", (1, 12))
    return Extent(f"{year:04d}", date(year, first, 1), month_end(year, last), "year")


def make_season(year: int, season: str) -> Extent:
    """A season of a year. The winter of a year may be the one it begins or ends with: both are covered."""
    edtf = f"{year:04d}-{SEASON_CODES[season]}"
    if season == "winter":
        return Extent(edtf, date(year - 1, 12, 1), date(year + 1, 3, 21), "season")
    (first_month, first_day), (last_month, last_day) = SEASON_DAYS[season]
    return Extent(edtf, date(year, first_month, first_day), date(year, last_month, last_day), "season")


def make_winter(first_year: int) -> Extent:
    """The winter that begins in this year ("the winter of 2018-19")."""
    return Extent(f"{first_year:04d}-24", date(first_year, 12, 1), date(first_year + 1, 3, 21), "season")


def make_decade(first_year: int, part: str | None = None) -> Extent:
    """Ten years, or their early, middle or late part."""
    first, last = {"early": (0, 4), "mid": (3, 7), "late": (5, 9)}.get(part or "", (0, 9))
    edtf = f"{first_year // 10:03d}X"
    return Extent(edtf, date(first_year + first, 1, 1), date(first_year + last, 12, 31), "range")


def make_week(some_day: date) -> Extent:
    """Monday to Sunday around a day."""
    monday = some_day - timedelta(days=some_day.weekday())
    return days_between(monday, monday + timedelta(days=6), "week")


def shift_months(start: date, months: int) -> date:
    """The same day of another month, or that month's last day."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def ago(anchor: date, number: int, unit: str) -> Extent:
    """A number of units before a day, always approximate, half a unit wide on both sides (one day for days)."""
    if unit == "day":
        found = anchor - timedelta(days=number)
        return Extent(f"{found.isoformat()}~", found - timedelta(days=1), min(anchor, found + timedelta(days=1)), "day")
    if unit == "week":
        found = anchor - timedelta(days=7 * number)
        return Extent(
            f"{found.isoformat()}~", found - timedelta(days=4), min(anchor, found + timedelta(days=4)), "week"
        )
    if unit == "month":
        found = shift_months(anchor, -number)
        edge = min(anchor, found + timedelta(days=16))
        return Extent(f"{found.year:04d}-{found.month:02d}~", found - timedelta(days=16), edge, "month")
    found = shift_months(anchor, -12 * number)
    return Extent(f"{found.year:04d}~", shift_months(found, -6), min(anchor, shift_months(found, 6)), "year")


def last_units(anchor: date, number: int, unit: str) -> Extent:
    """The stretch of so many units that ends on a day ("in the past three months"): its beginning is approximate."""
    first = ago(anchor, number, unit)
    return Extent(f"{first.edtf}/{anchor.isoformat()}", first.earliest, anchor, "range")


def end_point(extent: Extent, first: bool) -> str | None:
    """What may stand at one end of an EDTF interval: one date. An interval gives its outer day, marked approximate."""
    if extent.edtf is None:
        return None
    if not set(extent.edtf) & set("/{[X"):
        return extent.edtf
    edge = extent.earliest if first else extent.latest
    return None if edge is None else edge.isoformat() + "~"


def span_extents(first: Extent, last: Extent) -> Extent | None:
    """From one extent to another; None where the second ends before the first begins."""
    if first.earliest and last.latest and last.latest < first.earliest:
        return None
    ends = end_point(first, True), end_point(last, False)
    edtf = f"{ends[0]}/{ends[1]}" if ends[0] and ends[1] else None
    return Extent(edtf, first.earliest, last.latest, "range")


def open_after(start: Extent) -> Extent:
    """Since: goes on, nobody says until when."""
    point = end_point(start, True)
    return Extent(f"{point}/.." if point else None, start.earliest, None, start.precision)


def open_before(end: Extent) -> Extent:
    """Until: nobody says since when."""
    point = end_point(end, False)
    return Extent(f"../{point}" if point else None, None, end.latest, end.precision)


def make_about(extent: Extent) -> Extent:
    """Marked approximate, and wider by half of its own length or 3 days, whichever is more."""
    if extent.edtf is None or set(extent.edtf) & set("/{[X~"):
        return extent
    if extent.earliest is None or extent.latest is None:
        return extent._replace(edtf=extent.edtf + "~")
    margin = timedelta(days=max(3, (extent.latest - extent.earliest).days // 2))
    return Extent(extent.edtf + "~", extent.earliest - margin, extent.latest + margin, extent.precision)
