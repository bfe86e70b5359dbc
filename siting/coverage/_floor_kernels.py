"""Compiled notes of the nearness from which on everything is hidden, bin by bin of direction.

A floor only spares work: what it hides, endless shadows hide, and what they do not hide it keeps.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from siting.coverage._kernels import SQUARE_TURN

# Bins to a unit of square angle.
_BINS = 32
# Two values of nearness closer than this ratio are not told apart.
_NEARNESS_RATIO = 1e-11


@njit(cache=True)
def open_floor():
    """Return the floor of a camera before which nothing stands."""
    return np.zeros(int(SQUARE_TURN) * _BINS)


@njit(cache=True)
def raise_floor(floor, x1, y1, x2, y2):
    """Note in which bins all that lies below a segment is hidden: in those that it spans."""
    first = int(np.ceil(x1 * _BINS))
    last = int(np.floor(x2 * _BINS))
    for b in range(first, last):
        ya = y1 + (y2 - y1) * ((b / _BINS - x1) / (x2 - x1))
        yb = y1 + (y2 - y1) * (((b + 1) / _BINS - x1) / (x2 - x1))
        floor[b] = max(floor[b], min(ya, yb) * (1.0 - _NEARNESS_RATIO))


@njit(cache=True)
def is_under(floor, x1, y1, x2, y2):
    """Return True when a segment lies below the floor in every bin that it touches."""
    first = int(x1 * _BINS)
    last = min(int(x2 * _BINS), floor.shape[0] - 1)
    if max(y1, y2) < floor[first : last + 1].min():
        return True
    slope = (y2 - y1) / (x2 - x1)
    for b in range(first, last + 1):
        ya = y1 + slope * (max(b / _BINS, x1) - x1)
        yb = y1 + slope * (min((b + 1) / _BINS, x2) - x1)
        if max(ya, yb) >= floor[b]:
            return False
    return True
