"""How far a view reaches whose camera may be shifted and turned: in plan, which walls, how sharply.

With v = p - c to a point p and the angle theta of v off the axis, the depth of p along any axis within alpha
of it, from any place within r, is between

    |v| cos(theta + alpha) - r   and   |v| cos(max(theta - alpha, 0)) + r

The first is concave in v, so that its least value over a polygon is at a corner.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage.footprint import reach_in_plan

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.coverage.beams import Beam
    from siting.coverage.wall_pieces import Pieces
    from siting.tolerance import Tolerance

# Beyond this a pyramid is taken as all round [radians].
_WIDEST_RAD = math.radians(85.0)
# Chords of a buffered point lie inside its arcs by less than this.
_OUTER_RATIO = 1.01
_ROUNDING_M = 1e-6


def axes_of(beam: Beam) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the optical axis, the image's right and its upward direction (east, north, up)."""
    sin_t, cos_t, azimuth, sin_r, cos_r = (float(beam.view[k]) for k in (1, 2, 3, 8, 9))
    sin_a, cos_a = math.sin(azimuth), math.cos(azimuth)
    axis = np.array([cos_t * sin_a, cos_t * cos_a, -sin_t])
    aside = np.array([cos_a, -sin_a, 0.0])
    up = np.array([sin_t * sin_a, sin_t * cos_a, cos_t])
    # Rolled: the image's right side goes down.
    return axis, cos_r * aside - sin_r * up, cos_r * up + sin_r * aside


def corner_rad(beam: Beam) -> float:
    """Return the angle of a corner of the image off the axis [radians]."""
    return math.atan(math.hypot(float(beam.view[4]), float(beam.view[5])))


def hull(here: tuple[float, float], beam: Beam, tolerance: Tolerance, *, floor_px_per_m: float) -> Any:
    """Return what holds everything that a view within the tolerance reaches in plan, convex.

    A pyramid is wider by asin(sin(alpha) sqrt(1 + t^2)) on each side, t the tangent of its other half angle:
    at a corner an angle alpha about the axis of the other side appears so much larger.

    Parameters
    ----------
    here : tuple of float
        Position of the camera [m].
    beam : siting.coverage.beams.Beam
    tolerance : siting.tolerance.Tolerance
    floor_px_per_m : float
        What is less dense does not count [px/m].
    """
    reach = beam.f_px / floor_px_per_m
    foot = shapely.Point(here)
    if beam.is_slant:
        return foot.buffer((reach + tolerance.reach_m) * _OUTER_RATIO)
    view, alpha = beam.view.copy(), math.radians(tolerance.aim_deg)
    tangents = view[4:6].copy()
    for k in (0, 1):
        wider = math.asin(min(math.sin(alpha) * math.hypot(1.0, float(tangents[1 - k])), 1.0))
        half = math.atan(float(tangents[k])) + wider
        if half > _WIDEST_RAD:
            # As wide as the sky: all that is as near as the farthest corner of the image.
            corner = reach * math.sqrt(1.0 + float(tangents @ tangents))
            return foot.buffer((corner + tolerance.reach_m) * _OUTER_RATIO)
        view[4 + k] = math.tan(half)
    longest = reach * math.sqrt(1.0 + float(tangents @ tangents))
    view[7] = reach + 2.0 * math.sin(alpha / 2.0) * longest
    corners: Any = shapely.convex_hull(shapely.multipoints(reach_in_plan(view) + here))
    return corners.buffer(tolerance.reach_m * _OUTER_RATIO + _ROUNDING_M)


def may_face(beam: Beam, pieces: Pieces, tolerance: Tolerance) -> NDArray[np.bool_]:
    """Return which walls an image may show from somewhere in front of them, (n,).

    A wall is seen against its outward normal n. Where all directions of the image, each turned by alpha at
    most, go with n, no place in front of the wall sees it. Of all directions of an image a corner's is the
    farthest off.

    Parameters
    ----------
    beam : siting.coverage.beams.Beam
    pieces : siting.coverage.wall_pieces.Pieces
    tolerance : siting.tolerance.Tolerance
    """
    tan_h, tan_v = float(beam.view[4]), float(beam.view[5])
    if not (math.isfinite(tan_h) and math.isfinite(tan_v)):
        return np.ones(len(pieces.length_m), bool)
    axis, right, up = axes_of(beam)
    corners = np.array([axis + h * tan_h * right + v * tan_v * up for h in (-1, 1) for v in (-1, 1)])
    corners /= np.linalg.norm(corners, axis=1)[:, None]
    farthest = np.arccos(np.clip(pieces.outward @ corners[:, :2].T, -1.0, 1.0)).max(axis=1)
    faced: NDArray[np.bool_] = farthest + math.radians(tolerance.aim_deg) >= math.pi / 2.0
    return faced


def is_within_slant(
    beam: Beam, pieces: Pieces, tolerance: Tolerance, floor_px_per_m: float
) -> NDArray[np.bool_]:
    """Return which pieces a view whose density is over slant distance may reach, (n,); of others all.

    Parameters
    ----------
    beam, pieces, tolerance
        As in `may_face`.
    floor_px_per_m : float
        What is less dense does not count [px/m].
    """
    if not beam.is_slant:
        return np.ones(len(pieces.length_m), bool)
    near: NDArray[np.bool_] = pieces.spans_m()[0] <= beam.f_px / floor_px_per_m + tolerance.reach_m
    return near


def highest_px_per_m(beam: Beam, away: NDArray[np.float64], nearest_m: float, tolerance: Tolerance) -> float:
    """Return the highest density that any place and aim may have of a polygon, infinite for no bound [px/m].

    Parameters
    ----------
    beam : siting.coverage.beams.Beam
    away : float array (n, 3)
        Its corners about the camera: east, north, up [m].
    nearest_m : float
        Its distance [m].
    tolerance : siting.tolerance.Tolerance
    """
    if beam.is_slant:
        least = nearest_m - tolerance.reach_m
    else:
        along, across = _along_and_across(beam, away)
        alpha = math.radians(tolerance.aim_deg)
        least = float((along * math.cos(alpha) - across * math.sin(alpha)).min()) - tolerance.reach_m
    return beam.f_px / least if least > 0.0 else math.inf


def lowest_px_per_m(beam: Beam, away: NDArray[np.float64], nearest_m: float, tolerance: Tolerance) -> float:
    """Return a density that every place and aim has somewhere on a polygon in its view, or better [px/m].

    Parameters
    ----------
    beam, away, nearest_m, tolerance
        As in `highest_px_per_m`.
    """
    if beam.is_slant:
        return beam.f_px / (nearest_m + tolerance.reach_m)
    along, across = _along_and_across(beam, away)
    alpha = math.radians(tolerance.aim_deg)
    turned = along * math.cos(alpha) + across * math.sin(alpha)
    is_near_axis = np.arctan2(across, along) <= alpha
    deepest = np.where(is_near_axis, np.hypot(along, across), turned)
    # The nearest point need not be a corner; it is no deeper than it is far.
    return beam.f_px / (min(float(deepest.min()), nearest_m) + tolerance.reach_m)


def _along_and_across(
    beam: Beam, away: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    axis = axes_of(beam)[0]
    along = away @ axis
    return along, np.sqrt(np.maximum((away * away).sum(axis=1) - along * along, 0.0))
