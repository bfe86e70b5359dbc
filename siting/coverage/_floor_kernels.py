"""Compiled notes of the nearness from which on everything is hidden, bin by bin of direction.

A floor only spares work: what it hides, endless shadows hide, and what they do not hide it keeps.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from siting.coverage._direction_kernels import add_edge, square_angle
from siting.coverage._kernels import SQUARE_TURN
from siting.coverage._view_kernels import contains_origin, outer_rays

# Bins to a unit of square angle.
_BINS = 32
# Two values of nearness closer than this ratio are not told apart.
_NEARNESS_RATIO = 1e-11


@njit(cache=True)
def open_floor():
    """Return the floor of a camera before which nothing stands."""
    return np.zeros(int(SQUARE_TURN) * _BINS)


@njit(cache=True)
def raise_floor(floor, x1, y1, x2, y2):
    """Note in which bins all that lies below a segment is hidden: in those that it spans."""
    first = int(np.ceil(x1 * _BINS))
    last = int(np.floor(x2 * _BINS))
    for b in range(first, last):
        ya = y1 + (y2 - y1) * ((b / _BINS - x1) / (x2 - x1))
        yb = y1 + (y2 - y1) * (((b + 1) / _BINS - x1) / (x2 - x1))
        floor[b] = max(floor[b], min(ya, yb) * (1.0 - _NEARNESS_RATIO))


@njit(cache=True)
def is_under(floor, x1, y1, x2, y2):
    """Return True when a segment lies below the floor in every bin that it touches."""
    first = int(x1 * _BINS)
    last = min(int(x2 * _BINS), floor.shape[0] - 1)
    if max(y1, y2) < floor[first : last + 1].min():
        return True
    slope = (y2 - y1) / (x2 - x1)
    for b in range(first, last + 1):
        ya = y1 + slope * (max(b / _BINS, x1) - x1)
        yb = y1 + slope * (min((b + 1) / _BINS, x2) - x1)
        if max(ya, yb) >= floor[b]:
            return False
    return True


@njit(cache=True)
def floor_of(hull):
    """Return the floor that a convex view polygon about the foot makes: its own far edges, all beside it."""
    floor = open_floor()
    if not contains_origin(hull):
        ax, ay, bx, by = outer_rays(hull)
        low, high = square_angle(ax, ay), square_angle(bx, by)
        for b in range(floor.shape[0]):
            begin, end = b / _BINS, (b + 1) / _BINS
            outside = (end < low or begin > high) if low <= high else (end < low and begin > high)
            if outside:
                floor[b] = np.inf
    store = np.empty((8, 4))
    kind = np.empty((8, 3), np.int64)
    for i in range(hull.shape[0]):
        px, py, qx, qy = hull[i - 1, 0], hull[i - 1, 1], hull[i, 0], hull[i, 1]
        if px * qy - py * qx > 0.0:
            store, kind, count = add_edge(
                store, kind, np.int64(0), px, py, qx, qy, 1.0, np.int64(1), 0, np.int64(0)
            )
            for k in range(count):
                raise_floor(floor, store[k, 0], store[k, 1], store[k, 2], store[k, 3])
    return floor


@njit(cache=True)
def near_first(camera_x, camera_y, candidates, boxes):
    """Return the candidates by distance, and one over the distance of each (infinite at the foot).

    Distance is the larger of |x| and |y|, as in nearness.
    """
    nearness = np.empty(candidates.shape[0])
    for k in range(candidates.shape[0]):
        box = boxes[candidates[k]]
        dx = max(box[0] - camera_x, camera_x - box[2], 0.0)
        dy = max(box[1] - camera_y, camera_y - box[3], 0.0)
        apart = max(dx, dy)
        nearness[k] = 1.0 / apart if apart > 0.0 else np.inf
    order = np.argsort(-nearness)
    return candidates[order], nearness[order]


@njit(cache=True)
def is_box_under(box, camera_x, camera_y, nearness, floor):
    """Return True when a box that does not hold the foot lies below the floor all over."""
    low, high = 1e300, -1e300
    west, east = box[0] - camera_x, box[2] - camera_x
    south, north = box[1] - camera_y, box[3] - camera_y
    for k in range(4):
        angle = square_angle(west if k in (0, 3) else east, south if k in (0, 1) else north)
        low, high = min(low, angle), max(high, angle)
    count = floor.shape[0]
    if high - low <= 0.5 * SQUARE_TURN:
        return nearness < floor[int(low * _BINS) : min(int(high * _BINS), count - 1) + 1].min()
    # Across the seam: the box ends where its directions below half a turn do, and begins where the others do.
    for k in range(4):
        angle = square_angle(west if k in (0, 3) else east, south if k in (0, 1) else north)
        if angle < 0.5 * SQUARE_TURN:
            low = max(low, angle)
        else:
            high = min(high, angle)
    under = nearness < floor[: min(int(low * _BINS), count - 1) + 1].min()
    return under and nearness < floor[min(int(high * _BINS), count - 1) :].min()
