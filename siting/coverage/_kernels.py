"""Compiled plane sweep: the part of a region that no shadow covers, as exact polygons.

Both questions of the engine (which ground, which part of a wall) come down to one: straight
segments in a plane, each adding or taking away one layer of cover to all that lies *below* it, and
the region that stays uncovered. On the ground the plane is direction against nearness, on a wall
it is length against height. Slabs between segment ends are cut at crossings, so that inside a cell
the order of the segments is fixed, and nothing is assumed of segments that touch, overlap or cross.

Arrays only; the documented faces are `siting.coverage.visibility` and `siting.coverage.facades`.
"""

from __future__ import annotations

import numpy as np
from numba import njit

# Roles of a segment, added up.
DOMAIN = 1  # bounds the region that is asked about
BALANCE = 2  # its solid spans the start of the sweep: what is closed but never opened began before
OPEN = 4  # a cover that nothing takes away again below

# Nearness 1/0: the camera's own foot. Finite, so that differences stay numbers.
NEARNESS_OF_FOOT = 1e300

SQUARE_TURN = 8.0  # once around in square angle, two to each quadrant
# Two directions nearer than this are one [square angle]; 3e-10 m at 300 m.
SAME_DIRECTION = 1e-12


@njit(cache=True)
def _grown(array, count):
    """Return `array` with room for one more than `count` rows."""
    if count < array.shape[0]:
        return array
    wider = np.empty((2 * array.shape[0], array.shape[1]), array.dtype)
    wider[: array.shape[0]] = array
    return wider


@njit(cache=True)
def _events(segments, tolerance, closed):
    """Return the distinct ends of all segments, ascending, nearer ones than `tolerance` as one."""
    count = segments.shape[0]
    ends = np.empty(2 * count)
    ends[:count] = segments[:, 0]
    ends[count:] = segments[:, 2]
    ends.sort()
    kept = 0
    for k in range(ends.shape[0]):
        if kept == 0 or ends[k] - ends[kept - 1] > tolerance:
            ends[kept] = ends[k]
            kept += 1
    if closed and kept > 0 and SQUARE_TURN - ends[kept - 1] <= tolerance:
        ends[kept - 1] = SQUARE_TURN
    return ends[:kept]


@njit(cache=True)
def _height_at(segments, s, x):
    """Return the height of segment `s` at `x`."""
    x1, y1, x2, y2 = segments[s, 0], segments[s, 1], segments[s, 2], segments[s, 3]
    return y1 + (y2 - y1) * ((x - x1) / (x2 - x1))


@njit(cache=True)
def _crossings(left, right, order, count):
    """Return the fractions of a slab at which two of its segments cross, ascending."""
    cuts = np.empty(8)
    found = 0
    for i in range(count):
        a = order[i]
        for j in range(i + 1, count):
            b = order[j]
            dl = left[a] - left[b]
            dr = right[a] - right[b]
            if (dl < 0.0 and dr > 0.0) or (dl > 0.0 and dr < 0.0):
                t = dl / (dl - dr)
                if 0.0 < t < 1.0:
                    if found == cuts.shape[0]:
                        wider = np.empty(2 * found)
                        wider[:found] = cuts
                        cuts = wider
                    cuts[found] = t
                    found += 1
    cuts = cuts[:found]
    cuts.sort()
    return cuts


