"""Shares of key places that are covered, put into verdicts: one a zone that must be covered."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from siting.coverage.optics import FLOOR_PX_PER_M
from siting.rules.finding import Verdict, number_text
from siting.rules.law import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import Facts
    from siting.rules.law import Rule
    from siting.rules.places import KeyPlace

_PERCENT = 100.0
_ROUNDING = 1e-9


def judge_shares(facts: Facts, rule: Rule, view: str, when: Text) -> Iterator[Verdict]:
    """Yield one verdict a key place: whether enough of it is covered in a view, for sure or perhaps.

    Covered for sure passes, not even perhaps fails, what lies between is undecided. A zone that names no
    density fails where not even 12.5 px/m is reached, and is undecided otherwise. By night, where the
    plan draws no lit zone, whatever is covered by day may be.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `min_share_ratio`: share of the zone, less the buildings in it, that must be covered.
    view : str
        ``main`` or ``night``.
    when : Text
        By day or by night, in words.
    """
    places = [place for place in facts.places.key_places if place.view == view]
    by_day = {place.zone_id: place.possible_m2 for place in facts.places.key_places if place.view == "main"}
    is_lit_drawn = "lit" in facts.zone_kinds
    for place in places:
        possible_m2 = place.possible_m2 if is_lit_drawn or view == "main" else by_day[place.zone_id]
        yield _verdict(rule, place, possible_m2=max(possible_m2, place.covered_m2), when=when)
    if not places:
        yield Verdict(
            outcome="not_applicable",
            message=Text(
                "方案未绘出须覆盖的重点部位（zones 图层的 must_cover）",
                "the plan draws no key place (zones of kind must_cover)",
            ),
        )


def _verdict(rule: Rule, place: KeyPlace, *, possible_m2: float, when: Text) -> Verdict:
    limit_ratio = rule.number("min_share_ratio")
    if not place.area_m2 > 0.0:
        return _indoors(place, limit_ratio)
    has_density = not math.isnan(place.min_px_per_m)
    sure_ratio, possible_ratio = place.covered_m2 / place.area_m2, possible_m2 / place.area_m2
    outcome, flags = "undecided", []
    if sure_ratio >= limit_ratio - _ROUNDING and has_density:
        outcome = "pass"
    elif possible_ratio < limit_ratio - _ROUNDING:
        outcome = "fail"
    else:
        flags = ["coverage_unsure"] if sure_ratio < limit_ratio - _ROUNDING else []
        flags += [] if has_density else ["density_missing"]
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
        message=_message(rule, place, possible_m2=possible_m2, when=when),
    )


def _message(rule: Rule, place: KeyPlace, *, possible_m2: float, when: Text) -> Text:
    limit, word = _percent(rule.number("min_share_ratio")), rule.limit_word
    share = _percent(place.covered_m2 / place.area_m2)
    gap = number_text(round(place.area_m2 - place.covered_m2, 1))
    asked = number_text(FLOOR_PX_PER_M if math.isnan(place.min_px_per_m) else place.min_px_per_m)
    is_unsure = possible_m2 > place.covered_m2
    surely = Text("可确定", " for sure") if is_unsure else Text("", "")
    zh = (
        f"重点部位 {place.zone_id} {when.zh}{surely.zh}有 {share}（建筑占地除外）以不低于 {asked} px/m 覆盖，"
        f"其余 {gap} m²；{word.zh}为 {limit}（依据：{rule.basis_zh}）"
    )
    en = (
        f"{share} of key place {place.zone_id}, buildings left out, is covered{surely.en} {when.en} at "
        f"{asked} px/m or better, {gap} m2 are not; {limit} are {word.en} (basis: {rule.basis})"
    )
    if is_unsure:
        most = _percent(possible_m2 / place.area_m2)
        zh = f"{zh}；若不明的视域和照明均按最有利计，最多可达 {most}"
        en = f"{en}; were every unknown view or light for the best, up to {most}"
    if math.isnan(place.min_px_per_m):
        zh = f"{zh}；该部位未给出所需像素密度（min_px_per_m），仅按 {asked} px/m 计算"
        en = f"{en}; the zone names no min_px_per_m, only {asked} px/m was asked for"
    return Text(zh, en)


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
