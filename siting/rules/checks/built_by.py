"""Whether the one who builds a camera is the one to whom the text leaves the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.finding import Verdict
from siting.rules.law import Text
from siting.rules.naming import field_zh, value_zh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import CameraFacts, Facts
    from siting.rules.law import Rule


def built_by(facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield whether the declared regime of a camera is that of the builder whom the text names.

    A declared private person builds for nobody but himself, whatever the regime.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `builder_regimes`; `private_installers`: words by which plans declare a private person.
    camera : CameraFacts
    """
    regime, installer = camera.field("regime"), camera.field("installer")
    words = {word.casefold() for word in rule.texts("private_installers")}
    wanted = rule.texts("builder_regimes")
    observed = regime
    flags: tuple[str, ...] = ()
    if installer.casefold() in words:
        outcome, observed = "fail", installer
        message = Text(
            f"申报的安装者“{installer}”是个人，不是政府组织建设",
            f"the declared installer, {installer!r}, is a private person: the government does not build it",
        )
    elif regime in wanted:
        outcome = "pass"
        message = Text(
            f"申报的{field_zh('regime')}为“{value_zh('regime', regime)}”", f"it is declared as {regime}"
        )
    elif not regime or regime not in facts.known["regime"]:
        outcome, flags = "undecided", ("regime_unknown" if regime else "regime_missing",)
        message = Text(
            f"未申报可识别的{field_zh('regime')}：由谁建设？", "no known regime is declared: who builds?"
        )
    else:
        outcome = "fail"
        message = Text(
            f"位于社会公共区域而申报为“{value_zh('regime', regime)}”；"
            "条文把此处的建设交给政府（并未禁止他人安装）",
            f"in a social public area and declared as {regime}; the text has the government build there "
            "(and forbids nobody else)",
        )
    yield Verdict(
        outcome=outcome,
        expected=", ".join(wanted),
        observed=observed,
        flags=flags,
        geometry=camera.position,
        message=message,
    )
