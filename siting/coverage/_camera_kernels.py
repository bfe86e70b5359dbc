"""Compiled ground coverage of cameras given as numbers: optics, solids in reach and views in one call."""

from __future__ import annotations

import numpy as np
from numba import njit

from siting.coverage._ground_kernels import ground_views
from siting.coverage._reach_kernels import put_met, solids_in_reach


@njit(cache=True)
def _is_near_wall(x, y, clear_m, found, first, last, xy, rings, solid_rings):
    """Return True when a place lies in one of some solids, or nearer to its outline than `clear_m`."""
    for n in range(first, last):
        inside = False
        for r in range(solid_rings[found[n]], solid_rings[found[n] + 1]):
            for i in range(rings[r, 0], rings[r, 1] - 1):
                px, py = xy[i, 0] - x, xy[i, 1] - y
                dx, dy = xy[i + 1, 0] - xy[i, 0], xy[i + 1, 1] - xy[i, 1]
                square = dx * dx + dy * dy
                t = min(max(-(px * dx + py * dy) / square, 0.0), 1.0) if square > 0.0 else 0.0
                if (px + t * dx) ** 2 + (py + t * dy) ** 2 <= clear_m * clear_m:
                    return True
                if (py > 0.0) != (py + dy > 0.0) and px - dx * (py / dy) > 0.0:
                    inside = not inside
        if inside:
            return True
    return False


@njit(cache=True)
def near_walls(places, clear_m, grid, xy, rings, solid_rings, boxes):
    """Return which places lie in or at a solid, (n,)."""
    near = np.zeros(places.shape[0], np.bool_)
    no_sides = np.empty((0, 3))
    found = np.empty(64, np.int64)
    for n in range(places.shape[0]):
        x, y = places[n, 0], places[n, 1]
        bounds = (x - clear_m, y - clear_m, x + clear_m, y + clear_m)
        found, count = put_met(found, 0, x, y, bounds, no_sides, 0, grid, boxes)
        near[n] = _is_near_wall(x, y, clear_m, found, 0, count, xy, rings, solid_rings)
    return near


@njit(cache=True)
def views_of(cameras, limits_px_per_m):
    """Return views as `siting.coverage._view_kernels.view_polygon` takes them, and their limits of depth.

    f = w / (2 tan(hfov / 2)): the pinhole (Hartley and Zisserman, Multiple View Geometry, 2004, chapter 6).
    """
    views = np.empty((cameras.shape[0], 10))
    depths_m = np.zeros((cameras.shape[0], limits_px_per_m.shape[0] + 1))
    for n in range(cameras.shape[0]):
        height, azimuth, tilt, hfov, vfov, width, reach = cameras[n, 2:]
        tan_h = np.tan(0.5 * np.radians(hfov))
        depths_m[n, 1:] = width / (2.0 * tan_h) / limits_px_per_m
        views[n, 0], views[n, 3] = height, np.radians(azimuth)
        views[n, 1], views[n, 2] = np.sin(np.radians(tilt)), np.cos(np.radians(tilt))
        views[n, 4], views[n, 5] = tan_h, np.tan(0.5 * np.radians(vfov))
        views[n, 6], views[n, 7] = reach, depths_m[n, -1]
        views[n, 8], views[n, 9] = 0.0, 1.0
    return views, depths_m


@njit(cache=True, nogil=True)
def ground_of_cameras(
    cameras, clear_m, plane_m, limits_px_per_m, sagitta_m, grid, xy, rings, solid_rings, span, boxes
):
    """Return what cameras see of the plane as geometries, and which of them stand at a solid.

    Parameters
    ----------
    cameras : float array (n, 9)
        Easting, northing, height [m], azimuth from grid north, tilt, horizontal and vertical angle of
        view [degrees], width of the image [px], range [m].
    clear_m : float
        What stands nearer than this to a solid is told and not answered; below 0 all is answered [m].
    plane_m, sagitta_m
        As in `siting.coverage._ground_kernels.ground_views`.
    limits_px_per_m : float array (b,)
        Lower limits of the bands, nearest first.
    grid, xy, rings, solid_rings, span, boxes
        Of the solids.

    Returns
    -------
    corners, ring_starts, polygon_starts, cell_starts
        As `shapely.from_ragged_array` takes multipolygons, one for each camera and band.
    is_near : bool array (n,)
    """
    views, depths_m = views_of(cameras, limits_px_per_m)
    places = cameras[:, :2].copy()
    is_near = np.zeros(places.shape[0], np.bool_)
    if clear_m >= 0.0:
        is_near = near_walls(places, clear_m, grid, xy, rings, solid_rings, boxes)
        for n in range(places.shape[0]):
            if is_near[n]:
                views[n, 7] = 0.0
    starts, found = solids_in_reach(places, views, True, grid, boxes)
    made = ground_views(
        places, views, plane_m, depths_m, sagitta_m, starts, found, xy, rings, solid_rings, span, boxes
    )
    return made, is_near
