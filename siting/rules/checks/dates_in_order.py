"""Whether one step of a system was taken before another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.finding import Verdict
from siting.rules.law import Text
from siting.rules.naming import field_zh, fields_zh
from siting.rules.paper import paper_days

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

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
        yield _compared(facts.on, earlier_field, earlier, later_field=later_field, later=later)
    elif later is not None and later > facts.on:
        yield Verdict(
            outcome="not_applicable",
            object_kind="step",
            object_id=later_field,
            message=Text(
                f"{field_zh(later_field)}为 {later}，尚未到", f"{later_field} is {later}, not yet reached"
            ),
        )
    else:
        names = [name for name, day in ((earlier_field, earlier), (later_field, later)) if day is None]
        missing = ", ".join(names)
        yield Verdict(
            outcome="undecided",
            object_kind="step",
            object_id=later_field,
            flags=("date_missing",),
            message=Text(
                f"缺少{fields_zh(names)}，无法比较先后", f"{missing} is missing: the order is not known"
            ),
        )


def _compared(on: date, earlier_field: str, earlier: date, *, later_field: str, later: date) -> Verdict:
    """A schedule that is still ahead breaks nothing yet: its order is asked about."""
    gap_days = (later - earlier).days
    is_ordered, is_ahead = gap_days >= 0, later > on
    relation = Text("不晚于", "no later than") if is_ordered else Text("晚于", "after")
    message = Text(
        f"{field_zh(earlier_field)} {earlier} {relation.zh}{field_zh(later_field)} {later}",
        f"{earlier_field} {earlier} is {relation.en} {later_field} {later}",
    )
    if is_ahead and not is_ordered:
        message = Text(
            f"{message.zh}；尚未到期：计划的先后是否应更正？",
            f"{message.en}; not reached yet: should the planned order be put right?",
        )
    return Verdict(
        outcome="pass" if is_ordered else "undecided" if is_ahead else "fail",
        object_kind="step",
        object_id=later_field,
        expected=f"<= {later}",
        observed=str(earlier),
        unit="day",
        margin=float(gap_days),
        flags=("planned",) if is_ahead and not is_ordered else (),
        message=message,
    )
