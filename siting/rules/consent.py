"""Consent of a unit to a camera near it: obtained before installation, too late, or not told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from siting.rules.cells import day_of
from siting.rules.doubts import STATUS_ASSUMED
from siting.rules.law import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from siting.rules.facts import CameraFacts, Facts
    from siting.rules.law import Rule

CONSENT = "consent"
"""The kind of zone in which a unit's consent is needed; plans bring it, no source of ours draws it."""

# Titles of documents hold commas; several documents in one cell are parted by semicolons.
_PARTING = re.compile("[;；]")
_UNDATED = "installation_undated"


class Consent(NamedTuple):
    """Whether consent came first: an outcome, what says so, and flags."""

    outcome: str
    message: Text
    flags: tuple[str, ...] = ()


class _Installed(NamedTuple):
    """When a camera can have been installed: after the one day and before the other, as far as told."""

    is_there: bool
    start: date | None = None
    use: date | None = None


def consent_to(facts: Facts, rule: Rule, camera: CameraFacts, zone_ids: Sequence[str]) -> Consent:
    """Return whether a camera's consent was there before it was installed.

    An existing camera was installed after its system's construction had started and before the system was
    in use; a proposed one is not installed, whatever its system's days; one of unknown status may be
    either, and both must say the same. Consent on or before the first of these days came first, consent
    after the second too late. Without a consent, an installed camera fails where the plan tells consents
    of others; otherwise the plan is silent and nothing is decided. What was installed before the duty
    began needed none; that a camera was is known from its system's days alone, unless a later consent of
    its own says that it may have been added since. One document is the consent of one unit.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `installed_from`: the day from which on installing needs consent.
    camera : CameraFacts
    zone_ids : sequence of str
        The zones whose units must consent to this camera.
    """
    standing, planned = _standing(facts, camera), _Installed(is_there=False)
    status = camera.field("status")
    if status:
        consent = _judged(facts, rule, camera, standing if status == "existing" else planned)
    else:
        consent = _either(*(_judged(facts, rule, camera, each) for each in (standing, planned)))
    return _of_each_unit(consent, camera, zone_ids)


def _judged(facts: Facts, rule: Rule, camera: CameraFacts, installed: _Installed) -> Consent:
    began = rule.day("installed_from")
    if began is not None and installed.use is not None and installed.use < began:
        return _of_older_system(camera, installed.use, began)
    consent = _first(facts, camera, installed)
    if (
        consent.outcome == "fail"
        and began is not None
        and (installed.start is None or installed.start < began)
    ):
        # Installed before or after the duty began: the days do not tell.
        said = consent.message
        asked = Text(
            f"{said.zh}；本机的安装日期不明，{began} 之前安装的无需同意：安装于何时？",
            f"{said.en}; when the camera was installed is not told, and before {began} none was needed: when "
            "was it?",
        )
        return Consent("undecided", asked, (*consent.flags, _UNDATED))
    return consent


def _of_older_system(camera: CameraFacts, use: date, began: date) -> Consent:
    """What a system in use before the duty began says of one of its cameras: it was there, or came later."""
    reference, day = camera.field("consent_ref"), day_of(camera.camera.consent_date)
    early = Text(
        f"系统已于 {use} 投入使用，早于该义务施行之日 {began}",
        f"its system is in use since {use}, before the duty began on {began}",
    )
    if day is not None and day > use:
        told = Text(f"本机的同意日期为 {day}，在此之后", f"its own consent is dated {day}, later than that")
        flags: tuple[str, ...] = (_UNDATED,)
    elif day is None and reference:
        told = Text(f"本机有同意文件 {reference}，未注日期", f"its own consent {reference} has no date")
        flags = ("consent_date_missing", _UNDATED)
    else:
        return Consent("not_applicable", early)
    asked = Text(
        f"{early.zh}，但{told.zh}：本机是否为后来增设，安装于何时？",
        f"{early.en}, but {told.en}: was the camera added afterwards, and when?",
    )
    return Consent("undecided", asked, flags)


def _either(standing: Consent, planned: Consent) -> Consent:
    """What is known of a camera that may be there already or not."""
    if (standing.outcome, standing.flags) == (planned.outcome, planned.flags):
        return standing._replace(flags=(*standing.flags, STATUS_ASSUMED))
    said = Text(
        f"未申报建设状态；如已安装：{standing.message.zh}；如未安装：{planned.message.zh}",
        f"status is not declared; if it is installed: {standing.message.en}; if not: {planned.message.en}",
    )
    flags = sorted({*standing.flags, *planned.flags, STATUS_ASSUMED})
    outcome = standing.outcome if standing.outcome == planned.outcome else "undecided"
    return Consent(outcome, said, tuple(flags))


