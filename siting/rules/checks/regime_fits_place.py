"""Whether the declared regime is one to which the text leaves the declared class of place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.finding import Verdict
from siting.rules.law import Text
from siting.rules.naming import value_zh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import CameraFacts, Facts
    from siting.rules.law import Rule


def regime_fits_place(facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield whether regime and class of place, both as declared, go together.

    Where they do not, one of them is wrong, or somebody installs who may not: no regime is a way round
    the duties of a place. A class that is not declared leaves that open, unless the regime goes with every
    class. A regime of places that are not public goes with none: a class beside it is a contradiction of
    the plan, and no breach.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `fitting`: pairs ``class:regime`` that go together; `not_public_regimes`: regimes of places that are
        not public.
    camera : CameraFacts
    """
    place, regime = camera.field("place_class"), camera.field("regime")
    pairs = [pair.split(":") for pair in rule.texts("fitting")]
    wanted = [regime for place_class, regime in pairs if place_class == place]
    if not place:
        outcome, flags, message = _without_class(facts, rule, camera)
    elif not wanted:
        outcome, flags = "undecided", ("place_class_unknown",)
        message = Text(f"场所类别“{place}”不认识", f"the class of place {place!r} is not known")
    else:
        outcome, flags, message = _judged(facts, rule, camera, wanted)
    yield Verdict(
        outcome=outcome,
        object_kind="place_class",
        object_id=place,
        expected=" or ".join(wanted),
        observed=regime if place else "",
        flags=flags,
        geometry=camera.declared,
        message=message,
    )


def _without_class(facts: Facts, rule: Rule, camera: CameraFacts) -> tuple[str, tuple[str, ...], Text]:
    regime, named = camera.field("regime"), value_zh("regime", camera.field("regime"))
    pairs = [pair.split(":") for pair in rule.texts("fitting")]
    classes = {place_class for place_class, _ in pairs}
    if regime in rule.texts("not_public_regimes"):
        said = Text(
            f"申报为“{named}”，无需场所类别",
            f"declared as {regime}, a place that is not public: it has no class",
        )
        return "not_applicable", (), said
    if regime and {place_class for place_class, each in pairs if each == regime} == classes:
        said = Text(
            f"未申报场所类别；建设主体类别“{named}”与各类场所均相符",
            f"no class of place is declared, and {regime} goes with every class",
        )
        return "not_applicable", (), said
    told = regime in facts.known["regime"]
    flags = ("place_class_missing", *(() if told else ("regime_unknown" if regime else "regime_missing",)))
    fits = [place_class for place_class, each in pairs if each == regime]
    if not told:
        said = Text(
            "未申报场所类别，也未申报可识别的建设主体类别：是哪一类场所，由谁安装？",
            "neither a class of place nor a known regime is declared: what place is it, and who installs?",
        )
    else:
        said = Text(
            f"申报为“{named}”，未申报场所类别：该主体只与 {'、'.join(fits)} 类场所相符，是否确属此类？",
            f"declared as {regime}, without its place_class: {regime} goes with {', '.join(fits)} alone. Is "
            "the place really of that class?",
        )
    return "undecided", flags, said


def _judged(
    facts: Facts, rule: Rule, camera: CameraFacts, wanted: list[str]
) -> tuple[str, tuple[str, ...], Text]:
    place, regime = camera.field("place_class"), camera.field("regime")
    zh, en = "或".join(value_zh("regime", each) for each in wanted), " or ".join(wanted)
    named = value_zh("regime", regime)
    if regime in wanted:
        said = Text(f"场所类别 {place} 与“{named}”相符", f"class of place {place} and {regime} go together")
        return "pass", (), said
    if regime in rule.texts("not_public_regimes"):
        said = Text(
            f"场所类别 {place} 是公共场所，却申报为“{named}”：哪一项有误？",
            f"{place} is a class of public places, and {regime}, a place that is not public, is declared: "
            "which of the two is wrong?",
        )
        return "undecided", ("regime_contradicts_place",), said
    if not regime:
        said = Text(
            f"场所类别为 {place}，未申报建设主体类别（应为{zh}）",
            f"the class of place is {place}, regime is not declared (expected {en})",
        )
        return "undecided", ("regime_missing",), said
    if regime not in facts.known["regime"]:
        said = Text(
            f"场所类别为 {place}，建设主体类别的值“{regime}”不认识（应为{zh}）",
            f"the class of place is {place}, the regime {regime!r} is not known (expected {en})",
        )
        return "undecided", ("regime_unknown",), said
    said = Text(
        f"场所类别 {place} 只由{zh}安装，却申报为“{named}”：哪一项有误，或无权安装？",
        f"in a place of class {place} only {en} installs, and {regime} is declared: "
        "is one of them wrong, or is the installer not entitled?",
    )
    return "fail", (), said
