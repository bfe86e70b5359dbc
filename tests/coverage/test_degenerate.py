"""Input that real plans hold and that breaks geometry: every answer worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from shapely import affinity, from_wkt
from shapely.geometry import MultiPolygon, Point, Polygon

from siting.coverage.table import cover
from tests.coverage.readings import (
    F_PX,
    FAR_M,
    TAN_H,
    TAN_V,
    area_m2,
    camera_row,
    covered,
    lower_edge_m,
    rows_of,
    stretches,
)
from tests.scenes import MERIDIAN, Place, building, camera, home, obstacle, rect, scene, wall_east_west

CLEAR_M = 0.05
STAND_M = 1e-4  # a moved camera may stand this much farther out than it must
DROP_M = 2.5  # eye 4 m, plane 1.5 m
CRACK_FRONT = (
    "POLYGON ((11.8534795 -13.870920273, 20.175754538 -13.870920273, 20.175754538 -2.325102776, "
    "11.8534795 -2.325102776, 11.8534795 -13.870920273))"
)
CRACK_SIDE = (
    "POLYGON ((43.165135125 -40.027892713, 47.860840535 -34.095913494, 42.72494325 -30.030379922, "
    "38.02923784 -35.962359142, 43.165135125 -40.027892713))"
)
CRACK_HOME = (
    "POLYGON ((47.860840535 -34.095913494, 52.556545945 -28.163934276, 47.42064866 -24.098400703, "
    "42.72494325 -30.030379922, 47.860840535 -34.095913494))"
)
FREE_M2 = TAN_H * (FAR_M**2 - (DROP_M / TAN_V) ** 2)


def near(expected, tolerance=1e-5):
    return pytest.approx(expected, abs=tolerance)


def eye_of(table):
    point = camera_row(table)["geometry"]
    return point.x - MERIDIAN.easting_m, point.y - MERIDIAN.northing_m


def assert_blind(table, *reasons):
    assert table.coverage.empty
    assert camera_row(table)["why_empty"] in reasons


# --- Where a camera stands ---------------------------------------------------------------------


def test_on_a_wall_it_is_moved_out_of_it():
    table = cover(scene([building(rect(-10, -10, 10, 0))], [camera()]))
    assert camera_row(table)["moved_m"] == near(CLEAR_M, STAND_M)
    assert eye_of(table) == near((0.0, CLEAR_M), STAND_M)
    assert stretches(table) == [near((CLEAR_M + lower_edge_m(DROP_M), CLEAR_M + FAR_M), STAND_M)]
    assert "moved" in camera_row(table)["flags"].split(",")
    assert len(table.ledger) > 0


def test_on_a_wall_and_aimed_into_it():
    # From 5 cm the image is 2 x 0.05 TAN_H wide and 0.05 TAN_V to each side of 4 m: storey 1 from 3.9 m.
    case = scene([home(rect(-10, -10, 10, 0), 9.0, levels=3)], [camera(azimuth_grid_deg=180.0)])
    table = cover(case)
    assert_blind(table, "all_hidden")
    rows = rows_of(table)
    assert [row["storey"] for row in rows] == [1]
    assert rows[0]["visible_length_m"] == near(2 * CLEAR_M * TAN_H, 2 * STAND_M)
    assert rows[0]["area_m2"] == pytest.approx(4 * CLEAR_M**2 * TAN_H * TAN_V, rel=0.005)
    assert rows[0]["max_px_per_m"] == pytest.approx(F_PX / CLEAR_M, rel=0.002)


@pytest.mark.parametrize(
    ("azimuth_deg", "eye"), [(0.0, (0, 1)), (270.0, (-1, 0)), (315.0, (-(0.5**0.5), 0.5**0.5))]
)
def test_on_a_corner_it_is_moved_to_the_side_it_aims_at(azimuth_deg, eye):
    table = cover(scene([building(rect(0, -10, 10, 0))], [camera(azimuth_grid_deg=azimuth_deg)]))
    assert camera_row(table)["moved_m"] == near(CLEAR_M, STAND_M)
    assert eye_of(table) == near((eye[0] * CLEAR_M, eye[1] * CLEAR_M), 0.005)


@pytest.mark.parametrize("azimuth_deg", [0.0, 180.0])
def test_at_the_end_of_a_party_wall(azimuth_deg):
    pair = [building(rect(-10, 0, 0, 10)), building(rect(0, 0, 10, 10))]
    table = cover(scene(pair, [camera(azimuth_grid_deg=azimuth_deg)]))
    assert eye_of(table) == near((0.0, -CLEAR_M), STAND_M)
    assert camera_row(table)["standing"] == "outside"


@pytest.mark.parametrize(("depth_m", "indoor"), [(0.5, False), (0.9, False), (1.2, True), (5.0, True)])
def test_within_a_party_wall(depth_m, indoor):
    pair = [building(rect(-10, 0, 0, 10)), building(rect(0, 0, 10, 10))]
    table = cover(scene(pair, [camera(0.0, depth_m)]))
    if indoor:
        assert_blind(table, "indoor")
        assert camera_row(table)["standing"] == "indoor"
    else:
        assert camera_row(table)["moved_m"] == near(depth_m + CLEAR_M, STAND_M)


@pytest.mark.parametrize(("inside_m", "indoor"), [(0.01, False), (0.99, False), (1.01, True), (8.0, True)])
def test_inside_a_building(inside_m, indoor):
    block = home(rect(-20, -20, 20, 20), 9.0)
    table = cover(scene([block], [camera(0.0, 20.0 - inside_m)]))
    if indoor:
        assert_blind(table, "indoor")
        assert rows_of(table) == []
        assert camera_row(table)["stands_in"] == "buildings-0"
    else:
        assert eye_of(table) == near((0.0, 20.0 + CLEAR_M), STAND_M)


@pytest.mark.parametrize(("away_m", "moved_m"), [(0.0501, 0.0), (0.03, 0.02), (0.3, 0.0)])
def test_close_to_a_wall(away_m, moved_m):
    table = cover(scene([building(rect(-10, -10, 10, -away_m))], [camera()]))
    assert camera_row(table)["moved_m"] == near(moved_m, STAND_M)


def test_a_wall_that_ends_below_the_eye_moves_no_camera():
    table = cover(scene([building(rect(-10, -10, 10, -0.01), 3.9)], [camera()]))
    assert camera_row(table)["moved_m"] == 0


@pytest.mark.parametrize("azimuth_deg", [0.0, 90.0])
def test_on_its_own_pole_it_looks_out_on_the_side_it_aims_at(azimuth_deg):
    pole = obstacle(Point(0, 0), 6.0, kind="pole")
    table = cover(scene([], [camera(azimuth_grid_deg=azimuth_deg)], obstacles=[pole]))
    # 16 corners at 0.15 m: their sides lie 0.15 cos(11.25 deg) from the middle.
    assert (
        0.15 * math.cos(math.radians(11.25)) + CLEAR_M - 1e-6 <= camera_row(table)["moved_m"] <= 0.2 + STAND_M
    )
    east, north = eye_of(table)
    aim = math.radians(azimuth_deg)
    assert east * math.sin(aim) + north * math.cos(aim) > 0.19
    assert area_m2(table) == pytest.approx(FREE_M2, rel=1e-6)


def test_in_a_courtyard():
    yard = Polygon(rect(-10, -10, 10, 10).exterior.coords, [rect(-5, -5, 5, 5).exterior.coords[::-1]])
    table = cover(scene([home(yard, 9.0, levels=3)], [camera(height_m=3.0)]))
    assert stretches(table) == [near((lower_edge_m(1.5), 5.0))]
    low_m, high_m = 3 - 5 * TAN_V, 3 + 5 * TAN_V
    assert [row["storey"] for row in rows_of(table)] == [0, 1]
    areas = [10 * TAN_H * (2.1 - low_m), 10 * TAN_H * (high_m - 3.9)]
    assert [row["area_m2"] for row in rows_of(table)] == [near(area) for area in areas]


def test_from_above_into_a_courtyard():
    # Eye 20 m, roof 9 m, yard 30 to 50 m: the near roof edge hides the far wall up to 20 - 11 x 50 / 30.
    yard = Polygon(rect(-60, 10, 60, 70).exterior.coords, [rect(-50, 30, 50, 50).exterior.coords[::-1]])
    table = cover(scene([home(yard, 9.0, levels=3)], [camera(height_m=20.0, tilt_deg=15.0)]))
    # The wall stands upright before a tilted axis, so its seen width grows with depth.
    hidden_m = 20 - 11 * 50 / 30
    rows = [row for row in rows_of(table) if row["geometry"].bounds[1] == near(5_500_050.0)]
    assert [row["storey"] for row in rows] == [0, 1, 2]
    for row, (low_m, high_m) in zip(rows, ((hidden_m, 2.1), (3.9, 5.1), (6.9, 8.1)), strict=True):
        depths = [
            50 * math.cos(math.radians(15)) + (20 - z) * math.sin(math.radians(15)) for z in (low_m, high_m)
        ]
        assert row["area_m2"] == near((high_m - low_m) * TAN_H * sum(depths), 1e-4)


def test_level_with_the_roof_it_stands_over():
    table = cover(scene([building(rect(-10, -10, 10, 10), 9.0)], [camera(height_m=9.0)]))
    assert_blind(table, "at_roof_level")
    assert camera_row(table)["standing"] == "at_roof_level"
    assert rows_of(table) == []


def test_level_with_a_roof_beside_it():
    table = cover(scene([building(rect(-10, -10, 10, -1), 4.0)], [camera()]))
    assert camera_row(table)["standing"] == "outside"
    assert area_m2(table) == pytest.approx(FREE_M2, rel=1e-9)


@pytest.mark.parametrize("base_m", [4.0, 4.001, 7.0])
def test_under_a_canopy(base_m):
    table = cover(scene([building(rect(-10, -10, 10, 10), 1.0, base_m=base_m)], [camera()]))
    assert camera_row(table)["moved_m"] == 0
    assert camera_row(table)["standing"] == "under"
    assert area_m2(table) == pytest.approx(FREE_M2, rel=1e-9)


def test_over_a_canopy():
    # Roof from 2 to 3 m that ends at 10 m: its edge's underside counts for nothing, its top hides to 25 m.
    table = cover(scene([building(rect(-10, -10, 10, 10), 1.0, base_m=2.0)], [camera()]))
    assert stretches(table) == [near((10 * 2.5 / 1.0, FAR_M))]


# --- Footprints --------------------------------------------------------------------------------


def behind(*shapes, height_m=30.0, **options):
    return cover(scene([building(shape, height_m) for shape in shapes], [camera(**options)]))


def test_shared_edges_that_differ_by_rounding_leak_nothing():
    blocks = [affinity.rotate(rect(5 * k, 20, 5 * k + 5, 30), 33.3, origin=(0, 0)) for k in range(-12, 12)]
    whole = affinity.rotate(rect(-60, 20, 60, 30), 33.3, origin=(0, 0))
    options = {"azimuth_grid_deg": 360 - 33.3}
    assert area_m2(behind(*blocks, **options)) == pytest.approx(area_m2(behind(whole, **options)), rel=1e-7)


def test_blocks_that_touch_in_one_corner_leak_nothing():
    table = behind(rect(-300, 20, 0, 30), rect(0, 30, 300, 40))
    blind = (DROP_M / TAN_V) ** 2
    assert area_m2(table) == near(TAN_H / 2 * (20**2 - blind) + TAN_H / 2 * (30**2 - blind), 1e-4)
    assert covered(table).bounds[3] == near(30.0)


def test_a_thread_of_a_spike_hides_nothing():
    spike = Polygon([(-5, 20), (5, 20), (5, 21), (1e-7, 21), (0, 60), (-1e-7, 21), (-5, 21)])
    assert area_m2(behind(spike, height_m=3.0)) == near(
        area_m2(behind(rect(-5, 20, 5, 21), height_m=3.0)), 1e-3
    )


def test_repeated_corners_change_nothing():
    plain = rect(-5, 20, 5, 30)
    doubled = Polygon([point for point in plain.exterior.coords for _ in range(2)])
    assert area_m2(behind(doubled)) == area_m2(behind(plain))
    case = scene([home(doubled, 9.0)], [camera()])
    assert [row["visible_length_m"] for row in rows_of(cover(case))] == [near(10.0)] * 3


def test_rings_of_either_turn_are_the_same():
    plain = rect(-5, 20, 5, 30)
    assert area_m2(behind(plain.reverse())) == area_m2(behind(plain))
    case = scene([home(plain.reverse(), 9.0)], [camera()])
    assert [row["visible_length_m"] for row in rows_of(cover(case))] == [near(10.0)] * 3


def test_overlapping_blocks_hide_as_their_union():
    pair = rect(-10, 20, 4, 30), rect(-3, 25, 15, 40)
    assert area_m2(behind(*pair)) == pytest.approx(area_m2(behind(shapely.union_all(pair))), rel=1e-9)


def test_a_block_within_another_hides_and_shows_nothing():
    outer, inner = rect(-10, 20, 10, 40), rect(-5, 25, 5, 30)
    assert area_m2(behind(outer, inner)) == pytest.approx(area_m2(behind(outer)), rel=1e-9)
    table = cover(scene([building(outer, 9.0), home(inner, 9.0)], [camera()]))
    assert rows_of(table) == []


def test_a_tower_out_of_a_podium_shows_only_above_it():
    # Both faces lie in one plane; the podium's own roof, 6 m, is at the eye's height: only storey 2 shows.
    podium, tower = building(rect(-20, 20, 20, 40), 6.0), home(rect(-5, 20, 5, 30), 9.0, levels=3)
    rows = rows_of(cover(scene([podium, tower], [camera(height_m=6.0)])))
    front = [row for row in rows if row["geometry"].bounds[3] == near(5_500_020.0)]
    assert [row["storey"] for row in front if row["building_id"] == "buildings-1"] in ([0, 1, 2], [2])
    back = rows_of(cover(scene([podium, home(rect(-5, 22, 5, 30), 9.0, levels=3)], [camera(height_m=6.0)])))
    assert [row["storey"] for row in back] == [2]


@pytest.mark.parametrize(
    ("one", "other", "storeys"),
    [
        ({}, {"residential_from_level": 1}, {1, 2}),
        ({"residential_from_level": 2}, {"use": "residence"}, {0, 1, 2}),
        ({"residential_from_level": 2}, {"residential_from_level": 1}, {1, 2}),
        ({"use": "residence"}, {"residential_from_level": 2}, {0, 1, 2}),
    ],
)
def test_copies_protect_the_storeys_that_any_of_them_protects(one, other, storeys):
    shops = [building(rect(-10, 20, 10, 30), 9.0, **{"use": "commercial", **each}) for each in (one, other)]
    seen = rows_of(cover(scene(shops, [camera(tilt_deg=-10.0, vfov_deg=60.0)])))
    assert {row["storey"] for row in seen} == storeys


def test_copies_of_a_footprint_are_one_home():
    office, copy = building(rect(-5, 20, 5, 30), 9.0), home(rect(-4.98, 20, 5.02, 30), 9.0)
    rows = rows_of(cover(scene([office, copy], [camera()])))
    assert {row["building_id"] for row in rows} == {"buildings-0"}
    assert [row["storey"] for row in rows] == [0, 1, 2]


def test_a_wall_of_five_millimetres_hides():
    table = behind(wall_east_west(20.0, depth_m=0.005))
    assert stretches(table) == [near((lower_edge_m(DROP_M), 20.0), 0.002)]


def test_parts_of_one_building_are_all_solid():
    parts = rect(-300, 20, -1, 30), rect(1, 20, 300, 30)
    assert area_m2(behind(MultiPolygon(parts))) == pytest.approx(area_m2(behind(*parts)), rel=1e-9)
    rows = rows_of(cover(scene([home(MultiPolygon(parts), 9.0)], [camera()])))
    assert len({row["wall"] for row in rows}) >= 2


def test_all_polygons_are_valid_where_everything_touches():
    random = np.random.default_rng(5)
    blocks = [
        rect(x, y, x + 5, y + 5) for x in range(-60, 60, 5) for y in range(5, 80, 5) if random.random() < 0.3
    ]
    heights = random.choice([2.0, 4.0, 6.0], len(blocks))
    rows = [building(block, float(height)) for block, height in zip(blocks, heights, strict=True)]
    cameras = [
        camera(0, 0, height_m=h, tilt_deg=t) for h, t in ((4.0, 0.0), (6.0, 5.0), (1.5, 0.0), (9.0, 20.0))
    ]
    table = cover(scene(rows, cameras))
    assert table.coverage.geometry.is_valid.all()
    assert (table.coverage.geometry.area > 0).all()
    assert set(table.coverage["camera_id"]) == {"cam-0", "cam-1", "cam-2", "cam-3"}


# --- Planes ------------------------------------------------------------------------------------


def test_a_roof_in_the_target_plane_hides_nothing():
    table = cover(scene([building(rect(-300, 20, 300, 30), 1.5)], [camera()]))
    assert area_m2(table) == pytest.approx(FREE_M2, rel=1e-9)


def test_an_underside_in_the_target_plane():
    # Slab from 1.5 to 3 m: hides its own ground and on to 30 x 2.5 / 1 m.
    table = cover(scene([building(rect(-300, 20, 300, 30), 1.5, base_m=1.5)], [camera()]))
    assert stretches(table) == [near((lower_edge_m(DROP_M), 20.0)), near((75.0, FAR_M))]


def test_the_ground_itself_as_target():
    table = cover(scene([building(wall_east_west(40.0), 1.0)], [camera()]), target_height_m=0.0)
    assert stretches(table) == [near((4 / TAN_V, 40.0)), near((40.3 * 4 / 3, FAR_M))]


# --- Optics ------------------------------------------------------------------------------------


@pytest.mark.parametrize("hfov_deg", [0.5, 5.0, 99.0, 100.0])
def test_narrow_and_wide_lenses(hfov_deg):
    table = cover(scene([], [camera(hfov_deg=hfov_deg)]))
    tan_h = math.tan(math.radians(hfov_deg / 2))
    far_m, near_m = 1920 / (2 * tan_h) / 12.5, DROP_M / (tan_h * 9 / 16)
    assert area_m2(table) == pytest.approx(tan_h * (far_m**2 - near_m**2), rel=1e-6)
    assert camera_row(table)["f_px"] == pytest.approx(1920 / (2 * tan_h), rel=1e-12)


def test_an_angle_too_wide_for_a_pinhole_is_equidistant():
    table = cover(scene([], [camera(hfov_deg=120.0)]))
    row = camera_row(table)
    assert row["projection"] == "equidistant"
    assert row["f_px"] == pytest.approx(1920 / math.radians(120.0), rel=1e-12)
    assert row["view_computed"]


@pytest.mark.parametrize("tilt_deg", [0.0, 45.0, 89.0])
def test_a_fisheye_that_does_not_look_straight_down_says_so(tilt_deg):
    table = cover(scene([home(rect(-40, 20, 40, 30))], [camera(hfov_deg=185.0, tilt_deg=tilt_deg)]))
    assert not camera_row(table)["view_computed"]
    assert_blind(table, "lens_not_computed")
    assert rows_of(table) == []


def test_focal_length_and_sensor_alone_give_the_view():
    table = cover(scene([], [camera(focal_length_mm=4.0, sensor_width_mm=4.8)]))
    f_px, tan_h = 1920 * 4 / 4.8, 0.6
    assert camera_row(table)["f_px"] == pytest.approx(f_px, rel=1e-12)
    assert camera_row(table)["hfov_deg"] == pytest.approx(2 * math.degrees(math.atan(tan_h)), rel=1e-9)
    far_m, near_m = f_px / 12.5, DROP_M / (tan_h * 9 / 16)
    assert area_m2(table) == pytest.approx(tan_h * (far_m**2 - near_m**2), rel=1e-9)


def test_several_sensors_of_which_none_is_given_say_so():
    table = cover(scene([home(rect(-40, 20, 40, 30))], [camera(kind="multi")]))
    assert not camera_row(table)["view_computed"]
    assert_blind(table, "kind_not_computed")


def test_straight_down():
    table = cover(scene([], [camera(height_m=10.0, tilt_deg=90.0)]))
    assert area_m2(table) == pytest.approx(4 * TAN_H * TAN_V * 8.5**2, rel=1e-9)
    assert list(table.coverage["class"]) == ["recognise"]
    west, south, east, north = covered(table).bounds
    assert (west, south, east, north) == near((-8.5 * TAN_H, -8.5 * TAN_V, 8.5 * TAN_H, 8.5 * TAN_V))


def test_looking_up_sees_no_ground_but_still_homes():
    tower = home(rect(-60, 20, 60, 40), 60.0, levels=20)
    table = cover(scene([tower], [camera(tilt_deg=-30.0)]))
    assert_blind(table, "looks_up")
    half = math.atan(TAN_V)
    low_m, high_m = (4 + 20 * math.tan(math.radians(30) + side) for side in (-half, half))
    expected = [i for i in range(20) if 3 * i + 0.9 < high_m and 3 * i + 2.1 > low_m]
    assert [row["storey"] for row in rows_of(table)] == expected


@pytest.mark.parametrize("tilt_deg", [-90.0, -60.0])
def test_looking_at_the_sky(tilt_deg):
    assert_blind(cover(scene([], [camera(tilt_deg=tilt_deg)])), "looks_up")


def test_a_range_that_ends_in_the_blind_zone():
    table = cover(scene([], [camera(range_m=5.0)]))
    assert table.coverage.empty
    assert camera_row(table)["why_empty"] is not None


def test_so_high_that_nothing_is_dense_enough():
    table = cover(scene([], [camera(height_m=400.0, tilt_deg=90.0)]))
    assert_blind(table, "out_of_density")


def test_an_empty_scene_gives_an_empty_table():
    table = cover(scene())
    assert len(table.cameras) == len(table.coverage) == len(table.facades) == 0
    assert "camera_id" in table.coverage.columns
    assert "panel_wkb_z" in table.facades.columns


def test_a_hairline_through_a_touching_corner_gives_no_density():
    # Two raised houses share a wall with the home behind; rounding leaves a crack of 1e-12 m at the corner.
    houses = [
        home(from_wkt(wkt), height_m, base_m=base_m, levels=levels)
        for height_m, base_m, levels, wkt in (
            (8.958913871338996, 2.5, None, CRACK_FRONT),
            (13.378652840314423, 2.5, 2.0, CRACK_SIDE),
            (9.79844017668522, 0.0, 4.0, CRACK_HOME),
        )
    ]
    options = {
        "height_m": 19.13602035253488,
        "azimuth_deg": 131.34814334244703,
        "tilt_deg": 6.043780455649301,
        "image_width_px": 2560,
        "hfov_deg": 86.11896918192264,
        "image_height_px": 720,
    }
    place = Place(3067, 384935.88801116456, 6671992.94779481)
    case = scene(houses, [camera(**options)], place=place)
    rows = rows_of(cover(case), building_id="buildings-2", storey=0)
    shared = [row for row in rows if row["area_m2"] < 0.3]
    assert len(shared) == 1
    # The nearest true piece of the panel starts 25.17 px/m away; the crack lies at 25.74 px/m.
    assert shared[0]["max_px_per_m"] == pytest.approx(25.173, rel=1e-3)
    assert shared[0]["distance_m"] == pytest.approx(56.080, abs=0.02)
    panel = shapely.get_parts(shapely.from_wkb(shared[0]["panel_wkb_z"]))
    assert len(panel) == 1
