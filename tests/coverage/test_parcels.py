"""Parcels: what a camera covers beyond its own, against closed forms."""

from __future__ import annotations

import pytest
from shapely import affinity

from siting.coverage.table import cover
from tests.coverage.readings import TAN_H, area_m2, lower_edge_m
from tests.scenes import MERIDIAN, building, camera, rect, scene, zone

NEAR_M = lower_edge_m(2.5)


def parcel(*corners, **fields):
    return zone(rect(*corners), "parcel", **fields)


def table_of(parcels, cameras=None, buildings=()):
    return cover(scene(buildings, cameras or [camera(height_m=4.0)], zones=parcels))


def test_what_lies_beyond_is_the_rest_of_the_trapezoid():
    table = table_of([parcel(-100.0, -5.0, 100.0, 50.0, id="P")])
    (row,) = table.places.beyond_parcels.to_dict("records")
    kept_m2 = TAN_H * (50.0**2 - NEAR_M**2)
    assert (row["camera_id"], row["zone_id"]) == ("cam-0", "P")
    assert row["area_m2"] == pytest.approx(area_m2(table), rel=1e-9)
    assert row["beyond_m2"] == pytest.approx(area_m2(table) - kept_m2, rel=1e-9)
    beyond = affinity.translate(row["geometry"], -MERIDIAN.easting_m, -MERIDIAN.northing_m)
    assert beyond.bounds[1] == pytest.approx(50.0)


def test_a_view_within_its_parcel_leaves_nothing_beyond():
    (row,) = table_of([parcel(-200.0, -5.0, 200.0, 300.0)]).places.beyond_parcels.to_dict("records")
    assert row["beyond_m2"] == 0.0
    assert row["geometry"].is_empty


def test_a_camera_in_no_parcel_has_no_row():
    assert table_of([parcel(-100.0, 5.0, 100.0, 50.0)]).places.beyond_parcels.empty


def test_on_a_common_edge_both_parcels_are_its_own():
    halves = [parcel(-200.0, -5.0, 0.0, 300.0), parcel(0.0, -5.0, 200.0, 300.0)]
    (row,) = table_of(halves).places.beyond_parcels.to_dict("records")
    assert row["zone_id"] == "zones-0, zones-1"
    assert row["beyond_m2"] == pytest.approx(0.0, abs=1e-6)


def test_the_position_declared_decides_not_the_one_moved_off_the_wall():
    # The house fills the parcel; the camera on its wall is moved out of both.
    house = building(rect(-5.0, -10.0, 5.0, 0.0), 9.0)
    (row,) = table_of([parcel(-5.0, -10.0, 5.0, 0.0)], buildings=[house]).places.beyond_parcels.to_dict(
        "records"
    )
    assert row["beyond_m2"] == pytest.approx(row["area_m2"])
