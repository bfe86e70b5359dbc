"""What one existing camera would lose of its tasks to the proposed obstacles in its view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage.optics import FLOOR_PX_PER_M
from siting.coverage.rows import ClassBands, joined
from siting.coverage.sight_ground import sight_on_ground
from siting.coverage.solids import tree_of
from siting.coverage.unbuilt import mouths_beside
from siting.coverage.used import why_not_standing
from siting.coverage.visibility import valid_multipolygon
from siting.model import Ladder

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.coverage.beams import Sight
    from siting.coverage.solids import Solids
    from siting.coverage.standing import Standing
    from siting.coverage.terrain import Terrain
    from siting.model import Camera, Scene

ALL_TOGETHER = "*"
"""Stands as `obstacle_id` in the row that counts all proposed obstacles together."""
WHOLE_VIEW, MUST_COVER = "view", "must_cover"
"""The tasks of a camera: all that it covers, and what it covers of zones that must be covered."""

# Two cuts of one view differ by rounding along its rim; slivers smaller than a square millimetre are none.
_CRUMB_M2 = 1e-6

Row = tuple[tuple[Any, ...], Any]
"""The cells of one row of the table of obstruction, and its geometry."""


@dataclass(frozen=True)
class Town:
    """What stands, what is proposed, and the zones that must be covered.

    Parameters
    ----------
    solids : Solids
    tree : shapely.STRtree
        Of the bounds of the solids.
    is_proposed, stands, sheds_leaves, lacks_crown : bool array (s,)
        Which solids are proposed obstacles, which stand already (closed gaps are neither), which trees are
        known to shed their leaves, which are points without a crown.
    zones : tuple of (polygon, float)
        Zones that must be covered, and the density that each asks [px/m], NaN where it asks none.
    plane_m : float
        Height of the target plane above ground [m].
    terrain : siting.coverage.terrain.Terrain or None
        The ground where it is not level.
    """

    solids: Solids
    tree: shapely.STRtree
    is_proposed: NDArray[np.bool_]
    stands: NDArray[np.bool_]
    sheds_leaves: NDArray[np.bool_]
    lacks_crown: NDArray[np.bool_]
    zones: tuple[tuple[Any, float], ...]
    plane_m: float
    terrain: Terrain | None = None


def town_of(
    scene: Scene,
    solids: Solids,
    proposed: NDArray[np.int64],
    *,
    plane_m: float,
    terrain: Terrain | None = None,
) -> Town:
    """Return a scene sorted into what stands and what is proposed.

    Parameters
    ----------
    scene : Scene
    solids : Solids
        All that hides in the scene.
    proposed : int array (p,)
        Solids that count as proposed.
    plane_m : float
        Height of the target plane above ground [m].
    terrain : siting.coverage.terrain.Terrain or None
        The ground where it is not level.
    """
    obstacles = scene.obstacles
    is_tree = obstacles["kind"].to_numpy(object) == "tree"
    is_point = shapely.get_dimensions(np.asarray(obstacles.geometry.values, dtype=object)) == 0
    crown_m = obstacles["crown_m"].to_numpy(float, na_value=np.nan)
    all_obstacles = np.flatnonzero(solids.kind == "obstacle")
    count = len(solids.kind)
    is_proposed, sheds, lacks = np.zeros(count, bool), np.zeros(count, bool), np.zeros(count, bool)
    is_proposed[proposed] = True
    sheds[all_obstacles] = is_tree & (obstacles["deciduous"].to_numpy(object) == "yes")
    lacks[all_obstacles] = is_tree & is_point & np.isnan(crown_m)
    zones = scene.zones[scene.zones["kind"] == MUST_COVER]
    density = zones["min_px_per_m"].to_numpy(float, na_value=np.nan)
    return Town(
        solids=solids,
        tree=tree_of(solids),
        is_proposed=is_proposed,
        stands=~is_proposed & (solids.kind != "gap"),
        sheds_leaves=sheds,
        lacks_crown=lacks,
        zones=tuple(zip(zones.geometry, density, strict=True)),
        plane_m=plane_m,
        terrain=terrain,
    )


def losses(town: Town, camera: Camera, standing: Standing, sight: Sight) -> list[Row]:
    """Return the rows of one camera: for each task the obstacles that hide some of it, then all together.

    Parameters
    ----------
    town : Town
    camera : Camera
    standing : Standing
        Where it hangs without the proposed obstacles.
    sight : siting.coverage.beams.Sight
        What it counts as covering.
    """
    here = (standing.easting_m, standing.northing_m)
    near = np.sort(town.tree.query(sight.hull(here), predicate="intersects"))
    new = near[town.is_proposed[near]]
    flags = {"crown_missing"} if town.lacks_crown[new].any() else set()
    blind = why_not_standing(standing)
    if blind is not None:
        cells = (camera.id, WHOLE_VIEW, ALL_TOGETHER, 0.0, 0.0, 0.0, joined({*flags, blind}))
        return [(cells, shapely.MultiPolygon())]
    mouths = mouths_beside(town.solids, town.is_proposed, among=near)
    free = _seen(town, here, sight, near[~town.is_proposed[near] & ~mouths])
    # What one solid alone leaves of the view, cut out of what is free, is what it hides beside all others.
    hidden = [shapely.difference(free, _left_by(town, here, sight, solid)) for solid in new]
    watched = _watched(town, here, sight, free)
    rows = _task_rows(town, camera.id, WHOLE_VIEW, task=free, new=new, hidden=hidden, flags=flags)
    if not watched.is_empty:
        rows += _task_rows(town, camera.id, MUST_COVER, task=watched, new=new, hidden=hidden, flags=flags)
    return rows


def _task_rows(
    town: Town,
    camera_id: str,
    name: str,
    *,
    task: Any,
    new: NDArray[np.int64],
    hidden: list[Any],
    flags: set[str],
) -> list[Row]:
    task_m2 = float(task.area)
    parts = [_without_crumbs(shapely.intersection(task, each)) for each in hidden]
    rows: list[Row] = []
    for solid, part in zip(new, parts, strict=True):
        if not part.is_empty:
            bare_m2 = 0.0 if town.sheds_leaves[solid] else part.area
            rows.append(((camera_id, name, town.solids.id[solid], task_m2, part.area, bare_m2, ""), part))
    together = shapely.union_all(parts)
    bare = shapely.union_all(
        [part for solid, part in zip(new, parts, strict=True) if not town.sheds_leaves[solid]]
    )
    cells = (camera_id, name, ALL_TOGETHER, task_m2, together.area, bare.area, joined(flags))
    return [*rows, (cells, together)]


def _left_by(town: Town, here: tuple[float, float], sight: Sight, solid: int) -> Any:
    """Return what one proposed obstacle alone leaves of the view: nothing where the camera is inside it."""
    base_m, top_m = town.solids.span[solid]
    if base_m < sight.beams[0].view[0] < top_m and shapely.intersects_xy(
        town.solids.footprints[solid], *here
    ):
        return shapely.MultiPolygon()
    return _seen(town, here, sight, np.array([solid]))


def _seen(
    town: Town,
    here: tuple[float, float],
    sight: Sight,
    candidates: NDArray[np.int64],
    *,
    least_px_per_m: float = FLOOR_PX_PER_M,
) -> Any:
    """Return what the view covers of the plane past the given solids alone, at a density or better."""
    options: dict[str, Any] = {
        "bands": ClassBands(Ladder("asked", (("asked", least_px_per_m),))),
        "solids": town.solids,
        "candidates": candidates,
    }
    if town.terrain is not None:
        return town.terrain.cover(here, sight, target_m=town.plane_m, **options).shapes[0]
    return sight_on_ground(here, sight, plane_m=town.plane_m, **options)[0]


def _watched(town: Town, here: tuple[float, float], sight: Sight, free: Any) -> Any:
    """Return what the camera covers of the zones that must be covered, at the density that each asks."""
    parts = []
    for zone, min_px_per_m in town.zones:
        if shapely.intersects(zone, free):
            part = shapely.intersection(zone, free)
            if min_px_per_m > FLOOR_PX_PER_M:
                nothing = np.empty(0, np.int64)
                sharp = _seen(town, here, sight, nothing, least_px_per_m=min_px_per_m)
                part = shapely.intersection(part, sharp)
            parts.append(_without_crumbs(part))
    return shapely.union_all(parts) if parts else shapely.MultiPolygon()


def _without_crumbs(shape: Any) -> Any:
    parts = shapely.get_parts(shape)
    return valid_multipolygon(parts[shapely.area(parts) > _CRUMB_M2])
