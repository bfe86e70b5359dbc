"""Zones in view: what each camera covers of gardens and of zones that ask for consent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from siting.coverage.density import best_px_per_m, reach_axes_of
from siting.coverage.rows import as_reached, is_leaf_off
from siting.coverage.visibility import areas_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from siting.coverage.density import Axis
    from siting.coverage.ground_density import GroundAxis
    from siting.model import Scene

SEEN_KINDS = ("garden", "consent")
"""Kinds of zone of which it matters that a camera sees them."""
ZONE_VIEW_COLUMNS = ("camera_id", "zone_id", "kind", "area_m2", "max_px_per_m", "flags")
"""Columns of the zones in view: area covered on the target plane, the highest density on it, and flags of
what only the widest image that the plan does not exclude adds: a second row for the same camera and zone."""

# What an overlay leaves along a common edge is no view [m2].
_SMALLEST_M2 = 1e-4
# Sharper by less is rounding.
_SAME_RATIO = 1.0 + 1e-6


def zone_views(
    scene: Scene,
    cameras: gpd.GeoDataFrame,
    coverage: gpd.GeoDataFrame,
    *,
    plane_m: float,
    on_ground: Mapping[str, GroundAxis] | None = None,
    today: gpd.GeoDataFrame | None = None,
    possible: tuple[gpd.GeoDataFrame, Mapping[str, float]] | None = None,
) -> gpd.GeoDataFrame:
    """Return what each camera covers of each garden and consent zone; `ZONE_VIEW_COLUMNS`, the part seen.

    Of a turning camera all that it can be turned to counts. Leaves hide nothing,
    and proposed obstacles nothing from an existing camera.

    Parameters
    ----------
    scene : siting.model.Scene
    cameras, coverage : geopandas.GeoDataFrame
        As used: `siting.coverage.table.CoverageTable`.
    plane_m : float
        Height of the target plane above ground [m].
    on_ground : mapping of str to GroundAxis or None
        Axes of the cameras where the ground is not level, of all that each can cover.
    today : geopandas.GeoDataFrame or None
        What existing cameras cover until the proposed obstacles stand, where that is more.
    possible : (geopandas.GeoDataFrame, mapping of str to float) or None
        What cameras may cover with their widest images, and by how much those may be sharper, as a ratio.
    """
    if scene.zones["kind"].isin(SEEN_KINDS).sum() == 0:
        return gpd.GeoDataFrame({name: [] for name in ZONE_VIEW_COLUMNS}, geometry=[], crs=scene.crs)
    more = [each for each in (coverage[is_leaf_off(coverage)], today) if each is not None and len(each)]
    day = gpd.GeoDataFrame(pd.concat([as_reached(coverage), *more]), crs=scene.crs)
    axes: Mapping[str, Axis | GroundAxis] = {**reach_axes_of(cameras, plane_m=plane_m), **(on_ground or {})}
    sure = _seen(scene, day.assign(flags=""), axes, {})
    if possible is None or not len(possible[0]):
        return sure
    perhaps = _seen(scene, as_reached(possible[0]), axes, possible[1])
    key = ["camera_id", "zone_id"]
    known = perhaps[key].merge(pd.DataFrame(sure.drop(columns="geometry")), on=key, how="left").fillna(0.0)
    adds = perhaps["area_m2"].to_numpy(float) > known["area_m2"].to_numpy(float) + _SMALLEST_M2
    adds |= perhaps["max_px_per_m"].to_numpy(float) > known["max_px_per_m"].to_numpy(float) * _SAME_RATIO
    return gpd.GeoDataFrame(pd.concat([sure, perhaps[adds]], ignore_index=True), crs=scene.crs)


def _seen(
    scene: Scene,
    day: gpd.GeoDataFrame,
    axes: Mapping[str, Axis | GroundAxis],
    sharper: Mapping[str, float],
) -> gpd.GeoDataFrame:
    """Return what coverage shows of each zone, all classes of a camera together."""
    zones = scene.zones[scene.zones["kind"].isin(SEEN_KINDS)]
    shapes, views = zones.geometry.to_numpy(), day.geometry.to_numpy()
    which, row = shapely.STRtree(views).query(shapes, predicate="intersects")
    parts = areas_of(shapely.intersection(shapes[which], views[row])) if len(which) else np.empty(0, object)
    large = shapely.area(parts) > _SMALLEST_M2
    found = gpd.GeoDataFrame(
        {
            "camera_id": day["camera_id"].to_numpy(object)[row[large]],
            "zone_id": zones["id"].to_numpy(object)[which[large]],
            "kind": zones["kind"].to_numpy(object)[which[large]],
            "least": day["min_px_per_m"].to_numpy(float)[row[large]],
            "flags": day["flags"].to_numpy(object)[row[large]],
        },
        geometry=gpd.GeoSeries(parts[large], crs=scene.crs),
        crs=scene.crs,
    )
    # The classes of one camera are disjoint: put together they are what it sees of the zone.
    whole = found.dissolve(
        by=["camera_id", "zone_id"],
        as_index=False,
        aggfunc={"kind": "first", "least": "max", "flags": "first"},
    )
    best = [
        # Of several sensors the class of the best is known, not how far above its limit it reaches.
        best_px_per_m(axes[camera_id], seen) * sharper.get(camera_id, 1.0) if camera_id in axes else least
        for camera_id, seen, least in zip(whole["camera_id"], whole.geometry, whole["least"], strict=True)
    ]
    return whole.assign(area_m2=shapely.area(whole.geometry.to_numpy()), max_px_per_m=best)[
        [*ZONE_VIEW_COLUMNS, "geometry"]
    ]
