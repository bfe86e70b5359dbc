"""A plan that can be opened: a key that tells it from others, and how to read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from siting.ui import audit, kept
from siting.ui.desk import Desk
from siting.ui.rights import held_by

if TYPE_CHECKING:
    import tempfile
    from collections.abc import Callable

    from siting.model import Progress, Scene
    from siting.project import UnplacedCamera
    from siting.ui.people import Person


@dataclass(frozen=True, slots=True)
class Source:
    """A plan that can be read.

    Parameters
    ----------
    key : str
        As `siting.ui.kept.project_for` takes it.
    read : callable
        Returns the scene.
    unplaced : tuple of UnplacedCamera
        Its cameras that have no place yet.
    folder : TemporaryDirectory or None
        In which its files lie until it is open.
    """

    key: str
    read: Callable[[Progress], Scene]
    unplaced: tuple[UnplacedCamera, ...] = ()
    folder: tempfile.TemporaryDirectory[str] | None = None

    def open(self, progress: Progress, person: Person) -> Desk:
        """Return the desk with this plan on it: its own project, or the one that was kept of it.

        Parameters
        ----------
        progress : callable
            Called with steps done and steps in all.
        person : Person
            Who opens it; what he may not do the project refuses.
        """
        project = kept.project_for(self.key, lambda: self.read(progress), unplaced=self.unplaced)
        audit.opened(project.path.name, person=person)
        return Desk(held_by(person, project), person=person)
