"""pyvispoly: CGAL's triangular expansion, exact numbers; knows no range and no sector."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyvispoly
import shapely

from benchmarks.peers.free_space import free_space
from benchmarks.peers.walls import walls_of

if TYPE_CHECKING:
    from benchmarks.districts import Cameras, District
    from benchmarks.peers.walls import Walls

DISTRIBUTION = "pyvispoly"
HELP = "the scene around each camera is cut out and united for it, the sector taken by shapely"


def prepare(district: District) -> Walls:
    """Return the walls of a district and a tree of its buildings."""
    return walls_of(district)


def plan(walls: Walls, cameras: Cameras, row: int, *, outline: Any) -> Any:
    """Return what a level camera sees in plan, about the camera; None where it stands in a house."""
    free = free_space(walls, cameras, row)
    if free is None:
        return None
    rings = [[pyvispoly.Point(*xy) for xy in ring.coords[:-1]] for ring in (free.exterior, *free.interiors)]
    scene = pyvispoly.PolygonWithHoles(rings[0], rings[1:])
    seen = pyvispoly.VisibilityPolygonCalculator(scene).compute_visibility_polygon(pyvispoly.Point(0.0, 0.0))
    ring = [(float(corner.x()), float(corner.y())) for corner in seen.boundary()]
    return shapely.intersection(shapely.make_valid(shapely.Polygon(ring)), outline)