@njit(cache=True)
def sweep(segments, delta, label, role, x_tolerance, y_tolerance, y_tolerance_ratio, closed):
    """Return the uncovered part of the domain as trapezoids between columns.

    Parameters
    ----------
    segments : float array (n, 4)
        x1, y1, x2, y2 with x1 < x2.
    delta : int array (n,)
        Layers of cover added (+1) or taken away (-1) to all below the segment.
    label : int array (n,)
        Equal for pieces of one straight line.
    role : int array (n,)
        Sum of DOMAIN, BALANCE, OPEN. Domain segments take one layer away where the domain starts
        and add it where it ends; the plane starts with one layer.
    x_tolerance, y_tolerance, y_tolerance_ratio : float
        Below these differences two values are one (the last relative to y).
    closed : bool
        True when x is a square angle and the plane a full turn.

    Returns
    -------
    columns : float array (m,)
        The x of every column.
    frame : int array (k, 4)
        Column left, column right, label of top, label of bottom of each trapezoid.
    heights : float array (k, 4)
        Top left, top right, bottom left, bottom right.
    """
    count = segments.shape[0]
    columns = np.empty((16, 1))
    column_count = 0
    frame = np.empty((16, 4), np.int64)
    heights = np.empty((16, 4))
    made = 0
    events = _events(segments, x_tolerance, closed)
    slabs = events.shape[0] - 1
    if slabs < 1:
        return columns[:0, 0], frame[:0], heights[:0]

    first = np.searchsorted(events, segments[:, 0], side="right") - 1
    last = np.searchsorted(events, segments[:, 2], side="right") - 1
    in_domain = np.zeros(slabs, np.bool_)
    for s in range(count):
        if role[s] & DOMAIN:
            for i in range(first[s], last[s]):
                in_domain[i] = True
    start = np.zeros(slabs + 1, np.int64)
    for s in range(count):
        for i in range(first[s], last[s]):
            if in_domain[i]:
                start[i + 1] += 1
    for i in range(slabs):
        start[i + 1] += start[i]
    fill = start[:-1].copy()
    member = np.empty(start[slabs], np.int64)
    for s in range(count):
        for i in range(first[s], last[s]):
            if in_domain[i]:
                member[fill[i]] = s
                fill[i] += 1

    most = 0
    for i in range(slabs):
        most = max(most, start[i + 1] - start[i])
    left = np.empty(most)
    right = np.empty(most)
    middle = np.empty(most)
    which = np.empty(most, np.int64)
    order = np.empty(most, np.int64)
    open_trapezoids = np.empty(most + 1, np.int64)
    still_open = np.empty(most + 1, np.int64)
    open_count = 0
    open_column = -1

    for i in range(slabs):
        if not in_domain[i]:
            continue
        x_left, x_right = events[i], events[i + 1]
        base = 1
        floor = -1.0e308
        roof_left = -1.0e308
        roof_right = -1.0e308
        n = start[i + 1] - start[i]
        for k in range(n):
            s = member[start[i] + k]
            yl = segments[s, 1] if first[s] == i else _height_at(segments, s, x_left)
            yr = segments[s, 3] if last[s] == i + 1 else _height_at(segments, s, x_right)
            which[k] = s
            left[k] = yl
            right[k] = yr
            if role[s] & (DOMAIN | BALANCE):
                base -= delta[s]
            if role[s] & OPEN:
                floor = max(floor, min(yl, yr))
            if (role[s] & DOMAIN) and delta[s] < 0:
                roof_left = max(roof_left, yl)
                roof_right = max(roof_right, yr)
        # What lies wholly under an open cover cannot show; what lies wholly above the domain only counts.
        kept = 0
        for k in range(n):
            s = which[k]
            if max(left[k], right[k]) < floor:
                continue
            if left[k] > roof_left and right[k] > roof_right and roof_left > -1.0e308:
                base += delta[s]
                continue
            order[kept] = k
            kept += 1
        base = max(base, 0)

        cuts = _crossings(left, right, order, kept)
        if open_column < 0 or columns[open_column, 0] != x_left:
            columns = _grown(columns, column_count)
            columns[column_count, 0] = x_left
            open_column = column_count
            column_count += 1
            open_count = 0
        t_from = 0.0
        for c in range(cuts.shape[0] + 1):
            t_to = cuts[c] if c < cuts.shape[0] else 1.0
            if t_to <= t_from:
                continue
            t_mid = 0.5 * (t_from + t_to)
            for k in range(kept):
                a = order[k]
                middle[a] = left[a] + t_mid * (right[a] - left[a])
            for k in range(1, kept):
                a = order[k]
                j = k - 1
                while j >= 0 and middle[order[j]] < middle[a]:
                    order[j + 1] = order[j]
                    j -= 1
                order[j + 1] = a
            columns = _grown(columns, column_count)
            columns[column_count, 0] = x_right if t_to == 1.0 else x_left + t_to * (x_right - x_left)
            next_open = 0
            cover = base
            top = -1
            for k in range(kept):
                a = order[k]
                before = cover
                cover += delta[which[a]]
                if before > 0 and cover == 0:
                    top = a
                elif before == 0 and cover > 0:
                    y_top = NEARNESS_OF_FOOT if top < 0 else middle[top]
                    if y_top - middle[a] <= y_tolerance + y_tolerance_ratio * abs(y_top):
                        continue
                    top_label = -1 if top < 0 else label[which[top]]
                    low_label = label[which[a]]
                    top_right = NEARNESS_OF_FOOT if top < 0 else left[top] + t_to * (right[top] - left[top])
                    low_right = left[a] + t_to * (right[a] - left[a])
                    if t_to == 1.0:
                        low_right = right[a]
                        if top >= 0:
                            top_right = right[top]
                    found = -1
                    for m in range(open_count):
                        o = open_trapezoids[m]
                        if frame[o, 2] == top_label and frame[o, 3] == low_label:
                            found = o
                    if found < 0:
                        frame = _grown(frame, made)
                        heights = _grown(heights, made)
                        found = made
                        made += 1
                        frame[found, 0] = open_column
                        frame[found, 2] = top_label
                        frame[found, 3] = low_label
                        heights[found, 0] = (
                            NEARNESS_OF_FOOT if top < 0 else left[top] + t_from * (right[top] - left[top])
                        )
                        heights[found, 2] = left[a] + t_from * (right[a] - left[a])
                    frame[found, 1] = column_count
                    heights[found, 1] = top_right
                    heights[found, 3] = low_right
                    still_open[next_open] = found
                    next_open += 1
            for m in range(next_open):
                open_trapezoids[m] = still_open[m]
            open_count = next_open
            open_column = column_count
            column_count += 1
            t_from = t_to
    return columns[:column_count, 0].copy(), frame[:made].copy(), heights[:made].copy()


