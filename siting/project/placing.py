"""Cameras of a table that gave them no place: put on the map by hand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely

from siting.errors import Fault, InputError
from siting.io.project_rows import camera_of_row
from siting.io.row_limits import row_faults
from siting.io.unplaced import read_unplaced_rows
from siting.project.camera_edits import put_camera
from siting.project.changes import UNPLACED, Change, Edit, whole
from siting.project.row_edits import refuse
from siting.project.state import UnplacedCamera

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from siting.model import Scene

_FULL_TURN_DEG = 360.0


def read_unplaced(path: str | Path, *, encoding: str | None = None) -> tuple[UnplacedCamera, ...]:
    """Return the cameras of a table that gives them no place.

    Parameters
    ----------
    path : str or pathlib.Path
        A table, or ``file:sheet``.
    encoding : str or None
        Encoding of CSV text; found out when None.

    Raises
    ------
    InputError
        With every cell that cannot be read.
    """
    return tuple(UnplacedCamera(*row) for row in read_unplaced_rows(path, encoding=encoding))


def list_unplaced(
    connection: sqlite3.Connection, cameras: Sequence[UnplacedCamera], *, taken: Collection[str] = ()
) -> None:
    """Return nothing; put cameras on the list of those that wait for a place.

    Parameters
    ----------
    connection : sqlite3.Connection
        In a transaction.
    cameras : sequence of UnplacedCamera
    taken : collection of str
        Ids that other cameras have.

    Raises
    ------
    InputError
        With every id that is taken, and every value outside its limits.
    """
    faults, seen = [], set(taken)
    for each in cameras:
        if each.id in seen:
            allowed = "an id that no other camera has"
            faults.append(Fault("cameras", "id", repr(each.id), allowed, "Call it otherwise.", each.id))
        seen.add(each.id)
        row = {**each.fields, "id": each.id, "geometry": shapely.Point(0.0, 0.0)}
        faults += row_faults("cameras", each.id, row)
    refuse(faults)
    connection.executemany(
        "INSERT INTO siting_unplaced (id, fields) VALUES (?, ?)",
        [(each.id, json.dumps(dict(each.fields), ensure_ascii=False)) for each in cameras],
    )


def place_camera(
    scene: Scene,
    unplaced: Sequence[UnplacedCamera],
    camera_id: str,
    *,
    place_m: tuple[float, float],
    fields: Mapping[str, object],
) -> Edit:
    """Return the edit that makes a camera without a place a camera of the plan.

    What neither the table nor the hand gives is assumed as the reader assumes it.

    Parameters
    ----------
    scene : Scene
    unplaced : sequence of UnplacedCamera
    camera_id : str
    place_m : tuple of float
        Easting and northing [m].
    fields : mapping of str to object
        Canonical fields that are set by hand.

    Raises
    ------
    InputError
        When no such camera waits, or it lacks what a plan must tell of a camera.
    """
    waiting = next((each for each in unplaced if each.id == camera_id), None)
    if waiting is None:
        remedy = "Choose one that waits."
        allowed = "the id of a camera without a place"
        raise InputError([Fault("cameras", "id", repr(camera_id), allowed, remedy)])
    given = {**waiting.fields, **fields, "id": camera_id}
    row = {**given, "geometry": shapely.Point(*place_m)}
    refuse(row_faults("cameras", camera_id, row))
    placed = put_camera(scene, camera_of_row(_assumed(whole("cameras", row))))
    listed = {"number": waiting.number, **waiting.fields}
    return Edit("edit.place_camera", (*placed.changes, Change(UNPLACED, camera_id, listed, None)))


def _assumed(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with what the reader assumes where a table says nothing, and what that was."""
    values: dict[str, Any] = {"tilt_deg": 0.0, "status": "proposed"}
    if row["kind"] == "panoramic":
        values["hfov_deg"] = _FULL_TURN_DEG
    assumed = {name: value for name, value in values.items() if row[name] is None}
    if row["image_width_px"] is not None:
        row["image_width_px"] = int(row["image_width_px"])
    return row | assumed | {"assumed": tuple(assumed)}
