"""Compiled snap rounding: edges of many polygons to fragments that meet at their ends alone.

Everything is in whole units of a fine grid, so that every question of left or right is answered exactly.
A pixel is hot where an edge ends or two edges cross; each edge is bent through the middle of every hot pixel
that it passes. No two bent edges cross, whatever touched, overlapped or nearly did before (Hobby 1999,
"Practical segment intersection with finite precision output"; Guibas and Marimont 1998).
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

# All kernel modules import this one first: it drops compiled code that is stale.
from siting.coverage._kernels import CACHE_FOLDER  # noqa: F401

# An edge is listed in every cell that it comes nearer to than this [units].
_MARGIN = 2.0
# Up to so many things are sorted by insertion.
_FEW = 48


@njit(cache=True)
def _row_span(edge, row, west, south, cell, columns):
    """Return the first and last column of cells that an edge comes near in a row of cells."""
    ax, ay, bx, by = float(edge[0]), float(edge[1]), float(edge[2]), float(edge[3])
    low = south + row * cell - _MARGIN
    high = south + (row + 1) * cell + _MARGIN
    x0, x1 = ax, bx
    if ay != by:
        t0, t1 = (low - ay) / (by - ay), (high - ay) / (by - ay)
        if t0 > t1:
            t0, t1 = t1, t0
        t0, t1 = max(t0, 0.0), min(t1, 1.0)
        if t0 > t1:
            return 0, -1
        x0, x1 = ax + t0 * (bx - ax), ax + t1 * (bx - ax)
    first = math.floor((min(x0, x1) - _MARGIN - west) / cell)
    last = math.floor((max(x0, x1) + _MARGIN - west) / cell)
    return max(first, 0), min(last, columns - 1)


@njit(cache=True)
def _cells_of_edges(edges, west, south, cell, columns, rows):
    """Return for each cell the edges that come near it: where each cell starts, and the edges."""
    starts = np.zeros(columns * rows + 1, np.int64)
    listed = np.empty(0, np.int32)
    fill = np.empty(0, np.int64)
    for turn in range(2):
        for e in range(edges.shape[0]):
            low, high = min(edges[e, 1], edges[e, 3]), max(edges[e, 1], edges[e, 3])
            first = max(math.floor((low - _MARGIN - south) / cell), 0)
            last = min(math.floor((high + _MARGIN - south) / cell), rows - 1)
            for row in range(first, last + 1):
                left, right = _row_span(edges[e], row, west, south, cell, columns)
                for column in range(left, right + 1):
                    c = row * columns + column
                    if turn == 0:
                        starts[c + 1] += 1
                    else:
                        listed[fill[c]] = e
                        fill[c] += 1
        if turn == 0:
            for c in range(columns * rows):
                starts[c + 1] += starts[c]
            listed = np.empty(starts[columns * rows], np.int32)
            fill = starts[:-1].copy()
    return starts, listed


@njit(cache=True)
def _grown(array):
    """Return an array of twice the length that begins with the given one."""
    more = np.empty((2 * array.shape[0] + 64, *array.shape[1:]), array.dtype)
    more[: array.shape[0]] = array
    return more


@njit(cache=True)
def _gathered(edges, listed, begin, end, near):
    """Return a cell's edges side by side in `near`, grown where it is too small."""
    while near.shape[0] < end - begin:
        near = _grown(near)
    for k in range(begin, end):
        near[k - begin] = edges[listed[k]]
    return near


