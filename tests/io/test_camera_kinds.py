"""A camera of which the plan does not say whether it turns is told, and passes nothing by that."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from siting.assess import assess
from siting.text_report import summary_lines
from tests.io.frames import cameras, houses, scene, square

GIVEN = {"tilt_deg": 5, "image_height_px": 1080, "status": "existing", "regime": "gov"}
HOME = {"id": ["H"], "height": [9], "use": ["residence"]}


def told(read):
    rows = read.ledger[(read.ledger["layer"] == "cameras") & (read.ledger["field"] == "kind")]
    return rows[["id", "found"]].to_numpy().tolist()


def outcome_of(*rows, image_width_px=1920):
    home = houses(square(60, 15, 10), **HOME)
    given = {**GIVEN, "social_public_area": "yes", "image_width_px": image_width_px}
    made = assess(scene(home, cameras=cameras(*rows, **given)), on=date(2025, 9, 1), packs=["cn_2025"])
    found = made.findings[made.findings["duty_id"] == "cn_2025/8/view_into_residence"]
    return made, found.set_index("subject_id")[["outcome", "flags"]].to_dict("index")


def test_a_cell_without_a_kind_is_told_row_by_row():
    read = scene(cameras=cameras({"kind": "fixed"}, {"kind": None}, {"kind": "球机"}))
    assert [camera.kind for camera in read.cameras] == ["fixed", "fixed", "ptz"]
    assert ["kind" in camera.assumed for camera in read.cameras] == [False, True, False]
    assert told(read) == [["C2", "nothing"]]


def test_a_plan_without_the_column_is_told_once_and_with_the_remedy():
    read = scene(cameras=cameras({}, {}, {}))
    assert all("kind" in camera.assumed for camera in read.cameras)
    assert told(read) == [["", "no such column: the kind of 3 cameras is not told"]]
    assert read.ledger[read.ledger["field"] == "kind"]["done"].str.contains("类型").all()


def test_a_kind_that_is_told_leaves_nothing_open():
    read = scene(cameras=cameras({"kind": "fixed"}))
    assert read.cameras[0].assumed == ("status", "tilt_deg")
    assert told(read) == []


def test_a_kind_of_a_profile_stays_assumed():
    (camera,) = scene(cameras=cameras(), defaults={"kind": "ptz"}).cameras
    assert (camera.kind, "kind" in camera.assumed) == ("ptz", True)


def test_a_camera_that_may_turn_never_passes_as_seeing_no_home():
    # The dome of which the word is missing looks away from the home, and sees it none the less.
    _, told_ptz = outcome_of({"azimuth_deg": 270, "kind": "ptz", "zoom_hfov_deg": 5})
    _, missing = outcome_of({"azimuth_deg": 270, "kind": None, "zoom_hfov_deg": 5})
    _, told_fixed = outcome_of({"azimuth_deg": 270, "kind": "fixed", "zoom_hfov_deg": 5})
    assert told_ptz["C1"]["outcome"] == "fail"
    assert missing["C1"] == {"outcome": "undecided", "flags": "kind_assumed"}
    assert told_fixed["C1"]["outcome"] == "pass"


def test_what_it_sees_in_any_case_stays_a_fail_and_says_so():
    _, found = outcome_of({}, image_width_px=5000)
    assert found["C1"] == {"outcome": "fail", "flags": "kind_assumed,windows_assumed"}


@pytest.mark.parametrize(("lang", "words"), [("en", "do not say their kind"), ("zh", "2 台摄像机未填类型")])
def test_the_summary_says_it_in_one_line(lang, words):
    made, _ = outcome_of({}, {"azimuth_deg": 270})
    lines = [line.plain for line in summary_lines(made, lang=lang)]
    assert sum(words in line for line in lines) == 1
    assert any(("kind" in line and "cameras" in line) or "类型 kind" in line for line in lines)


def test_presets_of_a_camera_without_a_kind_are_asked_about():
    presets = pd.DataFrame({"camera_id": ["C1"], "name": ["gate"], "azimuth_deg": [10]})
    plan = scene(houses(square(60, 15, 10), **HOME), cameras=cameras(**GIVEN), presets=presets)
    ledger = assess(plan, on=date(2025, 9, 1), packs=["cn_2025"]).ledger
    (row,) = ledger[(ledger["layer"] == "presets") & (ledger["field"] == "camera_id")].to_dict("records")
    assert row["found"] == "rows of a camera whose kind is not given, taken as fixed"
    assert "say its kind" in row["done"]
