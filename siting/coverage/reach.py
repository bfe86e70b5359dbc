"""What the optics of cameras reach in plan: buildings worth preparing, solids and walls worth asking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage._reach_kernels import solids_in_reach
from siting.coverage.footprint import reaches_in_plan
from siting.coverage.sights import eyes_of
from siting.coverage.standing import WALL_DEPTH_M
from siting.coverage.used import grid_azimuths_deg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from siting.coverage.aim import Aim
    from siting.coverage.sights import Eye
    from siting.coverage.solid_grid import SolidGrid
    from siting.coverage.wall_table import Walls
    from siting.model import Scene

_TOLERANCES = ("position_tolerance_m", "aim_tolerance_deg", "height_tolerance_m")


def rows_in_reach(scene: Scene, eyes: list[Eye]) -> NDArray[np.int64]:
    """Return the rows of the buildings that any camera's optics reach, ascending.

    Parameters
    ----------
    scene : siting.model.Scene
    eyes : list of siting.coverage.sights.Eye
    """
    if not eyes:
        return np.empty(0, np.int64)
    boxes = np.atleast_1d(np.asarray(shapely.box(*_boxes(eyes).T), dtype=object))
    _, rows = scene.buildings.sindex.query(boxes)
    return np.unique(rows).astype(np.int64)


def optical_reach(scene: Scene) -> NDArray[np.float64] | None:
    """Return west, south, east, north of what each camera's optics reach, (n, 4) [m].

    Every building that `siting.coverage.table.cover` asks for a camera's view meets its box. Where a camera
    has a tolerance it is None: from another place, or turned, it reaches further.

    Parameters
    ----------
    scene : siting.model.Scene
        Its buildings do not matter.
    """
    told = [getattr(camera, name) for camera in scene.cameras for name in _TOLERANCES]
    if any(tolerance is not None for tolerance in told):
        return None
    return _boxes(eyes_of(scene, grid_azimuths_deg(scene)))


def _boxes(eyes: list[Eye]) -> NDArray[np.float64]:
    beams = [beam for eye in eyes for sight in eye.sights for beam in sight.beams]
    # A camera may be moved off its wall by this much.
    margin = 2.0 * WALL_DEPTH_M
    owner = np.repeat(np.arange(len(eyes)), [sum(len(s.beams) for s in eye.sights) for eye in eyes])
    views = np.array([beam.view for beam in beams]).reshape(-1, 10)
    reach = np.array([beam.reach_m if beam.is_slant else np.inf for beam in beams])[:, None, None]
    around = np.clip(reaches_in_plan(views), -reach, reach)
    places = np.array([(eye.camera.easting_m, eye.camera.northing_m) for eye in eyes]).reshape(-1, 2)
    low, high = places.copy(), places.copy()
    np.minimum.at(low, owner, around.min(axis=1) + places[owner])
    np.maximum.at(high, owner, around.max(axis=1) + places[owner])
    return np.hstack([low - margin, high + margin])


def candidates_of(
    aims: Sequence[Aim], *, tree: Any, grid: SolidGrid, boxes: NDArray[np.float64]
) -> list[NDArray[np.int64]]:
    """Return for each view the solids whose bounds it, or its widest image, meets in plan, ascending.

    Parameters
    ----------
    aims : sequence of siting.coverage.aim.Aim
    tree : shapely.STRtree
        Of the bounds of the solids.
    grid : siting.coverage.solid_grid.SolidGrid
        Over them.
    boxes : float array (s, 4)
        Bounds of the solids [m].
    """
    met: list[NDArray[np.int64]] = [np.empty(0, np.int64)] * len(aims)
    sights = [aim.sight.widest for aim in aims]
    plain = [k for k, sight in enumerate(sights) if len(sight.beams) == 1 and not sight.beams[0].is_slant]
    if plain:
        views = np.array([sights[k].beams[0].view for k in plain])
        places = np.array([aims[k].here for k in plain], float)
        starts, found = solids_in_reach(places, views, False, grid.arrays, boxes)
        for place, k in enumerate(plain):
            met[k] = found[starts[place] : starts[place + 1]]
    for k in sorted({*range(len(aims))} - {*plain}):
        hull = sights[k].hull(aims[k].here)
        met[k] = np.sort(tree.query(hull, predicate="intersects")).astype(np.int64)
    return met


def walls_of_each(walls: Walls, solids: Sequence[NDArray[np.int64]]) -> list[NDArray[np.int64]]:
    """Return the rows of all walls of several lots of solids, each ascending.

    Parameters
    ----------
    walls : siting.coverage.wall_table.Walls
        Sorted by solid.
    solids : sequence of int array
        Ascending.
    """
    starts = np.concatenate([[0], np.cumsum([len(lot) for lot in solids], dtype=np.int64)])
    bounds, rows = walls_behind(walls, starts, np.concatenate([np.empty(0, np.int64), *solids]))
    return np.split(rows, bounds[1:-1])


def walls_behind(
    walls: Walls, starts: NDArray[np.int64], solids: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows of all walls of several lots of solids, one lot behind the other.

    Parameters
    ----------
    walls : siting.coverage.wall_table.Walls
        Sorted by solid.
    starts, solids : int array (n + 1,), int array (k,)
        Where each lot begins, and the lots, each ascending.

    Returns
    -------
    starts, rows : int array (n + 1,), int array
    """
    first = np.searchsorted(walls.solid, solids)
    count = np.searchsorted(walls.solid, solids, side="right") - first
    ends = np.concatenate([[0], np.cumsum(count)])
    rows = np.arange(ends[-1]) - np.repeat(ends[:-1] - first, count)
    return ends[starts], rows.astype(np.int64)
