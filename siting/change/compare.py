"""Cameras and systems of two scenes matched by id, and what differs between them, field by field."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage.optics import resolve
from siting.rules.cells import records, text_of
from siting.rules.changes import BEYOND, UNKNOWN, WITHIN, Change
from siting.rules.finding import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from siting.model import Camera, Scene
    from siting.rules.tolerances import Tolerance

# The change that each measured and each declared field stands for.
_MEASURED = {"height_m": "raised", "azimuth_deg": "re_aimed", "tilt_deg": "re_aimed", "hfov_deg": "refocused"}
_DECLARED = {
    "kind": "retyped",
    "brand": "replaced",
    "model": "replaced",
    "image_width_px": "replaced",
    "has_audio": "refitted",
    "has_face_recognition": "refitted",
    "system_id": "reassigned",
    "regime": "reassigned",
    "social_public_area": "reassigned",
}
# What stands where a scene does not say of what kind a camera is.
_BY_DEFAULT = ("kind", "fixed")
_OF_SYSTEM = {"unit_name": "unit_changed", "retention_days": "retention_changed"}
_OPTICS = ("hfov_deg", "focal_length_mm", "sensor_width_mm")
# Less than a millimetre or a hundredth of a degree is no difference but rounding, as from one system of
# coordinates to another; a deviation drawn exactly at its tolerance is within it.
_NOTHING = {"m": 1e-3, "deg": 1e-2}
_ROUNDING = 1e-6
_FULL_TURN_DEG = 360.0


@dataclass(frozen=True, slots=True)
class _Pair:
    """One camera as planned and as built, and what its rows share."""

    plan: Camera
    built: Camera
    shared: dict[str, Any]


def compare_scenes(plan: Scene, built: Scene, tolerances: Mapping[str, Tolerance]) -> tuple[Change, ...]:
    """Return what differs between the cameras and the systems of two scenes, in the order of the plan.

    A value that the plan leaves open, or that was assumed for want of it, cannot be deviated from; one that
    the plan gives and the built scene does not is unknown.

    Parameters
    ----------
    plan, built : Scene
        In one system of coordinates, cameras with ids of their own.
    tolerances : mapping of str to Tolerance
        As `siting.rules.tolerances.load_tolerances` returns them.
    """
    before = {camera.id: camera for camera in plan.cameras}
    after = {camera.id: camera for camera in built.cameras}
    changes: list[Change] = []
    for camera in plan.cameras:
        if camera.id in after:
            changes.extend(_camera_changes(camera, after[camera.id], tolerances))
        else:
            changes.append(_came_or_went("removed", camera))
    changes.extend(_came_or_went("added", each) for each in built.cameras if each.id not in before)
    changes.extend(_system_changes(plan, built))
    return _with_namesakes(changes, tolerances["position_m"].value)


def _camera_changes(plan: Camera, built: Camera, tolerances: Mapping[str, Tolerance]) -> Iterator[Change]:
    places = [(each.easting_m, each.northing_m) for each in (plan, built)]
    shared: dict[str, Any] = {
        "subject_kind": "camera",
        "subject_id": plan.id,
        "system_id": text_of(plan.system_id) or text_of(built.system_id),
        "geometry": shapely.LineString(places) if places[0] != places[1] else shapely.Point(places[0]),
    }
    pair = _Pair(plan, built, shared)
    moved_m = math.dist(*places)
    texts = [f"{easting:.2f} {northing:.2f}" for easting, northing in places]
    yield from _measured(
        pair, "moved", tolerances["position_m"], deviation=moved_m, texts=(texts[0], texts[1])
    )
    for name, change in _MEASURED.items():
        first, second = _given(plan, name), _given(built, name)
        if first is None:
            continue
        if second is None:
            yield Change(change=change, field=name, plan=number_text(first), extent=UNKNOWN, **shared)
            continue
        apart = abs(second - first)
        if name == "azimuth_deg":
            apart = min(apart % _FULL_TURN_DEG, _FULL_TURN_DEG - apart % _FULL_TURN_DEG)
        both = (number_text(first), number_text(second))
        yield from _measured(pair, change, tolerances[name], deviation=apart, texts=both)
    yield from _declared(pair)


def _measured(
    pair: _Pair, change: str, tolerance: Tolerance, *, deviation: float, texts: tuple[str, str]
) -> Iterator[Change]:
    if deviation < _NOTHING[tolerance.unit]:
        return
    yield Change(
        change=change,
        field=tolerance.name,
        plan=texts[0],
        built=texts[1],
        deviation=deviation,
        tolerance=tolerance.value,
        unit=tolerance.unit,
        extent=BEYOND if deviation > tolerance.value + _ROUNDING else WITHIN,
        **pair.shared,
    )


def _given(camera: Camera, name: str) -> float | None:
    """A measured field as its scene gives it; None where it does not, or where it was assumed."""
    if name == "hfov_deg":
        if camera.lens is None or any(each in camera.assumed for each in _OPTICS):
            return None
        return resolve(camera.lens).hfov_deg
    value = getattr(camera, name)
    return None if value is None or name in camera.assumed else float(value)


def _declared(pair: _Pair) -> Iterator[Change]:
    for name, change in _DECLARED.items():
        first, second = (_text(camera, name) for camera in (pair.plan, pair.built))
        if first and first.casefold() != second.casefold():
            extent = BEYOND if second and (name, second) != _BY_DEFAULT else UNKNOWN
            yield Change(change=change, field=name, plan=first, built=second, extent=extent, **pair.shared)


def _text(camera: Camera, name: str) -> str:
    holder: Any = camera.lens if name == "image_width_px" else camera
    return "" if name in camera.assumed else text_of(getattr(holder, name, None))


def _came_or_went(change: str, camera: Camera) -> Change:
    return Change(
        subject_kind="camera",
        subject_id=camera.id,
        system_id=text_of(camera.system_id),
        change=change,
        geometry=shapely.Point(camera.easting_m, camera.northing_m),
    )


def _system_changes(plan: Scene, built: Scene) -> Iterator[Change]:
    after = {text_of(row["id"]): row for row in records(built.systems)}
    for row in records(plan.systems):
        system_id = text_of(row["id"])
        if system_id not in after:
            continue
        for name, change in _OF_SYSTEM.items():
            first, second = _plain(row[name]), _plain(after[system_id][name])
            if first and first != second:
                yield Change(
                    subject_kind="system",
                    subject_id=system_id,
                    system_id=system_id,
                    change=change,
                    field=name,
                    plan=first,
                    built=second,
                    extent=BEYOND if second else UNKNOWN,
                )


def _plain(value: object) -> str:
    return number_text(value) if isinstance(value, float) and math.isfinite(value) else text_of(value)


def _with_namesakes(changes: list[Change], reach_m: float) -> tuple[Change, ...]:
    """The changes, where a camera went and another came at its place naming each other."""
    gone = [k for k, each in enumerate(changes) if each.change == "removed"]
    come = [k for k, each in enumerate(changes) if each.change == "added"]
    if gone and come:
        came = np.array([changes[k].geometry for k in come], dtype=object)
        places = np.array([changes[k].geometry for k in gone], dtype=object)
        tree = shapely.STRtree(came)
        for one, other in zip(*tree.query(places, predicate="dwithin", distance=reach_m), strict=True):
            first, second = gone[int(one)], come[int(other)]
            if not changes[first].perhaps_id and not changes[second].perhaps_id:
                names = changes[first].subject_id, changes[second].subject_id
                changes[first] = replace(changes[first], perhaps_id=names[1])
                changes[second] = replace(changes[second], perhaps_id=names[0])
    return tuple(changes)
