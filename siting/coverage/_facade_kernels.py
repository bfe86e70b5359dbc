"""Compiled facade exposure of one camera: which part of each window band no solid hides.

On the plane of a wall, u runs along the wall from its first corner and z up. A ray of plan distance
r on its way to a wall point at plan distance R is at height c + (z - c) r / R, so the edge of a
prism's top or base, seen from the camera, is a straight line in (u, z):

    z(u) = c + (edge height - c) R / r

For each stretch [r1, r2] in which the ray is over a prism, it is blocked between two such lines:
the upper one comes from the near edge when the top is above the camera, else from the far edge;
the lower one from the near edge when the base is below the camera, else from the far edge. Where
the prism reaches the wall's plane, the cut at the plane is the far edge.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from siting.coverage._ground_kernels import clip_half_plane
from siting.coverage._kernels import BALANCE, DOMAIN, OPEN, nest_rings, sweep, trace_rings

# Lengths below this on a wall are one point [m].
_SAME_PLACE_M = 1e-9
# What stands nearer than this before a wall's plane lies in the plane [m].
_IN_PLANE_M = 1e-6
# No row for less: DESIGN, facade exposure [m], [m2].
_SHORTEST_M = 1e-3
_SMALLEST_M2 = 1e-4

ROW_AREA, ROW_LENGTH, ROW_DEPTH, ROW_DEPTH_IN_RANGE, ROW_DISTANCE, ROW_OFFSET = 0, 1, 2, 3, 4, 5


@njit(cache=True)
def _grown_rows(array, count):
    """Return `array` with room for row `count`."""
    if count < array.shape[0]:
        return array
    wider = np.empty((2 * array.shape[0], array.shape[1]), array.dtype)
    wider[: array.shape[0]] = array
    return wider


@njit(cache=True)
def _put_edge(store, kind, count, wall, height, e1x, e1y, e2x, e2y, level, delta, label, role):
    """Project one edge at height `level` on the wall and store it; all about the camera.

    `wall` is tangent x, y, normal towards the wall x, y, distance to its plane, u of the camera's
    foot, rays to the two ends (x, y, x, y).
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
    # The cut of a ring at the plane lies at the limit itself, give or take rounding.
    limit = wall[4] - 0.999 * _IN_PLANE_M
    if n1 > limit and n2 > limit:
        return store, kind, count
    if n1 > limit:
        low = max(low, (n1 - limit) / (n1 - n2))
    elif n2 > limit:
        high = min(high, (n1 - limit) / (n1 - n2))
    if high <= low:
        return store, kind, count
    ax, ay = e1x + low * (e2x - e1x), e1y + low * (e2y - e1y)
    bx, by = e1x + high * (e2x - e1x), e1y + high * (e2y - e1y)
    na = wall[2] * ax + wall[3] * ay
    nb = wall[2] * bx + wall[3] * by
    if na <= 0.0 or nb <= 0.0:
        return store, kind, count
    fa, fb = wall[4] / na, wall[4] / nb
    ua = wall[5] + (wall[0] * ax + wall[1] * ay) * fa
    ub = wall[5] + (wall[0] * bx + wall[1] * by) * fb
    za = height + (level - height) * fa
    zb = height + (level - height) * fb
    if abs(ub - ua) <= _SAME_PLACE_M:
        return store, kind, count
    store = _grown_rows(store, count)
    kind = _grown_rows(kind, count)
    if ua < ub:
        store[count, 0], store[count, 1], store[count, 2], store[count, 3] = ua, za, ub, zb
    else:
        store[count, 0], store[count, 1], store[count, 2], store[count, 3] = ub, zb, ua, za
    kind[count, 0], kind[count, 1], kind[count, 2] = delta, label, role
    return store, kind, count + 1


