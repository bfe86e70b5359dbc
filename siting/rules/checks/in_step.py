"""Whether a step of a system kept step with the main works of its building."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from siting.rules.finding import Verdict, number_text
from siting.rules.law import Text
from siting.rules.naming import field_zh, fields_zh
from siting.rules.paper import paper_days

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from siting.rules.facts import Facts, SystemFacts
    from siting.rules.law import Rule


def in_step(_facts: Facts, rule: Rule, system: SystemFacts) -> Iterator[Verdict]:
    """Yield whether the system's own step is dated no later than the step of the main works that ends it.

    Being early is no breach. Days apart by no more than `tolerance_days` are in step.

    Parameters
    ----------
    rule : Rule
        `own_field`: the system's step, optionally with `own_kinds` of document that date it, too;
        `main_fields`: days of the main works, the last of which ends the step; `tolerance_days` [days].
    system : SystemFacts
    """
    own_field, main_fields = rule.text("own_field"), rule.texts("main_fields")
    kinds = rule.texts("own_kinds") if "own_kinds" in rule.values else ()
    own = next(iter(paper_days(system, own_field, kinds)), None)
    known = {name: day for name in main_fields if (day := system.day(name)) is not None}
    if own is None or not known:
        missing = [
            *([own_field] if own is None else []),
            *(name for name in main_fields if name not in known),
        ]
        yield _open(own_field, missing)
    else:
        last = max(known, key=lambda name: known[name])
        limit = known[last] + timedelta(days=int(rule.number("tolerance_days")))
        if own > limit and main_fields[-1] not in known:
            yield _open(own_field, [main_fields[-1]])
        else:
            yield _compared(rule, own, limit, last, known[last])


def _compared(rule: Rule, own: date, limit: date, last_field: str, last: date) -> Verdict:
    own_field, tolerance = rule.text("own_field"), number_text(rule.number("tolerance_days"))
    return Verdict(
        outcome="fail" if own > limit else "pass",
        object_kind="step",
        object_id=own_field,
        expected=f"<= {limit}",
        observed=str(own),
        unit="day",
        margin=float((limit - own).days),
        message=Text(
            f"{field_zh(own_field)}为 {own}，{field_zh(last_field)}为 {last}，"
            f"容许再晚 {tolerance} 日，至 {limit}",
            f"{own_field} is {own}; {last_field} {last} of the main works and {tolerance} days more allow "
            f"{limit}",
        ),
    )


def _open(own_field: str, missing: list[str]) -> Verdict:
    names = ", ".join(missing)
    return Verdict(
        outcome="undecided",
        object_kind="step",
        object_id=own_field,
        flags=("date_missing",),
        message=Text(
            f"缺少{fields_zh(missing)}，无法判断是否与主体工程同步",
            f"{names} is missing: whether it kept step with the main works is not known",
        ),
    )
