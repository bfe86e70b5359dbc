"""Gardens that a camera covers well enough to show a person's features."""

from __future__ import annotations

import math
from itertools import groupby
from typing import TYPE_CHECKING

from siting.rules.doubts import OWN_HOME, in_words, may_cover_less, may_see_more, noted, reach_doubts
from siting.rules.finding import Verdict, number_text
from siting.rules.law import Text
from siting.rules.own_home import may_be_own
from siting.rules.resting import reached_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import CameraFacts, Facts
    from siting.rules.law import Rule
    from siting.rules.places import ZoneView

_GARDEN = "garden"
# Limits are met within the rounding of the engine.
_ROUNDING = 1e-9

# The same of every camera: made once.
_NOT_DRAWN = Verdict(
    outcome="not_applicable", message=Text("方案未绘出庭院", "no garden is drawn in the plan")
)


def view_into_garden(facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield a verdict for each garden of which the camera covers a part at the limit or better, else one.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `limit_px_per_m` [px/m]; optionally `own_home_reach_m` [m], how near a garden may be the owner's.
    camera : CameraFacts
    """
    if _GARDEN not in facts.zone_kinds:
        yield _NOT_DRAWN
        return
    limit_px_per_m = rule.number("limit_px_per_m")
    unknown = reach_doubts(camera)
    views = [view for view in facts.places.zone_views.get(camera.id, ()) if view.kind == _GARDEN]
    any_seen = False
    for _, of_garden in groupby(sorted(views, key=_by_zone), key=_by_zone):
        seen = [each for each in of_garden if each.max_px_per_m >= limit_px_per_m * (1.0 - _ROUNDING)]
        if seen:
            any_seen = True
            # What is surely covered decides; what only may be is asked where nothing is sure.
            view = min(seen, key=lambda each: bool(each.flags))
            is_own = may_be_own(rule, camera, facts.zone_by_id[view.zone_id].geometry)
            doubt = [*unknown, *may_cover_less(camera), *view.flags, *([OWN_HOME] if is_own else [])]
            rests = reached_by(camera.camera.kind)
            yield _seen(rule, view, doubt=doubt, rests=rests, noted_flags=noted(camera))
    if not any_seen:
        yield _none_seen(limit_px_per_m, views, unknown or may_see_more(camera))


def _by_zone(view: ZoneView) -> str:
    return view.zone_id


def _seen(
    rule: Rule, view: ZoneView, *, doubt: list[str], rests: Text, noted_flags: tuple[str, ...]
) -> Verdict:
    limit_px_per_m = rule.number("limit_px_per_m")
    limit, px = number_text(limit_px_per_m), number_text(round(view.max_px_per_m, 1))
    area = number_text(round(view.area_m2, 1))
    zh = (
        f"覆盖庭院 {view.zone_id} 的 {area} m²，最清晰处 {px} px/m；"
        f"{limit} px/m 起视为可见人的特征（依据：{rule.basis_zh}）"
    )
    en = (
        f"covers {area} m2 of garden {view.zone_id}, at best with {px} px/m; from {limit} px/m a person's "
        f"features count as visible (basis: {rule.basis})"
    )
    zh, en = f"{zh}{rests.zh}", f"{en}{rests.en}"
    if doubt:
        why = in_words(doubt)
        zh, en = f"{zh}；未能判定：{why.zh}", f"{en}; undecided: {why.en}"
    return Verdict(
        outcome="undecided" if doubt else "fail",
        object_kind="zone",
        object_id=view.zone_id,
        expected=limit,
        observed=number_text(view.max_px_per_m),
        unit="px/m",
        margin=limit_px_per_m - view.max_px_per_m,
        flags=tuple(doubt) or noted_flags,
        geometry=view.geometry,
        message=Text(zh, en),
    )


def _none_seen(limit_px_per_m: float, views: list[ZoneView], unknown: tuple[str, ...]) -> Verdict:
    best = max(views, key=lambda view: view.max_px_per_m, default=None)
    px_per_m = best.max_px_per_m if best else 0.0
    limit, px = number_text(limit_px_per_m), number_text(px_per_m)
    if unknown:
        why = in_words(unknown)
        message = Text(
            f"摄像机的视域不明（{why.zh}），无法判定是否看到庭院",
            f"what the camera sees is not known ({why.en}): does it see a garden?",
        )
    elif best:
        area = number_text(round(best.area_m2, 1))
        message = Text(
            f"覆盖庭院 {best.zone_id} 的 {area} m²，最清晰处 {px} px/m，低于 {limit} px/m",
            f"covers {area} m2 of garden {best.zone_id}, at best with {px} px/m, below {limit} px/m",
        )
    else:
        message = Text("不覆盖任何庭院", "covers no garden")
    return Verdict(
        outcome="undecided" if unknown else "pass",
        expected=limit,
        observed="" if unknown else px,
        unit="px/m",
        margin=math.nan if unknown else limit_px_per_m - px_per_m,
        flags=unknown,
        geometry=best.geometry if best and not unknown else None,
        message=message,
    )
