"""Compiled facade exposure of one camera: which part of each window band no solid hides."""

from __future__ import annotations

import numpy as np
from numba import njit

from siting.coverage._front_kernels import front_of, front_room, is_on_front
from siting.coverage._hiding_kernels import (
    SAME_PLACE_M,
    SLIVER_M,
    hiding_lines,
)
from siting.coverage._kernels import BALANCE, DOMAIN, OPEN, grown, put_segment, sweep
from siting.coverage._ring_kernels import gather_polygons, starts_of, trace_rings
from siting.coverage._screen_kernels import screened
from siting.coverage._view_kernels import clip_in_place

# A camera nearer than this to the plane of a wall sees the wall edge on, which is nothing [m].
_EDGE_ON_M = 1e-6
# No row for less: DESIGN, facade exposure [m], [m2].
_SHORTEST_M = 1e-3
_SMALLEST_M2 = 1e-4

# Parts of a wall in which it is noted down from where it is hidden.
_BINS = 16

ROW_AREA, ROW_LENGTH, ROW_DEPTH, ROW_DEPTH_IN_RANGE, ROW_DISTANCE, ROW_OFFSET = 0, 1, 2, 3, 4, 5


@njit(cache=True)
def _clipped_band(length, z_low, z_high, view_planes):
    """Return the part of a window band inside the view, as a polygon in (u, z)."""
    polygon = np.empty((16, 2))
    spare = np.empty((16, 2))
    for k in range(4):
        polygon[k, 0] = length if k in (1, 2) else 0.0
        polygon[k, 1] = z_low if k < 2 else z_high
    count = 4
    for k in range(view_planes.shape[0]):
        a, b, c = view_planes[k, 0], view_planes[k, 1], view_planes[k, 2]
        count = clip_in_place(polygon, count, spare, a, b, c)
        if count < 3:
            break
    return polygon[:count]


@njit(cache=True)
def _is_open_to(polygon, store, kind):
    """Return True when no line on a wall passes above the lowest point of what is in view of it.

    A line hides, or ends what hides, below itself alone; but what spans the camera may hide from above on.
    """
    u_low, u_high, z_low = polygon[:, 0].min(), polygon[:, 0].max(), polygon[:, 1].min()
    for k in range(store.shape[0]):
        is_above = max(store[k, 1], store[k, 3]) > z_low or kind[k, 2] & BALANCE
        if is_above and store[k, 0] < u_high and store[k, 2] > u_low:
            return False
    return True


