"""Small plans with round numbers, built by hand: a scene and the coverage table that belongs to it."""

from __future__ import annotations

from functools import cache
from typing import Any

import geopandas as gpd
import pandas as pd
import pyproj
import shapely

from siting.coverage.obstruction import ALL_TOGETHER, OBSTRUCTION_COLUMNS, WHOLE_VIEW, no_obstruction
from siting.coverage.table import COVERAGE_COLUMNS, FACADE_COLUMNS, CoverageTable
from siting.fields import LAYERS
from siting.model import LEDGER_COLUMNS, Camera, Lens, Scene, Source
from tests.rules.places import places_in

CRS = pyproj.CRS.from_epsg(32650)
LENS = Lens(image_width_px=1920, hfov_deg=60.0)
# What a case says of a camera that the engine, not the plan, would have found.
_USED = ("moved_to", "standing", "stands_in", "view_computed", "why_empty", "flags")


def scene_of(plan: dict[str, Any]) -> Scene:
    """Return the scene of a plan given as plain values.

    Parameters
    ----------
    plan : dict
        Layers by name, each a list of rows; a row's `at` is a point, its `box` a rectangle
        [west, south, east, north] and its `line` a list of points, all in metres.
    """
    frames: dict[str, Any] = {
        name: _table(plan.get(name, []), name) if layer.shape == "table" else _layer(plan.get(name, []), name)
        for name, layer in LAYERS.items()
        if name != "cameras"
    }
    frames["buildings"] = frames["buildings"].assign(
        use=frames["buildings"]["use"].fillna("unknown"), base_m=frames["buildings"]["base_m"].fillna(0.0)
    )
    return Scene(
        crs=CRS,
        cameras=tuple(_camera(row) for row in plan.get("cameras", [])),
        ledger=pd.DataFrame(columns=list(LEDGER_COLUMNS)),
        sources=tuple(
            Source(f"{name}.geojson", name, len(rows), "0" * 64, tuple({key for row in rows for key in row}))
            for name, rows in plan.items()
        ),
        **frames,
    )


def table_of(plan: dict[str, Any]) -> CoverageTable:
    """Return the coverage table of a plan: its cameras as used, and the coverage and facade rows it lists.

    Parameters
    ----------
    plan : dict
        As for `scene_of`, with `facades`: rows of the facades table, their geometry a `line`;
        `obstruction`: rows of that table; `coverage`: what a `camera` covers, a `box`; and the tables of
        `tests.rules.places`.
    """
    cameras = []
    for row in plan.get("cameras", []):
        cameras.append(
            {
                "id": row["id"],
                "moved_m": shapely.distance(
                    shapely.Point(row["at"]), shapely.Point(row.get("moved_to", row["at"]))
                ),
                "standing": row.get("standing", "outside"),
                "stands_in": row.get("stands_in"),
                "view_computed": row.get("view_computed", True),
                "why_empty": row.get("why_empty"),
                "flags": row.get("flags", ""),
                "geometry": shapely.Point(row.get("moved_to", row["at"])),
            }
        )
    rows = [_facade(row) for row in plan.get("facades", [])]
    return CoverageTable(
        cameras=gpd.GeoDataFrame(cameras, columns=[*cameras[0]] if cameras else ["id", "geometry"], crs=CRS),
        coverage=_coverage(plan.get("coverage", [])),
        facades=gpd.GeoDataFrame(rows, columns=[*FACADE_COLUMNS, "geometry"], geometry="geometry", crs=CRS),
        ledger=pd.DataFrame(columns=list(LEDGER_COLUMNS)),
        places=places_in(plan),
        obstruction=_obstruction(plan.get("obstruction", [])),
    )


def _obstruction(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """The table of what obstacles take; a row names its camera and, if not all together, its obstacle."""
    if not rows:
        return no_obstruction(CRS)
    full = [
        {
            "camera_id": row["camera"],
            "task": row.get("task", WHOLE_VIEW),
            "obstacle_id": row.get("obstacle", ALL_TOGETHER),
            "task_m2": float(row["task_m2"]),
            "lost_m2": float(row["lost_m2"]),
            "lost_leaf_off_m2": float(row.get("lost_leaf_off_m2", row["lost_m2"])),
            "task_most_m2": float(row.get("task_most_m2", row["task_m2"])),
            "lost_most_m2": float(row.get("lost_most_m2", row["lost_m2"])),
            "flags": row.get("flags", ""),
            "geometry": shapely.box(0.0, 20.0, 10.0, 20.0 + row["lost_m2"] / 10.0),
        }
        for row in rows
    ]
    return gpd.GeoDataFrame(full, columns=[*OBSTRUCTION_COLUMNS, "geometry"], crs=CRS)


def _coverage(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    cells = [
        {
            "camera_id": row["camera"],
            "view": row.get("view", "main"),
            "class": row.get("class", "detect"),
            "min_px_per_m": row.get("min_px_per_m", 25.0),
            "area_m2": shapely.box(*row["box"]).area,
            "flags": "",
            "geometry": shapely.box(*row["box"]),
        }
        for row in rows
    ]
    return gpd.GeoDataFrame(cells, columns=[*COVERAGE_COLUMNS, "geometry"], geometry="geometry", crs=CRS)


def _camera(row: dict[str, Any]) -> Camera:
    declared = {key: value for key, value in row.items() if key not in ("at", *_USED)}
    declared["assumed"] = tuple(row.get("assumed", ()))
    easting_m, northing_m = row["at"]
    return Camera(
        **{"azimuth_deg": 0.0, "height_m": 5.0, "lens": LENS, **declared},
        easting_m=float(easting_m),
        northing_m=float(northing_m),
    )


def _facade(row: dict[str, Any]) -> dict[str, Any]:
    px_per_m = row["px_per_m"]
    return {
        "camera_id": row["camera"],
        "building_id": row["building"],
        "storey": row.get("storey", 0),
        "wall": row.get("wall", 0),
        "view": row.get("view", "main"),
        "visible_length_m": 10.0,
        "area_m2": 12.0,
        "max_px_per_m": px_per_m,
        "in_range_px_per_m": row.get("in_range_px_per_m", px_per_m),
        "class": "observe",
        "distance_m": row.get("distance_m", 20.0),
        "incidence_deg": row.get("incidence_deg", 0.0),
        "zone_id": row.get("zone"),
        "flags": row.get("flags", "windows_assumed"),
        "panel_wkb_z": b"",
        "geometry": shapely.LineString(row.get("line", [[0.0, 20.0], [10.0, 20.0]])),
    }


def _table(rows: list[dict[str, Any]], name: str) -> pd.DataFrame:
    columns = [field.name for field in LAYERS[name].fields]
    unknown = {key for row in rows for key in row} - {*columns, "at", "box", "line"}
    assert not unknown, f"{name} has no fields {unknown}"
    return pd.DataFrame(rows, columns=columns).astype(object).where(lambda frame: frame.notna(), None)


@cache
def _empty(name: str) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(_table([], name), geometry=gpd.GeoSeries([], crs=CRS), crs=CRS)


def _layer(rows: list[dict[str, Any]], name: str) -> gpd.GeoDataFrame:
    if not rows:
        return _empty(name)
    shapes = [
        shapely.Point(row["at"])
        if "at" in row
        else shapely.box(*row["box"])
        if "box" in row
        else shapely.LineString(row["line"])
        for row in rows
    ]
    return gpd.GeoDataFrame(_table(rows, name), geometry=gpd.GeoSeries(shapes, crs=CRS), crs=CRS)
