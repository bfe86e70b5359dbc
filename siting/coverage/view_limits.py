"""Bounds on a view whose camera may be shifted and turned: what any place and aim may show, what all do.

Let the camera be at c' = c + k, |k| at most r, turned by a rotation of at most the angle alpha about any
axis, and let v = p - c and v' = p - c' point to p. A turn moves no direction by more than alpha. So for a
limit of the view with unit normal m inwards

    seen at all:    m . v' >= -sin(alpha) |v'|   hence   m . v >= -(h(m) + sin(alpha) (|v| + r))
    seen by all:    m . v' >=  sin(alpha) |v'|   if      m . v >=   h(m) + sin(alpha) (|v| + r)

with h(m) the most that m . k can be. On a piece of wall |v| is taken at its farthest corner, so that all
limits are straight lines on it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from siting.coverage._view_kernels import clip_half_plane
from siting.coverage.beams import EVERYWHERE_DEG
from siting.coverage.footprint import SAGITTA_M
from siting.coverage.optics import FLOOR_PX_PER_M
from siting.coverage.reach_bounds import axes_of, corner_rad

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.coverage.beams import Beam
    from siting.coverage.leeway import Leeway
    from siting.coverage.wall_pieces import Pieces
    from siting.tolerance import Tolerance

_UPRIGHT_DEG = 90.0
# A circle of places is drawn by chords about it that are off by less.
_AROUND_RATIO = 1.01


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
    axis = axes_of(beam)[0]
    if not beam.is_slant:
        # |a' - a| is at most 2 sin(alpha / 2).
        slack = reach + 2.0 * math.sin(alpha / 2.0) * far
        rows.append(_on_walls(pieces, -axis, height, beam.f_px / floor_px_per_m - sign * slack))
    if not of_all and math.isfinite(beam.view[4]) and math.isfinite(beam.view[5]):
        # Whatever is in the image lies within the angle of a corner off the axis.
        behind = max(-math.cos(corner_rad(beam) + alpha), 0.0)
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
        before_m = pieces.before_m()
        # Only from in front is a wall seen.
        for k in np.flatnonzero(np.abs(before_m) < leeway.radius_m * _AROUND_RATIO).tolist():
            before = clip_half_plane(
                leeway.offsets_m, pieces.outward[k, 0], pieces.outward[k, 1], before_m[k]
            )
            self._of[k] = before if len(before) else np.zeros((1, 2))

    def by(self, normal: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how far a limit of that normal is shifted, (n,) [m]."""
        rise = self._rise_m * abs(float(normal[2]))
        plan = self._sign * normal[:2]
        out = np.full(self._count, float((self._everywhere @ plan).max()) + rise)
        for k, offsets in self._of.items():
            out[k] = float((offsets @ plan).max()) + rise
        return out


def _on_walls(
    pieces: Pieces, normal: NDArray[np.float64], height_m: float, constant: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return normal . v + constant >= 0 as rows a, b, c on each piece."""
    out = np.empty((len(pieces.length_m), 3))
    out[:, 0] = pieces.along @ normal[:2]
    out[:, 1] = normal[2]
    out[:, 2] = pieces.corner @ normal[:2] - normal[2] * height_m + constant
    return out


def _side_normals(beam: Beam) -> list[NDArray[np.float64]]:
    """Return the inward unit normals of the sides of a view."""
    tan_h, tan_v = float(beam.view[4]), float(beam.view[5])
    axis, right, up = axes_of(beam)
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
