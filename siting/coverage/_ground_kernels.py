"""Compiled ground coverage: what cameras see of a level plane, band by band of depth."""

from __future__ import annotations

import numpy as np
from numba import njit

from siting.coverage._clear_ground_kernels import SMALLEST_AREA_M2, nearest_walls, room, slabs_of_view, stars
from siting.coverage._direction_kernels import add_edge, point_at
from siting.coverage._envelope_kernels import SAME_NEARNESS_RATIO
from siting.coverage._kernels import (
    DOMAIN,
    ENDLESS,
    OPEN,
    SAME_DIRECTION,
    SQUARE_TURN,
    put_segment,
    sweep,
)
from siting.coverage._reach_kernels import near_first
from siting.coverage._ring_kernels import gather_polygons, geometries_of, trace_rings
from siting.coverage._shadow_kernels import put_shadow_before, shadow_edges
from siting.coverage._view_kernels import contains_origin, outer_rays, view_polygon

# Labels of limits of depth, between those of far edges and of chords.
_LIMITS = 100
# A limit of depth that passes the foot nearer than this is drawn this far from it: through the foot it would
# part directions, not distances [m].
_OFF_FOOT_M = 2e-9
# A limit of depth that meets the view on less than this parts nothing [m].
_SHORTEST_LIMIT_M = 1e-9


@njit(cache=True)
def _depth_of(view, plane_m):
    """Return depth along the optical axis on a level plane as a, b, c: a x + b y + c about the foot."""
    sin_t, cos_t, azimuth = view[1], view[2], view[3]
    return cos_t * np.sin(azimuth), cos_t * np.cos(azimuth), sin_t * (view[0] - plane_m)


@njit(cache=True)
def _limit_in(hull, a, b, c):
    """Return the two ends of the line a x + b y + c = 0 in a convex polygon, and whether it has any."""
    ends = np.empty((2, 2))
    count = 0
    for i in range(hull.shape[0]):
        x1, y1, x2, y2 = hull[i - 1, 0], hull[i - 1, 1], hull[i, 0], hull[i, 1]
        d1, d2 = a * x1 + b * y1 + c, a * x2 + b * y2 + c
        if (d1 < 0.0) != (d2 < 0.0) and count < 2:
            t = d1 / (d1 - d2)
            ends[count, 0], ends[count, 1] = x1 + t * (x2 - x1), y1 + t * (y2 - y1)
            count += 1
    return ends, count == 2 and np.hypot(ends[1, 0] - ends[0, 0], ends[1, 1] - ends[0, 1]) > _SHORTEST_LIMIT_M


@njit(cache=True)
def _put_limits(store, kind, count, hull, view, plane_m, depths_m, label):
    """Put the limits of depth inside a convex view, as the sweep takes them; return stores and count."""
    a, b, c = _depth_of(view, plane_m)
    slope = np.hypot(a, b)
    for k in range(1, depths_m.shape[0] - 1):
        offset = c - depths_m[k]
        if abs(offset) < slope * _OFF_FOOT_M:
            offset = slope * _OFF_FOOT_M if offset >= 0.0 else -slope * _OFF_FOOT_M
        ends, is_met = _limit_in(hull, a, b, offset)
        if is_met:
            px, py, qx, qy = ends[0, 0], ends[0, 1], ends[1, 0], ends[1, 1]
            store, kind, count = add_edge(
                store, kind, count, px, py, qx, qy, 1.0, np.int64(0), label + k, np.int64(0)
            )
    return store, kind, count


@njit(cache=True)
def _put_edges_of(store, kind, count, hull, label):
    """Put the edges of a convex view, as the sweep takes them; return the stores and the count."""
    for i in range(hull.shape[0]):
        px, py, qx, qy = hull[i - 1, 0], hull[i - 1, 1], hull[i, 0], hull[i, 1]
        ends = px * qy - py * qx > 0.0
        delta = np.int64(ENDLESS if ends else -1)
        role = np.int64(DOMAIN + (OPEN if ends else 0))
        store, kind, count = add_edge(store, kind, count, px, py, qx, qy, 1.0, delta, label + i, role)
    return store, kind, count


