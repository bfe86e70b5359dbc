"""Compiled ground coverage where everything that hides does so without end: what is seen is a star.

No solid reaches below the target plane's sight lines again, as where all are taller than the camera. In
every direction one stretch is seen, from the near edge of the view (or the foot) to the nearest of walls,
far edge and arc; so no sweep is needed, only the upper envelope of the walls.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from siting.coverage._direction_kernels import point_at, square_angle
from siting.coverage._envelope_kernels import SAME_NEARNESS_RATIO, height_on, pieces_of_edge
from siting.coverage._kernels import SAME_DIRECTION, SQUARE_TURN

# An edge whose line passes the foot nearer than this touches it [m].
_AT_FOOT_M = 1e-9
# Labels of what bounds a view: its far edges count down from here, chords of its arc from far below.
_FAR_EDGE = -2
_CHORD = -1000


@njit(cache=True)
def _edge_side(px, py, qx, qy):
    """Return 1 for an edge that is seen from inside its polygon, -1 from outside, 0 end on."""
    turn = px * qy - py * qx
    length = np.sqrt((qx - px) ** 2 + (qy - py) ** 2)
    if length == 0.0 or (abs(turn) < _AT_FOOT_M * length and px * qx + py * qy <= 0.0) or turn == 0.0:
        return 0
    return 1 if turn > 0.0 else -1


@njit(cache=True)
def _put_chain(store, tag, count, pieces, made, label):
    """Put pieces behind those stored, in the turn in which they follow; return the count, -1 if none fits."""
    for k in range(made):
        shift = 0.0
        if count > 0:
            while pieces[k, 0] + shift < store[count - 1, 1] - 0.5 * SQUARE_TURN:
                shift += SQUARE_TURN
            while pieces[k, 0] + shift > store[count - 1, 1] + 0.5 * SQUARE_TURN:
                shift -= SQUARE_TURN
        begin, end = pieces[k, 0] + shift, pieces[k, 2] + shift
        if count > 0 and abs(begin - store[count - 1, 1]) > 10.0 * SAME_DIRECTION:
            return -1
        if count > 0:
            begin = store[count - 1, 1]
        if end <= begin or count == store.shape[0]:
            continue
        store[count, 0], store[count, 1] = begin, end
        store[count, 2], store[count, 3] = begin, pieces[k, 1]
        store[count, 4], store[count, 5] = end, pieces[k, 3]
        tag[count] = label
        count += 1
    return count


@njit(cache=True)
def _far_run(hull, count):
    """Return the first of the far edges of a view, and how many they are: 0 if they are not one run."""
    first, far_edges = -1, 0
    for i in range(count):
        o, p, q = hull[(i - 2) % count], hull[(i - 1) % count], hull[i]
        if _edge_side(p[0], p[1], q[0], q[1]) > 0:
            far_edges += 1
            if _edge_side(o[0], o[1], p[0], p[1]) <= 0:
                if first >= 0:
                    return 0, 0
                first = i
    return max(first, 0), far_edges


@njit(cache=True)
def bounds_of(hull, count, pieces, far, far_tag, near, near_tag):
    """Return how many pieces bound a convex view from afar and from near, and whether all is clear-cut.

    Parameters
    ----------
    hull : float array (c, 2)
        Counter-clockwise about the foot, of which `count` corners count.
    count : int
    pieces : float array (4, 4)
        Room.
    far, near : float array (c, 6)
        Receive the pieces, as of an envelope, ascending.
    far_tag, near_tag : int array (c,)
    """
    first, far_edges = _far_run(hull, count)
    if far_edges == 0:
        return 0, 0, False
    far_count = 0
    for n in range(far_edges):
        i = (first + n) % count
        p, q = hull[i - 1 if i else count - 1], hull[i]
        made = pieces_of_edge(pieces, p[0], p[1], q[0], q[1], 1.0)
        far_count = _put_chain(far, far_tag, far_count, pieces, made, np.int64(_FAR_EDGE - i))
        if far_count < 0:
            return 0, 0, False
    near_count = 0
    for n in range(count - far_edges):
        i = (first - 1 - n) % count
        p, q = hull[i - 1 if i else count - 1], hull[i]
        if _edge_side(p[0], p[1], q[0], q[1]) == 0:
            continue
        made = pieces_of_edge(pieces, q[0], q[1], p[0], p[1], 1.0)
        near_count = _put_chain(near, near_tag, near_count, pieces, made, np.int64(_FAR_EDGE - i))
        if near_count < 0:
            return 0, 0, False
    if near_count > 0 and far_count > 0:
        shift = far[0, 0] - near[0, 0]
        turns = SQUARE_TURN * np.round(shift / SQUARE_TURN)
        for k in range(near_count):
            near[k, 0] += turns
            near[k, 1] += turns
            near[k, 2] += turns
            near[k, 4] += turns
        # Both run from the right side of the view to its left.
        slack = abs(near[0, 0] - far[0, 0]) + abs(near[near_count - 1, 1] - far[far_count - 1, 1])
        if slack > 10.0 * SAME_DIRECTION:
            return 0, 0, False
    return far_count, near_count, far_count > 0


@njit(cache=True)
def _put_slab(slabs, tag, count, xa, ya, xb, yb, label):
    slabs[count, 0], slabs[count, 1], slabs[count, 2], slabs[count, 3] = xa, ya, xb, yb
    tag[count] = label
    return count + 1


@njit(cache=True)
def _along_arc(slabs, tag, count, u, v, rule, label, reach_m, corners):
    """Put the nearer of one piece and of the chords of an arc; return the count, or -1 where room ends."""
    step = 2.0 * np.pi / corners
    px, py = point_at(u % SQUARE_TURN, 1.0)
    k = int(np.floor(np.arctan2(py, px) / step)) - 1
    ax, ay = reach_m * np.cos(step * k), reach_m * np.sin(step * k)
    x = u
    for _ in range(corners + 4):
        if x >= v:
            break
        if count + 2 > slabs.shape[0]:
            return -1
        k += 1
        bx, by = reach_m * np.cos(step * k), reach_m * np.sin(step * k)
        stop = square_angle(bx, by)
        while stop < x - 0.5 * SQUARE_TURN:
            stop += SQUARE_TURN
        if stop > x:
            xb = min(stop, v)
            turn = ax * by - ay * bx
            cx, cy = point_at(x % SQUARE_TURN, 1.0)
            chord_a = (cx * (by - ay) - cy * (bx - ax)) / turn
            cx, cy = point_at(xb % SQUARE_TURN, 1.0)
            chord_b = (cx * (by - ay) - cy * (bx - ax)) / turn
            wall_a, wall_b = height_on(*rule, x), height_on(*rule, xb)
            chord = np.int64(_CHORD - k)
            fall_a, fall_b = wall_a - chord_a, wall_b - chord_b
            if fall_a >= 0.0 and fall_b >= 0.0:
                count = _put_slab(slabs, tag, count, x, wall_a, xb, wall_b, label)
            elif fall_a <= 0.0 and fall_b <= 0.0:
                count = _put_slab(slabs, tag, count, x, chord_a, xb, chord_b, chord)
            else:
                t = fall_a / (fall_a - fall_b)
                xc, yc = x + t * (xb - x), wall_a + t * (wall_b - wall_a)
                first, second = (label, chord) if fall_a > 0.0 else (chord, label)
                count = _put_slab(slabs, tag, count, x, max(wall_a, chord_a), xc, yc, first)
                count = _put_slab(slabs, tag, count, xc, yc, xb, max(wall_b, chord_b), second)
            x = xb
        ax, ay = bx, by
    return count


@njit(cache=True)
def floor_slabs(env, tag, count, reach_m, corners, slabs, slab_tag):
    """Return how many slabs the nearer of an envelope and of an arc makes, -1 where room ends.

    Parameters
    ----------
    env, tag, count
        The envelope.
    reach_m : float
        Radius of the arc, infinite where there is none [m].
    corners : int
        Of the regular polygon that draws it, the first due east.
    slabs, slab_tag : float array (c, 4), int array (c,)
        Receive from, nearness there, to, nearness there, and a label.
    """
    made = 0
    inner2 = (reach_m * np.cos(np.pi / corners)) ** 2 if corners > 0 else np.inf
    for k in range(count):
        u, v = env[k, 0], env[k, 1]
        if v - u <= SAME_DIRECTION:
            continue
        if made + 2 > slabs.shape[0]:
            return -1
        rule = (env[k, 2], env[k, 3], env[k, 4], env[k, 5])
        yu, yv = height_on(*rule, u), height_on(*rule, v)
        px, py = point_at(u % SQUARE_TURN, yu)
        qx, qy = point_at(v % SQUARE_TURN, yv)
        if px * px + py * py <= inner2 and qx * qx + qy * qy <= inner2:
            made = _put_slab(slabs, slab_tag, made, u, yu, v, yv, tag[k])
        else:
            made = _along_arc(slabs, slab_tag, made, u, v, rule, tag[k], reach_m, corners)
            if made < 0:
                return -1
    return made


@njit(cache=True)
def _is_same(x1, y1, x2, y2):
    return abs(x1 - x2) <= 2.0 * SAME_DIRECTION and abs(y1 - y2) <= SAME_NEARNESS_RATIO * max(y1, y2)


@njit(cache=True)
def _push(chain, count, last_label, xa, ya, xb, yb, label):
    """Put both ends of a slab behind a chain, where they are new; return the new count."""
    follows = count > 0 and _is_same(chain[count - 1, 0], chain[count - 1, 1], xa, ya)
    if follows and label == last_label:
        chain[count - 1, 0], chain[count - 1, 1] = xb, yb
        return count
    if not follows:
        chain[count, 0], chain[count, 1] = xa, ya
        count += 1
    chain[count, 0], chain[count, 1] = xb, yb
    return count + 1


@njit(cache=True)
def _write_ring(ring, low, low_count, high, high_count, has_foot):
    """Put a ring of points about the foot, far side first; return how many, without any that repeats."""
    count = 0
    for k in range(low_count + high_count + 1):
        if k < low_count:
            x, y = point_at(low[k, 0] % SQUARE_TURN, low[k, 1])
        elif k < low_count + high_count:
            n = high_count - 1 - (k - low_count)
            x, y = point_at(high[n, 0] % SQUARE_TURN, high[n, 1])
        elif has_foot:
            x, y = 0.0, 0.0
        else:
            break
        if count > 0 and ring[count - 1, 0] == x and ring[count - 1, 1] == y:
            continue
        ring[count, 0], ring[count, 1] = x, y
        count += 1
    while count > 1 and ring[count - 1, 0] == ring[0, 0] and ring[count - 1, 1] == ring[0, 1]:
        count -= 1
    return count


@njit(cache=True)
def star_from_foot(slabs, tag, count, low, ring):
    """Return the ring of all that is seen from the foot to the slabs, and how many corners it has."""
    made, last = 0, np.int64(0)
    for k in range(count):
        made = _push(low, made, last, slabs[k, 0], slabs[k, 1], slabs[k, 2], slabs[k, 3], tag[k])
        last = tag[k]
    is_round = slabs[count - 1, 2] - slabs[0, 0] >= SQUARE_TURN - 2.0 * SAME_DIRECTION
    if (
        is_round
        and made > 1
        and _is_same(low[made - 1, 0] - SQUARE_TURN, low[made - 1, 1], low[0, 0], low[0, 1])
    ):
        made -= 1
    return _write_ring(ring, low, made, low, 0, not is_round)


@njit(cache=True)
def _seen_stretch(cut, low_a, low_b, high_a, high_b, xa, xb):
    """Put into `cut` where and between which heights a slab is open; return if it is, and if to its end."""
    gap_a, gap_b = high_a - low_a, high_b - low_b
    closed_a, closed_b = gap_a <= SAME_NEARNESS_RATIO * high_a, gap_b <= SAME_NEARNESS_RATIO * high_b
    cut[0], cut[1], cut[2] = xa, low_a, high_a
    cut[3], cut[4], cut[5] = xb, low_b, high_b
    if closed_a and closed_b:
        return False, False
    if closed_a and gap_a < 0.0:
        t = gap_a / (gap_a - gap_b)
        cut[0] = xa + t * (xb - xa)
        cut[1] = cut[2] = low_a + t * (low_b - low_a)
    if closed_b and gap_b < 0.0:
        t = gap_a / (gap_a - gap_b)
        cut[3] = xa + t * (xb - xa)
        cut[4] = cut[5] = low_a + t * (low_b - low_a)
    return True, not closed_b


@njit(cache=True)
def rings_before(slabs, tag, count, near, near_tag, near_count, low, high, ring, ring_ends):
    """Return how many rings the stretches between a near edge and the slabs make; each is one polygon.

    Parameters
    ----------
    slabs, tag, count
        From `floor_slabs`.
    near, near_tag, near_count
        Pieces of the near edge, from `bounds_of`.
    low, high : float array (c, 2)
        Room.
    ring : float array (c, 2)
        Receives the corners about the foot [m].
    ring_ends : int array (c,)
        Receives where each ring ends.
    """
    cut = np.empty(6)
    rings, written = 0, 0
    low_count, high_count = 0, 0
    low_label = high_label = np.int64(0)
    i, j = 0, 0
    x = max(slabs[0, 0], near[0, 0])
    while i < count and j < near_count:
        end = min(slabs[i, 2], near[j, 1])
        is_open, goes_on = False, False
        # Thinner than rounding it neither opens nor closes anything.
        is_thin = end - x <= SAME_DIRECTION
        if not is_thin:
            low_a = height_on(slabs[i, 0], slabs[i, 1], slabs[i, 2], slabs[i, 3], x)
            low_b = height_on(slabs[i, 0], slabs[i, 1], slabs[i, 2], slabs[i, 3], end)
            high_a = height_on(near[j, 2], near[j, 3], near[j, 4], near[j, 5], x)
            high_b = height_on(near[j, 2], near[j, 3], near[j, 4], near[j, 5], end)
            is_open, goes_on = _seen_stretch(cut, low_a, low_b, high_a, high_b, x, end)
            starts_anew = cut[1] >= cut[2] * (1.0 - SAME_NEARNESS_RATIO) or not is_open
            if low_count > 0 and starts_anew:
                written = _end_ring(ring, ring_ends, rings, written, low, low_count, high, high_count)
                rings += 1
                low_count = high_count = 0
            if is_open:
                low_count = _push(low, low_count, low_label, cut[0], cut[1], cut[3], cut[4], tag[i])
                high_count = _push(high, high_count, high_label, cut[0], cut[2], cut[3], cut[5], near_tag[j])
                low_label, high_label = tag[i], near_tag[j]
                if not goes_on:
                    written = _end_ring(ring, ring_ends, rings, written, low, low_count, high, high_count)
                    rings += 1
                    low_count = high_count = 0
            x = end
        if slabs[i, 2] <= near[j, 1]:
            i += 1
        else:
            j += 1
    if low_count > 0:
        _end_ring(ring, ring_ends, rings, written, low, low_count, high, high_count)
        rings += 1
    return rings


@njit(cache=True)
def _end_ring(ring, ring_ends, rings, written, low, low_count, high, high_count):
    """Write one ring behind those written; return how many corners there are now."""
    written += _write_ring(ring[written:], low, low_count, high, high_count, False)
    ring_ends[rings] = written
    return written
