"""What the ledger says of columns that nothing was read from."""

from __future__ import annotations

from siting.io.column_notes import UNUSED
from tests.io.frames import cameras, houses, rows_of, scene, square


def test_columns_that_nothing_was_read_from_are_named_and_asked_about():
    frame = cameras({"regme": "gov", "有效距离": 30, "空": None})
    told = rows_of(scene(cameras=frame), "cameras", "note").set_index("field")
    assert told.loc[UNUSED, "found"] == "regme (regime?), 有效距离"


def test_tags_of_openstreetmap_are_named_only_where_a_slip_is_likely():
    frame = houses(square(), building=["yes"], amenity=["school"], fid=[3])
    assert UNUSED not in rows_of(scene(frame), "buildings", "note")["field"].tolist()
