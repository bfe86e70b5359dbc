"""Compiled shadows of prisms on a level plane, as the segments that the sweep takes."""

from __future__ import annotations

import numpy as np
from numba import njit

from siting.coverage._direction_kernels import add_edge
from siting.coverage._floor_kernels import floor_of, is_box_under, is_under, raise_floor
from siting.coverage._kernels import BALANCE, ENDLESS, OPEN
from siting.coverage._view_kernels import contains_origin, outer_rays


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
def shadow_edges(
    camera_x, camera_y, height, plane, near, nearness, xy, rings, solid_rings, span, boxes, hull
):
    """Return the pieces of all shadow edges that can matter inside `hull` (convex, about the foot).

    Solids are taken near first, from `near_first`. Where endless shadows cover a whole bin of directions from some nearness
    down, nothing farther is asked: what those segments would count lies under a cover that no other can
    take away (`ENDLESS`).
    """
    store = np.empty((256, 4))
    kind = np.empty((256, 3), np.int64)
    count = np.int64(0)
    around = contains_origin(hull)
    ax, ay, bx, by = outer_rays(hull)
    floor = floor_of(hull)
    for n in range(near.shape[0]):
        s = near[n]
        k_in, k_out = shadow_reach(height, plane, span[s, 0], span[s, 1])
        if k_out <= k_in:
            continue
        endless = np.isinf(k_out)
        box = boxes[s]
        spans = box[0] <= camera_x <= box[2] and box[1] <= camera_y <= box[3]
        if not spans and is_box_under(box, camera_x, camera_y, nearness[n] / k_in, floor):
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
                            raise_floor(floor, store[k, 0], store[k, 1], store[k, 2], store[k, 3])
                elif not endless or spans:
                    store, kind, count = add_edge(
                        store, kind, count, px, py, qx, qy, 1.0 / k_out, np.int64(-1), 2 * i + 1, role
                    )
    kept = np.int64(0)
    for k in range(count):
        # What balances the start of the sweep counts wherever it lies.
        if kind[k, 2] & BALANCE or not is_under(floor, store[k, 0], store[k, 1], store[k, 2], store[k, 3]):
            store[kept] = store[k]
            kind[kept] = kind[k]
            kept += 1
    return store[:kept], kind[:kept]