@njit(cache=True)
def _crossings(edges, starts, listed, west, south, cell, columns):
    """Return the pixels in which two edges cross away from their ends, each crossing once."""
    found = np.empty((edges.shape[0] + 64, 2), np.int64)
    near = np.empty((64, 4), np.int64)
    n = 0
    for c in range(starts.shape[0] - 1):
        row, column = c // columns, c % columns
        count = starts[c + 1] - starts[c]
        near = _gathered(edges, listed, starts[c], starts[c + 1], near)
        for i in range(count):
            ax, ay, bx, by = near[i, 0], near[i, 1], near[i, 2], near[i, 3]
            dx, dy = bx - ax, by - ay
            low, high = min(ay, by), max(ay, by)
            for j in range(i + 1, count):
                px, py, qx, qy = near[j, 0], near[j, 1], near[j, 2], near[j, 3]
                # Edges run eastward.
                if px > bx or qx < ax or min(py, qy) > high or max(py, qy) < low:
                    continue
                side_p = dx * (py - ay) - dy * (px - ax)
                side_q = dx * (qy - ay) - dy * (qx - ax)
                if (side_p >= 0 or side_q <= 0) and (side_p <= 0 or side_q >= 0):
                    continue
                ex, ey = qx - px, qy - py
                side_a = ex * (ay - py) - ey * (ax - px)
                side_b = ex * (by - py) - ey * (bx - px)
                if (side_a >= 0 or side_b <= 0) and (side_a <= 0 or side_b >= 0):
                    continue
                t = float(side_a) / (float(side_a) - float(side_b))
                x, y = ax + t * dx, ay + t * dy
                if math.floor((x - west) / cell) != column or math.floor((y - south) / cell) != row:
                    continue
                if n == found.shape[0]:
                    found = _grown(found)
                found[n, 0], found[n, 1] = math.floor(x + 0.5), math.floor(y + 0.5)
                n += 1
    return found[:n]


@njit(cache=True)
def _sort_pixels(placed, begin, end):
    """Sort some pixels in place by easting, then northing."""
    for k in range(begin + 1, end):
        x, y = placed[k, 0], placed[k, 1]
        at = k
        while at > begin and (placed[at - 1, 0] > x or (placed[at - 1, 0] == x and placed[at - 1, 1] > y)):
            placed[at, 0], placed[at, 1] = placed[at - 1, 0], placed[at - 1, 1]
            at -= 1
        placed[at, 0], placed[at, 1] = x, y


@njit(cache=True)
def _hot_pixels(edges, crossings, west, south, cell, columns, rows):
    """Return the different hot pixels sorted by cell, and where each cell starts."""
    count = edges.shape[0] * 2 + crossings.shape[0]
    raw = np.empty((count, 2), np.int64)
    raw[: edges.shape[0]] = edges[:, :2]
    raw[edges.shape[0] : 2 * edges.shape[0]] = edges[:, 2:]
    raw[2 * edges.shape[0] :] = crossings
    home = np.empty(count, np.int64)
    starts = np.zeros(columns * rows + 1, np.int64)
    for k in range(count):
        column = min(max(math.floor((raw[k, 0] - west) / cell), 0), columns - 1)
        row = min(max(math.floor((raw[k, 1] - south) / cell), 0), rows - 1)
        home[k] = row * columns + column
        starts[home[k] + 1] += 1
    for c in range(columns * rows):
        starts[c + 1] += starts[c]
    placed = np.empty((count, 2), np.int64)
    fill = starts[:-1].copy()
    for k in range(count):
        placed[fill[home[k]]] = raw[k]
        fill[home[k]] += 1
    n = 0
    kept = np.zeros(columns * rows + 1, np.int64)
    for c in range(columns * rows):
        first = n
        begin, end = starts[c], starts[c + 1]
        if end - begin > _FEW:
            mine = placed[begin:end][np.argsort(placed[begin:end, 1], kind="mergesort")].copy()
            placed[begin:end] = mine[np.argsort(mine[:, 0], kind="mergesort")]
        else:
            _sort_pixels(placed, begin, end)
        for k in range(begin, end):
            x, y = placed[k, 0], placed[k, 1]
            if n == first or placed[n - 1, 0] != x or placed[n - 1, 1] != y:
                placed[n, 0], placed[n, 1] = x, y
                n += 1
        kept[c + 1] = n
    return placed[:n].copy(), kept


