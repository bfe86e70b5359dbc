"""Edits of zones, signs, obstacles, entrances and systems: rows put and taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.errors import Fault, InputError
from siting.fields import LAYERS
from siting.io.project_rows import Row, rows_of_frame
from siting.io.row_limits import row_faults
from siting.project.changes import Change, Edit, is_same, whole

if TYPE_CHECKING:
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from siting.model import Scene

NOUNS = {
    "zones": "zone",
    "signs": "sign",
    "obstacles": "obstacle",
    "entrances": "entrance",
    "systems": "system",
}
"""Layers whose rows are edited one by one, and what a row of each is called in the title of an edit."""


def put_row(
    scene: Scene, layer: str, row_id: str, geometry: BaseGeometry | None = None, **fields: object
) -> Edit:
    """Return the edit that adds a row, or changes the one of its id.

    Parameters
    ----------
    scene : Scene
    layer : {'zones', 'signs', 'obstacles', 'entrances', 'systems'}
    row_id : str
    geometry : shapely geometry or None
        In the scene's system; None leaves that of the row as it is.
    **fields : object
        Canonical fields by name; those not named stay as they are, None empties one.

    Raises
    ------
    InputError
        When a value or the shape is not such as a reader lets pass.
    """
    noun = _noun(layer)
    frame = getattr(scene, layer)
    place, before = _row(layer, frame, row_id)
    after: Row = {**(before or {}), **fields, "id": row_id}
    if LAYERS[layer].shape != "table" and geometry is not None:
        after["geometry"] = geometry
    refuse(row_faults(layer, row_id, after, words=_words(layer, frame)))
    after = _typed(layer, after)
    if before is None:
        return Edit(f"edit.add_{noun}", (Change(layer, row_id, None, after, len(frame)),))
    if is_same(layer, before, after):
        return Edit(f"edit.change_{noun}", ())
    is_moved = is_same(layer, {**before, "geometry": None}, {**after, "geometry": None})
    title = f"edit.{'move' if is_moved else 'change'}_{noun}"
    return Edit(title, (Change(layer, row_id, before, after, place),))


def remove_row(scene: Scene, layer: str, row_id: str) -> Edit:
    """Return the edit that takes a row away.

    Parameters
    ----------
    scene : Scene
    layer : {'zones', 'signs', 'obstacles', 'entrances', 'systems'}
    row_id : str

    Raises
    ------
    InputError
        When there is no such row.
    """
    noun = _noun(layer)
    place, before = _row(layer, getattr(scene, layer), row_id)
    if before is None:
        refuse([Fault(layer, "id", repr(row_id), "the id of a row", "Choose one that is there.")])
    return Edit(f"edit.remove_{noun}", (Change(layer, row_id, before, None, place),))


def free_id(scene: Scene, layer: str, *, stem: str = "") -> str:
    """Return an id that no row of a layer has: a stem and the next number.

    Parameters
    ----------
    scene : Scene
    layer : str
    stem : str
        What it begins with; empty takes the layer's own.
    """
    if layer == "cameras":
        taken = {camera.id for camera in scene.cameras}
    else:
        taken = set(getattr(scene, layer)["id"])
    stem = stem or {"cameras": "cam"}.get(layer, NOUNS.get(layer, layer))
    number = 2 if stem in taken else 1
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def _noun(layer: str) -> str:
    if layer not in NOUNS:
        remedy = "Edit cameras by put_camera; change other layers in the file they came from."
        raise InputError([Fault("edit", "layer", repr(layer), ", ".join(NOUNS), remedy)])
    return NOUNS[layer]


def _row(layer: str, frame: pd.DataFrame, row_id: str) -> tuple[int, Row | None]:
    ids = frame["id"].tolist()
    if row_id not in ids:
        return len(ids), None
    place = ids.index(row_id)
    return place, rows_of_frame(layer, frame.iloc[place : place + 1])[0]


def _words(layer: str, frame: pd.DataFrame) -> dict[str, set[str]]:
    """Return the words of open choices that a layer uses already: a rule pack knew them when it was read."""
    return {
        field.name: {word for word in frame[field.name] if isinstance(word, str)}
        for field in LAYERS[layer].fields
        if field.open_choice
    }


def _typed(layer: str, row: Row) -> Row:
    """Return a row with numbers as a frame holds them."""
    numbers = {field.name for field in LAYERS[layer].fields if field.kind in ("number", "integer")}
    cells = whole(layer, row)
    return {
        name: float(cell) if name in numbers and cell is not None else cell for name, cell in cells.items()
    }


def refuse(faults: list[Fault]) -> None:
    """Return nothing; raise InputError when there is any fault."""
    if faults:
        raise InputError(faults)
