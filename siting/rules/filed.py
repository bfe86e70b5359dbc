"""What was filed of a system, set against what stands there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from siting.rules.law import Text
from siting.rules.paper import has_undated_paper, paper_days

if TYPE_CHECKING:
    from datetime import date

    from siting.rules.facts import Facts, SystemFacts
    from siting.rules.finding import Verdict
    from siting.rules.law import Rule


def asked_if_refiled(verdict: Verdict, facts: Facts, rule: Rule, system: SystemFacts) -> Verdict:
    """Return a verdict on what was filed, undecided where a later change filing may have put a breach right.

    A change filing is a day of the table or a document; one without its day may be later than the filing.

    Parameters
    ----------
    verdict : Verdict
    facts : Facts
    rule : Rule
        `document_kinds` that are a filing; optionally `change_kinds` that are a change filing.
    system : SystemFacts
    """
    kinds = rule.texts("change_kinds") if "change_kinds" in rule.values else ()
    filed = paper_days(system, "filing_date", rule.texts("document_kinds"))[:1]
    changed = [
        day
        for day in paper_days(system, "change_filing_date", kinds)
        if day <= facts.on and all(first <= day for first in filed)
    ]
    if verdict.outcome != "fail" or not (changed or has_undated_paper(system, kinds)):
        return verdict
    if changed:
        when = Text(f"{changed[-1]} 办理过备案变更", f"a change was filed on {changed[-1]}")
    else:
        when = Text("列有未注日期的变更备案文件", "a change filing is listed without its day")
    said = Text(
        f"{verdict.message.zh}；{when.zh}：所列内容是否为最近一次备案的？",
        f"{verdict.message.en}; {when.en}: is this what was filed last?",
    )
    return replace(verdict, outcome="undecided", flags=(*verdict.flags, "refiled"), message=said)


def is_filed(system: SystemFacts, kinds: tuple[str, ...], *, on: date) -> bool:
    """Return whether the system is filed by the day of judgement, as its table or its documents say.

    Parameters
    ----------
    system : SystemFacts
    kinds : tuple of str
        Kinds of document that are a filing.
    on : datetime.date
        The day of judgement.
    """
    days = paper_days(system, "filing_date", kinds)
    return any(day <= on for day in days) or has_undated_paper(system, kinds)


def agreement(filed: int, standing: int, planned: int, *, tolerance: int = 0) -> str:
    """Return ``pass``, ``fail`` or ``undecided``: whether a filed number is that of what stands there.

    Only what is in place was to be filed. What is still planned may have been built since the plan was
    drawn: a filed number that it would explain is undecided.

    Parameters
    ----------
    filed, standing, planned : int
    tolerance : int
        By how many the numbers may differ.

    Examples
    --------
    >>> agreement(9, 9, 2), agreement(10, 9, 2), agreement(12, 9, 2), agreement(8, 9, 2)
    ('pass', 'undecided', 'fail', 'fail')
    """
    if abs(filed - standing) <= tolerance:
        return "pass"
    return "undecided" if standing < filed <= standing + planned + tolerance else "fail"
