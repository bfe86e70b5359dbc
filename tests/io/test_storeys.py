"""Storeys in words: those above ground, or nothing."""

from __future__ import annotations

import pytest

from siting.io.storeys import storeys_above
from tests.io.frames import houses, rows_of, scene, square


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("三层", 3),
        ("6层", 6),
        ("3F", 3),
        ("地上3层地下1层", 3),
        ("地上三层", 3),
        ("地上3层,地下1层", 3),
        ("地下1层,地上12层", 12),
        ("3层(地下1层)", 3),
        ("3F/B1", 3),
        ("3/-1", 3),
        ("十层", 10),
        ("十二层", 12),
        ("二十一", 21),
        ("三十层", 30),
        ("两层", 2),
        ("共6层", 6),
        ("6 floors", 6),
        ("3-1", None),
        ("3-6层", None),
        ("6+1", None),
        ("B1", None),
        ("地下1层", None),
        ("多层", None),
        ("共6层(地下1层)", None),
    ],
)
def test_storeys_above_ground(text, count):
    assert storeys_above(text) == count


def test_levels_in_words_are_read_and_told_where_they_are_not_plain():
    frame = houses(
        *[square(20 * number) for number in range(4)], levels=["三层", "6层", "地上3层地下1层", "多层"]
    )
    found = scene(frame)
    assert found.buildings["levels"].tolist()[:3] == [3.0, 6.0, 3.0]
    assert found.buildings["levels"].isna().tolist() == [False, False, False, True]
    told = rows_of(found, "buildings", "repaired").set_index("found")["done"]
    assert told["地上3层地下1层"] == "read as 3 storeys above ground"
    assert told["多层"] == "not a number; treated as not given"
    assert "6层" not in told.index


def test_the_first_storey_of_homes_in_words():
    frame = houses(square(), use=["residence"], residential_from_level=["二层"])
    assert scene(frame).buildings["residential_from_level"].tolist() == [2.0]
