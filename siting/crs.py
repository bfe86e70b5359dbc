"""The one metric system of a scene, and true north in it.

      grid north
true   |            azimuth_deg       from true north, clockwise
north  |            convergence       from true north to grid north, clockwise
    \\  |            azimuth_grid_deg  = azimuth_deg - convergence
     \\ |
      \\|_____ easting
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely
from pyproj import network
from pyproj.exceptions import CRSError

from siting.errors import Fault, InputError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

# With its network on and no internet, PROJ answers inf without a word; and no position may leave.
network.set_network_enabled(False)  # type: ignore[attr-defined]  # pyproj gives it no type

LONLAT = pyproj.CRS.from_epsg(4326)

# DESIGN section 3: a projected system is kept when a metre in it is a metre on the ground to 0.2 %.
_SCALE_TOLERANCE = 0.002
_ZONE_WIDTH_DEG = 3
_UTM_ZONE_WIDTH_DEG = 6
_CGCS2000_FIRST_EPSG, _CGCS2000_FIRST_MERIDIAN_DEG = 4534, 75  # EPSG:4534 is CM 75E, 4554 is CM 135E
_CGCS2000_LAST_EPSG = 4554
_UTM_NORTH_EPSG, _UTM_SOUTH_EPSG = 32600, 32700
_LAST_UTM_ZONE = 60

# Where the 3-degree zones of CGCS2000 are in use, to about half a degree: it only chooses between
# two systems of which each is exact enough, so it need not follow any border. Longitude, latitude.
_CGCS2000_AREA = shapely.Polygon(
    [
        (73.5, 39.4), (74.9, 37.2), (77.8, 35.5), (78.9, 34.3), (78.7, 31.5), (81.0, 30.2), (84.0, 28.8),
        (86.0, 27.9), (88.9, 27.3), (91.6, 27.8), (94.0, 29.0), (97.3, 28.2), (98.7, 27.5), (97.6, 24.0),
        (99.2, 22.1), (101.6, 21.2), (105.3, 23.3), (106.7, 22.0), (108.0, 21.5), (108.2, 18.0),
        (110.0, 17.8), (112.0, 20.5), (114.6, 21.8), (117.5, 23.0), (119.9, 25.0), (122.3, 29.0),
        (122.8, 31.5), (121.0, 35.0), (123.0, 37.2), (121.5, 38.6), (124.4, 40.0), (126.9, 41.7),
        (128.2, 41.9), (130.7, 42.4), (131.2, 44.9), (133.2, 45.1), (135.1, 48.4), (131.0, 47.7),
        (127.6, 50.2), (125.6, 53.1), (121.0, 53.5), (117.0, 49.5), (115.5, 48.0), (119.8, 46.7),
        (113.0, 44.8), (111.0, 43.5), (105.0, 41.6), (96.4, 42.7), (91.0, 45.1), (87.8, 49.2),
        (85.5, 47.0), (82.3, 45.3), (80.3, 42.2), (76.0, 40.4),
    ]
)  # fmt: skip


def parse_crs(text: object, *, file: str = "crs") -> pyproj.CRS:
    """Return the reference system that `text` names.

    Parameters
    ----------
    text : str, int or pyproj.CRS
        Anything that PROJ understands, such as ``EPSG:4549``.
    file : str
        What to name in the fault.

    Returns
    -------
    pyproj.CRS

    Raises
    ------
    InputError
        When PROJ does not know it.
    """
    try:
        return pyproj.CRS.from_user_input(text)
    except CRSError as problem:
        raise InputError(
            [
                Fault(
                    file,
                    "crs",
                    repr(text),
                    "a reference system such as EPSG:4326 or EPSG:4549, or GCJ-02, BD-09",
                    "Name the system by its EPSG code (--crs EPSG:...).",
                )
            ]
        ) from problem


def crs_name(crs: pyproj.CRS) -> str:
    """Return how messages call `crs`: its EPSG code where it has one, else its name."""
    code = crs.to_epsg()
    return f"EPSG:{code}" if code else crs.name


def horizontal(crs: pyproj.CRS) -> pyproj.CRS:
    """Return the horizontal part of `crs`: the first member of a compound system, in 2D."""
    if crs.is_compound:
        return horizontal(crs.sub_crs_list[0])
    if crs.is_bound and crs.source_crs is not None:
        return horizontal(crs.source_crs)
    return crs.to_2d() if len(crs.axis_info) > 2 else crs


def in_cgcs2000_area(lon_deg: float, lat_deg: float) -> bool:
    """Return whether the 3-degree zones of CGCS2000 are in use at a place [degrees]."""
    return bool(_CGCS2000_AREA.contains(shapely.Point(lon_deg, lat_deg)))


def is_true_to_scale(crs: pyproj.CRS, lon_deg: ArrayLike, lat_deg: ArrayLike) -> bool:
    """Return whether `crs` is projected, in metres, north up, and within 0.2 % of true scale at all places.

    Parameters
    ----------
    crs : pyproj.CRS
        The system to judge.
    lon_deg, lat_deg : array_like
        Places [degrees].

    Returns
    -------
    bool
    """
    if not crs.is_projected or len(crs.axis_info) < 2:
        return False
    axes = crs.axis_info[:2]
    if any(axis.unit_conversion_factor != 1.0 for axis in axes):
        return False
    if {axis.direction.lower() for axis in axes} != {"east", "north"}:
        return False
    factors = _factors(crs, lon_deg, lat_deg)
    scales = np.concatenate([np.ravel(factors.meridional_scale), np.ravel(factors.parallel_scale)])
    if scales.size == 0 or not np.isfinite(scales).all():
        return False
    return bool(np.abs(scales - 1.0).max() <= _SCALE_TOLERANCE)


def local_crs(lon_deg: float, lat_deg: float) -> pyproj.CRS:
    """Return the metric system for a place: a 3-degree zone of CGCS2000 in China, else the UTM zone.

    Parameters
    ----------
    lon_deg, lat_deg : float
        The place [degrees].

    Returns
    -------
    pyproj.CRS

    Examples
    --------
    >>> local_crs(120.6, 31.3).to_epsg(), local_crs(24.94, 60.17).to_epsg()
    (4549, 32635)
    """
    if in_cgcs2000_area(lon_deg, lat_deg):
        meridian_deg = _ZONE_WIDTH_DEG * round(lon_deg / _ZONE_WIDTH_DEG)
        step = (meridian_deg - _CGCS2000_FIRST_MERIDIAN_DEG) // _ZONE_WIDTH_DEG
        code = min(max(_CGCS2000_FIRST_EPSG + step, _CGCS2000_FIRST_EPSG), _CGCS2000_LAST_EPSG)
        return pyproj.CRS.from_epsg(code)
    zone = min(int((lon_deg + 180) // _UTM_ZONE_WIDTH_DEG) + 1, _LAST_UTM_ZONE)
    return pyproj.CRS.from_epsg((_UTM_NORTH_EPSG if lat_deg >= 0 else _UTM_SOUTH_EPSG) + zone)


def metric_crs(crs: pyproj.CRS, lon_deg: ArrayLike, lat_deg: ArrayLike) -> pyproj.CRS:
    """Return the metric system of a scene whose buildings come in `crs`.

    Parameters
    ----------
    crs : pyproj.CRS
        The system of the buildings.
    lon_deg, lat_deg : array_like
        Corners or other places of the buildings [degrees]; at least one.

    Returns
    -------
    pyproj.CRS
        `crs` itself (its horizontal part) when `is_true_to_scale` there, else `local_crs` of the middle.
    """
    flat = horizontal(crs)
    if is_true_to_scale(flat, lon_deg, lat_deg):
        return flat
    return local_crs(_middle_deg(lon_deg), _middle_deg(lat_deg))


def transformed(
    source: pyproj.CRS, target: pyproj.CRS, first: ArrayLike, second: ArrayLike
) -> tuple[Floats, Floats]:
    """Return coordinates of `source` in `target`, both in the order east, north (or lon, lat).

    Parameters
    ----------
    source, target : pyproj.CRS
        The systems.
    first, second : array_like
        Easting or longitude, northing or latitude [m or degrees].

    Returns
    -------
    tuple of ndarray
        Not finite where `target` cannot hold the place.
    """
    east, north = _step(source, target).transform(
        np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    )
    return np.asarray(east, dtype=float), np.asarray(north, dtype=float)


# PROJ weighs every way between two systems, which takes it up to a tenth of a second.
@lru_cache(maxsize=32)
def _step(source: pyproj.CRS, target: pyproj.CRS) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


def lonlat(crs: pyproj.CRS, easting_m: ArrayLike, northing_m: ArrayLike) -> tuple[Floats, Floats]:
    """Return longitude and latitude (WGS 84) [degrees] of places in `crs`.

    Parameters
    ----------
    crs : pyproj.CRS
        The scene's system.
    easting_m, northing_m : array_like
        Places [m].

    Returns
    -------
    tuple of ndarray
        Longitude and latitude [degrees].
    """
    return transformed(crs, LONLAT, easting_m, northing_m)


def grid_azimuth_deg(
    crs: pyproj.CRS, easting_m: ArrayLike, northing_m: ArrayLike, azimuth_deg: ArrayLike
) -> Floats:
    """Return azimuths from grid north, 0 up to 360, of azimuths from true north.

    Parameters
    ----------
    crs : pyproj.CRS
        The scene's projected system.
    easting_m, northing_m : array_like
        Where they are measured [m].
    azimuth_deg : array_like
        Clockwise from true north [degrees]; NaN stays NaN.

    Returns
    -------
    ndarray
        Clockwise from grid north [degrees].

    References
    ----------
    Snyder, Map Projections - A Working Manual, USGS PP 1395 (1987), p. 19: the convergence is the
    angle from true north to grid north.
    """
    lon_deg, lat_deg = transformed(crs, _geodetic(crs), easting_m, northing_m)
    convergence_deg = np.asarray(_factors(crs, lon_deg, lat_deg).meridian_convergence, dtype=float)
    turned = np.asarray(azimuth_deg, dtype=float) - convergence_deg
    return np.asarray(np.mod(turned, 360.0), dtype=float)


def _middle_deg(values_deg: ArrayLike) -> float:
    return float(np.mean(np.asarray(values_deg, dtype=float)))


def _geodetic(crs: pyproj.CRS) -> pyproj.CRS:
    """Return the geographic system that `crs` projects."""
    return crs.geodetic_crs if crs.geodetic_crs is not None else LONLAT


def _factors(crs: pyproj.CRS, lon_deg: ArrayLike, lat_deg: ArrayLike) -> Any:
    """Return PROJ's factors of `crs` at places [degrees]."""
    lon, lat = np.atleast_1d(np.asarray(lon_deg, float)), np.atleast_1d(np.asarray(lat_deg, float))
    return _projection(crs).get_factors(lon, lat)


@lru_cache(maxsize=32)
def _projection(crs: pyproj.CRS) -> pyproj.Proj:
    return pyproj.Proj(crs)
