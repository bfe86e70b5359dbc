"""Doubts: every flag that leaves a view undecided has its words in both languages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from siting.rules.doubts import UNSURE_ROW, UNSURE_VIEW, in_words
from siting.rules.engine import judge
from siting.rules.pack import load_pack
from tests.rules.scenes import scene_of, table_of

DUTY = "cn_2025/33/view_into_residence"
HOME = {"id": "H1", "box": [20, -5, 30, 5], "height_m": 9, "use": "residence"}


def message(camera: dict[str, Any], facades: list[dict[str, Any]]) -> tuple[str, str]:
    cameras = [{"id": "C1", "at": [0, 0], "regime": "non_public", **camera}]
    plan = {"cameras": cameras, "buildings": [HOME], "facades": facades}
    findings = judge(scene_of(plan), table_of(plan), [load_pack("cn_2025")], on=date(2026, 3, 1))
    (row,) = findings[findings["duty_id"] == DUTY].to_dict("records")
    assert row["outcome"] == "undecided"
    return row["message_zh"], row["message_en"]


@pytest.mark.parametrize(
    ("camera", "why"),
    [
        ({"flags": "tilt_assumed"}, "its tilt is assumed"),
        ({"flags": "optics_assumed"}, "its optics are assumed"),
        ({"flags": "azimuth_assumed"}, "its azimuth is assumed"),
        ({"flags": "height_assumed"}, "its height is assumed"),
        ({"view_computed": False, "why_empty": "kind_not_computed"}, "[kind_not_computed]"),
        ({"kind": "ptz", "flags": "zoom_assumed"}, "its angle of view at full zoom is not given"),
        ({"standing": "indoor"}, "it stands inside a building"),
        ({"standing": "at_roof_level"}, "it is exactly at roof level"),
    ],
)
def test_an_unknown_view_says_why(camera: dict[str, Any], why: str) -> None:
    zh, en = message(camera, [])
    assert why in en
    assert "_" not in zh.replace("kind_not_computed", "")


def test_what_is_seen_says_why_it_is_undecided() -> None:
    beyond = {"camera": "C1", "building": "H1", "px_per_m": 80.0, "in_range_px_per_m": float("nan")}
    zh, en = message({}, [beyond])
    assert en.endswith("undecided: it is seen only beyond the claimed range")
    assert zh.endswith("未能判定：仅在申报的作用距离之外可见")
    assert "no windows are drawn, the wall counts as glazed" in en
    assert "未绘出窗，整面墙按有窗计" in zh


def test_words_stand_in_the_order_given() -> None:
    said = in_words(UNSURE_ROW)
    assert said.en == "the use of the building is not known, the heights of the room are assumed"
    assert said.zh == "建筑用途不明，房间高度为假定"


def test_what_a_camera_may_not_see_says_why() -> None:
    for flag in UNSURE_VIEW:
        zh, en = message({}, [{"camera": "C1", "building": "H1", "px_per_m": 80.0, "flags": flag}])
        assert en.endswith(f"undecided: {in_words([flag]).en}")
        assert zh.endswith(f"未能判定：{in_words([flag]).zh}")
