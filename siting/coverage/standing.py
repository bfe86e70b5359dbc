"""Where a camera stands among the solids: outside, on a roof, under a canopy, indoors."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.coverage.solids import Solids
    from siting.model import Camera

CLEAR_M = 0.05
"""A camera is at least this far from every solid it does not stand on or under [m]."""
WALL_DEPTH_M = 1.05
"""A camera drawn deeper than this inside a solid is an indoor camera [m]."""

_SAME_HEIGHT_M = 1e-6
_SAME_DISTANCE_M = 1e-6
# Chords of the clearance lie this much nearer than its arcs; added, so that the camera stays clear.
_CHORD_MARGIN_RATIO = 1.0005
_SEGMENTS_PER_QUADRANT = 64


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one camera stands.

    Parameters
    ----------
    easting_m, northing_m : float
        Position as used [m].
    moved_m : float
        How far from the position given [m].
    place : {'outside', 'on_roof', 'under', 'at_roof_level', 'indoor'}
    solid : int or None
        The solid that it stands in, on or under in plan.
    """

    easting_m: float
    northing_m: float
    moved_m: float = 0.0
    place: str = "outside"
    solid: int | None = None


def stand_cameras(
    cameras: tuple[Camera, ...],
    solids: Solids,
    azimuth_grid_deg: NDArray[np.float64],
    *,
    among: NDArray[np.int64] | None = None,
    heights_m: NDArray[np.float64] | None = None,
) -> list[Standing]:
    """Return where each camera stands, moved clear of the walls it hangs on.

    Parameters
    ----------
    cameras : tuple of Camera
    solids : Solids
    azimuth_grid_deg : float array (n,)
        Grid azimuths, NaN where unknown; they decide between places equally near [degrees].
    among : int array (m,) or None
        The solids that stand there, ascending; None takes all but closed gaps.
    heights_m : float array (n,) or None
        Heights of the cameras where the solids' do not count from level ground, NaN where unknown [m].

    Returns
    -------
    list of Standing
        In the order of the cameras.
    """
    places = np.array([(c.easting_m, c.northing_m) for c in cameras], float).reshape(-1, 2)
    points = np.asarray(shapely.points(places), dtype=object)
    real = np.flatnonzero(solids.kind != "gap") if among is None else among
    near: list[list[int]] = [[] for _ in cameras]
    if len(real):
        tree = shapely.STRtree(solids.footprints[real])
        who, what = tree.query(points, predicate="dwithin", distance=CLEAR_M)
        for camera, solid in zip(who, real[what], strict=True):
            near[camera].append(int(solid))
    standings = []
    for k, camera in enumerate(cameras):
        height = camera.height_m if heights_m is None else float(heights_m[k])
        if height is None or math.isnan(height) or not near[k]:
            standings.append(Standing(camera.easting_m, camera.northing_m))
            continue
        around = [s for s in near[k] if _is_beside(solids.span[s], height)]
        if around:
            standings.append(_moved_clear(camera, height, float(azimuth_grid_deg[k]), solids, real))
        else:
            standings.append(_over_or_under(points[k], height, solids, near[k]))
    return standings


def _is_beside(span: NDArray[np.float64], height: float) -> bool:
    """Return True when `height` lies strictly between base and top."""
    return bool(span[0] + _SAME_HEIGHT_M < height < span[1] - _SAME_HEIGHT_M)


def _over_or_under(point: Any, height: float, solids: Solids, near: list[int]) -> Standing:
    """Return the standing of a camera that is in no solid but may be over or under one."""
    place, solid = "outside", None
    for s in near:
        if not shapely.intersects(solids.footprints[s], point):
            continue
        base, top = solids.span[s]
        if abs(height - top) <= _SAME_HEIGHT_M:
            return Standing(point.x, point.y, 0.0, "at_roof_level", s)
        if height > top and place != "under":
            # Of several roofs one above the other, the camera stands on the highest.
            if solid is None or top > solids.span[solid, 1]:
                place, solid = "on_roof", s
        elif height <= base + _SAME_HEIGHT_M:
            place, solid = "under", s
    return Standing(point.x, point.y, 0.0, place, solid)


def _moved_clear(
    camera: Camera, height: float, azimuth_deg: float, solids: Solids, real: NDArray[np.int64]
) -> Standing:
    """Return the standing of a camera in or at a solid: the nearest clear place, or indoor."""
    point = shapely.Point(camera.easting_m, camera.northing_m)
    span = solids.span[real]
    beside = (span[:, 0] + _SAME_HEIGHT_M < height) & (height < span[:, 1] - _SAME_HEIGHT_M)
    blocking = real[beside]
    reach = WALL_DEPTH_M + 2.0 * CLEAR_M
    blocking = blocking[shapely.dwithin(solids.footprints[blocking], point, reach)]
    inside = blocking[shapely.intersects(solids.footprints[blocking], point)]
    solid = int(inside[0]) if len(inside) else None
    taken = shapely.buffer(
        shapely.union_all(solids.footprints[blocking]),
        CLEAR_M * _CHORD_MARGIN_RATIO,
        quad_segs=_SEGMENTS_PER_QUADRANT,
    )
    edges = np.concatenate(
        [
            np.column_stack([ring[:-1], ring[1:]])
            for ring in map(shapely.get_coordinates, shapely.get_rings(shapely.get_parts(taken)))
        ]
    )
    start, run = edges[:, :2], edges[:, 2:] - edges[:, :2]
    here = np.array([camera.easting_m, camera.northing_m])
    square = np.maximum((run * run).sum(axis=1), 1e-300)
    t = np.clip(((here - start) * run).sum(axis=1) / square, 0.0, 1.0)
    places = start + t[:, None] * run
    distance = np.hypot(*(places - here).T)
    if distance.min() > WALL_DEPTH_M:
        return Standing(camera.easting_m, camera.northing_m, 0.0, "indoor", solid)
    ties = np.flatnonzero(distance <= distance.min() + _SAME_DISTANCE_M)
    aim = math.radians(azimuth_deg) if math.isfinite(azimuth_deg) else 0.0
    ahead = (places[ties] - here) @ np.array([math.sin(aim), math.cos(aim)])
    best = ties[np.argmax(ahead)]
    # Clear of the wall it may hang over a canopy, or under one.
    moved = shapely.Point(places[best])
    near = real[shapely.intersects(solids.footprints[real], moved)]
    there = _over_or_under(moved, height, solids, near.tolist())
    return replace(there, moved_m=float(distance[best]))
