"""Single expressions of time as the words give them, before a year is worked out: "5 July", "early May", "last week".

A language offers a `DateGrammar`: patterns whose named groups say which part is which, and tables that turn the words
in the groups into numbers. A `Point` holds what its words hold; `dates.py` joins points into ranges and finds years.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TypeVar

from habeas.calendar.extents import FIRST_YEAR, LAST_YEAR, Extent, make_decade

Entry = TypeVar("Entry", int, str)

YEAR = r"(?:1\d{3}|2[01]\d\d)(?!\d)"
NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/-]|\.\d)")
ISO = re.compile(rf"(?<![\d.:/-])(?P<year>{YEAR})-(?P<m>0[1-9]|1[0-2])(?:-(?P<d>0[1-9]|[12]\d|3[01]))?(?![\d/-])")
SPREAD = re.compile(r"to|through|[-–—]|по|до|на", re.IGNORECASE)


@dataclass(frozen=True)
class Point:
    """What one expression says. Unsaid parts are None or empty."""

    start: int
    end: int
    years: tuple[int, ...] = ()
    month: int | None = None
    days: tuple[int, ...] = ()
    spread: bool = False
    """Several days or years are the two ends of a range ("8 to 11", "2017-2018"), not a list."""
    season: str | None = None
    part: str | None = None
    weekday: int | None = None
    relative: Callable[[date], Extent | None] | None = None
    """Needs the day of publication."""
    step: int | None = None
    """Days after the date named before ("the next day": 1, "the same day": 0)."""
    loose: str = ""
    """"about": the step is approximate ("a week later"); "on": it goes on ("since then")."""
    readings: tuple[date, date] | None = None
    """Two ways to read it: nobody may choose for the reader."""
    extent: Extent | None = None
    basis: str = "stated"

    @property
    def lacks_year(self) -> bool:
        return not self.years and (self.month is not None or self.season is not None)


@dataclass(frozen=True)
class DateGrammar:
    """The patterns and tables of one language. Tables are keyed by the first letters of a word."""

    patterns: tuple[re.Pattern[str], ...]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    seasons: Mapping[str, str]
    parts: tuple[tuple[re.Pattern[str], str], ...]
    ordinals: Mapping[str, int]
    day_first: bool
    """12/03/2019 is 12 March without doubt."""
    relatives: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], "Point | None"]], ...]
    periods: tuple[tuple[re.Pattern[str], Extent], ...]
    cue: re.Pattern[str]
    """What must stand before a bare month, season or year."""
    not_a_date: re.Pattern[str]
    """What follows a number or month that is no date ("March 30 men")."""


def scan(text: str, grammar: DateGrammar) -> list[Point]:
    """All points of a text in order; where two overlap, the longer one."""
    found = [*map(numeric_point, NUMERIC.finditer(text))] if grammar.day_first else []
    found += [slash_point(m) for m in NUMERIC.finditer(text)] if not grammar.day_first else []
    found += [iso_point(m) for m in ISO.finditer(text)]
    found += [
        Point(m.start(), m.end(), extent=e, basis="named_period") for p, e in grammar.periods for m in p.finditer(text)
    ]
    found += [build(m) for pattern, build in grammar.relatives for m in pattern.finditer(text)]
    found += [word_point(m, grammar) for pattern in grammar.patterns for m in pattern.finditer(text)]
    return keep_longest([point for point in found if point is not None])


def keep_longest(points: Sequence[Point]) -> list[Point]:
    kept: list[Point] = []
    for point in sorted(points, key=lambda p: (p.start - p.end, p.start)):
        if all(point.end <= other.start or other.end <= point.start for other in kept):
            kept.append(point)
    return sorted(kept, key=lambda p: p.start)


def numeric_point(match: re.Match[str]) -> Point | None:
    """Day, month, year in that order; a year of two digits is left to the reader."""
    day, month, year = int(match[1]), int(match[3]), match[4]
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    if len(year) == 2:
        return (
            Point(match.start(), match.end(), extent=Extent(None, None, None, "unknown")) if match[2] != "-" else None
        )
    return Point(match.start(), match.end(), years=(int(year),), month=month, days=(day,))


def slash_point(match: re.Match[str]) -> Point | None:
    """12.03.2019 is day first; 12/03/2019 has two readings unless a number is over 12 or both are equal."""
    first, second, year = int(match[1]), int(match[3]), match[4]
    if match[2] == "." or len(year) == 2 or second == first or first > 12:
        return numeric_point(match)
    if second > 12:
        return (
            Point(match.start(), match.end(), years=(int(year),), month=first, days=(second,)) if second <= 31 else None
        )
    if not (first and second and FIRST_YEAR <= int(year) <= LAST_YEAR):
        return None
    low, high = sorted((date(int(year), second, first), date(int(year), first, second)))
    return Point(match.start(), match.end(), readings=(low, high))


def iso_point(match: re.Match[str]) -> Point | None:
    year, month = int(match["year"]), int(match["m"])
    if match["d"] is None and month == (year + 1) % 100:  # 2011-12: December, or the years 2011 to 2012
        return Point(match.start(), match.end(), extent=Extent(None, None, None, "unknown"))
    days = (int(match["d"]),) if match["d"] else ()
    return Point(match.start(), match.end(), years=(year,), month=month, days=days)


def word_point(match: re.Match[str], grammar: DateGrammar) -> Point | None:
    """The point of a pattern's named groups: days, month, year, year2, season, part, weekday, decade."""
    groups = {name: value for name, value in match.groupdict().items() if value}
    number_last = "year" not in groups or not {"days", "month", "season"} & set(groups)
    if bare(groups, match, grammar) or (number_last and grammar.not_a_date.match(match.string, match.end())):
        return None
    start = match.start()
    part = next((name for pattern, name in grammar.parts if pattern.fullmatch(groups.get("part", ""))), None)
    if "decade" in groups:
        return Point(start, match.end(), extent=make_decade(int(groups["decade"]), part))
    days, spread, start = read_days(groups.get("days", ""), match, grammar)
    years, year_spread = read_years(groups)
    month = look_up(grammar.months, groups.get("month"))
    weekday = look_up(grammar.weekdays, groups.get("weekday"))
    season = look_up(grammar.seasons, groups.get("season"))
    if ("days" in groups and not days) or any(not FIRST_YEAR <= year <= LAST_YEAR for year in years):
        return None
    return Point(start, match.end(), years, month, days, spread or year_spread, season, part, weekday)


