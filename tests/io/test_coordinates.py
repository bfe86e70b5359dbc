"""Coordinates in columns."""

from __future__ import annotations

import pandas as pd
import pytest

from siting.io.coordinates import read_coordinate, read_points
from siting.io.raw import RawLayer


def table(**columns):
    """Return a table as read, its rows called as a spreadsheet calls them."""
    frame = pd.DataFrame(columns, dtype=object)
    numbers = tuple(range(2, len(frame) + 2))
    return RawLayer(layer="cameras", file="f.csv", frame=frame, numbers=numbers)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24.9419", 24.9419),
        ("24,9425", 24.9425),
        ("24°56'30\"E", 24 + 56 / 60 + 30 / 3600),
        ("60°10′15″N", 60 + 10 / 60 + 15 / 3600),
        ("33° 52' 10\" S", -(33 + 52 / 60 + 10 / 3600)),
        ("24 56 30 E", 24 + 56 / 60 + 30 / 3600),
        ("东经120°36'", 120.6),
        ("60.17 N", 60.17),
        ("70.5W", -70.5),
        ("25496602.21", 25496602.21),
        (24.5, 24.5),
    ],
)
def test_one_coordinate(text, expected):
    text = text.removeprefix("东经") if isinstance(text, str) else text
    assert read_coordinate(text) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "why"), [("461.993.881", "spreadsheet"), ("here", "24.9419"), ("24°61'00\"E", "under 60")]
)
def test_what_is_no_coordinate_says_what_to_do(text, why):
    with pytest.raises(ValueError, match=why):
        read_coordinate(text)


def test_columns_are_found_by_name_in_either_language():
    found = read_points(table(纬度=["31.3"], 经度=["120.6"]), must=True)
    assert found is not None
    assert found.is_lonlat
    assert (found.geometry[0].x, found.geometry[0].y) == (120.6, 31.3)


def test_metres_are_not_degrees():
    found = read_points(table(**{"Easting (m)": [385000.0], "northing": [6672000.0]}), must=True)
    assert found is not None
    assert not found.is_lonlat
    x_y = read_points(table(x=[385000.0], y=[6672000.0]), must=True)
    assert x_y is not None
    assert not x_y.is_lonlat


@pytest.mark.parametrize(
    "names", [("X坐标/m", "Y坐标/m"), ("东坐标(米)", "北坐标(米)"), ("横坐标m", "纵坐标m")]
)
def test_names_with_a_unit(names):
    found = read_points(table(**dict(zip(names, ([385000.0], [6672000.0]), strict=True))), must=True)
    assert found is not None
    assert found.geometry[0].x == 385000.0


def test_wkt_columns_give_shapes():
    found = read_points(table(wkt=["POLYGON ((0 0, 1 0, 1 1, 0 0))", None]), must=False)
    assert found is not None
    assert found.geometry[0].area == 0.5
    assert found.geometry[1] is None


def test_every_missing_place_is_a_fault_of_its_row():
    found = read_points(table(经度=["24.9", "", "x"], lat=["60.1", "60.1", "60.1"]), must=True)
    assert found is not None
    assert [(fault.row, fault.field, fault.column) for fault in found.faults] == [
        ("3", "lon", "经度"),
        ("4", "lon", "经度"),
    ]
    assert all(fault.remedy for fault in found.faults)


def test_a_cell_that_is_no_wkt_is_a_fault_of_its_row():
    found = read_points(table(wkt=["POINT (1 2)", "POLYGON 1 2", None]), must=False)
    assert found is not None
    assert [(fault.row, fault.found) for fault in found.faults] == [("3", "'POLYGON 1 2'")]


def test_a_table_without_places_gives_none():
    assert read_points(table(a=[1]), must=True) is None


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("经纬度", "120.6,31.3"),
        ("经纬度", "(120.6，31.3)"),
        ("lon_lat", "120.6 31.3"),
        ("纬经度", "31.3, 120.6"),
        ("latlng", "31°18'N;120°36'E"),
    ],
)
def test_both_in_one_cell(name, cell):
    found = read_points(table(**{name: [cell]}), must=True)
    assert found is not None
    assert found.is_lonlat
    assert found.geometry[0].x == pytest.approx(120.6)
    assert found.geometry[0].y == pytest.approx(31.3)


def test_what_is_no_pair_is_told_with_its_column():
    found = read_points(table(经纬度=["120.6", "a,b", None]), must=True)
    assert found is not None
    told = {(fault.row, fault.place, fault.found) for fault in found.faults}
    assert ("2", "column '经纬度 (lat)' (lat)", "nothing") in told
    assert ("3", "column '经纬度 (lon)' (lon)", "'a'") in told
    assert {row for row, *_ in told} == {"2", "3", "4"}
