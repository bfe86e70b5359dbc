"""shapely: shadows of the walls that face the camera, clipped to its sector first, united, taken away."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from benchmarks.exact import needed, quads, shadow_ends
from benchmarks.peers.walls import walls_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.districts import Cameras, District
    from benchmarks.peers.walls import Walls

    Floats = NDArray[np.float64]

DISTRIBUTION = "shapely"
HELP = "none: candidates, sector and range are part of the recipe"
_BEYOND_RATIO = 1.1


def prepare(district: District) -> Walls:
    """Return the walls of a district and a tree of its buildings."""
    return walls_of(district)


def ground(walls: Walls, cameras: Cameras, row: int, *, outline: Any, plane_m: float) -> Any:
    """Return what a camera covers of a plane below it or at its height, about the camera.

    The shadow of a prism is what the edges that face the camera sweep, and where it ends the footprint
    scaled to there.
    """
    here = cameras.xy_m[row]
    west, south, east, north = np.array(shapely.bounds(outline)) + np.tile(here, 2)
    near = walls.near(
        shapely.box(min(west, here[0]), min(south, here[1]), max(east, here[0]), max(north, here[1]))
    )
    k_out = shadow_ends(walls.top_m[near], float(cameras.height_m[row]), plane_m)
    hides = k_out > 1.0
    near, k_out = near[hides], k_out[hides]
    edges = walls.of(near)
    ends = walls.ends[edges] - here
    k_edge = np.repeat(k_out, walls.first[near + 1] - walls.first[near])
    a, b = ends[:, 0], ends[:, 1]
    # Inside is on the left: the camera, at 0, is on the right of a wall that faces it.
    facing = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0] < 0
    ends, k_edge = _within(ends[facing], k_edge[facing], outline)
    reach_m = _BEYOND_RATIO * float(np.hypot(*shapely.get_coordinates(outline).T).max())
    shadows = shapely.polygons(quads(ends, np.minimum(k_edge, needed(ends, reach_m))))
    finite = np.isfinite(k_out)
    tops = [
        shapely.transform(shape, lambda places, k=k: (places - here) * k)
        for shape, k in zip(walls.footprints[near[finite]], k_out[finite], strict=True)
    ]
    return shapely.difference(outline, shapely.union_all([*shadows, *tops]))


def _within(ends: Floats, k_edge: Floats, outline: Any) -> tuple[Floats, Floats]:
    """Return the parts of edges inside the wedge about the camera that holds the outline."""
    corners = shapely.get_coordinates(outline)
    corners = corners[np.hypot(*corners.T) > 1e-9]
    middle = corners.mean(axis=0)
    off = np.arctan2(middle[0] * corners[:, 1] - middle[1] * corners[:, 0], corners @ middle)
    if off.max() - off.min() > math.pi - 1e-6:
        return ends, k_edge
    low, high = math.atan2(middle[1], middle[0]) + off.min(), math.atan2(middle[1], middle[0]) + off.max()
    start, end = np.zeros(len(ends)), np.ones(len(ends))
    for normal in ((-math.sin(low), math.cos(low)), (math.sin(high), -math.cos(high))):
        side = ends @ np.array(normal)
        with np.errstate(divide="ignore", invalid="ignore"):
            cross = side[:, 0] / (side[:, 0] - side[:, 1])
        start = np.where((side[:, 0] < 0) & (side[:, 1] >= 0), np.maximum(start, cross), start)
        end = np.where((side[:, 0] >= 0) & (side[:, 1] < 0), np.minimum(end, cross), end)
        end = np.where((side < 0).all(axis=1), -1.0, end)
    kept = end > start
    span = ends[:, 1] - ends[:, 0]
    cut = np.stack([ends[:, 0] + start[:, None] * span, ends[:, 0] + end[:, None] * span], axis=1)
    return cut[kept], k_edge[kept]
