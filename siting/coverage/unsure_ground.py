"""What stands around the cameras of a scene, with what is unsure of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage.leeway import Leeway, leeway_of
from siting.coverage.reach_bounds import hull
from siting.coverage.shrunk_solids import shrunk
from siting.coverage.solids import prepare_solids
from siting.coverage.standing import WALL_DEPTH_M
from siting.coverage.stretched_walls import surely_windows, windows_at_all
from siting.coverage.walls import protected_walls
from siting.tolerance import building_tolerances_m

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.coverage.sights import Eye
    from siting.coverage.solids import Solids
    from siting.coverage.wall_table import Walls
    from siting.model import Scene
    from siting.tolerance import Tolerance

# A camera may be moved off its wall by this much [m].
_MOVED_M = 2.0 * WALL_DEPTH_M


@dataclass(frozen=True, eq=False)
class Ground:
    """What stands around the cameras of a scene, with what is unsure of it.

    Parameters
    ----------
    scene : siting.model.Scene
    solids : siting.coverage.solids.Solids
        As stated.
    rows : int array
        Rows of the buildings of which they were made.
    tops_m : float array (s,)
        Tolerance of the top of each solid [m].
    plain_walls : siting.coverage.wall_table.Walls
        Protected walls with their windows as stated.
    tree : shapely.STRtree
        Of the footprints of the solids.
    """

    scene: Scene
    solids: Solids
    rows: NDArray[np.int64]
    tops_m: NDArray[np.float64]
    plain_walls: Walls
    tree: Any

    @cached_property
    def any_walls(self) -> Walls:
        """Return the protected walls with all that may be a window at any height of their building."""
        return windows_at_all(self.scene, self.plain_walls, self.solids, self.rows, tops_m=self.tops_m)

    @cached_property
    def sure_walls(self) -> Walls:
        """Return the protected walls with what is a window at every height of their building."""
        return surely_windows(self.scene, self.plain_walls, self.solids, tops_m=self.tops_m)

    def leeway(self, here: tuple[float, float], eye: Eye, tolerance: Tolerance) -> Leeway:
        """Return where a camera may stand within its tolerance."""
        height_m = eye.camera.height_m or 0.0
        return leeway_of(
            here, height_m, solids=self.solids, tree=self.tree, tops_m=self.tops_m, tolerance=tolerance
        )

    def with_tops(self, tops_m: NDArray[np.float64]) -> Ground:
        """Return the same ground with other tolerances of the tops."""
        return replace(self, tops_m=tops_m)

    def raised(self, by_m: NDArray[np.float64]) -> Ground:
        """Return the ground with every solid higher by so much, and nothing unsure."""
        span = self.solids.span + np.column_stack([np.zeros(len(by_m)), by_m])
        solids = replace(self.solids, span=span)
        walls = protected_walls(self.scene, solids, self.rows)
        return replace(self, solids=solids, tops_m=np.zeros(len(by_m)), plain_walls=walls)


def ground_of(
    scene: Scene, eyes: list[Eye], tolerances: list[Tolerance], *, building_m: float, floor_px_per_m: float
) -> Ground:
    """Return what stands where any camera may look.

    Parameters
    ----------
    scene : siting.model.Scene
    eyes : list of siting.coverage.sights.Eye
    tolerances : list of siting.tolerance.Tolerance
        Of each camera.
    building_m : float
        Tolerance of the height of a building that gives none of its own [m].
    floor_px_per_m : float
        What is less dense does not count [px/m].
    """
    reached = [
        hull((eye.camera.easting_m, eye.camera.northing_m), beam, tolerance, floor_px_per_m=floor_px_per_m)
        for eye, tolerance in zip(eyes, tolerances, strict=True)
        for sight in eye.sights
        for beam in sight.widest.beams
    ]
    boxes = shapely.bounds(np.array(reached, object)).reshape(-1, 4) + _MOVED_M * np.array([-1, -1, 1, 1])
    _, rows = scene.buildings.sindex.query(shapely.box(*boxes.T))
    rows = np.unique(rows).astype(np.int64)
    solids = prepare_solids(scene, rows)
    tops = np.zeros(len(solids.kind))
    is_building = solids.row >= 0
    tops[is_building] = building_tolerances_m(scene, building_m)[solids.row[is_building]]
    # A closed gap is as high as the lower of its two buildings.
    tops[solids.kind == "gap"] = tops.max(initial=0.0)
    walls = protected_walls(scene, solids, rows)
    return Ground(scene, solids, rows, tops, walls, shapely.STRtree(solids.footprints))


def hiders_of(
    ground: Ground, tolerance: Tolerance, *, floor_m: float, chosen: NDArray[np.int64] | None = None
) -> Solids:
    """Return what hides from a camera's place whatever it is within its tolerance.

    Parameters
    ----------
    ground : Ground
    tolerance : siting.tolerance.Tolerance
        Of the camera.
    floor_m : float
        No sight line passes below [m].
    chosen : int array or None
        Which solids; None takes all that hide homes.
    """
    solids = ground.solids
    hides = np.flatnonzero(solids.hides_homes) if chosen is None else chosen[solids.hides_homes[chosen]]
    return shrunk(
        solids,
        hides,
        plan_m=tolerance.position_m,
        rise_m=tolerance.height_m,
        tops_m=ground.tops_m,
        floor_m=floor_m,
    )
