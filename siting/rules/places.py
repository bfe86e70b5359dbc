"""Places as facts: doors, gardens and consent zones in view, key places, overlaps, ground beyond parcels."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from siting.rules.cells import flags_of, records, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from siting.coverage.key_places import KeySight
    from siting.coverage.places import Places


class DoorRow(NamedTuple):
    """One door of a dwelling that a camera sees."""

    entrance_id: str
    building_id: str
    use: str
    view: str
    max_px_per_m: float
    in_range_px_per_m: float
    distance_m: float
    incidence_deg: float
    flags: tuple[str, ...]
    geometry: BaseGeometry


class ZoneView(NamedTuple):
    """What a camera covers of one garden or consent zone; with flags, what it may cover beside that."""

    zone_id: str
    kind: str
    area_m2: float
    max_px_per_m: float
    flags: tuple[str, ...]
    geometry: BaseGeometry


class Overlap(NamedTuple):
    """How much of a proposed camera's coverage is covered already, and by whose cameras."""

    area_m2: float
    existing_m2: float
    as_sharp_m2: float
    only_m2: float
    might_exist_m2: float
    existing_by: tuple[tuple[str, float], ...]
    is_existing_sure: bool
    geometry: BaseGeometry


class Beyond(NamedTuple):
    """How much of a camera's coverage lies beyond the parcels it stands in, and their ids."""

    zone_id: str
    area_m2: float
    beyond_m2: float
    geometry: BaseGeometry


@dataclass(frozen=True, kw_only=True)
class PlaceFacts:
    """What cameras see of places, by camera; key places by regime; entrances that belong to no building."""

    doors: Mapping[str, Sequence[DoorRow]] = field(default_factory=dict)
    zone_views: Mapping[str, Sequence[ZoneView]] = field(default_factory=dict)
    key_sights: Sequence[KeySight] = ()
    overlaps: Mapping[str, Overlap] = field(default_factory=dict)
    beyond: Mapping[str, Beyond] = field(default_factory=dict)
    unplaced_doors: tuple[str, ...] = ()


def gather_places(places: Places) -> PlaceFacts:
    """Return the facts of a plan's places.

    Parameters
    ----------
    places : Places
    """
    return PlaceFacts(
        doors=_by_camera(places.doors, DoorRow),
        zone_views=_by_camera(places.zone_views, ZoneView),
        key_sights=places.key_sights,
        overlaps={name: rows[0] for name, rows in _by_camera(places.overlaps, Overlap).items()},
        beyond={name: rows[0] for name, rows in _by_camera(places.beyond_parcels, Beyond).items()},
        unplaced_doors=places.unplaced_doors,
    )


def _by_camera(frame: gpd.GeoDataFrame, kind: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in records(frame):
        found[text_of(row["camera_id"])].append(_row(row, kind))
    return dict(found)


def _row(row: dict[str, Any], kind: Any) -> Any:
    values = {name: row[name] for name in kind._fields}
    if "flags" in values:
        values["flags"] = flags_of(values["flags"])
    return kind(**values)
