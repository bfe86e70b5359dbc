"""Cameras that look out of the plan: beyond its outermost buildings nobody knows what homes there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.model import Scene

LOOKS_BEYOND = "looks_beyond"
"""Flag of a camera that looks beyond the outermost buildings."""
BEYOND_RATIO = 0.2
"""A camera looks beyond the plan where more than this of its view does."""

_DIRECTIONS = 16


def looks_beyond(scene: Scene, sectors: list[Any], *, outermost: Any = None) -> NDArray[np.bool_]:
    """Return which views reach beyond the outermost buildings, or reach none at all, (n,).

    The outermost buildings are the convex hull of all. A plan without a building has none: there no
    view is named.

    Parameters
    ----------
    scene : siting.model.Scene
    sectors : list of polygon or None
        Views as seen from above, to their optical limit; None where one is not known.
    outermost : shapely.Polygon or None
        From `outermost_of`, where it is known already.
    """
    beyond = np.array([sector is not None for sector in sectors], bool)
    if not beyond.any() or scene.buildings.empty:
        return np.zeros(len(sectors), bool)
    known = np.array([sector for sector in sectors if sector is not None], object)
    hull = outermost_of(scene) if outermost is None else outermost
    shapely.prepare(hull)
    out_m2 = np.zeros(len(known))
    over = ~shapely.covers(hull, known)
    out_m2[over] = shapely.area(shapely.difference(known[over], hull))
    reached, _ = scene.buildings.sindex.query(known, predicate="intersects")
    nothing = ~np.isin(np.arange(len(known)), reached)
    beyond[beyond] = nothing | (out_m2 > BEYOND_RATIO * shapely.area(known))
    return beyond


def outermost_of(scene: Scene) -> Any:
    """Return the convex hull of all buildings.

    Parameters
    ----------
    scene : siting.model.Scene
    """
    if scene.outermost is not None:
        return scene.outermost
    return _hull_of(np.asarray(scene.buildings.geometry.values, dtype=object))


def _hull_of(shapes: NDArray[Any]) -> Any:
    """Return the convex hull of many shapes, of which those far inside are left out first.

    Akl and Toussaint, A fast convex hull algorithm, Inf. Process. Lett. 7 (1978).
    """
    if not len(shapes):
        return shapely.Polygon()
    some = shapely.get_coordinates(shapes)[np.cumsum(shapely.get_num_coordinates(shapes)) - 1]
    turns = np.arange(_DIRECTIONS) * (2.0 * np.pi / _DIRECTIONS)
    # Counter-clockwise as the directions are: what lies left of all sides lies inside.
    outer = some[[int(np.argmax(some @ way)) for way in np.column_stack([np.cos(turns), np.sin(turns)])]]
    west, south, east, north = shapely.bounds(shapes).T
    inside = np.full(len(shapes), (outer != outer[0]).any())
    for (x, y), (run_x, run_y) in zip(outer, np.roll(outer, -1, axis=0) - outer, strict=True):
        if run_x or run_y:
            # The corner of each shape's bounds that lies farthest to the right of the side.
            off_x = (west if run_y < 0.0 else east) - x
            off_y = (south if run_x > 0.0 else north) - y
            inside &= run_x * off_y - run_y * off_x > 0.0
    return shapely.convex_hull(shapely.multipoints(shapely.get_coordinates(shapes[~inside])))
