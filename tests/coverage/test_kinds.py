"""Every kind of camera where a formula gives the answer."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
import shapely
from shapely.geometry import Point

from siting.coverage.table import cover
from siting.model import FULL_TURN
from tests.coverage.readings import TARGET_M, area_m2, camera_row, covered, rows_of
from tests.scenes import building, camera, home, rect, scene, wall_east_west

WIDTH_PX = 1920
RADIUS_SLACK_M = 0.005


def panoramic(**options: Any) -> dict[str, Any]:
    whole = {"azimuth_deg": None, "hfov_deg": 360.0, "vfov_deg": 180.0}
    return camera(**{"kind": "panoramic", **whole, **options})


def turning(**options: Any) -> dict[str, Any]:
    limits = {"pan_min_deg": 0.0, "pan_max_deg": 360.0, "tilt_min_deg": 0.0, "tilt_max_deg": 90.0}
    return camera(**{"kind": "ptz", "zoom_hfov_deg": 60.0, **limits, **options})


def with_presets(case: Any, *rows: dict[str, Any]) -> Any:
    frame = case.presets.reindex(range(len(rows)))
    return replace(case, presets=frame.assign(**{n: [row.get(n) for row in rows] for n in frame.columns}))


def leg(slant_m: float, drop_m: float) -> float:
    return math.sqrt(max(slant_m**2 - drop_m**2, 0.0))


def ring_area(outer_m: float, inner_m: float = 0.0) -> float:
    return math.pi * (outer_m**2 - inner_m**2)


def of_view(table: Any, view: str, camera_id: str = "cam-0") -> Any:
    chosen = (table.coverage["camera_id"] == camera_id) & (table.coverage["view"] == view)
    return table.coverage[chosen]


# --- Panoramic ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("height_m", "drop_m"), [(4.0, 2.5), (1.5, 0.0), (1.0, -0.5)])
def test_a_panorama_over_empty_ground_covers_discs_of_slant_distance(height_m, drop_m):
    table = cover(scene([], [panoramic(height_m=height_m)]))
    f_px = WIDTH_PX / (2 * math.pi)
    assert camera_row(table)["f_px"] == pytest.approx(f_px)
    limits = {"monitor": 12.5, "detect": 25.0, "observe": 62.5, "recognise": 125.0, "identify": 250.0}
    limits["inspect"] = 1000.0
    sharper = 0.0
    for name in reversed(limits):
        outer = leg(f_px / limits[name], abs(drop_m))
        row = table.coverage[table.coverage["class"] == name]
        if outer:
            area = float(row["area_m2"].iloc[0])
            slack = 2 * math.pi * (outer + sharper) * RADIUS_SLACK_M
            assert area == pytest.approx(ring_area(outer, sharper), abs=slack)
        sharper = outer


def test_the_vertical_angle_cuts_a_blind_disc_and_a_far_rim():
    table = cover(scene([], [panoramic(height_m=7.5, vfov_deg=40.0, tilt_deg=40.0)]))
    near_m, far_m = 6.0 / math.tan(math.radians(60)), 6.0 / math.tan(math.radians(20))
    assert area_m2(table) == pytest.approx(ring_area(far_m, near_m), abs=math.tau * (near_m + far_m) * 0.005)
    assert covered(table).distance(Point(near_m - 0.001, 0)) > 0
    assert covered(table).covers(Point(0, -near_m - 0.006))


@pytest.mark.parametrize("hfov_deg", [40.0, 90.0, 180.0, 270.0, 359.0])
def test_a_sector_of_a_panorama(hfov_deg):
    table = cover(scene([], [panoramic(hfov_deg=hfov_deg, azimuth_grid_deg=123.0, azimuth_deg=123.0)]))
    outer = leg(WIDTH_PX / math.radians(hfov_deg) / 12.5, 2.5)
    assert area_m2(table) == pytest.approx(ring_area(outer) * hfov_deg / 360, rel=2 * RADIUS_SLACK_M / outer)
    assert len(shapely.get_parts(covered(table))) == 1


def test_a_panorama_is_cut_by_its_range_in_plan():
    table = cover(scene([], [panoramic(range_m=10.0)]))
    assert area_m2(table) == pytest.approx(ring_area(10.0), abs=2 * math.pi * 10 * RADIUS_SLACK_M)


def test_without_a_vertical_angle_all_elevations_count_and_are_unsure():
    options = {"vfov_deg": None, "image_height_px": None}
    table = cover(scene([home(rect(-40, 10, 40, 20))], [panoramic(**options)]))
    assert "vfov_assumed" in camera_row(table)["flags"]
    assert all("vfov_assumed" in row["flags"] for row in rows_of(table))
    told = cover(scene([home(rect(-40, 10, 40, 20))], [panoramic(vfov_deg=None, image_height_px=480)]))
    assert "vfov_assumed" not in camera_row(told)["flags"]
    assert camera_row(told)["vfov_deg"] == pytest.approx(90.0)


@pytest.mark.parametrize("distance_m", [3.0, 10.0, 20.0])
def test_a_wall_is_seen_as_far_as_the_circle_of_slant_distance(distance_m):
    wall = home(wall_east_west(distance_m), 3.0)
    (row,) = [row for row in rows_of(cover(scene([wall], [panoramic()]))) if row["wall"] == 0]
    reach = WIDTH_PX / (2 * math.pi) / 12.5
    # The camera hangs 4 m high, the band ends at 2.1 m.
    half = math.sqrt(reach**2 - distance_m**2 - 1.9**2)
    assert row["visible_length_m"] == pytest.approx(2 * half, abs=0.05)
    assert row["visible_length_m"] >= 2 * half
    nearest = math.hypot(distance_m, 1.9)
    assert row["distance_m"] == pytest.approx(nearest, rel=1e-9)
    assert row["max_px_per_m"] == pytest.approx(WIDTH_PX / (2 * math.pi) / nearest, rel=1e-9)


def test_a_wall_just_out_of_reach_gives_no_row():
    reach = WIDTH_PX / (2 * math.pi) / 12.5
    for apart_m, seen in ((-0.01, 1), (0.001, 0)):
        away = math.sqrt((reach + apart_m) ** 2 - 1.9**2)
        assert len(rows_of(cover(scene([home(wall_east_west(away), 3.0)], [panoramic()])))) == seen


def test_an_elevation_cuts_a_wall_along_a_hyperbola():
    tower = home(wall_east_west(10.0, half_width_m=15.0), 30.0)
    rows = rows_of(cover(scene([tower], [panoramic(height_m=4.5, vfov_deg=60.0, image_width_px=19200)])))
    top = 4.5 + 10.0 * math.tan(math.radians(30))
    south = [row for row in rows if row["wall"] == 0]
    # In the middle z = 4.5 + 5.77; outwards the limit rises to 4.5 + tan(30) hypot(10, 15) = 14.9.
    assert [row["storey"] for row in south] == [0, 1, 2, 3, 4]
    half = math.sqrt(((12.9 - 4.5) / math.tan(math.radians(30))) ** 2 - 100)
    length = south[4]["visible_length_m"]
    assert top < 12.9
    assert length == pytest.approx(2 * (15.0 - half), abs=0.05)
    assert length >= 2 * (15.0 - half)


# --- Wide lenses and fisheyes ------------------------------------------------------------------


def test_a_wide_lens_is_a_pyramid_cut_by_a_circle():
    table = cover(scene([], [camera(hfov_deg=120.0)]))
    f_px = WIDTH_PX / math.radians(120)
    tan_h, tan_v = math.tan(math.radians(60)), math.tan(math.radians(33.75))
    outer, near_m = leg(f_px / 12.5, 2.5), 2.5 / tan_v
    # Sideways it reaches tan_h times the depth, which on the level is the distance ahead.
    expected = outer**2 * math.radians(60) - near_m**2 * tan_h
    assert area_m2(table) == pytest.approx(expected, abs=2 * outer * math.radians(60) * 0.01)


def test_a_ceiling_fisheye_sees_a_disc_and_up_to_its_own_angle():
    lens = {"hfov_deg": 200.0, "tilt_deg": 90.0, "azimuth_deg": None, "image_width_px": 3000}
    tower = home(wall_east_west(10.0, half_width_m=5.0), 12.0)
    table = cover(scene([tower], [camera(height_m=5.0, **lens)]))
    f_px = 3000 / math.radians(200)
    outer = leg(f_px / 12.5, 3.5)
    free = cover(scene([], [camera(height_m=5.0, **lens)]))
    assert area_m2(free) == pytest.approx(ring_area(outer), abs=2 * math.pi * outer * RADIUS_SLACK_M)
    # 10 degrees above the horizon, 10 to 11.2 m away: z up to 6.76 in the middle, 6.97 at the corners.
    low, middle, corners = rows_of(table, wall=0)
    assert (low["storey"], middle["storey"], corners["storey"]) == (0, 1, 2)
    from_m = math.sqrt((1.9 / math.tan(math.radians(10))) ** 2 - 100)
    assert corners["visible_length_m"] == pytest.approx(2 * (5.0 - from_m), abs=0.16)
    assert corners["visible_length_m"] >= 2 * (5.0 - from_m)
    assert camera_row(table)["projection"] == "equidistant"


ALL_ROUND = [home(rect(*box), 12.0) for box in ((-5, 12, 5, 20), (-5, -20, 5, -12), (12, -5, 20, 5))]
ALL_ROUND = [building | {"id": f"H{k}"} for k, building in enumerate(ALL_ROUND)]


@pytest.mark.parametrize(
    "called",
    [
        {"kind": "fixed"},
        {"kind": "fixed", "is_fisheye": "yes"},
        {"kind": "panoramic"},
        {"kind": "panoramic", "is_fisheye": "yes"},
        {"kind": "panoramic", "is_fisheye": "yes", "azimuth_deg": None},
    ],
)
@pytest.mark.parametrize("hfov_deg", [180.0, 200.0])
def test_a_fisheye_straight_down_sees_all_round_whatever_it_is_called(called, hfov_deg):
    lens = {"hfov_deg": hfov_deg, "tilt_deg": 90.0, "image_width_px": 3000, "height_m": 4.0}
    table = cover(scene(ALL_ROUND, [camera(**{**lens, **called})]))
    f_px = 3000 / math.radians(hfov_deg)
    assert {row["building_id"] for row in rows_of(table)} == {"H0", "H1", "H2"}
    assert all(row["flags"] == "windows_assumed" for row in rows_of(table))
    assert max(row["max_px_per_m"] for row in rows_of(table)) == pytest.approx(f_px / 12.0, rel=1e-3)
    assert camera_row(table)["f_px"] == pytest.approx(f_px)


def test_a_fisheye_called_360_is_as_sharp_as_one_of_180_and_nothing_of_it_is_sure():
    lens = {"tilt_deg": 90.0, "image_width_px": 3000, "height_m": 4.0, "kind": "panoramic"}
    called = cover(scene(ALL_ROUND, [camera(hfov_deg=360.0, is_fisheye="yes", **lens)]))
    true = cover(scene(ALL_ROUND, [camera(hfov_deg=180.0, is_fisheye="yes", **lens)]))
    told = {(row["building_id"], row["storey"], row["wall"]): row["max_px_per_m"] for row in rows_of(called)}
    for row in rows_of(true):
        assert told[row["building_id"], row["storey"], row["wall"]] >= row["max_px_per_m"] - 1e-9
    assert all("fisheye_angle_assumed" in row["flags"].split(",") for row in rows_of(called))
    assert "fisheye_angle_assumed" in camera_row(called)["flags"].split(",")
    # How far up it sees is not told: storeys above the camera may be seen.
    assert max(row["storey"] for row in rows_of(called)) > max(row["storey"] for row in rows_of(true))


def test_a_fisheye_of_no_angle_is_no_matter_of_a_profile_nor_of_a_sheet():
    sheet = {"focal_length_mm": 1.05, "sensor_width_mm": 7.18, "hfov_deg": 360.0}
    lens = {**sheet, "tilt_deg": 90.0, "kind": "panoramic", "is_fisheye": "yes"}
    table = cover(scene(ALL_ROUND, [camera(assumed=("hfov_deg", FULL_TURN), **lens)]))
    flags = set(camera_row(table)["flags"].split(","))
    assert flags & {"fisheye_angle_assumed", "full_turn_assumed", "optics_assumed"} == {
        "fisheye_angle_assumed"
    }
    # A fisheye is no pinhole: 2 atan(7.18 / 2.1) = 147.4 degrees contradicts nothing.
    assert "sheet_conflict" not in flags
    assert not table.ledger["found"].str.contains("sheet angle").any()


def test_a_panorama_of_no_angle_is_taken_as_all_round_and_says_so():
    lens = {"hfov_deg": 360.0, "kind": "panoramic", "azimuth_deg": None, "vfov_deg": 60.0}
    flags = camera_row(cover(scene(ALL_ROUND, [camera(assumed=("hfov_deg", FULL_TURN), **lens)])))["flags"]
    assert "full_turn_assumed" in flags.split(",")
    assert "optics_assumed" not in flags.split(",")
    told = camera_row(cover(scene(ALL_ROUND, [camera(**lens)])))["flags"]
    assert "full_turn_assumed" not in told.split(",")
    by_profile = camera_row(cover(scene(ALL_ROUND, [camera(assumed=("hfov_deg",), **lens)])))["flags"]
    assert "optics_assumed" in by_profile.split(",")


def test_a_flat_lens_that_contradicts_its_sheet_is_still_told():
    lens = {"focal_length_mm": 4.0, "sensor_width_mm": 5.0, "hfov_deg": 90.0}
    table = cover(scene(ALL_ROUND, [camera(**lens)]))
    assert "sheet_conflict" in camera_row(table)["flags"].split(",")
    assert table.ledger["found"].str.contains("sheet angle and focal length differ by 26").any()


@pytest.mark.parametrize("hfov_deg", [120.0, 180.0, 360.0])
@pytest.mark.parametrize("tilt_deg", [0.0, 45.0, 89.0])
def test_a_fisheye_that_is_aimed_is_not_computed(hfov_deg, tilt_deg):
    lens = {"hfov_deg": hfov_deg, "tilt_deg": tilt_deg, "kind": "panoramic", "is_fisheye": "yes"}
    row = camera_row(cover(scene(ALL_ROUND, [camera(**lens)])))
    assert (row["view_computed"], row["why_empty"]) == (False, "lens_not_computed")


def test_a_narrow_fisheye_straight_down_sees_a_disc():
    lens = {"hfov_deg": 120.0, "tilt_deg": 90.0, "kind": "panoramic", "is_fisheye": "yes", "height_m": 5.0}
    area = area_m2(cover(scene([], [camera(**lens)])))
    assert area == pytest.approx(math.pi * (3.5 * math.tan(math.radians(60))) ** 2, rel=5e-3)


def test_a_panorama_of_half_a_turn_looks_where_it_is_aimed():
    lens = {"hfov_deg": 180.0, "tilt_deg": 0.0, "kind": "panoramic", "image_width_px": 3000}
    table = cover(scene(ALL_ROUND, [camera(**lens)]))
    assert camera_row(table)["view_computed"]
    assert "H1" not in {row["building_id"] for row in rows_of(table)}


@pytest.mark.parametrize(("tilt_deg", "vfov_deg"), [(30.0, 180.0), (60.0, 90.0)])
def test_a_panorama_that_looks_beyond_straight_down_sees_what_lies_behind(tilt_deg, vfov_deg):
    # Of a vertical angle about its tilt, what passes straight down lies behind its foot.
    lens = {"hfov_deg": 180.0, "tilt_deg": tilt_deg, "vfov_deg": vfov_deg, "kind": "panoramic"}
    table = cover(scene([], [camera(image_width_px=3000, height_m=9.5, **lens)]))
    past_deg = tilt_deg + vfov_deg / 2 - 90.0
    radius_m = 8.0 * math.tan(math.radians(past_deg))
    behind = covered(table).intersection(rect(-99, -99, 99, -0.01)).area
    assert behind == pytest.approx(math.pi * radius_m**2 / 2, rel=0.01)


# --- Roll --------------------------------------------------------------------------------------


@pytest.mark.parametrize("roll_deg", [90.0, -90.0])
@pytest.mark.parametrize("tilt_deg", [0.0, 20.0])
def test_a_quarter_roll_is_corridor_mode(roll_deg, tilt_deg):
    tower = home(rect(-30, 30, 30, 40), 20.0)
    rolled = cover(scene([tower], [camera(tilt_deg=tilt_deg, roll_deg=roll_deg)]))
    half_v = math.degrees(math.atan(math.tan(math.radians(30)) * 9 / 16))
    upright = {"hfov_deg": 2 * half_v, "vfov_deg": 60.0, "image_width_px": 1080, "image_height_px": 1920}
    plain = cover(scene([tower], [camera(tilt_deg=tilt_deg, **upright)]))
    assert area_m2(rolled) == pytest.approx(area_m2(plain), rel=1e-9)
    assert covered(rolled).symmetric_difference(covered(plain)).area < 1e-6
    for one, other in zip(rows_of(rolled), rows_of(plain), strict=True):
        assert one["storey"] == other["storey"]
        assert one["area_m2"] == pytest.approx(other["area_m2"], rel=1e-9)


def test_a_roll_clockwise_lowers_the_right_side_of_the_image():
    table = cover(scene([], [camera(roll_deg=20.0, height_m=6.0)]))
    right, left = (covered(table).intersection(rect(*box)).area for box in ((0, 0, 99, 99), (-99, 0, 0, 99)))
    # The right corner looks down: the ground is seen nearer by on the right.
    corners = shapely.get_coordinates(covered(table))
    nearest = [min(p[1] for p in corners if sign * p[0] > 1) for sign in (1, -1)]
    assert nearest[0] < nearest[1]
    assert right != pytest.approx(left)


def test_half_a_turn_changes_nothing_and_no_roll_is_exact():
    plain, turned = (cover(scene([], [camera(roll_deg=roll)])) for roll in (0.0, 180.0))
    assert area_m2(plain) == pytest.approx(area_m2(turned), rel=1e-9)


# --- Several sensors ---------------------------------------------------------------------------


def test_sensors_side_by_side_make_one_view_at_the_best_density():
    case = scene([], [camera(kind="multi")])
    wide = {"camera_id": "cam-0", "name": "a", "azimuth_deg": 0.0, "tilt_deg": 0.0, "hfov_deg": 60.0}
    tele = {"camera_id": "cam-0", "name": "b", "azimuth_deg": 0.0, "tilt_deg": 0.0, "hfov_deg": 30.0}
    away = {"camera_id": "cam-0", "name": "c", "azimuth_deg": 180.0, "tilt_deg": 0.0, "hfov_deg": 60.0}
    table = cover(with_presets(case, wide, tele, away))
    alone = {
        name: cover(scene([], [camera(hfov_deg=row["hfov_deg"], azimuth_deg=row["azimuth_deg"])]))
        for name, row in (("wide", wide), ("tele", tele), ("away", away))
    }
    union = shapely.union_all([covered(each) for each in alone.values()])
    assert covered(table).symmetric_difference(union).area < 1e-6
    assert area_m2(table) == pytest.approx(union.area, rel=1e-9)
    best = alone["tele"].coverage
    finest = best[best["class"] == "detect"].geometry.iloc[0]
    mine = table.coverage[table.coverage["min_px_per_m"] >= 25.0].geometry
    assert finest.difference(shapely.union_all(list(mine))).area < 1e-6


def test_one_wall_seen_by_two_sensors_is_one_row():
    case = scene([home(wall_east_west(20.0), 3.0)], [camera(kind="multi")])
    rows = [
        {"camera_id": "cam-0", "name": name, "azimuth_deg": azimuth, "tilt_deg": 0.0, "hfov_deg": 60.0}
        for name, azimuth in (("left", 330.0), ("right", 30.0))
    ]
    (row,) = rows_of(cover(with_presets(case, *rows)), wall=0)
    assert row["view"] == "main"
    # Sixty degrees to either side, which meet in the middle.
    assert row["visible_length_m"] == pytest.approx(40 * math.tan(math.radians(60)), rel=1e-6)
    assert row["area_m2"] < 1.2 * row["visible_length_m"] * 1.000001


# --- Turning -----------------------------------------------------------------------------------


def corner_px(hfov_deg: float) -> float:
    tan_h = math.tan(math.radians(hfov_deg / 2))
    return WIDTH_PX / (2 * tan_h) * math.sqrt(1 + tan_h**2 * (1 + (9 / 16) ** 2))


@pytest.mark.parametrize("zoom_deg", [60.0, 30.0, 6.0])
def test_the_capability_all_round_is_the_disc_of_the_narrowest_zoom(zoom_deg):
    table = cover(scene([], [turning(zoom_hfov_deg=zoom_deg)]))
    outer = leg(corner_px(zoom_deg) / 12.5, 2.5)
    reach = of_view(table, "capability")
    slack = 2 * math.pi * outer * RADIUS_SLACK_M
    assert reach["area_m2"].sum() == pytest.approx(ring_area(outer), abs=slack)
    plain = cover(scene([], [camera()]))
    assert of_view(table, "main")["area_m2"].sum() == area_m2(plain)


def test_pan_from_0_to_90_adds_half_an_image_at_either_end():
    table = cover(scene([], [turning(pan_max_deg=90.0, tilt_min_deg=0.0, tilt_max_deg=0.0, height_m=1.5)]))
    outer = corner_px(60.0) / 12.5
    reach = of_view(table, "capability")["area_m2"].sum()
    # In the plane of the eye the image is 60 degrees wide.
    assert reach == pytest.approx(math.pi * outer**2 * 150 / 360, rel=2 * RADIUS_SLACK_M / outer)


def test_tilt_limits_bound_the_capability():
    table = cover(scene([], [turning(tilt_min_deg=0.0, tilt_max_deg=30.0, height_m=11.5)]))
    half_v = math.degrees(math.atan(math.tan(math.radians(30)) * 9 / 16))
    near_m = 10.0 / math.tan(math.radians(30 + half_v))
    shape = shapely.union_all(list(of_view(table, "capability").geometry))
    (hole,) = shapely.get_parts(shape)[0].interiors
    assert shapely.Polygon(hole).area == pytest.approx(math.pi * near_m**2, rel=0.01)


def test_each_preset_is_a_view_of_its_own():
    case = with_presets(
        scene([home(wall_east_west(30.0), 3.0)], [turning(azimuth_deg=180.0)]),
        {"camera_id": "cam-0", "name": "gate", "azimuth_deg": 0.0, "tilt_deg": 0.0, "hfov_deg": 20.0},
    )
    table = cover(case)
    assert set(table.coverage["view"]) == {"main", "capability", "preset:gate"}
    alone = cover(scene([home(wall_east_west(30.0), 3.0)], [camera(azimuth_deg=0.0, hfov_deg=20.0)]))
    assert of_view(table, "preset:gate")["area_m2"].sum() == area_m2(alone)
    (row,) = rows_of(table, view="preset:gate", wall=0)
    (other,) = rows_of(alone, wall=0)
    assert row["max_px_per_m"] == other["max_px_per_m"]
    assert rows_of(table, view="main") == []


def test_what_a_plan_does_not_tell_of_a_turning_camera_is_flagged():
    free = {"pan_min_deg": None, "pan_max_deg": None, "tilt_min_deg": None, "tilt_max_deg": None}
    tower = home(wall_east_west(10.0), 30.0)
    table = cover(scene([tower], [turning(**free, zoom_hfov_deg=None)]))
    assert "pan_limits_assumed,tilt_limits_assumed,zoom_assumed" in camera_row(table)["flags"]
    rows = rows_of(table, view="capability", wall=0)
    unsure = {row["storey"]: "tilt_limits_assumed" in row["flags"] for row in rows}
    # A tilt from the horizon down shows up to half the image, 18 degrees: 4 + 3.2 m at 10 m.
    assert unsure[0] is False
    assert unsure[1] is False
    assert unsure[3] is True
    assert unsure[9] is True


def test_a_turning_camera_without_a_home_aim_has_its_capability_alone():
    table = cover(scene([], [turning(azimuth_deg=None)]))
    assert set(table.coverage["view"]) == {"capability"}
    assert camera_row(table)["flags"] == "home_aim_missing,pan_limits_assumed"
    assert camera_row(table)["view_computed"]


def test_the_limits_of_pan_count_from_the_home_aim():
    options = {"pan_max_deg": 30.0, "tilt_max_deg": 0.0, "height_m": TARGET_M, "azimuth_deg": 90.0}
    table = cover(scene([], [turning(pan_min_deg=-30.0, **options)]))
    shape = shapely.affinity.translate(
        shapely.union_all(list(of_view(table, "capability").geometry)), -500_000, -5_500_000
    )
    assert shape.covers(Point(20, 0))
    assert not shape.covers(Point(-20, 0))
    assert shape.covers(Point(20 * math.cos(math.radians(59)), 20 * math.sin(math.radians(59))))
    assert not shape.covers(Point(20 * math.cos(math.radians(61)), 20 * math.sin(math.radians(61))))


@pytest.mark.parametrize("make", [panoramic, turning])
def test_a_building_hides_as_it_does_of_a_fixed_camera(make):
    wall = building(wall_east_west(10.0), 4.0)
    shape = covered(cover(scene([wall], [make(height_m=8.0)])))
    # From 8 m over a wall of 4 m at 10.3 m: shadow on the plane at 1.5 m up to 10.3 x 6.5 / 4.
    assert not shape.covers(Point(0, 10.3 * 6.5 / 4 - 0.01))
    assert shape.covers(Point(0, 10.3 * 6.5 / 4 + 0.01))


def test_presets_of_a_camera_that_does_not_turn_are_told_of():
    row = {"camera_id": "cam-0", "name": "gate", "azimuth_deg": 0.0, "tilt_deg": 0.0, "hfov_deg": 20.0}
    table = cover(with_presets(scene([], [camera()]), row))
    assert set(table.coverage["view"]) == {"main"}
    assert ("presets", "cam-0", "without effect") in set(
        table.ledger[["layer", "id", "done"]].itertuples(index=False, name=None)
    )


@pytest.mark.parametrize("tilt_deg", [None, 10.0])
def test_a_preset_without_tilt_is_unsure(tilt_deg):
    case = scene([home(wall_east_west(30.0), 3.0)], [turning(azimuth_deg=180.0)])
    row = {"camera_id": "cam-0", "name": "gate", "azimuth_deg": 0.0, "tilt_deg": tilt_deg, "hfov_deg": 40.0}
    (seen,) = rows_of(cover(with_presets(case, row)), view="preset:gate", wall=0)
    assert ("preset_tilt_assumed" in seen["flags"]) == (tilt_deg is None)
