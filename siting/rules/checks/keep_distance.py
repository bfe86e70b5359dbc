"""The distance in plan between a camera and the nearest home."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from siting.rules.finding import Verdict, number_text
from siting.rules.law import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import Building, CameraFacts, Facts
    from siting.rules.law import Rule


def keep_distance(facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield whether the nearest home is at least the asked distance away, in plan, from where the camera is.

    A nearer building of unknown use leaves it undecided.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `min_distance_m` [m], `home_uses`, `undecided_uses`.
    camera : CameraFacts
    """
    limit_m = rule.number("min_distance_m")
    home = facts.nearest(camera.position, rule.texts("home_uses"), or_partly_residential=True)
    if home and home[1] < limit_m:
        yield _verdict("fail", rule, camera, home)
        return
    unsure = facts.nearest(camera.position, rule.texts("undecided_uses"))
    if unsure and unsure[1] < limit_m and not unsure[0].is_partly_residential:
        yield _verdict("undecided", rule, camera, unsure)
    elif home:
        yield _verdict("pass", rule, camera, home)
    else:
        limit = number_text(limit_m)
        yield Verdict(
            outcome="pass",
            expected=limit,
            unit="m",
            message=Text(
                f"方案中没有已知的住宅，{limit} m 内也没有用途不明的建筑",
                f"no building of the plan is known to be a home, and none of unknown use is within {limit} m",
            ),
        )


def _verdict(outcome: str, rule: Rule, camera: CameraFacts, nearest: tuple[Building, float]) -> Verdict:
    building, distance_m = nearest
    limit_m = rule.number("min_distance_m")
    limit, distance = number_text(limit_m), number_text(round(distance_m, 2))
    word = rule.limit_word
    what = (
        Text("住宅", "home") if outcome != "undecided" else Text("用途不明的建筑", "building of unknown use")
    )
    return Verdict(
        outcome=outcome,
        object_kind="building",
        object_id=building.id,
        expected=limit,
        observed=number_text(distance_m),
        unit="m",
        margin=distance_m - limit_m,
        flags=("use_unknown",) if outcome == "undecided" else (),
        geometry=shapely.shortest_line(camera.position, building.geometry),
        message=Text(
            f"距最近的{what.zh} {building.id} {distance} m，{word.zh}为不小于 {limit} m"
            f"（依据：{rule.basis_zh}）",
            f"stands {distance} m from the nearest {what.en} {building.id}; at least {limit} m are {word.en} "
            f"(basis: {rule.basis})",
        ),
    )
