"""Which findings speak of one fact, and which of them tells it."""

from __future__ import annotations

import pandas as pd

from siting.same_fact import facts, groups
from tests.test_text_report import finding

DRAFT = "cn_2016_draft/11/view_into_residence"


def test_places_of_one_fact_stand_together_the_one_that_tells_it_first() -> None:
    rows = [
        finding(duty_id=DRAFT, pack_status="draft", severity="major"),
        finding(object_id="other"),
        finding(pack_status="in_force"),
        finding(severity="major", pack_status="in_force", waived=True),
    ]
    assert groups(rows) == [[2, 0, 3], [1]]


def test_a_fact_names_its_duties_pack_by_pack() -> None:
    rows = [finding(duty_id=DRAFT, pack_status="draft"), finding(pack_status="in_force")]
    (fact,) = facts(pd.DataFrame(rows), "fail")
    assert fact.duty_ids == (DRAFT, "cn_2025/13/extent_of_view")
    assert fact.row["pack_status"] == "in_force"
    assert not fact.is_draft


def test_nothing_measured_for_different_reasons_is_told_apart() -> None:
    bare = {"expected": "", "observed": "", "unit": "", "severity": "info"}
    for outcome in ("not_applicable", "undecided"):
        one = finding(**bare, outcome=outcome, message_en="in no social public area")
        other = finding(**bare, outcome=outcome, duty_id=DRAFT, message_en="of regime non_public")
        same = finding(**bare, outcome=outcome, duty_id="x/1/y", message_en="of regime non_public")
        told = facts(pd.DataFrame([one, other, same]), outcome)
        assert [(fact.row["message_en"], len(fact.duty_ids)) for fact in told] == [
            ("of regime non_public", 2),
            ("in no social public area", 1),
        ]


def test_what_fails_is_one_fact_in_whatever_words() -> None:
    rows = [finding(message_en="advised"), finding(message_en="asked for", duty_id=DRAFT)]
    assert len(facts(pd.DataFrame(rows), "fail")) == 1
