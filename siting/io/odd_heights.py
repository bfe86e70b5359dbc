"""Heights of cameras that may be, but hardly ever are: asked about aloud, and used as they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from siting.fields import LAYERS
from siting.io.door import read_columns
from siting.io.doubtful_heights import HIGHEST_M, tallest_near_m
from siting.io.identity import given_ids

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from siting.io.ledger import Ledger
    from siting.io.raw import RawLayer

HEIGHT_ASKED = "height asked about"
"""Field of the ledger's row that names cameras whose heights are hardly those that were meant."""

# Assumptions, no law's numbers: lower than this a hand reaches a camera, higher stand no masts of streets
# [m]. What hangs on a building, or stands on a mast of this height on its roof, is as high as it.
_LOWEST_M, _MAST_M, _ABOVE_ROOF_M = 1.0, 30.0, 5.0
_LOW = (
    "used as it stands; a height above ground of under 1 m is rare: is it in another unit, or above a floor?"
)
_HIGH = (
    "used as it stands; a height above ground of over 30 m, above all roofs near by, is rare: is it in "
    "another unit (cm, feet), or above the sea?"
)


def ask_heights(
    raw: RawLayer,
    places: NDArray[np.float64],
    buildings: gpd.GeoDataFrame | None,
    ledger: Ledger,
    *,
    is_osm: NDArray[np.bool_],
) -> None:
    """Add a note to the ledger for each camera that is lower or higher than cameras are.

    Parameters
    ----------
    raw : RawLayer
        The cameras as read.
    places : ndarray (cameras, 2)
        Easting and northing of its rows in the scene's system [m]; NaN where a row has no place.
    buildings : geopandas.GeoDataFrame or None
        In the scene's system.
    ledger : Ledger
    is_osm : bool array (cameras,)
        Which rows are records of OpenStreetMap, which have no optics.
    """
    others = tuple(each.name for each in LAYERS["cameras"].fields if each.name not in ("height_m", "id"))
    columns = read_columns(raw, "cameras", skip=others)
    heights_m = columns.values["height_m"]
    odd = ((heights_m < _LOWEST_M) | ((heights_m > _MAST_M) & (heights_m <= HIGHEST_M))) & ~is_osm
    if not odd.any():
        return
    ids = given_ids(raw, columns)
    for position in map(int, np.flatnonzero(odd)):
        height_m = float(heights_m[position])
        is_high = height_m > _MAST_M
        if is_high and height_m <= tallest_near_m(places[position], buildings) + _ABOVE_ROOF_M:
            continue
        name = f"cameras/{raw.number(position)}" if ids[position] is None else str(ids[position])
        done = _HIGH if is_high else _LOW
        ledger.note("cameras", row_id=name, field=HEIGHT_ASKED, found=f"{height_m:g} m", done=done)
