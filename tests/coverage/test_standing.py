"""Where cameras stand: moved clear of walls, on roofs, under canopies, indoors."""

from __future__ import annotations

import numpy as np
import pytest

from siting.coverage.solids import prepare_solids
from siting.coverage.standing import Standing, stand_cameras
from tests.scenes import MERIDIAN, building, camera, rect, scene


def standing_of(buildings, **fields) -> Standing:
    east, north = fields.pop("east", 0.0), fields.pop("north", 0.0)
    case = scene(list(buildings), [camera(east, north, **fields)])
    solids = prepare_solids(case, np.arange(len(case.buildings)))
    azimuth = np.array([fields.get("azimuth_grid_deg", 0.0)])
    return stand_cameras(case.cameras, solids, azimuth)[0]


def local(standing: Standing) -> tuple[float, float]:
    return standing.easting_m - MERIDIAN.easting_m, standing.northing_m - MERIDIAN.northing_m


def test_a_camera_in_the_open_stays():
    standing = standing_of([building(rect(1, -5, 10, 5))], height_m=4.0)
    assert (standing.place, standing.moved_m, local(standing)) == ("outside", 0.0, (0.0, 0.0))


def test_a_camera_on_a_wall_is_moved_five_centimetres_off_it():
    standing = standing_of([building(rect(0, -5, 10, 5))], height_m=4.0)
    assert standing.place == "outside"
    assert standing.moved_m == pytest.approx(0.05, abs=1e-4)
    assert local(standing) == pytest.approx((-0.05, 0.0), abs=1e-4)


def test_between_two_ways_out_it_takes_the_side_it_aims_at():
    wall = building(rect(-0.5, -5, 0.5, 5))
    west = standing_of([wall], height_m=4.0, azimuth_grid_deg=270.0)
    east = standing_of([wall], height_m=4.0, azimuth_grid_deg=90.0)
    assert local(west)[0] == pytest.approx(-0.55, abs=1e-4)
    assert local(east)[0] == pytest.approx(0.55, abs=1e-4)


@pytest.mark.parametrize(("depth_m", "place"), [(0.99, "outside"), (1.01, "indoor")])
def test_deeper_than_a_metre_inside_is_indoors(depth_m, place):
    # To stand 0.05 m clear it moves depth + 0.05 m, and 1.05 m is the limit.
    standing = standing_of([building(rect(-depth_m, -50, 50, 50))], height_m=4.0)
    assert standing.place == place


@pytest.mark.parametrize(
    ("height_m", "place"), [(8.99, "indoor"), (9.0, "at_roof_level"), (9.01, "on_roof"), (12.0, "on_roof")]
)
def test_over_a_footprint_the_height_decides(height_m, place):
    standing = standing_of([building(rect(-20, -20, 20, 20), 9.0)], height_m=height_m)
    assert standing.place == place


@pytest.mark.parametrize(("height_m", "place"), [(4.0, "under"), (3.99, "under"), (4.01, "indoor")])
def test_under_a_canopy_it_is_outside(height_m, place):
    canopy = building(rect(-20, -20, 20, 20), 3.0, base_m=4.0)
    assert standing_of([canopy], height_m=height_m).place == place


def test_clear_of_one_solid_it_must_be_clear_of_the_next():
    # The way out of the thin wall leads into the building behind it.
    rows = [building(rect(-0.2, -5, 0.2, 5)), building(rect(0.2, -5, 9, 5))]
    standing = standing_of(rows, height_m=4.0, azimuth_grid_deg=90.0)
    assert local(standing)[0] == pytest.approx(-0.25, abs=1e-4)


def test_a_camera_moved_over_a_canopy_stands_on_it():
    house, canopy = building(rect(0, -5, 10, 5)), building(rect(-3, -5, 0, 5), 2.0, base_m=5.0)
    standing = standing_of([house, canopy], east=0.02, height_m=8.0)
    assert (standing.place, standing.solid) == ("on_roof", 1)
    assert standing.moved_m == pytest.approx(0.07, abs=1e-3)
    standing = standing_of([house, canopy], east=0.02, height_m=7.0)
    assert standing.place == "at_roof_level"