@njit(cache=True)
def _corner_vertices(columns, frame, heights, y_tolerance, y_tolerance_ratio, closed):
    """Return for each trapezoid corner its vertex, and for each vertex its column and height.

    Corners in the order of `heights`; vertices ascend by column, then height.
    """
    made = frame.shape[0]
    seam = closed and columns.shape[0] > 0 and columns[columns.shape[0] - 1] == SQUARE_TURN
    seam = seam and columns[0] == 0.0
    corner_column = np.empty(4 * made, np.int64)
    corner_height = np.empty(4 * made)
    for k in range(made):
        for c in range(4):
            column = frame[k, 0] if c in (0, 2) else frame[k, 1]
            if seam and column == columns.shape[0] - 1:
                column = 0
            corner_column[4 * k + c] = column
            corner_height[4 * k + c] = heights[k, c]
    by_height = np.argsort(corner_height, kind="mergesort")
    by_both = by_height[np.argsort(corner_column[by_height], kind="mergesort")]
    vertex = np.empty(4 * made, np.int64)
    vertex_column = np.empty(4 * made, np.int64)
    vertex_height = np.empty(4 * made)
    count = 0
    for k in range(by_both.shape[0]):
        c = by_both[k]
        y = corner_height[c]
        new = count == 0 or vertex_column[count - 1] != corner_column[c]
        if not new:
            gap = y - vertex_height[count - 1]
            new = gap > y_tolerance + y_tolerance_ratio * abs(vertex_height[count - 1])
        if new:
            vertex_column[count] = corner_column[c]
            vertex_height[count] = y
            count += 1
        vertex[c] = count - 1
    return vertex, vertex_column[:count], vertex_height[:count]