@njit(cache=True)
def _put_slab(store, kind, count, x1, y1, x2, y2, delta, label, role):
    shift = SQUARE_TURN if x1 >= SQUARE_TURN else 0.0
    return put_segment(store, kind, count, x1 - shift, y1, x2 - shift, y2, delta, label, role)


@njit(cache=True)
def _put_envelope(slab_count, near_made, label, work):
    """Return an envelope with the near edge of its view, as the bounds that the sweep takes."""
    _, envs, tags, slabs, slab_tag, _, _, _, _, _ = work
    store = np.empty((slab_count + near_made + 64, 4))
    kind = np.empty((slab_count + near_made + 64, 3), np.int64)
    count = np.int64(0)
    for k in range(slab_count):
        x1, y1, x2, y2 = slabs[k, 0], slabs[k, 1], slabs[k, 2], slabs[k, 3]
        name = 2 * slab_tag[k] if slab_tag[k] >= 0 else label - slab_tag[k]
        store, kind, count = _put_slab(
            store, kind, count, x1, y1, x2, y2, np.int64(ENDLESS), name, np.int64(DOMAIN + OPEN)
        )
    for k in range(near_made):
        x1, y1, x2, y2 = envs[2, k, 2], envs[2, k, 3], envs[2, k, 4], envs[2, k, 5]
        store, kind, count = _put_slab(
            store, kind, count, x1, y1, x2, y2, np.int64(-1), label - tags[2, k], np.int64(DOMAIN)
        )
    return store, kind, count


@njit(cache=True)
def _bands_of(columns, frame, heights, view, plane_m, depths_m):
    """Return the band of depth of each trapezoid: that of the mean of its corners, which lies within it.

    One may reach over several quadrants, so that only its corners are where the columns say.
    """
    a, b, c = _depth_of(view, plane_m)
    band = np.zeros(frame.shape[0], np.int64)
    for k in range(frame.shape[0]):
        depth = 0.0
        for corner in range(4):
            x, y = point_at(columns[frame[k, corner % 2]], heights[k, corner])
            depth += 0.25 * (a * x + b * y + c)
        while band[k] < depths_m.shape[0] - 2 and depth >= depths_m[band[k] + 1]:
            band[k] += 1
    return band


@njit(cache=True)
def _edges_of_all(x, y, view, plane_m, depths_m, sagitta_m, near, solids, label):
    """Return all that bounds and hides, as the sweep takes it, and whether the view begins at the foot."""
    hull = view_polygon(view, plane_m, 0.0, view[7], sagitta_m)
    if hull.shape[0] < 3:
        return np.empty((0, 4)), np.empty((0, 3), np.int64), False
    around = contains_origin(hull)
    ax, ay, bx, by = outer_rays(hull)
    store, kind = shadow_edges(x, y, view[0], plane_m, near, solids, (ax, ay, bx, by, not around))
    count = np.int64(store.shape[0])
    store, kind, count = _put_edges_of(store, kind, count, hull, label)
    store, kind, count = _put_limits(store, kind, count, hull, view, plane_m, depths_m, label + hull.shape[0])
    return store[:count], kind[:count], around


@njit(cache=True)
def _edges_before(x, y, view, plane_m, depths_m, solids, label, seen, work):
    """Return an envelope and all that hides before it, and whether the view begins at the foot."""
    corner_count, made, near_made, finite_count, slab_count = seen
    hull = work[7][0, :corner_count]
    store, kind, count = _put_envelope(slab_count, near_made, label, work)
    ax, ay, bx, by = outer_rays(hull)
    env = work[1][0]
    rays = (ax, ay, bx, by, env[made - 1, 1] - env[0, 0] < 0.5 * SQUARE_TURN)
    for k in range(finite_count):
        store, kind, count = put_shadow_before(
            store, kind, count, x, y, view[0], plane_m, work[9][k], solids, rays, env, made, work[0]
        )
    store, kind, count = _put_limits(store, kind, count, hull, view, plane_m, depths_m, label + _LIMITS)
    return store[:count], kind[:count], near_made == 0