@njit(cache=True)
def _passes(edges, pixels, pixel_starts, starts, listed):
    """Return which edges pass which hot pixels: edge and pixel of each hit."""
    edge_of = np.empty(2 * edges.shape[0] + 64, np.int32)
    pixel_of = np.empty(2 * edges.shape[0] + 64, np.int32)
    near = np.empty((64, 4), np.int64)
    n = 0
    for c in range(starts.shape[0] - 1):
        if pixel_starts[c] == pixel_starts[c + 1]:
            continue
        near = _gathered(edges, listed, starts[c], starts[c + 1], near)
        for i in range(starts[c + 1] - starts[c]):
            ax, ay, bx, by = near[i, 0], near[i, 1], near[i, 2], near[i, 3]
            dx, dy = bx - ax, by - ay
            low, high = min(ay, by), max(ay, by)
            reach = dx + abs(dy)
            for p in range(pixel_starts[c], pixel_starts[c + 1]):
                x, y = pixels[p, 0], pixels[p, 1]
                if x > bx:
                    # Pixels of a cell ascend by easting.
                    break
                if x < ax or y < low or y > high:
                    continue
                twice = 2 * (dx * (y - ay) - dy * (x - ax))
                # Half open: an edge along the rim of two pixels passes one of them. Its own ends it passes.
                if twice < -reach or twice >= reach:
                    continue
                if n == edge_of.shape[0]:
                    edge_of, pixel_of = _grown(edge_of), _grown(pixel_of)
                edge_of[n], pixel_of[n] = listed[starts[c] + i], p
                n += 1
    return edge_of[:n], pixel_of[:n]


@njit(cache=True)
def _sort_by(keys, values, begin, end):
    """Sort some values and their keys in place by key."""
    for k in range(begin + 1, end):
        key, value = keys[k], values[k]
        at = k
        while at > begin and keys[at - 1] > key:
            keys[at], values[at] = keys[at - 1], values[at - 1]
            at -= 1
        keys[at], values[at] = key, value


@njit(cache=True)
def _pixels_of_edges(edge_of, pixel_of, count):
    """Return the pixels of each edge side by side, and where each edge starts."""
    starts = np.zeros(count + 1, np.int64)
    for k in range(edge_of.shape[0]):
        starts[edge_of[k] + 1] += 1
    for e in range(count):
        starts[e + 1] += starts[e]
    order = np.empty(edge_of.shape[0], np.int32)
    fill = starts[:-1].copy()
    for k in range(edge_of.shape[0]):
        order[fill[edge_of[k]]] = pixel_of[k]
        fill[edge_of[k]] += 1
    return starts, order


@njit(cache=True)
def _bent(edges, sign, pixels, edge_of, pixel_of):
    """Return the fragments of all bent edges: lower and higher pixel, and count on the left less right."""
    starts, order = _pixels_of_edges(edge_of, pixel_of, edges.shape[0])
    ends, more = np.empty((edge_of.shape[0], 2), np.int32), np.empty(edge_of.shape[0], np.int64)
    along = np.empty(64, np.int64)
    n = 0
    for e in range(edges.shape[0]):
        begin, size = starts[e], starts[e + 1] - starts[e]
        if size < 2:
            continue
        mine = order[begin : begin + size]
        while along.shape[0] < size:
            along = _grown(along)
        ax, ay = edges[e, 0], edges[e, 1]
        dx, dy = edges[e, 2] - ax, edges[e, 3] - ay
        for k in range(size):
            along[k] = dx * (pixels[mine[k], 0] - ax) + dy * (pixels[mine[k], 1] - ay)
        if size > _FEW:
            mine[:] = mine[np.argsort(along[:size])]
        else:
            _sort_by(along, mine, 0, size)
        for k in range(size - 1):
            u, v = mine[k], mine[k + 1]
            ends[n, 0], ends[n, 1] = min(u, v), max(u, v)
            more[n] = sign[e] if u < v else -sign[e]
            n += 1
    return ends[:n], more[:n]


