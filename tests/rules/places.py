"""What cameras see of places, as a case file lists it."""

from __future__ import annotations

import math
from typing import Any

import geopandas as gpd
import shapely

from siting.coverage.doors import DOOR_COLUMNS
from siting.coverage.key_places import KeySight
from siting.coverage.overlap import OVERLAP_COLUMNS
from siting.coverage.parcels import BEYOND_COLUMNS
from siting.coverage.places import Places
from siting.coverage.zone_views import ZONE_VIEW_COLUMNS

# How a case file calls columns, and what stands where it says nothing.
_CALLED = {"camera": "camera_id", "zone": "zone_id", "entrance": "entrance_id", "building": "building_id"}
_DOOR = {
    "use": "residence", "view": "main", "visible_length_m": 1.0, "area_m2": 2.1, "class": "detect",
    "distance_m": 20.0, "incidence_deg": 0.0, "flags": "",
}  # fmt: skip
# Key places are 10 m wide and covered from the south on.
_WIDTH_M = 10.0
_OVERLAP = {
    "area_m2": 100.0,
    "as_sharp_m2": 0.0,
    "only_m2": 0.0,
    "might_exist_m2": 0.0,
    "existing_by": (),
    "is_existing_sure": True,
}


def places_in(plan: dict[str, Any]) -> Places:
    """Return the places of a plan: the rows of each table that it lists, with a `box` for their geometry.

    Parameters
    ----------
    plan : dict
        With `doors`, `zone_views`, `key_places`, `overlaps`, `beyond_parcels` and `unplaced_doors`, as far
        as the case needs them.
    """
    doors = [{"in_range_px_per_m": row["px_per_m"], **row} for row in plan.get("doors", [])]
    return Places(
        doors=_frame(doors, DOOR_COLUMNS, _DOOR),
        zone_views=_frame(plan.get("zone_views", []), ZONE_VIEW_COLUMNS, {"area_m2": 10.0, "flags": ""}),
        key_sights=tuple(_key_sight(**row) for row in plan.get("key_places", [])),
        overlaps=_frame(plan.get("overlaps", []), OVERLAP_COLUMNS, _OVERLAP),
        beyond_parcels=_frame(plan.get("beyond_parcels", []), BEYOND_COLUMNS, {"area_m2": 100.0}),
        unplaced_doors=tuple(plan.get("unplaced_doors", ())),
    )


def _key_sight(
    *,
    zone: str,
    covered_m2: float,
    view: str = "main",
    regime: str = "gov",
    min_px_per_m: float = math.nan,
    area_m2: float = 100.0,
    from_m2: float = 0.0,
    possible_m2: float = 0.0,
    is_status_assumed: bool = False,
) -> KeySight:
    """What the cameras of one regime cover of a key place, from a line across it on."""
    ground, covered, possible = (
        _strip(*part) for part in ((0.0, area_m2), (from_m2, covered_m2), (from_m2, possible_m2))
    )
    return KeySight(zone, view, regime, min_px_per_m, ground, covered, possible, is_status_assumed)


def _strip(from_m2: float, area_m2: float) -> shapely.Polygon:
    if not area_m2:
        return shapely.Polygon()
    return shapely.box(0.0, from_m2 / _WIDTH_M, _WIDTH_M, (from_m2 + area_m2) / _WIDTH_M)


def _frame(rows: list[dict[str, Any]], columns: tuple[str, ...], default: dict[str, Any]) -> gpd.GeoDataFrame:
    told = [
        {**default, **{_CALLED.get(key, key): value for key, value in row.items() if key != "box"}}
        for row in rows
    ]
    for row in told:
        if "px_per_m" in row:
            row["max_px_per_m"] = row.pop("px_per_m")
        assert set(row) == set(columns), set(row) ^ set(columns)
    shapes = [shapely.box(*row.get("box", [0, 0, 10, 10])) for row in rows]
    return gpd.GeoDataFrame(told, columns=[*columns], geometry=shapes)
