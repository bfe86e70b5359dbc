"""The cameras as used: every angle resolved, where they stand, and why one sees nothing."""

from __future__ import annotations

from dataclasses import fields
from itertools import compress
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from siting.coverage.doors import unplaced_entrances
from siting.coverage.outlook import LOOKS_BEYOND
from siting.coverage.rows import CAPABILITY_VIEW, joined
from siting.coverage.sights import FISHEYE_ANGLE_ASSUMED
from siting.coverage.terrain import ON_TERRAIN
from siting.coverage.unsure import FULL_TURN_ASSUMED, KIND_ASSUMED
from siting.crs import grid_azimuth_deg
from siting.fields import LAYERS
from siting.model import FULL_TURN, LEDGER_COLUMNS, MARKS, Camera, Lens
from siting.tolerance import CAMERA_FIELDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from siting.coverage.beams import Sight
    from siting.coverage.seen import Seen
    from siting.coverage.sights import Eye
    from siting.coverage.solids import Solids
    from siting.coverage.standing import Standing
    from siting.coverage.wall_table import Walls
    from siting.model import Scene

# Tolerances stand beside what they leave open, in the table of margins.
_ELSEWHERE = {"lens", "assumed", "easting_m", "northing_m", *CAMERA_FIELDS}
_NOT_SEEING = {"indoor": "indoor", "at_roof_level": "at_roof_level"}
_EMPTY_BUT_COMPUTED = ("looks_up", "looks_down", "out_of_density", "all_hidden")


def grid_azimuths_deg(scene: Scene) -> NDArray[np.float64]:
    """Return the grid azimuth of every camera, NaN where it has none, shape (n,) [degrees]."""
    azimuth = np.array([np.nan if c.azimuth_deg is None else c.azimuth_deg for c in scene.cameras], float)
    known = ~np.isnan(azimuth)
    if known.any():
        place = np.array([(c.easting_m, c.northing_m) for c in scene.cameras], float)[known]
        azimuth[known] = grid_azimuth_deg(scene.crs, place[:, 0], place[:, 1], azimuth[known])
    return azimuth


def _measures(names: tuple[str, ...]) -> list[str]:
    """The fields among `names` that are numbers with a unit."""
    fields_told = [name for name in names if name not in MARKS]
    return [name for name in fields_told if LAYERS["cameras"].field(name).kind in ("number", "integer")]


def why_not_standing(standing: Standing) -> str | None:
    """Return why a camera cannot see from where it stands, or None when it can."""
    return _NOT_SEEING.get(standing.place)


def camera_flags(eye: Eye, standing: Standing) -> set[str]:
    """Return the flags of a camera: what was assumed, moved or in conflict."""
    flags, camera, optics = set(eye.flags), eye.camera, eye.optics
    lens_fields = {"hfov_deg", "focal_length_mm", "sensor_width_mm", "image_width_px", "vfov_deg"}
    is_round = FULL_TURN in camera.assumed
    if is_round and eye.why_not is None and FISHEYE_ANGLE_ASSUMED not in flags:
        flags.add(FULL_TURN_ASSUMED)
    for name in _measures(camera.assumed):
        # What the kind of a camera gives is of no profile.
        if is_round and name == "hfov_deg":
            continue
        flags.add("optics_assumed" if name in lens_fields else f"{name.rpartition('_')[0]}_assumed")
    if "kind" in camera.assumed:
        flags.add(KIND_ASSUMED)
    if standing.moved_m > 0.0:
        flags.add("moved")
    if standing.place != "outside":
        flags.add(standing.place)
    if optics is not None and optics.sheet_conflict_deg is not None:
        flags.add("sheet_conflict")
    return flags


