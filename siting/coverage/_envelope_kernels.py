"""Compiled upper envelopes: in each direction the nearest of all that hides whatever lies behind it.

Direction against nearness, as in `siting.coverage._direction_kernels`. A piece of the envelope is from, to
and the two ends of the segment that rules there; pieces follow each other without gaps.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from siting.coverage._direction_kernels import point_at, square_angle
from siting.coverage._kernels import SAME_DIRECTION, SQUARE_TURN

# Two values of nearness closer than this ratio are one.
SAME_NEARNESS_RATIO = 1e-11
# What an envelope answers that has no room left.
IS_FULL = -1
# An edge whose line passes the camera nearer than this is seen end on [m].
_THROUGH_CAMERA_M = 1e-9


@njit(cache=True)
def height_on(x1, y1, x2, y2, x):
    """Return the height of a segment at `x`; at its ends exactly theirs."""
    if x == x2:
        return y2
    return y1 + (y2 - y1) * ((x - x1) / (x2 - x1))


@njit(cache=True)
def pieces_of_edge(pieces, sx, sy, ex, ey, nearer):
    """Put an edge, counter-clockwise about the camera, into `pieces` (4, 4), one for each quadrant.

    Returns how many they are: none where the edge is seen end on. Directions ascend, and may pass a full
    turn.
    """
    turn = sx * ey - sy * ex
    dx, dy = ex - sx, ey - sy
    length = np.sqrt(dx * dx + dy * dy)
    if turn <= 0.0 or (turn < _THROUGH_CAMERA_M * length and sx * ex + sy * ey <= 0.0):
        return 0
    at, end = square_angle(sx, sy), square_angle(ex, ey)
    if end < at:
        end += SQUARE_TURN
    # Less than half a turn: otherwise the two directions are one, and rounding put them in reverse.
    if end - at > 0.5 * SQUARE_TURN + SAME_DIRECTION or end == at:
        return 0
    y_at = nearer / max(abs(sx), abs(sy))
    y_end = nearer / max(abs(ex), abs(ey))
    count = 0
    while at < end:
        corner = 2.0 * np.floor(0.5 * at) + 2.0
        if corner >= end:
            stop, y_stop = end, y_end
        else:
            stop = corner
            cx, cy = point_at(corner % SQUARE_TURN, 1.0)
            y_stop = nearer * (cx * dy - cy * dx) / turn
        pieces[count, 0], pieces[count, 1], pieces[count, 2], pieces[count, 3] = at, y_at, stop, y_stop
        count += 1
        at, y_at = stop, y_stop
    return count


@njit(cache=True)
def _go_on(env, tag, count, begin, end, segment, label):
    """Let a segment rule from the end of the last piece on; return the new count."""
    x1, y1, x2, y2 = segment
    if end <= begin:
        return count
    if count > 0 and tag[count - 1] == label and env[count - 1, 2] == x1 and env[count - 1, 4] == x2:
        env[count - 1, 1] = end
        return count
    env[count, 0], env[count, 1] = begin, end
    env[count, 2], env[count, 3], env[count, 4], env[count, 5] = x1, y1, x2, y2
    tag[count] = label
    return count + 1


@njit(cache=True)
def _rises(own, other):
    return own > other * (1.0 + SAME_NEARNESS_RATIO)


@njit(cache=True)
def put_nearer(env, tag, count, spare, spare_tag, segment, label):
    """Let a segment rule the envelope where it is nearer.

    Parameters
    ----------
    env, tag : float array (c, 6), int array (c,)
        Pieces and the label of the segment that rules each; changed in place.
    count : int
        How many there are.
    spare, spare_tag
        Room of the same size.
    segment : tuple of float
        x1, y1, x2, y2 with x1 < x2; what reaches beyond the envelope does not count.
    label : int

    Returns
    -------
    int
        The new count, or `IS_FULL`.
    """
    x1, y1, x2, y2 = segment
    begin, end = max(x1, env[0, 0]), min(x2, env[count - 1, 1])
    if end - begin <= SAME_DIRECTION:
        return count
    first = 0
    while env[first, 1] <= begin:
        first += 1
    last = first
    is_nearer = False
    while last < count and env[last, 0] < end:
        if not is_nearer:
            u, v = max(begin, env[last, 0]), min(end, env[last, 1])
            rule = (env[last, 2], env[last, 3], env[last, 4], env[last, 5])
            is_nearer = _rises(height_on(x1, y1, x2, y2, u), height_on(*rule, u)) or _rises(
                height_on(x1, y1, x2, y2, v), height_on(*rule, v)
            )
        last += 1
    if not is_nearer:
        return count
    if count + 3 * (last - first) + 2 > env.shape[0]:
        return IS_FULL
    made = 0
    for k in range(first, last):
        rule = (env[k, 2], env[k, 3], env[k, 4], env[k, 5])
        u, v = max(begin, env[k, 0]), min(end, env[k, 1])
        made = _go_on(spare, spare_tag, made, env[k, 0], u, rule, tag[k])
        mine_u, mine_v = height_on(x1, y1, x2, y2, u), height_on(x1, y1, x2, y2, v)
        rule_u, rule_v = height_on(*rule, u), height_on(*rule, v)
        above_u, above_v = _rises(mine_u, rule_u), _rises(mine_v, rule_v)
        if not above_u and not above_v:
            made = _go_on(spare, spare_tag, made, u, v, rule, tag[k])
        elif (above_u and mine_v >= rule_v) or (above_v and mine_u >= rule_u):
            made = _go_on(spare, spare_tag, made, u, v, segment, label)
        else:
            fall_u, fall_v = mine_u - rule_u, mine_v - rule_v
            x = min(max(u + (v - u) * (fall_u / (fall_u - fall_v)), u), v)
            if above_u:
                made = _go_on(spare, spare_tag, made, u, x, segment, label)
                made = _go_on(spare, spare_tag, made, x, v, rule, tag[k])
            else:
                made = _go_on(spare, spare_tag, made, u, x, rule, tag[k])
                made = _go_on(spare, spare_tag, made, x, v, segment, label)
        made = _go_on(spare, spare_tag, made, v, env[k, 1], rule, tag[k])
    more = made - (last - first)
    if more > 0:
        for k in range(count - 1, last - 1, -1):
            env[k + more] = env[k]
            tag[k + more] = tag[k]
    elif more < 0:
        for k in range(last, count):
            env[k + more] = env[k]
            tag[k + more] = tag[k]
    env[first : first + made] = spare[:made]
    tag[first : first + made] = spare_tag[:made]
    return count + more


@njit(cache=True)
def put_pieces(env, tag, count, spare, spare_tag, pieces, label):
    """Let each of some pieces rule where it is nearer, in any turn; return the new count."""
    for k in range(pieces.shape[0]):
        for shift in (-SQUARE_TURN, 0.0, SQUARE_TURN):
            x1, x2 = pieces[k, 0] + shift, pieces[k, 2] + shift
            if count < 1 or x2 <= env[0, 0] or x1 >= env[count - 1, 1]:
                continue
            segment = (x1, pieces[k, 1], x2, pieces[k, 3])
            count = put_nearer(env, tag, count, spare, spare_tag, segment, label)
    return count


@njit(cache=True)
def is_nearer_than(env, count, begin, end, nearness):
    """Return True when the envelope is nearer than `nearness` all over from `begin` to `end`."""
    low, high = max(begin, env[0, 0]), min(end, env[count - 1, 1])
    if high <= low:
        return True
    first = 0
    while env[first, 1] <= low:
        first += 1
    for k in range(first, count):
        if env[k, 0] >= high:
            break
        u, v = max(low, env[k, 0]), min(high, env[k, 1])
        rule = (env[k, 2], env[k, 3], env[k, 4], env[k, 5])
        if height_on(*rule, u) <= nearness or height_on(*rule, v) <= nearness:
            return False
    return True


@njit(cache=True)
def raise_walls(
    env,
    tag,
    count,
    spare,
    spare_tag,
    pieces,
    xy,
    rings,
    first_ring,
    last_ring,
    camera_x,
    camera_y,
    nearer,
    rays,
):
    """Let the walls of one solid that face the camera rule where they are nearer; return the new count.

    `rays` is the right and the left direction between which the view lies, and whether that is less than
    half a turn: else all walls may matter.
    """
    ax, ay, bx, by, is_narrow = rays
    for r in range(first_ring, last_ring):
        flip = rings[r, 2] < 0
        for i in range(rings[r, 0], rings[r, 1] - 1):
            a, b = (i + 1, i) if flip else (i, i + 1)
            px, py = xy[a, 0] - camera_x, xy[a, 1] - camera_y
            qx, qy = xy[b, 0] - camera_x, xy[b, 1] - camera_y
            # The inside lies on the left: a right turn about the camera is where rays enter.
            if px * qy - py * qx >= 0.0:
                continue
            if is_narrow:
                if ax * py - ay * px < 0.0 and ax * qy - ay * qx < 0.0:
                    continue
                if bx * py - by * px > 0.0 and bx * qy - by * qx > 0.0:
                    continue
            made = pieces_of_edge(pieces, qx, qy, px, py, nearer)
            count = put_pieces(env, tag, count, spare, spare_tag, pieces[:made], np.int64(i))
            if count < 1:
                return count
    return count
