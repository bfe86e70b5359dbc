"""Rings as arrays say what the polygons said."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from siting.coverage.rings import Rings, ring_arrays, rings_of
from tests.scenes import rect

HOLED = rect(0, 0, 10, 10).difference(rect(2, 2, 4, 4))
TWO = shapely.MultiPolygon([rect(20, 0, 30, 10), rect(40, 0, 50, 10)])
SHAPES = np.array([shapely.reverse(HOLED), TWO, rect(60, 0, 65, 5)], object)


def area_of(rings: Rings, footprint: int) -> float:
    """Return what the rings of a footprint enclose on their solid side, by Gauss's formula [m2]."""
    total = 0.0
    for ring in np.flatnonzero(rings.owner == footprint):
        x, y = rings.xy[rings.starts[ring] : rings.starts[ring + 1]].T
        total += rings.sense[ring] * float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum()) / 2.0
    return total


def test_what_lies_on_the_solid_side_of_the_rings_is_the_polygon() -> None:
    rings = rings_of(SHAPES)
    assert rings.owner.tolist() == [0, 0, 1, 1, 2]
    assert [area_of(rings, row) for row in range(3)] == pytest.approx([96.0, 200.0, 25.0])


def test_some_of_the_rings_are_those_of_some_of_the_shapes() -> None:
    keep = np.array([True, False, True])
    some, plain = rings_of(SHAPES).kept(keep), rings_of(SHAPES[keep])
    for name in ("xy", "starts", "sense", "owner"):
        assert np.array_equal(getattr(some, name), getattr(plain, name))


def test_rings_after_rings_are_those_of_all_shapes() -> None:
    joined, plain = rings_of(SHAPES[:1]).before(rings_of(SHAPES[1:]), 1), rings_of(SHAPES)
    for name in ("xy", "starts", "sense", "owner"):
        assert np.array_equal(getattr(joined, name), getattr(plain, name))


def test_a_closed_gap_is_a_ring_there_and_back() -> None:
    gap = np.array([shapely.LineString([(10, 0), (10.0005, 0)])], object)
    xy, rings, solid_rings, boxes = ring_arrays(rings_of(SHAPES), SHAPES, gap)
    assert xy[rings[-1, 0] : rings[-1, 1]].tolist() == [[10, 0], [10.0005, 0], [10, 0]]
    assert solid_rings.tolist() == [0, 2, 4, 5, 6]
    assert boxes[-1].tolist() == [10, 0, 10.0005, 0]
