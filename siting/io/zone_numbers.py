"""Zone numbers before eastings, as 40 in 40 512 345 m: which system they tell of, and which is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pyproj
    from numpy.typing import NDArray

# CGCS2000 / 3-degree Gauss-Kruger with the zone number before the easting: EPSG:4513 is zone 25, without it
# EPSG:4534; of 6 degrees, with it, EPSG:4491 is zone 13, without it EPSG:4502.
_NARROW = range(25, 46)
_WIDE = range(13, 24)
_WITH_NUMBER = {zone: 4513 + zone - 25 for zone in _NARROW} | {zone: 4491 + zone - 13 for zone in _WIDE}
_WITHOUT = {zone: 4534 + zone - 25 for zone in _NARROW} | {zone: 4502 + zone - 13 for zone in _WIDE}
_FINNISH_EPSG, _FINNISH_ZONES = 3854, range(19, 32)  # ETRS-GK: EPSG:3873 is zone 19
_ZONE_STEP_M = 1e6
_CHINA_NORTHINGS_M = (1.8e6, 6.0e6)
_FINNISH_NORTHINGS_M = (6.5e6, 7.9e6)
# Eastings that bear no zone number, 500 km added.
_PLAIN_EASTINGS_M = (1e5, 9e5)


def zone_and_code(bounds: NDArray[np.float64]) -> tuple[int, int] | None:
    """Return the zone number that eastings bear and the EPSG code of its system; None when they bear none.

    Parameters
    ----------
    bounds : float array (4,)
        West, south, east, north [m].
    """
    zone, north_m = int(bounds[0] // _ZONE_STEP_M), float(bounds[1])
    if _CHINA_NORTHINGS_M[0] < north_m < _CHINA_NORTHINGS_M[1] and zone in _WITH_NUMBER:
        return zone, _WITH_NUMBER[zone]
    if _FINNISH_NORTHINGS_M[0] < north_m < _FINNISH_NORTHINGS_M[1] and zone in _FINNISH_ZONES:
        return zone, _FINNISH_EPSG + zone
    return None


def is_north_first(bounds: NDArray[np.float64], *, in_china: bool) -> bool:
    """Return whether metres seem to be northing and easting: in Chinese survey tables X is north.

    Parameters
    ----------
    bounds : float array (4,)
        As for `zone_and_code`.
    in_china : bool
        True where the system is one of China; elsewhere only eastings with a zone number are known for such.
    """
    north_m, east_m = float(bounds[0]), float(bounds[1])
    plain = in_china and _PLAIN_EASTINGS_M[0] < east_m < _PLAIN_EASTINGS_M[1]
    bears_zone = int(east_m // _ZONE_STEP_M) in _WITH_NUMBER
    return _CHINA_NORTHINGS_M[0] < north_m < _CHINA_NORTHINGS_M[1] and (bears_zone or plain)


def is_of_china(crs: pyproj.CRS) -> bool:
    """Return whether a system is one of China, by the area that it is for."""
    return crs.area_of_use is not None and "China" in crs.area_of_use.name


def other_code(crs: pyproj.CRS, bounds: NDArray[np.float64]) -> int | None:
    """Return the EPSG code of a system with, or without, zone numbers, if coordinates are of that, not `crs`.

    Parameters
    ----------
    crs : pyproj.CRS
        A projected system of China.
    bounds : float array (4,)
        As for `zone_and_code`.
    """
    borne = zone_and_code(bounds)
    zone = int(_false_easting_m(crs) // _ZONE_STEP_M)
    if borne is not None and borne[0] != zone:
        return borne[1]
    is_plain = bool(_PLAIN_EASTINGS_M[0] < bounds[0] <= bounds[2] < _PLAIN_EASTINGS_M[1])
    return _WITHOUT.get(zone) if is_plain else None


def _false_easting_m(crs: pyproj.CRS) -> float:
    operation = crs.coordinate_operation
    params = [] if operation is None else operation.params
    return next((float(each.value) for each in params if each.name == "False easting"), 0.0)
