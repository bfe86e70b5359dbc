"""Whom a duty concerns: yes, no, or not known for want of a declared field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from siting.rules.cells import text_of
from siting.rules.facts import SystemFacts
from siting.rules.finding import Verdict
from siting.rules.law import Text

if TYPE_CHECKING:
    from siting.rules.facts import Subject
    from siting.rules.law import Duty

YES, NO, UNKNOWN = "yes", "no", "unknown"


@dataclass(frozen=True, slots=True)
class Applies:
    """Whether a duty concerns a subject, and by which fields that is so."""

    answer: str
    fields: tuple[str, ...] = ()
    found: str = ""
    flags: tuple[str, ...] = ()


def applies(duty: Duty, subject: Subject) -> Applies:
    """Return whether `duty` concerns `subject`.

    A system is what its cameras are: it is concerned as soon as one of them is.

    Parameters
    ----------
    duty : Duty
    subject : CameraFacts, SystemFacts or SceneFacts
    """
    missing: list[str] = []
    flags: list[str] = []
    for name, wanted in duty.applies_to.items():
        if isinstance(subject, SystemFacts):
            values = [text_of(getattr(camera, name, None)) for camera in subject.cameras] or [""]
        else:
            values = [subject.field(name)]
        if any(value in wanted for value in values):
            if not all(value in wanted for value in values):
                flags.append(f"mixed_{name}")
        elif "" in values:
            missing.append(name)
        else:
            return Applies(NO, (name,), ", ".join(sorted(set(values))))
    if missing:
        return Applies(UNKNOWN, tuple(missing))
    return Applies(YES, flags=tuple(flags))


def not_concerned(why: Applies) -> Verdict:
    """Return the verdict on a subject that the duty does not concern.

    Parameters
    ----------
    why : Applies
    """
    name = why.fields[0]
    return Verdict(
        outcome="not_applicable",
        message=Text(f"不适用：{name} 为 {why.found}", f"does not apply: {name} is {why.found}"),
    )


def as_unknown(verdict: Verdict, why: Applies) -> Verdict:
    """Return `verdict` as undecided, because whom the duty concerns is not known.

    Parameters
    ----------
    verdict : Verdict
        What would hold if the duty applied.
    why : Applies
    """
    names = ", ".join(why.fields)
    return replace(
        verdict,
        outcome="undecided",
        flags=(*verdict.flags, *(f"{name}_missing" for name in why.fields)),
        message=Text(
            f"未申报 {names}，是否适用不明；若适用：{verdict.message.zh}",
            f"{names} is not declared, so whether the duty applies is not known; if it does: "
            f"{verdict.message.en}",
        ),
    )
