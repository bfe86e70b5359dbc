"""Windows that a camera surely sees, from wherever it stands within its tolerance and however it is turned.

Let a camera stand at c' = c + k, k in K, and let a point y of the segment c'p, at the share t of its length,
lie in the solid S. Then the point of cp at the share t lies within (1 - t) K of y. So where cp misses the
solid S grown by (1 - t) K, c'p misses S. The farther S is from the camera, the less it is grown: t is at
least (d - a) / (D + a), with d the distance of S in plan, D the greatest of what is looked at, a the radius
of K.

What cannot come between is not grown. c'p stays in front of the wall that it ends on, so that what lies
behind its plane is cut off: the house itself, and its neighbours in the row. A camera on a wall is not in
that house: where all places within the tolerance that are in no building lie in front of the line of an
edge, so does c'p for all points p in front of it, and what lies behind is cut off too.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage.gaps import GAP_M
from siting.coverage.reach_bounds import lowest_px_per_m
from siting.coverage.shrunk_solids import with_prisms
from siting.coverage.view_limits import limits
from siting.coverage.visibility import areas_of
from siting.coverage.wall_pieces import meets, pieces_of
from siting.coverage.wall_shapes import SMALLEST_M2, Bound, unhidden, within
from siting.coverage.wall_table import some_walls

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.coverage.beams import Beam, Sight
    from siting.coverage.leeway import Leeway
    from siting.coverage.sights import Eye
    from siting.coverage.solids import Solids
    from siting.coverage.unsure_ground import Ground
    from siting.coverage.wall_pieces import Pieces
    from siting.coverage.wall_table import Walls
    from siting.tolerance import Tolerance

# What stands before a plane by less is rounding [m].
_IN_PLANE_M = 1e-6
# GEOS rounds by chords and may smooth by a hundredth: grown by so much more, it holds the whole offset.
_OFFSET_RATIO = 1.05
_SEGMENTS_PER_QUADRANT = 4
# Beyond everything that is drawn [m].
_FAR_M = 1e5
# No row of a facade is shorter [m]; a little more, since it must hold whatever the rounding.
_SHORTEST_M = 2e-3


def surely_sees(
    here: tuple[float, float], eye: Eye, ground: Ground, wall: int, *, tolerance: Tolerance
) -> list[Bound]:
    """Return the window bands of one wall that every place and aim within the tolerance sees, in range.

    Parameters
    ----------
    here : tuple of float
        Position of the camera as used [m].
    eye : siting.coverage.sights.Eye
        Views of which the plan leaves something open prove nothing.
    ground : siting.coverage.unsure_ground.Ground
    wall : int
        Row of `sure_walls`.
    tolerance : siting.tolerance.Tolerance
    """
    walls, bands = some_walls(ground.sure_walls, np.array([wall]))
    piece = pieces_of(here, walls.ends, walls.heights_m())
    leeway, height_m = ground.leeway(here, eye, tolerance), eye.camera.height_m or 0.0
    # Only from in front is a wall seen, and only what lies before its plane can hide it.
    if piece.before_m()[0] + (leeway.offsets_m @ piece.outward[0]).min() <= _IN_PLANE_M:
        return []
    behind = _on_wall(leeway.fences, piece, walls.ends[0, :2])
    shows = _shows(eye, piece, tolerance, leeway=leeway, behind=behind)
    hiders = None
    if shows:
        hiders = _grown(
            here, height_m, ground, walls=walls, piece=piece, fences=leeway.fences, tolerance=tolerance
        )
    if hiders is None:
        return []
    found = []
    near, asked = np.arange(len(hiders.row)), np.zeros(1, np.int64)
    for _, band, shape in unhidden(here, height_m, walls, asked, hiders=hiders, near=near):
        for sight, beam, limit in shows:
            inside = within(shape, limit, piece)
            if beam.is_slant:
                inside = _in_slant_reach(inside, beam.reach_m - tolerance.reach_m, piece, height_m)
            if inside.area < 2.0 * SMALLEST_M2 or inside.bounds[2] - inside.bounds[0] < _SHORTEST_M:
                continue
            corners, nearest = piece.about_camera(inside, height_m)
            density = lowest_px_per_m(beam, corners, nearest, tolerance)
            found.append(Bound(wall, int(bands[band]), sight.name, density))
    return found


def _shows(
    eye: Eye, piece: Pieces, tolerance: Tolerance, *, leeway: Leeway, behind: NDArray[np.float64]
) -> list[tuple[Sight, Beam, NDArray[np.float64]]]:
    """Return the beams that surely show any of a wall, with their limits on it."""
    made = []
    for sight in eye.sights:
        for beam in sight.beams if not any(beam.unsure for beam in sight.beams) else ():
            limit = limits(beam, piece, tolerance, leeway=leeway, of_all=True)[0]
            limit = np.vstack([limit, behind, _in_range(beam, piece, tolerance)])
            if meets(limit[None], piece)[0]:
                made.append((sight, beam, limit))
    return made


def _in_range(beam: Beam, piece: Pieces, tolerance: Tolerance) -> NDArray[np.float64]:
    """Return the part of a wall within the claimed range of every place, as limits."""
    range_m, apart = float(beam.view[6]), float(piece.apart_m[0])
    if math.isinf(range_m):
        return np.empty((0, 3))
    half = range_m - tolerance.position_m
    half = math.sqrt(half * half - apart * apart) if half > apart else -1.0
    foot = float(piece.foot_u[0])
    return np.array([[1.0, 0.0, half - foot], [-1.0, 0.0, half + foot]])


def _in_slant_reach(shape: Any, reach_m: float, piece: Pieces, height_m: float) -> Any:
    """Return what of a shape on a wall lies within a slant distance."""
    square = reach_m * reach_m - float(piece.apart_m[0]) ** 2
    if reach_m <= 0.0 or square <= 0.0:
        return shapely.MultiPolygon()
    disc = shapely.Point(float(piece.foot_u[0]), height_m).buffer(math.sqrt(square))
    parts = shapely.get_parts(shapely.intersection(shape, disc))
    return shapely.multipolygons(parts[shapely.get_dimensions(parts) == 2])


def _on_wall(fences: NDArray[np.float64], piece: Pieces, corner: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return fences as limits on the wall that starts at a corner."""
    out = np.zeros((len(fences), 3))
    out[:, 0] = fences[:, :2] @ piece.along[0]
    out[:, 2] = fences[:, :2] @ corner + fences[:, 2]
    return out


