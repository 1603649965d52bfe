"""Rows that differ in nothing that tells people apart: what a list cannot say.

A birth, a patronymic, a number of a paper tell two people of one name apart. Where a pair of rows shares none of them,
one name in one place on one day may be one person or two cousins, and no model knows which.

    1 a row's *block*: its family name with its event and place, where it has them; who shares it are kin, or neighbours
    2 namesakes to be expected: how many others share the block, times the share of rows that bear the given name
    3 a join of two rows that share nothing telling is right with a chance between certain and 1 / (1 + KIN namesakes)
    4 rows with nothing telling that say the same, and were not joined, could be: each is a possible join
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np

from habeas.linkage.clustering import Tree
from habeas.linkage.mixture import Places
from habeas.linkage.people.features import words_of
from habeas.linkage.people.records import Kind, Records
from habeas.linkage.persons import Indistinct

KIN = 3.0
"""How many times likelier than strangers kin bear one name: families name after each other."""
SAID = 0.05
"""Share of the rows from which on a list is said to be one that cannot tell."""


class Rows:
    """What tells in each row, and what does not."""

    def __init__(self, records: Records) -> None:
        count = len(records)
        empty = ("",) * count
        names = [tuple(sorted(words_of(name))) for name in records.full_names()]
        given = records.cells.get("given_name", empty)
        family = records.cells.get("family_name", empty)
        beside = [records.cells.get(column, empty) for column in ("event_date", "place")]
        telling = [
            records.cells[name]
            for name, kind in records.kinds.items()
            if kind is Kind.CODE or name in ("birth_date", "patronymic")
        ]
        self._tells = np.asarray([[bool(cell) for cell in row] for row in zip(*telling, strict=True)], dtype=np.bool_)
        self._tells = self._tells.reshape(count, len(telling)) if telling else np.zeros((count, 0), dtype=np.bool_)
        self._blocks = [
            (family[row].casefold() or " ".join(names[row]), *(cells[row] for cells in beside)) for row in range(count)
        ]
        self._given = [given[row].casefold() or " ".join(names[row]) for row in range(count)]
        self._says = [(names[row], *(cells[row] for cells in beside)) for row in range(count)]
        self._named = [bool(words) for words in names]
        self._kin, self._bears = Counter(self._blocks), Counter(self._given)

    def indistinct(self, tree: Tree, held: int = 0) -> Indistinct:
        """`held`: rows that fit two people and joined neither (fits_two.py); as a rule they are one of them."""
        labels = tree.labels()
        made = sum(1 - 1 / (1 + KIN * self._namesakes(row)) for row in self._blind(tree))  # 3
        return Indistinct(float(made), float(self._possible(labels)) + held)

    def _blind(self, tree: Tree) -> Iterator[int]:
        for one, other in tree.joined.tolist():
            if not (self._tells[one] & self._tells[other]).any():
                yield one

    def _namesakes(self, row: int) -> float:
        """2"""
        share = self._bears[self._given[row]] / max(1, len(self._given))
        return share * max(0, self._kin[self._blocks[row]] - 1)

    def _possible(self, labels: Places) -> int:
        """4"""
        groups: defaultdict[tuple[object, ...], set[int]] = defaultdict(set)
        for row, label in enumerate(labels.tolist()):
            if self._named[row] and not self._tells[row].any():
                groups[self._says[row]].add(label)
        return sum(len(each) - 1 for each in groups.values())


def remarks(records: Records, tree: Tree, found: Indistinct) -> tuple[str, ...]:
    """What whoever quotes the number has to know."""
    said = []
    unsure = found.made + found.possible
    if unsure > SAID * len(records):
        said.append(
            f"this list cannot tell: about {unsure:.0f} of {len(records)} rows differ from another in nothing that "
            "tells people apart (birth, patronymic, number); they are one person or several, and the interval is that"
        )
    said += [
        f"tables {one + 1} and {other + 1} hold the same rows: one of them is a copy, and says nothing of its own"
        for one, other in _copies(records)
    ]
    file_of = np.asarray(records.file_of, dtype=np.int64)
    inside = int((file_of[tree.joined[:, 0]] == file_of[tree.joined[:, 1]]).sum()) if len(tree.joined) else 0
    if inside > SAID * len(records):
        said.append(f"{inside} joins are of two rows of one table: look at them, a list seldom holds so many twice")
    return tuple(said)


def _copies(records: Records) -> Iterator[tuple[int, int]]:
    """Tables whose rows are the same, whatever their order. One row alone is no copy."""
    rows: defaultdict[int, list[tuple[str, ...]]] = defaultdict(list)
    for file, cells in zip(records.file_of, zip(*records.cells.values(), strict=True), strict=True):
        rows[file].append(cells)
    seen: dict[tuple[tuple[str, ...], ...], int] = {}
    for file, held in rows.items():
        key = tuple(sorted(held))
        if len(held) > 1 and key in seen:
            yield seen[key], file
        seen.setdefault(key, file)
