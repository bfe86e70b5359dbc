"""Findings as lines: what is one fact, what stands first, what is said of the undecided."""

from __future__ import annotations

import re
from importlib import resources
from typing import Any

import pandas as pd
from rich.cells import cell_len

import siting
from siting.same_fact import facts
from siting.text_report import _duty_table, closing_line, fact_lines, report_words, undecided_lines
from siting.words import words_of
from tests.scenes import building, rect, scene


def finding(**told: Any) -> dict[str, Any]:
    return {
        "duty_id": "cn_2025/13/extent_of_view",
        "check": "view_into_residence",
        "outcome": "fail",
        "severity": "moderate",
        "force": "interpretation",
        "subject_kind": "camera",
        "subject_id": "cam-1",
        "object_kind": "building",
        "object_id": "house",
        "expected": "62.5",
        "observed": "83.1",
        "unit": "px/m",
        "message_en": "sees windows",
        "message_zh": "看到窗",
        "flags": "",
        "waived": False,
        **told,
    }


def lines(*rows: dict[str, Any], lang: str = "en") -> list[str]:
    return [line.plain for line in fact_lines(facts(pd.DataFrame(list(rows)), "fail"), lang=lang)]


def test_duties_that_measured_the_same_are_one_fact_told_by_the_strongest() -> None:
    other = finding(duty_id="cn_2016_draft/11/view_into_residence", severity="major", message_en="the worse")
    assert lines(finding(), other) == [
        "cam-1  house  83.1 > 62.5 px/m  major, interpretation: the worse  "
        "[cn_2025/13/extent_of_view, cn_2016_draft/11/view_into_residence]"
    ]


def test_another_limit_is_another_fact() -> None:
    assert len(lines(finding(), finding(expected="50"))) == 2
    assert len(lines(finding(), finding(object_id="other house"))) == 2
    assert len(lines(finding(), finding(check="view_into_room"))) == 2


def test_questions_are_facts_of_their_own() -> None:
    asked = {"check": "by_hand", "expected": "", "observed": "", "object_id": ""}
    assert len(lines(finding(**asked), finding(**asked, duty_id="cn_2025/7/other"))) == 2


def test_gravest_subject_first_and_its_facts_together() -> None:
    told = lines(
        finding(subject_id="cam-1", object_id="a", severity="minor"),
        finding(subject_id="cam-2", object_id="b", severity="minor"),
        finding(subject_id="cam-2", object_id="c", severity="critical"),
        finding(subject_id="cam-1", object_id="d", severity="major"),
    )
    assert [line[:8] for line in told] == ["cam-2  c", "cam-2  b", "", "cam-1  d", "cam-1  a"]


def test_what_a_draft_alone_objects_to_says_that_it_binds_nobody() -> None:
    draft = finding(duty_id="cn_2016_draft/11/view_into_residence", pack_status="draft")
    assert "moderate (draft only, binds nobody): sees windows" in lines(draft)[0]
    assert "中等（仅征求意见稿，无约束力）: 看到窗" in lines(draft, lang="zh")[0]
    assert "  moderate, interpretation: sees windows" in lines(draft, finding(pack_status="in_force"))[0]


def test_a_text_in_force_tells_the_fact_however_grave_the_draft_would_have_it() -> None:
    draft = finding(pack_status="draft", severity="major", force="binding", duty_id="cn_2016_draft/12/a")
    mild = finding(pack_status="in_force", severity="minor", force="advisory", duty_id="cn_2025/11/a")
    assert "  minor, advisory: sees windows" in lines(draft, mild)[0]


def test_waived_only_when_every_duty_is() -> None:
    rows = pd.DataFrame([finding(waived=True), finding(duty_id="x/1/y", waived=False)])
    assert [fact.is_waived for fact in facts(rows, "fail")] == [False]
    assert [fact.is_waived for fact in facts(rows[rows["waived"]], "fail")] == [True]


def test_a_duty_that_is_waived_says_so_and_the_standing_one_tells_the_fact() -> None:
    told = lines(
        finding(waived=True, severity="critical", message_en="waived by the reviewer"),
        finding(duty_id="cn_2016_draft/11/view_into_residence", severity="minor"),
    )
    assert told == [
        "cam-1  house  83.1 > 62.5 px/m  minor, interpretation: sees windows  "
        "[cn_2025/13/extent_of_view (waived), cn_2016_draft/11/view_into_residence]"
    ]


