"""Windows of one face put together, against sums worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely

from siting.coverage.facades import Exposure
from siting.coverage.faces import one_a_face
from siting.coverage.wall_table import Walls

# Three bands on one wall from west to east; of each is seen a stretch of it and a panel above that.
SPANS = ((0.0, 2.0), (1.0, 3.0), (5.0, 6.0))


def walls(*face):
    count = len(face)
    return Walls(
        ends=np.tile([100.0, 50.0, 110.0, 50.0], (count, 1)),
        solid=np.zeros(count, np.int64),
        number=np.zeros(count, np.int64),
        zone=np.full(count, -1),
        band_starts=np.arange(count + 1),
        bands=np.tile([1.0, 2.0], (count, 1)),
        storey=np.zeros(count, np.int64),
        face=np.array(face),
        flags=np.full(count, frozenset(), object),
    )


def exposure():
    lines, panels = np.empty(3, object), np.empty(3, object)
    for k, (west, east) in enumerate(SPANS):
        lines[k] = shapely.MultiLineString([[(100 + west, 50), (100 + east, 50)]])
        panel = [(100 + west, 50, 1), (100 + east, 50, 1), (100 + east, 50, 2)]
        panels[k] = shapely.MultiPolygon([shapely.Polygon(panel)])
    return Exposure(
        wall=np.arange(3),
        band=np.arange(3),
        area_m2=np.array([1.0, 2.0, 4.0]),
        length_m=np.array([2.0, 2.0, 1.0]),
        distance_m=np.array([12.0, 11.0, 20.0]),
        incidence_deg=np.array([30.0, 20.0, 60.0]),
        depth_m=np.array([9.0, 10.0, 18.0]),
        depth_in_range_m=np.array([math.nan, 10.0, math.nan]),
        lines=lines,
        panels=panels,
    )


def test_faces_of_one_band_stay_as_they_are():
    seen = exposure()
    assert one_a_face(seen, walls(0, 1, 2)) is seen


def test_a_face_adds_areas_and_takes_the_nearest_and_the_best():
    made = one_a_face(exposure(), walls(0, 0, 2))
    assert made.area_m2.tolist() == [3.0, 4.0]
    assert made.distance_m.tolist() == [11.0, 20.0]
    assert made.incidence_deg.tolist() == [20.0, 60.0]
    assert made.depth_m.tolist() == [9.0, 18.0]
    assert made.depth_in_range_m.tolist() == pytest.approx([10.0, math.nan], nan_ok=True)
    assert made.band.tolist() == [1, 2]


def test_lengths_are_those_of_the_wall():
    made = one_a_face(exposure(), walls(0, 0, 0))
    assert made.length_m.tolist() == pytest.approx([4.0])
    drawn = shapely.union_all(exposure().lines)
    assert shapely.hausdorff_distance(made.lines[0], drawn) < 1e-9
    assert len(shapely.get_parts(made.lines[0])) == 2


def test_panels_keep_their_heights():
    (panel,) = one_a_face(exposure(), walls(0, 0, 0)).panels
    assert panel.geom_type == "MultiPolygon"
    assert len(panel.geoms) == 3
    assert set(shapely.get_coordinates(panel, include_z=True)[:, 2]) == {1.0, 2.0}
