"""Cameras of unknown view: which they are, and how far each might see."""

from __future__ import annotations

import math

import pytest
import shapely

from siting.coverage.table import cover
from siting.coverage.unsure import WHOLE_PLANE, possible_views, unsure_cameras
from tests.coverage.readings import F_PX, TAN_H, TAN_V
from tests.scenes import building, camera, rect, scene


@pytest.mark.parametrize(
    ("options", "is_unsure"),
    [
        ({}, False),
        ({"kind": "multi"}, True),
        ({"kind": "ptz"}, False),
        ({"kind": "ptz", "azimuth_deg": None}, True),
        ({"kind": "panoramic", "hfov_deg": 360.0, "image_height_px": None}, True),
        ({"assumed": ("tilt_deg",)}, True),
        ({"assumed": ("hfov_deg",)}, True),
        ({"assumed": ("azimuth_deg",)}, True),
        ({"assumed": ("height_m",)}, True),
        ({"height_m": 1.0, "tilt_deg": 60.0}, False),
    ],
)
def test_who_is_unsure(options, is_unsure):
    assert unsure_cameras(cover(scene([], [camera(**options)])).cameras).tolist() == [is_unsure]


def test_an_indoor_camera_is_unsure():
    table = cover(scene([building(rect(-5, -5, 5, 5))], [camera(height_m=4.0)]))
    assert table.cameras["standing"].tolist() == ["indoor"]
    assert unsure_cameras(table.cameras).all()


def reach_m(**options):
    options = {"kind": "ptz", "assumed": ("tilt_deg",), **options}
    (view,) = possible_views(cover(scene([], [camera(**options)])).cameras, 50.0)
    return view if view is WHOLE_PLANE else math.sqrt(view.area / math.pi)


def test_the_reach_is_the_corner_of_the_image_zoomed_in():
    corner = math.sqrt(1 + TAN_H**2 + TAN_V**2)
    assert reach_m() == pytest.approx(F_PX / 50.0 * corner, rel=1e-3)
    zoomed_px = 1920 / (2 * math.tan(math.radians(5)))
    assert reach_m(zoom_hfov_deg=10.0) == pytest.approx(zoomed_px / 50.0 * corner, rel=1e-3)
    assert reach_m(range_m=12.0) == pytest.approx(12.0, rel=1e-3)


def test_the_disc_holds_its_circle():
    options = {"kind": "ptz", "assumed": ("tilt_deg",), "range_m": 12.0}
    (view,) = possible_views(cover(scene([], [camera(**options)])).cameras, 50.0)
    assert shapely.hausdorff_distance(view.exterior, view.centroid) >= 12.0
    assert view.exterior.distance(view.centroid) >= 12.0 - 1e-9


def test_of_an_unknown_lens_everything_is_possible_within_the_claimed_range():
    assert reach_m(assumed=("hfov_deg",)) is WHOLE_PLANE
    assert reach_m(assumed=("hfov_deg",), range_m=12.0) == pytest.approx(12.0, rel=1e-3)


def test_a_sure_camera_has_no_possible_view():
    assert possible_views(cover(scene([], [camera()])).cameras, 50.0) == []
