"""Whether a proposed camera covers ground that existing cameras do not cover yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.doubts import doubts, in_words
from siting.rules.finding import Verdict, number_text
from siting.rules.law import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import CameraFacts, Facts
    from siting.rules.law import Rule
    from siting.rules.places import Overlap

_EXISTING = "existing"
_PERCENT = 100.0
_ROUNDING = 1e-9


def no_duplicate_coverage(facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield whether less than the warned share of a proposed camera's coverage is covered already.

    An existing camera of unknown view that might cover more of it leaves undecided what would pass.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `duplicate_share_ratio`: share of the coverage from which it counts as covered already.
    camera : CameraFacts
    """
    why_not = _not_concerned(facts, camera)
    if why_not:
        yield Verdict(outcome="not_applicable", message=why_not)
        return
    unknown, overlap = doubts(camera), facts.places.overlaps.get(camera.id)
    if unknown:
        why = in_words(unknown)
        yield Verdict(
            outcome="undecided",
            flags=unknown,
            message=Text(
                f"摄像机的视域不明（{why.zh}），无法判定是否重复覆盖",
                f"what the camera sees is not known ({why.en}): is it covered already?",
            ),
        )
    elif overlap is None:
        yield Verdict(
            outcome="not_applicable",
            message=Text("在目标高度上没有覆盖任何地面", "it covers nothing at the target height"),
        )
    else:
        yield _verdict(rule, overlap)


def _not_concerned(facts: Facts, camera: CameraFacts) -> Text | None:
    if camera.field("status") == _EXISTING:
        return Text("本机是现有摄像机", "the camera exists already")
    if not any(each.field("status") == _EXISTING for each in facts.cameras):
        return Text("方案中没有现有摄像机（status 为 existing）", "the plan has no camera of status existing")
    return None


def _verdict(rule: Rule, overlap: Overlap) -> Verdict:
    limit_ratio = rule.number("duplicate_share_ratio")
    ratio = overlap.existing_m2 / overlap.area_m2
    is_duplicate = ratio >= limit_ratio - _ROUNDING
    outcome = "fail" if is_duplicate else "pass" if overlap.is_existing_sure else "undecided"
    share, sharp = _percent(ratio), _percent(overlap.as_sharp_m2 / overlap.area_m2)
    only, limit = number_text(round(overlap.only_m2, 1)), _percent(limit_ratio)
    zh = (
        f"其覆盖范围有 {share} 已被现有摄像机覆盖（同级或更清晰的占 {sharp}），仅由本机覆盖的有 {only} m²；"
        f"{limit} 起提示重复（依据：{rule.basis_zh}）"
    )
    en = (
        f"existing cameras cover {share} of its view already ({sharp} in the same class or a better one); "
        f"{only} m2 are covered by it alone; from {limit} on it counts as built twice (basis: {rule.basis})"
    )
    if outcome == "undecided":
        zh = f"{zh}；视域不明的现有摄像机可能覆盖更多"
        en = f"{en}; an existing camera of unknown view may cover more"
    return Verdict(
        outcome=outcome,
        expected=number_text(limit_ratio),
        observed=number_text(ratio),
        unit="ratio",
        margin=limit_ratio - ratio,
        flags=("existing_view_unknown",) if outcome == "undecided" else (),
        geometry=None if overlap.geometry.is_empty else overlap.geometry,
        message=Text(zh, en),
    )


def _percent(ratio: float) -> str:
    return f"{number_text(round(ratio * _PERCENT, 1))} %"
