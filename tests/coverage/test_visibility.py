"""Unions: triangles of a real district which the overlay refuses in full coordinates."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from siting.coverage.visibility import union_of

TRIANGLES = Path(__file__).parent / "refused_triangles.csv"


def test_a_union_is_found_where_rounding_defeats_the_overlay() -> None:
    corners = np.loadtxt(TRIANGLES, delimiter=",", skiprows=1).reshape(-1, 3, 2)
    triangles = shapely.polygons(corners)
    union = union_of(triangles)
    west, south, east, north = shapely.total_bounds(triangles)
    points = np.random.default_rng(0).uniform((west, south), (east, north), (40_000, 2))
    inside = np.zeros(len(points), bool)
    for triangle in triangles:
        inside |= shapely.contains_xy(triangle, *points.T)
    assert union.area == pytest.approx(inside.mean() * (east - west) * (north - south), rel=0.02)
    assert np.array_equal(shapely.contains_xy(union, *points.T), inside)


def test_an_easy_union_keeps_its_coordinates() -> None:
    boxes = shapely.box([0.0, 0.1], 0.0, [1.0, 2.1], 1.0)
    assert union_of(boxes).equals(shapely.union_all(boxes))
    assert union_of([]).is_empty
