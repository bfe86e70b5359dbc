"""The register of checks: one visible line a duty, with what its packs must give."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from siting.fields import CAMERA_KINDS
from siting.rules.checks.approaches_signed import approaches_signed
from siting.rules.checks.archive_complete import archive_complete
from siting.rules.checks.brand_neutral import brand_neutral
from siting.rules.checks.built_as_planned import built_as_planned
from siting.rules.checks.built_by import built_by
from siting.rules.checks.capture_within_parcel import capture_within_parcel
from siting.rules.checks.change_authorised import change_authorised
from siting.rules.checks.change_filed import change_filed
from siting.rules.checks.changes_filed import changes_filed
from siting.rules.checks.competent_county import competent_county
from siting.rules.checks.compound_declared import compound_declared
from siting.rules.checks.consent_obtained import consent_obtained
from siting.rules.checks.consent_to_view import consent_to_view
from siting.rules.checks.dates_in_order import dates_in_order
from siting.rules.checks.declared_count import declared_count
from siting.rules.checks.declared_types import declared_types
from siting.rules.checks.device_code import device_code
from siting.rules.checks.device_in_building_with_rooms import device_in_building_with_rooms
from siting.rules.checks.device_in_room import device_in_room
from siting.rules.checks.document_present import document_present
from siting.rules.checks.entitled_installer import entitled_installer
from siting.rules.checks.filing_in_time import filing_in_time
from siting.rules.checks.has_sign import has_sign
from siting.rules.checks.in_step import in_step
from siting.rules.checks.keep_distance import keep_distance
from siting.rules.checks.kept_long_enough import kept_for_key_target, kept_long_enough
from siting.rules.checks.key_places_covered import key_places_covered
from siting.rules.checks.key_places_covered_at_night import key_places_covered_at_night
from siting.rules.checks.no_duplicate_coverage import no_duplicate_coverage
from siting.rules.checks.no_overhearing import no_overhearing
from siting.rules.checks.own_acceptance import own_acceptance
from siting.rules.checks.regime_fits_area import regime_fits_area
from siting.rules.checks.regime_fits_place import regime_fits_place
from siting.rules.checks.sign_legible import sign_legible
from siting.rules.checks.sign_near_camera import sign_near_camera
from siting.rules.checks.sign_visible import sign_visible
from siting.rules.checks.storage_holds import storage_holds
from siting.rules.checks.view_into_garden import view_into_garden
from siting.rules.checks.view_into_residence import view_into_residence
from siting.rules.checks.view_into_room import view_into_room
from siting.rules.checks.view_kept_free import view_kept_free
from siting.rules.checks.view_of_door import view_of_door
from siting.rules.grades import GRADE_PARAMETERS
from siting.rules.own_home import OWN_HOME_PARAMETERS
from siting.rules.signing import READING_PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from siting.rules.finding import Verdict
    from siting.rules.law import Rule


@dataclass(frozen=True, slots=True)
class Check:
    """One registered check.

    Parameters
    ----------
    subject : str
        ``camera``, ``system`` or ``scene``: what it is asked about, one at a time.
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
    # Any: a check takes the facts of its own subject, a camera, a system or the plan, of one plan or of two.
    run: Callable[[Any, Rule, Any], Iterator[Verdict]]
    parameters: Mapping[str, str]
    limit: str = ""
    optional: Mapping[str, str] = field(default_factory=dict)


_ROOMS = {"room_kinds": "texts"}
_INSTALLED = {"installed_from": "day"}
_OLDER = {"older_before": "day", "older_filing_days": "count"}
_PAPER = {"document_kinds": "texts", "step_field": "text"}
_DATED_PAPER = {"date_field": "text"}
_FILING = {"start_field": "text", "filing_days": "count", "document_kinds": "texts"}
_ORDER = {"earlier_field": "text", "later_field": "text"}
_EARLIER_PAPER = {"earlier_kinds": "texts"}
_COUNT = {"tolerance_count": "count", "document_kinds": "texts"}
_FILED = {"document_kinds": "texts"}
_CHANGED = {"change_kinds": "texts"}
_TYPES = {**_FILED, **{f"{kind}_words": "texts" for kind in CAMERA_KINDS}}
_CODE = {"digit_count": "count", "reserved_networks": "texts", "editions": "texts"}
_CODE_TYPES = {"camera_types": "texts", "extended_types": "texts"}
_STEP = {"own_field": "text", "main_fields": "texts", "tolerance_days": "count"}
_OWN_PAPER = {"own_kinds": "texts"}
_RECORDS = {"design_kinds": "texts", "construction_kinds": "texts", "acceptance_kinds": "texts"}
_MORE_RECORDS = {"maintenance_kinds": "texts", "firm_kinds": "texts", "person_kinds": "texts"}
_ARCHIVE = {**_RECORDS, **_MORE_RECORDS, "maintenance_due_days": "count"}
_BUILDERS = {"builder_regimes": "texts"}
_NOT_PUBLIC = {"not_public_regimes": "texts"}
_COMPOUND = {"home_uses": "texts", "min_home_count": "count", "settling_classes": "texts"}
_PUBLIC = {"public_kinds": "texts", "private_uses": "texts"}
_HOMES = {"home_uses": "texts", "undecided_uses": "texts"}
_VIEW = {"protected_uses": "texts", **GRADE_PARAMETERS}
_DISTANCE = {"min_distance_m": "number", **_HOMES}
_GARDEN = {"limit_px_per_m": "number"}
_EARSHOT = {"zone_kinds": "texts", **_HOMES}
_SHARE = {"min_share_ratio": "number", **_BUILDERS}
_OF_CLASSES = {"builders_of_classes": "texts"}
_WAYS = {"approach_m": "number", **READING_PARAMETERS}
_IN_BUILDING = {"building_uses": "texts", "rooms_of_uses": "texts", **_ROOMS}

