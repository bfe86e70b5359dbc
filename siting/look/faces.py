"""What a view sees of walls, roofs and undersides of all that stands around: exact polygons in space.

The engine answers it: it is asked about every wall from base to top as it is about windows, and about the
planes of roofs as it is about the target plane. As there, a tree that may be bare hides nothing behind it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage.edges import edges_of
from siting.coverage.horizon import above_ground
from siting.coverage.optics import FLOOR_PX_PER_M
from siting.coverage.rows import ClassBands
from siting.coverage.sight_ground import sight_on_ground
from siting.coverage.sight_walls import sight_on_walls
from siting.coverage.unbuilt import unbuilt_of
from siting.coverage.wall_table import WallPiece, table_of_walls
from siting.look.viewpoint import kept_of, solids_near, standing_solids
from siting.model import Ladder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from siting.assess import Assessment
    from siting.coverage.beams import Sight
    from siting.coverage.facades import Exposure
    from siting.coverage.solids import Solids
    from siting.coverage.wall_table import Walls
    from siting.look.viewpoint import Viewpoint

# What stands farther off is not drawn, where it is not within the optical reach [m].
_FARTHEST_M = 300.0
_NO_FLAGS: frozenset[str] = frozenset()
# One class that holds all densities down to the floor.
_WHOLE = ClassBands(Ladder("whole", (("whole", FLOOR_PX_PER_M),)))
_SAME_HEIGHT_M = 1e-6


@dataclass(frozen=True, eq=False)
class Face:
    """The seen part of one wall, roof or underside.

    Parameters
    ----------
    kind : {'wall', 'roof', 'underside'}
    solid : str
        ``building`` or ``obstacle``.
    id, use : str
        `use` of an obstacle is its kind.
    is_protected : bool
        Some storey of the building is protected.
    is_thin : bool
        What stands behind it is drawn as if it were not there: it may be bare, or is not built.
    shape : shapely.MultiPolygon
        With heights [m].
    distance_m : float
        From the camera to its nearest point [m].
    facing_deg : float
        Of a wall, where its outside looks, clockwise from grid north; NaN of a level face [degrees].
    """

    kind: str
    solid: str
    id: str
    use: str
    is_protected: bool
    is_thin: bool
    shape: Any
    distance_m: float
    facing_deg: float = math.nan


@dataclass(frozen=True, eq=False)
class Around:
    """All that stands around a view, and what of it hides.

    Parameters
    ----------
    sight : siting.coverage.beams.Sight
        The view, reaching as far as things are drawn.
    solids : siting.coverage.solids.Solids
    near, hiding : int array
        Solids that count for the camera; those that surely hide what is behind them.
    """

    sight: Sight
    solids: Solids
    near: NDArray[np.int64]
    hiding: NDArray[np.int64]


def around_of(assessment: Assessment, viewpoint: Viewpoint, sight: Sight) -> Around:
    """Return all that stands around a view as far as it is drawn.

    Parameters
    ----------
    assessment : siting.assess.Assessment
    viewpoint : siting.look.viewpoint.Viewpoint
    sight : siting.coverage.beams.Sight
    """
    far = _reaching(sight)
    solids = solids_near(assessment, far.hull(viewpoint.here))
    near = standing_solids(assessment, solids, viewpoint)
    unbuilt = unbuilt_of(assessment.scene, solids, kept_of(assessment).built)
    return Around(far, solids, near, unbuilt.hiding(viewpoint.camera, near))


def _reaching(sight: Sight) -> Sight:
    """Return a view that reaches as far as things are drawn; its densities mean nothing."""
    beams = []
    for beam in sight.beams:
        view, reach = beam.view.copy(), max(beam.reach_m, _FARTHEST_M)
        view[6], view[7] = math.inf, reach
        beams.append(replace(beam, view=view, f_px=reach * FLOOR_PX_PER_M))
    return replace(sight, beams=tuple(beams), f_px=max(beam.f_px for beam in beams), more=None)


def faces_of(assessment: Assessment, viewpoint: Viewpoint, around: Around) -> list[Face]:
    """Return the seen parts of all walls, roofs and undersides, farthest first.

    Parameters
    ----------
    assessment : siting.assess.Assessment
    viewpoint : siting.look.viewpoint.Viewpoint
    around : Around
    """
    kinds = dict(zip(assessment.scene.obstacles["id"], assessment.scene.obstacles["kind"], strict=True))
    seen = [*_walls_seen(assessment, viewpoint, around), *_levels_seen(viewpoint, around)]
    eye = np.array([*viewpoint.here, viewpoint.eye_m])
    solids, hides = around.solids, set(around.hiding.tolist())
    made = []
    for kind, s, shape, facing_deg in seen:
        is_building, name = solids.kind[s] == "building", str(solids.id[s])
        corners = shapely.get_coordinates(shape, include_z=True) - eye
        made.append(
            Face(
                kind=kind,
                solid=str(solids.kind[s]),
                id=name,
                use=str(solids.use[s] if is_building else kinds.get(name) or ""),
                is_protected=bool(np.isfinite(solids.protected_from[s])),
                is_thin=s not in hides,
                shape=shape,
                distance_m=float(np.linalg.norm(corners, axis=1).min()),
                facing_deg=facing_deg,
            )
        )
    return sorted(made, key=lambda face: -face.distance_m)


def _walls_seen(
    assessment: Assessment, viewpoint: Viewpoint, around: Around
) -> Iterator[tuple[str, int, Any, float]]:
    """Yield what is seen of each wall from base to top."""
    solids = around.solids
    walls = _whole_walls(solids, around.near)
    exposure: Exposure = sight_on_walls(
        viewpoint.here,
        around.sight,
        walls=walls,
        wall_candidates=np.arange(len(walls.solid), dtype=np.int64),
        solids=solids,
        candidates=around.hiding,
    )
    terrain = kept_of(assessment).stage.terrain
    if terrain is not None and len(exposure.wall):
        ground = terrain.around(viewpoint.here, around.sight)
        exposure = above_ground(exposure, viewpoint.here, viewpoint.eye_m, walls=walls, ground=ground)
    for wall, panel in zip(exposure.wall.tolist(), exposure.panels, strict=True):
        run = walls.ends[wall, 2:] - walls.ends[wall, :2]
        # The outside is on the right of an edge.
        yield "wall", int(walls.solid[wall]), panel, math.degrees(math.atan2(run[1], -run[0])) % 360.0


def _whole_walls(solids: Solids, chosen: NDArray[np.int64]) -> Walls:
    """Return every wall of some solids as one band from base to top."""
    pieces = []
    for s in chosen[solids.kind[chosen] != "gap"].tolist():
        ends, numbers = edges_of(solids, s)
        band = solids.span[s : s + 1]
        if band[0, 1] > band[0, 0]:
            pieces.append(WallPiece(s, -1, ends, numbers, band, np.zeros(1, np.int64), [_NO_FLAGS], False))
    return table_of_walls(pieces)


def _levels_seen(viewpoint: Viewpoint, around: Around) -> Iterator[tuple[str, int, Any, float]]:
    """Yield what is seen of roofs below the camera and of undersides above it."""
    solids = around.solids
    solid = around.near[solids.kind[around.near] != "gap"]
    base, top = solids.span[solid].T
    below, above = top < viewpoint.eye_m - _SAME_HEIGHT_M, base > viewpoint.eye_m + _SAME_HEIGHT_M
    for kind, chosen, heights in (("roof", below, top), ("underside", above, base)):
        for height in np.unique(heights[chosen]).tolist():
            level = solid[chosen & (heights == height)]
            seen = sight_on_ground(
                viewpoint.here,
                around.sight,
                bands=_WHOLE,
                solids=solids,
                candidates=around.hiding,
                plane_m=height,
            )[0]
            if shapely.is_empty(seen):
                continue
            for s in level[shapely.intersects(solids.footprints[level], seen)].tolist():
                part = shapely.intersection(solids.footprints[s], seen)
                flat = [each for each in shapely.get_parts(part) if shapely.get_dimensions(each) == 2]
                if flat:
                    yield kind, s, shapely.force_3d(shapely.multipolygons(flat), height), math.nan
