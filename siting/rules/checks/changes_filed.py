"""Whether what changed in a filed system was filed as a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.coverage.unbuilt import EXISTING
from siting.rules.filed import is_filed
from siting.rules.finding import Verdict
from siting.rules.law import Text
from siting.rules.paper import has_undated_paper, paper_days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import Facts, SystemFacts
    from siting.rules.law import Rule


def changes_filed(facts: Facts, rule: Rule, system: SystemFacts) -> Iterator[Verdict]:
    """Yield whether a filing of changes is dated where the plan shows that a filed system has changed.

    It shows so by a number of cameras in place that is not the filed one. Cameras still proposed change
    what was filed only when they are built: undecided until then. No text gives a number of days.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `document_kinds` that are a filing; `change_kinds` that are a filing of changes.
    system : SystemFacts
    """
    kinds = rule.texts("document_kinds")
    if not is_filed(system, kinds, on=facts.on):
        yield _verdict(
            "not_applicable", Text("方案未载明系统已备案", "the plan tells of no filing of the system")
        )
        return
    first = next(iter(paper_days(system, "filing_date", kinds)), None)
    changes = paper_days(system, "change_filing_date", rule.texts("change_kinds"))
    changed = next((day for day in reversed(changes) if day <= facts.on), None)
    if changed is None and has_undated_paper(system, rule.texts("change_kinds")):
        message = Text(
            "变更备案文件在案但未注日期：是否为备案之后办理？",
            "a filing of changes is listed without its day: was it made after the filing?",
        )
        yield _verdict("undecided", message, flag="filing_undated")
    elif changed is None:
        yield _unfiled(system)
    elif first is not None and changed < first:
        message = Text(
            f"变更备案 {changed} 早于备案 {first}：日期是否有误？",
            f"the filing of changes of {changed} is older than the filing of {first}: is a day wrong?",
        )
        yield _verdict("undecided", message, flag="dates_unsettled")
    else:
        yield _verdict("pass", Text(f"已于 {changed} 办理备案变更", f"changes were filed on {changed}"))


def _unfiled(system: SystemFacts) -> Verdict:
    """Answer for a filed system of which no filing of changes is dated."""
    standing = sum(camera.status == EXISTING for camera in system.cameras)
    planned = len(system.cameras) - standing
    declared = system.field("declared_count")
    if planned:
        message = Text(
            f"已备案的系统另有 {planned} 台拟建：建成后应及时办理备案变更",
            f"cameras still proposed in a filed system: {planned}; file the change once they are built",
        )
        return _verdict("undecided", message, flag="change_ahead")
    if not declared:
        message = Text(
            "未提供备案的摄像机数量，有无变化不明", "the filed number is not given: did it change?"
        )
        return _verdict("undecided", message, flag="count_missing")
    filed = int(float(declared))
    if filed == standing:
        message = Text("方案未显示备案后有变化", "the plan shows no change since the filing")
        return _verdict("not_applicable", message)
    message = Text(
        f"备案 {filed} 台，现有 {standing} 台，未见备案变更",
        f"cameras filed: {filed}, in place: {standing}; no filing of changes is dated",
    )
    return _verdict("fail", message)


def _verdict(outcome: str, message: Text, *, flag: str = "") -> Verdict:
    return Verdict(
        outcome=outcome,
        object_kind="document",
        object_id="change_filing",
        flags=(flag,) if flag else (),
        message=message,
    )
