"""Doors of dwellings: which of them each camera sees, and how sharply.

A door is a panel 1 m wide and 2.1 m high on the outer wall nearest to where the plan draws the
entrance; what is seen of it is asked of the walls' own exact exposure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from siting.coverage.facades import by_focal_length, more_than
from siting.coverage.horizon import above_ground
from siting.coverage.rows import UNBUILT_VIEW, Gathered, joined
from siting.coverage.sight_walls import sight_on_walls
from siting.coverage.storeys import LINTEL_M
from siting.coverage.unbuilt import BEHIND_PROPOSED
from siting.coverage.wall_table import Walls

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from siting.coverage.beams import Sight
    from siting.coverage.facades import Exposure
    from siting.coverage.solids import Solids
    from siting.coverage.terrain import Terrain
    from siting.coverage.unbuilt import Unbuilt
    from siting.heights import HeightGrid
    from siting.model import Camera, Ladder, Scene

DOOR_WIDTH_M = 1.0
"""Width of a door [m]."""
NEAR_BUILDING_M = 1.0
"""An entrance that names no building known belongs to one that is no further away than this [m]."""
DOOR_COLUMNS = (
    "camera_id",
    "entrance_id",
    "building_id",
    "use",
    "view",
    "visible_length_m",
    "area_m2",
    "max_px_per_m",
    "in_range_px_per_m",
    "class",
    "distance_m",
    "incidence_deg",
    "flags",
)
"""Columns of the doors: as those of the facades, with the entrance and the use of its building
(``residence`` where only storeys of it are dwellings)."""

_SHORTEST_EDGE_M = 1e-3


@dataclass(frozen=True)
class Doors:
    """Door panels as walls with one band each, sorted by solid.

    Parameters
    ----------
    walls : siting.coverage.wall_table.Walls
        One wall a door.
    entrance_id, use : object array (d,)
    """

    walls: Walls
    entrance_id: NDArray[Any]
    use: NDArray[Any]


def unplaced_entrances(scene: Scene) -> pd.Series:
    """Return the ids of the entrances that belong to no building of the scene, in the scene's order.

    Parameters
    ----------
    scene : siting.model.Scene
    """
    entrances = scene.entrances
    if entrances.empty:
        return entrances["id"]
    known = entrances["building_id"].isin(scene.buildings["id"]).to_numpy(bool)
    near = np.zeros(len(entrances), bool)
    found, _ = scene.buildings.sindex.query(entrances.geometry, predicate="dwithin", distance=NEAR_BUILDING_M)
    near[found] = True
    return entrances["id"][~known & ~near]


def door_panels(scene: Scene, solids: Solids) -> Doors:
    """Return the doors of the entrances whose buildings are among the solids.

    Parameters
    ----------
    scene : siting.model.Scene
    solids : siting.coverage.solids.Solids
    """
    buildings = np.flatnonzero(solids.kind == "building")
    place_of = {solids.id[s]: int(s) for s in buildings}
    tree = shapely.STRtree(solids.footprints[buildings])
    dwellings = scene.buildings["residential_from_level"].notna().to_numpy(bool)
    made = []
    for entrance_id, building_id, point in zip(
        scene.entrances["id"], scene.entrances["building_id"], scene.entrances.geometry, strict=True
    ):
        s = place_of.get(building_id)
        if s is None and len(buildings):
            # A copy of a building counts as the one it is a copy of.
            nearest = tree.query_nearest(point, max_distance=NEAR_BUILDING_M)
            s = int(buildings[nearest.min()]) if len(nearest) else None
        if s is not None:
            use = "residence" if dwellings[solids.row[s]] else solids.use[s]
            made.append((s, *_panel(solids, s, point), entrance_id, use))
    made.sort(key=lambda door: door[0])
    base, top = solids.span[[door[0] for door in made]].reshape(-1, 2).T
    count = len(made)
    walls = Walls(
        ends=np.array([door[1] for door in made], float).reshape(-1, 4),
        solid=np.array([door[0] for door in made], np.int64),
        number=np.array([door[2] for door in made], np.int64),
        zone=np.full(count, -1, np.int64),
        band_starts=np.arange(count + 1, dtype=np.int64),
        bands=np.column_stack([base, np.minimum(base + LINTEL_M, top)]),
        storey=np.zeros(count, np.int64),
        # Two doors on one wall are two.
        face=np.arange(count, dtype=np.int64),
        flags=np.full(count, frozenset(), object),
    )
    return Doors(
        walls,
        np.array([door[3] for door in made], object),
        np.array([door[4] for door in made], object),
    )


def _panel(solids: Solids, s: int, point: Any) -> tuple[list[float], int]:
    """Return the ends of a door on the edge of a solid nearest to a point, and the edge's number."""
    best: tuple[float, list[float], int] = (math.inf, [], 0)
    here = np.array([point.x, point.y])
    number = 0
    for r in range(solids.solid_rings[s], solids.solid_rings[s + 1]):
        begin, end, side = solids.rings[r]
        corners = solids.xy[begin:end]
        for a, b in pairwise(corners):
            length = math.dist(a, b)
            if length > _SHORTEST_EDGE_M:
                along = (b - a) / length
                foot_m = min(max(float((here - a) @ along), 0.0), length)
                off_m = math.dist(a + foot_m * along, here)
                if off_m < best[0]:
                    half = min(DOOR_WIDTH_M, length) / 2.0
                    middle = min(max(foot_m, half), length - half)
                    ends = [*(a + (middle - half) * along), *(a + (middle + half) * along)]
                    # The outside on the right.
                    best = (off_m, ends if side > 0 else [*ends[2:], *ends[:2]], number)
            number += 1
    return best[1], best[2]


