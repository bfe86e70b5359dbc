"""Compiled fronts: which walls nothing at all stands before, in plan.

What lies on the front is hidden by no solid of whatever height. This only spares work: a wall that is not
on the front is asked exactly.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from siting.coverage._envelope_kernels import height_on, pieces_of_edge, raise_walls
from siting.coverage._kernels import SQUARE_TURN
from siting.coverage._reach_kernels import holds_foot

# A wall counts as this much nearer than it is: what stands in its plane does not stand before it.
_SPARE_RATIO = 1e-9
# No two rays between which all lies.
_ALL_ROUND = (0.0, 0.0, 0.0, 0.0, False)
# More pieces than this are no front.
_ROOM = 400


@njit(cache=True)
def front_room():
    """Return the room in which the front of one camera after the other is worked out."""
    return np.empty((2, _ROOM, 6)), np.empty((2, _ROOM), np.int64), np.empty((4, 4))


@njit(cache=True)
def front_of(camera_x, camera_y, candidates, xy, rings, solid_rings, boxes, room):
    """Work out the nearest of the walls of some solids in each direction, whatever their heights.

    Returns how many pieces the front has, 0 where the camera stands over or under a solid or room ends.
    """
    envs, tags, pieces = room
    for k in range(4):
        envs[0, k, 0], envs[0, k, 1] = 2.0 * k, 2.0 * k + 2.0
        envs[0, k, 2], envs[0, k, 3], envs[0, k, 4], envs[0, k, 5] = 2.0 * k, 0.0, 2.0 * k + 2.0, 0.0
        tags[0, k] = -1
    count = 4
    for s in candidates:
        first, last = solid_rings[s], solid_rings[s + 1]
        spans = boxes[s, 0] <= camera_x <= boxes[s, 2] and boxes[s, 1] <= camera_y <= boxes[s, 3]
        if spans and holds_foot(xy, rings, first, last, camera_x, camera_y):
            return 0
        count = raise_walls(
            *(envs[0], tags[0], count, envs[1], tags[1], pieces),
            *(xy, rings, first, last, camera_x, camera_y, 1.0, _ALL_ROUND),
        )
        if count < 1:
            return 0
    return count


@njit(cache=True)
def is_on_front(ends, count, room):
    """Return True when a segment about the camera lies on the front all along."""
    envs, _, pieces = room
    env = envs[0]
    made = pieces_of_edge(pieces, ends[2], ends[3], ends[0], ends[1], 1.0)
    if made == 0:
        made = pieces_of_edge(pieces, ends[0], ends[1], ends[2], ends[3], 1.0)
    for n in range(made):
        for shift in (-SQUARE_TURN, 0.0):
            x1, y1, x2, y2 = pieces[n, 0] + shift, pieces[n, 1], pieces[n, 2] + shift, pieces[n, 3]
            for k in range(count):
                u, v = max(x1, env[k, 0]), min(x2, env[k, 1])
                if v <= u:
                    continue
                rule = (env[k, 2], env[k, 3], env[k, 4], env[k, 5])
                own_u, own_v = height_on(x1, y1, x2, y2, u), height_on(x1, y1, x2, y2, v)
                if height_on(*rule, u) > own_u * (1.0 + _SPARE_RATIO):
                    return False
                if height_on(*rule, v) > own_v * (1.0 + _SPARE_RATIO):
                    return False
    return made > 0
