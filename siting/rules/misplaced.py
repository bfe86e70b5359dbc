"""Answers and waivers that meet nothing: refused where they are wrong, told where findings came and went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.errors import UsageError
from siting.io.ledger import Ledger, shortened
from siting.rules.cells import text_of
from siting.rules.facts import SceneFacts
from siting.rules.law import BY_HAND

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from siting.model import Scene
    from siting.rules.answers import Answers
    from siting.rules.law import Pack

_SCENE = SceneFacts().id


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
    UsageError
        With every answer that names no question of `packs`, or no subject of its question.
    """
    ids = {pack.id for pack in packs}
    asked = {duty.id: duty for pack in packs for duty in pack.duties if duty.check == BY_HAND}
    subjects = _subjects(scene)
    faults = []
    for answer in answers.answers:
        if answer.duty_id not in asked:
            if answer.duty_id.split("/")[0] in ids:
                faults.append(
                    f"answers: found {answer.duty_id}; allowed duties whose check is by_hand: "
                    + ", ".join(sorted(asked))
                )
            continue
        known = subjects[asked[answer.duty_id].subject]
        if answer.subject_id not in known:
            faults.append(
                f"answers: found subject_id {answer.subject_id!r} of {answer.duty_id}; allowed "
                f"{shortened(known) or 'none: the plan has no camera'}"
            )
    if faults:
        raise UsageError("\n".join(faults))


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
