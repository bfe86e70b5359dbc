"""What cameras see of places, as a case file lists it."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import shapely

from siting.coverage.doors import DOOR_COLUMNS
from siting.coverage.key_places import KEY_PLACE_COLUMNS
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
_KEY_PLACE = {"view": "main", "min_px_per_m": float("nan"), "area_m2": 100.0}
_OVERLAP = {"area_m2": 100.0, "as_sharp_m2": 0.0, "only_m2": 0.0, "is_existing_sure": True}


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
        zone_views=_frame(plan.get("zone_views", []), ZONE_VIEW_COLUMNS, {"area_m2": 10.0}),
        key_places=_frame(
            [{"possible_m2": row["covered_m2"], **row} for row in plan.get("key_places", [])],
            KEY_PLACE_COLUMNS,
            _KEY_PLACE,
        ),
        overlaps=_frame(plan.get("overlaps", []), OVERLAP_COLUMNS, _OVERLAP),
        beyond_parcels=_frame(plan.get("beyond_parcels", []), BEYOND_COLUMNS, {"area_m2": 100.0}),
        unplaced_doors=tuple(plan.get("unplaced_doors", ())),
    )


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
