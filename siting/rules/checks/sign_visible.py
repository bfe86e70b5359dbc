"""Whether what stands around a sign leaves enough walk in front of it from which to read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.finding import Verdict, number_text
from siting.rules.law import Text
from siting.rules.signing import INDOOR, NO_FACING, NO_SIZE, doubts_in_words, reading_of, sign_verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import CameraFacts, Facts, Sign
    from siting.rules.law import Rule

# What a walk must lose of its view of a sign to count as losing any: rounding loses less [m].
_NOTHING_M = 1e-3


def sign_visible(facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield, sign by sign, whether buildings and obstacles hide a sign of the camera from every walk.

    Asked is the walk from which the sign could be read if nothing stood in the way: whether so much of it is
    left, in all, that a walker has time to read, or all of it where it is shorter than that. What is seen for
    a moment only is not read.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `min_seen_m` [m], and how signs are read.
    camera : CameraFacts
    """
    signs = facts.signs_by_camera.get(camera.id, ())
    if not signs:
        said = Text("没有标识指明本摄像机", "no sign names the camera")
        yield Verdict(outcome="not_applicable", message=said)
        return
    for sign in signs:
        if facts.scene.walks.empty:
            said = Text(
                "方案未提供步行路网（walks 图层）：无法得知人们从何处看标识",
                "the plan has no walking network (layer walks): from where people see the sign is not known",
            )
            yield sign_verdict("undecided", sign, message=said, flags=("walks_not_given",))
        else:
            yield _seen(facts, rule, sign)


def _seen(facts: Facts, rule: Rule, sign: Sign) -> Verdict:
    reading = reading_of(rule)
    zone = facts.signage.zone(sign.id, reading)
    if zone.is_indoor:
        said = Text(f"标识 {sign.id} 在建筑内部", f"sign {sign.id} stands inside a building")
        return sign_verdict("undecided", sign, message=said, flags=(INDOOR,))
    before_m, left_m = facts.signage.walked_m(sign.id, reading)
    before, left = number_text(round(before_m, 1)), number_text(round(left_m, 1))
    if before_m <= _NOTHING_M:
        said = Text(
            f"标识 {sign.id} 可读范围内没有步行路段",
            f"no walk comes within reading distance of sign {sign.id}",
        )
        return sign_verdict("not_applicable", sign, message=said)
    missing = {NO_FACING: sign.facing_deg is None, NO_SIZE: sign.height_mm is None}
    flags = tuple(flag for flag, holds in missing.items() if holds)
    needed_m = min(rule.number("min_seen_m"), before_m)
    is_hidden = left_m <= _NOTHING_M
    if flags and not is_hidden and before_m - left_m > _NOTHING_M:
        why = doubts_in_words(flags)
        said = Text(
            f"标识 {sign.id} 周围 {before} m 步行路段中有 {left} m 看得到它；"
            f"{why.zh}，是否正对看得到的一侧不明",
            f"{left} m of the {before} m of walk round sign {sign.id} see it; {why.en}, so whether it is "
            "these that it faces is not known",
        )
        return sign_verdict("undecided", sign, message=said, flags=flags)
    is_read = not is_hidden and left_m > needed_m - _NOTHING_M
    return sign_verdict(
        "pass" if is_read else "fail",
        sign,
        message=_said(rule, sign, before, left, is_hidden=is_hidden, is_read=is_read),
        observed=left,
        expected=number_text(round(needed_m, 1)),
        margin=left_m - needed_m,
        geometry=zone.unhidden if is_hidden else zone.seen,
    )


def _said(rule: Rule, sign: Sign, before: str, left: str, *, is_hidden: bool, is_read: bool) -> Text:
    if is_hidden:
        return Text(
            f"标识 {sign.id} 前方可读范围内有 {before} m 步行路段，全部被建筑或障碍物挡住"
            f"（建议性，依据：{rule.basis_zh}）",
            f"buildings or obstacles hide sign {sign.id} from all {before} m of walk within reading distance "
            f"(advisory, basis: {rule.basis})",
        )
    zh = f"标识 {sign.id} 可读范围内 {before} m 步行路段中有 {left} m 看得到它"
    en = f"sign {sign.id} is seen from {left} m of the {before} m of walk within reading distance"
    if is_read:
        return Text(zh, en)
    needed = number_text(rule.number("min_seen_m"))
    return Text(
        f"{zh}，其余被建筑或障碍物挡住；参考值为不少于 {needed} m，否则来不及读"
        f"（建议性，依据：{rule.basis_zh}）",
        f"{en}, buildings or obstacles hide the rest; {needed} m are advised, less leaves no time to read "
        f"(advisory, basis: {rule.basis})",
    )
