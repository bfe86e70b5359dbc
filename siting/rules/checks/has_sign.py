"""Whether a sign tells people of a camera at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.finding import Verdict, number_text
from siting.rules.law import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import CameraFacts, Facts, Sign
    from siting.rules.law import Rule


def has_sign(facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield whether a sign names the camera.

    A sign that names no camera, within reach of this one, may serve it: undecided. A plan without a
    layer of signs says nothing about signs: undecided; with one, a camera that no sign serves fails.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `unassigned_reach_m` [m]: how far a sign that names nobody may stand and still be this camera's.
    camera : CameraFacts
    """
    signs = facts.signs_by_camera.get(camera.id, ())
    if signs:
        yield _verdict(
            "pass",
            camera,
            signs[0],
            message=Text(f"提示标识 {signs[0].id} 指明本摄像机", f"sign {signs[0].id} names the camera"),
            count=len(signs),
        )
        return
    reach_m = rule.number("unassigned_reach_m")
    near = facts.nearest_unassigned_sign(camera.position)
    if near is not None and near[1] <= reach_m:
        sign = near[0]
        reach = number_text(reach_m)
        yield _verdict(
            "undecided",
            camera,
            sign,
            flags=("sign_unassigned",),
            message=Text(
                f"{reach} m 内的提示标识 {sign.id} 未指明所属摄像机：它是否属于本摄像机？",
                f"sign {sign.id}, within {reach} m, names no camera: does it serve this one?",
            ),
        )
    elif not facts.has_signs_layer:
        yield _verdict(
            "undecided",
            camera,
            flags=("signs_not_given",),
            message=Text(
                "方案未提供标识图层：是否设置了提示标识？", "the plan has no layer of signs: is there a sign?"
            ),
        )
    else:
        yield _verdict("fail", camera, message=Text("没有提示标识指明本摄像机", "no sign names the camera"))


def _verdict(
    outcome: str,
    camera: CameraFacts,
    sign: Sign | None = None,
    *,
    message: Text,
    count: int = 0,
    flags: tuple[str, ...] = (),
) -> Verdict:
    return Verdict(
        outcome=outcome,
        object_kind="sign" if sign else "",
        object_id=sign.id if sign else "",
        expected="1",
        observed=str(count) if outcome != "undecided" else "",
        unit="sign",
        margin=float(count - 1) if outcome != "undecided" else float("nan"),
        flags=flags,
        geometry=camera.position,
        message=message,
    )