def _of_each_unit(consent: Consent, camera: CameraFacts, zone_ids: Sequence[str]) -> Consent:
    """What is left of a consent that came first where more units than one must consent."""
    references = [each.strip() for each in _PARTING.split(camera.field("consent_ref")) if each.strip()]
    if consent.outcome != "pass" or len(references) >= len(zone_ids):
        return consent
    count = len(references)
    said = Text(
        f"{consent.message.zh}；但须由 {'、'.join(zone_ids)} 各自的单位同意，方案只写明 {count} 份同意文件"
        "（多份以分号分隔）：各单位是否均已同意，或同属一个单位？",
        f"{consent.message.en}; but the unit of each of {', '.join(zone_ids)} must consent, and documents "
        f"named (parted by semicolons): {count}. Did each unit consent, or are they one and the same?",
    )
    return Consent("undecided", said, (*consent.flags, "consent_of_each_unit"))


def _first(facts: Facts, camera: CameraFacts, installed: _Installed) -> Consent:
    """Whether consent came first, as far as the days tell."""
    reference, day = camera.field("consent_ref"), day_of(camera.camera.consent_date)
    if not reference and day is None:
        return _none_told(facts, installed)
    if day is None:
        said = Text(f"同意文件 {reference} 未注日期", f"consent {reference} has no date")
        return _open(said, "consent_date_missing")
    if not reference:
        said = Text(f"{day} 的同意未注明文号", f"a consent of {day} names no document")
        return _open(said, "consent_ref_missing")
    return _dated(facts, installed, reference, day)


def _open(said: Text, flag: str) -> Consent:
    ask = Text("是否在安装前已征得同意？", "was it obtained before installation?")
    return Consent("undecided", Text(f"{said.zh}，{ask.zh}", f"{said.en}: {ask.en}"), (flag,))


def _none_told(facts: Facts, installed: _Installed) -> Consent:
    tells = any(each.field("consent_ref") for each in facts.cameras)
    if _is_installed(facts, installed) and tells:
        said = Text(
            "方案列有其他摄像机的同意文件，而本机已安装却没有",
            "the plan names consents of other cameras, this one is installed and has none",
        )
        return Consent("fail", said, ("consent_missing",))
    said = Text("方案未写明同意文件和日期", "the plan names no consent and no date")
    return _open(said, "consent_missing")


def _dated(facts: Facts, installed: _Installed, reference: str, day: date) -> Consent:
    start, use = installed.start, installed.use
    told = Text(f"同意文件 {reference}，日期 {day}", f"consent {reference} is dated {day}")
    if use is not None and use <= facts.on and day > use:
        late = Text(f"晚于投入使用日 {use}", f"after the system was put into use on {use}")
        return Consent("fail", Text(f"{told.zh}，{late.zh}", f"{told.en}, {late.en}"), ("consent_late",))
    if day > facts.on:
        return _open(Text(f"{told.zh}，尚未到", f"{told.en}, not yet reached"), "consent_not_yet")
    if start is not None and day <= start:
        first = Text(f"不晚于开工日 {start}", f"no later than construction started on {start}")
        return Consent("pass", Text(f"{told.zh}，{first.zh}", f"{told.en}, {first.en}"))
    if not _is_installed(facts, installed):
        return Consent(
            "pass", Text(f"{told.zh}，本机尚未安装", f"{told.en}, the camera is not installed yet")
        )
    return _open(
        Text(f"{told.zh}，本机的安装日期不明", f"{told.en}, when the camera was installed is not told"),
        _UNDATED,
    )


def _standing(facts: Facts, camera: CameraFacts) -> _Installed:
    """When a camera that is there can have been installed, by its system's days."""
    system = facts.system_by_id.get(camera.field("system_id"))
    if system is None:
        return _Installed(is_there=True)
    return _Installed(True, system.day("construction_start_date"), system.day("in_use_date"))


def _is_installed(facts: Facts, installed: _Installed) -> bool:
    return installed.is_there and not (installed.start is not None and installed.start > facts.on)
