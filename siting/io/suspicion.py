"""Cameras that stand where no camera of these buildings can stand: said with the likely reason."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely

from siting.crs import LONLAT, in_cgcs2000_area, lonlat, transformed
from siting.errors import Fault
from siting.io import gcj02
from siting.io.shift_evidence import Town, few

if TYPE_CHECKING:
    import geopandas as gpd
    import pyproj
    from numpy.typing import NDArray

    from siting.io.ledger import Ledger
    from siting.io.raw import RawLayer
    from siting.io.shift_evidence import Fit

SHIFT_ASKED = "crs, asked"
"""Field of the ledger's row that asks whether a layer is in a shifted system."""

# No district is so wide, and no lens reaches a tenth of it.
_FARTHEST_M = 20_000.0
# A hundred times likelier moved than as given: natural logarithm of a ratio of likelihoods.
_ASKED_FROM = math.log(100.0)


def far_faults(
    places: NDArray[np.float64],
    buildings: gpd.GeoDataFrame,
    crs: pyproj.CRS,
    *,
    raw: RawLayer,
    buildings_file: str,
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
    raw : RawLayer
        The cameras as read, for their file and rows.
    buildings_file : str
        What to call the buildings in the faults.

    Returns
    -------
    list of Fault
    """
    known = np.flatnonzero(np.isfinite(places).all(axis=1))
    if not len(known) or not len(buildings):
        return []
    tree = shapely.STRtree(buildings.geometry.to_numpy())
    away_m = _distances_m(tree, places[known])
    faults = []
    for position, far_m in zip(known, away_m, strict=True):
        if far_m <= _FARTHEST_M:
            continue
        swap = f"in one of the two files, {raw.file} or {buildings_file}: put them right there"
        why = _reason(tree, crs, places[position], swap)
        found = f"a place {far_m / 1000:.0f} km from the nearest building"
        allowed = f"at most {_FARTHEST_M / 1000:.0f} km"
        faults.append(Fault(raw.file, "geometry", found, allowed, why, row=raw.row(int(position))))
    return faults


def ask_about_offset(
    places: NDArray[np.float64], buildings: gpd.GeoDataFrame, crs: pyproj.CRS, ledger: Ledger
) -> None:
    """Add a question to the ledger when cameras and buildings fit as if one of them were GCJ-02 or BD-09.

    They are asked about where, with one of the layers moved back by such a system, the cameras stand much
    likelier as cameras do: at walls or clear of them, and not inside buildings. Two at walls may tell.

    Parameters
    ----------
    places : ndarray (cameras, 2)
        Easting and northing in the scene's system [m]; NaN where a camera has no place.
    buildings : geopandas.GeoDataFrame
        In the scene's system.
    crs : pyproj.CRS
        The scene's system.
    ledger : Ledger
        Receives the question, about the layer that fits best when moved.
    """
    places = few(places[np.isfinite(places).all(axis=1)])
    if not len(places) or not len(buildings):
        return
    lon, lat = lonlat(crs, places[:, 0], places[:, 1])
    if not in_cgcs2000_area(float(lon.mean()), float(lat.mean())):
        return
    town = Town(buildings.geometry.to_numpy(), places)
    now = town.fit(places)
    best: tuple[Fit, str, str] | None = None
    for system in gcj02.SYSTEMS:
        shift = gcj02.gcj02 if system == "GCJ-02" else gcj02.bd09
        # Buildings that are to go back by the shift fit cameras that go forth by it.
        for layer, moved in (("cameras", gcj02.wgs84(system, lon, lat)), ("buildings", shift(lon, lat))):
            fit = town.fit(np.column_stack(transformed(LONLAT, crs, *moved)))
            if best is None or fit.evidence > best[0].evidence:
                best = fit, layer, system
    if best is None or best[0].evidence - now.evidence < _ASKED_FROM:
        return
    fit, layer, system = best
    found = f"of {len(places)} cameras {now.inside:.0%} stand inside buildings and {now.near:.0%} at a wall; "
    found += f"{fit.inside:.0%} and {fit.near:.0%} if the {layer} are read as {system}"
    done = f"nothing moved; are the {layer} in {system}? Then say --crs {layer}={system}"
    ledger.note(layer, field=SHIFT_ASKED, found=found, done=done)


def _distances_m(tree: shapely.STRtree, places: NDArray[np.float64]) -> NDArray[np.float64]:
    points = shapely.points(places)
    _, distances_m = tree.query_nearest(points, return_distance=True, all_matches=False)
    return np.asarray(distances_m)


def _reason(tree: shapely.STRtree, crs: pyproj.CRS, place: NDArray[np.float64], swap: str) -> str:
    """Return the likely reason why a place is far from all buildings, as a remedy."""
    if _is_near(tree, place[1], place[0]):
        return f"Easting and northing seem swapped {swap}."
    (lon,), (lat,) = lonlat(crs, place[:1], place[1:])
    if abs(lon) < 1 and abs(lat) < 1:
        return "It is longitude 0, latitude 0, which stands for a missing place; give the place."
    if abs(lon) <= 90:
        (east,), (north,) = transformed(LONLAT, crs, [lat], [lon])
        if _is_near(tree, east, north):
            return f"Longitude and latitude seem swapped {swap}."
    return "Check the place, and the system of both layers (--crs EPSG:...)."


def _is_near(tree: shapely.STRtree, easting_m: float, northing_m: float) -> bool:
    place = np.array([[easting_m, northing_m]])
    return bool(np.isfinite(place).all() and _distances_m(tree, place)[0] <= _FARTHEST_M)
