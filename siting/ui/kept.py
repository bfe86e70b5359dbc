"""Where projects are kept: a folder of the user's, one file for each plan that was opened."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from siting import project
from siting.errors import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from siting.model import Scene
    from siting.project import Project, UnplacedCamera

FOLDER_VARIABLE = "SITING_PROJECTS"
"""The environment variable that names another folder than ``Siting`` in the user's home."""
_ENDING = ".siting.gpkg"


def folder() -> Path:
    """Return the folder in which projects are kept; it is made when the first one is."""
    named = os.environ.get(FOLDER_VARIABLE)
    return Path(named).expanduser() if named else Path.home() / "Siting"


def project_for(key: str, read: Callable[[], Scene], *, unplaced: Sequence[UnplacedCamera] = ()) -> Project:
    """Return the project of a plan: the file itself when it is one, the kept one, or a new one.

    Parameters
    ----------
    key : str
        What tells the plan from others: ``demo``, ``path`` and a path, or ``upload`` and digests.
    read : callable
        Reads the plan, when there is no project of it yet.
    unplaced : sequence of UnplacedCamera
        Cameras of a new project that have no place yet.

    Raises
    ------
    InputError
        When the plan cannot be read, or its project cannot be opened or written.
    """
    place = place_of(key)
    if place.is_file() and project.is_project(place):
        return project.open_project(place)
    scene = read()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        remedy = f"Name another folder in the environment variable {FOLDER_VARIABLE}."
        found = f"cannot be made: {error.strerror}"
        raise InputError([Fault(str(place.parent), "", found, "a folder to write to", remedy)]) from error
    return project.create(place, scene, unplaced=unplaced)


def place_of(key: str) -> Path:
    """Return the project file of a plan, which may not be there yet.

    Parameters
    ----------
    key : str
        As `project_for` takes it.
    """
    kind, _, rest = key.partition(" ")
    path = Path(rest).expanduser() if kind == "path" else None
    if path is not None and path.is_file() and project.is_project(path):
        return path
    mark = key
    if path is not None and path.is_file():
        # A file that has been changed since is another plan: its edits are not laid over it.
        mark = f"{path.resolve()} {hashlib.sha256(path.read_bytes()).hexdigest()}"
    stem = re.sub(r"[^\w.-]+", "-", path.stem if path is not None else kind).strip("-.") or "plan"
    name = f"{stem}-{hashlib.sha256(mark.encode()).hexdigest()[:8]}{_ENDING}"
    return folder() / name


def projects() -> list[Path]:
    """Return the projects that are kept, by name."""
    return sorted(folder().glob(f"*{_ENDING}")) if folder().is_dir() else []
