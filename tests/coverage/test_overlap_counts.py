"""Overlap counts against shapely's own overlay of small sets, and against sums that must add up."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import affinity
from shapely.geometry import MultiPolygon, Point, Polygon

from siting.coverage.overlap_counts import OverlapCounts, overlap_counts

ROUNDING_M2 = 1e-3
"""What rounding of corners by 4 micrometres may move along the edges of these drawings [m2]."""


def brute(shapes: list[Polygon]) -> dict[int, float]:
    """Return the area that exactly k polygons cover, by k, from all parts of their arrangement."""
    lines = shapely.node(shapely.union_all([shapely.boundary(shape) for shape in shapes]))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    found: dict[int, float] = {}
    for face in faces:
        k = int(shapely.contains(np.array(shapes, object), face.representative_point()).sum())
        found[k] = found.get(k, 0.0) + face.area
    return {k: area for k, area in found.items() if k and area > ROUNDING_M2}


def by_count(found: OverlapCounts) -> dict[int, float]:
    areas = found.area_by_count_m2()
    return {k: areas[k] for k in range(1, len(areas)) if areas[k] > ROUNDING_M2}


def check(shapes: list[Polygon]) -> OverlapCounts:
    """Return the counts of some polygons, after everything that must hold of them."""
    found = overlap_counts(np.array(shapes, object))
    assert found.area_m2 @ found.count == pytest.approx(sum(shape.area for shape in shapes), rel=1e-6)
    polygons = found.polygons
    assert shapely.is_valid(polygons).all()
    assert shapely.area(polygons) == pytest.approx(found.area_m2, rel=1e-9, abs=1e-9)
    union = shapely.union_all(shapes)
    assert found.area_m2.sum() == pytest.approx(union.area, rel=1e-6)
    # Disjoint: together they cover no more than their union.
    assert shapely.union_all(polygons).area == pytest.approx(found.area_m2.sum(), rel=1e-9)
    large = found.area_m2 > ROUNDING_M2
    inner = shapely.point_on_surface(polygons[large])
    rims = [shapely.boundary(shape) for shape in shapes]
    for point, count in zip(inner, found.count[large].tolist(), strict=True):
        # On a rim it is for nobody to say.
        if shapely.distance(rims, point).min() > 1e-6:
            assert int(shapely.contains(np.array(shapes, object), point).sum()) == count
    return found


def square(east: float, north: float, size: float = 2.0) -> Polygon:
    return shapely.box(east, north, east + size, north + size)


def test_nothing() -> None:
    found = overlap_counts(np.array([], object))
    assert len(found.count) == len(found.polygons) == 0
    assert len(overlap_counts(np.array([Polygon(), MultiPolygon()], object)).count) == 0


def test_two_squares() -> None:
    found = check([square(0, 0), square(1, 1)])
    assert sorted(zip(found.count.tolist(), found.area_m2.tolist(), strict=True)) == [
        (1, 3.0),
        (1, 3.0),
        (2, 1.0),
    ]


def test_a_square_within_a_square_is_a_hole() -> None:
    found = check([square(0, 0, 10), square(4, 4)])
    (outer,) = found.polygons[found.count == 1]
    assert len(outer.interiors) == 1
    assert by_count(found) == pytest.approx({1: 96.0, 2: 4.0})


def test_an_island_in_a_courtyard() -> None:
    yard = square(0, 0, 10).difference(square(2, 2, 6))
    found = check([yard, square(4, 4), square(4.5, 4.5, 1.0)])
    assert by_count(found) == pytest.approx({1: 64.0 + 3.0, 2: 1.0})


def test_polygons_that_share_an_edge_leave_none_between() -> None:
    found = check([square(0, 0), square(2, 0), square(0, 2), square(2, 2)])
    assert len(found.count) == 1
    assert found.area_m2.tolist() == [16.0]


def test_the_same_polygon_again_and_again() -> None:
    found = check([square(0, 0)] * 50)
    assert (found.count.tolist(), found.area_m2.tolist()) == ([50], [4.0])


def test_edges_along_one_another() -> None:
    check(
        [shapely.box(0, 0, 10, 1), shapely.box(3, 1, 7, 2), shapely.box(2, -1, 5, 1), shapely.box(5, 0, 6, 3)]
    )


def test_edges_that_are_nearly_along_one_another() -> None:
    # As walls that several cameras see from several sides: the same to nanometres, with ends of their own.
    rng = np.random.default_rng(4)
    shapes = []
    for _ in range(30):
        a, b = np.sort(rng.uniform(0.0, 20.0, 2))
        depth = rng.uniform(1.0, 8.0)
        ends = np.array([(a, 0.0), (b + 0.1, 0.0), (rng.uniform(0.0, 20.0), depth)])
        turned = shapely.get_coordinates(affinity.rotate(Polygon(ends), 31.0, origin=(0, 0)))[:3]
        shapes.append(Polygon(turned + rng.normal(0.0, 1e-9, (3, 2))))
    check(shapes)


def test_faces_that_touch_at_a_corner_stay_apart() -> None:
    found = check([square(0, 0), square(2, 2), square(0, 2, 1.0)])
    assert sorted(found.area_m2.tolist()) == [4.0, 5.0]


def test_a_hole_that_touches_its_shell() -> None:
    # A diamond whose corner touches the square's side from inside.
    diamond = Polygon([(0, 5), (3, 2), (6, 5), (3, 8)])
    found = check([square(0, 0, 10), diamond])
    assert by_count(found) == pytest.approx({1: 82.0, 2: 18.0})
    ring = Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(0, 2), (2, 1), (2, 3)]])
    check([ring, square(-1, -1, 3.0)])


def test_several_rings_through_one_corner() -> None:
    fan = [Polygon([(0, 0), (5, k), (5, k + 1)]) for k in range(-4, 4, 2)]
    check([*fan, square(-3, -3, 6.0)])


@pytest.mark.parametrize("seed", range(12))
def test_random_sets(seed: int) -> None:
    rng = np.random.default_rng(seed)
    shapes = []
    for _ in range(int(rng.integers(2, 14))):
        angles = np.sort(rng.uniform(0.0, 2.0 * np.pi, int(rng.integers(3, 12))))
        radius = rng.uniform(1.0, 10.0, len(angles))
        middle = rng.uniform(-8.0, 8.0, 2)
        shape = Polygon(np.column_stack([np.cos(angles), np.sin(angles)]) * radius[:, None] + middle)
        if shape.is_valid and shape.area > 0.1:
            if rng.random() < 0.4:
                shape = shape.difference(Point(*middle).buffer(0.5, quad_segs=2))
            if shape.geom_type == "Polygon":
                shapes.append(shape)
    found = check(shapes)
    assert by_count(found) == pytest.approx(brute(shapes), rel=1e-6, abs=ROUNDING_M2)


@pytest.mark.parametrize("seed", range(6))
def test_sets_on_whole_metres(seed: int) -> None:
    # Everything touches, overlaps and crosses in the same places.
    rng = np.random.default_rng(100 + seed)
    shapes = []
    for _ in range(25):
        corners = rng.integers(0, 7, (3, 2)).astype(float)
        shape = Polygon(corners)
        if shape.area > 0.4:
            shapes.append(shape)
    found = check(shapes)
    assert by_count(found) == pytest.approx(brute(shapes), rel=1e-6, abs=ROUNDING_M2)


def test_far_from_the_origin_and_turned_it_is_the_same() -> None:
    shapes = [Point(k * 1.3, (k % 3) * 0.9).buffer(2.0, quad_segs=9) for k in range(12)]
    here = by_count(check(shapes))
    moved = [
        affinity.translate(affinity.rotate(shape, 17.0, origin=(0, 0)), 3.9e7, 4.4e6) for shape in shapes
    ]
    assert by_count(check(moved)) == pytest.approx(here, rel=1e-5, abs=1e-4)


def test_a_telephoto_view_makes_the_grid_coarser_and_the_sums_no_worse() -> None:
    check(
        [
            shapely.box(0, 0, 60_000, 20_000),
            shapely.box(10, 10, 20, 20),
            Polygon([(0, 0), (50_000, 3), (1, 9)]),
        ]
    )


def test_weights_count_kinds_apart() -> None:
    found = overlap_counts(
        np.array([square(0, 0), square(1, 0), square(1, 0)], object), np.array([1, 100, 100])
    )
    assert dict(zip(found.count.tolist(), found.area_m2.tolist(), strict=True)) == {
        1: 2.0,
        201: 2.0,
        200: 2.0,
    }


def test_multipolygons_and_the_order_make_no_difference() -> None:
    shapes = [square(0, 0), square(1, 0.5), square(5, 5), square(5.5, 4)]
    both = [MultiPolygon([shapes[0], shapes[2]]), MultiPolygon([shapes[3], shapes[1]])]
    areas = [sorted(overlap_counts(np.array(each, object)).area_m2) for each in (shapes, shapes[::-1], both)]
    assert areas[0] == areas[1] == areas[2]
