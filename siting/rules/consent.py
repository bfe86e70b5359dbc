"""Consent of a unit to a camera near it: obtained before installation, too late, or not told."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from siting.rules.cells import day_of
from siting.rules.law import Text

if TYPE_CHECKING:
    from datetime import date

    from siting.rules.facts import CameraFacts, Facts
    from siting.rules.law import Rule

CONSENT = "consent"
"""The kind of zone in which a unit's consent is needed; plans bring it, no source of ours draws it."""


class Consent(NamedTuple):
    """Whether consent came first: an outcome, what says so, and flags."""

    outcome: str
    message: Text
    flags: tuple[str, ...] = ()


def consent_to(facts: Facts, rule: Rule, camera: CameraFacts) -> Consent:
    """Return whether a camera's consent was there before it was installed.

    An existing camera was installed after its system's construction had started and before the system was
    in use; a proposed one is not installed, whatever its system's days. Consent on or before the first of
    these days came first, consent after the second too late. Without a consent, an installed camera fails
    where the plan tells consents of others; otherwise the plan is silent and nothing is decided.
    What was installed before the duty began needed none.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `installed_from`: the day from which on installing needs consent.
    camera : CameraFacts
    """
    began = rule.day("installed_from")
    start, use = _days(facts, camera)
    if began is not None and use is not None and use < began:
        early = Text(
            f"系统已于 {use} 投入使用，早于该义务施行之日 {began}",
            f"its system is in use since {use}, before the duty began on {began}",
        )
        return Consent("not_applicable", early)
    consent = _first(facts, camera)
    if consent.outcome == "fail" and (start is None or (began is not None and start < began)):
        # Installed before or after the duty began: the days do not tell.
        return _open(consent.message, "installation_undated")
    return consent


def _first(facts: Facts, camera: CameraFacts) -> Consent:
    """Whether consent came first, as far as the days tell."""
    reference, day = camera.field("consent_ref"), day_of(camera.camera.consent_date)
    if not reference and day is None:
        return _none_told(facts, camera)
    if day is None:
        said = Text(f"同意文件 {reference} 未注日期", f"consent {reference} has no date")
        return _open(said, "consent_date_missing")
    if not reference:
        said = Text(f"{day} 的同意未注明文号", f"a consent of {day} names no document")
        return _open(said, "consent_ref_missing")
    return _dated(facts, camera, reference, day)


def _open(said: Text, flag: str) -> Consent:
    ask = Text("是否在安装前已征得同意？", "was it obtained before installation?")
    return Consent("undecided", Text(f"{said.zh}：{ask.zh}", f"{said.en}: {ask.en}"), (flag,))


def _none_told(facts: Facts, camera: CameraFacts) -> Consent:
    tells = any(each.field("consent_ref") for each in facts.cameras)
    if _is_installed(facts, camera) and tells:
        said = Text(
            "方案列有其他摄像机的同意文件，而本机已安装却没有",
            "the plan names consents of other cameras, this one is installed and has none",
        )
        return Consent("fail", said, ("consent_missing",))
    said = Text("方案未写明同意文件和日期", "the plan names no consent and no date")
    return _open(said, "consent_missing")


def _dated(facts: Facts, camera: CameraFacts, reference: str, day: date) -> Consent:
    start, use = _days(facts, camera)
    told = Text(f"同意文件 {reference}，日期 {day}", f"consent {reference} is dated {day}")
    if use is not None and use <= facts.on and day > use:
        late = Text(f"晚于投入使用日 {use}", f"after the system was put into use on {use}")
        return Consent("fail", Text(f"{told.zh}，{late.zh}", f"{told.en}, {late.en}"), ("consent_late",))
    if day > facts.on:
        return _open(Text(f"{told.zh}，尚未到", f"{told.en}, not yet reached"), "consent_not_yet")
    if start is not None and day <= start:
        first = Text(f"不晚于开工日 {start}", f"no later than construction started on {start}")
        return Consent("pass", Text(f"{told.zh}，{first.zh}", f"{told.en}, {first.en}"))
    if not _is_installed(facts, camera):
        return Consent(
            "pass", Text(f"{told.zh}，本机尚未安装", f"{told.en}, the camera is not installed yet")
        )
    return _open(
        Text(f"{told.zh}，本机的安装日期不明", f"{told.en}, when the camera was installed is not told"),
        "installation_undated",
    )


def _days(facts: Facts, camera: CameraFacts) -> tuple[date | None, date | None]:
    """When the camera can have been installed: none of its system's days where it is not there yet."""
    system = facts.system_by_id.get(camera.field("system_id"))
    if system is None or camera.field("status") != "existing":
        return None, None
    return system.day("construction_start_date"), system.day("in_use_date")


def _is_installed(facts: Facts, camera: CameraFacts) -> bool:
    return camera.field("status") == "existing" and not any(
        day is not None and day > facts.on for day in _days(facts, camera)[:1]
    )
