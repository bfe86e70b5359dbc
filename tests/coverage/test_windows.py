"""Real windows: closed forms of what is seen of them, and the judge's columns behind a crowd of them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, MultiLineString

from siting.coverage.table import cover
from tests.judge.solids import Solids
from tests.judge.view import View
from tests.judge.walls import Home, exposures
from tests.scenes import building, camera, home, obstacle, rect, scene, turned, window, zone

F_PX = 960 / math.tan(math.radians(30.0))
EAST_M, NORTH_M = 500_000.0, 5_500_000.0
# The wall at 20 m looks south; edge 0 of the footprint runs along it from west to east.
FLATS = home(rect(-10, 20, 10, 30), 9.0, id="flats", levels=3.0)


def table_of(*windows: dict[str, Any], buildings: Any = (FLATS,), **layers: Any) -> Any:
    eyes = layers.pop("cameras", [camera(height_m=5.0)])
    return cover(scene(buildings, eyes, windows=windows, **layers))


def rows_of(table: Any, **wanted: Any) -> list[dict[str, Any]]:
    rows = table.facades.sort_values(["building_id", "storey", "wall"]).to_dict("records")
    return [row for row in rows if all(row[key] == value for key, value in wanted.items())]


def near(value: Any) -> Any:
    return pytest.approx(value, abs=1e-3)


def notes(table: Any, layer: str) -> list[tuple[str, str]]:
    mine = table.ledger[table.ledger["layer"] == layer]
    return list(zip(mine["id"], mine["done"], strict=True))


# --- One window --------------------------------------------------------------------------------


def test_one_window_is_all_that_its_wall_has_in_its_storey():
    table = table_of(window([(2, 20), (4, 20)], 4.0, 5.5))
    ground, first, second = rows_of(table)
    assert first["visible_length_m"] == near(2.0)
    assert first["area_m2"] == near(2.0 * 1.5)
    assert first["max_px_per_m"] == pytest.approx(F_PX / 20, rel=1e-9)
    # The eye at 5 m is level with it; its near jamb lies 2 m to the side.
    assert first["distance_m"] == near(math.hypot(20, 2))
    assert first["incidence_deg"] == near(math.degrees(math.atan2(2, 20)))
    assert first["flags"] == ""
    assert shapely.get_coordinates(first["geometry"])[:, 0] - EAST_M == near([2.0, 4.0])
    panel = shapely.get_coordinates(shapely.from_wkb(first["panel_wkb_z"]), include_z=True)
    assert (panel[:, 0].min() - EAST_M, panel[:, 0].max() - EAST_M) == near((2.0, 4.0))
    assert (panel[:, 2].min(), panel[:, 2].max()) == near((4.0, 5.5))
    for row in (ground, second):
        assert row["visible_length_m"] == near(20.0)
        assert row["area_m2"] == near(1.2 * 20.0)
        assert row["flags"] == "windows_assumed"
    assert notes(table, "windows") == []


def test_a_window_counts_with_its_full_height_within_its_storey():
    (row,) = rows_of(table_of(window([(0, 20), (1, 20)], 0.1, 2.9)), storey=0)
    assert row["area_m2"] == near(2.8)
    low, high, _ = rows_of(table_of(window([(0, 20), (1, 20)], 2.0, 4.5)))
    assert (low["area_m2"], high["area_m2"]) == near((1.0, 1.5))


def test_a_hidden_window_makes_no_row_though_the_wall_around_it_is_seen():
    # A pier 1 m wide at 10 m hides 2 m of the wall at 20 m, from -1 to 1 m.
    pier = obstacle(rect(-0.5, 9.9, 0.5, 10.0), 9.0)
    behind = table_of(window([(-0.8, 20), (0.8, 20)], 4.0, 5.0), obstacles=[pier])
    assert [row["storey"] for row in rows_of(behind)] == [0, 2]
    beside = table_of(window([(0.5, 20), (3.0, 20)], 4.0, 5.0), obstacles=[pier])
    (row,) = rows_of(beside, storey=1)
    shadow_m = 0.5 * 20 / 9.9
    assert row["visible_length_m"] == near(3.0 - shadow_m)


def test_a_camera_that_sees_only_blank_wall_sees_no_home():
    # Level, 60 degrees wide: of the wall at 20 m it sees 11.5 m to each side, all but the window at 15 m.
    long = home(rect(-40, 20, 40, 30), 3.0, id="flats", levels=1.0)
    assert rows_of(table_of(window([(14, 20), (16, 20)], 1.0, 2.0), buildings=[long])) == []
    assert len(rows_of(table_of(window([(11, 20), (16, 20)], 1.0, 2.0), buildings=[long]))) == 1


# --- Several -----------------------------------------------------------------------------------


def test_the_windows_of_a_wall_and_storey_are_one_row():
    table = table_of(
        window([(-6, 20), (-4, 20)], 4.0, 5.0),
        window([(2, 20), (5, 20)], 4.5, 5.5),
        window([(2, 20), (5, 20)], 7.0, 8.0),
    )
    (row,) = rows_of(table, storey=1)
    assert row["visible_length_m"] == near(5.0)
    assert row["area_m2"] == near(5.0)
    assert row["distance_m"] == near(math.hypot(20, 2))
    lines = shapely.get_parts(row["geometry"])
    assert sorted(tuple(line.xy[0] - np.array(EAST_M)) for line in lines) == [near((-6, -4)), near((2, 5))]
    assert len(shapely.get_parts(shapely.from_wkb(row["panel_wkb_z"]))) == 2
    assert rows_of(table, storey=2)[0]["area_m2"] == near(3.0)


def test_one_window_over_another_counts_its_wall_once():
    table = table_of(window([(0, 20), (2, 20)], 3.5, 4.0), window([(1, 20), (3, 20)], 4.5, 5.0))
    (row,) = rows_of(table, storey=1)
    assert row["visible_length_m"] == near(3.0)
    assert row["area_m2"] == near(2.0)
    assert row["geometry"].length == near(3.0)


def test_a_window_drawn_twice_counts_once():
    twice = [window([(0, 20), (2, 20)], 4.0, 5.0), window([(1, 20.05), (3, 20.05)], 4.0, 5.0)]
    (row,) = rows_of(table_of(*twice), storey=1)
    assert (row["visible_length_m"], row["area_m2"]) == near((3.0, 3.0))


def test_a_row_has_the_best_density_of_any_window_and_the_nearest_point():
    # A wall that runs away from the camera, 5 m to its right: the near window is the sharper one.
    terrace = home(rect(5, 10, 12, 60), 3.0, id="flats", levels=1.0)
    windows = [window([(5, 20), (5, 22)], 1.0, 2.0), window([(5, 30), (5, 33)], 1.0, 2.0)]
    eye = [camera(height_m=1.5, range_m=28.0)]
    (row,) = rows_of(table_of(*windows, buildings=[terrace], cameras=eye), wall=3)
    assert row["max_px_per_m"] == pytest.approx(F_PX / 20, rel=1e-9)
    assert row["in_range_px_per_m"] == pytest.approx(F_PX / 20, rel=1e-9)
    assert row["distance_m"] == near(math.hypot(5, 20))
    assert row["visible_length_m"] == near(5.0)
    assert row["flags"] == ""
    (far,) = rows_of(table_of(windows[1], buildings=[terrace], cameras=eye), wall=3)
    assert far["flags"] == "beyond_range"


def test_a_window_as_wide_as_the_wall_is_what_is_assumed():
    bands = [window([(-10, 20), (10, 20)], 3 * i + 0.9, 3 * i + 2.1) for i in range(3)]
    for angle in (0.0, 33.0):
        eye = [turned(camera(-3.0, 1.0, height_m=4.0, azimuth_grid_deg=8.0), angle)]
        pier = [turned(obstacle(rect(-2, 12, -1, 13), 5.0), angle)]
        moved = [turned(each, angle) for each in bands]
        home_there = [turned(FLATS, angle)]
        assumed = rows_of(table_of(buildings=home_there, cameras=eye, obstacles=pier), wall=0)
        drawn = rows_of(table_of(*moved, buildings=home_there, cameras=eye, obstacles=pier), wall=0)
        assert len(assumed) == len(drawn) == 3
        for one, other in zip(assumed, drawn, strict=True):
            for name in ("visible_length_m", "area_m2", "max_px_per_m", "distance_m", "incidence_deg"):
                assert other[name] == pytest.approx(one[name], rel=1e-6), name
            assert (one["flags"], other["flags"]) == ("windows_assumed", "")


# --- Which wall, which storey ------------------------------------------------------------------


@pytest.mark.parametrize(("off_m", "is_on"), [(0.1, True), (-0.1, True), (0.12, False), (-0.12, False)])
def test_a_window_lies_on_a_wall_within_a_decimetre(off_m, is_on):
    table = table_of(window([(2, 20 + off_m), (4, 20 + off_m)], 4.0, 5.0, id="w"))
    (row,) = rows_of(table, storey=1)
    assert (row["visible_length_m"] == near(2.0)) is is_on
    assert (row["flags"] == "") is is_on
    assert notes(table, "windows") == ([] if is_on else [("w", "without effect")])


def test_a_window_that_meets_no_wall_changes_nothing_and_is_told():
    bare = rows_of(table_of())
    lost = [
        window([(2, 25), (4, 25)], 4.0, 5.0, id="in the middle"),
        window([(2, 20), (4, 20)], 9.5, 11.0, id="above the roof"),
        window([(2, 19.9), (2, 20.1)], 4.0, 5.0, id="across the wall"),
        window([(2, 20), (4, 20)], 4.0, 5.0, "other", id="of another building"),
    ]
    other = home(rect(-10, 40, 10, 50), 9.0, id="other", levels=3.0)
    table = table_of(*lost, buildings=[FLATS, other])
    assert notes(table, "windows") == [(each["id"], "without effect") for each in lost]
    assert [(row["area_m2"], row["flags"]) for row in rows_of(table, building_id="flats")] == [
        (row["area_m2"], row["flags"]) for row in bare
    ]


def test_windows_of_buildings_out_of_reach_are_not_told_of():
    far = home(rect(-10, 4020, 10, 4030), 9.0, id="far")
    table = table_of(window([(2, 4020), (4, 4020)], 4.0, 5.0), buildings=[FLATS, far])
    assert notes(table, "windows") == []


def test_a_window_may_name_its_building_or_leave_it_to_the_place():
    for name in (None, "flats", "nowhere"):
        (row,) = rows_of(table_of(window([(2, 20), (4, 20)], 4.0, 5.0, name)), storey=1)
        assert row["area_m2"] == near(2.0)


def test_a_window_of_a_copy_is_one_of_the_building_that_is_kept():
    copy = {**FLATS, "id": "copy"}
    (row,) = rows_of(
        table_of(window([(2, 20), (4, 20)], 4.0, 5.0, "copy"), buildings=[FLATS, copy]), storey=1
    )
    assert (row["building_id"], row["area_m2"]) == ("flats", near(2.0))


def test_windows_in_many_pieces_and_around_corners():
    bay = {**window([(0, 0), (1, 0)], 4.0, 5.0), "geometry": LineString([(8, 20), (10, 20), (10, 23)])}
    (row,) = rows_of(table_of(bay), storey=1, wall=0)
    assert row["visible_length_m"] == near(2.0)
    pair = MultiLineString([[(-4, 20), (-3, 20)], [(3, 20), (5, 20)]])
    (row,) = rows_of(table_of({**bay, "geometry": pair}), storey=1)
    assert row["visible_length_m"] == near(3.0)


def test_a_scrap_of_a_window_does_not_speak_for_another_wall_or_storey():
    # The wall is drawn in two pieces that meet at 4 m, where the window reaches over by 5 cm.
    corners = [(-10, 20), (4, 20), (10, 20), (10, 30), (-10, 30)]
    split = home(shapely.Polygon(corners), 9.0, id="flats", levels=3.0)
    table = table_of(window([(2, 20), (4.05, 20)], 2.95, 5.0), buildings=[split])
    (mine,), (next_wall,) = rows_of(table, storey=1, wall=0), rows_of(table, storey=1, wall=1)
    assert (mine["visible_length_m"], mine["flags"]) == (near(2.0), "")
    assert (next_wall["visible_length_m"], next_wall["flags"]) == (near(6.0), "windows_assumed")
    assert next_wall["area_m2"] == near(1.2 * 6.0 + 0.05 * 0.9)
    (below,) = rows_of(table, storey=0, wall=0)
    assert (below["visible_length_m"], below["flags"]) == (near(14.0), "windows_assumed")
    assert below["area_m2"] == near(1.2 * 14.0 + 2.0 * 0.05)
    # Reaching over by more than a decimetre, it is on both.
    (both,) = rows_of(table_of(window([(2, 20), (4.11, 20)], 4.0, 5.0), buildings=[split]), storey=1, wall=1)
    assert (both["visible_length_m"], both["flags"]) == (near(0.11), "")


# --- Heights that are not told -----------------------------------------------------------------


def test_without_heights_a_window_has_the_band_of_every_storey():
    rows = rows_of(table_of(window([(2, 20), (4, 20)])))
    assert [row["area_m2"] for row in rows] == near([2.4, 2.4, 2.4])
    assert {row["flags"] for row in rows} == {"window_height_assumed"}


def test_with_one_height_a_window_reaches_to_the_floor_or_ceiling_of_that_storey():
    low, high = window([(2, 20), (4, 20)], base_m=3.5), window([(2, 20), (4, 20)], top_m=5.0)
    for drawn, area_m2 in ((low, 2 * 2.5), (high, 2 * 2.0)):
        ground, first, second = rows_of(table_of(drawn))
        assert (first["area_m2"], first["flags"]) == (near(area_m2), "window_height_assumed")
        assert ground["flags"] == second["flags"] == "windows_assumed"


# --- Homes and rooms ---------------------------------------------------------------------------


def test_windows_of_storeys_that_are_not_protected_are_none():
    shops = {**FLATS, "use": "office", "residential_from_level": 1.0}
    drawn = [window([(2, 20), (4, 20)], 1.0, 2.0), window([(2, 20), (4, 20)], 7.0, 8.0)]
    table = table_of(*drawn, buildings=[shops])
    assert [(row["storey"], row["area_m2"]) for row in rows_of(table)] == [(1, near(24.0)), (2, near(2.0))]
    assert notes(table, "windows") == []


def test_a_room_has_the_windows_before_it():
    office = building(rect(-10, 20, 10, 30), 9.0, id="office", levels=3.0)
    room = zone(rect(-5, 20, 5, 25), "changing_room", id="room", base_m=3.0, top_m=6.0)
    drawn = [window([(-6, 20), (-3, 20)], 4.0, 5.0), window([(2, 20), (3, 20)], 4.0, 5.0)]
    (row,) = rows_of(table_of(*drawn, buildings=[office], zones=[room]))
    assert (row["zone_id"], row["storey"], row["flags"]) == ("room", 1, "")
    assert (row["visible_length_m"], row["area_m2"]) == near((3.0, 3.0))


def test_a_room_before_which_none_of_the_windows_lies_has_none_and_is_told():
    office = building(rect(-10, 20, 10, 30), 9.0, id="office", levels=3.0)
    room = zone(rect(-5, 20, 5, 25), "changing_room", id="room", base_m=3.0, top_m=6.0)
    table = table_of(window([(7, 20), (8, 20)], 4.0, 5.0), buildings=[office], zones=[room])
    assert rows_of(table) == []
    assert notes(table, "zones") == [("room", "counts as a room without windows")]
    # On another storey of that wall nothing is drawn.
    above = table_of(window([(7, 20), (8, 20)], 7.0, 8.0), buildings=[office], zones=[room])
    (row,) = rows_of(above)
    assert (row["visible_length_m"], row["flags"]) == (near(10.0), "windows_assumed")


def test_a_room_behind_two_stretches_of_a_wall_is_one_row():
    office = building(rect(-10, 20, 10, 30), 3.0, id="office", levels=1.0)
    ring = shapely.difference(rect(-5, 20, 5, 25), rect(-2, 19, 2, 23))
    (row,) = rows_of(table_of(buildings=[office], zones=[zone(ring, "bath", base_m=0.0, top_m=3.0)]))
    assert (row["visible_length_m"], row["area_m2"]) == near((6.0, 7.2))


# --- The judge ---------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_a_crowd_of_windows_agrees_with_the_judge(seed):
    random = np.random.default_rng(seed)
    angle = float(random.uniform(0, 90))
    flats = home(rect(-12, 15, 12, 25), 12.0, id="flats", levels=4.0)
    drawn = []
    for storey in range(4):
        # No two overlap: the judge adds up what it sees of each.
        for west in np.arange(-11.5, 11, 3.0):
            wide, low = random.uniform(0.5, 2.5), 3 * storey + random.uniform(0.1, 1.0)
            drawn.append(window([(west, 15.0), (west + wide, 15.0)], low, low + random.uniform(0.5, 1.9)))
    things = [
        obstacle(rect(x, y, x + 1.5, y + 1.0), top, base_m=top - 4.0)
        for x, y, top in zip(
            random.uniform(-8, 8, 6), random.uniform(4, 13, 6), random.uniform(3, 9, 6), strict=True
        )
    ]
    eye = camera(0.5, -3.0, height_m=4.5, azimuth_grid_deg=4.0, tilt_deg=-3.0)
    case = scene(
        [turned(flats, angle)],
        [turned(eye, angle)],
        windows=[turned(each, angle) for each in drawn],
        obstacles=[turned(each, angle) for each in things],
    )
    table = cover(case)
    place = table.cameras.iloc[0]
    view = View.of(case.cameras[0], place.azimuth_grid_deg, (place.geometry.x, place.geometry.y))
    homes = [
        Home(
            "flats",
            0,
            *shapely.get_coordinates(each.geometry),
            (int(each.base_m // 3),),
            np.array([[each.base_m, each.top_m]]),
        )
        for each in case.windows.itertuples()
    ]
    mine = exposures(view, Solids.of(case), homes, spacing_m=0.005)
    rows = rows_of(table, wall=0)
    assert {row["storey"] for row in rows} == {each.storey for each in mine}
    for row in rows:
        each = [one for one in mine if one.storey == row["storey"]]
        assert row["visible_length_m"] == pytest.approx(sum(one.length_m for one in each), abs=0.05)
        assert row["area_m2"] == pytest.approx(sum(one.area_m2 for one in each), rel=0.01, abs=0.01)
        assert row["max_px_per_m"] == pytest.approx(max(one.max_px_per_m for one in each), rel=1e-3)
        assert row["distance_m"] == pytest.approx(min(one.distance_m for one in each), abs=0.01)
