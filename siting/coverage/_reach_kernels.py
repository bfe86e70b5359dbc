"""Compiled search for the solids that a view may meet, on a grid over their bounds."""

from __future__ import annotations

import numpy as np
from numba import njit

# Farther than any solid lies from a camera [m].
_FAR_M = 1e9


@njit(cache=True)
def _corners_in_plan(view, corners):
    """Put the camera's foot and the corners of the view pyramid in plan into `corners` (5, 2).

    As `siting.coverage.footprint.reaches_in_plan`.
    """
    _, sin_t, cos_t, azimuth, tan_h, tan_v, _, depth, sin_r, cos_r = view
    corners[0] = 0.0
    if np.isinf(tan_h):
        for k in range(4):
            corners[k + 1, 0] = depth if k in (1, 2) else -depth
            corners[k + 1, 1] = depth if k in (2, 3) else -depth
        return
    sin_a, cos_a = np.sin(azimuth), np.cos(azimuth)
    up_to = 0.0 if np.isinf(tan_v) else tan_v
    for k in range(4):
        right = tan_h if k in (1, 2) else -tan_h
        up = up_to if k > 1 else -up_to
        # Rolled: the image's right side goes down.
        aside, rise = cos_r * right + sin_r * up, cos_r * up - sin_r * right
        ahead = (cos_t + rise * sin_t) * depth
        aside *= depth
        corners[k + 1, 0] = ahead * sin_a + aside * cos_a
        corners[k + 1, 1] = ahead * cos_a - aside * sin_a


@njit(cache=True)
def _sides_around(corners, sides):
    """Put the half-planes a x + b y + c >= 0 along the hull of the corners into `sides`; return how many."""
    count = 0
    for i in range(5):
        for j in range(5):
            a, b = corners[i, 1] - corners[j, 1], corners[j, 0] - corners[i, 0]
            if a == 0.0 and b == 0.0:
                continue
            least = np.inf
            for k in range(5):
                least = min(least, a * corners[k, 0] + b * corners[k, 1])
            own = a * corners[i, 0] + b * corners[i, 1]
            if own - least <= 1e-9 * (abs(a) + abs(b)) and count < sides.shape[0]:
                sides[count, 0], sides[count, 1], sides[count, 2] = a, b, -least
                count += 1
    return count


@njit(cache=True)
def _is_met(box, x, y, sides, count):
    """Return False when a box lies wholly outside one of the sides about a place."""
    for k in range(count):
        a, b, c = sides[k, 0], sides[k, 1], sides[k, 2]
        east = box[2] - x if a > 0.0 else box[0] - x
        north = box[3] - y if b > 0.0 else box[1] - y
        if a * east + b * north + c < 0.0:
            return False
    return True


@njit(cache=True)
def _cell_range(low, high, origin, cell, count):
    """Return the first and one past the last of a row of cells that a stretch touches."""
    first = int(max(0.0, np.floor((low - origin) / cell)))
    last = int(min(float(count - 1), np.floor((high - origin) / cell)))
    return first, last + 1


@njit(cache=True)
def put_met(found, count, x, y, bounds, sides, side_count, grid, boxes):
    """Put the solids whose bounds a convex area meets behind those found; return the store and the new count.

    `bounds` of the area: west, south, east, north [m]. Each solid is found once, in the first cell that it
    shares with the bounds.
    """
    frame, shape, starts, members = grid
    west, south, east, north = bounds
    first_x, last_x = _cell_range(west, east, frame[0], frame[2], shape[0])
    first_y, last_y = _cell_range(south, north, frame[1], frame[2], shape[1])
    for row in range(first_y, last_y):
        for column in range(first_x, last_x):
            cell = row * shape[0] + column
            for k in range(starts[cell], starts[cell + 1]):
                s = members[k]
                if boxes[s, 0] > east or boxes[s, 2] < west or boxes[s, 1] > north or boxes[s, 3] < south:
                    continue
                own_x = int(np.floor((boxes[s, 0] - frame[0]) / frame[2]))
                own_y = int(np.floor((boxes[s, 1] - frame[1]) / frame[2]))
                if max(own_x, first_x) != column or max(own_y, first_y) != row:
                    continue
                if _is_met(boxes[s], x, y, sides, side_count):
                    if count == found.shape[0]:
                        wider = np.empty(2 * count, np.int64)
                        wider[:count] = found
                        found = wider
                    found[count] = s
                    count += 1
    return found, count


@njit(cache=True)
def solids_in_reach(places, views, within_range, grid, boxes):
    """Return the solids whose bounds each view meets in plan, ascending.

    Parameters
    ----------
    places : float array (n, 2)
        [m].
    views : float array (n, 10)
        As in `siting.coverage._view_kernels.view_polygon`.
    within_range : bool
        Leave out what lies beyond the range of a camera.
    grid : tuple of arrays
        Of a `siting.coverage.solid_grid.SolidGrid`.
    boxes : float array (s, 4)
        Bounds of the solids [m].

    Returns
    -------
    starts, found : int array (n + 1,), int array (k,)
    """
    corners = np.empty((5, 2))
    sides = np.empty((24, 3))
    starts = np.zeros(places.shape[0] + 1, np.int64)
    found = np.empty(max(64, 16 * places.shape[0]), np.int64)
    count = 0
    for n in range(places.shape[0]):
        x, y = places[n, 0], places[n, 1]
        _corners_in_plan(views[n], corners)
        side_count = _sides_around(corners, sides)
        reach = views[n, 6] if within_range else _FAR_M
        bounds = (
            x + max(corners[:, 0].min(), -reach),
            y + max(corners[:, 1].min(), -reach),
            x + min(corners[:, 0].max(), reach),
            y + min(corners[:, 1].max(), reach),
        )
        found, count = put_met(found, count, x, y, bounds, sides, side_count, grid, boxes)
        found[starts[n] : count].sort()
        starts[n + 1] = count
    return starts, found[:count].copy()


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
def holds_foot(xy, rings, first_ring, last_ring, camera_x, camera_y):
    """Return True when the camera stands over, under or in a footprint."""
    inside = False
    for r in range(first_ring, last_ring):
        for i in range(rings[r, 0], rings[r, 1] - 1):
            y1, y2 = xy[i, 1] - camera_y, xy[i + 1, 1] - camera_y
            if (y1 > 0.0) != (y2 > 0.0):
                x1, x2 = xy[i, 0] - camera_x, xy[i + 1, 0] - camera_x
                inside = inside != (x1 + (x2 - x1) * (y1 / (y1 - y2)) > 0.0)
    return inside
