"""Whether a plan for a state organ reads as if it named a brand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from siting.coverage.unbuilt import EXISTING
from siting.rules.doubts import STATUS_ASSUMED
from siting.rules.finding import Verdict
from siting.rules.law import Text
from siting.rules.naming import field_zh
from siting.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import CameraFacts, Facts, SceneFacts
    from siting.rules.law import Rule


def brand_neutral(facts: Facts, rule: Rule, _scene: SceneFacts) -> Iterator[Verdict]:
    """Yield whether all cameras still to be bought for a state organ carry one brand, or one model.

    Cameras of unknown status count as still to be bought. That is a hint, no proof: on few cameras, and where
    only some or none carry a brand, it is undecided.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `builder_regimes`: regimes of state organs; `min_camera_count`: from how many cameras on one brand
        is worth a hint.
    """
    planned = [camera for camera in facts.cameras if camera.field("status") != EXISTING]
    known = [camera for camera in planned if camera.field("regime") in rule.texts("builder_regimes")]
    open_regime = [camera for camera in planned if not camera.field("regime")]
    concerned = known or open_regime
    if not concerned:
        yield Verdict(
            outcome="not_applicable",
            message=Text("方案中没有国家机关拟建的摄像机", "the plan proposes no camera for a state organ"),
        )
        return
    verdict = _verdict(rule, concerned, is_known=bool(known))
    is_assumed = any(not camera.field("status") for camera in concerned)
    yield _if_proposed(verdict) if is_assumed else verdict


def _verdict(rule: Rule, cameras: list[CameraFacts], *, is_known: bool) -> Verdict:
    count, least = len(cameras), int(rule.number("min_camera_count"))
    # A model that stands without its brand names one all the same.
    told = [camera.field("brand") or camera.field("model") for camera in cameras]
    named = {name.casefold(): name for name in reversed(told) if name}
    one, lacking = next(iter(named.values()), ""), told.count("")
    outcome = "pass"
    flags: tuple[str, ...] = ()
    if not named:
        # Cameras without a brand are no proof that none is prescribed: it may stand in the tender.
        outcome, flags = "undecided", ("brand_missing",)
        message = Text(
            f"{count} 台拟建摄像机均未写品牌和型号：是否另行指定了品牌不明",
            f"no brand and no model is given ({counted(count, 'camera')}): whether one is prescribed is "
            "not known",
        )
    elif len(named) > 1:
        message = Text(
            f"{count} 台拟建摄像机写有 {len(named)} 个品牌或型号",
            f"brands or models named: {len(named)}; proposed cameras: {count}",
        )
    elif lacking or count < least:
        outcome, flags = "undecided", ("one_brand",)
        message = Text(
            f"{count} 台拟建摄像机中 {count - lacking} 台写明同一品牌或型号 {one}：是否指定了品牌？",
            f"{one} is named for {count - lacking} of {count} proposed cameras: is it prescribed?",
        )
    else:
        outcome, flags = "fail", ("one_brand",)
        message = Text(
            f"{count} 台拟建摄像机全部写明同一品牌或型号 {one}：宜改写为性能要求",
            f"{one} is named for all proposed cameras ({count}): state performance instead",
        )
    return _settled(outcome, message, flags, len(named), is_known=is_known)


def _settled(outcome: str, message: Text, flags: tuple[str, ...], count: int, *, is_known: bool) -> Verdict:
    if not is_known:
        outcome, flags = "undecided", (*flags, "regime_missing")
        message = Text(
            f"未申报{field_zh('regime')}，是否由国家机关建设不明；{message.zh}",
            f"regime is not declared, so whether a state organ builds is not known; {message.en}",
        )
    return Verdict(
        outcome=outcome,
        expected="several or none",
        observed=str(count),
        unit="brand",
        flags=flags,
        message=message,
    )


def _if_proposed(verdict: Verdict) -> Verdict:
    """What is left of a verdict when cameras may be there already, with nothing more to be bought."""
    return replace(
        verdict,
        outcome="undecided" if verdict.outcome == "fail" else verdict.outcome,
        flags=(*verdict.flags, STATUS_ASSUMED),
        message=Text(
            f"{verdict.message.zh}；其中有摄像机未申报建设状态，按拟建计",
            f"{verdict.message.en}; a camera that does not say its status counts as proposed",
        ),
    )
