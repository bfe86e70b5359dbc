"""Whether a protected camera that was altered, moved or removed was so with authority."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.changes import BEYOND, chosen, told
from siting.rules.finding import Verdict
from siting.rules.law import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.changes import CameraPair, ChangeFacts
    from siting.rules.law import Rule


def change_authorised(_facts: ChangeFacts, rule: Rule, camera: CameraPair) -> Iterator[Verdict]:
    """Yield whether an existing camera stands as it did; where it does not, who authorised it is asked.

    No plan shows who authorised what: this never fails by itself.

    Parameters
    ----------
    facts : ChangeFacts
    rule : Rule
        `protected_changes`: kinds of change that need authority.
    camera : CameraPair
        One of the plan.
    """
    changes = chosen(camera.changes, rule.texts("protected_changes"))
    if not changes:
        yield Verdict(
            outcome="pass",
            expected="unaltered",
            observed="unaltered",
            message=Text(
                "现有摄像机未改动、迁移或拆除", "the existing camera was not altered, moved or removed"
            ),
        )
        return
    said = told(changes)
    perhaps = next((each.perhaps_id for each in changes if each.perhaps_id), "")
    hint = Text("", "")
    if perhaps:
        hint = Text(f"（是否即为 {perhaps}，改了编号？）", f" (or is it {perhaps} under another id?)")
    is_sure = any(each.extent == BEYOND for each in changes)
    yield Verdict(
        outcome="undecided",
        expected="unaltered",
        observed=", ".join(dict.fromkeys(each.change for each in changes)),
        flags=("authority_unknown" if is_sure else "built_unknown",),
        geometry=next((each.geometry for each in changes if each.geometry is not None), None),
        message=Text(
            f"现有摄像机{hint.zh}：{said.zh}；由谁授权？",
            f"existing camera{hint.en}: {said.en}; who authorised it?",
        ),
    )
