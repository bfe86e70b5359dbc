"""What the optics of cameras reach in plan: buildings worth preparing, solids and walls worth asking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage.sights import eyes_of
from siting.coverage.standing import WALL_DEPTH_M
from siting.coverage.used import grid_azimuths_deg

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.coverage.beams import Sight
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
    if not eyes:
        return np.empty(0, np.int64)
    _, rows = scene.buildings.sindex.query(np.asarray(shapely.box(*_boxes(eyes).T), dtype=object))
    return np.unique(rows).astype(np.int64)


def optical_reach(scene: Scene) -> NDArray[np.float64]:
    """Return west, south, east, north of what each camera's optics reach, (n, 4) [m].

    Every building that `siting.coverage.table.cover` asks for a camera's view meets its box.

    Parameters
    ----------
    scene : siting.model.Scene
        Its buildings do not matter.
    """
    return _boxes(eyes_of(scene, grid_azimuths_deg(scene)))


def _boxes(eyes: list[Eye]) -> NDArray[np.float64]:
    boxes = []
    # A camera may be moved off its wall by this much.
    margin = 2.0 * WALL_DEPTH_M
    for eye in eyes:
        beams = [beam for sight in eye.sights for beam in sight.beams]
        around = np.vstack([np.zeros((1, 2)), *(beam.corners() for beam in beams)])
        low = around.min(axis=0) - margin + (eye.camera.easting_m, eye.camera.northing_m)
        high = around.max(axis=0) + margin + (eye.camera.easting_m, eye.camera.northing_m)
        boxes.append([*low, *high])
    return np.array(boxes, dtype=float).reshape(-1, 4)


def solids_in_reach(tree: Any, here: tuple[float, float], sight: Sight) -> NDArray[np.int64]:
    """Return the solids whose bounds a view meets in plan, ascending.

    Parameters
    ----------
    tree : shapely.STRtree
        Of the bounds of the solids.
    here : tuple of float
        Position of the camera [m].
    sight : siting.coverage.beams.Sight
    """
    found: NDArray[np.int64] = np.sort(tree.query(sight.hull(here), predicate="intersects"))
    return found


def walls_of(walls: Walls, solids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the rows of all walls of the given solids, ascending.

    Parameters
    ----------
    walls : siting.coverage.wall_table.Walls
    solids : int array
    """
    chosen: NDArray[np.int64] = np.flatnonzero(np.isin(walls.solid, solids))
    return chosen
