"""One duty put to its subjects: whom it concerns, what its check says of them, what reviewers answered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from siting.rules.asking import asked, settled_by
from siting.rules.concern import NO, UNKNOWN
from siting.rules.facts import SceneFacts
from siting.rules.finding import Finding, Verdict
from siting.rules.law import BY_HAND, Text
from siting.rules.registry import CHECKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from siting.rules.answers import Answer, Answers
    from siting.rules.concern import Applies
    from siting.rules.concerned import Concerned
    from siting.rules.facts import Facts, Subject
    from siting.rules.law import Duty, Rule

SCENE = SceneFacts()
"""The plan as a whole, as a subject."""
_NAMED_COUNT = 5


class Hearing:
    """One duty, put to subjects.

    Parameters
    ----------
    facts : Facts
        May be watched.
    rule : Rule
    answers : Answers
        Of reviewers.
    concerned : Concerned
        Whom duties concern, as found so far.
    """

    def __init__(self, facts: Facts, rule: Rule, answers: Answers, *, concerned: Concerned) -> None:
        self._facts = facts
        self._rule = rule
        self._concerned = concerned
        self._answers = answers
        self._given = _given(answers, rule.duty)
        self._question = asked(rule.duty, None) if rule.duty.check == BY_HAND else None

    def of(self, subjects: Sequence[Subject]) -> Iterable[Finding]:
        """Return what the duty says of subjects of one kind, in their order.

        Parameters
        ----------
        subjects : sequence of Subject
        """
        return self._waived(self._found(subjects))

    def of_nobody(self, *, any_subject: bool) -> Iterable[Finding]:
        """Return what the duty says where nobody is there to be asked: no camera, cameras of no system.

        Parameters
        ----------
        any_subject : bool
            Whether there is any subject of the duty's kind.
        """
        return self._waived(self._of_nobody(any_subject=any_subject))

    def _found(self, subjects: Sequence[Subject]) -> Iterator[Finding]:
        rule, kind = self._rule, subjects[0].kind if subjects else ""
        by_id = self._concerned.among(rule.duty, subjects, kind)
        for subject in subjects:
            subject_id = subject.id
            concern = by_id[subject_id]
            if concern.answer == NO:
                yield Finding(rule, kind, subject_id, self._concerned.spared(concern))
                continue
            is_settled = concern.answer != UNKNOWN and not concern.flags
            for verdict in self._verdicts(subject):
                told = verdict if is_settled else self._settled(verdict, concern)
                yield Finding(rule, kind, subject_id, told)

    def _verdicts(self, subject: Subject) -> Iterable[Verdict]:
        duty, answer = self._rule.duty, self._given.get(subject.id) if self._given else None
        if self._question:
            return (asked(duty, answer) if answer else self._question,)
        # Any: a check takes the facts of its own subject.
        run: Any = CHECKS[duty.check].run
        verdicts: Iterable[Verdict] = run(self._facts, self._rule, subject)
        return (settled_by(answer, duty, each) for each in verdicts) if answer else verdicts

    def _settled(self, verdict: Verdict, concern: Applies) -> Verdict:
        if concern.answer == UNKNOWN and verdict.outcome != "not_applicable":
            # A person's answer settles whether the duty applies, too.
            is_answered = "answered" in verdict.flags
            return verdict if is_answered else self._concerned.as_unknown(verdict, concern)
        return replace(verdict, flags=(*verdict.flags, *concern.flags)) if concern.flags else verdict

    def _of_nobody(self, *, any_subject: bool) -> Iterator[Finding]:
        duty = self._rule.duty
        loose = self._loose() if duty.subject == "system" else ()
        if loose:
            answer = self._given.get(SCENE.id) if duty.check == BY_HAND else None
            told = asked(duty, answer) if answer else _of_no_system(duty, loose)
        elif any_subject:
            return
        else:
            message = Text("方案中没有本义务所及的摄像机", "the plan has no camera that the duty reaches")
            told = Verdict(outcome="not_applicable", message=message)
        yield Finding(self._rule, SCENE.kind, SCENE.id, told)

    def _loose(self) -> tuple[str, ...]:
        """Return the cameras of no system that the duty concerns."""
        cameras = self._facts.cameras_of_no_system
        return self._concerned.among_those_of_no_system(self._rule.duty, cameras)

    def _waived(self, findings: Iterable[Finding]) -> Iterable[Finding]:
        if not self._answers.waivers:
            return findings
        return (waived(each, self._answers, self._facts.on) for each in findings)


def _of_no_system(duty: Duty, loose: Sequence[str]) -> Verdict:
    """What a duty about systems says of cameras that are given to none."""
    names = ", ".join(loose[:_NAMED_COUNT]) + (", ..." if len(loose) > _NAMED_COUNT else "")
    question = duty.question or Text(f"“{duty.title.zh}”无法判定", f"{duty.title.en!r} is not decided")
    return Verdict(
        outcome="undecided",
        flags=("system_missing",),
        message=Text(
            f"{names} 未归入任何系统（共 {len(loose)} 台）：{question.zh}",
            f"no system is given for {names} ({len(loose)} in all): {question.en}",
        ),
    )


def waived(finding: Finding, answers: Answers, on: date) -> Finding:
    """Return a finding as it is, or a fail that a named person lets stand, marked as such.

    Parameters
    ----------
    finding : Finding
    answers : Answers
    on : datetime.date
        The day of judgement.
    """
    if not answers.waivers or finding.verdict.outcome != "fail":
        return finding
    waiver = answers.waiver(finding.id)
    if waiver is None:
        return finding
    holds = waiver.holds(on)
    flag = "waived" if holds else "waiver_expired"
    said = Text(f"（豁免：{waiver.reason}，{waiver.name}）", f" (waived: {waiver.reason}, {waiver.name})")
    message = finding.verdict.message
    if holds:
        message = Text(message.zh + said.zh, message.en + said.en)
    verdict = replace(finding.verdict, flags=(*finding.verdict.flags, flag), message=message)
    return finding._replace(verdict=verdict, waived=holds)


def _given(answers: Answers, duty: Duty) -> dict[str, Answer]:
    """The answers to a duty's question by subject, of several to one the first."""
    return {each.subject_id: each for each in reversed(answers.answers) if each.duty_id == duty.id}
