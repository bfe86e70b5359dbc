"""Cameras whose view is not known: which they are, and how far each might see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

FULL_TURN_ASSUMED = "full_turn_assumed"
"""Flag of a panoramic camera of which nothing tells the angle: it is taken as seeing all round."""
ASSUMED_VIEW = ("tilt_assumed", "optics_assumed", "azimuth_assumed", "height_assumed", FULL_TURN_ASSUMED)
"""Flags of a camera that say that its view rests on an assumption."""
KIND_ASSUMED = "kind_assumed"
"""Flag of a camera of which the plan does not say whether it turns: what turning shows is not known."""

# All elevations count as covered where the vertical angle is not given, all that a camera can be turned to
# where its home aim is not; ground that is not known hides nothing.
_MORE_THAN_SEEN = ("vfov_assumed", "fisheye_angle_assumed", "home_aim_missing", "ground_unknown")
# Far beyond any plan [m].
_BEYOND_M = 1e8
WHOLE_PLANE = shapely.box(-_BEYOND_M, -_BEYOND_M, _BEYOND_M, _BEYOND_M)
"""What a camera might see of whose lens nothing is known."""

_NOT_SEEING = ("indoor", "at_roof_level")
# The chords of a disc of 64 corners a quadrant lie inside its arcs by less than this.
_OUTER_RATIO = 1.0001
_SEGMENTS_PER_QUADRANT = 64


def unsure_cameras(cameras: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Return which cameras may see something else than the coverage says, (n,).

    Parameters
    ----------
    cameras : geopandas.GeoDataFrame
        As used: `siting.coverage.table.CoverageTable.cameras`.
    """
    standing = cameras["standing"].isin(_NOT_SEEING).to_numpy(bool)
    assumed = _flagged(cameras, (*ASSUMED_VIEW, *_MORE_THAN_SEEN))
    unsure: NDArray[np.bool_] = assumed | standing | ~cameras["view_computed"].to_numpy(bool)
    return unsure


def possible_views(cameras: gpd.GeoDataFrame, px_per_m: float) -> list[Any]:
    """Return what each unsure camera might see at a density or better; one geometry for each of them.

    A disc holds every point that the lens, zoomed in as far as it goes, shows at `px_per_m` wherever
    it looks, within the operator's claim of reach; where the lens is not known, `WHOLE_PLANE`.

    Parameters
    ----------
    cameras : geopandas.GeoDataFrame
        As used.
    px_per_m : float
        Least density asked for [px/m].
    """
    unsure = unsure_cameras(cameras)
    if not unsure.any():
        return []
    reach_m = np.fmin(_lens_reach_m(cameras, px_per_m), cameras["range_m"].to_numpy(float))
    return [
        shapely.buffer(point, radius_m * _OUTER_RATIO, quad_segs=_SEGMENTS_PER_QUADRANT)
        if np.isfinite(radius_m)
        else WHOLE_PLANE
        for point, radius_m, is_unsure in zip(cameras.geometry, reach_m, unsure, strict=True)
        if is_unsure
    ]


def _lens_reach_m(cameras: gpd.GeoDataFrame, px_per_m: float) -> NDArray[np.float64]:
    """Return the greatest slant distance at which each lens shows the density; infinite if not known."""
    half = np.radians(cameras[["hfov_deg", "vfov_deg", "zoom_hfov_deg"]].to_numpy(float)) / 2.0
    tan_h, tan_v, tan_zoom = np.tan(np.clip(half, 0.0, np.pi / 2.0)).T
    zoomed_px = cameras["image_width_px"].to_numpy(float) / (2.0 * tan_zoom)
    f_px = np.fmax(cameras["f_px"].to_numpy(float), zoomed_px)
    # The corner of the image lies at the greatest distance for its depth.
    corner = np.sqrt(1.0 + tan_h**2 + tan_v**2)
    is_plane = (cameras["projection"] == "rectilinear").to_numpy(bool)
    reach_m = f_px / px_per_m * np.where(is_plane, corner, 1.0)
    unknown = np.isnan(reach_m) | _flagged(cameras, ("optics_assumed", FULL_TURN_ASSUMED))
    return np.where(unknown, np.inf, reach_m)


def _flagged(cameras: gpd.GeoDataFrame, flags: tuple[str, ...]) -> NDArray[np.bool_]:
    return np.array([not {*flags}.isdisjoint(str(told).split(",")) for told in cameras["flags"]], dtype=bool)
