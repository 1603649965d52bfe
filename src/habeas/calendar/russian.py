# ruff: noqa: E501 (a pattern is read as one line)
"""Expressions of time in Russian: the patterns and tables of `DateGrammar`.

Russian says the year with «год», so a bare number is never a year. Ё and е are both read.
"""

import re
from datetime import date, timedelta

from habeas.calendar.english import (
    Build,
    Resolve,
    calendar_unit,
    day_offset,
    duration,
    night_before,
    relative,
    since_then,
    step,
    two_weekdays,
)
from habeas.calendar.extents import Extent, ago, days_between, last_units
from habeas.calendar.periods import RUSSIAN_PERIODS
from habeas.calendar.points import YEAR, DateGrammar, Point

MONTHS = {name: i for i, name in enumerate("янв фев мар апр ма июн июл авг сен окт ноя дек".split(), 1)}
WEEKDAYS = {name: i for i, name in enumerate("пон вто сре чет пят суб вос".split())}
SEASONS = {"вес": "spring", "лет": "summer", "осе": "autumn", "зим": "winter"}
UNITS = (
    "перв втор трет четверт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат четырнадцат пятнадцат "
    "шестнадцат семнадцат восемнадцат девятнадцат двадцат"
).split()
ORDINALS = {stem + ("ьего" if stem == "трет" else "ого"): i for i, stem in enumerate(UNITS, 1)} | {"тридцатого": 30}
NUMBERS = {
    "один": 1, "одну": 1, "одна": 1, "два": 2, "две": 2, "пару": 2, "три": 3, "четыре": 4, "пять": 5, "шесть": 6,
    "семь": 7, "восемь": 8, "девять": 9, "десять": 10, "двенадцать": 12, "полтора": 0, "несколько": 0,
}  # fmt: skip

MONTH = (
    r"(?P<month>январ[ьяею]|феврал[ьяею]|март[ауе]?|апрел[ьяею]|ма[йяюе]|июн[ьяею]|июл[ьяею]|август[ауе]?|сентябр[ьяею]|октябр[ьяею]"
    r"|ноябр[ьяею]|декабр[ьяею]|(?:янв|февр?|мар|апр|авг|сент?|окт|нояб?|дек)\.)(?!\w)"
)
ANY_MONTH = "(?i:" + MONTH + ")"
ONE_DAY = r"(?:\d{1,2}(?:-?(?:го|е|ое|му))?|" + "|".join(ORDINALS) + r")(?!\w)"
DAYS = rf"(?P<days>(?<![\d.,:№-])\b{ONE_DAY}(?:(?:,\s*|\s+и\s+|\s+по\s+|\s+до\s+|\s+на\s+|\s?[-–—/]\s?){ONE_DAY})*)"
YEAR_WORD = r"(?:\s*(?:год(?:а|у|е|ом|ы|ах|ов)?|гг?\.|гг?(?=[\s,)])))"
SHORT_YEAR = r"(?:-?(?:го|м|й))?"
IN_YEAR = rf"(?:,?\s+(?P<year>{YEAR}){SHORT_YEAR}(?!\s?%)(?:{YEAR_WORD}|(?![\w-])))"
WEEKDAY_FORM = r"(?:понедельник[ау]?|вторник[ау]?|сред[уы]|четверг[ау]?|пятниц[уые]|суббот[уые]|воскресень[еяю])"
ON_WEEKDAY = rf"(?:(?:во?\s+)?{WEEKDAY_FORM},?\s+)?"
WEEK = r"(?:перв|втор|треть|четверт|четвёрт|последн)(?:ой|ую|ей|ю|юю|ая|яя|я)\s+недел[еюяи]"
HALF = r"(?:перв|втор)(?:ой|ую|ая)\s+половин[еуыа]"
QUARTER = r"(?:перв|втор|треть|четверт|четвёрт)(?:ом|ый|ем|ий|его|ого)\s+квартал[еа]?"
EDGE = (
    r"(?:сам(?:ом|ого|ый)\s+)?(?:начал[еоау]|середин[еуыа]|кон(?:це|ца|ец|цу))"
    r"|перв(?:ых|ые)\s+числ(?:ах|а)|двадцатых\s+числах|последн(?:их|ие)\s+(?:числ(?:ах|а)|дн(?:ях|и))|перв(?:ых|ые)\s+дн(?:ях|и)"
)
PART = rf"(?P<part>(?i:{EDGE}|{WEEK}|{HALF}|{QUARTER}))\s+"
PARTS = tuple(
    (re.compile(pattern, re.IGNORECASE), name)
    for pattern, name in (
        (r"(?:сам\w+\s+)?начал\w+|перв\w+\s+(?:числ|дн)\w+", "early"),
        (r"середин\w+", "mid"),
        (r"(?:сам\w+\s+)?кон\w+|последн\w+\s+(?:числ|дн)\w+|двадцатых\s+числах", "late"),
        *((rf"{stem}\w+\s+недел\w+", f"week{n}") for n, stem in enumerate(("перв", "втор", "трет", "четв[её]рт"), 1)),
        (r"последн\w+\s+недел\w+", "weeklast"),
        (r"перв\w+\s+половин\w+", "half1"),
        (r"втор\w+\s+половин\w+", "half2"),
        *(
            (rf"{stem}\w+\s+квартал\w*", f"quarter{n}")
            for n, stem in enumerate(("перв", "втор", "трет", "четв[её]рт"), 1)
        ),
    )
)
YEARS = (
    rf"(?<![\d.,/-])(?P<year>{YEAR})(?:{SHORT_YEAR}(?P<joint>\s?[-–—/]\s?|\s+и\s+|\s+по\s+|\s+до\s+)(?P<year2>{YEAR}|\d\d(?!\d)))?"
    rf"(?:{SHORT_YEAR}(?P<sure>{YEAR_WORD})(?!\w)|-(?:м|й|го)\b)"
)
DECADE = rf"(?:{PART})?(?P<decade>(?:1[89]|20)\d0)-(?:х|е|ые|ых)(?:\s+год(?:ах|ов|ы))?"

PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i:\b{ON_WEEKDAY}){DAYS}\s+{ANY_MONTH}{IN_YEAR}?",
        rf"(?:\b{PART})?\b{MONTH}{IN_YEAR}?",
        rf"(?:\b{PART})?(?i:\b(?P<season>весн(?:ой|ою|ы|у|е|а)|лет(?:ом|а|о)|осен(?:ью|и|ь)|зим(?:ой|ою|ы|у|е|а))\b)"
        rf"{IN_YEAR}?(?:[-–/](?P<year2>{YEAR}|\d\d(?!\d)){YEAR_WORD}?)?",
        rf"(?:\b{PART})?{YEARS}",
        DECADE,
        rf"(?i:\b(?P<weekday>{WEEKDAY_FORM})\b)",
    )
)

SHIFTS = {"про": -1, "мин": -1, "пре": -1, "эт": 0, "тек": 0, "нын": 0, "сле": 1, "буд": 1, "сам": 0}


def counted(match: re.Match[str]) -> tuple[int, str]:
    """Number and unit of «две недели назад»; a unit alone («неделю назад») is one, «несколько» is 0: nobody said it."""
    word = (match["n"] or "").casefold().strip()
    number = (int(word) if word.isdigit() else NUMBERS.get(word, 0)) if word else 1
    unit = match["unit"].casefold()
    for stem, name in (("д", "day"), ("сут", "day"), ("нед", "week"), ("мес", "month")):
        if unit.startswith(stem):
            return number, name
    return number, "year"


def time_ago(match: re.Match[str]) -> Resolve:
    number, unit = counted(match)
    return lambda anchor: ago(anchor, number, unit) if 0 < number < 500 else None


def past_units(match: re.Match[str]) -> Resolve:
    number, unit = counted(match)
    return lambda anchor: last_units(anchor, number, unit) if 0 < number < 500 else None


def named_unit(match: re.Match[str]) -> Resolve:
    which = match["which"].casefold()
    shift = next(value for stem, value in SHIFTS.items() if which.startswith(stem))
    names = (("нед", "week"), ("вых", "weekend"), ("мес", "month"), ("год", "year"))
    return calendar_unit(next(name for stem, name in names if match["unit"].casefold().startswith(stem)), shift)


def weekend(_: re.Match[str]) -> Resolve:
    return calendar_unit("weekend", 0)


def days_later(match: re.Match[str]) -> Point:
    word = match["n"].casefold()
    return Point(match.start(), match.end(), step=int(word) if word.isdigit() else NUMBERS[word])


def weeks_later(match: re.Match[str]) -> Point:
    word = (match["n"] or "одну").casefold()
    return Point(match.start(), match.end(), step=7 * (int(word) if word.isdigit() else NUMBERS[word]), loose="about")


def which_weekday(match: re.Match[str]) -> Point:
    """«в минувший вторник» is the newest one; «в прошлый вторник» has two readings."""
    weekday = next(i for stem, i in WEEKDAYS.items() if match["weekday"].casefold().startswith(stem))
    which = match["which"].casefold()
    if which.startswith(("мин", "эт")):
        return Point(match.start(), match.end(), weekday=weekday)
    side = "next" if which.startswith(("сле", "буд")) else "last"
    return Point(match.start(), match.end(), relative=lambda anchor: two_weekdays(anchor, weekday, side))


def night_to_weekday(match: re.Match[str]) -> Point:
    """«в ночь на среду»: from the day before to that day."""
    weekday = next(i for stem, i in WEEKDAYS.items() if match["weekday"].casefold().startswith(stem))

    def resolve(anchor: date) -> Extent:
        found = anchor - timedelta(days=(anchor.weekday() - weekday) % 7)
        return days_between(found - timedelta(days=1), found, "day")

    return Point(match.start(), match.end(), relative=resolve)


