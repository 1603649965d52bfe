"""Cells that name a place -> places with a level, what they lie in and, where the gazetteer is sure, a point.

    1 words that say how the place is meant are taken off: "near", "region", "village", in the languages of the lists;
      what follows a comma is what it lies in
    2 the rest is looked up. It has a point only where one thing fits, or one town far above the others (decision 57)
    3 two places are compared as those of events are (place_pairs.py): the same, one part of the other, near, elsewhere

The gazetteer is an argument: this stage knows no file of names.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from habeas.linkage.mixture import Compare, Start
from habeas.linkage.place_levels import EventPlace, Level
from habeas.linkage.place_pairs import EventPlaces

SURE_FROM = 100_000
"""Inhabitants from which a town is meant although others bear its name."""
TIMES = 10
"""It must be so many times larger than the next."""
_NEAR = (
    "near nr outside close to возле около близ под недалеко от біля поблизу près de cerca de قرب بالقرب من ضواحي ريف"
)
_REGION = (
    "region oblast province governorate republic область обл республика респ край губерния область région province "
    "provincia región estado محافظة ولاية إقليم"
)
_DISTRICT = "district rayon raion county район р-н раён повіт arrondissement distrito municipio قضاء ناحية منطقة"
_TOWN = (
    "city town village settlement of the г гор город с село пос посёлок поселок станица ст аул хутор дер деревня смт "
    "місто ville village ciudad pueblo aldea de مدينة قرية بلدة"
)


class Known(Protocol):
    """One thing that a name may be, as a gazetteer says."""

    @property
    def kind(self) -> str:
        """country | admin1 | city"""
        ...

    @property
    def geonames(self) -> str: ...

    @property
    def latitude(self) -> float | None: ...

    @property
    def longitude(self) -> float | None: ...

    @property
    def population(self) -> int: ...

    @property
    def name(self) -> str: ...


LookUp = Callable[[str], Sequence[Known]]
_LEVELS = {"country": Level.COUNTRY, "admin1": Level.REGION, "city": Level.TOWN}
_MEANT = dict.fromkeys(_REGION.split(), Level.REGION) | dict.fromkeys(_DISTRICT.split(), Level.DISTRICT)
_NEAR_WORDS, _TOWN_WORDS = frozenset(_NEAR.split()), frozenset(_TOWN.split())


def place_comparison(name: str, cells: Sequence[str], look_up: LookUp) -> tuple[Start, Compare]:
    """3 The comparison of one column of places."""
    number = {cell: place for place, cell in enumerate(dict.fromkeys(cell for cell in cells if cell))}
    places = EventPlaces([place_of(cell, look_up) for cell in number], [number.get(cell, -1) for cell in cells])
    m, u = (0.27, 0.08, 0.03, 0.04, 0.28, 0.3), (0.8, 0.07, 0.02, 0.01, 0.07, 0.03)
    return Start(name, m, u), places.compare


def place_of(cell: str, look_up: LookUp) -> EventPlace:
    """The place that a cell names."""
    first, *outer = [part.strip() for part in cell.split(",") if part.strip()] or [cell]
    words = first.split()
    plain = [word.strip(".").casefold() for word in words]
    near = any(word in _NEAR_WORDS for word in plain)
    meant = next((_MEANT[word] for word in plain if word in _MEANT), None)
    dropped = _NEAR_WORDS | _TOWN_WORDS | _MEANT.keys()
    kept = " ".join(word for word, bare in zip(words, plain, strict=True) if bare not in dropped) or first
    hit = _sure([*look_up(kept)], meant) or _sure([*look_up(first)], meant)  # 2
    if hit is None:
        return EventPlace(name=kept, level=meant or Level.TOWN, near=near, within=tuple(outer))
    sort = _LEVELS.get(hit.kind, Level.TOWN)
    level = meant or sort
    # A district is called after its town: its point is right, its id is not.
    own = (hit.geonames or f"{hit.kind}:{hit.name}") if level == sort else ""
    pointed = hit.latitude is not None and hit.longitude is not None
    return EventPlace(
        name=kept,
        level=level,
        gazetteer=own,
        latitude=hit.latitude if pointed else None,
        longitude=hit.longitude if pointed else None,
        near=near,
        within=tuple(outer),
    )


def _sure(hits: Sequence[Known], meant: Level | None) -> Known | None:
    """2 The one thing that fits; None where several do."""
    if meant is not None and meant >= Level.REGION:
        hits = [hit for hit in hits if _LEVELS.get(hit.kind, Level.TOWN) >= Level.REGION] or hits
    else:
        hits = [hit for hit in hits if hit.kind == "city"] or hits
    ranked = sorted(hits, key=lambda hit: (-hit.population, hit.geonames))
    if len(ranked) <= 1:
        return ranked[0] if ranked else None
    first, second = ranked[0].population, ranked[1].population
    return ranked[0] if first >= SURE_FROM and first >= TIMES * second else None
