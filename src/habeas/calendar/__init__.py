"""Dates as given, with their bounds: calendar days, never a clock, never a time zone.

    extents.py       what a date covers: [earliest, latest], EDTF where EDTF can say it, precision
    points.py        single expressions of a text -> points, by a grammar
    english.py russian.py periods.py frames.py   the grammars: words of each language
    expressions.py   points joined into ranges, framed, years found

In: words, and the day of publication where it is known. Out: what was said and what it covers. Never an invented day,
month or year: what no rule decides stays open. Used by extraction (texts), lists (cells) and whatever reads a date.
"""
