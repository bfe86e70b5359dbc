"""Whether a camera that stands where a unit's consent is needed has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.consent import CONSENT, consent_to
from siting.rules.finding import Verdict
from siting.rules.law import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import CameraFacts, Facts
    from siting.rules.law import Rule


def consent_obtained(facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield for each consent zone that the camera stands in whether consent was there first.

    Where the camera stands in several, each unit must have consented.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `installed_from`: the day from which on installing needs consent.
    camera : CameraFacts
    """
    zones = facts.zones_at(camera.declared, (CONSENT,))
    ids = sorted(zone.id for zone in zones)
    for zone in zones:
        consent = consent_to(facts, rule, camera, ids)
        yield Verdict(
            outcome=consent.outcome,
            object_kind="zone",
            object_id=zone.id,
            expected="consent before installation",
            observed=camera.field("consent_date"),
            flags=consent.flags,
            geometry=camera.declared,
            message=Text(
                f"位于须征得同意的区域 {zone.id} 内：{consent.message.zh}",
                f"stands in zone {zone.id}, where consent is needed: {consent.message.en}",
            ),
        )
    if not zones:
        yield Verdict(
            outcome="not_applicable",
            message=Text(
                "不在方案绘出的任何须征得同意的区域（consent）内",
                "stands in no zone of kind consent that the plan draws",
            ),
        )
