"""The stage on a ground raster: cameras, solids and walls lifted onto it, and the ground around a camera.

All heights are then those of the raster: above its datum. What is asked of walls stays exact between prisms
(`siting.coverage.horizon` takes away what the ground surely hides); what is covered of the ground is answered
cell by cell (`siting.coverage.sight_terrain`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from siting.coverage.beams import Sight, why_nothing
from siting.coverage.lift import (
    GROUND_UNKNOWN,
    SLOPE_M,
    Lift,
    filled_under,
    lift_of,
    lifted_solids,
    lifted_walls,
)
from siting.coverage.sight_terrain import polygons_of_cells, sight_on_terrain
from siting.coverage.storeys import LINTEL_M

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from siting.coverage.rows import ClassBands
    from siting.coverage.sights import Eye
    from siting.coverage.solids import Solids
    from siting.coverage.wall_table import Walls
    from siting.heights import GroundReader, HeightGrid
    from siting.model import Camera, Scene

ON_TERRAIN = "on_terrain"
"""Flag of a camera and of what it covers: answered on a grid of ground heights, to within a cell."""
GROUND_COARSE = "ground_coarse"
"""Flag: the cells of the ground are larger than half a building, or several were put together."""
NO_GROUND = "no_ground"
"""Why a camera has no view: the raster has no height where it stands."""

# A camera's neighbourhood is read in the raster's own cells up to this many, and answered in cells that
# are put together beyond the second.
_READ_CELLS = 16_000_000
_MOST_CELLS = 1_500_000
_MARGIN_CELLS = 4.0
_MARGIN_M = 2.5
# Without a building to measure by, larger cells than this are coarse [m].
_COARSE_CELL_M = 5.0


class GroundView(NamedTuple):
    """What one view covers of the ground.

    Parameters
    ----------
    shapes : list of shapely.MultiPolygon
        One for each class, the sharpest first.
    around : siting.heights.HeightGrid
        The ground around the camera, in the raster's own cells where they are not too many.
    flags : set of str
        GROUND_UNKNOWN and GROUND_COARSE where they hold.
    why_nothing : str
        Why it covers nothing, where it does not.
    """

    shapes: list[Any]
    around: HeightGrid
    flags: set[str]
    why_nothing: str


@dataclass(frozen=True, eq=False)
class Terrain:
    """A scene on its ground.

    Parameters
    ----------
    name : str
        Of the raster.
    reader : siting.heights.GroundReader
    solids : siting.coverage.solids.Solids
        Lifted.
    walls : siting.coverage.wall_table.Walls
        Lifted.
    eyes : tuple of siting.coverage.sights.Eye
        Lifted; those whose ground is not known without a view.
    camera_m : float array (n,)
        Height of each camera, NaN where it is not known [m].
    lift : Lift
        Of the solids.
    cell_m : float
        The raster's own cell [m], NaN where no camera stands on it.
    """

    name: str
    reader: GroundReader
    solids: Solids
    walls: Walls
    eyes: tuple[Eye, ...]
    camera_m: NDArray[np.float64]
    lift: Lift
    cell_m: float

    def cover(
        self,
        here: tuple[float, float],
        sight: Sight,
        *,
        target_m: float,
        bands: ClassBands,
        solids: Solids,
        candidates: NDArray[np.int64],
    ) -> GroundView:
        """Return what one view covers of the ground.

        Parameters
        ----------
        here : tuple of float
            Position of the camera [m].
        sight : siting.coverage.beams.Sight
            Lifted.
        target_m : float
            Height of the target above ground [m].
        bands, solids, candidates
            As in `siting.coverage.sight_terrain.sight_on_terrain`.
        """
        around = self.around(here, sight)
        ground = _for_cells(around)
        cells = sight_on_terrain(
            here, sight, bands=bands, solids=solids, candidates=candidates, ground=ground, target_m=target_m
        )
        flags = {GROUND_UNKNOWN} if cells.void_count else set()
        if ground.merged_count > 1 or self.is_coarse():
            flags.add(GROUND_COARSE)
        nothing = "all_hidden"
        if not cells.hidden_count:
            nothing = why_nothing(sight, float(ground.at(np.array([here]))[0]) + target_m)
            # In view were the ground level, and not as it lies: it falls away below.
            nothing = "looks_up" if nothing == "all_hidden" else nothing
        return GroundView(polygons_of_cells(cells, ground), around, flags, nothing)

    def ground_for_cells(self, here: tuple[float, float], sight: Sight) -> HeightGrid:
        """Return the ground on whose cells the coverage of a view is answered.

        Parameters
        ----------
        here : tuple of float
            Position of the camera [m].
        sight : siting.coverage.beams.Sight
        """
        return _for_cells(self.around(here, sight))

    def around(self, here: tuple[float, float], sight: Sight) -> HeightGrid:
        """Return the ground in the optical reach of a view, known under buildings too.

        Parameters
        ----------
        here : tuple of float
            Position of the camera [m].
        sight : siting.coverage.beams.Sight
        """
        corners = np.vstack([np.zeros((1, 2)), *(beam.corners() for beam in sight.beams)]) + here
        margin = _MARGIN_M + _MARGIN_CELLS * (self.cell_m if np.isfinite(self.cell_m) else 1.0)
        (west, south), (east, north) = corners.min(axis=0) - margin, corners.max(axis=0) + margin
        grid = self.reader.read((west, south, east, north), most_cells=_READ_CELLS)
        return filled_under(grid, self.solids, self.lift)

    def is_coarse(self) -> bool:
        """Return whether the raster's own cells are larger than half the side of the middle building."""
        areas = shapely.area(self.solids.footprints[self.solids.kind == "building"])
        side_m = float(np.sqrt(np.median(areas))) / 2.0 if len(areas) else _COARSE_CELL_M
        return bool(self.cell_m > side_m)

    def door_walls(self, doors: Walls) -> Walls:
        """Return doors on the ground before them instead of on that of their whole building.

        Parameters
        ----------
        doors : siting.coverage.wall_table.Walls
            One band each, from the base of its lifted solid.
        """
        lift = lift_of(self.reader, _lines(doors.ends))
        is_known = lift.is_known & self.lift.is_known[doors.solid]
        base, top = doors.bands.T
        low_m, high_m = self.lift.low_m[doors.solid], self.lift.high_m[doors.solid]
        # Of a building that begins above the ground the door does too.
        stands = np.abs(base - low_m) < SLOPE_M
        low = np.where(is_known & stands, lift.low_m, base)
        high = np.where(is_known & stands, lift.high_m, np.where(is_known, base, high_m))
        height = np.where(is_known, top - base, LINTEL_M)
        flags = doors.flags.copy()
        flags[:] = [set() if known else {GROUND_UNKNOWN} for known in is_known]
        return replace(doors, bands=np.column_stack([low, high + height]), flags=flags)


