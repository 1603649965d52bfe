"""Which places of the vault are one: each list and each report has its own "Lomna", in its own letters.

Two places are one where the gazetteer gives both the same entry, or where their names sound alike in some reading, to
the letter: an analyst without names has to count by place, and a place that is wrongly two only makes two small counts
out of one, while two that are wrongly one hide a difference. Alike is therefore not enough.
"""

from collections.abc import Mapping

from habeas.ids import ItemId
from habeas.linkage.names import readings_of


def same_places(names: Mapping[ItemId, str], gazetteer: Mapping[ItemId, str]) -> list[tuple[ItemId, list[ItemId]]]:
    """(the one that stands for all, all of them) of each place; the first in the order of `names` stands."""
    parent = {place: place for place in names}

    def root(place: ItemId) -> ItemId:
        while parent[place] != place:
            place = parent[place]
        return place

    first: dict[str, ItemId] = {}
    order = {place: number for number, place in enumerate(names)}
    for place, name in names.items():
        for key in _keys(name, gazetteer.get(place, "")):
            one, other = sorted((root(first.setdefault(key, place)), root(place)), key=order.__getitem__)
            parent[other] = one
    found: dict[ItemId, list[ItemId]] = {}
    for place in names:
        found.setdefault(root(place), []).append(place)
    return list(found.items())


def _keys(name: str, entry: str) -> set[str]:
    sounds = {f"s:{sound}" for sound in readings_of(name) if len(sound) > 1}
    return (sounds or {f"w:{name.casefold().strip()}"}) | ({f"g:{entry}"} if entry else set())
