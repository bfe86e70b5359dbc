"""Heights that cameras hardly have are asked about aloud, and used as they stand."""

from __future__ import annotations

from datetime import date

import pytest

from siting.assess import assess
from siting.errors import InputError
from siting.io.odd_heights import HEIGHT_ASKED
from tests.io.frames import cameras, houses, scene, square


def asked(*cells, buildings=None, **shared):
    rows = [{"height_m": cell} for cell in cells]
    read = scene(buildings, cameras=cameras(*rows, **shared))
    notes = read.ledger[read.ledger["field"] == HEIGHT_ASKED]
    return read, notes[["id", "found"]].to_numpy().tolist()


@pytest.mark.parametrize(
    ("cell", "is_asked"),
    [(0.4, True), (0.99, True), (1.0, False), (4, False), (30, False), (30.5, True), (45, True), (60, True)],
)
def test_what_is_lower_or_higher_than_cameras_are_is_asked(cell, is_asked):
    read, notes = asked(cell, buildings=houses(square(), height=[9]))
    assert notes == ([["C1", f"{cell:g} m"]] if is_asked else [])
    assert read.cameras[0].height_m == cell


def test_a_camera_on_a_tall_roof_is_not_asked_about():
    assert asked(45, buildings=houses(square(20, 20, 10), height=[41]))[1] == []
    assert asked(45, buildings=houses(square(20, 20, 10), height=[39]))[1] == [["C1", "45 m"]]


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "C1: 0.4 m, C3: 45 m"), ("zh", "2 台摄像机的离地高度异常")]
)
def test_the_summary_asks_aloud(lang, words):
    read, _ = asked(0.4, 4, 45, buildings=houses(square(), height=[9]))
    told = assess(read, on=date(2025, 9, 1), packs=["cn_2025"]).summary["hints"]
    (hint,) = [each for each in told if each["id"] == "cameras.height_odd"]
    assert hint["count"] == 2
    assert words in hint[lang]


@pytest.mark.parametrize("cell", [1200, "1200", 4500])
def test_what_no_height_in_metres_can_be_is_refused_with_the_units(cell):
    with pytest.raises(InputError, match=r"height_cm .* height_mm") as caught:
        asked(cell)
    assert [fault.field for fault in caught.value.faults] == ["height_m"]


@pytest.mark.parametrize("cell", [0, -3, "high"])
def test_other_nonsense_gets_no_advice_about_units(cell):
    with pytest.raises(InputError) as caught:
        asked(cell)
    assert all("height_cm" not in fault.remedy for fault in caught.value.faults)
