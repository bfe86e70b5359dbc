"""The grammar of directions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siting.io.directions import read_directions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", [0.0]),
        (90, [90.0]),
        (37.5, [37.5]),
        ("180°", [180.0]),
        ("45 deg", [45.0]),
        ("N", [0.0]),
        ("ne", [45.0]),
        ("SSW", [202.5]),
        ("NbE", [11.25]),
        ("NWbN", [326.25]),
        ("north", [0.0]),
        ("north-east", [45.0]),
        ("South South West", [202.5]),
        ("东北", [45.0]),
        ("朝南", [180.0]),
        ("正西方向", [270.0]),
        ("180;270", [180.0, 270.0]),
        ("180, 270", [180.0, 270.0]),
        ("90,180", [90.0, 180.0]),
        ("90/180", [90.0, 180.0]),
        ("90;160;270", [90.0, 160.0, 270.0]),
        ("N;S", [0.0, 180.0]),
        (3.17e-05, [3.17e-05]),
        ("9e1", [90.0]),
    ],
)
def test_single_directions(text, expected):
    found = read_directions(text)
    assert [each.azimuth_deg for each in found] == expected
    assert all(each.width_deg is None for each in found)


@pytest.mark.parametrize(
    ("text", "middle_deg", "width_deg"),
    [
        ("180-270", 225.0, 90.0),
        ("350-10", 0.0, 20.0),
        ("190-100", 325.0, 270.0),
        ("NW-NE", 0.0, 90.0),
        ("n-e", 45.0, 90.0),
        ("90 - 180", 135.0, 90.0),
        ("90至180", 135.0, 90.0),
        ("0-360", 180.0, 360.0),
        ("SW–W", 247.5, 45.0),
    ],
)
def test_ranges_run_clockwise_and_their_width_is_the_view(text, middle_deg, width_deg):
    (found,) = read_directions(text)
    assert found.azimuth_deg == pytest.approx(middle_deg, abs=1e-12)
    assert found.width_deg == pytest.approx(width_deg, abs=1e-12)


@pytest.mark.parametrize(
    "text",
    ["forward", "725", "370", "-190", "12,5", "90;", "", "x-y", "100-400", "up", "nns", "1.2.3", "90°20"],
)
def test_what_is_no_direction(text):
    with pytest.raises(ValueError, match=r"direction|outside|comma"):
        read_directions(text)


def test_360_and_negative_azimuths_are_turned_and_remarked():
    assert read_directions("360")[0].azimuth_deg == 0
    assert read_directions("360")[0].remark == "360 is 0"
    assert read_directions(-90)[0].azimuth_deg == 270
    assert read_directions("-90")[0].remark


@given(st.lists(st.integers(0, 359), min_size=1, max_size=5))
def test_any_list_of_numbers_comes_back(numbers):
    found = read_directions(";".join(map(str, numbers)))
    assert [each.azimuth_deg for each in found] == numbers


@given(st.integers(0, 359), st.integers(0, 359))
def test_a_range_begins_and_ends_where_it_says(first, last):
    (found,) = read_directions(f"{first}-{last}")
    assert found.width_deg is not None
    assert (found.azimuth_deg - found.width_deg / 2) % 360 == pytest.approx(first % 360, abs=1e-9)
    assert 0 < found.width_deg <= 360


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused(text):
    try:
        found = read_directions(text)
    except ValueError:
        return
    assert all(0 <= each.azimuth_deg < 360 for each in found)


@pytest.mark.parametrize(
    ("text", "azimuth_deg"),
    [
        ("北偏东45°", 45.0),
        ("南偏东30度", 150.0),
        ("南偏西 10", 190.0),
        ("北偏西1.5", 358.5),
        ("东偏北30°", 60.0),
    ],
)
def test_bearings_of_chinese_plans(text, azimuth_deg):
    assert read_directions(text)[0].azimuth_deg == pytest.approx(azimuth_deg)


@pytest.mark.parametrize("text", ["北偏南30", "北偏东100"])
def test_what_is_no_bearing(text):
    with pytest.raises(ValueError, match="no direction"):
        read_directions(text)


def test_a_number_in_another_unit():
    assert read_directions("1.5", 60.0)[0].azimuth_deg == 90.0
    assert read_directions("NE", 60.0)[0].azimuth_deg == 45.0
    with pytest.raises(ValueError, match="more than one number"):
        read_directions("1-2", 60.0)
