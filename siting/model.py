"""The scene: frozen values that refuse nonsense at birth.

up                                     north
|                                        |   / axis of view
|  ) tilt_deg, down positive             |  /
+------------- horizon                   | / ) azimuth_deg, clockwise from true north
 \\                                       |/
  \\ axis of view                         +--------- east
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from siting.errors import Fault, InputError
from siting.fields import CAMERA_KINDS, LAYERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import geopandas as gpd
    import numpy as np
    import pandas as pd
    import pyproj
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from siting.heights import GroundRaster

    Progress = Callable[[int, int], None]
    Reach = Callable[["Scene"], NDArray[np.float64] | None]

LEDGER_COLUMNS = ("layer", "id", "field", "found", "done", "outcome")
"""`outcome` is ``used``, ``repaired``, ``rejected`` or ``note``; a row of a layer's sums has id ``*``."""


def _check(record: object, layer: str, row: str) -> None:
    """Raise InputError naming every field of `record` that is outside the limits of `layer`."""
    faults = []
    known = {field.name: field for field in LAYERS[layer].fields}
    for attribute in fields(record):  # type: ignore[arg-type]
        field = known.get(attribute.name)
        value = getattr(record, attribute.name)
        if field is None or value is None:
            continue
        if field.kind in ("number", "integer"):
            low, high = field.minimum, field.maximum
            bad = not isinstance(value, (int, float)) or not math.isfinite(value)
            bad = bad or (low is not None and (value <= low if field.above_minimum else value < low))
            bad = bad or (high is not None and value > high)
        elif field.kind == "flag":
            bad = value not in ("yes", "no")
        elif field.kind == "choice" and not field.open_choice:
            bad = value not in field.choices
        else:
            bad = not isinstance(value, str)
        if bad:
            faults.append(
                Fault(layer, field.name, repr(value), field.allowed(), "Give such a value, or None.", row=row)
            )
    if faults:
        raise InputError(faults)


@dataclass(frozen=True, slots=True)
class Lens:
    """A lens and sensor as the data sheet gives them; what is not given is None.

    Parameters
    ----------
    image_width_px, image_height_px : int or None
        Pixels of the image.
    hfov_deg, vfov_deg : float or None
        Angles of view of the data sheet [degrees].
    focal_length_mm, sensor_width_mm : float or None
        Focal length and sensor width [mm].

    Raises
    ------
    InputError
        When a value is outside its limits, or neither `hfov_deg` nor both `focal_length_mm` and
        `sensor_width_mm` are given.
    """

    image_width_px: int
    hfov_deg: float | None = None
    vfov_deg: float | None = None
    focal_length_mm: float | None = None
    sensor_width_mm: float | None = None
    image_height_px: int | None = None

    def __post_init__(self) -> None:
        _check(self, "cameras", "")
        if self.hfov_deg is None and (self.focal_length_mm is None or self.sensor_width_mm is None):
            raise InputError(
                [
                    Fault(
                        "cameras",
                        "hfov_deg",
                        "nothing",
                        "hfov_deg, or focal_length_mm with sensor_width_mm",
                        "Give one or the other.",
                    )
                ]
            )


