"""Bounds on exposure: windows that a camera may see from somewhere within its tolerance, or sees from everywhere."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from siting.coverage._facade_kernels import facade_view
from siting.coverage._ground_kernels import clip_half_plane
from siting.coverage.glimpses import by_sector
from siting.coverage.leeway import Leeway, leeway_of
from siting.coverage.reach import walls_of
from siting.coverage.shrunk_solids import shrunk
from siting.coverage.solids import GAP_M, prepare_solids
from siting.coverage.standing import WALL_DEPTH_M
from siting.coverage.stretched_walls import surely_windows, windows_at_all
from siting.coverage.view_bounds import (
    highest_px_per_m,
    hull,
    is_within_slant,
    limits,
    may_face,
    meets,
    pieces_of,
)
from siting.coverage.wall_table import some_walls
from siting.coverage.visibility import areas_of, polygons_of, valid_multipolygon
from siting.tolerance import building_tolerances_m

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from siting.coverage.sights import Eye
    from siting.coverage.solids import Solids
    from siting.coverage.view_bounds import Pieces
    from siting.coverage.wall_table import Walls
    from siting.model import Scene
    from siting.tolerance import Tolerance

# A wall counts as seen edge on within this of its plane [m].
EDGE_ON_M = 1e-3
SMALLEST_M2 = 1e-4
"""No row of a facade is smaller [m2]."""
_ENDLESS_M = 1e9
_ROUNDING = 1e-9
# A camera may be moved off its wall by this much [m].
_MOVED_M = 2.0 * WALL_DEPTH_M
# Off a wall by this, a point lies before it and not in a gap that is closed [m].
_BEFORE_M = 1.5 * GAP_M


class Bound(NamedTuple):
    """One window band that a view may show, or surely shows.

    Parameters
    ----------
    wall, band : int
        Rows of the walls asked about.
    view : str
    px_per_m : float
        Highest density that it may have, or a density that it surely has [px/m].
    """

    wall: int
    band: int
    view: str
    px_per_m: float


@dataclass(frozen=True, eq=False)
class Ground:
    """What stands around the cameras of a scene, with what is unsure of it.

    Parameters
    ----------
    scene : siting.model.Scene
    solids : siting.coverage.solids.Solids
        As stated.
    rows : int array
        Rows of the buildings of which they were made.
    tops_m : float array (s,)
        Tolerance of the top of each solid [m].
    any_walls, sure_walls : siting.coverage.wall_table.Walls
        With all that may be a window at any height of its building, and with what is one at every height.
    tree : shapely.STRtree
        Of the footprints of the solids.
    """

    scene: Scene
    solids: Solids
    rows: NDArray[np.int64]
    tops_m: NDArray[np.float64]
    any_walls: Walls
    sure_walls: Walls
    tree: Any

    def leeway(self, here: tuple[float, float], eye: Eye, tolerance: Tolerance) -> Leeway:
        """Return where a camera may stand within its tolerance."""
        height_m = eye.camera.height_m or 0.0
        return leeway_of(
            here, height_m, solids=self.solids, tree=self.tree, tops_m=self.tops_m, tolerance=tolerance
        )

    def with_tops(self, tops_m: NDArray[np.float64]) -> Ground:
        """Return the same ground with other tolerances of the tops."""
        any_walls = windows_at_all(self.scene, self.solids, self.rows, tops_m)
        sure = surely_windows(self.scene, self.solids, self.rows, tops_m)
        return replace(self, tops_m=tops_m, any_walls=any_walls, sure_walls=sure)


def ground_of(
    scene: Scene, eyes: list[Eye], tolerances: list[Tolerance], *, building_m: float, floor_px_per_m: float
) -> Ground:
    """Return what stands where any camera may look.

    Parameters
    ----------
    scene : siting.model.Scene
    eyes : list of siting.coverage.sights.Eye
    tolerances : list of siting.tolerance.Tolerance
        Of each camera.
    building_m : float
        Tolerance of the height of a building that gives none of its own [m].
    floor_px_per_m : float
        What is less dense does not count [px/m].
    """
    reached = [
        hull((eye.camera.easting_m, eye.camera.northing_m), beam, tolerance, floor_px_per_m=floor_px_per_m)
        for eye, tolerance in zip(eyes, tolerances, strict=True)
        for sight in eye.sights
        for beam in sight.beams
    ]
    boxes = shapely.bounds(np.array(reached, object)).reshape(-1, 4) + _MOVED_M * np.array([-1, -1, 1, 1])
    _, rows = scene.buildings.sindex.query(shapely.box(*boxes.T))
    rows = np.unique(rows).astype(np.int64)
    solids = prepare_solids(scene, rows)
    tops = np.zeros(len(solids.kind))
    is_building = solids.row >= 0
    tops[is_building] = building_tolerances_m(scene, building_m)[solids.row[is_building]]
    # A closed gap is as high as the lower of its two buildings.
    tops[solids.kind == "gap"] = tops.max(initial=0.0)
    return Ground(
        scene,
        solids,
        rows,
        tops,
        windows_at_all(scene, solids, rows, tops),
        surely_windows(scene, solids, rows, tops),
        shapely.STRtree(solids.footprints),
    )


def hiders_of(
    ground: Ground, tolerance: Tolerance, *, floor_m: float, chosen: NDArray[np.int64] | None = None
) -> Solids:
    """Return what hides from a camera's place whatever it is within its tolerance.

    Parameters
    ----------
    ground : Ground
    tolerance : siting.tolerance.Tolerance
        Of the camera.
    floor_m : float
        No sight line passes below [m].
    chosen : int array or None
        Which solids; None takes all that hide homes.
    """
    solids = ground.solids
    hides = np.flatnonzero(solids.hides_homes) if chosen is None else chosen[solids.hides_homes[chosen]]
    return shrunk(
        solids,
        hides,
        plan_m=tolerance.position_m,
        rise_m=tolerance.height_m,
        tops_m=ground.tops_m,
        floor_m=floor_m,
    )


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
    beams = [(sight, beam) for sight in eye.sights for beam in sight.beams]
    around = shapely.union_all(
        [hull(here, beam, tolerance, floor_px_per_m=floor_px_per_m) for _, beam in beams]
    )
    walls, near = ground.any_walls, np.sort(hider_tree.query(around, predicate="intersects"))
    if walls_asked is None:
        in_reach = shapely.intersects(around, shapely.box(*ground.solids.boxes.T))
        walls_asked = walls_of(walls, np.flatnonzero(in_reach))
    panels = _panels_of(here, walls, walls_asked, tolerance)
    leeway = ground.leeway(here, eye, tolerance)
    told = [
        limits(
            beam,
            panels.pieces,
            tolerance,
            leeway=leeway,
            of_all=False,
            floor_px_per_m=floor_px_per_m,
        )
        for _, beam in beams
    ]
    met = [
        meets(limit, panels.pieces)
        & is_within_slant(beam, panels.pieces, tolerance, floor_px_per_m)
        & may_face(beam, panels.pieces, tolerance, is_turned=panels.is_turned)
        for (_, beam), limit in zip(beams, told, strict=True)
    ]
    wanted = np.flatnonzero(np.any(met, axis=0)) if met else np.empty(0, np.int64)
    found = []
    least = floor_px_per_m * (1.0 - _ROUNDING)
    for at, band, shape in _seen(here, eye, panels, wanted, hiders=hiders, near=near):
        piece, shown = panels.pieces.one(at), None
        for (sight, beam), limit, some in zip(beams, told, met, strict=True):
            if not some[at]:
                continue
            shown = _unburied(shape, panels.walls.ends[at], ground) if shown is None else shown
            inside = within(shown, limit[at], piece)
            if inside.area < SMALLEST_M2:
                continue
            corners, nearest = piece.about_camera(inside, float(beam.view[0]))
            density = highest_px_per_m(beam, corners, nearest, tolerance)
            if density >= least:
                found.append(Bound(int(panels.rows[at]), band, sight.name, density))
    return found


class _Panels(NamedTuple):
    """Walls turned so that the camera is in front of them, as a table and as seen from the camera.

    `rows` and `bands` are their rows among all walls and all bands; `is_edge_on` are those in whose plane
    the camera is, `is_turned` those that were turned.
    """

    walls: Walls
    rows: NDArray[np.int64]
    bands: NDArray[np.int64]
    pieces: Pieces
    is_edge_on: NDArray[np.bool_]
    is_turned: NDArray[np.bool_]


def _panels_of(
    here: tuple[float, float], walls: Walls, asked: NDArray[np.int64], tolerance: Tolerance
) -> _Panels:
    """Return the walls that any place within the tolerance is in front of.

    Such a place sees the outside of a wall though the camera's own place lies behind its plane: what is
    hidden from there is asked of the wall turned round.
    """
    apart = pieces_of(here, walls.ends[asked], np.zeros((len(asked), 2))).apart_m
    is_before = apart > -tolerance.position_m - EDGE_ON_M
    asked, apart = asked[is_before], apart[is_before]
    mine, bands = some_walls(walls, asked)
    behind = apart < 0.0
    mine.ends[behind] = mine.ends[behind][:, [2, 3, 0, 1]]
    pieces = pieces_of(here, mine.ends, mine.heights_m())
    return _Panels(mine, asked, bands, pieces, np.abs(apart) <= EDGE_ON_M, behind)


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


def unhidden(
    here: tuple[float, float],
    height_m: float,
    walls: Walls,
    asked: NDArray[np.int64],
    *,
    hiders: Solids,
    near: NDArray[np.int64],
) -> Iterator[tuple[int, int, Any]]:
    """Yield wall, band and what of it solids leave to be seen from a place, whatever the view, in (u, z).

    Parameters
    ----------
    here : tuple of float
        Position [m].
    height_m : float
        Above ground [m].
    walls : siting.coverage.wall_table.Walls
    asked : int array
        Walls to look at.
    hiders : siting.coverage.solids.Solids
    near : int array
        Those of them that may hide.
    """
    all_round = np.array([height_m, 0.0, 1.0, 0.0, math.inf, math.inf, math.inf, _ENDLESS_M, 0.0, 1.0])
    key, _, _, _, points, ring_starts, polygon_starts, owner = facade_view(
        *here,
        all_round,
        walls.ends,
        asked,
        walls.band_starts,
        walls.bands,
        near,
        hiders.xy,
        hiders.rings,
        hiders.solid_rings,
        hiders.span,
        hiders.boxes,
    )
    polygons = polygons_of(points, ring_starts, polygon_starts)
    starts = np.searchsorted(owner, np.arange(len(key) + 1))
    for k in range(len(key)):
        yield int(key[k, 0]), int(key[k, 1]), valid_multipolygon(polygons[starts[k] : starts[k + 1]])


def within(shape: Any, limit: NDArray[np.float64], piece: Pieces) -> Any:
    """Return what of a shape on one piece of wall lies within limits, in (u, z).

    Parameters
    ----------
    shape : shapely geometry
    limit : float array (k, 3)
        Rows a, b, c with a u + b z + c >= 0.
    piece : siting.coverage.view_bounds.Pieces
        Of one wall.
    """
    low, high = piece.z_m[0]
    frame = shapely.get_coordinates(shapely.box(0.0, low, piece.length_m[0], high))[:-1]
    is_cut = False
    for a, b, c in limit:
        if (frame @ (a, b) + c < 0.0).any():
            is_cut = True
            frame = clip_half_plane(frame, a, b, c)
            if len(frame) < 3:
                return shapely.MultiPolygon()
    if not is_cut:
        return shape
    return areas_of(np.array([shapely.intersection(shape, shapely.Polygon(frame))], object))[0]


def _unburied(shape: Any, ends: NDArray[np.float64], ground: Ground) -> Any:
    """Return what of a shape on a wall no other solid covers: against what stands before it nothing is seen.

    Erosion of that solid opens a slit that no place within the tolerance looks into.
    """
    run = ends[2:] - ends[:2]
    along = run / math.hypot(*run)
    before = shapely.LineString(ends.reshape(2, 2) + np.array([along[1], -along[0]]) * _BEFORE_M)
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
