"""Shares of key places that are covered, put into verdicts: one a zone that must be covered."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from siting.coverage.key_places import counted
from siting.coverage.optics import FLOOR_PX_PER_M
from siting.coverage.rows import MAIN_VIEW
from siting.rules.builders import builders_of
from siting.rules.doubts import STATUS_ASSUMED
from siting.rules.finding import Verdict, number_text
from siting.rules.law import Text
from siting.rules.naming import value_zh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.coverage.key_places import KeyPlace
    from siting.rules.builders import Builders
    from siting.rules.facts import Facts
    from siting.rules.law import Rule

_PERCENT = 100.0
_ROUNDING = 1e-9
# Less than a tenth of a square metre is not worth a word.
_CRUMB_M2 = 0.05


class _Counted(NamedTuple):
    """A key place as the duty counts it, and how much of it might be covered at best.

    `known_m2` is what might be covered without the cameras of which no regime, or no known one, is declared;
    `least_m2` what is covered for sure by the cameras of those who build there whatever the class of place.
    """

    place: KeyPlace
    known_m2: float
    possible_m2: float
    builders: Builders
    least_m2: float


def judge_shares(facts: Facts, rule: Rule, view: str, when: Text) -> Iterator[Verdict]:
    """Yield one verdict a key place: whether enough of it is covered in a view, for sure or perhaps.

    The cameras of those count whom the text charges with the place, existing and proposed alike; those of
    others do not, and those of which no known regime is declared perhaps. Covered for sure passes, not even
    perhaps fails, what lies between is undecided. A zone that names no density fails where not even
    12.5 px/m is reached, and is undecided otherwise; so is what only passes if its class of place is one that
    the plan does not give. By night, where the plan draws no lit zone, whatever is
    covered by day may be.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `min_share_ratio`: share of the zone, less the buildings in it, that must be covered; whose cameras
        count as `siting.rules.builders.builders_of` takes it.
    view : str
        ``main`` or ``night``.
    when : Text
        By day or by night, in words.
    """
    places = [each for each in _counted(facts, rule) if each.place.view == view]
    for place in places:
        yield _verdict(rule, place, when=when)
    if not places:
        yield Verdict(
            outcome="not_applicable",
            message=Text(
                "方案未绘出须覆盖的重点部位（zones 图层的 must_cover）",
                "the plan draws no key place (zones of kind must_cover)",
            ),
        )


def _counted(facts: Facts, rule: Rule) -> list[_Counted]:
    classes = {zone.id: zone.place_class for zone in facts.zones}
    builders = {
        each.zone_id: builders_of(rule, classes.get(each.zone_id, "")) for each in facts.places.key_sights
    }
    every = {regimes for each in builders.values() for regimes in (each.regimes, each.least)}
    found = {regimes: _counted_of(facts, set(regimes)) for regimes in every}
    first = next(iter(found.values()), [])
    return [
        _Counted(*found[whose.regimes][order], whose, found[whose.least][order][0].covered_m2)
        for order, whose in enumerate(builders[place.zone_id] for place, _, _ in first)
    ]


def _counted_of(facts: Facts, sure: set[str]) -> list[tuple[KeyPlace, float, float]]:
    """Every key place as it is covered by the cameras of some regimes, and what might be covered of it."""
    sights = facts.places.key_sights
    declared = {each.regime for each in sights}
    untold = {regime for regime in declared - sure if regime not in facts.known["regime"]}
    known, at_best = counted(sights, sure), counted(sights, sure, untold)
    by_day = {}
    if "lit" not in facts.zone_kinds:
        by_day = {
            place.zone_id: (place.possible_m2, best.possible_m2)
            for place, best in zip(known, at_best, strict=True)
            if place.view == MAIN_VIEW
        }
    return [
        (
            place._replace(others_m2=best.others_m2, is_status_assumed=best.is_status_assumed),
            max(place.possible_m2, by_day.get(place.zone_id, (0.0, 0.0))[0]),
            max(best.possible_m2, by_day.get(place.zone_id, (0.0, 0.0))[1]),
        )
        for place, best in zip(known, at_best, strict=True)
    ]


def _verdict(rule: Rule, found: _Counted, *, when: Text) -> Verdict:
    limit_ratio, place = rule.number("min_share_ratio"), found.place
    if not place.area_m2 > 0.0:
        return _indoors(place, limit_ratio)
    has_density = not math.isnan(place.min_px_per_m)
    sure, known, possible, whatever = (
        area_m2 / place.area_m2 >= limit_ratio - _ROUNDING
        for area_m2 in (place.covered_m2, found.known_m2, found.possible_m2, found.least_m2)
    )
    outcome, flags = "undecided", []
    is_class_open = sure and not whatever and bool(found.builders.doubt)
    if sure and has_density and not is_class_open:
        outcome = "pass"
    elif not possible:
        outcome = "fail"
    else:
        flags = ["coverage_unsure"] if not sure and known else []
        flags += ["regime_missing"] if not known else []
        flags += [] if has_density else ["density_missing"]
        flags += [found.builders.doubt] if is_class_open else []
    flags += [STATUS_ASSUMED] if place.is_status_assumed else []
    sure_ratio = place.covered_m2 / place.area_m2
    gap = None if outcome == "pass" or place.geometry.is_empty else place.geometry
    return Verdict(
        outcome=outcome,
        object_kind="zone",
        object_id=place.zone_id,
        expected=number_text(limit_ratio),
        observed=number_text(sure_ratio),
        unit="ratio",
        margin=sure_ratio - limit_ratio,
        flags=tuple(flags),
        geometry=gap,
        message=_message(rule, found, when=when),
    )


def _message(rule: Rule, found: _Counted, *, when: Text) -> Text:
    place = found.place
    limit, word = _percent(rule.number("min_share_ratio")), rule.limit_word
    share = _percent(place.covered_m2 / place.area_m2)
    gap = number_text(round(place.area_m2 - place.covered_m2, 1))
    asked = number_text(FLOOR_PX_PER_M if math.isnan(place.min_px_per_m) else place.min_px_per_m)
    is_unsure = found.possible_m2 > place.covered_m2
    surely = Text("可确定", " for sure") if is_unsure else Text("", "")
    whose, of_class = found.builders.regimes, Text("", "")
    if found.builders.place_class:
        named = found.builders.place_class
        of_class = Text(f"（场所类别 {named}）", f" (class of place {named})")
    whose_zh = "、".join(value_zh("regime", each) for each in whose)
    zh = (
        f"重点部位 {place.zone_id}{of_class.zh} {when.zh}{surely.zh}有 {share}（建筑占地除外）由{whose_zh}的"
        f"摄像机（现有和拟建合计）以不低于 {asked} px/m 覆盖，其余 {gap} m²；{word.zh}为 {limit}"
        f"（依据：{rule.basis_zh}）"
    )
    en = (
        f"{share} of key place {place.zone_id}{of_class.en}, buildings left out, is covered{surely.en} "
        f"{when.en} at {asked} px/m or better by the cameras, existing and proposed, of {', '.join(whose)}; "
        f"{gap} m2 are not; {limit} are {word.en} (basis: {rule.basis})"
    )
    is_short = place.covered_m2 / place.area_m2 < rule.number("min_share_ratio") - _ROUNDING
    for more in _besides(found, is_short=is_short):
        zh, en = f"{zh}；{more.zh}", f"{en}; {more.en}"
    if math.isnan(place.min_px_per_m):
        zh = f"{zh}；该部位未给出所需像素密度（min_px_per_m），仅按 {asked} px/m 计算"
        en = f"{en}; the zone names no min_px_per_m, only {asked} px/m was asked for"
    return Text(zh, en)


def _besides(found: _Counted, *, is_short: bool) -> Iterator[Text]:
    """What might be covered, what others cover, and of whom the plan does not say whether they are there."""
    place = found.place
    if found.possible_m2 > place.covered_m2:
        most = _percent(found.possible_m2 / place.area_m2)
        untold = found.possible_m2 > found.known_m2
        yield Text(
            f"若不明的视域、照明{'和未申报的建设主体类别' if untold else ''}均按最有利计，最多可达 {most}",
            f"were every unknown view or light{' and every unknown regime' if untold else ''} for the best, "
            f"up to {most}",
        )
    if place.others_m2 > _CRUMB_M2:
        more = number_text(round(place.others_m2, 1))
        yield Text(
            f"其他建设主体的摄像机另覆盖 {more} m²，不计入",
            f"cameras of others cover {more} m2 more, which do not count",
        )
    if found.builders.doubt and (is_short or found.least_m2 < place.covered_m2):
        least = _percent(found.least_m2 / place.area_m2)
        whose = found.builders.least
        yield Text(
            f"该部位未写明可识别的场所类别（place_class），由谁建设不明；只计"
            f"{'、'.join(value_zh('regime', each) for each in whose)}的摄像机，为 {least}",
            "the zone names no known place_class, so who builds there is not known; cameras of "
            f"{', '.join(whose)} alone cover {least}",
        )
    if place.is_status_assumed:
        yield Text(
            "其中有摄像机未申报建设状态，按拟建计入",
            "a camera that does not say its status counts as proposed",
        )


def _percent(ratio: float) -> str:
    # Rounded down: what just falls short of a limit must not read as if it reached it.
    return f"{number_text(math.floor(ratio * _PERCENT * 10.0 + 1e-6) / 10.0)} %"


def _indoors(place: KeyPlace, limit_ratio: float) -> Verdict:
    return Verdict(
        outcome="undecided",
        object_kind="zone",
        object_id=place.zone_id,
        expected=number_text(limit_ratio),
        unit="ratio",
        flags=("zone_indoors",),
        message=Text(
            f"重点部位 {place.zone_id} 全部在建筑之内：室内覆盖未计算，是否已覆盖？",
            f"key place {place.zone_id} lies wholly inside buildings, where coverage is not computed: is it "
            "covered?",
        ),
    )
