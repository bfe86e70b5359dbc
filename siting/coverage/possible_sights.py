"""Windows that a camera may see from somewhere within its tolerance, turned however it may be."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from siting.coverage.gaps import GAP_M
from siting.coverage.glimpses import by_sector
from siting.coverage.reach import walls_of_each
from siting.coverage.reach_bounds import highest_px_per_m, hull, is_within_slant, may_face
from siting.coverage.view_limits import limits
from siting.coverage.wall_pieces import meets, pieces_of
from siting.coverage.wall_shapes import SMALLEST_M2, Bound, unhidden, within
from siting.coverage.wall_table import some_walls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from siting.coverage.beams import Beam, Sight
    from siting.coverage.leeway import Leeway
    from siting.coverage.sights import Eye
    from siting.coverage.solids import Solids
    from siting.coverage.unsure_ground import Ground
    from siting.coverage.wall_pieces import Pieces
    from siting.coverage.wall_table import Walls
    from siting.tolerance import Tolerance

# A wall counts as seen edge on within this of its plane [m].
_EDGE_ON_M = 1e-3
_ROUNDING = 1e-9
_NONE = np.empty(0, np.int64)
# Off a wall by this, a point lies before it and not in a gap that is closed [m].
_BEFORE_M = 1.5 * GAP_M


def may_see(
    here: tuple[float, float],
    eye: Eye,
    ground: Ground,
    *,
    hiders: Solids,
    hider_tree: Any,
    tolerance: Tolerance,
    floor_px_per_m: float,
    walls_asked: NDArray[np.int64] | None = None,
) -> list[Bound]:
    """Return every window band that the camera may see from a place and with an aim within its tolerance.

    What is not returned is seen by none of them at `floor_px_per_m` or more.

    Parameters
    ----------
    here : tuple of float
        Position of the camera as used [m].
    eye : siting.coverage.sights.Eye
    ground : Ground
    hiders : siting.coverage.solids.Solids
        From `hiders_of`, of the same tolerance.
    hider_tree : shapely.STRtree
        Of the bounds of `hiders`.
    tolerance : siting.tolerance.Tolerance
    floor_px_per_m : float
        What is less dense does not count [px/m].
    walls_asked : int array or None
        Rows of `any_walls` to look at; None takes all in reach.
    """
    around = shapely.union_all(
        [
            hull(here, beam, tolerance, floor_px_per_m=floor_px_per_m)
            for sight in eye.sights
            for beam in sight.widest.beams
        ]
    )
    walls, near = ground.any_walls, np.sort(hider_tree.query(around, predicate="intersects"))
    if walls_asked is None:
        in_reach = shapely.intersects(around, shapely.box(*ground.solids.boxes.T))
        walls_asked = walls_of_each(walls, [np.flatnonzero(in_reach)])[0]
    panels = _panels_of(here, walls, walls_asked, tolerance)
    leeway = ground.leeway(here, eye, tolerance)
    shows = _limits_of(eye, panels.pieces, tolerance, leeway=leeway, floor_px_per_m=floor_px_per_m)
    wanted = np.flatnonzero(np.any([each.may_be for each in shows], axis=0)) if shows else _NONE
    found = []
    for at, band, shape in _seen(here, eye, panels, wanted, hiders=hiders, near=near):
        piece = panels.pieces.one(at)
        shown = shape
        if tolerance.position_m > 0.0:
            shown = _unburied(shape, panels.walls.ends[at], piece.outward[0], ground)
        for each in shows:
            inside = within(shown, each.limit[at], piece) if each.may_be[at] else shapely.MultiPolygon()
            if inside.area < SMALLEST_M2:
                continue
            corners, nearest = piece.about_camera(inside, float(each.beam.view[0]))
            density = highest_px_per_m(each.beam, corners, nearest, tolerance)
            if density >= floor_px_per_m * (1.0 - _ROUNDING):
                found.append(Bound(int(panels.rows[at]), band, each.sight.name, density))
    return found


class _Shows(NamedTuple):
    """What one beam of a view may show of pieces of wall: limits (n, k, 3), and of which anything at all."""

    sight: Sight
    beam: Beam
    limit: NDArray[np.float64]
    may_be: NDArray[np.bool_]


def _limits_of(
    eye: Eye, pieces: Pieces, tolerance: Tolerance, *, leeway: Leeway, floor_px_per_m: float
) -> list[_Shows]:
    """Return what each beam may show of pieces of wall."""
    made = []
    for sight in eye.sights:
        for beam in sight.widest.beams:
            limit = limits(
                beam, pieces, tolerance, leeway=leeway, of_all=False, floor_px_per_m=floor_px_per_m
            )
            may_be = meets(limit, pieces) & may_face(beam, pieces, tolerance)
            may_be &= is_within_slant(beam, pieces, tolerance, floor_px_per_m)
            made.append(_Shows(sight, beam, limit, may_be))
    return made


class _Panels(NamedTuple):
    """Walls turned so that the camera is in front of them, as a table and as seen from the camera.

    `rows` and `bands` are their rows among all walls and all bands; `is_edge_on` are those in whose plane
    the camera is.
    """

    walls: Walls
    rows: NDArray[np.int64]
    bands: NDArray[np.int64]
    pieces: Pieces
    is_edge_on: NDArray[np.bool_]


def _panels_of(
    here: tuple[float, float], walls: Walls, asked: NDArray[np.int64], tolerance: Tolerance
) -> _Panels:
    """Return the walls that any place within the tolerance is in front of.

    Such a place sees the outside of a wall though the camera's own place lies behind its plane: what is
    hidden from there is asked of the wall turned round.
    """
    apart = pieces_of(here, walls.ends[asked], np.zeros((len(asked), 2))).apart_m
    is_before = apart > -tolerance.position_m - _EDGE_ON_M
    asked, apart = asked[is_before], apart[is_before]
    mine, bands = some_walls(walls, asked)
    behind = apart < 0.0
    mine.ends[behind] = mine.ends[behind][:, [2, 3, 0, 1]]
    pieces = pieces_of(here, mine.ends, mine.heights_m(), is_turned=behind)
    return _Panels(mine, asked, bands, pieces, np.abs(apart) <= _EDGE_ON_M)


def _seen(
    here: tuple[float, float],
    eye: Eye,
    panels: _Panels,
    wanted: NDArray[np.int64],
    *,
    hiders: Solids,
    near: NDArray[np.int64],
) -> Iterator[tuple[int, int, Any]]:
    """Yield panel, row of its band among all bands, and what of it nothing hides, in (u, z)."""
    walls, height_m = panels.walls, eye.camera.height_m or 0.0
    for at in wanted[panels.is_edge_on[wanted]].tolist():
        # Edge on nothing is worked out: all of it may be seen.
        for band in range(walls.band_starts[at], walls.band_starts[at + 1]):
            low, high = walls.bands[band]
            yield at, int(panels.bands[band]), shapely.box(0.0, low, panels.pieces.length_m[at], high)
    plain = wanted[~panels.is_edge_on[wanted]]
    for some, hiding in by_sector(here, walls, plain, hiders, near):
        for at, band, shape in unhidden(here, height_m, walls, some, hiders=hiders, near=hiding):
            yield at, int(panels.bands[band]), shape


def _unburied(shape: Any, ends: NDArray[np.float64], outward: NDArray[np.float64], ground: Ground) -> Any:
    """Return what of a shape on a wall no other solid covers: against what stands before it nothing is seen.

    Erosion of that solid opens a slit that no place within the tolerance looks into.
    """
    run = ends[2:] - ends[:2]
    along = run / math.hypot(*run)
    before = shapely.LineString(ends.reshape(2, 2) + outward * _BEFORE_M)
    solids = ground.solids
    for s in ground.tree.query(before, predicate="intersects").tolist():
        if solids.kind[s] == "gap" or not solids.hides_homes[s]:
            continue
        low, high = float(solids.span[s, 0]), float(solids.span[s, 1] - ground.tops_m[s])
        for part in shapely.get_parts(shapely.intersection(before, solids.footprints[s])):
            spots = (shapely.get_coordinates(part) - ends[:2]) @ along
            if high > low and spots.max() - spots.min() > _BEFORE_M:
                shape = shapely.difference(shape, shapely.box(spots.min(), low, spots.max(), high))
    return shape
