"""Findings that come, go or change as lines: every one is told, and the counts add up."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from siting.change.finding_lines import changed_finding_lines
from siting.change.tables import FINDING_CHANGE_COLUMNS

SIDES = ("plan", "built")


def row(change: str, was: str, now: str, **told: Any) -> dict[str, Any]:
    """Return a finding that differs; what is not told is of a camera and a house."""
    severity = "info" if "fail" not in (was, now) else "moderate"
    plain = {
        **dict.fromkeys(FINDING_CHANGE_COLUMNS, ""),
        "change": change,
        "duty_id": "cn_2025/13/extent_of_view",
        "force": "interpretation",
        "subject_kind": "camera",
        "subject_id": "C1",
        "object_id": "house",
        "outcome_plan": was,
        "outcome_built": now,
        "severity_plan": severity if was else "",
        "severity_built": severity if now else "",
        "message_en": "sees windows",
        "message_zh": "看到窗",
        "waived": False,
        "is_worse": now == "fail" and was != "fail",
    }
    return {**plain, **told}


def lines(*rows: dict[str, Any], lang: str = "en", drafts: tuple[str, ...] = ()) -> list[str]:
    told = changed_finding_lines(pd.DataFrame(list(rows)), lang=lang, sides=SIDES, drafts=drafts)
    return [line.plain for line in told if line.plain]


def test_each_kind_has_its_count_and_the_gravest_stand_first() -> None:
    told = lines(
        row("vanished", "pass", "", subject_id="C3"),
        row("appeared", "", "not_applicable", subject_id="C4"),
        row("appeared", "", "fail", subject_id="C5"),
        row("appeared", "", "fail", subject_id="C6", severity_built="major"),
        row("changed", "pass", "fail", subject_id="C7"),
    )
    assert [line.split("  ")[0] for line in told] == [
        "3 findings appear (fail 2, n/a 1)", "C6", "C5", "C4",
        "1 finding changes (now fail 1)", "C7",
        "1 finding is gone (was pass 1)", "C3",
    ]  # fmt: skip
    assert told[1] == (
        "C6  house  new, fail, major, interpretation: sees windows  [cn_2025/13/extent_of_view]"
    )
    assert told[5].startswith("C7  house  was pass, now fail, moderate, interpretation: ")


def test_in_chinese_nothing_stays_english() -> None:
    told = lines(row("appeared", "", "fail"), row("changed", "pass", "undecided"), lang="zh")
    assert told[0] == "新出现的结论 1 项（不符合 1）"
    assert told[1] == "C1  house  新出现，不符合，中等，条文解释: 看到窗  [cn_2025/13/extent_of_view]"
    assert told[2] == "有变化的结论 1 项（现为未判定 1）"
    assert "原为符合，现为未判定" in told[3]


def test_duties_that_measured_the_same_are_one_line() -> None:
    told = lines(row("appeared", "", "fail"), row("appeared", "", "fail", duty_id="cn_2025/8/view"))
    assert told[0] == "2 findings appear (fail 2)"
    assert told[1].endswith("[cn_2025/13/extent_of_view, cn_2025/8/view]")
    assert len(told) == 2


def test_one_reason_that_leaves_many_open_is_one_line_with_all_of_them() -> None:
    rows = [
        row("appeared", "", "undecided", subject_id=f"C{k}", object_id="", message_en="its tilt is assumed")
        for k in range(12)
    ]
    told = lines(*rows, row("appeared", "", "undecided", subject_id="C99", object_id=""))
    assert len(told) == 3
    names = ", ".join(f"C{k}" for k in range(12))
    assert f"{names}  -  new, undecided: its tilt is assumed  [cn_2025/13/extent_of_view]" in told


def test_a_draft_alone_binds_nobody_and_a_waiver_is_told() -> None:
    draft = row("appeared", "", "fail", duty_id="draft/1/x", waived=True)
    (_, line) = lines(draft, drafts=("draft",))
    assert "new, fail, moderate (draft only, binds nobody): " in line
    assert line.endswith("[draft/1/x (waived)]")


def test_what_only_measures_otherwise_says_what_it_was() -> None:
    (_, line) = lines(row("changed", "fail", "fail", observed_plan="80", observed_built="90"))
    assert "still fail, 80 before, moderate, interpretation: sees windows" in line


def test_all_that_appears_is_told_however_little_it_weighs() -> None:
    """The sum over the lines, counted from their duties, is the count of the heading."""
    rows = [
        row("appeared", "", outcome, duty_id=f"cn_2025/{k}/{outcome}", object_id="", message_en=f"{k}")
        for k in range(5)
        for outcome in ("pass", "not_applicable", "undecided")
    ]
    told = lines(*rows)
    assert told[0] == "15 findings appear (undecided 5, pass 5, n/a 5)"
    assert sum(len(re.findall(r"cn_2025/\d", line)) for line in told[1:]) == 15
    assert "C1  -  new, pass: 5 findings  [" in "\n".join(told)


def test_nothing_is_no_line() -> None:
    assert lines() == []
