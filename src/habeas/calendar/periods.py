# ruff: noqa: E501 (a pattern is read as one line, a word list as one string)
"""Periods with a name: the years they are commonly given, always approximate, or no years where people differ.

A named period says when in history, not when by the calendar: every entry is `~` in EDTF, and its basis is "named_period".
"""

import re
from datetime import date

from habeas.calendar.extents import Extent

NAMES: tuple[tuple[str, str, int | None, int | None], ...] = (
    # English pattern, Russian pattern, first year, last year
    (r"(?:the\s+)?Holocaust", r"Холокоста?", 1933, 1945),
    (r"(?:the\s+)?Nazi\s+(?:era|period|regime|rule|occupation)", r"нацистск(?:ого|ой)\s+(?:режима|оккупации)", 1933, 1945),
    (r"(?:the\s+)?(?:First\s+World\s+War|World\s+War\s+(?:I|One)\b)", r"Перв(?:ой|ую|ая)\s+миров(?:ой|ую|ая)(?:\s+войн[ыуа])?", 1914, 1918),
    (
        r"(?:the\s+)?(?:Second\s+World\s+War|World\s+War\s+(?:II|Two)\b|WWII)",
        r"Втор(?:ой|ую|ая)\s+миров(?:ой|ую|ая)(?:\s+войн[ыуе])?",
        1939,
        1945,
    ),
    (r"(?:the\s+)?Great\s+Patriotic\s+War", r"Велик(?:ой|ую)\s+Отечественн(?:ой|ую)\s+войн[ыуе]", 1941, 1945),
    (
        r"(?:the\s+)?Soviet\s+(?:era|times?|period|rule|years)|the\s+Soviet\s+Union",
        r"советск(?:ого|ое|ие|их|ую)\s+(?:времени|время|времена|период[а]?|годы|эпоху|эпохи|власти)",
        1917,
        1991,
    ),
    (r"(?:the\s+)?Great\s+Terror", r"Больш(?:ого|ой)\s+террора?", 1936, 1938),
    (r"(?:the\s+)?Stalin(?:ist)?\s+(?:era|period|years|times)", r"сталинск(?:ого|ие|их|ое)\s+(?:времени|время|времена|годы|период[а]?)", 1924, 1953),
    (r"(?:the\s+)?Cold\s+War", r"холодн(?:ой|ую)\s+войн[ыуе]", 1947, 1991),
    (r"(?:the\s+)?First\s+Chechen\s+War", r"[Пп]ерв(?:ой|ую)\s+чеченск(?:ой|ую)(?:\s+(?:войн|кампани)[ыуеию])?", 1994, 1996),
    (r"(?:the\s+)?Second\s+Chechen\s+War", r"[Вв]тор(?:ой|ую)\s+чеченск(?:ой|ую)(?:\s+(?:войн|кампани)[ыуеию])?", 1999, 2009),
    (r"(?:the\s+)?Arab\s+Spring", r"[Аа]рабск(?:ой|ую)\s+весн[ыу]", 2010, 2012),
    (r"(?:the\s+)?Khmer\s+Rouge\s+(?:era|regime|rule)", r"режима\s+красных\s+кхмеров", 1975, 1979),
    (r"(?:the\s+)?Rwandan\s+[Gg]enocide", r"геноцида\s+в\s+Руанде", 1994, 1994),
    (r"(?:the\s+)?Armenian\s+[Gg]enocide", r"геноцида\s+армян", 1915, 1923),
    (r"apartheid(?:\s+era)?", r"апартеида", 1948, 1994),
    (r"(?:the\s+)?(?:COVID(?:-19)?|coronavirus)\s+(?:pandemic|lockdowns?)", r"пандемии(?:\s+(?:коронавируса|COVID-19))?", None, None),
    (r"the\s+(?:civil\s+)?war(?:\s+years)?", r"гражданской\s+войны", None, None),
    (r"the\s+(?:military\s+)?dictatorship", r"(?:военной\s+)?диктатуры", None, None),
    (r"the\s+(?:state\s+of\s+emergency|curfew)", r"чрезвычайного\s+положения|комендантского\s+часа", None, None),
    (r"the\s+(?:election\s+campaign|elections?)", r"(?:предвыборной\s+кампании|выборов)", None, None),
)  # fmt: skip

ENGLISH_LEAD = r"\b(?i:during|throughout|under|in|at\s+the\s+time\s+of)\s+"
RUSSIAN_LEAD = r"\b(?i:во?\s+(?:время|годы|периоды?|времена|эпоху)|в|за)\s+"


def years(first: int | None, last: int | None) -> Extent:
    """About these years; without years: a period that the text alone does not date."""
    if first is None or last is None:
        return Extent(None, None, None, "unknown")
    return Extent(f"{first}~/{last}~", date(first, 1, 1), date(last, 12, 31), "range")


ENGLISH_PERIODS = tuple((re.compile(ENGLISH_LEAD + f"(?:{name})"), years(a, b)) for name, _, a, b in NAMES)
RUSSIAN_PERIODS = tuple((re.compile(RUSSIAN_LEAD + f"(?:{name})"), years(a, b)) for _, name, a, b in NAMES)
