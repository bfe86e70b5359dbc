"""What the engine hands on: the cameras as used, what they cover, the facades they see."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from siting.coverage.gatherer import Gatherer
from siting.coverage.ground_density import ground_axes
from siting.coverage.kept import Kept, as_used, changes_of
from siting.coverage.necessity import necessity_of, overlap_of
from siting.coverage.night import with_night
from siting.coverage.obstruction import has_unbuilt, no_obstruction, obstruction
from siting.coverage.outlook import outermost_of
from siting.coverage.overlap import Before
from siting.coverage.places import Places, places_of
from siting.coverage.possible_ground import sharper_of
from siting.coverage.reach import rows_in_reach
from siting.coverage.rows import (
    COVERAGE_COLUMNS,
    FACADE_COLUMNS,
    ClassBands,
    by_day,
)
from siting.coverage.sights import eyes_of
from siting.coverage.signage import Signage, signage_of
from siting.coverage.stage import stage_among
from siting.coverage.terrain_notes import terrain_notes
from siting.coverage.used import (
    camera_frame,
    engine_ledger,
    grid_azimuths_deg,
)
from siting.model import Ladder

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from siting.coverage.seen import Seen
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
          optics_missing, no_ground, indoor, at_roof_level),
        - `flags` (tilt_assumed, optics_assumed, azimuth_assumed, height_assumed, moved,
          sheet_conflict, on_roof, under, at_roof_level, indoor, looks_beyond the outermost buildings;
          of what the plan does not tell: pan_limits_assumed, tilt_limits_assumed, zoom_assumed,
          vfov_assumed, home_aim_missing; of a ground raster: on_terrain, ground_unknown in its view,
          ground_coarse). On a ground raster `density_over` is None: no one law holds all over it.
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
        behind_proposed. On a ground raster on_slope (windows are taken from the lowest to the highest ground
        along the building), ground_unknown (under it, or on the way to it), cut_by_ground; there heights in
        `panel_wkb_z` are above the raster's datum.
    ledger : pandas.DataFrame
        Rows to add to the scene's ledger: cameras moved or not computed, copies of buildings merged, gaps
        closed, conflicts of lenses and levels, windows on no wall.
    places : siting.coverage.places.Places
        Doors, zones and parcels in view, and how cameras overlap.
    obstruction : geopandas.GeoDataFrame
        What proposed obstacles would take from existing cameras, as `siting.coverage.obstruction` gives it.
    signage : siting.coverage.signage.Signage or None
        Ways on foot into view; what can be read on them is worked out when it is asked for.
    kept : siting.coverage.kept.Kept or None
        What an edit of the cameras leaves as it is, for `cover_anew`.
    """

    cameras: gpd.GeoDataFrame
    coverage: gpd.GeoDataFrame
    facades: gpd.GeoDataFrame
    ledger: pd.DataFrame
    places: Places = field(default_factory=Places)
    obstruction: gpd.GeoDataFrame = field(default_factory=no_obstruction)
    signage: Signage | None = None
    kept: Kept | None = field(default=None, repr=False, compare=False)

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
    rows = rows_in_reach(scene, eyes)
    stage = stage_among(scene, rows, eyes, bands=ClassBands(ladder), plane_m=target_height_m, built=built)
    terrain = stage.terrain
    if terrain is not None:
        eyes = list(terrain.eyes)
    standings = stage.unbuilt.stand(scene.cameras, azimuth, None if terrain is None else terrain.camera_m)
    gatherer = Gatherer(scene, stage, ladder)
    kept = Kept(scene, rows, stage, ladder, frozenset(built), outermost_of(scene), gatherer.again())
    seen = []
    for each in gatherer.look(eyes, standings):
        seen.append(each)
        if progress is not None:
            progress(len(seen), len(eyes))
    return _table_of(scene, as_used(seen, azimuth, kept), gatherer, azimuth_grid_deg=azimuth, kept=kept)


