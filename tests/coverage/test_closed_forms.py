"""Coverage and facades whose answer a formula gives."""

from __future__ import annotations

import math

import pytest
import shapely
from shapely import affinity
from shapely.geometry import LineString, Point

from siting.coverage.table import cover
from tests.coverage.readings import (
    F_PX,
    FAR_M,
    TAN_H,
    TAN_V,
    TARGET_M,
    area_m2,
    camera_row,
    covered,
    lower_edge_m,
    optical_edge_m,
    rows_of,
    stretches,
)
from tests.scenes import building, camera, home, obstacle, rect, scene, wall_east_west, zone

MM = 0.001


def near(expected):
    return pytest.approx(expected, abs=1e-5)


# --- The view on the plane ---------------------------------------------------------------------


def test_footprint_of_a_level_camera_is_a_trapezoid():
    table = cover(scene([], [camera(height_m=4.0)]))
    near_m = lower_edge_m(2.5)
    assert area_m2(table) == pytest.approx(TAN_H * (FAR_M**2 - near_m**2), rel=1e-9)
    assert stretches(table) == [near((near_m, FAR_M))]


@pytest.mark.parametrize("tilt_deg", [5.0, 15.0, 25.0, 40.0, 60.0])
def test_blind_zone_and_far_edge_under_a_tilted_camera(tilt_deg):
    table = cover(scene([], [camera(height_m=8.0, tilt_deg=tilt_deg)]))
    upper = math.radians(tilt_deg) - math.atan(TAN_V)
    far_m = optical_edge_m(6.5, tilt_deg)
    if upper > 0:
        far_m = min(far_m, 6.5 / math.tan(upper))
    assert stretches(table) == [near((lower_edge_m(6.5, tilt_deg), far_m))]


@pytest.mark.parametrize("tilt_deg", [0.0, 20.0, 35.0])
def test_classes_end_on_straight_lines_of_depth(tilt_deg):
    table = cover(scene([], [camera(height_m=6.0, tilt_deg=tilt_deg)]))
    tilt = math.radians(tilt_deg)
    for row in table.coverage.to_dict("records"):
        corners = shapely.get_coordinates(row["geometry"]) - (500_000.0, 5_500_000.0)
        depth = corners[:, 1] * math.cos(tilt) + 4.5 * math.sin(tilt)
        px_per_m = F_PX / depth
        limits = [12.5, 25.0, 62.5, 125.0, 250.0, 1000.0, math.inf]
        upper = limits[limits.index(row["min_px_per_m"]) + 1]
        assert px_per_m.min() >= row["min_px_per_m"] * (1 - 1e-7)
        assert px_per_m.max() <= upper * (1 + 1e-7)
    names = set(table.coverage["class"])
    assert {"monitor", "detect", "observe"} <= names or tilt_deg > 25


def test_area_of_each_class():
    table = cover(scene([], [camera(height_m=4.0)]))
    edges = {"monitor": (12.5, 25.0), "detect": (25.0, 62.5), "observe": (62.5, 125.0)}
    for row in table.coverage.to_dict("records"):
        if row["class"] in edges:
            low, high = (F_PX / limit for limit in edges[row["class"]])
            assert row["area_m2"] == pytest.approx(TAN_H * (low**2 - high**2), rel=1e-9)


def test_a_range_cuts_by_an_arc_of_plan_distance():
    table = cover(scene([], [camera(height_m=4.0, range_m=30.0)]))
    near_m, half = lower_edge_m(2.5), math.radians(30)
    area = half * 30.0**2 - near_m**2 * TAN_H
    assert area_m2(table) == pytest.approx(area, abs=30.0 * 2 * half * 0.005)
    rim = shapely.get_coordinates(covered(table))
    distance = (rim**2).sum(axis=1) ** 0.5
    assert distance.max() <= 30.0 + 0.005 + 1e-6
    assert covered(table).distance(Point(0, 29.99)) == 0


def test_a_plane_above_the_eye_is_seen_by_the_upper_half_of_the_image():
    table = cover(scene([], [camera(height_m=1.0)]), target_height_m=3.0)
    assert stretches(table) == [near((2.0 / TAN_V, FAR_M))]


def test_a_camera_in_the_target_plane_sees_a_triangle():
    table = cover(scene([], [camera(height_m=1.5)]))
    assert area_m2(table) == pytest.approx(TAN_H * FAR_M**2, rel=1e-9)


