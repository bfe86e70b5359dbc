"""What stands on the ground: what hides from its lowest, what may be seen up to its highest."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from siting.coverage.lift import lift_of
from siting.coverage.table import cover
from tests.coverage.readings import rows_of
from tests.ground import ground, standing_on
from tests.scenes import MERIDIAN, building, camera, entrance, home, obstacle, rect, scene

HERE = np.array([MERIDIAN.easting_m, MERIDIAN.northing_m])


def lift(raster, *shapes):
    made = np.array([shapely.transform(shape, lambda xy: xy + HERE) for shape in shapes], object)
    return lift_of(raster.reader(standing_on(scene(), raster).crs), made)


def panel_heights(row):
    return shapely.get_coordinates(shapely.from_wkb(row["panel_wkb_z"]), include_z=True)[:, 2]


def test_the_ground_along_an_outline(tmp_path):
    slope = ground(tmp_path / "t.tif", lambda at: 100.0 + 0.2 * at.east, half_m=50.0)
    found = lift(slope, rect(-10, -5, 10, 5), rect(20, 0, 25, 5))
    assert found.low_m == pytest.approx([98.0, 104.0], abs=1e-4)
    assert found.high_m == pytest.approx([102.0, 105.0], abs=1e-4)
    assert found.is_known.all()
    assert found.flags(0) == {"on_slope"}


def test_a_building_left_out_of_the_raster_stands_on_the_ground_around_it(tmp_path):
    def holed(at):
        return np.where((np.abs(at.east) < 11) & (np.abs(at.north) < 6), np.nan, 50.0)

    found = lift(ground(tmp_path / "t.tif", holed, half_m=50.0), rect(-10, -5, 10, 5))
    assert found.low_m == pytest.approx([50.0])
    assert found.high_m == pytest.approx([50.0])
    assert found.is_known.all()


def test_far_from_any_known_ground_it_lies_anywhere_that_is_known_around(tmp_path):
    slope = ground(tmp_path / "t.tif", lambda at: np.where(at.east > 0, np.nan, 100.0 + at.east), half_m=50.0)
    found = lift(slope, rect(30, 0, 40, 10), rect(-40, 0, -30, 10), rect(-20, 0, -10, 10))
    assert found.is_known.tolist() == [False, True, True]
    assert (found.low_m[0], found.high_m[0]) == pytest.approx((60.0, 90.0))
    assert found.flags(0) == {"ground_unknown"}


def test_windows_on_a_slope_count_from_the_lowest_to_the_highest_ground(tmp_path):
    # Ground from 98 to 102 along the house; the wall faces the camera, at 200 m nothing lies between.
    raster = ground(tmp_path / "t.tif", lambda at: 100.0 + 0.2 * at.east)
    table = cover(standing_on(scene([home(rect(-10, 40, 10, 50), 6.0)], [camera(height_m=8.0)]), raster))
    rows = rows_of(table, building_id="buildings-0")
    assert {row["storey"] for row in rows} == {0, 1}
    first = panel_heights(next(row for row in rows if row["storey"] == 0))
    assert (first.min(), first.max()) == pytest.approx((98.9, 104.1), abs=0.3)
    assert all("on_slope" in row["flags"].split(",") for row in rows)
    told = table.ledger[table.ledger["layer"] == "terrain"]
    assert "1 buildings on ground that rises by over 0.5 m" in told["found"].tolist()


def test_a_building_on_a_slope_hides_no_more_than_from_its_lowest_ground(tmp_path):
    # A screen of 6 m before a home of 9 m: on a cross slope its top counts from the lower side.
    def windows(slope):
        raster = ground(tmp_path / f"{slope}.tif", lambda at: slope * at.east)
        things = [building(rect(-20, 20, 20, 21), 6.0), home(rect(-8, 40, 8, 50), 9.0)]
        return cover(standing_on(scene(things, [camera(height_m=7.0)]), raster)).facades

    level, sloping = windows(0.0), windows(0.15)
    assert set(level["storey"]) < set(sloping["storey"])


def test_what_floats_has_its_underside_at_the_highest_ground(tmp_path):
    # A canopy from 3 to 4 m over ground from 0 to 4 m hides nothing for certain: it may lie anywhere.
    raster = ground(tmp_path / "t.tif", lambda at: np.clip(at.north - 20.0, 0.0, 4.0))
    eye = [camera(height_m=12.0, tilt_deg=5.0)]
    canopy = [obstacle(rect(-10, 18, 10, 26), 4.0, base_m=3.0, kind="structure")]
    bare = cover(standing_on(scene([], eye), raster))
    table = cover(standing_on(scene([], eye, obstacles=canopy), raster))
    assert table.coverage["area_m2"].sum() == pytest.approx(bare.coverage["area_m2"].sum())


def test_a_home_on_unknown_ground_is_told_and_undecided(tmp_path):
    raster = ground(tmp_path / "t.tif", lambda at: np.where(at.north > 30, np.nan, 0.0))
    things = [home(rect(-5, 60, 5, 70), 6.0), building(rect(-50, 0, -40, 10), 6.0)]
    table = cover(standing_on(scene(things, [camera(height_m=5.0)]), raster))
    rows = rows_of(table, building_id="buildings-0")
    assert rows
    assert all("ground_unknown" in row["flags"].split(",") for row in rows)


def test_a_door_stands_on_the_ground_before_it(tmp_path):
    raster = ground(tmp_path / "t.tif", lambda at: 100.0 + 0.2 * at.east)
    things = [home(rect(-10, 40, 10, 50), 6.0)]
    where = {"entrances": [entrance(8.0, 40.0, "buildings-0")]}
    table = cover(standing_on(scene(things, [camera(height_m=8.0)], **where), raster))
    assert len(table.places.doors) == 1
    # 1 m wide on a slope of 0.2: the door is looked for between 101.5 and 101.7 + 2.1 m.
    assert table.places.doors["area_m2"].iloc[0] == pytest.approx(2.3, abs=0.05)