@njit(cache=True, nogil=True)
def ground_views(
    places,
    views,
    plane_m,
    depths_m,
    sagitta_m,
    candidate_starts,
    candidates,
    xy,
    rings,
    solid_rings,
    span,
    boxes,
):
    """Return what cameras see of the plane, band by band of depth.

    Parameters
    ----------
    places : float array (n, 2)
        Positions [m].
    views : float array (n, 10)
        As in `siting.coverage._view_kernels.view_polygon`.
    plane_m : float
        Height of the target plane [m].
    depths_m : float array (n, b + 1)
        Limits of the bands of each, ascending from 0 to the greatest depth [m].
    sagitta_m : float
        How far a chord may lie inside its arc [m].
    candidate_starts, candidates : int array (n + 1,), int array (k,)
        Solids that may hide something, camera by camera.
    xy : float array (v, 2)
        Vertices of all rings, the first repeated at the end of each.
    rings : int array (r, 3)
        First vertex, one past the last, +1 when the inside lies on the left, else -1.
    solid_rings : int array (s + 1,)
        First ring of each solid.
    span : float array (s, 2)
        Base and top of each solid [m].
    boxes : float array (s, 4)
        Bounds of each solid [m].

    Returns
    -------
    corners, ring_starts, polygon_starts, cell_starts
        As `shapely.from_ragged_array` takes multipolygons, one for each camera and band.
    """
    points = np.empty((1024, 2))
    ring_ends = np.empty((128, 1), np.int64)
    polygon_ends = np.empty((64, 3), np.int64)
    counts = np.zeros(3, np.int64)
    label = 2 * xy.shape[0]
    solids = (xy, rings, solid_rings, span, boxes)
    work = room()
    for n in range(places.shape[0]):
        view = views[n]
        if view[7] <= 0.0:
            continue
        x, y = places[n, 0], places[n, 1]
        near, nearness = near_first(x, y, candidates[candidate_starts[n] : candidate_starts[n + 1]], boxes)
        corner_count, made, near_made, finite_count = nearest_walls(
            x, y, view, plane_m, near, nearness, solids, work
        )
        if corner_count < 3:
            continue
        slab_count = 0
        if made > 0 and finite_count == 0:
            points, ring_ends, polygon_ends, is_done = stars(
                n,
                view,
                plane_m,
                depths_m[n],
                sagitta_m,
                corner_count,
                made,
                near_made,
                work,
                points,
                ring_ends,
                polygon_ends,
                counts,
            )
            if is_done:
                continue
        elif made > 0:
            slab_count = slabs_of_view(view, sagitta_m, work[1][0], work[2][0], made, work)
        if slab_count > 0:
            seen = (corner_count, made, near_made, finite_count, slab_count)
            segments, kinds, around = _edges_before(
                x, y, view, plane_m, depths_m[n], solids, label, seen, work
            )
        else:
            segments, kinds, around = _edges_of_all(
                x, y, view, plane_m, depths_m[n], sagitta_m, near, solids, label
            )
        columns, frame, heights = sweep(
            segments,
            kinds[:, 0],
            kinds[:, 1],
            kinds[:, 2],
            np.int64(0 if around else 1),
            SAME_DIRECTION,
            0.0,
            SAME_NEARNESS_RATIO,
            np.int64(1),
        )
        band = _bands_of(columns, frame, heights, view, plane_m, depths_m[n])
        for b in range(depths_m.shape[1] - 1):
            in_band = band == b
            if not in_band.any():
                continue
            made, starts = trace_rings(
                columns, frame[in_band], heights[in_band], 0.0, SAME_NEARNESS_RATIO, np.int64(1)
            )
            for i in range(made.shape[0]):
                made[i, 0], made[i, 1] = point_at(made[i, 0], made[i, 1])
            points, ring_ends, polygon_ends = gather_polygons(
                made,
                starts,
                SMALLEST_AREA_M2,
                np.int64(n),
                np.int64(b),
                points,
                ring_ends,
                polygon_ends,
                counts,
            )
    return geometries_of(
        points, ring_ends[: counts[1], 0], polygon_ends[: counts[2]], places, np.int64(depths_m.shape[1] - 1)
    )
