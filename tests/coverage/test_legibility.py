from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from siting.coverage.legibility import Face, Reading, reading_zones, sign_faces
from tests.scenes import MERIDIAN, building, obstacle, rect, scene

AT = np.array([MERIDIAN.easting_m, MERIDIAN.northing_m])
EYES_M = 1.6
READING = Reading(distance_factor=40.0, eye_height_m=EYES_M, mount_m=2.0, largest_side_mm=1000.0)


def face(east: float = 0.0, north: float = 0.0, **options: Any) -> Face:
    """Return a face at eye height that looks north and is read from 16 m, unless told."""
    given = {"mount_m": EYES_M, "facing_grid_deg": 0.0, "side_mm": 400.0, "reach_m": 16.0, **options}
    return Face(easting_m=AT[0] + east, northing_m=AT[1] + north, **given)


def zone_of(one: Face, *, buildings: Any = (), obstacles: Any = ()) -> Any:
    """Return the zone of one sign in a scene of the given things."""
    plan = scene(buildings, obstacles=obstacles)
    (zone,) = reading_zones(plan, [one], eye_height_m=EYES_M)
    return zone


def sees(zone: Any, east: float, north: float) -> bool:
    return bool(zone.seen.contains(shapely.Point(AT[0] + east, AT[1] + north)))


def test_in_the_open_the_zone_is_the_disc_before_the_face() -> None:
    zone = zone_of(face())
    # Chords lie at most 5 mm inside their arc, so an area of 2 pi r x 5 mm may lack.
    assert zone.seen.area == pytest.approx(math.pi * 8.0**2, abs=2.0 * math.pi * 8.0 * 0.005)
    assert sees(zone, 0.0, 15.9)
    assert not sees(zone, 0.0, 16.1)
    assert not sees(zone, 0.0, -0.1)
    # At 60 degrees off the axis the distance has shrunk to half.
    assert sees(zone, 7.9 * math.sin(math.radians(60.0)), 7.9 * math.cos(math.radians(60.0)))
    assert not sees(zone, 8.1 * math.sin(math.radians(60.0)), 8.1 * math.cos(math.radians(60.0)))


def test_a_sign_that_may_face_anywhere_may_be_read_all_round() -> None:
    zone = zone_of(face(facing_grid_deg=None))
    assert zone.seen.area == pytest.approx(math.pi * 16.0**2, abs=2.0 * math.pi * 16.0 * 0.005)


def test_a_sign_high_up_is_read_from_fewer_places() -> None:
    # 6 m above the eyes: radius sqrt(8 x 8 - 6 x 6) about the same centre; 9 m: from nowhere.
    assert zone_of(face(mount_m=EYES_M + 6.0)).seen.area == pytest.approx(math.pi * 28.0, abs=0.2)
    assert zone_of(face(mount_m=EYES_M + 9.0)).seen.is_empty
    whole = zone_of(face(mount_m=EYES_M + 9.0, facing_grid_deg=None))
    assert whole.seen.area == pytest.approx(math.pi * (16.0**2 - 9.0**2), abs=0.5)


def test_a_wall_hides_what_lies_in_its_shadow() -> None:
    # A wall from x = -1 to 1 at y = 4: its shadow is |x| < y / 4 from there on.
    zone = zone_of(face(), obstacles=[obstacle(rect(-1, 4, 1, 4.2), 3.0)])
    assert sees(zone, 0.0, 3.9)
    assert not sees(zone, 0.0, 8.0)
    assert sees(zone, 2.01, 8.0)
    assert not sees(zone, 1.99, 8.0)


def test_a_low_wall_hides_by_the_slope_of_sight() -> None:
    # Sign 3.6 m, eyes 1.6 m, wall 2.6 m at 4 m: the sight line over its top comes down to the eyes at 8 m.
    wall = [obstacle(rect(-90, 3.9, 90, 4.0), 2.6)]
    zone = zone_of(face(mount_m=3.6), obstacles=wall)
    assert sees(zone, 0.0, 3.8)
    assert not sees(zone, 0.0, 7.9)
    assert sees(zone, 0.0, 8.1)


def test_a_sign_on_a_wall_stands_clear_of_it_and_is_read_before_it() -> None:
    house = [building(rect(-10, -8, 10, 0), 9.0)]
    zone = zone_of(face(0.0, -0.02), buildings=house)
    assert zone.place[1] - AT[1] == pytest.approx(0.05, abs=1e-4)
    assert zone.seen.area == pytest.approx(zone.unhidden.area, rel=1e-6)
    assert not zone.is_indoor


def test_a_sign_that_faces_its_own_wall_is_read_from_nowhere() -> None:
    house = [building(rect(-10, -20, 10, 0), 9.0)]
    assert zone_of(face(0.0, 0.05, facing_grid_deg=180.0), buildings=house).seen.area < 0.1


