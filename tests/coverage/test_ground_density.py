"""Density on a ground that is not level, against the level plane's own law and against a formula."""

from __future__ import annotations

import math

import pytest

from siting.coverage.key_places import counted
from siting.coverage.table import cover
from tests.coverage.readings import F_PX
from tests.ground import ground, standing_on
from tests.scenes import camera, rect, scene, zone

GARDEN = [zone(rect(-3, 40, 3, 60), "garden")]
KEY_PLACE = [zone(rect(-3, 40, 3, 70), "must_cover", min_px_per_m=30.0)]


def places(path, height_m, zones, cameras):
    return cover(standing_on(scene([], cameras, zones=zones), ground(path / "t.tif", height_m))).places


@pytest.mark.parametrize("kind", [{}, {"kind": "panoramic", "hfov_deg": 90.0, "vfov_deg": 60.0}])
def test_on_level_ground_the_best_is_that_of_the_plane(tmp_path, kind):
    cameras = [camera(height_m=6.0, tilt_deg=8.0, **kind)]
    plane = cover(scene([], cameras, zones=GARDEN)).places.zone_views
    found = places(tmp_path, lambda _: 70.0, GARDEN, cameras).zone_views
    assert found["max_px_per_m"].iloc[0] == pytest.approx(plane["max_px_per_m"].iloc[0], rel=1e-6)


def test_on_a_slope_depth_counts_from_the_ground_there(tmp_path):
    tilt = math.radians(8.0)
    cameras = [camera(height_m=6.0, tilt_deg=8.0)]
    found = places(tmp_path, lambda at: -0.05 * at.north, GARDEN, cameras).zone_views
    depth_m = 40.0 * math.cos(tilt) + (6.0 - 1.5 + 0.05 * 40.0) * math.sin(tilt)
    assert found["max_px_per_m"].iloc[0] == pytest.approx(F_PX / depth_m, rel=1e-4)


def test_a_key_place_is_covered_as_far_as_it_is_sharp(tmp_path):
    # 30 px/m lies within a class: of the cells at most F_PX / 30 = 55.4 m deep count, those to 55 m.
    row = counted(places(tmp_path, lambda _: 0.0, KEY_PLACE, [camera(height_m=4.0)]).key_sights, [""])[0]
    assert row.covered_m2 == pytest.approx(6.0 * 15.0)
    assert row.area_m2 == pytest.approx(6.0 * 30.0)


def test_several_sensors_have_no_one_law(tmp_path):
    two = camera(kind="multi", height_m=6.0)
    found = places(tmp_path, lambda _: 0.0, GARDEN, [two]).zone_views
    assert found.empty
