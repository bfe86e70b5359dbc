"""Cameras that stand where no camera of these buildings can stand: said with the likely reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from siting.crs import LONLAT, in_cgcs2000_area, lonlat, transformed
from siting.errors import Fault
from siting.io import gcj02

if TYPE_CHECKING:
    import geopandas as gpd
    import pyproj
    from numpy.typing import NDArray

    from siting.io.ledger import Ledger

# No district is so wide, and no lens reaches a tenth of it.
_FARTHEST_M = 20_000.0
# Fewer cameras show no pattern.
_FEWEST = 5
_INSIDE_RATIO = 0.3


def far_faults(
    places: NDArray[np.float64],
    buildings: gpd.GeoDataFrame,
    crs: pyproj.CRS,
    *,
    file: str,
) -> list[Fault]:
    """Return a fault for every camera farther than 20 km from all buildings.

    Parameters
    ----------
    places : ndarray (cameras, 2)
        Easting and northing in the scene's system [m]; NaN where a camera has no place.
    buildings : geopandas.GeoDataFrame
        In the scene's system.
    crs : pyproj.CRS
        The scene's system.
    file : str
        What to name in the faults.

    Returns
    -------
    list of Fault
    """
    known = np.flatnonzero(np.isfinite(places).all(axis=1))
    if not len(known) or not len(buildings):
        return []
    shapes = buildings.geometry.to_numpy()
    tree = shapely.STRtree(shapes)
    away_m = _distances_m(tree, places[known])
    faults = []
    for position, far_m in zip(known, away_m, strict=True):
        if far_m <= _FARTHEST_M:
            continue
        lon, lat = lonlat(crs, places[position, :1], places[position, 1:])
        why = _reason(tree, crs, float(lon[0]), float(lat[0]))
        found = f"a place {far_m / 1000:.0f} km from the nearest building"
        allowed = f"at most {_FARTHEST_M / 1000:.0f} km"
        faults.append(Fault(file, "geometry", found, allowed, why, row=str(position + 1)))
    return faults


def ask_about_offset(
    places: NDArray[np.float64], buildings: gpd.GeoDataFrame, crs: pyproj.CRS, ledger: Ledger
) -> None:
    """Add a question to the ledger when cameras stand in buildings as if one layer were GCJ-02 or BD-09.

    Parameters
    ----------
    places : ndarray (cameras, 2)
        Easting and northing in the scene's system [m]; NaN where a camera has no place.
    buildings : geopandas.GeoDataFrame
        In the scene's system.
    crs : pyproj.CRS
        The scene's system.
    ledger : Ledger
        Receives the question.
    """
    places = places[np.isfinite(places).all(axis=1)]
    if len(places) < _FEWEST or not len(buildings):
        return
    lon, lat = lonlat(crs, places[:, 0], places[:, 1])
    if not in_cgcs2000_area(float(lon.mean()), float(lat.mean())):
        return
    tree = shapely.STRtree(buildings.geometry.to_numpy())
    inside = _inside_ratio(tree, places)
    if inside < _INSIDE_RATIO:
        return
    for system in gcj02.SYSTEMS:
        shifted = np.column_stack(transformed(LONLAT, crs, *gcj02.wgs84(system, lon, lat)))
        after = _inside_ratio(tree, shifted)
        if after < inside / 2:
            ledger.note(
                "cameras",
                field="crs",
                found=f"{inside:.0%} of the cameras stand inside buildings, {after:.0%} if read as {system}",
                done=f"nothing moved; are the cameras in {system}? Then say --crs {system}",
            )


def _distances_m(tree: shapely.STRtree, places: NDArray[np.float64]) -> NDArray[np.float64]:
    points = shapely.points(places)
    _, distances_m = tree.query_nearest(points, return_distance=True, all_matches=False)
    return np.asarray(distances_m)


def _inside_ratio(tree: shapely.STRtree, places: NDArray[np.float64]) -> float:
    hits, _ = tree.query(shapely.points(places), predicate="within")
    return len(np.unique(hits)) / len(places)


def _reason(tree: shapely.STRtree, crs: pyproj.CRS, lon: float, lat: float) -> str:
    """Return the likely reason why a place is far from all buildings, as a remedy."""
    if abs(lon) < 1 and abs(lat) < 1:
        return "It is longitude 0, latitude 0, which stands for a missing place; give the place."
    if abs(lon) <= 90:
        east, north = transformed(LONLAT, crs, [lat], [lon])
        if np.isfinite([east[0], north[0]]).all():
            near_m = _distances_m(tree, np.column_stack([east, north]))[0]
            if near_m <= _FARTHEST_M:
                return "With longitude and latitude swapped it would be near; swap them."
    return "Check the place, and the system of both layers (--crs EPSG:...)."
