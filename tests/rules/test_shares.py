"""Shares in words: what just misses a limit never reads as if it met it."""

from __future__ import annotations

from datetime import date

import pytest

from siting.rules.engine import judge
from siting.rules.pack import load_pack
from tests.rules.scenes import scene_of, table_of


@pytest.mark.parametrize(
    ("covered_m2", "outcome", "told"),
    [(94.99, "fail", "94.9 %"), (95.0, "pass", "95 %"), (100.0, "pass", "100 %"), (0.0, "fail", "0 %")],
)
def test_shares_are_rounded_down(covered_m2: float, outcome: str, told: str) -> None:
    plan = {
        "zones": [{"id": "Z1", "kind": "must_cover", "box": [0, 0, 10, 10], "min_px_per_m": 125}],
        "key_places": [{"zone": "Z1", "min_px_per_m": 125, "covered_m2": covered_m2}],
    }
    findings = judge(scene_of(plan), table_of(plan), [load_pack("cn_2025")], on=date(2026, 3, 1))
    (row,) = findings[findings["duty_id"] == "cn_2025/7/key_places_covered"].to_dict("records")
    assert row["outcome"] == outcome
    assert row["message_en"].startswith(f"{told} of key place Z1")
    assert f"白天有 {told}" in row["message_zh"]
