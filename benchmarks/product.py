"""The product, by its public Python API alone: frames of buildings and cameras in, shapely polygons out.

The one place that changes when the API grows: each function is one kind of work of the table, and what the
product does not offer is None.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

import siting
from benchmarks.districts import PLANE_M
from benchmarks.ground import EYE_M, REACH_M
from siting.coverage.covered import covered_from, exposed_from, stage_of
from siting.coverage.overlap_counts import overlap_counts as counts_of_overlap
from siting.coverage.rows import ClassBands
from siting.coverage.sight_terrain import sight_on_terrain
from siting.coverage.sights import eyes_of
from siting.coverage.solids import prepare_solids
from siting.coverage.terrain import on_terrain
from siting.coverage.wall_table import table_of_walls
from siting.model import Ladder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from benchmarks.districts import Cameras, District
    from benchmarks.ground import Ground
    from siting import Scene
    from siting.coverage.looks import Stage
    from siting.coverage.sight_terrain import CellView
    from siting.coverage.solids import Solids
    from siting.coverage.terrain import Terrain
    from siting.heights import HeightGrid

# Peers know no classes of density: all that is seen is one class.
_ONE_CLASS = Ladder("seen", (("seen", 12.5),))
overlap_counts: Callable[..., Any] | None = counts_of_overlap
"""How many of some polygons cover each place, with the faces as polygons when these are asked for."""


def prepare(district: District, cameras: Cameras) -> Scene:
    """Return the scene of a district, ready to be asked.

    Parameters
    ----------
    district : District
    cameras : Cameras
    """
    return siting.read_scene(buildings=district.buildings_frame(), cameras=district.cameras_frame(cameras))


def stage(district: District, *, with_facades: bool = False) -> Stage:
    """Return the buildings of a district, ready to be asked about any cameras.

    Parameters
    ----------
    district : District
    with_facades : bool
        Ready to be asked about homes too.
    """
    scene = siting.read_scene(buildings=district.buildings_frame())
    return stage_of(scene, target_height_m=PLANE_M, ladder=_ONE_CLASS, with_facades=with_facades)


def prepare_buildings(frame: gpd.GeoDataFrame) -> Solids:
    """Return buildings ready to be asked: read, repaired, copies merged, gaps closed, walls as arrays.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        The layer `buildings`.
    """
    scene = siting.read_scene(buildings=frame)
    return prepare_solids(scene, np.arange(len(scene.buildings)))


def ground(prepared: Stage, cameras: Cameras) -> list[Any]:
    """Return what each camera covers of the target plane, a polygon each, in their order.

    Parameters
    ----------
    prepared : Stage
        From `stage`.
    cameras : Cameras
    """
    return list(covered_from(prepared, **_arrays(cameras))[:, 0])


def facades_m2(prepared: Stage, cameras: Cameras) -> NDArray[np.float64]:
    """Return the area of window bands that each camera sees, (n,) [m2].

    Parameters
    ----------
    prepared : Stage
        From `stage`, with facades.
    cameras : Cameras
    """
    return np.array([seen.area_m2.sum() for seen in exposed_from(prepared, **_arrays(cameras))])


def _arrays(cameras: Cameras) -> dict[str, Any]:
    return {
        "positions_m": cameras.xy_m,
        "height_m": cameras.height_m,
        "azimuth_grid_deg": cameras.azimuth_deg,
        "tilt_deg": cameras.tilt_deg,
        "hfov_deg": cameras.hfov_deg,
        "vfov_deg": cameras.vfov_deg,
        "image_width_px": cameras.image_width_px,
        "range_m": cameras.range_m,
    }


def edited(plan: siting.Assessment, row: int, *, east_m: float) -> siting.Assessment:
    """Return the assessment of a plan of which one camera was moved: coverage, facades, findings.

    Parameters
    ----------
    plan : siting.Assessment
    row : int
        Of the camera.
    east_m : float
        How far it goes to the east [m].
    """
    scene = plan.scene
    moved = replace(scene.cameras[row], easting_m=scene.cameras[row].easting_m + east_m)
    cameras = (*scene.cameras[:row], moved, *scene.cameras[row + 1 :])
    return plan.edited(replace(scene, cameras=cameras))


@dataclass(frozen=True)
class Standing:
    """Observers on a height raster: as cameras that look all round, lifted onto it."""

    scene: Scene
    terrain: Terrain


def stand(ground: Ground, folder: Path) -> Standing:
    """Return the observers of a height raster as cameras on it, the raster open.

    Parameters
    ----------
    ground : Ground
    folder : pathlib.Path
        Where the raster is written.
    """
    path = folder / f"{ground.name}_terrain.tif"
    ground.write(str(path))
    places = np.array([ground.place(eye) for eye in range(len(ground.eyes))])
    columns = {
        "id": [f"C{eye}" for eye in range(len(places))],
        "kind": "panoramic",
        "height_m": EYE_M,
        "tilt_deg": 0.0,
        "hfov_deg": 360.0,
        "vfov_deg": 180.0,
        "range_m": REACH_M,
        "image_width_px": _width_px(ground),
    }
    cameras = gpd.GeoDataFrame(columns, geometry=shapely.points(places), crs=ground.crs)
    scene = siting.read_scene(cameras=cameras, terrain=path)
    eyes = eyes_of(scene, np.zeros(len(places)))
    terrain = on_terrain(scene, eyes, solids=prepare_solids(scene, np.arange(0)), walls=table_of_walls(()))
    assert terrain is not None
    return Standing(scene, terrain)


def _width_px(ground: Ground) -> int:
    """Return the pixels around with which the optics reach as far in space as the observers look in plan."""
    relief_m = EYE_M + float(np.nanmax(ground.elevation_m) - np.nanmin(ground.elevation_m))
    return math.ceil(2.0 * math.pi * _ONE_CLASS.classes[0][1] * math.hypot(REACH_M, relief_m))


def look(standing: Standing, eye: int) -> tuple[CellView, HeightGrid]:
    """Return what an observer sees of the ground around it, cell by cell, and that ground.

    Parameters
    ----------
    standing : Standing
    eye : int
    """
    camera, terrain = standing.scene.cameras[eye], standing.terrain
    here, sight = (camera.easting_m, camera.northing_m), terrain.eyes[eye].sights[0]
    ground = terrain.ground_for_cells(here, sight)
    nothing = np.empty(0, np.int64)
    options = {"solids": terrain.solids, "candidates": nothing, "ground": ground, "target_m": 0.0}
    return sight_on_terrain(here, sight, bands=ClassBands(_ONE_CLASS), **options), ground


def cells(found: tuple[CellView, HeightGrid], ground: Ground, eye: int) -> NDArray[np.bool_]:
    """Return which cells of an observer's window are seen.

    Parameters
    ----------
    found : tuple of CellView and HeightGrid
        From `look`.
    ground : Ground
    eye : int
    """
    view, grid = found
    whole = np.zeros(ground.elevation_m.shape, bool)
    north_m = grid.south_m + len(view.band) * grid.cell_m
    row = round((ground.north_m - north_m) / ground.cell_m)
    column = round((grid.west_m - ground.west_m) / ground.cell_m)
    seen = view.is_seen[::-1]
    top, left = max(0, -row), max(0, -column)
    seen = seen[top:, left:][: whole.shape[0] - max(row, 0), : whole.shape[1] - max(column, 0)]
    row, column = max(row, 0), max(column, 0)
    whole[row : row + seen.shape[0], column : column + seen.shape[1]] = seen
    return whole[ground.window(eye)]