@njit(cache=True)
def _ring_before_plane(xy, begin, end, flip, camera_x, camera_y, wall):
    """Return a ring about the camera, its inside on the left, cut at the wall's plane."""
    n = end - begin - 1
    out = np.empty((2 * n + 2, 2))
    limit = wall[4] - _IN_PLANE_M
    m = 0
    for k in range(n):
        i = end - 1 - k if flip else begin + k
        j = i - 1 if flip else i + 1
        x1, y1 = xy[i, 0] - camera_x, xy[i, 1] - camera_y
        x2, y2 = xy[j, 0] - camera_x, xy[j, 1] - camera_y
        d1 = limit - (wall[2] * x1 + wall[3] * y1)
        d2 = limit - (wall[2] * x2 + wall[3] * y2)
        if d1 >= 0.0:
            out[m, 0], out[m, 1] = x1, y1
            m += 1
        if (d1 < 0.0) != (d2 < 0.0):
            t = d1 / (d1 - d2)
            out[m, 0], out[m, 1] = x1 + t * (x2 - x1), y1 + t * (y2 - y1)
            m += 1
    return out[:m]


@njit(cache=True)
def _is_aside(box, camera_x, camera_y, wall):
    """Return True when a bounding box lies wholly outside the triangle camera to wall."""
    left = right = beyond = True
    for k in range(4):
        x = (box[0] if k in (0, 3) else box[2]) - camera_x
        y = (box[1] if k in (0, 1) else box[3]) - camera_y
        left = left and wall[6] * y - wall[7] * x > 0.0
        right = right and wall[8] * y - wall[9] * x < 0.0
        beyond = beyond and wall[2] * x + wall[3] * y > wall[4] - _IN_PLANE_M
    return left or right or beyond


@njit(cache=True)
def _hiding_lines(
    camera_x, camera_y, height, wall, z_low, z_high, candidates, xy, rings, solid_rings, span, boxes
):
    """Return the lines on the wall between which each solid hides it."""
    store = np.empty((64, 4))
    kind = np.empty((64, 3), np.int64)
    count = 0
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
        role_top = OPEN if endless else 0
        role = BALANCE if spans and not from_below else 0
        for r in range(solid_rings[s], solid_rings[s + 1]):
            flip = rings[r, 2] < 0
            begin, end = rings[r, 0], rings[r, 1]
            if from_above and from_below:
                for i in range(begin, end - 1):
                    a, b = (i + 1, i) if flip else (i, i + 1)
                    px, py = xy[a, 0] - camera_x, xy[a, 1] - camera_y
                    qx, qy = xy[b, 0] - camera_x, xy[b, 1] - camera_y
                    if px * qy - py * qx >= 0.0:
                        continue
                    store, kind, count = _put_edge(
                        store, kind, count, wall, height, px, py, qx, qy, top, 1, 2 * i, role_top
                    )
                    if not endless:
                        store, kind, count = _put_edge(
                            store, kind, count, wall, height, px, py, qx, qy, base, -1, 2 * i + 1, 0
                        )
                continue
            ring = _ring_before_plane(xy, begin, end, flip, camera_x, camera_y, wall)
            m = ring.shape[0]
            for i in range(m):
                px, py = ring[i - 1, 0], ring[i - 1, 1]
                qx, qy = ring[i, 0], ring[i, 1]
                entering = px * qy - py * qx < 0.0
                label = 2 * (begin + i)
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
                        1,
                        -label - 2,
                        role + role_top,
                    )
                if entering == from_below and not endless:
                    store, kind, count = _put_edge(
                        store, kind, count, wall, height, px, py, qx, qy, base, -1, -label - 3, role
                    )
    return store[:count], kind[:count]


@njit(cache=True)
def _clipped_band(length, z_low, z_high, view_planes):
    """Return the part of a window band inside the view, as a polygon in (u, z)."""
    polygon = np.array([[0.0, z_low], [length, z_low], [length, z_high], [0.0, z_high]])
    for k in range(view_planes.shape[0]):
        polygon = clip_half_plane(polygon, view_planes[k, 0], view_planes[k, 1], view_planes[k, 2])
        if polygon.shape[0] < 3:
            return polygon
    return polygon


