"""A new project file of a scene."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from siting.io.project_write import write_project
from siting.project.placing import list_unplaced
from siting.project.project import open_project
from siting.project.record import now
from siting.project.settings import checked_settings
from siting.project.state import ACCEPTED

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from siting.model import Scene
    from siting.project.project import Project
    from siting.project.state import UnplacedCamera
    from siting.rules.answers import Answers

FIRST_VARIANT = "A"


def create(
    path: str | Path,
    scene: Scene,
    *,
    settings: Mapping[str, object] | None = None,
    answers: Answers | None = None,
    unplaced: Sequence[UnplacedCamera] = (),
) -> Project:
    """Return a window on a new project file of a scene.

    Parameters
    ----------
    path : str or pathlib.Path
        Must not exist; ``NAME.siting.gpkg`` by custom.
    scene : Scene
    settings : mapping of str to object, or None
        As `Project.set_setting` takes them.
    answers : Answers or None
        What reviewers said already.
    unplaced : sequence of UnplacedCamera
        Cameras that have no place yet.

    Raises
    ------
    OutputError
        When a file of that name exists, or it cannot be written; nothing is left behind.
    InputError
        When a setting does not fit.

    Examples
    --------
    >>> import siting
    >>> from siting import project
    >>> plan = project.create("plan.siting.gpkg", siting.demo_scene())  # doctest: +SKIP
    """
    kept = checked_settings(settings or {})

    def fill(connection: sqlite3.Connection) -> None:
        connection.executemany("INSERT INTO siting_settings VALUES (?, ?)", kept.items())
        row = (FIRST_VARIANT, now())
        connection.execute("INSERT INTO siting_variants (name, saved_at) VALUES (?, ?)", row)
        list_unplaced(connection, unplaced, taken=[camera.id for camera in scene.cameras])
        if answers is not None:
            _put_answers(connection, answers)

    write_project(Path(path), scene, variant=FIRST_VARIANT, fill=fill)
    return open_project(path)


def _put_answers(connection: sqlite3.Connection, answers: Answers) -> None:
    def text(day: object) -> str | None:
        return None if day is None else str(day)

    connection.executemany(
        "INSERT INTO siting_answers (duty_id, subject_id, answer, name, date, reference) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [
            (each.duty_id, each.subject_id, each.answer, each.name, text(each.date), each.reference)
            for each in answers.answers
        ],
    )
    connection.executemany(
        "INSERT INTO siting_reviews (finding_id, status, reason, name, at, date, until) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (each.finding_id, ACCEPTED, each.reason, each.name, now(), text(each.date), text(each.until))
            for each in answers.waivers
        ],
    )