def on_terrain(scene: Scene, eyes: Sequence[Eye], *, solids: Solids, walls: Walls) -> Terrain | None:
    """Return a scene on its ground, None where it has no ground raster.

    Parameters
    ----------
    scene : siting.model.Scene
    eyes : sequence of siting.coverage.sights.Eye
        One a camera, heights above ground.
    solids : siting.coverage.solids.Solids
    walls : siting.coverage.wall_table.Walls
        Both in heights above ground.
    """
    if scene.ground is None:
        return None
    reader = scene.ground.reader(scene.crs)
    lift = lift_of(reader, solids.footprints)
    feet, cell_m = _feet(scene.cameras, reader, solids=solids, lift=lift)
    above = np.array([np.nan if c.height_m is None else c.height_m for c in scene.cameras], float)
    return Terrain(
        name=scene.ground.name,
        reader=reader,
        solids=lifted_solids(solids, lift),
        walls=lifted_walls(walls, lift),
        eyes=tuple(_lifted(eye, float(foot)) for eye, foot in zip(eyes, feet, strict=True)),
        camera_m=feet + above,
        lift=lift,
        cell_m=cell_m,
    )


def _feet(
    cameras: Sequence[Camera], reader: GroundReader, *, solids: Solids, lift: Lift
) -> tuple[NDArray[np.float64], float]:
    """Return the ground under each camera and the raster's own cell [m]."""
    feet, cell_m = np.full(len(cameras), np.nan), np.nan
    for k, camera in enumerate(cameras):
        x, y = camera.easting_m, camera.northing_m
        bounds = (x - _MARGIN_M, y - _MARGIN_M, x + _MARGIN_M, y + _MARGIN_M)
        grid = filled_under(reader.read(bounds, most_cells=_READ_CELLS), solids, lift)
        feet[k] = grid.at(np.array([[x, y]]))[0]
        cell_m = grid.cell_m
    return feet, cell_m


def _lifted(eye: Eye, foot_m: float) -> Eye:
    if np.isnan(foot_m):
        return replace(eye, sights=(), why_not=eye.why_not or NO_GROUND)
    sights = tuple(_lifted_sight(sight, foot_m) for sight in eye.sights)
    return replace(eye, sights=sights, flags=eye.flags | {ON_TERRAIN})


def _lifted_sight(sight: Sight, foot_m: float) -> Sight:
    beams = []
    for beam in sight.beams:
        view = beam.view.copy()
        view[0] += foot_m
        beams.append(replace(beam, view=view))
    more = None if sight.more is None else _lifted_sight(sight.more, foot_m)
    return replace(sight, beams=tuple(beams), more=more)


def _for_cells(around: HeightGrid) -> HeightGrid:
    many = math.ceil(math.sqrt(around.heights_m.size / _MOST_CELLS))
    return around.merged(many) if many > 1 else around


def _lines(ends: NDArray[np.float64]) -> NDArray[Any]:
    return np.atleast_1d(np.asarray(shapely.linestrings(ends.reshape(-1, 2, 2)), object))
