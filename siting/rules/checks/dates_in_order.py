"""Whether one step of a system was taken before another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.finding import Verdict
from siting.rules.law import Text
from siting.rules.paper import paper_days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import Facts, SystemFacts
    from siting.rules.law import Rule


def dates_in_order(facts: Facts, rule: Rule, system: SystemFacts) -> Iterator[Verdict]:
    """Yield whether the earlier step is dated no later than the later one.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `earlier_field`, `later_field`: names of days of the systems table; optionally `earlier_kinds`,
        documents whose day counts for the earlier step too, the first of them all.
    system : SystemFacts
    """
    earlier_field, later_field = rule.text("earlier_field"), rule.text("later_field")
    kinds = rule.texts("earlier_kinds") if "earlier_kinds" in rule.values else ()
    earlier, later = next(iter(paper_days(system, earlier_field, kinds)), None), system.day(later_field)
    if earlier is not None and later is not None:
        gap_days = (later - earlier).days
        is_ordered = gap_days >= 0
        relation = Text("不晚于", "no later than") if is_ordered else Text("晚于", "after")
        yield Verdict(
            outcome="pass" if is_ordered else "fail",
            object_kind="step",
            object_id=later_field,
            expected=f"<= {later}",
            observed=str(earlier),
            unit="day",
            margin=float(gap_days),
            message=Text(
                f"{earlier_field} {earlier} {relation.zh} {later_field} {later}",
                f"{earlier_field} {earlier} is {relation.en} {later_field} {later}",
            ),
        )
    elif later is not None and later > facts.on:
        yield Verdict(
            outcome="not_applicable",
            object_kind="step",
            object_id=later_field,
            message=Text(f"{later_field} 为 {later}，尚未到", f"{later_field} is {later}, not yet reached"),
        )
    else:
        missing = ", ".join(
            name for name, day in ((earlier_field, earlier), (later_field, later)) if day is None
        )
        yield Verdict(
            outcome="undecided",
            object_kind="step",
            object_id=later_field,
            flags=("date_missing",),
            message=Text(f"缺少 {missing}，无法比较先后", f"{missing} is missing: the order is not known"),
        )
