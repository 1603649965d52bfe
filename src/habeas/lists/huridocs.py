"""Acts of OpenEvSys -> our types of acts, by the HURIDOCS codes that both have.

A term of a micro-thesaurus is twelve digits, two for each level, and the two digits of its list: 01 01 01 01 00 00,
04. Our list of acts names the code of each type where there is one (words/act_types.toml). A term that none of ours
names is of the type of the nearest broader term that exactly one of ours names: a summary execution is a killing. Its
own words stay in their cell.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from habeas.claims import words
from habeas.lists.model import Row, Table

CODE, ACT = "act type_of_act code", "act"
LIST = "04"
LEVEL = 2
"""Digits of one level."""


def with_acts(table: Table) -> Table:
    """The act of each row as a type of ours, where its code says one."""
    if CODE not in table.labels or ACT not in table.labels:
        return table
    code, act = table.labels.index(CODE), table.labels.index(ACT)
    rows = []
    for row in table.rows:
        found = act_of(row.cells[code]) if code < len(row.cells) else ""
        rows.append(Row(row.number, (*row.cells[:act], found, *row.cells[act + 1 :])) if found else row)
    return replace(table, rows=rows)


def act_of(vocab_number: str) -> str:
    """Our code for a term of list 04; "" where there is none."""
    if len(vocab_number) != 14 or not vocab_number.isdecimal() or not vocab_number.endswith(LIST):
        return ""
    known, term = _known(), vocab_number[:-2].rstrip("0")
    term = term + "0" * (len(term) % LEVEL)
    while term:
        if term.ljust(12, "0") in known:
            return known[term.ljust(12, "0")]
        term = term[:-LEVEL]
    return ""


@lru_cache(maxsize=1)
def _known() -> Mapping[str, str]:
    """HURIDOCS code -> our code. A code that several of ours name says none of them."""
    named = [(word.huridocs.removeprefix(f"{LIST}:"), code) for code, word in words.built_in("act_types").items()]
    count = Counter(term for term, _ in named)
    return {term: code for term, code in named if len(term) == 12 and count[term] == 1}
