"""Parcels: how much of what a camera covers lies beyond the parcel that it stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from siting.coverage.rows import by_day
from siting.coverage.visibility import areas_of

if TYPE_CHECKING:
    from siting.model import Scene

PARCEL = "parcel"
"""The kind of zone that is a parcel of land."""
BEYOND_COLUMNS = ("camera_id", "zone_id", "area_m2", "beyond_m2")
"""Columns of the views beyond parcels: one row a camera that stands in a parcel and covers something."""


def beyond_parcels(scene: Scene, coverage: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return how much of each camera's coverage lies beyond its own parcel; `BEYOND_COLUMNS`, that part.

    A camera stands in the parcel that holds or touches the position declared; in several at once, all
    of them are its own.

    Parameters
    ----------
    scene : siting.model.Scene
    coverage : geopandas.GeoDataFrame
        `siting.coverage.table.CoverageTable.coverage`.
    """
    parcels = scene.zones[(scene.zones["kind"] == PARCEL).to_numpy(bool)]
    if parcels.empty:
        return gpd.GeoDataFrame({name: [] for name in BEYOND_COLUMNS}, geometry=[], crs=scene.crs)
    day = by_day(coverage)
    covering = set(day["camera_id"])
    cameras = [camera for camera in scene.cameras if camera.id in covering]
    points = shapely.points(np.array([(c.easting_m, c.northing_m) for c in cameras]).reshape(-1, 2))
    shapes = parcels.geometry.to_numpy()
    which, found = shapely.STRtree(shapes).query(points, predicate="intersects")
    rows, parts = [], []
    wanted = day[day["camera_id"].isin([cameras[place].id for place in np.unique(which)])]
    views = {name: shapely.union_all(group) for name, group in wanted.geometry.groupby(wanted["camera_id"])}
    for place in np.unique(which):
        own = np.sort(found[which == place])
        seen = views[cameras[place].id]
        beyond = shapely.difference(seen, shapely.union_all(shapes[own]))
        names = ", ".join(parcels["id"].iloc[own])
        rows.append((cameras[place].id, names, float(seen.area), float(beyond.area)))
        parts.append(beyond)
    columns = list(zip(*rows, strict=True)) or [()] * len(BEYOND_COLUMNS)
    data = dict(zip(BEYOND_COLUMNS, map(list, columns), strict=True))
    return gpd.GeoDataFrame(data, geometry=areas_of(np.array(parts, object)), crs=scene.crs)
