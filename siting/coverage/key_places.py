"""Key places: how much of each zone that must be covered is covered sharply enough, by day and by night."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from siting.coverage.density import axes_of, seen_at
from siting.coverage.night import NIGHT_VIEW
from siting.coverage.optics import FLOOR_PX_PER_M
from siting.coverage.rows import MAIN_VIEW, is_leaf_off
from siting.coverage.solids import heights_of
from siting.coverage.unsure import WHOLE_PLANE, possible_views, unsure_cameras
from siting.coverage.visibility import areas_of, union_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from siting.coverage.density import Axis
    from siting.coverage.ground_density import GroundAxis
    from siting.model import Ladder, Scene

MUST_COVER = "must_cover"
"""The kind of zone that must be covered."""
_STATUS_ASSUMED = "status_assumed"


class KeySight(NamedTuple):
    """What the cameras of one regime cover of a zone that must be covered, in one view: `main` or `night`.

    `regime` is empty for the cameras that declare none. `ground` is the zone less what stands on it,
    `covered` what is surely covered of it at the zone's density, `possible` what might be, were every doubt
    settled for the best. `min_px_per_m` is NaN where the plan gives none: then 12.5 px/m is asked for.
    `is_status_assumed` tells that a camera counts of which the plan does not say whether it is there.
    """

    zone_id: str
    view: str
    regime: str
    min_px_per_m: float
    ground: Any
    covered: Any
    possible: Any
    is_status_assumed: bool


class KeyPlace(NamedTuple):
    """How much of a zone that must be covered the cameras of some regimes cover together in one view.

    `others_m2` is what only cameras of other regimes cover; the geometry is what is not surely covered.
    """

    zone_id: str
    view: str
    min_px_per_m: float
    area_m2: float
    covered_m2: float
    possible_m2: float
    others_m2: float
    is_status_assumed: bool
    geometry: Any


def key_sights(
    scene: Scene,
    cameras: gpd.GeoDataFrame,
    coverage: gpd.GeoDataFrame,
    *,
    ladder: Ladder,
    plane_m: float,
    on_ground: Mapping[str, GroundAxis] | None = None,
) -> tuple[KeySight, ...]:
    """Return how much of each zone of kind `must_cover` the cameras of each regime cover, by day and night.

    Existing and proposed cameras count alike. What buildings stand on at the height of the target plane is
    taken out of a zone: no camera can cover it. Cameras whose view is assumed or not known cover nothing
    for sure; all that their lenses reach is possible, and so is what a turning camera can be turned to. By
    night the view of a camera without `ir_range_m` is possible. The coverage ends at 12.5 px/m: of a zone
    that asks for less, all is possible once there is a camera.

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

    Returns
    -------
    tuple of KeySight
        Zone by zone, and of each zone and view one for every regime, that of no regime always among them.
    """
    is_key = (scene.zones["kind"] == MUST_COVER).to_numpy(bool)
    if not is_key.any():
        return ()
    zones = scene.zones[is_key]
    regimes = cameras["regime"].fillna("").astype(str)
    sights = {}
    for regime in sorted({"", *regimes}):
        some = cameras[(regimes == regime).to_numpy(bool)]
        rows = coverage[coverage["camera_id"].isin(some["id"]).to_numpy(bool)]
        axes: dict[str, Axis | GroundAxis] = {**axes_of(some, plane_m=plane_m), **(on_ground or {})}
        sights[regime] = _Sight(some, rows, ladder=ladder, axes=axes)
    return tuple(
        found
        for zone_id, asked, ground in zip(
            zones["id"], zones["min_px_per_m"].astype(float), _open_ground(scene, zones, plane_m), strict=True
        )
        for regime, sight in sights.items()
        for found in sight.of_zone(str(zone_id), regime, ground=ground, asked_px_per_m=asked)
    )


def counted(sights: Iterable[KeySight], sure: Collection[str], maybe: Collection[str] = ()) -> list[KeyPlace]:
    """Return how much of each key place is covered when the cameras of some regimes alone count.

    Parameters
    ----------
    sights : iterable of KeySight
    sure : collection of str
        Regimes that count.
    maybe : collection of str
        Regimes that may count: what their cameras cover is possible.
    """
    groups: dict[tuple[str, str], list[KeySight]] = {}
    for each in sights:
        groups.setdefault((each.zone_id, each.view), []).append(each)
    return [_together(group, sure, maybe) for group in groups.values()]


def _together(group: list[KeySight], sure: Collection[str], maybe: Collection[str]) -> KeyPlace:
    first = group[0]
    may = [each for each in group if each.regime in {*sure, *maybe}]
    covered = union_of([each.covered for each in group if each.regime in sure])
    possible = union_of([shape for each in may for shape in (each.covered, each.possible)])
    others = union_of([each.covered for each in group if each not in may])
    area_m2 = float(first.ground.area)
    (gap,) = areas_of(np.array([shapely.difference(first.ground, covered)], object))
    return KeyPlace(
        first.zone_id,
        first.view,
        first.min_px_per_m,
        area_m2,
        float(covered.area),
        min(float(possible.area), area_m2),
        float(shapely.difference(others, covered).area),
        any(each.is_status_assumed for each in may),
        gap,
    )


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
        shapely.difference(zone, union_of(stands[found[which == place]])) for place, zone in enumerate(shapes)
    ]


class _Sight:
    """The coverage of some cameras, asked for by area and density."""

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
        told = [_STATUS_ASSUMED in str(flags).split(",") for flags in cameras["flags"]]
        self._of_unknown_status = set(cameras["id"][np.array(told, bool)])
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

    def of_zone(self, zone_id: str, regime: str, *, ground: Any, asked_px_per_m: float) -> Iterator[KeySight]:
        """Yield what these cameras, all of one regime, cover of a zone: by day, then by night."""
        least = FLOOR_PX_PER_M if math.isnan(asked_px_per_m) else max(asked_px_per_m, FLOOR_PX_PER_M)
        # The coverage ends at the floor: below it anything may be seen, once there is a camera.
        is_below = asked_px_per_m < FLOOR_PX_PER_M and len(self._cameras) > 0
        might = [ground if is_below else self.possible(ground, least), self.turned(ground, least)]
        near = self._tree.query(ground, predicate="intersects")
        is_assumed = not self._of_unknown_status.isdisjoint(self._camera[near])
        for view, covered, more in (
            (MAIN_VIEW, self.by_day(ground, least), []),
            (NIGHT_VIEW, self.by_night(ground, least), [self.untold(ground, least)]),
        ):
            possible = union_of([*might, *more])
            yield KeySight(zone_id, view, regime, asked_px_per_m, ground, covered, possible, is_assumed)

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
        return shapely.intersection(ground, union_of(self._shapes[near[np.array(sharp, bool)]]))

    def possible(self, ground: Any, least_px_per_m: float) -> Any:
        """Return what cameras of unknown view might cover of an area at a density [px/m]."""
        if least_px_per_m not in self._possible:
            found = possible_views(self._cameras, least_px_per_m)
            self._possible[least_px_per_m] = np.array(found, object)
        views = self._possible[least_px_per_m]
        if any(view is WHOLE_PLANE for view in views):
            return ground
        near = views[shapely.intersects(views, ground)] if len(views) else views
        return shapely.intersection(ground, union_of(near))

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
        return shapely.intersection(ground, union_of(parts))