# --- Shadows on the plane ----------------------------------------------------------------------


@pytest.mark.parametrize("wall_m", [2.0, 4.0, 7.5, 9.9])
def test_shadow_behind_a_wall(wall_m):
    table = cover(scene([building(wall_east_west(40.0), wall_m)], [camera(height_m=10.0)]))
    start_m = 40.0 if wall_m > TARGET_M else 40.3
    end_m = 40.3 * (10 - TARGET_M) / (10 - wall_m)
    expected = [(lower_edge_m(8.5), start_m)]
    if end_m < FAR_M:
        expected.append((end_m, FAR_M))
    assert stretches(table) == [near(pair) for pair in expected]


@pytest.mark.parametrize("wall_m", [10.0, 10.001, 30.0])
def test_a_wall_as_high_as_the_eye_hides_all_behind_it(wall_m):
    table = cover(scene([building(wall_east_west(40.0), wall_m)], [camera(height_m=10.0)]))
    assert stretches(table) == [near((lower_edge_m(8.5), 40.0))]


def test_a_wall_below_the_plane_hides_nothing():
    table = cover(scene([building(wall_east_west(20.0), 1.4)], [camera(height_m=10.0)]))
    assert stretches(table) == [near((lower_edge_m(8.5), FAR_M))]


def test_a_floating_board_hides_a_strip():
    board = obstacle(rect(-500, 20, 500, 20.2), 7.0, base_m=5.0, kind="billboard")
    table = cover(scene([], [camera(height_m=10.0)], obstacles=[board]))
    start_m, end_m = 20 * 8.5 / 5, 20.2 * 8.5 / 3
    assert stretches(table) == [near((lower_edge_m(8.5), start_m)), near((end_m, FAR_M))]


def test_a_board_above_the_eye_hides_nothing_below():
    board = obstacle(rect(-500, 20, 500, 20.2), 14.0, base_m=10.0, kind="billboard")
    table = cover(scene([], [camera(height_m=10.0)], obstacles=[board]))
    assert stretches(table) == [near((lower_edge_m(8.5), FAR_M))]


def test_a_slab_between_the_eye_and_a_higher_plane():
    slab = obstacle(rect(-500, 10, 500, 11), 2.5, base_m=2.0)
    table = cover(scene([], [camera(height_m=1.0)], obstacles=[slab]), target_height_m=3.0)
    assert stretches(table) == [near((2.0 / TAN_V, 40 / 3)), near((22.0, FAR_M))]


def test_a_line_is_a_wall_of_its_width():
    lines = [obstacle(LineString([(-500, 40), (500, 40)]), 4.0)]
    table = cover(scene([], [camera(height_m=10.0)], obstacles=lines))
    assert stretches(table)[0] == near((lower_edge_m(8.5), 39.9))
    assert stretches(table)[1] == near((40.1 * 8.5 / 6, FAR_M))
    wide = [obstacle(LineString([(-500, 40), (500, 40)]), 4.0, width_m=1.0)]
    table = cover(scene([], [camera(height_m=10.0)], obstacles=wide))
    assert stretches(table)[1] == near((40.5 * 8.5 / 6, FAR_M))


@pytest.mark.parametrize(
    ("options", "across_m"), [({"kind": "pole"}, 0.3), ({"kind": "tree", "crown_m": 5.0}, 5.0)]
)
def test_a_point_is_a_disc_of_sixteen_corners(options, across_m):
    # Higher than the eye, so the shadow is the whole wedge behind: its area tells the width.
    thing = obstacle(Point(0, 40), 20.0, **options)
    clear = area_m2(cover(scene([], [camera(height_m=10.0)])))
    hidden = clear - area_m2(cover(scene([], [camera(height_m=10.0)], obstacles=[thing])))
    tangent = math.asin(across_m / 2 / 40)
    wedge = math.tan(tangent) * FAR_M**2
    front = wedge * (40 / FAR_M) ** 2 - math.pi * (across_m / 2) ** 2 / 2
    assert hidden == pytest.approx(wedge - front, rel=0.03)


