"""Whether the sign that names a camera stands near it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from siting.rules.finding import Verdict, number_text
from siting.rules.law import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import CameraFacts, Facts
    from siting.rules.law import Rule


def sign_near_camera(facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield whether the nearest sign that names the camera is within the advised distance.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `max_distance_m` [m], in plan.
    camera : CameraFacts
    """
    signs = facts.signs_by_camera.get(camera.id, ())
    if not signs:
        yield Verdict(
            outcome="not_applicable", message=Text("没有标识指明本摄像机", "no sign names the camera")
        )
        return
    distance_m, _, sign = min(
        (float(shapely.distance(camera.position, sign.geometry)), sign.id, sign) for sign in signs
    )
    limit_m = rule.number("max_distance_m")
    distance, limit = number_text(round(distance_m, 2)), number_text(limit_m)
    yield Verdict(
        outcome="pass" if distance_m <= limit_m else "fail",
        object_kind="sign",
        object_id=sign.id,
        expected=limit,
        observed=number_text(distance_m),
        unit="m",
        margin=limit_m - distance_m,
        geometry=shapely.shortest_line(camera.position, sign.geometry),
        message=Text(
            f"提示标识 {sign.id} 距摄像机 {distance} m，参考值不超过 {limit} m（依据：{rule.basis_zh}）",
            f"sign {sign.id} stands {distance} m from the camera; at most {limit} m are advised "
            f"(basis: {rule.basis})",
        ),
    )
