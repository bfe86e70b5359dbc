"""VisiLibity: a rotational sweep; knows no range and no sector."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely
import visilibity

from benchmarks.peers.free_space import free_space
from benchmarks.peers.walls import walls_of

if TYPE_CHECKING:
    from benchmarks.districts import Cameras, District
    from benchmarks.peers.walls import Walls

DISTRIBUTION = "VisiLibity"
HELP = "the scene around each camera is cut out and united for it, the sector taken by shapely"
# Its tolerance of coincidence [m].
_EPSILON_M = 1e-7


def prepare(district: District) -> Walls:
    """Return the walls of a district and a tree of its buildings."""
    return walls_of(district)


def plan(walls: Walls, cameras: Cameras, row: int, *, outline: Any) -> Any:
    """Return what a level camera sees in plan, about the camera; None where it stands in a house."""
    free = free_space(walls, cameras, row)
    if free is None:
        return None
    rings = [
        visilibity.Polygon([visilibity.Point(*xy) for xy in ring.coords[:-1]])
        for ring in (free.exterior, *free.interiors)
    ]
    scene = visilibity.Environment(rings)
    seen = visilibity.Visibility_Polygon(visilibity.Point(0.0, 0.0), scene, _EPSILON_M)
    corners = [(seen[k].x(), seen[k].y()) for k in range(seen.n())]
    return shapely.intersection(shapely.make_valid(shapely.Polygon(corners)), outline)
