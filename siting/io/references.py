"""Ids that name something in another layer which is not there: told, never silently without effect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from siting.fields import ids_in
from siting.io.door import missing
from siting.io.ledger import shortened
from siting.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from siting.io.ledger import Ledger
    from siting.model import Camera

# Layer, field that names, layer that is named.
_NAMED = (
    ("signs", "camera_ids", "cameras"),
    ("presets", "camera_id", "cameras"),
    ("cameras", "system_id", "systems"),
    ("documents", "system_id", "systems"),
    ("entrances", "building_id", "buildings"),
    ("windows", "building_id", "buildings"),
)


def note_lost_references(frames: Mapping[str, Any], cameras: Sequence[Camera], ledger: Ledger) -> None:
    """Add a note for each field whose ids name what the named layer, where it is given, does not hold.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Layers as read, None where a layer could not be.
    cameras : sequence of Camera
    ledger : Ledger
    """
    ids = {name: set(frame["id"]) for name, frame in frames.items() if frame is not None and "id" in frame}
    ids["cameras"] = {camera.id for camera in cameras}
    for layer, field, target in _NAMED:
        if target in ids:
            lost = [
                f"{who}: {name}"
                for who, cell in _cells(layer, field, frames, cameras)
                for name in ids_in(cell)
                if name not in ids[target]
            ]
            if lost:
                ledger.note(
                    layer,
                    field=field,
                    found=f"{counted(len(lost), 'name')} of {target} not there: {shortened(lost)}",
                    done="without effect",
                )


def _cells(
    layer: str, field: str, frames: Mapping[str, Any], cameras: Sequence[Camera]
) -> Iterable[tuple[str, str]]:
    """Yield who names, and the cell that does."""
    if layer == "cameras":
        yield from ((camera.id, getattr(camera, field)) for camera in cameras if getattr(camera, field))
        return
    frame = frames.get(layer)
    if frame is None:
        return
    cells = frame[field].to_numpy(dtype=object)
    # A table of papers has no ids of its own: its rows are called by number.
    who = frame["id"] if "id" in frame else (f"row {number}" for number in frame.index)
    for name, cell, is_empty in zip(who, cells, missing(cells), strict=True):
        if not is_empty:
            yield str(name), str(cell)