def test_the_crown_of_a_tree_hides_a_hull_of_scaled_discs():
    tree = obstacle(Point(0, 30), 5.0, base_m=3.0, kind="tree", crown_m=6.0)
    clear = area_m2(cover(scene([], [camera(height_m=10.0)])))
    hidden = clear - area_m2(cover(scene([], [camera(height_m=10.0)], obstacles=[tree])))
    disc = Point(0, 30).buffer(3.0, quad_segs=4)
    both = [affinity.scale(disc, k, k, origin=(0, 0)) for k in (8.5 / 7, 8.5 / 5)]
    assert hidden == pytest.approx(shapely.union_all(both).convex_hull.area, rel=0.01)


def test_the_edge_of_its_own_roof_hides_the_near_ground():
    # Roof 9 m, eye 12 m, 10 m from the edge: the plane at 1.5 m appears at 10 x 10.5 / 3 = 35 m.
    case = scene([building(rect(-10, -10, 10, 10), 9.0)], [camera(height_m=12.0, tilt_deg=10.0)])
    table = cover(case)
    assert stretches(table) == [near((35.0, optical_edge_m(10.5, 10.0)))]
    assert camera_row(table)["standing"] == "on_roof"
    assert camera_row(table)["moved_m"] == 0


# --- Gaps --------------------------------------------------------------------------------------


def party_walls(gap_m):
    half = gap_m / 2
    return [building(rect(-300, 20, -half, 30), 30.0), building(rect(half, 20, 300, 30), 30.0)]


@pytest.mark.parametrize("gap_m", [0.0, 1e-12, 1e-9, 1e-7, 1e-5, 0.0009])
def test_gaps_under_a_millimetre_leak_nothing(gap_m):
    table = cover(scene(party_walls(gap_m), [camera(height_m=4.0)]))
    assert covered(table).bounds[3] == pytest.approx(20.0, abs=MM)
    assert area_m2(table) == pytest.approx(TAN_H * (400 - lower_edge_m(2.5) ** 2), abs=0.01)


@pytest.mark.parametrize("gap_m", [0.002, 0.05, 0.5])
def test_a_wider_gap_leaks_a_sliver(gap_m):
    table = cover(scene(party_walls(gap_m), [camera(height_m=4.0)]))
    before = TAN_H * (400 - lower_edge_m(2.5) ** 2)
    behind = gap_m / 2 / 30 * (FAR_M**2 - 900)
    assert area_m2(table) == pytest.approx(before + 10 * gap_m + behind, rel=1e-6)


# --- Facades -----------------------------------------------------------------------------------


def flats(height_m=9.0, levels=3.0, **fields):
    return home(rect(-40, 20, 40, 30), height_m, levels=levels, **fields)


def test_a_facade_straight_ahead():
    table = cover(scene([flats()], [camera(height_m=5.0)]))
    rows = rows_of(table)
    length = 40 * TAN_H
    assert [row["storey"] for row in rows] == [0, 1, 2]
    for row in rows:
        assert row["building_id"] == "buildings-0"
        assert row["view"] == "main"
        assert row["visible_length_m"] == near(length)
        assert row["area_m2"] == near(1.2 * length)
        assert row["max_px_per_m"] == pytest.approx(F_PX / 20, rel=1e-9)
        assert row["class"] == "observe"
        assert row["zone_id"] is None or row["zone_id"] != row["zone_id"]
        assert "windows_assumed" in row["flags"].split(",")
        assert row["geometry"].length == near(length)
        middle = row["geometry"].interpolate(0.5, normalized=True)
        assert (middle.x - 500_000, middle.y - 5_500_000) == near((0.0, 20.0))
    assert [row["wall"] for row in rows] == [rows[0]["wall"]] * 3
    # Band heights 0.9-2.1, 3.9-5.1 and 6.9-8.1 m: nearest to the eye at 5 m are 2.1, 5 and 6.9 m.
    for row, rise_m in zip(rows, (2.9, 0.0, 1.9), strict=True):
        assert row["distance_m"] == near(math.hypot(20, rise_m))
        assert row["incidence_deg"] == pytest.approx(math.degrees(math.atan2(rise_m, 20)), abs=1e-4)


def test_the_panel_is_the_seen_part_of_the_window_band():
    table = cover(scene([flats()], [camera(height_m=5.0)]))
    panel = shapely.from_wkb(rows_of(table, storey=1)[0]["panel_wkb_z"])
    corners = shapely.get_coordinates(panel, include_z=True)
    assert corners[:, 1] - 5_500_000 == pytest.approx([20.0] * len(corners), abs=1e-5)
    assert (corners[:, 2].min(), corners[:, 2].max()) == near((3.9, 5.1))
    assert (corners[:, 0].min() - 500_000, corners[:, 0].max() - 500_000) == near((-20 * TAN_H, 20 * TAN_H))