def cover_anew(before: CoverageTable, scene: Scene) -> CoverageTable:
    """Return what every camera of an edited scene covers; as `cover` does, and much sooner.

    Only the cameras look that were edited or added; all of them where more is changed than cameras, presets,
    signs and documents.

    Parameters
    ----------
    before : CoverageTable
    scene : siting.model.Scene
        That of the table with other cameras: a frame that is edited is a new frame.
    """
    kept = before.kept
    azimuth = grid_azimuths_deg(scene)
    changed = changes_of(kept, scene, azimuth) if kept is not None else None
    if kept is None or changed is None:
        options: dict[str, Any] = (
            {}
            if kept is None
            else {"target_height_m": kept.stage.plane_m, "ladder": kept.ladder, "built": kept.built}
        )
        return cover(scene, **options)
    kept = changed.kept
    gatherer = kept.gatherer.again()
    looked = as_used([*gatherer.look(changed.eyes, changed.standings)], azimuth[changed.places], kept)
    old = {each.eye.camera.id: each for each in kept.seen}
    new = {each.eye.camera.id: each for each in looked}
    seen = [new.get(camera.id) or old[camera.id] for camera in scene.cameras]
    return _table_of(scene, seen, gatherer, azimuth_grid_deg=azimuth, kept=kept, before=before)


def _places_before(before: CoverageTable | None, seen: Sequence[Seen]) -> tuple[Places, Before] | None:
    """Return what the places were, and whom the edit touches: cameras that are other, new or gone."""
    if before is None or before.kept is None:
        return None
    now = {id(each) for each in seen}
    there = {each.eye.camera.id for each in before.kept.seen if id(each) in now}
    either = {each.eye.camera.id for each in (*before.kept.seen, *seen)}
    touched = frozenset(either - there)
    return before.places, Before(before.places.overlaps, before.cameras, before.coverage, touched)


def _table_of(
    scene: Scene,
    seen: Sequence[Seen],
    rows: Gatherer,
    *,
    azimuth_grid_deg: NDArray[np.float64],
    kept: Kept,
    before: CoverageTable | None = None,
) -> CoverageTable:
    """Return the table of cameras that have looked; of one before it what did not change is taken."""
    rows.put(seen)
    eyes, standings = [each.eye for each in seen], [each.standing for each in seen]
    stage, old = kept.stage, before and before.places
    solids, terrain = stage.solids, stage.terrain
    used = camera_frame(scene, [each.used for each in seen])
    covered = with_night(scene, used, rows.coverage.frame(scene))
    signage = signage_of(scene, by_day(covered), None if before is None else before.signage)
    signage.find_ways()
    return CoverageTable(
        cameras=used,
        coverage=covered,
        facades=rows.facades.frame(),
        ledger=engine_ledger(
            scene, seen=seen, solids=solids, walls=stage.walls, ground=terrain_notes(terrain, eyes)
        ),
        places=places_of(
            *(scene, used, covered),
            # An empty layer is like any other.
            doors=old.doors if old and old.doors.empty and rows.doors.is_empty else rows.doors.frame(),
            today=None if rows.today.is_empty else rows.today.frame(scene),
            ladder=kept.ladder,
            plane_m=stage.plane_m,
            on_ground=ground_axes(terrain, eyes, standings, target_m=stage.plane_m),
            possible=None if rows.possible.is_empty else (rows.possible.frame(scene), sharper_of(eyes)),
            before=_places_before(before, seen),
        ),
        obstruction=before.obstruction
        if before is not None and not has_unbuilt(scene)
        else obstruction(
            scene,
            eyes=eyes,
            azimuth_grid_deg=azimuth_grid_deg,
            solids=solids,
            plane_m=stage.plane_m,
            terrain=terrain,
        ),
        signage=signage,
        kept=replace(kept, scene=scene, seen=tuple(seen)),
    )
