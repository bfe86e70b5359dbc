"""Compiled outlines of cells: rings around those of one class."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True)
def _borders_of(band, k):
    """Return the sides of the cells of class `k` that are its border, as bits of the corner they start at.

    1 runs east, 2 north, 4 west, 8 south, the class always on the left.
    """
    rows, columns = band.shape
    out = np.zeros((rows + 1, columns + 1), np.uint8)
    for j in range(rows):
        for i in range(columns):
            if band[j, i] != k:
                continue
            if j == 0 or band[j - 1, i] != k:
                out[j, i] |= 1
            if i == columns - 1 or band[j, i + 1] != k:
                out[j, i + 1] |= 2
            if j == rows - 1 or band[j + 1, i] != k:
                out[j + 1, i + 1] |= 4
            if i == 0 or band[j, i - 1] != k:
                out[j + 1, i] |= 8
    return out


@njit(cache=True)
def _bit_after(bits, direction):
    """Return the direction in which a border goes on from a corner: left if it can, else on, else right."""
    for turn in (1, 0, 3):
        after = (direction + turn) % 4
        if bits & (1 << after):
            return after
    return -1


@njit(cache=True)
def outlines(band, k):
    """Return the rings around the cells of class `k`, in columns and rows of corners, the class on the left.

    A ring that comes back to a corner is cut there in two, so that no ring touches itself.

    Returns
    -------
    points : float array (p, 2)
    starts : int array (r + 1,)
    """
    borders = _borders_of(band, k)
    rows, columns = borders.shape
    count = 0
    for j in range(rows):
        for i in range(columns):
            bits = borders[j, i]
            while bits:
                count += bits & 1
                bits >>= 1
    points = np.empty((count, 2))
    starts = np.zeros(count + 1, np.int64)
    path = np.empty((count + 1, 3), np.int64)
    place = np.full((rows, columns), -1, np.int64)
    n_points, n_rings = 0, 0
    for j0 in range(rows):
        for i0 in range(columns):
            while borders[j0, i0]:
                j, i = j0, i0
                direction = 0
                while not borders[j, i] & (1 << direction):
                    direction += 1
                n = 0
                while True:
                    if place[j, i] >= 0:
                        # Back at a corner of the path: what lies between is a ring.
                        first = place[j, i]
                        last_direction = path[n - 1, 2]
                        for m in range(first, n):
                            place[path[m, 1], path[m, 0]] = -1
                            if path[m, 2] != last_direction:
                                points[n_points, 0], points[n_points, 1] = path[m, 0], path[m, 1]
                                n_points += 1
                            last_direction = path[m, 2]
                        n_rings += 1
                        starts[n_rings] = n_points
                        n = first
                        if n == 0 or borders[j, i] == 0:
                            break
                        direction = path[n - 1, 2]
                    if n > 0:
                        direction = _bit_after(borders[j, i], direction)
                    borders[j, i] &= 255 - (1 << direction)
                    path[n, 0], path[n, 1], path[n, 2] = i, j, direction
                    place[j, i] = n
                    n += 1
                    if direction == 0:
                        i += 1
                    elif direction == 1:
                        j += 1
                    elif direction == 2:
                        i -= 1
                    else:
                        j -= 1
    return points[:n_points].copy(), starts[: n_rings + 1].copy()
