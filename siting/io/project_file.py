"""Opening a project file: one connection for one question or one edit, and clear words when it cannot be.

The journal is SQLite's rollback journal, not the write-ahead log: between two edits the project is one
whole file that can be copied, sent and put on a shared drive, with no second file that holds the last edits.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from siting.errors import Fault, InputError, OutputError
from siting.io.project_schema import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDING = ".siting.gpkg"
# How long one window waits for another to finish its edit [s].
_PATIENCE_S = 10.0
_NOUN = "a project file of Siting"
_HEAD = b"SQLite format 3\x00"


def is_project(path: str | Path) -> bool:
    """Return whether a file is a project, of whatever version.

    Parameters
    ----------
    path : str or pathlib.Path
        Need not exist.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            if file.read(len(_HEAD)) != _HEAD:
                return False
        with closing(_connected(path)) as connection:
            asked = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'siting_project'"
            return connection.execute(asked).fetchone() is not None
    except (OSError, sqlite3.Error):
        return False


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection that sees one state of the file from beginning to end.

    Parameters
    ----------
    path : pathlib.Path

    Raises
    ------
    InputError
        When the file cannot be read, is no project, or is of a newer version.
    """
    try:
        with closing(_connected(path)) as connection:
            connection.execute("BEGIN")
            _refuse_newer(path, connection)
            yield connection
    except sqlite3.Error as problem:
        raise InputError([_unreadable(path, problem)]) from problem


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection in one transaction, kept when all goes well and undone when anything is raised.

    Parameters
    ----------
    path : pathlib.Path

    Raises
    ------
    OutputError
        When the file cannot be written.
    """
    try:
        with closing(_connected(path)) as connection:
            # The last edit stands on disk, and its journal is off it, before anybody is told that it is made.
            connection.execute("PRAGMA synchronous = EXTRA")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
    except sqlite3.Error as problem:
        remedy = "Check that it is still there, may be written, and that the disk is not full"
        raise OutputError(f"{path.name} cannot be written: {problem}. {remedy}") from problem


def values_of(connection: sqlite3.Connection) -> dict[str, Any]:
    """Return the single values of a project by name."""
    rows = connection.execute("SELECT name, value FROM siting_project")
    return {name: json.loads(value) if isinstance(value, str) else value for name, value in rows}


def put_value(connection: sqlite3.Connection, name: str, value: object) -> None:
    """Return nothing; set a single value of a project: a whole number as it is, all else as JSON."""
    is_plain = isinstance(value, int) and not isinstance(value, bool)
    stored = value if is_plain else json.dumps(value, ensure_ascii=False)
    connection.execute("INSERT OR REPLACE INTO siting_project VALUES (?, ?)", (name, stored))


def _connected(path: Path) -> sqlite3.Connection:
    """Return a connection that makes no file; of one that may not be written, a connection to read."""
    uri = path.resolve().as_uri()
    last: sqlite3.Error | None = None
    for mode in ("rw", "ro"):
        try:
            connection = sqlite3.connect(
                f"{uri}?mode={mode}", uri=True, timeout=_PATIENCE_S, isolation_level=None
            )
            connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        except sqlite3.OperationalError as problem:
            last = problem
        else:
            return connection
    raise last or sqlite3.OperationalError("unable to open")


def _refuse_newer(path: Path, connection: sqlite3.Connection) -> None:
    found = connection.execute("SELECT value FROM siting_project WHERE name = 'version'").fetchone()
    version = found[0] if found else None
    if not isinstance(version, int) or not 1 <= version <= VERSION:
        remedy = "Open it with the Siting that wrote it, or a newer one."
        allowed = f"a version up to {VERSION}"
        raise InputError([Fault(path.name, "version", repr(version), allowed, remedy)])


def _unreadable(path: Path, problem: sqlite3.Error) -> Fault:
    if not path.exists():
        return Fault(path.name, "", "no such file", _NOUN, "Check the path.")
    if "no such table" in str(problem):
        return Fault(path.name, "", str(problem), _NOUN, "Make a project of the plan first, or name another.")
    if "locked" in str(problem):
        found = "a file that another program keeps locked"
        return Fault(path.name, "", found, _NOUN, "Close it there, then try again.")
    remedy = "It is damaged or cut off: take the last copy of it."
    return Fault(path.name, "", f"no database that can be read ({problem})", _NOUN, remedy)
