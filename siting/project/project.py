"""A project that is open in one window: what it holds, and every way to change it."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from siting.io.project_file import reading
from siting.project import variants
from siting.project.changes import Edit, applied
from siting.project.judged_file import JudgedFile
from siting.project.open_file import revision_in
from siting.project.placing import list_unplaced, place_camera
from siting.project.record import edit_as_text, edit_from_text, now, write_changes
from siting.project.state import read_state

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from siting.model import Scene
    from siting.project.state import HistoryEntry, UnplacedCamera


class Project(JudgedFile):
    """One window on a project file; `siting.project.open_project` opens it.

    Every change is one transaction: it stands in the file as a whole when the call returns, or not at all.
    Calls may come from several threads. What writes raises ChangedElsewhere when another window has changed
    the project, and OutputError when the file cannot be written.
    """

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

    def add_unplaced(self, cameras: Sequence[UnplacedCamera]) -> None:
        """Return nothing; put cameras on the list of those that wait for a place.

        Parameters
        ----------
        cameras : sequence of UnplacedCamera
            Such as `siting.project.read_unplaced` reads.
        """
        taken = [camera.id for camera in self.scene.cameras] + [each.id for each in self.unplaced]
        with self._lock, self._changing(self.scene) as connection:
            list_unplaced(connection, cameras, taken=taken)

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

    def save_variant(self, name: str) -> None:
        """Return nothing; keep the plan as it is under a further name; the current one stays current.

        Parameters
        ----------
        name : str
        """
        with self._lock, self._changing(self.scene) as connection:
            variants.save_variant(connection, self._state, name)

    def switch_variant(self, name: str) -> Scene:
        """Return the plan of another variant, which is the current one from now on.

        Parameters
        ----------
        name : str
        """
        with self._lock:
            variants.refuse_unknown(self._state, name)
            if name != self.variant:
                with self._changing(None) as connection:
                    variants.switch_variant(connection, self._state, name)
            return self.scene

    def delete_variant(self, name: str) -> None:
        """Return nothing; throw a variant away that is not the current one.

        Parameters
        ----------
        name : str
        """
        with self._lock, self._changing(self.scene) as connection:
            variants.delete_variant(connection, self._state, name)

    def _put_into_history(self, connection: sqlite3.Connection, edit: Edit) -> None:
        variant = self._state.variant
        connection.execute("DELETE FROM siting_history WHERE variant = ? AND undone = 1", (variant,))
        connection.execute(
            "INSERT INTO siting_history (variant, at, title, about, changes, revision, by) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                *(variant, now(), edit.title, edit.changes[0].id, edit_as_text(edit)),
                *(revision_in(connection) + 1, self._token),
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
                (int(is_undo), revision_in(connection) + 1, self._token, entry.at, entry.number),
            )
        return settled


def read_options(path: str | Path) -> dict[str, Any]:
    """Return the options of `siting.assess` by which a project is judged, without opening a window on it.

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
    return Project(path, state, token="").options


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
    project = Project(path, state, token=secrets.token_hex(4))
    project.windows()
    return project
