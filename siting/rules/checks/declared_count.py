"""Whether the number of cameras declared for a system is the number in the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.finding import Verdict
from siting.rules.law import Text
from siting.rules.paper import has_undated_paper, paper_days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import Facts, SystemFacts
    from siting.rules.law import Rule


def declared_count(facts: Facts, rule: Rule, system: SystemFacts) -> Iterator[Verdict]:
    """Yield whether the declared number of cameras is the number that the plan gives the system.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `tolerance_count`: by how many cameras the two may differ; `document_kinds` that are a filing.
    system : SystemFacts
    """
    declared = system.field("declared_count")
    actual = len(system.cameras)
    kinds = rule.texts("document_kinds")
    is_filed = any(day <= facts.on for day in paper_days(system, "filing_date", kinds))
    if not is_filed and not has_undated_paper(system, kinds):
        yield Verdict(
            outcome="not_applicable", message=Text("系统尚未备案", "the system has not been filed yet")
        )
        return
    if not declared:
        yield Verdict(
            outcome="undecided",
            observed=str(actual),
            unit="camera",
            flags=("count_missing",),
            message=Text("未提供备案的摄像机数量", "the number of cameras that was filed is not given"),
        )
        return
    difference = abs(int(float(declared)) - actual)
    tolerance = int(rule.number("tolerance_count"))
    yield Verdict(
        outcome="pass" if difference <= tolerance else "fail",
        expected=str(int(float(declared))),
        observed=str(actual),
        unit="camera",
        margin=float(tolerance - difference),
        message=Text(
            f"备案 {int(float(declared))} 台，方案中该系统有 {actual} 台",
            f"{int(float(declared))} cameras were filed, the plan gives the system {actual}",
        ),
    )