def test_a_sign_inside_a_building_is_told_to_be() -> None:
    zone = zone_of(face(0.0, -4.0), buildings=[building(rect(-10, -8, 10, 0), 9.0)])
    assert zone.is_indoor
    assert zone.seen.is_empty


@pytest.mark.parametrize("facing", [0.0, 90.0, 217.0])
def test_the_pole_that_bears_a_sign_hides_nothing_before_it(facing: float) -> None:
    pole = [obstacle(shapely.Point(0, 0), 6.0, kind="pole")]
    zone = zone_of(face(facing_grid_deg=facing), obstacles=pole)
    assert zone.seen.area == pytest.approx(math.pi * 64.0, abs=0.3)


def test_a_pole_hides_nothing_of_a_sign_that_may_hang_on_any_side_of_it() -> None:
    pole = [obstacle(shapely.Point(0, 0), 6.0, kind="pole")]
    zone = zone_of(face(facing_grid_deg=None), obstacles=pole)
    assert zone.seen.area == pytest.approx(math.pi * 256.0, abs=0.6)


def test_a_sign_under_a_tree_is_read_from_under_it_and_beyond() -> None:
    tree = obstacle(shapely.Point(0.5, 0.5), 9.0, kind="tree", crown_m=6.0)
    zone = zone_of(face(), obstacles=[tree])
    assert not zone.is_indoor
    assert zone.place == (AT[0], AT[1])
    assert zone.seen.area == pytest.approx(math.pi * 64.0, abs=0.3)
    other = obstacle(shapely.Point(0, 7), 9.0, kind="tree", crown_m=2.0)
    zone = zone_of(face(), obstacles=[tree, other])
    assert sees(zone, 0.0, 5.9)
    assert not sees(zone, 0.0, 9.0)


@pytest.mark.parametrize("seed", range(6))
def test_zone_against_lines_of_sight_one_by_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    boxes = [(x, y, x + w, y + h) for x, y, w, h in rng.uniform((-12, -12, 1, 1), (10, 10, 5, 5), (7, 4))]
    boxes = [box for box in boxes if shapely.box(*box).distance(shapely.Point(0, 0)) > 0.5]
    tops = rng.uniform(1.0, 4.0, len(boxes))
    facing = None if seed % 3 == 0 else float(rng.uniform(0, 360))
    mount = float(rng.uniform(1.7, 3.0))
    one = face(mount_m=mount, facing_grid_deg=facing)
    zone = zone_of(one, obstacles=[obstacle(rect(*box), top) for box, top in zip(boxes, tops, strict=True)])
    points = rng.uniform(-17, 17, (4000, 2))
    found = shapely.contains_xy(zone.seen, *(points + AT).T)
    wanted = _read(points, boxes, tops, mount, facing)
    near = shapely.dwithin(np.array([zone.seen.boundary] * len(points)), shapely.points(points + AT), 0.02)
    assert (found == wanted)[~near].all()
    assert wanted.any()


def _read(
    points: Any, boxes: list[tuple[float, float, float, float]], tops: Any, mount: float, facing: float | None
) -> Any:
    """March along every line of sight in small steps."""
    rise = mount - EYES_M
    square = (points**2).sum(axis=1) + rise**2
    if facing is None:
        reads = square <= 16.0**2
    else:
        ahead = points @ np.array([math.sin(math.radians(facing)), math.cos(math.radians(facing))])
        reads = square <= 16.0 * ahead
    t = np.linspace(0.0, 1.0, 1500)[:, None]
    for (west, south, east, north), top in zip(boxes, tops, strict=True):
        x, y, z = t * points[:, 0], t * points[:, 1], mount - t * rise
        reads &= ~((west < x) & (x < east) & (south < y) & (y < north) & (z < top)).any(axis=0)
    return reads


def test_faces_of_a_scene_take_the_smaller_side_and_what_is_assumed() -> None:
    rows = pd.DataFrame(
        {
            "id": ["whole", "narrow", "no size", "no height"],
            "camera_ids": None,
            "facing_deg": [90.0, np.nan, 0.0, 0.0],
            "width_mm": [600.0, 300.0, np.nan, 300.0],
            "height_mm": [400.0, 400.0, np.nan, np.nan],
            "mount_m": [2.2, np.nan, 0.0, 2.0],
        }
    )
    drawn = scene()
    signs = gpd.GeoDataFrame(rows, geometry=[shapely.Point(AT)] * 4, crs=drawn.crs)
    found = sign_faces(replace(drawn, signs=signs), READING)
    assert [one.side_mm for one in found] == [400.0, 300.0, 1000.0, 1000.0]
    assert [one.reach_m for one in found] == [16.0, 12.0, 40.0, 40.0]
    assert [one.mount_m for one in found] == [2.2, 2.0, 0.01, 2.0]
    assert found[0].facing_grid_deg == pytest.approx(90.0, abs=1e-6)
    assert found[1].facing_grid_deg is None


def test_no_sign_has_no_zone() -> None:
    assert reading_zones(scene(), (), eye_height_m=EYES_M) == ()
