"""An edit as it is kept: rows of layers before and after, and the scene that follows from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import shapely

from siting.errors import Fault, InputError
from siting.io.project_rows import (
    camera_of_row,
    cells_of_frame,
    columns_of_frame,
    frame_of_columns,
    row_of_camera,
)
from siting.io.project_schema import EDITABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from siting.model import Camera, Scene

UNPLACED = "unplaced"
"""Layer of a change that takes a camera off the list of those without a place, or puts it back."""

_ANEW = "Make the edit anew on the plan as it is."


@dataclass(frozen=True, slots=True)
class Change:
    """One row of one layer, before and after.

    Parameters
    ----------
    layer : str
        One of `siting.io.project_schema.EDITABLE`, or `UNPLACED`.
    id : str
        Of the row; of a preset, that of its camera.
    before, after : mapping or None
        Canonical fields of `siting.fields.LAYERS`, the shape in ``geometry``; None where there is no row.
    place : int or None
        Where the row stands in its layer, from 0; None finds it by its id, and puts a new one last.
    """

    layer: str
    id: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    place: int | None = None

    def inverse(self) -> Change:
        """Return the change that takes this one back."""
        return replace(self, before=self.after, after=self.before)


@dataclass(frozen=True, slots=True)
class Edit:
    """What is done to a plan in one go.

    Parameters
    ----------
    title : str
        Key of what it is called, such as ``edit.move_camera``.
    changes : tuple of Change
        In their order; a place counts in the layer as the changes before left it.
    """

    title: str
    changes: tuple[Change, ...]

    def inverse(self) -> Edit:
        """Return the edit that takes this one back."""
        return Edit(self.title, tuple(change.inverse() for change in reversed(self.changes)))

    @property
    def layers(self) -> frozenset[str]:
        """Return the layers that it touches."""
        return frozenset(change.layer for change in self.changes)


def apply(scene: Scene, edit: Edit) -> Scene:
    """Return the scene after an edit; layers that it does not touch stay the same objects.

    Parameters
    ----------
    scene : Scene
    edit : Edit

    Raises
    ------
    InputError
        When a row is not there, is there already, or is not what it was when the edit was made.
    """
    return applied(scene, edit)[0]


def applied(scene: Scene, edit: Edit) -> tuple[Scene, Edit]:
    """Return the scene after an edit, and the edit with the place of every row.

    Parameters
    ----------
    scene : Scene
    edit : Edit

    Raises
    ------
    InputError
        As `apply` does.
    """
    settled = list(edit.changes)
    layers: dict[str, Any] = {}
    for layer in dict.fromkeys(change.layer for change in edit.changes):
        if layer == UNPLACED:
            continue
        if layer not in EDITABLE:
            allowed, remedy = ", ".join(EDITABLE), "Change the file it came from, and read it anew."
            raise InputError([Fault("edit", "layer", layer, allowed, remedy)])
        numbers = [number for number, change in enumerate(edit.changes) if change.layer == layer]
        changes = [edit.changes[number] for number in numbers]
        if layer == "cameras":
            layers[layer], changes = _cameras_after(scene.cameras, changes)
        else:
            layers[layer], changes = _frame_after(layer, getattr(scene, layer), changes, scene)
        for number, change in zip(numbers, changes, strict=True):
            settled[number] = change
    return replace(scene, **layers), replace(edit, changes=tuple(settled))


def _cameras_after(
    cameras: tuple[Camera, ...], changes: list[Change]
) -> tuple[tuple[Camera, ...], list[Change]]:
    held, ids, settled = list(cameras), [camera.id for camera in cameras], []
    for change in changes:
        place = _place(change, ids)
        if change.before is not None:
            _refuse_other(change, row_of_camera(held[place]))
            del held[place], ids[place]
        if change.after is not None:
            camera = camera_of_row(whole(change.layer, change.after))
            _refuse_second(change.layer, camera.id, ids)
            held.insert(place, camera)
            ids.insert(place, camera.id)
        settled.append(replace(change, place=place))
    return tuple(held), settled


def _frame_after(
    layer: str, frame: pd.DataFrame, changes: list[Change], scene: Scene
) -> tuple[pd.DataFrame, list[Change]]:
    columns, settled = cells_of_frame(layer, frame), []
    ids = columns["camera_id"] if layer == "presets" else columns["id"]
    for change in changes:
        place = _place(change, ids)
        if change.before is not None:
            _refuse_other(change, {name: cells[place] for name, cells in columns.items()})
        if change.before is not None:
            for cells in columns.values():
                del cells[place]
        if change.after is not None:
            row = whole(layer, change.after)
            if layer != "presets":
                _refuse_second(layer, row["id"], ids)
            for name, cells in columns.items():
                cells.insert(place, row[name])
        settled.append(replace(change, place=place))
    return frame_of_columns(layer, columns, scene.crs), settled


def whole(layer: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with all fields of its layer, None for those that it does not give."""
    names = columns_of_frame(layer)
    names = (*names, "assumed") if layer == "cameras" else names
    return {name: row.get(name) for name in names}


def is_same(layer: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two rows of a layer are the same, their shapes to the last bit."""
    return _comparable(layer, one) == _comparable(layer, other)


def _comparable(layer: str, row: Mapping[str, Any]) -> dict[str, Any]:
    cells = whole(layer, row)
    if cells.get("geometry") is not None:
        cells["geometry"] = shapely.to_wkb(cells["geometry"])
    if layer == "cameras":
        cells["assumed"] = tuple(cells["assumed"] or ())
    return cells


def _place(change: Change, ids: list[Any]) -> int:
    """Return where a change happens among the rows of its layer."""
    place = change.place
    if change.before is None:
        return len(ids) if place is None or place > len(ids) else place
    if place is not None and place < len(ids) and ids[place] == change.id:
        return place
    if change.id not in ids:
        raise InputError([Fault(change.layer, "id", repr(change.id), "the id of a row", _ANEW)])
    return ids.index(change.id)


def _refuse_other(change: Change, row: Mapping[str, Any]) -> None:
    before = change.before or {}
    if is_same(change.layer, before, row):
        return
    one, other = _comparable(change.layer, before), _comparable(change.layer, row)
    faults = [
        Fault(change.layer, name, repr(row.get(name)), f"{before.get(name)!r}, as it was", _ANEW, change.id)
        for name in one
        if one[name] != other[name]
    ]
    raise InputError(faults)


def _refuse_second(layer: str, row_id: str, ids: list[Any]) -> None:
    if row_id in ids:
        remedy = "Call it otherwise."
        raise InputError([Fault(layer, "id", repr(row_id), "an id that no other row has", remedy)])
