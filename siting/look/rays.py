"""Angles in a vertical plane: between which a view sees there, and where a ray first meets something.

          up                 angle_deg counts from the horizon ahead, up positive:
image edge |  /  angle_deg   90 straight up, -90 straight down, 180 the horizon behind
         \\ | /
----------+----------- ahead
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from siting.coverage.beams import EVERYWHERE_DEG

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from siting.coverage.beams import Beam

# Angles nearer than this are one [radians].
_SAME_RAD = 1e-12
# A ray that runs for less than this inside a solid only touches it [m].
_TOUCH_M = 1e-9
_BESIDE_DEG = 1e-6
_STEP_DEG = 0.5
_TURN_DEG = 360.0


@dataclass(frozen=True, slots=True)
class Hit:
    """What a ray meets first: `kind` is ground, building or obstacle; `id` is empty for the ground.

    `distance_m` counts in plan from the camera, `elevation_m` as heights of the section do.
    """

    kind: str
    id: str
    distance_m: float
    elevation_m: float


def axes_of(
    view: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the unit vectors ahead, to the right and up of an image: east, north, up, each (3,).

    Parameters
    ----------
    view : float array (10,)
        As in `siting.coverage._view_kernels.view_polygon`.
    """
    sin_t, cos_t, azimuth, sin_r, cos_r = view[1], view[2], view[3], view[8], view[9]
    sin_a, cos_a = math.sin(azimuth), math.cos(azimuth)
    ahead = np.array([cos_t * sin_a, cos_t * cos_a, -sin_t])
    level = np.array([cos_a, -sin_a, 0.0])
    upright = np.array([sin_t * sin_a, sin_t * cos_a, cos_t])
    # Rolled clockwise as the camera looks: the image's right side goes down.
    return ahead, cos_r * level - sin_r * upright, cos_r * upright + sin_r * level


def span_in_plane(beam: Beam, azimuth_grid_deg: float) -> tuple[float, float] | None:
    """Return between which angles a beam sees in the vertical plane through its camera; None for nowhere.

    Parameters
    ----------
    beam : siting.coverage.beams.Beam
    azimuth_grid_deg : float
        Into which the plane looks ahead, clockwise from grid north [degrees].

    Returns
    -------
    tuple of float or None
        Ascending; the first above -180, the second at most 180 more than it [degrees].
    """
    turn = math.radians(azimuth_grid_deg)
    along = np.array([math.sin(turn), math.cos(turn), 0.0])
    upward = np.array([0.0, 0.0, 1.0])
    if math.isinf(beam.view[4]):
        return _of_wedge(beam.elevations_deg, ahead=True)
    if math.isinf(beam.view[5]):
        apart = math.remainder(azimuth_grid_deg - math.degrees(beam.view[3]), 360.0)
        half = math.degrees(math.atan(beam.view[4]))
        if abs(apart) <= half:
            return _of_wedge(beam.elevations_deg, ahead=True)
        return _of_wedge(beam.elevations_deg, ahead=False) if 180.0 - abs(apart) <= half else None
    ahead, right, up = axes_of(beam.view)
    tan_h, tan_v = beam.view[4], beam.view[5]
    # The four sides of the pyramid, pointing inwards.
    sides = (tan_h * ahead - right, tan_h * ahead + right, tan_v * ahead - up, tan_v * ahead + up)
    return _common_arc([(float(side @ along), float(side @ upward)) for side in sides])


def _of_wedge(elevations_deg: tuple[float, float], *, ahead: bool) -> tuple[float, float]:
    low, high = (max(elevations_deg[0], EVERYWHERE_DEG[0]), min(elevations_deg[1], EVERYWHERE_DEG[1]))
    return (low, high) if ahead else (180.0 - high, 180.0 - low)


