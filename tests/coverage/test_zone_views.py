"""Zones in view: area and best density of gardens and consent zones, against closed forms."""

from __future__ import annotations

import math

import pytest
from shapely import affinity

from siting.assess import assess
from siting.coverage.table import cover
from tests.coverage.readings import F_PX, TAN_H, TAN_V
from tests.scenes import MERIDIAN, building, camera, rect, scene, wall_east_west, zone


def views(zones, buildings=(), cameras=None):
    table = cover(scene(buildings, cameras or [camera(height_m=4.0)], zones=zones))
    return table.places.zone_views.to_dict("records")


def test_a_garden_across_two_classes_is_one_row_with_its_best_density():
    (row,) = views([zone(rect(-2.0, 20.0, 2.0, 30.0), "garden", id="G")])
    assert (row["camera_id"], row["zone_id"], row["kind"]) == ("cam-0", "G", "garden")
    assert row["area_m2"] == pytest.approx(40.0, rel=1e-9)
    assert row["max_px_per_m"] == pytest.approx(F_PX / 20.0, rel=1e-9)
    seen = affinity.translate(row["geometry"], -MERIDIAN.easting_m, -MERIDIAN.northing_m)
    assert seen.symmetric_difference(rect(-2.0, 20.0, 2.0, 30.0)).area < 1e-6


def test_a_wall_leaves_what_lies_before_it():
    (row,) = views([zone(rect(-2.0, 20.0, 2.0, 30.0), "consent")], [building(wall_east_west(25.0), 9.0)])
    assert row["area_m2"] == pytest.approx(20.0, rel=1e-9)


def test_what_is_not_seen_has_no_row():
    assert views([zone(rect(-2.0, -30.0, 2.0, -20.0), "garden")]) == []


def test_a_zone_that_only_touches_the_view_has_no_row():
    edge = F_PX / 12.5
    assert views([zone(rect(-2.0, edge, 2.0, edge + 5.0), "garden")]) == []


def test_other_kinds_have_no_rows():
    assert views([zone(rect(-2.0, 20.0, 2.0, 30.0), kind) for kind in ("parcel", "lit", "must_cover")]) == []


def test_each_camera_and_zone_is_a_pair_of_its_own():
    zones = [zone(rect(e, 20.0, e + 2.0, 30.0), "garden") for e in (-4.0, 2.0)]
    cameras = [camera(height_m=4.0), camera(0.0, 50.0, height_m=4.0, azimuth_grid_deg=180.0)]
    rows = views(zones, cameras=cameras)
    assert [(row["camera_id"], row["zone_id"]) for row in rows] == [
        ("cam-0", "zones-0"),
        ("cam-0", "zones-1"),
        ("cam-1", "zones-0"),
        ("cam-1", "zones-1"),
    ]
    assert [row["max_px_per_m"] for row in rows] == pytest.approx([F_PX / 20.0] * 4, rel=1e-9)


def test_of_a_turning_camera_all_that_it_can_be_turned_to_counts():
    garden = zone(rect(-2.0, 20.0, 2.0, 30.0), "garden")
    turning = camera(height_m=4.0, kind="ptz", azimuth_grid_deg=180.0, zoom_hfov_deg=60.0)
    (row,) = views([garden], cameras=[turning])
    corner = math.sqrt(1.0 + TAN_H**2 + TAN_V**2)
    assert row["area_m2"] == pytest.approx(40.0, rel=1e-9)
    assert row["max_px_per_m"] == pytest.approx(F_PX * corner / math.hypot(20.0, 2.5), rel=1e-9)


# An image of 90 degrees whose height is not told shows the plane from 2.5 / 0.5625 m on at 16:9, from 3.125 m
# at 5:4.
UNTOLD = {"hfov_deg": 90.0, "image_height_px": None}


def test_a_garden_that_only_a_taller_image_shows_is_a_flagged_row():
    garden = zone(rect(-0.5, 3.2, 0.5, 4.2), "garden", id="G")
    (row,) = views([garden], cameras=[camera(**UNTOLD)])
    assert row["flags"] == "image_shape_assumed"
    assert row["area_m2"] == pytest.approx(1.0, rel=1e-9)
    assert row["max_px_per_m"] == pytest.approx(960 / 3.2, rel=1e-9)
    assert views([garden], cameras=[camera(hfov_deg=90.0)]) == []


def test_a_garden_partly_in_the_image_is_covered_for_sure_and_perhaps_more():
    sure, more = views([zone(rect(-0.5, 3.5, 0.5, 5.5), "garden", id="G")], cameras=[camera(**UNTOLD)])
    assert (sure["flags"], more["flags"]) == ("", "image_shape_assumed")
    assert sure["area_m2"] == pytest.approx(5.5 - 2.5 / 0.5625, rel=1e-6)
    assert more["area_m2"] == pytest.approx(2.0, rel=1e-9)


def test_a_garden_wholly_in_the_image_has_one_row():
    (row,) = views([zone(rect(-2.0, 20.0, 2.0, 30.0), "garden", id="G")], cameras=[camera(**UNTOLD)])
    assert row["flags"] == ""


@pytest.mark.parametrize(("south_m", "outcome"), [(3.2, "undecided"), (-9.0, "pass"), (9.0, "fail")])
def test_what_the_law_says_of_a_garden_under_an_image_of_unknown_shape(south_m, outcome):
    garden = zone(rect(-0.5, south_m, 0.5, south_m + 1.0), "garden", id="G")
    declared = {"social_public_area": "yes", "regime": "other_public", "status": "existing"}
    found = assess(scene([], [camera(**UNTOLD, **declared)], zones=[garden]), packs=["cn_2025"]).findings
    mine = found[found["duty_id"].str.endswith("view_into_garden")]
    assert set(mine["outcome"]) - {"not_applicable"} == {outcome}
