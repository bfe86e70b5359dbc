"""Units in the names of columns."""

from __future__ import annotations

import math

import pytest

from siting.errors import InputError
from siting.io.column_units import unit_and_factor
from tests.io.frames import cameras, houses, rows_of, scene


@pytest.mark.parametrize(
    ("name", "field", "unit", "factor"),
    [
        ("height_cm", "height_m", "cm", 0.01),
        ("高度(厘米)", "height_m", "厘米", 0.01),
        ("安装高度 / mm", "height_m", "mm", 0.001),
        ("安装高度cm", "height_m", "cm", 0.01),
        ("高度（单位：cm）", "height_m", "cm", 0.01),
        ("高度(以厘米计)", "height_m", "厘米", 0.01),
        ("Height [ft]", "height_m", "ft", 0.3048),
        ("azimuth (rad)", "azimuth_deg", "rad", math.degrees(1)),
        ("方位角（弧度）", "azimuth_deg", "弧度", math.degrees(1)),
        ("Heading (deg, true north)", "azimuth_deg", "deg", 1),
        ("方位角(°，正北为0)", "azimuth_deg", "°", 1),
        ("高度(距地面)", "height_m", "", 1),
        ("height_m", "height_m", "m", 1),
        ("height", "height_m", "", 1),
        ("码率(Mbps)", "bitrate_kbps", "mbps", 1000),
        ("像素密度(px/m)", "min_px_per_m", "px/m", 1),
    ],
)
def test_the_unit_of_a_name(name, field, unit, factor):
    assert unit_and_factor(name, field) == (unit, pytest.approx(factor))


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("azimuth (mil)", "azimuth_deg"),
        ("height (furlong)", "height_m"),
        ("height (px)", "height_m"),
        ("高度(离地厘米数)", "height_m"),
        ("height (m, cm)", "height_m"),
        ("保存天数(月)", "retention_days"),
    ],
)
def test_what_is_not_understood_is_not_taken_for_the_fields_own(name, field):
    with pytest.raises(ValueError, match=r".+"):
        unit_and_factor(name, field)


def test_what_a_name_converts_is_told_once():
    east, south = {"height_cm": 450, "azimuth (rad)": math.pi / 2}, {"height_cm": "5 m", "azimuth (rad)": "S"}
    frame = cameras(east, south)
    read = scene(cameras=frame.drop(columns=["height_m", "azimuth_deg"]))
    assert [camera.height_m for camera in read.cameras] == [4.5, 5.0]
    assert [camera.azimuth_deg for camera in read.cameras] == pytest.approx([90.0, 180.0])
    told = rows_of(read, "cameras", "note")
    assert told["found"][told["field"] == "height_m"].tolist() == ["height_cm: the name says cm"]
    assert told["done"][told["field"] == "azimuth_deg"].str.startswith("numbers times 57.2958").all()


def test_a_unit_of_another_quantity_is_no_unit_of_the_field():
    # What is counted in pixels is no height above ground.
    frame = cameras({"height_px": 1080})
    assert scene(cameras=frame).cameras[0].lens.image_height_px == 1080


def test_a_unit_that_is_not_understood_is_refused_with_those_that_are():
    with pytest.raises(
        InputError, match=r"'mil' that is not understood; allowed deg, .*rad, .*gon"
    ) as caught:
        scene(cameras=cameras({"azimuth (mil)": 1600}).drop(columns="azimuth_deg"))
    assert len(caught.value.faults) == 1
    with pytest.raises(InputError, match="'furlong' that is not understood"):
        scene(houses(**{"height (furlong)": [2]}))
    with pytest.raises(InputError, match="more than one number"):
        scene(cameras=cameras({"azimuth (rad)": "1-2"}).drop(columns="azimuth_deg"))


def test_a_height_said_in_two_units_is_no_conflict():
    read = scene(
        cameras=cameras({"height_m": 4.55, "height_cm": 455.0}, {"height_m": 4.5, "height_cm": 500.0})
    )
    told = rows_of(read, "cameras", "note")
    assert told["found"][told["field"] == "columns in conflict"].tolist() == [
        "height_cm says otherwise than height_m for height_m in 1 row"
    ]
