"""Reading the scene of a project file: as it was when the project was made, and as it was edited since."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyproj
import shapely
from pyproj.exceptions import CRSError

from siting.errors import Fault, InputError
from siting.fields import LAYERS
from siting.io.kept_raster import lay_out_raster
from siting.io.project_file import reading, values_of
from siting.io.project_rows import camera_of_row, frame_of_rows, read_rows
from siting.io.project_schema import EDITABLE, columns_of
from siting.io.row_limits import row_faults
from siting.model import LEDGER_COLUMNS, Camera, Scene, Source

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from siting.io.project_rows import Row

_DAMAGED = "The project is damaged: take the last copy of it."


def read_project_scene(path: Path) -> Scene:
    """Return the scene of a project file in its current variant.

    Parameters
    ----------
    path : pathlib.Path

    Raises
    ------
    InputError
        When it is no project, damaged, of a newer version, or another program put in what no reader lets
        pass.
    """
    with reading(path) as connection:
        scene = scene_in(connection, file=path.name)
        return replace(scene, sources=(*scene.sources, *_edited(connection, path.name)))


def refuse_beside_project(source: object, told: Mapping[str, object]) -> None:
    """Return nothing; raise InputError where a project is read together with layers of other files.

    Parameters
    ----------
    source : path
        The project.
    told : mapping of str to object
        What was given beside it by name, None where nothing was.
    """
    name = str(source).replace("\\", "/").rpartition("/")[2]
    remedy = "Leave it out, or name the layers of the project one by one: --buildings {}:buildings ..."
    faults = [
        Fault(name, option, f"{option} beside a project", "the project alone", remedy.format(name))
        for option, given in told.items()
        if given is not None
    ]
    if faults:
        raise InputError(faults)


def scene_in(connection: sqlite3.Connection, *, file: str) -> Scene:
    """Return the scene that a connection sees.

    Parameters
    ----------
    connection : sqlite3.Connection
    file : str
        Name of the project, for messages.
    """
    values = values_of(connection)
    crs = _crs(values, file)
    layers = layers_in(connection, LAYERS, crs, file=file)
    ground = lay_out_raster(connection, "terrain", file=file)
    top = lay_out_raster(connection, "surface", file=file)
    columns = ", ".join(LEDGER_COLUMNS)
    ledger = connection.execute(f"SELECT {columns} FROM siting_ledger ORDER BY number").fetchall()
    outermost = values["outermost"]
    return Scene(
        crs=crs,
        name=values["name"],
        ledger=pd.DataFrame(ledger, columns=list(LEDGER_COLUMNS), dtype=object),
        sources=_sources(connection),
        attribution=tuple(values["attribution"]),
        profile=values["profile"],
        known_within_m=float(values["known_within_m"]),
        outermost=None if outermost is None else shapely.from_wkb(outermost),
        terrain=None if ground is None else ground.path,
        surface=None if top is None else top.path,
        ground=ground,
        **layers,
    )


def layers_in(
    connection: sqlite3.Connection, names: Iterable[str], crs: pyproj.CRS, *, file: str
) -> dict[str, Any]:
    """Return layers of a project as a scene holds them, cameras as a tuple.

    Parameters
    ----------
    connection : sqlite3.Connection
    names : iterable of str
    crs : pyproj.CRS
    file : str
        Name of the project, for messages.

    Raises
    ------
    InputError
        With every value of an edited layer that no reader lets pass: another program wrote it.
    """
    found: dict[str, list[Row]] = {}
    for layer in names:
        try:
            found[layer] = read_rows(connection, layer)
        except ValueError as problem:
            fault = Fault(file, layer, f"a shape that cannot be read ({problem})", "shapes", _DAMAGED)
            raise InputError([fault]) from problem
    faults = [fault for layer in found if layer in EDITABLE for fault in _faults(layer, found[layer], file)]
    if faults:
        raise InputError(faults)
    return {layer: held_rows(layer, rows, crs) for layer, rows in found.items()}


def held_rows(layer: str, rows: list[Row], crs: pyproj.CRS) -> tuple[Camera, ...] | pd.DataFrame:
    """Return rows of a layer as a scene holds them."""
    if layer == "cameras":
        return tuple(camera_of_row(row) for row in rows)
    return frame_of_rows(layer, rows, crs)


def _faults(layer: str, rows: list[Row], file: str) -> list[Fault]:
    """Return what another program put into an edited layer that no reader lets pass."""
    has_id = LAYERS[layer].fields[0].name == "id"
    faults, seen = [], set()
    for number, row in enumerate(rows, start=1):
        row_id = str(row["id"]) if has_id and row["id"] is not None else str(number)
        faults += row_faults(layer, row_id, row)
        if has_id and (row["id"] is None or row["id"] in seen):
            remedy = "Give every row an id of its own."
            faults.append(Fault(layer, "id", repr(row["id"]), "an id that no other row has", remedy, row_id))
        seen.add(row.get("id"))
    return [replace(fault, file=f"{file}:{layer}") for fault in faults]


def _edited(connection: sqlite3.Connection, file: str) -> list[Source]:
    """Return a source for each layer that is no longer as it was read: the project itself, and its rows.

    Its layer is named otherwise: that somebody once drew a sign does not say that the plan tells of all.
    """
    asked = "SELECT layer FROM siting_layers WHERE revision > 0 ORDER BY layer"
    sources = []
    for (layer,) in connection.execute(asked).fetchall():
        columns = ", ".join(f'"{name}"' for name in columns_of(layer))
        rows = connection.execute(f'SELECT {columns} FROM "{layer}" ORDER BY fid').fetchall()
        digest = hashlib.sha256(repr(rows).encode()).hexdigest()
        sources.append(Source(f"{file}:{layer}", f"{layer}, edited", len(rows), digest))
    return sources


def _crs(values: dict[str, Any], file: str) -> pyproj.CRS:
    try:
        return pyproj.CRS.from_user_input(values["crs"])
    except (CRSError, KeyError) as problem:
        fault = Fault(file, "crs", "no reference system that is known", "that of the scene", _DAMAGED)
        raise InputError([fault]) from problem


def _sources(connection: sqlite3.Connection) -> tuple[Source, ...]:
    asked = "SELECT name, layer, row_count, sha256, fields FROM siting_sources ORDER BY number"
    return tuple(
        Source(name, layer, row_count, sha256, tuple(json.loads(fields)))
        for name, layer, row_count, sha256, fields in connection.execute(asked)
    )
