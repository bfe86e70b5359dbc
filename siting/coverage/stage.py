"""What stands around the cameras of a scene, prepared to be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.coverage.looks import Stage
from siting.coverage.solid_grid import grid_of
from siting.coverage.solids import prepare_solids, tree_of
from siting.coverage.terrain import on_terrain
from siting.coverage.unbuilt import unbuilt_of
from siting.coverage.walls import protected_walls

if TYPE_CHECKING:
    from collections.abc import Collection

    import numpy as np
    from numpy.typing import NDArray

    from siting.coverage.rows import ClassBands
    from siting.coverage.sights import Eye
    from siting.model import Scene


def stage_among(
    scene: Scene,
    rows: NDArray[np.int64],
    eyes: list[Eye],
    *,
    bands: ClassBands,
    plane_m: float,
    built: Collection[str],
) -> Stage:
    """Return all that stands around cameras, with the walls that are protected.

    Parameters
    ----------
    scene : siting.model.Scene
    rows : int array (n,)
        Rows of the buildings in reach, ascending.
    eyes : list of siting.coverage.sights.Eye
        The cameras, around which a ground raster is read.
    bands : siting.coverage.rows.ClassBands
    plane_m : float
        Height of the target plane above ground [m].
    built : collection of str
        Ids of proposed obstacles that count as built.
    """
    solids = prepare_solids(scene, rows)
    walls = protected_walls(scene, solids, rows)
    terrain = on_terrain(scene, eyes, solids=solids, walls=walls)
    if terrain is not None:
        solids, walls = terrain.solids, terrain.walls
    unbuilt = unbuilt_of(scene, solids, built)
    return Stage(solids, tree_of(solids), grid_of(solids.boxes), walls, bands, plane_m, unbuilt, terrain)
