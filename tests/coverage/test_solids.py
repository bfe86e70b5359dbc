"""What can hide something: copies merged, gaps closed, obstacles made prisms."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, Point

from siting.coverage.solids import Solids, prepare_solids
from tests.scenes import building, home, obstacle, rect, scene


def solids_of(buildings, obstacles=()) -> Solids:
    case = scene(list(buildings), [], obstacles=list(obstacles))
    return prepare_solids(case, np.arange(len(case.buildings)))


def test_heights_come_from_height_then_levels_then_six_metres():
    rows = [
        building(rect(0, 0, 5, 5), 7.5, levels=4.0),
        building(rect(10, 0, 15, 5), None, levels=4.0),
        building(rect(20, 0, 25, 5), None),
    ]
    solids = solids_of(rows)
    assert solids.span[:, 1].tolist() == [7.5, 12.0, 6.0]
    assert solids.height_assumed.tolist() == [False, False, True]


def test_a_shifted_copy_is_one_solid_and_the_protected_use_wins():
    rows = [building(rect(0, 0, 20, 10)), home(rect(0.1, 0, 20.1, 10))]
    solids = solids_of(rows)
    assert len(solids.footprints) == 1
    assert solids.id.tolist() == ["buildings-0"]
    assert solids.use.tolist() == ["residence"]
    assert [note[1] for note in solids.notes] == ["buildings-1"]


@pytest.mark.parametrize(("shift_m", "count"), [(1.0, 1), (1.1, 2)])
def test_copies_share_more_than_nine_tenths_of_their_union(shift_m, count):
    # Shifted by s of 20 m: intersection (20 - s), union (20 + s); 0.9 at s = 1.0526 m.
    rows = [building(rect(0, 0, 20, 10)), building(rect(shift_m, 0, 20 + shift_m, 10))]
    assert len(solids_of(rows).footprints) == count


def test_copies_of_another_height_stay_two():
    rows = [building(rect(0, 0, 20, 10), 9.0), building(rect(0, 0, 20, 10), 12.0)]
    assert len(solids_of(rows).footprints) == 2


def test_a_gap_under_a_millimetre_is_closed_over_the_common_height():
    rows = [building(rect(0, 0, 10, 10), 9.0), building(rect(10.0005, 0, 20, 10), 6.0, base_m=1.0)]
    solids = solids_of(rows)
    gaps = solids.kind == "gap"
    assert gaps.any()
    assert solids.span[gaps].tolist() == [[1.0, 7.0]] * int(gaps.sum())


def test_a_gap_over_a_millimetre_stays_open():
    rows = [building(rect(0, 0, 10, 10)), building(rect(10.002, 0, 20, 10))]
    assert not (solids_of(rows).kind == "gap").any()


def test_touching_walls_have_no_gap():
    rows = [building(rect(0, 0, 10, 10)), building(rect(10, 0, 20, 10))]
    assert not (solids_of(rows).kind == "gap").any()


def test_lines_are_thin_prisms_and_points_have_sixteen_corners():
    wall = obstacle(LineString([(0, 0), (10, 0)]), 2.0, kind="wall")
    pole = obstacle(Point(20, 0), 6.0, kind="pole")
    tree = obstacle(Point(30, 0), 9.0, kind="tree", base_m=3.0, crown_m=8.0, deciduous="yes")
    solids = solids_of([], [wall, pole, tree])
    assert shapely.area(solids.footprints[0]) == pytest.approx(10 * 0.2)
    assert shapely.get_num_coordinates(solids.footprints[1]) == 17
    width = np.ptp(shapely.get_coordinates(solids.footprints[1])[:, 0])
    assert width == pytest.approx(0.3)
    assert np.ptp(shapely.get_coordinates(solids.footprints[2])[:, 0]) == pytest.approx(8.0)


@pytest.mark.parametrize(
    ("fields", "hides"),
    [
        ({"deciduous": "yes", "base_m": 2.0}, False),
        ({"base_m": 2.0}, False),
        ({"deciduous": "no"}, False),
        ({"deciduous": "no", "base_m": 2.0}, True),
    ],
)
def test_a_tree_hides_homes_only_when_known_to_be_evergreen_from_a_known_height(fields, hides):
    tree = obstacle(Point(0, 0), 9.0, kind="tree", crown_m=6.0, **fields)
    assert solids_of([], [tree]).hides_homes.tolist() == [hides]
