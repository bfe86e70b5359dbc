"""Whether the plan says what a residential compound is in which a camera stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.finding import Verdict
from siting.rules.law import Text
from siting.rules.naming import value_zh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import CameraFacts, Facts, Zone
    from siting.rules.law import Rule

_PARCEL = "parcel"


def compound_declared(facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield for each parcel with homes that the camera stands on whether the plan says if it is public.

    The text counts residential compounds among neither of its lists: nothing is assumed, and nothing is a
    breach. A class of place that settles it, or a regime of places that are not public together with the
    word that the place is no social public area, is the plan's own answer.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `home_uses`; `min_home_count`: from how many buildings with homes on a parcel counts as a compound;
        `settling_classes` of place; `not_public_regimes`.
    camera : CameraFacts
    """
    least, uses = int(rule.number("min_home_count")), rule.texts("home_uses")
    found = [
        (zone, count)
        for zone in facts.zones_at(camera.declared, (_PARCEL,))
        if (count := _home_count(facts, zone, uses)) >= least
    ]
    for zone, count in found:
        yield _verdict(rule, camera, zone, count)
    if not found:
        is_drawn = _PARCEL in facts.zone_kinds
        yield Verdict(
            outcome="not_applicable",
            message=Text(
                "不在有住宅楼的地块（parcel）内" if is_drawn else "方案未绘出地块（parcel）",
                "stands on no parcel with homes" if is_drawn else "the plan draws no zone of kind parcel",
            ),
        )


def _home_count(facts: Facts, zone: Zone, uses: tuple[str, ...]) -> int:
    """How many buildings with homes stand on a parcel, counted once for all its cameras."""
    key = (zone.id, uses)
    if key not in facts.home_counts:
        around = facts.around(zone, tuple({building.use for building in facts.buildings}))
        homes = [each for each in around if each.use in uses or each.is_partly_residential]
        facts.home_counts[key] = len(homes)
    return facts.home_counts[key]


def _verdict(rule: Rule, camera: CameraFacts, zone: Zone, count: int) -> Verdict:
    place, regime = camera.field("place_class"), camera.field("regime")
    is_private = regime in rule.texts("not_public_regimes") and camera.field("social_public_area") == "no"
    stands = Text(
        f"位于地块 {zone.id} 内，其中有 {count} 栋住宅楼",
        f"stands on parcel {zone.id} with homes in {count} of its buildings",
    )
    flags: tuple[str, ...] = ()
    if place in rule.texts("settling_classes"):
        outcome = "pass"
        said = Text(f"方案申报场所类别为 {place}", f"the plan declares the class of place {place}")
    elif is_private:
        outcome = "pass"
        said = Text(
            f"方案申报为“{value_zh('regime', regime)}”，且不在社会公共区域",
            f"the plan declares it as {regime} and in no social public area",
        )
    else:
        outcome, flags = "undecided", ("residential_compound",)
        classes = ", ".join(rule.texts("settling_classes"))
        said = Text(
            "条文列举的两类场所均不含住宅小区，该处是否为公共场所？如是，只许负有安全防范义务的单位或者个人"
            f"（如物业服务人）安装，场所类别填 {classes}；如否，建设主体类别填非公共场所，社会公共区域填否",
            "neither list of the text names residential compounds: is it a public place? If so, only whoever "
            "has a duty of security there, such as those who manage the property, may install (place_class "
            f"{classes}); if not, declare a regime of places that are not public, and social_public_area no",
        )
    return Verdict(
        outcome=outcome,
        object_kind="zone",
        object_id=zone.id,
        observed=str(count),
        unit="building",
        flags=flags,
        geometry=camera.declared,
        message=Text(f"{stands.zh}：{said.zh}", f"{stands.en}: {said.en}"),
    )
