"""What proposed obstacles take from existing cameras, against areas worked out by hand.

The camera hangs at 4 m and the plane at 1.5 m. An obstacle on the ground that ends at 3 m hides what lies
beyond it up to (4 - 1.5) / (4 - 3) = 2.5 times its own distance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from shapely.geometry import LineString, Point

from siting.coverage.obstruction import ALL_TOGETHER, OBSTRUCTION_COLUMNS
from siting.coverage.table import cover
from tests.scenes import building, camera, obstacle, rect, scene, zone

if TYPE_CHECKING:
    import geopandas as gpd

# Shadow of a board 2 m wide and 0.3 m deep at 10 m: a trapezoid of 2 to 5 m over 15 m, and 5 m by 0.75 m.
BOARD = rect(-1, 10, 1, 10.3)
BOARD_M2 = (2 + 5) / 2 * 15 + 5 * 0.75
AREA_M2 = 1e-6


def lost(
    *obstacles: dict[str, Any], status: str = "existing", zones: tuple[Any, ...] = (), **options: Any
) -> gpd.GeoDataFrame:
    """Return the obstruction of one camera that looks north, 60 m far."""
    seeing = camera(0, 0, id="cam", status=status, range_m=60.0, **options)
    return cover(scene([], [seeing], obstacles=obstacles, zones=zones)).obstruction


def new(geometry: Any, top_m: float, **fields: Any) -> dict[str, Any]:
    return obstacle(geometry, top_m, **{"status": "proposed", "kind": "billboard", **fields})


def row(table: gpd.GeoDataFrame, obstacle_id: str = ALL_TOGETHER, task: str = "view") -> Any:
    found = table[(table["obstacle_id"] == obstacle_id) & (table["task"] == task)]
    assert len(found) == 1
    return found.iloc[0]


def test_a_board_hides_a_trapezoid() -> None:
    table = lost(new(BOARD, 3.0, id="board"))
    assert tuple(table.columns) == (*OBSTRUCTION_COLUMNS, "geometry")
    for name in ("board", ALL_TOGETHER):
        assert row(table, name)["lost_m2"] == pytest.approx(BOARD_M2, abs=AREA_M2)
        assert row(table, name)["lost_leaf_off_m2"] == pytest.approx(BOARD_M2, abs=AREA_M2)
        assert row(table, name).geometry.area == pytest.approx(BOARD_M2, abs=AREA_M2)


def test_what_it_covers_without_the_board_is_what_it_can_lose() -> None:
    table = lost(new(BOARD, 3.0))
    alone = cover(scene([], [camera(0, 0, range_m=60.0)])).coverage["area_m2"].sum()
    hidden = cover(scene([], [camera(0, 0, range_m=60.0)], obstacles=[new(BOARD, 3.0)])).coverage
    assert row(table)["task_m2"] == pytest.approx(alone, abs=AREA_M2)
    assert row(table)["task_m2"] - row(table)["lost_m2"] == pytest.approx(
        hidden["area_m2"].sum(), abs=AREA_M2
    )


def test_obstacles_one_behind_the_other_hide_their_union() -> None:
    # The second board stands in the shadow of the first and hides the same strip, longer: to 2.5 x 20.3 m.
    far = rect(-2, 20, 2, 20.3)
    table = lost(new(BOARD, 3.0, id="near"), new(far, 3.0, id="far"))
    # At 20 m the first shadow is 4 m wide, so both have the same sides; the first one ends 0.75 m past 25 m.
    far_m2 = (4 + 10) / 2 * 30 + 10 * 0.75
    assert row(table, "near")["lost_m2"] == pytest.approx(BOARD_M2, abs=AREA_M2)
    assert row(table, "far")["lost_m2"] == pytest.approx(far_m2, abs=AREA_M2)
    from_10_to_20_m2 = (2 + 4) / 2 * 10
    assert row(table)["lost_m2"] == pytest.approx(from_10_to_20_m2 + far_m2, abs=AREA_M2)


def test_obstacles_side_by_side_hide_their_sum() -> None:
    left, right = rect(-3, 10, -1, 10.3), rect(1, 10, 3, 10.3)
    table = lost(new(left, 3.0, id="left"), new(right, 3.0, id="right"))
    parts = [row(table, name)["lost_m2"] for name in ("left", "right")]
    assert parts[0] == pytest.approx(parts[1], abs=AREA_M2)
    assert row(table)["lost_m2"] == pytest.approx(sum(parts), abs=AREA_M2)


def test_what_an_existing_wall_hides_already_cannot_be_lost() -> None:
    wall = rect(-50, 5, 50, 5.3)
    table = lost(obstacle(wall, 9.0, id="wall"), new(BOARD, 3.0))
    assert row(table)["lost_m2"] == 0.0


def test_an_existing_obstacle_takes_nothing() -> None:
    assert lost(obstacle(BOARD, 3.0, status="existing")).empty


def test_an_obstacle_without_status_counts_as_existing_and_says_what_it_would_take() -> None:
    alone = cover(scene([], [camera(0, 0, range_m=60.0)])).coverage["area_m2"].sum()
    table = lost(obstacle(BOARD, 3.0))
    assert row(table)["flags"] == "obstacle_status_assumed"
    assert (row(table)["lost_m2"], row(table)["lost_most_m2"]) == pytest.approx((0.0, BOARD_M2), abs=AREA_M2)
    sure, most = row(table)["task_m2"], row(table)["task_most_m2"]
    assert (sure, most) == pytest.approx((alone - BOARD_M2, alone), abs=AREA_M2)


def test_what_is_lost_lies_between_whatever_has_no_status() -> None:
    boards = {"a": rect(-3, 10, -1, 10.3), "b": rect(-2, 15, 1, 15.3), "c": rect(0, 20, 4, 20.3)}
    told = row(lost(new(boards["a"], 3.0), *(obstacle(boards[name], 3.0) for name in "bc")))
    for chosen in ("", "b", "c", "bc"):
        others = (
            obstacle(boards[name], 3.0, status="proposed" if name in chosen else "existing") for name in "bc"
        )
        real = row(lost(new(boards["a"], 3.0), *others))
        assert told["task_m2"] - AREA_M2 <= real["task_m2"] <= told["task_most_m2"] + AREA_M2
        assert told["lost_m2"] - AREA_M2 <= real["lost_m2"] <= told["lost_most_m2"] + AREA_M2


def test_without_a_missing_status_both_bounds_are_one() -> None:
    board = row(lost(new(BOARD, 3.0)))
    assert (board["task_most_m2"], board["lost_most_m2"]) == (board["task_m2"], board["lost_m2"])
    assert "status" not in board["flags"]


def test_a_camera_that_does_not_say_its_status_may_be_there() -> None:
    table = lost(new(BOARD, 3.0), status="proposed", assumed=("status",))
    assert row(table)["lost_m2"] == pytest.approx(BOARD_M2, abs=AREA_M2)


def test_a_zone_that_only_a_board_without_status_hides_is_a_task_at_most() -> None:
    behind = zone(rect(-0.5, 12, 0.5, 20), "must_cover")
    told = row(lost(obstacle(BOARD, 3.0), zones=(behind,)), task="must_cover")
    assert (told["task_m2"], told["lost_m2"]) == (0.0, 0.0)
    assert (told["task_most_m2"], told["lost_most_m2"]) == pytest.approx((8.0, 8.0), abs=AREA_M2)


def test_a_board_below_the_plane_hides_nothing_and_says_so() -> None:
    table = lost(new(BOARD, 1.4))
    assert len(table) == 1
    assert row(table)["lost_m2"] == 0.0
    assert row(table)["task_m2"] > 0.0


def test_proposed_cameras_have_nothing_to_lose() -> None:
    assert lost(new(BOARD, 3.0), status="proposed").empty


def test_an_obstacle_out_of_reach_makes_no_row() -> None:
    assert lost(new(rect(-1, -20, 1, -10), 3.0)).empty


def crown(**fields: Any) -> dict[str, Any]:
    return new(Point(0, 20), **{"kind": "tree", "crown_m": 4.0, "top_m": 9.0, **fields})


def test_a_crown_above_the_camera_hides_nothing() -> None:
    assert row(lost(crown(base_m=4.0)))["lost_m2"] == 0.0


def test_a_crown_that_begins_below_the_camera_hides_from_afar() -> None:
    # It begins at 3 m: nothing is hidden nearer than 2.5 times its distance, 2.5 x 18 m = 45 m at its rim.
    lifted = row(lost(crown(base_m=3.0))).geometry
    nearest_m = lifted.bounds[1] - 5_500_000.0
    assert 45.0 - 1e-6 <= nearest_m < 46.0
    on_ground = row(lost(crown(base_m=0.0))).geometry
    assert on_ground.bounds[1] - 5_500_000.0 == pytest.approx(18.0, abs=0.1)
    assert on_ground.contains(lifted.buffer(-1e-6))


def test_leaves_hide_and_bare_trees_do_not() -> None:
    table = lost(crown(base_m=0.0, id="lime", deciduous="yes"), new(BOARD, 3.0, id="board"))
    assert row(table, "lime")["lost_leaf_off_m2"] == 0.0
    assert row(table, "lime")["lost_m2"] > 0.0
    assert row(table)["lost_leaf_off_m2"] == pytest.approx(BOARD_M2, abs=AREA_M2)
    assert row(table)["lost_m2"] > BOARD_M2
    for kept in ("no", None):
        evergreen = row(lost(crown(base_m=0.0, deciduous=kept)))
        assert evergreen["lost_leaf_off_m2"] == evergreen["lost_m2"] > 0.0


def test_a_tree_without_its_crown_is_flagged() -> None:
    assert row(lost(new(Point(0, 20), 9.0, kind="tree")))["flags"] == "crown_missing"
    assert row(lost(crown()))["flags"] == ""
    assert row(lost(new(Point(0, 20), 9.0, kind="pole")))["flags"] == ""


def test_zones_that_must_be_covered_are_a_task_of_their_own() -> None:
    # A square of 4 m by 4 m, whose southern half lies behind the board of 2 m height: it hides to 12.5 m.
    low = rect(-1, 10, 1, 10.0001)
    square = zone(rect(-0.5, 10.5, 0.5, 14.5), "must_cover")
    table = lost(new(low, 2.0, id="low"), zones=(square,))
    for name in ("low", ALL_TOGETHER):
        assert row(table, name, "must_cover")["task_m2"] == pytest.approx(4.0, abs=1e-6)
        assert row(table, name, "must_cover")["lost_m2"] == pytest.approx(2.0, abs=1e-3)
    assert row(table, "low")["lost_m2"] > 2.0


def test_of_a_zone_only_what_is_covered_well_enough_is_a_task() -> None:
    # 1920 px and 60 degrees: f = 1662.8 px, so 100 px/m end 16.63 m to the north.
    depth_m = 1920 / (2 * 3**-0.5) / 100
    strip = zone(rect(-0.5, 10, 0.5, 40), "must_cover", min_px_per_m=100.0)
    board = new(rect(8, 30, 9, 30.3), 3.0)
    table = lost(board, zones=(strip,))
    assert row(table, task="must_cover")["task_m2"] == pytest.approx(depth_m - 10, abs=1e-6)
    assert row(table, task="must_cover")["lost_m2"] == 0.0


def test_a_kiosk_around_the_camera_takes_all_and_does_not_move_it() -> None:
    table = lost(new(rect(-3, -3, 3, 3), 6.0, id="kiosk", kind="structure"))
    assert row(table, "kiosk")["lost_m2"] == pytest.approx(row(table)["task_m2"], abs=AREA_M2)
    assert row(table)["task_m2"] > 100.0


def test_a_camera_drawn_on_a_wall_is_measured_from_where_it_hangs() -> None:
    house = building(rect(-5, -9, 5, 0.02), 9.0)
    seeing = camera(0, 0, status="existing", range_m=60.0)
    table = cover(scene([house], [seeing], obstacles=[new(rect(-1, 10, 1, 10.3), 3.0)]))
    moved_m = table.cameras["moved_m"].iloc[0]
    assert moved_m == pytest.approx(0.07, abs=1e-3)
    whole = table.coverage["area_m2"].sum()
    here = row(table.obstruction)
    assert here["task_m2"] - here["lost_m2"] == pytest.approx(whole, abs=AREA_M2)


def test_an_indoor_camera_has_no_view_to_lose() -> None:
    house = building(rect(-5, -5, 5, 5), 9.0)
    seeing = camera(0, 0, status="existing")
    table = cover(scene([house], [seeing], obstacles=[new(BOARD, 3.0)])).obstruction
    assert row(table)["flags"] == "indoor"
    assert row(table)["task_m2"] == 0.0


def test_a_gap_beside_a_proposed_wall_is_no_gap_without_it() -> None:
    # 0.5 mm between an existing wall and a proposed one: closed with it, and open to the side without.
    standing = obstacle(rect(-20, 10, 0, 10.3), 9.0)
    beside = new(rect(0.0005, 10, 20, 10.3), 9.0, id="beside")
    table = lost(standing, beside)
    alone = cover(scene([], [camera(0, 0, range_m=60.0)], obstacles=[standing])).coverage["area_m2"].sum()
    assert row(table)["task_m2"] == pytest.approx(alone, abs=AREA_M2)


def test_a_line_is_a_thin_wall() -> None:
    fence = new(LineString([(-1, 10), (1, 10)]), 3.0, kind="wall", width_m=0.6)
    south, north = 9.7, 10.3
    half = 1.0
    # Rays past the near corners widen to 2.5 m at 24.25 m; from there the far edge's own sides, to 25.75 m.
    trapezoid_m2 = (2 * half + 5 * half) / 2 * (2.5 * south - south)
    assert row(lost(fence))["lost_m2"] == pytest.approx(
        trapezoid_m2 + 5 * half * 2.5 * (north - south), abs=AREA_M2
    )
