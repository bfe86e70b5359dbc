"""Rasters of heights: found beside a scene, checked at the door, read where they are used."""

from __future__ import annotations

import math
import sqlite3
import warnings
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj

from siting.errors import Fault, InputError
from siting.heights import HeightGrid
from siting.io.aliases import fold
from siting.io.endings import RASTERS, suffix_of
from siting.io.files import split_layer

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

# Two grids whose cells differ by less than this ratio are one.
_SAME_CELL_RATIO = 1e-6
_SAME_PLACE_M = 1e-3
_METRES = ("", "m", "metre", "meter", "metres", "meters", "unknown")
_KEPT = "GPKG:"
# Cells along a side that are enough to tell whether there is anything.
_GLANCE_CELLS = 512


@dataclass(frozen=True)
class RasterFile:
    """A raster of heights on disk.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    dataset : str
        How GDAL calls the raster in it.
    """

    path: Path
    dataset: str

    @property
    def name(self) -> str:
        """How reports call it: the name of its file."""
        return self.path.name

    def reader(self, crs: pyproj.CRS) -> RasterReader:
        """Return what reads it in a system, bilinear where the raster is in another one or turned.

        Parameters
        ----------
        crs : pyproj.CRS
            The scene's, projected and in metres.

        Raises
        ------
        InputError
            When the file cannot be read any more.
        """
        return RasterReader(self, crs)


class RasterReader:
    """A raster held open; closed with the last reference to it.

    Parameters
    ----------
    file : RasterFile
    crs : pyproj.CRS
        In which heights are asked for.
    """

    def __init__(self, file: RasterFile, crs: pyproj.CRS) -> None:
        self._raster = _open(file.path, file.dataset)
        self._crs = crs
        horizontal = _horizontal(self._raster.crs)
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
        """
        west, south, east, north = bounds_m
        cell_m = self._cell_m((west + east) / 2.0, (south + north) / 2.0)
        many = (east - west) * (north - south) / cell_m**2
        factor = max(1, math.ceil(math.sqrt(many / most_cells)))
        if self._is_aligned and factor == 1:
            return _window(self._raster, bounds_m)
        return _warped(self._raster, self._crs, bounds_m, cell_m, merged_count=factor)

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


def checked_raster(given: str | Path | None) -> RasterFile | None:
    """Return a raster that can be used; None for None.

    Parameters
    ----------
    given : path or None
        A GeoTIFF or another raster that GDAL reads; ``file.gpkg:table`` names one in a GeoPackage.

    Returns
    -------
    RasterFile or None

    Raises
    ------
    InputError
        When it does not exist, cannot be read, states no reference system, has several bands, or is
        not in metres.
    """
    if given is None:
        return None
    path, table = split_layer(str(given))
    if not path.exists():
        raise InputError([Fault(path.name, "", "no such file", "a raster of heights", "Check the path.")])
    if suffix_of(path) == ".gpkg" and table is None:
        tables = raster_tables(path)
        table = tables[0] if len(tables) == 1 else "terrain"
    dataset = str(path) if table is None else f"{_KEPT}{path}:{table}"
    with _open(path, dataset) as raster:
        if raster.crs is None:
            remedy = f"Write it into the file: gdal_translate -a_srs EPSG:... {path.name} with_crs.tif"
            raise InputError(
                [Fault(path.name, "crs", "no reference system", "a raster that states one", remedy)]
            )
        if raster.count != 1:
            remedy = f"Take the band of heights: gdal_translate -b 1 {path.name} heights.tif"
            raise InputError(
                [Fault(path.name, "bands", f"{raster.count} bands", "one band of heights", remedy)]
            )
        unit = _unit(raster)
        if unit not in _METRES:
            raise InputError(
                [Fault(path.name, "unit", unit, "heights in metres", "Convert the heights to metres.")]
            )
    return RasterFile(path, dataset)


def refuse_elsewhere(
    raster: RasterFile, crs: pyproj.CRS, bounds_m: tuple[float, float, float, float]
) -> None:
    """Raise InputError when a raster has no height at all within bounds: it is of another place.

    Parameters
    ----------
    raster : RasterFile
    crs : pyproj.CRS
        The scene's system.
    bounds_m : tuple of float
        West, south, east and north end of the scene [m].
    """
    with _open(raster.path, raster.dataset) as opened:
        held = _glance(opened, crs, bounds_m)
        bounds = ", ".join(f"{each:.1f}" for each in opened.bounds)
    if held is not None and held.any():
        return
    if held is not None:
        found, remedy = "no height within the scene: all void", "Give a raster without voids there."
    else:
        found = f"heights of another place (west, south, east, north: {bounds})"
        remedy = "Check that its reference system is the one it states."
    raise InputError([Fault(raster.name, "", found, "a raster that meets the scene", remedy)])


def raster_beside(source: str | Path | None, layer: str) -> str | None:
    """Return the raster of a scene folder or GeoPackage that is named like a layer, None when there is none.

    Parameters
    ----------
    source : path or None
        What the scene is read from.
    layer : {'terrain', 'surface'}

    Raises
    ------
    InputError
        When two files are named so.
    """
    if source is None:
        return None
    path, _ = split_layer(str(source))
    if path.is_dir():
        files = sorted(each for each in path.iterdir() if each.is_file() and suffix_of(each) in RASTERS)
        named = [each for each in files if fold(each.name.split(".")[0]) == layer]
        if len(named) > 1:
            found = " and ".join(each.name for each in named)
            raise InputError([Fault(path.name, layer, found, "one raster", f"Say which: --{layer} FILE.")])
        return str(named[0]) if named else None
    if path.is_file() and suffix_of(path) == ".gpkg":
        tables = [name for name in raster_tables(path) if fold(name) == layer]
        return f"{path}:{tables[0]}" if tables else None
    return None


def raster_tables(path: Path) -> list[str]:
    """Return the names of the rasters in a GeoPackage, sorted; none when it cannot be read as one.

    Parameters
    ----------
    path : pathlib.Path
    """
    asked = "SELECT table_name FROM gpkg_contents WHERE data_type IN ('tiles', '2d-gridded-coverage')"
    try:
        with closing(sqlite3.connect(f"file:{path.as_posix()}?mode=ro", uri=True)) as opened:
            return sorted(str(row[0]) for row in opened.execute(asked))
    except sqlite3.Error:
        return []


def _open(path: Path, dataset: str) -> Any:
    import rasterio  # late: most scenes have no raster, and it takes a while to load
    from rasterio.errors import RasterioError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return rasterio.open(dataset)
    except RasterioError as problem:
        raise InputError(
            [Fault(path.name, "", "no raster that can be read", "a raster of heights")]
        ) from problem


def _horizontal(crs: Any) -> pyproj.CRS:
    """Return the system of a raster without its vertical part."""
    whole = pyproj.CRS.from_wkt(crs.to_wkt())
    return whole.sub_crs_list[0] if whole.is_compound else whole.to_2d()


def _is_same(raster: Any, to_raster: pyproj.Transformer) -> bool:
    """Return whether places are the same numbers in both systems, whatever these are called."""
    left, bottom, right, top = raster.bounds
    x, y = np.array([left, right, left, right]), np.array([bottom, bottom, top, top])
    moved = np.array(to_raster.transform(x, y, direction="INVERSE"))
    return bool(np.abs(moved - (x, y)).max() < _SAME_PLACE_M)


def _unit(raster: Any) -> str:
    """Return the unit of the heights, lower case, empty where none is stated."""
    stated = (raster.units[0] or "").strip().lower()
    if stated:
        return stated
    crs = pyproj.CRS.from_wkt(raster.crs.to_wkt())
    vertical = [axis.unit_name for each in crs.sub_crs_list[1:] for axis in each.axis_info]
    return vertical[0].lower() if vertical else ""


def _is_upright(transform: Any) -> bool:
    is_square = abs(transform.a + transform.e) <= _SAME_CELL_RATIO * transform.a
    return bool(is_square and transform.b == transform.d == 0.0 and transform.a > 0.0)


def _heights(raster: Any, band: NDArray[Any], mask: NDArray[Any]) -> NDArray[np.float32]:
    """Return a band as heights, NaN where it has none."""
    values = band.astype(float) * raster.scales[0] + raster.offsets[0]
    values[(mask == 0) | ~np.isfinite(values)] = np.nan
    heights: NDArray[np.float32] = values.astype(np.float32)
    return heights


def _window(raster: Any, bounds_m: tuple[float, float, float, float]) -> HeightGrid:
    """Return the raster's own cells within bounds, none of them changed."""
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
        held = _heights(raster, raster.read(1, window=window), raster.read_masks(1, window=window))
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
        "src_crs": rasterio.CRS.from_wkt(_horizontal(raster.crs).to_wkt()),
        "crs": rasterio.CRS.from_wkt(crs.to_wkt()),
        "transform": rasterio.Affine(cell_m, 0.0, west, 0.0, -cell_m, south + rows * cell_m),
        "width": columns,
        "height": rows,
        "resampling": Resampling.average if merged_count > 1 else Resampling.bilinear,
        "add_alpha": raster.nodata is None,
    }
    with WarpedVRT(raster, **options) as warped:
        heights = _heights(raster, warped.read(1), warped.dataset_mask())
    return HeightGrid(np.ascontiguousarray(heights[::-1]), west, south, cell_m, merged_count)


