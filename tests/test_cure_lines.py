"""The cures of what fails: each once, with all that it cures, in both languages."""

from __future__ import annotations

from typing import Any

import pandas as pd

import siting
from siting.cure_lines import cure_lines
from siting.same_fact import facts
from tests.scenes import camera, home, rect, scene
from tests.test_text_report import finding


def cures(*rows: dict[str, Any], lang: str = "en") -> list[str]:
    return [line.plain for line in cure_lines(facts(pd.DataFrame(list(rows)), "fail"), lang=lang)]


def test_a_cure_is_told_once_with_its_duties_and_subjects() -> None:
    turn = {"cure_en": "Turn it.", "cure_zh": "转动。"}
    rows = [
        finding(**turn),
        finding(**turn, object_id="other house"),
        finding(**turn, subject_id="cam-2", duty_id="x/1/view_into_room", check="view_into_room"),
        finding(subject_id="cam-3", severity="major", cure_en="Sign it.", cure_zh="设标识。"),
    ]
    assert cures(*rows) == [
        "cure: Sign it.  [extent_of_view: cam-3]",
        "cure: Turn it.  [extent_of_view, view_into_room: cam-1, cam-2]",
    ]
    assert cures(*rows, lang="zh")[1] == "整改建议：转动。  [extent_of_view、view_into_room：cam-1、cam-2]"


def test_many_subjects_are_counted() -> None:
    rows = [finding(subject_id=f"c{k}", cure_en="Turn it.", cure_zh="转动。") for k in range(10)]
    named = [f"c{k}" for k in range(8)]
    assert cures(*rows) == [f"cure: Turn it.  [extent_of_view: {', '.join(named)} and 2 more]"]
    assert cures(*rows, lang="zh") == [f"整改建议：转动。  [extent_of_view：{'、'.join(named)}等共 10 个]"]


def test_what_is_waived_or_has_no_cure_needs_no_line() -> None:
    assert cures(finding(cure_en="Turn it.", waived=True), finding(cure_en="", object_id="b")) == []


def test_every_fail_of_a_computed_duty_has_its_cure() -> None:
    plan = siting.assess(
        scene([home(rect(-5, 10, 5, 20), 6.0)], [camera(id="C1", regime="operator")]), on="2026-03-01"
    )
    fails = plan.findings[plan.findings["outcome"] == "fail"]
    assert len(fails)
    for lang in ("en", "zh"):
        told = "\n".join(line.plain for line in cure_lines(facts(plan.findings, "fail"), lang=lang))
        for text in facts(plan.findings, "fail"):
            assert text.row[f"cure_{lang}"] in told
    assert (fails["cure_en"] != "").all()
