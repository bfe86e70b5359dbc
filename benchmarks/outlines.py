"""What a view would cover if nothing stood in the way: given to every peer, free of charge."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.districts import Cameras

    Floats = NDArray[np.float64]

_SAGITTA_M = 0.001


def outline(cameras: Cameras, row: int, plane_m: float) -> Any:
    """Return pyramid, optical limit and range of a camera on a level plane, a polygon about the camera [m].

    Worked out with half-planes and nothing of the product: tests compare the two.

    Parameters
    ----------
    cameras : Cameras
    row : int
    plane_m : float
        Height of the plane above ground [m].
    """
    azimuth, tilt = math.radians(cameras.azimuth_deg[row]), math.radians(cameras.tilt_deg[row])
    sin_a, cos_a, sin_t, cos_t = math.sin(azimuth), math.cos(azimuth), math.sin(tilt), math.cos(tilt)
    axis = np.array([sin_a * cos_t, cos_a * cos_t, -sin_t])
    right = np.array([cos_a, -sin_a, 0.0])
    up = np.cross(right, axis)
    tan_h = math.tan(math.radians(cameras.hfov_deg[row]) / 2.0)
    tan_v = math.tan(math.radians(cameras.vfov_deg[row]) / 2.0)
    depth = float(cameras.greatest_depth_m[row])
    reach = float(cameras.range_m[row])
    rise = plane_m - cameras.height_m[row]
    # Each keeps normal . p + offset >= 0.
    limits = [
        (tan_h * axis - right, 0.0),
        (tan_h * axis + right, 0.0),
        (tan_v * axis - up, 0.0),
        (tan_v * axis + up, 0.0),
        (-axis, depth),
        (axis, 0.0),
    ]
    # The corners of a regular polygon stand on the circle; a chord lies _SAGITTA_M inside it at most.
    corner_count = math.ceil(math.pi / math.acos(1.0 - _SAGITTA_M / reach))
    turn = np.linspace(0.0, 2.0 * math.pi, corner_count, endpoint=False)
    ring = reach * np.column_stack([np.cos(turn), np.sin(turn)])
    for normal, offset in limits:
        ring = _cut(ring, normal[:2], offset + normal[2] * rise)
    return shapely.Polygon(ring) if len(ring) > 2 else shapely.Polygon()


def _cut(ring: Floats, normal: Floats, offset: float) -> Floats:
    """Return the part of a convex ring on the inner side of a line (Sutherland and Hodgman, 1974)."""
    if not len(ring):
        return ring
    side = ring @ normal + offset
    kept = []
    for here in range(len(ring)):
        before = here - 1
        if (side[here] >= 0) != (side[before] >= 0):
            part = side[before] / (side[before] - side[here])
            kept.append(ring[before] + part * (ring[here] - ring[before]))
        if side[here] >= 0:
            kept.append(ring[here])
    return np.array(kept).reshape(-1, 2)
