"""What is asked of a sign that cannot be read from where people come: no size that nobody makes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from siting.rules.engine import judge
from siting.rules.pack import load_pack
from tests.rules.scenes import scene_of, table_of

# 400 mm by a factor of 40 are read from 16 m.
PLAN: dict[str, Any] = {
    "cameras": [{"id": "C1", "at": [0, 0], "regime": "operator"}],
    "coverage": [{"camera": "C1", "box": [-20, 0, 20, 40]}],
    "walks": [{"id": "W1", "line": [[-300, 20], [300, 20]]}],
}


def told(away_m: float) -> dict[str, Any]:
    """Return the finding on a sign of 400 mm so far from the street."""
    sign = {"id": "S1", "at": [-30, 20 + away_m], "camera_ids": "C1", "facing_deg": 180}
    plan = {**PLAN, "signs": [{**sign, "width_mm": 600, "height_mm": 400, "mount_m": 1.6}]}
    findings = judge(scene_of(plan), table_of(plan), [load_pack("cn_2025")], on=date(2026, 3, 1))
    row: dict[str, Any]
    (row,) = findings[findings["duty_id"] == "cn_2025/13/sign_legible"].to_dict("records")
    return row


@pytest.mark.parametrize(("away_m", "needed_mm"), [(16.1, "403"), (40.0, "1000")])
def test_a_size_in_common_use_is_named(away_m: float, needed_mm: str) -> None:
    row = told(away_m)
    assert row["outcome"] == "fail"
    assert f"asks for {needed_mm} mm" in row["message_en"]
    assert f"需要 {needed_mm} mm" in row["message_zh"]


@pytest.mark.parametrize("away_m", [40.1, 232.0])
def test_beyond_the_largest_size_a_nearer_sign_is_asked_for(away_m: float) -> None:
    row = told(away_m)
    assert row["outcome"] == "fail"
    said = "too far for any sign of a common size (up to 1000 mm, read from 40 m): it, or another,"
    assert said in row["message_en"]
    assert "须移近或在入口旁增设" in row["message_zh"]
    assert "asks for" not in row["message_en"]
    assert "put up another there" in row["cure_en"]
    assert "增设一块" in row["cure_zh"]