def test_wall_is_the_edge_number_of_the_footprint():
    # Edge 0 of the footprint is its southern wall, which faces the camera.
    table = cover(scene([flats()], [camera(height_m=5.0)]))
    assert {row["wall"] for row in rows_of(table)} == {0}


def test_a_camera_below_looks_up_a_facade_through_the_image_edge():
    # Level view from 3 m: the upper image edge meets the wall at 3 + 20 TAN_V, between 7 and 10 m.
    table = cover(scene([flats(30.0, 10.0)], [camera(height_m=3.0)]))
    top_m = 3 + 20 * TAN_V
    rows = rows_of(table)
    whole = [i for i in range(10) if 3 * i + 0.9 < top_m]
    assert [row["storey"] for row in rows] == whole
    last = min(2.1, top_m - 3 * whole[-1]) - 0.9
    assert rows[-1]["area_m2"] == near(last * 40 * TAN_H)


def test_oblique_wall_ends_where_the_density_falls():
    # A wall along the axis, 5 m to the right, from 10 m to 300 m ahead: seen to the optical limit.
    terrace = home(rect(5, 10, 12, 300), 6.0, levels=2)
    table = cover(scene([terrace], [camera(height_m=4.0)]))
    side = [row for row in rows_of(table) if row["visible_length_m"] > 20]
    start_m = 10.0  # the left part of the view, 10 TAN_H > 5, holds the corner
    for row in side:
        assert row["visible_length_m"] == near(FAR_M - start_m)
        assert row["max_px_per_m"] == pytest.approx(F_PX / 10, rel=1e-9)
        assert row["distance_m"] == pytest.approx(
            math.hypot(5, 10, 1.9 if row["storey"] == 0 else 0.0), abs=0.1
        )
    assert len(side) == 2


def test_a_low_wall_hides_the_lower_part_of_the_ground_floor():
    # Eye 5 m, wall 3 m high, back face at 10 m: hides up to 5 - 2 x 20 / 10 = 1 m at 20 m.
    table = cover(
        scene([flats()], [camera(height_m=5.0)], obstacles=[obstacle(rect(-500, 9.8, 500, 10), 3.0)])
    )
    rows = rows_of(table)
    assert rows[0]["area_m2"] == near((2.1 - 1.0) * 40 * TAN_H)
    assert rows[0]["visible_length_m"] == near(40 * TAN_H)
    assert rows[1]["area_m2"] == near(1.2 * 40 * TAN_H)
    panel = shapely.get_coordinates(shapely.from_wkb(rows[0]["panel_wkb_z"]), include_z=True)
    assert panel[:, 2].min() == near(1.0)


@pytest.mark.parametrize(("top_m", "storeys"), [(3.5, [0, 1, 2]), (3.6, [1, 2]), (5.1, [2]), (7.0, [])])
def test_a_wall_of_a_certain_height_hides_whole_storeys(top_m, storeys):
    # At 20 m the wall (back face 10 m) hides up to 5 + 2 (top - 5): 2.0, 2.2, 5.2 and 9 m.
    table = cover(
        scene([flats()], [camera(height_m=5.0)], obstacles=[obstacle(rect(-500, 9.8, 500, 10), top_m)])
    )
    assert [row["storey"] for row in rows_of(table)] == storeys


def test_a_floating_board_hides_the_middle_storey():
    # Board 4 to 6 m at 9.8 to 10 m, eye 5 m: hides 5 - 20 / 9.8 .. 5 + 20 / 9.8 at most, 2.96 to 7.04 m.
    board = obstacle(rect(-500, 9.8, 500, 10), 6.0, base_m=4.0, kind="billboard")
    table = cover(scene([flats()], [camera(height_m=5.0)], obstacles=[board]))
    rows = rows_of(table)
    assert [row["storey"] for row in rows] == [0, 2]
    assert rows[0]["area_m2"] == near(1.2 * 40 * TAN_H)
    assert rows[1]["area_m2"] == near((8.1 - (5 + 20 / 9.8)) * 40 * TAN_H)


