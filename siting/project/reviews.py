"""What people say of findings and answer to questions, as a project keeps it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, get_args

from siting._options import resolve
from siting.errors import Fault, InputError
from siting.project.record import now
from siting.project.settings import options_of
from siting.project.state import ACCEPTED, Status
from siting.rules.answers import ANSWERS, Answer, Answers
from siting.rules.misplaced import known_subjects, refuse_misplaced

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from siting.model import Scene

STATUSES = get_args(Status)
"""What may be said of a finding."""


def put_answer(connection: sqlite3.Connection, answer: Answer) -> None:
    """Return nothing; keep an answer in the place of a former one about the same subject."""
    take_answer(connection, answer.duty_id, answer.subject_id)
    connection.execute(
        "INSERT INTO siting_answers (duty_id, subject_id, answer, name, date, reference) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (
            *(answer.duty_id, answer.subject_id, answer.answer, answer.name),
            *(None if answer.date is None else str(answer.date), answer.reference),
        ),
    )


def take_answer(connection: sqlite3.Connection, duty_id: str, subject_id: str) -> None:
    """Return nothing; take an answer back."""
    told = "DELETE FROM siting_answers WHERE duty_id = ? AND subject_id = ?"
    connection.execute(told, (duty_id, subject_id))


def put_review(
    connection: sqlite3.Connection,
    finding_id: str,
    *,
    status: str,
    reason: str,
    name: str,
    comment: str,
    days: tuple[str | None, str | None],
) -> None:
    """Return nothing; keep what is said of a finding in the place of what was said before."""
    connection.execute(
        "INSERT INTO siting_reviews (finding_id, status, reason, name, comment, at, date, until) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (finding_id) DO UPDATE SET status = excluded.status, "
        "reason = excluded.reason, name = excluded.name, comment = excluded.comment, at = excluded.at, "
        "date = excluded.date, until = excluded.until",
        (finding_id, status, reason, name, comment, now(), *days),
    )


def checked_answer(answer: Answer, scene: Scene, settings: Mapping[str, object]) -> Answer:
    """Return an answer that meets a question of the packs by which a project is judged.

    Parameters
    ----------
    answer : Answer
    scene : Scene
    settings : mapping of str to object

    Raises
    ------
    InputError
        When it is none of `ANSWERS`, nobody's, to no question, or about nobody whom the plan holds.
    """
    faults = []
    if answer.answer not in ANSWERS:
        allowed = "one of " + ", ".join(ANSWERS)
        faults.append(Fault("answers", "answer", repr(answer.answer), allowed, "Choose one."))
    if not answer.name.strip():
        faults.append(Fault("answers", "name", "nothing", "the name of who answers", "Say who answers."))
    if faults:
        raise InputError(faults)
    packs = resolve(**options_of(settings), answers=None).packs
    refuse_misplaced(Answers((answer,)), packs, scene)
    return answer


def refuse_review(finding_id: str, *, status: str, reason: str, name: str) -> None:
    """Return nothing; raise InputError when a review is no review, or accepts without reason or name.

    Parameters
    ----------
    finding_id, status, reason, name : str
    """
    faults = []
    if not finding_id.strip():
        faults.append(Fault("reviews", "finding_id", "nothing", "the id of a finding", "Choose one."))
    if status not in STATUSES:
        faults.append(
            Fault("reviews", "status", repr(status), "one of " + ", ".join(STATUSES), "Choose one.")
        )
    if status == ACCEPTED:
        faults += [
            Fault("reviews", field, "nothing", f"the {field}, as a breach is let stand", remedy)
            for field, said, remedy in (
                ("reason", reason, "Say why it may stand."),
                ("name", name, "Say who lets it stand."),
            )
            if not said.strip()
        ]
    if faults:
        raise InputError(faults)


def heard(said: Answers, scene: Scene) -> Answers:
    """Return what reviewers said without answers about what a plan does not hold at present.

    Such an answer is kept, and heard again when its camera or system is back.

    Parameters
    ----------
    said : Answers
    scene : Scene
    """
    known = known_subjects(scene)
    return Answers(
        tuple(answer for answer in said.answers if answer.subject_id in known),
        said.waivers,
        said.file,
        said.sha256,
    )


def day_of(text: str | date | None, field: str) -> date | None:
    """Return the day that a text names; None for None.

    Parameters
    ----------
    text : str, datetime.date or None
    field : str
        For messages.

    Raises
    ------
    InputError
        When it is no day.
    """
    if text is None or isinstance(text, date):
        return text
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        fault = Fault("reviews", field, repr(text), "a day as YYYY-MM-DD", "Say it as 2025-05-06.")
        raise InputError([fault]) from problem
