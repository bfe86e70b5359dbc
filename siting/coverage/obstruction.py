"""What proposed obstacles would take from the views of existing cameras, each alone and all together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from siting.coverage.loss import ALL_TOGETHER, MUST_COVER, WHOLE_VIEW, Row, losses, town_of
from siting.coverage.rows import joined
from siting.coverage.standing import WALL_DEPTH_M, stand_cameras
from siting.coverage.unbuilt import PROPOSED, proposed_solids, unsettled_solids

if TYPE_CHECKING:
    import pyproj
    from numpy.typing import NDArray

    from siting.coverage.loss import Town
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
    "task_most_m2",
    "lost_most_m2",
    "flags",
)
_STATUS_ASSUMED = "obstacle_status_assumed"


def no_obstruction(crs: pyproj.CRS | None = None) -> gpd.GeoDataFrame:
    """Return the table of obstruction without a row.

    Parameters
    ----------
    crs : pyproj.CRS or None
    """
    return _frame([], [], crs)


def has_unbuilt(scene: Scene) -> bool:
    """Return whether any obstacle of a scene is proposed, or may be.

    Parameters
    ----------
    scene : Scene
    """
    status = scene.obstacles["status"]
    return bool(len(status)) and bool(((status == PROPOSED) | status.isna()).any())


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

    An obstacle is proposed when its status says so; one without status counts as existing, and besides
    is told what would be covered and lost were all such proposed. A camera that does not say its status may
    be there. What a camera covers without the proposed ones is what it can lose, from where it hangs without
    them. Leaves hide: a tree counts with its crown, and a second sum leaves out those that are known to shed
    it.

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
        that hides something. `task_most_m2` and `lost_most_m2` are task and loss were obstacles without
        status proposed; what is covered and lost in truth lies between. Flags: crown_missing (a proposed
        tree drawn as a point without `crown_m`), obstacle_status_assumed (one without status may be reached),
        indoor, at_roof_level (the camera cannot see from where it stands; nothing is counted).
    """
    proposed, unsettled = proposed_solids(scene, solids), unsettled_solids(scene, solids)
    perhaps = np.sort(np.concatenate([proposed, unsettled]))
    reached = _reached(eyes, solids, perhaps)
    doubtful = {*_reached(eyes, solids, unsettled).tolist()}

    def lost(chosen: NDArray[np.int64], among: list[int]) -> dict[int, list[Row]]:
        town = town_of(scene, solids, chosen, plane_m=plane_m, terrain=terrain)
        return _losses(town, eyes, among, azimuth_grid_deg=azimuth_grid_deg)

    told = lost(proposed, reached.tolist()) if len(reached) else {}
    most = lost(perhaps, sorted(doubtful)) if doubtful else {}
    rows: list[tuple[Any, ...]] = []
    shapes: list[Any] = []
    for k in reached:
        for row, shape in _bounded(told[k], most[k]) if k in doubtful else map(_exact, told[k]):
            rows.append(row)
            shapes.append(shape)
    return _frame(rows, shapes, scene.crs)


def _losses(
    town: Town, eyes: list[Eye], among: list[int], *, azimuth_grid_deg: NDArray[np.float64]
) -> dict[int, list[Row]]:
    """Return the rows of each camera among those asked for, from where it hangs without what is proposed."""
    cameras = tuple(eyes[k].camera for k in among)
    standings = stand_cameras(
        cameras,
        town.solids,
        azimuth_grid_deg[among],
        among=np.flatnonzero(town.stands),
        heights_m=None if town.terrain is None else town.terrain.camera_m[among],
    )
    return {
        k: losses(town, camera, standing, eyes[k].sights[0])
        for k, camera, standing in zip(among, cameras, standings, strict=True)
    }


def _exact(row: Row) -> Row:
    """Return a row whose task and loss rest on no status that is missing."""
    cells, shape = row
    return (*cells[:-1], cells[3], cells[4], cells[-1]), shape


def _bounded(told: list[Row], most: list[Row]) -> list[Row]:
    """Return the rows of one camera with what would be covered and lost at most, task by task."""
    at_most = {cells[1]: cells for cells, _ in most if cells[2] == ALL_TOGETHER}
    rows = []
    for cells, shape in told:
        if cells[2] != ALL_TOGETHER:
            rows.append(_exact((cells, shape)))
            continue
        upper = at_most.pop(cells[1], cells)
        rows.append(_between(cells, upper, shape))
    # A task that only what may be proposed leaves a camera.
    for task, upper in at_most.items():
        nothing = (upper[0], task, ALL_TOGETHER, 0.0, 0.0, 0.0, "")
        rows.append(_between(nothing, upper, shapely.MultiPolygon()))
    return rows


def _between(cells: tuple[Any, ...], upper: tuple[Any, ...], shape: Any) -> Row:
    flags = {_STATUS_ASSUMED, *cells[-1].split(","), *upper[-1].split(",")} - {""}
    return (*cells[:-1], upper[3], upper[4], joined(flags)), shape


def _reached(eyes: list[Eye], solids: Solids, proposed: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the cameras that are or may be there and that one of the obstacles may reach, ascending."""
    if not len(proposed):
        return np.empty(0, np.int64)
    sectors = {
        k: eye.sights[0].hull((eye.camera.easting_m, eye.camera.northing_m))
        for k, eye in enumerate(eyes)
        if eye.sights and (eye.camera.status == "existing" or "status" in eye.camera.assumed)
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
