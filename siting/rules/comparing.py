"""The judge between two plans: the duties that speak of changes, answered as findings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from siting.rules.answers import Answers
from siting.rules.applicability import applies, as_unknown, not_concerned
from siting.rules.asking import asked
from siting.rules.changes import BEYOND, SystemPair, told
from siting.rules.concern import NO, UNKNOWN
from siting.rules.engine import ended
from siting.rules.facts import SceneFacts
from siting.rules.filed import is_filed
from siting.rules.finding import Finding, Verdict
from siting.rules.findings_table import findings_frame
from siting.rules.hearing import waived
from siting.rules.law import Duty, Rule, Text
from siting.rules.registry import COMPARISONS, TOLERANCES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd
    import pyproj

    from siting.rules.changes import CameraPair, Change, ChangeFacts
    from siting.rules.facts import Subject
    from siting.rules.law import Pack

_SCENE = SceneFacts()


def judge_changes(
    facts: ChangeFacts, packs: Sequence[Pack], *, answers: Answers | None, crs: pyproj.CRS
) -> gpd.GeoDataFrame:
    """Return the findings of every duty that is asked between two plans.

    Their ids are those of the same duties in one plan, where a person is asked what these findings answer.

    Parameters
    ----------
    facts : ChangeFacts
    packs : sequence of Pack
    answers : Answers or None
        Settle what is undecided, and waive fails.
    crs : pyproj.CRS
        System of the geometry.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns `siting.rules.finding.COLUMNS` and geometry.
    """
    answers = (answers or Answers()).given_by(facts.on)
    findings = [
        waived(finding, answers, facts.on)
        for duty in duties_between(packs)
        for finding in _judge_duty(facts, rule_between(facts, duty), answers)
    ]
    return findings_frame(findings, crs)


def duties_between(packs: Sequence[Pack]) -> tuple[Duty, ...]:
    """Return the duties of `packs` as they are asked between two plans.

    Parameters
    ----------
    packs : sequence of Pack
    """
    return tuple(duty.between for pack in packs for duty in pack.duties if duty.between is not None)


def rule_between(facts: ChangeFacts, duty: Duty) -> Rule:
    """Return a duty of `duties_between` with its values of the day.

    Parameters
    ----------
    facts : ChangeFacts
    duty : Duty
    """
    numbers = {name: duty.number(name, facts.on) for name in duty.parameters}
    measures = COMPARISONS[duty.check].limit == TOLERANCES
    return Rule(
        duty=duty,
        values={name: number.value if number else None for name, number in numbers.items()},
        basis=facts.tolerance_basis if measures else duty.basis,
        overridden=measures and facts.is_overridden,
    )


def filed_systems(facts: ChangeFacts, rule: Rule) -> tuple[SystemPair, ...]:
    """Return the systems of which a duty asks, or may ask, a change filing; none for other duties.

    Parameters
    ----------
    facts : ChangeFacts
    rule : Rule
        As `rule_between` returns it.
    """
    if rule.duty.check != "change_filed" or None in rule.values.values():
        return ()
    return tuple(
        system
        for system in facts.systems
        if applies(rule.duty, system.either, facts.known).answer != NO
        and is_filed(system.either, rule.texts("document_kinds"), on=facts.on)
    )


def _judge_duty(facts: ChangeFacts, rule: Rule, answers: Answers) -> Iterator[Finding]:
    duty = rule.duty
    if any(value is None for value in rule.values.values()):
        yield from ended(duty)
        return
    subjects: Sequence[CameraPair | SystemPair] = facts.systems
    if duty.subject == "camera":
        subjects = [pair for pair in facts.cameras if pair.plan is not None]
    else:
        yield from _of_no_system(facts, rule)
    for subject in subjects:
        verdict_on = applies(duty, _asked_of(subject), facts.known)
        if verdict_on.answer == NO:
            yield _finding(rule, subject, not_concerned(verdict_on))
            continue
        for verdict in COMPARISONS[duty.check].run(facts, rule, subject):
            settled = replace(verdict, flags=(*verdict.flags, *verdict_on.flags))
            if verdict_on.answer == UNKNOWN:
                settled = as_unknown(verdict, verdict_on)
            yield _finding(rule, subject, _answered(settled, duty, subject.id, answers))


def _asked_of(subject: CameraPair | SystemPair) -> Subject:
    """What the fields are asked of that say whom a duty concerns."""
    return cast("Subject", subject.either if isinstance(subject, SystemPair) else subject)


def _of_no_system(facts: ChangeFacts, rule: Rule) -> Iterator[Finding]:
    """What a duty about systems says of changed cameras that are given to none."""
    changes: dict[str, list[Change]] = {}
    for change in facts.changes:
        if change.subject_kind == "camera" and not change.system_id and change.extent == BEYOND:
            pair = facts.camera_by_id[change.subject_id]
            if applies(rule.duty, _asked_of(pair), facts.known).answer != NO:
                changes.setdefault(change.subject_id, []).append(change)
    for camera_id, its in changes.items():
        said = told(its)
        verdict = Verdict(
            outcome="undecided",
            object_kind="camera",
            object_id=camera_id,
            flags=("system_missing",),
            message=Text(
                f"摄像机 {camera_id} 未归入任何系统：{said.zh}",
                f"camera {camera_id} is given to no system: {said.en}",
            ),
        )
        yield _finding(rule, _SCENE, verdict)


def _answered(verdict: Verdict, duty: Duty, subject_id: str, answers: Answers) -> Verdict:
    """A verdict, settled where it is undecided and a person has answered."""
    answer = answers.to(duty.id, subject_id)
    if answer is None and duty.is_asked_once:
        answer = answers.to(duty.id, _SCENE.id)
    if answer is None or verdict.outcome != "undecided":
        return verdict
    given = asked(replace(duty, question=verdict.message), answer)
    return replace(verdict, outcome=given.outcome, flags=given.flags, message=given.message)


def _finding(rule: Rule, subject: CameraPair | SystemPair | SceneFacts, verdict: Verdict) -> Finding:
    return Finding(rule=rule, subject_kind=subject.kind, subject_id=subject.id, verdict=verdict)
