"""Whether the number of cameras filed for a system is the number in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.coverage.unbuilt import EXISTING
from siting.rules.filed import agreement, asked_if_refiled, is_filed
from siting.rules.finding import Verdict
from siting.rules.law import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import Facts, SystemFacts
    from siting.rules.law import Rule


def declared_count(facts: Facts, rule: Rule, system: SystemFacts) -> Iterator[Verdict]:
    """Yield whether the filed number of cameras is the number that stands there.

    Cameras of status ``existing`` count; those still proposed may have been built since: a number that
    they would explain is undecided.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `tolerance_count`: by how many cameras the two may differ; `document_kinds` that are a filing;
        optionally `change_kinds` that are a change filing.
    system : SystemFacts
    """
    declared = system.field("declared_count")
    standing = sum(camera.status == EXISTING for camera in system.cameras)
    planned = len(system.cameras) - standing
    if not is_filed(system, rule.texts("document_kinds"), on=facts.on):
        yield Verdict(
            outcome="not_applicable",
            message=Text("方案未载明系统已备案", "the plan tells of no filing of the system"),
        )
        return
    if not declared:
        yield Verdict(
            outcome="undecided",
            observed=str(standing),
            unit="camera",
            flags=("count_missing",),
            message=Text("未提供备案的摄像机数量", "the number of cameras that was filed is not given"),
        )
        return
    filed = int(float(declared))
    tolerance = int(rule.number("tolerance_count"))
    outcome = agreement(filed, standing, planned, tolerance=tolerance)
    verdict = Verdict(
        outcome=outcome,
        expected=str(filed),
        observed=str(standing),
        unit="camera",
        margin=float(tolerance - abs(filed - standing)),
        flags=("status_unsettled",) if outcome == "undecided" else (),
        message=Text(
            f"备案 {filed} 台，方案中该系统现有 {standing} 台，拟建 {planned} 台",
            f"cameras filed: {filed}; of the system the plan shows in place: {standing}, proposed: {planned}",
        ),
    )
    yield asked_if_refiled(verdict, facts, rule, system)
