"""What a tilt does: where the edges of the image meet the target plane, and how sharp it is there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from siting.coverage.beams import pyramid
from siting.coverage.optics import FLOOR_PX_PER_M, resolve
from siting.errors import UsageError
from siting.look.rays import span_in_plane

if TYPE_CHECKING:
    from siting.model import Lens

_WIDEST_DEG = 179.0


@dataclass(frozen=True, slots=True)
class Tilt:
    """The view of a camera in the vertical plane of its axis, on level ground with nothing in the way.

    Parameters
    ----------
    height_m, target_height_m : float
        Of the camera and of the target plane above ground [m].
    tilt_deg : float
        Below the horizon [degrees].
    upper_deg, lower_deg : float
        Edges of the image above the horizon [degrees].
    near_m, far_m : float
        Between which plan distances it sees the target plane: to its edges, to 12.5 px/m, to `range_m`;
        both NaN where it sees none of it [m].
    axis_m : float
        Where the axis meets the target plane, infinite where it does not [m].
    limit_m : float
        Where the density falls to 12.5 px/m on the target plane, infinite where it nowhere does [m].
    near_px_per_m, far_px_per_m : float
        Density at both ends [px/m].
    range_m : float or None
        The operator's claim of reach in plan [m].
    """

    height_m: float
    target_height_m: float
    tilt_deg: float
    upper_deg: float
    lower_deg: float
    near_m: float
    far_m: float
    axis_m: float
    limit_m: float
    near_px_per_m: float
    far_px_per_m: float
    range_m: float | None = None


def tilt_of(
    lens: Lens,
    *,
    height_m: float,
    tilt_deg: float,
    roll_deg: float = 0.0,
    target_height_m: float = 1.5,
    range_m: float | None = None,
) -> Tilt:
    """Return what a tilt does, from the optics alone.

    Parameters
    ----------
    lens : siting.model.Lens
    height_m : float
        Above ground [m].
    tilt_deg : float
        Below the horizon [degrees].
    roll_deg : float
        Clockwise about the axis of view, as the camera looks [degrees].
    target_height_m : float
        [m].
    range_m : float or None
        [m].

    Raises
    ------
    UsageError
        Where the image is no pyramid: an angle of 179 degrees or more.

    >>> from siting.model import Lens
    >>> seen = tilt_of(Lens(image_width_px=1920, hfov_deg=60.0, vfov_deg=30.0), height_m=6.0, tilt_deg=30.0)
    >>> round(seen.near_m, 2), round(seen.far_m, 2), round(seen.axis_m, 2)
    (4.5, 16.79, 7.79)
    """
    optics = resolve(lens)
    widest = max(optics.hfov_deg, optics.vfov_deg)
    if widest >= _WIDEST_DEG:
        raise UsageError(f"tilt: found an image of {widest:g} degrees; allowed less than {_WIDEST_DEG:g}")
    beam = pyramid(
        optics, height_m=height_m, azimuth_grid_deg=0.0, tilt_deg=tilt_deg, roll_deg=roll_deg, range_m=range_m
    )
    span = span_in_plane(beam, 0.0)
    if span is None:
        raise ValueError("the axis of a view lies within it")
    lower, upper = span
    rise = target_height_m - height_m
    reach = optics.f_px / FLOOR_PX_PER_M

    def px_per_m(distance: float) -> float:
        turn = math.radians(tilt_deg)
        depth = distance * math.cos(turn) - rise * math.sin(turn)
        slant = math.hypot(distance, rise)
        far = slant if beam.is_slant else depth
        return optics.f_px / far if far > 0.0 else math.inf

    limit = _limit_m(rise, tilt_deg, reach, is_slant=beam.is_slant)
    near, far = _between_m(rise, lower, upper)
    far = min([far, limit, *([] if range_m is None else [range_m])])
    if not near < far:
        near = far = math.nan
    return Tilt(
        height_m,
        target_height_m,
        tilt_deg,
        upper,
        lower,
        near,
        far,
        _meets_m(rise, -tilt_deg),
        limit,
        px_per_m(near),
        px_per_m(far),
        range_m,
    )


def _meets_m(rise_m: float, angle_deg: float) -> float:
    """Return where a ray meets a plane so much higher than its start, infinite where it does not [m]."""
    if rise_m * angle_deg <= 0.0 or abs(angle_deg) > 90.0:
        return math.inf
    return rise_m / math.tan(math.radians(angle_deg))


def _between_m(rise_m: float, lower_deg: float, upper_deg: float) -> tuple[float, float]:
    """Return between which distances ahead a plane lies between two angles, NaN where nowhere [m]."""
    if rise_m == 0.0:
        return (0.0, math.inf) if lower_deg < 0.0 < upper_deg else (math.nan, math.nan)
    # Mirrored, so that the plane lies below: the steeper edge meets it nearer.
    low, high = (lower_deg, upper_deg) if rise_m < 0.0 else (-upper_deg, -lower_deg)
    if low >= 0.0 or high <= -180.0:
        return math.nan, math.nan
    drop = abs(rise_m)

    def at(angle: float) -> float:
        if angle >= 0.0:
            return math.inf
        return drop / math.tan(math.radians(-angle)) if abs(angle + 90.0) > 1e-12 else 0.0

    return at(low), at(high)


def _limit_m(rise_m: float, tilt_deg: float, reach_m: float, *, is_slant: bool) -> float:
    """Return where the density falls to its floor on a plane: at a depth, or at a slant distance [m]."""
    if is_slant:
        return math.sqrt(max(reach_m**2 - rise_m**2, 0.0))
    turn = math.radians(tilt_deg)
    if math.cos(turn) <= 1e-12:
        return math.inf if -rise_m * math.sin(turn) < reach_m else 0.0
    return max((reach_m + rise_m * math.sin(turn)) / math.cos(turn), 0.0)
