"""One place as a report or a cell gives it: how wide it is, what it lies in, its point, how far it reaches."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from habeas.errors import BadInput


class Level(IntEnum):
    """How wide a place is. The order is used: a town lies in a region."""

    SITE = 0
    TOWN = 1
    DISTRICT = 2
    REGION = 3
    COUNTRY = 4


RADIUS_KM: Mapping[Level, float] = {
    Level.SITE: 1.0,
    Level.TOWN: 8.0,
    Level.DISTRICT: 30.0,
    Level.REGION: 100.0,
    Level.COUNTRY: 400.0,
}
"""How far a place of this level usually reaches from its point: a convention, not a measurement."""
NEAR_KM = 15.0
"""How far "near" reaches beyond the place that is named."""


@dataclass(frozen=True)
class EventPlace:
    """Where. Everything but `level` may be missing; a place of which nothing is known is no place.

    `id`: of the place in the vault. `gazetteer`: of the real place. `within`: ids, gazetteer ids or names of the places
    it lies in. `near`: it is not this place, but near it.
    """

    id: str = ""
    name: str = ""
    level: Level = Level.TOWN
    gazetteer: str = ""
    latitude: float | None = None
    longitude: float | None = None
    radius_km: float | None = None
    near: bool = False
    within: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if (self.latitude is None) != (self.longitude is None):
            raise BadInput("a place has a latitude or a longitude without the other")
        if not (-90 <= (self.latitude or 0.0) <= 90 and -180 <= (self.longitude or 0.0) <= 180):
            raise BadInput("a place has a point that is not on the Earth", hint="degrees north, degrees east")
        if self.radius_km is not None and not 0 <= self.radius_km <= 20_100:
            raise BadInput("a place has a radius below 0 or beyond the Earth")

    @property
    def reach_km(self) -> float:
        """How far from its point it can be."""
        own = RADIUS_KM[self.level] if self.radius_km is None else self.radius_km
        return own + NEAR_KM * (self.near and self.radius_km is None)

    @property
    def known(self) -> bool:
        return bool(self.id or self.name or self.gazetteer or self.latitude is not None)
