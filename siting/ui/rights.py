"""A project in the hands of one person: what he may not change it refuses, whatever a page sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from siting.errors import SitingError
from siting.ui import audit
from siting.ui.people import EDIT, REVIEW

if TYPE_CHECKING:
    from collections.abc import Callable

    from siting.project import Project
    from siting.ui.people import Person

_ACTS = {
    **dict.fromkeys(
        (
            *("do", "place", "add_unplaced", "undo", "redo", "set_setting"),
            *("save_variant", "switch_variant", "delete_variant"),
        ),
        EDIT,
    ),
    **dict.fromkeys(("set_answer", "review"), REVIEW),
}
"""Every method of a project that writes, and the right that it needs."""


class NotAllowedError(SitingError):
    """An act that the role of the user does not hold."""


class _Held:
    """Passes everything on to the project; what writes is asked for its right first, and noted afterwards."""

    def __init__(self, project: Project, person: Person) -> None:
        self._project, self._person = project, person

    def __getattr__(self, name: str) -> Any:
        """Return what the project has under a name."""
        found = getattr(self._project, name)
        return self._asked(name, found) if name in _ACTS else found

    def _asked(self, name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        def carried_out(*args: Any, **options: Any) -> Any:
            if not self._person.may(_ACTS[name]):
                raise NotAllowedError(f"{name}: not allowed to a {self._person.role or 'stranger'}")
            result = act(*args, **options)
            title = str(getattr(args[0], "title", "")) if args else ""
            about = str(args[0])[:80] if args and isinstance(args[0], str) else _about(args)
            audit.changed(self._project.path.name, title or name, about=about, person=self._person)
            return result

        return carried_out


def held_by(person: Person, project: Project) -> Project:
    """Return a project that does for a person what his role allows, and notes what he does.

    Parameters
    ----------
    person : Person
    project : siting.project.Project
    """
    return cast("Project", _Held(project, person))


def _about(args: tuple[Any, ...]) -> str:
    changes = getattr(args[0], "changes", ()) if args else ()
    return str(changes[0].id) if changes else ""
