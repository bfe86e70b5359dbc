"""The product, by its public Python API alone: frames of buildings and cameras in, shapely polygons out.

The one place that changes when the API grows: each function is one kind of work of the table, and what the
product does not offer is None.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

import siting
from benchmarks.districts import PLANE_M
from siting.coverage.covered import covered_from, exposed_from, stage_of
from siting.coverage.overlap_counts import overlap_counts as counts_of_overlap
from siting.coverage.solids import prepare_solids
from siting.model import Ladder

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    from numpy.typing import NDArray

    from benchmarks.districts import Cameras, District
    from siting import Scene
    from siting.coverage.looks import Stage
    from siting.coverage.solids import Solids

# Peers know no classes of density: all that is seen is one class.
_ONE_CLASS = Ladder("seen", (("seen", 12.5),))
overlap_counts: Callable[..., Any] | None = counts_of_overlap
"""How many of some polygons cover each place, with the faces as polygons when these are asked for."""
terrain: Callable[..., Any] | None = None
"""What a camera sees of a height raster: the product answers it, and is not measured here yet."""


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
