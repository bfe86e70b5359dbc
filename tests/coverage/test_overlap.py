"""Overlap: what existing cameras cover already, against closed forms and points drawn at random."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import shapely

from siting.coverage.table import cover
from tests.coverage.readings import TAN_H, area_m2, lower_edge_m
from tests.scenes import camera, scene

NEAR_M = lower_edge_m(2.5)


def table_of(*cameras):
    return cover(scene([], [camera(height_m=4.0, **options) for options in cameras]))


def overlap(*cameras):
    (row,) = table_of(*cameras).places.overlaps.to_dict("records")
    return row


def test_without_an_existing_camera_there_are_no_rows():
    assert table_of({}, {}).places.overlaps.empty


def test_the_same_view_is_covered_already():
    row = overlap({}, {"status": "existing"})
    assert row["camera_id"] == "cam-0"
    assert row["existing_m2"] == pytest.approx(row["area_m2"], rel=1e-9)
    assert row["as_sharp_m2"] == pytest.approx(row["area_m2"], rel=1e-9)
    assert row["only_m2"] == pytest.approx(0.0, abs=1e-3)
    assert row["is_existing_sure"]


def test_a_shorter_existing_view_covers_its_own_trapezoid_of_it():
    # Half as many pixels: the same pyramid, half as far, and every class half as near.
    row = overlap({}, {"status": "existing", "image_width_px": 960, "image_height_px": 540})
    half_m = 960 / (2 * TAN_H) / 12.5
    assert row["existing_m2"] == pytest.approx(TAN_H * (half_m**2 - NEAR_M**2), rel=1e-9)
    assert row["only_m2"] == pytest.approx(row["area_m2"] - row["existing_m2"], rel=1e-9)
    # As sharp is the existing view only where both lie in one class.
    limits = [12.5, 25.0, 62.5, 125.0, 250.0]
    f_px, half_px = 1920 / (2 * TAN_H), 960 / (2 * TAN_H)
    edges = sorted({NEAR_M, *(f / limit for f in (f_px, half_px) for limit in limits if f / limit > NEAR_M)})
    shared = 0.0
    for low, high in pairwise(edges):
        middle = (low + high) / 2
        ours = sum(f_px / middle >= limit for limit in limits)
        theirs = sum(half_px / middle >= limit for limit in limits)
        shared += TAN_H * (high**2 - low**2) if theirs > 0 and theirs >= ours else 0.0
    assert row["as_sharp_m2"] == pytest.approx(shared, rel=1e-9)


def test_two_existing_cameras_are_counted_once_and_proposed_ones_not_at_all():
    one = overlap({}, {"status": "existing", "range_m": 40.0})
    two = overlap({}, {"status": "existing", "range_m": 40.0}, {"status": "existing", "range_m": 40.0})
    assert two["existing_m2"] == pytest.approx(one["existing_m2"], rel=1e-9)
    rows = table_of({"range_m": 60.0}, {"range_m": 40.0}, {"status": "existing", "azimuth_grid_deg": 180.0})
    first = rows.places.overlaps.iloc[0]
    assert first["existing_m2"] == 0.0
    assert first["only_m2"] == pytest.approx(first["area_m2"] - area_m2(rows, "cam-1"), rel=1e-6)


def test_whose_cameras_are_there_is_told_regime_by_regime():
    # The same pyramid, half as far for the private one.
    private = {"status": "existing", "regime": "non_public", "image_width_px": 960, "image_height_px": 540}
    row = overlap({}, {"status": "existing", "regime": "gov"}, private, {"status": "existing"})
    shares = {regime: part_m2 / row["area_m2"] for regime, part_m2 in row["existing_by"]}
    half_m = 960 / (2 * TAN_H) / 12.5
    assert list(shares) == ["", "gov", "non_public"]
    assert (shares[""], shares["gov"]) == pytest.approx((1.0, 1.0))
    assert shares["non_public"] == pytest.approx(TAN_H * (half_m**2 - NEAR_M**2) / row["area_m2"], rel=1e-9)


def test_a_camera_of_unknown_status_may_be_there_or_proposed():
    rows = table_of({}, {"assumed": ("status",)}).places.overlaps.set_index("camera_id")
    assert rows["existing_m2"].tolist() == [0.0, 0.0]
    assert rows.loc["cam-0", "might_exist_m2"] == pytest.approx(rows.loc["cam-0", "area_m2"], rel=1e-9)
    # Nobody else may be there for the one that does not say its own.
    assert rows.loc["cam-1", "might_exist_m2"] == 0.0


def test_an_existing_camera_of_unknown_view_in_reach_is_told():
    assert not overlap({}, {"status": "existing", "kind": "multi"})["is_existing_sure"]
    far = table_of({}, {"status": "existing", "kind": "multi", "east": 5000.0})
    assert far.places.overlaps["is_existing_sure"].all()


def test_against_points_drawn_at_random():
    table = table_of(
        {"range_m": 60.0},
        {"status": "existing", "east": 30.0, "north": 20.0, "azimuth_grid_deg": 300.0},
        {"status": "existing", "east": -20.0, "north": 60.0, "azimuth_grid_deg": 140.0},
        {"east": 10.0, "north": -10.0, "azimuth_grid_deg": 350.0},
    )
    row = table.places.overlaps.iloc[0]
    shapes = {
        name: shapely.union_all(group.to_numpy())
        for name, group in table.coverage.geometry.groupby(table.coverage["camera_id"])
    }
    own = shapes["cam-0"]
    west, south, east, north = own.bounds
    points = np.random.default_rng(1).uniform((west, south), (east, north), (40_000, 2))
    points = points[shapely.intersects_xy(own, *points.T)]
    inside = {name: shapely.intersects_xy(shape, *points.T) for name, shape in shapes.items()}
    there = inside["cam-1"] | inside["cam-2"]
    assert row["existing_m2"] / row["area_m2"] == pytest.approx(there.mean(), abs=0.02)
    assert row["only_m2"] / row["area_m2"] == pytest.approx((~(there | inside["cam-3"])).mean(), abs=0.02)
