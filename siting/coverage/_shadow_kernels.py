"""Compiled shadows of prisms on a level plane, as the segments that the sweep takes."""

from __future__ import annotations

import numpy as np
from numba import njit

from siting.coverage._direction_kernels import add_edge
from siting.coverage._envelope_kernels import is_nearer_than, pieces_of_edge
from siting.coverage._kernels import BALANCE, ENDLESS, OPEN, SQUARE_TURN, grown


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


@njit(cache=True)
def put_shadow_before(
    store, kind, count, camera_x, camera_y, height, plane, s, solids, rays, env, made, pieces
):
    """Put the edges of one shadow that ends, as far as no envelope hides them; return stores and count.

    Parameters
    ----------
    store, kind, count
        Segments as the sweep takes them, so many of them so far.
    camera_x, camera_y, height, plane, s, solids, rays
        As in `shadow_edges`, of one solid.
    env, made
        The envelope, of so many pieces.
    pieces : float array (4, 4)
        Room.
    """
    xy, rings, solid_rings, span, boxes = solids
    ax, ay, bx, by, is_narrow = rays
    k_in, k_out = shadow_reach(height, plane, span[s, 0], span[s, 1])
    box = boxes[s]
    spans = box[0] <= camera_x <= box[2] and box[1] <= camera_y <= box[3]
    role = BALANCE if spans else 0
    for r in range(solid_rings[s], solid_rings[s + 1]):
        flip = rings[r, 2] < 0
        most = 4 * (rings[r, 1] - rings[r, 0])
        store = grown(store, count, most)
        kind = grown(kind, count, most)
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
            enters = px * qy - py * qx < 0.0
            if enters:
                found = pieces_of_edge(pieces, qx, qy, px, py, 1.0 / k_in)
            else:
                found = pieces_of_edge(pieces, px, py, qx, qy, 1.0 / k_out)
            for k in range(found):
                x1, y1, x2, y2 = pieces[k]
                # Counted in the turn that the sweep knows.
                shift = SQUARE_TURN if x1 >= SQUARE_TURN else 0.0
                x1, x2 = x1 - shift, x2 - shift
                if not spans and _is_behind(env, made, x1, x2, max(y1, y2)):
                    continue
                store[count, 0], store[count, 1], store[count, 2], store[count, 3] = x1, y1, x2, y2
                kind[count, 0] = 1 if enters else -1
                kind[count, 1] = 2 * i if enters else 2 * i + 1
                kind[count, 2] = role
                count += 1
    return store, kind, count


@njit(cache=True)
def _is_behind(env, made, x1, x2, nearness):
    """Return True when a stretch no nearer than `nearness` lies outside an envelope or behind it."""
    for shift in (0.0, SQUARE_TURN):
        meets = x2 + shift > env[0, 0] and x1 + shift < env[made - 1, 1]
        if meets and not is_nearer_than(env, made, x1 + shift, x2 + shift, nearness):
            return False
    return True
