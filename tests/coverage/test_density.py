"""Density on the plane: the best on an area, and the part that has enough of it."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from siting.coverage.density import Axis, axes_of, best_px_per_m, sharp_part
from siting.coverage.table import cover
from tests.coverage.readings import F_PX, optical_edge_m
from tests.scenes import camera, scene


def test_depth_of_a_level_camera_is_the_distance_ahead():
    axis = Axis(0.0, 0.0, 2.5, 0.0, 0.0, 1000.0)
    assert best_px_per_m(axis, shapely.box(-5, 20, 5, 30)) == pytest.approx(50.0)
    assert sharp_part(axis, shapely.box(-5, 20, 5, 30), 40.0).equals(shapely.box(-5, 20, 5, 25))
    assert sharp_part(axis, shapely.box(-5, 20, 5, 30), 10.0).equals(shapely.box(-5, 20, 5, 30))
    assert sharp_part(axis, shapely.box(-5, 20, 5, 30), 60.0).is_empty


@pytest.mark.parametrize("azimuth_deg", [0.0, 37.0, 90.0, 222.0])
@pytest.mark.parametrize("tilt_deg", [-10.0, 0.0, 30.0, 60.0, 90.0])
def test_the_sharp_part_is_where_each_point_is_sharp_enough(azimuth_deg, tilt_deg):
    axis = Axis(100.0, 200.0, 6.5, azimuth_deg, tilt_deg, 1000.0)
    rng = np.random.default_rng(7)
    points = rng.uniform(-60.0, 60.0, (4000, 2))
    azimuth, tilt = np.radians(azimuth_deg), np.radians(tilt_deg)
    ahead = points @ np.array([np.sin(azimuth), np.cos(azimuth)])
    depth = ahead * np.cos(tilt) + 6.5 * np.sin(tilt)
    part = sharp_part(axis, shapely.box(40.0, 140.0, 160.0, 260.0), 40.0)
    inside = shapely.intersects_xy(part, *(points + np.array([100.0, 200.0])).T)
    unsure = np.abs(depth - 25.0) < 1e-6
    assert (inside == (depth <= 25.0))[~unsure].all()


def test_best_density_is_that_of_the_nearest_corner():
    axis = Axis(0.0, 0.0, 6.5, 0.0, 20.0, 1000.0)
    seen = shapely.Polygon([(0, 30), (4, 33), (-4, 40)])
    depth = 30 * np.cos(np.radians(20)) + 6.5 * np.sin(np.radians(20))
    assert best_px_per_m(axis, seen) == pytest.approx(1000.0 / depth)


def test_axes_are_those_of_the_cameras_as_used():
    table = cover(scene([], [camera(height_m=8.0, tilt_deg=15.0), camera(kind="multi")]))
    (axis,) = axes_of(table.cameras, plane_m=1.5).values()
    assert not axis.is_slant
    assert (axis.drop_m, axis.tilt_deg) == (6.5, 15.0)
    assert axis.f_px == pytest.approx(F_PX)
    assert axis.azimuth_grid_deg % 360.0 == pytest.approx(0.0, abs=1e-9)
    whole = shapely.union_all(table.coverage.geometry.to_numpy())
    north = shapely.bounds(sharp_part(axis, whole, 100.0))[3] - 5_500_000.0
    assert north == pytest.approx(optical_edge_m(6.5, 15.0, 100.0), abs=1e-6)


def test_density_over_slant_distance_ends_on_a_circle():
    all_round = camera(height_m=4.5, kind="panoramic", hfov_deg=360.0, vfov_deg=180.0, azimuth_deg=None)
    table = cover(scene([], [all_round]))
    (axis,) = axes_of(table.cameras, plane_m=1.5).values()
    assert axis.is_slant
    whole = shapely.union_all(table.coverage.geometry.to_numpy())
    f_px = 1920 / (2 * np.pi)
    assert best_px_per_m(axis, whole) == pytest.approx(f_px / 3.0)
    far = shapely.intersection(whole, shapely.box(500_004.0, 5_499_000.0, 501_000.0, 5_501_000.0))
    assert best_px_per_m(axis, far) == pytest.approx(f_px / 5.0)
    sharp = sharp_part(axis, whole, f_px / 5.0)
    assert sharp.area == pytest.approx(np.pi * 4.0**2, abs=2 * np.pi * 4 * 0.005)
    assert sharp_part(axis, whole, f_px / 2.9).is_empty
