"""What a turning camera can reach: every direction that pan and tilt bring into its widest image.

The bound, and why no window is missed. Let the image be h wide and v high at the widest zoom, pan run
from p0 to p1 and tilt from t0 to t1.

- Azimuths from p0 to p1: panned straight at a point, the camera needs only the right tilt. The lowest
  tilt shows elevations up to the top edge of the image, of which a corner or the middle is highest; the
  highest tilt shows down to its bottom edge.
- Beyond the ends of the pan a point ahead is seen best by a camera that stands at the end. Its image is a
  pyramid for every tilt; they are taken at steps of at most 10 degrees, each so much wider,
  1 / cos(half a step), that all tilts between lie inside.
- Along the edge of an image the corner may reach farther than the middle: where a head cannot look at the
  horizon, and where it looks past straight down (or up). While the camera pans, the corner sweeps a span of
  azimuths to either side; there all counts up to the elevation of the corner. Elsewhere beyond the pan the
  camera at the end sees farthest.
- Density: a point that stands anywhere in the image, at the narrowest zoom, has depth =
  slant distance x cos(angle off the axis), at least that of a corner. So f_px / cos(corner) over slant
  distance is the highest density it can have at any zoom: a wider zoom has a farther corner but loses
  more by its focal length.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from siting.coverage.beams import EVERYWHERE_DEG, Beam, wedges

if TYPE_CHECKING:
    from siting.coverage.optics import Optics
    from siting.model import Camera

# Azimuths, None for all round, and elevations [degrees].
_Span = tuple[tuple[float, float] | None, tuple[float, float]]

_STEP_DEG = 10.0
_FULL_TURN_DEG = 360.0
_UPRIGHT_DEG = 90.0
TILT_ASSUMED, PAN_ASSUMED, ZOOM_ASSUMED = "tilt_limits_assumed", "pan_limits_assumed", "zoom_assumed"
"""Flags of a turning camera: limits that the plan does not give."""


@dataclass(frozen=True)
class Turn:
    """How far a camera turns.

    Parameters
    ----------
    pan_deg : tuple of float or None
        Ends of the pan, clockwise from grid north; None for all round [degrees].
    tilt_deg : tuple of float
        Ends of the tilt below the horizon [degrees].
    assumed : frozenset of str
        Flags of what the plan does not give.
    """

    pan_deg: tuple[float, float] | None
    tilt_deg: tuple[float, float]
    assumed: frozenset[str]


def turn_of(camera: Camera, azimuth_grid_deg: float) -> Turn:
    """Return how far a camera turns; limits that are missing do not limit.

    `pan_min_deg` and `pan_max_deg` count clockwise from the home aim `azimuth_deg`; without that aim
    they say nothing. Where the first exceeds the second, the pan passes the aim's back.

    Parameters
    ----------
    camera : siting.model.Camera
    azimuth_grid_deg : float
        Of its home aim, NaN for none [degrees].
    """
    assumed = set()
    first, last = camera.pan_min_deg, camera.pan_max_deg
    pan = None
    if first is None or last is None or math.isnan(azimuth_grid_deg):
        assumed.add(PAN_ASSUMED)
    else:
        width = last - first if last >= first else last - first + _FULL_TURN_DEG
        if width < _FULL_TURN_DEG:
            pan = (azimuth_grid_deg + first, azimuth_grid_deg + first + width)
    low, high = camera.tilt_min_deg, camera.tilt_max_deg
    if low is None or high is None:
        assumed.add(TILT_ASSUMED)
    low, high = -_UPRIGHT_DEG if low is None else low, _UPRIGHT_DEG if high is None else high
    if camera.zoom_hfov_deg is None:
        assumed.add(ZOOM_ASSUMED)
    return Turn(pan, (min(low, high), max(low, high)), frozenset(assumed))


def best_f_px(wide: Optics, tele: Optics) -> float:
    """Return the focal length that over slant distance gives the highest density that a point can have [px].

    Parameters
    ----------
    wide, tele : Optics
        At the widest and at the narrowest zoom.
    """
    best = []
    for lens in (wide, tele):
        tan_h, tan_v = _tangents(lens)
        corner = math.sqrt(1.0 + tan_h * tan_h + tan_v * tan_v) if lens.projection == "rectilinear" else 1.0
        best.append(lens.f_px * corner)
    return max(best)


def turning_beams(
    camera: Camera, turn: Turn, *, wide: Optics, f_px: float, height_m: float
) -> tuple[Beam, ...]:
    """Return the beams of all that a camera can reach by pan, tilt and zoom.

    Parameters
    ----------
    camera : siting.model.Camera
        Its roll and range count.
    turn : Turn
    wide : Optics
        At the widest zoom, both angles below 180 degrees.
    f_px : float
        From `best_f_px`.
    height_m : float
        Above ground [m].
    """
    tan_h, tan_v = _upright_image(wide, camera.roll_deg)
    # What a tilt from the horizon down shows is sure: every head turns that far.
    sure = _elevations((max(turn.tilt_deg[0], 0.0), turn.tilt_deg[1]), tan_h, tan_v)
    whole = _elevations(turn.tilt_deg, tan_h, tan_v)
    is_unsure = TILT_ASSUMED in turn.assumed and sure[1] < whole[1]
    spans = [(turn.pan_deg, whole)]
    if turn.pan_deg is not None:
        spans = [(turn.pan_deg, _elevations(turn.tilt_deg, 0.0, tan_v)), *_swept(turn, tan_h, tan_v)]
    made = [
        beam
        for azimuths, limits in spans
        for beam in wedges(
            f_px,
            height_m=height_m,
            azimuths_deg=azimuths,
            range_m=camera.range_m,
            elevations_deg=limits,
            sure_deg=sure if is_unsure else limits,
            unsure=TILT_ASSUMED if is_unsure else "",
        )
    ]
    if turn.pan_deg is not None:
        low, high = turn.tilt_deg
        count = math.ceil((high - low) / _STEP_DEG) + 1
        step = math.radians((high - low) / max(count - 1, 1))
        shape = (tan_h / math.cos(step / 2.0), max(tan_v, math.tan(step / 2.0)))
        for azimuth in turn.pan_deg:
            for tilt in np.linspace(low, high, count):
                made.append(_end_beam(made[0], azimuth, float(tilt), shape))
    return tuple(made)


def _swept(turn: Turn, tan_h: float, tan_v: float) -> list[_Span]:
    """Return azimuths and elevations that only the corners of the image sweep while the camera pans."""
    if turn.pan_deg is None:
        return []
    spans: list[_Span] = []
    # The lower edge is an upper edge upside down.
    for tilt, sign in ((turn.tilt_deg[0], 1.0), (-turn.tilt_deg[1], -1.0)):
        ahead, rise = _middle_of_top_edge(tilt, tan_v)
        middle = math.degrees(math.atan2(rise, ahead))
        corner = math.degrees(math.atan2(rise, math.hypot(ahead, tan_h)))
        # Past the vertical the corner is what lies farthest off it, on the other side.
        limits = (middle, corner) if ahead > 0.0 else (corner, _UPRIGHT_DEG)
        if limits[1] > limits[0]:
            aside = math.degrees(math.atan2(tan_h, ahead))
            low, high = sorted(sign * limit for limit in limits)
            spans += [
                ((turn.pan_deg[0] + side, turn.pan_deg[1] + side), (low, high)) for side in (aside, -aside)
            ]
    return spans


def _end_beam(wedge: Beam, azimuth_deg: float, tilt_deg: float, shape: tuple[float, float]) -> Beam:
    """Return the pyramid of a camera at one end of its pan, `shape` the tangents of its half angles."""
    view = wedge.view.copy()
    tilt = math.radians(tilt_deg)
    view[1:6] = (math.sin(tilt), math.cos(tilt), math.radians(azimuth_deg), *shape)
    sure = (math.inf, -math.inf) if wedge.unsure else EVERYWHERE_DEG
    return replace(wedge, view=view, elevations_deg=EVERYWHERE_DEG, sure_deg=sure)


def _tangents(lens: Optics) -> tuple[float, float]:
    return math.tan(math.radians(lens.hfov_deg) / 2.0), math.tan(math.radians(lens.vfov_deg) / 2.0)


def _upright_image(wide: Optics, roll_deg: float) -> tuple[float, float]:
    """Return the tangents of the upright image that holds the rolled one."""
    tan_h, tan_v = _tangents(wide)
    cos_r, sin_r = abs(math.cos(math.radians(roll_deg))), abs(math.sin(math.radians(roll_deg)))
    return cos_r * tan_h + sin_r * tan_v, cos_r * tan_v + sin_r * tan_h


def _elevations(tilt_deg: tuple[float, float], tan_h: float, tan_v: float) -> tuple[float, float]:
    """Return the lowest and highest elevation that images between two tilts show [degrees]."""
    high = _top_edge_deg(tilt_deg[0], tan_h, tan_v)
    # Seen upside down the bottom edge is a top edge.
    return -_top_edge_deg(-tilt_deg[1], tan_h, tan_v), high


def _top_edge_deg(tilt_deg: float, tan_h: float, tan_v: float) -> float:
    """Return the highest elevation along the top edge of an image [degrees]."""
    ahead, rise = _middle_of_top_edge(tilt_deg, tan_v)
    if ahead <= 0.0:
        return _UPRIGHT_DEG
    return max(math.degrees(math.atan2(rise, math.hypot(ahead, side))) for side in (0.0, tan_h))


def _middle_of_top_edge(tilt_deg: float, tan_v: float) -> tuple[float, float]:
    """Return how far ahead and up the middle of an image's top edge lies, at a depth of 1."""
    sin_t, cos_t = math.sin(math.radians(tilt_deg)), math.cos(math.radians(tilt_deg))
    return cos_t + tan_v * sin_t, tan_v * cos_t - sin_t
