"""Variants of a plan: the current one lies in the layers, of the others copies are kept."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from siting.errors import Fault, InputError
from siting.io.project_file import put_value
from siting.io.project_read import held_rows
from siting.io.project_rows import insert_rows, row_of_camera, rows_of_frame
from siting.io.project_schema import EDITABLE
from siting.project.changes import UNPLACED
from siting.project.record import now, row_as_plain, row_from_plain

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from siting.model import Scene
    from siting.project.state import State, UnplacedCamera

Copy = dict[str, str]
"""Rows of each layer that can be edited, as JSON, and of the cameras without a place."""


def save_variant(connection: sqlite3.Connection, state: State, name: str) -> None:
    """Return nothing; keep the plan as it is under a further name.

    Parameters
    ----------
    connection : sqlite3.Connection
        In a transaction.
    state : State
    name : str

    Raises
    ------
    InputError
        When the name is empty or taken.
    """
    if not name.strip() or name in state.variants:
        found, allowed = repr(name), "a name that no other variant has"
        raise InputError([Fault("variants", "name", found, allowed, "Call it otherwise.")])
    copied = (name, now(), _packed(_copy(state.scene, state.unplaced)))
    connection.execute("INSERT INTO siting_variants (name, saved_at, layers) VALUES (?, ?, ?)", copied)


def switch_variant(connection: sqlite3.Connection, state: State, name: str) -> None:
    """Return nothing; put another variant into the layers in place of the current one, which is kept.

    Parameters
    ----------
    connection : sqlite3.Connection
        In a transaction.
    state : State
    name : str

    Raises
    ------
    InputError
        When there is no such variant.
    """
    refuse_unknown(state, name)
    here, there = _copy(state.scene, state.unplaced), _read(connection, name)
    put = "UPDATE siting_variants SET layers = ?, saved_at = ? WHERE name = ?"
    connection.execute(put, (_packed(here), now(), state.variant))
    connection.execute(put, (None, now(), name))
    other = [layer for layer in (*EDITABLE, UNPLACED) if here[layer] != there[layer]]
    for layer in other:
        rows = _rows(there[layer])
        if layer == UNPLACED:
            _put_unplaced(connection, rows)
        else:
            connection.execute(f'DELETE FROM "{layer}"')
            insert_rows(connection, layer, rows, srs_id=state.srs_id)
    put_value(connection, "variant", name)


def delete_variant(connection: sqlite3.Connection, state: State, name: str) -> None:
    """Return nothing; throw away a variant, and its history, that is not the current one.

    Parameters
    ----------
    connection : sqlite3.Connection
        In a transaction.
    state : State
    name : str

    Raises
    ------
    InputError
        When there is no such variant, or it is the current one.
    """
    refuse_unknown(state, name)
    if name == state.variant:
        remedy = "Switch to another one first."
        found = f"{name!r}, the one that is shown"
        raise InputError([Fault("variants", "name", found, "a variant that is not shown", remedy)])
    connection.execute("DELETE FROM siting_variants WHERE name = ?", (name,))
    connection.execute("DELETE FROM siting_history WHERE variant = ?", (name,))


def scene_of(connection: sqlite3.Connection, state: State, name: str) -> Scene:
    """Return the plan of a variant; layers in which it is like the current one are the same objects.

    Parameters
    ----------
    connection : sqlite3.Connection
    state : State
    name : str

    Raises
    ------
    InputError
        When there is no such variant.
    """
    refuse_unknown(state, name)
    if name == state.variant:
        return state.scene
    here, there = _copy(state.scene, ()), _read(connection, name)
    return _scene(state.scene, there, [layer for layer in EDITABLE if here[layer] != there[layer]])


def refuse_unknown(state: State, name: str) -> None:
    """Return nothing; raise InputError when a project has no variant of a name."""
    if name not in state.variants:
        allowed = ", ".join(state.variants)
        fault = Fault("variants", "name", repr(name), allowed, "Choose one that is there.")
        raise InputError([fault])


def _copy(scene: Scene, unplaced: Sequence[UnplacedCamera]) -> Copy:
    rows: dict[str, list[Any]] = {
        layer: rows_of_frame(layer, getattr(scene, layer)) for layer in EDITABLE if layer != "cameras"
    }
    rows["cameras"] = [row_of_camera(camera) for camera in scene.cameras]
    told = {layer: [row_as_plain(row) for row in those] for layer, those in rows.items()}
    told[UNPLACED] = [
        {"number": each.number, "id": each.id, "fields": dict(each.fields)} for each in unplaced
    ]
    return {layer: json.dumps(those, ensure_ascii=False) for layer, those in told.items()}


def _packed(copied: Copy) -> bytes:
    return zlib.compress(json.dumps(copied, ensure_ascii=False).encode())


def _read(connection: sqlite3.Connection, name: str) -> Copy:
    asked = "SELECT layers FROM siting_variants WHERE name = ?"
    found = connection.execute(asked, (name,)).fetchone()
    try:
        copied: Copy = json.loads(zlib.decompress(found[0]))
    except (TypeError, ValueError, zlib.error) as problem:
        remedy = "The project is damaged: take the last copy of it."
        fault = Fault("variants", name, "a copy that cannot be read", "the variant as kept", remedy)
        raise InputError([fault]) from problem
    return copied


def _rows(text: str) -> list[dict[str, Any]]:
    return [row_from_plain(row) for row in json.loads(text)]


def _scene(scene: Scene, copied: Mapping[str, str], layers: Sequence[str]) -> Scene:
    held: dict[str, Any] = {layer: held_rows(layer, _rows(copied[layer]), scene.crs) for layer in layers}
    return replace(scene, **held)


def _put_unplaced(connection: sqlite3.Connection, rows: list[dict[str, Any]]) -> None:
    connection.execute("DELETE FROM siting_unplaced")
    connection.executemany(
        "INSERT INTO siting_unplaced (number, id, fields) VALUES (?, ?, ?)",
        [(row["number"], row["id"], json.dumps(row["fields"], ensure_ascii=False)) for row in rows],
    )
