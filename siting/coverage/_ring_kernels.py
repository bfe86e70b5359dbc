"""Compiled ring tracing: from the trapezoids of the sweep to polygons with holes."""

from __future__ import annotations

import numpy as np
from numba import njit

from siting.coverage._kernels import SQUARE_TURN, grown


@njit(cache=True)
def _corner_vertices(columns, frame, heights, y_tolerance, y_tolerance_ratio, closed):
    """Return for each trapezoid corner its vertex, and for each vertex its column and height.

    Corners in the order of `heights`; vertices ascend by column, then height.
    """
    made = frame.shape[0]
    seam = closed != 0 and columns.shape[0] > 0 and columns[columns.shape[0] - 1] == SQUARE_TURN
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


@njit(cache=True)
def gather_polygons(points, starts, smallest_area, owner, part, all_points, ring_ends, polygon_ends, counts):
    """Put the polygons that `points` and `starts` bound behind those gathered so far.

    Parameters
    ----------
    points, starts
        Rings as `trace_rings` returns them, in the coordinates wanted.
    smallest_area : float
        As in `nest_rings`.
    owner, part : int
        What is noted of each polygon.
    all_points : float array (p, 2)
        Vertices.
    ring_ends : int array (r, 1)
        Where each ring ends in the vertices.
    polygon_ends : int array (q, 3)
        Where each polygon ends in the rings, its owner and part.
    counts : int array (3,)
        Vertices, rings and polygons so far; raised in place.

    Returns
    -------
    all_points, ring_ends, polygon_ends
        With room for the new ones.
    """
    order, polygon_starts = nest_rings(points, starts, smallest_area)
    all_points = grown(all_points, counts[0], points.shape[0])
    ring_ends = grown(ring_ends, counts[1], order.shape[0])
    polygon_ends = grown(polygon_ends, counts[2], polygon_starts.shape[0])
    for q in range(polygon_starts.shape[0] - 1):
        for k in range(polygon_starts[q], polygon_starts[q + 1]):
            begin = n = counts[0]
            for i in range(starts[order[k]], starts[order[k] + 1]):
                # At the camera's own foot several directions are one point.
                if (
                    n > begin
                    and all_points[n - 1, 0] == points[i, 0]
                    and all_points[n - 1, 1] == points[i, 1]
                ):
                    continue
                all_points[n] = points[i]
                n += 1
            counts[0] = n
            ring_ends[counts[1], 0] = n
            counts[1] += 1
        polygon_ends[counts[2], 0] = counts[1]
        polygon_ends[counts[2], 1] = owner
        polygon_ends[counts[2], 2] = part
        counts[2] += 1
    return all_points, ring_ends, polygon_ends


@njit(cache=True)
def starts_of(ends):
    """Return where things start that end at `ends`, with the total at the end, (n + 1,)."""
    starts = np.zeros(ends.shape[0] + 1, np.int64)
    starts[1:] = ends
    return starts


@njit(cache=True)
def polygons_bounded_by(points, starts, smallest_area):
    """Return the polygons that rings bound: vertices, where each ring and where each polygon starts."""
    kept = np.empty((points.shape[0], 2))
    ring_ends = np.empty((starts.shape[0], 1), np.int64)
    polygon_ends = np.empty((starts.shape[0], 3), np.int64)
    counts = np.zeros(3, np.int64)
    kept, ring_ends, polygon_ends = gather_polygons(
        points, starts, smallest_area, np.int64(0), np.int64(0), kept, ring_ends, polygon_ends, counts
    )
    return kept[: counts[0]], starts_of(ring_ends[: counts[1], 0]), starts_of(polygon_ends[: counts[2], 0])


@njit(cache=True)
def geometries_of(points, ring_ends, polygon_ends, places, parts):
    """Return the polygons gathered as multipolygons, one for each owner and part.

    Parameters
    ----------
    points : float array (p, 2)
        Vertices about the place of their owner [m].
    ring_ends : int array (r,)
    polygon_ends : int array (q, 3)
        As in `gather_polygons`, owners ascending, parts ascending in each.
    places : float array (n, 2)
        Of the owners [m].
    parts : int
        Of each owner.

    Returns
    -------
    corners : float array (p + r, 2)
        Rings closed, where they lie [m].
    ring_starts, polygon_starts, cell_starts : int arrays
        Corners of each ring, rings of each polygon, polygons of each owner and part; with the totals.
    """
    rings, polygons = ring_ends.shape[0], polygon_ends.shape[0]
    count = ring_ends[rings - 1] if rings else 0
    corners = np.empty((count + rings, 2))
    ring_starts = np.zeros(rings + 1, np.int64)
    polygon_starts = np.zeros(polygons + 1, np.int64)
    cell_starts = np.zeros(places.shape[0] * parts + 1, np.int64)
    ring = made = 0
    for q in range(polygons):
        owner, part = polygon_ends[q, 1], polygon_ends[q, 2]
        x, y = places[owner, 0], places[owner, 1]
        while ring < polygon_ends[q, 0]:
            begin = ring_ends[ring - 1] if ring else 0
            for k in range(begin, ring_ends[ring]):
                corners[made, 0], corners[made, 1] = points[k, 0] + x, points[k, 1] + y
                made += 1
            corners[made] = corners[ring_starts[ring]]
            made += 1
            ring += 1
            ring_starts[ring] = made
        polygon_starts[q + 1] = ring
        cell_starts[owner * parts + part + 1] += 1
    for k in range(cell_starts.shape[0] - 1):
        cell_starts[k + 1] += cell_starts[k]
    return corners, ring_starts, polygon_starts, cell_starts
