"""Broken footprints put right."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import wkt

from siting.io.geometry import areas_of, bounds_of, kind_of, repaired_areas

SQUARE = "POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0))"


def repaired(*texts):
    shapes = np.array([None if text is None else wkt.loads(text) for text in texts], dtype=object)
    return repaired_areas(shapes)


def test_sound_shapes_are_not_touched():
    found = repaired(SQUARE)
    assert found.shapes[0].equals_exact(wkt.loads(SQUARE), 0)
    assert not found.repaired
    assert not found.rejected


@pytest.mark.parametrize(
    ("text", "area_m2"),
    [
        ("POLYGON ((0 0, 10 10, 10 0, 0 10, 0 0))", 50.0),  # bowtie: both wings
        ("POLYGON ((0 0, 10 0, 10 5, 20 5, 10 5, 10 10, 0 10, 0 0))", 100.0),  # spike
        ("MULTIPOLYGON (((0 0, 10 0, 10 10, 0 10, 0 0)), ((2 2, 4 2, 4 4, 2 4, 2 2)))", 100.0),  # nested
        ("POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (20 20, 22 20, 22 22, 20 20))", 100.0),  # stray hole
        ("POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (-5 -5, 20 -5, 20 20, -5 20, -5 -5))", 100.0),  # hole round
        ("POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (8 8, 12 8, 12 12, 8 12, 8 8))", 100.0),  # mostly outside
        (f"GEOMETRYCOLLECTION (POINT (1 1), {SQUARE})", 100.0),
    ],
)
def test_broken_shapes_keep_their_area(text, area_m2):
    found = repaired(text)
    assert found.shapes[0].area == pytest.approx(area_m2, abs=1e-9)
    assert shapely.is_valid(found.shapes[0])
    assert set(found.repaired) == {0}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (None, "null geometry"),
        ("POLYGON EMPTY", "empty geometry"),
        ("POINT (1 1)", "a point"),
        ("LINESTRING (0 0, 1 1)", "a line"),
        ("POLYGON ((0 0, 10 0, 0 0, 0 0))", "few points|self|area"),
        ("GEOMETRYCOLLECTION (POINT (1 1), LINESTRING (0 0, 1 1))", "collection"),
    ],
)
def test_what_has_no_area_is_rejected_with_its_reason(text, why):
    found = repaired(text)
    assert found.shapes[0] is None
    assert set(found.rejected) == {0}
    assert any(each in found.rejected[0][0] for each in why.split("|"))


def test_positions_are_those_of_the_input():
    found = repaired(SQUARE, None, "POLYGON ((0 0, 10 10, 10 0, 0 10, 0 0))", SQUARE)
    assert set(found.rejected) == {1}
    assert set(found.repaired) == {2}


def test_collections_of_collections_are_opened():
    inner = shapely.GeometryCollection([wkt.loads(SQUARE)])
    area = areas_of(shapely.GeometryCollection([inner, shapely.Point(0, 0)]))
    assert area is not None
    assert area.area == 100


def test_bounds_and_kinds():
    assert np.isnan(bounds_of(np.array([None, shapely.Point()], dtype=object))).all()
    assert kind_of(None) == "null geometry"
    assert kind_of(shapely.Point(0, 0)) == "a point"
