"""Times of both languages: expressions joined into ranges, years found where the text or the publication gives them.

How a time is read:
  1. points: what single expressions hold ("5 July", "early May 2024", "last week"): `points.py`
  2. ranges: "between 8 and 11 November", "from March to May 2021", "8-11 November"; one year said is that of both
  3. years: stated; else that of a date shortly before in the paragraph (`from_context`); else the newest such day
     on or before publication (`from_publication_date`); a dated first line stands for publication (`from_context`)
  4. frame: since, until, before, after, about, the night of
What no rule decides stays open: `edtf` None with `year_unknown`, or with two readings in `earliest` and `latest`.
No day, month or year is ever filled in from a clock, and there are no time zones.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from habeas.calendar.english import ENGLISH
from habeas.calendar.extents import (
    Extent,
    days_between,
    make_about,
    make_day,
    make_month,
    make_season,
    make_winter,
    make_year,
    open_after,
    open_before,
    span_extents,
)
from habeas.calendar.frames import FRAMES, JOINTS, ONWARDS
from habeas.calendar.points import Point, scan
from habeas.calendar.russian import RUSSIAN

PARAGRAPH = re.compile(r"\n\s*\n")
BIRTH = re.compile(r"birth|born|рожд|\bг\.\s?р\.", re.IGNORECASE)
BORN_AFTER = re.compile(r"\s*(?:г(?:ода?)?\.?)?\s?(?:р\.|рожд)|\s*birth", re.IGNORECASE)
"""What follows a year of birth, from its last two characters on."""
SINCE_NIGHT = timedelta(days=1)


@dataclass(frozen=True)
class Found:
    """A time on its way: where it stands, what it covers, and how its year was found."""

    start: int
    end: int
    extent: Extent
    basis: str
    lacks_year: bool = False


def tells_a_birth(text: str, start: int, end: int) -> bool:
    """Whether the time at these offsets says when somebody was born: never the time, nor the year, of anything else."""
    before = re.split(r"[.;!?\n]", text[max(0, start - 24) : start])[-1]
    return bool(BIRTH.search(before) or BORN_AFTER.match(text, max(start, end - 2)))


def find_points(text: str, language: str) -> list[Point]:
    """The points in time of a text: made once, for the times and for the numbers that are no dates."""
    return scan(text, RUSSIAN if language == "ru" else ENGLISH)


def find_expressions(
    text: str, language: str, published: date | None = None, points: Sequence[Point] | None = None
) -> list[Found]:
    """Every expression of time in the text, in order. `points`: those of the same text, where they are known already.

    A stretch is the whole phrase with its preposition where that carries meaning ("since March", "during the
    Holocaust", "between 8 and 11 November"), without it otherwise ("12 May 2024"). Works from the text alone.
    """
    points = find_points(text, language) if points is None else points
    return Reader(text, "ru" if language == "ru" else "en", points, published).read()


def read_iso(words: str | None) -> date | None:
    """A full ISO date; None for anything less."""
    try:
        return date.fromisoformat((words or "").strip()[:10])
    except ValueError:
        return None


class Reader:
    """Reads the points of one text in order; remembers the newest date with a known year."""

    def __init__(self, text: str, language: str, points: Sequence[Point], published: date | None) -> None:
        self.text, self.language, self.points = text, language, points
        self.dateline = None if published else dateline(text, points)
        self.anchor = published or self.dateline
        self.anchor_basis = "from_publication_date" if published else "from_context"
        self.found: list[Found] = []

    def read(self) -> list[Found]:
        position = 0
        while position < len(self.points):
            step = self.read_range(position) or self.read_single(position)
            position += step
        return self.found

    def read_range(self, position: int) -> int:
        """Two points joined into one time; 0 where they are not."""
        if position + 1 >= len(self.points):
            return 0
        first, last = self.points[position : position + 2]
        between = self.text[first.end : last.start]
        frame, start = self.frame(first)
        joint = JOINTS[self.language].fullmatch(between)
        framed = frame in ("between", "from", "since", "night")
        if not joint or not (framed or between.strip() not in ("and", "и", ",")) or mixed(first, last):
            return 0
        first, last = share_year(first, last)
        (low, basis, lacks), (high, high_basis, _) = self.extent_of(first), self.extent_of(last)
        if not last.years and not lacks and high.earliest and low.earliest and high.earliest < low.earliest:
            return 0
        extent = span_extents(low, high)
        if extent is None:
            return 0
        basis = basis if basis != "stated" else high_basis
        self.add(start if framed else first.start, last.end, extent, basis, lacks)
        return 2

    def read_single(self, position: int) -> int:
        point = self.points[position]
        frame, start = self.frame(point)
        if frame in ("between", "from", "night") and len(point.days) == 2:
            point = replace(point, spread=True)
        extent, basis, lacks = self.extent_of(point)
        end, framed = point.end, True
        onwards = ONWARDS.match(self.text, point.end) if frame == "from" else None
        if point.basis == "duration":
            start, framed = point.start, False
        elif (
            frame in ("since", "after") or onwards or (frame == "from" and self.language == "ru" and not closed(point))
        ):
            extent, end = open_after(extent), onwards.end() if onwards else end
        elif frame == "by" or (frame == "before" and self.language == "ru"):
            extent = self.deadline(extent, basis, point)
        elif frame in ("until", "before"):
            extent = open_before(extent)
        elif frame == "about":
            extent = make_about(extent)
        elif frame in ("night", "night_to"):
            extent = night(extent, frame)
        else:
            framed = (frame == "from" or frame == "between") and closed(point)
        self.add(start if framed else point.start, end, extent, basis, lacks)
        return 1

    def deadline(self, extent: Extent, basis: str, point: Point) -> Extent:
        """ "By 1 June" without a year looks back or ahead: with an anchor both readings are kept, nothing is chosen."""
        if basis == "stated" or extent.latest is None or extent.precision == "unknown":
            return open_before(extent)
        if point.month is None:  # by Friday: the one before, or the one to come
            return Extent(None, extent.latest, extent.latest + timedelta(days=7), "unknown")
        ahead = extent.latest.replace(year=extent.latest.year + 1, day=min(extent.latest.day, 28))
        return Extent(None, extent.latest, ahead, "unknown")

    def add(self, start: int, end: int, extent: Extent, basis: str, lacks_year: bool) -> None:
        self.found.append(Found(start, end, extent, basis, lacks_year))

    def frame(self, point: Point) -> tuple[str, int]:
        """The word before a point that says how it bounds the time, and where it begins."""
        start = max(0, point.start - 60)
        before = self.text[start : point.start]
        for name, pattern in FRAMES[self.language]:
            if match := pattern.search(before):
                return name, start + match.start()
        return "", point.start

    def extent_of(self, point: Point) -> tuple[Extent, str, bool]:
        """What a point covers, how its year is known, and whether it is missing."""
        unknown = Extent(None, None, None, "unknown")
        if point.extent is not None:
            return point.extent, point.basis, False
        if point.readings:
            return Extent(None, *point.readings, "unknown"), "stated", False
        if point.step is not None:
            return self.stepped(point.step, point.loose)
        if point.relative or (point.weekday is not None and point.month is None and not point.years):
            resolve = point.relative or weekday_resolver(point.weekday or 0)
            extent = self.safely(resolve)
            return (extent or unknown), self.anchor_basis if extent else "stated", self.anchor is None
        if not point.lacks_year:
            return calendar(point) or unknown, "stated", False
        return self.without_year(point)

    def safely(self, resolve: Callable[[date], Extent | None]) -> Extent | None:
        try:
            return resolve(self.anchor) if self.anchor else None
        except (OverflowError, ValueError):  # before the year 1
            return None

    def stepped(self, days: int, loose: str) -> tuple[Extent, str, bool]:
        """ "The next day" counts from a day named shortly before in the same paragraph, or stays words."""
        last = self.recent(250)
        if last and loose == "on" and last.extent.edtf:
            return open_after(last.extent), "from_context", False
        if last is None or last.extent.precision != "day" or last.extent.latest is None or last.extent.edtf is None:
            return Extent(None, None, None, "unknown"), "stated", True
        found = last.extent.latest + timedelta(days=days)
        extent = make_day(found.year, found.month, found.day) or last.extent
        return make_about(extent) if loose else extent, "from_context", False

    def recent(self, reach: int) -> Found | None:
        """The newest date before, when it stands in the same paragraph and within so many characters."""
        position = self.next_start()
        dated = [found for found in self.found if found.basis != "duration"]
        if not dated or position - dated[-1].end > reach:
            return None
        return None if PARAGRAPH.search(self.text, dated[-1].end, position) else dated[-1]

    def next_start(self) -> int:
        """Where the first point stands that is not read yet."""
        last = self.found[-1].end if self.found else 0
        return next((point.start for point in self.points if point.start >= last), last)

    def without_year(self, point: Point) -> tuple[Extent, str, bool]:
        for year, basis in ((self.context_year(point), "from_context"), (self.anchor_year(point), self.anchor_basis)):
            extent = calendar(replace(point, years=(year,))) if year else None
            if extent is not None:
                return extent, basis, False
        possible = calendar(replace(point, years=(2000,))) is not None
        precision = "unknown" if not possible else "day" if point.days else "season" if point.season else "month"
        return Extent(None, None, None, precision), "year_unknown", True

    def context_year(self, point: Point) -> int | None:
        """The year of the date before in this paragraph, if this one cannot lie before it in that year; else of a date
        of the same sentence that follows closely ("on 5 July and again on 7 September 2021")."""
        dated = [f for f in self.found if f.basis in ("stated", "from_context") and f.extent.earliest and f.extent.edtf]
        dated = [f for f in dated if not tells_a_birth(self.text, f.start, f.end)]
        month = point.month or {"spring": 3, "summer": 6, "autumn": 9}.get(point.season or "", 12)
        if dated and not PARAGRAPH.search(self.text, dated[-1].end, point.start):
            last = dated[-1].extent.latest or dated[-1].extent.earliest
            start = dated[-1].extent.earliest
            fine = dated[-1].extent.precision in ("day", "week", "month", "season", "range")
            near = point.start - dated[-1].end <= (600 if fine else 150)
            if last and start and near and last.year - start.year <= 1 and (month >= start.month or not fine):
                return last.year
        return self.following_year(point, month)

    def following_year(self, point: Point, month: int) -> int | None:
        later = next((p for p in self.points if p.start >= point.end), None)
        if later is None or later.start - point.end > 40 or len(later.years) != 1 or not later.month:
            return None
        joined = re.fullmatch(r"[^.!?\n]*", self.text[point.end : later.start])
        return later.years[0] if joined and later.month >= month else None

    def anchor_year(self, point: Point) -> int | None:
        """The newest year in which the point does not begin after the day of publication."""
        if self.anchor is None:
            return None
        extent = calendar(replace(point, years=(self.anchor.year,)))
        if extent is None:  # 29 February
            extent = calendar(replace(point, years=(self.anchor.year - 1,)))
        begins = extent.earliest if extent else None
        if point.season == "winter":
            begins = date(self.anchor.year, 12, 1)
        return None if begins is None else self.anchor.year - (begins > self.anchor)


def weekday_resolver(weekday: int) -> Callable[[date], Extent | None]:
    """ "On Tuesday": the Tuesday on or before publication."""

    def resolve(anchor: date) -> Extent | None:
        found = anchor - timedelta(days=(anchor.weekday() - weekday) % 7)
        return make_day(found.year, found.month, found.day)

    return resolve


def closed(point: Point) -> bool:
    """Holds both ends itself ("8 to 11 November", "2017 to 2018")."""
    return point.spread or len(point.days) == 2 or len(point.years) == 2


def mixed(first: Point, last: Point) -> bool:
    """Whether two points cannot be the ends of one time."""
    loose = any(p.readings or p.step is not None or p.basis == "named_period" or closed(p) for p in (first, last))
    return loose or (bool(first.years) and not last.years and last.month is None and last.relative is None)


def share_year(first: Point, last: Point) -> tuple[Point, Point]:
    """A year said once counts for both ends, over New Year too ("from December to March 2021")."""
    if first.lacks_year and len(last.years) == 1 and (last.month or last.season):
        over = bool(first.month and last.month and first.month > last.month)
        return replace(first, years=(last.years[0] - over,)), last
    if last.lacks_year and len(first.years) == 1:
        over = bool(first.month and last.month and last.month < first.month)
        return first, replace(last, years=(first.years[0] + over,))
    return first, last


def calendar(point: Point) -> Extent | None:
    """The extent of a point whose year is known; None where the calendar has no such day."""
    year = point.years[0] if point.years else None
    if year is None:
        return None
    if point.season:
        return (
            make_winter(year) if point.season == "winter" and len(point.years) == 2 else make_season(year, point.season)
        )
    if len(point.years) == 2:
        low, high = make_year(year, point.part), make_year(point.years[1])
        return span_extents(low, high) if point.spread else as_set([low, high])
    if point.month is None:
        return make_year(year, point.part)
    if not point.days:
        return make_month(year, point.month, point.part)
    days = [make_day(year, point.month, day) for day in point.days]
    known = [day for day in days if day is not None]
    if len(known) != len(days):
        return None
    return span_extents(known[0], known[-1]) if point.spread else as_set(known)


def as_set(extents: Sequence[Extent]) -> Extent:
    """All of these: one extent itself, several as an EDTF set."""
    if len(extents) == 1:
        return extents[0]
    edtf = "{" + ",".join(extent.edtf or "" for extent in extents) + "}"
    return Extent(edtf, extents[0].earliest, extents[-1].latest, "range")


def night(extent: Extent, frame: str) -> Extent:
    """A night reaches over two days: «в ночь на 5 июля» is 4 to 5 July, "the night of 4 July" is 4 to 5 July."""
    if extent.earliest is None or extent.latest is None or extent.edtf is None:
        return extent
    if extent.earliest != extent.latest:
        return days_between(extent.earliest, extent.latest, "day")
    if frame == "night_to":
        return days_between(extent.earliest - SINCE_NIGHT, extent.latest, "day")
    return days_between(extent.earliest, extent.latest + SINCE_NIGHT, "day")


def dateline(text: str, points: Sequence[Point]) -> date | None:
    """The full date of a heading or a dateline ("ZEMRA, 12 March 2024 -") among the first lines; no date of birth."""
    for point in points:
        if point.start > 600 or text[: point.start].count("\n") > 8:
            return None
        line_start = text.rfind("\n", 0, point.start) + 1
        line_end = (text + "\n").index("\n", point.end)
        extent = calendar(point) if len(point.days) == 1 and len(point.years) == 1 else None
        before, after = text[line_start : point.start], text[point.end : line_end]
        headed = line_end - line_start <= 80 and not re.search(r"[.!?]\s*$", after)
        lined = len(before) <= 45 and re.match(r"\s*(?:года?|г\.)?\s*(?:\([^)]*\))?\s*[—–:|/-]", after)
        if extent and (headed or lined) and not BIRTH.search(text[line_start:line_end]):
            return extent.earliest
    return None
