"""A project that is open in one window: what it holds, and every way to change it."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from siting.io.project_file import put_value, reading, writing
from siting.project.changes import Edit, applied
from siting.project.elsewhere import refuse_changed
from siting.project.placing import place_camera
from siting.project.record import edit_as_text, edit_from_text, now, write_changes
from siting.project.settings import checked_settings, options_of
from siting.project.state import read_state

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from siting.model import Scene
    from siting.project.state import HistoryEntry, State, UnplacedCamera
    from siting.rules.answers import Answers


class Project:
    """One window on a project file; `siting.project.open_project` opens it.

    Every change is one transaction: it stands in the file as a whole when the call returns, or not at all.
    Calls may come from several threads.
    """

    def __init__(self, path: Path, state: State, *, token: str) -> None:
        self._path, self._state, self._token = path, state, token
        self._lock = RLock()

    @property
    def path(self) -> Path:
        """Return the file."""
        return self._path

    @property
    def token(self) -> str:
        """Return the mark of this window, by which others are told of it."""
        return self._token

    @property
    def scene(self) -> Scene:
        """Return the plan as it is; what an edit does not touch stays the same object."""
        return self._state.scene

    @property
    def revision(self) -> int:
        """Return a number that grows with every change of the file."""
        return self._state.revision

    @property
    def settings(self) -> Mapping[str, object]:
        """Return the settings by name."""
        return self._state.settings

    @property
    def unplaced(self) -> tuple[UnplacedCamera, ...]:
        """Return the cameras that have no place yet."""
        return self._state.unplaced

    @property
    def reviews(self) -> pd.DataFrame:
        """Return what was said of findings: columns `siting.project.state.REVIEW_COLUMNS`."""
        return self._state.reviews.copy()

    @property
    def variants(self) -> tuple[str, ...]:
        """Return the names of all variants, in the order in which they were made."""
        return self._state.variants

    @property
    def variant(self) -> str:
        """Return the name of the variant that is shown and edited."""
        return self._state.variant

    @property
    def history(self) -> list[HistoryEntry]:
        """Return the edits of the current variant, the oldest first."""
        return list(self._state.history)

    @property
    def can_undo(self) -> bool:
        """Return whether there is an edit to take back."""
        return any(not entry.undone for entry in self._state.history)

    @property
    def can_redo(self) -> bool:
        """Return whether there is an edit that was taken back."""
        return any(entry.undone for entry in self._state.history)

    @property
    def answers(self) -> Answers:
        """Return what reviewers said, without answers about what the plan does not hold at present."""
        return self._state.said

    @property
    def options(self) -> dict[str, Any]:
        """Return the options of `siting.assess` by which the project is judged."""
        said = self.answers
        return options_of(self.settings) | {"answers": said if said.answers or said.waivers else None}

    def do(self, edit: Edit) -> Scene:
        """Return the plan after an edit, which is written down.

        Parameters
        ----------
        edit : Edit
            One without changes does nothing.

        Raises
        ------
        InputError
            When it does not fit the plan.
        ChangedElsewhere
            When another window has changed the project: `refresh`, then make the edit anew.
        OutputError
            When the file cannot be written.
        """
        with self._lock:
            if edit.changes:
                scene, settled = applied(self.scene, edit)
                with self._changing(scene) as connection:
                    write_changes(connection, settled, srs_id=self._state.srs_id)
                    self._put_into_history(connection, settled)
            return self.scene

    def place(self, camera_id: str, easting_m: float, northing_m: float, **fields: object) -> Scene:
        """Return the plan after a camera that waited for a place got one.

        Parameters
        ----------
        camera_id : str
        easting_m, northing_m : float
            Where it stands [m].
        **fields : object
            Canonical fields that the table did not give, or gave otherwise.
        """
        with self._lock:
            place = (easting_m, northing_m)
            return self.do(place_camera(self.scene, self.unplaced, camera_id, place_m=place, fields=fields))

    def undo(self) -> Edit | None:
        """Return the edit that took the last one back; None when there was none."""
        with self._lock:
            standing = [entry for entry in self._state.history if not entry.undone]
            return self._carry_out(standing[-1], is_undo=True) if standing else None

    def redo(self) -> Edit | None:
        """Return the edit that was made once more; None when none was taken back."""
        with self._lock:
            undone = [entry for entry in self._state.history if entry.undone]
            return self._carry_out(undone[0], is_undo=False) if undone else None

    def set_setting(self, name: str, value: object) -> None:
        """Return nothing; keep a setting, or forget it when the value is None.

        Parameters
        ----------
        name : str
            ``packs``, ``on``, ``ladder``, ``target_height_m``, ``overrides``, ``tolerance`` as
            `siting.assess` takes them, ``lang``, or a name of one's own.
        value : object
            Text, numbers, lists and mappings of these.
        """
        with self._lock:
            kept = checked_settings({**self.settings, name: value})
            with self._changing(self.scene) as connection:
                connection.execute("DELETE FROM siting_settings WHERE name = ?", (name,))
                if name in kept:
                    row = (name, kept[name])
                    connection.execute("INSERT INTO siting_settings VALUES (?, ?)", row)

    def refresh(self) -> bool:
        """Return whether the file was read anew, as another window or program had changed it."""
        with self._lock, reading(self._path) as connection:
            asked = "SELECT value FROM siting_project WHERE name = 'revision'"
            if connection.execute(asked).fetchone()[0] == self.revision:
                return False
            self._state = read_state(connection, file=self._path.name, before=self._state)
            return True

    def close(self) -> None:
        """Return nothing; tell the other windows that this one is gone."""

    @contextmanager
    def _changing(self, scene: Scene | None) -> Iterator[sqlite3.Connection]:
        """Give a transaction on a file as this window knows it; afterwards the window knows it as it is."""
        file = self._path.name
        with writing(self._path) as connection:
            refuse_changed(connection, self._state, file=file, token=self._token)
            yield connection
            put_value(connection, "revision", _revision(connection) + 1)
            after = read_state(connection, file=file, before=self._state, scene=scene)
        self._state = after

    def _put_into_history(self, connection: sqlite3.Connection, edit: Edit) -> None:
        variant = self._state.variant
        connection.execute("DELETE FROM siting_history WHERE variant = ? AND undone = 1", (variant,))
        connection.execute(
            "INSERT INTO siting_history (variant, at, title, about, changes, revision, by) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                *(variant, now(), edit.title, edit.changes[0].id, edit_as_text(edit)),
                *(_revision(connection) + 1, self._token),
            ),
        )

    def _carry_out(self, entry: HistoryEntry, *, is_undo: bool) -> Edit:
        """Take an edit of the history back, or make it once more."""
        with reading(self._path) as connection:
            asked = "SELECT changes FROM siting_history WHERE number = ?"
            found = connection.execute(asked, (entry.number,)).fetchone()
        if found is None:
            with self._changing(self.scene):
                raise AssertionError("a history that is as it was has all its entries")
        edit = edit_from_text(entry.title, found[0])
        edit = edit.inverse() if is_undo else edit
        scene, settled = applied(self.scene, edit)
        with self._changing(scene) as connection:
            write_changes(connection, settled, srs_id=self._state.srs_id)
            connection.execute(
                "UPDATE siting_history SET undone = ?, revision = ?, by = ?, at = ? WHERE number = ?",
                (int(is_undo), _revision(connection) + 1, self._token, entry.at, entry.number),
            )
        return settled


def open_project(path: str | Path) -> Project:
    """Return a window on a project file.

    Parameters
    ----------
    path : str or pathlib.Path

    Raises
    ------
    InputError
        When it is no project, damaged, or of a newer version.
    """
    path = Path(path).expanduser().resolve()
    with reading(path) as connection:
        state = read_state(connection, file=path.name)
    return Project(path, state, token=secrets.token_hex(4))


def _revision(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT value FROM siting_project WHERE name = 'revision'").fetchone()[0])
