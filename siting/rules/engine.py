"""The judge: every duty of every pack put to every subject of a plan, answered as findings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from siting.errors import UsageError
from siting.rules.answers import Answers
from siting.rules.applicability import applies, as_unknown, known_words, not_concerned
from siting.rules.asking import asked, settled_by
from siting.rules.concern import NO, UNKNOWN, Applies
from siting.rules.facts import Facts, SceneFacts, Subject
from siting.rules.finding import Finding, Verdict, frame_of_rows
from siting.rules.gather import gather
from siting.rules.judgement import Judge, Judgement
from siting.rules.law import BY_HAND, NONE, Duty, Rule, Text
from siting.rules.misplaced import refuse_misplaced
from siting.rules.pack import load_ladder, refuse_lost_counterparts
from siting.rules.registry import CHECKS
from siting.rules.settle import settle

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    import geopandas as gpd
    import pyproj

    from siting.coverage.table import CoverageTable
    from siting.model import Ladder, Progress, Scene
    from siting.rules.judgement import Answered
    from siting.rules.law import Pack

_DEFAULT_LADDER = "dori_2015"
_SCENE = SceneFacts()
_NAMED_COUNT = 5


def judge(
    scene: Scene,
    table: CoverageTable,
    packs: Sequence[Pack],
    *,
    on: date,
    answers: Answers | None = None,
    overrides: Mapping[str, object] | None = None,
    ladder: Ladder | None = None,
    progress: Progress | None = None,
) -> gpd.GeoDataFrame:
    """Return the findings of every duty of `packs`, in the order of packs, articles and subjects.

    Parameters as for `judged`.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns `siting.rules.finding.COLUMNS` and geometry in the scene's system.
    """
    options: dict[str, Any] = {"answers": answers, "overrides": overrides, "ladder": ladder}
    return frame_of(judged(scene, table, packs, on=on, progress=progress, **options), scene.crs)


def frame_of(judgement: Judgement, crs: pyproj.CRS) -> gpd.GeoDataFrame:
    """Return the findings of a judgement as a table with geometry.

    Parameters
    ----------
    judgement : Judgement
    crs : pyproj.CRS
        System of the geometry.
    """
    answers = [*judgement.answers()]
    shapes = [finding.verdict.geometry for each in answers for finding in each.findings]
    return frame_of_rows([row for each in answers for row in each.rows], shapes, crs)


def judged(
    scene: Scene,
    table: CoverageTable,
    packs: Sequence[Pack],
    *,
    on: date,
    answers: Answers | None = None,
    overrides: Mapping[str, object] | None = None,
    ladder: Ladder | None = None,
    before: Judgement | None = None,
    is_kept: bool = False,
    progress: Progress | None = None,
) -> Judgement:
    """Return what every duty of `packs` says of every subject of a plan.

    Parameters
    ----------
    scene : Scene
    table : CoverageTable
        Computed from `scene`.
    packs : sequence of Pack
    on : datetime.date
        The day of judgement.
    answers : Answers or None
        Reviewers' answers to questions, and their waivers.
    overrides : mapping of str to object, or None
        ``duty_id.parameter`` to the user's own value; its findings carry ``overridden``.
    ladder : Ladder or None
        Names the densities in messages; ``dori_2015`` when None.
    before : Judgement or None
        By the same packs and options, of a plan that differs in cameras alone: what does not rest on what is
        other is taken from it.
    is_kept : bool
        Whether the judgement is to be taken up again.
    progress : callable or None
        Called with duties done and duties in all.

    Raises
    ------
    UsageError
        When `on` is before a pack's first day, a pack is given twice, or an override or an answer names
        what is not there: a duty that is no question, a subject that the plan does not hold.
    PackError
        When a duty's counterpart is not there.
    """
    answers = answers or Answers()
    if before is None:
        _refuse_doubles(packs)
        refuse_lost_counterparts(packs)
    refuse_misplaced(answers, packs, scene)
    answers = answers.given_by(on)
    before = before if before is not None and before.is_kept else None
    rules = settle(packs, on=on, overrides=overrides or {}) if before is None else before.rules
    ladder = ladder or load_ladder(_DEFAULT_LADDER)
    facts = gather(
        *(scene, table),
        on=on,
        ladder=ladder,
        known=known_words(packs) if before is None else before.facts.known,
        before=None if before is None else before.facts,
    )
    judge = Judge(facts, before, is_watched=is_kept)
    duties = []
    for place, rule in enumerate(rules):
        duties.append(dict(_judge_duty(judge, place, rule, facts=facts, answers=answers)))
        if progress:
            progress(place + 1, len(rules))
    return Judgement(facts, rules, tuple(duties), is_kept)


def _judge_duty(
    judge: Judge, place: int, rule: Rule | Duty, *, facts: Facts, answers: Answers
) -> Iterator[tuple[Hashable, Answered]]:
    def told(findings: Iterable[Finding]) -> Iterable[Finding]:
        return [waived(finding, answers, facts.on) for finding in findings]

    if isinstance(rule, Duty):
        yield judge.ask(place, None, lambda: told(ended(rule)))
        return
    duty = rule.duty
    if duty.check == NONE:
        reason = duty.reason or duty.title
        yield judge.ask(
            place, None, lambda: [_finding(rule, _SCENE, Verdict(outcome="not_applicable", message=reason))]
        )
        return
    subjects = _subjects(facts, duty)
    if duty.subject != "scene":
        any_subject = bool(subjects)
        yield judge.ask(
            place, None, lambda: told(_nobody(judge.watched, rule, answers, any_subject=any_subject))
        )
    asks = _asks(duty)

    def found(subject: Subject) -> Iterable[Finding]:
        return told(_found(judge.watched, rule, subject, answers=answers, asks=asks))

    yield from judge.ask_each(place, subjects, found)


def _found(
    facts: Facts, rule: Rule, subject: Subject, *, answers: Answers, asks: Hashable
) -> Iterator[Finding]:
    """Yield what a duty says of one subject."""
    verdict_on = _applies(facts, rule.duty, subject, asks=asks)
    if verdict_on.answer == NO:
        yield _finding(rule, subject, not_concerned(verdict_on))
        return
    for verdict in _verdicts(facts, rule, subject, answers):
        yield _finding(rule, subject, _settled(verdict, verdict_on))


def _asks(duty: Duty) -> Hashable:
    """Return what decides whom a duty concerns: of duties alike in this it is found once."""
    return tuple(tuple(each.items()) for each in (duty.applies_to, duty.spares, duty.unsettled_for))


def _applies(facts: Facts, duty: Duty, subject: Subject, *, asks: Hashable) -> Applies:
    """Whether a duty concerns a subject, found once for all duties that ask the same of it."""
    key = (asks, subject.kind, subject.id)
    if key not in facts.concerned:
        facts.concerned[key] = applies(duty, subject, facts.known)
    return facts.concerned[key]


def _subjects(facts: Facts, duty: Duty) -> Sequence[Subject]:
    if duty.subject == "camera":
        return facts.cameras
    return facts.systems if duty.subject == "system" else (_SCENE,)


def _verdicts(facts: Facts, rule: Rule, subject: Subject, answers: Answers) -> Iterator[Verdict]:
    duty = rule.duty
    answer = answers.to(duty.id, subject.id)
    if duty.check == BY_HAND:
        yield asked(duty, answer)
        return
    for verdict in CHECKS[duty.check].run(facts, rule, subject):
        yield settled_by(answer, duty, verdict) if answer else verdict


def _settled(verdict: Verdict, verdict_on: Applies) -> Verdict:
    if verdict_on.answer == UNKNOWN and verdict.outcome != "not_applicable":
        # A person's answer settles whether the duty applies, too.
        return verdict if "answered" in verdict.flags else as_unknown(verdict, verdict_on)
    return replace(verdict, flags=(*verdict.flags, *verdict_on.flags)) if verdict_on.flags else verdict


def _nobody(facts: Facts, rule: Rule, answers: Answers, *, any_subject: bool) -> Iterator[Finding]:
    """What a duty says when nobody is there to be asked: no camera, no system, cameras of no system."""
    duty = rule.duty
    concerned = _loose(facts, duty) if duty.subject == "system" else ()
    if concerned:
        names = ", ".join(concerned[:_NAMED_COUNT]) + (", ..." if len(concerned) > _NAMED_COUNT else "")
        question = duty.question or Text(f"“{duty.title.zh}”无法判定", f"{duty.title.en!r} is not decided")
        told = Verdict(
            outcome="undecided",
            flags=("system_missing",),
            message=Text(
                f"{names} 未归入任何系统（共 {len(concerned)} 台）：{question.zh}",
                f"no system is given for {names} ({len(concerned)} in all): {question.en}",
            ),
        )
        answer = answers.to(duty.id, _SCENE.id) if duty.check == BY_HAND else None
        yield _finding(rule, _SCENE, asked(duty, answer) if answer else told)
    elif not any_subject:
        message = Text("方案中没有本义务所及的摄像机", "the plan has no camera that the duty reaches")
        yield _finding(rule, _SCENE, Verdict(outcome="not_applicable", message=message))


def _loose(facts: Facts, duty: Duty) -> tuple[str, ...]:
    """Return the cameras of no system that a duty concerns."""
    asks, cameras = _asks(duty), facts.cameras_of_no_system
    if asks not in facts.loose:
        facts.loose[asks] = tuple(
            each.id for each in cameras if _applies(facts, duty, each, asks=asks).answer != NO
        )
    return facts.loose[asks]


def ended(duty: Duty) -> Iterator[Finding]:
    """Yield what is said of a duty of which a number had ended on the day of judgement.

    Parameters
    ----------
    duty : Duty
    """
    rule = Rule(duty=duty, values={}, basis=duty.basis)
    message = Text("该数值在判定之日已失效", "a number of this duty had ended on the day of judgement")
    yield _finding(rule, _SCENE, Verdict(outcome="not_applicable", message=message))


def _finding(rule: Rule, subject: Subject, verdict: Verdict) -> Finding:
    return Finding(rule=rule, subject_kind=subject.kind, subject_id=subject.id, verdict=verdict)


def waived(finding: Finding, answers: Answers, on: date) -> Finding:
    """Return a finding as it is, or a fail that a named person lets stand, marked as such.

    Parameters
    ----------
    finding : Finding
    answers : Answers
    on : datetime.date
        The day of judgement.
    """
    waiver = answers.waiver(finding.id) if answers.waivers else None
    if waiver is None or finding.verdict.outcome != "fail":
        return finding
    holds = waiver.holds(on)
    flag = "waived" if holds else "waiver_expired"
    said = Text(f"（豁免：{waiver.reason}，{waiver.name}）", f" (waived: {waiver.reason}, {waiver.name})")
    message = finding.verdict.message
    if holds:
        message = Text(message.zh + said.zh, message.en + said.en)
    verdict = replace(finding.verdict, flags=(*finding.verdict.flags, flag), message=message)
    return replace(finding, verdict=verdict, waived=holds)


def _refuse_doubles(packs: Sequence[Pack]) -> None:
    ids = [pack.id for pack in packs]
    doubles = sorted({each for each in ids if ids.count(each) > 1})
    if doubles:
        raise UsageError(f"pack: found {', '.join(doubles)} twice; allowed each pack once")