SENSOR_FORMAT = "sensor_format"
"""Among the assumed of a camera: the width of its sensor is that of a nominal format such as 1/2.8 inch."""
FOCAL_RANGE = "focal_range"
"""Among the assumed of a camera that does not turn: its lens is told as a range, the wide end was taken."""
FULL_TURN = "full_turn"
"""Among the assumed of a panoramic camera of which nothing tells the angle: all round was taken."""
MARKS = (SENSOR_FORMAT, FOCAL_RANGE, FULL_TURN)
"""What stands among the assumed of a camera and is no field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """One camera of a plan, in the scene's metric system.

    Parameters
    ----------
    id : str
        Unique in the scene.
    easting_m, northing_m : float
        Position in the scene's projected system [m].
    height_m : float or None
        Above ground [m]; None when no source gives it (records of OpenStreetMap).
    azimuth_deg : float or None
        Clockwise from true north [degrees], 0 up to 360; None for a panoramic camera, or when no
        source gives it.
    tilt_deg : float
        Below the horizon [degrees].
    roll_deg : float
        Clockwise about the axis of view, as the camera looks [degrees]; 90 is corridor mode.
    lens : Lens or None
        None when no source gives the optics; then the camera's view is undecided.
    range_m : float or None
        The operator's claim of reach in plan [m].
    position_tolerance_m, aim_tolerance_deg, height_tolerance_m : float or None
        By how much it may be off, as `siting.tolerance.Tolerance` says; None where the plan does not tell.
    is_fisheye : str or None
        ``yes`` where the plan calls the camera a fisheye.
    assumed : tuple of str
        Names of the fields that no source gave and a default or profile filled; `SENSOR_FORMAT` where the
        width of the sensor was taken from its nominal format, `FOCAL_RANGE` where the wide end of a range of
        focal lengths was, whose long end is `zoom_hfov_deg`; `FULL_TURN` beside the ``hfov_deg`` that no
        source of a panoramic camera gave.
    """

    id: str
    easting_m: float
    northing_m: float
    height_m: float | None
    azimuth_deg: float | None
    tilt_deg: float = 0.0
    roll_deg: float = 0.0
    lens: Lens | None = None
    range_m: float | None = None
    kind: str = "fixed"
    pan_min_deg: float | None = None
    pan_max_deg: float | None = None
    tilt_min_deg: float | None = None
    tilt_max_deg: float | None = None
    zoom_hfov_deg: float | None = None
    ir_range_m: float | None = None
    status: str = "proposed"
    regime: str | None = None
    social_public_area: str | None = None
    place_class: str | None = None
    system_id: str | None = None
    purpose: str | None = None
    installer: str | None = None
    brand: str | None = None
    model: str | None = None
    gb28181_id: str | None = None
    gb28181_edition: str | None = None
    has_audio: str | None = None
    audio_range_m: float | None = None
    has_face_recognition: str | None = None
    is_fisheye: str | None = None
    enforcement_use: str | None = None
    bitrate_kbps: float | None = None
    record_hours_per_day: float | None = None
    consent_ref: str | None = None
    consent_date: str | None = None
    position_tolerance_m: float | None = None
    aim_tolerance_deg: float | None = None
    height_tolerance_m: float | None = None
    assumed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check(self, "cameras", self.id)
        faults = []
        for name in ("easting_m", "northing_m"):
            value = getattr(self, name)
            if not isinstance(value, (int, float)) or not math.isfinite(value):
                remedy = "Give the place in metres of the scene's system."
                faults.append(Fault("cameras", name, repr(value), "a finite number", remedy, self.id))
        if self.kind not in CAMERA_KINDS:
            allowed = "one of " + ", ".join(CAMERA_KINDS)
            faults.append(Fault("cameras", "kind", self.kind, allowed, "Give one of these.", self.id))
        if faults:
            raise InputError(faults)


@dataclass(frozen=True, slots=True)
class Ladder:
    """Names for densities of pixels: each class and its lower limit [px/m], ascending.

    `name` is how reports call it, `source` where the limits come from.
    """

    name: str
    classes: tuple[tuple[str, float], ...]
    source: str = ""

    def __post_init__(self) -> None:
        limits = [limit for _, limit in self.classes]
        if not limits or limits != sorted(set(limits)) or limits[0] <= 0:
            allowed, remedy = "limits above 0 px/m, ascending", "Sort them, each limit once."
            raise InputError([Fault(self.name, "classes", repr(limits), allowed, remedy)])

    def class_of(self, px_per_m: float) -> str:
        """Return the name of the class that `px_per_m` reaches, ``below`` under the lowest."""
        name = "below"
        for each, limit in self.classes:
            if px_per_m >= limit:
                name = each
        return name


@dataclass(frozen=True, slots=True)
class Source:
    """One file that a scene was read from: its name (no folder), layer, rows, SHA-256, fields that it has."""

    name: str
    layer: str
    row_count: int
    sha256: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Everything that was read, in one metric system, with canonical names and units.

    Frames hold the canonical columns of `siting.fields.LAYERS` in full (missing values are None or
    NaN), a RangeIndex, valid 2D geometry in `crs`, and unique text in `id`. Layers that were not
    given are empty frames with the same columns. Nothing changes a frame in place.

    Parameters
    ----------
    crs : pyproj.CRS
        The projected, metric system of all geometry.
    buildings : geopandas.GeoDataFrame
        `use` is always filled (``unknown`` when no source tells), `base_m` too (0).
    cameras : tuple of Camera
    ledger : pandas.DataFrame
        Columns `LEDGER_COLUMNS`; per layer, rows in = used + repaired + rejected.
    attribution : tuple of str
        What must stand on every map made from the data.
    terrain, surface : pathlib.Path or None
        Rasters of bare ground and of the surface.
    ground : GroundRaster or None
        The raster of bare ground, to be read where it is wanted; without one the ground is level.
    outermost : shapely.Polygon or None
        Convex hull of all buildings of the files, where not all were read; None where they were.
    known_within_m : float
        How far around cameras, signs, zones, doors and windows every building is known [m]; beyond, only
        those that a camera's optics reach were read. Infinite where all were.
    profile : mapping of str to object
        What `read_scene(defaults=...)` filled missing values of cameras with; empty without.
    """

    crs: pyproj.CRS
    buildings: gpd.GeoDataFrame
    cameras: tuple[Camera, ...]
    presets: pd.DataFrame
    systems: pd.DataFrame
    documents: pd.DataFrame
    signs: gpd.GeoDataFrame
    zones: gpd.GeoDataFrame
    entrances: gpd.GeoDataFrame
    windows: gpd.GeoDataFrame
    obstacles: gpd.GeoDataFrame
    walks: gpd.GeoDataFrame
    counties: gpd.GeoDataFrame
    ledger: pd.DataFrame
    name: str = "scene"
    sources: tuple[Source, ...] = ()
    attribution: tuple[str, ...] = ()
    terrain: Path | None = None
    surface: Path | None = None
    ground: GroundRaster | None = None
    outermost: BaseGeometry | None = None
    known_within_m: float = math.inf
    profile: Mapping[str, object] = field(default_factory=dict)