@njit(cache=True)
def _view_planes(view, px, py, tx, ty):
    """Return the limits of the view on a wall as rows a, b, c with a u + b z + c >= 0.

    The last row is depth itself: depth = greatest depth - (a u + b z + c). `px`, `py` is the wall's
    first corner about the camera.
    """
    height, sin_t, cos_t, azimuth = view[0], view[1], view[2], view[3]
    tan_h, tan_v, deepest = view[4], view[5], view[7]
    fx, fy = np.sin(azimuth), np.cos(azimuth)
    along0, along = fx * px + fy * py, fx * tx + fy * ty
    side0, side = fy * px - fx * py, fy * tx - fx * ty
    # depth = along cos - rise sin, upward = along sin + rise cos, rise = z - height
    zu, zz, z0 = along * cos_t, -sin_t, along0 * cos_t + height * sin_t
    yu, yz, y0 = along * sin_t, cos_t, along0 * sin_t - height * cos_t
    planes = np.empty((5, 3))
    planes[0] = (tan_h * zu - side, tan_h * zz, tan_h * z0 - side0)
    planes[1] = (tan_h * zu + side, tan_h * zz, tan_h * z0 + side0)
    planes[2] = (tan_v * zu - yu, tan_v * zz - yz, tan_v * z0 - y0)
    planes[3] = (tan_v * zu + yu, tan_v * zz + yz, tan_v * z0 + y0)
    planes[4] = (-zu, -zz, deepest - z0)
    return planes


@njit(cache=True)
def _is_out_of_view(length, z_low, z_high, planes):
    """Return True when one limit of the view excludes all of a rectangle."""
    for k in range(planes.shape[0]):
        a, b, c = planes[k, 0], planes[k, 1], planes[k, 2]
        if max(0.0, a * length) + max(b * z_low, b * z_high) + c < 0.0:
            return True
    return False


@njit(cache=True)
def _distance_to_segment(x, y, x1, y1, x2, y2):
    """Return the distance of a point from a segment."""
    dx, dy = x2 - x1, y2 - y1
    square = dx * dx + dy * dy
    t = 0.0
    if square > 0.0:
        t = min(1.0, max(0.0, ((x - x1) * dx + (y - y1) * dy) / square))
    return np.hypot(x - x1 - t * dx, y - y1 - t * dy)


@njit(cache=True)
def _measure(row, columns, frame, heights, foot_u, height, plane, deepest, reach_low, reach_high):
    """Fill `row` with area, least depth, least depth within the range, least distance in the plane."""
    area = 0.0
    least = 1e300
    least_in_range = 1e300
    nearest = 1e300
    for k in range(frame.shape[0]):
        a, b = columns[frame[k, 0]], columns[frame[k, 1]]
        ta, tb, la, lb = heights[k, 0], heights[k, 1], heights[k, 2], heights[k, 3]
        area += 0.5 * (b - a) * ((ta - la) + (tb - lb))
        for side in range(2):
            u = a if side == 0 else b
            for z in (ta if side == 0 else tb, la if side == 0 else lb):
                least = min(least, deepest - (plane[0] * u + plane[1] * z + plane[2]))
        low, high = max(a, reach_low), min(b, reach_high)
        if high > low:
            for u in (low, high):
                t = (u - a) / (b - a)
                for z in (ta + t * (tb - ta), la + t * (lb - la)):
                    depth = deepest - (plane[0] * u + plane[1] * z + plane[2])
                    least_in_range = min(least_in_range, depth)
        if a <= foot_u <= b:
            t = (foot_u - a) / (b - a)
            if la + t * (lb - la) <= height <= ta + t * (tb - ta):
                nearest = 0.0
        nearest = min(nearest, _distance_to_segment(foot_u, height, a, ta, b, tb))
        nearest = min(nearest, _distance_to_segment(foot_u, height, a, la, b, lb))
        nearest = min(nearest, _distance_to_segment(foot_u, height, a, la, a, ta))
        nearest = min(nearest, _distance_to_segment(foot_u, height, b, lb, b, tb))
    row[ROW_AREA] = area
    row[ROW_DEPTH] = least
    row[ROW_DEPTH_IN_RANGE] = least_in_range
    row[ROW_OFFSET] = nearest


