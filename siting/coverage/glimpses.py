"""What one beam sees of the window bands of walls: asked of the walls' own exact exposure, then cut.

On a wall the circle of a slant distance and the curves of two elevations bound what a beam sees. All are
drawn on the outer side, by at most 5 mm: no window is missed.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from siting.coverage._facade_kernels import ROW_DEPTH, ROW_DEPTH_IN_RANGE, ROW_DISTANCE, facade_views
from siting.coverage.beams import EVERYWHERE_DEG
from siting.coverage.circles import around, elevation_band, leg_m
from siting.coverage.visibility import polygons_of, valid_multipolygon

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from siting.coverage.beams import Beam
    from siting.coverage.solids import Solids
    from siting.coverage.wall_table import Walls

# The radius of a circle about a wall that is only just in reach is at least this [m].
_SHORTEST_M = 1e-3
_NONE_IN_RANGE_M = 1e299
# Pairs of walls and solids that one call looks at: beyond, the walls are taken sector by sector.
_PAIRS_AT_ONCE = 5e4
_MOST_SECTORS = 720
_SAME_DIRECTION = 1e-6


class Glimpse(NamedTuple):
    """What one beam sees of one window band.

    Parameters
    ----------
    shape : shapely.MultiPolygon
        In (u, z), u along the wall from its first corner [m].
    sharp_m, sharp_in_range_m : float
        Least depth or slant distance, of all that is seen and of what lies within the range; NaN where
        nothing does [m].
    flags : set of str
        What the plan does not tell.
    """

    shape: Any
    sharp_m: float
    sharp_in_range_m: float
    flags: set[str]


def glimpses(
    here: tuple[float, float],
    beam: Beam,
    scale: float,
    *,
    walls: Walls,
    wall_candidates: NDArray[np.int64],
    solids: Solids,
    candidates: NDArray[np.int64],
) -> dict[tuple[int, int], Glimpse]:
    """Return what one beam sees, by wall and band.

    Parameters
    ----------
    here : tuple of float
        Position of the camera [m].
    beam : siting.coverage.beams.Beam
    scale : float
        By which distances are multiplied.
    walls, wall_candidates, solids, candidates
        As in `siting.coverage.facades.facade_exposure`.
    """
    made: dict[tuple[int, int], Glimpse] = {}
    for some, hiding in by_sector(here, walls, wall_candidates, solids, candidates):
        made |= _seen(here, beam, scale, walls=walls, wall_candidates=some, solids=solids, candidates=hiding)
    return made


def by_sector(
    here: tuple[float, float],
    walls: Walls,
    wall_candidates: NDArray[np.int64],
    solids: Solids,
    candidates: NDArray[np.int64],
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield the walls sector by sector about the camera, with the solids that may hide some of them.

    Every wall is asked against every solid, so that many of both are better taken apart.
    """
    count = math.ceil(math.sqrt(len(wall_candidates) * len(candidates) / _PAIRS_AT_ONCE))
    if count < 2:
        yield wall_candidates, candidates
        return
    ends = walls.ends[wall_candidates] - np.tile(here, 2)
    middle = np.arctan2(ends[:, 1] + ends[:, 3], ends[:, 0] + ends[:, 2])
    boxes = solids.boxes[candidates] - np.tile(here, 2)
    axis = np.arctan2(boxes[:, 1] + boxes[:, 3], boxes[:, 0] + boxes[:, 2])
    corners = [np.arctan2(boxes[:, y], boxes[:, x]) for x in (0, 2) for y in (1, 3)]
    half = np.max([np.abs(_turned(corner - axis)) for corner in corners], axis=0)
    half[(boxes[:, :2] <= 0.0).all(axis=1) & (boxes[:, 2:] >= 0.0).all(axis=1)] = math.pi
    turns = [np.abs(_turned(np.arctan2(ends[:, y], ends[:, x]) - middle)) for x, y in ((0, 1), (2, 3))]
    wide = np.max(turns, axis=0)
    count = min(count, _MOST_SECTORS)
    # Walls close by span many sectors: few, and asked against everything.
    is_close = wide > math.pi / count
    if is_close.any():
        yield wall_candidates[is_close], candidates
    order = np.flatnonzero(~is_close)[np.argsort(middle[~is_close], kind="stable")]
    for some in np.array_split(order, count):
        if len(some):
            centre = 0.5 * (middle[some[0]] + middle[some[-1]])
            reach = np.max(np.abs(middle[some] - centre) + wide[some]) + _SAME_DIRECTION
            near = np.abs(_turned(axis - centre)) <= half + reach
            yield np.sort(wall_candidates[some]), candidates[near]


