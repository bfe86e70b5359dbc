"""What a tilt does, against the engine's own footprint on level ground."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely

from siting.coverage.footprint import footprint, view_array
from siting.coverage.optics import resolve
from siting.errors import UsageError
from siting.look.tilt import tilt_of
from siting.model import Lens


def test_near_and_far_are_the_footprint_along_the_axis():
    rng = np.random.default_rng(2)
    seen_count = 0
    for _ in range(200):
        lens = Lens(image_width_px=int(rng.integers(600, 4000)), hfov_deg=float(rng.uniform(10, 95)))
        height, tilt, roll = rng.uniform(0.5, 12), rng.uniform(-40, 95), rng.choice([0.0, 90.0, 15.0])
        range_m = rng.choice([None, 30.0])
        seen = tilt_of(lens, height_m=height, tilt_deg=tilt, roll_deg=roll, range_m=range_m)
        view = view_array(
            resolve(lens),
            height_m=height,
            azimuth_grid_deg=0.0,
            tilt_deg=tilt,
            range_m=range_m,
            roll_deg=roll,
        )
        line = shapely.LineString([(0.0, -4000.0), (0.0, 4000.0)])
        cut = shapely.intersection(footprint(view, 0.0, 0.0), line)
        if cut.is_empty or cut.length < 1e-6:
            assert math.isnan(seen.near_m)
            continue
        seen_count += 1
        ends = shapely.get_coordinates(cut)[:, 1]
        # The arc of the range is drawn by chords, at most 5 mm inside.
        assert (seen.near_m, seen.far_m) == pytest.approx((ends.min(), ends.max()), abs=6e-3)
    assert seen_count > 80


def test_density_at_both_ends_is_focal_length_over_depth():
    seen = tilt_of(Lens(image_width_px=1000, hfov_deg=90.0, vfov_deg=30.0), height_m=5.5, tilt_deg=30.0)
    depth = seen.near_m * math.cos(math.radians(30)) + 4.0 * math.sin(math.radians(30))
    assert seen.near_px_per_m == pytest.approx(500.0 / depth)
    assert (seen.upper_deg, seen.lower_deg) == pytest.approx((-15.0, -45.0))
    assert seen.near_m == pytest.approx(4.0)


def test_where_density_ends_the_view_before_its_edge_that_is_the_far_end():
    seen = tilt_of(Lens(image_width_px=1000, hfov_deg=90.0, vfov_deg=60.0), height_m=1.5, tilt_deg=0.0)
    assert seen.far_m == seen.limit_m == pytest.approx(40.0)
    assert seen.far_px_per_m == pytest.approx(12.5)


def test_a_camera_that_looks_up_sees_none_of_the_plane():
    seen = tilt_of(Lens(image_width_px=1000, hfov_deg=60.0, vfov_deg=30.0), height_m=4.0, tilt_deg=-40.0)
    assert math.isnan(seen.near_m)
    assert math.isnan(seen.far_m)
    assert math.isinf(seen.axis_m)


def test_a_fisheye_has_no_edges_to_draw():
    with pytest.raises(UsageError, match="found an image of 200 degrees"):
        tilt_of(Lens(image_width_px=2000, hfov_deg=200.0), height_m=4.0, tilt_deg=10.0)
