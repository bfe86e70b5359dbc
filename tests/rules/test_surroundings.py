"""Surroundings: what lies near a point, and what stands in between."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from siting.rules.surroundings import Surroundings

BOXES = [shapely.box(10, -5, 20, 5), shapely.box(30, -5, 40, 5), shapely.box(-40, -5, -30, 5)]
ZONES = [shapely.box(12, -2, 14, 2), shapely.box(40, -5, 50, 5)]


def test_nearness_is_met_at_the_limit():
    around = Surroundings(BOXES, ZONES)
    here = shapely.Point(0, 0)
    assert around.buildings_within(here, 9.9) == []
    assert around.buildings_within(here, 10.0) == [0]
    assert around.buildings_within(here, 30.0) == [0, 1, 2]
    assert around.zones_within(here, 12.0) == [0]


def test_a_zone_that_only_touches_a_building_is_not_in_it():
    around = Surroundings(BOXES, ZONES)
    assert [around.zones_in(place) for place in range(3)] == [[0], [], []]


def test_a_building_in_between_screens_unless_it_is_the_one_meant():
    around = Surroundings(BOXES, ZONES)
    line = shapely.LineString([(0, 0), (30, 0)])
    assert around.is_screened(line, but_for=1)
    assert not around.is_screened(line, but_for=0)
    along_the_wall = shapely.LineString([(0, 6), (30, 6)])
    assert not around.is_screened(along_the_wall, but_for=None)


@pytest.mark.parametrize("seed", range(3))
def test_against_one_by_one(seed):
    rng = np.random.default_rng(seed)
    corners = rng.uniform(-50, 50, (60, 2))
    boxes = [shapely.box(e, n, e + 4, n + 3) for e, n in corners]
    around = Surroundings(boxes, [])
    here = shapely.Point(rng.uniform(-50, 50, 2))
    near = [place for place, box in enumerate(boxes) if shapely.distance(box, here) <= 20.0]
    assert around.buildings_within(here, 20.0) == near
    assert around.zones_within(here, 20.0) == []
