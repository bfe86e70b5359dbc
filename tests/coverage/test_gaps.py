"""Gaps under a millimetre are found wherever they are, and only they."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely.affinity import rotate, translate

from siting.coverage.gaps import GAP_M, close_gaps
from siting.coverage.rings import rings_of
from tests.scenes import rect

# Where real coordinates are: there a double holds a nanometre.
FAR_EAST_M, FAR_NORTH_M = 499_000.0, 6_700_000.0


def corners_at_gaps(footprints: np.ndarray) -> set[tuple[float, float]]:
    """Return the corners less than a millimetre off another footprint and not in it, one by one."""
    return {
        corner
        for one, shape in enumerate(footprints)
        for corner in map(tuple, shapely.get_coordinates(shape))
        for other, foreign in enumerate(footprints)
        if one != other and 0.0 < shapely.distance(shapely.Point(corner), foreign) <= GAP_M
    }


def closed(footprints: np.ndarray) -> np.ndarray:
    span = np.tile([0.0, 9.0], (len(footprints), 1))
    gaps, gap_span = close_gaps(rings_of(footprints), footprints, span)
    assert gap_span.tolist() == [[0.0, 9.0]] * len(gaps)
    return gaps


def row_of_houses(seed: int) -> np.ndarray:
    """Return houses in a turned grid with slits of 0 to 2 mm, some with a court, some of two parts."""
    rng = np.random.default_rng(seed)
    houses = []
    for column in range(7):
        for row in range(7):
            slit = rng.choice([0.0, 2e-7, 4e-4, 9.9e-4, 1.01e-3, 2e-3], 4)
            house = rect(column * 10 + slit[0], row * 8 + slit[1], column * 10 + 10 - slit[2], row * 8 + 8)
            if rng.random() < 0.2:
                house = house.difference(rect(column * 10 + 3, row * 8 + 3, column * 10 + 5, row * 8 + 5))
            if rng.random() < 0.2:
                house = house.difference(rect(column * 10 + 4, row * 8 - 1, column * 10 + 5, row * 8 + 9))
            houses.append(translate(rotate(house, 31.0, origin=(0, 0)), FAR_EAST_M, FAR_NORTH_M))
    return np.array(houses, object)


@pytest.mark.parametrize("seed", range(4))
def test_the_corners_of_all_gaps_are_those_that_asking_every_pair_finds(seed: int) -> None:
    footprints = row_of_houses(seed)
    begins = {tuple(line.coords[0]) for line in closed(footprints)}
    assert begins == corners_at_gaps(footprints)


def test_a_gap_is_found_in_a_village_far_from_the_next_and_along_a_long_wall() -> None:
    houses = [rect(0, 0, 10, 10), rect(10.0005, 0, 20, 10), rect(4e6, 3e6, 4e6 + 10, 3e6 + 10)]
    houses += [rect(-2e4, 20, 2e4, 21), rect(15_000, 21.0005, 15_010, 30)]
    footprints = np.array(houses, object)
    begins = {tuple(line.coords[0]) for line in closed(footprints)}
    assert begins == corners_at_gaps(footprints)
    assert {(10.0, 0.0), (15_000.0, 21.0005)} <= begins


def test_the_order_of_the_houses_changes_no_gap() -> None:
    footprints = row_of_houses(7)
    lines = {line.wkb for line in closed(footprints)}
    turned = {line.wkb for line in closed(footprints[::-1])}
    assert lines == turned


@pytest.mark.parametrize("count", [0, 1])
def test_one_house_has_no_gap(count: int) -> None:
    assert not len(closed(np.array([rect(0, 0, 10, 10)], object)[:count]))
