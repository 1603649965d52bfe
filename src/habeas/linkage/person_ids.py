"""Person ids that stay: a new run gives groups of records; each keeps the id that most of its records had.

1 every group and every old id that share a record are a possible match, those that share most first, of equals the
  older id: what was split and is joined again gets the id back that it had
2 an id goes to one group only; a group that gets none is a new person
3 where two old persons became one, the id of the larger stays; where one was split, the larger part keeps it
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from habeas.ids import ItemId, new_id


def keep_ids(
    groups: Sequence[Sequence[ItemId]], before: Mapping[ItemId, ItemId], fresh: Callable[[], ItemId] | None = None
) -> list[ItemId]:
    """The id of each group. `before`: record -> person id before, the oldest ids first. `fresh`: makes a new id."""
    make = fresh or (lambda: ItemId(new_id("person")))
    age: dict[ItemId, int] = {}
    for old in before.values():
        age.setdefault(old, len(age))
    shared = [
        (-count, age[old], old, number)
        for number, group in enumerate(groups)
        for old, count in Counter(before[item] for item in group if item in before).items()
    ]
    chosen: dict[int, ItemId] = {}
    used: set[ItemId] = set()
    for _, _, old, number in sorted(shared):
        if number not in chosen and old not in used:
            chosen[number] = old
            used.add(old)
    return [chosen[number] if number in chosen else make() for number in range(len(groups))]
