"""Whether the declared regime is one to which the text leaves the declared class of place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.finding import Verdict
from siting.rules.law import Text
from siting.rules.naming import field_zh, value_zh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import CameraFacts, Facts
    from siting.rules.law import Rule


def regime_fits_place(_facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield whether regime and class of place, both as declared, go together.

    Where they do not, one of them is wrong, or somebody installs who may not: no regime is a way round
    the duties of a place.

    Parameters
    ----------
    rule : Rule
        `fitting`: pairs ``class:regime`` that go together.
    camera : CameraFacts
    """
    place, regime = camera.field("place_class"), camera.field("regime")
    pairs = [pair.split(":") for pair in rule.texts("fitting")]
    wanted = [regime for place_class, regime in pairs if place_class == place]
    wanted_zh, declared_zh = (
        "或".join(value_zh("regime", each) for each in wanted),
        value_zh("regime", regime),
    )
    flags: tuple[str, ...] = ()
    if not place:
        outcome, message = "not_applicable", Text("未申报场所类别", "no class of place is declared")
    elif not wanted:
        outcome, flags = "undecided", ("place_class_unknown",)
        message = Text(f"场所类别“{place}”不认识", f"the class of place {place!r} is not known")
    elif not regime:
        outcome, flags = "undecided", ("regime_missing",)
        message = Text(
            f"场所类别为 {place}，未申报{field_zh('regime')}（应为{wanted_zh}）",
            f"the class of place is {place}, regime is not declared (expected {' or '.join(wanted)})",
        )
    elif regime in wanted:
        outcome = "pass"
        message = Text(
            f"场所类别 {place} 与{field_zh('regime')}“{declared_zh}”相符",
            f"class of place {place} and {regime} go together",
        )
    else:
        outcome = "fail"
        message = Text(
            f"场所类别 {place} 只由{wanted_zh}安装，却申报为“{declared_zh}”：哪一项有误，或无权安装？",
            f"in a place of class {place} only {' or '.join(wanted)} installs, and {regime} is declared: "
            "is one of them wrong, or is the installer not entitled?",
        )
    yield Verdict(
        outcome=outcome,
        object_kind="place_class",
        object_id=place,
        expected=" or ".join(wanted) if place else "",
        observed=regime if place else "",
        flags=flags,
        geometry=camera.declared,
        message=message,
    )
