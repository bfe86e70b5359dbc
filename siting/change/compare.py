"""Cameras and systems of two scenes matched by id, and what differs between them, field by field."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from siting.change.cameras import camera_changes
from siting.change.renames import renames
from siting.change.seeing import presets_of
from siting.change.systems import system_changes
from siting.rules.cells import text_of
from siting.rules.changes import RENAMED, WITHIN, Change

if TYPE_CHECKING:
    from collections.abc import Mapping

    from siting.model import Camera, Scene
    from siting.rules.tolerances import Tolerance


def compare_scenes(plan: Scene, built: Scene, tolerances: Mapping[str, Tolerance]) -> tuple[Change, ...]:
    """Return what differs between the cameras and the systems of two scenes, in the order of the plan.

    A value that the plan leaves open, or that was assumed for want of it, cannot be deviated from; one that
    the plan gives and the built scene does not is unknown. A camera that `siting.change.renames` knows under
    another id is the same.

    Parameters
    ----------
    plan, built : Scene
        In one system of coordinates, cameras with ids of their own.
    tolerances : mapping of str to Tolerance
        As `siting.rules.tolerances.load_tolerances` returns them.
    """
    other_ids = renames(plan, built, tolerances)
    after = {camera.id: camera for camera in built.cameras}
    presets = presets_of(plan.presets), presets_of(built.presets)
    changes: list[Change] = []
    met = set()
    for camera in plan.cameras:
        built_id = other_ids.get(camera.id, camera.id)
        if built_id not in after:
            changes.append(_came_or_went("removed", camera))
            continue
        met.add(built_id)
        if built_id != camera.id:
            changes.append(_renamed(camera, built_id))
        both = presets[0].get(camera.id, {}), presets[1].get(built_id, {})
        changes.extend(camera_changes(camera, after[built_id], both, tolerances))
    changes.extend(_came_or_went("added", each) for each in built.cameras if each.id not in met)
    changes.extend(system_changes(plan, built))
    return _with_namesakes(changes, tolerances["position_m"].value)


def _came_or_went(change: str, camera: Camera) -> Change:
    return Change(
        subject_kind="camera",
        subject_id=camera.id,
        system_id=text_of(camera.system_id),
        change=change,
        geometry=shapely.Point(camera.easting_m, camera.northing_m),
    )


def _renamed(camera: Camera, built_id: str) -> Change:
    return Change(
        subject_kind="camera",
        subject_id=camera.id,
        system_id=text_of(camera.system_id),
        change=RENAMED,
        field="id",
        plan=camera.id,
        built=built_id,
        extent=WITHIN,
        geometry=shapely.Point(camera.easting_m, camera.northing_m),
    )


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