CHECKS: Mapping[str, Check] = {
    "has_sign": Check("camera", has_sign, {"unassigned_reach_m": "number"}),
    "sign_near_camera": Check("camera", sign_near_camera, {"max_distance_m": "number"}, "max_distance_m"),
    "approaches_signed": Check("camera", approaches_signed, _WAYS, "approach_m"),
    "sign_visible": Check(
        "camera", sign_visible, {"min_seen_m": "number", **READING_PARAMETERS}, "min_seen_m"
    ),
    "sign_legible": Check("camera", sign_legible, _WAYS, "distance_factor"),
    "keep_distance": Check("camera", keep_distance, _DISTANCE, "min_distance_m"),
    "view_into_residence": Check("camera", view_into_residence, _VIEW, "limit_px_per_m", OWN_HOME_PARAMETERS),
    "view_of_door": Check("camera", view_of_door, _VIEW, "limit_px_per_m", OWN_HOME_PARAMETERS),
    "view_into_garden": Check("camera", view_into_garden, _GARDEN, "limit_px_per_m", OWN_HOME_PARAMETERS),
    "no_overhearing": Check("camera", no_overhearing, _EARSHOT, "zone_kinds", OWN_HOME_PARAMETERS),
    "view_into_room": Check("camera", view_into_room, {**_ROOMS, **GRADE_PARAMETERS}, "limit_px_per_m"),
    "device_in_room": Check("camera", device_in_room, _ROOMS, "room_kinds", _PUBLIC),
    "device_in_building_with_rooms": Check(
        "camera", device_in_building_with_rooms, _IN_BUILDING, "building_uses"
    ),
    "view_kept_free": Check(
        "camera", view_kept_free, {"obstruction_share_warn": "number"}, "obstruction_share_warn"
    ),
    "entitled_installer": Check(
        "camera", entitled_installer, {"never_entitled": "texts", "entitling_papers": "texts"}
    ),
    "document_present": Check("system", document_present, _PAPER, "", _DATED_PAPER),
    "key_places_covered": Check("scene", key_places_covered, _SHARE, "min_share_ratio", _OF_CLASSES),
    "key_places_covered_at_night": Check(
        "scene", key_places_covered_at_night, _SHARE, "min_share_ratio", _OF_CLASSES
    ),
    "consent_obtained": Check("camera", consent_obtained, _INSTALLED),
    "consent_to_view": Check("camera", consent_to_view, _INSTALLED),
    "no_duplicate_coverage": Check(
        "camera", no_duplicate_coverage, {"duplicate_share_ratio": "number"}, "duplicate_share_ratio"
    ),
    "capture_within_parcel": Check(
        "camera", capture_within_parcel, {"max_beyond_ratio": "number"}, "max_beyond_ratio"
    ),
    "dates_in_order": Check("system", dates_in_order, _ORDER, "", _EARLIER_PAPER),
    "filing_in_time": Check("system", filing_in_time, _FILING, "filing_days", _OLDER),
    "declared_count": Check("system", declared_count, _COUNT, "tolerance_count", _CHANGED),
    "declared_types": Check("system", declared_types, _TYPES, "", _CHANGED),
    "changes_filed": Check("system", changes_filed, {**_FILED, **_CHANGED}),
    "in_step": Check("system", in_step, _STEP, "tolerance_days", _OWN_PAPER),
    "own_acceptance": Check("system", own_acceptance, _FILED),
    "archive_complete": Check("system", archive_complete, _ARCHIVE),
    "records_on_file": Check("system", archive_complete, {**_RECORDS, "inspection_kinds": "texts"}),
    "kept_long_enough": Check("system", kept_long_enough, {"min_days": "number"}, "min_days"),
    "kept_for_key_target": Check("system", kept_for_key_target, {"min_days": "number"}, "min_days"),
    "storage_holds": Check("system", storage_holds, {"bytes_per_tb": "number"}, "bytes_per_tb", _FILED),
    "competent_county": Check("camera", competent_county, {"border_m": "number"}),
    "device_code": Check("camera", device_code, {**_CODE, **_CODE_TYPES}, "digit_count"),
    "built_by": Check("camera", built_by, {**_BUILDERS, "private_installers": "texts"}),
    "regime_fits_place": Check("camera", regime_fits_place, {"fitting": "texts", **_NOT_PUBLIC}),
    "regime_fits_area": Check("camera", regime_fits_area, {}),
    "compound_declared": Check("camera", compound_declared, {**_COMPOUND, **_NOT_PUBLIC}, "min_home_count"),
    "brand_neutral": Check(
        "scene", brand_neutral, {**_BUILDERS, "min_camera_count": "count"}, "min_camera_count"
    ),
}
"""Every check by the name that packs use."""

TOLERANCES = "tolerances"
"""Stands as the limit of checks that rest on the tolerances of `siting.rules.tolerances`."""

_DESIGN = {
    "design_changes": "texts",
    "document_kinds": "texts",
    "date_field": "text",
    "finished_fields": "texts",
}
_CHANGE_FILING = {
    "filed_changes": "texts",
    "asked_changes": "texts",
    "document_kinds": "texts",
    "change_kinds": "texts",
}

COMPARISONS: Mapping[str, Check] = {
    "built_as_planned": Check("system", built_as_planned, _DESIGN, TOLERANCES),
    "change_filed": Check("system", change_filed, _CHANGE_FILING),
    "change_authorised": Check("camera", change_authorised, {"protected_changes": "texts"}, TOLERANCES),
}
"""Every check between two plans, by the name that packs use under `compare`."""
