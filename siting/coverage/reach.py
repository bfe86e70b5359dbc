"""What the optics of cameras reach in plan: buildings worth preparing, solids and walls worth asking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage.footprint import reaches_in_plan
from siting.coverage.standing import WALL_DEPTH_M

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from siting.coverage.looks import Aim
    from siting.coverage.sights import Eye
    from siting.coverage.wall_table import Walls
    from siting.model import Scene


def rows_in_reach(scene: Scene, eyes: list[Eye]) -> NDArray[np.int64]:
    """Return the rows of the buildings that any camera's optics reach, ascending.

    Parameters
    ----------
    scene : siting.model.Scene
    eyes : list of siting.coverage.sights.Eye
    """
    beams = [beam for eye in eyes for sight in eye.sights for beam in sight.beams]
    if not eyes:
        return np.empty(0, np.int64)
    # A camera may be moved off its wall by this much.
    margin = 2.0 * WALL_DEPTH_M
    owner = np.repeat(np.arange(len(eyes)), [sum(len(s.beams) for s in eye.sights) for eye in eyes])
    views = np.array([beam.view for beam in beams]).reshape(-1, 10)
    reach = np.array([beam.reach_m if beam.is_slant else np.inf for beam in beams])[:, None, None]
    around = np.clip(reaches_in_plan(views), -reach, reach)
    low = np.array([(eye.camera.easting_m, eye.camera.northing_m) for eye in eyes]) - margin
    high = low + 2.0 * margin
    here = (low + margin)[owner]
    np.minimum.at(low, owner, around.min(axis=1) + here - margin)
    np.maximum.at(high, owner, around.max(axis=1) + here + margin)
    boxes = shapely.box(*low.T, *high.T)
    _, rows = scene.buildings.sindex.query(boxes)
    return np.unique(rows).astype(np.int64)


def candidates_of(tree: Any, aims: Sequence[Aim]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the solids whose bounds each view meets in plan, ascending, one view after the other.

    Parameters
    ----------
    tree : shapely.STRtree
        Of the bounds of the solids.
    aims : sequence of siting.coverage.looks.Aim

    Returns
    -------
    starts : int array (n + 1,)
    solids : int array (k,)
    """
    hulls = np.empty(len(aims), object)
    plain = np.array([len(aim.sight.beams) == 1 and not aim.sight.beams[0].is_slant for aim in aims], bool)
    which = np.flatnonzero(plain)
    if len(which):
        views = np.array([aims[k].sight.beams[0].view for k in which])
        corners = reaches_in_plan(views) + np.array([aims[k].here for k in which])[:, None, :]
        clouds = shapely.multipoints(
            shapely.points(corners.reshape(-1, 2)), indices=np.repeat(np.arange(len(which)), 5)
        )
        hulls[which] = shapely.convex_hull(clouds)
    for k in np.flatnonzero(~plain):
        hulls[k] = aims[k].sight.hull(aims[k].here)
    view, solid = tree.query(hulls, predicate="intersects")
    order = np.lexsort((solid, view))
    return np.searchsorted(view[order], np.arange(len(aims) + 1)), solid[order]


def walls_of_each(
    walls: Walls, starts: NDArray[np.int64], solids: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows of all walls of the solids of each view, ascending, one view after the other.

    Parameters
    ----------
    walls : siting.coverage.wall_table.Walls
        Sorted by solid.
    starts, solids : int array (n + 1,), int array (k,)
        As `candidates_of` gives them.

    Returns
    -------
    starts : int array (n + 1,)
    rows : int array (m,)
    """
    first = np.searchsorted(walls.solid, solids)
    count = np.searchsorted(walls.solid, solids, side="right") - first
    ends = np.concatenate([[0], np.cumsum(count)])
    rows = np.arange(ends[-1]) - np.repeat(ends[:-1] - first, count)
    return ends[starts], rows.astype(np.int64)
