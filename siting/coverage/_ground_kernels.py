"""Compiled ground coverage: what cameras see of a level plane, band by band of depth."""

from __future__ import annotations

import numpy as np
from numba import njit

from siting.coverage._clear_ground_kernels import SMALLEST_AREA_M2, clear_ground, room
from siting.coverage._direction_kernels import add_edge, point_at
from siting.coverage._floor_kernels import near_first
from siting.coverage._kernels import (
    DOMAIN,
    ENDLESS,
    OPEN,
    SAME_DIRECTION,
    sweep,
)
from siting.coverage._ring_kernels import gather_polygons, starts_of, trace_rings
from siting.coverage._shadow_kernels import shadow_edges
from siting.coverage._view_kernels import contains_origin, view_polygon

# Two points of one ray nearer than this ratio of their distance are one.
_SAME_NEARNESS_RATIO = 1e-11
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
def _bounds_and_limits(hull, view, plane_m, depths_m, label):
    """Return the edges of the view and the limits of depth inside it, as the sweep takes them."""
    store = np.empty((64, 4))
    kind = np.empty((64, 3), np.int64)
    count = np.int64(0)
    for i in range(hull.shape[0]):
        px, py, qx, qy = hull[i - 1, 0], hull[i - 1, 1], hull[i, 0], hull[i, 1]
        ends = px * qy - py * qx > 0.0
        delta = np.int64(ENDLESS if ends else -1)
        role = np.int64(DOMAIN + (OPEN if ends else 0))
        store, kind, count = add_edge(store, kind, count, px, py, qx, qy, 1.0, delta, label + i, role)
    a, b, c = _depth_of(view, plane_m)
    slope = np.hypot(a, b)
    for k in range(1, depths_m.shape[0] - 1):
        offset = c - depths_m[k]
        if abs(offset) < slope * _OFF_FOOT_M:
            offset = slope * _OFF_FOOT_M if offset >= 0.0 else -slope * _OFF_FOOT_M
        ends, is_met = _limit_in(hull, a, b, offset)
        if is_met:
            store, kind, count = add_edge(
                store,
                kind,
                count,
                ends[0, 0],
                ends[0, 1],
                ends[1, 0],
                ends[1, 1],
                1.0,
                np.int64(0),
                label + hull.shape[0] + k,
                np.int64(0),
            )
    return store[:count], kind[:count]


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
def _uncovered(hull, view, plane_m, depths_m, store, kind, label):
    """Return the part of a view that shadows leave as trapezoids in square angle, and the band of each."""
    own, own_kind = _bounds_and_limits(hull, view, plane_m, depths_m, label)
    segments = np.concatenate((store, own))
    kinds = np.concatenate((kind, own_kind))
    columns, frame, heights = sweep(
        segments,
        kinds[:, 0],
        kinds[:, 1],
        kinds[:, 2],
        np.int64(0 if contains_origin(hull) else 1),
        SAME_DIRECTION,
        0.0,
        _SAME_NEARNESS_RATIO,
        np.int64(1),
    )
    return columns, frame, heights, _bands_of(columns, frame, heights, view, plane_m, depths_m)


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
    points : float array (p, 2)
        Ring vertices, each about its own camera's foot [m].
    ring_starts, polygon_starts : int arrays
        Vertices of each ring, rings of each polygon (outer ring first).
    owner : int array (q, 2)
        Camera and band of each polygon.
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
        x, y = places[n, 0], places[n, 1]
        near, nearness = near_first(x, y, candidates[candidate_starts[n] : candidate_starts[n + 1]], boxes)
        points, ring_ends, polygon_ends, is_done = clear_ground(
            n,
            x,
            y,
            view,
            plane_m,
            depths_m[n],
            sagitta_m,
            near,
            nearness,
            solids,
            work,
            points,
            ring_ends,
            polygon_ends,
            counts,
        )
        if is_done:
            continue
        hull = view_polygon(view, plane_m, 0.0, view[7], sagitta_m)
        if hull.shape[0] < 3:
            continue
        store, kind = shadow_edges(
            x, y, view[0], plane_m, near, nearness, xy, rings, solid_rings, span, boxes, hull
        )
        columns, frame, heights, band = _uncovered(hull, view, plane_m, depths_m[n], store, kind, label)
        for b in range(depths_m.shape[1] - 1):
            in_band = band == b
            if not in_band.any():
                continue
            made, starts = trace_rings(
                columns, frame[in_band], heights[in_band], 0.0, _SAME_NEARNESS_RATIO, np.int64(1)
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
    return (
        points[: counts[0]].copy(),
        starts_of(ring_ends[: counts[1], 0]),
        starts_of(polygon_ends[: counts[2], 0]),
        polygon_ends[: counts[2], 1:].copy(),
    )
