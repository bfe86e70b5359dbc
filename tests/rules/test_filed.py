"""What was filed against what stands there: numbers, and whether there is a filing at all."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from siting.rules.filed import agreement, is_filed
from siting.rules.gather import gather
from siting.rules.pack import load_ladder
from tests.rules.scenes import scene_of, table_of


@pytest.mark.parametrize(
    ("filed", "standing", "planned", "tolerance", "answer"),
    [
        (9, 9, 0, 0, "pass"),
        (9, 9, 5, 0, "pass"),
        (8, 9, 5, 0, "fail"),
        (10, 9, 0, 0, "fail"),
        (10, 9, 1, 0, "undecided"),
        (11, 9, 1, 0, "fail"),
        (0, 0, 0, 0, "pass"),
        (3, 0, 3, 0, "undecided"),
        (8, 9, 0, 1, "pass"),
        (7, 9, 0, 1, "fail"),
        (11, 9, 1, 1, "undecided"),
        (12, 9, 1, 1, "fail"),
    ],
)
def test_only_what_stands_there_was_to_be_filed(
    filed: int, standing: int, planned: int, tolerance: int, answer: str
) -> None:
    assert agreement(filed, standing, planned, tolerance=tolerance) == answer


@pytest.mark.parametrize(
    ("system", "documents", "answer"),
    [
        ({}, [], False),
        ({"filing_date": "2026-03-01"}, [], True),
        ({"filing_date": "2026-03-02"}, [], False),
        ({}, [{"kind": "Filing_Receipt", "date": "2026-02-01"}], True),
        ({}, [{"kind": "filing_receipt"}], True),
        ({}, [{"kind": "contract", "date": "2026-02-01"}], False),
    ],
)
def test_a_filing_is_a_day_or_a_document(
    system: dict[str, Any], documents: list[dict[str, Any]], answer: bool
) -> None:
    plan = {
        "cameras": [],
        "systems": [{"id": "S1", **system}],
        "documents": [{"system_id": "S1", **each} for each in documents],
    }
    ladder = load_ladder("dori_2015")
    facts = gather(scene_of(plan), table_of(plan), on=date(2026, 3, 1), ladder=ladder, known={})
    assert is_filed(facts.systems[0], ("filing", "filing_receipt"), on=facts.on) is answer
