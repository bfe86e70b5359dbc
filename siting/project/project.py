"""A project that is open in one window: what it holds, and every way to change it."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from siting.io.project_file import reading
from siting.project import reviews, variants
from siting.project.changes import Edit, applied
from siting.project.open_file import OpenFile, revision_in
from siting.project.placing import list_unplaced, place_camera
from siting.project.record import edit_as_text, edit_from_text, now, write_changes
from siting.project.settings import checked_settings
from siting.project.state import read_state
from siting.rules.answers import Answer

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import date

    from siting.model import Scene
    from siting.project.state import HistoryEntry, Status, UnplacedCamera


class Project(OpenFile):
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

    def set_answer(
        self,
        duty_id: str,
        subject_id: str = "scene",
        *,
        answer: str | None,
        name: str = "",
        date: str | date | None = None,
        reference: str = "",
    ) -> None:
        """Return nothing; keep an answer to a question of a pack, or take it back.

        Parameters
        ----------
        duty_id, subject_id : str
        answer : {'yes', 'no', 'not_applicable'} or None
            None takes back what was answered.
        name : str
            Who answers.
        date : str, datetime.date or None
            Day of the answer; on earlier days it is not heard.
        reference : str
            Paper it rests on.

        Raises
        ------
        InputError
            When there is no such question or subject, or nobody's name.
        """
        given = None
        if answer is not None:
            given = Answer(
                duty_id=duty_id,
                subject_id=subject_id,
                answer=answer,
                name=name,
                date=reviews.day_of(date, "date"),
                reference=reference,
            )
        with self._lock:
            if given is not None:
                reviews.checked_answer(given, self.scene, self.settings)
            with self._changing(self.scene) as connection:
                if given is None:
                    reviews.take_answer(connection, duty_id, subject_id)
                else:
                    reviews.put_answer(connection, given)

    def review(
        self,
        finding_id: str,
        *,
        status: Status,
        reason: str = "",
        name: str = "",
        comment: str = "",
        date: str | date | None = None,
        until: str | date | None = None,
    ) -> None:
        """Return nothing; keep what is said of a finding, in the place of what was said before.

        Parameters
        ----------
        finding_id : str
        status : {'open', 'accepted', 'cured'}
            An accepted finding is waived: it needs reason and name.
        reason, name, comment : str
        date, until : str, datetime.date or None
            First and last day on which it is accepted; None is without end.

        Raises
        ------
        InputError
            When it accepts without reason or name.
        """
        reviews.refuse_review(finding_id, status=status, reason=reason, name=name)
        days = [reviews.day_of(day, field) for field, day in (("date", date), ("until", until))]
        first, last = (None if day is None else str(day) for day in days)
        with self._lock, self._changing(self.scene) as connection:
            reviews.put_review(
                connection,
                finding_id,
                status=status,
                reason=reason.strip(),
                name=name.strip(),
                comment=comment.strip(),
                days=(first, last),
            )

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
