"""Distances on the Earth."""

import numpy as np

from habeas.linkage.mixture import Floats

EARTH_KM = 6371.0088
"""Mean radius (IUGG 1980)."""


def great_circle_km(latitude: Floats, longitude: Floats, other_latitude: Floats, other_longitude: Floats) -> Floats:
    """Distance in km of points in degrees, shapes broadcast; NaN where a point is. Haversine, on a sphere: wrong by up
    to 0.6 %."""
    north, other_north = np.radians(latitude), np.radians(other_latitude)
    up = np.sin((other_north - north) / 2) ** 2
    along = np.sin(np.radians(np.asarray(other_longitude) - longitude) / 2) ** 2
    half = up + np.cos(north) * np.cos(other_north) * along
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))))
