"""Circles of one slant distance and curves of one elevation, drawn by chords that say what they miss.

On the plane a circle keeps inside (coverage is never overstated); on a wall it keeps outside (no
window is ever missed). Either way by at most `SAGITTA_M`.

side view of a wall               z = height + tan(elevation) hypot(apart, u - foot)
                                      elevation > 0   \\          /
camera +----- apart -----+ foot                        \\__    __/
                                   ---------------------- -- ---------- height
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage._view_kernels import disc
from siting.coverage.footprint import SAGITTA_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALL_UP_DEG = 89.99
"""An elevation beyond this is no limit [degrees]."""


def leg_m(slant_m: float, apart_m: float) -> float:
    """Return the other leg of a right triangle, 0 when there is none [m].

    >>> leg_m(5.0, 3.0)
    4.0
    """
    return math.sqrt(max(slant_m * slant_m - apart_m * apart_m, 0.0))


def inside(radius_m: float) -> NDArray[np.float64]:
    """Return a polygon inside a circle at the origin, off it by at most the sagitta, (n, 2) [m]."""
    inscribed: NDArray[np.float64] = disc(radius_m, SAGITTA_M)
    return inscribed


def around(radius_m: float) -> NDArray[np.float64]:
    """Return a polygon about a circle at the origin, off it by at most the sagitta, (n, 2) [m]."""
    # A little less than the sagitta for the chords: out here they lie farther off, by 1 / cos.
    inscribed: NDArray[np.float64] = disc(radius_m, 0.9 * SAGITTA_M)
    return inscribed / math.cos(math.pi / len(inscribed))


def elevation_band(
    foot_u: float,
    apart_m: float,
    height_m: float,
    *,
    limits_deg: tuple[float, float],
    frame: tuple[float, float, float, float],
) -> Any:
    """Return the part of a wall between two elevations, outside of its true limits by at most the sagitta.

    Parameters
    ----------
    foot_u : float
        Where along the wall the camera's foot lies [m].
    apart_m, height_m : float
        Distance of the wall's plane, height of the camera [m].
    limits_deg : tuple of float
        Lower and upper elevation above the horizon [degrees].
    frame : tuple of float
        u and z of the lower left, then of the upper right corner of the part asked for [m].
    """
    west, low, east, high = frame
    bottom = _limit(foot_u, apart_m, height_m, limits_deg[0], frame, sign=-1.0)
    top = _limit(foot_u, apart_m, height_m, limits_deg[1], frame, sign=1.0)
    area: Any = shapely.box(west, low, east, high)
    for curve, base in ((top, low), (bottom, high)):
        if curve is not None:
            away = min(base, curve[:, 1].min()) - 1.0 if base == low else max(base, curve[:, 1].max()) + 1.0
            half = shapely.Polygon(np.vstack([curve, [[east, away], [west, away]]]))
            area = shapely.intersection(area, half)
    return area


def _limit(
    foot_u: float,
    apart_m: float,
    height_m: float,
    elevation_deg: float,
    frame: tuple[float, float, float, float],
    *,
    sign: float,
) -> NDArray[np.float64] | None:
    """Return one elevation as chords on its outer side (`sign` up or down), None for no limit."""
    if abs(elevation_deg) >= ALL_UP_DEG and sign * elevation_deg > 0.0:
        return None
    slope = math.tan(math.radians(max(-ALL_UP_DEG, min(ALL_UP_DEG, elevation_deg))))
    # With u = foot + apart sinh(w) a chord over a step d of w is off by |slope| apart (cosh(d / 2) - 1) at
    # most, which for d up to 1 is less than |slope| apart d2 / 7.
    ends = np.arcsinh((np.array([frame[0], frame[2]]) - foot_u) / apart_m)
    step = min(1.0, math.sqrt(7.0 * SAGITTA_M / max(abs(slope) * apart_m, SAGITTA_M)))
    w = np.linspace(ends[0], ends[1], max(2, math.ceil((ends[1] - ends[0]) / step) + 1))
    u = foot_u + apart_m * np.sinh(w)
    u[0], u[-1] = frame[0], frame[2]
    z = height_m + slope * np.hypot(apart_m, u - foot_u)
    # Chords lie above a curve that opens upwards: inside of a lower limit, outside of an upper one.
    inside = sign * slope < 0.0
    return np.column_stack([u, z + sign * SAGITTA_M if inside else z])
