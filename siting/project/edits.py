"""Making edits: each says what it does to which rows, checked by the limits of the reader."""

from __future__ import annotations

from siting.project.camera_edits import (
    duplicate_camera,
    put_camera,
    remove_camera,
    rename_camera,
)
from siting.project.changes import apply
from siting.project.preset_edits import put_presets
from siting.project.row_edits import NOUNS, free_id, put_row, remove_row

__all__ = [
    "TITLES",
    "apply",
    "duplicate_camera",
    "free_id",
    "put_camera",
    "put_presets",
    "put_row",
    "remove_camera",
    "remove_row",
    "rename_camera",
]

_OF_CAMERAS = (
    "add_camera",
    "move_camera",
    "turn_camera",
    "change_camera",
    "remove_camera",
    "duplicate_camera",
    "rename_camera",
    "place_camera",
    "change_presets",
)

TITLES = (
    *(f"edit.{name}" for name in _OF_CAMERAS),
    *(f"edit.{verb}_{noun}" for noun in NOUNS.values() for verb in ("add", "move", "change", "remove")),
)
"""Keys of all that an edit may be called."""
