"""Whom the enacted text tells what: one plan full of faults on paper, under each regime."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from siting.rules.engine import judge
from siting.rules.pack import load_pack
from tests.rules.scenes import scene_of, table_of

PACK = load_pack("cn_2025")
# In use unfiled and unaccepted, images kept a week, storage for an hour, a contract for its only paper.
SYSTEM = {
    "id": "S1",
    "in_use_date": "2025-06-01",
    "acceptance_date": "2025-07-01",
    "retention_days": 7,
    "storage_tb": 0.001,
    "ct_key_target": "yes",
}
CAMERA = {"id": "C1", "at": [0, 0], "system_id": "S1", "bitrate_kbps": 4000.0, "record_hours_per_day": 24.0}
FAULTS = {
    "cn_2025/11/records_on_file",
    "cn_2025/11/acceptance_before_use",
    "cn_2025/14/filing_after_use",
    "cn_2025/17/kept_long_enough",
    "cn_2025/17/kept_for_key_target",
    "cn_2025/17/storage_holds",
}
SPARED = (11, 14, 15, 17)


def outcomes(regime: str | None) -> dict[str, set[str]]:
    plan: dict[str, Any] = {
        "cameras": [{**CAMERA, "regime": regime}],
        "systems": [SYSTEM],
        "documents": [{"system_id": "S1", "kind": "contract"}],
    }
    found = judge(scene_of(plan), table_of(plan), [PACK], on=date(2026, 3, 1))
    spared = found[found["article"].isin(SPARED)]
    return {duty: set(rows["outcome"]) for duty, rows in spared.groupby("duty_id")}


@pytest.mark.parametrize("regime", ["gov", "operator"])
def test_units_in_charge_answer_for_their_papers(regime: str) -> None:
    assert {duty for duty, found in outcomes(regime).items() if found == {"fail"}} == FAULTS


@pytest.mark.parametrize("regime", ["other_public", "non_public"])
def test_a_corner_shop_is_told_nothing_of_filing_archive_and_days(regime: str) -> None:
    assert set.union(*outcomes(regime).values()) == {"not_applicable"}


def test_without_a_regime_nobody_is_accused_and_nothing_passes() -> None:
    assert not set.union(*outcomes(None).values()) & {"fail", "pass"}
