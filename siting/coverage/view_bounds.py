"""Bounds on a view whose camera may be shifted and turned: what any place and aim may show, what all do.

Let the camera be at c' = c + k, |k| at most r, turned by a rotation of at most the angle alpha about any
axis, and let v = p - c and v' = p - c' point to p. A turn moves no direction by more than alpha. So for a limit of the
view with unit normal m inwards

    seen at all:    m . v' >= -sin(alpha) |v'|   hence   m . v >= -(h(m) + sin(alpha) (|v| + r))
    seen by all:    m . v' >=  sin(alpha) |v'|   if      m . v >=   h(m) + sin(alpha) (|v| + r)

with h(m) the most that m . k can be. On a piece of wall |v| is taken at its farthest corner, so that all limits are
straight lines on it. Depth along the axis a, off which v lies by the angle theta, is between

    |v| cos(theta + alpha) - r   and   |v| cos(max(theta - alpha, 0)) + r

The first is concave in v, so that its least value over a polygon is at a corner.

      u along the wall, z up          apart: distance of the wall's plane, positive in front of it
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from siting.coverage._ground_kernels import clip_half_plane
from siting.coverage.beams import EVERYWHERE_DEG
from siting.coverage.footprint import SAGITTA_M, reach_in_plan
from siting.coverage.optics import FLOOR_PX_PER_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.coverage.beams import Beam
    from siting.coverage.leeway import Leeway
    from siting.tolerance import Tolerance

_UPRIGHT_DEG = 90.0
# Beyond this a pyramid is taken as all round [radians].
_WIDEST_RAD = math.radians(85.0)
# Chords of a buffered point lie inside its arcs by less than this.
_OUTER_RATIO = 1.01
_ROUNDING_M = 1e-6


class Pieces(NamedTuple):
    """Pieces of walls about a camera: rectangles in (u, z).

    Parameters
    ----------
    corner, along : float array (n, 2)
        First corner about the camera [m], and unit vector along the wall.
    length_m : float array (n,)
    z_m : float array (n, 2)
        Lowest and highest height of what counts as window [m].
    """

    corner: NDArray[np.float64]
    along: NDArray[np.float64]
    length_m: NDArray[np.float64]
    z_m: NDArray[np.float64]

    @property
    def foot_u(self) -> NDArray[np.float64]:
        """Return where along each wall the camera's foot lies [m]."""
        return -np.einsum("ij,ij->i", self.along, self.corner)

    @property
    def apart_m(self) -> NDArray[np.float64]:
        """Return the distance of each wall's plane, positive in front of it [m]."""
        return self.along[:, 0] * self.corner[:, 1] - self.along[:, 1] * self.corner[:, 0]

    def one(self, at: int) -> Pieces:
        """Return one of the pieces."""
        return Pieces(*(array[at : at + 1] for array in self))

    def about_camera(self, shape: Any, height_m: float) -> tuple[NDArray[np.float64], float]:
        """Return the corners of a shape on the one piece about a camera, (n, 3), and its distance [m].

        Parameters
        ----------
        shape : shapely geometry
            In (u, z).
        height_m : float
            Of the camera above ground [m].
        """
        u, z = shapely.get_coordinates(shape).T
        away = np.column_stack([self.corner + u[:, None] * self.along, z - height_m])
        flat = float(shapely.distance(shape, shapely.Point(float(self.foot_u[0]), height_m)))
        return away, math.hypot(flat, float(self.apart_m[0]))

    def spans_m(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the least and the greatest distance in plan of each piece [m]."""
        foot, apart = self.foot_u, self.apart_m
        nearest = np.hypot(np.maximum(np.maximum(-foot, foot - self.length_m), 0.0), apart)
        farthest = np.hypot(np.maximum(np.abs(foot), np.abs(self.length_m - foot)), apart)
        return nearest, farthest


def pieces_of(here: tuple[float, float], ends: NDArray[np.float64], z_m: NDArray[np.float64]) -> Pieces:
    """Return walls as seen from a place.

    Parameters
    ----------
    here : tuple of float
        Position of the camera [m].
    ends : float array (n, 4)
        x, y of both corners, the outside on the right [m].
    z_m : float array (n, 2)
        Lowest and highest height that matters [m].
    """
    run = ends[:, 2:] - ends[:, :2]
    length = np.hypot(run[:, 0], run[:, 1])
    return Pieces(ends[:, :2] - np.array(here), run / np.maximum(length, 1e-12)[:, None], length, z_m)


def limits(
    beam: Beam,
    pieces: Pieces,
    tolerance: Tolerance,
    *,
    leeway: Leeway,
    of_all: bool,
    floor_px_per_m: float = FLOOR_PX_PER_M,
) -> NDArray[np.float64]:
    """Return the limits of a view on pieces of wall as rows a, b, c with a u + b z + c >= 0, (n, k, 3).

    Parameters
    ----------
    beam : siting.coverage.beams.Beam
    pieces : Pieces
    tolerance : siting.tolerance.Tolerance
    leeway : siting.coverage.leeway.Leeway
        Where the camera may stand.
    of_all : bool
        True for what every place and aim within the tolerance shows, False for what any does.
    floor_px_per_m : float
        What is less dense does not count [px/m].
    """
    height, reach = float(beam.view[0]), tolerance.reach_m
    sign = 1.0 if of_all else -1.0
    alpha = math.radians(tolerance.aim_deg)
    rise = np.maximum(np.abs(pieces.z_m[:, 0] - height), np.abs(pieces.z_m[:, 1] - height))
    far = np.hypot(pieces.spans_m()[1], rise) + reach
    held = _Held(pieces, leeway, tolerance.height_m, of_all=of_all)
    rows = [
        _on_walls(pieces, normal, height, -sign * (held.by(normal) + math.sin(alpha) * far))
        for normal in _side_normals(beam)
    ]
    axis = _axes(beam)[0]
    if not beam.is_slant:
        # |a' - a| is at most 2 sin(alpha / 2).
        slack = reach + 2.0 * math.sin(alpha / 2.0) * far
        rows.append(_on_walls(pieces, -axis, height, beam.f_px / floor_px_per_m - sign * slack))
    if not of_all and math.isfinite(beam.view[4]) and math.isfinite(beam.view[5]):
        # Whatever is in the image lies within the angle of a corner off the axis.
        behind = max(-math.cos(_corner_rad(beam) + alpha), 0.0)
        rows.append(_on_walls(pieces, axis, height, held.by(axis) + behind * far))
    rows += _between_elevations(beam, pieces, tolerance, of_all=of_all)
    return np.stack(rows, axis=1) if rows else np.empty((len(pieces.length_m), 0, 3))


class _Held:
    """How far shifting the camera can shift a limit: h of the module's text, for each piece of wall."""

    def __init__(self, pieces: Pieces, leeway: Leeway, rise_m: float, *, of_all: bool) -> None:
        self._count, self._rise_m, self._sign = len(pieces.length_m), rise_m, 1.0 if of_all else -1.0
        self._everywhere = leeway.offsets_m
        self._of: dict[int, NDArray[np.float64]] = {}
        if of_all:
            return
        apart, along = pieces.apart_m, pieces.along
        # Only from in front is a wall seen.
        for k in np.flatnonzero(np.abs(apart) < leeway.radius_m * _OUTER_RATIO).tolist():
            before = clip_half_plane(leeway.offsets_m, along[k, 1], -along[k, 0], float(apart[k]))
            self._of[k] = before if len(before) else np.zeros((1, 2))

    def by(self, normal: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how far a limit of that normal is shifted, (n,) [m]."""
        rise = self._rise_m * abs(float(normal[2]))
        plan = self._sign * normal[:2]
        out = np.full(self._count, float((self._everywhere @ plan).max()) + rise)
        for k, offsets in self._of.items():
            out[k] = float((offsets @ plan).max()) + rise
        return out


def _corner_rad(beam: Beam) -> float:
    """Return the angle of a corner of the image off the axis [radians]."""
    return math.atan(math.hypot(float(beam.view[4]), float(beam.view[5])))


def _on_walls(
    pieces: Pieces, normal: NDArray[np.float64], height_m: float, constant: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return normal . v + constant >= 0 as rows a, b, c on each piece."""
    out = np.empty((len(pieces.length_m), 3))
    out[:, 0] = pieces.along @ normal[:2]
    out[:, 1] = normal[2]
    out[:, 2] = pieces.corner @ normal[:2] - normal[2] * height_m + constant
    return out


def _axes(beam: Beam) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the optical axis, the image's right and its upward direction (east, north, up)."""
    sin_t, cos_t, azimuth, sin_r, cos_r = (float(beam.view[k]) for k in (1, 2, 3, 8, 9))
    sin_a, cos_a = math.sin(azimuth), math.cos(azimuth)
    axis = np.array([cos_t * sin_a, cos_t * cos_a, -sin_t])
    aside = np.array([cos_a, -sin_a, 0.0])
    up = np.array([sin_t * sin_a, sin_t * cos_a, cos_t])
    # Rolled: the image's right side goes down.
    return axis, cos_r * aside - sin_r * up, cos_r * up + sin_r * aside


def _side_normals(beam: Beam) -> list[NDArray[np.float64]]:
    """Return the inward unit normals of the sides of a view."""
    tan_h, tan_v = float(beam.view[4]), float(beam.view[5])
    axis, right, up = _axes(beam)
    normals = []
    for tangent, across in ((tan_h, right), (tan_v, up)):
        if math.isfinite(tan_h) and math.isfinite(tangent):
            for side in (across, -across):
                normals.append((tangent * axis - side) / math.hypot(tangent, 1.0))
    return normals


def _between_elevations(
    beam: Beam, pieces: Pieces, tolerance: Tolerance, *, of_all: bool
) -> list[NDArray[np.float64]]:
    """Return level lines on the walls that stand for the limits of elevation."""
    # What the plan does not tell is not seen by all.
    low, high = beam.sure_deg if of_all and beam.unsure else beam.elevations_deg
    if (low, high) == EVERYWHERE_DEG:
        return []
    height = float(beam.view[0])
    nearest, farthest = pieces.spans_m()
    z = pieces.z_m - height
    apart = np.where((z[:, 0] < 0.0) & (z[:, 1] > 0.0), 0.0, np.abs(z).min(axis=1))
    slant = np.maximum(np.hypot(nearest, apart), 1e-12)
    # From a place off by r the direction of what is |v| away differs by at most asin(r / |v|).
    turn = tolerance.aim_deg + np.degrees(np.arcsin(np.minimum(tolerance.reach_m / slant, 1.0)))
    rows = []
    for limit, side in ((high, 1.0), (-low, -1.0)):
        if limit >= _UPRIGHT_DEG:
            continue
        edge = np.clip(limit - turn if of_all else limit + turn, -_UPRIGHT_DEG, _UPRIGHT_DEG)
        tangent = np.tan(np.radians(np.clip(edge, -89.999, 89.999)))
        wide = nearest if of_all else farthest
        narrow = farthest if of_all else nearest
        top = tangent * np.where(tangent >= 0.0, wide, narrow)
        # The curves of elevation are drawn by chords on the outer side.
        top = np.where(np.abs(edge) >= 89.999, np.sign(edge) * 1e9, top + (0.0 if of_all else SAGITTA_M))
        row = np.zeros((len(top), 3))
        row[:, 1], row[:, 2] = -side, top + side * height
        rows.append(row)
    return rows


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
    corners = shapely.convex_hull(shapely.multipoints(reach_in_plan(view) + here))
    return corners.buffer(tolerance.reach_m * _OUTER_RATIO + _ROUNDING_M)


def meets(limit: NDArray[np.float64], pieces: Pieces) -> NDArray[np.bool_]:
    """Return which pieces no single limit excludes, (n,).

    Parameters
    ----------
    limit : float array (n, k, 3)
        From `limits`.
    pieces : Pieces
    """
    a, b, c = limit[..., 0], limit[..., 1], limit[..., 2]
    best = np.maximum(a * pieces.length_m[:, None], 0.0)
    best = best + np.maximum(b * pieces.z_m[:, :1], b * pieces.z_m[:, 1:]) + c
    kept: NDArray[np.bool_] = (best >= 0.0).all(axis=1)
    return kept


def may_face(
    beam: Beam, pieces: Pieces, tolerance: Tolerance, *, is_turned: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return which walls an image may show from somewhere in front of them, (n,).

    A wall is seen against its outward normal n. Where all directions of the image, each turned by alpha at
    most, go with n, no place in front of the wall sees it. Of the directions of an image a corner is the farthest off.

    Parameters
    ----------
    beam, pieces, tolerance
        As in `limits`.
    is_turned : bool array (n,)
        Pieces whose outside is on the left.
    """
    tan_h, tan_v = float(beam.view[4]), float(beam.view[5])
    if not (math.isfinite(tan_h) and math.isfinite(tan_v)):
        return np.ones(len(pieces.length_m), bool)
    axis, right, up = _axes(beam)
    corners = np.array([axis + h * tan_h * right + v * tan_v * up for h in (-1, 1) for v in (-1, 1)])
    corners /= np.linalg.norm(corners, axis=1)[:, None]
    outward = np.column_stack([pieces.along[:, 1], -pieces.along[:, 0]])
    outward[is_turned] *= -1.0
    farthest = np.arccos(np.clip(outward @ corners[:, :2].T, -1.0, 1.0)).max(axis=1)
    faced: NDArray[np.bool_] = farthest + math.radians(tolerance.aim_deg) >= math.pi / 2.0
    return faced


def is_within_slant(
    beam: Beam, pieces: Pieces, tolerance: Tolerance, floor_px_per_m: float
) -> NDArray[np.bool_]:
    """Return which pieces a view whose density is over slant distance may reach, (n,); of others all.

    Parameters
    ----------
    beam, pieces, tolerance, floor_px_per_m
        As in `limits`.
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
    return beam.f_px / (float(deepest.min()) + tolerance.reach_m)


def _along_and_across(
    beam: Beam, away: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    axis = _axes(beam)[0]
    along = away @ axis
    return along, np.sqrt(np.maximum((away * away).sum(axis=1) - along * along, 0.0))
