"""Whom a duty concerns: yes, no, or not known for want of a declared field, or for a word nobody knows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from siting.fields import LAYERS
from siting.rules.cells import text_of
from siting.rules.concern import NO, UNKNOWN, YES, Applies
from siting.rules.facts import SystemFacts
from siting.rules.finding import Verdict
from siting.rules.law import UNDECLARED, Text
from siting.rules.naming import asked_zh, field_zh, fields_zh, value_zh

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from siting.model import Camera
    from siting.rules.facts import Subject
    from siting.rules.law import Duty, Pack

CLASS_AND_REGIME = "class:regime"
"""The unit of pairs of a class of place and a regime: their classes are known words."""
_OF_SYSTEMS = frozenset(field.name for field in LAYERS["systems"].fields)


class Doubt(NamedTuple):
    """Why it is not known whom a duty concerns, as flags and in the words that go before a verdict's own."""

    flags: tuple[str, ...]
    said: Text


def known_words(packs: Iterable[Pack]) -> Mapping[str, frozenset[str]]:
    """Return the words that each open field of a camera may hold: the fixed ones and the packs' own.

    Parameters
    ----------
    packs : iterable of Pack
    """
    words = {field.name: set(field.choices) for field in LAYERS["cameras"].fields if field.open_choice}
    duties = [duty for pack in packs for duty in pack.duties]
    for duty in [*duties, *(duty.between for duty in duties if duty.between)]:
        for name in words.keys() & duty.applies_to.keys():
            words[name].update(duty.applies_to[name])
    for duty in duties:
        for step in (step for steps in duty.parameters.values() for step in steps):
            if step.unit == CLASS_AND_REGIME and isinstance(step.value, tuple):
                words["place_class"].update(pair.partition(":")[0] for pair in step.value)
    return {name: frozenset(each) for name, each in words.items()}


# What the words of a parameter name, by the unit that the pack gives it.
_FIELD_OF_UNIT = {"kind": "zones.kind", "use": "buildings.use"}


def words_of_plans(packs: Iterable[Pack]) -> dict[str, tuple[str, ...]]:
    """Return the kinds of zones and uses of buildings that packs name beyond the fixed ones, by field.

    Parameters
    ----------
    packs : iterable of Pack
    """
    words: dict[str, set[str]] = {field: set() for field in _FIELD_OF_UNIT.values()}
    for duty in (duty for pack in packs for duty in pack.duties if duty.subject != "system"):
        # What a system has kinds of are documents.
        for step in (step for steps in duty.parameters.values() for step in steps):
            if step.unit in _FIELD_OF_UNIT and isinstance(step.value, tuple):
                words[_FIELD_OF_UNIT[step.unit]].update(step.value)
    return {
        name: tuple(sorted(more - set(LAYERS[name.split(".")[0]].field(name.split(".")[1]).choices)))
        for name, more in words.items()
    }


def applies(duty: Duty, subject: Subject, known: Mapping[str, frozenset[str]]) -> Applies:
    """Return whether `duty` concerns `subject`.

    A system is what its own table says and, in what only cameras have, what they are: it is concerned as
    soon as one of them is, and spared, or left open, only where all that would be concerned are. A word that
    nobody knows keeps no duty away: a mistyped regime is no way round the law.

    Parameters
    ----------
    duty : Duty
    subject : CameraFacts, SystemFacts or SceneFacts
    known : mapping of str to frozenset of str
        As `known_words` gives it.
    """
    named = _named(duty, subject, known)
    if named.answer == NO:
        return named
    spared, mixed = _naming_all(duty.spares, duty, subject, known)
    if spared:
        return Applies(NO, spared[:1], spared[1])
    named = replace(named, flags=(*named.flags, *(f"mixed_{name}" for name in mixed)))
    left_open, _ = _naming_all(duty.unsettled_for, duty, subject, known)
    return replace(named, answer=UNKNOWN, left_open=left_open) if left_open else named


def _named(duty: Duty, subject: Subject, known: Mapping[str, frozenset[str]]) -> Applies:
    """Whether `applies_to` names the subject."""
    missing: list[str] = []
    strange: dict[str, list[str]] = {}
    flags: list[str] = []
    for name, wanted in duty.applies_to.items():
        if isinstance(subject, SystemFacts) and name not in _OF_SYSTEMS:
            values = [text_of(getattr(camera, name, None)) for camera in subject.cameras] or [""]
        else:
            values = [subject.field(name)]
        if any(value in wanted for value in values):
            if not all(value in wanted for value in values):
                flags.append(f"mixed_{name}")
        elif "" in values:
            missing.append(name)
        elif unknown := sorted({value for value in values if value not in known.get(name, values)}):
            missing.append(name)
            strange[name] = unknown
        else:
            return Applies(NO, (name,), ", ".join(sorted(set(values))))
    if missing:
        found = ", ".join(word for words in strange.values() for word in words)
        return Applies(UNKNOWN, tuple(missing), found, strange=tuple(strange))
    return Applies(YES, flags=tuple(flags))


