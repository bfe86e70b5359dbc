"""Reading heights of a raster where they are wanted, in the scene's system."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj

from siting.errors import Fault, InputError
from siting.heights import HeightGrid

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

# Two grids whose cells differ by less than this ratio are one, as are two places nearer than the second [m].
_SAME_CELL_RATIO = 1e-6
_SAME_PLACE_M = 1e-3
_AGAIN = "It may be cut off, or of another format; export it again, as .tif."


def open_raster(path: Path, dataset: str) -> Any:
    """Return a raster opened by GDAL.

    Parameters
    ----------
    path : pathlib.Path
        The file, for messages.
    dataset : str
        How GDAL calls the raster in it.

    Raises
    ------
    InputError
        When it cannot be read.
    """
    import rasterio  # late: most scenes have no raster, and it takes a while to load
    from rasterio.errors import RasterioError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return rasterio.open(dataset)
    except RasterioError as problem:
        raise InputError(
            [Fault(path.name, "", "no raster that can be read", "a raster of heights", _AGAIN)]
        ) from problem


def horizontal_of(crs: Any) -> pyproj.CRS:
    """Return the system of a raster without its vertical part."""
    whole = pyproj.CRS.from_wkt(crs.to_wkt())
    return whole.sub_crs_list[0] if whole.is_compound else whole.to_2d()


def _is_same(raster: Any, to_raster: pyproj.Transformer) -> bool:
    """Return whether places are the same numbers in both systems, whatever these are called."""
    left, bottom, right, top = raster.bounds
    x, y = np.array([left, right, left, right]), np.array([bottom, bottom, top, top])
    moved = np.array(to_raster.transform(x, y, direction="INVERSE"))
    return bool(np.abs(moved - (x, y)).max() < _SAME_PLACE_M)


class RasterReader:
    """A raster held open; closed with the last reference to it.

    Parameters
    ----------
    path, dataset
        As in `open_raster`.
    crs : pyproj.CRS
        In which heights are asked for.
    """

    def __init__(self, path: Path, dataset: str, crs: pyproj.CRS) -> None:
        self._path = path
        self._raster = open_raster(path, dataset)
        self._crs = crs
        horizontal = horizontal_of(self._raster.crs)
        self._to_raster = pyproj.Transformer.from_crs(crs, horizontal, always_xy=True)
        is_upright = _is_upright(self._raster.transform)
        self._is_aligned = is_upright and _is_same(self._raster, self._to_raster)

    def read(self, bounds_m: tuple[float, float, float, float], *, most_cells: int) -> HeightGrid:
        """Return the heights within bounds, NaN where the raster has none.

        Parameters
        ----------
        bounds_m : tuple of float
            West, south, east and north end [m].
        most_cells : int
            Where its own cells are more than this, larger ones are read, the mean of several.

        Raises
        ------
        InputError
            When the file cannot be read any more.
        """
        west, south, east, north = bounds_m
        cell_m = self._cell_m((west + east) / 2.0, (south + north) / 2.0)
        from rasterio.errors import RasterioError

        many = (east - west) * (north - south) / cell_m**2
        factor = max(1, math.ceil(math.sqrt(many / most_cells)))
        try:
            if self._is_aligned and factor == 1:
                return _window(self._raster, bounds_m)
            return _warped(self._raster, self._crs, bounds_m, cell_m, merged_count=factor)
        except RasterioError as problem:
            fault = Fault(
                self._path.name, "", "heights that cannot be read", "a raster that is whole", _AGAIN
            )
            raise InputError([fault]) from problem

    def _cell_m(self, easting_m: float, northing_m: float) -> float:
        """Return the side of a square as large as one of the raster's cells is at a place [m]."""
        transform = self._raster.transform
        if self._is_aligned:
            return float(transform.a)
        x, y = self._to_raster.transform(easting_m, northing_m)
        corners = [(x, y), (x + transform.a, y + transform.d), (x + transform.b, y + transform.e)]
        places = np.array([self._to_raster.transform(x, y, direction="INVERSE") for x, y in corners])
        area = abs(float(np.linalg.det(places[1:] - places[0])))
        # Off what the systems can hold the raster has no heights: any cell will do.
        return math.sqrt(area) if math.isfinite(area) and area > 0.0 else 1.0


