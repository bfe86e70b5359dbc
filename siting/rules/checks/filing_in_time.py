"""Whether a system was filed within the days that the text gives."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from siting.rules.days_off import due_flags
from siting.rules.finding import Verdict, number_text
from siting.rules.law import Text
from siting.rules.naming import field_zh
from siting.rules.paper import has_undated_paper, paper_days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import Facts, SystemFacts
    from siting.rules.law import Rule

_FILED = "filing_date"


def filing_in_time(facts: Facts, rule: Rule, system: SystemFacts) -> Iterator[Verdict]:
    """Yield whether the system was filed by its due day; the first day is not counted.

    Unfiled before the due day is undecided ("due on"), after it a fail; a filing that is listed without
    its day is undecided, and so is overdue filing in a plan that has no field for filings and lists no
    document of the system: it does not say whether it was filed. Where the duty knows older systems, those
    that started before its day count their own number of days from that day; what was filed before that day
    was filed under another rule, and whether it counts is asked.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `start_field`, `filing_days` [days], `document_kinds`; optionally `older_before` (a day) with
        `older_filing_days` [days].
    system : SystemFacts
    """
    start_field = rule.text("start_field")
    start = system.day(start_field)
    filed_days = paper_days(system, _FILED, rule.texts("document_kinds"))
    began = rule.day("older_before") or date.min
    filed = next((day for day in filed_days if began <= day <= facts.on), None)
    before = next((day for day in reversed(filed_days) if day < began), None)
    if start is None:
        yield Verdict(
            outcome="undecided",
            flags=("date_missing",),
            message=Text(
                f"缺少{field_zh(start_field)}，无法计算备案期限",
                f"{start_field} is missing: no deadline can be counted",
            ),
        )
        return
    if start > facts.on:
        yield Verdict(
            outcome="not_applicable",
            message=Text(
                f"{field_zh(start_field)}为 {start}，尚未到", f"{start_field} is {start}, not yet reached"
            ),
        )
        return
    due, allowed_days = _due(rule, start)
    if before is not None and (filed is None or filed > due):
        yield _filed_before(began, due, before)
        return
    doubt = ""
    if filed is None and has_undated_paper(system, rule.texts("document_kinds")):
        doubt = "filing_undated"
    elif filed is None and facts.on > due and not system.documents and not facts.has_field("systems", _FILED):
        doubt = "filing_not_told"
    off = due_flags(due, rule.duty.days_off)
    verdict = _verdict(facts.on, due, filed, allowed_days=allowed_days, doubt=doubt)
    yield replace(verdict, flags=(*off, *verdict.flags))


def _filed_before(began: date, due: date, filed: date) -> Verdict:
    """The question about a filing that is older than the duty."""
    return Verdict(
        outcome="undecided",
        object_kind="document",
        object_id="filing",
        expected=f"<= {due}",
        observed=str(filed),
        unit="day",
        flags=("filed_before_duty",),
        message=Text(
            f"备案于 {filed}，早于条文施行之日 {began}：该备案是否视为本条要求的备案，"
            f"或已在 {due} 前（含当日）另行备案？",
            f"filed on {filed}, before the text came into force on {began}: does that filing count, or was "
            f"the system filed again, by {due}?",
        ),
    )


def _due(rule: Rule, start: date) -> tuple[date, int]:
    before = rule.day("older_before")
    if before is not None and start < before:
        allowed_days = int(rule.number("older_filing_days"))
        return before + timedelta(days=allowed_days), allowed_days
    allowed_days = int(rule.number("filing_days"))
    return start + timedelta(days=allowed_days), allowed_days


def _verdict(on: date, due: date, filed: date | None, *, allowed_days: int, doubt: str) -> Verdict:
    days = number_text(allowed_days)
    if filed is not None:
        outcome = "pass" if filed <= due else "fail"
        message = Text(
            f"备案于 {filed}，{days} 日期限至 {due}", f"filed on {filed}; the {days} days ended on {due}"
        )
    elif doubt == "filing_undated":
        outcome = "undecided"
        message = Text(
            f"备案文件在案但未注日期，{days} 日期限至 {due}：是否按期备案？",
            f"a filing is listed without its day; the {days} days ended on {due}: was it in time?",
        )
    elif doubt:
        outcome = "undecided"
        message = Text(
            f"方案未载明是否备案，{days} 日期限已于 {due} 届满：是否已按期备案？",
            f"the plan does not say whether it was filed; the {days} days ended on {due}: was it in time?",
        )
    elif on > due:
        outcome = "fail"
        message = Text(
            f"未见备案日期，{days} 日期限已于 {due} 届满",
            f"no filing is dated; the {days} days ended on {due}",
        )
    else:
        outcome = "undecided"
        message = Text(f"未见备案日期，应于 {due} 前（含当日）备案", f"no filing is dated, due on {due}")
    return Verdict(
        outcome=outcome,
        object_kind="document",
        object_id="filing",
        expected=f"<= {due}",
        observed=str(filed or ""),
        unit="day",
        margin=math.nan if doubt else float((due - (filed or on)).days),
        flags=(doubt or "not_filed",) if filed is None else (),
        message=message,
    )