def _common_arc(sides: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    """Return the directions with a cos(angle) + b sin(angle) >= 0 for all (a, b), one arc [degrees]."""
    ends = []
    for a, b in sides:
        middle = math.atan2(b, a)
        ends += [middle - math.pi / 2.0, middle + math.pi / 2.0]
    ends = sorted(math.remainder(end, 2.0 * math.pi) for end in ends)
    kept: list[tuple[float, float]] = []
    for low, high in zip(ends, [*ends[1:], ends[0] + 2.0 * math.pi], strict=True):
        middle = (low + high) / 2.0
        is_seen = all(a * math.cos(middle) + b * math.sin(middle) >= 0.0 for a, b in sides)
        if not is_seen or high - low <= _SAME_RAD:
            continue
        if kept and low - kept[-1][1] <= _SAME_RAD:
            kept[-1] = kept[-1][0], high
        else:
            kept.append((low, high))
    if not kept:
        return None
    first, last = kept[0], kept[-1]
    # An arc over the horizon behind was cut there.
    if len(kept) > 1 and first[0] + 2.0 * math.pi - last[1] <= _SAME_RAD:
        first = last[0], first[1] + 2.0 * math.pi
    return math.degrees(first[0]), math.degrees(first[1])


def first_hit(
    eye_m: float,
    angle_deg: float,
    *,
    boxes: NDArray[np.float64],
    names: Sequence[tuple[str, str]],
    ground: NDArray[np.float64],
    within_m: float = math.inf,
) -> Hit | None:
    """Return what a ray from the camera meets first in a vertical plane, None where nothing.

    Parameters
    ----------
    eye_m : float
        Height of the camera, at distance 0 [m].
    angle_deg : float
        [degrees].
    boxes : float array (n, 4)
        Solids cut by the plane: from and to in plan, base and top [m].
    names : sequence of tuple
        Kind and id of each.
    ground : float array (m, 2)
        Distance and height of the ground, ascending; NaN heights are not met [m].
    within_m : float
        Length of the ray [m].
    """
    turn = math.radians(angle_deg)
    run, rise = math.cos(turn), math.sin(turn)
    best, hit = within_m, None
    enters, leaves = _through_boxes(boxes, eye_m, run, rise)
    for k in np.flatnonzero(leaves - enters > _TOUCH_M).tolist():
        if enters[k] < best:
            best, hit = float(enters[k]), names[k]
    down = _through_ground(ground, eye_m, run, rise)
    if down is not None and down < best:
        best, hit = down, ("ground", "")
    return None if hit is None else Hit(*hit, best * run, eye_m + best * rise)


def _through_boxes(
    boxes: NDArray[np.float64], eye_m: float, run: float, rise: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where along a ray it enters and leaves each box (slabs: Kay and Kajiya 1986) [m]."""
    enters, leaves = np.zeros(len(boxes)), np.full(len(boxes), np.inf)
    for low, high, step, start in (
        (boxes[:, 0], boxes[:, 1], run, 0.0),
        (boxes[:, 2], boxes[:, 3], rise, eye_m),
    ):
        if abs(step) < _SAME_RAD:
            leaves = np.where((low < start) & (start < high), leaves, -np.inf)
            continue
        one, other = (low - start) / step, (high - start) / step
        enters = np.maximum(enters, np.minimum(one, other))
        leaves = np.minimum(leaves, np.maximum(one, other))
    return enters, leaves


def _through_ground(ground: NDArray[np.float64], eye_m: float, run: float, rise: float) -> float | None:
    """Return where along a ray it first meets the ground, None where it does not [m]."""
    begin, end = ground[:-1], ground[1:]
    # Height of the ground's corners over the line of the ray, signed: it is met where the sign changes.
    over = (ground[:, 1] - eye_m) * run - ground[:, 0] * rise
    a, b = over[:-1], over[1:]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = a / (a - b)
        place = begin + share[:, None] * (end - begin)
        far = place[:, 0] * run + (place[:, 1] - eye_m) * rise
        met = (a * b <= 0.0) & (a != b) & (far > _TOUCH_M)
    return float(far[met].min()) if met.any() else None


def seen_fan(
    eye_m: float,
    span_deg: tuple[float, float],
    *,
    boxes: NDArray[np.float64],
    ground: NDArray[np.float64],
    window_m: tuple[float, float],
) -> NDArray[np.float64]:
    """Return the outline of what is seen between two angles in a vertical plane, camera first, (n, 2) [m].

    Parameters
    ----------
    eye_m : float
        Height of the camera, at distance 0 [m].
    span_deg : tuple of float
        [degrees].
    boxes, ground
        As in `first_hit`.
    window_m : tuple of float
        From where behind the camera to where ahead of it what is seen is told; upwards as far [m].
    """
    low, high = span_deg
    corners = boxes[:, [[0, 2], [0, 3], [1, 2], [1, 3]]].reshape(-1, 2)
    turns = np.degrees(np.arctan2(corners[:, 1] - eye_m, corners[:, 0]))
    # Just beside each corner the ray goes past it, or meets it.
    turns = np.concatenate([turns - _BESIDE_DEG, turns + _BESIDE_DEG])
    turns = low + (turns - low) % _TURN_DEG
    steps = np.linspace(low, high, max(2, math.ceil((high - low) / _STEP_DEG)))
    angles = np.unique(np.concatenate([steps, turns[turns < high]]))
    names = [("", "")] * len(boxes)
    places = [(0.0, eye_m)]
    for angle in angles.tolist():
        run, rise = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        ahead = window_m[1] / run if run > _SAME_RAD else math.inf
        behind = window_m[0] / run if run < -_SAME_RAD else math.inf
        end = min(ahead, behind, (window_m[1] - window_m[0]) / max(abs(rise), _SAME_RAD))
        hit = first_hit(eye_m, angle, boxes=boxes, names=names, ground=ground, within_m=end)
        places.append((end * run, eye_m + end * rise) if hit is None else (hit.distance_m, hit.elevation_m))
    return np.array(places)
