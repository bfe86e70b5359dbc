"""A scene on its ground: what is lifted, what is told of it, and what follows for findings."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely

import siting
from siting.coverage import terrain
from siting.coverage._horizon_kernels import horizons
from siting.coverage._terrain_kernels import band_cells, hide_cells
from siting.coverage.table import cover
from siting.coverage.warm import compile_kernels
from siting.io import demo_path, read_scene
from siting.io.rasters import checked_raster
from tests.coverage.readings import camera_row, covered, rows_of
from tests.ground import ground, standing_on
from tests.io.shared import DATA, needs_data
from tests.scenes import Place, building, camera, home, obstacle, rect, scene

DELFT = Place(epsg=28992, easting_m=84_940.0, northing_m=447_530.0)


def test_the_demo_on_level_ground_sees_the_same_homes(tmp_path):
    plan = read_scene(demo_path())
    west, south, east, north = plan.buildings.total_bounds
    place = Place(epsg=3879, easting_m=(west + east) / 2, northing_m=(south + north) / 2)
    half_m = math.ceil(max(east - west, north - south) / 2 + 400.0)
    raster = ground(tmp_path / "t.tif", lambda _: 37.3, half_m=half_m, place=place)
    exact, table = cover(plan), cover(standing_on(plan, raster))
    key = ["camera_id", "view", "building_id", "storey", "wall"]
    both = exact.facades.merge(table.facades, on=key, how="outer", suffixes=("", "_on_ground"))
    for column in ("area_m2", "max_px_per_m", "distance_m", "visible_length_m"):
        # A wall seen through several stretches has several rows of one key: compare them in order.
        assert sorted(exact.facades[column]) == pytest.approx(sorted(table.facades[column]), rel=1e-6)
    assert both["area_m2"].notna().all()
    assert both["area_m2_on_ground"].notna().all()
    assert exact.facades["flags"].tolist() == table.facades["flags"].tolist()
    main = exact.coverage.groupby("camera_id")["area_m2"].sum()
    on_ground = table.coverage.groupby("camera_id")["area_m2"].sum()
    large = main[main > 300.0].index
    assert on_ground[large].to_numpy() == pytest.approx(main[large].to_numpy(), rel=0.05)
    assert table.coverage["area_m2"].sum() == pytest.approx(exact.coverage["area_m2"].sum(), rel=0.005)
    assert table.places.doors["entrance_id"].tolist() == exact.places.doors["entrance_id"].tolist()


def test_cameras_say_that_they_stand_on_terrain_and_have_no_law_of_the_plane(tmp_path):
    raster = ground(tmp_path / "t.tif", lambda at: 0.01 * at.east)
    turning = camera(20.0, kind="ptz", zoom_hfov_deg=20.0, tilt_min_deg=0.0, tilt_max_deg=90.0, range_m=40.0)
    table = cover(standing_on(scene([], [camera(), turning]), raster))
    for name in ("cam-0", "cam-1"):
        row = camera_row(table, name)
        assert "on_terrain" in row["flags"].split(",")
        assert row["density_over"] is None
        assert math.isnan(row["capability_f_px"])
        assert row["height_m"] == 4.0
    assert {"main", "capability"} == set(table.coverage["view"])


def test_a_far_view_is_answered_in_larger_cells_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(terrain, "_MOST_CELLS", 10_000)
    raster = ground(tmp_path / "t.tif", lambda _: 0.0)
    table = cover(standing_on(scene([], [camera(height_m=6.0)]), raster))
    assert "ground_coarse" in camera_row(table)["flags"]
    exact = cover(scene([], [camera(height_m=6.0)]))
    assert covered(table).area == pytest.approx(covered(exact).area, rel=0.05)
    assert "a view over more cells than are answered one by one" in table.ledger["found"].tolist()


def test_what_a_proposed_obstacle_would_take_is_counted_on_the_ground(tmp_path):
    plan = scene(
        [],
        [camera(height_m=6.0, status="existing")],
        obstacles=[obstacle(rect(-10, 40, 10, 40.5), 3.0, status="proposed", base_m=0.0)],
    )
    lost = cover(plan).obstruction
    found = cover(standing_on(plan, ground(tmp_path / "t.tif", lambda _: 120.0))).obstruction
    assert found["obstacle_id"].tolist() == lost["obstacle_id"].tolist()
    assert found["lost_m2"].to_numpy() == pytest.approx(lost["lost_m2"].to_numpy(), rel=0.05)


def test_a_raster_that_leaves_buildings_out_stands_for_the_ground_around_them(tmp_path):
    # A camera on the wall of a house whose footprint is a void, as in many models of bare ground.
    house = rect(-10, -12, 10, -0.2)

    def holed(at):
        return np.where((np.abs(at.east) < 10.5) & (at.north > -12.5) & (at.north < 0.3), np.nan, 30.0)

    table = cover(standing_on(scene([building(house)], [camera()]), ground(tmp_path / "t.tif", holed)))
    assert camera_row(table)["view_computed"]
    assert "ground_unknown" not in camera_row(table)["flags"]


def test_homes_seen_over_voids_are_undecided_and_none_passes_for_it(tmp_path):
    def holed(at):
        return np.where((at.north > 8) & (at.north < 14), np.nan, 0.0)

    plan = scene([home(rect(-8, 20, 8, 30))], [camera(regime="gov", social_public_area="yes")])
    on = "2026-03-01"
    level = siting.assess(plan, packs="cn_2025", on=on).findings
    holed_plan = standing_on(plan, ground(tmp_path / "t.tif", holed))
    found = siting.assess(holed_plan, packs="cn_2025", on=on)
    duty = "cn_2025/8/view_into_residence"
    before = level[level["duty_id"] == duty]
    after = found.findings[found.findings["duty_id"] == duty]
    assert set(before["outcome"]) == {"fail"}
    assert set(after["outcome"]) == {"undecided"}
    assert after["message_en"].str.contains("the ground there or on the way is not known").all()
    told = {each["id"] for each in found.summary["assumptions"]}
    assert {"ground.raster", "facades.ground_unknown", "cameras.ground_unknown"} <= told
    assert "ground.level" not in told


def test_a_camera_without_ground_leaves_its_duties_undecided(tmp_path):
    plan = scene([home(rect(-8, 20, 8, 30))], [camera(regime="gov", social_public_area="yes")])
    raster = ground(tmp_path / "t.tif", lambda at: np.where(at.north < 5, np.nan, 0.0))
    found = siting.assess(standing_on(plan, raster), packs="cn_2025", on="2026-03-01")
    rows = found.findings[found.findings["duty_id"] == "cn_2025/8/view_into_residence"]
    assert set(rows["outcome"]) == {"undecided"}
    assert "cameras.no_ground" in {each["id"] for each in found.summary["hints"]}


def test_kernels_compiled_ahead_are_those_that_a_ground_asks_for(tmp_path):
    assert compile_kernels()
    kernels = (band_cells, hide_cells, horizons)
    before = [len(kernel.signatures) for kernel in kernels]
    plan = scene([home(rect(-5, 20, 5, 30)), building(rect(10, 20, 12, 30))], [camera()])
    assert rows_of(cover(standing_on(plan, ground(tmp_path / "t.tif", lambda at: 0.02 * at.north))))
    assert [len(kernel.signatures) for kernel in kernels] == before


@needs_data
def test_a_real_old_town_on_its_own_ground():
    raster = checked_raster(DATA / "delft_centre" / "delft_dtm_0p5m.tif")
    assert raster is not None
    cameras = [
        camera(0, 0, height_m=5.0, range_m=60.0),
        camera(-30, 20, height_m=6.0, azimuth_grid_deg=120.0),
    ]
    plan = scene([building(rect(20, 30, 35, 45), 8.0)], cameras, place=DELFT)
    level, table = cover(plan), cover(standing_on(plan, raster))
    # The town is flat to within a metre or two: what is covered differs, but not by much.
    for name in ("cam-0", "cam-1"):
        same = covered(level, name, place=DELFT).intersection(covered(table, name, place=DELFT))
        assert same.area > 0.6 * covered(level, name, place=DELFT).area
    assert shapely.is_valid(table.coverage.geometry.to_numpy()).all()
