"""Compiled search for corners that lie near another solid: there a gap may have its mouth."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

# All kernel modules import this one first: it drops compiled code that is stale.
from siting.coverage._kernels import CACHE_FOLDER  # noqa: F401

# Cells of the grid are this many mean edges wide.
_EDGES_WIDE = 2.0
# Spread the cells over the buckets (Teschner et al. 2003, Optimized spatial hashing, section 3).
_STIR_EAST, _STIR_NORTH = 73856093, 19349663


@njit(cache=True)
def _columns_of(ax, ay, bx, by, row, cell, reach):
    """Return the first and last column in which an edge comes within reach of a row of cells."""
    low, high = row * cell - reach, (row + 1) * cell + reach
    x0, x1 = ax, bx
    if ay != by:
        t0, t1 = (low - ay) / (by - ay), (high - ay) / (by - ay)
        if t0 > t1:
            t0, t1 = t1, t0
        t0, t1 = max(t0, 0.0), min(t1, 1.0)
        if t0 > t1:
            return 0, -1
        x0, x1 = ax + t0 * (bx - ax), ax + t1 * (bx - ax)
    return math.floor((min(x0, x1) - reach) / cell), math.floor((max(x0, x1) + reach) / cell)


@njit(cache=True)
def _buckets(xy, starts, west, south, cell, reach, mask):
    """Return for each bucket of cells the edges within reach of them, by the edge's first corner."""
    begins = np.zeros(mask + 2, np.int64)
    listed = np.empty(0, np.int64)
    fill = np.empty(0, np.int64)
    for turn in range(2):
        for r in range(starts.shape[0] - 1):
            for k in range(starts[r], starts[r + 1] - 1):
                ax, ay = xy[k, 0] - west, xy[k, 1] - south
                bx, by = xy[k + 1, 0] - west, xy[k + 1, 1] - south
                first = math.floor((min(ay, by) - reach) / cell)
                last = math.floor((max(ay, by) + reach) / cell)
                for row in range(first, last + 1):
                    left, right = _columns_of(ax, ay, bx, by, row, cell, reach)
                    for column in range(left, right + 1):
                        b = (column * _STIR_EAST ^ row * _STIR_NORTH) & mask
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
            total += math.hypot(xy[k + 1, 0] - xy[k, 0], xy[k + 1, 1] - xy[k, 1])
    return total


@njit(cache=True)
def near_corners(xy, starts, owner, reach):
    """Return corners within reach of another solid's outline and that solid; not those that it shares.

    Corners ascend, and so do the solids of one corner. `starts` and `owner` are those of closed rings.
    """
    edges = xy.shape[0] - owner.shape[0]
    mask = 1
    while mask < edges:
        mask *= 2
    mask -= 1
    west, south = xy[:, 0].min(), xy[:, 1].min()
    cell = max(_EDGES_WIDE * _total_length(xy, starts) / edges, 4.0 * reach)
    begins, listed = _buckets(xy, starts, west, south, cell, reach, mask)
    owner_of = np.empty(xy.shape[0], np.int64)
    for r in range(owner.shape[0]):
        owner_of[starts[r] : starts[r + 1]] = owner[r]
    corner, solid = np.empty(64, np.int64), np.empty(64, np.int64)
    shared = np.empty(64, np.bool_)
    n = 0
    for r in range(owner.shape[0]):
        for k in range(starts[r], starts[r + 1] - 1):
            px, py = xy[k, 0], xy[k, 1]
            column, row = math.floor((px - west) / cell), math.floor((py - south) / cell)
            b = (column * _STIR_EAST ^ row * _STIR_NORTH) & mask
            first = n
            for at in range(begins[b], begins[b + 1]):
                e = listed[at]
                if owner_of[e] == owner[r]:
                    continue
                ax, ay, bx, by = xy[e, 0], xy[e, 1], xy[e + 1, 0], xy[e + 1, 1]
                if not _is_near(px, py, ax, ay, bx, by, reach):
                    continue
                is_end = (px == ax and py == ay) or (px == bx and py == by)
                place = n
                while place > first and solid[place - 1] > owner_of[e]:
                    place -= 1
                if place > first and solid[place - 1] == owner_of[e]:
                    shared[place - 1] |= is_end
                    continue
                if n == corner.shape[0]:
                    corner = np.concatenate((corner, np.empty_like(corner)))
                    solid = np.concatenate((solid, np.empty_like(solid)))
                    shared = np.concatenate((shared, np.empty_like(shared)))
                for move in range(n, place, -1):
                    solid[move], shared[move] = solid[move - 1], shared[move - 1]
                corner[n], solid[place], shared[place] = k, owner_of[e], is_end
                n += 1
            # What a corner touches has no gap there.
            left = first
            for each in range(first, n):
                if not shared[each]:
                    corner[left], solid[left] = k, solid[each]
                    left += 1
            n = left
    return corner[:n], solid[:n]