def test_deciduous_leaves_hide_ground_but_protect_no_home():
    crown = obstacle(rect(-500, 14.8, 500, 15), 9.0, kind="tree", deciduous="yes")
    bare, leafy = (
        scene([flats()], [camera(height_m=5.0)]),
        scene([flats()], [camera(height_m=5.0)], obstacles=[crown]),
    )
    assert stretches(cover(leafy)) == [near((lower_edge_m(3.5), 14.8))]
    assert [row["area_m2"] for row in rows_of(cover(leafy))] == [
        row["area_m2"] for row in rows_of(cover(bare))
    ]


@pytest.mark.parametrize(("base_m", "hides"), [(0.0, True), (None, False)])
def test_evergreens_protect_homes_where_their_crown_is_known_to_begin(base_m, hides):
    crown = obstacle(rect(-500, 9.8, 500, 10), 9.0, kind="tree", deciduous="no", base_m=base_m)
    table = cover(scene([flats()], [camera(height_m=5.0)], obstacles=[crown]))
    assert (rows_of(table) == []) == hides


def test_low_storeys_clip_the_band():
    table = cover(scene([flats(3.0, 2.0)], [camera(height_m=2.0)]))
    assert [row["area_m2"] for row in rows_of(table)] == [near(0.6 * 40 * TAN_H)] * 2


def test_a_building_lower_than_a_sill_has_no_window():
    table = cover(scene([flats(0.9, 1.0)], [camera(height_m=2.0)]))
    assert rows_of(table) == []


def test_levels_are_rounded_down_and_heights_divided_by_three():
    uneven = [flats(9.0, 2.9), flats(8.9, None), flats(2.0, None)]
    storeys = [
        [row["storey"] for row in rows_of(cover(scene([each], [camera(height_m=4.0)])))] for each in uneven
    ]
    assert storeys == [[0, 1], [0, 1], [0]]


def test_uses_and_storeys_that_are_protected():
    def storeys(**fields):
        rows = rows_of(cover(scene([{**flats(), **fields}], [camera(height_m=5.0)])))
        return [row["storey"] for row in rows]

    for use in ("residence", "dormitory", "hotel", "unknown"):
        assert storeys(use=use) == [0, 1, 2]
    for use in ("office", "school", "toilet", "garage", "other"):
        assert storeys(use=use) == []
    assert storeys(use="office", residential_from_level=1.0) == [1, 2]
    assert storeys(use="residence", residential_from_level=2.0) == [2]
    assert storeys(use="residence", residential_from_level=3.0) == []


def test_flags_of_what_was_assumed():
    def flags(**fields):
        rows = rows_of(cover(scene([{**flats(), **fields}], [camera(height_m=4.0)])))
        return set(rows[0]["flags"].split(","))

    assert flags() == {"windows_assumed"}
    assert flags(use="unknown") == {"windows_assumed", "use_unknown"}
    assert flags(height_m=None, levels=None) >= {"windows_assumed", "height_assumed"}


def test_a_building_of_unknown_height_is_six_metres():
    table = cover(scene([flats(None, None)], [camera(height_m=4.0)]))
    assert [row["storey"] for row in rows_of(table)] == [0, 1]


@pytest.mark.parametrize(("range_m", "beyond"), [(None, False), (25.0, False), (19.0, True)])
def test_a_claimed_range_protects_no_home(range_m, beyond):
    rows = rows_of(cover(scene([flats()], [camera(height_m=5.0, range_m=range_m)])))
    assert len(rows) == 3
    for row in rows:
        assert row["area_m2"] == near(1.2 * 40 * TAN_H)
        assert ("beyond_range" in row["flags"].split(",")) is beyond
        assert math.isnan(row["in_range_px_per_m"]) is beyond
        assert row["max_px_per_m"] == pytest.approx(F_PX / 20, rel=1e-9)


def test_a_wall_partly_beyond_range_has_its_own_density_within():
    # The wall runs away from the camera; of its seen part, 10 m to the optical limit, 40 m lie within.
    terrace = home(rect(5, 10, 12, 300), 6.0, levels=2)
    rows = rows_of(cover(scene([terrace], [camera(height_m=4.0, range_m=40.0)])))
    side = [row for row in rows if row["visible_length_m"] > 20]
    assert len(side) == 2
    for row in side:
        assert row["in_range_px_per_m"] == pytest.approx(F_PX / 10, rel=1e-9)
        assert row["visible_length_m"] == near(FAR_M - 10)


