"""Key places: the share covered, against closed forms and against points judged one by one."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import affinity

from siting.coverage.key_places import counted
from siting.coverage.table import cover
from siting.model import Ladder
from tests.coverage.readings import F_PX
from tests.judge import Solids, View, seen
from tests.scenes import MERIDIAN, building, camera, rect, scene, zone


def key(polygon, px_per_m=100.0, **fields):
    return zone(polygon, "must_cover", id="Z", min_px_per_m=px_per_m, **fields)


def measured(cameras, zones, buildings=(), view="main", **options):
    table = cover(scene(buildings, cameras, zones=zones), **options)
    return together(table, {""}, view=view)


def together(table, sure, maybe=(), view="main"):
    (row,) = [each for each in counted(table.places.key_sights, sure, maybe) if each.view == view]
    return row._asdict()


def test_a_limit_between_two_classes_is_a_line_across_the_view():
    edge_m = F_PX / 100.0
    row = measured([camera(height_m=4.0)], [key(rect(-3.0, 10.0, 3.0, 30.0))])
    assert row["area_m2"] == pytest.approx(120.0)
    assert row["covered_m2"] == pytest.approx(6.0 * (edge_m - 10.0), rel=1e-9)
    assert row["possible_m2"] == pytest.approx(row["covered_m2"])
    gap = affinity.translate(row["geometry"], -MERIDIAN.easting_m, -MERIDIAN.northing_m)
    assert gap.symmetric_difference(rect(-3.0, edge_m, 3.0, 30.0)).area < 1e-6


@pytest.mark.parametrize("px_per_m", [12.5, 20.0, 62.5, 100.0, 125.0, 200.0])
@pytest.mark.parametrize("tilt_deg", [0.0, 20.0])
def test_the_ladder_changes_nothing(px_per_m, tilt_deg):
    other = Ladder("other", (("low", 20.0), ("mid", 80.0), ("high", 150.0)))
    zones = [key(rect(-10.0, 5.0, 10.0, 100.0), px_per_m)]
    cameras = [camera(height_m=4.0, tilt_deg=tilt_deg)]
    one, two = measured(cameras, zones), measured(cameras, zones, ladder=other)
    assert one["covered_m2"] == pytest.approx(two["covered_m2"], abs=1e-6)
    assert one["covered_m2"] > 0.0


def test_two_cameras_are_counted_once_where_both_look():
    zones = [key(rect(-3.0, 10.0, 3.0, 14.0))]
    row = measured([camera(height_m=4.0), camera(height_m=4.0), camera(0.5, 0.0, height_m=4.0)], zones)
    assert row["covered_m2"] == pytest.approx(24.0, abs=1e-6)
    assert row["geometry"].is_empty


def test_what_buildings_stand_on_is_taken_out():
    inside = building(rect(-1.0, 12.0, 1.0, 13.0), 5.0)
    canopy = building(rect(-3.0, 10.0, 3.0, 11.0), 1.0, base_m=3.5)
    row = measured([camera(height_m=4.0)], [key(rect(-3.0, 10.0, 3.0, 14.0))], [inside, canopy])
    assert row["area_m2"] == pytest.approx(22.0)


def test_a_zone_wholly_inside_a_building_has_no_open_ground():
    row = measured(
        [camera(height_m=4.0)], [key(rect(-1.0, 12.0, 1.0, 13.0))], [building(rect(-5, 11, 5, 20))]
    )
    assert row["area_m2"] == pytest.approx(0.0, abs=1e-9)


def test_a_zone_without_density_is_asked_for_12_5():
    row = measured([camera(height_m=4.0)], [key(rect(-3.0, 100.0, 3.0, 140.0), None)])
    assert np.isnan(row["min_px_per_m"])
    assert row["covered_m2"] == pytest.approx(6.0 * (F_PX / 12.5 - 100.0), rel=1e-9)


def test_below_12_5_all_is_possible_and_only_what_is_seen_is_sure():
    row = measured([camera(height_m=4.0)], [key(rect(-3.0, 100.0, 3.0, 140.0), 10.0)])
    assert row["covered_m2"] == pytest.approx(6.0 * (F_PX / 12.5 - 100.0), rel=1e-9)
    assert row["possible_m2"] == pytest.approx(240.0)


def test_no_camera_covers_nothing():
    row = measured([], [key(rect(-3.0, 10.0, 3.0, 14.0), 10.0)])
    assert (row["covered_m2"], row["possible_m2"]) == (0.0, 0.0)


def test_only_the_regimes_that_count_are_counted():
    ground = key(rect(-3.0, 10.0, 3.0, 14.0))
    east, west = rect(0.0, 0.0, 50.0, 50.0), rect(-50.0, 0.0, 0.0, 50.0)
    # Walls along the middle: each camera sees its own half of the zone, less the wall.
    wall = building(rect(-0.5, 1.0, 0.5, 20.0), 9.0)
    cameras = [
        camera(1.0, 0.0, height_m=4.0, regime="gov"),
        camera(-1.0, 0.0, height_m=4.0, regime="non_public", assumed=("status",)),
    ]
    table = cover(scene([wall], cameras, zones=[ground]))
    half_m2 = 2.5 * 4.0
    gov = together(table, {"gov"})
    assert gov["area_m2"] == pytest.approx(2 * half_m2)
    assert gov["covered_m2"] == pytest.approx(half_m2, abs=1e-6)
    assert gov["possible_m2"] == pytest.approx(half_m2, abs=1e-6)
    assert gov["others_m2"] == pytest.approx(half_m2, abs=1e-6)
    assert not gov["is_status_assumed"]
    gap = affinity.translate(gov["geometry"], -MERIDIAN.easting_m, -MERIDIAN.northing_m)
    assert gap.intersection(east).area == pytest.approx(0.0, abs=1e-6)
    assert gap.intersection(west).area == pytest.approx(half_m2, abs=1e-6)
    perhaps = together(table, {"gov"}, {"non_public"})
    assert perhaps["covered_m2"] == pytest.approx(half_m2, abs=1e-6)
    assert perhaps["possible_m2"] == pytest.approx(2 * half_m2, abs=1e-6)
    assert perhaps["others_m2"] == 0.0
    both = together(table, {"gov", "non_public"})
    assert both["covered_m2"] == pytest.approx(2 * half_m2, abs=1e-6)
    assert both["is_status_assumed"]


@pytest.mark.parametrize(
    "options", [{"kind": "multi"}, {"assumed": ("tilt_deg",)}, {"assumed": ("hfov_deg",)}]
)
def test_a_camera_of_unknown_view_makes_possible_what_it_does_not_make_sure(options):
    row = measured([camera(height_m=4.0, **options)], [key(rect(-3.0, 10.0, 3.0, 14.0))])
    assert row["covered_m2"] == 0.0
    assert row["possible_m2"] == pytest.approx(24.0, abs=1e-6)


def test_what_a_turning_camera_may_be_turned_to_is_possible():
    turning = camera(height_m=4.0, kind="ptz", azimuth_grid_deg=180.0)
    row = measured([turning], [key(rect(-3.0, 10.0, 3.0, 14.0))])
    assert (row["covered_m2"], row["possible_m2"]) == (0.0, pytest.approx(24.0, abs=1e-6))
    aimed = measured([camera(height_m=4.0, kind="ptz")], [key(rect(-3.0, 10.0, 3.0, 14.0))])
    assert aimed["covered_m2"] == pytest.approx(24.0, abs=1e-6)


def test_a_camera_of_unknown_view_reaches_no_further_than_its_lens():
    row = measured([camera(height_m=4.0, kind="ptz")], [key(rect(-3.0, 40.0, 3.0, 44.0))])
    assert row["possible_m2"] == 0.0


def test_by_night_what_is_lit_is_sure_and_what_nobody_tells_is_possible():
    ground = key(rect(-3.0, 10.0, 3.0, 14.0))
    lit = zone(rect(-3.0, 10.0, 3.0, 11.0), "lit")
    dark = measured([camera(height_m=4.0, ir_range_m=0.0)], [ground, lit], view="night")
    assert (dark["covered_m2"], dark["possible_m2"]) == pytest.approx((6.0, 6.0), abs=1e-6)
    untold = measured([camera(height_m=4.0)], [ground, lit], view="night")
    assert (untold["covered_m2"], untold["possible_m2"]) == pytest.approx((6.0, 24.0), abs=1e-6)
    strong = measured([camera(height_m=4.0, ir_range_m=40.0)], [ground], view="night")
    assert strong["covered_m2"] == pytest.approx(24.0, abs=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_against_points_judged_one_by_one(seed):
    rng = np.random.default_rng(seed)
    blocks = [
        building(affinity.rotate(rect(e, n, e + 6, n + 4), rng.uniform(0, 90)), float(rng.uniform(2, 9)))
        for e, n in rng.uniform((-25, 8), (20, 40), (6, 2))
    ]
    cameras = [
        camera(-8.0, 0.0, height_m=6.0, azimuth_grid_deg=20.0, tilt_deg=12.0),
        camera(14.0, 48.0, height_m=9.0, azimuth_grid_deg=200.0, tilt_deg=15.0, range_m=40.0),
    ]
    limit = float(rng.uniform(15.0, 120.0))
    plan = scene(blocks, cameras, zones=[key(rect(-20.0, 5.0, 20.0, 45.0), limit)])
    table = cover(plan)
    row = together(table, {""})
    steps = np.arange(-20.0, 20.0, 0.2) + 0.1
    points = np.array([(e, n + 25.0) for e in steps for n in steps])
    points += (MERIDIAN.easting_m, MERIDIAN.northing_m)
    inside = np.zeros(len(points), bool)
    for block in plan.buildings.geometry:
        inside |= shapely.intersects_xy(block, *points.T)
    covered = np.zeros(len(points), bool)
    for lens, used in zip(plan.cameras, table.cameras.to_dict("records"), strict=True):
        view = View.of(lens, used["azimuth_grid_deg"], (used["easting_m"], used["northing_m"]))
        covered |= _judged(plan, view, points, limit)
    cell_m2 = 0.04
    assert row["area_m2"] == pytest.approx(cell_m2 * (~inside).sum(), rel=0.01)
    assert row["covered_m2"] == pytest.approx(cell_m2 * (covered & ~inside).sum(), rel=0.03, abs=2.0)


def _judged(plan, view, points, limit):
    """Which points of the target plane a view shows at a density, by the 3D segment to each."""
    around = np.column_stack([points - view.eye[:2], np.full(len(points), 1.5 - view.eye[2])])
    shown = view.reaches(around)
    shown[shown] = view.px_per_m(around[shown]) >= limit
    shown[shown] = seen(Solids.of(plan).around(view.eye, view.reach_m), around[shown])
    return shown
