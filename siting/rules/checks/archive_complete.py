"""Whether the records of a system's making are on file."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from siting.rules.finding import Verdict
from siting.rules.law import Text
from siting.rules.naming import field_zh
from siting.rules.paper import has_undated_paper, paper_days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import Facts, SystemFacts
    from siting.rules.law import Rule

_WORDS = {
    "design_kinds": Text("设计", "design"),
    "construction_kinds": Text("施工", "construction"),
    "inspection_kinds": Text("检验", "testing"),
    "acceptance_kinds": Text("验收", "acceptance"),
    "maintenance_kinds": Text("维护", "maintenance"),
    "firm_kinds": Text("承担单位信息", "the firms that did it"),
    "person_kinds": Text("专业技术人员信息", "the professionals who did it"),
}
# Days of the table of systems that are records themselves.
_DATED = {"design_kinds": "demonstration_date", "acceptance_kinds": "acceptance_date"}


def archive_complete(facts: Facts, rule: Rule, system: SystemFacts) -> Iterator[Verdict]:
    """Yield whether every record that the archive needs is among the system's documents once it is in use.

    Where no documents are listed at all, the plan is silent: undecided. Maintenance leaves records only
    after some time of use, where the duty says how long.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        Lists of kinds of document, one a record; optionally `maintenance_due_days` [days].
    system : SystemFacts
    """
    records = [name for name in _WORDS if name in rule.values]
    missing = [name for name in records if not _is_on_file(facts, rule, system, name)]
    outcome, message = _answer(facts, system, missing)
    is_counted = outcome in ("pass", "fail")
    yield Verdict(
        outcome=outcome,
        object_kind="archive",
        expected=str(len(records)) if is_counted else "",
        observed=str(len(records) - len(missing)) if is_counted else "",
        unit="record" if is_counted else "",
        margin=-float(len(missing)) if is_counted else float("nan"),
        flags=("archive_unknown",) if outcome == "undecided" else (),
        message=message,
    )


def _answer(facts: Facts, system: SystemFacts, missing: list[str]) -> tuple[str, Text]:
    used = system.day("in_use_date")
    zh = "、".join(_WORDS[name].zh for name in missing)
    en = ", ".join(_WORDS[name].en for name in missing)
    if not missing:
        return "pass", Text("应归档的资料均在案", "every record that is called for is on file")
    if used is None:
        return "undecided", Text(
            f"未申报{field_zh('in_use_date')}；文件中尚无：{zh}",
            f"in_use_date is not declared; nothing is listed on: {en}",
        )
    if used > facts.on:
        return "not_applicable", Text(
            f"系统到 {used} 才投入使用，届时再核对档案",
            f"the system is put into use on {used} only; its archive is looked at then",
        )
    if not system.documents:
        return "undecided", Text(
            f"方案未列出该系统的文件：{zh}是否已归档？",
            f"the plan lists no documents: are there any on {en}?",
        )
    return "fail", Text(
        f"系统已于 {used} 投入使用，所列文件中缺少：{zh}",
        f"the system is in use since {used}, and among its documents is nothing on: {en}",
    )


def _is_on_file(facts: Facts, rule: Rule, system: SystemFacts, name: str) -> bool:
    kinds, used = rule.texts(name), system.day("in_use_date")
    if has_undated_paper(system, kinds):
        return True
    if any(day <= facts.on for day in paper_days(system, _DATED.get(name, ""), kinds)):
        return True
    # A system leaves a record of maintenance only after some time of use.
    if name != "maintenance_kinds" or used is None or not system.documents:
        return False
    return facts.on <= used + timedelta(days=int(rule.number("maintenance_due_days")))
