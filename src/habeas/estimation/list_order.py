"""The order in which lists were made, as a person writes it: `a,b,c`, or with dates `a=2019,b=2019-06,c=2020-01-15`.

An order that its own dates contradict is refused: one of the two is wrong, and nobody here can say which.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from habeas.errors import UsageProblem

_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def order_of(entries: Sequence[str]) -> tuple[str, ...]:
    """Labels of the lists, the first made first. Entries are `label` or `label=YYYY[-MM[-DD]]`.

    >>> order_of(["a=2019", "b=2019-06", "c"])
    ('a', 'b', 'c')
    """
    labels, dates = [], []
    for number, entry in enumerate(entries, 1):
        label, separator, date = (part.strip() for part in entry.partition("="))
        if not label or (separator and not _DATE.fullmatch(date)):
            raise UsageProblem(
                f"entry {number} of the order is no list with a date",
                hint="write it as the list's label, or as label=2019, label=2019-06, label=2019-06-15",
            )
        labels.append(label)
        if separator:
            dates.append((number, date))
    for (first, earlier), (second, later) in pairwise(dates):
        width = min(len(earlier), len(later))
        if earlier[:width] > later[:width]:
            raise UsageProblem(
                f"the order contradicts its dates: entry {first} stands before entry {second} and has a later date",
                hint="put the lists in the order in which they were made, or correct the date",
            )
    return tuple(labels)


def columns_in_order(lists: Sequence[str], order: Sequence[str]) -> list[int]:
    """The columns of a table in the order of its lists. Raises UsageProblem unless the order names every list once;
    lists that the table does not have are passed over: a stratum may lack some."""
    missing = [number for number, label in enumerate(lists, 1) if label not in order]
    if len(set(order)) != len(order):
        raise UsageProblem("the order names a list twice", hint="name every list once, the first made first")
    if missing:
        raise UsageProblem(
            f"the order leaves out list {', '.join(map(str, missing))} of the table's {len(lists)}",
            hint="name every list once, the first made first; leave a list out of the table with --lists",
        )
    return [list(lists).index(label) for label in order if label in lists]


def require_order(lists: Sequence[str], order: Sequence[str]) -> None:
    """The order must name all lists of the table and no other."""
    columns_in_order(lists, order)
    unknown = [number for number, label in enumerate(order, 1) if label not in lists]
    if unknown:
        raise UsageProblem(
            f"entry {', '.join(map(str, unknown))} of the order is no list of the table",
            hint="labels must match letter for letter; lists left out with --lists are left out of the order too",
        )
