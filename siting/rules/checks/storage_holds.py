"""Whether a system's storage holds the days that are declared."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from siting.rules.cells import number_of
from siting.rules.filed import is_filed
from siting.rules.finding import Verdict, number_text
from siting.rules.law import Text
from siting.rules.naming import fields_zh

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from siting.model import Camera
    from siting.rules.facts import Facts, SystemFacts
    from siting.rules.law import Rule

_BITS_PER_BYTE = 8.0
_BITS_PER_KILOBIT = 1000.0
_SECONDS_PER_HOUR = 3600.0
_HOURS_PER_DAY = 24.0
# A storage sized to the last byte is met within the rounding of the sum.
_ROUNDING = 1e-9


def storage_holds(facts: Facts, rule: Rule, system: SystemFacts) -> Iterator[Verdict]:
    """Yield whether the declared storage holds what the system's cameras record in the declared days.

    bytes = sum over cameras of bitrate [bit/s] / 8 x hours a day x 3600 s x days: plain arithmetic, with
    nothing added for file systems, redundancy or other recordings. The rate is that after coding. A camera
    without hours records at most 24 a day, one without a rate any amount: what that leaves open is undecided.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `bytes_per_tb` [byte]; optionally `document_kinds` that are a filing: asked only once it is filed.
    system : SystemFacts
    """
    if "document_kinds" in rule.values and not is_filed(system, rule.texts("document_kinds"), on=facts.on):
        yield _not_asked(Text("方案未载明系统已备案", "the plan tells of no filing of the system"))
        return
    if not system.cameras:
        yield _not_asked(Text("系统中没有摄像机", "no camera belongs to the system"))
        return
    days = number_of(system.fields.get("retention_days"))
    storage_tb = number_of(system.fields.get("storage_tb"))
    load = _load(system.cameras)
    missing = [
        *(["retention_days"] if days is None else []),
        *(["storage_tb"] if storage_tb is None else []),
        *load.missing,
    ]
    if days is None or storage_tb is None:
        yield _open(missing)
        return
    capacity = storage_tb * rule.number("bytes_per_tb") * (1.0 + _ROUNDING)
    if load.least * days > capacity:
        yield _decided("fail", load.least, days, storage_tb, rule)
    elif load.most * days <= capacity:
        yield _decided("pass", load.most, days, storage_tb, rule)
    else:
        yield _open(missing)


@dataclass(frozen=True, slots=True)
class _Load:
    """What cameras record [byte/day], at the least and at the most, and the fields that leave it open."""

    least: float
    most: float
    missing: tuple[str, ...]


def _load(cameras: Sequence[Camera]) -> _Load:
    least = most = 0.0
    missing: set[str] = set()
    for camera in cameras:
        rate, hours = camera.bitrate_kbps, camera.record_hours_per_day
        missing |= {"bitrate_kbps"} if rate is None else set()
        missing |= {"record_hours_per_day"} if hours is None else set()
        per_hour = (rate or 0.0) * _BITS_PER_KILOBIT / _BITS_PER_BYTE * _SECONDS_PER_HOUR
        least += per_hour * (hours or 0.0)
        if rate is None and hours != 0:
            most = math.inf
        else:
            most += per_hour * (_HOURS_PER_DAY if hours is None else hours)
    return _Load(least, most, tuple(sorted(missing)))


def _not_asked(message: Text) -> Verdict:
    return Verdict(outcome="not_applicable", message=message)


def _open(missing: list[str]) -> Verdict:
    names = ", ".join(missing)
    return Verdict(
        outcome="undecided",
        flags=tuple(f"{name}_missing" for name in missing),
        message=Text(
            f"缺少{fields_zh(missing)}，无法计算存储容量能保存几天",
            f"{names} is missing: how many days the storage holds is not known",
        ),
    )


def _decided(outcome: str, per_day: float, days: float, storage_tb: float, rule: Rule) -> Verdict:
    bytes_per_tb = rule.number("bytes_per_tb")
    needed = number_text(per_day * days / bytes_per_tb)
    held_days = storage_tb * bytes_per_tb / per_day if per_day else math.inf
    held = number_text(held_days) if math.isfinite(held_days) else ""
    given, asked = number_text(storage_tb), number_text(days)
    return Verdict(
        outcome=outcome,
        expected=asked,
        observed=held,
        unit="day",
        margin=held_days - days if math.isfinite(held_days) else math.nan,
        message=Text(
            f"按码率和录像时长，{asked} 日需 {needed} TB，申报 {given} TB"
            + (f"，可存 {held} 日" if held else ""),
            f"by bitrate and hours {asked} days need {needed} TB; {given} TB are declared"
            + (f" and hold {held} days" if held else ""),
        ),
    )
