"""Edges of footprints as walls: the outside of each lies on its right."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.coverage.solids import Solids

ON_WALL_M = 0.1
"""What is drawn this near to an outer wall lies on it: rooms and windows are drawn from plans [m]."""
SHORTEST_M = 1e-3
"""A shorter stretch of a wall carries nothing [m]."""


def edges_of(solids: Solids, s: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the edges of one solid and their numbers.

    Parameters
    ----------
    solids : siting.coverage.solids.Solids
    s : int

    Returns
    -------
    ends : float array (e, 4)
        x, y of both corners, the outside on the right [m].
    number : int array (e,)
        Outer ring first, then holes, part by part.
    """
    ends, numbers = [], []
    first = solids.rings[solids.solid_rings[s], 0]
    for order, r in enumerate(range(solids.solid_rings[s], solids.solid_rings[s + 1])):
        begin, end, side = solids.rings[r]
        a, b = solids.xy[begin : end - 1], solids.xy[begin + 1 : end]
        ends.append(np.hstack([a, b] if side > 0 else [b, a]))
        # Every ring repeats its first vertex, which makes no edge.
        numbers.append(np.arange(begin, end - 1) - first - order)
    return np.concatenate(ends), np.concatenate(numbers)


def stretches_behind(edge: NDArray[np.float64], room: Any) -> NDArray[np.float64]:
    """Return the stretches of a wall edge behind which a room lies, in the edge's direction, (n, 4) [m].

    The edge is moved inwards by the tolerance, so that a room meets it at its true width whether
    it is drawn a little short of the wall or a little over it.

    Parameters
    ----------
    edge : float array (4,)
        x, y of both corners, the outside on the right [m].
    room : polygon
    """
    run = edge[2:] - edge[:2]
    length = math.hypot(*run)
    if length < SHORTEST_M:
        return np.empty((0, 4))
    # The outside is on the right, the inside on the left.
    inwards = np.array([-run[1], run[0]]) / length * ON_WALL_M
    moved = shapely.LineString(edge.reshape(2, 2) + inwards)
    parts = shapely.get_parts(shapely.intersection(moved, room))
    parts = parts[shapely.length(parts) > SHORTEST_M]
    if not len(parts):
        return np.empty((0, 4))
    ends = np.array([[part.coords[0], part.coords[-1]] for part in parts]) - inwards
    made = ends.reshape(-1, 4)
    ahead = (made[:, 2:] - made[:, :2]) @ run > 0
    return np.where(ahead[:, None], made, made[:, [2, 3, 0, 1]])


def stretches_along(
    edges: NDArray[np.float64], segments: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return where segments lie on wall edges: nearer than the tolerance, along them, over 1 mm and more.

              segment     at most STEEPEST off the edge's direction
            o---------o
            :         :  at most ON_WALL_M
    o-------|=========|-------o  edge
            from      to

    Parameters
    ----------
    edges, segments : float array (e, 4), (n, 4)
        x, y of both ends [m].

    Returns
    -------
    edge, segment : int array (k,)
    along : float array (k, 2)
        From where to where, from the edge's first corner; what reaches over a corner is cut off [m].
    """
    origin, run = edges[:, :2], edges[:, 2:] - edges[:, :2]
    length = np.hypot(run[:, 0], run[:, 1])
    # An edge shorter than the shortest stretch meets nothing, whatever its direction.
    east, north = (run / np.maximum(length, SHORTEST_M)[:, None]).T[:, :, None, None]
    ends = segments.reshape(1, -1, 2, 2) - origin[:, None, None, :]
    along = ends[..., 0] * east + ends[..., 1] * north
    off = ends[..., 1] * east - ends[..., 0] * north
    order = np.argsort(along, axis=2)
    along, off = np.take_along_axis(along, order, 2), np.take_along_axis(off, order, 2)
    begin, end = along[..., 0], along[..., 1]
    slope = (off[..., 1] - off[..., 0]) / np.maximum(end - begin, SHORTEST_M)
    low, high = np.maximum(begin, 0.0), np.minimum(end, length[:, None])
    near = ON_WALL_M * (1.0 + _ROUNDING)
    met = high - low > SHORTEST_M
    met &= np.abs(slope) <= _STEEPEST
    for at in (low, high):
        met &= np.abs(off[..., 0] + slope * (at - begin)) <= near
    edge, segment = np.nonzero(met)
    return edge, segment, np.column_stack([low[met], high[met]])


# Off the direction of an edge by more than 15 degrees nothing is parallel to it, however it was drawn.
_STEEPEST = math.tan(math.radians(15.0))
# Of coordinates in the millions of metres, against the tolerance.
_ROUNDING = 1e-6
