"""Edits of the preset positions of a camera."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from siting.errors import Fault
from siting.io.project_rows import Row, rows_of_frame
from siting.io.row_limits import row_faults
from siting.project.changes import Change, Edit, is_same, whole
from siting.project.row_edits import refuse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from siting.model import Scene


def put_presets(scene: Scene, camera_id: str, presets: Sequence[Mapping[str, Any]]) -> Edit:
    """Return the edit that gives a camera these preset positions in place of those that it has.

    Parameters
    ----------
    scene : Scene
    camera_id : str
    presets : sequence of mapping
        Each ``name``, ``azimuth_deg``, and ``tilt_deg``, ``hfov_deg`` where they are known.

    Raises
    ------
    InputError
        When there is no such camera, a value is outside its limits, or a name occurs twice.
    """
    if camera_id not in {camera.id for camera in scene.cameras}:
        remedy = "Choose one that is there."
        refuse([Fault("cameras", "id", repr(camera_id), "the id of a camera", remedy)])
    rows = [whole("presets", {**row, "camera_id": camera_id}) for row in presets]
    faults = [
        fault
        for given, row in zip(presets, rows, strict=True)
        for fault in row_faults("presets", camera_id, {**given, "camera_id": row["camera_id"]})
    ]
    for name, count in Counter(row["name"] for row in rows).items():
        if count > 1:
            remedy = "Call one otherwise."
            faults.append(Fault("presets", "name", repr(name), "each name once", remedy, camera_id))
    refuse(faults)
    return Edit("edit.change_presets", presets_changed(scene, camera_id, rows))


def presets_of(scene: Scene, camera_id: str) -> list[tuple[int, Row]]:
    """Return place and row of every preset position of a camera."""
    frame = scene.presets
    places = [place for place, each in enumerate(frame["camera_id"].tolist()) if each == camera_id]
    if not places:
        return []
    rows = rows_of_frame("presets", frame)
    return [(place, rows[place]) for place in places]


def presets_changed(scene: Scene, camera_id: str, rows: list[Row]) -> tuple[Change, ...]:
    """Return the changes that give a camera these presets: row for row, the rest goes or comes last."""
    old = presets_of(scene, camera_id)
    changes = [
        Change("presets", camera_id, before, after, place)
        for (place, before), after in zip(old, rows, strict=False)
        if not is_same("presets", before, after)
    ]
    gone = old[len(rows) :]
    changes += [Change("presets", camera_id, row, None, place) for place, row in reversed(gone)]
    last = len(scene.presets) - len(gone)
    changes += [
        Change("presets", camera_id, None, row, last + number) for number, row in enumerate(rows[len(old) :])
    ]
    return tuple(changes)
