"""The register of checks: one visible line a duty, with what its packs must give."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from siting.rules.checks.approaches_signed import approaches_signed
from siting.rules.checks.dates_in_order import dates_in_order
from siting.rules.checks.declared_count import declared_count
from siting.rules.checks.device_in_building_with_rooms import device_in_building_with_rooms
from siting.rules.checks.device_in_room import device_in_room
from siting.rules.checks.document_present import document_present
from siting.rules.checks.entitled_installer import entitled_installer
from siting.rules.checks.filing_in_time import filing_in_time
from siting.rules.checks.has_sign import has_sign
from siting.rules.checks.keep_distance import keep_distance
from siting.rules.checks.sign_legible import sign_legible
from siting.rules.checks.sign_near_camera import sign_near_camera
from siting.rules.checks.sign_visible import sign_visible
from siting.rules.checks.view_into_residence import view_into_residence
from siting.rules.checks.view_into_room import view_into_room
from siting.rules.grades import GRADE_PARAMETERS
from siting.rules.signing import READING_PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from siting.rules.facts import Facts
    from siting.rules.finding import Verdict
    from siting.rules.law import Rule


@dataclass(frozen=True, slots=True)
class Check:
    """One registered check.

    Parameters
    ----------
    subject : str
        ``camera`` or ``system``: what it is asked about, one at a time.
    run : callable
        From facts, rule and subject to verdicts.
    parameters : mapping of str to str
        Parameters a duty must give, with their kind: number, count, text, texts or day.
    limit : str
        The parameter whose basis the findings carry; empty when the text itself decides.
    optional : mapping of str to str
        Parameters a duty may give, all or none.
    """

    subject: str
    # Any: a check takes the facts of its own subject, cameras or systems.
    run: Callable[[Facts, Rule, Any], Iterator[Verdict]]
    parameters: Mapping[str, str]
    limit: str = ""
    optional: Mapping[str, str] = field(default_factory=dict)


_ROOMS = {"room_kinds": "texts"}
_OLDER = {"older_before": "day", "older_filing_days": "count"}
_OWN_HOME = {"own_home_reach_m": "number"}
_PAPER = {"document_kinds": "texts", "date_field": "text", "step_field": "text"}
_FILING = {"start_field": "text", "filing_days": "count", "document_kinds": "texts"}
_ORDER = {"earlier_field": "text", "later_field": "text"}
_EARLIER_PAPER = {"earlier_kinds": "texts"}
_COUNT = {"tolerance_count": "count", "document_kinds": "texts"}
_PUBLIC = {"public_kinds": "texts", "private_uses": "texts"}
_HOMES = {"home_uses": "texts", "undecided_uses": "texts"}
_VIEW = {"protected_uses": "texts", **GRADE_PARAMETERS}
_DISTANCE = {"min_distance_m": "number", **_HOMES}
_WAYS = {"approach_m": "number", **READING_PARAMETERS}
_IN_BUILDING = {"building_uses": "texts", "rooms_of_uses": "texts", **_ROOMS}

CHECKS: Mapping[str, Check] = {
    "has_sign": Check("camera", has_sign, {"unassigned_reach_m": "number"}),
    "sign_near_camera": Check("camera", sign_near_camera, {"max_distance_m": "number"}, "max_distance_m"),
    "approaches_signed": Check("camera", approaches_signed, _WAYS, "approach_m"),
    "sign_visible": Check("camera", sign_visible, READING_PARAMETERS, "distance_factor"),
    "sign_legible": Check("camera", sign_legible, _WAYS, "distance_factor"),
    "keep_distance": Check("camera", keep_distance, _DISTANCE, "min_distance_m"),
    "view_into_residence": Check("camera", view_into_residence, _VIEW, "limit_px_per_m", _OWN_HOME),
    "view_into_room": Check("camera", view_into_room, {**_ROOMS, **GRADE_PARAMETERS}, "limit_px_per_m"),
    "device_in_room": Check("camera", device_in_room, _ROOMS, "room_kinds", _PUBLIC),
    "device_in_building_with_rooms": Check(
        "camera", device_in_building_with_rooms, _IN_BUILDING, "building_uses"
    ),
    "entitled_installer": Check("camera", entitled_installer, {"never_entitled": "texts"}),
    "document_present": Check("system", document_present, _PAPER),
    "dates_in_order": Check("system", dates_in_order, _ORDER, "", _EARLIER_PAPER),
    "filing_in_time": Check("system", filing_in_time, _FILING, "filing_days", _OLDER),
    "declared_count": Check("system", declared_count, _COUNT, "tolerance_count"),
}
"""Every check by the name that packs use."""
