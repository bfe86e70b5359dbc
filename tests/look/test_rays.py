"""Angles in a vertical plane, against directions tried one by one."""

from __future__ import annotations

import math

import numpy as np
import pytest

from siting.coverage.beams import pyramid, wedges
from siting.coverage.optics import Optics
from siting.look.rays import axes_of, first_hit, span_in_plane


def _sees(azimuth: float, tilt: float, roll: float, tans: tuple[float, float], direction: np.ndarray) -> bool:
    """Return whether a direction lies in a pyramid: turned into the camera's own axes, angle by angle."""
    east, north, up = direction
    a, t, r = map(math.radians, (azimuth, tilt, roll))
    # Undo the azimuth, then the tilt, then the roll.
    ahead, aside = east * math.sin(a) + north * math.cos(a), east * math.cos(a) - north * math.sin(a)
    depth, rise = ahead * math.cos(t) - up * math.sin(t), ahead * math.sin(t) + up * math.cos(t)
    right, high = aside * math.cos(r) - rise * math.sin(r), rise * math.cos(r) + aside * math.sin(r)
    return depth > 0 and abs(right) <= tans[0] * depth and abs(high) <= tans[1] * depth


def test_the_span_of_a_pyramid_is_that_of_directions_tried_one_by_one():
    rng = np.random.default_rng(5)
    steps = np.radians(np.arange(-180.0, 180.0, 0.25) + 0.1)
    met = 0
    for _ in range(150):
        hfov, vfov = rng.uniform(10, 120), rng.uniform(8, 100)
        azimuth, tilt, roll = (
            rng.uniform(0, 360),
            rng.uniform(-80, 95),
            rng.choice([0.0, 90.0, rng.uniform(-40, 40)]),
        )
        optics = Optics("rectilinear", 1000.0, hfov, vfov, 1920, 1080)
        beam = pyramid(
            optics, height_m=5.0, azimuth_grid_deg=azimuth, tilt_deg=tilt, roll_deg=roll, range_m=None
        )
        plane = azimuth if rng.random() < 0.3 else rng.uniform(0, 360)
        tans = math.tan(math.radians(hfov / 2)), math.tan(math.radians(vfov / 2))
        turn = math.radians(plane)
        seen = np.array(
            [
                _sees(
                    *(azimuth, tilt, roll, tans),
                    np.array([math.cos(s) * math.sin(turn), math.cos(s) * math.cos(turn), math.sin(s)]),
                )
                for s in steps
            ]
        )
        span = span_in_plane(beam, plane)
        if span is None:
            assert seen.sum() <= 1
            continue
        met += 1
        low, high = span
        assert -180.0 < low <= 180.0
        assert 0.0 < high - low <= 180.0
        degrees = np.degrees(steps)
        inside = ((degrees - low) % 360.0) < high - low
        edge = (
            np.minimum(abs((degrees - low + 180) % 360 - 180), abs((degrees - high + 180) % 360 - 180)) < 1e-6
        )
        assert (inside == seen)[~edge].all()
    assert met > 60


def test_along_the_axis_the_edges_lie_half_the_vertical_angle_off_the_tilt():
    optics = Optics("rectilinear", 1000.0, 60.0, 36.0, 1920, 1080)
    beam = pyramid(optics, height_m=5.0, azimuth_grid_deg=30.0, tilt_deg=12.0, range_m=None)
    assert span_in_plane(beam, 30.0) == pytest.approx((-30.0, 6.0))


def test_in_corridor_mode_it_is_half_the_horizontal_angle():
    optics = Optics("rectilinear", 1000.0, 60.0, 36.0, 1920, 1080)
    beam = pyramid(optics, height_m=5.0, azimuth_grid_deg=30.0, tilt_deg=12.0, roll_deg=90.0, range_m=None)
    assert span_in_plane(beam, 30.0) == pytest.approx((-42.0, 18.0))


