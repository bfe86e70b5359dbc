"""Key places: how much of each zone that must be covered is covered sharply enough, by day and by night."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from siting.coverage.density import axes_of, seen_at
from siting.coverage.night import NIGHT_VIEW
from siting.coverage.optics import FLOOR_PX_PER_M
from siting.coverage.rows import MAIN_VIEW, is_leaf_off
from siting.coverage.solids import heights_of
from siting.coverage.unsure import WHOLE_PLANE, possible_views, unsure_cameras
from siting.coverage.visibility import areas_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from siting.coverage.density import Axis
    from siting.coverage.ground_density import GroundAxis
    from siting.model import Ladder, Scene

MUST_COVER = "must_cover"
"""The kind of zone that must be covered."""
KEY_PLACE_COLUMNS = ("zone_id", "view", "min_px_per_m", "area_m2", "covered_m2", "possible_m2")
"""Columns of the key places: one row a zone and view, day (`main`) and `night`.

`area_m2` is the zone less what stands on it, `covered_m2` what is surely covered at the zone's density,
`possible_m2` what might be, were every doubt settled for the best; the geometry is what is not surely
covered. `min_px_per_m` is NaN where the plan gives none: then 12.5 px/m is asked for.
"""


def key_places(
    scene: Scene,
    cameras: gpd.GeoDataFrame,
    coverage: gpd.GeoDataFrame,
    *,
    ladder: Ladder,
    plane_m: float,
    on_ground: Mapping[str, GroundAxis] | None = None,
) -> gpd.GeoDataFrame:
    """Return how much of each zone of kind `must_cover` all cameras together cover; `KEY_PLACE_COLUMNS`.

    What buildings stand on at the height of the target plane is taken out of a zone: no camera can
    cover it. Cameras whose view is assumed or not known cover nothing for sure; all that their
    lenses reach is possible, and so is what a turning camera can be turned to. By night the view of a
    camera without `ir_range_m` is possible. The coverage ends at 12.5 px/m: of a zone that asks for
    less, all is possible once there is a camera.

    Parameters
    ----------
    scene : siting.model.Scene
    cameras, coverage : geopandas.GeoDataFrame
        As used, and by day and night: `siting.coverage.table.CoverageTable`.
    ladder : siting.model.Ladder
        Of the coverage.
    plane_m : float
        Height of the target plane above ground [m].
    on_ground : mapping of str to GroundAxis or None
        Axes of the cameras where the ground is not level, as they are aimed.
    """
    zones = scene.zones[(scene.zones["kind"] == MUST_COVER).to_numpy(bool)]
    rows: list[tuple[str, str, float, float, float, float]] = []
    shapes: list[Any] = []
    axes: Mapping[str, Axis | GroundAxis] = {**axes_of(cameras, plane_m=plane_m), **(on_ground or {})}
    sight = _Sight(cameras, coverage, ladder=ladder, axes=axes)
    for zone_id, asked, ground in zip(
        zones["id"], zones["min_px_per_m"].astype(float), _open_ground(scene, zones, plane_m), strict=True
    ):
        least = FLOOR_PX_PER_M if math.isnan(asked) else max(asked, FLOOR_PX_PER_M)
        # The coverage ends at the floor: below it anything may be seen, once there is a camera.
        might = ground if asked < FLOOR_PX_PER_M and len(cameras) else sight.possible(ground, least)
        turned = sight.turned(ground, least)
        untold = sight.untold(ground, least)
        for view, covered, maybe in (
            (MAIN_VIEW, sight.by_day(ground, least), [might, turned]),
            (NIGHT_VIEW, sight.by_night(ground, least), [might, untold, turned]),
        ):
            possible = shapely.union_all([covered, *maybe])
            areas = (ground.area, covered.area, min(possible.area, ground.area))
            rows.append((str(zone_id), view, asked, *areas))
            shapes.append(shapely.difference(ground, covered))
    columns = list(zip(*rows, strict=True)) or [()] * len(KEY_PLACE_COLUMNS)
    data = dict(zip(KEY_PLACE_COLUMNS, map(list, columns), strict=True))
    return gpd.GeoDataFrame(data, geometry=areas_of(np.array(shapes, object)), crs=scene.crs)


def _open_ground(scene: Scene, zones: gpd.GeoDataFrame, plane_m: float) -> list[Any]:
    """Return each zone less the buildings that stand in the target plane."""
    shapes = zones.geometry.to_numpy()
    if not len(shapes):
        return []
    buildings = scene.buildings
    height_m, _ = heights_of(buildings)
    base_m = buildings["base_m"].to_numpy(float, na_value=0.0)
    stands = buildings.geometry.to_numpy()[(base_m < plane_m) & (base_m + height_m > plane_m)]
    which, found = shapely.STRtree(stands).query(shapes, predicate="intersects")
    order = np.argsort(found, kind="stable")
    which, found = which[order], found[order]
    return [
        shapely.difference(zone, shapely.union_all(stands[found[which == place]]))
        for place, zone in enumerate(shapes)
    ]


class _Sight:
    """The coverage of a plan, asked for by area and density."""

    def __init__(
        self,
        cameras: gpd.GeoDataFrame,
        coverage: gpd.GeoDataFrame,
        *,
        ladder: Ladder,
        axes: Mapping[str, Axis | GroundAxis],
    ) -> None:
        self._cameras = cameras
        self._axes = axes
        limits = sorted({FLOOR_PX_PER_M, *(limit for _, limit in ladder.classes if limit > FLOOR_PX_PER_M)})
        self._next = dict(zip(limits, [*limits[1:], math.inf], strict=True))
        unsure = set(cameras["id"][unsure_cameras(cameras)])
        # A place that must be covered must be so in summer too.
        rows = coverage[~(coverage["camera_id"].isin(unsure).to_numpy(bool) | is_leaf_off(coverage))]
        self._camera = rows["camera_id"].to_numpy(object)
        self._lower = rows["min_px_per_m"].to_numpy(float)
        self._shapes = rows.geometry.to_numpy()
        self._is_day = (rows["view"] == MAIN_VIEW).to_numpy(bool)
        self._is_night = (rows["view"] == NIGHT_VIEW).to_numpy(bool)
        untold = cameras["id"][cameras["ir_range_m"].isna()]
        self._is_untold = self._is_day & rows["camera_id"].isin(untold).to_numpy(bool)
        self._tree = shapely.STRtree(self._shapes)
        self._possible: dict[float, NDArray[Any]] = {}

    def by_day(self, ground: Any, least_px_per_m: float) -> Any:
        """Return what of an area is covered for sure by day at a density [px/m]."""
        return self._covered(ground, self._is_day, least_px_per_m)

    def by_night(self, ground: Any, least_px_per_m: float) -> Any:
        """Return what of an area is covered for sure by night at a density [px/m]."""
        return self._covered(ground, self._is_night, least_px_per_m)

    def untold(self, ground: Any, least_px_per_m: float) -> Any:
        """Return what is covered by day by cameras of which nothing says how far they see by night."""
        return self._covered(ground, self._is_untold, least_px_per_m)

    def turned(self, ground: Any, least_px_per_m: float) -> Any:
        """Return what of an area turning cameras may be turned to at a density [px/m]."""
        near = np.sort(self._tree.query(ground, predicate="intersects"))
        near = near[~(self._is_day | self._is_night)[near]]
        sharp = [self._next.get(lower, math.inf) > least_px_per_m for lower in self._lower[near]]
        return shapely.intersection(ground, shapely.union_all(self._shapes[near[np.array(sharp, bool)]]))

    def possible(self, ground: Any, least_px_per_m: float) -> Any:
        """Return what cameras of unknown view might cover of an area at a density [px/m]."""
        if least_px_per_m not in self._possible:
            found = possible_views(self._cameras, least_px_per_m)
            self._possible[least_px_per_m] = np.array(found, object)
        views = self._possible[least_px_per_m]
        if any(view is WHOLE_PLANE for view in views):
            return ground
        near = views[shapely.intersects(views, ground)] if len(views) else views
        return shapely.intersection(ground, shapely.union_all(near))

    def _covered(self, ground: Any, chosen: NDArray[np.bool_], least_px_per_m: float) -> Any:
        near = np.sort(self._tree.query(ground, predicate="intersects"))
        near = near[chosen[near]]
        parts = seen_at(
            self._camera[near],
            self._lower[near],
            self._shapes[near],
            axes=self._axes,
            least_px_per_m=least_px_per_m,
            next_px_per_m=self._next,
        )
        return shapely.intersection(ground, shapely.union_all(parts))
