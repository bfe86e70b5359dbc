"""What stands on the ground: between which heights the ground lies along each solid's outline.

On a slope nobody says from where a building's height counts. What hides is taken as low as it may stand,
what may be seen wherever it may stand: no home is missed.

    high_m ------------------+  ground at the upper side: the highest place of every window
                            /|
        solid              / |
    low_m +---------------+--+  ground at the lower side: base and top count from here
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from siting.coverage.solids import Solids
    from siting.coverage.wall_table import Walls
    from siting.heights import GroundReader, HeightGrid

ON_SLOPE, GROUND_UNKNOWN = "on_slope", "ground_unknown"
"""Flags of walls: the ground along the building rises by more than `SLOPE_M`; it is not known at all."""
SLOPE_M = 0.5
"""Rise of the ground along a footprint that is worth telling [m]."""

# Solids of one square of this side are looked at together [m].
_TILE_M = 500.0
_TILE_CELLS = 4_000_000
# Where the ground is not known under an outline, it is looked for this far off it [cells].
_RIMS_CELLS = (0.0, 1.5, 3.0, 6.0)
_WIDEST_CELL_M = 10.0


@dataclass(frozen=True, eq=False)
class Lift:
    """Ground along the outline of each solid.

    Parameters
    ----------
    low_m, high_m : float array (s,)
        Lowest and highest; where it is not known, those of all solids around [m].
    is_known : bool array (s,)
    """

    low_m: NDArray[np.float64]
    high_m: NDArray[np.float64]
    is_known: NDArray[np.bool_]

    def flags(self, solid: int) -> frozenset[str]:
        """Return the flags of the walls of one solid."""
        if not self.is_known[solid]:
            return frozenset({GROUND_UNKNOWN})
        return frozenset({ON_SLOPE} if self.high_m[solid] - self.low_m[solid] > SLOPE_M else ())


def lift_of(reader: GroundReader, shapes: NDArray[Any]) -> Lift:
    """Return between which heights the ground lies along the outline of each shape.

    Parameters
    ----------
    reader : siting.heights.GroundReader
    shapes : object array (s,)
        Polygons or lines.
    """
    low, high = np.full(len(shapes), np.nan), np.full(len(shapes), np.nan)
    for some in _tiles(shapes):
        wide = _wider(shapely.total_bounds(shapes[some]), _RIMS_CELLS[-1] * _WIDEST_CELL_M)
        grid = reader.read(wide, most_cells=_TILE_CELLS)
        low[some], high[some] = _along_outlines(grid, shapes[some])
    known = ~np.isnan(low)
    for some in _tiles(shapes):
        lost = some[~known[some]]
        if len(lost):
            # It lies somewhere between what is known around, else anywhere.
            near = some[known[some]] if known[some].any() else np.flatnonzero(known)
            low[lost] = low[near].min() if len(near) else 0.0
            high[lost] = high[near].max() if len(near) else 0.0
    return Lift(low, high, known)


def lifted_solids(solids: Solids, lift: Lift) -> Solids:
    """Return solids as they surely stand on the ground: none hides more than it may.

    Heights count from the lowest ground along the outline; the underside of what floats from the highest. A
    solid whose ground is not known hides nothing.

    Parameters
    ----------
    solids : siting.coverage.solids.Solids
        Heights above ground.
    lift : Lift
    """
    base, top = solids.span.T
    top = np.where(lift.is_known, top, base) + lift.low_m
    base = base + np.where(base > 0.0, lift.high_m, lift.low_m)
    return replace(solids, span=np.ascontiguousarray(np.column_stack([np.minimum(base, top), top])))


def lifted_walls(walls: Walls, lift: Lift) -> Walls:
    """Return walls with every window taken from the lowest to the highest place it may have.

    Parameters
    ----------
    walls : siting.coverage.wall_table.Walls
        Heights above ground.
    lift : Lift
        Of the solids of the walls.
    """
    solid = np.repeat(walls.solid, np.diff(walls.band_starts))
    bands = walls.bands + np.column_stack([lift.low_m[solid], lift.high_m[solid]])
    flags = np.empty(len(solid), object)
    flags[:] = [told | lift.flags(s) for told, s in zip(walls.flags, solid.tolist(), strict=True)]
    return replace(walls, bands=np.ascontiguousarray(bands), flags=flags)


def filled_under(grid: HeightGrid, solids: Solids, lift: Lift) -> HeightGrid:
    """Return a grid known under buildings too: rasters of bare ground often leave them out.

    There the lowest ground along the outline counts, so that nothing is hidden by what is made up.

    Parameters
    ----------
    grid : siting.heights.HeightGrid
    solids : siting.coverage.solids.Solids
    lift : Lift
        Of the solids.
    """
    void = np.isnan(grid.heights_m)
    if not void.any():
        return grid
    heights = grid.heights_m.copy()
    eastings, northings = grid.middles_m()
    boxes = shapely.bounds(solids.footprints) + np.array([-1.0, -1.0, 1.0, 1.0]) * grid.cell_m
    west, south, east, north = grid.bounds_m
    near = (boxes[:, 0] < east) & (boxes[:, 2] > west) & (boxes[:, 1] < north) & (boxes[:, 3] > south)
    for s in np.flatnonzero(near & lift.is_known & (solids.kind == "building")).tolist():
        i = slice(*np.searchsorted(eastings, boxes[s, [0, 2]]))
        j = slice(*np.searchsorted(northings, boxes[s, [1, 3]]))
        rows, columns = np.nonzero(void[j, i])
        if len(rows):
            under = shapely.buffer(solids.footprints[s], grid.cell_m)
            inside = shapely.contains_xy(under, eastings[i][columns], northings[j][rows])
            rows, columns = rows[inside], columns[inside]
            heights[j, i][rows, columns] = np.fmin(heights[j, i][rows, columns], lift.low_m[s])
    return replace(grid, heights_m=heights)


def _tiles(shapes: NDArray[Any]) -> Iterator[NDArray[np.int64]]:
    """Yield the rows of the shapes of each square, ascending."""
    if not len(shapes):
        return
    bounds = shapely.bounds(shapes)
    square = np.floor((bounds[:, :2] + bounds[:, 2:]) / 2.0 / _TILE_M).astype(np.int64)
    _, which = np.unique(square, axis=0, return_inverse=True)
    for tile in range(int(which.max()) + 1):
        yield np.flatnonzero(which.ravel() == tile)


def _wider(bounds: NDArray[np.float64], margin_m: float) -> tuple[float, float, float, float]:
    west, south, east, north = bounds.tolist()
    return west - margin_m, south - margin_m, east + margin_m, north + margin_m


def _along_outlines(
    grid: HeightGrid, shapes: NDArray[Any]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return lowest and highest ground along each outline, or as near to it as it is known."""
    low, high = np.full(len(shapes), np.inf), np.full(len(shapes), -np.inf)
    lines = np.where(shapely.get_dimensions(shapes) == 2, shapely.boundary(shapes), shapes)
    for rim in _RIMS_CELLS:
        lost = np.flatnonzero(np.isinf(low))
        if not len(lost):
            break
        near = lines[lost]
        if rim > 0.0:
            near = shapely.boundary(shapely.buffer(shapes[lost], rim * grid.cell_m))
        places, owner = shapely.get_coordinates(shapely.segmentize(near, grid.cell_m), return_index=True)
        heights = grid.at(places)
        held = ~np.isnan(heights)
        np.minimum.at(low, lost[owner[held]], heights[held])
        np.maximum.at(high, lost[owner[held]], heights[held])
    unknown = np.isinf(low)
    low[unknown], high[unknown] = np.nan, np.nan
    return low, high
