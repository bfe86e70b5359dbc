"""A project file that is open in one window: what it held when it was read last."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from threading import RLock
from typing import TYPE_CHECKING, Any

from siting.errors import OutputError
from siting.io.project_file import put_value, reading, writing
from siting.project import variants, windows
from siting.project.elsewhere import refuse_changed
from siting.project.reviews import heard
from siting.project.settings import options_of
from siting.project.state import read_state

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pandas as pd

    from siting.model import Scene
    from siting.project.state import HistoryEntry, State, UnplacedCamera
    from siting.rules.answers import Answers


class OpenFile:
    """What a project file held when this window read it last, and the way to write to it."""

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
        return heard(self._state.said, self.scene)

    @property
    def options(self) -> dict[str, Any]:
        """Return the options of `siting.assess` by which the project is judged."""
        said = self.answers
        return options_of(self.settings) | {"answers": said if said.answers or said.waivers else None}

    def scene_of(self, variant: str) -> Scene:
        """Return the plan of a variant; what is like the current one in it is the same object.

        Parameters
        ----------
        variant : str
        """
        with self._lock, reading(self._path) as connection:
            return variants.scene_of(connection, self._state, variant)

    def windows(self) -> tuple[windows.Window, ...]:
        """Return the other windows that have this project open, and show them that this one is there.

        Asked every half minute or so, it keeps this window from counting as gone.
        """
        with self._lock:
            with reading(self._path) as connection:
                found, is_due = (
                    windows.others(connection, self._token),
                    windows.is_due(connection, self._token),
                )
            if is_due:
                self._show()
            return found

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
        with self._lock, suppress(OutputError), writing(self._path) as connection:
            windows.forget(connection, self._token)

    def _show(self) -> None:
        """Show the other windows that this one is there; of a file that may not be written nobody is told."""
        with suppress(OutputError), writing(self._path) as connection:
            windows.register(connection, self._token)

    @contextmanager
    def _changing(self, scene: Scene | None) -> Iterator[sqlite3.Connection]:
        """Give a transaction on a file as this window knows it; afterwards the window knows it as it is."""
        file = self._path.name
        with writing(self._path) as connection:
            refuse_changed(connection, self._state, file=file, token=self._token)
            windows.register(connection, self._token)
            yield connection
            put_value(connection, "revision", revision_in(connection) + 1)
            after = read_state(connection, file=file, before=self._state, scene=scene)
        self._state = after


def revision_in(connection: sqlite3.Connection) -> int:
    """Return the revision of a project file."""
    asked = "SELECT value FROM siting_project WHERE name = 'revision'"
    return int(connection.execute(asked).fetchone()[0])