@njit(cache=True)
def _boundary_edges(columns, frame, vertex, vertex_column, vertex_height):
    """Return the directed boundary of the trapezoids' union, the inside on the left.

    Returns from, to (int arrays), label (line label, or -2 - column for an upright edge), and the
    direction (dx, dy) of each edge.
    """
    made = frame.shape[0]
    count = vertex_column.shape[0]
    limit = 2 * made + count
    edge = np.empty((limit, 3), np.int64)
    run = np.empty((limit, 2))
    n = 0
    left_cover = np.zeros(count + 1, np.int64)
    right_cover = np.zeros(count + 1, np.int64)
    for k in range(made):
        top_left, top_right = vertex[4 * k], vertex[4 * k + 1]
        low_left, low_right = vertex[4 * k + 2], vertex[4 * k + 3]
        width = columns[frame[k, 1]] - columns[frame[k, 0]]
        edge[n, 0], edge[n, 1], edge[n, 2] = top_right, top_left, frame[k, 2]
        run[n, 0], run[n, 1] = -width, vertex_height[top_left] - vertex_height[top_right]
        n += 1
        edge[n, 0], edge[n, 1], edge[n, 2] = low_left, low_right, frame[k, 3]
        run[n, 0], run[n, 1] = width, vertex_height[low_right] - vertex_height[low_left]
        n += 1
        # The trapezoid covers, left of its right column and right of its left column.
        left_cover[low_right] += 1
        left_cover[top_right] -= 1
        right_cover[low_left] += 1
        right_cover[top_left] -= 1
    covered_left = 0
    covered_right = 0
    for v in range(count - 1):
        if v > 0 and vertex_column[v] != vertex_column[v - 1]:
            covered_left = 0
            covered_right = 0
        covered_left += left_cover[v]
        covered_right += right_cover[v]
        if vertex_column[v + 1] != vertex_column[v] or (covered_left > 0) == (covered_right > 0):
            continue
        if covered_left > 0:
            edge[n, 0], edge[n, 1] = v, v + 1
            run[n, 1] = 1.0
        else:
            edge[n, 0], edge[n, 1] = v + 1, v
            run[n, 1] = -1.0
        edge[n, 2] = -2 - vertex_column[v]
        run[n, 0] = 0.0
        n += 1
    return edge[:n], run[:n]


@njit(cache=True)
def _next_edge(edge, run, scale, arriving, outgoing, start, used):
    """Return the unused edge that turns furthest left where `arriving` ends, or -1."""
    v = edge[arriving, 1]
    best = -1
    best_turn = -10.0
    for k in range(start[v], start[v + 1]):
        e = outgoing[k]
        if used[e]:
            continue
        if start[v + 1] - start[v] == 1:
            return e
        ax, ay = run[arriving, 0] * scale, run[arriving, 1]
        bx, by = run[e, 0] * scale, run[e, 1]
        turn = np.arctan2(ax * by - ay * bx, ax * bx + ay * by)
        if turn >= 3.14159265358979:
            turn = -turn
        if turn > best_turn:
            best_turn = turn
            best = e
    return best


