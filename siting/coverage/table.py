"""What the engine hands on: the cameras as used, what they cover, the facades they see."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage.beams import why_nothing
from siting.coverage.doors import DoorRows
from siting.coverage.necessity import necessity_of, overlap_of
from siting.coverage.night import with_night
from siting.coverage.obstruction import no_obstruction, obstruction
from siting.coverage.outlook import with_outlook
from siting.coverage.places import Places, places_of
from siting.coverage.reach import rows_in_reach, solids_in_reach, walls_of
from siting.coverage.rows import (
    CAPABILITY_VIEW,
    COVERAGE_COLUMNS,
    FACADE_COLUMNS,
    LEAF_OFF_CAPABILITY_VIEW,
    LEAF_OFF_VIEW,
    MAIN_VIEW,
    UNBUILT_VIEW,
    ClassBands,
    CoverageRows,
    FacadeRows,
    by_day,
)
from siting.coverage.sight_ground import sight_on_ground
from siting.coverage.sight_walls import sight_on_walls
from siting.coverage.sights import eyes_of
from siting.coverage.signage import Signage
from siting.coverage.solids import prepare_solids
from siting.coverage.unbuilt import only_behind, unbuilt_of
from siting.coverage.used import (
    camera_flags,
    camera_frame,
    engine_ledger,
    grid_azimuths_deg,
    why_not_standing,
)
from siting.coverage.walls import protected_walls
from siting.model import Ladder

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from siting.coverage.beams import Sight
    from siting.coverage.facades import Exposure
    from siting.coverage.unbuilt import Unbuilt
    from siting.coverage.wall_table import Walls
    from siting.model import Progress, Scene

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
          `projection` (rectilinear, equidistant, several for several sensors, or None),
        - `density_over`, `density_f_px`: by what law what it covers is sharp, f_px over `depth` or
          `slant` distance; None where it covers nothing or several sensors differ; `capability_f_px`,
          over slant distance, of what a turning camera can reach,
        - `moved_m` [m], `standing` (outside, on_roof, under, at_roof_level, indoor),
          `stands_in` (id of the building it stands in, on or under in plan, or None),
        - `view_computed` (bool: its view was worked out), `why_empty` (None, or looks_up,
          looks_down, out_of_density, all_hidden, kind_not_computed, lens_not_computed,
          optics_missing, indoor, at_roof_level),
        - `flags` (tilt_assumed, optics_assumed, azimuth_assumed, height_assumed, moved,
          sheet_conflict, on_roof, under, at_roof_level, indoor, looks_beyond the outermost buildings;
          of what the plan does not tell: pan_limits_assumed, tilt_limits_assumed, zoom_assumed,
          vfov_assumed, home_aim_missing).
    coverage : geopandas.GeoDataFrame
        Columns `COVERAGE_COLUMNS` and polygons; `min_px_per_m` is the lower limit of the class. A
        camera covers what its view `main` does, or where that has no rows its `capability`
        (`siting.coverage.rows.by_day`); the views of one camera overlap. The view `night` stands
        beside them where the plan says what lights it (`siting.coverage.night`), `leaf_off` where a crown
        that may be bare is in reach (`siting.coverage.rows.LEAF_OFF_VIEW`).
    facades : geopandas.GeoDataFrame
        Columns `FACADE_COLUMNS` and the 2D line of the visible part of the wall.
        `max_px_per_m` is the highest density anywhere on the seen part, `in_range_px_per_m` the
        highest within the camera's `range_m` (NaN when all of it lies beyond).
        All drawn windows of one wall and storey are one row. `flags` of windows_assumed (none is drawn: the
        whole band counts as glazed), window_height_assumed (of one the lower or upper edge is not told),
        levels_conflict (storeys are counted from the height), use_unknown, height_assumed, beyond_range,
        zone_height_assumed; where the plan does not tell whether the camera sees that far:
        tilt_limits_assumed, vfov_assumed, preset_tilt_assumed. What only proposed obstacles are to hide
        from a proposed camera stands in views of its own, named ``unbuilt:`` and the view's name, flagged
        behind_proposed.
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

    @cached_property
    def overlap(self) -> gpd.GeoDataFrame:
        """Return disjoint polygons with the number of cameras that cover each by day."""
        return overlap_of(self.cameras, self.coverage)

    @cached_property
    def necessity(self) -> pd.DataFrame:
        """Return for each camera what it alone covers, what is covered already, what it sees of homes."""
        return necessity_of(self.cameras, self.coverage, self.facades, overlap=self.overlap)


def cover(
    scene: Scene,
    *,
    target_height_m: float = 1.5,
    ladder: Ladder = DORI_2015,
    built: Collection[str] = (),
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
    built : collection of str
        Ids of proposed obstacles that count as built: they hide for sure.
    progress : callable or None
        Called with (cameras done, cameras in all).

    Returns
    -------
    CoverageTable
    """
    azimuth = grid_azimuths_deg(scene)
    eyes = eyes_of(scene, azimuth)
    why = [eye.why_not for eye in eyes]
    counted: list[Sight | None] = [None] * len(eyes)
    rows = rows_in_reach(scene, eyes)
    solids = prepare_solids(scene, rows)
    unbuilt = unbuilt_of(scene, solids, built)
    standings = unbuilt.stand(scene.cameras, azimuth)
    walls = protected_walls(scene, solids, rows)
    tree = shapely.STRtree(np.atleast_1d(np.asarray(shapely.box(*solids.boxes.T), dtype=object)))
    bands = ClassBands(ladder)
    coverage, today = CoverageRows(bands), CoverageRows(bands)
    facades = FacadeRows(scene, solids, walls, ladder)
    doors = DoorRows(scene, solids, ladder)
    for k, eye in enumerate(eyes):
        standing = standings[k]
        why[k] = why[k] or why_not_standing(standing)
        for sight in eye.sights if why[k] is None else ():
            here = (standing.easting_m, standing.northing_m)
            near = unbuilt.beside(eye.camera, here, solids_in_reach(tree, here, sight))
            hiding = unbuilt.hiding(eye.camera, near)
            ground = partial(
                sight_on_ground, here, sight, bands=bands, solids=solids, plane_m=target_height_m
            )
            seen = ground(candidates=near)
            sees_ground = not all(shapely.is_empty(seen))
            if sight is eye.sights[0] and not sees_ground:
                why[k] = why_nothing(sight, target_height_m)
            if sees_ground and counted[k] is None and sight.name in (MAIN_VIEW, CAPABILITY_VIEW):
                counted[k] = sight
            flags = camera_flags(eye, standing)
            if solids.height_assumed[near].any():
                flags.add("height_assumed")
            coverage.add(eye.camera.id, seen, flags, view=sight.name)
            if len(hiding) < len(near) and sight.name in (MAIN_VIEW, CAPABILITY_VIEW):
                bare = near[solids.hides_homes[near]]
                if len(bare) < len(near):
                    view = LEAF_OFF_VIEW if sight is eye.sights[0] else LEAF_OFF_CAPABILITY_VIEW
                    coverage.add(eye.camera.id, ground(candidates=bare), flags, view=view)
                if len(hiding) < len(bare):
                    today.add(eye.camera.id, ground(candidates=hiding), flags, view=sight.name)
            for view, exposure in _exposures(here, sight, near, hiding=hiding, walls=walls, unbuilt=unbuilt):
                facades.add(eye.camera, exposure, sight.f_px, view=view)
            doors.add(eye.camera, here, sight=sight, candidates=near, hiding=hiding, unbuilt=unbuilt)
        if progress is not None:
            progress(k + 1, len(eyes))
    used = camera_frame(
        scene, azimuth, eyes=eyes, standings=standings, why=why, counted=counted, solids=solids
    )
    used = with_outlook(scene, used, eyes)
    covered = with_night(scene, used, coverage.frame(scene))
    signage = Signage(scene=scene, coverage=by_day(covered))
    signage.find_ways()
    return CoverageTable(
        cameras=used,
        coverage=covered,
        facades=facades.frame(),
        ledger=engine_ledger(scene, eyes=eyes, standings=standings, why=why, solids=solids, walls=walls),
        places=places_of(
            *(scene, used, covered, doors.frame()),
            today=today.frame(scene),
            ladder=ladder,
            plane_m=target_height_m,
        ),
        obstruction=obstruction(
            scene, eyes=eyes, azimuth_grid_deg=azimuth, solids=solids, plane_m=target_height_m
        ),
        signage=signage,
    )


def _exposures(
    here: tuple[float, float],
    sight: Sight,
    near: NDArray[np.int64],
    *,
    hiding: NDArray[np.int64],
    walls: Walls,
    unbuilt: Unbuilt,
) -> Iterator[tuple[str, Exposure]]:
    """Yield what one view sees of the walls, and what only proposed obstacles hide, by view."""
    options: dict[str, Any] = {
        "walls": walls,
        "wall_candidates": walls_of(walls, near),
        "solids": unbuilt.solids,
    }
    seen = sight_on_walls(here, sight, candidates=hiding, **options)
    yield sight.name, seen
    sure = unbuilt.built(hiding)
    if len(sure) < len(hiding):
        bare = sight_on_walls(here, sight, candidates=sure, **options)
        yield f"{UNBUILT_VIEW}{sight.name}", only_behind(bare, seen)
