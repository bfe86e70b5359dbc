"""Tolerances: by how much cameras and buildings of a plan may differ from what is drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np

from siting.errors import Fault, InputError, UsageError
from siting.fields import LAYERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from siting.model import Camera, Scene

_FIELD_OF = {
    "position_m": "position_tolerance_m",
    "aim_deg": "aim_tolerance_deg",
    "height_m": "height_tolerance_m",
    "building_height_m": "height_tolerance_m",
}
CAMERA_FIELDS = ("position_tolerance_m", "aim_tolerance_deg", "height_tolerance_m")
"""Fields of a camera that hold tolerances of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """By how much things may be off; what is 0 is exact.

    Parameters
    ----------
    position_m : float
        A camera stands anywhere within this of its place in plan, but in no building [m].
    aim_deg : float
        It is turned by at most this angle, about any axis: azimuth, tilt and roll together [degrees].
    height_m : float
        It hangs at most this much higher or lower [m].
    building_height_m : float
        A building is at most this much higher or lower, its storeys stretched with it [m].

    Raises
    ------
    InputError
        When a value is outside its limits.

    Examples
    --------
    >>> Tolerance(position_m=0.5, aim_deg=2.0).aim_deg
    2.0
    """

    position_m: float = 0.0
    aim_deg: float = 0.0
    height_m: float = 0.0
    building_height_m: float = 0.0

    def __post_init__(self) -> None:
        faults = []
        for name in QUANTITIES:
            value = getattr(self, name)
            layer = "buildings" if name == "building_height_m" else "cameras"
            limits = LAYERS[layer].field(_FIELD_OF[name])
            is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
            # Also refuses NaN, which is in no order.
            if not (is_number and 0.0 <= value <= (limits.maximum or math.inf)):
                faults.append(Fault("tolerance", name, repr(value), limits.allowed(), "Give such a number."))
        if faults:
            raise InputError(faults)

    @property
    def reach_m(self) -> float:
        """Return how far in space a camera may be from its place [m]."""
        return math.hypot(self.position_m, self.height_m)

    def only(self, name: str, share: float = 1.0) -> Tolerance:
        """Return a share of one of the tolerances, everything else exact.

        >>> Tolerance(position_m=0.5, aim_deg=2.0).only("aim_deg", 0.25)
        Tolerance(position_m=0.0, aim_deg=0.5, height_m=0.0, building_height_m=0.0)
        """
        return Tolerance(**{name: share * getattr(self, name)})

    def times(self, share: float) -> Tolerance:
        """Return a share of all tolerances."""
        return Tolerance(**{name: share * getattr(self, name) for name in QUANTITIES})

    def of(self, camera: Camera) -> Tolerance:
        """Return the tolerances of one camera: its own where the plan gives them, else these."""
        told = {name: getattr(camera, _FIELD_OF[name]) for name in QUANTITIES if name != "building_height_m"}
        return replace(self, **{name: value for name, value in told.items() if value is not None})


QUANTITIES = tuple(field.name for field in fields(Tolerance))
"""Names of the tolerances."""


def building_tolerances_m(scene: Scene, default_m: float) -> NDArray[np.float64]:
    """Return the tolerance of the height of each building of a scene, (n,) [m].

    Parameters
    ----------
    scene : siting.model.Scene
    default_m : float
        Where the plan gives none [m].
    """
    told = scene.buildings["height_tolerance_m"].to_numpy(float, na_value=np.nan)
    return np.where(np.isnan(told), default_m, told)


def is_told(scene: Scene) -> bool:
    """Return whether a scene gives any tolerance of its own above 0.

    Parameters
    ----------
    scene : siting.model.Scene
    """
    of_cameras = any(getattr(camera, name) for camera in scene.cameras for name in CAMERA_FIELDS)
    return of_cameras or bool((building_tolerances_m(scene, 0.0) > 0.0).any())


def tolerance_of(told: Tolerance | Mapping[str, object] | None) -> Tolerance | None:
    """Return tolerances as given, or made of names and numbers, or texts of numbers.

    Parameters
    ----------
    told : Tolerance, mapping of str to object, or None
        Names are those of `QUANTITIES`.

    Raises
    ------
    UsageError
        When a name is none of them, or a value is no number.
    InputError
        When a value is outside its limits.

    Examples
    --------
    >>> tolerance_of({"position_m": "0.5"}).position_m
    0.5
    """
    if told is None or isinstance(told, Tolerance):
        return told
    faults, values = [], {}
    for name, raw in told.items():
        if name not in QUANTITIES:
            faults.append(f"tolerance: found {name!r}; allowed {', '.join(QUANTITIES)}")
            continue
        try:
            values[name] = float(str(raw))
        except ValueError:
            faults.append(f"tolerance {name}: found {raw!r}; allowed a number of at least 0")
    if faults:
        raise UsageError("\n".join(faults))
    return Tolerance(**values)
