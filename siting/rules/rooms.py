"""Where a device is fixed: in, perhaps in, or outside a room, in plan and in height."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    from siting.rules.facts import CameraFacts, Zone


def is_in_room(camera: CameraFacts, room: Zone) -> bool | None:
    """Return whether the device is in the room; None when the plan does not settle it.

    The declared position decides. It is not settled when the position stands exactly on the room's
    edge, when the engine moved the camera out of the room, and when a height is missing or assumed.

    Parameters
    ----------
    camera : CameraFacts
    room : Zone
    """
    if not shapely.intersects(room.geometry, camera.declared):
        return False
    height = _is_in_height(camera, room)
    if height is False:
        return False
    on_edge = shapely.touches(room.geometry, camera.declared)
    moved_out = camera.moved_m > 0 and not shapely.intersects(room.geometry, camera.position)
    return None if on_edge or moved_out else height


def _is_in_height(camera: CameraFacts, room: Zone) -> bool | None:
    height_m = camera.camera.height_m
    if height_m is None or "height_assumed" in camera.flags:
        return None
    if room.base_m is not None and height_m < room.base_m:
        return False
    if room.top_m is not None and height_m > room.top_m:
        return False
    return None if room.base_m is None or room.top_m is None else True