@njit(cache=True)
def _seen_stretches(columns, frame):
    """Return the stretches of the wall on which anything is seen, (n, 2), ascending."""
    begin = columns[frame[:, 0]]
    order = np.argsort(begin, kind="mergesort")
    out = np.empty((frame.shape[0], 2))
    n = 0
    for k in order:
        a, b = columns[frame[k, 0]], columns[frame[k, 1]]
        if n > 0 and a <= out[n - 1, 1] + _SAME_PLACE_M:
            out[n - 1, 1] = max(out[n - 1, 1], b)
        else:
            out[n, 0], out[n, 1] = a, b
            n += 1
    return out[:n]


@njit(cache=True)
def facade_view(
    camera_x,
    camera_y,
    view,
    walls,
    wall_candidates,
    band_starts,
    bands,
    candidates,
    xy,
    rings,
    solid_rings,
    span,
    boxes,
):
    """Return what one camera sees of the window bands of the given walls.

    Parameters
    ----------
    camera_x, camera_y : float
        Position [m].
    view : float array (8,)
        As in `siting.coverage._ground_kernels.view_polygon`.
    walls : float array (w, 4)
        x, y of first and second corner, the outside on the right [m].
    wall_candidates : int array (k,)
        Walls to look at.
    band_starts, bands : int array (w + 1,), float array (b, 2)
        Window bands of each wall: lower and upper height [m].
    candidates, xy, rings, solid_rings, span, boxes
        Solids that may hide, as in `ground_view`; `boxes` (s, 4) are their bounds.

    Returns
    -------
    key : int array (n, 2)
        Wall and band of each row.
    rows : float array (n, 6)
        Area [m2], length [m], least depth, least depth within the range [m] (1e300 when none),
        distance of the nearest seen point [m], distance of the wall's plane [m].
    stretches : float array (m, 2), stretch_starts : int array (n + 1,)
        u of the seen stretches of each row.
    points, ring_starts, polygon_starts, polygon_row
        The seen polygons in (u, z), and the row of each.
    """
    key = np.empty((16, 2), np.int64)
    rows = np.empty((16, 6))
    count = 0
    stretches = np.empty((0, 2))
    stretch_starts = np.zeros(1, np.int64)
    points = np.empty((0, 2))
    ring_starts = np.zeros(1, np.int64)
    polygon_starts = np.zeros(1, np.int64)
    polygon_row = np.empty(0, np.int64)
    wall = np.empty(10)
    height, reach, deepest = view[0], view[6], view[7]
    for w in wall_candidates:
        px, py = walls[w, 0] - camera_x, walls[w, 1] - camera_y
        tx, ty = walls[w, 2] - walls[w, 0], walls[w, 3] - walls[w, 1]
        length = np.hypot(tx, ty)
        if length < _SHORTEST_M or band_starts[w] == band_starts[w + 1]:
            continue
        tx /= length
        ty /= length
        # Towards the wall is against its outward normal (ty, -tx).
        nx, ny = -ty, tx
        apart = nx * px + ny * py
        if apart <= _IN_PLANE_M:
            continue
        foot_u = -(tx * px + ty * py)
        planes = _view_planes(view, px, py, tx, ty)
        z_low, z_high = 1e300, -1e300
        for b in range(band_starts[w], band_starts[w + 1]):
            z_low = min(z_low, bands[b, 0])
            z_high = max(z_high, bands[b, 1])
        if _is_out_of_view(length, z_low, z_high, planes):
            continue
        whole = _clipped_band(length, z_low, z_high, planes)
        if whole.shape[0] < 3:
            continue
        u_low, u_high = whole[:, 0].min(), whole[:, 0].max()
        wall[0], wall[1], wall[2], wall[3], wall[4], wall[5] = tx, ty, nx, ny, apart, foot_u
        wall[6], wall[7] = px + u_low * tx, py + u_low * ty
        wall[8], wall[9] = px + u_high * tx, py + u_high * ty
        store, kind = _hiding_lines(
            camera_x,
            camera_y,
            height,
            wall,
            z_low,
            z_high,
            candidates,
            xy,
            rings,
            solid_rings,
            span,
            boxes,
        )
        reach_u = np.sqrt(reach * reach - apart * apart) if reach > apart else -1.0
        for b in range(band_starts[w], band_starts[w + 1]):
            if _is_out_of_view(length, bands[b, 0], bands[b, 1], planes):
                continue
            polygon = _clipped_band(length, bands[b, 0], bands[b, 1], planes)
            n = polygon.shape[0]
            if n < 3:
                continue
            own = np.empty((n, 4))
            own_kind = np.empty((n, 3), np.int64)
            m = 0
            for i in range(n):
                u1, z1, u2, z2 = (
                    polygon[i - 1, 0],
                    polygon[i - 1, 1],
                    polygon[i, 0],
                    polygon[i, 1],
                )
                if abs(u2 - u1) <= _SAME_PLACE_M:
                    continue
                if u1 < u2:
                    own[m, 0], own[m, 1], own[m, 2], own[m, 3] = u1, z1, u2, z2
                    own_kind[m, 0], own_kind[m, 2] = 1, DOMAIN + OPEN
                else:
                    own[m, 0], own[m, 1], own[m, 2], own[m, 3] = u2, z2, u1, z1
                    own_kind[m, 0], own_kind[m, 2] = -1, DOMAIN
                own_kind[m, 1] = 4 * xy.shape[0] + 4 * i
                m += 1
            segments = np.concatenate((store, own[:m]))
            kinds = np.concatenate((kind, own_kind[:m]))
            columns, frame, heights = sweep(
                segments,
                kinds[:, 0],
                kinds[:, 1],
                kinds[:, 2],
                _SAME_PLACE_M,
                _SAME_PLACE_M,
                0.0,
                False,
            )
            if frame.shape[0] == 0:
                continue
            key = _grown_rows(key, count)
            rows = _grown_rows(rows, count)
            row = rows[count]
            _measure(
                row,
                columns,
                frame,
                heights,
                foot_u,
                height,
                planes[4],
                deepest,
                foot_u - reach_u,
                foot_u + reach_u,
            )
            seen = _seen_stretches(columns, frame)
            row[ROW_LENGTH] = (seen[:, 1] - seen[:, 0]).sum()
            if row[ROW_LENGTH] < _SHORTEST_M or row[ROW_AREA] < _SMALLEST_M2:
                continue
            row[ROW_DISTANCE] = np.hypot(row[ROW_OFFSET], apart)
            row[ROW_OFFSET] = apart
            key[count, 0], key[count, 1] = w, b
            raw, raw_starts = trace_rings(columns, frame, heights, _SAME_PLACE_M, 0.0, False)
            order, starts = nest_rings(raw, raw_starts, _SAME_PLACE_M)
            sizes = np.empty(order.shape[0], np.int64)
            kept = np.empty_like(raw)
            n = 0
            for k in range(order.shape[0]):
                begin, end = raw_starts[order[k]], raw_starts[order[k] + 1]
                kept[n : n + end - begin] = raw[begin:end]
                sizes[k] = end - begin
                n += end - begin
            polygon_starts = np.concatenate((polygon_starts, starts[1:] + ring_starts.shape[0] - 1))
            ring_starts = np.concatenate((ring_starts, ring_starts[-1] + np.cumsum(sizes)))
            points = np.concatenate((points, kept[:n]))
            polygon_row = np.concatenate((polygon_row, np.full(starts.shape[0] - 1, count)))
            stretches = np.concatenate((stretches, seen))
            stretch_starts = np.concatenate((stretch_starts, np.array([stretch_starts[-1] + seen.shape[0]])))
            count += 1
    return (
        key[:count].copy(),
        rows[:count].copy(),
        stretches,
        stretch_starts,
        points,
        ring_starts,
        polygon_starts,
        polygon_row,
    )
