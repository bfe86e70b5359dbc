"""Shapes of the map page: packed for the way, view sectors, and the walls storey upon storey."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from siting.coverage.footprint import plan_sector, view_array
from siting.coverage.optics import FLOOR_PX_PER_M, Optics

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_STEPS_PER_DEG = 1e7
# Around a camera whose reach is longer, or whose optics are unknown, this much is shown all around it.
_AROUND_M = 50.0
_UPRIGHT_DEG = 90.0
_CHORDS_PER_QUARTER = 12
# A flat image cannot be wider; the sector of such a camera is drawn as one of a circle.
_WIDEST_PYRAMID_DEG = 179.0
_SHOWN_DECIMALS = {"max_px_per_m": 2, "visible_length_m": 2, "distance_m": 2}


def packed(geometry: BaseGeometry | None) -> list[Any]:
    """Return a geometry in degrees as nested lists of whole numbers; empty for none.

    Parameters
    ----------
    geometry : shapely.Geometry or None
        In longitude and latitude [degrees].

    Returns
    -------
    list
        Of a point ``[lat, lon]``, of a line ``[steps]``, of a polygon ``[[steps], ...]`` (outer
        ring first); of several parts all their entries, polygons kept apart. Steps are of 1e-7
        degrees (about 1 cm), each from the corner before.
    """
    if geometry is None or geometry.is_empty:
        return []
    if isinstance(geometry, shapely.Point):
        return _steps(geometry)
    if isinstance(geometry, shapely.MultiPoint):
        return _steps(geometry.centroid)
    parts = shapely.get_parts(geometry)
    # Of a mixture the page draws what carries most: areas before lines before points.
    most = shapely.get_dimensions(parts).max()
    kept = [part for part in parts if shapely.get_dimensions(part) == most]
    if most == 0:
        return _steps(shapely.MultiPoint(kept).centroid)
    return [_rings(part) if isinstance(part, shapely.Polygon) else _steps(part) for part in kept]


def _rings(polygon: shapely.Polygon) -> list[list[int]]:
    """Return the steps of every ring of a polygon, the outer one first."""
    return [_steps(ring) for ring in (polygon.exterior, *polygon.interiors)]


def _steps(geometry: BaseGeometry) -> list[int]:
    """Return latitude and longitude of every corner, as steps of 1e-7 degrees from the one before."""
    places = np.rint(shapely.get_coordinates(geometry)[:, ::-1] * _STEPS_PER_DEG).astype(np.int64)
    steps = np.diff(places, axis=0)
    kept = np.concatenate([places[:1], steps[steps.any(axis=1)]])
    result: list[int] = kept.ravel().tolist()
    return result


def sectors(cameras: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the sector that each camera looks into and all that its optics reach, seen or not.

    Parameters
    ----------
    cameras : geopandas.GeoDataFrame
        Cameras as used, in metres.

    Returns
    -------
    geopandas.GeoDataFrame
        In the order of the cameras: `id`, `geometry`, the sector to the nearer of `range_m` and
        the optical limit (None without optics or azimuth), and `reach`, the area that can matter.
    """
    pairs = [_sector_and_reach(row) for row in cameras.to_dict("records")]
    return gpd.GeoDataFrame(
        {"id": cameras["id"].to_numpy(), "reach": [reach for _, reach in pairs]},
        geometry=np.array([sector for sector, _ in pairs], dtype=object),
        crs=cameras.crs,
    )