def test_a_camera_that_looks_past_its_foot_sees_behind_it():
    optics = Optics("rectilinear", 1000.0, 60.0, 40.0, 1920, 1080)
    beam = pyramid(optics, height_m=5.0, azimuth_grid_deg=0.0, tilt_deg=80.0, range_m=None)
    assert span_in_plane(beam, 0.0) == pytest.approx((-100.0, -60.0))
    # Seen from the other side the same arc lies about straight down, mirrored.
    assert span_in_plane(beam, 180.0) == pytest.approx((-120.0, -80.0))


def test_wedges_see_between_their_elevations_within_their_azimuths():
    half = wedges(500.0, height_m=4.0, azimuths_deg=(0.0, 80.0), range_m=None, elevations_deg=(-60.0, 10.0))
    assert [span_in_plane(beam, 40.0) for beam in half] == [(-60.0, 10.0)]
    assert [span_in_plane(beam, 100.0) for beam in half] == [None]
    assert [span_in_plane(beam, 220.0) for beam in half] == [(170.0, 240.0)]
    whole = wedges(500.0, height_m=4.0, azimuths_deg=None, range_m=None, elevations_deg=(-90.0, 0.0))
    assert span_in_plane(whole[0], 123.0) == (-90.0, 0.0)


def test_axes_are_upright_to_each_other_and_turn_as_the_camera_does():
    optics = Optics("rectilinear", 1000.0, 60.0, 36.0, 1920, 1080)
    beam = pyramid(optics, height_m=5.0, azimuth_grid_deg=90.0, tilt_deg=0.0, roll_deg=90.0, range_m=None)
    ahead, right, up = axes_of(beam.view)
    assert ahead == pytest.approx([1, 0, 0], abs=1e-12)
    # Rolled a quarter clockwise, what was up looks to the right: south, as the camera looks east.
    assert up == pytest.approx([0, -1, 0], abs=1e-12)
    assert right == pytest.approx([0, 0, -1], abs=1e-12)


def test_what_a_ray_meets_first_is_what_a_march_along_it_meets():
    rng = np.random.default_rng(11)
    for _ in range(60):
        low = np.sort(rng.uniform(2, 80, 5))
        boxes = np.column_stack(
            [low, low + rng.uniform(0.5, 9, 5), rng.choice([0.0, 3.0], 5), rng.uniform(4, 15, 5)]
        )
        names = [("building", str(k)) for k in range(5)]
        ground = np.column_stack([np.linspace(-5, 100, 40), rng.uniform(-1, 1, 40)])
        eye, angle = rng.uniform(3, 12), rng.uniform(-60, 30)
        hit = first_hit(eye, angle, boxes=boxes, names=names, ground=ground)
        t = np.arange(0.01, 110, 0.01)
        x, z = t * math.cos(math.radians(angle)), eye + t * math.sin(math.radians(angle))
        keep = x <= 100
        x, z, t = x[keep], z[keep], t[keep]
        inside = (boxes[:, 0] < x[:, None]) & (x[:, None] < boxes[:, 1])
        inside &= (boxes[:, 2] < z[:, None]) & (z[:, None] < boxes[:, 3])
        under = z < np.interp(x, *ground.T)
        met = np.flatnonzero(inside.any(axis=1) | under)
        if not len(met):
            assert hit is None or hit.distance_m > 99
            continue
        assert hit is not None
        assert math.hypot(hit.distance_m, hit.elevation_m - eye) <= t[met[0]] + 1e-9
        # The march may step over a corner that the ray cuts by less than a step.
        assert t[met[0]] - math.hypot(hit.distance_m, hit.elevation_m - eye) < 0.5
        if hit.kind == "ground":
            assert hit.elevation_m == pytest.approx(np.interp(hit.distance_m, *ground.T))


def test_a_ray_along_a_roof_touches_it_and_goes_on():
    boxes = np.array([[5.0, 9.0, 0.0, 4.0]])
    ground = np.array([[-5.0, 0.0], [50.0, 0.0]])
    assert first_hit(4.0, 0.0, boxes=boxes, names=[("building", "b")], ground=ground) is None
