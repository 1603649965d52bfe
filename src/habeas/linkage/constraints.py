"""What no evidence may join: limits on groups of records, kept up to date while groups grow (clustering.py).

    1 two groups that both hold a record of one list known to have no duplicates are two persons
    2 two groups of different sorts are two (events: two families of acts)
    3 two groups that hold records too far apart in time are two
    4 a pair that a person judged the same is stronger than all of these

Each group keeps the lists it has a record of, its sort, its latest first day and its earliest last day, and whom it was
judged the same as. No pair is ever listed, so a list of a million records costs as much as one of ten.
"""

from collections.abc import Collection, Iterable, Sequence

from habeas.errors import UsageProblem


class Constraint:
    """Limits on joining groups named by a row of theirs. It changes with every join: one is good for one tree.

    `lists`: the list of each row, or the lists, where a row stands for several records. `without_duplicates`: which
    lists have none. `sorts`: the sort of each row, -1: any.
    `spans`: first and last day of each row, None where it has none; `days`: what may lie between two of one group.
    `same`: pairs of rows that were judged the same.
    """

    def __init__(
        self,
        lists: Sequence[int | Collection[int]] = (),
        without_duplicates: Collection[int] = (),
        *,
        sorts: Sequence[int] = (),
        spans: Sequence[tuple[int, int] | None] = (),
        days: int = 0,
        same: Iterable[tuple[int, int]] = (),
    ) -> None:
        limited = set(without_duplicates)
        every = [{held} if isinstance(held, int) else set(held) for held in lists]
        if not limited <= set().union(*every):
            raise UsageProblem("a list said to have no duplicates is not among the lists that are linked")
        self._lists = {row: held & limited for row, held in enumerate(every) if held & limited}
        self._sorts = {row: sort for row, sort in enumerate(sorts) if sort >= 0}
        self._spans = {row: span for row, span in enumerate(spans) if span is not None}
        self._days = days
        self._same: dict[int, set[int]] = {}
        for a, b in same:
            self._same.setdefault(a, set()).add(b)
            self._same.setdefault(b, set()).add(a)

    def forbids(self, a: int, b: int) -> bool:
        """Whether the groups of these two rows must stay two."""
        if b in self._same.get(a, ()):  # 4
            return False
        one, other = self._lists.get(a), self._lists.get(b)
        if one and other and not one.isdisjoint(other):  # 1
            return True
        if a in self._sorts and b in self._sorts and self._sorts[a] != self._sorts[b]:  # 2
            return True
        if a in self._spans and b in self._spans:  # 3
            first, last = _both(self._spans[a], self._spans[b])
            return first - last > self._days
        return False

    def join(self, a: int, b: int) -> None:
        """The group of b is now part of the group of a."""
        if (lists := self._lists.pop(b, None)) is not None:
            self._lists.setdefault(a, set()).update(lists)
        if (sort := self._sorts.pop(b, None)) is not None:
            self._sorts.setdefault(a, sort)
        if (span := self._spans.pop(b, None)) is not None:
            self._spans[a] = _both(self._spans.get(a, span), span)
        for friend in self._same.pop(b, set()):
            self._same[friend].discard(b)
            if friend != a:
                self._same[friend].add(a)
                self._same.setdefault(a, set()).add(friend)


def _both(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    """Latest first day and earliest last day: what lies between them is the widest gap of any two."""
    return max(one[0], other[0]), min(one[1], other[1])
