"""What one window knows of a project file: read at one moment, replaced as a whole."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from siting.io.project_file import values_of
from siting.io.project_read import layers_in, scene_in
from siting.rules.answers import Answer, Answers, Waiver

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from siting.model import Scene

REVIEW_COLUMNS = ("finding_id", "status", "reason", "name", "comment", "at")
ACCEPTED = "accepted"
Status = Literal["open", "accepted", "cured"]


@dataclass(frozen=True, slots=True)
class UnplacedCamera:
    """A camera of a table that gave it no place: its id, and the canonical fields as read."""

    id: str
    fields: Mapping[str, Any]
    number: int | None = None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One edit of the current variant: number, time, title (a key), taken back or not, what it was about."""

    number: int
    at: str
    title: str
    undone: bool
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class State:
    """A project file at one moment."""

    scene: Scene
    revision: int
    layer_revisions: Mapping[str, int]
    srs_id: int
    variant: str
    variants: tuple[str, ...]
    settings: Mapping[str, object]
    said: Answers
    reviews: pd.DataFrame
    unplaced: tuple[UnplacedCamera, ...]
    history: tuple[HistoryEntry, ...]


def read_state(
    connection: sqlite3.Connection, *, file: str, before: State | None = None, scene: Scene | None = None
) -> State:
    """Return what a project file holds now.

    Parameters
    ----------
    connection : sqlite3.Connection
    file : str
        Name of the project.
    before : State or None
        What was known: layers that nobody changed since stay the same objects.
    scene : Scene or None
        The scene as it is now, where that is known without reading it.
    """
    values = values_of(connection)
    revisions = dict(connection.execute("SELECT layer, revision FROM siting_layers").fetchall())
    if scene is None:
        scene = (
            scene_in(connection, file=file) if before is None else _again(connection, before, revisions, file)
        )
    variant = str(values["variant"])
    return State(
        scene=scene,
        revision=int(values["revision"]),
        layer_revisions=revisions,
        srs_id=int(values["srs_id"]),
        variant=variant,
        variants=tuple(
            name for (name,) in connection.execute("SELECT name FROM siting_variants ORDER BY number")
        ),
        settings=_settings(connection),
        said=_said(connection, file),
        reviews=_reviews(connection),
        unplaced=_unplaced(connection),
        history=_history(connection, variant),
    )


def _again(connection: sqlite3.Connection, before: State, revisions: Mapping[str, int], file: str) -> Scene:
    """Return the scene with those layers read anew that were changed since."""
    other = [layer for layer, number in revisions.items() if before.layer_revisions.get(layer) != number]
    return replace(before.scene, **layers_in(connection, other, before.scene.crs, file=file))


def _settings(connection: sqlite3.Connection) -> Mapping[str, object]:
    rows = connection.execute("SELECT name, value FROM siting_settings ORDER BY name")
    return MappingProxyType({name: json.loads(value) for name, value in rows})


def _said(connection: sqlite3.Connection, file: str) -> Answers:
    """Return all answers, and a waiver for every finding that is accepted."""
    asked = "SELECT duty_id, subject_id, answer, name, date, reference FROM siting_answers ORDER BY number"
    heard = connection.execute(asked).fetchall()
    asked = (
        "SELECT finding_id, reason, name, date, until FROM siting_reviews WHERE status = ? ORDER BY number"
    )
    waived = connection.execute(asked, (ACCEPTED,)).fetchall()
    answers = [
        Answer(
            duty_id=duty, subject_id=subject, answer=answer, name=name, date=_day(day), reference=reference
        )
        for duty, subject, answer, name, day, reference in heard
    ]
    waivers = [
        Waiver(finding_id=finding, reason=reason, name=name, date=_day(day), until=_day(until))
        for finding, reason, name, day, until in waived
    ]
    digest = hashlib.sha256(json.dumps([heard, waived]).encode()).hexdigest()
    return Answers(tuple(answers), tuple(waivers), file, digest)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _reviews(connection: sqlite3.Connection) -> pd.DataFrame:
    asked = f"SELECT {', '.join(REVIEW_COLUMNS)} FROM siting_reviews ORDER BY number"
    return pd.DataFrame(connection.execute(asked).fetchall(), columns=list(REVIEW_COLUMNS), dtype=object)


def _unplaced(connection: sqlite3.Connection) -> tuple[UnplacedCamera, ...]:
    rows = connection.execute("SELECT id, fields, number FROM siting_unplaced ORDER BY number")
    return tuple(UnplacedCamera(row_id, json.loads(fields), number) for row_id, fields, number in rows)


def _history(connection: sqlite3.Connection, variant: str) -> tuple[HistoryEntry, ...]:
    asked = "SELECT number, at, title, undone, about FROM siting_history WHERE variant = ? ORDER BY number"
    return tuple(
        HistoryEntry(number, at, title, bool(undone), about)
        for number, at, title, undone, about in connection.execute(asked, (variant,))
    )