def bare(groups: Mapping[str, str], match: re.Match[str], grammar: DateGrammar) -> bool:
    """Whether a lone month, season or year stands without anything that makes it a time."""
    named = [name for name in ("month", "season", "year") if name in groups]
    alone = len(named) == 1 and not {"days", "part", "weekday", "decade", "sure"} & set(groups)
    return alone and not grammar.cue.search(match.string[max(0, match.start() - 40) : match.start()])


def look_up(table: Mapping[str, Entry], word: str | None) -> Entry | None:
    """The entry whose key the word begins with."""
    return next((value for key, value in table.items() if word.casefold().startswith(key)), None) if word else None


def read_days(words: str, match: re.Match[str], grammar: DateGrammar) -> tuple[tuple[int, ...], bool, int]:
    """Day numbers, whether they are the ends of a range, and where the expression begins.

    Numbers that do not rise are no list of days: only the last one belongs to the month.
    """
    if not words:
        return (), False, match.start()
    pieces = [(m.start(), m[0]) for m in re.finditer(r"\d+|[^\W\d]{4,}", words)]
    known = [(at, int(word) if word.isdigit() else grammar.ordinals.get(word.casefold())) for at, word in pieces]
    numbers = [(at, number) for at, number in known if number]
    days = tuple(number for _, number in numbers)
    if not days or not all(1 <= day <= 31 for day in days[-1:]):
        return (), False, match.start()
    if any(a >= b for a, b in pairwise(days)):
        return days[-1:], False, match.start("days") + numbers[-1][0]
    return days, len(days) == 2 and bool(SPREAD.search(re.sub(r"[^\W\d]{4,}", "", words))), match.start()


def read_years(groups: Mapping[str, str]) -> tuple[tuple[int, ...], bool]:
    """One year, or the two of "2017-2018", "2017-18", "2017 and 2018"."""
    if "year" not in groups:
        return (), False
    first, second = int(groups["year"]), groups.get("year2", "")
    if not second:
        return (first,), False
    last = int(second) if len(second) == 4 else first // 100 * 100 + int(second)
    spread = bool(SPREAD.search(groups.get("joint", "-"))) or "/" in groups.get("joint", "-")
    return ((first, last), spread) if first < last else ((first,), False)