@njit(cache=True)
def _merged(ends, more, count):
    """Return the different fragments with their sums, without those that are nought, by lower pixel."""
    starts = np.zeros(count + 1, np.int64)
    for k in range(ends.shape[0]):
        starts[ends[k, 0] + 1] += 1
    for v in range(count):
        starts[v + 1] += starts[v]
    far, sums = np.empty(ends.shape[0], np.int32), np.empty(ends.shape[0], np.int64)
    fill = starts[:-1].copy()
    for k in range(ends.shape[0]):
        u = ends[k, 0]
        far[fill[u]], sums[fill[u]] = ends[k, 1], more[k]
        fill[u] += 1
    n = 0
    made, made_more = np.empty(ends.shape, np.int32), np.empty(ends.shape[0], np.int64)
    for u in range(count):
        first = n
        for k in range(starts[u], starts[u + 1]):
            v = far[k]
            place = first
            while place < n and made[place, 1] != v:
                place += 1
            if place == n:
                made[n, 0], made[n, 1], made_more[n] = u, v, 0
                n += 1
            made_more[place] += sums[k]
        last = n
        n = first
        for k in range(first, last):
            if made_more[k] != 0:
                made[n, 0], made[n, 1], made_more[n] = u, made[k, 1], made_more[k]
                n += 1
    return made[:n].copy(), made_more[:n].copy()


@njit(cache=True)
def longest_step(points, ring_starts):
    """Return the longest side of the box around any edge of closed rings."""
    longest = 0.0
    for r in range(ring_starts.shape[0] - 1):
        for k in range(ring_starts[r], ring_starts[r + 1] - 1):
            longest = max(longest, abs(points[k + 1, 0] - points[k, 0]), abs(points[k + 1, 1] - points[k, 1]))
    return longest


@njit(cache=True)
def edges_of_rings(points, ring_starts, weight, origin, scale):
    """Return the edges of rings in units, those of no length left out, and on which side the inside is.

    Parameters
    ----------
    points : float array (p, 2)
        Corners, ring by ring, the first of each repeated at its end [m].
    ring_starts : int array (r + 1,)
    weight : int array (r,)
        How much each counts where the inside is on its left, less it where it is on its right.
    origin : float array (2,)
        [m].
    scale : float
        Units in a metre.

    Returns
    -------
    edges, sign
        As `fragments_of` takes them.
    """
    edges = np.empty((points.shape[0], 4), np.int64)
    sign = np.empty(points.shape[0], np.int64)
    n = 0
    for r in range(ring_starts.shape[0] - 1):
        side = weight[r]
        for k in range(ring_starts[r], ring_starts[r + 1] - 1):
            ax = math.floor((points[k, 0] - origin[0]) * scale + 0.5)
            ay = math.floor((points[k, 1] - origin[1]) * scale + 0.5)
            bx = math.floor((points[k + 1, 0] - origin[0]) * scale + 0.5)
            by = math.floor((points[k + 1, 1] - origin[1]) * scale + 0.5)
            if ax == bx and ay == by:
                continue
            if ax > bx or (ax == bx and ay > by):
                edges[n, 0], edges[n, 1], edges[n, 2], edges[n, 3], sign[n] = bx, by, ax, ay, -side
            else:
                edges[n, 0], edges[n, 1], edges[n, 2], edges[n, 3], sign[n] = ax, ay, bx, by, side
            n += 1
    return edges[:n], sign[:n]


@njit(cache=True)
def fragments_of(edges, sign, west, south, cell, columns, rows):
    """Return pixels and fragments: edges rounded to whole units, cut where they meet.

    Parameters
    ----------
    edges : int array (e, 4)
        Both ends, the western one first, of two with one easting the southern; in units.
    sign : int array (e,)
        The weight where the inside is on the left of an edge read so, less it where it is on the right.
    west, south : float
        Corner of the grid of cells [units].
    cell : float
        Width of a cell [units].
    columns, rows : int

    Returns
    -------
    pixels : int array (p, 2)
    ends : int array (f, 2)
        The two pixels of each fragment, the lower number first.
    more : int array (f,)
        How many more polygons lie on its left than on its right.
    """
    starts, listed = _cells_of_edges(edges, west, south, cell, columns, rows)
    crossings = _crossings(edges, starts, listed, west, south, cell, columns)
    pixels, pixel_starts = _hot_pixels(edges, crossings, west, south, cell, columns, rows)
    edge_of, pixel_of = _passes(edges, pixels, pixel_starts, starts, listed)
    ends, more = _bent(edges, sign, pixels, edge_of, pixel_of)
    ends, more = _merged(ends, more, pixels.shape[0])
    return pixels, ends, more
