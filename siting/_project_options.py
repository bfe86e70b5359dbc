"""Options of a check of a project: those of the command line, then the settings and words of the project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from siting._progress import aside
from siting.io.project_file import is_project

if TYPE_CHECKING:
    from collections.abc import Mapping


def is_of_project(scene: str | None) -> bool:
    """Return whether a scene is a project file, which holds its reviewers' words itself."""
    return scene is not None and is_project(scene)


def options_asked(scene: str | None, asked: Mapping[str, object], *, quiet: bool) -> dict[str, Any]:
    """Return the options of `siting.assess`: as asked, else as the project sets them, else its own.

    Parameters
    ----------
    scene : str or None
        What is checked.
    asked : mapping of str to object
        Options of the command line; None where nothing was asked. Overrides are put over those of the
        project one by one.
    quiet : bool
        True says nothing of where options come from.

    Raises
    ------
    InputError
        When it is a project that cannot be read.
    """
    from siting.project import read_options
    from siting.project.settings import options_of

    own = options_of({}) | {"answers": None}
    held = read_options(scene) if scene is not None and is_of_project(scene) else own
    taken: dict[str, Any] = {name: held[name] if value is None else value for name, value in asked.items()}
    if asked.get("overrides") and held["overrides"]:
        taken["overrides"] = held["overrides"] | taken["overrides"]
    from_project = [name for name, value in asked.items() if value is None and held[name] != own[name]]
    if from_project and not quiet:
        aside(f"of the project: {', '.join(from_project)}")
    return taken