def test_a_base_lifts_every_storey():
    table = cover(scene([flats(6.0, 2.0, base_m=3.0)], [camera(height_m=5.0)]))
    rows = rows_of(table)
    assert [row["storey"] for row in rows] == [0, 1]
    assert rows[0]["distance_m"] == near(20.0)
    panel = shapely.get_coordinates(shapely.from_wkb(rows[1]["panel_wkb_z"]), include_z=True)
    assert (panel[:, 2].min(), panel[:, 2].max()) == near((6.9, 8.1))


def test_party_walls_are_not_seen_but_the_wall_above_a_low_neighbour_is():
    # The right house is 3 m lower: of the left one's eastern wall the storey above its roof shows.
    houses = [home(rect(-10, 20, 0, 30), 9.0, levels=3), home(rect(0, 20, 10, 30), 6.0, levels=2)]
    level = rows_of(cover(scene(houses, [camera(15.0, 0.0, height_m=5.0, azimuth_grid_deg=330.0)])))
    above = rows_of(cover(scene(houses, [camera(15.0, 0.0, height_m=9.0, azimuth_grid_deg=330.0)])))
    party = [row for row in above if row["building_id"] == "buildings-0" and row["wall"] == 1]
    assert [row["storey"] for row in party] == [2]
    assert [row["storey"] for row in level if row["building_id"] == "buildings-0" and row["wall"] == 1] == [2]
    assert not [row for row in above if row["building_id"] == "buildings-1" and row["wall"] == 3]


def test_a_room_on_an_outer_wall_is_found_from_outside():
    office = building(rect(-40, 20, 40, 30), 9.0, levels=3)
    room = zone(rect(-5, 20, 5, 25), "changing_room", base_m=3.0, top_m=6.0)
    rows = rows_of(cover(scene([office], [camera(height_m=5.0)], zones=[room])))
    assert len(rows) == 1
    assert rows[0]["zone_id"] == "zones-0"
    assert rows[0]["visible_length_m"] == near(10.0)
    assert rows[0]["area_m2"] == near(12.0)


def test_a_room_in_the_middle_of_a_building_is_not_seen():
    office = building(rect(-40, 20, 40, 30), 9.0, levels=3)
    room = zone(rect(-5, 22, 5, 25), "changing_room", base_m=3.0, top_m=6.0)
    assert rows_of(cover(scene([office], [camera(height_m=5.0)], zones=[room]))) == []


def test_an_area_is_no_room():
    office = building(rect(-40, 20, 40, 30), 9.0, levels=3)
    garden = zone(rect(-5, 20, 5, 25), "garden")
    assert rows_of(cover(scene([office], [camera(height_m=5.0)], zones=[garden]))) == []


@pytest.mark.parametrize("azimuth_deg", [0.0, 45.0, 90.0, 135.0, 180.0, 225.0, 270.0, 315.0])
@pytest.mark.parametrize("range_m", [30.0, 57.0, 113.92248778544264])
def test_an_arc_has_no_notch_in_any_direction(azimuth_deg, range_m):
    table = cover(scene([], [camera(height_m=4.0, range_m=range_m, azimuth_grid_deg=azimuth_deg)]))
    near_m, half = lower_edge_m(2.5), math.radians(30)
    area = half * range_m**2 - near_m**2 * TAN_H
    assert area_m2(table) == pytest.approx(area, abs=range_m * 2 * half * 0.005)


def test_a_canopy_over_the_camera_hides_all_that_is_higher_than_its_edge():
    canopy = building(rect(-10, -10, 10, 5), 1.0, base_m=4.0)
    house = home(rect(-3, 20, 3, 30), 15.0, levels=5)
    table = cover(scene([canopy, house], [camera(height_m=2.0, tilt_deg=-25.0)]))
    # The edge is 2 m above the eye and 5 m away: at 20 m it hides all above 2 + 2 x 4 = 10 m.
    rows = {row["storey"]: row["area_m2"] for row in rows_of(table)}
    assert sorted(rows) == [1, 2, 3]
    assert rows[2] == pytest.approx(6.0 * 1.2)
    assert rows[3] == pytest.approx(6.0 * (10.0 - 9.9))
