"""Directions and pixels, against numbers worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from siting.coverage.beams import Sight, pyramid, wedges
from siting.coverage.optics import Optics
from siting.look.image import EQUIDISTANT, FLAT, ROUND, UNROLLED, image_of


def _flat(*, tilt=0.0, azimuth=0.0, roll=0.0, hfov=90.0, vfov=60.0, projection="rectilinear"):
    optics = Optics(projection, 1000.0, hfov, vfov, 1920, 1080)
    beam = pyramid(optics, height_m=5.0, azimuth_grid_deg=azimuth, tilt_deg=tilt, roll_deg=roll, range_m=None)
    return image_of(
        Sight("main", (beam,), 1000.0), beam, width_px=1000.0, azimuth_grid_deg=azimuth, is_round=False
    )


def _around(azimuths, elevations, azimuth=0.0, is_round=False):
    beams = wedges(500.0, height_m=4.0, azimuths_deg=azimuths, range_m=None, elevations_deg=elevations)
    sight = Sight("main", beams, 500.0)
    return image_of(sight, beams[0], width_px=1000.0, azimuth_grid_deg=azimuth, is_round=is_round)


def test_a_flat_image_is_that_of_a_pinhole():
    image = _flat()
    assert image.projection == FLAT
    assert image.height_px == pytest.approx(1000 * math.tan(math.radians(30)))
    middle = image.height_px / 2.0
    points = np.array([[0.0, 10.0, 0.0], [5.0, 10.0, 0.0], [0.0, 20.0, 4.0], [-10.0, 10.0, -2.0]])
    expected = [(500, middle), (750, middle), (500, middle - 100), (0, middle + 100)]
    assert image.pixels(points) == pytest.approx(np.array(expected))


def test_tilted_down_the_horizon_rises():
    image = _flat(tilt=10.0)
    level = image.pixels(np.array([[0.0, 100.0, 0.0]]))[0]
    assert level == pytest.approx((500, image.height_px / 2.0 - 500 * math.tan(math.radians(10))))


def test_rolled_clockwise_the_scene_turns_counter_clockwise():
    # In corridor mode what is to the right of the axis moves up in the image.
    image = _flat(roll=90.0)
    x, y = image.pixels(np.array([[1.0, 10.0, 0.0]]))[0]
    assert (x, y) == pytest.approx((500.0, image.height_px / 2.0 - 50.0))


def test_an_equidistant_image_measures_angles():
    image = _flat(hfov=120.0, vfov=70.0, projection="equidistant")
    assert image.projection == EQUIDISTANT
    turn = math.radians(60.0)
    point = np.array([[math.sin(turn), math.cos(turn), 0.0], [math.sin(turn / 2), math.cos(turn / 2), 0.0]])
    assert image.pixels(point)[:, 0] == pytest.approx((1000.0, 750.0))


def test_a_fisheye_under_a_ceiling_is_round_with_its_azimuth_up():
    image = _around(None, (-90.0, 0.0), azimuth=90.0, is_round=True)
    assert (image.projection, image.height_px) == (ROUND, 1000.0)
    points = np.array([[0.0, 0.0, -3.0], [3.0, 0.0, -3.0], [0.0, -3.0, -3.0], [3.0, 0.0, 0.0]])
    assert image.pixels(points) == pytest.approx(
        np.array([(500, 500), (500, 250), (750, 500), (500, 0)]), abs=1e-6
    )


def test_a_panorama_is_unrolled():
    image = _around((0.0, 180.0), (-45.0, 15.0), azimuth=90.0)
    assert image.projection == UNROLLED
    assert image.height_px == pytest.approx(1000.0 / 3.0, rel=1e-6)
    points = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [1.0, -1.0, 0.0]])
    level = 1000.0 / 3.0 * 15 / 60
    assert image.pixels(points) == pytest.approx(np.array([(500, level), (0, level), (750, level)]), abs=1e-3)


@pytest.mark.parametrize(
    "image",
    [
        _flat(tilt=25.0, azimuth=200.0, roll=12.0),
        _flat(tilt=25.0, azimuth=200.0, hfov=130.0, vfov=80.0, projection="equidistant"),
        _around(None, (-90.0, 5.0), azimuth=30.0, is_round=True),
        _around(None, (-60.0, 20.0)),
        _around((300.0, 420.0), (-60.0, 20.0), azimuth=0.0),
    ],
)
def test_pixels_and_directions_undo_each_other(image):
    rng = np.random.default_rng(4)
    pixels = rng.uniform(0.05, 0.95, (200, 2)) * (image.width_px, image.height_px)
    directions = image.directions(pixels)
    assert np.linalg.norm(directions, axis=1) == pytest.approx(1.0)
    assert image.pixels(directions * 7.0) == pytest.approx(pixels, abs=1e-6)
