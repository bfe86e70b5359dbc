"""Writing an edit into the tables of a project file, and into its history."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import shapely

from siting.fields import LAYERS
from siting.io.project_rows import insert_rows, update_row
from siting.project.changes import UNPLACED, Change, Edit, whole

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

_SHAPE = "geometry"


def now() -> str:
    """Return the time as histories tell it: local, to the second, with its offset."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def write_changes(connection: sqlite3.Connection, edit: Edit, *, srs_id: int) -> None:
    """Return nothing; make the changes of an edit in the tables of the layers.

    Parameters
    ----------
    connection : sqlite3.Connection
        In a transaction.
    edit : Edit
        With the place of every row, as `siting.project.changes.applied` gives it.
    srs_id : int
        Number of the scene's system in the file.
    """
    for change in edit.changes:
        if change.layer == UNPLACED:
            _write_unplaced(connection, change)
        else:
            _write_row(connection, change, srs_id)


def edit_as_text(edit: Edit) -> str:
    """Return the changes of an edit as JSON, shapes as well-known binary."""
    rows = [
        [
            *(change.layer, change.id),
            *(row and row_as_plain(row) for row in (change.before, change.after)),
            change.place,
        ]
        for change in edit.changes
    ]
    return json.dumps(rows, ensure_ascii=False)


def edit_from_text(title: str, text: str) -> Edit:
    """Return the edit of a title and of changes as JSON."""
    changes = [
        Change(layer, row_id, before and row_from_plain(before), after and row_from_plain(after), place)
        for layer, row_id, before, after, place in json.loads(text)
    ]
    return Edit(title, tuple(changes))


def _write_row(connection: sqlite3.Connection, change: Change, srs_id: int) -> None:
    layer, place = change.layer, change.place or 0
    key = _key_at(connection, layer, place)
    if change.after is None:
        connection.execute(f'DELETE FROM "{layer}" WHERE fid = ?', (key,))
        return
    row = whole(layer, change.after)
    if LAYERS[layer].shape != "table":
        _declare(connection, layer, row[_SHAPE].geom_type.upper())
    if change.before is not None and key is not None:
        update_row(connection, layer, key, row, srs_id=srs_id)
        return
    insert_rows(connection, layer, [row], srs_id=srs_id, first=_free_key(connection, layer, place, key))


def _key_at(connection: sqlite3.Connection, layer: str, place: int) -> int | None:
    asked = f'SELECT fid FROM "{layer}" ORDER BY fid LIMIT 1 OFFSET ?'
    found = connection.execute(asked, (place,)).fetchone()
    return None if found is None else int(found[0])


def _free_key(connection: sqlite3.Connection, layer: str, place: int, following: int | None) -> int:
    """Return a key between that of the row before and that of the one that follows; keys tell the order."""
    before = _key_at(connection, layer, place - 1) if place else 0
    key = (before or 0) + 1
    if following == key:
        # No gap: the rest moves up, by way of keys below nought, as no two may meet.
        connection.execute(f'UPDATE "{layer}" SET fid = -fid - 1 WHERE fid >= ?', (key,))
        connection.execute(f'UPDATE "{layer}" SET fid = -fid WHERE fid < 0')
    return key


def _declare(connection: sqlite3.Connection, layer: str, geometry_type: str) -> None:
    """Let the table of a layer that gets a shape of another type declare that it holds several."""
    connection.execute(
        "UPDATE gpkg_geometry_columns SET geometry_type_name = 'GEOMETRY' "
        "WHERE table_name = ? AND geometry_type_name NOT IN (?, 'GEOMETRY')",
        (layer, geometry_type),
    )


def _write_unplaced(connection: sqlite3.Connection, change: Change) -> None:
    if change.after is None:
        connection.execute("DELETE FROM siting_unplaced WHERE id = ?", (change.id,))
        return
    fields = dict(change.after)
    number = fields.pop("number", None)
    row = (number, change.id, json.dumps(fields, ensure_ascii=False))
    connection.execute("INSERT INTO siting_unplaced (number, id, fields) VALUES (?, ?, ?)", row)


def row_as_plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with its shape as well-known binary, such as JSON can carry."""
    shape = row.get(_SHAPE)
    return {name: cell for name, cell in row.items() if name != _SHAPE} | (
        {} if shape is None else {_SHAPE: shapely.to_wkb(shape, hex=True)}
    )


def row_from_plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row whose shape was told as well-known binary."""
    if row.get(_SHAPE) is not None:
        row[_SHAPE] = shapely.from_wkb(row[_SHAPE])
    if "assumed" in row:
        row["assumed"] = tuple(row["assumed"] or ())
    return row
