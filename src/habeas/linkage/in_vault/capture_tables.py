"""Judged individuals -> tables of who is on which list, by place or time, for `estimation`. Needs no name.

    1 each list of the vault is a list; the reports together may be one more
    2 versions of who is who: each join made by its own probability (replicates.py); judgements hold in all of them
    3 where an individual's records disagree about the stratum, each version takes the word of one of them, drawn
    4 each version gives one table for each stratum

What is nowhere told is the stratum UNKNOWN: those people are counted, and said to be there.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

import numpy as np

from habeas.claims.people import PersonRow
from habeas.errors import UsageProblem
from habeas.ids import ItemId
from habeas.linkage.groups import groups_of, settle
from habeas.linkage.in_vault.individuals import Individuals
from habeas.linkage.mixture import Places
from habeas.linkage.replicates import LEAST, SEED, Table, histories
from habeas.linkage.replicates import versions as draws

UNKNOWN = "unknown"
REPORTS = ItemId("reports")
ALL = "all"


class By(StrEnum):
    """What strata are made of: what was read from the records, never a word of the names room."""

    PLACE = "place"
    YEAR = "year"
    MONTH = "month"
    ACT = "act"
    SEX = "sex"


@dataclass(frozen=True)
class CaptureTables:
    """`lists`: ids, in order. `versions`: stratum -> table, one mapping a version; the first is the best answer."""

    lists: tuple[ItemId, ...]
    versions: tuple[Mapping[str, Table], ...]
    left_out: int
    """Individuals of the best answer who are on none of the lists: only in reports."""
    unknown: int
    """Individuals of the best answer whose stratum nobody tells."""


def capture_tables(
    now: Individuals,
    heads: Mapping[ItemId, ItemId],
    by: By | None = None,
    *,
    reports: bool = False,
    only: Sequence[ItemId] = (),
    count: int = LEAST,
    seed: int = SEED,
) -> CaptureTables:
    """The tables of `count` versions, after the best answer. `heads`: place -> the place that stands for it.

    `reports`: whether all reports together are one more list. `only`: lists to use. Raises UsageProblem.
    """
    lists = _lists(now, reports, only)  # 1
    number = {list_: place for place, list_ in enumerate(lists)}
    list_of = [number.get(row.list or REPORTS, -1) for row in now.people]
    strata = [_stratum(row, by, heads) for row in now.people]
    rng = np.random.default_rng(seed)
    versions: list[dict[str, Table]] = []
    drawn = (settle(len(now.records), each, now.judged, now.cut) for each in draws(now.joins, now.cut, count, seed))
    for labels in chain([now.labels], drawn):  # 2
        told = _told(labels, strata, None if not versions else rng)  # 3
        versions.append(_tables(labels, told, list_of, len(lists)))  # 4
    counted = _tables(now.labels, _told(now.labels, strata, None), list_of, len(lists))
    on_lists = sum(int(table.counts.sum()) for table in counted.values())
    unknown = int(counted[UNKNOWN].counts.sum()) if UNKNOWN in counted else 0
    return CaptureTables(lists, tuple(versions), len(now.groups) - on_lists, unknown)


def _lists(now: Individuals, reports: bool, only: Sequence[ItemId]) -> tuple[ItemId, ...]:
    there = tuple(dict.fromkeys(row.list for row in now.people if row.list is not None))
    if any(row.list is None for row in now.people) and reports:
        there = (*there, REPORTS)
    if missing := [list_ for list_ in only if list_ not in there]:
        raise UsageProblem(f"{len(missing)} of the lists that were named are not in the vault")
    return tuple(list_ for list_ in there if not only or list_ in only)


def _tables(labels: Places, told: Sequence[str], list_of: Sequence[int], lists: int) -> dict[str, Table]:
    """`told`: the stratum of each individual."""
    found: dict[str, Table] = {}
    of = np.asarray(told)[labels] if len(labels) else np.zeros(0, dtype=str)
    for stratum in sorted(set(told)):
        here = np.flatnonzero(of == stratum)
        _, numbered = np.unique(labels[here], return_inverse=True)
        table = histories(numbered.astype(np.int64), [list_of[row] for row in here.tolist()], lists)
        if table.counts.sum():
            found[stratum] = table
    return found


def _told(labels: Places, strata: Sequence[str], rng: np.random.Generator | None) -> list[str]:
    """The stratum of each individual: what most records say, the first of equals; with `rng`, the word of one."""
    return [_word([strata[row] for row in group if strata[row]], rng) for group in groups_of(labels)]


def _word(words: Sequence[str], rng: np.random.Generator | None) -> str:
    if not words:
        return UNKNOWN
    if rng is None or len(set(words)) == 1:
        return Counter(words).most_common(1)[0][0]
    return words[int(rng.integers(len(words)))]


def _stratum(row: PersonRow, by: By | None, heads: Mapping[ItemId, ItemId]) -> str:
    """What one record says; empty where it says nothing that is one stratum."""
    return ALL if by is None else _READERS[by](row, heads)


def _place(row: PersonRow, heads: Mapping[ItemId, ItemId]) -> str:
    return next((heads.get(told.place, told.place) for told in row.told if told.place), "")


def _act(row: PersonRow, _: Mapping[ItemId, ItemId]) -> str:
    return str(row.values.get("act") or next((told.act for told in row.told if told.act), ""))


def _sex(row: PersonRow, _: Mapping[ItemId, ItemId]) -> str:
    return str(row.values.get("sex") or "")


def _dated(digits: int) -> Callable[[PersonRow, Mapping[ItemId, ItemId]], str]:
    """The year (4 digits) or month (7) in which all the days lie that the record can mean."""

    def read(row: PersonRow, _: Mapping[ItemId, ItemId]) -> str:
        event = row.values.get("event_date") or {}
        spans = [(str(event.get("earliest") or ""), str(event.get("latest") or ""))]
        spans += [(told.earliest, told.latest) for told in row.told]
        first, last = next(((a, b) for a, b in spans if a and b), ("", ""))
        return first[:digits] if first[:digits] == last[:digits] else ""

    return read


_READERS: Mapping[By, Callable[[PersonRow, Mapping[ItemId, ItemId]], str]] = {
    By.PLACE: _place,
    By.YEAR: _dated(4),
    By.MONTH: _dated(7),
    By.ACT: _act,
    By.SEX: _sex,
}
