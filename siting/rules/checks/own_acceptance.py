"""Whether a system in new works was accepted on its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.finding import Verdict
from siting.rules.law import Text
from siting.rules.paper import has_undated_paper, paper_days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import Facts, SystemFacts
    from siting.rules.law import Rule


def own_acceptance(facts: Facts, rule: Rule, system: SystemFacts) -> Iterator[Verdict]:
    """Yield whether the system in new main works has an acceptance of its own by the time it is used.

    An acceptance on the very day of the main works' may be theirs: undecided. It is missing only where
    the plan lists the system's documents without it.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `document_kinds` that are an acceptance.
    system : SystemFacts
    """
    kinds = rule.texts("document_kinds")
    outcome, message = _answer(facts, system, kinds)
    yield Verdict(
        outcome=outcome,
        object_kind="document",
        object_id=kinds[0],
        flags=("acceptance_unsettled",) if outcome == "undecided" else (),
        message=message,
    )


def _answer(facts: Facts, system: SystemFacts, kinds: tuple[str, ...]) -> tuple[str, Text]:
    """Answer for a system in main works."""
    main, used = system.day("main_works_acceptance_date"), system.day("in_use_date")
    accepted = [day for day in paper_days(system, "acceptance_date", kinds) if day <= facts.on]
    own = next((day for day in accepted if day != main), None)
    if own is not None:
        return "pass", Text(f"系统于 {own} 自行验收", f"the system was accepted by itself on {own}")
    if accepted:
        return "undecided", Text(
            f"系统与主体工程同于 {main} 验收：是否为独立验收？",
            f"system and main works were both accepted on {main}: was the system accepted on its own?",
        )
    if used is not None and used > facts.on:
        message = Text(f"系统到 {used} 才投入使用", f"the system is put into use on {used} only")
        return "not_applicable", message
    if used is None or has_undated_paper(system, kinds) or not system.documents:
        message = Text("没有注明日期的验收：系统是否已独立验收？", "no acceptance is dated: was there one?")
        return "undecided", message
    return "fail", Text(
        f"系统已于 {used} 投入使用，所列文件中没有它的验收",
        f"the system is in use since {used}, and no acceptance is among its documents",
    )
