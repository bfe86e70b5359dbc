"""What every layer of a scene may hold: field names, units, limits and choices, in one table.

The door (`siting.io`) checks against it, forms take their limits from it, the documents print it.
Choices are open where a rule pack may add its own (`open_choice`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "number", "integer", "choice", "flag", "date"]
Shape = Literal["polygon", "point", "line", "any", "table"]


# People part the ids in one cell by whatever comma or semicolon their keyboard gives.
_PARTING = re.compile(r"[,;|，；、]")
_PLAIN = {"flag": "yes or no", "date": "a day as YYYY-MM-DD", "text": "text"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a layer.

    Parameters
    ----------
    name : str
        Canonical name, with the unit at the end where it has one.
    kind : {'text', 'number', 'integer', 'choice', 'flag', 'date'}
        A flag is the text ``yes`` or ``no``; a date is ISO text ``YYYY-MM-DD``.
    minimum, maximum : float or None
        Limits, both inclusive unless the name stands in `above_minimum`.
    above_minimum : bool
        True when the minimum itself is not allowed.
    choices : tuple of str
        Allowed values of a choice.
    open_choice : bool
        True when a rule pack may know further values.
    required : bool
        True when a plan without it is refused.
    """

    name: str
    kind: Kind
    minimum: float | None = None
    maximum: float | None = None
    above_minimum: bool = False
    choices: tuple[str, ...] = ()
    open_choice: bool = False
    required: bool = False

    def allowed(self) -> str:
        """Return the allowed values in words, for messages."""
        if self.kind == "choice":
            return "one of " + ", ".join(self.choices)
        if self.kind in _PLAIN:
            return _PLAIN[self.kind]
        noun = "a whole number" if self.kind == "integer" else "a number"
        low, high = self.minimum, self.maximum
        if low is None:
            return noun if high is None else f"{noun} of at most {high:g}"
        if high is None:
            return f"{noun} {'above' if self.above_minimum else 'of at least'} {low:g}"
        return f"{noun} {'above' if self.above_minimum else 'from'} {low:g} to {high:g}"


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer or table of a scene: its name, its geometry and its fields."""

    name: str
    shape: Shape
    fields: tuple[Field, ...]
    required: bool = False

    def field(self, name: str) -> Field:
        """Return the field called `name`; KeyError when the layer has none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(f"layer {self.name} has no field {name!r}")


def ids_in(cell: str) -> tuple[str, ...]:
    """Return the ids listed in one cell, as the `camera_ids` of a sign.

    >>> ids_in("cam-1, cam-2；cam-3")
    ('cam-1', 'cam-2', 'cam-3')
    """
    return tuple(part.strip() for part in _PARTING.split(cell) if part.strip())


def _text(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, "text") for name in names)


def _flags(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, "flag") for name in names)


def _dates(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, "date") for name in names)


BUILDING_USES = (
    "residence",
    "dormitory",
    "hotel",
    "bathhouse",
    "toilet",
    "school",
    "hospital",
    "office",
    "commercial",
    "industrial",
    "garage",
    "other",
    "unknown",
)
PROTECTED_USES = ("residence", "dormitory", "hotel", "unknown")
ROOM_KINDS = (
    "hotel_room",
    "private_dining_room",
    "dormitory_room",
    "staff_rest_room",
    "bath",
    "toilet",
    "changing_room",
    "fitting_room",
    "nursing_room",
    "other_private",
)
AREA_KINDS = ("garden", "consent", "must_cover", "parcel", "lit")
CAMERA_KINDS = ("fixed", "ptz", "panoramic", "multi")
REGIMES = ("gov", "operator", "other_public", "non_public")
PLACE_CLASSES = ("7-1", "7-2-1", "7-2-2", "7-2-3", "7-2-4")

# A mast of a kilometre is beyond any; below the ground nothing is seen.
_HIGHEST_M = 1000.0
# A plan that is less sure than this of a place, an aim or a height tells nothing.
_VAGUEST_M, _VAGUEST_DEG = 100.0, 45.0