def _glance(raster: Any, crs: pyproj.CRS, bounds_m: tuple[float, float, float, float]) -> Any:
    """Return where a raster has heights within bounds, thinned out; None where it does not reach."""
    from rasterio.windows import Window

    to_raster = pyproj.Transformer.from_crs(crs, _horizontal(raster.crs), always_xy=True)
    west, south, east, north = to_raster.transform_bounds(*bounds_m)
    to_cells = ~raster.transform
    corners = [
        (to_cells.a * x + to_cells.b * y + to_cells.c, to_cells.d * x + to_cells.e * y + to_cells.f)
        for x in (west, east)
        for y in (south, north)
    ]
    if not np.isfinite(corners).all():
        return None
    (c0, r0), (c1, r1) = np.floor(np.min(corners, axis=0)), np.ceil(np.max(corners, axis=0))
    c0, c1 = max(c0, 0), min(c1, raster.width)
    r0, r1 = max(r0, 0), min(r1, raster.height)
    if c1 <= c0 or r1 <= r0:
        return None
    shape = (min(int(r1 - r0), _GLANCE_CELLS), min(int(c1 - c0), _GLANCE_CELLS))
    window = Window(c0, r0, c1 - c0, r1 - r0)
    band = raster.read(1, window=window, out_shape=shape)
    mask = raster.read_masks(1, window=window, out_shape=shape)
    return ~np.isnan(_heights(raster, band, mask))
