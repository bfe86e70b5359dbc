"""embreex (Intel's Embree): rays from the camera to points of a grid on the ground, or on facades."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from embreex.mesh_construction import TriangleMesh
from embreex.rtcore_scene import EmbreeScene

from benchmarks.peers.walls import box_around, walls_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.districts import Cameras, District
    from benchmarks.peers.walls import Walls

    Floats = NDArray[np.float64]

DISTRIBUTION = "embreex"
HELP = "walls and roofs are made triangles for it; what lies in the view is picked by numpy"
GROUND_M = 0.5
"""Step of the grid on the ground [m]."""
FACADE_M = 0.25
"""Step of the samples on window bands [m]."""
# The window band above the floor of its storey [m].
_BAND_M = (0.9, 2.1)
# A ray ends so far before the wall that it asks for [m].
_SHORT_M = 0.005


@dataclass(frozen=True, eq=False)
class Mesh:
    """A district as triangles: single precision, so about a place in its middle.

    Parameters
    ----------
    scene : EmbreeScene
    middle : float array (2,)
        What is taken from eastings and northings [m].
    walls : Walls
    levels : float array (b,)
    """

    scene: Any
    middle: Floats
    walls: Walls
    levels: Floats

    def sees(self, eye: Floats, points: Floats) -> NDArray[np.bool_]:
        """Return which points (n, 3) a camera (3,) sees."""
        start = (eye - (*self.middle, 0.0)).astype(np.float32)
        along = (points - eye).astype(np.float32)
        origins = np.broadcast_to(start, along.shape).copy()
        reach = np.ones(len(along), np.float32)
        hit = self.scene.run(origins, along, reach, query="OCCLUDED")
        return np.asarray(hit) == -1


def prepare(district: District) -> Mesh:
    """Return the triangles of a district, ready to be hit."""
    walls = walls_of(district)
    middle = walls.ends.reshape(-1, 2).mean(axis=0)
    top = walls.top_m[walls.building]
    a, b = walls.ends[:, 0] - middle, walls.ends[:, 1] - middle
    low_a, low_b = (np.column_stack([p, np.zeros(len(p))]) for p in (a, b))
    high_a, high_b = (np.column_stack([p, top]) for p in (a, b))
    roofs = shapely.constrained_delaunay_triangles(walls.footprints)
    pieces, owner = shapely.get_parts(roofs, return_index=True)
    corners = shapely.get_coordinates(pieces).reshape(-1, 4, 2)[:, :3] - middle
    flat = np.dstack([corners, np.broadcast_to(walls.top_m[owner][:, None], corners.shape[:2])])
    triangles = np.concatenate(
        [np.stack([low_a, low_b, high_b], axis=1), np.stack([low_a, high_b, high_a], axis=1), flat]
    )
    scene = EmbreeScene()
    numbers = np.arange(3 * len(triangles), dtype=np.int32).reshape(-1, 3)
    TriangleMesh(scene, np.ascontiguousarray(triangles.reshape(-1, 3), np.float32), numbers)
    scene.run(np.zeros((1, 3), np.float32), np.ones((1, 3), np.float32), query="OCCLUDED")
    return Mesh(scene, middle, walls, district.levels)


def ground_m2(mesh: Mesh, cameras: Cameras, row: int, *, outline: Any, plane_m: float) -> float:
    """Return the area of a plane that a camera sees, counted on a grid of half a metre [m2]."""
    if outline.is_empty:
        return 0.0
    west, south, east, north = outline.bounds
    across, up = np.meshgrid(
        np.arange(west + GROUND_M / 2.0, east, GROUND_M), np.arange(south + GROUND_M / 2.0, north, GROUND_M)
    )
    across, up = across.ravel(), up.ravel()
    shapely.prepare(outline)
    inside = shapely.contains_xy(outline, across, up)
    here = cameras.xy_m[row]
    points = np.column_stack([across[inside] + here[0], up[inside] + here[1], np.full(inside.sum(), plane_m)])
    seen = mesh.sees(np.array([*here, cameras.height_m[row]]), points)
    return float(seen.sum()) * GROUND_M**2


def facades_m2(mesh: Mesh, cameras: Cameras, row: int, *, step_m: float = FACADE_M) -> float:
    """Return the area of window bands that a camera sees, counted on samples of a quarter of a metre [m2].

    Every storey's band of every wall that faces the camera within the view and its optical limit.
    """
    here = cameras.xy_m[row]
    eye = np.array([*here, cameras.height_m[row]])
    walls, depth_m = mesh.walls, float(cameras.greatest_depth_m[row])
    reach_m = depth_m / np.cos(np.radians(cameras.hfov_deg[row]) / 2.0)
    edges = walls.of(walls.near(box_around(here, reach_m)))
    a, b = walls.ends[edges, 0] - here, walls.ends[edges, 1] - here
    faces = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0] < 0
    points, area = _samples(mesh, edges[faces], step_m)
    inside = in_view(points - eye, cameras, row, depth_m)
    return float(area[inside][mesh.sees(eye, points[inside])].sum())


def in_view(points: Floats, cameras: Cameras, row: int, depth_m: float) -> NDArray[np.bool_]:
    """Return which points (n, 3) about a camera lie in its pyramid, down to a depth [m]."""
    azimuth, tilt = np.radians(cameras.azimuth_deg[row]), np.radians(cameras.tilt_deg[row])
    axis = np.array([np.sin(azimuth) * np.cos(tilt), np.cos(azimuth) * np.cos(tilt), -np.sin(tilt)])
    right = np.array([np.cos(azimuth), -np.sin(azimuth), 0.0])
    depth = points @ axis
    aside = np.abs(points @ right) <= depth * np.tan(np.radians(cameras.hfov_deg[row]) / 2.0)
    rise = np.abs(points @ np.cross(right, axis)) <= depth * np.tan(np.radians(cameras.vfov_deg[row]) / 2.0)
    inside: NDArray[np.bool_] = (depth > 0) & (depth <= depth_m) & aside & rise
    return inside


def _samples(mesh: Mesh, edges: NDArray[np.int64], step_m: float) -> tuple[Floats, Floats]:
    """Return sample points a little before the window bands of walls (n, 3), and the area of each [m2]."""
    walls = mesh.walls
    start, end = walls.ends[edges, 0], walls.ends[edges, 1]
    length = np.hypot(*(end - start).T)
    storeys = np.maximum(1.0, mesh.levels[walls.building[edges]].astype(np.int64))
    across = np.maximum(1, np.ceil(length / step_m)).astype(np.int64)
    # Column by column of each wall, then storey by storey, then up the band.
    wall = np.repeat(np.arange(len(edges)), across)
    column = np.arange(across.sum()) - np.repeat(np.cumsum(across) - across, across)
    at = (column + 0.5) / across[wall]
    span = (end - start)[wall]
    outward = np.column_stack([span[:, 1], -span[:, 0]]) / np.maximum(length[wall], 1e-9)[:, None]
    foot = start[wall] + at[:, None] * span + _SHORT_M * outward
    count = storeys[wall].astype(np.int64)
    stack = np.repeat(np.arange(len(wall)), count)
    storey = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    top_m = walls.top_m[walls.building[edges]][wall[stack]]
    storey_m = top_m / count[stack]
    low, high = (np.minimum(bound, storey_m) for bound in _BAND_M)
    up_count = max(1, int(np.ceil((_BAND_M[1] - _BAND_M[0]) / step_m)))
    up = (np.arange(up_count) + 0.5) / up_count
    rise = (storey * storey_m + low)[:, None] + (high - low)[:, None] * up
    points = np.empty((len(stack), up_count, 3))
    points[:, :, :2] = foot[stack][:, None]
    points[:, :, 2] = rise
    area = (length / across)[wall[stack]] * (high - low) / up_count
    return points.reshape(-1, 3), np.repeat(area, up_count)
