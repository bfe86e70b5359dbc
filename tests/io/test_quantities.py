"""Numbers as people write them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from siting.fields import LAYERS
from siting.io.quantities import is_nothing, read_number, read_numbers, unit_of, units_of

HEIGHT = LAYERS["cameras"].field("height_m")
FOCAL = LAYERS["cameras"].field("focal_length_mm")
WIDTH = LAYERS["cameras"].field("image_width_px")
HFOV = LAYERS["cameras"].field("hfov_deg")
LEVELS = LAYERS["buildings"].field("levels")


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        (3, HEIGHT, 3.0),
        ("3 m", HEIGHT, 3.0),
        ("3米", HEIGHT, 3.0),
        ("4,5", HEIGHT, 4.5),
        (" 12.5 M ", HEIGHT, 12.5),
        ("３．５", HEIGHT, 3.5),
        ("10 ft", HEIGHT, 3.048),
        ("10'", HEIGHT, 3.048),
        ("12'6\"", HEIGHT, 3.81),
        ("450 cm", HEIGHT, 4.5),
        ("180°", HFOV, 180.0),
        ("90度", HFOV, 90.0),
        ("2.8mm", FOCAL, 2.8),
        ("1,920", WIDTH, 1920.0),
        ("1920 px", WIDTH, 1920.0),
        ("6层", LEVELS, 6.0),
        ("-4", HEIGHT, -4.0),
    ],
)
def test_one_reading(text, field, expected):
    assert read_number(text, field).value == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("3;10", HEIGHT),
        ("approx 12", HEIGHT),
        ("1,200", LAYERS["signs"].field("width_mm")),  # 1.2 mm or 1200 mm: both allowed
        ("461.993.881", HEIGHT),
        ("3 °", HEIGHT),
        ("3-4", LEVELS),
        (True, HEIGHT),
    ],
)
def test_no_reading_or_two(text, field):
    with pytest.raises(ValueError, match=r"number|comma|points"):
        read_number(text, field)


def test_decimal_commas_and_foreign_units_are_remarked_and_plain_numbers_are_not():
    assert read_number("4,5", HEIGHT).remark == "decimal comma read as 4.5"
    assert "3.048" in read_number("10 ft", HEIGHT).remark
    assert read_number("3 m", HEIGHT).remark == ""


@pytest.mark.parametrize(
    "cell", [None, "", " ", "nan", "N/A", "-", "无", float("nan"), pd.NA, pd.NaT, "(empty)"]
)
def test_cells_that_say_nothing(cell):
    assert is_nothing(cell)


@pytest.mark.parametrize("cell", [0, "0", "no", False, "x"])
def test_cells_that_say_something(cell):
    assert not is_nothing(cell)


def test_a_column_keeps_positions_of_remarks_and_problems():
    column = pd.Series(["4", "4,5", "", "x", "-1", "2000"], dtype=object)
    values, remarks, problems = read_numbers(column, HEIGHT)
    np.testing.assert_array_equal(values[:2], [4.0, 4.5])
    assert np.isnan(values[2:]).all()
    assert set(remarks) == {1}
    assert problems.keys() == {3, 4, 5}
    assert problems[4] == "outside the limits"


def test_reading_a_column_changes_nothing_in_it():
    column = pd.Series([1.0, -5.0, np.nan])
    before = column.copy()
    read_numbers(column, HEIGHT)
    pd.testing.assert_series_equal(column, before)


def test_whole_numbers_must_be_whole():
    values, _, problems = read_numbers(pd.Series([1920.0, 1920.5]), WIDTH)
    assert values[0] == 1920
    assert set(problems) == {1}


def test_units_of_names():
    assert unit_of("height_m") == "m"
    assert unit_of("levels") == ""
    assert unit_of("min_px_per_m") == "px_per_m"
    assert units_of("height_m")["ft"] == 0.3048
    assert "parsec" not in units_of("height_m")


def test_a_number_without_a_unit_of_its_own_is_in_that_of_the_column():
    assert read_number("450", HEIGHT, 0.01).value == pytest.approx(4.5)
    assert read_number("4.5 m", HEIGHT, 0.01).value == 4.5
    # The limits say which reading of a comma fits, in the field's unit.
    assert read_number("4,5", HEIGHT, 0.3048).value == pytest.approx(4.5 * 0.3048)
