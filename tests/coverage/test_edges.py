"""What is drawn on a wall, against distances worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from siting.coverage.edges import stretches_along

# Edges from west to east, 10 m long, and one of half a millimetre.
WALLS = np.array([[0.0, 0.0, 10.0, 0.0], [0.0, 5.0, 10.0, 5.0], [0.0, 0.0, 0.0005, 0.0]])


def stretches(*segment):
    edge, which, along = stretches_along(WALLS, np.array([segment], float))
    assert set(which) <= {0}
    return {int(e): tuple(pair) for e, pair in zip(edge, along.round(6).tolist(), strict=True)}


def test_a_segment_on_a_wall_whichever_way_it_is_drawn():
    assert stretches(2, 0, 3, 0) == {0: (2.0, 3.0)}
    assert stretches(3, 5.05, 2, 5.05) == {1: (2.0, 3.0)}


@pytest.mark.parametrize(("off_m", "is_on"), [(0.1, True), (-0.1, True), (0.101, False), (-0.101, False)])
def test_the_tolerance_is_a_decimetre_on_both_sides(off_m, is_on):
    assert (stretches(2, off_m, 3, off_m) == {0: (2.0, 3.0)}) is is_on


def test_what_reaches_over_a_corner_is_cut_off():
    assert stretches(-1, 0.05, 1, 0.05) == {0: (0.0, 1.0)}
    assert stretches(9, 0, 12, 0) == {0: (9.0, 10.0)}


@pytest.mark.parametrize(("end", "is_on"), [(0.0009, False), (0.0011, True)])
def test_a_millimetre_is_nothing(end, is_on):
    assert (0 in stretches(-2, 0, end, 0)) is is_on


def test_what_is_not_parallel_is_not_on_the_wall():
    assert stretches(2, -0.1, 2, 0.1) == {}
    # Half a metre that leaves the wall by 0.1 m at 11 degrees is, 0.2 m at 27 degrees is not.
    assert stretches(2, 0, 2.5, 0.1) == {0: (2.0, 2.5)}
    assert stretches(2, 0, 2.2, 0.1) == {}
    # Nor is one that is near it only at one end.
    assert stretches(2, 0, 8, 0.2) == {}