class DoorRows(Gathered):
    """Rows of the doors in view, gathered camera by camera."""

    def __init__(self, scene: Scene, solids: Solids, ladder: Ladder, terrain: Terrain | None = None) -> None:
        super().__init__()
        self._scene = scene
        self._solids = solids
        self._ladder = ladder
        self._terrain = terrain
        self._doors = door_panels(scene, solids) if len(scene.entrances) else None
        if self._doors is not None and terrain is not None:
            self._doors = replace(self._doors, walls=terrain.door_walls(self._doors.walls))

    def add(
        self,
        camera: Camera,
        here: tuple[float, float],
        *,
        sight: Sight,
        candidates: NDArray[np.int64],
        hiding: NDArray[np.int64],
        unbuilt: Unbuilt,
        ground: HeightGrid | None = None,
    ) -> None:
        """Add what one camera sees of the doors in one view, and what only proposed obstacles hide of them;
        with the widest image what that adds.

        Parameters
        ----------
        camera : siting.model.Camera
        here : tuple of float
            Its position as used [m].
        sight : siting.coverage.beams.Sight
        candidates : int array
            Solids in the camera's reach.
        hiding : int array
            Those of them that hide homes.
        unbuilt : siting.coverage.unbuilt.Unbuilt
        ground : siting.heights.HeightGrid or None
            Around the camera, where the ground is not level.
        """
        if self._doors is None:
            return
        doors = self._doors
        options: dict[str, Any] = {
            "walls": doors.walls,
            "wall_candidates": np.flatnonzero(np.isin(doors.walls.solid, candidates)),
            "solids": self._solids,
        }

        def past(hiding: NDArray[np.int64], sight: Sight = sight) -> Exposure:
            seen = sight_on_walls(here, sight, candidates=hiding, **options)
            if ground is None or self._terrain is None:
                return seen
            height_m = float(sight.beams[0].view[0])
            around = self._terrain.around(here, sight) if sight.unsure else ground
            return above_ground(seen, here, height_m, walls=doors.walls, ground=around)

        seen = bare = past(hiding)
        self._add_seen(doors, camera, sight, seen=seen, view=sight.name)
        sure = unbuilt.built(hiding)
        if len(sure) < len(hiding):
            bare = past(sure)
            behind = more_than(bare, seen, {BEHIND_PROPOSED})
            self._add_seen(doors, camera, sight, seen=behind, view=f"{UNBUILT_VIEW}{sight.name}")
        if sight.more is not None:
            most = by_focal_length(past(sure, sight.more), sight.more.f_px, sight.f_px)
            added = more_than(most, bare, sight.more.unsure)
            self._add_seen(doors, camera, sight, seen=added, view=sight.more.name)

    def _add_seen(self, doors: Doors, camera: Camera, sight: Sight, *, seen: Exposure, view: str) -> None:
        solids = self._solids
        for k, door in enumerate(seen.wall):
            solid = doors.walls.solid[door]
            density = sight.f_px / float(seen.depth_m[k])
            in_range = sight.f_px / float(seen.depth_in_range_m[k])
            flags = seen.flags.get(k, set()) | ({"beyond_range"} if math.isnan(in_range) else set())
            flags |= doors.walls.flags[door]
            if solids.height_assumed[solid]:
                flags.add("height_assumed")
            self._rows.append(
                (
                    camera.id,
                    doors.entrance_id[door],
                    solids.id[solid],
                    doors.use[door],
                    view,
                    float(seen.length_m[k]),
                    float(seen.area_m2[k]),
                    density,
                    in_range,
                    self._ladder.class_of(density),
                    float(seen.distance_m[k]),
                    float(seen.incidence_deg[k]),
                    joined(flags),
                )
            )
            self._geometry.append(seen.lines[k])

    def frame(self) -> gpd.GeoDataFrame:
        """Return the doors in view."""
        columns = list(zip(*self._rows, strict=True)) or [()] * len(DOOR_COLUMNS)
        data = dict(zip(DOOR_COLUMNS, map(list, columns), strict=True))
        return gpd.GeoDataFrame(data, geometry=self._geometry, crs=self._scene.crs)
