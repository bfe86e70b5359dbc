"""Rasters of heights: found beside a scene and checked at the door."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj

from siting.errors import Fault, InputError
from siting.io.aliases import fold
from siting.io.endings import RASTERS, suffix_of
from siting.io.files import split_layer
from siting.io.raster_reader import RasterReader, heights_of, horizontal_of, open_raster

if TYPE_CHECKING:
    from pathlib import Path


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
        return RasterReader(self.path, self.dataset, crs)


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
    with open_raster(path, dataset) as raster:
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
    with open_raster(raster.path, raster.dataset) as opened:
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


def _unit(raster: Any) -> str:
    """Return the unit of the heights, lower case, empty where none is stated."""
    stated = (raster.units[0] or "").strip().lower()
    if stated:
        return stated
    crs = pyproj.CRS.from_wkt(raster.crs.to_wkt())
    vertical = [axis.unit_name for each in crs.sub_crs_list[1:] for axis in each.axis_info]
    return vertical[0].lower() if vertical else ""


def _glance(raster: Any, crs: pyproj.CRS, bounds_m: tuple[float, float, float, float]) -> Any:
    """Return where a raster has heights within bounds, thinned out; None where it does not reach."""
    from rasterio.windows import Window

    to_raster = pyproj.Transformer.from_crs(crs, horizontal_of(raster.crs), always_xy=True)
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
    return ~np.isnan(heights_of(raster, band, mask))
