"""Places: what the law asks of the coverage as a whole, zone by zone and camera by camera."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import geopandas as gpd

from siting.coverage.doors import DOOR_COLUMNS, unplaced_entrances
from siting.coverage.key_places import key_sights
from siting.coverage.overlap import OVERLAP_COLUMNS, overlaps
from siting.coverage.parcels import BEYOND_COLUMNS, PARCEL, beyond_parcels
from siting.coverage.zone_views import SEEN_KINDS, ZONE_VIEW_COLUMNS, zone_views

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from siting.coverage.ground_density import GroundAxis
    from siting.coverage.key_places import KeySight
    from siting.coverage.overlap import Before
    from siting.model import Ladder, Scene


def _none(columns: tuple[str, ...]) -> Callable[[], gpd.GeoDataFrame]:
    return lambda: gpd.GeoDataFrame(columns=[*columns, "geometry"], geometry="geometry")


@dataclass(frozen=True)
class Places:
    """What cameras see of doors, zones and parcels, and of each other's ground.

    Parameters
    ----------
    doors : geopandas.GeoDataFrame
        `siting.coverage.doors.DOOR_COLUMNS`: doors of dwellings in view.
    zone_views : geopandas.GeoDataFrame
        `siting.coverage.zone_views.ZONE_VIEW_COLUMNS`: gardens and consent zones in view.
    key_sights : tuple of siting.coverage.key_places.KeySight
        What the cameras of each regime cover of the zones that must be covered.
    overlaps : geopandas.GeoDataFrame
        `siting.coverage.overlap.OVERLAP_COLUMNS`: what existing cameras cover already.
    beyond_parcels : geopandas.GeoDataFrame
        `siting.coverage.parcels.BEYOND_COLUMNS`: what is covered beyond a camera's own parcel.
    unplaced_doors : tuple of str
        Ids of entrances that belong to no building of the scene.
    """

    doors: gpd.GeoDataFrame = field(default_factory=_none(DOOR_COLUMNS))
    zone_views: gpd.GeoDataFrame = field(default_factory=_none(ZONE_VIEW_COLUMNS))
    key_sights: tuple[KeySight, ...] = ()
    overlaps: gpd.GeoDataFrame = field(default_factory=_none(OVERLAP_COLUMNS))
    beyond_parcels: gpd.GeoDataFrame = field(default_factory=_none(BEYOND_COLUMNS))
    unplaced_doors: tuple[str, ...] = ()


def places_of(
    scene: Scene,
    cameras: gpd.GeoDataFrame,
    coverage: gpd.GeoDataFrame,
    *,
    doors: gpd.GeoDataFrame,
    ladder: Ladder,
    plane_m: float,
    on_ground: Sequence[Mapping[str, GroundAxis]] | None = None,
    today: gpd.GeoDataFrame | None = None,
    before: tuple[Places, Before] | None = None,
    possible: tuple[gpd.GeoDataFrame, Mapping[str, float]] | None = None,
) -> Places:
    """Return what a finished coverage says of a scene's places.

    Parameters
    ----------
    scene : siting.model.Scene
    cameras, coverage : geopandas.GeoDataFrame
        As used, and by day and night: `siting.coverage.table.CoverageTable`.
    doors : geopandas.GeoDataFrame
        Doors in view.
    ladder : siting.model.Ladder
        Of the coverage.
    plane_m : float
        Height of the target plane above ground [m].
    on_ground : two mappings of str to GroundAxis, or None
        Axes of the cameras where the ground is not level: as they are aimed, and of all that each can cover.
    today : geopandas.GeoDataFrame or None
        What existing cameras cover until the proposed obstacles stand, where that is more.
    before : Places and siting.coverage.overlap.Before, or None
        Of the scene before its cameras were edited.
    possible : (geopandas.GeoDataFrame, mapping of str to float) or None
        What cameras may cover with their widest images, and by how much those may be sharper, as a ratio.
    """
    aimed, reached = on_ground or ({}, {})
    kinds = set(scene.zones["kind"])
    # Without such a zone all is as it was: nothing.
    old = None if before is None else before[0]
    return Places(
        doors=doors,
        zone_views=old.zone_views
        if old and kinds.isdisjoint(SEEN_KINDS)
        else zone_views(
            scene, cameras, coverage, today=today, plane_m=plane_m, on_ground=reached, possible=possible
        ),
        key_sights=key_sights(scene, cameras, coverage, ladder=ladder, plane_m=plane_m, on_ground=aimed),
        overlaps=overlaps(scene, cameras, coverage, before=None if before is None else before[1]),
        beyond_parcels=old.beyond_parcels if old and PARCEL not in kinds else beyond_parcels(scene, coverage),
        unplaced_doors=tuple(unplaced_entrances(scene)),
    )
