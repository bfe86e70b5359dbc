"""Compiled plane sweep: the part of a region that no shadow covers, as exact polygons.

Both questions of the engine (which ground, which part of a wall) come down to one: straight
segments in a plane, each adding or taking away one layer of cover to all that lies *below* it, and
the region that stays uncovered. On the ground the plane is direction against nearness, on a wall
it is length against height. Slabs between segment ends are cut at crossings, so that inside a cell
the order of the segments is fixed, and nothing is assumed of segments that touch, overlap or cross.

Arrays only; the documented faces are `siting.coverage.visibility` and `siting.coverage.facades`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numba import njit

from siting.coverage.kernel_cache import drop_stale_kernels

# Roles of a segment, added up.
DOMAIN = 1  # bounds the region that is asked about
BALANCE = 2  # its solid spans the start of the sweep: what is closed but never opened began before
OPEN = 4  # a cover that nothing takes away again below

# Layers that an open cover adds: more than all that lies below it could take away.
ENDLESS = 1 << 40

# Nearness 1/0: the camera's own foot. Finite, so that differences stay numbers.
NEARNESS_OF_FOOT = 1e300

# Below every height that can occur.
_LOWEST = -1e308

SQUARE_TURN = 8.0  # once around in square angle, two to each quadrant
# Two directions nearer than this are one [square angle]; 3e-10 m at 300 m.
SAME_DIRECTION = 1e-12


@njit(cache=True)
def grown(array, count, more=1):
    """Return `array` with room for `more` than `count` rows."""
    if count + more <= array.shape[0]:
        return array
    wider = np.empty((max(2 * array.shape[0], count + more), array.shape[1]), array.dtype)
    wider[:count] = array[:count]
    return wider


@njit(cache=True)
def put_segment(store, kind, count, x1, y1, x2, y2, delta, label, role):
    """Store one segment as `sweep` takes it and return the stores and the new count."""
    store = grown(store, count)
    kind = grown(kind, count)
    store[count, 0], store[count, 1] = x1, y1
    store[count, 2], store[count, 3] = x2, y2
    kind[count, 0], kind[count, 1], kind[count, 2] = delta, label, role
    return store, kind, count + 1


@njit(cache=True)
def _events(segments, tolerance):
    """Return the distinct ends of all segments, ascending, nearer ones than `tolerance` as one."""
    count = segments.shape[0]
    ends = np.empty(2 * count)
    ends[:count] = segments[:, 0]
    ends[count:] = segments[:, 2]
    ends.sort()
    kept = 0
    for k in range(ends.shape[0]):
        if kept == 0 or ends[k] - ends[kept - 1] > tolerance:
            ends[kept] = ends[k]
            kept += 1
    return ends[:kept]


@njit(cache=True)
def _height_at(segments, s, x):
    """Return the height of segment `s` at `x`."""
    x1, y1, x2, y2 = segments[s, 0], segments[s, 1], segments[s, 2], segments[s, 3]
    return y1 + (y2 - y1) * ((x - x1) / (x2 - x1))


@njit(cache=True)
def _sort_downwards(order, height):
    """Put `order` in place so that `height[order]` descends; it is nearly so already."""
    for k in range(1, order.shape[0]):
        a = order[k]
        j = k - 1
        while j >= 0 and height[order[j]] < height[a]:
            order[j + 1] = order[j]
            j -= 1
        order[j + 1] = a


@njit(cache=True)
def _put_downwards(left, right, order, count):
    """Put `order` downwards by the left side; return whether the right agrees: then nothing crosses."""
    for k in range(1, count):
        a = order[k]
        j = k - 1
        while j >= 0 and (
            left[order[j]] < left[a] or (left[order[j]] == left[a] and right[order[j]] < right[a])
        ):
            order[j + 1] = order[j]
            j -= 1
        order[j + 1] = a
    agrees = True
    for i in range(1, count):
        agrees = agrees and right[order[i]] <= right[order[i - 1]]
    return agrees


@njit(cache=True)
def _crossings(left, right, order, count):
    """Return the fractions of a slab at which two of its segments cross, ascending."""
    found = 0
    cuts = np.empty(8)
    for i in range(count):
        a = order[i]
        for j in range(i + 1, count):
            b = order[j]
            dl = left[a] - left[b]
            dr = right[a] - right[b]
            if (dl < 0.0 and dr > 0.0) or (dl > 0.0 and dr < 0.0):
                t = dl / (dl - dr)
                if 0.0 < t < 1.0:
                    if found == cuts.shape[0]:
                        wider = np.empty(2 * found)
                        wider[:found] = cuts
                        cuts = wider
                    cuts[found] = t
                    found += 1
    cuts = cuts[:found]
    cuts.sort()
    return cuts


@njit(cache=True)
def _members(role, first, last, slabs):
    """Return which segments cross each slab of the domain: starts (slabs + 1,) and segment numbers."""
    count = role.shape[0]
    in_domain = np.zeros(slabs, np.bool_)
    for s in range(count):
        if role[s] & DOMAIN:
            in_domain[first[s] : last[s]] = True
    start = np.zeros(slabs + 1, np.int64)
    for s in range(count):
        for i in range(first[s], last[s]):
            if in_domain[i]:
                start[i + 1] += 1
    for i in range(slabs):
        start[i + 1] += start[i]
    fill = start[:-1].copy()
    member = np.empty(start[slabs], np.int64)
    for s in range(count):
        for i in range(first[s], last[s]):
            if in_domain[i]:
                member[fill[i]] = s
                fill[i] += 1
    return start, member


@njit(cache=True)
def _slab_order(inside, left, right, delta, role, least_cover, order):
    """Return the cover at the top of a slab, and how many of its segments matter.

    `order` receives the places, within `inside`, of those segments. What lies wholly under an open
    cover cannot show; what lies wholly above the domain only counts.
    """
    base = 1
    floor = _LOWEST
    roof_left = _LOWEST
    roof_right = _LOWEST
    for k in range(inside.shape[0]):
        s = inside[k]
        if role[s] & (DOMAIN | BALANCE):
            base -= 1 if delta[s] > 0 else -1
        if role[s] & OPEN:
            floor = max(floor, min(left[k], right[k]))
        if (role[s] & DOMAIN) and delta[s] < 0:
            roof_left = max(roof_left, left[k])
            roof_right = max(roof_right, right[k])
    kept = 0
    for k in range(inside.shape[0]):
        if max(left[k], right[k]) < floor:
            continue
        if roof_left > _LOWEST and left[k] > roof_left and right[k] > roof_right:
            base += delta[inside[k]]
            continue
        order[kept] = k
        kept += 1
    return max(base, least_cover), kept


@njit(cache=True)
def _uncovered_in_cell(order, height, inside, delta, base, y_tolerance, y_tolerance_ratio, found):
    """Return how many uncovered intervals a cell has; `found` receives their top and bottom places.

    A top of -1 is the start of the sweep. A segment that changes no cover parts the interval it lies in.
    """
    count = 0
    cover = base
    top = -1
    for k in range(order.shape[0]):
        a = order[k]
        before = cover
        step = delta[inside[a]]
        cover += step
        if before > 0 and cover == 0:
            top = a
        elif before == 0 and (cover > 0 or step == 0):
            y_top = NEARNESS_OF_FOOT if top < 0 else height[top]
            if y_top - height[a] > y_tolerance + y_tolerance_ratio * abs(y_top):
                found[count, 0] = top
                found[count, 1] = a
                count += 1
            top = a
    return count


@njit(cache=True)
def _between(left, right, place, t):
    """Return the height of a segment at fraction `t` of a slab; place -1 is the start of the sweep."""
    if place < 0:
        return NEARNESS_OF_FOOT
    return right[place] if t == 1.0 else left[place] + t * (right[place] - left[place])


@njit(cache=True)
def sweep(segments, delta, label, role, least_cover, x_tolerance, y_tolerance, y_tolerance_ratio, closed):
    """Return the uncovered part of the domain as trapezoids between columns.

    Parameters
    ----------
    segments : float array (n, 4)
        x1, y1, x2, y2 with x1 < x2.
    delta : int array (n,)
        Layers of cover added (+1, `ENDLESS`) or taken away (-1) to all below the segment; 0 parts what is
        uncovered above it from what is below.
    label : int array (n,)
        Equal for pieces of one straight line.
    role : int array (n,)
        Sum of DOMAIN, BALANCE, OPEN. Domain segments take one layer away where the domain starts
        and add it where it ends; the plane starts with one layer.
    least_cover : int
        1 where the domain does not reach the start of the sweep, else 0: in a slab as thin as
        rounding one of its two bounds may be missing.
    x_tolerance, y_tolerance, y_tolerance_ratio : float
        Below these differences two values are one (the last relative to y).
    closed : int
        1 when x is a square angle and the plane a full turn, else 0. Numbers are passed as
        np.int64: numba compiles a function anew for each literal.

    Returns
    -------
    columns : float array (m,)
        The x of every column.
    frame : int array (k, 4)
        Column left, column right, label of top, label of bottom of each trapezoid.
    heights : float array (k, 4)
        Top left, top right, bottom left, bottom right.
    """
    columns = np.empty((16, 1))
    column_count = np.int64(0)
    frame = np.empty((16, 4), np.int64)
    heights = np.empty((16, 4))
    made = np.int64(0)
    events = _events(segments, x_tolerance)
    slabs = events.shape[0] - 1
    if slabs < 1:
        return columns[:0, 0].copy(), frame[:0].copy(), heights[:0].copy()
    first = np.searchsorted(events, segments[:, 0], side="right") - 1
    last = np.searchsorted(events, segments[:, 2], side="right") - 1
    # The seam of a full turn is one direction from either side; the ends have found their events.
    if closed != 0 and SQUARE_TURN - events[slabs] <= x_tolerance:
        events[slabs] = SQUARE_TURN
    start, member = _members(role, first, last, slabs)
    most = (start[1:] - start[:-1]).max()
    left = np.empty(most)
    right = np.empty(most)
    middle = np.empty(most)
    order = np.empty(most, np.int64)
    found = np.empty((most + 1, 2), np.int64)
    # Trapezoids that end at the latest column and may go on with the same top and bottom.
    going = np.empty(most + 1, np.int64)
    going_next = np.empty(most + 1, np.int64)
    going_count = 0
    latest = -1
    none = np.empty(0)
    # Height of each segment at the start of the slab in `reached`.
    height = np.empty(segments.shape[0])
    reached = np.full(segments.shape[0], -1)
    for i in range(slabs):
        inside = member[start[i] : start[i + 1]]
        if inside.shape[0] == 0:
            continue
        x_left, x_right = events[i], events[i + 1]
        for k in range(inside.shape[0]):
            s = inside[k]
            if first[s] == i:
                left[k] = segments[s, 1]
            else:
                left[k] = height[s] if reached[s] == i else _height_at(segments, s, x_left)
            right[k] = segments[s, 3] if last[s] == i + 1 else _height_at(segments, s, x_right)
            height[s], reached[s] = right[k], i + 1
        base, kept = _slab_order(inside, left, right, delta, role, least_cover, order)
        is_plain = _put_downwards(left, right, order, kept)
        cuts = none if is_plain else _crossings(left, right, order, kept)
        if latest < 0 or columns[latest, 0] != x_left:
            columns = grown(columns, column_count)
            columns[column_count, 0] = x_left
            latest = column_count
            column_count += 1
            going_count = 0
        t_from = 0.0
        for c in range(cuts.shape[0] + 1):
            t_to = cuts[c] if c < cuts.shape[0] else 1.0
            if t_to <= t_from:
                continue
            for k in range(kept):
                a = order[k]
                middle[a] = left[a] + 0.5 * (t_from + t_to) * (right[a] - left[a])
            if not is_plain:
                _sort_downwards(order[:kept], middle)
            columns = grown(columns, column_count)
            columns[column_count, 0] = x_right if t_to == 1.0 else x_left + t_to * (x_right - x_left)
            intervals = _uncovered_in_cell(
                order[:kept], middle, inside, delta, base, y_tolerance, y_tolerance_ratio, found
            )
            for n in range(intervals):
                top, low = found[n, 0], found[n, 1]
                top_label = -1 if top < 0 else label[inside[top]]
                low_label = label[inside[low]]
                shape = -1
                for m in range(going_count):
                    if frame[going[m], 2] == top_label and frame[going[m], 3] == low_label:
                        shape = going[m]
                if shape < 0:
                    frame = grown(frame, made)
                    heights = grown(heights, made)
                    shape = made
                    made += 1
                    frame[shape, 0], frame[shape, 2], frame[shape, 3] = latest, top_label, low_label
                    heights[shape, 0] = _between(left, right, top, t_from)
                    heights[shape, 2] = _between(left, right, low, t_from)
                frame[shape, 1] = column_count
                heights[shape, 1] = _between(left, right, top, t_to)
                heights[shape, 3] = _between(left, right, low, t_to)
                going_next[n] = shape
            going[:intervals] = going_next[:intervals]
            going_count = intervals
            latest = column_count
            column_count += 1
            t_from = t_to
    return columns[:column_count, 0].copy(), frame[:made].copy(), heights[:made].copy()


# All kernel modules import this one before any of their compiled code is loaded.
CACHE_FOLDER = Path(str(sweep.stats.cache_path))
drop_stale_kernels(CACHE_FOLDER)
