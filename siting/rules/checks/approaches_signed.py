"""Whether every way on foot into what a camera covers passes a sign first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.finding import Verdict, number_text
from siting.rules.law import Text
from siting.rules.signing import doubts_in_words, ways_in, ways_not_asked
from siting.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import CameraFacts, Facts, Way
    from siting.rules.law import Rule

_NAMED_COUNT = 4


def approaches_signed(facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield whether people can read a sign of the camera before they walk into what it covers.

    Every walker on the last stretch before the covered area must have passed a sign that they could read,
    whichever way. One finding a camera; its lines are the last stretches of the ways in without a sign.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `approach_m` [m], `distance_factor`, `eye_height_m` [m], `mount_m` [m], `largest_side_mm` [mm].
    camera : CameraFacts
    """
    if not facts.has_signs_layer:
        said = Text(
            "方案未提供标识图层：各步行入口是否设有标识？",
            "the plan has no layer of signs: is there a sign on every way in?",
        )
        yield Verdict(outcome="undecided", flags=("signs_not_given",), geometry=camera.position, message=said)
        return
    unasked = ways_not_asked(facts, camera)
    if unasked:
        yield unasked
        return
    ways = ways_in(facts, rule, camera)
    if not ways:
        yield _no_way_in(facts, camera)
        return
    failing = [way for way in ways if way.outcome == "fail"]
    unsure = [way for way in ways if way.outcome == "undecided"]
    if failing:
        yield _verdict(facts, "fail", ways, failing, message=_unsigned(rule, ways, failing, unsure))
    elif unsure:
        flags = tuple(sorted({flag for way in unsure for flag in way.flags}))
        why = doubts_in_words(flags)
        names = _names(unsure)
        said = Text(
            f"{len(ways)} 个步行入口中有 {len(unsure)} 个（{names.zh}）是否经过本摄像机的标识无法判定："
            f"{why.zh}",
            f"whether {len(unsure)} of {counted(len(ways), 'way')} in on foot ({names.en}) pass a sign of "
            f"the camera is not known: {why.en}",
        )
        yield _verdict(facts, "undecided", ways, unsure, message=said, flags=flags)
    elif facts.signage.walks[camera.id].has_loose_part:
        yield _loose(camera)
    else:
        stretch = number_text(rule.number("approach_m"))
        said = Text(
            f"{len(ways)} 个步行入口在进入拍摄范围前 {stretch} m 内均可读到本摄像机的标识",
            f"on all of {counted(len(ways), 'way')} in on foot a sign of the camera can be read within "
            f"the last {stretch} m before the covered area",
        )
        yield _verdict(facts, "pass", ways, list(ways), message=said)


def _no_way_in(facts: Facts, camera: CameraFacts) -> Verdict:
    if camera.id in facts.signage.walks:
        return _loose(camera)
    said = Text(
        "步行路网没有一处通入拍摄范围：路网在此处是否完整？",
        "no walk of the network leads into the covered area: is the network complete here?",
    )
    return Verdict(outcome="undecided", flags=("no_walk_enters",), geometry=camera.position, message=said)


def _loose(camera: CameraFacts) -> Verdict:
    said = Text(
        "拍摄范围内有步行路段与外部路网不相连：人们如何走到那里不明",
        "walks in the covered area join no way from outside: how people come there is not known",
    )
    return Verdict(outcome="undecided", flags=("walks_disconnected",), geometry=camera.position, message=said)


def _unsigned(rule: Rule, ways: tuple[Way, ...], failing: list[Way], unsure: list[Way]) -> Text:
    stretch, names = number_text(rule.number("approach_m")), _names(failing)
    more = Text(
        f"；另有 {len(unsure)} 个无法判定" if unsure else "",
        f"; {len(unsure)} more not decided" if unsure else "",
    )
    return Text(
        f"{len(ways)} 个步行入口中有 {len(failing)} 个在进入拍摄范围前 {stretch} m 内读不到本摄像机的标识："
        f"{names.zh}{more.zh}（建议性，依据：{rule.basis_zh}）",
        f"on {len(failing)} of {counted(len(ways), 'way')} in on foot no sign of the camera can be read "
        f"within the last {stretch} m before the covered area: {names.en}{more.en} "
        f"(advisory, basis: {rule.basis})",
    )


def _names(ways: list[Way]) -> Text:
    """Return the first ways by their walks' ids and names."""
    said = [f"{way.entry.id} {way.entry.walk_name}".strip() for way in ways[:_NAMED_COUNT]]
    more = len(ways) > _NAMED_COUNT
    return Text("、".join(said) + ("等" if more else ""), ", ".join(said) + (", ..." if more else ""))


def _verdict(
    facts: Facts,
    outcome: str,
    ways: tuple[Way, ...],
    shown: list[Way],
    *,
    message: Text,
    flags: tuple[str, ...] = (),
) -> Verdict:
    count = sum(way.outcome == "fail" for way in ways)
    decided = outcome != "undecided"
    return Verdict(
        outcome=outcome,
        expected="0",
        observed=str(count) if decided else "",
        unit="unsigned way in",
        margin=-float(count) if decided else float("nan"),
        flags=flags,
        geometry=facts.signage.lines([way.entry for way in shown]),
        message=message,
    )
