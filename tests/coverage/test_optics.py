"""Optics against the formulas of a pinhole, worked by hand."""

from __future__ import annotations

import math

import pytest

from siting.coverage.optics import pinhole_hfov_deg, px_per_m, resolve
from siting.coverage.table import DORI_2015
from siting.model import Lens
from siting.rules.pack import load_ladder


def test_a_sheet_angle_of_90_degrees_has_a_focal_length_of_half_the_width():
    optics = resolve(Lens(image_width_px=2000, hfov_deg=90.0))
    assert optics.f_px == pytest.approx(1000.0)
    assert optics.projection == "rectilinear"
    assert optics.greatest_depth_m == pytest.approx(80.0)


def test_the_image_height_gives_the_vertical_angle():
    optics = resolve(Lens(image_width_px=2000, hfov_deg=90.0, image_height_px=1000))
    assert optics.vfov_deg == pytest.approx(math.degrees(2 * math.atan(0.5)))


def test_a_missing_image_height_counts_as_16_to_9():
    optics = resolve(Lens(image_width_px=1920, hfov_deg=90.0))
    assert optics.image_height_px == 1080
    assert optics.vfov_deg == pytest.approx(math.degrees(2 * math.atan(9 / 16)))


def test_focal_length_and_sensor_give_angle_and_density():
    optics = resolve(Lens(image_width_px=1920, focal_length_mm=4.0, sensor_width_mm=4.8))
    assert optics.f_px == pytest.approx(1600.0)
    assert optics.hfov_deg == pytest.approx(math.degrees(2 * math.atan(0.6)))
    assert optics.sheet_conflict_deg is None


def test_the_sheet_wins_the_angle_and_the_focal_length_the_density():
    # A 2.8 mm lens on a 1/2.8" sensor (5.57 mm): 102 degrees by its sheet, 90 by the pinhole.
    lens = Lens(image_width_px=1920, hfov_deg=102.0, focal_length_mm=2.8, sensor_width_mm=5.57)
    optics = resolve(lens)
    assert optics.hfov_deg == 102.0
    assert optics.f_px == pytest.approx(1920 * 2.8 / 5.57)
    assert optics.projection == "rectilinear"
    assert optics.sheet_conflict_deg == pytest.approx(102.0 - pinhole_hfov_deg(2.8, 5.57))


@pytest.mark.parametrize(("sheet_deg", "told"), [(91.9, False), (92.1, True)])
def test_a_conflict_is_told_from_two_degrees(sheet_deg, told):
    lens = Lens(image_width_px=1000, hfov_deg=sheet_deg, focal_length_mm=2.0, sensor_width_mm=4.0)
    assert (resolve(lens).sheet_conflict_deg is not None) == told


@pytest.mark.parametrize(("hfov_deg", "projection"), [(100.0, "rectilinear"), (100.1, "equidistant")])
def test_wider_than_100_degrees_by_the_sheet_alone_is_equidistant(hfov_deg, projection):
    optics = resolve(Lens(image_width_px=1800, hfov_deg=hfov_deg))
    assert optics.projection == projection
    if projection == "equidistant":
        assert optics.f_px == pytest.approx(1800 / math.radians(hfov_deg))


def test_density_falls_with_depth():
    assert px_per_m(1000.0, 10.0) == 100.0


def test_the_default_ladder_is_the_one_of_the_packs():
    assert load_ladder("dori_2015").classes == DORI_2015.classes
