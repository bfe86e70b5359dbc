"""Whether a camera that looks from outside into a zone where consent is needed has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.consent import CONSENT, consent_to
from siting.rules.doubts import in_words, may_cover_less, may_see_more, noted, reach_doubts
from siting.rules.finding import Verdict, number_text
from siting.rules.law import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.consent import Consent
    from siting.rules.facts import CameraFacts, Facts
    from siting.rules.law import Rule
    from siting.rules.places import ZoneView


def consent_to_view(facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield for each consent zone that the camera covers from outside whether consent was there first.

    The units of all zones that it covers or stands in must have consented.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `installed_from`: the day from which on installing needs consent.
    camera : CameraFacts
    """
    if CONSENT not in facts.zone_kinds:
        yield Verdict(
            outcome="not_applicable",
            message=Text("方案未绘出须征得同意的区域（consent）", "the plan draws no zone of kind consent"),
        )
        return
    inside = {zone.id for zone in facts.zones_at(camera.declared, (CONSENT,))}
    views = [
        view
        for view in facts.places.zone_views.get(camera.id, ())
        if view.kind == CONSENT and view.zone_id not in inside
    ]
    unknown = reach_doubts(camera)
    ids = sorted({*inside, *(view.zone_id for view in views)})
    surely = {view.zone_id for view in views if not view.flags}
    sure_ids = sorted({*inside, *surely})
    for view in sorted(views, key=lambda each: each.zone_id):
        if view.flags and view.zone_id in surely:
            continue
        consent = consent_to(facts, rule, camera, ids if view.flags else sure_ids)
        yield _seen(camera, view, consent, unknown=(*unknown, *may_cover_less(camera), *view.flags))
    unknown = unknown or may_see_more(camera)
    if not views and unknown:
        why = in_words(unknown)
        yield Verdict(
            outcome="undecided",
            flags=unknown,
            message=Text(
                f"摄像机的视域不明（{why.zh}），是否拍到须征得同意的区域？",
                f"what the camera sees is not known ({why.en}): does it see a zone that asks for consent?",
            ),
        )
    elif not views:
        yield Verdict(
            outcome="pass",
            message=Text(
                "从外不覆盖任何须征得同意的区域", "covers no zone that asks for consent from outside"
            ),
        )


def _seen(camera: CameraFacts, view: ZoneView, consent: Consent, *, unknown: tuple[str, ...]) -> Verdict:
    area = number_text(round(view.area_m2, 1))
    is_unsure = bool(unknown) and consent.outcome != "pass"
    return Verdict(
        outcome="undecided" if is_unsure else consent.outcome,
        object_kind="zone",
        object_id=view.zone_id,
        expected="consent before installation",
        observed=camera.field("consent_date"),
        flags=(*consent.flags, *(unknown if is_unsure else noted(camera))),
        geometry=view.geometry,
        message=Text(
            f"设在须征得同意的区域 {view.zone_id} 之外而覆盖其 {area} m²（“周边”没有法定距离）："
            f"{consent.message.zh}",
            f"stands outside zone {view.zone_id}, where consent is needed, and covers {area} m2 of it (no "
            f"text says how near is near): {consent.message.en}",
        ),
    )