def test_language_of_the_message() -> None:
    assert lines(finding(), lang="zh") == [
        "cam-1  house  83.1 > 62.5 px/m  中等，条文解释: 看到窗  [cn_2025/13/extent_of_view]"
    ]


def test_chinese_lines_name_steps_papers_regimes_and_units_in_words() -> None:
    step = finding(
        object_kind="step", object_id="in_use_date", observed="2025-05-20", expected="<= 2025-05-05"
    )
    assert lines(step, lang="zh")[0].startswith("cam-1  投入使用日期  2025-05-20 > 2025-05-05  ")
    paper = finding(object_kind="document", object_id="filing", observed="missing", expected="present")
    assert lines(paper, lang="zh")[0].startswith("cam-1  备案  缺失 / 在案  ")
    regime = finding(observed="other_public", expected="gov or operator")
    assert "  其他公共场所 / 政府、经营管理单位  " in lines(regime, lang="zh")[0]
    assert "  other_public / gov or operator  " in lines(regime)[0]
    count = finding(observed="0", expected="1", unit="sign")
    assert "  0 < 1 块标识  " in lines(count, lang="zh")[0]


def test_headings_of_both_languages_are_the_same_and_all_are_said() -> None:
    tables = [words_of(lang, "text_report.yaml").texts for lang in ("en", "zh")]
    assert tables[0].keys() == tables[1].keys()
    files = ("text_report.py", "cure_lines.py")
    code = "".join(resources.files("siting").joinpath(name).read_text("utf-8") for name in files)
    said = set(re.findall(r"""say\(\s*["']([a-z_]+)["']""", code))
    assert said == {key for key in tables[0] if "." not in key}


def test_the_table_of_duties_lines_up_in_chinese() -> None:
    duty = {"duty_id": "cn_2025/13/has_sign", "fail": 1, "undecided": 20, "pass": 300, "not_applicable": 4000}
    table = [line.plain for line in _duty_table([duty], report_words("zh"))]
    assert {cell_len(line) for line in table} == {len("cn_2025/13/has_sign  ") + 11 * 3 + 7}


def test_no_thing_is_a_dash_and_no_measure_is_nothing() -> None:
    bare = finding(object_id="", expected="", observed="", unit="")
    assert lines(bare)[0].startswith("cam-1  -  moderate, interpretation: sees windows")


def test_undecided_says_how_many_and_why() -> None:
    rows = [
        finding(outcome="undecided", object_id="a", flags="use_unknown,windows_assumed"),
        finding(outcome="undecided", object_id="b", flags="use_unknown"),
        finding(outcome="undecided", check="by_hand", flags=""),
    ]
    told = [line.plain for line in undecided_lines(pd.DataFrame(rows), lang="en")]
    assert told == [
        "undecided: 3 facts (--show undecided lists them); what is missing most often",
        "  use of the building unknown (2); a person must answer (1)",
    ]
    (_, said) = undecided_lines(pd.DataFrame(rows), lang="zh")
    assert said.plain == "  建筑用途不明（2）；须由人工答复（1）"
    assert not list(undecided_lines(pd.DataFrame([finding()]), lang="en"))


def test_a_plan_without_cameras_is_no_clean_plan() -> None:
    found = siting.assess(scene([building(rect(0, 0, 9, 9))]), on="2026-03-01")
    for lang, said in (("en", "NOTHING WAS CHECKED"), ("zh", "未作任何检查")):
        assert said in closing_line(found, force="binding", counted=0, lang=lang).plain


def test_duties_open_throughout_are_a_count_unless_all_are_asked_for() -> None:
    nothing = {"fail": 0, "undecided": 0, "pass": 0, "not_applicable": 0}
    rows = [nothing | {"duty_id": "a", "fail": 1}, nothing | {"duty_id": "b", "undecided": 3}]
    short = [line.plain for line in _duty_table(rows, report_words("en"))]
    assert not any(line.startswith("b ") for line in short)
    assert "(duties undecided throughout: 1; --show all lists them)" in short
    assert any(
        line.startswith("b ") for line in map(str, _duty_table(rows, report_words("en"), is_whole=True))
    )
