"""What the engine hands on: the cameras as used, what they cover, the facades they see."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage.doors import DoorRows
from siting.coverage.facades import facade_exposure
from siting.coverage.footprint import footprint, reach_in_plan, view_array
from siting.coverage.night import with_night
from siting.coverage.obstruction import no_obstruction, obstruction
from siting.coverage.optics import resolve
from siting.coverage.outlook import with_outlook
from siting.coverage.places import Places, places_of
from siting.coverage.rows import (
    COVERAGE_COLUMNS,
    FACADE_COLUMNS,
    ClassBands,
    CoverageRows,
    FacadeRows,
    by_day,
)
from siting.coverage.signage import Signage
from siting.coverage.solids import prepare_solids
from siting.coverage.standing import WALL_DEPTH_M, stand_cameras
from siting.coverage.used import (
    camera_flags,
    camera_frame,
    engine_ledger,
    grid_azimuths_deg,
    why_not_computed,
    why_not_standing,
)
from siting.coverage.visibility import ground_coverage
from siting.coverage.walls import protected_walls
from siting.model import Ladder

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from siting.coverage.optics import Optics
    from siting.coverage.wall_table import Walls
    from siting.model import Camera, Progress, Scene

__all__ = ["COVERAGE_COLUMNS", "FACADE_COLUMNS", "CoverageTable", "cover"]

DORI_2015 = Ladder(
    "dori_2015",
    (
        ("monitor", 12.5),
        ("detect", 25.0),
        ("observe", 62.5),
        ("recognise", 125.0),
        ("identify", 250.0),
        ("inspect", 1000.0),
    ),
    "EN 62676-4:2015",
)
"""The ladder used when none is given; the rule packs carry it with its sources."""

# So far from the far depth limit that only the pyramid's own sides count.
_ENDLESS_M = 1e6


@dataclass(frozen=True)
class CoverageTable:
    """All that the engine computed for one scene.

    Flags are names joined by commas, sorted, without spaces; none is the empty text.

    Parameters
    ----------
    cameras : geopandas.GeoDataFrame
        One row a camera, in the scene's order: every field of `siting.model.Camera` but lens and
        `assumed`, the fields of its lens, the position as used (geometry), and

        - `azimuth_grid_deg` [degrees], `f_px` [px], `hfov_deg`, `vfov_deg` [degrees] resolved,
          `projection` (rectilinear, equidistant or None),
        - `moved_m` [m], `standing` (outside, on_roof, under, at_roof_level, indoor),
          `stands_in` (id of the building it stands in, on or under in plan, or None),
        - `view_computed` (bool: its view was worked out), `why_empty` (None, or looks_up,
          looks_down, out_of_density, all_hidden, kind_not_computed, lens_not_computed,
          optics_missing, indoor, at_roof_level),
        - `flags` (tilt_assumed, optics_assumed, azimuth_assumed, height_assumed, moved,
          sheet_conflict, on_roof, under, at_roof_level, indoor, looks_beyond the outermost buildings).
    coverage : geopandas.GeoDataFrame
        Columns `COVERAGE_COLUMNS` and polygons; `min_px_per_m` is the lower limit of the class. The view
        `night` stands beside `main` where the plan says what lights it (`siting.coverage.night`).
    facades : geopandas.GeoDataFrame
        Columns `FACADE_COLUMNS` and the 2D line of the visible part of the wall.
        `max_px_per_m` is the highest density anywhere on the seen part, `in_range_px_per_m` the
        highest within the camera's `range_m` (NaN when all of it lies beyond).
        All drawn windows of one wall and storey are one row. `flags` of windows_assumed (none is drawn: the
        whole band counts as glazed), window_height_assumed (of one the lower or upper edge is not told),
        levels_conflict (storeys are counted from the height), use_unknown, height_assumed, beyond_range,
        zone_height_assumed.
    ledger : pandas.DataFrame
        Rows to add to the scene's ledger: cameras moved or not computed, copies of buildings merged, gaps
        closed, conflicts of lenses and levels, windows on no wall.
    places : siting.coverage.places.Places
        Doors, zones and parcels in view, and how cameras overlap.
    obstruction : geopandas.GeoDataFrame
        What proposed obstacles would take from existing cameras, as `siting.coverage.obstruction` gives it.
    signage : siting.coverage.signage.Signage or None
        Ways on foot into view; what can be read on them is worked out when it is asked for.
    """

    cameras: gpd.GeoDataFrame
    coverage: gpd.GeoDataFrame
    facades: gpd.GeoDataFrame
    ledger: pd.DataFrame
    places: Places = field(default_factory=Places)
    obstruction: gpd.GeoDataFrame = field(default_factory=no_obstruction)
    signage: Signage | None = None


def cover(
    scene: Scene,
    *,
    target_height_m: float = 1.5,
    ladder: Ladder = DORI_2015,
    progress: Progress | None = None,
) -> CoverageTable:
    """Return what every camera of a scene covers and which facades it sees.

    Parameters
    ----------
    scene : siting.model.Scene
    target_height_m : float
        Height of the target plane above ground [m].
    ladder : siting.model.Ladder
        Names of the classes; changes no density and nothing that is reached.
    progress : callable or None
        Called with (cameras done, cameras in all).

    Returns
    -------
    CoverageTable
    """
    cameras = scene.cameras
    azimuth = grid_azimuths_deg(scene)
    optics = [None if camera.lens is None else resolve(camera.lens) for camera in cameras]
    why = [why_not_computed(camera, optics[k]) for k, camera in enumerate(cameras)]
    views = [_view_of(camera, optics[k], why[k], azimuth[k]) for k, camera in enumerate(cameras)]
    rows = _rows_in_reach(scene, views)
    solids = prepare_solids(scene, rows)
    standings = stand_cameras(cameras, solids, azimuth)
    walls = protected_walls(scene, solids, rows)
    tree = shapely.STRtree(np.atleast_1d(np.asarray(shapely.box(*solids.boxes.T), dtype=object)))
    bands = ClassBands(ladder)
    coverage = CoverageRows(bands)
    facades = FacadeRows(scene, solids, walls, ladder)
    doors = DoorRows(scene, solids, ladder)
    for k, camera in enumerate(cameras):
        standing, view, lens = standings[k], views[k], optics[k]
        why[k] = why[k] or why_not_standing(standing)
        if view is not None and lens is not None and why[k] is None:
            here = (standing.easting_m, standing.northing_m)
            near = _solids_in_reach(tree, here, view)
            seen = ground_coverage(
                *here,
                view=view,
                depths_m=bands.depths_m(lens.f_px),
                solids=solids,
                candidates=near,
                plane_m=target_height_m,
            )
            if all(shapely.is_empty(seen)):
                why[k] = _why_nothing(view, target_height_m)
            flags = camera_flags(camera, standing, lens)
            if solids.height_assumed[near].any():
                flags.add("height_assumed")
            coverage.add(camera.id, seen, flags)
            exposure = facade_exposure(
                *here,
                view=view,
                walls=walls,
                wall_candidates=_walls_of(walls, near),
                solids=solids,
                candidates=near[solids.hides_homes[near]],
            )
            facades.add(camera, exposure, lens.f_px)
            doors.add(camera, here, view=view, candidates=near, f_px=lens.f_px)
        if progress is not None:
            progress(k + 1, len(cameras))
    used = camera_frame(scene, azimuth, optics=optics, standings=standings, why=why, solids=solids)
    used = with_outlook(scene, used, views)
    covered = with_night(scene, used, coverage.frame(scene))
    signage = Signage(scene=scene, coverage=by_day(covered))
    signage.find_ways()
    return CoverageTable(
        cameras=used,
        coverage=covered,
        facades=facades.frame(),
        ledger=engine_ledger(scene, optics=optics, standings=standings, why=why, solids=solids, walls=walls),
        places=places_of(scene, used, covered, doors.frame(), ladder=ladder, plane_m=target_height_m),
        obstruction=obstruction(
            scene,
            optics=optics,
            views=views,
            azimuth_grid_deg=azimuth,
            solids=solids,
            plane_m=target_height_m,
        ),
        signage=signage,
    )


def _view_of(
    camera: Camera, lens: Optics | None, why_not: str | None, azimuth_grid_deg: float
) -> NDArray[np.float64] | None:
    """Return the view of a camera as the kernels take it, or None when it is not computed."""
    if why_not is not None or lens is None or camera.height_m is None:
        return None
    return view_array(
        lens,
        height_m=camera.height_m,
        azimuth_grid_deg=float(azimuth_grid_deg),
        tilt_deg=camera.tilt_deg,
        range_m=camera.range_m,
    )


def _rows_in_reach(scene: Scene, views: list[NDArray[np.float64] | None]) -> NDArray[np.int64]:
    """Return the rows of the buildings that any camera's optics reach, ascending."""
    boxes = []
    # A camera may be moved off its wall by this much.
    margin = 2.0 * WALL_DEPTH_M
    for camera, view in zip(scene.cameras, views, strict=True):
        corners = np.zeros((1, 2)) if view is None else reach_in_plan(view)
        low = corners.min(axis=0) - margin + (camera.easting_m, camera.northing_m)
        high = corners.max(axis=0) + margin + (camera.easting_m, camera.northing_m)
        boxes.append(shapely.box(*low, *high))
    if not boxes:
        return np.empty(0, np.int64)
    _, rows = scene.buildings.sindex.query(np.array(boxes, object))
    return np.unique(rows).astype(np.int64)


def _solids_in_reach(tree: Any, here: tuple[float, float], view: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the solids whose bounds the view pyramid meets in plan, ascending."""
    hull = shapely.convex_hull(shapely.multipoints(reach_in_plan(view) + here))
    found: NDArray[np.int64] = np.sort(tree.query(hull, predicate="intersects"))
    return found


def _walls_of(walls: Walls, solids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the rows of all walls of the given solids, ascending."""
    chosen: NDArray[np.int64] = np.flatnonzero(np.isin(walls.solid, solids))
    return chosen


def _why_nothing(view: NDArray[np.float64], plane_m: float) -> str:
    """Return why a camera covers nothing of the target plane."""
    if not footprint(view, 0.0, 0.0, plane_m=plane_m).is_empty:
        return "all_hidden"
    if not footprint(view, 0.0, 0.0, plane_m=plane_m, depth_m=_ENDLESS_M).is_empty:
        return "out_of_density"
    return "looks_up" if view[0] > plane_m else "looks_down"
