"""Compiled ground coverage of one camera: view polygon, shadows of prisms, what stays uncovered.

Directions are square angles: once around the camera is 8, two to each quadrant, and nearness is
one over the larger of |x| and |y|. In each quadrant this is a projective map, so that walls, shadow
ends, class limits and chords stay straight.

    4 ----- 3 ----- 2
    |               |
    5       +       1     square angle 1 looks east, 3 north, 5 west, 7 south
    |               |
    6 ----- 7 ----- 0/8
"""

from __future__ import annotations

import numpy as np
from numba import njit

from siting.coverage._kernels import (
    BALANCE,
    DOMAIN,
    NEARNESS_OF_FOOT,
    OPEN,
    SAME_DIRECTION,
    SQUARE_TURN,
    put_segment,
    sweep,
)
from siting.coverage._ring_kernels import gather_polygons, trace_rings

# An edge whose line passes the camera nearer than this casts no shadow of its own [m].
_THROUGH_CAMERA_M = 1e-9
# A corner of the view nearer to the camera's foot than this is the foot [m].
_FOOT_M = 1e-9
# Two points of one ray nearer than this ratio of their distance are one.
_SAME_NEARNESS_RATIO = 1e-11
# Pieces of coverage smaller than this are rounding [m2].
_SMALLEST_AREA_M2 = 1e-9


@njit(cache=True)
def square_angle(x, y):
    """Return the square angle of direction (x, y), 0 up to 8."""
    if abs(y) <= abs(x):
        return 1.0 + y / x if x > 0.0 else 5.0 + y / x
    return 3.0 - x / y if y > 0.0 else 7.0 - x / y


@njit(cache=True)
def _point_at(angle, nearness):
    """Return the point in direction of square angle `angle` at `nearness` [1/m]."""
    if nearness >= NEARNESS_OF_FOOT:
        return 0.0, 0.0
    r = 1.0 / nearness
    if angle <= 2.0:
        return r, (angle - 1.0) * r
    if angle <= 4.0:
        return (3.0 - angle) * r, r
    if angle <= 6.0:
        return -r, (5.0 - angle) * r
    return (angle - 7.0) * r, -r


@njit(cache=True)
def clip_half_plane(polygon, a, b, c):
    """Return the part of a convex polygon (n, 2) with a x + b y + c >= 0."""
    n = polygon.shape[0]
    out = np.empty((n + 2, 2))
    m = 0
    for i in range(n):
        x1, y1 = polygon[i - 1, 0], polygon[i - 1, 1]
        x2, y2 = polygon[i, 0], polygon[i, 1]
        d1 = a * x1 + b * y1 + c
        d2 = a * x2 + b * y2 + c
        if (d1 < 0.0) != (d2 < 0.0):
            t = d1 / (d1 - d2)
            out[m, 0] = x1 + t * (x2 - x1)
            out[m, 1] = y1 + t * (y2 - y1)
            m += 1
        if d2 >= 0.0:
            out[m, 0] = x2
            out[m, 1] = y2
            m += 1
    return out[:m].copy()


@njit(cache=True)
def disc(radius_m, sagitta_m):
    """Return a polygon inscribed in a circle about the origin, off it by at most `sagitta_m`."""
    ratio = min(sagitta_m / radius_m, 0.05)
    count = int(np.ceil(np.pi / np.arccos(1.0 - ratio)))
    out = np.empty((count, 2))
    for k in range(count):
        angle = 2.0 * np.pi * k / count
        out[k, 0] = radius_m * np.cos(angle)
        out[k, 1] = radius_m * np.sin(angle)
    return out


@njit(cache=True)
def _snapped_to_foot(polygon):
    """Return a polygon whose corners at the origin, give or take rounding, are one and exact."""
    out = np.empty_like(polygon)
    n = 0
    has_foot = False
    for i in range(polygon.shape[0]):
        if max(abs(polygon[i, 0]), abs(polygon[i, 1])) > _FOOT_M:
            out[n] = polygon[i]
            n += 1
        elif not has_foot:
            out[n] = 0.0
            n += 1
            has_foot = True
    return out[:n].copy()


