"""Compiled shadows of prisms on a level plane, as the segments that the sweep takes.

Directions are square angles: once around the camera is 8, two to each quadrant, and nearness is
one over the larger of |x| and |y|. In each quadrant this is a projective map, so that walls, shadow
ends, class limits and chords stay straight.

    4 ----- 3 ----- 2
    |               |
    5       +       1     square angle 1 looks east, 3 north, 5 west, 7 south
    |               |
    6 ----- 7 ----- 0/8
"""

from __future__ import annotations

import numpy as np
from numba import njit

from siting.coverage._kernels import (
    BALANCE,
    ENDLESS,
    NEARNESS_OF_FOOT,
    OPEN,
    SAME_DIRECTION,
    SQUARE_TURN,
    put_segment,
)
from siting.coverage._view_kernels import contains_origin, outer_rays

# An edge whose line passes the camera nearer than this casts no shadow of its own [m].
_THROUGH_CAMERA_M = 1e-9
# Bins to a unit of square angle in which it is noted down to where everything is hidden.
_BINS = 32
# Two values of nearness closer than this ratio are not told apart.
_NEARNESS_RATIO = 1e-11


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


@njit(cache=True)
def _shadow_reach(height, plane, base, top):
    """Return k_in and k_out of a prism: it hides the footprint scaled by all factors between.

    Nothing is hidden where k_out <= k_in. Derived from similar triangles of the ray over the near
    and far edge of the prism's top and base.
    """
    if height > plane:
        if base >= height:
            return 1.0, 0.0
        k_in = max(1.0, (height - plane) / (height - base))
        return k_in, ((height - plane) / (height - top) if top < height else np.inf)
    if height < plane:
        if top <= height:
            return 1.0, 0.0
        k_in = max(1.0, (plane - height) / (top - height))
        return k_in, ((plane - height) / (base - height) if base > height else np.inf)
    if base < height < top:
        return 1.0, np.inf
    return 1.0, 0.0


@njit(cache=True)
def _raise_floor(floor, x1, y1, x2, y2):
    """Note in which bins all that lies below a segment is hidden: in those that it spans."""
    first = int(np.ceil(x1 * _BINS))
    last = int(np.floor(x2 * _BINS))
    for b in range(first, last):
        ya = y1 + (y2 - y1) * ((b / _BINS - x1) / (x2 - x1))
        yb = y1 + (y2 - y1) * (((b + 1) / _BINS - x1) / (x2 - x1))
        floor[b] = max(floor[b], min(ya, yb) * (1.0 - _NEARNESS_RATIO))


@njit(cache=True)
def _is_under(floor, x1, y1, x2, y2):
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
def _floor_of(hull):
    """Return the floor that a convex view polygon about the foot makes: its own far edges, all beside it."""
    floor = np.zeros(int(SQUARE_TURN) * _BINS)
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
                _raise_floor(floor, store[k, 0], store[k, 1], store[k, 2], store[k, 3])
    return floor


@njit(cache=True)
def _near_first(camera_x, camera_y, candidates, boxes):
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
def _is_box_under(box, camera_x, camera_y, nearness, floor):
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


@njit(cache=True)
def shadow_edges(camera_x, camera_y, height, plane, candidates, xy, rings, solid_rings, span, boxes, hull):
    """Return the pieces of all shadow edges that can matter inside `hull` (convex, about the foot).

    Solids are taken near first. Where endless shadows cover a whole bin of directions from some nearness
    down, nothing farther is asked: what those segments would count lies under a cover that no other can
    take away (`ENDLESS`).
    """
    store = np.empty((256, 4))
    kind = np.empty((256, 3), np.int64)
    count = np.int64(0)
    around = contains_origin(hull)
    ax, ay, bx, by = outer_rays(hull)
    floor = _floor_of(hull)
    near, nearness = _near_first(camera_x, camera_y, candidates, boxes)
    for n in range(near.shape[0]):
        s = near[n]
        k_in, k_out = _shadow_reach(height, plane, span[s, 0], span[s, 1])
        if k_out <= k_in:
            continue
        endless = np.isinf(k_out)
        box = boxes[s]
        spans = box[0] <= camera_x <= box[2] and box[1] <= camera_y <= box[3]
        if not spans and _is_box_under(box, camera_x, camera_y, nearness[n] / k_in, floor):
            continue
        role = BALANCE if spans else 0
        for r in range(solid_rings[s], solid_rings[s + 1]):
            flip = rings[r, 2] < 0
            for i in range(rings[r, 0], rings[r, 1] - 1):
                a, b = (i + 1, i) if flip else (i, i + 1)
                px, py = xy[a, 0] - camera_x, xy[a, 1] - camera_y
                qx, qy = xy[b, 0] - camera_x, xy[b, 1] - camera_y
                if not around and not spans:
                    if ax * py - ay * px < 0.0 and ax * qy - ay * qx < 0.0:
                        continue
                    if bx * py - by * px > 0.0 and bx * qy - by * qx > 0.0:
                        continue
                # The inside lies on the left: a right turn about the camera is where rays enter.
                begun = count
                if px * qy - py * qx < 0.0:
                    is_open = endless and not spans
                    delta = ENDLESS if is_open else 1
                    flag = role + (OPEN if is_open else 0)
                    store, kind, count = add_edge(
                        store, kind, count, px, py, qx, qy, 1.0 / k_in, np.int64(delta), 2 * i, flag
                    )
                    if is_open:
                        for k in range(begun, count):
                            _raise_floor(floor, store[k, 0], store[k, 1], store[k, 2], store[k, 3])
                elif not endless or spans:
                    store, kind, count = add_edge(
                        store, kind, count, px, py, qx, qy, 1.0 / k_out, np.int64(-1), 2 * i + 1, role
                    )
    kept = np.int64(0)
    for k in range(count):
        # What balances the start of the sweep counts wherever it lies.
        if kind[k, 2] & BALANCE or not _is_under(floor, store[k, 0], store[k, 1], store[k, 2], store[k, 3]):
            store[kept] = store[k]
            kind[kept] = kind[k]
            kept += 1
    return store[:kept], kind[:kept]
