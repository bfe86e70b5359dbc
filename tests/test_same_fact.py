"""Which findings speak of one fact, and which of them tells it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from siting.same_fact import facts, for_one_reason, groups
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


def test_one_reason_for_which_several_checks_do_not_apply_is_one_fact() -> None:
    bare = {"outcome": "not_applicable", "severity": "info", "message_en": "does not apply: regime is gov"}
    rows = [
        finding(**bare),
        finding(**bare, duty_id="x/1/room", check="view_into_room"),
        finding(**bare, duty_id="x/2/asked", check="by_hand"),
    ]
    (fact,) = facts(pd.DataFrame(rows), "not_applicable")
    assert len(fact.duty_ids) == len(rows)


def test_what_fails_is_one_fact_in_whatever_words() -> None:
    rows = [finding(message_en="advised"), finding(message_en="asked for", duty_id=DRAFT)]
    assert len(facts(pd.DataFrame(rows), "fail")) == 1


def test_one_reason_about_several_is_told_once_with_all_their_names() -> None:
    def of(subject: str, **told: str) -> dict[str, Any]:
        said = dict.fromkeys(("message_en", "message_zh"), f"camera {subject}: tilt not given")
        row = {"outcome": "undecided", "expected": "", "observed": "", "subject_id": subject}
        return finding(**{**row, "object_id": "", **said, **told})

    rows = [of("C1"), of("C2"), of("C3", message_en="another reason"), of("C4", duty_id="x/1/y")]
    told = for_one_reason(facts(pd.DataFrame(rows), "undecided"), comma=", ")
    assert [(fact.row["subject_id"], fact.row["message_en"]) for fact in told] == [
        ("C1, C2", "camera …: tilt not given"),
        ("C3", "another reason"),
        ("C4", "camera C4: tilt not given"),
    ]
