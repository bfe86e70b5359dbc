"""Overlap: how much of what a proposed camera covers existing cameras cover already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from siting.coverage.optics import FLOOR_PX_PER_M
from siting.coverage.rows import by_day
from siting.coverage.unbuilt import EXISTING
from siting.coverage.unsure import possible_views
from siting.coverage.visibility import areas_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.model import Scene

OVERLAP_COLUMNS = ("camera_id", "area_m2", "existing_m2", "as_sharp_m2", "only_m2", "is_existing_sure")
"""Columns of the overlaps: one row a proposed camera that covers something.

`existing_m2` is covered by existing cameras too, `as_sharp_m2` by existing cameras in the same class
or a better one, `only_m2` by no other camera of the plan at all. `is_existing_sure` is False where an
existing camera of unknown view might cover more; the geometry is what existing cameras cover.
"""


def overlaps(scene: Scene, cameras: gpd.GeoDataFrame, coverage: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return how much of each proposed camera's coverage is covered already; `OVERLAP_COLUMNS`.

    Without an existing camera there are no rows.

    Parameters
    ----------
    scene : siting.model.Scene
    cameras, coverage : geopandas.GeoDataFrame
        As used: `siting.coverage.table.CoverageTable`.
    """
    is_there = (cameras["status"] == EXISTING).to_numpy(bool)
    day = by_day(coverage)
    proposed = cameras["id"][~is_there & cameras["id"].isin(day["camera_id"])].tolist()
    rows, shapes = [], []
    if is_there.any() and proposed:
        unsure = _might_see(cameras[is_there])
        sight = _Sight(day, existing=set(cameras["id"][is_there]))
        for camera_id in proposed:
            row, shape = sight.overlap(camera_id)
            is_sure = not len(unsure) or not bool(shapely.intersects(unsure, sight.whole(camera_id)).any())
            rows.append((*row, is_sure))
            shapes.append(shape)
    columns = list(zip(*rows, strict=True)) or [()] * len(OVERLAP_COLUMNS)
    data = dict(zip(OVERLAP_COLUMNS, map(list, columns), strict=True))
    return gpd.GeoDataFrame(data, geometry=areas_of(np.array(shapes, object)), crs=scene.crs)


def _might_see(existing: gpd.GeoDataFrame) -> NDArray[Any]:
    return np.array(possible_views(existing, FLOOR_PX_PER_M), object)


class _Sight:
    """The coverage of a plan by day: rows, and which of them belong to existing cameras."""

    def __init__(self, day: gpd.GeoDataFrame, *, existing: set[str]) -> None:
        self._camera = day["camera_id"].to_numpy(object)
        self._lower = day["min_px_per_m"].to_numpy(float)
        self._shapes = day.geometry.to_numpy()
        self._is_there = np.isin(self._camera, [*existing])
        self._tree = shapely.STRtree(self._shapes)
        order = np.argsort(self._camera, kind="stable")
        names, starts = np.unique(self._camera[order], return_index=True)
        self._rows_of = dict(zip(names, np.split(order, starts[1:]), strict=True))

    def whole(self, camera_id: str) -> Any:
        """Return all that a camera covers."""
        return shapely.union_all(self._shapes[self._rows_of[camera_id]])

    def overlap(self, camera_id: str) -> tuple[tuple[str, float, float, float, float], Any]:
        """Return the measures of one proposed camera, and what existing cameras cover of its view."""
        mine = self._rows_of[camera_id]
        own, other = self._tree.query(self._shapes[mine], predicate="intersects")
        foreign = self._camera[other] != camera_id
        own, other = mine[own[foreign]], other[foreign]
        # Clipped pair by pair first: the unions are then small.
        parts = shapely.intersection(self._shapes[own], self._shapes[other])
        there = self._is_there[other]
        as_sharp = there & (self._lower[other] >= self._lower[own])
        already = shapely.union_all(parts[there])
        area_m2 = float(shapely.area(self._shapes[mine]).sum())
        measures = (
            area_m2,
            float(already.area),
            float(shapely.union_all(parts[as_sharp]).area),
            max(area_m2 - float(shapely.union_all(parts).area), 0.0),
        )
        return (camera_id, *measures), already
