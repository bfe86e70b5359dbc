"""Lenses told as a range: what the wide end gives, what the long end gives, and what stays open."""

from __future__ import annotations

import math
from datetime import date

import pytest

from siting.assess import assess
from siting.errors import InputError
from siting.io import ledger_counts
from siting.model import FOCAL_RANGE
from tests.io.frames import cameras, houses, rows_of, scene, square

NO_ANGLE = {"hfov_deg": None, "sensor_mm": 5.0}
HOME = {"id": ["H"], "height": [9], "use": ["residence"]}
GIVEN = {"tilt_deg": 5, "image_height_px": 1080, "status": "existing", "regime": "gov"}


def one(**row):
    (camera,) = scene(cameras=cameras({"kind": "ptz", **NO_ANGLE, **row})).cameras
    return camera


def angle_deg(focal_mm, width_mm=5.0):
    return math.degrees(2 * math.atan(width_mm / (2 * focal_mm)))


@pytest.mark.parametrize(
    "cell",
    [
        "4.8-120", "4.8~120mm", "4.8–120 mm", "4.8 mm - 120 mm", "4.8～120", "4.8至120mm", "120-4.8",
        "f=4.8-120mm", "4,8-120",
    ],
)  # fmt: skip
def test_a_turning_camera_zooms_through_its_range(cell):
    camera = one(焦距=cell)
    assert camera.lens.focal_length_mm == 4.8
    assert camera.zoom_hfov_deg == pytest.approx(angle_deg(120.0))
    assert FOCAL_RANGE not in camera.assumed


def test_the_unit_of_the_column_holds_for_both_ends():
    camera = one(**{"焦距(cm)": "0.48-12"})
    assert camera.lens.focal_length_mm == pytest.approx(4.8)
    assert camera.zoom_hfov_deg == pytest.approx(angle_deg(120.0))


def test_a_long_end_that_the_plan_tells_itself_wins():
    assert one(focal_mm="4.8-120", zoom_hfov_deg=3.0).zoom_hfov_deg == 3.0


def test_an_angle_stands_for_the_sensor():
    camera = one(focal_mm="4-40", hfov_deg=angle_deg(4.0), sensor_mm=None)
    assert camera.zoom_hfov_deg == pytest.approx(angle_deg(40.0))


def test_a_range_of_angles_is_read_the_other_way_round():
    camera = one(hfov_deg="30°~108°", sensor_mm=None)
    assert (camera.lens.hfov_deg, camera.zoom_hfov_deg) == (108.0, 30.0)


def test_one_number_stays_one_number():
    camera = one(focal_mm="4.8 mm")
    assert (camera.lens.focal_length_mm, camera.zoom_hfov_deg) == (4.8, None)


@pytest.mark.parametrize("cell", ["4.8-", "-4.8-120", "4.8-120 px", "4-8-12", "a-b"])
def test_what_is_no_range_is_refused(cell):
    with pytest.raises(InputError) as caught:
        one(focal_mm=cell)
    assert [fault.field for fault in caught.value.faults][:1] == ["focal_length_mm"]


def test_a_range_is_told_in_the_ledger():
    read = scene(cameras=cameras({"kind": "fixed", **NO_ANGLE, "focal_mm": "2.8-12"}))
    (row,) = rows_of(read, "cameras", "repaired").to_dict("records")
    assert (row["id"], row["field"], row["found"]) == ("C1", "focal_length_mm", "2.8-12")
    assert "give the one that is set" in row["done"]
    assert ledger_counts(read.ledger).set_index("layer").loc["cameras"].tolist() == [1, 0, 1, 0]
    assert FOCAL_RANGE in read.cameras[0].assumed


def found_of(focal, width_px):
    row = {"kind": "fixed", **NO_ANGLE, "focal_mm": focal, "image_width_px": width_px}
    home = houses(square(60, 15, 10), **HOME)
    plan = scene(home, cameras=cameras({**row, **GIVEN, "social_public_area": "yes"}))
    made = assess(plan, on=date(2025, 9, 1), packs=["cn_2025"])
    duty = made.findings["duty_id"] == "cn_2025/8/view_into_residence"
    (row,) = made.findings[duty].to_dict("records")
    return row["outcome"], set(row["flags"].split(","))


def test_the_wide_end_is_judged_and_a_longer_one_is_undecided():
    # The wall stands 40 m ahead: f_px = width x focal / 5 mm gives 62.5 px/m from about 2500 px on.
    assert found_of("5-10", 2600) == ("fail", {"focal_range_assumed", "windows_assumed"})
    assert found_of("5-10", 2400) == ("undecided", {"focal_range_assumed", "windows_assumed"})
    assert found_of("5-10", 1300) == ("undecided", {"focal_range_assumed", "windows_assumed"})
    assert found_of("5-10", 1200)[0] == "pass"
    # As sharp as the range may show it, and no sharper.
    assert found_of("10", 1300) == ("fail", {"windows_assumed"})
    assert found_of("10", 1200)[0] == "pass"
