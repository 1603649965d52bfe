"""Cells -> values: dates, ages, sexes, acts. What cannot be read stays words; nothing is guessed.

A date becomes {edtf, earliest, latest, precision}: calendar days, no time zone. 04/03/2024 has two readings: where the
column itself shows how it writes dates (a number over 12 in one place and none in the other), or the mapping says so,
one is taken; else both stand: `edtf` is absent, `earliest` and `latest` are the two. A year of two digits, a bare
number such as 45355 (a day that a spreadsheet lost its format of) and a date that no calendar has are not read.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from habeas.calendar.expressions import find_expressions
from habeas.calendar.extents import (
    FIRST_YEAR,
    LAST_YEAR,
    Extent,
    days_between,
    make_day,
    make_month,
    make_year,
    open_after,
    open_before,
)
from habeas.calendar.other_calendars import Calendar, day_of, year_of
from habeas.claims import words
from habeas.claims.folding import fold
from habeas.custody.model import JsonValue
from habeas.lists.date_words import in_english

OLDEST = 125
_NUMBERS = re.compile(r"(\d{1,4})(?:([./\-\s])(\d{1,4})(?:\2(\d{1,4}))?)?")
_CIRCA = re.compile(r"^(?:около|ок\.?|примерно|circa|ca?\.?|about|approx\.?|environ|vers|hacia|حوالي|~)\s*(?=\d)", re.I)
_YEAR_WORD = re.compile(r"\s*(?:г\.?\s?р\.?|года|год|г\.?)$", re.I)
_CLOCK = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$")
_SEXES: Mapping[str, tuple[str, ...]] = {
    "male": ("m", "male", "man", "boy", "м", "муж", "мужской", "мужчина", "h", "homme", "masculin", "hombre",
             "masculino", "varon", "ذكر", "رجل"),
    "female": ("f", "female", "woman", "girl", "ж", "жен", "женский", "женщина", "femme", "feminin", "mujer",
               "femenino",                "انثى", "أنثى", "امراة", "امرأة"),
    "other": ("x", "other", "non-binary", "nonbinary", "другой", "другое", "autre", "otro", "آخر"),
}  # fmt: skip
_SEX_OF = {fold(word).strip("."): sex for sex, listed in _SEXES.items() for word in listed}


def western_digits(text: str) -> str:
    """Arabic-Indic, Persian and other decimal digits as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def day_first_of(cells: Iterable[str]) -> bool | None:
    """How a column writes 04/03/2024: True day first, False month first, None where it does not show, or shows both."""
    day, month = False, False
    for cell in cells:
        match = _NUMBERS.fullmatch(_CLOCK.sub("", western_digits(cell.strip())))
        if match and match[4] and len(match[4]) == 4:
            day, month = day or int(match[1]) > 12, month or int(match[3]) > 12
    return day if day != month else None


@lru_cache(maxsize=1 << 16)
def read_date(
    cell: str, day_first: bool | None = None, both: bool = False, calendar: Calendar = Calendar.GREGORIAN
) -> Mapping[str, JsonValue] | None:
    """The days a cell stands for; None where it has words but no readable date. `both`: the column shows both orders,
    so that a date that can be either has two readings whatever its marks."""
    text = western_digits(cell).strip()
    plain = _YEAR_WORD.sub("", _CLOCK.sub("", text))
    if calendar is not Calendar.GREGORIAN:
        return _found(_elsewhere(plain, calendar))
    doubtful = plain.endswith("?") and plain[:-1].strip() != ""
    plain, text = (plain[:-1].strip(), text[:-1].strip()) if doubtful else (plain, text)
    if both and _either_order(plain):
        day_first, plain = None, plain.replace(".", "/").replace("-", "/")
    open_ = _AFTER.match(plain) or _BEFORE.match(plain)
    if open_ is not None:
        start = read_extent(plain[open_.end() :], day_first)
        return _found(None if start is None else (open_after if _AFTER.match(plain) else open_before)(start))
    extent = _one_of(plain, day_first) or read_extent(plain, day_first, text)
    if doubtful and extent is not None and extent.edtf and not set(extent.edtf) & set("/{[~?"):
        extent = extent._replace(edtf=f"{extent.edtf}?")
    return _found(extent)


def read_extent(plain: str, day_first: bool | None, text: str = "") -> Extent | None:
    """A date without words of doubt around it. `text`: the cell before its clock and its word for "year" were taken
    off."""
    circa = _CIRCA.match(plain)
    extent = _numeric(plain[circa.end() :] if circa else plain, day_first)
    if extent is None and circa is None:
        extent = _interval(plain, day_first) or _in_words(text or plain)
    if extent is None:
        return None
    return extent._replace(edtf=f"{extent.edtf}~") if circa and extent.edtf else extent


_AFTER = re.compile(
    r"(?:after|since|from|not before|после|с|не ранее|apres|après|depuis|después de|desde|بعد|منذ)\s+|>\s*", re.I
)
_BEFORE = re.compile(r"(?:before|until|by|not after|до|не позднее|avant|jusqu'au|antes de|hasta|قبل|حتى)\s+|<\s*", re.I)
_OR = re.compile(r"\s+(?:or|или|ou|oder|або|أو)\s+|\s+o\s+(?=\d)", re.I)


