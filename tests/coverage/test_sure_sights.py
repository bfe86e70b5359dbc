"""What a camera surely sees: hidden from no place within its tolerance, in range of all."""

from __future__ import annotations

import pytest

from siting.coverage.sights import eyes_of
from siting.coverage.sure_sights import surely_sees
from siting.coverage.unsure_ground import ground_of
from siting.coverage.used import grid_azimuths_deg
from siting.tolerance import Tolerance
from tests.scenes import MERIDIAN, building, camera, home, rect, scene

HERE = (MERIDIAN.easting_m, MERIDIAN.northing_m)


def _sure(buildings, tolerance, **options):
    """Return the best sure density of the south wall of the first building, 0 for none [px/m]."""
    plan = scene(buildings, [camera(height_m=1.5, **options)])
    (eye,) = eyes_of(plan, grid_azimuths_deg(plan))
    ground = ground_of(plan, [eye], [tolerance], building_m=tolerance.building_height_m, floor_px_per_m=12.5)
    walls = ground.sure_walls
    south = [w for w in range(len(walls.solid)) if walls.solid[w] == 0 and walls.number[w] == 0]
    seen = [each for w in south for each in surely_sees(HERE, eye, ground, w, tolerance=tolerance)]
    return max((each.px_per_m for each in seen), default=0.0)


F_PX = 1920 / 2 / 3**-0.5
HOUSE = home(rect(-5, 20, 5, 30), 3.0)


def test_straight_ahead_the_density_is_that_of_the_farthest_place():
    assert _sure([HOUSE], Tolerance(position_m=0.5)) == pytest.approx(F_PX / 20.5)


def test_a_turn_makes_what_is_off_the_axis_deeper():
    assert _sure([HOUSE], Tolerance(aim_deg=2.0)) == pytest.approx(F_PX / 20.0, rel=2e-3)


def test_what_hides_from_some_place_hides():
    # From a place at x the screen's corner (s, 8) hides of the wall at y = 20 all west of 2.5 s - 1.5 x; the
    # wall ends at 5.
    def sees(edge_m, position_m):
        screen = building(rect(-30, 8, edge_m, 10), 20.0)
        return _sure([HOUSE, screen], Tolerance(position_m=position_m), hfov_deg=90.0) > 0.0

    assert sees(1.7, 0.2)
    assert not sees(1.7, 0.51)
    assert not sees(2.01, 0.1)


def test_the_claimed_range_counts_from_the_farthest_place():
    assert _sure([HOUSE], Tolerance(position_m=0.5), range_m=20.6) > 0.0
    assert _sure([HOUSE], Tolerance(position_m=0.5), range_m=20.4) == 0.0


def test_a_camera_on_a_wall_is_not_in_that_wall():
    own = building(rect(-10, -8, 10, -0.1), 9.0)
    assert _sure([HOUSE, own], Tolerance(position_m=0.5)) > 0.0
    # Around a corner the house itself may stand in between.
    corner = building(rect(-10, -8, 0.1, -0.1), 9.0)
    assert _sure([HOUSE, corner], Tolerance(position_m=0.5)) == 0.0


def test_neighbours_in_a_row_do_not_hide_each_other():
    row = [HOUSE, home(rect(-15, 20, -5, 30), 3.0), home(rect(5, 20, 15, 30), 3.0)]
    assert _sure(row, Tolerance(position_m=0.5)) == pytest.approx(_sure([HOUSE], Tolerance(position_m=0.5)))


def test_a_house_of_unsure_height_keeps_its_lowest_windows():
    assert _sure([HOUSE], Tolerance(building_height_m=0.5)) == pytest.approx(F_PX / 20.0)
