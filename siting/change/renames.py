"""Cameras that two scenes call differently: at the same place, looking the same way, of the same kind."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import shapely

from siting.change.cameras import camera_changes
from siting.change.seeing import measured, presets_of
from siting.rules.changes import WITHIN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from siting.change.seeing import Aimed
    from siting.model import Camera, Scene
    from siting.rules.tolerances import Tolerance

    Presets = Mapping[str, Mapping[str, Aimed]]

# A camera that looks all round has no aim to be told by.
_ALL_ROUND = "panoramic"


def renames(plan: Scene, built: Scene, tolerances: Mapping[str, Tolerance]) -> dict[str, str]:
    """Return the id as built of each camera of the plan that is built under another id.

    It is the same camera where everything that the plan says of it holds of the other, within the
    tolerances, its aim is told in both, and no third camera could be either of the two. Where less is
    known it may be the same, which is for a person to say.

    Parameters
    ----------
    plan, built : Scene
        In one system of coordinates, cameras with ids of their own.
    tolerances : mapping of str to Tolerance
    """
    ids = [{camera.id for camera in scene.cameras} for scene in (plan, built)]
    gone = [camera for camera in plan.cameras if camera.id not in ids[1]]
    come = [camera for camera in built.cameras if camera.id not in ids[0]]
    if not gone or not come:
        return {}
    presets = presets_of(plan.presets), presets_of(built.presets)
    alike = [
        (one.id, other.id)
        for one, other in _at_one_place(gone, come, tolerances["position_m"].value)
        if _is_same(one, other, presets, tolerances)
    ]
    firsts, seconds = (Counter(pair[side] for pair in alike) for side in (0, 1))
    return {one: other for one, other in alike if firsts[one] == seconds[other] == 1}


def _at_one_place(gone: list[Camera], come: list[Camera], reach_m: float) -> list[tuple[Camera, Camera]]:
    places = [shapely.points([(each.easting_m, each.northing_m) for each in some]) for some in (gone, come)]
    near = shapely.STRtree(places[1]).query(places[0], predicate="dwithin", distance=reach_m)
    return [(gone[one], come[other]) for one, other in np.asarray(near).T.tolist()]


def _is_same(
    one: Camera, other: Camera, presets: tuple[Presets, Presets], tolerances: Mapping[str, Tolerance]
) -> bool:
    both = presets[0].get(one.id, {}), presets[1].get(other.id, {})
    is_aimed = one.kind == _ALL_ROUND or bool(both[0]) or measured(one, "azimuth_deg") is not None
    return is_aimed and all(each.extent == WITHIN for each in camera_changes(one, other, both, tolerances))
