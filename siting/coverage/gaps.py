"""Gaps between solids that nobody sees through: lines that close them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage._corner_kernels import near_corners

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.coverage.rings import Rings

GAP_M = 1e-3
"""Gaps narrower than this are closed [m]."""

# Corners are looked up to this far, so that rounding loses none of those that are then measured [m].
_LOOK_M = GAP_M * (1.0 + 1e-3)


def close_gaps(
    rings: Rings, footprints: NDArray[Any], span: NDArray[np.float64]
) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Return lines that close the mouths of gaps narrower than 1 mm, and their spans.

    A sight line through a gap passes both of its mouths, and a mouth is at a corner of one of the
    two solids: the shortest line from there to the other solid blocks it.

    Parameters
    ----------
    rings : siting.coverage.rings.Rings
        Of the footprints.
    footprints : object array (n,)
    span : float array (n, 2)
        Base and top [m].
    """
    none = np.empty(0, object), np.empty((0, 2))
    if len(footprints) < 2 or not len(rings.xy):
        return none
    at, other = near_corners(rings.xy, rings.starts, rings.owner, _LOOK_M)
    if not len(at):
        return none
    one = rings.owner[np.searchsorted(rings.starts, at, side="right") - 1]
    low = np.maximum(span[one, 0], span[other, 0])
    high = np.minimum(span[one, 1], span[other, 1])
    points = np.atleast_1d(np.asarray(shapely.points(rings.xy[at]), dtype=object))
    is_gap = high > low
    is_gap[is_gap] = shapely.dwithin(points[is_gap], footprints[other[is_gap]], GAP_M)
    is_gap[is_gap] = ~shapely.intersects(footprints[other[is_gap]], points[is_gap])
    if not is_gap.any():
        return none
    lines = np.asarray(shapely.shortest_line(points[is_gap], footprints[other[is_gap]]), dtype=object)
    _, first = np.unique(np.asarray(shapely.to_wkb(lines)), return_index=True)
    first.sort()
    return lines[first], np.column_stack([low[is_gap][first], high[is_gap][first]]).reshape(-1, 2)