def _one_of(plain: str, day_first: bool | None) -> Extent | None:
    """`7 or 8 February 2022`: one of two days, and nobody says which."""
    first, found, second = plain.partition(match.group()) if (match := _OR.search(plain)) else ("", "", "")
    last = read_extent(second.strip(), day_first) if found else None
    if last is None or last.earliest is None or last.latest is None:
        return None
    number = first.strip()
    if re.fullmatch(r"\d{1,2}", number) and last.earliest == last.latest:
        start = make_day(last.earliest.year, last.earliest.month, int(number))
    else:
        start = read_extent(number, day_first)
    if start is None or start.earliest is None or start.latest is None or not (start.edtf and last.edtf):
        return None
    low, high = min(start.earliest, last.earliest), max(start.latest, last.latest)
    return Extent(f"[{start.edtf},{last.edtf}]", low, high, "range")


def _either_order(plain: str) -> bool:
    match = _NUMBERS.fullmatch(plain)
    return bool(match and match[4] and len(match[4]) == 4 and int(match[1]) <= 12 and int(match[3]) <= 12)


def _elsewhere(plain: str, calendar: Calendar) -> Extent | None:
    """A date of another calendar. One that is not sure which is read by none."""
    match = _NUMBERS.fullmatch(plain)
    if match is None or calendar is Calendar.UNCERTAIN:
        return None
    first, second, third = match[1], match[3], match[4]
    if second is None:
        return year_of(calendar, int(first)) if len(first) == 4 else None
    if third is None:
        return None
    year, month, day = (first, second, third) if len(first) == 4 else (third, second, first)
    return day_of(calendar, int(year), int(month), int(day)) if len(year) == 4 else None


def _found(extent: Extent | None) -> Mapping[str, JsonValue] | None:
    if extent is None:
        return None
    found = {
        "edtf": extent.edtf,
        "earliest": extent.earliest.isoformat() if extent.earliest else None,
        "latest": extent.latest.isoformat() if extent.latest else None,
        "precision": extent.precision,
        "basis": "stated",
    }
    return {name: value for name, value in found.items() if value is not None}


def _numeric(text: str, day_first: bool | None) -> Extent | None:
    match = _NUMBERS.fullmatch(text)
    if match is None:
        return None
    first, mark, second, third = match[1], match[2], match[3], match[4]
    if second is None:
        return make_year(int(first)) if _is_year(first) else None
    if third is None:
        year, month = (first, second) if len(first) == 4 else (second, first)
        return None if not _is_year(year) else _month(year, month)
    if len(first) == 4:
        return _day(first, second, third)
    if not _is_year(third):
        return None
    if mark == "/":
        return _slashed(int(first), int(second), third, day_first)
    return _day(third, first, second) if day_first is False else _day(third, second, first)


def _slashed(first: int, second: int, year: str, day_first: bool | None) -> Extent | None:
    dayed, monthed = _day(year, str(second), str(first)), _day(year, str(first), str(second))
    if dayed is None or monthed is None or first == second:
        return dayed or monthed
    if day_first is not None:
        return dayed if day_first else monthed
    low, high = sorted(extent.earliest for extent in (dayed, monthed) if extent.earliest)
    return Extent(None, low, high, "unknown")


def _is_year(text: str) -> bool:
    return len(text) == 4 and FIRST_YEAR <= int(text) <= LAST_YEAR


def _month(year: str, month: str) -> Extent | None:
    return make_month(int(year), int(month)) if 1 <= int(month) <= 12 else None


def _day(year: str, month: str, day: str) -> Extent | None:
    return make_day(int(year), int(month), int(day)) if _is_year(year) else None


def _interval(text: str, day_first: bool | None) -> Extent | None:
    """`2017-04/2017-06`, `2017 - 2019`; `2017-04-01~2017-04-03` and `...:...` are Uwazi's (export, import)."""
    for mark in (" - ", " – ", "–", "/", "-", "~", ":"):
        first, found, second = text.partition(mark)
        if found and mark not in second:
            start, end = _numeric(first.strip(), day_first), _numeric(second.strip(), day_first)
            if start and end and start.earliest and end.latest and start.earliest <= end.latest:
                extent = days_between(start.earliest, end.latest)
                edtf = f"{start.edtf}/{end.edtf}" if start.edtf and end.edtf else None
                return extent._replace(edtf=edtf)
    return None


def _in_words(text: str) -> Extent | None:
    """`12 марта 2024`, `March 2024`, `مارس 2024`: the grammar of `calendar`, where it reads the whole cell."""
    if not any(character.isdigit() for character in text) or len(text) > 60:
        return None
    text = in_english(text)
    for language in ("ru", "en"):
        found = find_expressions(text, language)
        if len(found) == 1 and found[0].end - found[0].start >= len(text) - 2:
            extent, lacks_year = found[0].extent, found[0].lacks_year
            if extent.earliest and extent.latest and not lacks_year:
                return extent
    return None


def read_age(cell: str) -> int | None:
    """Whole years, 0 to OLDEST."""
    match = re.fullmatch(r"(\d{1,3})(?:[.,]0+)?\s*\D{0,12}", western_digits(cell).strip())
    return int(match[1]) if match and int(match[1]) <= OLDEST else None


def read_sex(cell: str) -> str | None:
    """male | female | other, as words.toml's of extraction; None where it is said in other words."""
    return _SEX_OF.get(fold(cell).strip(" ."))


@lru_cache(maxsize=1)
def _acts() -> Mapping[str, str]:
    known: dict[str, str] = {}
    for code, word in words.built_in("act_types").items():
        for label in (
            code,
            code.replace("_", " "),
            *(word.label(language) for language in ("en", "ru", "fr", "es", "ar")),
        ):
            known.setdefault(fold(label), code)
    return known


def read_act(cell: str) -> str | None:
    """The code of an act, where a cell says it in the words of the list of acts."""
    return _acts().get(fold(cell).strip(" ."))