def _sector_and_reach(row: dict[Any, Any]) -> tuple[BaseGeometry | None, BaseGeometry | None]:
    """Return the drawn sector of one camera (None when unknown), and its reach."""
    here = row["geometry"]
    if here is None or here.is_empty:
        return None, None
    azimuth_deg, angle_deg, f_px = row["azimuth_grid_deg"], row["hfov_deg"], row["f_px"]
    # A fisheye under a ceiling looks all round, whatever its azimuth.
    is_down = row["tilt_deg"] == _UPRIGHT_DEG and row["projection"] == "equidistant" and row["view_computed"]
    whole = angle_deg >= 360 or (is_down and row["kind"] in ("fixed", "panoramic"))
    if math.isnan(angle_deg) or math.isnan(f_px) or (math.isnan(azimuth_deg) and not whole):
        return None, here.buffer(_AROUND_M)
    limit_m = f_px / FLOOR_PX_PER_M
    around = here.buffer(min(_AROUND_M, limit_m))
    range_m = None if math.isnan(row["range_m"]) else row["range_m"]
    if row["kind"] == "fixed" and row["projection"] == "rectilinear" and angle_deg < _WIDEST_PYRAMID_DEG:
        optics = Optics("rectilinear", f_px, angle_deg, row["vfov_deg"], 0, 0)
        view = view_array(
            optics,
            height_m=row["height_m"],
            azimuth_grid_deg=azimuth_deg,
            tilt_deg=row["tilt_deg"],
            range_m=range_m,
            roll_deg=row["roll_deg"],
        )
        far = plan_sector(view, here.x, here.y, within_range=False)
        return plan_sector(view, here.x, here.y), far.union(around)
    turn_deg, angle_deg = (0.0, 360.0) if whole else (azimuth_deg, angle_deg)
    far = _sector(here, turn_deg, angle_deg, radius_m=limit_m)
    near_m = limit_m if range_m is None else min(limit_m, range_m)
    return _sector(here, turn_deg, angle_deg, radius_m=near_m), far.union(around)


def _sector(here: shapely.Point, azimuth_deg: float, angle_deg: float, *, radius_m: float) -> shapely.Polygon:
    """Return the sector of a circle about `here`, `angle_deg` wide, its arc by chords.

    north
      |  / azimuth_deg, clockwise
      | /
      |/___ east        easting = r sin(azimuth), northing = r cos(azimuth)
    """
    if angle_deg >= 360:
        return here.buffer(radius_m, quad_segs=_CHORDS_PER_QUARTER)
    count = max(2, math.ceil(angle_deg / 90 * _CHORDS_PER_QUARTER)) + 1
    turned = np.radians(azimuth_deg + np.linspace(-angle_deg / 2, angle_deg / 2, count))
    arc = np.column_stack([here.x + radius_m * np.sin(turned), here.y + radius_m * np.cos(turned)])
    return shapely.Polygon(np.vstack([[[here.x, here.y]], arc]))


def walls(facades: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the exposed walls with their storeys gathered: one row a camera, view, building and wall.

    Parameters
    ----------
    facades : geopandas.GeoDataFrame
        One row a storey (`siting.coverage.table.FACADE_COLUMNS`).

    Returns
    -------
    geopandas.GeoDataFrame
        The row of the storey seen best, its geometry all that is seen of the wall, and `storeys`,
        their numbers joined by commas; worst last, so that it is drawn on top.
    """
    keys = ["camera_id", "view", "building_id", "wall"]
    ordered = facades.sort_values([*keys, "max_px_per_m", "storey"], kind="stable", ignore_index=True)
    ordered["storeys"] = ordered["storey"].astype(str)
    if ordered.empty:
        return ordered
    last = ~ordered.duplicated(keys, keep="last").to_numpy()
    places = np.concatenate([[0], np.flatnonzero(last)[:-1] + 1, [len(ordered)]])
    lines, storeys = ordered.geometry.to_numpy(), ordered["storey"].to_numpy()
    spans = list(itertools.pairwise(places))
    best = ordered.loc[last].round(_SHOWN_DECIMALS)
    best["storeys"] = [", ".join(map(str, sorted(set(storeys[low:high])))) for low, high in spans]
    merged = [_merged(lines[low:high]) for low, high in spans]
    best = best.set_geometry(gpd.GeoSeries(merged, index=best.index, crs=facades.crs))
    return best.sort_values("max_px_per_m", kind="stable", ignore_index=True)


def _merged(lines: Any) -> BaseGeometry:
    """Return lines (object array) as one geometry that runs nowhere twice."""
    if len(lines) == 1:
        only: BaseGeometry = lines[0]
        return only
    joined: BaseGeometry = shapely.line_merge(shapely.union_all(lines))
    return joined
