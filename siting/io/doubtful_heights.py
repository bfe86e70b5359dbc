"""Heights that nothing of the kind has: in centimetres, most likely, and asked about.

A camera as high as that sees nothing, and a wall or a building hides all homes behind it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from siting.errors import Fault
from siting.fields import LAYERS
from siting.io.door import read_columns
from siting.io.height_words import UNITS_TOLD

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from siting.io.door import Columns
    from siting.io.raw import RawLayer

HIGHEST_M = 100.0
"""Height above ground [m] that is not asked about: masts are lower, and what is higher stands on a building.

A camera of 1 m or more that is told in centimetres is above it.
"""

# A mast on a roof, and how far from a camera its building may lie [m].
_ABOVE_ROOF_M = 30.0
_AROUND_M = 100.0
_STOREY_M = 3.0
# The tallest tree known has 116 m, and no wall, pole or billboard comes near; a structure may be anything.
_TALLEST_M = 120.0
_OF_ANY_HEIGHT = "structure"
# Half of the buildings, of so many at least, are hardly higher than this, nor a storey than the last.
_TOWERS_M, _FEWEST, _TALLEST_STOREY_M = 200.0, 5, 10.0
_TOWERS = (
    "Centimetres go into a column called height_cm (高度(厘米)). If so many are so high, give levels, too."
)
_UNIT = re.compile(r"\d\s*[^\W\d_]")
_REMEDY = UNITS_TOLD + (
    "; what counts from the sea is no height above ground. If it is so high, say it with its unit in the "
    "cell: {height:g} m."
)


def high_remedy(height_m: float) -> str:
    """Return what to do about a height that is doubtful [m]."""
    return _REMEDY.format(height=height_m)


def is_doubtful(cell: object, height_m: float, *, most_m: float = HIGHEST_M) -> bool:
    """Return whether a height is above `most_m` [m] and its cell does not name the unit.

    Examples
    --------
    >>> is_doubtful(450, 450.0), is_doubtful("450 m", 450.0), is_doubtful("4.5", 4.5)
    (True, False, False)
    """
    return height_m > most_m and not _UNIT.search(str(cell))


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
        if height_m <= tallest_near_m(places[position], buildings) + _ABOVE_ROOF_M:
            continue
        found = f"{str(cells[position])!r}, {height_m:g} m above ground"
        found += f", above all buildings within {_AROUND_M:g} m"
        allowed = f"up to {HIGHEST_M:g} m, or {_ABOVE_ROOF_M:g} m above the roof of a building near by"
        faults.append(
            Fault(raw.file, "height_m", found, allowed, high_remedy(height_m), raw.row(position), own)
        )
    return faults


def tallest_near_m(place: NDArray[np.float64], buildings: gpd.GeoDataFrame | None) -> float:
    """Return the top of the tallest building near a place above ground [m]; 0 without any."""
    if buildings is None or not len(buildings) or not np.isfinite(place).all():
        return 0.0
    near = buildings[shapely.dwithin(buildings.geometry.to_numpy(), shapely.Point(*place), _AROUND_M)]
    tops_m = near["base_m"] + near["height_m"].fillna(near["levels"] * _STOREY_M)
    return float(tops_m.max()) if tops_m.notna().any() else 0.0


def tall_obstacles(raw: RawLayer, columns: Columns) -> dict[int, Fault]:
    """Return by row a fault for every obstacle that is taller than anything of its kind.

    Parameters
    ----------
    raw : RawLayer
        The obstacles as read.
    columns : Columns
        Their canonical columns.
    """
    tops_m, kinds, own = columns.values["top_m"], columns.values["kind"], columns.called("top_m")
    out = {}
    for position in map(int, np.flatnonzero((tops_m > _TALLEST_M) & (kinds != _OF_ANY_HEIGHT))):
        cell, top_m = raw.frame[own].iloc[position], float(tops_m[position])
        if is_doubtful(cell, top_m, most_m=_TALLEST_M):
            found = (
                f"{str(cell)!r}, {top_m:g} m above ground, of a {kinds[position] or 'thing of unknown kind'}"
            )
            allowed, remedy = f"up to {_TALLEST_M:g} m but for a {_OF_ANY_HEIGHT}", high_remedy(top_m)
            out[position] = Fault(raw.file, "top_m", found, allowed, remedy, raw.row(position), own)
    return out


def tall_buildings(raw: RawLayer, columns: Columns) -> list[Fault]:
    """Return a fault where half of the buildings are towers, and levels do not bear it out.

    Parameters
    ----------
    raw : RawLayer
        The buildings as read.
    columns : Columns
        Their canonical columns, and the cells that are no heights at all.
    """
    own = columns.called("height_m")
    if not own:
        return []
    # Those above all limits count, too, though they are not taken for heights.
    plain = pd.to_numeric(raw.frame[own], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    heights_m = plain * columns.factor(own)
    heights_m = heights_m[np.isfinite(heights_m)]
    high = heights_m > _TOWERS_M
    storeys_m = columns.values["height_m"] / columns.values["levels"]
    storeys_m = storeys_m[np.isfinite(storeys_m)]
    if len(high) < _FEWEST or 2 * high.sum() <= len(high):
        return []
    if len(storeys_m) and np.median(storeys_m) < _TALLEST_STOREY_M:
        return []
    told = f"{high.sum()} of {len(high)} rows, such as {heights_m[high][0]:g}"
    found = f"heights above {_TOWERS_M:g} m in {told}"
    return [Fault(raw.file, "height_m", found, "heights in metres", _TOWERS, column=own)]
