"""Whether the one who installs a camera is the one the text entitles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.cells import day_of, text_of
from siting.rules.finding import Verdict
from siting.rules.law import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import CameraFacts, Facts
    from siting.rules.law import Rule


def entitled_installer(facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield whether the declared installer is the one whom the duty's title names.

    Two things must be told: that the installer is the unit of the camera's system, and that this unit is
    the entitled one, which its name alone does not say; a paper of the system does. Who by his own words
    is never entitled fails. Any other name may be a contractor of the unit or a stranger: undecided.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `never_entitled`: words by which plans declare an installer whom the text shuts out;
        `entitling_papers`: pairs ``regime:kind`` of documents which show that the unit is entitled.
    camera : CameraFacts
    """
    installer, who = camera.field("installer"), rule.duty.title
    unit = facts.unit_names.get(camera.field("system_id"), "")
    words = {word.casefold() for word in rule.texts("never_entitled")}
    if not installer:
        message = Text("未申报安装者：由谁安装？", "no installer is declared: who installs the camera?")
        yield _verdict("undecided", camera, message, flags=("installer_missing",))
    elif installer.casefold() in words:
        message = Text(
            f"申报的安装者“{installer}”不是{who.zh}",
            f"the declared installer, {installer!r}, is no {_in_line(who.en)}",
        )
        yield _verdict("fail", camera, message)
    elif unit and installer.casefold() == unit.casefold():
        yield _of_the_unit(facts, rule, camera, unit)
    else:
        message = Text(
            f"安装者为“{installer}”：其是否为{who.zh}，或受其委托？",
            f"the installer is {installer!r}: is it the {_in_line(who.en)}, or does it work for it?",
        )
        yield _verdict("undecided", camera, message, flags=("installer_unsettled",))


def _of_the_unit(facts: Facts, rule: Rule, camera: CameraFacts, unit: str) -> Verdict:
    """Whether the system's own unit, which installs, is shown to be the entitled one."""
    who, paper = rule.duty.title, _paper(facts, rule, camera)
    said = Text(
        f"申报的安装者即系统申报的单位 {unit}",
        f"the declared installer is the declared unit of the system, {unit}",
    )
    if paper:
        shown = Text(
            f"{said.zh}，所列文件（{paper}）说明其为{who.zh}",
            f"{said.en}, and its papers ({paper}) show it to be the {_in_line(who.en)}",
        )
        return _verdict("pass", camera, shown)
    asked = Text(
        f"{said.zh}；仅凭名称不能认定其为{who.zh}，所列文件中也没有能说明这一点的文件：是否如此？",
        f"{said.en}; a name alone does not make it the {_in_line(who.en)}, and no document says so: is it?",
    )
    return _verdict("undecided", camera, asked, flags=("entitlement_not_shown",))


def _paper(facts: Facts, rule: Rule, camera: CameraFacts) -> str:
    """The document which shows that the unit of the camera's system is entitled; empty when there is none."""
    pairs = [pair.split(":", maxsplit=1) for pair in rule.texts("entitling_papers")]
    kinds = {kind.casefold() for regime, kind in pairs if regime == camera.field("regime")}
    for row in facts.system_by_id[camera.field("system_id")].documents:
        day = day_of(row.get("date"))
        if text_of(row.get("kind")).casefold() in kinds and (day is None or day <= facts.on):
            return " ".join(filter(None, (text_of(row.get("kind")), text_of(row.get("ref")))))
    return ""


def _in_line(title: str) -> str:
    return title[:1].lower() + title[1:]


def _verdict(outcome: str, camera: CameraFacts, message: Text, *, flags: tuple[str, ...] = ()) -> Verdict:
    return Verdict(
        outcome=outcome,
        expected="entitled unit",
        observed=camera.field("installer"),
        flags=flags,
        geometry=camera.position,
        message=message,
    )
