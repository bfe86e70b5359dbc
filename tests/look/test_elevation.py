"""Elevations: walls unrolled corner after corner, with what cameras see where they see it."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import affinity

from siting.assess import assess
from siting.errors import UsageError
from siting.look.elevation import elevation_of
from tests.ground import ground, standing_on
from tests.scenes import building, camera, entrance, home, rect, scene, window

DAY = "2026-03-01"


def _plan(**options):
    return scene(
        [
            home(rect(-5, 20, 5, 28), 6.0, id="home", levels=2.0, name="Home"),
            building(rect(-5, 60, 5, 70), id="other"),
        ],
        [
            camera(0, 0, id="south", height_m=3.0, hfov_deg=90.0),
            camera(30, 24, id="east", height_m=3.0, azimuth_grid_deg=270.0),
        ],
        **options,
    )


def test_walls_stand_side_by_side_as_seen_from_outside():
    seen = elevation_of(assess(_plan(), on=DAY), "home")

    assert [wall.from_m for wall in seen.walls[1:]] == pytest.approx([wall.to_m for wall in seen.walls[:-1]])
    assert seen.length_m == pytest.approx(36.0)
    assert seen.floors_m == pytest.approx((0.0, 3.0, 6.0))
    assert (seen.use, seen.name, seen.protected_from) == ("residence", "Home", 0.0)
    # Walking to the right as seen from outside, walls face south, east, north, west.
    facing = [round(wall.facing_deg) % 360 for wall in seen.walls]
    start = facing.index(180)
    assert [*facing[start:], *facing[:start]] == [180, 90, 0, 270]


def test_what_is_seen_keeps_its_area_and_its_heights():
    assessment = assess(_plan(), on=DAY)
    seen = elevation_of(assessment, "home")
    rows = assessment.facades
    assert len(seen.exposed) == len(rows) > 0
    areas = {(r.camera_id, r.wall, r.storey): r.area_m2 for r in rows.itertuples()}
    spans = {wall.number: (wall.from_m, wall.to_m) for wall in seen.walls}
    for each in seen.exposed:
        assert each.shape.area == pytest.approx(areas[each.camera_id, each.wall, each.storey], rel=1e-6)
        low, foot, high, top = each.shape.bounds
        assert spans[each.wall][0] - 1e-6 <= low < high <= spans[each.wall][1] + 1e-6
        assert 3.0 * each.storey + 0.9 - 1e-6 <= foot < top <= 3.0 * each.storey + 2.1 + 1e-6
    densities = [each.max_px_per_m for each in seen.exposed]
    assert densities == sorted(densities)


def test_one_camera_alone_may_be_asked_for():
    assessment = assess(_plan(), on=DAY)
    seen = elevation_of(assessment, "home", camera_id="east")
    facing = {wall.number: wall.facing_deg for wall in seen.walls}
    assert {each.camera_id for each in seen.exposed} == {"east"}
    assert {round(facing[each.wall]) for each in seen.exposed} == {90}


def test_left_and_right_are_those_of_one_who_stands_before_the_wall():
    drawn = _plan(
        windows=[window([(-4.0, 20.0), (-2.0, 20.0)], 0.8, 2.4, "home", id="west-window")],
        entrances=[entrance(3.0, 20.0, "home", id="door")],
    )
    seen = elevation_of(assess(drawn, on=DAY), "home")
    south = next(wall for wall in seen.walls if round(wall.facing_deg) == 180)
    told = {each.id: each for each in seen.openings}
    pane, door = told["west-window"], told["door"]
    # Before the south wall one looks north: west is on the left.
    assert (pane.from_m, pane.to_m) == pytest.approx((south.from_m + 1.0, south.from_m + 3.0))
    assert (pane.low_m, pane.high_m) == pytest.approx((0.8, 2.4))
    assert (door.from_m, door.to_m) == pytest.approx((south.from_m + 7.5, south.from_m + 8.5))
    assert (door.kind, pane.kind) == ("door", "window")
    exposed = [each.shape.bounds for each in seen.exposed if each.camera_id == "south" and each.storey == 0]
    assert (exposed[0][0], exposed[0][2]) == pytest.approx((pane.from_m, pane.to_m))


def test_turned_and_with_a_court_walls_still_follow_each_other():
    block = shapely.Polygon([(0, 0), (20, 0), (20, 20), (0, 20)], [[(5, 5), (5, 15), (15, 15), (15, 5)]])
    turned = affinity.translate(affinity.rotate(block, 33.0, origin=(0, 0)), 0.0, 30.0)
    drawn = scene([home(turned, 9.0, id="block")], [camera(0, 0, id="cam")])
    seen = elevation_of(assess(drawn, on=DAY), "block")
    assert seen.length_m == pytest.approx(80.0 + 40.0)
    assert sorted(wall.is_court for wall in seen.walls) == [False] * 4 + [True] * 4
    outer = [wall.facing_deg for wall in seen.walls if not wall.is_court]
    turns = np.diff([*outer, outer[0]]) % 360
    # Around a house one turns left at every corner, in a court right.
    assert turns == pytest.approx([270.0] * 4)
    inner = [wall.facing_deg for wall in seen.walls if wall.is_court]
    assert np.diff([*inner, inner[0]]) % 360 == pytest.approx([90.0] * 4)


def test_on_a_slope_heights_are_those_of_the_ground(tmp_path):
    raster = ground(tmp_path / "high.tif", lambda at: 40.0 + 0.0 * at.north, half_m=120.0)
    seen = elevation_of(assess(standing_on(_plan(), raster), on=DAY), "home")
    assert (seen.base_m, seen.top_m) == pytest.approx((40.0, 46.0))
    assert not seen.is_level
    assert min(each.shape.bounds[1] for each in seen.exposed) == pytest.approx(40.9)


def test_what_is_no_building_is_told():
    assessment = assess(_plan(), on=DAY)
    with pytest.raises(UsageError, match="found 'castle'"):
        elevation_of(assessment, "castle")
    with pytest.raises(UsageError, match="nobody"):
        elevation_of(assessment, "home", camera_id="nobody")


def test_a_copy_is_told_by_the_name_it_counts_under():
    drawn = scene(
        [home(rect(-5, 20, 5, 28), 6.0, id="one"), home(rect(-5, 20, 5, 28), 6.0, id="two")],
        [camera(id="cam")],
    )
    with pytest.raises(UsageError, match="allowed one"):
        elevation_of(assess(drawn, on=DAY), "two")