LAYERS: dict[str, Layer] = {
    layer.name: layer
    for layer in (
        Layer(
            "buildings",
            "polygon",
            (
                Field("id", "text"),
                Field("height_m", "number", 0.0, _HIGHEST_M, above_minimum=True),
                Field("levels", "number", 0.0, 300.0, above_minimum=True),
                Field("base_m", "number", -100.0, _HIGHEST_M),
                Field("use", "choice", choices=BUILDING_USES, open_choice=True),
                Field("residential_from_level", "integer", 0.0, 300.0),
                Field("height_tolerance_m", "number", 0.0, _VAGUEST_M),
                Field("name", "text"),
            ),
            required=True,
        ),
        Layer(
            "cameras",
            "point",
            (
                Field("id", "text", required=True),
                Field("azimuth_deg", "number", 0.0, 360.0, required=True),
                Field("height_m", "number", 0.0, _HIGHEST_M, above_minimum=True, required=True),
                Field("tilt_deg", "number", -90.0, 90.0),
                Field("roll_deg", "number", -180.0, 180.0),
                Field("hfov_deg", "number", 0.0, 360.0, above_minimum=True, required=True),
                Field("focal_length_mm", "number", 0.0, 5000.0, above_minimum=True),
                Field("sensor_width_mm", "number", 0.0, 100.0, above_minimum=True),
                Field("vfov_deg", "number", 0.0, 360.0, above_minimum=True),
                Field("image_width_px", "integer", 16.0, 100000.0, required=True),
                Field("image_height_px", "integer", 16.0, 100000.0),
                Field("range_m", "number", 0.0, 100000.0, above_minimum=True),
                Field("kind", "choice", choices=CAMERA_KINDS),
                Field("pan_min_deg", "number", -360.0, 360.0),
                Field("pan_max_deg", "number", -360.0, 360.0),
                Field("tilt_min_deg", "number", -90.0, 90.0),
                Field("tilt_max_deg", "number", -90.0, 90.0),
                Field("zoom_hfov_deg", "number", 0.0, 360.0, above_minimum=True),
                Field("ir_range_m", "number", 0.0, 100000.0),
                Field("status", "choice", choices=("proposed", "existing")),
                Field("regime", "choice", choices=REGIMES, open_choice=True),
                Field("social_public_area", "flag"),
                Field("place_class", "choice", choices=PLACE_CLASSES, open_choice=True),
                *_text("system_id", "purpose", "installer", "brand", "model"),
                *_text("gb28181_id", "gb28181_edition"),
                Field("has_audio", "flag"),
                Field("audio_range_m", "number", 0.0, 10000.0),
                *_flags("has_face_recognition", "enforcement_use", "is_fisheye"),
                Field("bitrate_kbps", "number", 0.0, 1e6, above_minimum=True),
                Field("record_hours_per_day", "number", 0.0, 24.0),
                Field("consent_ref", "text"),
                Field("consent_date", "date"),
                Field("position_tolerance_m", "number", 0.0, _VAGUEST_M),
                Field("aim_tolerance_deg", "number", 0.0, _VAGUEST_DEG),
                Field("height_tolerance_m", "number", 0.0, _VAGUEST_M),
            ),
            required=True,
        ),
        Layer(
            "presets",
            "table",
            (
                Field("camera_id", "text", required=True),
                Field("name", "text", required=True),
                Field("azimuth_deg", "number", 0.0, 360.0, required=True),
                Field("tilt_deg", "number", -90.0, 90.0),
                Field("hfov_deg", "number", 0.0, 360.0, above_minimum=True),
            ),
        ),
        Layer(
            "systems",
            "table",
            (
                Field("id", "text", required=True),
                Field("unit_name", "text"),
                Field("retention_days", "number", 0.0, 100000.0),
                Field("ct_key_target", "flag"),
                Field("storage_tb", "number", 0.0, 1e9),
                Field("declared_count", "integer", 0.0, 1e9),
                Field("declared_types", "text"),
                *_dates(
                    "demonstration_date",
                    "construction_start_date",
                    "acceptance_date",
                    "in_use_date",
                    "filing_date",
                    "change_filing_date",
                ),
                Field("main_works", "choice", choices=("none", "new", "rebuilt", "extended")),
                *_dates(
                    "main_works_design_date",
                    "main_works_construction_start_date",
                    "main_works_acceptance_date",
                    "main_works_in_use_date",
                ),
            ),
        ),
        Layer(
            "documents",
            "table",
            (
                Field("system_id", "text", required=True),
                Field("kind", "text", required=True),
                Field("ref", "text"),
                Field("date", "date"),
                Field("sha256", "text"),
            ),
        ),
        Layer(
            "signs",
            "point",
            (
                Field("id", "text"),
                Field("camera_ids", "text"),
                Field("facing_deg", "number", 0.0, 360.0),
                Field("width_mm", "number", 0.0, 20000.0, above_minimum=True),
                Field("height_mm", "number", 0.0, 20000.0, above_minimum=True),
                Field("mount_m", "number", 0.0, 100.0),
            ),
        ),
        Layer(
            "zones",
            "polygon",
            (
                Field("id", "text"),
                Field(
                    "kind",
                    "choice",
                    choices=ROOM_KINDS + AREA_KINDS,
                    open_choice=True,
                    required=True,
                ),
                Field("base_m", "number", -100.0, _HIGHEST_M),
                Field("top_m", "number", -100.0, _HIGHEST_M),
                Field("min_px_per_m", "number", 0.0, 1e5, above_minimum=True),
                Field("place_class", "choice", choices=PLACE_CLASSES, open_choice=True),
                Field("is_public", "flag"),
                Field("name", "text"),
            ),
        ),
        Layer("entrances", "point", (Field("id", "text"), Field("building_id", "text"))),
        Layer(
            "windows",
            "line",
            (
                Field("id", "text"),
                Field("building_id", "text"),
                Field("base_m", "number", -100.0, _HIGHEST_M),
                Field("top_m", "number", -100.0, _HIGHEST_M),
            ),
        ),
        Layer(
            "obstacles",
            "any",
            (
                Field("id", "text"),
                Field(
                    "kind",
                    "choice",
                    choices=("tree", "billboard", "wall", "pole", "structure"),
                    required=True,
                ),
                Field("base_m", "number", -100.0, _HIGHEST_M),
                Field("top_m", "number", 0.0, _HIGHEST_M, above_minimum=True, required=True),
                Field("crown_m", "number", 0.0, 100.0, above_minimum=True),
                Field("width_m", "number", 0.0, 100.0, above_minimum=True),
                Field("status", "choice", choices=("proposed", "existing")),
                Field("deciduous", "flag"),
            ),
        ),
        Layer("walks", "line", _text("id", "highway", "name")),
        Layer("counties", "polygon", _text("code", "name")),
    )
}
