"""Whether a camera of a place that is not public is declared to stand in a public area all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.finding import Verdict
from siting.rules.law import Text
from siting.rules.naming import value_zh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import CameraFacts, Facts
    from siting.rules.law import Rule


def regime_fits_area(_facts: Facts, _rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield whether the plan contradicts itself on a camera whose regime says that its place is not public.

    Which of the two declarations is wrong only a person can tell: never a breach. Where the plan says
    nothing of the area, nothing contradicts the regime.

    Parameters
    ----------
    camera : CameraFacts
    """
    regime, area = camera.field("regime"), camera.field("social_public_area")
    named = value_zh("regime", regime)
    flags: tuple[str, ...] = ()
    if area == "yes":
        outcome, flags = "undecided", ("regime_contradicts_area",)
        message = Text(
            f"申报为“{named}”，又申报位于社会公共区域：哪一项有误？若在公共场所，"
            "只许负有相应职责或安全防范义务者安装，公共场所的各项义务随之适用",
            f"declared as {regime}, a place that is not public, and as standing in a social public area: "
            "which of the two is wrong? In a public place only whoever is charged with it or has a duty of "
            "security there may install, and the duties of public places apply",
        )
    elif area == "no":
        outcome = "pass"
        message = Text(
            f"申报为“{named}”，且不在社会公共区域", f"declared as {regime}, and in no social public area"
        )
    else:
        outcome = "not_applicable"
        message = Text(
            f"申报为“{named}”；未申报是否在社会公共区域，没有与之矛盾之处",
            f"declared as {regime}; social_public_area is not declared, so nothing contradicts it",
        )
    yield Verdict(
        outcome=outcome,
        object_kind="social_public_area",
        object_id=area,
        expected="no",
        observed=area,
        flags=flags,
        geometry=camera.declared,
        message=message,
    )
