"""Whether images are kept as long as the text asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.cells import number_of
from siting.rules.finding import Verdict, number_text
from siting.rules.law import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import Facts, SystemFacts
    from siting.rules.law import Rule

_TARGET = "ct_key_target"


def kept_long_enough(_facts: Facts, rule: Rule, system: SystemFacts) -> Iterator[Verdict]:
    """Yield whether images are kept at least `min_days`; longer is no breach.

    Parameters
    ----------
    rule : Rule
        `min_days` [days].
    system : SystemFacts
    """
    yield _verdict(number_of(system.fields.get("retention_days")), rule.number("min_days"))


def kept_for_key_target(_facts: Facts, rule: Rule, system: SystemFacts) -> Iterator[Verdict]:
    """Yield whether a key target of counter-terrorism keeps images at least `min_days`.

    Where the plan does not say whether it is one, only keeping them so long anyway is decided.

    Parameters
    ----------
    rule : Rule
        `min_days` [days].
    system : SystemFacts
    """
    days, min_days = number_of(system.fields.get("retention_days")), rule.number("min_days")
    is_target = system.field(_TARGET)
    if is_target == "no":
        yield Verdict(
            outcome="not_applicable",
            message=Text("不是防范恐怖袭击的重点目标", "it is no key target of counter-terrorism"),
        )
    elif is_target or (days is not None and days >= min_days):
        yield _verdict(days, min_days)
    else:
        limit, kept = number_text(min_days), number_text(days) if days is not None else "?"
        span = f"{kept} {_days(kept)}"
        yield Verdict(
            outcome="undecided",
            expected=limit,
            unit="day",
            flags=(f"{_TARGET}_missing",),
            message=Text(
                f"保存 {kept} 日；是否为防范恐怖袭击的重点目标？若是，须不少于 {limit} 日",
                f"images are kept {span}; is it a key target of counter-terrorism, which keeps {limit}?",
            ),
        )


def _days(count: str) -> str:
    return "day" if count == "1" else "days"


def _verdict(days: float | None, min_days: float) -> Verdict:
    limit = number_text(min_days)
    if days is None:
        return Verdict(
            outcome="undecided",
            expected=limit,
            unit="day",
            flags=("retention_missing",),
            message=Text(
                f"未申报保存天数：图像是否保存不少于 {limit} 日？",
                f"retention_days is not declared: are images kept at least {limit} days?",
            ),
        )
    kept = number_text(days)
    return Verdict(
        outcome="pass" if days >= min_days else "fail",
        expected=limit,
        observed=kept,
        unit="day",
        margin=days - min_days,
        message=Text(
            f"图像保存 {kept} 日，应不少于 {limit} 日",
            f"images are kept {kept} {_days(kept)}; {limit} are the least",
        ),
    )
