"""Compiled screens: walls that taller solids before them hide from bottom to top.

A ray from the camera to a window passes, over a solid that lies between them in plan, at a height between
those two; a solid that stands on the ground and is as tall as both blocks it. So what lies behind such
solids in plan is hidden. This only spares work: what is not screened is asked exactly.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from siting.coverage._direction_kernels import add_edge
from siting.coverage._floor_kernels import is_under, open_floor, raise_floor

# A wall counts as this much nearer than it is: what stands in its plane does not screen it [m].
_SPARE_M = 1e-6


@njit(cache=True)
def _raise_by_solid(floor, store, kind, xy, rings, first_ring, last_ring, camera_x, camera_y):
    """Note what lies behind the near edges of one solid."""
    for r in range(first_ring, last_ring):
        flip = rings[r, 2] < 0
        for i in range(rings[r, 0], rings[r, 1] - 1):
            a, b = (i + 1, i) if flip else (i, i + 1)
            px, py = xy[a, 0] - camera_x, xy[a, 1] - camera_y
            qx, qy = xy[b, 0] - camera_x, xy[b, 1] - camera_y
            if px * qy - py * qx >= 0.0:
                continue
            store, kind, count = add_edge(
                store, kind, np.int64(0), px, py, qx, qy, 1.0, np.int64(1), 0, np.int64(0)
            )
            for k in range(count):
                raise_floor(floor, store[k, 0], store[k, 1], store[k, 2], store[k, 3])


@njit(cache=True)
def _is_behind(floor, store, kind, ends):
    """Return True when a segment about the camera, a little nearer than it is, lies under the floor."""
    store, kind, count = add_edge(
        store,
        kind,
        np.int64(0),
        ends[0],
        ends[1],
        ends[2],
        ends[3],
        1.0,
        np.int64(1),
        0,
        np.int64(0),
    )
    for k in range(count):
        y1, y2 = store[k, 1], store[k, 3]
        y1, y2 = y1 * (1.0 + 2.0 * _SPARE_M * y1), y2 * (1.0 + 2.0 * _SPARE_M * y2)
        if not is_under(floor, store[k, 0], y1, store[k, 2], y2):
            return False
    return count > 0


@njit(cache=True)
def screened(
    camera_x, camera_y, height, ends, z_low, z_high, candidates, xy, rings, solid_rings, span, boxes
):
    """Return which of some walls are hidden altogether, (n,).

    Parameters
    ----------
    camera_x, camera_y, height : float
        [m].
    ends : float array (n, 4)
        Both ends of each wall about the camera, as far as it lies in view [m].
    z_low, z_high : float array (n,)
        Lowest and highest of its window bands [m].
    candidates, xy, rings, solid_rings, span, boxes
        Solids, as in `siting.coverage._ground_kernels.ground_views`.
    """
    hidden = np.zeros(ends.shape[0], np.bool_)
    if ends.shape[0] == 0:
        return hidden
    floor = open_floor()
    store = np.empty((8, 4))
    kind = np.empty((8, 3), np.int64)
    lowest = min(z_low.min(), height)
    tops = np.empty(candidates.shape[0])
    for k in range(candidates.shape[0]):
        tops[k] = span[candidates[k], 1]
    tallest_first = np.argsort(-tops)
    begun = 0
    for w in np.argsort(-z_high):
        needed = max(z_high[w], height)
        while begun < tallest_first.shape[0] and tops[tallest_first[begun]] > needed:
            s = candidates[tallest_first[begun]]
            begun += 1
            spans = boxes[s, 0] <= camera_x <= boxes[s, 2] and boxes[s, 1] <= camera_y <= boxes[s, 3]
            if spans or span[s, 0] > lowest or span[s, 0] >= height:
                continue
            _raise_by_solid(
                floor, store, kind, xy, rings, solid_rings[s], solid_rings[s + 1], camera_x, camera_y
            )
        hidden[w] = _is_behind(floor, store, kind, ends[w])
    return hidden
