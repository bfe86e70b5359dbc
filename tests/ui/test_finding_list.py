from __future__ import annotations

import pytest

import siting
from siting.ui import finding_list, views
from siting.ui.words import read_words
from tests.street import SCRIPT, street

EN = read_words("en")


@pytest.fixture(scope="module")
def plan() -> siting.Assessment:
    return siting.assess(street(), on="2026-11-23")


def test_a_card_tells_whom_what_law_and_numbers(plan: siting.Assessment) -> None:
    rows = views.chosen(
        plan.findings, views.Choice(outcomes=("fail",), packs=("cn_2025",), text="view_into_residence")
    )
    cards = finding_list.cards(rows, EN)
    assert [card[0] for card in cards] == rows["finding_id"].tolist()
    _, outcome, severity, subject, _, message, law, numbers = cards[0]
    assert outcome == "fail"
    assert severity == rows.iloc[0]["severity"]
    assert subject == rows.iloc[0]["subject_id"]
    assert message == rows.iloc[0]["message_en"]
    assert law == f"cn_2025 · Art. {rows.iloc[0]['article']}"
    assert numbers.endswith("px/m")
    assert f"limit {float(rows.iloc[0]['expected']):g}" in numbers


def test_names_from_files_stay_as_they_are(plan: siting.Assessment) -> None:
    rows = plan.findings[plan.findings["subject_id"] == SCRIPT]
    assert len(rows) > 0
    assert {card[3] for card in finding_list.cards(rows, EN)} == {SCRIPT}


@pytest.mark.parametrize(
    ("value", "said"), [("151.384", "151.4"), ("20", "20"), ("0.105", "0.105"), ("2025-07-15", "2025-07-15")]
)
def test_numbers_are_short(value: str, said: str) -> None:
    assert finding_list._short(value) == said
