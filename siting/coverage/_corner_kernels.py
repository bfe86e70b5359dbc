"""Compiled looks at the corners of footprints: rings that are alone, sharp corners, corners near another."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

# All kernel modules import this one first: it drops compiled code that is stale.
from siting.coverage._kernels import CACHE_FOLDER  # noqa: F401

# Cells of the grid are this many mean edges wide.
_EDGES_WIDE = 1.0
# Spread the cells over the buckets (Teschner et al. 2003, Optimized spatial hashing, section 3).
_STIR_EAST, _STIR_NORTH = 73856093, 19349663


@njit(cache=True)
def single_rings(xy, starts):
    """Return which runs of corners are surely one ring, and twice the area that each bounds on its left.

    A run of several rings comes back to its first corner before its end.
    """
    is_single = np.ones(starts.shape[0] - 1, np.bool_)
    twice = np.zeros(starts.shape[0] - 1)
    for r in range(starts.shape[0] - 1):
        begin, end = starts[r], starts[r + 1]
        if end - begin < 4:
            is_single[r] = False
            continue
        x0, y0 = xy[begin, 0], xy[begin, 1]
        for k in range(begin + 1, end - 1):
            ax, ay = xy[k, 0] - x0, xy[k, 1] - y0
            if ax == 0.0 and ay == 0.0:
                is_single[r] = False
                break
            twice[r] += ax * (xy[k + 1, 1] - y0) - ay * (xy[k + 1, 0] - x0)
    return is_single, twice


@njit(cache=True)
def sharp_corners(xy, starts):
    """Return the corners of closed rings at which the outline turns by more than a right angle."""
    found = np.empty(xy.shape[0], np.int64)
    n = 0
    for r in range(starts.shape[0] - 1):
        before = starts[r + 1] - 2
        for k in range(starts[r], starts[r + 1] - 1):
            x, y = xy[k, 0], xy[k, 1]
            if (xy[before, 0] - x) * (xy[k + 1, 0] - x) + (xy[before, 1] - y) * (xy[k + 1, 1] - y) > 0.0:
                found[n] = k
                n += 1
            before = k
    return found[:n]


@njit(cache=True)
def _bucket(column, row, mask):
    return (column * _STIR_EAST ^ row * _STIR_NORTH) & mask


@njit(cache=True)
def _columns_of(ax, ay, bx, by, row, per_m):
    """Return the first and last column in which an edge crosses a row of cells."""
    x0, x1 = ax, bx
    if ay != by:
        t0, t1 = (row / per_m - ay) / (by - ay), ((row + 1) / per_m - ay) / (by - ay)
        if t0 > t1:
            t0, t1 = t1, t0
        t0, t1 = min(max(t0, 0.0), 1.0), max(min(t1, 1.0), 0.0)
        x0, x1 = ax + t0 * (bx - ax), ax + t1 * (bx - ax)
    return math.floor(min(x0, x1) * per_m), math.floor(max(x0, x1) * per_m)


@njit(cache=True)
def _buckets(xy, starts, west, south, per_m, mask):
    """Return for each bucket of cells the edges that cross them, by the edge's first corner."""
    begins = np.zeros(mask + 2, np.int64)
    listed = np.empty(0, np.int64)
    fill = begins
    for turn in range(2):
        for r in range(starts.shape[0] - 1):
            bx, by = xy[starts[r], 0] - west, xy[starts[r], 1] - south
            column_b, row_b = math.floor(bx * per_m), math.floor(by * per_m)
            for k in range(starts[r], starts[r + 1] - 1):
                ax, ay, column_a, row_a = bx, by, column_b, row_b
                bx, by = xy[k + 1, 0] - west, xy[k + 1, 1] - south
                column_b, row_b = math.floor(bx * per_m), math.floor(by * per_m)
                left, right = column_a, column_b
                if left > right:
                    left, right = right, left
                for row in range(min(row_a, row_b), max(row_a, row_b) + 1):
                    if row_a != row_b and column_a != column_b:
                        left, right = _columns_of(ax, ay, bx, by, row, per_m)
                    for column in range(left, right + 1):
                        b = _bucket(column, row, mask)
                        if turn == 0:
                            begins[b + 1] += 1
                        else:
                            listed[fill[b]] = k
                            fill[b] += 1
        if turn == 0:
            for b in range(mask + 1):
                begins[b + 1] += begins[b]
            listed = np.empty(begins[mask + 1], np.int64)
            fill = begins[:-1].copy()
    return begins, listed