@njit(cache=True)
def view_polygon(view, plane_m, near_m, far_m, sagitta_m):
    """Return the view on a level plane, about the camera's foot, counter-clockwise, (n, 2).

    Parameters
    ----------
    view : float array (10,)
        height_m, sin tilt, cos tilt, grid azimuth [rad], tan hfov/2, tan vfov/2, range_m (inf when
        none), greatest depth_m, sin roll, cos roll. An infinite tan vfov/2 is a wedge of azimuths, over
        all elevations (tilt 0); an infinite tan hfov/2 too is all that lies around the camera, where
        depth says nothing. Both need a finite range_m.
    plane_m : float
        Height of the plane above ground [m].
    near_m, far_m : float
        Limits of depth along the optical axis [m].
    """
    height, sin_t, cos_t, azimuth = view[0], view[1], view[2], view[3]
    tan_h, tan_v, reach, sin_r, cos_r = view[4], view[5], view[6], view[8], view[9]
    # The corners of the pyramid's base are its farthest points.
    span = 1.001 * far_m * np.sqrt(1.0 + tan_h * tan_h + tan_v * tan_v)
    if reach < span:
        polygon = disc(reach, sagitta_m)
    else:
        polygon = np.array([[-span, -span], [span, -span], [span, span], [-span, span]])
    if np.isinf(tan_h):
        return polygon
    rise = plane_m - height
    fx, fy = np.sin(azimuth), np.cos(azimuth)
    rx, ry = fy, -fx
    # depth = zx x + zy y + z0, level sideways = rx x + ry y, level upward = ux x + uy y + u0
    zx, zy, z0 = cos_t * fx, cos_t * fy, -sin_t * rise
    ux, uy, u0 = sin_t * fx, sin_t * fy, cos_t * rise
    # Rolled: the image's right side goes down.
    sx, sy, s0 = cos_r * rx - sin_r * ux, cos_r * ry - sin_r * uy, -sin_r * u0
    vx, vy, v0 = cos_r * ux + sin_r * rx, cos_r * uy + sin_r * ry, cos_r * u0
    polygon = clip_half_plane(polygon, tan_h * zx - sx, tan_h * zy - sy, tan_h * z0 - s0)
    polygon = clip_half_plane(polygon, tan_h * zx + sx, tan_h * zy + sy, tan_h * z0 + s0)
    if not np.isinf(tan_v):
        polygon = clip_half_plane(polygon, tan_v * zx - vx, tan_v * zy - vy, tan_v * z0 - v0)
        polygon = clip_half_plane(polygon, tan_v * zx + vx, tan_v * zy + vy, tan_v * z0 + v0)
    polygon = clip_half_plane(polygon, zx, zy, z0 - near_m)
    polygon = clip_half_plane(polygon, -zx, -zy, far_m - z0)
    # The view starts at the camera's very foot: rounding may leave a corner or two beside it.
    if rise == 0.0 or np.isinf(tan_v):
        return _snapped_to_foot(polygon)
    return polygon


@njit(cache=True)
def _add_edge(store, kind, count, px, py, qx, qy, nearer, delta, label, role):
    """Add an edge, its nearness times `nearer`, in pieces that keep to one quadrant each."""
    turn = px * qy - py * qx
    if turn > 0.0:
        sx, sy, ex, ey = px, py, qx, qy
    else:
        sx, sy, ex, ey = qx, qy, px, py
        turn = -turn
    dx, dy = ex - sx, ey - sy
    length = np.sqrt(dx * dx + dy * dy)
    if length == 0.0 or turn <= 0.0:
        return store, kind, count
    if turn / length < _THROUGH_CAMERA_M and sx * ex + sy * ey <= 0.0:
        return store, kind, count
    at = square_angle(sx, sy)
    end = square_angle(ex, ey)
    if end < at:
        end += SQUARE_TURN
    # Less than half a turn: otherwise the two directions are one, and rounding put them in reverse.
    if end - at > 0.5 * SQUARE_TURN + SAME_DIRECTION or end == at:
        return store, kind, count
    y_at = nearer / max(abs(sx), abs(sy))
    y_end = nearer / max(abs(ex), abs(ey))
    while at < end:
        corner = 2.0 * np.floor(0.5 * at) + 2.0
        if corner >= end:
            stop, y_stop = end, y_end
        else:
            stop = corner
            cx, cy = _point_at(corner % SQUARE_TURN, 1.0)
            y_stop = nearer * (cx * dy - cy * dx) / turn
        shift = SQUARE_TURN if at >= SQUARE_TURN else 0.0
        if stop > at:
            store, kind, count = put_segment(
                store, kind, count, at - shift, y_at, stop - shift, y_stop, delta, label, role
            )
        at, y_at = stop, y_stop
    return store, kind, count


