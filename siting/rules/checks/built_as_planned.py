"""Whether a system was built as the design that was demonstrated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.changes import UNKNOWN, chosen, told
from siting.rules.finding import Verdict
from siting.rules.law import Text
from siting.rules.paper import has_undated_paper, paper_days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.changes import Change, ChangeFacts, SystemPair
    from siting.rules.law import Rule

_DOUBT = {
    "demonstration_unknown": Text(
        "方案未列明可行性论证：它是否即为论证通过的方案？",
        "the plan lists no demonstration: is it the design that was demonstrated?",
    ),
    "not_finished": Text(
        "系统未注明已验收或投入使用：是尚未建成，还是少建？",
        "no day says that the system is accepted or in use: not built yet, or left out?",
    ),
    "built_unknown": Text("建成情况未申报齐全", "what was built is not given in full"),
}


def built_as_planned(facts: ChangeFacts, rule: Rule, system: SystemPair) -> Iterator[Verdict]:
    """Yield a verdict for each camera of a system that deviates from the plan, else one for the system.

    It fails only where the plan's system names its demonstration, so that the plan is the design that was
    demonstrated. A camera that is missing from a system neither accepted nor in use may still be built,
    one that another stands in for may bear another id: undecided.

    Parameters
    ----------
    facts : ChangeFacts
    rule : Rule
        `design_changes`: kinds of change that are deviations; `document_kinds` and `date_field` of the
        demonstration; `finished_fields`, days from which on nothing is left to be built.
    system : SystemPair
    """
    doubts = () if _is_demonstrated(facts, rule, system) else ("demonstration_unknown",)
    by_camera: dict[str, list[Change]] = {}
    for change in chosen(system.changes, rule.texts("design_changes")):
        by_camera.setdefault(change.subject_id, []).append(change)
    for camera_id, changes in by_camera.items():
        yield _deviates(facts, rule, system, camera_id=camera_id, changes=changes, doubts=doubts)
    if not by_camera:
        said = Text("所建与方案一致，无超出容差的差异", "built as planned: nothing differs beyond tolerance")
        yield Verdict(
            outcome="undecided" if doubts else "pass",
            expected="as planned",
            observed="as planned",
            flags=doubts,
            message=_with(said, [_DOUBT[doubt] for doubt in doubts]),
        )


def _deviates(
    facts: ChangeFacts,
    rule: Rule,
    system: SystemPair,
    *,
    camera_id: str,
    changes: list[Change],
    doubts: tuple[str, ...],
) -> Verdict:
    sure = [each for each in changes if each.extent != UNKNOWN]
    flags, words = [*doubts], [_DOUBT[doubt] for doubt in doubts]
    perhaps = next((each.perhaps_id for each in sure if each.perhaps_id), "")
    if not sure:
        flags.append("built_unknown")
        words.append(_DOUBT["built_unknown"])
    if perhaps:
        flags.append("renamed_possible")
        words.append(Text(f"是否即为 {perhaps}，改了编号？", f"is it {perhaps} under another id?"))
    elif any(each.change == "removed" for each in sure) and not _is_finished(facts, rule, system):
        flags.append("not_finished")
        words.append(_DOUBT["not_finished"])
    said = told(changes)
    return Verdict(
        outcome="undecided" if flags else "fail",
        object_kind="camera",
        object_id=camera_id,
        expected="as planned",
        observed=", ".join(dict.fromkeys(each.change for each in changes)),
        flags=tuple(flags),
        geometry=next((each.geometry for each in changes if each.geometry is not None), None),
        message=_with(
            Text(
                f"摄像机 {camera_id} 与方案不符：{said.zh}（容差依据：{rule.basis_zh}）",
                f"camera {camera_id} is not as planned: {said.en} (basis of tolerances: {rule.basis})",
            ),
            words,
        ),
    )


def _with(said: Text, doubts: list[Text]) -> Text:
    if not doubts:
        return said
    zh, en = "；".join(each.zh for each in doubts), "; ".join(each.en for each in doubts)
    return Text(f"{said.zh}；未能判定：{zh}", f"{said.en}; undecided: {en}")


def _is_demonstrated(facts: ChangeFacts, rule: Rule, system: SystemPair) -> bool:
    kinds = rule.texts("document_kinds")
    days = paper_days(system.plan, rule.text("date_field"), kinds)
    return any(day <= facts.on for day in days) or has_undated_paper(system.plan, kinds)


def _is_finished(facts: ChangeFacts, rule: Rule, system: SystemPair) -> bool:
    days = [system.either.day(name) for name in rule.texts("finished_fields")]
    return any(day is not None and day <= facts.on for day in days)