def _turned(angle: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return angles between half a turn left and right [radians]."""
    turned: NDArray[np.float64] = np.mod(angle + math.pi, 2.0 * math.pi) - math.pi
    return turned


def _seen(
    here: tuple[float, float],
    beam: Beam,
    scale: float,
    *,
    walls: Walls,
    wall_candidates: NDArray[np.int64],
    solids: Solids,
    candidates: NDArray[np.int64],
) -> dict[tuple[int, int], Glimpse]:
    """Return what one beam sees past the given solids."""
    key, rows, _, _, points, ring_starts, polygon_starts, owner = facade_views(
        np.array([here]),
        beam.view[None],
        walls.ends,
        np.array([0, len(wall_candidates)]),
        wall_candidates,
        walls.band_starts,
        walls.bands,
        np.array([0, len(candidates)]),
        candidates,
        solids.xy,
        solids.rings,
        solids.solid_rings,
        solids.span,
        solids.boxes,
    )
    polygons = polygons_of(points, ring_starts, polygon_starts)
    starts = np.searchsorted(owner, np.arange(len(key) + 1))
    made = {}
    for k in range(len(key)):
        if beam.is_slant and rows[k, ROW_DISTANCE] > beam.reach_m:
            continue
        shape = valid_multipolygon(polygons[starts[k] : starts[k + 1]])
        glimpse: Glimpse | None
        if beam.is_slant:
            glimpse = _slant_glimpse(here, beam, walls, int(key[k, 0]), shape=shape, scale=scale)
        else:
            in_range = rows[k, ROW_DEPTH_IN_RANGE]
            in_range = math.nan if in_range > _NONE_IN_RANGE_M else in_range * scale
            glimpse = Glimpse(shape, rows[k, ROW_DEPTH] * scale, in_range, {beam.unsure} - {""})
        if glimpse is not None:
            made[int(key[k, 0]), int(key[k, 1])] = glimpse
    return made


def _slant_glimpse(
    here: tuple[float, float], beam: Beam, walls: Walls, wall: int, *, shape: Any, scale: float
) -> Glimpse | None:
    """Return what a beam of slant density sees of a band, None when its limits leave nothing."""
    foot_u, apart = frame_of(here, walls, wall)
    height, range_m = float(beam.view[0]), float(beam.view[6])
    eye = shapely.Point(foot_u, height)
    shape = _cut_by_elevation(shape, beam, foot_u, apart)
    if shape.is_empty:
        return None
    near = shapely.get_coordinates(shapely.shortest_line(eye, shape))[1]
    slant = math.hypot(math.dist(near, (foot_u, height)), apart)
    if slant > beam.reach_m:
        return None
    west, low, east, high = shape.bounds
    far = max(math.hypot(u - foot_u, z - height) for u in (west, east) for z in (low, high))
    radius = leg_m(beam.reach_m, apart)
    if far > radius:
        circle = shapely.Polygon(around(max(radius, _SHORTEST_M)) + np.array([foot_u, height]))
        shape = areas(shapely.intersection(shape, circle))
    elevation = math.degrees(math.atan2(near[1] - height, math.hypot(near[0] - foot_u, apart)))
    flags = {beam.unsure} if not beam.sure_deg[0] <= elevation <= beam.sure_deg[1] else set()
    return Glimpse(shape, slant * scale, _in_range_m(shape, eye, apart, range_m) * scale, flags - {""})


def _in_range_m(shape: Any, eye: shapely.Point, apart: float, range_m: float) -> float:
    """Return the least slant distance of what lies within the range in plan, NaN when nothing does [m]."""
    half = math.inf if math.isinf(range_m) else leg_m(range_m, apart)
    west, low, east, high = shape.bounds if not shape.is_empty else (math.nan,) * 4
    if eye.x - half > west or eye.x + half < east:
        shape = shapely.intersection(shape, shapely.box(eye.x - half, low, eye.x + half, high))
    if shape.is_empty or half <= 0.0:
        return math.nan
    return math.hypot(shapely.distance(shape, eye), apart)


def _cut_by_elevation(shape: Any, beam: Beam, foot_u: float, apart: float) -> Any:
    """Return what of a polygon on a wall lies between the elevations of a beam."""
    if beam.elevations_deg == EVERYWHERE_DEG:
        return shape
    height = float(beam.view[0])
    west, low, east, high = shape.bounds
    nearest = math.hypot(max(west - foot_u, foot_u - east, 0.0), apart)
    span = [math.degrees(math.atan2(z - height, nearest)) for z in (low, high)]
    # The nearest column shows the widest span; one on the horizon's other side only a smaller one.
    if min(span[0], 0.0) >= beam.elevations_deg[0] and max(span[1], 0.0) <= beam.elevations_deg[1]:
        return shape
    band = elevation_band(
        foot_u, apart, height, limits_deg=beam.elevations_deg, frame=(west, low, east, high)
    )
    return areas(shapely.intersection(shape, band))


def frame_of(here: tuple[float, float], walls: Walls, wall: int) -> tuple[float, float]:
    """Return where along a wall the camera's foot lies, and the distance of the wall's plane [m]."""
    start, run = walls.ends[wall, :2], walls.ends[wall, 2:] - walls.ends[wall, :2]
    along = run / math.hypot(*run)
    away = start - here
    return -float(along @ away), float(along[0] * away[1] - along[1] * away[0])


def areas(shape: Any) -> Any:
    """Return the polygons of an overlay as one valid multipolygon."""
    parts = shapely.get_parts(shape)
    return valid_multipolygon(parts[shapely.get_dimensions(parts) == 2])
