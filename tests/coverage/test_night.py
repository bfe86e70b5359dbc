"""Night: the day's view within a camera's own light and in lit zones, and nothing else."""

from __future__ import annotations

import math

import pytest
import shapely
from shapely import affinity

from siting.coverage.rows import by_day
from siting.coverage.table import cover
from tests.coverage.readings import FAR_M, TAN_H, lower_edge_m
from tests.scenes import MERIDIAN, camera, rect, scene, zone

NEAR_M = lower_edge_m(2.5)


def by_night(table):
    rows = table.coverage[table.coverage["view"] == "night"]
    shape = shapely.union_all(rows.geometry.to_numpy())
    return rows, affinity.translate(shape, -MERIDIAN.easting_m, -MERIDIAN.northing_m)


def test_nothing_told_of_light_adds_nothing():
    table = cover(scene([], [camera(height_m=4.0)]))
    assert set(table.coverage["view"]) == {"main"}


def test_own_light_is_a_circle_in_plan():
    table = cover(scene([], [camera(height_m=4.0, ir_range_m=30.0)]))
    rows, shape = by_night(table)
    # A sector of 60 degrees less the blind triangle; chords lie up to 5 mm inside the arc.
    area_m2 = math.radians(30) * 30.0**2 - TAN_H * NEAR_M**2
    assert rows["area_m2"].sum() == pytest.approx(area_m2, abs=math.radians(60) * 30.0 * 0.005)
    assert shape.area == pytest.approx(rows["area_m2"].sum(), rel=1e-9)
    assert set(rows["flags"]) == {""}
    assert rows.geometry.is_valid.all()


def test_the_night_lies_inside_the_day_class_by_class():
    table = cover(scene([], [camera(height_m=4.0, ir_range_m=50.0), camera(5.0, 3.0)]))
    rows, _ = by_night(table)
    day = by_day(table.coverage)
    assert len(day) + len(rows) == len(table.coverage)
    for row in rows.to_dict("records"):
        whole = day[(day["camera_id"] == row["camera_id"]) & (day["class"] == row["class"])].iloc[0]
        assert shapely.difference(row["geometry"], whole["geometry"]).area < 1e-6
        assert row["min_px_per_m"] == whole["min_px_per_m"]
    assert set(rows["camera_id"]) == {"cam-0"}


def test_a_lit_zone_counts_beyond_the_own_light():
    lit = zone(rect(-5.0, 60.0, 5.0, 80.0), "lit")
    table = cover(scene([], [camera(height_m=4.0, ir_range_m=0.0)], zones=[lit]))
    rows, shape = by_night(table)
    assert shape.equals(shapely.box(-5.0, 60.0, 5.0, 80.0)) or shape.area == pytest.approx(200.0, abs=1e-6)
    assert set(rows["flags"]) == {""}


def test_without_an_infrared_range_only_lit_zones_are_sure_and_the_rows_say_so():
    lit = zone(rect(-5.0, 60.0, 5.0, 80.0), "lit")
    table = cover(scene([], [camera(height_m=4.0)], zones=[lit]))
    rows, shape = by_night(table)
    assert shape.area == pytest.approx(200.0, abs=1e-6)
    assert set(rows["flags"]) == {"ir_range_missing"}


def test_light_and_lit_zones_together():
    lit = zone(rect(-5.0, FAR_M - 10.0, 5.0, FAR_M + 10.0), "lit")
    table = cover(scene([], [camera(height_m=4.0, ir_range_m=30.0)], zones=[lit]))
    _, shape = by_night(table)
    own_m2 = math.radians(30) * 30.0**2 - TAN_H * NEAR_M**2
    assert shape.area == pytest.approx(own_m2 + 100.0, abs=0.2)
