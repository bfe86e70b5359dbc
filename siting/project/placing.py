"""Cameras of a table that gave them no place: put on the map by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely

from siting.errors import Fault, InputError
from siting.io.project_rows import camera_of_row
from siting.io.row_limits import row_faults
from siting.project.camera_edits import put_camera
from siting.project.changes import UNPLACED, Change, Edit, whole
from siting.project.row_edits import refuse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from siting.model import Scene
    from siting.project.state import UnplacedCamera

_FULL_TURN_DEG = 360.0


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