def _naming_all(
    words: Mapping[str, tuple[str, ...]], duty: Duty, subject: Subject, known: Mapping[str, frozenset[str]]
) -> tuple[tuple[str, str] | None, tuple[str, ...]]:
    """The first field of `words` that names all of a subject with what it says; those that name a part."""
    mixed = []
    for name, wanted in words.items():
        values = _values(name, duty, subject, known)
        named = [(value or UNDECLARED) in wanted for value in values]
        if values and all(named):
            return (name, ", ".join(sorted({value for value in values if value}))), ()
        if any(named):
            mixed.append(name)
    return None, tuple(mixed)


def _values(name: str, duty: Duty, subject: Subject, known: Mapping[str, frozenset[str]]) -> list[str]:
    """What a field says of a subject: of a system, of those of its cameras that `applies_to` may name."""
    if not isinstance(subject, SystemFacts) or name in _OF_SYSTEMS:
        return [subject.field(name)]
    asked = [(each, wanted) for each, wanted in duty.applies_to.items() if each not in _OF_SYSTEMS]

    def may_be_named(camera: Camera) -> bool:
        told = [(text_of(getattr(camera, each, None)), each, wanted) for each, wanted in asked]
        return all(
            not value or value in wanted or value not in known.get(each, (value,))
            for value, each, wanted in told
        )

    return [text_of(getattr(camera, name, None)) for camera in subject.cameras if may_be_named(camera)]


def not_concerned(why: Applies) -> Verdict:
    """Return the verdict on a subject that the duty does not concern.

    Parameters
    ----------
    why : Applies
    """
    name = why.fields[0]
    said = Text(f"{field_zh(name)}为“{_values_zh(name, why.found)}”", f"{name} is {why.found}")
    if not why.found:
        said = Text(f"未申报{field_zh(name)}", f"{name} is not declared")
    return Verdict(
        outcome="not_applicable",
        message=Text(f"不适用：{said.zh}", f"does not apply: {said.en}"),
    )


def _values_zh(name: str, found: str) -> str:
    return "、".join(value_zh(name, value) for value in found.split(", "))


def as_unknown(verdict: Verdict, why: Applies) -> Verdict:
    """Return `verdict` as undecided, because whom the duty concerns is not known.

    Parameters
    ----------
    verdict : Verdict
        What would hold if the duty applied.
    why : Applies
    """
    return as_doubted(verdict, doubt_of(why))


def as_doubted(verdict: Verdict, doubt: Doubt) -> Verdict:
    """Return `verdict` as undecided, because of a doubt whom the duty concerns.

    Parameters
    ----------
    verdict : Verdict
        What would hold if the duty applied.
    doubt : Doubt
    """
    return replace(
        verdict,
        outcome="undecided",
        flags=(*verdict.flags, *doubt.flags),
        message=Text(doubt.said.zh + verdict.message.zh, doubt.said.en + verdict.message.en),
    )


def doubt_of(why: Applies) -> Doubt:
    """Return why it is not known whom a duty concerns: flags, and the words before what would hold.

    Parameters
    ----------
    why : Applies
    """
    undeclared = [name for name in why.fields if name not in why.strange]
    said: list[Text] = []
    if undeclared:
        said.append(Text(f"未申报{asked_zh(undeclared)}", f"{', '.join(undeclared)} is not declared"))
    if why.strange:
        said.append(
            Text(
                f"{fields_zh(why.strange)}的值“{why.found}”不认识",
                f"{', '.join(why.strange)} is {why.found!r}, which no pack at hand knows",
            )
        )
    flags = [f"{name}_{'unknown' if name in why.strange else 'missing'}" for name in why.fields]
    if why.left_open:
        name, found = why.left_open
        said.append(
            Text(
                f"{field_zh(name)}为“{_values_zh(name, found)}”，条文没有写明是否管到这样的系统",
                f"{name} is {found}, and the text does not say whether it reaches such a system",
            )
        )
        flags.append("scope_unsettled")
    zh, en = "，".join(each.zh for each in said), ", ".join(each.en for each in said)
    return Doubt(
        tuple(flags),
        Text(
            f"{zh}，是否适用不明；若适用：",
            f"{en}, so whether the duty applies is not known; if it does: ",
        ),
    )
