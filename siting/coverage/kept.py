"""What is kept of a coverage, so that an edit of cameras asks only those that it touches."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage.gatherer import Gatherer
from siting.coverage.outlook import looks_beyond
from siting.coverage.reach import rows_in_reach
from siting.coverage.sights import eyes_of
from siting.coverage.stage import stage_among
from siting.coverage.standing import WALL_DEPTH_M
from siting.coverage.used import is_computed, used_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from siting.coverage.looks import Stage
    from siting.coverage.seen import Seen
    from siting.coverage.sights import Eye
    from siting.coverage.standing import Standing
    from siting.model import Camera, Ladder, Scene

_ROUND_ABOUT = ("buildings", "obstacles", "entrances", "windows", "zones", "walks", "ground", "crs")
# A camera is moved off a wall by no more than this; half as much again, whatever rounding does.
_AROUND_M = 3.0 * WALL_DEPTH_M


@dataclass(frozen=True, eq=False)
class Kept:
    """A scene that was covered: what stands in it, and what each of its cameras sees.

    Parameters
    ----------
    scene : siting.model.Scene
    rows : int array (n,)
        Rows of the buildings that the solids were made of.
    stage : siting.coverage.looks.Stage
    ladder : siting.model.Ladder
    built : frozenset of str
        Ids of proposed obstacles that count as built.
    outermost : shapely.Polygon
        Convex hull of all buildings.
    gatherer : siting.coverage.gatherer.Gatherer
        To be asked for another.
    seen : tuple of siting.coverage.seen.Seen
        One a camera, in the scene's order.
    """

    scene: Scene
    rows: NDArray[np.int64]
    stage: Stage
    ladder: Ladder
    built: frozenset[str]
    outermost: Any
    gatherer: Gatherer
    seen: tuple[Seen, ...] = ()


@dataclass(frozen=True, eq=False)
class Changes:
    """The cameras that an edit touches: their places in the scene, their views, and where they stand.

    `kept` is what was kept, with the solids that are in reach after the edit.
    """

    kept: Kept
    places: list[int]
    eyes: list[Eye]
    standings: list[Standing]


def changes_of(kept: Kept, scene: Scene, azimuth_grid_deg: NDArray[np.float64]) -> Changes | None:
    """Return the cameras that are other than those kept, None where more than cameras is.

    Parameters
    ----------
    kept : Kept
    scene : siting.model.Scene
        After an edit.
    azimuth_grid_deg : float array (n,)
        Of its cameras, NaN where there is none [degrees].
    """
    same = all(getattr(scene, name) is getattr(kept.scene, name) for name in _ROUND_ABOUT)
    # On a raster the ground around all cameras is read at once.
    if not same or kept.stage.terrain is not None:
        return None
    old = {each.eye.camera.id: each.eye for each in kept.seen}
    presets = _presets_of(scene) if scene.presets is not kept.scene.presets else {}
    before = _presets_of(kept.scene) if scene.presets is not kept.scene.presets else {}

    def is_same(camera: Camera) -> bool:
        known = old.get(camera.id)
        unmoved = known is not None and (known.camera is camera or known.camera == camera)
        return unmoved and presets.get(camera.id) == before.get(camera.id)

    places = [k for k, camera in enumerate(scene.cameras) if not is_same(camera)]
    cameras = tuple(scene.cameras[k] for k in places)
    eyes = eyes_of(replace(scene, cameras=cameras), azimuth_grid_deg[places])
    new = {eye.camera.id: eye for eye in eyes}
    every = [new.get(camera.id) or old[camera.id] for camera in scene.cameras]
    rows = rows_in_reach(scene, every)
    now = kept if np.array_equal(rows, kept.rows) else _among(kept, scene, rows, every)
    if now is None:
        return None
    return Changes(now, places, eyes, _standings(now.stage, cameras, azimuth_grid_deg[places]))


def _among(kept: Kept, scene: Scene, rows: NDArray[np.int64], eyes: list[Eye]) -> Kept | None:
    """Return what is kept with other buildings in reach, None where that touches cameras not edited.

    What is new or no more in reach stands in no view of theirs. Only of copies of one building, of which one
    counts, that one may become another.
    """
    old = kept.stage
    stage = stage_among(scene, rows, eyes, bands=old.bands, plane_m=old.plane_m, built=kept.built)
    ids = scene.buildings["id"].to_numpy(object)
    for one, other, solids in ((rows, kept.rows, stage.solids), (kept.rows, rows, old.solids)):
        if not solids.copied.isdisjoint(ids[np.setdiff1d(one, other)]):
            return None
    gatherer = Gatherer(scene, stage, kept.ladder)
    return replace(kept, rows=rows, stage=stage, gatherer=gatherer)


def _presets_of(scene: Scene) -> dict[str, list[tuple[Any, ...]]]:
    rows: dict[str, list[tuple[Any, ...]]] = {}
    for row in scene.presets.to_dict("records"):
        rows.setdefault(str(row["camera_id"]), []).append(tuple(map(str, row.values())))
    return rows


def _standings(
    stage: Stage, cameras: tuple[Camera, ...], azimuth_grid_deg: NDArray[np.float64]
) -> list[Standing]:
    """Return where cameras stand among the solids around them."""
    places = np.array([(camera.easting_m, camera.northing_m) for camera in cameras]).reshape(-1, 2)
    around = np.hstack([places - _AROUND_M, places + _AROUND_M])
    _, near = stage.tree.query(np.array([shapely.box(*bounds) for bounds in around], object))
    return stage.unbuilt.stand(cameras, azimuth_grid_deg, among=np.unique(near))


def as_used(seen: Sequence[Seen], azimuth_grid_deg: NDArray[np.float64], kept: Kept) -> list[Seen]:
    """Return cameras that have looked with their rows as used, and whether they look out of the plan.

    Parameters
    ----------
    seen : sequence of siting.coverage.seen.Seen
    azimuth_grid_deg : float array (n,)
        NaN where there is none [degrees].
    kept : Kept
    """
    sectors = [
        each.eye.sights[0].hull((each.standing.easting_m, each.standing.northing_m))
        if each.eye.sights and is_computed(each)
        else None
        for each in seen
    ]
    beyond = looks_beyond(kept.scene, sectors, outermost=kept.outermost)
    told = [replace(each, is_beyond=bool(out)) for each, out in zip(seen, beyond, strict=True)]
    return [
        replace(each, used=used_row(each, float(azimuth), kept.stage.solids))
        for each, azimuth in zip(told, azimuth_grid_deg, strict=True)
    ]
