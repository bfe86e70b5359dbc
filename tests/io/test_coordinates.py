"""Coordinates in columns."""

from __future__ import annotations

import pandas as pd
import pytest

from siting.io.coordinates import read_coordinate, read_points


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
    frame = pd.DataFrame({"纬度": ["31.3"], "经度": ["120.6"]}, dtype=object)
    found = read_points(frame, "f.csv", must=True)
    assert found is not None
    assert found.is_lonlat
    assert (found.geometry[0].x, found.geometry[0].y) == (120.6, 31.3)


def test_metres_are_not_degrees():
    found = read_points(pd.DataFrame({"Easting (m)": [385000.0], "northing": [6672000.0]}), "f", must=True)
    assert found is not None
    assert not found.is_lonlat
    x_y = read_points(pd.DataFrame({"x": [385000.0], "y": [6672000.0]}), "f", must=True)
    assert x_y is not None
    assert not x_y.is_lonlat


def test_wkt_columns_give_shapes():
    found = read_points(pd.DataFrame({"wkt": ["POLYGON ((0 0, 1 0, 1 1, 0 0))", None]}), "f", must=False)
    assert found is not None
    assert found.geometry[0].area == 0.5
    assert found.geometry[1] is None


def test_every_missing_place_is_a_fault_of_its_row():
    frame = pd.DataFrame({"lon": ["24.9", "", "x"], "lat": ["60.1", "60.1", "60.1"]}, dtype=object)
    found = read_points(frame, "f.csv", must=True)
    assert found is not None
    assert [(fault.row, fault.field) for fault in found.faults] == [("2", "lon"), ("3", "lon")]


def test_a_table_without_places_gives_none():
    assert read_points(pd.DataFrame({"a": [1]}), "f", must=True) is None
