"""The free space around a camera as one polygon with holes: what triangulating and sweeping peers want."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from benchmarks.peers.walls import box_around

if TYPE_CHECKING:
    from benchmarks.districts import Cameras
    from benchmarks.peers.walls import Walls

# The frame lies outside the range by this [m].
_FRAME_M = 1.0
# Corners nearer than this are one for peers that compare coordinates [m].
_GRID_M = 1e-6


def free_space(walls: Walls, cameras: Cameras, row: int) -> Any:
    """Return the free polygon that a camera stands in, about the camera; None where it stands in a house."""
    here, reach_m = cameras.xy_m[row], float(cameras.range_m[row])
    frame = box_around(np.zeros(2), reach_m + _FRAME_M)
    shapes = walls.footprints[walls.near(box_around(here, reach_m + _FRAME_M))]
    solid = shapely.union_all(shapely.transform(shapes, lambda places: places - here))
    free = shapely.set_precision(shapely.difference(frame, solid), _GRID_M)
    # Frame counter-clockwise and holes clockwise, as both peers want it.
    parts = shapely.get_parts(shapely.orient_polygons(free))
    return next((part for part in parts if part.covers(shapely.Point(0.0, 0.0))), None)
