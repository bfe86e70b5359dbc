"""Project files: a plan that is edited, with its settings, answers, reviews, variants and history.

>>> from siting import project
>>> project.is_project("nowhere.siting.gpkg")
False
"""

from __future__ import annotations

from siting.io.project_file import is_project
from siting.project import edits
from siting.project.changes import Change, Edit
from siting.project.create import create
from siting.project.elsewhere import ChangedElsewhere
from siting.project.placing import read_unplaced
from siting.project.project import Project, open_project, read_options
from siting.project.state import HistoryEntry, UnplacedCamera
from siting.project.windows import Window

__all__ = [
    "Change",
    "ChangedElsewhere",
    "Edit",
    "HistoryEntry",
    "Project",
    "UnplacedCamera",
    "Window",
    "create",
    "edits",
    "is_project",
    "open_project",
    "read_options",
    "read_unplaced",
]
