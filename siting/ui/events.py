"""What the user does on the map, turned into edits of the plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

from siting.crs import LONLAT, transformed
from siting.errors import SitingError
from siting.project import edits
from siting.ui.desk import Chosen, Desk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shapely.geometry.base import BaseGeometry

    from siting.model import Camera, Lens
    from siting.project import Edit

    Event = Mapping[str, Any]

_CM_DECIMALS = 2
# What is drawn gets these until the form beside the map says otherwise.
_ZONE = {"kind": "must_cover"}
_OBSTACLE = {"kind": "tree", "base_m": 0.0, "top_m": 6.0, "status": "existing"}
EDITABLE = ("cameras", "zones", "signs", "obstacles", "entrances")


def hear(desk: Desk, batch: Mapping[str, Any] | None) -> None:
    """Return nothing; carry out a batch of the map's events in their order, unless it was heard before.

    Parameters
    ----------
    desk : Desk
    batch : mapping or None
        `number`, and `events`: each with its `kind` and what belongs to it.
    """
    if batch is None or batch["number"] <= desk.acknowledged:
        return
    desk.acknowledged = int(batch["number"])
    for event in batch["events"]:
        act = _ACTS.get(str(event.get("kind")))
        if act is None:
            continue
        try:
            act(desk, event)
        except SitingError as error:
            desk.trouble = error


def new_camera(desk: Desk, camera_id: str, easting_m: float, northing_m: float) -> Camera:
    """Return a camera for a place: with the lens, height and status of the last one of the plan.

    Parameters
    ----------
    desk : Desk
    camera_id : str
    easting_m, northing_m : float
        In the scene's system [m].
    """
    from siting.model import Camera

    place: dict[str, Any] = {"easting_m": easting_m, "northing_m": northing_m}
    known = [each for each in desk.scene.cameras if each.kind == "fixed" and each.lens and each.height_m]
    if not known:
        return Camera(id=camera_id, **place, height_m=4.0, azimuth_deg=0.0, tilt_deg=15.0, lens=_first_lens())
    like = known[-1]
    return Camera(
        id=camera_id,
        **place,
        height_m=like.height_m,
        azimuth_deg=like.azimuth_deg,
        tilt_deg=like.tilt_deg,
        lens=like.lens,
        regime=like.regime,
        system_id=like.system_id,
        status="proposed",
    )


def free_id(desk: Desk, layer: str) -> str:
    """Return an id that nothing in a layer has yet, such as ``cam-7``.

    Parameters
    ----------
    desk : Desk
    layer : str
    """
    if layer == "cameras":
        taken = {camera.id for camera in desk.scene.cameras}
    else:
        taken = set(getattr(desk.scene, layer)["id"])
    stem = {"cameras": "cam", "zones": "zone", "signs": "sign", "obstacles": "obstacle"}.get(layer, layer)
    number = len(taken) + 1
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def camera_of(desk: Desk, camera_id: str) -> Camera:
    """Return a camera of the plan by its id; KeyError when there is none.

    Parameters
    ----------
    desk : Desk
    camera_id : str
    """
    for camera in desk.scene.cameras:
        if camera.id == camera_id:
            return camera
    raise KeyError(camera_id)


def _first_lens() -> Lens:
    """Return the lens of a plan's first camera: 4 mm behind a sensor of 1/2.8 inch, full HD."""
    from siting.model import Lens

    return Lens(image_width_px=1920, image_height_px=1080, focal_length_mm=4.0, sensor_width_mm=5.37)


def _place(desk: Desk, event: Event) -> tuple[float, float]:
    """Return where something was put, in the scene's system, to the centimetre [m]."""
    east, north = transformed(LONLAT, desk.scene.crs, [float(event["lon"])], [float(event["lat"])])
    return round(float(east[0]), _CM_DECIMALS), round(float(north[0]), _CM_DECIMALS)


def _area(desk: Desk, ring: list[list[float]]) -> shapely.Polygon:
    """Return a drawn ring of longitudes and latitudes as an area in the scene's system."""
    drawn = gpd.GeoSeries([shapely.Polygon(ring)], crs=LONLAT).to_crs(desk.scene.crs)
    area = drawn.iloc[0]
    assert isinstance(area, shapely.Polygon)
    return area


