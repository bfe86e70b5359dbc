"""Compiled shadows of prisms on a level plane, as the segments that the sweep takes."""

from __future__ import annotations

import numpy as np
from numba import njit

from siting.coverage._direction_kernels import add_edge
from siting.coverage._kernels import BALANCE, ENDLESS, OPEN


@njit(cache=True)
def shadow_reach(height, plane, base, top):
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
def shadow_edges(camera_x, camera_y, height, plane, chosen, solids, rays):
    """Return the pieces of all shadow edges of some solids that can matter between two rays.

    `rays` is the right and the left direction between which the view lies, and whether that is less than
    half a turn: else all edges matter.
    """
    xy, rings, solid_rings, span, boxes = solids
    ax, ay, bx, by, is_narrow = rays
    store = np.empty((64, 4))
    kind = np.empty((64, 3), np.int64)
    count = np.int64(0)
    for s in chosen:
        k_in, k_out = shadow_reach(height, plane, span[s, 0], span[s, 1])
        if k_out <= k_in:
            continue
        endless = np.isinf(k_out)
        box = boxes[s]
        spans = box[0] <= camera_x <= box[2] and box[1] <= camera_y <= box[3]
        role = BALANCE if spans else 0
        for r in range(solid_rings[s], solid_rings[s + 1]):
            flip = rings[r, 2] < 0
            for i in range(rings[r, 0], rings[r, 1] - 1):
                a, b = (i + 1, i) if flip else (i, i + 1)
                px, py = xy[a, 0] - camera_x, xy[a, 1] - camera_y
                qx, qy = xy[b, 0] - camera_x, xy[b, 1] - camera_y
                if is_narrow and not spans:
                    if ax * py - ay * px < 0.0 and ax * qy - ay * qx < 0.0:
                        continue
                    if bx * py - by * px > 0.0 and bx * qy - by * qx > 0.0:
                        continue
                # The inside lies on the left: a right turn about the camera is where rays enter.
                if px * qy - py * qx < 0.0:
                    is_open = endless and not spans
                    delta = ENDLESS if is_open else 1
                    flag = role + (OPEN if is_open else 0)
                    store, kind, count = add_edge(
                        store, kind, count, px, py, qx, qy, 1.0 / k_in, np.int64(delta), 2 * i, flag
                    )
                elif not endless or spans:
                    store, kind, count = add_edge(
                        store, kind, count, px, py, qx, qy, 1.0 / k_out, np.int64(-1), 2 * i + 1, role
                    )
    return store[:count], kind[:count]
