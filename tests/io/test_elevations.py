"""Columns of elevations are asked about: never taken for heights above ground, never proposed as such."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import pytest

from siting.assess import assess
from siting.io.column_notes import ELEVATION, UNUSED
from tests.io.frames import EPSG, cameras, scene, square


def read(**cells):
    frame = gpd.GeoDataFrame({name: [cell] for name, cell in cells.items()}, geometry=[square()], crs=EPSG)
    made = scene(cameras=cameras(), zones=frame)
    told = made.ledger[made.ledger["layer"] == "zones"].set_index("field")
    return made, told


@pytest.mark.parametrize(
    ("low", "high"),
    [("底标高", "顶标高"), ("base_elevation", "top_elevation"), ("底标高(m)", "顶标高(m)"),
     ("base_elevation_m", "top_elevation_m")],
)  # fmt: skip
def test_elevations_are_asked_about_and_not_used(low, high):
    made, told = read(**{"kind": "toilet", low: 52.3, high: 55.3})
    assert made.zones[["base_m", "top_m"]].isna().all(axis=None)
    assert told.loc[ELEVATION, "found"] == f"{low}, {high}"
    assert "call the columns base_m or top_m" in told.loc[ELEVATION, "done"]
    # Not proposed as a slip of the pen.
    assert UNUSED not in told.index


def test_heights_above_ground_are_read_as_ever():
    made, told = read(kind="toilet", 底高=0.0, 顶高=3.0)
    assert made.zones[["base_m", "top_m"]].to_numpy().tolist() == [[0.0, 3.0]]
    assert ELEVATION not in told.index


def test_the_summary_asks_about_elevations():
    made, _ = read(kind="toilet", 底标高=52.3)
    summary = assess(made, on=date(2025, 9, 1), packs=["cn_2025"]).summary
    hints = {each["id"]: each for each in summary["hints"]}
    assert "zones: 底标高" in hints["layers.elevations_asked"]["zh"]
    assert "底标高" in hints["layers.elevations_asked"]["en"]
