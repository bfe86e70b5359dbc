"""The view of a camera before anything hides it: pyramid, footprint on a plane, reach in plan."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely

from siting.coverage._view_kernels import disc, view_polygon

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.coverage.optics import Optics

SAGITTA_M = 0.005
"""A chord lies at most this far inside its arc [m]."""


def view_array(
    optics: Optics,
    *,
    height_m: float,
    azimuth_grid_deg: float,
    tilt_deg: float,
    range_m: float | None,
    roll_deg: float = 0.0,
) -> NDArray[np.float64]:
    """Return the view of one camera as the array that the kernels take, shape (10,).

    Parameters
    ----------
    optics : siting.coverage.optics.Optics
        Both angles below 180 degrees.
    height_m : float
        Above ground [m].
    azimuth_grid_deg : float
        Clockwise from grid north [degrees].
    tilt_deg : float
        Below the horizon [degrees].
    range_m : float or None
        The operator's claim of reach in plan [m].
    roll_deg : float
        Clockwise about the optical axis, as the camera looks [degrees].
    """
    tilt, roll = math.radians(tilt_deg), math.radians(roll_deg)
    return np.array(
        [
            height_m,
            math.sin(tilt),
            math.cos(tilt),
            math.radians(azimuth_grid_deg),
            math.tan(math.radians(optics.hfov_deg) / 2.0),
            math.tan(math.radians(optics.vfov_deg) / 2.0),
            math.inf if range_m is None else range_m,
            optics.greatest_depth_m,
            math.sin(roll),
            math.cos(roll),
        ]
    )


def footprint(
    view: NDArray[np.float64],
    easting_m: float,
    northing_m: float,
    *,
    plane_m: float = 1.5,
    depth_m: float | None = None,
) -> shapely.Polygon:
    """Return what the camera would see of a level plane if nothing stood in the way.

    Parameters
    ----------
    view : float array (10,)
        From `view_array`.
    easting_m, northing_m : float
        Position of the camera [m].
    plane_m : float
        Height of the plane above ground [m].
    depth_m : float or None
        Greatest depth along the optical axis; None is where the density falls to 12.5 px/m [m].

    Returns
    -------
    shapely.Polygon
        Empty when the pyramid does not meet the plane.
    """
    corners = view_polygon(view, plane_m, 0.0, view[7] if depth_m is None else depth_m, SAGITTA_M)
    if len(corners) < 3:
        return shapely.Polygon()
    return shapely.Polygon(corners + np.array([easting_m, northing_m]))


def reach_in_plan(view: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the corners of the view pyramid in plan about the camera, its foot first, (5, 2) [m].

    Their hull holds everything that the optics reach; the operator's range does not count.
    """
    corners: NDArray[np.float64] = reaches_in_plan(view[None])[0]
    return corners


def reaches_in_plan(views: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the corners of view pyramids in plan, each about its camera, its foot first, (n, 5, 2) [m].

    Parameters
    ----------
    views : float array (n, 10)
        From `view_array`.
    """
    _, sin_t, cos_t, azimuth, tan_h, tan_v, _, depth, sin_r, cos_r = views.T[:, :, None]
    is_round = np.isinf(tan_h)
    right = np.array([-1.0, 1.0, 1.0, -1.0]) * np.where(is_round, 0.0, tan_h)
    up = np.array([-1.0, -1.0, 1.0, 1.0]) * np.where(np.isinf(tan_v), 0.0, tan_v)
    # Rolled: the image's right side goes down.
    aside, rise = cos_r * right + sin_r * up, cos_r * up - sin_r * right
    ahead = (cos_t + rise * sin_t) * depth
    aside = aside * depth
    sin_a, cos_a = np.sin(azimuth), np.cos(azimuth)
    east, north = ahead * sin_a + aside * cos_a, ahead * cos_a - aside * sin_a
    # All round the camera a square holds the circle of its reach.
    east = np.where(is_round, np.array([-1.0, 1.0, 1.0, -1.0]) * depth, east)
    north = np.where(is_round, np.array([-1.0, -1.0, 1.0, 1.0]) * depth, north)
    corners = np.zeros((len(views), 5, 2))
    corners[:, 1:, 0], corners[:, 1:, 1] = east, north
    return corners


def plan_sector(
    view: NDArray[np.float64], easting_m: float, northing_m: float, *, within_range: bool = True
) -> shapely.Polygon:
    """Return the view pyramid as seen from above, whatever it meets: down to 12.5 px/m, at any height.

    Parameters
    ----------
    view : float array (10,)
        From `view_array`.
    easting_m, northing_m : float
        Position of the camera [m].
    within_range : bool
        False leaves out the operator's claim of reach.

    Returns
    -------
    shapely.Polygon
        Convex; the camera is a corner of it, or lies inside when it looks straight down.
    """
    corners = reach_in_plan(view)
    if within_range and view[6] < np.hypot(*corners.T).max():
        near = shapely.intersection(
            shapely.convex_hull(shapely.multipoints(corners)), shapely.Polygon(disc(view[6], SAGITTA_M))
        )
        corners = shapely.get_coordinates(near)
    hull = shapely.convex_hull(shapely.multipoints(corners + np.array([easting_m, northing_m])))
    return hull if isinstance(hull, shapely.Polygon) else shapely.Polygon()
