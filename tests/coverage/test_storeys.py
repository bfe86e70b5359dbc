"""Storeys: counted from levels where height and levels agree, from the height where they do not."""

from __future__ import annotations

import math

import numpy as np
import pytest

from siting.coverage.storeys import storey_counts
from siting.coverage.table import cover
from tests.scenes import camera, home, rect, scene

TAN_H = math.tan(math.radians(30.0))


def counted(height_m, levels):
    count, conflict = storey_counts(np.array([height_m]), np.array([levels]))
    return int(count[0]), bool(conflict[0])


@pytest.mark.parametrize(
    ("height_m", "levels", "count"),
    [(10.0, math.nan, 3), (2.0, math.nan, 1), (9.0, 3.0, 3), (9.0, 2.9, 2), (9.0, 0.0, 1), (5.0, 5.0, 5)],
)
def test_levels_count_else_three_metres_each(height_m, levels, count):
    assert counted(height_m, levels) == (count, False)


@pytest.mark.parametrize(
    ("height_m", "levels", "told"),
    [
        # A storey of just the height of a sill has no window, one of a centimetre more has one.
        (9.0, 10.0, (3, True)),
        (9.1, 10.0, (10, False)),
        (3.0, 18.0, (1, True)),
        # Nothing but one storey is left either way.
        (0.9, 1.0, (1, False)),
        (0.8, 3.0, (1, True)),
    ],
)
def test_levels_without_a_window_band_contradict_the_height(height_m, levels, told):
    assert counted(height_m, levels) == told


def test_a_height_that_is_a_difference_still_contradicts():
    # 12.3 - 3.3 is 9.000000000000002, a tenth of it more than 0.9.
    assert counted(12.3 - 3.3, 10.0) == (3, True)


def table_of(height_m, levels, **fields):
    flats = home(rect(-40, 20, 40, 30), height_m, levels=levels, id="tower", **fields)
    return cover(scene([flats], [camera(height_m=2.0)]))


def test_a_contradiction_hides_no_home_and_is_told():
    table = table_of(3.0, 18.0)
    (row,) = table.facades.to_dict("records")
    assert row["storey"] == 0
    assert row["area_m2"] == pytest.approx(1.2 * 40 * TAN_H, abs=0.001)
    assert set(row["flags"].split(",")) == {"windows_assumed", "levels_conflict"}
    (note,) = table.ledger[table.ledger["field"] == "levels"].to_dict("records")
    assert note == {
        "layer": "buildings",
        "id": "tower",
        "field": "levels",
        "found": "18 levels in 3 m: no storey has room for a window",
        "done": "storeys counted from the height: 1",
        "outcome": "note",
    }


def test_no_contradiction_is_told_where_there_is_none():
    table = table_of(3.0, 1.0)
    assert set(table.facades["flags"]) == {"windows_assumed"}
    assert "levels" not in set(table.ledger["field"])


@pytest.mark.parametrize(("first", "storeys"), [(0.0, [0, 1, 2]), (1.0, [1, 2]), (6.0, [2])])
def test_of_dwellings_above_a_level_that_is_not_there_the_top_storey_is_left(first, storeys):
    table = table_of(9.0, 18.0, use="office", residential_from_level=first)
    assert sorted(table.facades["storey"]) == storeys
