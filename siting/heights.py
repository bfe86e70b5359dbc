"""Heights of the ground on a grid, in the scene's system: what a ground raster gives the engine.

row 1   +     +     +      heights stand at the middles of square cells; row 0 is the southernmost
row 0   +     +     +
       (0)   (1)   (2)     column 0 the westernmost
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    import pyproj
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class HeightGrid:
    """Heights of the ground in one rectangle.

    Parameters
    ----------
    heights_m : float32 array (rows, columns)
        Above the raster's own datum, from south to north and west to east; NaN where not known [m].
    west_m, south_m : float
        Outer corner of the south-western cell [m].
    cell_m : float
        Side of a cell [m].
    merged_count : int
        How many of the raster's own cells along a side one cell is the mean of.
    """

    heights_m: NDArray[np.float32]
    west_m: float
    south_m: float
    cell_m: float
    merged_count: int = 1

    @property
    def bounds_m(self) -> tuple[float, float, float, float]:
        """West, south, east and north end [m]."""
        rows, columns = self.heights_m.shape
        return (
            self.west_m,
            self.south_m,
            self.west_m + columns * self.cell_m,
            self.south_m + rows * self.cell_m,
        )

    def middles_m(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return eastings of the columns and northings of the rows, at the middles of the cells [m]."""
        rows, columns = self.heights_m.shape
        eastings: NDArray[np.float64] = self.west_m + (np.arange(columns, dtype=float) + 0.5) * self.cell_m
        northings: NDArray[np.float64] = self.south_m + (np.arange(rows, dtype=float) + 0.5) * self.cell_m
        return eastings, northings

    def merged(self, count: int) -> HeightGrid:
        """Return a grid of larger cells, each the mean of the known heights of several.

        Parameters
        ----------
        count : int
            How many along a side.
        """
        rows, columns = (-(-each // count) * count for each in self.heights_m.shape)
        wide = np.full((rows, columns), np.nan, np.float32)
        wide[: self.heights_m.shape[0], : self.heights_m.shape[1]] = self.heights_m
        blocks = wide.reshape(rows // count, count, columns // count, count)
        known = (~np.isnan(blocks)).sum(axis=(1, 3))
        with np.errstate(invalid="ignore"):
            means = np.nansum(blocks, axis=(1, 3)) / np.where(known > 0, known, np.nan)
        return HeightGrid(
            np.ascontiguousarray(means, np.float32),
            self.west_m,
            self.south_m,
            self.cell_m * count,
            self.merged_count * count,
        )

    def at(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the height at each place, bilinear between the cells around it, (n,) [m].

        NaN where none of them is known, or the place lies off the grid; of the four, those that are
        not known are left out, as GDAL does where it warps.

        Parameters
        ----------
        places : float array (n, 2)
            Easting and northing [m].
        """
        rows, columns = self.heights_m.shape
        column = (places[:, 0] - self.west_m) / self.cell_m - 0.5
        row = (places[:, 1] - self.south_m) / self.cell_m - 0.5
        inside = (column >= -0.5) & (column <= columns - 0.5) & (row >= -0.5) & (row <= rows - 0.5)
        column, row = np.clip(column, 0.0, columns - 1.0), np.clip(row, 0.0, rows - 1.0)
        j, i = np.floor(row).astype(np.int64), np.floor(column).astype(np.int64)
        total, weight = np.zeros(len(places)), np.zeros(len(places))
        for down in (0, 1):
            for right in (0, 1):
                share = np.abs(1 - down - (row - j)) * np.abs(1 - right - (column - i))
                value = self.heights_m[np.minimum(j + down, rows - 1), np.minimum(i + right, columns - 1)]
                known = ~np.isnan(value)
                total += np.where(known, share * np.where(known, value, 0.0), 0.0)
                weight += np.where(known, share, 0.0)
        with np.errstate(invalid="ignore"):
            found: NDArray[np.float64] = np.where(inside & (weight > 0.0), total / weight, np.nan)
        return found


class GroundReader(Protocol):
    """Heights of the ground, read where they are wanted."""

    def read(self, bounds_m: tuple[float, float, float, float], *, most_cells: int) -> HeightGrid:
        """Return the heights within bounds, NaN where there are none.

        Parameters
        ----------
        bounds_m : tuple of float
            West, south, east and north end [m].
        most_cells : int
            Where the raster's own cells are more than this, larger ones are read, the mean of several.
        """


class GroundRaster(Protocol):
    """A raster of bare ground."""

    @property
    def name(self) -> str:
        """How reports call it: the name of its file."""

    def reader(self, crs: pyproj.CRS) -> GroundReader:
        """Return what reads it in a system.

        Parameters
        ----------
        crs : pyproj.CRS
            The scene's, projected and in metres.
        """
