# ruff: noqa: E501 (a pattern is read as one line)
"""Expressions of time in English: the patterns and tables of `DateGrammar`.

May and March count as months only beside a day or year, or with a capital letter after "in", "since" and the like.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from habeas.calendar.extents import (
    Extent,
    ago,
    days_between,
    last_units,
    make_day,
    make_month,
    make_season,
    make_week,
    make_year,
    shift_months,
)
from habeas.calendar.periods import ENGLISH_PERIODS
from habeas.calendar.points import YEAR, DateGrammar, Point

MONTHS = {name: i for i, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
WEEKDAYS = {name: i for i, name in enumerate("mon tue wed thu fri sat sun".split())}
SEASONS = {"spring": "spring", "summer": "summer", "autumn": "autumn", "fall": "autumn", "winter": "winter"}
ORDINALS = {
    word: i
    for i, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
        "sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        1,
    )
}
NUMBERS = {
    word: i for i, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)
} | {"a": 1, "an": 1, "couple": 2}

MONTH = (
    r"(?P<month>(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?))(?!\w)"
)
ANY_MONTH = MONTH.replace("(?:January", "(?i:January")
ONE_DAY = r"(?:\d{1,2}(?:st|nd|rd|th)?|(?:" + "|".join(ORDINALS) + r"))(?!\w)"
DAYS = rf"(?P<days>(?<![\d.,:])\b{ONE_DAY}(?:(?:,\s*|,?\s+and\s+|\s+to\s+|\s+through\s+|\s?[-–—/]\s?)(?:the\s+)?{ONE_DAY})*)"
WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
ON_WEEKDAY = rf"(?:{WEEKDAY},?\s+(?:the\s+)?)?"
IN_YEAR = rf"(?:,?\s+(?:of\s+|in\s+)?(?P<year>{YEAR})(?!\s?%|[.,]\d))"
WEEK = r"(?:first|second|third|fourth|last|final|1st|2nd|3rd|4th)\s+week"
HALF = r"(?:first|second|latter)\s+half"
PART = (
    r"(?P<part>(?i:early|mid|middle|late|the\s+beginning\s+of|the\s+start\s+of|the\s+middle\s+of|the\s+end\s+of"
    rf"|(?:the\s+)?(?:{WEEK}|{HALF})\s+(?:of|in)))[\s-]+(?:(?:in|of)\s+)?"
)
PARTS = tuple(
    (re.compile(pattern, re.IGNORECASE), name)
    for pattern, name in (
        (r"early|the\s+(?:beginning|start)\s+of", "early"),
        (r"mid|middle|the\s+middle\s+of", "mid"),
        (r"late|the\s+end\s+of", "late"),
        *(
            (rf"(?:the\s+)?(?:{words})\s+week\s+\w+", f"week{n}")
            for n, words in enumerate(("first|1st", "second|2nd", "third|3rd", "fourth|4th"), 1)
        ),
        (r"(?:the\s+)?(?:last|final)\s+week\s+\w+", "weeklast"),
        (r"(?:the\s+)?first\s+half\s+\w+", "half1"),
        (r"(?:the\s+)?(?:second|latter)\s+half\s+\w+", "half2"),
        *(
            (rf"(?:the\s+)?(?:{words})\s+quarter\s+of", f"quarter{n}")
            for n, words in enumerate(("first", "second", "third", "fourth|last"), 1)
        ),
    )
)
YEAR_PART = PART.replace(WEEK, r"(?:first|second|third|fourth|last)\s+quarter")
YEARS = rf"(?<![\d.,/-])(?P<year>{YEAR})(?:(?P<joint>\s?[-–—/]\s?|\s+and\s+|\s+to\s+)(?P<year2>{YEAR}|\d\d(?!\d)))?(?!\d|[.,]\d|\s?%|-\w)"

PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{ON_WEEKDAY}{DAYS}\s+(?:day\s+)?(?:of\s+)?{ANY_MONTH}{IN_YEAR}?",
        rf"\b{ON_WEEKDAY}{ANY_MONTH}\s+(?:the\s+)?{DAYS}{IN_YEAR}?",
        rf"(?:\b{PART})?\b{MONTH}{IN_YEAR}?",
        rf"(?:\b{PART})?\b{ANY_MONTH}{IN_YEAR}",
        rf"(?:\b{PART})?\b(?P<season>spring|summer|autumn|fall|winter|Spring|Summer|Autumn|Fall|Winter)\b"
        rf"(?:,?\s+(?:of\s+|in\s+)?(?P<year>{YEAR})(?:(?P<joint>\s?[-–/]\s?)(?P<year2>{YEAR}|\d\d(?!\d)))?)?",
        rf"(?:\b{YEAR_PART})?{YEARS}",
        rf"(?:\b{PART}(?:the\s+)?)?(?<![\d.,])(?P<decade>(?:1[89]|20)\d0)['’]?s\b",
        rf"\b(?P<weekday>{WEEKDAY})\b(?!\s+(?:Times|Mirror|Telegraph|Express|Mail|Post|of\b)|['’]s\s+(?:Child|Church))",
    )
)

Build = Callable[[re.Match[str]], Point | None]
Resolve = Callable[[date], Extent | None]


def relative(resolve: Callable[[re.Match[str]], Resolve]) -> Build:
    return lambda match: Point(match.start(), match.end(), relative=resolve(match))


def day_offset(days: int) -> Build:
    return relative(lambda _: lambda anchor: single(anchor + timedelta(days=days)))


def single(found: date) -> Extent | None:
    return make_day(found.year, found.month, found.day)


def night_before(_: re.Match[str]) -> Resolve:
    return lambda anchor: days_between(anchor - timedelta(days=1), anchor, "day")


def step(days: int) -> Build:
    return lambda match: Point(match.start(), match.end(), step=days)


def counted(match: re.Match[str]) -> tuple[int, str]:
    """Number and unit of "two weeks ago", "the past three months"; the number of "several" is 0: nobody said it."""
    word = (match["n"] or "a").casefold()
    number = int(word) if word.isdigit() else NUMBERS.get(word, 0)
    return number, match["unit"].casefold().rstrip("s")


def time_ago(match: re.Match[str]) -> Resolve:
    number, unit = counted(match)
    return lambda anchor: ago(anchor, number, unit) if 0 < number < 500 else None


def past_units(match: re.Match[str]) -> Resolve:
    number, unit = counted(match)
    return lambda anchor: last_units(anchor, number, unit) if 0 < number < 500 else None


def days_later(match: re.Match[str]) -> Point:
    word = match["n"].casefold()
    return Point(match.start(), match.end(), step=int(word) if word.isdigit() else NUMBERS[word])


def weeks_later(match: re.Match[str]) -> Point:
    word = match["n"].casefold()
    number = int(word) if word.isdigit() else NUMBERS[word]
    return Point(match.start(), match.end(), step=7 * number, loose="about")


def since_then(match: re.Match[str]) -> Point:
    return Point(match.start(), match.end(), step=0, loose="on")


def duration(match: re.Match[str]) -> Point:
    """How long, not when: nothing that a calendar could hold."""
    return Point(match.start(), match.end(), extent=Extent(None, None, None, "unknown"), basis="duration")


def last_weekend(anchor: date) -> Extent:
    """The newest Saturday and Sunday that were over by that day, or in course on it."""
    saturday = anchor - timedelta(days=(anchor.weekday() - 5) % 7)
    if saturday == anchor:  # a text of Saturday means the weekend before
        saturday -= timedelta(days=7)
    return days_between(saturday, saturday + timedelta(days=1))


def calendar_unit(unit: str, shift: int) -> Resolve:
    """This (0), last (-1) or next (1) week, month, year, weekend around the day of publication."""

    def resolve(anchor: date) -> Extent | None:
        if unit == "weekend":
            return last_weekend(anchor) if shift <= 0 else None
        if unit == "week":
            return make_week(anchor + timedelta(days=7 * shift))
        if unit == "month":
            found = shift_months(anchor, shift)
            return make_month(found.year, found.month)
        return make_year(anchor.year + shift)

    return resolve


SHIFTS = {"this": 0, "current": 0, "same": 0, "last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1}


def named_unit(match: re.Match[str]) -> Resolve:
    return calendar_unit(match["unit"].casefold(), SHIFTS[match["which"].casefold()])


def month_of_year(match: re.Match[str]) -> Resolve:
    """ "last March": the newest one that was over; "this March": of the year of publication; "next": the first to come."""
    month = MONTHS[match["month"][:3].casefold()]

    def resolve(anchor: date) -> Extent:
        which = match["which"].casefold()
        late = {"last": month >= anchor.month, "next": month > anchor.month}.get(which, False)
        year = anchor.year - 1 if late and which == "last" else anchor.year
        return make_month(year + 1 if which == "next" and not late else year, month)

    return resolve


def season_of_year(match: re.Match[str]) -> Resolve:
    """ "last summer": the newest one that was over; "this summer": of the year of publication."""
    season = SEASONS[match["season"].casefold()]

    def resolve(anchor: date) -> Extent | None:
        found = make_season(anchor.year, season)
        running = found.latest is None or found.latest >= anchor
        if match["which"].casefold() == "this":
            return found if season != "winter" else None
        return None if season == "winter" else make_season(anchor.year - 1, season) if running else found

    return resolve


def last_weekday(match: re.Match[str]) -> Point:
    """ "last Tuesday" is the newest one, or the one of the week before: two readings, worked out with the anchor."""
    weekday = WEEKDAYS[match["weekday"][:3].casefold()]
    if match["which"].casefold() in ("this", "past", "previous"):
        return Point(match.start(), match.end(), weekday=weekday)
    return Point(
        match.start(), match.end(), relative=lambda anchor: two_weekdays(anchor, weekday, match["which"].casefold())
    )


def two_weekdays(anchor: date, weekday: int, which: str) -> Extent:
    newest = anchor - timedelta(days=(anchor.weekday() - weekday) % 7 or 7)
    other = newest - timedelta(days=7)
    if which == "next":
        newest, other = newest + timedelta(days=14), newest + timedelta(days=7)
    return Extent(None, other, newest, "unknown")


UNIT = r"(?P<unit>day|week|month|year)s?"
COUNT = r"(?P<n>\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:a\s+)?couple(?:\s+of)?|several|some|a\s+few|few)"
RELATIVES: tuple[tuple[re.Pattern[str], Build], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), build)
    for pattern, build in (
        (r"\bthe\s+day\s+before\s+yesterday\b", day_offset(-2)),
        (r"\byesterday(?:\s+(?:morning|afternoon|evening|night))?\b", day_offset(-1)),
        (r"\b(?:earlier\s+|later\s+)?today\b|\bthis\s+(?:morning|afternoon|evening)\b|\btonight\b", day_offset(0)),
        (r"\btomorrow\b", day_offset(1)),
        (r"\blast\s+night\b|\bovernight(?=\s*[,.;])", relative(night_before)),
        (rf"\b{COUNT}\s+{UNIT}\s+(?:ago|earlier\s+this\s+\w+)\b", relative(time_ago)),
        (rf"\b(?:the\s+)?(?:past|last|previous)\s+(?P<n>\d{{1,3}}|two|three|four|five|six|seven|eight|nine|ten|twelve|several|few)\s+{UNIT}\b", relative(past_units)),
        (r"\b(?:(?:earlier|later)\s+)?(?P<which>last|this|next|(?<=the )past|(?<=the )previous|(?<=the )current)\s+(?P<unit>week|weekend|month|year)\b(?!\s+old|-)", relative(named_unit)),
        (rf"\b(?P<which>last|this|next)\s+{MONTH}", relative(month_of_year)),
        (r"\b(?P<which>last|this)\s+(?P<season>spring|summer|autumn|fall|winter)\b", relative(season_of_year)),
        (rf"\b(?P<which>last|this|next|past|previous)\s+(?P<weekday>{WEEKDAY})\b", last_weekday),
        (r"\b(?:on\s+)?the\s+(?:very\s+)?(?:next|following)\s+(?:day|morning)\b|\b(?:a|one)\s+day\s+later\b", step(1)),
        (r"\b(?:on\s+)?(?:the\s+same|that\s+same|that)\s+day\b|\bthe\s+same\s+(?:morning|evening|night)\b", step(0)),
        (r"\b(?:on\s+)?the\s+(?:previous\s+day|day\s+before(?!\s+yesterday))\b|\b(?:a|one)\s+day\s+earlier\b", step(-1)),
        (r"\b(?P<n>two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\s+days\s+later\b", days_later),
        (r"\b(?P<n>a|one|two|three|four|five|six|\d)\s+weeks?\s+later\b", weeks_later),
        (r"\bsince\s+then\b|\bever\s+since\b(?=[\s,.])(?!\s+\w+\s+\d)", since_then),
        (rf"\b(?:for|within)\s+(?:(?:at\s+least|about|around|nearly|almost|over|more\s+than|some|up\s+to)\s+)?(?:{COUNT}|\w+teen|twenty|thirty|forty|fifty|sixty|ninety|(?:many|several)(?!\w))\s+(?:hours?|days?|nights?|weeks?|months?)\b(?!\s+(?:in\s+prison|of\s+(?:leave|work)))", duration),
    )
)  # fmt: skip

CUE = re.compile(
    r"(?:\b(?:in|since|from|by|until|till|of|during|before|after|between|and|to|through|throughout|around|about|circa|year|late|early"
    r"|mid|until|up\s+to|as\s+of|starting|beginning|on|late\s+in|early\s+in|prior\s+to|for|or|last|this|next)(?:\s+the)?(?:\s+year)?\s+"
    r"|[(\[–—/]\s?|\bmid-|\d\s?-\s?)$",
    re.IGNORECASE,
)
NOT_A_DATE = re.compile(
    r"(?:,\d{3})|\s+(?:people|persons|men|women|children|civilians|others|protesters|demonstrators|detainees|prisoners"
    r"|villagers|residents|students|soldiers|officers|police|cases|members|journalists|activists|percent|per\s+cent|euros|dollars"
    r"|families|homes|houses|of\s+them|were\b|more\b|metres|meters|km\b|kilomet|(?:am|pm|a\.m|p\.m)\b)",
)
ENGLISH = DateGrammar(
    PATTERNS, MONTHS, WEEKDAYS, SEASONS, PARTS, ORDINALS, False, RELATIVES, ENGLISH_PERIODS, CUE, NOT_A_DATE
)
