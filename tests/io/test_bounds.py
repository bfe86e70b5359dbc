"""Bounds as numbers against shapes and trees."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely
from shapely import affinity

from siting.crs import LONLAT
from siting.io.bounds import metric_bounds, outermost, rows_in_reach, widened
from siting.io.georeference import Placed, moved
from tests.scenes import rect

ORIGIN_M = np.array([500_000.0, 5_500_000.0])
UTM = pyproj.CRS.from_epsg(25832)


def houses(count: int = 400) -> np.ndarray:
    random = np.random.default_rng(2)
    east, north = random.uniform(0.0, 3000.0, (2, count))
    shapes = [affinity.rotate(rect(e, n, e + 12, n + 9), e) for e, n in zip(east, north, strict=True)]
    return shapely.transform(np.array(shapes, object), lambda at: at + ORIGIN_M)


@pytest.mark.parametrize("crs", [UTM, LONLAT])
def test_bounds_hold_the_shapes_in_the_other_system(crs):
    shapes = houses()
    shapes[3] = None
    boxes = metric_bounds(Placed(moved(shapes, UTM, crs), crs), UTM)
    true = shapely.bounds(shapes)
    assert np.isnan(boxes[3]).all()
    kept = np.delete(np.arange(len(shapes)), 3)
    assert (boxes[kept, :2] < true[kept, :2]).all()
    assert (boxes[kept, 2:] > true[kept, 2:]).all()
    # Degrees are rounded by nothing, but a turned box is wider than its house.
    assert np.abs(boxes[kept] - true[kept]).max() < 2.5


def test_rows_are_those_that_a_tree_of_all_finds():
    shapes = houses()
    boxes = metric_bounds(Placed(shapes, UTM), UTM)
    places = ORIGIN_M + np.array([[1500.0, 1500.0], [2000.0, 700.0], [9000.0, -500.0]])
    corner = np.hstack([ORIGIN_M, ORIGIN_M + 300.0])
    asked = np.vstack([widened(np.tile(places, 2), 200.0), corner])
    tree = shapely.STRtree(shapely.box(*boxes.T))
    _, met = tree.query(shapely.box(*asked.T))
    far = tree.query_nearest(shapely.Point(places[2]))
    assert not set(far) & set(met)
    assert rows_in_reach(boxes, asked, places).tolist() == sorted({*met.tolist(), *far.tolist()})


def test_a_row_without_bounds_is_always_read():
    boxes = metric_bounds(Placed(houses(), UTM), UTM)
    boxes[7] = np.nan
    found = rows_in_reach(boxes, widened(np.array([[0.0, 0.0, 0.0, 0.0]]), 1.0), np.empty((0, 2)))
    assert found.tolist() == [7]


def test_outermost_reads_few_of_many():
    random = np.random.default_rng(1)
    east, north = random.uniform(0, 5000, (2, 3000))
    shapes = np.array(
        [affinity.rotate(rect(e, n, e + 12, n + 9), e) for e, n in zip(east, north, strict=True)], object
    )
    boxes = metric_bounds(Placed(shapes, UTM), UTM)
    asked: set[int] = set()

    def footprints_of(rows):
        asked.update(rows.tolist())
        return shapes[rows]

    hull = outermost(boxes, footprints_of)
    assert hull.symmetric_difference(shapely.convex_hull(shapely.geometrycollections(shapes))).area < 1e-6
    assert len(asked) < 300
