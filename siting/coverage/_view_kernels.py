"""Compiled view of one camera before anything hides it: its pyramid on a level plane."""

from __future__ import annotations

import numpy as np
from numba import njit

# A polygon's edge that passes the camera's foot nearer than this touches it [m].
_AT_FOOT_M = 1e-9
# A corner of the view nearer to the camera's foot than this is the foot [m].
_FOOT_M = 1e-9


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
def corners_of_disc(radius_m, sagitta_m):
    """Return how many corners the polygon has that draws a circle."""
    return int(np.ceil(np.pi / np.arccos(1.0 - min(sagitta_m / radius_m, 0.05))))


@njit(cache=True)
def disc(radius_m, sagitta_m):
    """Return a polygon inscribed in a circle about the origin, off it by at most `sagitta_m`."""
    count = corners_of_disc(radius_m, sagitta_m)
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
        none), greatest depth_m (0 sees nothing), sin roll, cos roll. An infinite tan vfov/2 is a wedge of
        azimuths, over all elevations (tilt 0); an infinite tan hfov/2 too is all that lies around the
        camera, where depth says nothing. Both need a finite range_m.
    plane_m : float
        Height of the plane above ground [m].
    near_m, far_m : float
        Limits of depth along the optical axis [m].
    """
    tan_h, tan_v, reach = view[4], view[5], view[6]
    # The corners of the pyramid's base are its farthest points.
    span = 1.001 * far_m * np.sqrt(1.0 + tan_h * tan_h + tan_v * tan_v)
    if reach < span:
        polygon = disc(reach, sagitta_m)
    else:
        polygon = np.array([[-span, -span], [span, -span], [span, span], [-span, span]])
    if np.isinf(tan_h):
        return polygon
    sides = np.empty((6, 3))
    for k in range(_sides_of(view, plane_m, near_m, far_m, sides)):
        polygon = clip_half_plane(polygon, sides[k, 0], sides[k, 1], sides[k, 2])
    # The view starts at the camera's very foot: rounding may leave a corner or two beside it.
    if plane_m == view[0] or np.isinf(tan_v):
        return _snapped_to_foot(polygon)
    return polygon


@njit(cache=True)
def _sides_of(view, plane_m, near_m, far_m, sides):
    """Put the half-planes a x + b y + c >= 0 that bound a view on a plane into `sides`; return how many."""
    height, sin_t, cos_t, azimuth = view[0], view[1], view[2], view[3]
    tan_h, tan_v, sin_r, cos_r = view[4], view[5], view[8], view[9]
    rise = plane_m - height
    fx, fy = np.sin(azimuth), np.cos(azimuth)
    rx, ry = fy, -fx
    # depth = zx x + zy y + z0, level sideways = rx x + ry y, level upward = ux x + uy y + u0
    zx, zy, z0 = cos_t * fx, cos_t * fy, -sin_t * rise
    ux, uy, u0 = sin_t * fx, sin_t * fy, cos_t * rise
    # Rolled: the image's right side goes down.
    sx, sy, s0 = cos_r * rx - sin_r * ux, cos_r * ry - sin_r * uy, -sin_r * u0
    vx, vy, v0 = cos_r * ux + sin_r * rx, cos_r * uy + sin_r * ry, cos_r * u0
    sides[0] = tan_h * zx - sx, tan_h * zy - sy, tan_h * z0 - s0
    sides[1] = tan_h * zx + sx, tan_h * zy + sy, tan_h * z0 + s0
    count = 2
    if not np.isinf(tan_v):
        sides[2] = tan_v * zx - vx, tan_v * zy - vy, tan_v * z0 - v0
        sides[3] = tan_v * zx + vx, tan_v * zy + vy, tan_v * z0 + v0
        count = 4
    sides[count] = zx, zy, z0 - near_m
    sides[count + 1] = -zx, -zy, far_m - z0
    return count + 2


@njit(cache=True)
def clip_in_place(polygon, count, spare, a, b, c):
    """Keep the part of a convex polygon with a x + b y + c >= 0; return how many corners it has.

    `polygon` and `spare` (c, 2) have room for one corner more.
    """
    made = 0
    for i in range(count):
        before = i - 1 if i else count - 1
        x1, y1, x2, y2 = polygon[before, 0], polygon[before, 1], polygon[i, 0], polygon[i, 1]
        d1, d2 = a * x1 + b * y1 + c, a * x2 + b * y2 + c
        if (d1 < 0.0) != (d2 < 0.0):
            t = d1 / (d1 - d2)
            spare[made, 0], spare[made, 1] = x1 + t * (x2 - x1), y1 + t * (y2 - y1)
            made += 1
        if d2 >= 0.0:
            spare[made, 0], spare[made, 1] = x2, y2
            made += 1
    for i in range(made):
        polygon[i, 0], polygon[i, 1] = spare[i, 0], spare[i, 1]
    return made


@njit(cache=True)
def pyramid_on_plane(view, plane_m, sides, polygon, spare):
    """Put the view without its range into `polygon`, about the foot; return how many corners it has.

    As `view_polygon`, but the arc of the range is left out; where it bounds the view, `polygon` holds it.
    `sides` (6, 3), `polygon` and `spare` (16, 2) are room.
    """
    tan_h, tan_v, reach, far_m = view[4], view[5], view[6], view[7]
    span = 1.001 * far_m * np.sqrt(1.0 + tan_h * tan_h + tan_v * tan_v)
    if reach < span:
        span = 2.0 * reach
    for k in range(4):
        polygon[k, 0] = span if k in (1, 2) else -span
        polygon[k, 1] = span if k in (2, 3) else -span
    count = 4
    if np.isinf(tan_h):
        return count
    for k in range(_sides_of(view, plane_m, 0.0, far_m, sides)):
        count = clip_in_place(polygon, count, spare, sides[k, 0], sides[k, 1], sides[k, 2])
    if plane_m == view[0] or np.isinf(tan_v):
        made = 0
        has_foot = False
        for i in range(count):
            if max(abs(polygon[i, 0]), abs(polygon[i, 1])) > _FOOT_M:
                polygon[made] = polygon[i]
                made += 1
            elif not has_foot:
                polygon[made] = 0.0
                made += 1
                has_foot = True
        count = made
    return count


@njit(cache=True)
def contains_origin(polygon):
    """Return True when a convex counter-clockwise polygon holds the origin or touches it."""
    for i in range(polygon.shape[0]):
        x1, y1 = polygon[i - 1, 0], polygon[i - 1, 1]
        x2, y2 = polygon[i, 0], polygon[i, 1]
        if x1 * y2 - y1 * x2 < -_AT_FOOT_M * np.hypot(x2 - x1, y2 - y1):
            return False
    return True


@njit(cache=True)
def outer_rays(polygon):
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
