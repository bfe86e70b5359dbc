"""Overlap: how much of what a proposed camera covers existing cameras cover already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from siting.coverage.optics import FLOOR_PX_PER_M
from siting.coverage.rows import by_day
from siting.coverage.unbuilt import EXISTING
from siting.coverage.unsure import possible_views, unsure_cameras
from siting.coverage.visibility import areas_of, union_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.model import Scene

OVERLAP_COLUMNS = (
    "camera_id",
    "area_m2",
    "existing_m2",
    "as_sharp_m2",
    "only_m2",
    "might_exist_m2",
    "existing_by",
    "is_existing_sure",
)
"""Columns of the overlaps: one row a camera that is not surely there and covers something.

`existing_m2` is covered by existing cameras too, `as_sharp_m2` by existing cameras in the same class
or a better one, `only_m2` by no other camera of the plan at all, `might_exist_m2` by cameras that exist or
do not say their status. `existing_by` parts `existing_m2` by regime: pairs of regime (empty where none is
declared) and area [m2], which may overlap. `is_existing_sure` is False where an existing camera of unknown
view might cover more; the geometry is what existing cameras cover.
"""
_STATUS_ASSUMED = "status_assumed"


class Before(NamedTuple):
    """What there was before an edit, and the ids of the cameras that it touches."""

    overlaps: gpd.GeoDataFrame
    cameras: gpd.GeoDataFrame
    coverage: gpd.GeoDataFrame
    touched: frozenset[str]


def overlaps(
    scene: Scene, cameras: gpd.GeoDataFrame, coverage: gpd.GeoDataFrame, *, before: Before | None = None
) -> gpd.GeoDataFrame:
    """Return how much of each proposed camera's coverage is covered already; `OVERLAP_COLUMNS`.

    A camera that does not say its status may be proposed or there already. Without a camera that is or may
    be there, there are no rows.

    Parameters
    ----------
    scene : siting.model.Scene
    cameras, coverage : geopandas.GeoDataFrame
        As used: `siting.coverage.table.CoverageTable`.
    before : Before or None
        Rows of cameras that no touched one meets are taken from it.
    """
    names = cameras["id"].to_numpy(object)
    is_assumed = np.array([_STATUS_ASSUMED in str(told).split(",") for told in cameras["flags"]], bool)
    is_there = (cameras["status"].to_numpy(object) == EXISTING) & ~is_assumed
    may_be_there = is_there | is_assumed
    day = by_day(coverage)
    covering = {*day["camera_id"]}
    proposed = [name for name, there in zip(names, is_there, strict=True) if not there and name in covering]
    rows, shapes = [], []
    if may_be_there.any() and proposed:
        is_unsure = unsure_cameras(cameras)
        unsure = (
            _might_see(cameras[may_be_there]) if (is_unsure & may_be_there).any() else np.empty(0, object)
        )
        sight = _Sight(
            day,
            existing=dict(zip(names[is_there], _regimes(cameras)[is_there], strict=True)),
            assumed={*names[is_assumed]},
        )
        known = {} if before is None else sight.untouched(before, {*names[is_unsure]})
        for camera_id in proposed:
            if camera_id in known:
                rows.append(known[camera_id][:-1])
                shapes.append(known[camera_id][-1])
                continue
            row, shape = sight.overlap(camera_id)
            is_sure = not len(unsure) or not bool(shapely.intersects(unsure, sight.whole(camera_id)).any())
            rows.append((*row, is_sure))
            shapes.append(shape)
    columns = list(zip(*rows, strict=True)) or [()] * len(OVERLAP_COLUMNS)
    data = dict(zip(OVERLAP_COLUMNS, map(list, columns), strict=True))
    return gpd.GeoDataFrame(data, geometry=areas_of(np.array(shapes, object)), crs=scene.crs)


def _regimes(cameras: gpd.GeoDataFrame) -> NDArray[Any]:
    return np.array([str(regime or "") for regime in cameras["regime"]], object)


def _might_see(existing: gpd.GeoDataFrame) -> NDArray[Any]:
    return np.array(possible_views(existing, FLOOR_PX_PER_M), object)


class _Sight:
    """The coverage of a plan by day: rows, and which of them belong to cameras that are or may be there."""

    def __init__(self, day: gpd.GeoDataFrame, *, existing: dict[str, str], assumed: set[str]) -> None:
        self._camera = day["camera_id"].to_numpy(object)
        self._lower = day["min_px_per_m"].to_numpy(float)
        self._shapes = day.geometry.to_numpy()
        self._is_there = np.isin(self._camera, [*existing])
        self._may_be_there = self._is_there | np.isin(self._camera, [*assumed])
        self._regime = np.array([existing.get(each, "") for each in self._camera], object)
        self._tree = shapely.STRtree(self._shapes)
        order = np.argsort(self._camera, kind="stable")
        names, starts = np.unique(self._camera[order], return_index=True)
        self._rows_of = dict(zip(names, np.split(order, starts[1:]), strict=True))

    def whole(self, camera_id: str) -> Any:
        """Return all that a camera covers."""
        return union_of(self._shapes[self._rows_of[camera_id]])

    def untouched(self, before: Before, unsure: set[str]) -> dict[str, tuple[Any, ...]]:
        """Return the rows of before of which an edit leaves all as it was, with their geometry, by camera.

        `unsure` are the cameras whose view is not known now.
        """
        was_unsure = before.cameras["id"].to_numpy(object)[unsure_cameras(before.cameras)]
        # A camera of unknown view may cover what it does not.
        if not before.touched.isdisjoint({*unsure, *was_unsure}):
            return {}
        old = by_day(before.coverage)
        moved = [
            shapes[np.isin(names, [*before.touched])]
            for names, shapes in (
                (self._camera, self._shapes),
                (old["camera_id"].to_numpy(object), old.geometry.to_numpy()),
            )
        ]
        _, met = self._tree.query(np.concatenate(moved), predicate="intersects")
        other = {*before.touched, *self._camera[met].tolist()}
        columns = [before.overlaps[name].tolist() for name in (*OVERLAP_COLUMNS, "geometry")]
        rows = zip(*columns, strict=True)
        return {row[0]: row for row in rows if row[0] not in other and row[0] in self._rows_of}

    def overlap(self, camera_id: str) -> tuple[tuple[Any, ...], Any]:
        """Return the measures of one proposed camera, and what existing cameras cover of its view."""
        mine = self._rows_of[camera_id]
        own, other = self._tree.query(self._shapes[mine], predicate="intersects")
        foreign = self._camera[other] != camera_id
        own, other = mine[own[foreign]], other[foreign]
        # In one order, whatever else is in the tree.
        order = np.lexsort((other, own))
        own, other = own[order], other[order]
        # Clipped pair by pair first: the unions are then small.
        parts = shapely.intersection(self._shapes[own], self._shapes[other])
        there, may_be_there = self._is_there[other], self._may_be_there[other]
        as_sharp = there & (self._lower[other] >= self._lower[own])
        already = union_of(parts[there])
        area_m2 = float(shapely.area(self._shapes[mine]).sum())
        shared_m2 = float(union_of(parts).area)
        if (may_be_there == there).all():
            might_exist_m2 = float(already.area)
        elif may_be_there.all():
            might_exist_m2 = shared_m2
        else:
            might_exist_m2 = float(union_of(parts[may_be_there]).area)
        measures = (
            area_m2,
            float(already.area),
            float(union_of(parts[as_sharp]).area),
            max(area_m2 - shared_m2, 0.0),
            might_exist_m2,
            _by_regime(parts[there], self._regime[other[there]], float(already.area)),
        )
        return (camera_id, *measures), already


def _by_regime(parts: NDArray[Any], regimes: NDArray[Any], whole_m2: float) -> tuple[tuple[str, float], ...]:
    """Return how much of the parts belongs to the cameras of each regime [m2]."""
    names = sorted({*regimes.tolist()})
    if len(names) == 1:
        return ((names[0], whole_m2),)
    return tuple((name, float(union_of(parts[regimes == name]).area)) for name in names)
