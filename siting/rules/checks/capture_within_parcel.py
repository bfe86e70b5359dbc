"""Whether a unit's camera keeps its view within the unit's own parcel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.doubts import doubts, in_words
from siting.rules.finding import Verdict, number_text
from siting.rules.law import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import CameraFacts, Facts
    from siting.rules.law import Rule
    from siting.rules.places import Beyond

_PARCEL = "parcel"
_PERCENT = 100.0
_ROUNDING = 1e-9


def capture_within_parcel(facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield whether no more than the advised share of the camera's coverage lies beyond its parcel.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `max_beyond_ratio`: share of the coverage that may lie beyond the parcel the camera stands in.
    camera : CameraFacts
    """
    if _PARCEL not in facts.zone_kinds:
        yield Verdict(
            outcome="not_applicable",
            message=Text("方案未绘出地块（parcel）", "the plan draws no parcel"),
        )
        return
    unknown, beyond = doubts(camera), facts.places.beyond.get(camera.id)
    if not facts.zones_at(camera.declared, (_PARCEL,)):
        yield _undecided(
            Text(
                "不在所绘的任何地块内：它属于哪个单位的地块？",
                "stands in no parcel drawn: whose parcel does it belong to?",
            ),
            ("parcel_unknown",),
        )
    elif unknown:
        why = in_words(unknown)
        yield _undecided(
            Text(
                f"摄像机的视域不明（{why.zh}），无法判定是否拍到地块之外",
                f"what the camera sees is not known ({why.en}): does it film beyond its parcel?",
            ),
            unknown,
        )
    elif beyond is None:
        yield Verdict(
            outcome="pass",
            message=Text("在目标高度上没有覆盖任何地面", "it covers nothing at the target height"),
        )
    else:
        yield _verdict(rule, beyond)


def _undecided(message: Text, flags: tuple[str, ...]) -> Verdict:
    return Verdict(outcome="undecided", flags=flags, message=message)


def _verdict(rule: Rule, beyond: Beyond) -> Verdict:
    limit_ratio = rule.number("max_beyond_ratio")
    ratio = beyond.beyond_m2 / beyond.area_m2
    share, limit = (f"{number_text(round(each * _PERCENT, 1))} %" for each in (ratio, limit_ratio))
    area = number_text(round(beyond.beyond_m2, 1))
    is_kept = ratio <= limit_ratio + _ROUNDING
    return Verdict(
        outcome="pass" if is_kept else "fail",
        object_kind="zone",
        object_id=beyond.zone_id,
        expected=number_text(limit_ratio),
        observed=number_text(ratio),
        unit="ratio",
        margin=limit_ratio - ratio,
        geometry=None if beyond.geometry.is_empty else beyond.geometry,
        message=Text(
            f"覆盖范围的 {share}（{area} m²）在所在地块 {beyond.zone_id} 之外，参考上限 {limit}"
            f"（依据：{rule.basis_zh}）",
            f"{share} of its view ({area} m2) lies beyond its parcel {beyond.zone_id}; at most {limit} is "
            f"advised (basis: {rule.basis})",
        ),
    )
