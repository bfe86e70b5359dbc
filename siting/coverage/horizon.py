"""What of the window bands the ground surely hides: taken from what is seen past the solids alone.

On a wall, (u, z): each stretch no longer than a cell has one horizon, below which every sight line meets the
ground, however it lies between the known heights. Only what lies below it is taken away, so that no home is
missed; what remains may be a little more than is seen.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage._horizon_kernels import horizons, lowest_around
from siting.coverage.glimpses import areas
from siting.coverage.lift import GROUND_UNKNOWN
from siting.coverage.sight_walls import SHORTEST_M, SMALLEST_M2, in_plan, panels_of, stretches_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.coverage.facades import Exposure
    from siting.coverage.wall_table import Walls
    from siting.heights import HeightGrid

CUT_BY_GROUND = "cut_by_ground"
"""Flag of a row of which the ground hides a part: density and distance may be of that part."""


def above_ground(
    exposure: Exposure, here: tuple[float, float], camera_m: float, *, walls: Walls, ground: HeightGrid
) -> Exposure:
    """Return an exposure without what the ground surely hides.

    Parameters
    ----------
    exposure : siting.coverage.facades.Exposure
        What is seen past the solids alone.
    here : tuple of float
        Position of the camera [m].
    camera_m : float
        Its height above the raster's datum [m].
    walls : siting.coverage.wall_table.Walls
        In heights of the raster.
    ground : siting.heights.HeightGrid
        Around the camera, in the raster's own cells: of cells put together nothing is sure, and nothing is
        taken away.
    """
    if not len(exposure.wall):
        return exposure
    steps = [_steps(line, ground.cell_m) for line in exposure.lines]
    starts = np.concatenate([[0], np.cumsum([len(each) for each in steps])])
    cell, (x, y) = ground.cell_m, here
    horizon, is_void = horizons(
        np.ascontiguousarray(np.concatenate(steps) - (x, y, x, y)),
        lowest_around(ground.heights_m),
        ground.heights_m,
        ground.west_m + 0.5 * cell - x,
        ground.south_m + 0.5 * cell - y,
        cell,
        camera_m,
    )
    if ground.merged_count > 1:
        horizon = np.full_like(horizon, -np.inf)
    rows = _Rows(exposure, walls)
    for k in range(len(steps)):
        mine = slice(starts[k], starts[k + 1])
        rows.add(k, steps[k], horizon[mine], is_void=bool(is_void[mine].any()))
    return rows.exposure()


def _steps(line: Any, cell_m: float) -> NDArray[np.float64]:
    """Return the stretches of a line in plan in pieces no longer than a cell, (n, 4) [m]."""
    places, part = shapely.get_coordinates(
        shapely.segmentize(shapely.get_parts(line), cell_m), return_index=True
    )
    follows = part[1:] == part[:-1]
    steps: NDArray[np.float64] = np.hstack([places[:-1], places[1:]])[follows]
    return steps


class _Rows:
    """Rows of an exposure as they come out from behind the ground."""

    def __init__(self, exposure: Exposure, walls: Walls) -> None:
        self._old = exposure
        self._walls = walls
        self._kept: list[int] = []
        self._cut: dict[int, tuple[Any, float, Any]] = {}
        self._flags: dict[int, set[str]] = {}

    def add(self, k: int, steps: NDArray[np.float64], horizon: NDArray[np.float64], *, is_void: bool) -> None:
        """Keep a row, whole or cut, unless the ground hides all of it."""
        flags = set(self._old.flags.get(k, set()))
        if is_void:
            flags.add(GROUND_UNKNOWN)
        z = shapely.get_coordinates(self._old.panels[k], include_z=True)[:, 2]
        if horizon.max() > z.min():
            if horizon.min() >= z.max():
                return
            shape = self._above(k, steps, horizon)
            stretches = stretches_of(shape)
            length = float((stretches[:, 1] - stretches[:, 0]).sum())
            if length < SHORTEST_M or shape.area < SMALLEST_M2:
                return
            line = in_plan(self._walls, int(self._old.wall[k]), stretches)
            self._cut[len(self._kept)] = (shape, length, line)
            flags.add(CUT_BY_GROUND)
        if flags:
            self._flags[len(self._kept)] = flags
        self._kept.append(k)

    def _above(self, k: int, steps: NDArray[np.float64], horizon: NDArray[np.float64]) -> Any:
        """Return the seen polygons of a row above its horizon, in (u, z)."""
        ends = self._walls.ends[self._old.wall[k]]
        along = (ends[2:] - ends[:2]) / np.hypot(*(ends[2:] - ends[:2]))

        def on_wall(space: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.column_stack([(space[:, :2] - ends[:2]) @ along, space[:, 2]])

        seen = _flattened(self._old.panels[k], on_wall)
        u = np.sort((steps.reshape(-1, 2, 2) - ends[:2]) @ along, axis=1)
        low = seen.bounds[1] - 1.0
        hiding = horizon > low + 1.0
        below = shapely.box(u[hiding, 0], low, u[hiding, 1], horizon[hiding])
        return areas(shapely.difference(seen, shapely.union_all(below)))

    def exposure(self) -> Exposure:
        """Return the rows that are left."""
        kept, old = np.array(self._kept, np.int64), self._old
        names = ("area_m2", "length_m", "distance_m", "incidence_deg", "depth_m", "depth_in_range_m")
        made: dict[str, Any] = {name: getattr(old, name)[kept] for name in names}
        made |= {name: getattr(old, name)[kept] for name in ("wall", "band", "lines", "panels")}
        for row, (shape, length, line) in self._cut.items():
            made["area_m2"][row], made["length_m"][row] = shape.area, length
            made["lines"][row] = line
            made["panels"][row] = panels_of(self._walls, made["wall"][row : row + 1], [shape])[0]
        return replace(old, **made, flags=self._flags)


def _flattened(panel: Any, on_wall: Any) -> Any:
    """Return a polygon in space as one in the plane of its wall."""
    polygons = []
    for polygon in shapely.get_parts(panel):
        rings = [
            on_wall(shapely.get_coordinates(ring, include_z=True))
            for ring in (polygon.exterior, *polygon.interiors)
        ]
        polygons.append(shapely.Polygon(rings[0], rings[1:]))
    return areas(shapely.make_valid(shapely.multipolygons(np.array(polygons, object))))