_NAMES = tuple(f.name for f in fields(Camera) if f.name not in _ELSEWHERE)
_LENS_NAMES = tuple(f.name for f in fields(Lens))
_MEASURED = (
    "azimuth_grid_deg",
    "f_px",
    "density_f_px",
    "capability_f_px",
    "easting_m",
    "northing_m",
    "moved_m",
)
_TOLD = ("projection", "density_over", "standing", "stands_in", "view_computed", "why_empty", "flags")
_COLUMNS = (*_NAMES, *_LENS_NAMES, *_MEASURED, *_TOLD)
_KINDS = {field.name: field.kind for field in LAYERS["cameras"].fields}
_NUMBERS = {*_MEASURED, *(name for name in _COLUMNS if _KINDS.get(name) in ("number", "integer"))}


def used_row(seen: Seen, azimuth_grid_deg: float, solids: Solids) -> tuple[Any, ...]:
    """Return one row of the layer `cameras`, without geometry.

    Parameters
    ----------
    seen : siting.coverage.seen.Seen
    azimuth_grid_deg : float
        NaN where it has none [degrees].
    solids : siting.coverage.solids.Solids
    """
    camera, eye, standing, why = seen.eye.camera, seen.eye, seen.standing, seen.why
    row = {name: getattr(camera, name) for name in _NAMES}
    row |= {name: None if camera.lens is None else getattr(camera.lens, name) for name in _LENS_NAMES}
    lens = eye.optics
    if lens is not None:
        row |= {name: getattr(lens, name) for name in ("hfov_deg", "vfov_deg", "f_px", "projection")}
        row["image_height_px"] = lens.image_height_px
    row["density_over"], row["density_f_px"] = _law(eye, seen.counted)
    reaches = [sight.f_px for sight in eye.sights if sight.name == CAPABILITY_VIEW]
    row["capability_f_px"] = reaches[0] if reaches and ON_TERRAIN not in eye.flags else np.nan
    row["azimuth_grid_deg"] = azimuth_grid_deg
    row["easting_m"], row["northing_m"] = standing.easting_m, standing.northing_m
    row["moved_m"] = standing.moved_m
    row["standing"] = standing.place
    in_building = standing.solid is not None and solids.kind[standing.solid] == "building"
    row["stands_in"] = solids.id[standing.solid] if in_building else None
    row["view_computed"] = is_computed(seen)
    row["why_empty"] = why
    # What was declared for it bears on no view: told of the camera, not of what it covers.
    told = {FULL_TURN, *_measures(camera.assumed)}
    flags = {f"{name}_assumed" for name in {*camera.assumed} - told}
    if seen.is_beyond:
        flags.add(LOOKS_BEYOND)
    row["flags"] = joined(camera_flags(eye, standing) | flags)
    return tuple(row.get(name) for name in _COLUMNS)


def is_computed(seen: Seen) -> bool:
    """Return whether the view of a camera was worked out."""
    return seen.why is None or seen.why in _EMPTY_BUT_COMPUTED


def camera_frame(scene: Scene, rows: Sequence[tuple[Any, ...]]) -> gpd.GeoDataFrame:
    """Return the layer `cameras`, in the scene's order.

    Parameters
    ----------
    scene : siting.model.Scene
    rows : sequence of tuple
        From `used_row`, one a camera.
    """
    cells = np.empty((len(rows), len(_COLUMNS)), object)
    cells[:] = rows or cells
    numbers = [name in _NUMBERS for name in _COLUMNS]
    measured = pd.DataFrame(cells[:, numbers].astype(float), columns=[*compress(_COLUMNS, numbers)])
    texts = ~np.array(numbers)
    cells[pd.isna(cells)] = None
    told = pd.DataFrame(cells[:, texts], columns=[*compress(_COLUMNS, texts)], dtype=object)
    # Two pieces of one kind each: column by column takes ten times as long.
    frame = pd.concat([measured, told], axis=1)[[*_COLUMNS]]
    frame["view_computed"] = frame["view_computed"].to_numpy(bool)
    points = shapely.points(measured[["easting_m", "northing_m"]].to_numpy().reshape(-1, 2))
    return gpd.GeoDataFrame(frame, geometry=points, crs=scene.crs)