@njit(cache=True)
def _trapezoids_of(polygon, label):
    """Return a convex counter-clockwise polygon in (u, z) as `sweep` returns what is uncovered."""
    n = polygon.shape[0]
    columns = np.sort(polygon[:, 0])
    kept = 1
    for k in range(1, n):
        if columns[k] - columns[kept - 1] > SAME_PLACE_M:
            columns[kept] = columns[k]
            kept += 1
    frame = np.empty((kept, 4), np.int64)
    heights = np.empty((kept, 4))
    made = 0
    for k in range(kept - 1):
        a, b = columns[k], columns[k + 1]
        frame[made, 0], frame[made, 1] = k, k + 1
        for i in range(n):
            u1, z1, u2, z2 = polygon[i - 1, 0], polygon[i - 1, 1], polygon[i, 0], polygon[i, 1]
            if min(u1, u2) > 0.5 * (a + b) or max(u1, u2) < 0.5 * (a + b) or abs(u2 - u1) <= SAME_PLACE_M:
                continue
            # Upper edges run backwards.
            low = 2 if u2 > u1 else 0
            frame[made, 2 + low // 2] = label + 4 * i
            heights[made, low] = z1 + (z2 - z1) * ((a - u1) / (u2 - u1))
            heights[made, low + 1] = z1 + (z2 - z1) * ((b - u1) / (u2 - u1))
        if 0.5 * (heights[made, 0] + heights[made, 1] - heights[made, 2] - heights[made, 3]) > SLIVER_M:
            made += 1
    return columns[:kept], frame[:made], heights[:made]


@njit(cache=True)
def _bounds_of(polygon, label):
    """Return the edges of a convex counter-clockwise polygon in (u, z) as bounds of a sweep's domain."""
    store = np.empty((polygon.shape[0], 4))
    kind = np.empty((polygon.shape[0], 3), np.int64)
    count = np.int64(0)
    for i in range(polygon.shape[0]):
        u1, z1 = polygon[i - 1, 0], polygon[i - 1, 1]
        u2, z2 = polygon[i, 0], polygon[i, 1]
        if abs(u2 - u1) <= SAME_PLACE_M:
            continue
        # Upper edges run backwards: there the domain begins, at the lower ones it ends.
        delta, role = np.int64(1), DOMAIN + OPEN
        if u2 < u1:
            u1, z1, u2, z2 = u2, z2, u1, z1
            delta, role = np.int64(-1), DOMAIN
        store, kind, count = put_segment(
            store, kind, count, u1, z1, u2, z2, delta, label + 4 * i, np.int64(role)
        )
    return store[:count], kind[:count]


@njit(cache=True)
def _horizon(store, kind, u_low, u_high):
    """Return down from which height a wall is hidden in each of some bins of u between two limits.

    Only open covers count, which hide all that lies below them.
    """
    floor = np.full(_BINS, -1e300)
    width = (u_high - u_low) / _BINS
    if width < SAME_PLACE_M:
        return floor
    for k in range(store.shape[0]):
        if not kind[k, 2] & OPEN:
            continue
        u1, z1, u2, z2 = store[k, 0], store[k, 1], store[k, 2], store[k, 3]
        # The rays to the two ends of the stretch cut the lines there, give or take rounding.
        first = int(np.ceil((u1 - SAME_PLACE_M - u_low) / width))
        last = int(np.floor((u2 + SAME_PLACE_M - u_low) / width))
        slope = (z2 - z1) / (u2 - u1)
        for b in range(max(first, 0), min(last, _BINS)):
            za = z1 + slope * (u_low + b * width - u1)
            zb = z1 + slope * (u_low + (b + 1) * width - u1)
            floor[b] = max(floor[b], min(za, zb))
    return floor


@njit(cache=True)
def _view_planes(view, px, py, tx, ty):
    """Return the limits of the view on a wall as rows a, b, c with a u + b z + c >= 0.

    The last row is depth itself: depth = greatest depth - (a u + b z + c), except for a view all round
    the camera. `px`, `py` is the wall's first corner about the camera.
    """
    height, sin_t, cos_t, azimuth = view[0], view[1], view[2], view[3]
    tan_h, tan_v, deepest, sin_r, cos_r = view[4], view[5], view[7], view[8], view[9]
    fx, fy = np.sin(azimuth), np.cos(azimuth)
    along0, along = fx * px + fy * py, fx * tx + fy * ty
    side0, side = fy * px - fx * py, fy * tx - fx * ty
    # depth = along cos - rise sin, level upward = along sin + rise cos, rise = z - height
    zu, zz, z0 = along * cos_t, -sin_t, along0 * cos_t + height * sin_t
    yu, yz, y0 = along * sin_t, cos_t, along0 * sin_t - height * cos_t
    # Rolled: the image's right side goes down.
    su, sz, s0 = cos_r * side - sin_r * yu, -sin_r * yz, cos_r * side0 - sin_r * y0
    vu, vz, v0 = cos_r * yu + sin_r * side, cos_r * yz, cos_r * y0 + sin_r * side0
    planes = np.empty((5, 3))
    planes[0] = (tan_h * zu - su, tan_h * zz - sz, tan_h * z0 - s0)
    planes[1] = (tan_h * zu + su, tan_h * zz + sz, tan_h * z0 + s0)
    planes[2] = (tan_v * zu - vu, tan_v * zz - vz, tan_v * z0 - v0)
    planes[3] = (tan_v * zu + vu, tan_v * zz + vz, tan_v * z0 + v0)
    planes[4] = (-zu, -zz, deepest - z0)
    if np.isinf(tan_v):
        planes[2] = (0.0, 0.0, 1.0)
        planes[3] = (0.0, 0.0, 1.0)
    if np.isinf(tan_h):
        planes[0] = (0.0, 0.0, 1.0)
        planes[1] = (0.0, 0.0, 1.0)
        planes[4] = (0.0, 0.0, 1.0)
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
        if n > 0 and a <= out[n - 1, 1] + SAME_PLACE_M:
            out[n - 1, 1] = max(out[n - 1, 1], b)
        else:
            out[n, 0], out[n, 1] = a, b
            n += 1
    return out[:n]


@njit(cache=True)
def _without_slivers(columns, frame, heights):
    """Return the trapezoids without those of stretches so narrow that rounding made them."""
    seen = _seen_stretches(columns, frame)
    keep = np.ones(frame.shape[0], np.bool_)
    for n in range(seen.shape[0]):
        if seen[n, 1] - seen[n, 0] > SLIVER_M:
            continue
        for k in range(frame.shape[0]):
            if seen[n, 0] <= columns[frame[k, 0]] <= seen[n, 1]:
                keep[k] = False
    return frame[keep], heights[keep]


@njit(cache=True)
def _walls_in_view(camera_x, camera_y, view, walls, wall_candidates, band_starts, bands):
    """Return the walls that face the camera with some window band in view, unless something hides it.

    Returns
    -------
    found : int array (n,)
    frames : float array (n, 10)
        Of each wall about the camera: tangent x, y, normal towards the wall x, y, distance to its plane, u of
        the camera's foot, and x, y of both ends of the stretch in view.
    limits : float array (n, 4)
        Of each wall: from and to which u it is in view, lowest and highest of its bands.
    planes : float array (n, 5, 3)
        As `_view_planes` gives them.
    """
    most = wall_candidates.shape[0]
    found = np.empty(most, np.int64)
    frames = np.empty((most, 10))
    limits = np.empty((most, 4))
    planes = np.empty((most, 5, 3))
    n = 0
    for w in wall_candidates:
        px, py = walls[w, 0] - camera_x, walls[w, 1] - camera_y
        tx, ty = walls[w, 2] - walls[w, 0], walls[w, 3] - walls[w, 1]
        # Towards the wall is against its outward normal (ty, -tx).
        if band_starts[w] == band_starts[w + 1] or tx * py - ty * px <= 0.0:
            continue
        length = np.hypot(tx, ty)
        if length < _SHORTEST_M:
            continue
        tx /= length
        ty /= length
        apart = tx * py - ty * px
        if apart <= _EDGE_ON_M:
            continue
        z_low, z_high = 1e300, -1e300
        for b in range(band_starts[w], band_starts[w + 1]):
            z_low = min(z_low, bands[b, 0])
            z_high = max(z_high, bands[b, 1])
        planes[n] = _view_planes(view, px, py, tx, ty)
        if _is_out_of_view(length, z_low, z_high, planes[n]):
            continue
        whole = _clipped_band(length, z_low, z_high, planes[n])
        if whole.shape[0] < 3:
            continue
        u_low, u_high = whole[:, 0].min(), whole[:, 0].max()
        frame = frames[n]
        frame[0], frame[1], frame[2], frame[3], frame[4] = tx, ty, -ty, tx, apart
        frame[5] = -(tx * px + ty * py)
        frame[6], frame[7] = px + u_low * tx, py + u_low * ty
        frame[8], frame[9] = px + u_high * tx, py + u_high * ty
        limits[n, 0], limits[n, 1], limits[n, 2], limits[n, 3] = u_low, u_high, z_low, z_high
        found[n] = w
        n += 1
    return found[:n], frames[:n], limits[:n], planes[:n]


@njit(cache=True)
def _seen_of_band(z_low, z_high, length, planes, store, kind, label):
    """Return the part of a window band in view that no solid hides, as trapezoids in (u, z)."""
    polygon = _clipped_band(length, z_low, z_high, planes)
    if polygon.shape[0] < 3:
        return np.empty(0), np.empty((0, 4), np.int64), np.empty((0, 4))
    if _is_open_to(polygon, store, kind):
        return _trapezoids_of(polygon, label)
    own, own_kind = _bounds_of(polygon, label)
    segments = np.concatenate((store, own))
    kinds = np.concatenate((kind, own_kind))
    columns, frame, heights = sweep(
        segments,
        kinds[:, 0],
        kinds[:, 1],
        kinds[:, 2],
        np.int64(1),
        SAME_PLACE_M,
        SLIVER_M,
        0.0,
        np.int64(0),
    )
    frame, heights = _without_slivers(columns, frame, heights)
    return columns, frame, heights


@njit(cache=True, nogil=True)
def facade_views(
    places,
    views,
    walls,
    wall_starts,
    wall_candidates,
    band_starts,
    bands,
    candidate_starts,
    candidates,
    xy,
    rings,
    solid_rings,
    span,
    boxes,
):
    """Return what cameras see of the window bands of walls.

    Parameters
    ----------
    places : float array (n, 2)
        Positions [m].
    views : float array (n, 10)
        As in `siting.coverage._view_kernels.view_polygon`.
    walls : float array (w, 4)
        x, y of first and second corner, the outside on the right [m].
    wall_starts, wall_candidates : int array (n + 1,), int array (k,)
        Walls to look at, camera by camera.
    band_starts, bands : int array (w + 1,), float array (b, 2)
        Window bands of each wall: lower and upper height [m].
    candidate_starts, candidates, xy, rings, solid_rings, span, boxes
        Solids that may hide, as in `siting.coverage._ground_kernels.ground_views`.

    Returns
    -------
    key : int array (m, 3)
        Wall, band and camera of each row.
    rows : float array (m, 6)
        Area [m2], length [m], least depth, least depth within the range [m] (1e300 when none),
        distance of the nearest seen point [m], distance of the wall's plane [m].
    stretches : float array (s, 2), stretch_starts : int array (m + 1,)
        u of the seen stretches of each row.
    points, ring_starts, polygon_starts, polygon_row
        The seen polygons in (u, z), and the row of each.
    """
    key = np.empty((64, 3), np.int64)
    rows = np.empty((64, 6))
    stretches = np.empty((64, 2))
    stretch_ends = np.empty((64, 1), np.int64)
    points = np.empty((1024, 2))
    ring_ends = np.empty((128, 1), np.int64)
    polygon_ends = np.empty((64, 3), np.int64)
    counts = np.zeros(3, np.int64)
    count = np.int64(0)
    stretch_count = np.int64(0)
    front = front_room()
    for c in range(places.shape[0]):
        camera_x, camera_y, view = places[c, 0], places[c, 1], views[c]
        height, reach, deepest = view[0], view[6], view[7]
        hiding = candidates[candidate_starts[c] : candidate_starts[c + 1]]
        found, frames, limits, all_planes = _walls_in_view(
            camera_x,
            camera_y,
            view,
            walls,
            wall_candidates[wall_starts[c] : wall_starts[c + 1]],
            band_starts,
            bands,
        )
        solids = (hiding, xy, rings, solid_rings, span, boxes)
        front_count = front_of(camera_x, camera_y, hiding, xy, rings, solid_rings, boxes, front)
        hidden = screened(camera_x, camera_y, height, frames[:, 6:10], limits[:, 2], limits[:, 3], *solids)
        for n in range(found.shape[0]):
            if hidden[n]:
                continue
            w, wall, planes = found[n], frames[n], all_planes[n]
            apart, foot_u = wall[4], wall[5]
            length = np.hypot(walls[w, 2] - walls[w, 0], walls[w, 3] - walls[w, 1])
            if front_count > 0 and is_on_front(wall[6:10], front_count, front):
                store, kind = np.empty((0, 4)), np.empty((0, 3), np.int64)
            else:
                store, kind = hiding_lines(
                    camera_x, camera_y, height, wall, limits[n, 2], limits[n, 3], *solids
                )
            hidden_below = _horizon(store, kind, limits[n, 0], limits[n, 1]).min() - SLIVER_M
            reach_u = np.sqrt(reach * reach - apart * apart) if reach > apart else -1.0
            for b in range(band_starts[w], band_starts[w + 1]):
                z_low, z_high = bands[b, 0], bands[b, 1]
                if z_high < hidden_below or _is_out_of_view(length, z_low, z_high, planes):
                    continue
                columns, frame, heights = _seen_of_band(
                    z_low, z_high, length, planes, store, kind, 4 * xy.shape[0]
                )
                if frame.shape[0] == 0:
                    continue
                key = grown(key, count)
                rows = grown(rows, count)
                stretch_ends = grown(stretch_ends, count)
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
                key[count, 0], key[count, 1], key[count, 2] = w, b, c
                made, starts = trace_rings(columns, frame, heights, SAME_PLACE_M, 0.0, np.int64(0))
                points, ring_ends, polygon_ends = gather_polygons(
                    made, starts, SAME_PLACE_M, count, np.int64(0), points, ring_ends, polygon_ends, counts
                )
                stretches = grown(stretches, stretch_count, seen.shape[0])
                stretches[stretch_count : stretch_count + seen.shape[0]] = seen
                stretch_count += seen.shape[0]
                stretch_ends[count, 0] = stretch_count
                count += 1
    return (
        key[:count].copy(),
        rows[:count].copy(),
        stretches[:stretch_count].copy(),
        starts_of(stretch_ends[:count, 0]),
        points[: counts[0]].copy(),
        starts_of(ring_ends[: counts[1], 0]),
        starts_of(polygon_ends[: counts[2], 0]),
        polygon_ends[: counts[2], 1].copy(),
    )
