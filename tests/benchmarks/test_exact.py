"""Outlines and the slow exact answer against closed forms: what is measured must be right first."""

from __future__ import annotations

import math

import numpy as np
import pyproj
import pytest
import shapely

from benchmarks import exact, product
from benchmarks.agreement import of_areas, of_shapes
from benchmarks.districts import PLANE_M, Cameras, District, level_cameras, street_cameras
from benchmarks.outlines import outline
from benchmarks.peers import shapely_shadows
from benchmarks.rows.plan import ALLOWED_RATIO, centred
from benchmarks.town import town
from tests.scenes import rect

UTM = pyproj.CRS("EPSG:25832")
ORIGIN_M = np.array([500_000.0, 5_500_000.0])


def cameras(
    height_m: float, *, tilt_deg: float = 0.0, range_m: float = 40.0, hfov_deg: float = 90.0
) -> Cameras:
    one = {
        "height_m": height_m,
        "azimuth_deg": 0.0,
        "tilt_deg": tilt_deg,
        "hfov_deg": hfov_deg,
        "vfov_deg": 60.0,
    }
    arrays = {name: np.array([value]) for name, value in {**one, "range_m": range_m}.items()}
    return Cameras(xy_m=ORIGIN_M[None], image_width_px=4096, **arrays)


def district(shapes: list[shapely.Polygon], heights_m: list[float]) -> District:
    moved = shapely.transform(np.array(shapes, object), lambda places: places + ORIGIN_M)
    heights = np.array(heights_m)
    return District("drawn", moved, heights, np.ones(len(heights)), "office", UTM)


def test_outline_of_a_level_camera_is_its_sector():
    found = outline(cameras(PLANE_M), 0, PLANE_M)
    assert found.area == pytest.approx(math.pi * 40.0**2 / 4.0, rel=1e-4)


def test_outline_begins_where_the_lower_edge_of_the_view_meets_the_plane():
    # 4 m above the plane, looking 30 degrees down, 60 degrees high: from 60 degrees down to the horizon.
    found = outline(cameras(PLANE_M + 4.0, tilt_deg=30.0), 0, PLANE_M)
    assert found.bounds[1] == pytest.approx(4.0 / math.tan(math.radians(60.0)))


def test_shadow_of_a_wall_without_end_and_with_one():
    wall = [rect(-50.0, 10.0, 50.0, 10.5)]
    level = cameras(PLANE_M)
    free = exact.seen(district(wall, [9.0]), level, 0, outline=outline(level, 0, PLANE_M), plane_m=PLANE_M)
    # What is left is the triangle before the wall: 10 m deep, 20 m wide.
    assert free.area == pytest.approx(100.0)
    # 8 m above the plane, a wall 4 m above it: its shadow ends at twice the distance of its far side.
    high = cameras(PLANE_M + 8.0, range_m=40.0)
    whole = outline(high, 0, PLANE_M)
    seen = exact.seen(district(wall, [PLANE_M + 4.0]), high, 0, outline=whole, plane_m=PLANE_M)
    hidden = shapely.intersection(whole, rect(-90.0, 10.0, 90.0, 21.0)).area
    assert whole.area - seen.area == pytest.approx(hidden)


@pytest.mark.parametrize("height_m", [PLANE_M, 7.0])
def test_quick_shadows_and_product_equal_the_slow_answer(height_m):
    random = np.random.default_rng(3)
    corners = random.uniform(-60.0, 60.0, (30, 2))
    shapes = [
        rect(e, n, e + w, n + d)
        for (e, n), (w, d) in zip(corners, random.uniform(3, 15, (30, 2)), strict=True)
    ]
    shapes = [shape for shape in shapes if shape.distance(shapely.Point(0.0, 0.0)) > 1.0]
    place = district(shapes, list(random.uniform(3.0, 12.0, len(shapes))))
    asked = cameras(height_m, tilt_deg=0.0 if height_m == PLANE_M else 15.0, range_m=80.0, hfov_deg=80.0)
    shape = outline(asked, 0, PLANE_M)
    slow = exact.seen(place, asked, 0, outline=shape, plane_m=PLANE_M)
    quick = shapely_shadows.ground(shapely_shadows.prepare(place), asked, 0, outline=shape, plane_m=PLANE_M)
    assert of_shapes([quick], [slow]).worst_ratio < 1e-9
    mine = of_shapes(centred(product.ground(product.stage(place), asked), asked), [slow])
    assert mine.holds(ALLOWED_RATIO)
    assert mine.worst_iou > 1.0 - ALLOWED_RATIO


def test_cameras_of_a_street_stand_clear_of_every_wall():
    place = district([rect(0.0, 0.0, 10.0, 10.0), rect(14.0, 0.0, 20.0, 8.0)], [6.0, 9.0])
    found = street_cameras(place, 50)
    points = shapely.points(found.xy_m)
    assert min(shapely.distance(points, shape).min() for shape in place.footprints) > 0.4
    assert (level_cameras(found).greatest_depth_m > found.range_m.max()).all()


def test_a_town_repeats_its_district_side_by_side():
    place = district([rect(0.0, 0.0, 10.0, 10.0), rect(14.0, 0.0, 20.0, 8.0)], [6.0, 9.0])
    large = town(place, 7)
    assert shapely.area(large.footprints).tolist() == pytest.approx([100.0, 48.0] * 3 + [100.0])
    assert shapely.union_all(large.footprints).area == pytest.approx(544.0)


def test_agreement_tells_the_worst_and_what_was_refused():
    square = rect(0.0, 0.0, 10.0, 10.0)
    found = of_shapes([square, rect(0.0, 0.0, 10.0, 9.0), None], [square] * 3)
    assert (found.worst_ratio, found.worst_iou, found.refused_count) == pytest.approx((0.1, 0.9, 1))
    assert not found.holds(0.2)
    assert of_areas(np.array([50.0]), np.array([50.0])).holds(0.0)