def _moved(desk: Desk, event: Event) -> None:
    easting_m, northing_m = _place(desk, event)
    if event["layer"] == "cameras":
        camera = camera_of(desk, event["id"])
        moved = replace(camera, easting_m=easting_m, northing_m=northing_m)
        _do(desk, edits.put_camera(desk.scene, moved), "cameras", camera.id)
        return
    _put_row(desk, event["layer"], event["id"], shapely.Point(easting_m, northing_m))


def _turned(desk: Desk, event: Event) -> None:
    camera = camera_of(desk, event["id"])
    told = tuple(name for name in camera.assumed if name != "azimuth_deg")
    turned = replace(camera, azimuth_deg=float(event["azimuth_deg"]) % 360.0, assumed=told)
    _do(desk, edits.put_camera(desk.scene, turned), "cameras", camera.id)


def _placed(desk: Desk, event: Event) -> None:
    easting_m, northing_m = _place(desk, event)
    if event["layer"] == "signs":
        sign = free_id(desk, "signs")
        named = desk.chosen.id if desk.chosen.layer == "cameras" else None
        edit = edits.put_row(
            desk.scene, "signs", sign, shapely.Point(easting_m, northing_m), camera_ids=named
        )
        _do(desk, edit, "signs", sign)
        return
    if event.get("id"):
        desk.project.place(event["id"], easting_m, northing_m)
        desk.placing = ""
        desk.follow()
        desk.chosen = Chosen("cameras", event["id"])
        return
    camera = new_camera(desk, free_id(desk, "cameras"), easting_m, northing_m)
    _do(desk, edits.put_camera(desk.scene, camera), "cameras", camera.id)


def _drawn(desk: Desk, event: Event) -> None:
    layer = event["layer"]
    row_id = free_id(desk, layer)
    fields = _ZONE if layer == "zones" else _OBSTACLE
    _do(desk, edits.put_row(desk.scene, layer, row_id, _area(desk, event["ring"]), **fields), layer, row_id)


def _reshaped(desk: Desk, event: Event) -> None:
    _put_row(desk, event["layer"], event["id"], _area(desk, event["ring"]))


def _put_row(desk: Desk, layer: str, row_id: str, geometry: BaseGeometry) -> None:
    """Return nothing; give a row of a layer another shape, its fields as they are."""
    frame = getattr(desk.scene, layer)
    row = frame[frame["id"] == row_id].iloc[0]
    fields = {name: row[name] for name in frame.columns if name not in ("id", "geometry")}
    _do(desk, edits.put_row(desk.scene, layer, row_id, geometry, **fields), layer, row_id)


def _removed(desk: Desk, event: Event) -> None:
    layer, row_id = event["layer"], event["id"]
    if layer == "cameras":
        edit = edits.remove_camera(desk.scene, row_id)
    else:
        edit = edits.remove_row(desk.scene, layer, row_id)
    if desk.do(edit):
        desk.chosen = Chosen()


def _duplicated(desk: Desk, event: Event) -> None:
    camera = camera_of(desk, event["id"])
    copy = free_id(desk, "cameras")
    # Beside the first, so that both can be grasped.
    place = {"easting_m": camera.easting_m + 3.0, "northing_m": camera.northing_m}
    _do(desk, edits.duplicate_camera(desk.scene, camera.id, new_id=copy, **place), "cameras", copy)


def _chosen(desk: Desk, event: Event) -> None:
    desk.chosen = Chosen(str(event["layer"]), str(event["id"]))


def _pair(desk: Desk, event: Event) -> None:
    desk.chosen = Chosen("cameras", str(event["camera"]))
    desk.look_at(camera=str(event["camera"]), building=str(event["building"]))


def _do(desk: Desk, edit: Edit, layer: str, row_id: str) -> None:
    if desk.do(edit):
        desk.chosen = Chosen(layer, row_id)


_ACTS: dict[str, Callable[[Desk, Event], object]] = {
    "moved": _moved,
    "turned": _turned,
    "placed": _placed,
    "drawn": _drawn,
    "reshaped": _reshaped,
    "removed": _removed,
    "duplicated": _duplicated,
    "chosen": _chosen,
    "pair": _pair,
    "undo": lambda desk, _: desk.undo(),
    "redo": lambda desk, _: desk.redo(),
}
