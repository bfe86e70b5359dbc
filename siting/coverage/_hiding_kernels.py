"""Compiled shadows on a wall: the lines between which each solid hides it.

On the plane of a wall, u runs along the wall from its first corner and z up. A ray of plan distance
r on its way to a wall point at plan distance R is at height c + (z - c) r / R, so the edge of a
prism's top or base, seen from the camera, is a straight line in (u, z):

    z(u) = c + (edge height - c) R / r

For each stretch [r1, r2] in which the ray is over a prism, it is blocked between two such lines:
the upper one comes from the near edge when the top is above the camera, else from the far edge;
the lower one from the near edge when the base is below the camera, else from the far edge. Where
the prism reaches the wall's plane, the cut at the plane is the far edge. What lies in the plane
within rounding counts as in it, and what is in it is projected on itself: at grazing rays a
micrometre before the plane is millimetres along it.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from siting.coverage._kernels import BALANCE, OPEN, put_segment

# Lengths below this on a wall are one point [m].
SAME_PLACE_M = 1e-9
# What is seen through less than this is rounding, not a gap [m].
SLIVER_M = 1e-6
# What stands nearer than this before a wall's plane lies in the plane: a hundred times the rounding of
# coordinates of 10,000 km [m].
IN_PLANE_M = 1e-7


@njit(cache=True)
def _put_edge(store, kind, count, wall, height, e1x, e1y, e2x, e2y, level, delta, label, role, is_cut):
    """Project one edge at height `level` on the wall and store it; all about the camera.

    `wall` is tangent x, y, normal towards the wall x, y, distance to its plane, u of the camera's
    foot, rays to the two ends (x, y, x, y). Only where a solid is cut by the plane (`is_cut`) does
    an edge in the plane count.
    """
    low, high = 0.0, 1.0
    for side in range(2):
        # Between the rays: right of the first end, left of the second.
        vx, vy = wall[6 + 2 * side], wall[7 + 2 * side]
        sign = -1.0 if side == 0 else 1.0
        d1 = sign * (vx * e1y - vy * e1x)
        d2 = sign * (vx * e2y - vy * e2x)
        if d1 < 0.0 and d2 < 0.0:
            return store, kind, count
        if d1 < 0.0:
            low = max(low, d1 / (d1 - d2))
        elif d2 < 0.0:
            high = min(high, d1 / (d1 - d2))
    n1 = wall[2] * e1x + wall[3] * e1y
    n2 = wall[2] * e2x + wall[3] * e2y
    plane = wall[4]
    begins_in_plane = n1 > plane - IN_PLANE_M
    ends_in_plane = n2 > plane - IN_PLANE_M
    if begins_in_plane and ends_in_plane and not is_cut:
        return store, kind, count
    if begins_in_plane and not ends_in_plane:
        t = max(0.0, (n1 - plane) / (n1 - n2))
        begins_in_plane = t >= low
        low = max(low, t)
    elif ends_in_plane and not begins_in_plane:
        t = min(1.0, (n1 - plane) / (n1 - n2))
        ends_in_plane = t <= high
        high = min(high, t)
    if high <= low:
        return store, kind, count
    ax, ay = e1x + low * (e2x - e1x), e1y + low * (e2y - e1y)
    bx, by = e1x + high * (e2x - e1x), e1y + high * (e2y - e1y)
    na = plane if begins_in_plane else wall[2] * ax + wall[3] * ay
    nb = plane if ends_in_plane else wall[2] * bx + wall[3] * by
    if na <= 0.0 or nb <= 0.0:
        return store, kind, count
    fa, fb = plane / na, plane / nb
    ua = wall[5] + (wall[0] * ax + wall[1] * ay) * fa
    ub = wall[5] + (wall[0] * bx + wall[1] * by) * fb
    za = height + (level - height) * fa
    zb = height + (level - height) * fb
    if abs(ub - ua) <= SAME_PLACE_M:
        return store, kind, count
    if ua > ub:
        ua, za, ub, zb = ub, zb, ua, za
    return put_segment(store, kind, count, ua, za, ub, zb, delta, label, role)


@njit(cache=True)
def _cut_at_plane(xy, rings, first_ring, last_ring, camera_x, camera_y, wall):
    """Return where the plane of the wall cuts a footprint, (n, 4): both ends of each stretch.

    The outline crosses the plane an even number of times; between the first and second crossing,
    the third and fourth and so on the plane lies inside.
    """
    plane = wall[4]
    limit = plane - IN_PLANE_M
    crossing = np.empty(16)
    n = 0
    for r in range(first_ring, last_ring):
        for i in range(rings[r, 0], rings[r, 1] - 1):
            x1, y1 = xy[i, 0] - camera_x, xy[i, 1] - camera_y
            x2, y2 = xy[i + 1, 0] - camera_x, xy[i + 1, 1] - camera_y
            n1 = wall[2] * x1 + wall[3] * y1
            n2 = wall[2] * x2 + wall[3] * y2
            if (n1 > limit) == (n2 > limit):
                continue
            if n == crossing.shape[0]:
                more = np.empty(2 * n)
                more[:n] = crossing
                crossing = more
            # Where the outline meets the plane itself, or the vertex that lies in it.
            t = min(1.0, max(0.0, (n1 - plane) / (n1 - n2)))
            crossing[n] = wall[0] * (x1 + t * (x2 - x1)) + wall[1] * (y1 + t * (y2 - y1))
            n += 1
    crossing = np.sort(crossing[:n])
    out = np.empty((n // 2, 4))
    for k in range(n // 2):
        for end in range(2):
            along = crossing[2 * k + end]
            out[k, 2 * end] = wall[0] * along + wall[2] * plane
            out[k, 2 * end + 1] = wall[1] * along + wall[3] * plane
    return out


@njit(cache=True)
def _is_aside(box, camera_x, camera_y, wall):
    """Return True when a bounding box lies wholly outside the triangle camera to wall."""
    left = right = beyond = True
    for k in range(4):
        x = (box[0] if k in (0, 3) else box[2]) - camera_x
        y = (box[1] if k in (0, 1) else box[3]) - camera_y
        left = left and wall[6] * y - wall[7] * x > 0.0
        right = right and wall[8] * y - wall[9] * x < 0.0
        beyond = beyond and wall[2] * x + wall[3] * y > wall[4] - IN_PLANE_M
    return left or right or beyond


@njit(cache=True)
def hiding_lines(
    camera_x, camera_y, height, wall, z_low, z_high, candidates, xy, rings, solid_rings, span, boxes
):
    """Return the lines on the wall between which each solid hides it."""
    store = np.empty((64, 4))
    kind = np.empty((64, 3), np.int64)
    count = np.int64(0)
    for s in candidates:
        base, top = span[s, 0], span[s, 1]
        # A low top hides nothing above itself, a high base nothing below.
        if (top <= height and top <= z_low) or (base >= height and base >= z_high):
            continue
        if _is_aside(boxes[s], camera_x, camera_y, wall):
            continue
        spans = boxes[s, 0] <= camera_x <= boxes[s, 2] and boxes[s, 1] <= camera_y <= boxes[s, 3]
        from_above = top > height
        from_below = base < height
        endless = from_below and base <= z_low
        role = BALANCE if spans and not from_below else 0
        role_top = role + (OPEN if endless else 0)
        for r in range(solid_rings[s], solid_rings[s + 1]):
            flip = rings[r, 2] < 0
            for i in range(rings[r, 0], rings[r, 1] - 1):
                a, b = (i + 1, i) if flip else (i, i + 1)
                px, py = xy[a, 0] - camera_x, xy[a, 1] - camera_y
                qx, qy = xy[b, 0] - camera_x, xy[b, 1] - camera_y
                # The inside lies on the left: a right turn about the camera is where rays enter.
                entering = px * qy - py * qx < 0.0
                if entering == from_above:
                    store, kind, count = _put_edge(
                        store,
                        kind,
                        count,
                        wall,
                        height,
                        px,
                        py,
                        qx,
                        qy,
                        top,
                        np.int64(1),
                        2 * i,
                        role_top,
                        False,
                    )
                if entering == from_below and not endless:
                    store, kind, count = _put_edge(
                        store,
                        kind,
                        count,
                        wall,
                        height,
                        px,
                        py,
                        qx,
                        qy,
                        base,
                        np.int64(-1),
                        2 * i + 1,
                        role,
                        False,
                    )
        if from_above and from_below:
            continue
        cut = _cut_at_plane(xy, rings, solid_rings[s], solid_rings[s + 1], camera_x, camera_y, wall)
        for k in range(cut.shape[0]):
            px, py, qx, qy = cut[k, 0], cut[k, 1], cut[k, 2], cut[k, 3]
            label = -4 - 2 * (rings[solid_rings[s], 0] + k)
            if not from_above:
                store, kind, count = _put_edge(
                    store, kind, count, wall, height, px, py, qx, qy, top, np.int64(1), label, role_top, True
                )
            else:
                store, kind, count = _put_edge(
                    store, kind, count, wall, height, px, py, qx, qy, base, np.int64(-1), label, role, True
                )
    return store[:count], kind[:count]
