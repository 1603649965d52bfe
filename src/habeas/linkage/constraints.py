"""What no evidence may join: limits on groups of records, kept up to date while groups grow (clustering.py).

    1 two groups that both hold a record of one list known to have no duplicates are two persons
    2 two groups of different sorts are two (events: two families of acts)
    3 a pair that a person judged the same is stronger than either

Each group keeps the lists it has a record of, its sort, and whom it was judged the same as. No pair is ever listed, so
a list of a million records costs as much as one of ten.
"""

from collections.abc import Collection, Iterable, Sequence

from habeas.errors import UsageProblem


class Constraint:
    """Limits on joining groups named by a row of theirs. It changes with every join: one is good for one tree.

    `lists`: the list of each row. `without_duplicates`: which lists have none. `sorts`: the sort of each row, -1: any.
    `same`: pairs of rows that were judged the same.
    """

    def __init__(
        self,
        lists: Sequence[int] = (),
        without_duplicates: Collection[int] = (),
        *,
        sorts: Sequence[int] = (),
        same: Iterable[tuple[int, int]] = (),
    ) -> None:
        limited = set(without_duplicates)
        if not limited <= set(lists):
            raise UsageProblem("a list said to have no duplicates is not among the lists that are linked")
        self._lists = {row: {number} for row, number in enumerate(lists) if number in limited}
        self._sorts = {row: sort for row, sort in enumerate(sorts) if sort >= 0}
        self._same: dict[int, set[int]] = {}
        for a, b in same:
            self._same.setdefault(a, set()).add(b)
            self._same.setdefault(b, set()).add(a)

    def forbids(self, a: int, b: int) -> bool:
        """Whether the groups of these two rows must stay two."""
        if b in self._same.get(a, ()):  # 3
            return False
        one, other = self._lists.get(a), self._lists.get(b)
        if one and other and not one.isdisjoint(other):  # 1
            return True
        return self._sorts.get(a, -1) != self._sorts.get(b, -1) and a in self._sorts and b in self._sorts  # 2

    def join(self, a: int, b: int) -> None:
        """The group of b is now part of the group of a."""
        if (lists := self._lists.pop(b, None)) is not None:
            self._lists.setdefault(a, set()).update(lists)
        if (sort := self._sorts.pop(b, None)) is not None:
            self._sorts.setdefault(a, sort)
        for friend in self._same.pop(b, set()):
            self._same[friend].discard(b)
            if friend != a:
                self._same[friend].add(a)
                self._same.setdefault(a, set()).add(friend)
