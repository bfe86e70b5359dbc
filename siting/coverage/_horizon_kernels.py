"""Compiled horizons: how high the ground surely hides stretches of walls.

A height grid is a float32 array, row 0 the southernmost; (x0, y0) is the middle of cell (0, 0) about the
camera's foot.
"""

from __future__ import annotations

import numpy as np
from numba import njit

# Below every height that can occur.
_LOWEST = -1e30


@njit(cache=True)
def lowest_around(heights):
    """Return the lowest ground within two cells of each, far below where any of them is not known."""
    rows, columns = heights.shape
    aside = np.empty((rows, columns))
    out = np.empty((rows, columns))
    for j in range(rows):
        for i in range(columns):
            low = np.inf
            for k in range(i - 2, i + 3):
                if k < 0 or k >= columns or np.isnan(heights[j, k]):
                    low = _LOWEST
                    break
                low = min(low, float(heights[j, k]))
            aside[j, i] = low
    for j in range(rows):
        for i in range(columns):
            low = np.inf
            for k in range(j - 2, j + 3):
                low = min(low, aside[k, i] if 0 <= k < rows else _LOWEST)
            out[j, i] = low
    return out


@njit(cache=True)
def horizons(stretches, lowest, heights, x0, y0, cell, camera_z):
    """Return how high the ground surely hides each stretch of a wall, and whether its ground is not known.

    At a share t of the way to the wall all sight lines to one height are equally high, and the places they
    pass over lie within t times half the stretch of the middle one: where the lowest ground within two cells
    stands above them, it hides the whole stretch.

    Parameters
    ----------
    stretches : float array (n, 4)
        x, y of both ends about the camera's foot, no longer than a cell [m].
    lowest : float array
        From `lowest_around`.
    heights, x0, y0, cell
        The ground.
    camera_z : float
        Height of the camera [m].

    Returns
    -------
    horizon : float array (n,)
        What lies below on the wall is hidden [m].
    is_void : bool array (n,)
        Some ground on the way is not known.
    """
    count = stretches.shape[0]
    horizon = np.full(count, _LOWEST)
    is_void = np.zeros(count, np.bool_)
    rows, columns = lowest.shape
    for n in range(count):
        x = 0.5 * (stretches[n, 0] + stretches[n, 2])
        y = 0.5 * (stretches[n, 1] + stretches[n, 3])
        steps = int(np.ceil(np.hypot(x, y) / cell)) + 1
        for k in range(1, steps + 1):
            t = k / steps
            i = int(np.floor((t * x - x0) / cell + 0.5))
            j = int(np.floor((t * y - y0) / cell + 0.5))
            if i < 0 or j < 0 or i >= columns or j >= rows or np.isnan(heights[j, i]):
                is_void[n] = True
                continue
            if lowest[j, i] > 0.5 * _LOWEST:
                horizon[n] = max(horizon[n], camera_z + (lowest[j, i] - camera_z) / t)
    return horizon, is_void