@njit(cache=True)
def trace_rings(columns, frame, heights, y_tolerance, y_tolerance_ratio, closed):
    """Return the boundary of the trapezoids' union as simple rings.

    Returns
    -------
    points : float array (p, 2)
        x and y of the ring vertices, without repeating the first.
    starts : int array (r + 1,)
        Where each ring starts in `points`. The inside lies on the left of every ring.
    """
    vertex, vertex_column, vertex_height = _corner_vertices(
        columns, frame, heights, y_tolerance, y_tolerance_ratio, closed
    )
    edge, run = _boundary_edges(columns, frame, vertex, vertex_column, vertex_height)
    count = vertex_column.shape[0]
    n = edge.shape[0]
    start = np.zeros(count + 1, np.int64)
    for e in range(n):
        start[edge[e, 0] + 1] += 1
    for v in range(count):
        start[v + 1] += start[v]
    fill = start[:-1].copy()
    outgoing = np.empty(n, np.int64)
    for e in range(n):
        outgoing[fill[edge[e, 0]]] = e
        fill[edge[e, 0]] += 1

    used = np.zeros(n, np.bool_)
    place = np.full(count, -1, np.int64)
    path = np.empty(n + 1, np.int64)
    points = np.empty((n + 1, 2))
    starts = np.empty(n + 2, np.int64)
    starts[0] = 0
    ring_count = 0
    point_count = 0
    for seed in range(n):
        if used[seed]:
            continue
        length = 0
        e = seed
        while True:
            used[e] = True
            path[length] = e
            place[edge[e, 0]] = length
            length += 1
            v = edge[e, 1]
            if place[v] >= 0:
                # A loop is closed: take it off the path, so that no ring touches itself.
                begin = place[v]
                previous = path[length - 1]
                first_point = point_count
                for k in range(begin, length):
                    f = path[k]
                    w = edge[f, 0]
                    straight = edge[previous, 2] == edge[f, 2] and start[w + 1] - start[w] == 1
                    if not straight:
                        points[point_count, 0] = columns[vertex_column[w]]
                        points[point_count, 1] = vertex_height[w]
                        point_count += 1
                    place[w] = -1
                    previous = f
                if point_count - first_point >= 3:
                    ring_count += 1
                    starts[ring_count] = point_count
                else:
                    point_count = first_point
                length = begin
                if length == 0:
                    break
                e = path[length - 1]
            e = _next_edge(edge, run, max(1.0, abs(vertex_height[v])), e, outgoing, start, used)
            if e < 0:
                break
        for k in range(length):
            place[edge[path[k], 0]] = -1
    return points[:point_count].copy(), starts[: ring_count + 1].copy()


@njit(cache=True)
def _ring_area(points, begin, end):
    """Return the signed area of one ring, positive when counter-clockwise."""
    area = 0.0
    x0, y0 = points[begin, 0], points[begin, 1]
    for k in range(begin, end - 1):
        ax, ay = points[k, 0] - x0, points[k, 1] - y0
        bx, by = points[k + 1, 0] - x0, points[k + 1, 1] - y0
        area += ax * by - ay * bx
    return 0.5 * area


@njit(cache=True)
def _is_inside(points, begin, end, x, y):
    """Return True when (x, y) lies inside the ring (even-odd)."""
    inside = False
    j = end - 1
    for i in range(begin, end):
        yi, yj = points[i, 1], points[j, 1]
        if (yi > y) != (yj > y):
            at = points[i, 0] + (y - yi) / (yj - yi) * (points[j, 0] - points[i, 0])
            if x < at:
                inside = not inside
        j = i
    return inside


@njit(cache=True)
def nest_rings(points, starts, smallest_area):
    """Return rings put in order as polygons: each outer ring with its holes behind it.

    Rings smaller than `smallest_area` are dropped; what they hold is below rounding.

    Returns
    -------
    order : int array (r,)
        Rings in the order polygon by polygon, outer ring first.
    polygon_starts : int array (q + 1,)
        Where each polygon starts in `order`.
    """
    count = starts.shape[0] - 1
    area = np.empty(count)
    for r in range(count):
        area[r] = _ring_area(points, starts[r], starts[r + 1])
    owner = np.full(count, -1, np.int64)
    for r in range(count):
        if area[r] > -smallest_area:
            continue
        a, b = starts[r], starts[r] + 1
        x = 0.5 * (points[a, 0] + points[b, 0])
        y = 0.5 * (points[a, 1] + points[b, 1])
        for o in range(count):
            if area[o] < -area[r] or (owner[r] >= 0 and area[o] >= area[owner[r]]):
                continue
            if _is_inside(points, starts[o], starts[o + 1], x, y):
                owner[r] = o
    order = np.empty(count, np.int64)
    polygon_starts = np.zeros(count + 1, np.int64)
    placed = 0
    polygons = 0
    for r in range(count):
        if area[r] < smallest_area:
            continue
        order[placed] = r
        placed += 1
        for h in range(count):
            if owner[h] == r:
                order[placed] = h
                placed += 1
        polygons += 1
        polygon_starts[polygons] = placed
    return order[:placed], polygon_starts[: polygons + 1]
