"""Compiled tracing of faces: fragments that meet at their ends alone to disjoint polygons with counts.

Half edge 2 f runs from the first pixel of fragment f to the second, 2 f + 1 back; what lies on its left is
its face. A cycle is one closed run of half edges around a face.
"""

from __future__ import annotations

import numpy as np
from numba import njit

# All kernel modules import this one first: it drops compiled code that is stale.
from siting.coverage._kernels import CACHE_FOLDER  # noqa: F401


@njit(cache=True)
def _turns_before(ax, ay, bx, by):
    """Return whether direction a comes before b, counter-clockwise from south."""
    half_a = 0 if ax > 0 or (ax == 0 and ay < 0) else 1
    half_b = 0 if bx > 0 or (bx == 0 and by < 0) else 1
    if half_a != half_b:
        return half_a < half_b
    return ax * by - ay * bx > 0


@njit(cache=True)
def _stars(pixels, ends):
    """Return the half edges that leave each pixel, counter-clockwise from south, and where each starts."""
    count = pixels.shape[0]
    starts = np.zeros(count + 1, np.int64)
    for f in range(ends.shape[0]):
        starts[ends[f, 0] + 1] += 1
        starts[ends[f, 1] + 1] += 1
    for v in range(count):
        starts[v + 1] += starts[v]
    star = np.empty(2 * ends.shape[0], np.int32)
    length = np.zeros(count, np.int64)
    for h in range(2 * ends.shape[0]):
        v, w = ends[h // 2, h % 2], ends[h // 2, 1 - h % 2]
        dx, dy = pixels[w, 0] - pixels[v, 0], pixels[w, 1] - pixels[v, 1]
        place = starts[v] + length[v]
        while place > starts[v]:
            other = star[place - 1]
            o = ends[other // 2, 1 - other % 2]
            if not _turns_before(dx, dy, pixels[o, 0] - pixels[v, 0], pixels[o, 1] - pixels[v, 1]):
                break
            star[place] = other
            place -= 1
        star[place] = h
        length[v] += 1
    return starts, star


@njit(cache=True)
def _next_half_edges(starts, star):
    """Return for each half edge the next one around the face on its left."""
    after = np.empty(star.shape[0], np.int32)
    for v in range(starts.shape[0] - 1):
        begin, end = starts[v], starts[v + 1]
        for k in range(begin, end):
            # Arriving by the twin of what leaves here: the first one clockwise from it goes on.
            after[star[k] ^ 1] = star[k - 1] if k > begin else star[end - 1]
    return after


@njit(cache=True)
def _cycles(pixels, ends, after):
    """Return the cycle of each half edge, one half edge of each cycle, its westernmost pixel, its direction.

    The direction is twice the area, positive for a cycle around a face, negative around a component.
    """
    cycle = np.full(after.shape[0], -1, np.int32)
    first = np.empty(after.shape[0], np.int64)
    west = np.empty(after.shape[0], np.int64)
    twice = np.empty(after.shape[0])
    n = 0
    for h in range(after.shape[0]):
        if cycle[h] >= 0:
            continue
        first[n] = h
        best = ends[h // 2, h % 2]
        x, y = pixels[best, 0], pixels[best, 1]
        total = 0.0
        g = h
        before_x, before_y = 0.0, 0.0
        while cycle[g] < 0:
            cycle[g] = n
            v = ends[g // 2, g % 2]
            if pixels[v, 0] < pixels[best, 0] or (
                pixels[v, 0] == pixels[best, 0] and pixels[v, 1] < pixels[best, 1]
            ):
                best = v
            here_x, here_y = float(pixels[v, 0] - x), float(pixels[v, 1] - y)
            total += before_x * here_y - before_y * here_x
            before_x, before_y = here_x, here_y
            g = after[g]
        west[n] = best
        twice[n] = total
        n += 1
    return cycle, first[:n].copy(), west[:n].copy(), twice[:n].copy()


@njit(cache=True)
def _half_edges_to_the_west(pixels, ends, asked):
    """Return for each pixel asked about the half edge running south that lies nearest to its west, or -1.

    `asked` ascends by northing. The line looked along lies a hair north of the pixel.
    """
    northing = pixels[asked, 1]
    best = np.full(asked.shape[0], -1, np.int64)
    best_x = np.zeros(asked.shape[0])
    best_slope = np.zeros(asked.shape[0])
    for f in range(ends.shape[0]):
        ux, uy = pixels[ends[f, 0], 0], pixels[ends[f, 0], 1]
        wx, wy = pixels[ends[f, 1], 0], pixels[ends[f, 1], 1]
        if uy == wy:
            continue
        k = np.searchsorted(northing, min(uy, wy))
        while k < asked.shape[0] and northing[k] < max(uy, wy):
            slope = float(wx - ux) / float(wy - uy)
            here = ux + slope * float(northing[k] - uy)
            # A component's westernmost pixel has none of its own fragments to the west.
            is_nearer = best[k] < 0 or here > best_x[k] or (here == best_x[k] and slope > best_slope[k])
            if is_nearer and here < pixels[asked[k], 0]:
                best[k], best_x[k], best_slope[k] = (2 * f if wy < uy else 2 * f + 1), here, slope
            k += 1
    return best


@njit(cache=True)
def _containers(pixels, ends, cycle, west, twice):
    """Return for each cycle around a component the cycle it lies within (-1 is the open), and an order.

    The order names the cycles around components, each after those it may lie within. Others have -2.
    """
    outer = np.flatnonzero(twice < 0.0)
    within = np.full(west.shape[0], -2, np.int64)
    by_northing = outer[np.argsort(pixels[west[outer], 1])]
    found = _half_edges_to_the_west(pixels, ends, west[by_northing])
    for k in range(by_northing.shape[0]):
        within[by_northing[k]] = -1 if found[k] < 0 else cycle[found[k]]
    return within, outer[np.argsort(pixels[west[outer], 0])]


@njit(cache=True)
def _counts(more, after, cycle, first, within, order):
    """Return how many polygons cover what lies along each cycle, and the face (a cycle, or -1) it bounds."""
    counts = np.zeros(first.shape[0], np.int64)
    face = np.full(first.shape[0], -1, np.int64)
    is_known = np.zeros(first.shape[0], np.bool_)
    stack = np.empty(first.shape[0], np.int64)
    for n in range(order.shape[0]):
        outer = order[n]
        around = within[outer]
        counts[outer] = 0 if around < 0 else counts[around]
        face[outer] = -1 if around < 0 else face[around]
        is_known[outer] = True
        stack[0] = outer
        height = 1
        while height > 0:
            height -= 1
            c = stack[height]
            h = first[c]
            while True:
                other = cycle[h ^ 1]
                if not is_known[other]:
                    is_known[other] = True
                    step = more[h // 2] if h % 2 == 0 else -more[h // 2]
                    counts[other] = counts[c] - step
                    face[other] = other
                    stack[height] = other
                    height += 1
                h = after[h]
                if h == first[c]:
                    break
    return counts, face


@njit(cache=True)
def _simple_rings(ends, after, begin, place, path, rings, corners, n, m):
    """Append the rings of one cycle that touch themselves nowhere; return their number and corners so far."""
    height = 0
    h = begin
    while True:
        v = ends[h // 2, h % 2]
        if place[v] >= 0:
            bottom = place[v]
            rings[n + 1] = m + height - bottom
            for k in range(bottom, height):
                corners[m] = path[k]
                m += 1
                place[path[k]] = -1
            n += 1
            height = bottom
        place[v] = height
        path[height] = v
        height += 1
        h = after[h]
        if h == begin:
            break
    for k in range(height):
        corners[m] = path[k]
        m += 1
        place[path[k]] = -1
    rings[n + 1] = m
    return n + 1, m


@njit(cache=True)
def _twice_area(pixels, corners, begin, end):
    """Return twice the area of a ring, positive where it runs counter-clockwise [units2]."""
    x, y = pixels[corners[begin], 0], pixels[corners[begin], 1]
    total = 0.0
    for k in range(begin + 1, end - 1):
        u, w = corners[k], corners[k + 1]
        total += float(pixels[u, 0] - x) * float(pixels[w, 1] - y)
        total -= float(pixels[u, 1] - y) * float(pixels[w, 0] - x)
    return total


@njit(cache=True)
def faces_of(pixels, ends, more):
    """Return the faces that at least one polygon covers: counts, areas, and what `rings_of` needs of them.

    Parameters
    ----------
    pixels : int array (p, 2)
    ends : int array (f, 2)
    more : int array (f,)
        As `siting.coverage._overlap_kernels.fragments_of` gives them.

    Returns
    -------
    counts : int array (g,)
    areas : float array (g,)
        [units2]
    after : int array (2 f,)
        The next half edge around the face on the left of each.
    shells : int array (g,)
        One half edge along the outside of each face.
    hole_starts : int array (g + 1,)
    holes : int array
        One half edge along each hole, face by face.
    """
    starts, star = _stars(pixels, ends)
    after = _next_half_edges(starts, star)
    cycle, first, west, twice = _cycles(pixels, ends, after)
    within, order = _containers(pixels, ends, cycle, west, twice)
    counts, face = _counts(more, after, cycle, first, within, order)
    number = np.full(first.shape[0], -1, np.int64)
    made = 0
    for c in range(first.shape[0]):
        if within[c] == -2 and counts[c] > 0:
            number[c] = made
            made += 1
    kept = np.empty(made, np.int64)
    areas = np.empty(made)
    shells = np.empty(made, np.int64)
    for c in range(first.shape[0]):
        if number[c] >= 0:
            kept[number[c]], areas[number[c]], shells[number[c]] = counts[c], twice[c] / 2.0, first[c]
    hole_starts = np.zeros(made + 1, np.int64)
    for n in range(order.shape[0]):
        around = face[order[n]]
        if around >= 0 and number[around] >= 0:
            areas[number[around]] += twice[order[n]] / 2.0
            hole_starts[number[around] + 1] += 1
    for g in range(made):
        hole_starts[g + 1] += hole_starts[g]
    holes = np.empty(hole_starts[made], np.int64)
    fill = hole_starts[:-1].copy()
    for n in range(order.shape[0]):
        around = face[order[n]]
        if around >= 0 and number[around] >= 0:
            holes[fill[number[around]]] = first[order[n]]
            fill[number[around]] += 1
    return kept, areas, after, shells, hole_starts, holes


@njit(cache=True)
def rings_of(pixels, ends, after, shells, hole_starts, holes):
    """Return faces as rings that touch themselves nowhere: corners, ring starts, polygon starts.

    Parameters
    ----------
    pixels, ends
        As `faces_of` takes them.
    after, shells, hole_starts, holes
        As it returns them.

    Returns
    -------
    corners : int array (c,)
        Pixels, ring by ring, the first of a ring not repeated.
    ring_starts, polygon_starts : int arrays
        With the total at the end; the first ring of a polygon is its shell.
    """
    place = np.full(pixels.shape[0], -1, np.int64)
    path = np.empty(pixels.shape[0] + 1, np.int64)
    rings = np.zeros(after.shape[0] + 1, np.int64)
    corners = np.empty(after.shape[0], np.int64)
    polygons = np.zeros(shells.shape[0] + 1, np.int64)
    n = m = 0
    for g in range(shells.shape[0]):
        begin = n
        n, m = _simple_rings(ends, after, shells[g], place, path, rings, corners, n, m)
        for k in range(begin + 1, n):
            # Of several rings the one that runs counter-clockwise is the shell: it goes first.
            if _twice_area(pixels, corners, rings[k], rings[k + 1]) > 0.0:
                shell = corners[rings[k] : rings[k + 1]].copy()
                size = shell.shape[0]
                for q in range(rings[k] - 1, rings[begin] - 1, -1):
                    corners[q + size] = corners[q]
                corners[rings[begin] : rings[begin] + size] = shell
                for q in range(k, begin, -1):
                    rings[q] = rings[q - 1] + size
                break
        for k in range(hole_starts[g], hole_starts[g + 1]):
            n, m = _simple_rings(ends, after, holes[k], place, path, rings, corners, n, m)
        polygons[g + 1] = n
    return corners[:m], rings[: n + 1], polygons