def _is_upright(transform: Any) -> bool:
    is_square = abs(transform.a + transform.e) <= _SAME_CELL_RATIO * transform.a
    return bool(is_square and transform.b == transform.d == 0.0 and transform.a > 0.0)


def heights_of(raster: Any, band: NDArray[Any], mask: NDArray[Any] | None) -> NDArray[np.float32]:
    """Return a band as heights, NaN where it has none; without a mask it has them all."""
    scale, offset = raster.scales[0], raster.offsets[0]
    values = band if scale == 1.0 and offset == 0.0 else band.astype(float) * scale + offset
    heights: NDArray[np.float32] = values.astype(np.float32)
    known = np.isfinite(values) if mask is None else np.isfinite(values) & (mask != 0)
    if not known.all():
        heights[~known] = np.nan
    return heights


def _window(raster: Any, bounds_m: tuple[float, float, float, float]) -> HeightGrid:
    """Return the raster's own cells within bounds, none of them changed."""
    from rasterio.enums import MaskFlags
    from rasterio.windows import Window

    west, south, east, north = bounds_m
    cell, left, top = raster.transform.a, raster.transform.c, raster.transform.f
    first, last = math.floor((west - left) / cell), math.ceil((east - left) / cell)
    upper, lower = math.floor((top - north) / cell), math.ceil((top - south) / cell)
    heights = np.full((max(lower - upper, 1), max(last - first, 1)), np.nan, np.float32)
    c0, c1 = max(first, 0), min(last, raster.width)
    r0, r1 = max(upper, 0), min(lower, raster.height)
    if c1 > c0 and r1 > r0:
        window = Window(c0, r0, c1 - c0, r1 - r0)
        is_whole = MaskFlags.all_valid in raster.mask_flag_enums[0]
        mask = None if is_whole else raster.read_masks(1, window=window)
        held = heights_of(raster, raster.read(1, window=window), mask)
        heights[r0 - upper : r1 - upper, c0 - first : c1 - first] = held
    return HeightGrid(np.ascontiguousarray(heights[::-1]), left + first * cell, top - lower * cell, cell)


def _warped(
    raster: Any,
    crs: pyproj.CRS,
    bounds_m: tuple[float, float, float, float],
    own_cell_m: float,
    *,
    merged_count: int,
) -> HeightGrid:
    """Return the raster brought into the scene's system within bounds."""
    import rasterio
    from rasterio.enums import Resampling
    from rasterio.vrt import WarpedVRT

    cell_m = own_cell_m * merged_count
    west, south = (math.floor(each / cell_m) * cell_m for each in bounds_m[:2])
    columns = max(1, math.ceil((bounds_m[2] - west) / cell_m))
    rows = max(1, math.ceil((bounds_m[3] - south) / cell_m))
    options = {
        "src_crs": rasterio.CRS.from_wkt(horizontal_of(raster.crs).to_wkt()),
        "crs": rasterio.CRS.from_wkt(crs.to_wkt()),
        "transform": rasterio.Affine(cell_m, 0.0, west, 0.0, -cell_m, south + rows * cell_m),
        "width": columns,
        "height": rows,
        "resampling": Resampling.average if merged_count > 1 else Resampling.bilinear,
        "add_alpha": raster.nodata is None,
    }
    with WarpedVRT(raster, **options) as warped:
        heights = heights_of(raster, warped.read(1), warped.dataset_mask())
    return HeightGrid(np.ascontiguousarray(heights[::-1]), west, south, cell_m, merged_count)
