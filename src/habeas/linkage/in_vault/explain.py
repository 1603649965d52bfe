"""Why two records are thought to be one person, in words, for the person who decides.

    1 the words of the names: which sound alike, and which have no counterpart
    2 each other column that both have: the same, near, compatible, or different
    3 what only one of them says

The words quote the cells, so they are for a screen in an open names room; nothing here is kept.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from habeas.linkage.days import days_of
from habeas.linkage.names import similarity
from habeas.linkage.people.columns import comparisons
from habeas.linkage.people.features import words_of
from habeas.linkage.people.name_pairs import ALIKE
from habeas.linkage.people.records import Kind, Records


class Speaks(StrEnum):
    """For one person, for it but weakly, against it, or neither."""

    FOR = "for"
    WEAKLY_FOR = "weakly for"
    AGAINST = "against"
    NEITHER = "neither"


@dataclass(frozen=True)
class Reason:
    """What one column says about a pair."""

    column: str
    speaks: Speaks
    words: str


def reasons(records: Records, one: int, other: int) -> tuple[Reason, ...]:
    """Every column that says something, names first. `one`, `other`: rows."""
    names = records.full_names()
    found = list(_names(names[one], names[other]))  # 1
    pair = np.asarray([one], dtype=np.int64), np.asarray([other], dtype=np.int64)
    for start, compare in comparisons(records, close=True):
        level = int(compare(*pair)[0])
        cells = records.cells[start.name][one], records.cells[start.name][other]
        found.append(_column(start.name, records.kinds[start.name], level, cells))  # 2, 3
    return tuple(reason for reason in found if reason.words)


def _names(one: str, other: str) -> Iterator[Reason]:
    if not one or not other:
        if one or other:
            yield Reason("name", Speaks.NEITHER, "only one of them has a name")
        return
    ours, theirs = words_of(one), words_of(other)
    met = _partners(ours, theirs)
    spelled = [f"{a} = {b}" if a == b else f"{a} ~ {b}" for a, b in met]
    alone = [word for word in ours if word not in {a for a, _ in met}]
    alone += [word for word in theirs if word not in {b for _, b in met}]
    shorter = min(len(ours), len(theirs))
    speaks = Speaks.FOR if len(met) >= shorter > 1 else Speaks.WEAKLY_FOR if met else Speaks.AGAINST
    words = f"sound alike: {', '.join(spelled)}" if met else f"no word of {one} sounds like one of {other}"
    yield Reason("name", speaks, words)
    if met and alone:
        yield Reason("name", Speaks.NEITHER, f"without a counterpart: {', '.join(alone)}")


def _partners(ours: Sequence[str], theirs: Sequence[str]) -> list[tuple[str, str]]:
    """Words that sound alike, the likest first, each once."""
    scored = sorted(
        ((_alike(a, b), a, b) for a in dict.fromkeys(ours) for b in dict.fromkeys(theirs)), key=lambda each: -each[0]
    )
    met: list[tuple[str, str]] = []
    for score, a, b in scored:
        if score >= ALIKE and not any(a == x or b == y for x, y in met):
            met.append((a, b))
    return met


def _alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if len(one) == 1 or len(other) == 1:
        return ALIKE if similarity(f"{one[0]}.", f"{other[0]}.") > 0 else 0.0
    return similarity(one, other)


def _column(name: str, kind: Kind, level: int, cells: tuple[str, str]) -> Reason:
    column = name.partition(":")[2] or name
    one, other = cells
    if level < 0:
        said = one or other
        return Reason(column, Speaks.NEITHER, f"only one says: {said}" if said else "")
    if kind is Kind.DATE:
        return Reason(column, *_dates(level, one, other))
    if level == 0:
        return Reason(column, Speaks.AGAINST, f"differs: {one} / {other}")
    if one == other:
        return Reason(column, Speaks.FOR, f"the same: {one}")
    near = (kind in (Kind.PLACE, Kind.WORD) and level == 1) or (kind is Kind.CODE and level < 3)
    return Reason(
        column, Speaks.WEAKLY_FOR if near else Speaks.FOR, f"{'alike' if near else 'the same'}: {one} ~ {other}"
    )


def _dates(level: int, one: str, other: str) -> tuple[Speaks, str]:
    """By the levels of columns.py."""
    ours, theirs = days_of(one), days_of(other)
    exact = ours is not None and theirs is not None and ours[0] == ours[1] and theirs[0] == theirs[1]
    match level:
        case 5:
            return Speaks.FOR, f"the same day: {one}"
        case 4:
            return Speaks.FOR, f"a few days apart, or one month: {one} / {other}"
        case 3:
            words = "two of year, month and day agree" if exact else "compatible"
            return Speaks.WEAKLY_FOR, f"{words}: {one} / {other}"
        case 2:
            return Speaks.WEAKLY_FOR, f"the year, or day and month, agree: {one} / {other}"
        case 1:
            return Speaks.NEITHER, f"a year apart: {one} / {other}"
        case _:
            return Speaks.AGAINST, f"differs: {one} / {other}"