DURATIONS = (
    "двое|трое|четверо|пятеро|двух|трех|трёх|четырех|четырёх|два|две|три|четыре|пять|шесть|семь|восемь|девять|десять|двенадцать"
    "|пятнадцать|двадцать|тридцать|несколько|нескольких|полтора|пяти|шести|семи|десяти"
)
UNIT = r"(?P<unit>дн(?:я|ей|ь)|день|сут(?:ок|ки)|недел(?:ю|и|ь)|месяц(?:а|ев)?|год(?:а|у)?|лет)"
COUNT = r"(?P<n>\d{1,3}|" + "|".join(NUMBERS) + r")?\s*"
WHICH = r"(?P<which>прошл(?:ой|ом|ый|ую|ое|ые|ого|ых)|минувш(?:ей|ем|ий|ую|ее|ие|его|их)|предыдущ(?:ей|ем|ий|ую)|эт(?:ой|ом|от|у|и|их)|текущ(?:ей|ем)|нынешн(?:ем|ей)|следующ(?:ей|ем|ий|ую|ие)|будущ(?:ем|ей))"
RELATIVES: tuple[tuple[re.Pattern[str], Build], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), build)
    for pattern, build in (
        (r"\bпозавчера\b", day_offset(-2)),
        (r"\bвчера(?:\s+(?:утром|дн[её]м|вечером|ночью))?\b|\bвчерашн(?:им|ей|его)\s+\w+\b", day_offset(-1)),
        (r"\bсегодня(?:\s+(?:утром|дн[её]м|вечером|ночью))?\b", day_offset(0)),
        (r"\bзавтра\b", day_offset(1)),
        (r"\b(?:минувшей|прошлой|этой|сегодняшней)\s+ночью\b", relative(night_before)),
        (rf"\b{COUNT}(?:назад\s+)?{UNIT}\s+(?:тому\s+)?назад\b", relative(time_ago)),
        (rf"\b(?:за|в\s+течение|на\s+протяжении)\s+(?:последн(?:ие|их|ий|юю|ей|его)|прошедш(?:ие|их|ий|ую))\s+{COUNT}{UNIT}\b", relative(past_units)),
        (rf"\b(?:на|в|с|до|к)\s+{WHICH}\s+(?P<unit>недел[еюи]|месяц[еа]?|год[уа]|выходн(?:ые|ых))\b", relative(named_unit)),
        (r"\b(?:в|на)\s+выходных\b|\bв\s+выходные\b", relative(weekend)),
        (rf"\b{WHICH}\s+(?P<weekday>{WEEKDAY_FORM})\b", which_weekday),
        (rf"\bв\s+ночь\s+на\s+(?P<weekday>{WEEKDAY_FORM})\b(?!,?\s+\d)", night_to_weekday),
        (r"\bна\s+следующ(?:ий|ее)\s+(?:день|утро)\b|\bна\s+другой\s+день\b|\b(?:через\s+)?день\s+спустя\b|\bчерез\s+день\b", step(1)),
        (r"\bв\s+тот\s+же\s+(?:день|вечер)\b|\bв\s+этот\s+(?:же\s+)?день\b|\bтем\s+же\s+вечером\b|\bтой\s+же\s+ночью\b", step(0)),
        (r"\bнакануне(?!\s+(?:выбор|праздник|войн|суд|митинг))\b|\bдн[её]м\s+ранее\b|\bза\s+день\s+до\s+этого\b", step(-1)),
        (r"\bчерез\s+(?P<n>\d{1,2}|два|три|четыре|пять|шесть|семь|восемь|девять|десять)\s+дн(?:я|ей)\b", days_later),
        (r"\b(?:через|спустя)\s+(?:(?P<n>две|три|четыре|\d)\s+)?недел[юи]\b|\bнеделю\s+спустя\b", weeks_later),
        (r"\bс\s+тех\s+пор\b|\bс\s+того\s+(?:времени|дня|момента)\b", since_then),
        (rf"(?:\b(?:на\s+протяжении|в\s+течение|около|почти|более|больше|свыше|не\s+менее|целые|целых)\s+)*(?<!\w)(?:\d{{1,3}}|{DURATIONS})\s+(?:сут(?:ок|ки)|дн(?:я|ей)|час(?:а|ов)|ноч(?:и|ей)|недел[иь]|месяц(?:а|ев))\b(?!\s+(?:назад|спустя|тому|ареста|колонии|исправительных|лишения|административного))", duration),
    )
)  # fmt: skip

CUE = re.compile(
    r"(?:\b(?:в|во|с|со|до|по|к|ко|на|после|между|и|около|за|прошл\w+|минувш\w+|эт\w+|следующ\w+|утром|вечером|ночью|дн[её]м|начиная\s+с|вплоть\s+до)\s+"
    r"|[(\[–—/-]\s?|^\s*)$",
    re.IGNORECASE,
)
NOT_A_DATE = re.compile(r"(?:,\d{3})|\s+(?:человек|людей|женщин|мужчин|детей|рубл|процент|%)")
RUSSIAN = DateGrammar(
    PATTERNS, MONTHS, WEEKDAYS, SEASONS, PARTS, ORDINALS, True, RELATIVES, RUSSIAN_PERIODS, CUE, NOT_A_DATE
)