def _grown(
    here: tuple[float, float],
    height_m: float,
    ground: Ground,
    *,
    walls: Walls,
    piece: Pieces,
    fences: NDArray[np.float64],
    tolerance: Tolerance,
) -> Solids | None:
    """Return what may come between a wall and any place, grown; None when it may be around the camera."""
    radius, solids = tolerance.position_m, ground.solids
    ends = walls.ends[0]
    places = shapely.Point(here).buffer(radius * _OFFSET_RATIO + _IN_PLANE_M)
    between = shapely.convex_hull(shapely.union(places, shapely.LineString(ends.reshape(2, 2))))
    normal = np.array([piece.along[0, 1], -piece.along[0, 0]])
    own = np.array([[*normal, -float(normal @ ends[:2])]])
    region = between
    for line in np.vstack([own, fences]):
        region = shapely.intersection(region, _half_plane(line, here))
    near = np.sort(ground.tree.query(region, predicate="intersects"))
    near = near[solids.hides_homes[near]]
    low = min(height_m - tolerance.height_m, float(walls.bands[:, 0].min()))
    high = max(height_m + tolerance.height_m, float(walls.bands[:, 1].max()))
    tops = solids.span[near, 1] + ground.tops_m[near]
    near = near[(tops > low) & (solids.span[near, 0] < high)]
    shapes = solids.footprints[near]
    is_gap = solids.kind[near] == "gap"
    shapes[is_gap] = shapely.buffer(shapes[is_gap], GAP_M)
    shapes = areas_of(shapely.intersection(shapes, region))
    real = ~shapely.is_empty(shapes)
    near, shapes = near[real], shapes[real]
    distance = shapely.distance(shapes, shapely.Point(here))
    share = 1.0 - np.clip((distance - radius) / (float(piece.spans_m()[1][0]) + radius), 0.0, 1.0)
    offset = share * radius * _OFFSET_RATIO + (_IN_PLANE_M if radius > 0.0 else 0.0)
    grown = shapely.buffer(shapes, offset, quad_segs=_SEGMENTS_PER_QUADRANT) if radius > 0.0 else shapes
    rise = share * tolerance.height_m
    span = solids.span[near] + np.column_stack([-rise, rise + ground.tops_m[near]])
    inside = (span[:, 0] < height_m) & (height_m < span[:, 1])
    if (inside & shapely.dwithin(grown, shapely.Point(here), _IN_PLANE_M)).any():
        return None
    return with_prisms(solids, grown, span, near)


def _half_plane(line: NDArray[np.float64], here: tuple[float, float]) -> Any:
    """Return what lies in front of a line by more than rounding, as far as matters."""
    normal, along = line[:2], np.array([-line[1], line[0]])
    foot = np.array(here) - (float(normal @ np.array(here)) + line[2] - _IN_PLANE_M) * normal
    corners = [foot - _FAR_M * along, foot + _FAR_M * along]
    return shapely.Polygon([*corners, corners[1] + _FAR_M * normal, corners[0] + _FAR_M * normal])
