"""Coverage by night: what of the day's view lies in a camera's own light or in a lit zone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from siting.coverage._view_kernels import disc
from siting.coverage.footprint import SAGITTA_M
from siting.coverage.rows import MAIN_VIEW, joined
from siting.coverage.visibility import areas_of

if TYPE_CHECKING:
    from siting.model import Scene

NIGHT_VIEW = "night"
"""The view of a camera in the dark."""
LIT = "lit"
"""The kind of zone that is lit by night."""


def with_night(scene: Scene, cameras: gpd.GeoDataFrame, coverage: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the coverage with a view `night` for each camera of which a plan says what lights its view.

    By night a camera covers what it covers by day within `ir_range_m` of it in plan, and in zones of
    kind `lit`. Rows of a camera without `ir_range_m` hold the lit zones alone and carry
    `ir_range_missing`. Where a plan draws no such zone and gives no such range, nothing is added.

    Parameters
    ----------
    scene : siting.model.Scene
    cameras, coverage : geopandas.GeoDataFrame
        As used, and by day: `siting.coverage.table.CoverageTable`.
    """
    if not (cameras["ir_range_m"] > 0.0).any() and LIT not in set(scene.zones["kind"]):
        return coverage
    lit = shapely.union_all(scene.zones.geometry.to_numpy()[(scene.zones["kind"] == LIT).to_numpy(bool)])
    light = {
        row["id"]: _light(row["geometry"], row["ir_range_m"], lit)
        for row in cameras[["id", "ir_range_m", "geometry"]].to_dict("records")
        if not lit.is_empty or row["ir_range_m"] > 0.0
    }
    # Of a turning camera as it is aimed: what it may be turned to is no view of the night's own.
    day = coverage[coverage["camera_id"].isin(light) & (coverage["view"] == MAIN_VIEW)]
    if day.empty:
        return coverage
    seen = areas_of(shapely.intersection(day.geometry.to_numpy(), [light[each] for each in day["camera_id"]]))
    lacking = day["camera_id"].isin(cameras["id"][cameras["ir_range_m"].isna()])
    flags = [
        joined({*filter(None, told.split(",")), "ir_range_missing"}) if is_lacking else told
        for told, is_lacking in zip(day["flags"], lacking, strict=True)
    ]
    night = day.assign(view=NIGHT_VIEW, area_m2=shapely.area(seen), flags=flags).set_geometry(
        gpd.GeoSeries(seen, index=day.index, crs=day.crs)
    )
    night = night[night["area_m2"] > 0.0]
    return gpd.GeoDataFrame(pd.concat([coverage, night], ignore_index=True), crs=coverage.crs)


def _light(camera: Any, ir_range_m: float, lit: Any) -> Any:
    if not ir_range_m > 0.0:
        return lit
    corners = disc(float(ir_range_m), SAGITTA_M) + np.array([camera.x, camera.y])
    own = shapely.Polygon(corners)
    return own if lit.is_empty else shapely.union(own, lit)
