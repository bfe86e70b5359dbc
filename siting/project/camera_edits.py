"""Edits of cameras: put, taken away, copied, called otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from siting.errors import Fault, InputError
from siting.fields import LAYERS, ids_in
from siting.io.project_rows import Row, row_of_camera, rows_of_frame
from siting.io.row_limits import row_faults
from siting.model import SENSOR_FORMAT
from siting.project.changes import Change, Edit, is_same
from siting.project.preset_edits import presets_changed, presets_of
from siting.project.row_edits import free_id, refuse

if TYPE_CHECKING:
    from siting.model import Camera, Scene

_AIM = {"azimuth_deg", "tilt_deg", "roll_deg"}
_AIMED_OTHERWISE = ("panoramic", "ptz", "multi")
# What was agreed or registered for one device holds for no other.
_OF_ONE_DEVICE = ("gb28181_id", "consent_ref", "consent_date")


def put_camera(scene: Scene, camera: Camera) -> Edit:
    """Return the edit that adds a camera, or puts it in the place of the one of its id.

    What is set otherwise than before is no longer assumed.

    Parameters
    ----------
    scene : Scene
    camera : Camera

    Raises
    ------
    InputError
        When it lacks what a plan must tell of a camera, unless it lacked that before.
    """
    place, before = _camera(scene, camera.id)
    old = None if before is None else row_of_camera(before)
    row = row_of_camera(camera)
    if old is not None:
        row["assumed"] = tuple(name for name in camera.assumed if _stays(name, old, row))
    refuse(_lacking(row, old) + row_faults("cameras", camera.id, row))
    if old is not None and is_same("cameras", old, row):
        return Edit("edit.change_camera", ())
    return Edit(_camera_title(old, row), (Change("cameras", camera.id, old, row, place),))


def remove_camera(scene: Scene, camera_id: str) -> Edit:
    """Return the edit that takes a camera away, and its presets; signs that name it name it no more.

    Parameters
    ----------
    scene : Scene
    camera_id : str

    Raises
    ------
    InputError
        When there is no such camera.
    """
    place, camera = _known_camera(scene, camera_id)
    gone = Change("cameras", camera_id, row_of_camera(camera), None, place)
    return Edit(
        "edit.remove_camera",
        (gone, *presets_changed(scene, camera_id, []), *_signs_changed(scene, camera_id, None)),
    )


def duplicate_camera(
    scene: Scene, camera_id: str, new_id: str | None = None, *, easting_m: float, northing_m: float
) -> Edit:
    """Return the edit that proposes a second camera like one that is there, with presets like its own.

    Its registration and the consent it rests on are not copied: they hold for the other.

    Parameters
    ----------
    scene : Scene
    camera_id : str
    new_id : str or None
        None makes one of the other's.
    easting_m, northing_m : float
        Where it stands [m].

    Raises
    ------
    InputError
        When there is no such camera, or the new id is taken.
    """
    _, camera = _known_camera(scene, camera_id)
    fresh = new_id or free_id(scene, "cameras", stem=camera_id)
    _refuse_taken(scene, fresh)
    none: dict[str, Any] = dict.fromkeys(_OF_ONE_DEVICE)
    twin = replace(camera, id=fresh, easting_m=easting_m, northing_m=northing_m, status="proposed", **none)
    presets = [row | {"camera_id": fresh} for _, row in presets_of(scene, camera_id)]
    row = row_of_camera(twin)
    changes = [Change("cameras", fresh, None, row, len(scene.cameras))]
    changes += [
        Change("presets", fresh, None, each, len(scene.presets) + number)
        for number, each in enumerate(presets)
    ]
    return Edit("edit.duplicate_camera", tuple(changes))


def rename_camera(scene: Scene, camera_id: str, new_id: str) -> Edit:
    """Return the edit that calls a camera otherwise, in its presets and on signs too.

    Parameters
    ----------
    scene : Scene
    camera_id, new_id : str

    Raises
    ------
    InputError
        When there is no such camera, or the new id is empty or taken.
    """
    place, camera = _known_camera(scene, camera_id)
    if new_id == camera_id:
        return Edit("edit.rename_camera", ())
    _refuse_taken(scene, new_id)
    old, new = row_of_camera(camera), row_of_camera(replace(camera, id=new_id))
    refuse(row_faults("cameras", new_id, new))
    changes = [
        Change("cameras", camera_id, old, None, place),
        Change("cameras", new_id, None, new, place),
    ]
    for row_place, row in presets_of(scene, camera_id):
        changes.append(Change("presets", camera_id, row, None, row_place))
        after = row | {"camera_id": new_id}
        changes.append(Change("presets", new_id, None, after, row_place))
    return Edit("edit.rename_camera", (*changes, *_signs_changed(scene, camera_id, new_id)))


def _camera(scene: Scene, camera_id: str) -> tuple[int, Camera | None]:
    for place, camera in enumerate(scene.cameras):
        if camera.id == camera_id:
            return place, camera
    return len(scene.cameras), None


def _known_camera(scene: Scene, camera_id: str) -> tuple[int, Camera]:
    place, camera = _camera(scene, camera_id)
    if camera is None:
        fault = Fault("cameras", "id", repr(camera_id), "the id of a camera", "Choose one that is there.")
        raise InputError([fault])
    return place, camera


def _refuse_taken(scene: Scene, camera_id: str) -> None:
    if _camera(scene, camera_id)[1] is not None:
        remedy = "Call it otherwise."
        refuse([Fault("cameras", "id", repr(camera_id), "an id that no other camera has", remedy)])


def _stays(name: str, old: Row, row: Row) -> bool:
    field = "sensor_width_mm" if name == SENSOR_FORMAT else name
    return field in row and old.get(field) == row[field]


def _lacking(row: Row, old: Row | None) -> list[Fault]:
    """Return a fault for all that a plan must tell of a camera and this one lacks, as no former one did."""
    need = {"height_m": row["height_m"] is None}
    need["azimuth_deg"] = row["azimuth_deg"] is None and row["kind"] not in _AIMED_OTHERWISE
    need["image_width_px"] = row["image_width_px"] is None
    return [
        Fault("cameras", name, "nothing", LAYERS["cameras"].field(name).allowed(), "Fill it in.", row["id"])
        for name, is_missing in need.items()
        if is_missing and (old is None or old[name] is not None)
    ]


def _camera_title(old: Row | None, row: Row) -> str:
    if old is None:
        return "edit.add_camera"
    changed = {name for name in row if name not in ("geometry", "assumed") and old[name] != row[name]}
    if not changed and not old["geometry"].equals(row["geometry"]):
        return "edit.move_camera"
    return "edit.turn_camera" if changed and changed <= _AIM else "edit.change_camera"


def _signs_changed(scene: Scene, camera_id: str, new_camera_id: str | None) -> tuple[Change, ...]:
    """Return the changes by which signs name a camera otherwise, or no more."""
    changes = []
    for place, row in enumerate(rows_of_frame("signs", scene.signs)):
        names = ids_in(row["camera_ids"] or "")
        if camera_id in names:
            kept = [new_camera_id if each == camera_id else each for each in names]
            told = ", ".join(each for each in kept if each) or None
            changes.append(Change("signs", row["id"], row, row | {"camera_ids": told}, place))
    return tuple(changes)
