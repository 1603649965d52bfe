"""How many distinct persons, by list, and who is on several: the figures of `habeas link persons`. Needs no name."""

from collections.abc import Mapping
from dataclasses import dataclass

from habeas.ids import ItemId
from habeas.linkage.in_vault.capture_tables import ALL, REPORTS, By, capture_tables
from habeas.linkage.in_vault.individuals import Individuals
from habeas.linkage.judgements import Contradiction, Verdict
from habeas.linkage.persons import Persons


@dataclass(frozen=True)
class OfList:
    """One list: its records, the distinct persons on it, and those on no other."""

    list: ItemId
    records: int
    persons: int
    only_here: int


@dataclass(frozen=True)
class Pattern:
    """Persons on exactly these lists."""

    lists: tuple[ItemId, ...]
    persons: int


@dataclass(frozen=True)
class Summary:
    """`by_list` and `overlap` are those of the best answer; reports together stand as one list."""

    records: int
    persons: Persons
    by_list: tuple[OfList, ...]
    overlap: tuple[Pattern, ...]
    judged: Mapping[Verdict, int]
    contradictions: tuple[Contradiction, ...]
    unseen: int
    """Records that no run has seen: each counts as a person of its own until the next run."""
    strata: Mapping[str, int]
    """With `by`: persons of each stratum."""


def summary(now: Individuals, heads: Mapping[ItemId, ItemId], by: By | None = None) -> Summary:
    """The figures, of the runs in force with all judgements."""
    tables = capture_tables(now, heads, reports=True)
    best = tables.versions[0].get(ALL)
    marks = best.marks.tolist() if best is not None else []
    counts = best.counts.tolist() if best is not None else []
    overlap = [
        Pattern(tuple(list_ for list_, on in zip(tables.lists, row, strict=True) if on), int(count))
        for row, count in zip(marks, counts, strict=True)
    ]
    verdicts = [judgement.verdict for judgement in now.judgements]
    strata = capture_tables(now, heads, by, reports=True).versions[0] if by else {}
    return Summary(
        len(now.people),
        now.count(),
        tuple(_of_list(now, list_, overlap) for list_ in tables.lists),
        tuple(sorted(overlap, key=lambda pattern: (-len(pattern.lists), -pattern.persons, pattern.lists))),
        {verdict: verdicts.count(verdict) for verdict in Verdict},
        now.contradictions,
        len(now.unseen),
        {stratum: int(table.counts.sum()) for stratum, table in strata.items()},
    )


def _of_list(now: Individuals, list_: ItemId, overlap: list[Pattern]) -> OfList:
    records = sum((row.list or REPORTS) == list_ for row in now.people)
    persons = sum(pattern.persons for pattern in overlap if list_ in pattern.lists)
    alone = sum(pattern.persons for pattern in overlap if pattern.lists == (list_,))
    return OfList(list_, records, persons, alone)
