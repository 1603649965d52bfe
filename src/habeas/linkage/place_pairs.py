"""Two places of reports: the same, one part of the other, near, or elsewhere.

    1 places that differ in nothing are one; each different pair is compared once
    2 the same id or gazetteer id, or the same name in sounds, is the same place, unless their points are far apart
    3 one contains the other: by what it is said to lie in, else by points and radii
    4 else the distance between their edges; without points, names that sound alike

That both happened in "the region" says little, that both happened in one hamlet says much: so a wide place is a level
of its own, and the same town is `common` or `rare` by how many records have it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from rapidfuzz.distance import JaroWinkler

from habeas.linkage.geography import great_circle_km
from habeas.linkage.mixture import Levels, Places, Start
from habeas.linkage.names import readings_of
from habeas.linkage.place_levels import EventPlace, Level

ELSEWHERE, NEAR_BY, WIDE, PART, SAME, SAME_RARE = range(6)
NEAR_BY_KM = 25.0
"""Between edges: the next village, or a slip of whoever wrote it down."""
RARE = 0.01
"""A place of fewer than this share of the records that have one is rare."""
ALIKE = 0.92


class EventPlaces:
    """The places of all records, ready to be compared.

    `given`: the place of each record; or, with `of`, the different places, and which of them each record has (-1:
    none).
    """

    def __init__(self, given: Sequence[EventPlace | None], of: Sequence[int] | None = None) -> None:
        places = [place if place and place.known else None for place in given]
        each = np.arange(len(places)) if of is None else np.asarray(of, dtype=np.int64)
        times = np.bincount(each[each >= 0], minlength=len(places)).tolist()
        shared: Counter[str] = Counter()
        for place, count in zip(places, times, strict=True):
            shared.update({place.id: count} if place else {})
        numbers: dict[EventPlace, int] = {}
        own = [-1 if p is None else numbers.setdefault(_bare(p, shared), len(numbers)) for p in places]
        self.number = np.asarray([*own, -1], dtype=np.int64)[each]
        self.different = list(numbers)
        self.keys = [keys_of(place) for place in self.different]
        held = np.bincount(self.number[self.number >= 0], minlength=len(numbers))
        total: Counter[str] = Counter()
        for keys, count in zip(self.keys, held.tolist(), strict=True):
            total.update(dict.fromkeys(keys, count))
        present = max(1, int((self.number >= 0).sum()))
        self.rare = [max((total[key] for key in keys), default=1) < max(3.0, RARE * present) for keys in self.keys]

    def start(self) -> Start:
        """Usual m and u of the levels."""
        return Start("place", (0.03, 0.07, 0.15, 0.2, 0.25, 0.3), (0.6, 0.1, 0.18, 0.04, 0.06, 0.02))

    def compare(self, left: Places, right: Places) -> Levels:
        """The level of each pair; -1 where one has no place, or nothing says how the two lie to each other."""
        one, other = self.number[left], self.number[right]
        key = np.where((one < 0) | (other < 0), -1, np.minimum(one, other) * len(self.keys) + np.maximum(one, other))
        different, inverse = np.unique(key, return_inverse=True)
        levels = [-1 if k < 0 else self._level(*divmod(k, len(self.keys))) for k in different.tolist()]
        return np.asarray(levels, dtype=np.int8)[inverse]

    def _level(self, one: int, other: int) -> int:
        found = relation(self.different[one], self.different[other])
        return SAME_RARE if found == SAME and self.rare[one] and self.rare[other] else found


def _bare(place: EventPlace, shared: Counter[str]) -> EventPlace:
    """1 Each text has its own places: an id that only one record has tells nothing where there is a name."""
    return place if shared[place.id] > 1 or not (place.name or place.gazetteer) else replace(place, id="")


@lru_cache(maxsize=1 << 16)
def keys_of(place: EventPlace) -> frozenset[str]:
    """What makes it the same place as another: ids, and its name in sounds, in every reading."""
    ids = {f"#{key}" for key in (place.id, place.gazetteer) if key}
    return frozenset(ids | {f"~{sounds}" for sounds in (readings_of(place.name) if place.name else ()) if sounds})


@lru_cache(maxsize=1 << 16)
def _within(place: EventPlace) -> frozenset[str]:
    sounds = {f"~{sound}" for part in place.within for sound in readings_of(part) if sound}
    return frozenset(sounds | {f"#{part}" for part in place.within})


def relation(one: EventPlace, other: EventPlace) -> int:
    """How two places lie to each other: ELSEWHERE ... SAME, -1 where nothing says. Symmetric."""
    if one.level > other.level:
        one, other = other, one
    apart = _gap_km(one, other)
    far = apart is not None and apart > NEAR_BY_KM
    wide = other.level >= Level.REGION
    if keys_of(one) & keys_of(other) and not far:  # 2
        return WIDE if wide else PART if one.near or other.near or one.level != other.level else SAME
    if one.level != other.level and (keys_of(other) & _within(one)) and not far:  # 3
        return WIDE if wide else PART
    if apart is not None:  # 4
        return _by_distance(one, other, apart)
    return _by_name(one, other)


def _by_distance(one: EventPlace, other: EventPlace, apart: float) -> int:
    if apart > NEAR_BY_KM:
        return ELSEWHERE
    if apart <= 0 and one.level != other.level:
        return WIDE if other.level >= Level.REGION else PART
    return ELSEWHERE if one.level == other.level and one.level >= Level.REGION else NEAR_BY


def _by_name(one: EventPlace, other: EventPlace) -> int:
    """Without points. A narrower place that does not say where it lies can lie anywhere."""
    if one.level != other.level:
        return ELSEWHERE if one.within and other.level <= Level.TOWN else -1
    if _within(one) & _within(other) and one.level == Level.SITE:
        return PART
    names = [next((key[1:] for key in sorted(keys_of(place)) if key[0] == "~"), "") for place in (one, other)]
    if not all(names):
        return ELSEWHERE if all(keys_of(place) for place in (one, other)) else -1
    return NEAR_BY if JaroWinkler.similarity(*names) >= ALIKE and one.level < Level.REGION else ELSEWHERE


def _gap_km(one: EventPlace, other: EventPlace) -> float | None:
    """Between their edges, 0 where they can touch; None without points."""
    if one.latitude is None or other.latitude is None or one.longitude is None or other.longitude is None:
        return None
    points = [np.asarray(value) for value in (one.latitude, one.longitude, other.latitude, other.longitude)]
    return max(0.0, float(great_circle_km(*points)) - one.reach_km - other.reach_km)