@njit(cache=True)
def _shadow_reach(height, plane, base, top):
    """Return k_in and k_out of a prism: it hides the footprint scaled by all factors between.

    Nothing is hidden where k_out <= k_in. Derived from similar triangles of the ray over the near
    and far edge of the prism's top and base.
    """
    if height > plane:
        if base >= height:
            return 1.0, 0.0
        k_in = max(1.0, (height - plane) / (height - base))
        return k_in, ((height - plane) / (height - top) if top < height else np.inf)
    if height < plane:
        if top <= height:
            return 1.0, 0.0
        k_in = max(1.0, (plane - height) / (top - height))
        return k_in, ((plane - height) / (base - height) if base > height else np.inf)
    if base < height < top:
        return 1.0, np.inf
    return 1.0, 0.0


@njit(cache=True)
def _shadow_edges(camera_x, camera_y, height, plane, candidates, xy, rings, solid_rings, span, hull):
    """Return the pieces of all shadow edges that can matter inside `hull` (convex, about the foot)."""
    store = np.empty((256, 4))
    kind = np.empty((256, 3), np.int64)
    count = np.int64(0)
    around = _contains_origin(hull)
    ax, ay, bx, by = _outer_rays(hull)
    for s in candidates:
        k_in, k_out = _shadow_reach(height, plane, span[s, 0], span[s, 1])
        if k_out <= k_in:
            continue
        endless = np.isinf(k_out)
        x_low, y_low, x_high, y_high = 1e300, 1e300, -1e300, -1e300
        for r in range(solid_rings[s], solid_rings[s + 1]):
            for i in range(rings[r, 0], rings[r, 1]):
                x_low, x_high = min(x_low, xy[i, 0]), max(x_high, xy[i, 0])
                y_low, y_high = min(y_low, xy[i, 1]), max(y_high, xy[i, 1])
        spans = x_low <= camera_x <= x_high and y_low <= camera_y <= y_high
        role = BALANCE if spans else 0
        for r in range(solid_rings[s], solid_rings[s + 1]):
            flip = rings[r, 2] < 0
            for i in range(rings[r, 0], rings[r, 1] - 1):
                a, b = (i + 1, i) if flip else (i, i + 1)
                px, py = xy[a, 0] - camera_x, xy[a, 1] - camera_y
                qx, qy = xy[b, 0] - camera_x, xy[b, 1] - camera_y
                if not around and not spans:
                    if ax * py - ay * px < 0.0 and ax * qy - ay * qx < 0.0:
                        continue
                    if bx * py - by * px > 0.0 and bx * qy - by * qx > 0.0:
                        continue
                # The inside lies on the left: a right turn about the camera is where rays enter.
                if px * qy - py * qx < 0.0:
                    flag = role + (OPEN if endless and not spans else 0)
                    store, kind, count = _add_edge(
                        store, kind, count, px, py, qx, qy, 1.0 / k_in, np.int64(1), 2 * i, flag
                    )
                elif not endless or spans:
                    store, kind, count = _add_edge(
                        store, kind, count, px, py, qx, qy, 1.0 / k_out, np.int64(-1), 2 * i + 1, role
                    )
    return store[:count], kind[:count]


@njit(cache=True)
def _contains_origin(polygon):
    """Return True when a convex counter-clockwise polygon holds the origin or touches it."""
    for i in range(polygon.shape[0]):
        x1, y1 = polygon[i - 1, 0], polygon[i - 1, 1]
        x2, y2 = polygon[i, 0], polygon[i, 1]
        if x1 * y2 - y1 * x2 < -_THROUGH_CAMERA_M * np.hypot(x2 - x1, y2 - y1):
            return False
    return True


