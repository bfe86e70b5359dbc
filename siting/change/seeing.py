"""What decides what a camera sees besides place and aim: the fields compared, and the presets."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from siting.coverage.optics import resolve, shape_is_told
from siting.rules.cells import records, text_of
from siting.rules.finding import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from siting.model import Camera

MEASURED = {
    "height_m": ("raised", "height_m"),
    "azimuth_deg": ("re_aimed", "azimuth_deg"),
    "tilt_deg": ("re_aimed", "tilt_deg"),
    "roll_deg": ("re_aimed", "tilt_deg"),
    "hfov_deg": ("refocused", "hfov_deg"),
    "vfov_deg": ("refocused", "hfov_deg"),
    "zoom_hfov_deg": ("refocused", "hfov_deg"),
    "pan_min_deg": ("re_aimed", "azimuth_deg"),
    "pan_max_deg": ("re_aimed", "azimuth_deg"),
    "tilt_min_deg": ("re_aimed", "tilt_deg"),
    "tilt_max_deg": ("re_aimed", "tilt_deg"),
}
"""Of each measured field the change that it stands for, and the tolerance by which it is held."""

EXACT = {
    "image_width_px": "replaced",
    "image_height_px": "replaced",
    "focal_length_mm": "replaced",
    "sensor_width_mm": "replaced",
    "range_m": "refitted",
    "ir_range_m": "refitted",
}
"""Of each number that is on a sheet or declared the change that any other value stands for."""

PRESET = "preset:"
"""Starts the field of a change of a preset."""

_OF_LENS = ("image_width_px", "image_height_px", "focal_length_mm", "sensor_width_mm")
_OPTICS = ("hfov_deg", "focal_length_mm", "sensor_width_mm")
_PAN = ("pan_min_deg", "pan_max_deg")
_AROUND = ("azimuth_deg", "roll_deg", *_PAN)
_FULL_TURN_DEG = 360.0
_ASKED_OF_PRESETS = ("azimuth_deg", "tilt_deg", "hfov_deg")


@dataclass(frozen=True, slots=True)
class Aimed:
    """One preset: its angles, None where the plan does not give one [degrees]."""

    name: str
    azimuth_deg: float | None
    tilt_deg: float | None
    hfov_deg: float | None

    def __str__(self) -> str:
        told = [getattr(self, name) for name in _ASKED_OF_PRESETS]
        return " / ".join("-" if value is None else number_text(value) for value in told)


def apart(name: str, first: float, second: float) -> float:
    """Return how far two values of a field lie apart, in azimuth the shorter way round.

    Parameters
    ----------
    name : str
    first, second : float
    """
    difference = abs(second - first)
    if name not in _AROUND:
        return difference
    turned = difference % _FULL_TURN_DEG
    # A pan of the whole circle is not the same as none.
    if name in _PAN and turned == 0.0:
        return difference
    return min(turned, _FULL_TURN_DEG - turned)


def measured(camera: Camera, name: str) -> float | None:
    """Return a measured field as its scene gives it; None where it does not, or where it was assumed.

    Parameters
    ----------
    camera : siting.model.Camera
    name : str
        One of `MEASURED`.
    """
    if name in ("hfov_deg", "vfov_deg"):
        if camera.lens is None or any(each in camera.assumed for each in _OPTICS):
            return None
        optics = resolve(camera.lens)
        if name == "hfov_deg":
            return optics.hfov_deg
        return optics.vfov_deg if shape_is_told(camera.lens) else None
    value = _pan_of(camera).get(name, getattr(camera, name))
    return None if value is None or name in camera.assumed else float(value)


def _pan_of(camera: Camera) -> dict[str, float]:
    """Return the ends of a pan so that the same pan has the same: from half a turn left on, and clockwise."""
    first, last = camera.pan_min_deg, camera.pan_max_deg
    if first is None or last is None:
        return {}
    width = last - first if last >= first else last - first + _FULL_TURN_DEG
    half = _FULL_TURN_DEG / 2.0
    start = 0.0 if width >= _FULL_TURN_DEG else half - (half - first) % _FULL_TURN_DEG
    return dict(zip(_PAN, (start, start + min(width, _FULL_TURN_DEG)), strict=True))


def is_asked(plan: Camera, built: Camera, name: str) -> bool:
    """Return whether a measured field is told by itself, and not as a consequence of others.

    A vertical angle that follows from the shape of the image is no second change of the lens.

    Parameters
    ----------
    plan, built : siting.model.Camera
    name : str
    """
    lenses = [each.lens for each in (plan, built)]
    return name != "vfov_deg" or any(lens is not None and lens.vfov_deg is not None for lens in lenses)


def exact(camera: Camera, name: str) -> float | None:
    """Return a number of a sheet as its scene gives it; None where it does not, or where it was assumed.

    Parameters
    ----------
    camera : siting.model.Camera
    name : str
        One of `EXACT`.
    """
    value = getattr(camera.lens if name in _OF_LENS else camera, name, None)
    return None if value is None or name in camera.assumed else float(value)


def are_told_by_angle(plan: Camera, built: Camera, name: str) -> bool:
    """Return whether the angle of view tells what a focal length and a sensor do: it is not on a sheet.

    Parameters
    ----------
    plan, built : siting.model.Camera
    name : str
    """
    lenses = [each.lens for each in (plan, built)]
    has_sheet = [lens is not None and lens.hfov_deg is not None for lens in lenses]
    return name in ("focal_length_mm", "sensor_width_mm") and not all(has_sheet)


def presets_of(presets: pd.DataFrame) -> dict[str, dict[str, Aimed]]:
    """Return the presets of each camera by their names.

    Parameters
    ----------
    presets : pandas.DataFrame
        Layer of a scene.
    """
    made: dict[str, dict[str, Aimed]] = {}
    for row in records(presets):
        angles = {name: _number(row[name]) for name in _ASKED_OF_PRESETS}
        aimed = Aimed(text_of(row["name"]), **angles)
        made.setdefault(text_of(row["camera_id"]), {}).setdefault(aimed.name, aimed)
    return made


def turned(plan: Aimed, built: Aimed) -> Iterator[tuple[str, str, float | None]]:
    """Yield of each angle that a preset's plan gives its field, its change, and how far the built one is off.

    The last is None where what was built does not give it.

    Parameters
    ----------
    plan, built : Aimed
    """
    for name in _ASKED_OF_PRESETS:
        first, second = getattr(plan, name), getattr(built, name)
        if first is not None:
            yield name, MEASURED[name][0], None if second is None else apart(name, first, second)


def _number(value: Any) -> float | None:
    return None if value is None or math.isnan(value) else float(value)
