"""Bounds of very many buildings as numbers: which are met by what is asked, which may be outermost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.crs import transformed

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyproj
    from numpy.typing import NDArray

    from siting.io.georeference import Placed

    Shapes = NDArray[np.object_]
    Boxes = NDArray[np.float64]

# Bounds of another system are not quite bounds in this one [m].
_MARGIN_M = 1.0
# So many are made shapes at a time.
_AT_ONCE = 50_000
# West, south, east, north as the four corners of a box.
_CORNERS = [0, 1, 2, 1, 2, 3, 0, 3]


def metric_bounds(placed: Placed, system: pyproj.CRS) -> Boxes:
    """Return west, south, east, north of shapes in the scene's system, (n, 4) [m]; NaN where there are none.

    Parameters
    ----------
    placed : Placed
    system : pyproj.CRS
        The scene's.
    """
    bounds = np.asarray(shapely.bounds(placed.shapes)).reshape(-1, 4)
    if placed.crs != system:
        corners = bounds[:, _CORNERS].reshape(-1, 2)
        moved = np.column_stack(transformed(placed.crs, system, corners[:, 0], corners[:, 1]))
        moved = moved.reshape(-1, 4, 2)
        bounds = np.hstack([moved.min(axis=1), moved.max(axis=1)])
    bounds[~np.isfinite(bounds).all(axis=1)] = np.nan
    return widened(bounds, _MARGIN_M)


def rows_in_reach(boxes: Boxes, asked: Boxes, places: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the rows that meet what is asked, those without bounds, the nearest to places that meet none.

    Parameters
    ----------
    boxes : float array (b, 4)
        Bounds of all buildings, from `metric_bounds` [m].
    asked : float array (n, 4)
        West, south, east, north [m]; those around the places come first, one each.
    places : float array (c, 2)
        Of the cameras [m].

    Returns
    -------
    int array
        Ascending.
    """
    tree = shapely.STRtree(np.asarray(shapely.box(*asked.T), dtype=object))
    lost = np.asarray(np.isnan(boxes).any(axis=1))
    alone = np.ones(len(places), bool)
    met = [np.flatnonzero(lost)]
    for low in range(0, len(boxes), _AT_ONCE):
        some = np.asarray(shapely.box(*boxes[low : low + _AT_ONCE].T), dtype=object)
        some[lost[low : low + _AT_ONCE]] = None
        row, question = tree.query(some)
        met.append(np.unique(row) + low)
        alone[question[question < len(places)]] = False
    for here in places[alone]:
        # That a camera stands far from all buildings is told by the nearest.
        off = np.maximum(np.maximum(boxes[:, :2] - here, here - boxes[:, 2:]), 0.0)
        off_m = np.hypot(off[:, 0], off[:, 1])
        met.append(np.flatnonzero(off_m <= np.nanmin(off_m, initial=np.inf)))
    return np.unique(np.concatenate(met)).astype(np.int64)


def outermost(boxes: Boxes, footprints_of: Callable[[NDArray[np.int64]], Shapes]) -> Any:
    """Return the convex hull of all buildings, of which only those that may touch it are read.

    The hull of the buildings whose bounds are corners of the hull of all bounds is a core that the others can
    only widen; those whose bounds lie in it cannot.

    Parameters
    ----------
    boxes : float array (b, 4)
        Bounds of all buildings, from `metric_bounds` [m].
    footprints_of : callable
        From row numbers, ascending, to sound footprints in the scene's system.
    """
    known = np.flatnonzero(~np.isnan(boxes).any(axis=1))
    corners = boxes[known][:, _CORNERS].reshape(-1, 4, 2)
    # As a line: points one by one would take ten times the memory.
    hull = shapely.get_coordinates(shapely.convex_hull(shapely.linestrings(corners.reshape(-1, 2))))
    of_hull = np.isin(corners @ (1.0, 1j), hull @ (1.0, 1j)).any(axis=1)
    core = shapely.convex_hull(shapely.geometrycollections(footprints_of(known[of_hull])))
    shapely.prepare(core)
    inside = shapely.contains_xy(core, corners[..., 0], corners[..., 1]).all(axis=1)
    rim = footprints_of(known[of_hull | ~inside])
    return shapely.convex_hull(shapely.geometrycollections(rim))


def widened(boxes: Boxes, by_m: Any) -> Boxes:
    """Return boxes (n, 4) made larger on all sides, by a length for all or (n, 1) for each [m]."""
    return np.hstack([boxes[:, :2] - by_m, boxes[:, 2:] + by_m])
