"""Whether the one who installs a camera is the one the text entitles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.finding import Verdict
from siting.rules.law import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import CameraFacts, Facts
    from siting.rules.law import Rule


def entitled_installer(facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield whether the declared installer is the unit of the camera's system.

    The same name passes. A declared private person is never such a unit: fail. Any other name may be
    a contractor of the unit or a stranger: undecided.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `never_entitled`: words by which plans declare a private person as installer.
    camera : CameraFacts
    """
    installer = camera.field("installer")
    unit = facts.unit_names.get(camera.field("system_id"), "")
    words = {word.casefold() for word in rule.texts("never_entitled")}
    if not installer:
        yield _verdict(
            "undecided",
            camera,
            Text("未申报安装者：由谁安装？", "no installer is declared: who installs the camera?"),
            flags=("installer_missing",),
        )
    elif installer.casefold() in words:
        yield _verdict(
            "fail",
            camera,
            Text(
                f"申报的安装者“{installer}”是个人，不是有权安装的单位",
                f"the declared installer, {installer!r}, is a private person, not a unit entitled to install",
            ),
        )
    elif unit and installer.casefold() == unit.casefold():
        yield _verdict(
            "pass",
            camera,
            Text(
                f"申报的安装者即系统申报的单位 {unit}",
                f"the declared installer is the declared unit of the system, {unit}",
            ),
        )
    else:
        yield _verdict(
            "undecided",
            camera,
            Text(
                f"安装者为“{installer}”：其是否为有权安装的单位，或受其委托？",
                f"the installer is {installer!r}: is it the entitled unit, or does it work for it?",
            ),
            flags=("installer_unsettled",),
        )


def _verdict(outcome: str, camera: CameraFacts, message: Text, *, flags: tuple[str, ...] = ()) -> Verdict:
    return Verdict(
        outcome=outcome,
        expected="entitled unit",
        observed=camera.field("installer"),
        flags=flags,
        geometry=camera.position,
        message=message,
    )