@njit(cache=True)
def _outer_rays(polygon):
    """Return the right and the left direction between which a convex polygon is seen from the origin."""
    ax, ay = polygon[0, 0], polygon[0, 1]
    bx, by = ax, ay
    for i in range(1, polygon.shape[0]):
        x, y = polygon[i, 0], polygon[i, 1]
        if ax * y - ay * x < 0.0:
            ax, ay = x, y
        if bx * y - by * x > 0.0:
            bx, by = x, y
    return ax, ay, bx, by


@njit(cache=True)
def _uncovered(polygon, store, kind, label):
    """Return rings of the part of convex `polygon` that the shadows leave, in square angle."""
    n = polygon.shape[0]
    own = np.empty((4 * n + 8, 4))
    own_kind = np.empty((4 * n + 8, 3), np.int64)
    count = np.int64(0)
    for i in range(n):
        px, py = polygon[i - 1, 0], polygon[i - 1, 1]
        qx, qy = polygon[i, 0], polygon[i, 1]
        ends = px * qy - py * qx > 0.0
        own, own_kind, count = _add_edge(
            own,
            own_kind,
            count,
            px,
            py,
            qx,
            qy,
            1.0,
            np.int64(1 if ends else -1),
            label + i,
            DOMAIN + (OPEN if ends else 0),
        )
    segments = np.concatenate((store, own[:count]))
    kinds = np.concatenate((kind, own_kind[:count]))
    columns, frame, heights = sweep(
        segments,
        kinds[:, 0],
        kinds[:, 1],
        kinds[:, 2],
        np.int64(0 if _contains_origin(polygon) else 1),
        SAME_DIRECTION,
        0.0,
        _SAME_NEARNESS_RATIO,
        np.int64(1),
    )
    return trace_rings(columns, frame, heights, 0.0, _SAME_NEARNESS_RATIO, np.int64(1))


@njit(cache=True)
def ground_view(
    camera_x, camera_y, view, plane_m, depths_m, sagitta_m, candidates, xy, rings, solid_rings, span
):
    """Return what one camera sees of the plane, band by band of depth.

    Parameters
    ----------
    camera_x, camera_y : float
        Position [m].
    view : float array (10,)
        As in `view_polygon`.
    plane_m : float
        Height of the target plane [m].
    depths_m : float array (b + 1,)
        Limits of the bands, ascending from 0 to the greatest depth [m].
    sagitta_m : float
        How far a chord may lie inside its arc [m].
    candidates : int array (k,)
        Solids that may hide something.
    xy : float array (v, 2)
        Vertices of all rings, the first repeated at the end of each.
    rings : int array (r, 3)
        First vertex, one past the last, +1 when the inside lies on the left, else -1.
    solid_rings : int array (s + 1,)
        First ring of each solid.
    span : float array (s, 2)
        Base and top of each solid [m].

    Returns
    -------
    points : float array (p, 2)
        Ring vertices about the camera's foot [m].
    ring_starts, polygon_starts, band : int arrays
        Vertices of each ring, rings of each polygon (outer ring first), band of each polygon.
    """
    all_points = np.empty((0, 2))
    ring_starts = np.zeros(1, np.int64)
    polygon_starts = np.zeros(1, np.int64)
    band_of = np.empty(0, np.int64)
    hull = view_polygon(view, plane_m, 0.0, view[7], sagitta_m)
    if hull.shape[0] < 3:
        return all_points, ring_starts, polygon_starts, band_of
    store, kind = _shadow_edges(
        camera_x, camera_y, view[0], plane_m, candidates, xy, rings, solid_rings, span, hull
    )
    label = 2 * xy.shape[0]
    for band in range(depths_m.shape[0] - 1):
        polygon = view_polygon(view, plane_m, depths_m[band], depths_m[band + 1], sagitta_m)
        if polygon.shape[0] < 3:
            continue
        raw, raw_starts = _uncovered(polygon, store, kind, label)
        points = np.empty_like(raw)
        for i in range(raw.shape[0]):
            points[i, 0], points[i, 1] = _point_at(raw[i, 0], raw[i, 1])
        all_points, ring_starts, polygon_starts, count = gather_polygons(
            points, raw_starts, _SMALLEST_AREA_M2, all_points, ring_starts, polygon_starts
        )
        band_of = np.concatenate((band_of, np.full(count, band)))
    return all_points, ring_starts, polygon_starts, band_of
