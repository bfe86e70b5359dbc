"""The shifted systems of Chinese web maps: GCJ-02 and BD-09 to WGS-84 and back.

The formula is public knowledge and official nowhere; this is the form that all open implementations
share (e.g. github.com/googollee/eviltransform). Outside China GCJ-02 is WGS-84.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Shift = Callable[[Floats, Floats], tuple[Floats, Floats]]

SYSTEMS = ("GCJ-02", "BD-09")

# Krassowsky 1940, whose semi-major axis [m] and squared eccentricity the formula uses.
_AXIS_M = 6378245.0
_ECCENTRICITY_2 = 0.00669342162296594323
_ORIGIN_LON_DEG, _ORIGIN_LAT_DEG = 105.0, 35.0
# The box in which the shift applies [degrees]: west, east, south, north.
_BOX_DEG = (72.004, 137.8347, 0.8293, 55.8271)
# Baidu's second shift.
_BD_LON_DEG, _BD_LAT_DEG = 0.0065, 0.006
_BD_TURN = np.pi * 3000.0 / 180.0
_BD_RADIUS, _BD_ANGLE = 0.00002, 0.000003
# A step less than a tenth of a millimetre; four to six rounds reach it.
_CLOSE_DEG = 1e-9
_MOST_ROUNDS = 30


def wgs84(system: str, lon_deg: Floats, lat_deg: Floats) -> tuple[Floats, Floats]:
    """Return places of a shifted system in WGS-84, exact to less than a millimetre.

    Parameters
    ----------
    system : {'GCJ-02', 'BD-09'}
        The system of the places.
    lon_deg, lat_deg : ndarray
        Places [degrees].

    Returns
    -------
    tuple of ndarray
        Longitude and latitude [degrees].
    """
    forward = gcj02 if system == "GCJ-02" else bd09
    lon, lat = np.array(lon_deg, dtype=float), np.array(lat_deg, dtype=float)
    for _ in range(_MOST_ROUNDS):
        east, north = forward(lon, lat)
        step_lon, step_lat = lon_deg - east, lat_deg - north
        lon, lat = lon + step_lon, lat + step_lat
        if max(np.abs(step_lon).max(initial=0.0), np.abs(step_lat).max(initial=0.0)) < _CLOSE_DEG:
            break
    return lon, lat


def gcj02(lon_deg: Floats, lat_deg: Floats) -> tuple[Floats, Floats]:
    """Return places of WGS-84 in GCJ-02, longitude and latitude [degrees]."""
    x, y = lon_deg - _ORIGIN_LON_DEG, lat_deg - _ORIGIN_LAT_DEG
    pi = np.pi
    common = (20 * np.sin(6 * pi * x) + 20 * np.sin(2 * pi * x)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y**2 + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x)) + common
    north += (20 * np.sin(pi * y) + 40 * np.sin(pi * y / 3)) * 2 / 3
    north += (160 * np.sin(pi * y / 12) + 320 * np.sin(pi * y / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x**2 + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x)) + common
    east += (20 * np.sin(pi * x) + 40 * np.sin(pi * x / 3)) * 2 / 3
    east += (150 * np.sin(pi * x / 12) + 300 * np.sin(pi * x / 30)) * 2 / 3
    lat = np.radians(lat_deg)
    magic = 1 - _ECCENTRICITY_2 * np.sin(lat) ** 2
    meridian_m = _AXIS_M * (1 - _ECCENTRICITY_2) / magic**1.5
    parallel_m = _AXIS_M / np.sqrt(magic) * np.cos(lat)
    west, east_end, south, north_end = _BOX_DEG
    inside = (lon_deg > west) & (lon_deg < east_end) & (lat_deg > south) & (lat_deg < north_end)
    return (
        lon_deg + np.where(inside, np.degrees(east / parallel_m), 0.0),
        lat_deg + np.where(inside, np.degrees(north / meridian_m), 0.0),
    )


def bd09(lon_deg: Floats, lat_deg: Floats) -> tuple[Floats, Floats]:
    """Return places of WGS-84 in BD-09, longitude and latitude [degrees]."""
    lon, lat = gcj02(lon_deg, lat_deg)
    radius = np.hypot(lon, lat) + _BD_RADIUS * np.sin(lat * _BD_TURN)
    angle = np.arctan2(lat, lon) + _BD_ANGLE * np.cos(lon * _BD_TURN)
    return radius * np.cos(angle) + _BD_LON_DEG, radius * np.sin(angle) + _BD_LAT_DEG
