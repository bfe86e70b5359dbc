"""Leeway: where a camera may stand within the tolerance of its place, which is in no building.

Of a camera on a wall the half of the circle behind the wall is no place: the engine keeps every camera
`CLEAR_M` clear of what it stands beside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from siting.coverage.edges import edges_of
from siting.coverage.standing import CLEAR_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.coverage.solids import Solids
    from siting.tolerance import Tolerance

# Chords of a circle of 32 corners lie inside its arcs by less than this.
_AROUND_RATIO = 1.01
_SEGMENTS_PER_QUADRANT = 8
# Half of what the engine keeps clear allows for chords and rounding.
_CLEAR_RATIO = 0.5


class Leeway(NamedTuple):
    """Where a camera may stand.

    Parameters
    ----------
    radius_m : float
        Tolerance of its place in plan [m].
    offsets_m : float array (n, 2)
        Corners about the camera of what holds all places, convex, counter-clockwise; (0, 0) alone where its
        place is sure [m].
    fences : float array (f, 3)
        Lines a x + b y + c = 0 along walls, with all places in front: a x + b y + c >= 0; a, b of length 1.
    """

    radius_m: float
    offsets_m: NDArray[np.float64]
    fences: NDArray[np.float64]


def leeway_of(
    here: tuple[float, float],
    height_m: float,
    *,
    solids: Solids,
    tree: shapely.STRtree,
    tops_m: NDArray[np.float64],
    tolerance: Tolerance,
) -> Leeway:
    """Return where a camera may stand.

    Parameters
    ----------
    here : tuple of float
        Its place as used [m].
    height_m : float
        Above ground [m].
    solids : siting.coverage.solids.Solids
        As stated.
    tree : shapely.STRtree
        Of their footprints.
    tops_m : float array (s,)
        Tolerance of the top of each [m].
    tolerance : siting.tolerance.Tolerance
    """
    radius = tolerance.position_m
    if radius <= 0.0:
        return Leeway(0.0, np.zeros((1, 2)), np.empty((0, 3)))
    foot = shapely.Point(here)
    around = foot.buffer(radius * _AROUND_RATIO, quad_segs=_SEGMENTS_PER_QUADRANT)
    near = np.sort(tree.query(foot, predicate="dwithin", distance=radius + CLEAR_M))
    lowest_top = solids.span[near, 1] - tops_m[near]
    # Beside these no place within the tolerance is above or below: it would be inside.
    beside = (solids.span[near, 0] < height_m - tolerance.height_m) & (
        lowest_top > height_m + tolerance.height_m
    )
    near = near[beside & (solids.kind[near] != "gap")]
    free: Any = around
    if len(near):
        taken = shapely.buffer(shapely.union_all(solids.footprints[near]), _CLEAR_RATIO * CLEAR_M)
        free = shapely.difference(around, taken)
    if free.is_empty:
        free = around
    hull: Any = shapely.convex_hull(free)
    corners = shapely.get_coordinates(hull)[:-1] - np.array(here)
    if not shapely.is_ccw(hull.exterior):
        corners = corners[::-1]
    places = shapely.get_coordinates(free)
    lines = [_fences(places, here, edges_of(solids, s)[0], radius) for s in near.tolist()]
    return Leeway(radius, np.ascontiguousarray(corners), np.concatenate([np.empty((0, 3)), *lines]))


def _fences(
    places: NDArray[np.float64], here: tuple[float, float], edges: NDArray[np.float64], radius_m: float
) -> NDArray[np.float64]:
    """Return the lines of those edges of a solid that have the camera and all places in front."""
    run = edges[:, 2:] - edges[:, :2]
    length = np.hypot(run[:, 0], run[:, 1])
    edges, run = edges[length > 0.0], run[length > 0.0] / length[length > 0.0, None]
    # The outside lies on the right.
    normal = np.column_stack([run[:, 1], -run[:, 0]])
    constant = -(normal * edges[:, :2]).sum(axis=1)
    apart = normal @ np.array(here) + constant
    chosen = (apart > 0.0) & (apart <= radius_m + CLEAR_M)
    chosen &= (places @ normal.T + constant >= 0.0).all(axis=0)
    lines: NDArray[np.float64] = np.column_stack([normal, constant])[chosen]
    return lines
