"""Cameras that look beyond the outermost buildings: squares and triangles worked out by hand."""

from __future__ import annotations

import pytest
from shapely import affinity

from siting.coverage.outlook import looks_beyond
from siting.coverage.table import cover
from tests.scenes import EAST_OF_MERIDIAN, MERIDIAN, building, camera, home, rect, scene

# Two buildings at the ends of a hull from 0 to 100 m: between them the plan is empty.
TOWN = [building(rect(0, 0, 10, 100)), building(rect(90, 0, 100, 100))]


def beyond(sector, buildings=TOWN):
    drawn = scene(buildings)
    moved = [each and shifted(each) for each in (sector, None)]
    told = looks_beyond(drawn, moved)
    assert not told[1]
    return bool(told[0])


def shifted(polygon):
    return affinity.translate(polygon, MERIDIAN.easting_m, MERIDIAN.northing_m)


@pytest.mark.parametrize(
    ("sector", "is_beyond"),
    [
        (rect(0, 0, 50, 50), False),
        # Of 100 m, 20 beyond the northern edge are a fifth, 21 are more.
        (rect(5, 20, 50, 120), False),
        (rect(5, 21, 50, 121), True),
        (rect(5, 200, 50, 300), True),
        # Within the hull, yet no building is in reach.
        (rect(20, 20, 50, 50), True),
        (rect(20, 20, 90, 50), False),
    ],
)
def test_more_than_a_fifth_beyond_the_hull_or_no_building_at_all(sector, is_beyond):
    assert beyond(sector) is is_beyond


def test_a_plan_without_buildings_has_no_outermost_ones():
    assert not beyond(rect(0, 0, 50, 50), [])


@pytest.mark.parametrize("place", [MERIDIAN, EAST_OF_MERIDIAN])
def test_cameras_are_flagged_and_nothing_else_changes(place):
    # 113.9 m deep and 131.5 m wide at its end; the row of houses is 300 m wide and ends 60 or 160 m ahead.
    eyes = [camera(id="out", height_m=4.0), camera(id="dome", kind="multi")]
    told = {}
    for depth_m in (60.0, 160.0):
        town = [home(rect(-150, -40, 150, 20)), home(rect(-150, depth_m - 10, 150, depth_m))]
        cameras = [{**eye, "north": 21.0} for eye in eyes]
        table = cover(scene(town, cameras, place=place))
        told[depth_m] = dict(zip(table.cameras["id"], table.cameras["flags"], strict=True))
        assert list(table.cameras["view_computed"]) == [True, False]
    assert told[60.0] == {"out": "looks_beyond", "dome": ""}
    assert told[160.0] == {"out": "", "dome": ""}
