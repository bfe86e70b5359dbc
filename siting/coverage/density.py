"""Pixel density on the target plane: how sharp a seen area is, and the part of it seen sharply enough.

side view: depth = along cos(tilt) + drop sin(tilt), the drop from camera to plane

camera +
       |\\ ) tilt_deg
  drop | \\___ axis of view
       |
-------+----- along ----> plane
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from siting.coverage.circles import inside, leg_m
from siting.coverage.ground_density import GroundAxis
from siting.coverage.optics import px_per_m as density_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

# A camera so nearly upright has one depth for the whole plane.
_UPRIGHT_COS = 1e-9


class Axis(NamedTuple):
    """A camera as density asks for it: foot [m], height above the plane [m], axis of view, focal length.

    Where `is_slant` holds, density is over slant distance and the axis says nothing.
    """

    easting_m: float
    northing_m: float
    drop_m: float
    azimuth_grid_deg: float
    tilt_deg: float
    f_px: float
    is_slant: bool = False

    def direction(self) -> tuple[float, float]:
        """Return the axis in plan, a unit vector east and north."""
        azimuth = math.radians(self.azimuth_grid_deg)
        return math.sin(azimuth), math.cos(azimuth)

    def tilt_cos_sin(self) -> tuple[float, float]:
        """Return cosine and sine of the tilt."""
        tilt = math.radians(self.tilt_deg)
        return math.cos(tilt), math.sin(tilt)


def axes_of(cameras: gpd.GeoDataFrame, *, plane_m: float) -> dict[str, Axis]:
    """Return the axis of each camera that has one law of density for all it covers, by id.

    Cameras of several sensors, and those that cover nothing, are left out.

    Parameters
    ----------
    cameras : geopandas.GeoDataFrame
        As used: `siting.coverage.table.CoverageTable.cameras`.
    plane_m : float
        Height of the target plane above ground [m].
    """
    names = ["id", "height_m", "azimuth_grid_deg", "tilt_deg", "density_f_px", "density_over", "geometry"]
    return {
        row["id"]: Axis(
            row["geometry"].x,
            row["geometry"].y,
            row["height_m"] - plane_m,
            row["azimuth_grid_deg"],
            row["tilt_deg"],
            row["density_f_px"],
            row["density_over"] == "slant",
        )
        for row in cameras[names].to_dict("records")
        if row["density_over"] is not None
    }


def reach_axes_of(cameras: gpd.GeoDataFrame, *, plane_m: float) -> dict[str, Axis]:
    """Return the axes of what each camera can cover: of a turning one those of its capability.

    Parameters
    ----------
    cameras, plane_m
        As in `axes_of`.
    """
    names = ["id", "height_m", "capability_f_px", "geometry"]
    return axes_of(cameras, plane_m=plane_m) | {
        row["id"]: Axis(
            row["geometry"].x,
            row["geometry"].y,
            row["height_m"] - plane_m,
            math.nan,
            math.nan,
            row["capability_f_px"],
            is_slant=True,
        )
        for row in cameras[names].to_dict("records")
        if not math.isnan(row["capability_f_px"])
    }


def best_px_per_m(axis: Axis | GroundAxis, seen: Any) -> float:
    """Return the highest density on a seen area of the plane [px/m].

    Depth is linear in plan, so that it is least at a corner; slant distance is least at the point
    nearest to the camera's foot.

    Parameters
    ----------
    axis : Axis, or GroundAxis where the ground is not level
    seen : shapely geometry
        Not empty, in front of the camera.
    """
    if isinstance(axis, GroundAxis):
        return axis.best_px_per_m(seen)
    if axis.is_slant:
        foot = shapely.Point(axis.easting_m, axis.northing_m)
        return density_at(axis.f_px, math.hypot(shapely.distance(seen, foot), axis.drop_m))
    corners = shapely.get_coordinates(seen) - (axis.easting_m, axis.northing_m)
    cos_t, sin_t = axis.tilt_cos_sin()
    depth_m = corners @ np.array(axis.direction()) * cos_t + axis.drop_m * sin_t
    return density_at(axis.f_px, float(depth_m.min()))


def sharp_part(axis: Axis | GroundAxis, seen: Any, least_px_per_m: float) -> Any:
    """Return the part of a seen area of the plane that has at least a density.

    Its limit is the straight line across the view where depth is f_px / density, or the circle where
    slant distance is, drawn inside by at most 5 mm.

    Parameters
    ----------
    axis : Axis, or GroundAxis where the ground is not level
    seen : shapely geometry
    least_px_per_m : float
        [px/m].
    """
    if isinstance(axis, GroundAxis):
        return axis.sharp_part(seen, least_px_per_m)
    if axis.is_slant:
        radius_m = leg_m(axis.f_px / least_px_per_m, axis.drop_m)
        if radius_m <= 0.0:
            return shapely.Polygon()
        circle = shapely.Polygon(inside(radius_m) + np.array([axis.easting_m, axis.northing_m]))
        return shapely.intersection(seen, circle)
    cos_t, sin_t = axis.tilt_cos_sin()
    depth_m = axis.f_px / least_px_per_m - axis.drop_m * sin_t
    if cos_t < _UPRIGHT_COS:
        return seen if depth_m >= 0.0 else shapely.Polygon()
    west, south, east, north = shapely.bounds(seen)
    far_m = math.dist((west, south), (east, north)) + math.dist(
        (axis.easting_m, axis.northing_m), (west, south)
    )
    ahead_m, (fx, fy) = depth_m / cos_t, axis.direction()
    if ahead_m >= far_m:
        return seen
    here = np.array([axis.easting_m, axis.northing_m])
    ahead, aside = np.array([fx, fy]), np.array([fy, -fx]) * far_m
    line, back = here + ahead * ahead_m, here - ahead * far_m
    return shapely.intersection(
        seen, shapely.Polygon([line - aside, line + aside, back + aside, back - aside])
    )


def seen_at(
    camera_ids: NDArray[Any],
    lower_px_per_m: NDArray[np.float64],
    seen: NDArray[Any],
    *,
    axes: Mapping[str, Axis | GroundAxis],
    least_px_per_m: float,
    next_px_per_m: Mapping[float, float],
) -> list[Any]:
    """Return the parts of rows of the coverage that have at least a density, those that are none left out.

    Parameters
    ----------
    camera_ids, lower_px_per_m, seen : arrays (n,)
        Camera, lower limit of the class [px/m] and geometry of each row.
    axes : mapping of str to Axis
        From `axes_of`; of a camera that is not there, only whole classes count.
    least_px_per_m : float
        [px/m].
    next_px_per_m : mapping of float to float
        Upper limit of a class by its lower one [px/m].
    """
    parts = []
    for camera_id, lower, shape in zip(camera_ids, lower_px_per_m, seen, strict=True):
        if lower >= least_px_per_m:
            parts.append(shape)
        elif camera_id in axes and next_px_per_m.get(lower, math.inf) > least_px_per_m:
            parts.append(sharp_part(axes[camera_id], shape, least_px_per_m))
    return parts
