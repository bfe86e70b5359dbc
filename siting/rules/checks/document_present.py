"""Whether a document that a step calls for is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.finding import Verdict
from siting.rules.law import Text
from siting.rules.naming import field_zh
from siting.rules.paper import has_undated_paper, paper_days

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from siting.rules.facts import Facts, SystemFacts
    from siting.rules.law import Rule


def document_present(facts: Facts, rule: Rule, system: SystemFacts) -> Iterator[Verdict]:
    """Yield whether the document is there once the step that calls for it has begun.

    It is missing only where the plan lists the system's documents without it; where none are listed,
    the plan is silent and the answer is undecided. A document dated after the day of judgement is not
    there yet.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `document_kinds`; `step_field`, the step that calls for it; optionally `date_field`, where the
        table dates it.
    system : SystemFacts
    """
    kinds = rule.texts("document_kinds")
    date_field = rule.text("date_field") if "date_field" in rule.values else ""
    step = system.day(rule.text("step_field"))
    days = paper_days(system, date_field, kinds)
    if days and days[0] <= facts.on:
        yield _verdict("pass", kinds, Text(f"文件在案 ({days[0]})", f"the document is there ({days[0]})"))
    elif has_undated_paper(system, kinds):
        yield _verdict("pass", kinds, Text("文件在案，未注日期", "the document is listed, without its day"))
    elif step is None:
        yield _verdict(
            "undecided",
            kinds,
            Text(
                f"未申报该文件，也未申报{field_zh(rule.text('step_field'))}",
                f"neither the document nor {rule.text('step_field')} is declared",
            ),
        )
    elif step > facts.on:
        yield _verdict(
            "not_applicable",
            kinds,
            Text(f"{step} 才需要该文件", f"the document is called for on {step} only"),
        )
    elif system.documents:
        yield _verdict(
            "fail",
            kinds,
            Text(
                f"{step} 已进入需要该文件的步骤，{_lack(days).zh}",
                f"the step that calls for the document began on {step}, {_lack(days).en}",
            ),
        )
    else:
        yield _verdict(
            "undecided",
            kinds,
            Text(
                "方案未列出该系统的文件：该文件是否存在？", "the plan lists no documents: is there this one?"
            ),
        )


def _lack(later: list[date]) -> Text:
    if later:
        return Text(f"而它到 {later[0]} 才有", f"and it is dated {later[0]} only")
    return Text("所列文件中没有它", "and it is not among those listed")


def _verdict(outcome: str, kinds: tuple[str, ...], message: Text) -> Verdict:
    return Verdict(
        outcome=outcome,
        object_kind="document",
        object_id=kinds[0],
        expected="present",
        observed={"pass": "present", "fail": "missing"}.get(outcome, ""),
        flags=("document_unknown",) if outcome == "undecided" else (),
        message=message,
    )