@njit(cache=True)
def _is_near(px, py, ax, ay, bx, by, reach):
    """Return whether a point lies within reach of a segment."""
    if px < min(ax, bx) - reach or px > max(ax, bx) + reach:
        return False
    if py < min(ay, by) - reach or py > max(ay, by) + reach:
        return False
    dx, dy = bx - ax, by - ay
    length2 = dx * dx + dy * dy
    t = 0.0 if length2 == 0.0 else ((px - ax) * dx + (py - ay) * dy) / length2
    t = min(max(t, 0.0), 1.0)
    ex, ey = ax + t * dx - px, ay + t * dy - py
    return ex * ex + ey * ey <= reach * reach


@njit(cache=True)
def _total_length(xy, starts):
    total = 0.0
    for r in range(starts.shape[0] - 1):
        for k in range(starts[r], starts[r + 1] - 1):
            dx, dy = xy[k + 1, 0] - xy[k, 0], xy[k + 1, 1] - xy[k, 1]
            total += math.sqrt(dx * dx + dy * dy)
    return total


@njit(cache=True)
def _owners(starts, owner):
    """Return whose each corner is."""
    owner_of = np.empty(starts[-1], np.int64)
    for r in range(owner.shape[0]):
        owner_of[starts[r] : starts[r + 1]] = owner[r]
    return owner_of


@njit(cache=True)
def _look_around(xy, owner_of, begins, listed, west, south, per_m, reach, k, found):
    """Return how many edges of others are within reach of a corner and do not end in it.

    Whose they are is written to `found` as far as it has room.
    """
    mask = begins.shape[0] - 2
    px, py, mine = xy[k, 0], xy[k, 1], owner_of[k]
    # An edge is listed only where it is: a corner near the rim of a cell asks beyond it too.
    rim = 2.0 * reach
    south_row = math.floor((py - south - rim) * per_m)
    north_row = math.floor((py - south + rim) * per_m)
    left, right = math.floor((px - west - rim) * per_m), math.floor((px - west + rim) * per_m)
    n = 0
    for row in range(south_row, north_row + 1):
        for column in range(left, right + 1):
            b = _bucket(column, row, mask)
            for at in range(begins[b], begins[b + 1]):
                e = listed[at]
                if owner_of[e] == mine:
                    continue
                ax, ay, bx, by = xy[e, 0], xy[e, 1], xy[e + 1, 0], xy[e + 1, 1]
                if not _is_near(px, py, ax, ay, bx, by, reach):
                    continue
                if (px == ax and py == ay) or (px == bx and py == by):
                    continue
                if n < found.shape[0]:
                    found[n] = owner_of[e]
                n += 1
    return n


@njit(cache=True)
def near_corners(xy, starts, owner, reach):
    """Return corners within reach of another solid's outline, and that solid.

    Left out are solids of which only edges that end in the corner are near: it is a corner of theirs.
    Corners ascend, and so do the solids of one corner. `starts` and `owner` are those of closed rings.
    """
    edges = xy.shape[0] - owner.shape[0]
    mask = 1
    while mask < edges:
        mask *= 2
    mask -= 1
    west, south = xy[:, 0].min(), xy[:, 1].min()
    per_m = 1.0 / max(_EDGES_WIDE * _total_length(xy, starts) / edges, 8.0 * reach)
    begins, listed = _buckets(xy, starts, west, south, per_m, mask)
    owner_of = _owners(starts, owner)
    count = np.empty(xy.shape[0], np.int32)
    nothing = np.empty(0, np.int64)
    total = 0
    for k in range(xy.shape[0]):
        count[k] = _look_around(xy, owner_of, begins, listed, west, south, per_m, reach, k, nothing)
        total += count[k]
    corner, solid = np.empty(total, np.int64), np.empty(total, np.int64)
    n = 0
    for k in range(xy.shape[0]):
        if count[k] == 0:
            continue
        found = np.empty(count[k], np.int64)
        _look_around(xy, owner_of, begins, listed, west, south, per_m, reach, k, found)
        for name in np.unique(found):
            corner[n], solid[n] = k, name
            n += 1
    return corner[:n], solid[:n]
