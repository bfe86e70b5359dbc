"""What cameras cover of level ground and see of homes: buildings prepared once, cameras changed often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage._camera_kernels import ground_of_cameras, near_walls, views_of
from siting.coverage._reach_kernels import solids_in_reach
from siting.coverage.aim import Aim
from siting.coverage.facades import Exposure, facade_exposures
from siting.coverage.footprint import SAGITTA_M
from siting.coverage.looks import Stage, grounds
from siting.coverage.reach import candidates_of, walls_behind
from siting.coverage.rows import ClassBands
from siting.coverage.sights import eyes_of
from siting.coverage.solid_grid import grid_of
from siting.coverage.solids import prepare_solids, tree_of
from siting.coverage.standing import CLEAR_M
from siting.coverage.table import DORI_2015
from siting.coverage.unbuilt import unbuilt_of
from siting.coverage.used import grid_azimuths_deg, why_not_standing
from siting.coverage.visibility import multipolygons_of
from siting.coverage.wall_table import table_of_walls
from siting.coverage.walls import protected_walls
from siting.errors import UsageError
from siting.model import Camera

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from siting.model import Ladder, Scene

# Columns of the cameras that the kernels take, and of their views.
_HEIGHT, _AZIMUTH = 2, 3
_DEPTH = 7


def stage_of(
    scene: Scene, *, target_height_m: float = 1.5, ladder: Ladder = DORI_2015, with_facades: bool = False
) -> Stage:
    """Return all that hides in a scene, prepared to be asked about any cameras in it.

    Parameters
    ----------
    scene : siting.model.Scene
        Its cameras do not matter.
    target_height_m : float
        Height of the target plane above ground [m].
    ladder : siting.model.Ladder
        Its classes are told apart.
    with_facades : bool
        Prepare the walls of homes too, to be asked by `exposed_from`.

    Raises
    ------
    UsageError
        When the scene has a ground raster: there `siting.coverage.table.cover` is what answers.
    """
    if scene.ground is not None:
        raise UsageError("on a ground raster coverage depends on each camera's ground: use siting.assess")
    rows = np.arange(len(scene.buildings))
    solids = prepare_solids(scene, rows)
    return Stage(
        solids,
        tree_of(solids),
        grid_of(solids.boxes),
        protected_walls(scene, solids, rows) if with_facades else table_of_walls(()),
        ClassBands(ladder),
        target_height_m,
        unbuilt_of(scene, solids),
    )


def covered(scene: Scene, stage: Stage) -> list[list[Any]]:
    """Return what the main view of each camera covers, one multipolygon for each class, the sharpest first.

    As the rows of `siting.coverage.table.CoverageTable.coverage` of the same view; of a camera that sees
    nothing, or is not computed, all are empty.

    Parameters
    ----------
    scene : siting.model.Scene
        Whose cameras are asked about.
    stage : Stage
        From `stage_of`, of a scene with the same buildings and obstacles.
    """
    azimuth = grid_azimuths_deg(scene)
    eyes = eyes_of(scene, azimuth)
    standings = stage.unbuilt.stand(scene.cameras, azimuth)
    seen = [k for k, eye in enumerate(eyes) if eye.sights and not why_not_standing(standings[k])]
    aims = [
        Aim(eyes[k].camera, (standings[k].easting_m, standings[k].northing_m), eyes[k].sights[0])
        for k in seen
    ]
    near = candidates_of(aims, tree=stage.tree, grid=stage.grid, boxes=stage.solids.boxes)
    past = [stage.unbuilt.beside(aim.camera, aim.here, some) for aim, some in zip(aims, near, strict=True)]
    made: list[list[Any]] = [[shapely.MultiPolygon()] * len(stage.bands.names) for _ in eyes]
    for k, shapes in zip(seen, grounds(list(zip(aims, past, strict=True)), stage), strict=True):
        made[k] = shapes
    return made


def covered_from(
    stage: Stage,
    positions_m: ArrayLike,
    *,
    height_m: ArrayLike,
    azimuth_grid_deg: ArrayLike,
    hfov_deg: ArrayLike,
    vfov_deg: ArrayLike,
    image_width_px: ArrayLike,
    tilt_deg: ArrayLike = 0.0,
    range_m: ArrayLike = np.inf,
) -> NDArray[Any]:
    """Return what fixed cameras given as arrays cover, one multipolygon for each and each class.

    For many places to be tried: nothing is read, checked or assumed. A camera in or at a wall is moved clear
    of it as in a scene (`siting.coverage.standing`), as a proposed one; one indoors covers nothing.

    Parameters
    ----------
    stage : Stage
        From `stage_of`.
    positions_m : float array (n, 2)
        Easting and northing in the scene's system [m].
    height_m : float or float array (n,)
        Above ground [m].
    azimuth_grid_deg : float or float array (n,)
        Clockwise from grid north [degrees].
    hfov_deg, vfov_deg : float or float array (n,)
        Angles of view of a rectilinear lens, below 180 [degrees].
    image_width_px : float or float array (n,)
        [px].
    tilt_deg : float or float array (n,)
        Below the horizon [degrees].
    range_m : float or float array (n,)
        Reach in plan, infinite where nothing limits it [m].

    Returns
    -------
    object array (n, classes) of shapely.MultiPolygon
        Classes of the stage's ladder, the sharpest first.
    """
    cameras = _columns(
        positions_m, height_m, azimuth_grid_deg, tilt_deg, hfov_deg, vfov_deg, image_width_px, range_m
    )
    made, is_near = _covered_by(stage, cameras, CLEAR_M)
    if is_near.any():
        rows = np.flatnonzero(is_near)
        moved, is_blind = _clear_of_walls(stage, cameras[rows])
        again, _ = _covered_by(stage, moved, -1.0)
        again[is_blind] = shapely.MultiPolygon()
        made[rows] = again
    return made


def exposed_from(
    stage: Stage,
    positions_m: ArrayLike,
    *,
    height_m: ArrayLike,
    azimuth_grid_deg: ArrayLike,
    hfov_deg: ArrayLike,
    vfov_deg: ArrayLike,
    image_width_px: ArrayLike,
    tilt_deg: ArrayLike = 0.0,
    range_m: ArrayLike = np.inf,
) -> list[Exposure]:
    """Return what fixed cameras given as arrays see of the walls of homes, storey by storey.

    Cameras as in `covered_from`. What only a tree or a proposed obstacle would hide is not hidden.

    Parameters
    ----------
    stage : Stage
        From `stage_of` with facades.
    positions_m, height_m, azimuth_grid_deg, hfov_deg, vfov_deg, image_width_px, tilt_deg, range_m
        As in `covered_from`.

    Returns
    -------
    list of siting.coverage.facades.Exposure
        One a camera; walls and bands are rows of `stage.walls`.
    """
    cameras = _columns(
        positions_m, height_m, azimuth_grid_deg, tilt_deg, hfov_deg, vfov_deg, image_width_px, range_m
    )
    moved, is_blind = _clear_of_walls(stage, cameras)
    solids, walls = stage.solids, stage.walls
    views, _ = views_of(moved, stage.bands.limits_px_per_m)
    views[is_blind, _DEPTH] = 0.0
    places = np.ascontiguousarray(moved[:, :2])
    starts, near = solids_in_reach(places, views, False, stage.grid.arrays, solids.boxes)
    hides = (solids.hides_homes & ~stage.unbuilt.mask)[near]
    hiding_starts = np.concatenate([[0], np.cumsum(hides)])[starts]
    wall_starts, wall_rows = walls_behind(walls, starts, near)
    return facade_exposures(
        places,
        views=views,
        walls=walls,
        wall_starts=wall_starts,
        wall_candidates=wall_rows,
        solids=solids,
        candidate_starts=hiding_starts,
        candidates=near[hides],
    )


def _columns(positions_m: ArrayLike, *given: ArrayLike) -> NDArray[np.float64]:
    """Return cameras as the kernels take them, one row each."""
    places = np.atleast_2d(np.asarray(positions_m, float))
    cameras = np.empty((len(places), 2 + len(given)))
    cameras[:, :2] = places
    for column, values in enumerate(given, start=_HEIGHT):
        cameras[:, column] = values
    return cameras


def _covered_by(
    stage: Stage, cameras: NDArray[np.float64], clear_m: float
) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Return what cameras cover, and which of them stand at a wall and are not answered."""
    solids, limits = stage.solids, stage.bands.limits_px_per_m
    arrays = solids.xy, solids.rings, solids.solid_rings, solids.span, solids.boxes
    ragged, is_near = ground_of_cameras(
        cameras, clear_m, stage.plane_m, limits, SAGITTA_M, stage.grid.arrays, *arrays
    )
    return multipolygons_of(ragged).reshape(len(cameras), len(limits)), is_near


def _clear_of_walls(
    stage: Stage, cameras: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the cameras where they stand clear of walls, and which of them see nothing from there."""
    solids = stage.solids
    places = np.ascontiguousarray(cameras[:, :2])
    arrays = solids.xy, solids.rings, solids.solid_rings, solids.boxes
    rows = np.flatnonzero(near_walls(places, CLEAR_M, stage.grid.arrays, *arrays)).tolist()
    moved, is_blind = cameras.copy(), np.zeros(len(cameras), bool)
    if rows:
        at_walls = tuple(
            Camera(id=str(k), easting_m=east, northing_m=north, height_m=height, azimuth_deg=None)
            for k, (east, north, height) in zip(rows, cameras[rows, :3].tolist(), strict=True)
        )
        standings = stage.unbuilt.stand(at_walls, cameras[rows, _AZIMUTH])
        moved[rows, :2] = [(each.easting_m, each.northing_m) for each in standings]
        is_blind[rows] = [why_not_standing(each) is not None for each in standings]
    return moved, is_blind