def _law(eye: Eye, sight: Sight | None) -> tuple[str | None, float]:
    """Return by what law a view is sharp: over depth or slant distance, and its focal length [px]."""
    # Several sensors look each along an axis of its own; on ground that is not level no law is of the plane.
    if sight is None or eye.camera.kind == "multi" or ON_TERRAIN in eye.flags:
        return None, np.nan
    return "slant" if sight.beams[0].is_slant else "depth", sight.f_px


def engine_ledger(
    scene: Scene,
    *,
    seen: Sequence[Seen],
    solids: Solids,
    walls: Walls,
    ground: Sequence[tuple[str, ...]] = (),
) -> pd.DataFrame:
    """Return ledger rows of the engine: solids merged, walls, cameras moved or not computed, conflicts.

    `ground` are rows of what an answer on a ground raster rests on.
    """
    notes: list[tuple[str, ...]] = [*solids.notes, *walls.notes]
    for k, camera in enumerate(scene.cameras):
        standing, lens = seen[k].standing, seen[k].eye.optics
        if standing.moved_m > 0.0:
            found = "position in or nearer than 0.05 m to a solid"
            done = f"moved {standing.moved_m:.3f} m, clear of it"
            notes.append(("cameras", camera.id, "geometry", found, done, "note"))
        if lens is not None and lens.sheet_conflict_deg is not None:
            found = f"sheet angle and focal length differ by {lens.sheet_conflict_deg:.1f} degrees"
            done = "the sheet's angle gives the view, the focal length the density"
            notes.append(("cameras", camera.id, "hfov_deg", found, done, "note"))
        reason = _REASONS.get(seen[k].why or "")
        if reason is not None:
            notes.append(("cameras", camera.id, reason[0], reason[1], reason[2], "note"))
    for entrance_id in unplaced_entrances(scene):
        done = "not placed: whether a camera sees this door is undecided"
        notes.append(
            ("entrances", entrance_id, "building_id", "no such building, and none near", done, "note")
        )
    cameras = {camera.id: camera for camera in scene.cameras}
    for camera_id in scene.presets["camera_id"].drop_duplicates():
        named = cameras.get(camera_id)
        if named is not None and named.kind in ("fixed", "panoramic"):
            found, done = f"rows of a camera that is {named.kind}", "without effect"
            if "kind" in named.assumed:
                found = f"rows of a camera whose kind is not given, taken as {named.kind}"
                done += ": say its kind, such as ptz or multi"
            notes.append(("presets", camera_id, "camera_id", found, done, "note"))
    notes += ground
    return pd.DataFrame(notes, columns=list(LEDGER_COLUMNS), dtype=object)


_UNDECIDED = "coverage empty, view undecided"
_REASONS = {
    "kind_not_computed": ("kind", "several sensors, none of them in the presets", _UNDECIDED),
    "lens_not_computed": (
        "hfov_deg",
        "a fisheye, or a lens of 180 degrees or more, that is not straight down, round and whole",
        _UNDECIDED,
    ),
    "optics_missing": ("hfov_deg", "no optics, azimuth or height", _UNDECIDED),
    "no_ground": ("geometry", "the ground raster has no height where it stands", _UNDECIDED),
    "indoor": ("geometry", "position inside a building", "indoor camera: " + _UNDECIDED),
    "at_roof_level": (
        "height_m",
        "height equal to the roof it stands on; is it above ground or above the roof?",
        _UNDECIDED,
    ),
    "looks_up": ("tilt_deg", "view passes above the target plane", "covers nothing at that height"),
    "looks_down": ("tilt_deg", "view passes below the target plane", "covers nothing at that height"),
    "out_of_density": ("image_width_px", "target plane only beyond 12.5 px/m", "covers nothing"),
    "all_hidden": ("geometry", "all of the view at target height is hidden", "covers nothing"),
}
