"""Whether a proposed camera covers ground that existing cameras do not cover yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.coverage.unbuilt import EXISTING
from siting.rules.doubts import STATUS_ASSUMED, doubts, in_words
from siting.rules.finding import Verdict, number_text
from siting.rules.law import Text
from siting.rules.naming import value_zh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import CameraFacts, Facts
    from siting.rules.law import Rule
    from siting.rules.places import Overlap

_PERCENT = 100.0
_ROUNDING = 1e-9


def no_duplicate_coverage(facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield whether less than the warned share of a proposed camera's coverage is covered already.

    An existing camera of unknown view that might cover more of it leaves undecided what would pass, and so
    does one of unknown status. Existing cameras count whosever they are: the message says whose. A camera
    that does not say its own status is there already or proposed: what would pass if proposed passes.

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
        yield _verdict(rule, overlap, is_assumed=not camera.field("status"))


def _not_concerned(facts: Facts, camera: CameraFacts) -> Text | None:
    if camera.field("status") == EXISTING:
        return Text("本机是现有摄像机", "the camera exists already")
    # The camera itself is not asked: what matters is whether there is another.
    if facts.may_exist_count - (camera.field("status") == "") < 1:
        return Text("方案中没有现有摄像机（status 为 existing）", "the plan has no camera of status existing")
    return None


def _verdict(rule: Rule, overlap: Overlap, *, is_assumed: bool) -> Verdict:
    limit_ratio = rule.number("duplicate_share_ratio")
    ratio = overlap.existing_m2 / overlap.area_m2
    is_duplicate = ratio >= limit_ratio - _ROUNDING
    might_be = max(overlap.might_exist_m2, overlap.existing_m2) / overlap.area_m2 >= limit_ratio - _ROUNDING
    flags: tuple[str, ...] = ()
    if is_duplicate and not is_assumed:
        outcome = "fail"
    elif might_be or not overlap.is_existing_sure:
        outcome = "undecided"
        flags = () if is_duplicate or overlap.is_existing_sure else ("existing_view_unknown",)
        flags = (*flags, STATUS_ASSUMED) if is_assumed or (might_be and not is_duplicate) else flags
    else:
        outcome, flags = "pass", (STATUS_ASSUMED,) if is_assumed else ()
    return Verdict(
        outcome=outcome,
        expected=number_text(limit_ratio),
        observed=number_text(ratio),
        unit="ratio",
        margin=limit_ratio - ratio,
        flags=flags,
        geometry=None if overlap.geometry.is_empty else overlap.geometry,
        message=_message(rule, overlap, flags, is_assumed=is_assumed),
    )


def _message(rule: Rule, overlap: Overlap, flags: tuple[str, ...], *, is_assumed: bool) -> Text:
    share, sharp = (_percent(m2 / overlap.area_m2) for m2 in (overlap.existing_m2, overlap.as_sharp_m2))
    only = number_text(round(overlap.only_m2, 1))
    limit, whose = _percent(rule.number("duplicate_share_ratio")), _whose(overlap)
    zh = (
        f"其覆盖范围有 {share} 已被现有摄像机覆盖（{whose.zh}同级或更清晰的占 {sharp}），仅由本机覆盖的有 "
        f"{only} m²；{limit} 起提示重复（依据：{rule.basis_zh}）"
    )
    en = (
        f"existing cameras cover {share} of its view already ({whose.en}{sharp} in the same class or a "
        f"better one); {only} m2 are covered by it alone; from {limit} on it counts as built twice (basis: "
        f"{rule.basis})"
    )
    if "existing_view_unknown" in flags:
        zh = f"{zh}；视域不明的现有摄像机可能覆盖更多"
        en = f"{en}; an existing camera of unknown view may cover more"
    if overlap.might_exist_m2 > overlap.existing_m2:
        most = _percent(overlap.might_exist_m2 / overlap.area_m2)
        zh = f"{zh}；未申报建设状态的摄像机如均已建成，为 {most}"
        en = f"{en}; were all cameras there that do not say their status, {most}"
    if is_assumed:
        zh = f"本机未申报建设状态，如为拟建：{zh}"
        en = f"the camera does not say its status; if it is proposed: {en}"
    return Text(zh, en)


def _whose(overlap: Overlap) -> Text:
    """Whose cameras cover how much of the view already, ended so that more can follow."""
    shares = [(regime, _percent(area_m2 / overlap.area_m2)) for regime, area_m2 in overlap.existing_by]
    zh = "".join(
        f"{value_zh('regime', regime) or '未申报建设主体类别者'} {share}，" for regime, share in shares
    )
    en = "".join(f"{regime or 'regime not declared'} {share}, " for regime, share in shares)
    return Text(zh, en)


def _percent(ratio: float) -> str:
    return f"{number_text(round(ratio * _PERCENT, 1))} %"
