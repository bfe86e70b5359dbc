"""In which county a camera stands, and so whose police are competent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.finding import Verdict, number_text
from siting.rules.law import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.counties import County
    from siting.rules.facts import CameraFacts, Facts
    from siting.rules.law import Rule


def competent_county(facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield the county whose police are competent for the camera, by where it stands.

    Within `border_m` of an outline, in several areas or in none it is undecided; so it is where the plan has
    no layer of counties, or the county has neither code nor name.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `border_m` [m].
    camera : CameraFacts
    """
    where = facts.whereabouts.get(camera.id)
    if where is None:
        flag = "counties_not_given"
        said = Text("方案未提供区县图层", "the plan has no layer of counties")
    elif where.outline_m <= rule.number("border_m"):
        flag, reach = "county_unsettled", number_text(rule.number("border_m"))
        said = Text(f"距区县界线不超过 {reach} m", f"it stands within {reach} m of a county's border")
    elif len(where.counties) > 1:
        flag, labels = "county_unsettled", [county.label for county in where.counties]
        said = Text(
            "处于重叠之处：" + "、".join(label.zh for label in labels),
            "counties overlap where it stands, " + ", ".join(label.en for label in labels),
        )
    elif not where.counties:
        flag = "in_no_county"
        said = Text("所在位置不在图层的任何区县之内", "it stands in no county of the layer")
    elif not where.counties[0].label.en:
        flag = "county_unnamed"
        said = Text("所在区县既无代码也无名称", "the county it stands in has neither code nor name")
    else:
        yield _named(where.counties[0], camera)
        return
    yield Verdict(
        outcome="undecided",
        flags=(flag,),
        geometry=camera.declared,
        message=Text(
            f"{said.zh}：由哪个县级公安机关主管？", f"{said.en}: which county's police are competent?"
        ),
    )


def _named(county: County, camera: CameraFacts) -> Verdict:
    return Verdict(
        outcome="pass",
        object_kind="county",
        object_id=county.code or county.name,
        geometry=camera.declared,
        message=Text(
            f"位于{county.label.zh}，由该区县公安机关主管",
            f"stands in {county.label.en}: the police of that county are competent",
        ),
    )
