"""Compiled directions about a camera: edges as segments of square angle and nearness.

Once around the camera is 8, two to each quadrant, and nearness is one over the larger of |x| and |y|.
In each quadrant this is a projective map, so that walls, shadow ends, class limits and chords stay
straight.

    4 ----- 3 ----- 2
    |               |
    5       +       1     square angle 1 looks east, 3 north, 5 west, 7 south
    |               |
    6 ----- 7 ----- 0/8
"""

from __future__ import annotations

import numpy as np
from numba import njit

from siting.coverage._kernels import NEARNESS_OF_FOOT, SAME_DIRECTION, SQUARE_TURN, put_segment

# An edge whose line passes the camera nearer than this casts no shadow of its own [m].
_THROUGH_CAMERA_M = 1e-9


@njit(cache=True)
def square_angle(x, y):
    """Return the square angle of direction (x, y), 0 up to 8."""
    if abs(y) <= abs(x):
        return 1.0 + y / x if x > 0.0 else 5.0 + y / x
    return 3.0 - x / y if y > 0.0 else 7.0 - x / y


@njit(cache=True)
def point_at(angle, nearness):
    """Return the point in direction of square angle `angle` at `nearness` [1/m]."""
    if nearness >= NEARNESS_OF_FOOT:
        return 0.0, 0.0
    r = 1.0 / nearness
    if angle <= 2.0:
        return r, (angle - 1.0) * r
    if angle <= 4.0:
        return (3.0 - angle) * r, r
    if angle <= 6.0:
        return -r, (5.0 - angle) * r
    return (angle - 7.0) * r, -r


@njit(cache=True)
def add_edge(store, kind, count, px, py, qx, qy, nearer, delta, label, role):
    """Add an edge, its nearness times `nearer`, in pieces that keep to one quadrant each."""
    turn = px * qy - py * qx
    if turn > 0.0:
        sx, sy, ex, ey = px, py, qx, qy
    else:
        sx, sy, ex, ey = qx, qy, px, py
        turn = -turn
    dx, dy = ex - sx, ey - sy
    length = np.sqrt(dx * dx + dy * dy)
    if length == 0.0 or turn <= 0.0:
        return store, kind, count
    if turn / length < _THROUGH_CAMERA_M and sx * ex + sy * ey <= 0.0:
        return store, kind, count
    at = square_angle(sx, sy)
    end = square_angle(ex, ey)
    if end < at:
        end += SQUARE_TURN
    # Less than half a turn: otherwise the two directions are one, and rounding put them in reverse.
    if end - at > 0.5 * SQUARE_TURN + SAME_DIRECTION or end == at:
        return store, kind, count
    y_at = nearer / max(abs(sx), abs(sy))
    y_end = nearer / max(abs(ex), abs(ey))
    while at < end:
        corner = 2.0 * np.floor(0.5 * at) + 2.0
        if corner >= end:
            stop, y_stop = end, y_end
        else:
            stop = corner
            cx, cy = point_at(corner % SQUARE_TURN, 1.0)
            y_stop = nearer * (cx * dy - cy * dx) / turn
        shift = SQUARE_TURN if at >= SQUARE_TURN else 0.0
        if stop > at:
            store, kind, count = put_segment(
                store, kind, count, at - shift, y_at, stop - shift, y_stop, delta, label, role
            )
        at, y_at = stop, y_stop
    return store, kind, count
