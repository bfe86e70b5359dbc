"""Cameras higher than all that stands about them: heights in centimetres, most likely, and asked about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import shapely

from siting.errors import Fault
from siting.fields import LAYERS
from siting.io.door import read_columns

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from siting.io.raw import RawLayer

HIGHEST_M = 100.0
"""Height above ground [m] that is not asked about: masts are lower, and what is higher stands on a building.

A camera of 1 m or more that is told in centimetres is above it.
"""

# A mast on a roof, and how far from a camera its building may lie [m].
_ABOVE_ROOF_M = 30.0
_AROUND_M = 100.0
_STOREY_M = 3.0
_UNIT = re.compile(r"\d\s*[^\W\d_]")
_REMEDY = (
    "Centimetres go into a column called height_cm (高度(厘米)); what counts from the sea is no height above "
    "ground. If it is so high, say it with its unit in the cell: {height:g} m."
)


def high_remedy(height_m: float) -> str:
    """Return what to do about a height that is doubtful [m]."""
    return _REMEDY.format(height=height_m)


def is_doubtful(cell: object, height_m: float) -> bool:
    """Return whether a camera's height is above `HIGHEST_M` and its cell does not name the unit.

    Examples
    --------
    >>> is_doubtful(450, 450.0), is_doubtful("450 m", 450.0), is_doubtful("4.5", 4.5)
    (True, False, False)
    """
    return height_m > HIGHEST_M and not _UNIT.search(str(cell))


def high_faults(
    raw: RawLayer,
    places: NDArray[np.float64],
    buildings: gpd.GeoDataFrame | None,
    *,
    is_osm: NDArray[np.bool_],
) -> list[Fault]:
    """Return a fault for every camera that is higher than any camera stands, without a building to stand on.

    Parameters
    ----------
    raw : RawLayer
        The cameras as read.
    places : ndarray (cameras, 2)
        Easting and northing of its rows in the scene's system [m]; NaN where a row has no place.
    buildings : geopandas.GeoDataFrame or None
        In the scene's system.
    is_osm : bool array (cameras,)
        Which rows are records of OpenStreetMap, which have no optics and see nothing from any height.

    Returns
    -------
    list of Fault
    """
    others = tuple(field.name for field in LAYERS["cameras"].fields if field.name != "height_m")
    columns = read_columns(raw, "cameras", skip=others)
    heights_m, own = columns.values["height_m"], columns.called("height_m")
    if not own:
        return []
    cells = raw.frame[own].to_numpy(dtype=object)
    faults = []
    for position in map(int, np.flatnonzero(heights_m > HIGHEST_M)):
        height_m = float(heights_m[position])
        if is_osm[position] or not is_doubtful(cells[position], height_m):
            continue
        if height_m <= _tallest_m(places[position], buildings) + _ABOVE_ROOF_M:
            continue
        found = (
            f"{cells[position]!r}, {height_m:g} m above ground and above all buildings within {_AROUND_M:g} m"
        )
        allowed = f"up to {HIGHEST_M:g} m, or {_ABOVE_ROOF_M:g} m above the roof of a building near by"
        faults.append(
            Fault(raw.file, "height_m", found, allowed, high_remedy(height_m), raw.row(position), own)
        )
    return faults


def _tallest_m(place: NDArray[np.float64], buildings: gpd.GeoDataFrame | None) -> float:
    """Return the top of the tallest building near a place above ground [m]; 0 without any."""
    if buildings is None or not len(buildings) or not np.isfinite(place).all():
        return 0.0
    near = buildings[shapely.dwithin(buildings.geometry.to_numpy(), shapely.Point(*place), _AROUND_M)]
    tops_m = near["base_m"] + near["height_m"].fillna(near["levels"] * _STOREY_M)
    return float(tops_m.max()) if tops_m.notna().any() else 0.0
