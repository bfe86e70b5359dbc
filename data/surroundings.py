"""What the demo plan invents around its cameras: areas, doors, obstacles, poles, a district."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

if TYPE_CHECKING:
    import pandas as pd

# Which camera each invented thing belongs to, by its place in the plan.
WATCHED = {"HEL-30": 62.5, "HEL-22": 25.0}
BILLBOARD_BEFORE, TREE_BEFORE = "HEL-30", "HEL-22"
PARCEL_OF, CONSENT_AROUND, LIT_BEFORE = "HEL-21", "HEL-25", "HEL-30"
DOOR_COUNT = 12
POLE_SPACING_M = 60.0
POLE_REACH_M = 40.0
# Off the middle of the way, so that nobody walks into it.
POLE_OFFSET_M = 3.0


def areas(cameras: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return invented areas: two key places, a garden, a parcel, a consent area, a lit place."""
    by_id = cameras.set_index("id")
    rows: list[dict[str, Any]] = []
    shapes = []
    for number, (camera_id, density) in enumerate(WATCHED.items(), start=1):
        centre = ahead(by_id.loc[camera_id], 22.0)
        rows.append(
            {
                "id": f"KEY-{number}",
                "kind": "must_cover",
                "min_px_per_m": density,
                "name": "Crossing (INVENTED)",
            }
        )
        shapes.append(shapely.box(centre.x - 8.0, centre.y - 8.0, centre.x + 8.0, centre.y + 8.0))
    home, _ = homes_near(cameras, buildings)[0]
    yard = shapely.difference(shapely.buffer(home, 10.0, join_style="mitre"), buildings.union_all())
    largest = max(shapely.get_parts(yard), key=lambda part: part.area)
    rows.append({"id": "GARDEN-1", "kind": "garden", "name": "Garden (INVENTED)"})
    shapes.append(largest)
    for name, kind, camera_id, reach_m in (
        ("PARCEL-1", "parcel", PARCEL_OF, 25.0),
        ("CONSENT-1", "consent", CONSENT_AROUND, 40.0),
        ("LIT-1", "lit", LIT_BEFORE, 30.0),
    ):
        centre = by_id.loc[camera_id].geometry
        rows.append({"id": name, "kind": kind, "name": f"{kind} (INVENTED)"})
        shapes.append(
            shapely.box(*(centre.x - reach_m, centre.y - reach_m), centre.x + reach_m, centre.y + reach_m)
        )
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=cameras.crs)


def homes_near(cameras: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame) -> list[tuple[Any, str]]:
    """Return footprints and ids of residences, the nearest to any camera first."""
    homes = buildings[buildings["use"] == "residence"]
    gap_m = homes.distance(cameras.union_all())
    order = np.lexsort((homes["id"].to_numpy(str), gap_m.to_numpy()))
    return [(homes.geometry.iloc[row], str(homes["id"].iloc[row])) for row in order]


def doors(cameras: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return invented doors: one in the longest outer wall of each of the homes nearest to a camera."""
    rows, shapes = [], []
    for number, (home, home_id) in enumerate(homes_near(cameras, buildings)[:DOOR_COUNT], start=1):
        corners = shapely.get_coordinates(shapely.get_exterior_ring(shapely.get_parts(home)[0]))
        middle = (corners[:-1] + corners[1:]) / 2.0
        gap_m = shapely.distance(shapely.points(middle), cameras.union_all())
        long_enough = np.hypot(*np.diff(corners, axis=0).T) > 2.0
        place = middle[int(np.argmin(np.where(long_enough, gap_m, np.inf)))]
        rows.append({"id": f"DOOR-{number:02d}", "building_id": home_id})
        shapes.append(shapely.Point(place))
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=cameras.crs)


def obstacles(
    cameras: gpd.GeoDataFrame, walks: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return an invented billboard and tree before two cameras, both proposed, and lamp posts that stand."""
    by_id = cameras.set_index("id")
    board, tree = by_id.loc[BILLBOARD_BEFORE], by_id.loc[TREE_BEFORE]
    rows: list[dict[str, Any]] = [
        {"id": "BOARD-1", "kind": "billboard", "base_m": 2.5, "top_m": 6.0, "status": "proposed"},
        {
            "id": "TREE-1",
            "kind": "tree",
            "base_m": 2.5,
            "top_m": 9.0,
            "crown_m": 7.0,
            "status": "proposed",
            "deciduous": "yes",
        },
    ]
    centre, side = ahead(board, 12.0), math.radians(board.azimuth_deg + 90.0)
    reach = np.array([math.sin(side), math.cos(side)]) * 3.0
    middle = np.array([centre.x, centre.y])
    shapes: list[Any] = [shapely.LineString([middle - reach, middle + reach]), ahead(tree, 16.0)]
    for number, place in enumerate(pole_places(cameras, walks, buildings), start=1):
        rows.append(
            {"id": f"POLE-{number:03d}", "kind": "pole", "base_m": 0.0, "top_m": 6.0, "status": "existing"}
        )
        shapes.append(place)
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=cameras.crs)


def pole_places(
    cameras: gpd.GeoDataFrame, walks: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame
) -> list[shapely.Point]:
    """Return where lamp posts stand: along the ways near cameras, clear of buildings and of each other."""
    near = walks[walks.distance(cameras.union_all()) < POLE_REACH_M]
    places: list[shapely.Point] = []
    solid = shapely.union_all(buildings.geometry.array)
    for line in near.geometry:
        aside = shapely.offset_curve(line, POLE_OFFSET_M)
        for part in shapely.get_parts(aside):
            for at_m in np.arange(POLE_SPACING_M / 2.0, part.length, POLE_SPACING_M):
                place = part.interpolate(at_m)
                clear = all(place.distance(other) > POLE_SPACING_M / 2.0 for other in places)
                if clear and solid.distance(place) > 1.0 and cameras.distance(place).min() > 2.0:
                    places.append(place)
    return places


def district(buildings: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return one invented county around the whole plan."""
    west, south, east, north = buildings.total_bounds
    shape = shapely.box(west - 100.0, south - 100.0, east + 100.0, north + 100.0)
    return gpd.GeoDataFrame(
        {"code": ["000001"], "name": ["County (INVENTED)"]}, geometry=[shape], crs=buildings.crs
    )


def ahead(camera: pd.Series, distance_m: float) -> shapely.Point:
    """Return the point that lies so far before a camera, in plan."""
    angle = math.radians(camera.azimuth_deg)
    return shapely.Point(
        camera.geometry.x + distance_m * math.sin(angle), camera.geometry.y + distance_m * math.cos(angle)
    )
