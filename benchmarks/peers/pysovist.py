"""pysovist: exact isovists by a sweep of wedges; range and sector are its own."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pysovist
import shapely

from benchmarks.peers.walls import box_around, walls_of

if TYPE_CHECKING:
    from benchmarks.districts import Cameras, District
    from benchmarks.peers.walls import Walls

DISTRIBUTION = "pysovist"
HELP = "the walls within range are looked up for it: a whole district as one plan takes it minutes"


def prepare(district: District) -> Walls:
    """Return the walls of a district and a tree of its buildings."""
    return walls_of(district)


def plan(walls: Walls, cameras: Cameras, row: int, *, outline: Any) -> Any:  # noqa: ARG001
    """Return what a level camera sees in plan, about the camera; None where it stands on a wall."""
    here, reach_m = cameras.xy_m[row], float(cameras.range_m[row])
    ends = walls.ends[walls.of(walls.near(box_around(here, reach_m)))] - here
    found = pysovist.isovist(
        ends,
        (0.0, 0.0),
        max_distance=reach_m,
        fov=math.radians(cameras.hfov_deg[row]),
        direction=math.remainder(math.radians(90.0 - cameras.azimuth_deg[row]), math.tau),
    )
    ring = found.polygon()
    return shapely.Polygon(ring) if len(ring) > 3 else None
