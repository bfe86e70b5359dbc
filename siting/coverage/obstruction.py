"""What proposed obstacles would take from the views of existing cameras, each alone and all together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from siting.coverage.loss import ALL_TOGETHER, MUST_COVER, WHOLE_VIEW, losses, town_of
from siting.coverage.standing import WALL_DEPTH_M, stand_cameras
from siting.coverage.unbuilt import proposed_solids

if TYPE_CHECKING:
    import pyproj
    from numpy.typing import NDArray

    from siting.coverage.sights import Eye
    from siting.coverage.solids import Solids
    from siting.coverage.terrain import Terrain
    from siting.model import Scene

__all__ = ["ALL_TOGETHER", "MUST_COVER", "OBSTRUCTION_COLUMNS", "WHOLE_VIEW", "no_obstruction", "obstruction"]

OBSTRUCTION_COLUMNS = (
    "camera_id",
    "task",
    "obstacle_id",
    "task_m2",
    "lost_m2",
    "lost_leaf_off_m2",
    "flags",
)


def no_obstruction(crs: pyproj.CRS | None = None) -> gpd.GeoDataFrame:
    """Return the table of obstruction without a row.

    Parameters
    ----------
    crs : pyproj.CRS or None
    """
    return _frame([], [], crs)


def obstruction(
    scene: Scene,
    *,
    eyes: list[Eye],
    azimuth_grid_deg: NDArray[np.float64],
    solids: Solids,
    plane_m: float,
    terrain: Terrain | None = None,
) -> gpd.GeoDataFrame:
    """Return how much of its task each existing camera would lose to the proposed obstacles in its reach.

    An obstacle is proposed when its status says so; one without status counts as existing. What a camera
    covers without the proposed ones is what it can lose, from where it hangs without them. Leaves hide:
    a tree counts with its crown, and a second sum leaves out those that are known to shed it.

    Parameters
    ----------
    scene : Scene
    eyes : list of Eye
        One a camera; its first view is what it covers.
    azimuth_grid_deg : float array (n,)
    solids : Solids
        All that hides, the proposed obstacles too.
    plane_m : float
        Height of the target plane above ground [m].
    terrain : siting.coverage.terrain.Terrain or None
        The ground where it is not level; eyes and solids are those lifted onto it.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns `OBSTRUCTION_COLUMNS` and the lost part of the task; for each camera that a proposed
        obstacle may reach and each of its tasks one row `ALL_TOGETHER`, before it one for each obstacle
        that hides something. Flags: crown_missing (a proposed tree drawn as a point without `crown_m`),
        indoor, at_roof_level (the camera cannot see from where it stands; nothing is counted).
    """
    rows: list[tuple[Any, ...]] = []
    shapes: list[Any] = []
    reached = _reached(eyes, solids, proposed_solids(scene, solids))
    if len(reached):
        town = town_of(scene, solids, plane_m=plane_m, terrain=terrain)
        cameras = tuple(scene.cameras[k] for k in reached)
        standings = stand_cameras(
            cameras,
            solids,
            azimuth_grid_deg[reached],
            among=np.flatnonzero(town.stands),
            heights_m=None if terrain is None else terrain.camera_m[reached],
        )
        for k, camera, standing in zip(reached, cameras, standings, strict=True):
            for row, shape in losses(town, camera, standing, eyes[k].sights[0]):
                rows.append(row)
                shapes.append(shape)
    return _frame(rows, shapes, scene.crs)


def _reached(eyes: list[Eye], solids: Solids, proposed: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the existing cameras that a proposed obstacle may reach, ascending."""
    if not len(proposed):
        return np.empty(0, np.int64)
    sectors = {
        k: eye.sights[0].hull((eye.camera.easting_m, eye.camera.northing_m))
        for k, eye in enumerate(eyes)
        if eye.sights and eye.camera.status == "existing"
    }
    if not sectors:
        return np.empty(0, np.int64)
    # A camera may be moved off its wall by this much.
    near_m = 2.0 * WALL_DEPTH_M
    tree = shapely.STRtree(solids.footprints[proposed])
    found, _ = tree.query(np.array([*sectors.values()], object), predicate="dwithin", distance=near_m)
    reached: NDArray[np.int64] = np.array([*sectors], np.int64)[np.unique(found)]
    return reached


def _frame(rows: list[tuple[Any, ...]], shapes: list[Any], crs: pyproj.CRS | None) -> gpd.GeoDataFrame:
    columns = list(zip(*rows, strict=True)) or [()] * len(OBSTRUCTION_COLUMNS)
    data = dict(zip(OBSTRUCTION_COLUMNS, map(list, columns), strict=True))
    frame = gpd.GeoDataFrame(data, geometry=shapes, crs=crs)
    return frame.astype({name: float for name in OBSTRUCTION_COLUMNS if name.endswith("_m2")})
