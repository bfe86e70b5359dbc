"""Answers and waivers that meet nothing: refused where they are wrong, told where findings came and went."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from siting.errors import Fault, InputError
from siting.io.ledger import Ledger, shortened
from siting.rules.cells import text_of
from siting.rules.facts import SceneFacts
from siting.rules.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from siting.model import Scene
    from siting.rules.answers import Answer, Answers
    from siting.rules.law import Duty, Pack

_SCENE = SceneFacts().id
_QUESTION = "a duty that puts a question"


def refuse_misplaced(answers: Answers, packs: Sequence[Pack], scene: Scene) -> None:
    """Return nothing; refuse answers to what is no question, or about whom the plan does not hold.

    Answers to duties of packs that are not at hand are left alone.

    Parameters
    ----------
    answers : Answers
    packs : sequence of Pack
    scene : Scene

    Raises
    ------
    InputError
        With every answer that names no question of `packs`, or no subject of its question.
    """
    ids = {pack.id for pack in packs}
    asked = {duty.id: duty for pack in packs for duty in pack.duties if duty.question}
    subjects = _subjects(scene)
    faults = []
    file = answers.file or "answers"
    for place, answer in enumerate(answers.answers, start=1):
        row = f"answer {place}"
        if answer.duty_id not in asked:
            if answer.duty_id.split("/")[0] in ids:
                every = [duty.id for pack in packs for duty in pack.duties]
                faults.append(
                    Fault(file, "duty_id", answer.duty_id, _QUESTION, _remedy(answer, asked, every), row)
                )
            continue
        known = subjects[asked[answer.duty_id].subject]
        if answer.subject_id not in known:
            allowed = shortened(known) or "none: the plan has no camera"
            faults.append(
                Fault(
                    *(file, "subject_id", f"{answer.subject_id!r} of {answer.duty_id}", allowed),
                    remedy="Give the id as the plan writes it, or take the answer out.",
                    row=row,
                )
            )
    if faults:
        raise InputError(faults)


def _remedy(answer: Answer, asked: Mapping[str, Duty], every: Sequence[str]) -> str:
    if answer.duty_id in every:
        return "The plan decides this duty; let a breach stand with a waiver"
    near = did_you_mean(answer.duty_id, asked)
    return near.capitalize() if near else "siting check --show undecided lists the questions"


def without_those_of(other: Scene, answers: Answers, packs: Sequence[Pack], scene: Scene) -> Answers:
    """Return answers without those about whom only `other` holds, of two plans that are judged by the same.

    Parameters
    ----------
    other : Scene
    answers : Answers
    packs : sequence of Pack
    scene : Scene
        The one that is judged.
    """
    asked = {duty.id: duty for pack in packs for duty in pack.duties if duty.question}
    here, there = _subjects(scene), _subjects(other)

    def is_of_other(answer: Answer) -> bool:
        subject = asked[answer.duty_id].subject if answer.duty_id in asked else ""
        return answer.subject_id in there.get(subject, ()) and answer.subject_id not in here.get(subject, ())

    return replace(answers, answers=tuple(each for each in answers.answers if not is_of_other(each)))


def _subjects(scene: Scene) -> dict[str, list[str]]:
    """Whom a question may be put to, by kind of subject."""
    systems = [text_of(value) for value in scene.systems["id"]]
    systems += [text_of(camera.system_id) for camera in scene.cameras]
    return {
        "camera": [camera.id for camera in scene.cameras],
        # The plan as a whole answers for cameras of no system.
        "system": [*dict.fromkeys(each for each in systems if each), _SCENE],
        "scene": [_SCENE],
    }


def known_subjects(scene: Scene) -> frozenset[str]:
    """Return the ids of all whom a question about a plan may be put to."""
    return frozenset(each for ids in _subjects(scene).values() for each in ids)


def ledger_of_answers(answers: Answers, findings: pd.DataFrame, packs: Sequence[Pack]) -> pd.DataFrame:
    """Return the ledger of answers and waivers: used, or rejected because nothing in this run meets them.

    Parameters
    ----------
    answers : Answers
        As `refuse_misplaced` let them pass.
    findings : pandas.DataFrame
    packs : sequence of Pack
    """
    ledger = Ledger()
    at_hand = {pack.id for pack in packs}
    for row, answer in enumerate(answers.answers):
        if answer.duty_id.split("/")[0] not in at_hand:
            ledger.rejected(
                "answers",
                row,
                answer.subject_id,
                field="duty_id",
                found=answer.duty_id,
                done="not used: its pack is not at hand",
            )
    ids = set(findings["finding_id"])
    for row, waiver in enumerate(answers.waivers):
        if waiver.finding_id not in ids:
            ledger.rejected(
                "waivers",
                row,
                waiver.finding_id,
                field="finding_id",
                found=f"waived by {waiver.name}: {waiver.reason}",
                done="not used: this run has no such finding",
            )
    for layer, given in (("answers", answers.answers), ("waivers", answers.waivers)):
        if given:
            ledger.close(layer, len(given))
    return ledger.frame()
