"""Height rasters with houses on them, and the slow exact answer of what is seen: a line to every cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numba
import numpy as np
import rasterio
import rasterio.features
import rasterio.transform
import shapely

from benchmarks.districts import SEED, SHARED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.districts import District

    Floats = NDArray[np.float64]

EYE_M = 6.0
"""Height of every observer above the raster [m]."""
REACH_M = 120.0
"""How far it looks in plan [m]."""
_CELL_M = 1.0
_SIZE = 1000
# Hills of this height and length, so that the ground hides too [m].
_HILL_M, _HILL_LENGTH_M = 4.0, 180.0
_SURFACE = "delft_centre/delft_dsm_0p5m.tif"


@dataclass(frozen=True, eq=False)
class Ground:
    """A height raster, north up, and where observers stand on it.

    Parameters
    ----------
    name : str
    elevation_m : float32 array (rows, columns)
    cell_m : float
    west_m, north_m : float
        Outer corner of the first cell [m].
    crs : str
    eyes : int array (n, 2)
        Row and column of each observer.
    """

    name: str
    elevation_m: NDArray[np.float32]
    cell_m: float
    west_m: float
    north_m: float
    crs: str
    eyes: NDArray[np.int64]

    def window(self, eye: int) -> tuple[slice, slice]:
        """Return the rows and columns of the square that holds all within reach of an observer."""
        span = int(REACH_M / self.cell_m)
        row, column = self.eyes[eye]
        rows, columns = self.elevation_m.shape
        return (
            slice(max(0, row - span), min(rows, row + span + 1)),
            slice(max(0, column - span), min(columns, column + span + 1)),
        )

    def place(self, eye: int) -> tuple[float, float]:
        """Return easting and northing of an observer: the middle of its cell [m]."""
        row, column = self.eyes[eye]
        return self.west_m + (column + 0.5) * self.cell_m, self.north_m - (row + 0.5) * self.cell_m

    def in_reach(self, eye: int) -> NDArray[np.bool_]:
        """Return which cells of an observer's window lie within reach, itself left out."""
        rows, columns = self.window(eye)
        row, column = self.eyes[eye]
        up, across = np.mgrid[rows, columns]
        squared = (up - row) ** 2 + (across - column) ** 2
        inside: NDArray[np.bool_] = (squared > 0) & (squared * self.cell_m**2 <= REACH_M**2)
        return inside

    def write(self, path: str) -> None:
        """Write the raster as a GeoTIFF."""
        rows, columns = self.elevation_m.shape
        place = rasterio.transform.from_origin(self.west_m, self.north_m, self.cell_m, self.cell_m)
        options = {"width": columns, "height": rows, "count": 1, "dtype": "float32"}
        with rasterio.open(path, "w", driver="GTiff", crs=self.crs, transform=place, **options) as file:
            file.write(self.elevation_m, 1)


def grounds(district: District, count: int) -> list[Ground]:
    """Return the rasters that are here: hills invented under a real district, and a measured surface.

    Parameters
    ----------
    district : District
    count : int
        Observers on each.
    """
    found = [_hills(district, count)]
    path = SHARED / _SURFACE
    if path.is_file():
        with rasterio.open(path) as file:
            elevation = file.read(1)
            place = file.transform
        found.append(
            Ground(
                "delft_surface", elevation, place.a, place.c, place.f, "EPSG:28992", _eyes(elevation, count)
            )
        )
    return found


def _hills(district: District, count: int) -> Ground:
    west, south, east, north = shapely.total_bounds(district.footprints)
    west, north = np.round((west + east) / 2 - _SIZE / 2), np.round((south + north) / 2 + _SIZE / 2)
    up, across = np.mgrid[0:_SIZE, 0:_SIZE] * _CELL_M * 2.0 * np.pi / _HILL_LENGTH_M
    rolling = _HILL_M * (np.sin(across) + np.cos(up * 0.7))
    place = rasterio.transform.from_origin(west, north, _CELL_M, _CELL_M)
    houses = rasterio.features.rasterize(
        zip(district.footprints, district.height_m, strict=True),
        out_shape=(_SIZE, _SIZE),
        transform=place,
        dtype="float32",
    )
    elevation = (rolling + houses).astype(np.float32)
    return Ground(
        f"{district.name}_hills", elevation, _CELL_M, west, north, str(district.crs), _eyes(elevation, count)
    )


def _eyes(elevation: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """Return cells lower than most but not the lowest: streets, not roofs and not water."""
    rng = np.random.default_rng(SEED)
    margin = min(elevation.shape) // 5
    rows, columns = (rng.integers(margin, side - margin, 50 * count) for side in elevation.shape)
    low = np.argsort(elevation[rows, columns], kind="stable")[10 * count : 20 * count]
    chosen = np.sort(rng.permutation(low)[:count])
    return np.column_stack([rows[chosen], columns[chosen]]).astype(np.int64)


def seen(ground: Ground, eye: int) -> NDArray[np.bool_]:
    """Return which cells of an observer's window it sees: lines to every cell, exact between grid points.

    The line to a cell's middle is compared with the surface wherever it crosses a row or column of
    middles, the surface taken straight between the two neighbours there (R3: Franklin and Ray, Higher isn't
    necessarily better, 1994).

    Parameters
    ----------
    ground : Ground
    eye : int
    """
    rows, columns = ground.window(eye)
    row, column = ground.eyes[eye]
    window = np.ascontiguousarray(ground.elevation_m[rows, columns], dtype=np.float64)
    found: NDArray[np.bool_] = _lines(
        window, row - rows.start, column - columns.start, EYE_M
    ) & ground.in_reach(eye)
    return found


@numba.njit(cache=True)
def _lines(elevation, row, column, eye_m):  # type: ignore[no-untyped-def]
    rows, columns = elevation.shape
    top = elevation[row, column] + eye_m
    out = np.zeros((rows, columns), np.bool_)
    for r in range(rows):
        for c in range(columns):
            down, across = r - row, c - column
            slope = elevation[r, c] - top
            clear = True
            for k in range(1, abs(down)):
                part = k / abs(down)
                at = column + across * part
                low = int(np.floor(at))
                share = at - low
                line = row + (k if down > 0 else -k)
                surface = elevation[line, low] * (1 - share)
                if share > 0:
                    surface += elevation[line, low + 1] * share
                if surface - top > slope * part + 1e-9:
                    clear = False
                    break
            if clear:
                for k in range(1, abs(across)):
                    part = k / abs(across)
                    at = row + down * part
                    low = int(np.floor(at))
                    share = at - low
                    line = column + (k if across > 0 else -k)
                    surface = elevation[low, line] * (1 - share)
                    if share > 0:
                        surface += elevation[low + 1, line] * share
                    if surface - top > slope * part + 1e-9:
                        clear = False
                        break
            out[r, c] = clear
    return out
