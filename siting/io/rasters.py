"""Rasters of heights: checked at the door, read where they are used."""

from __future__ import annotations

import warnings
from pathlib import Path

from siting.errors import Fault, InputError


def checked_raster(given: str | Path | None) -> Path | None:
    """Return the path of a raster that can be used; None for None.

    Parameters
    ----------
    given : path or None
        A GeoTIFF or another raster that GDAL reads.

    Returns
    -------
    pathlib.Path or None

    Raises
    ------
    InputError
        When it does not exist, cannot be read, or states no reference system.
    """
    if given is None:
        return None
    import rasterio  # late: most scenes have no raster, and it takes a while to load
    from rasterio.errors import RasterioError

    path = Path(given)
    if not path.exists():
        raise InputError([Fault(path.name, "", "no such file", "a raster of heights", "Check the path.")])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with rasterio.open(path) as raster:
                crs, bands = raster.crs, raster.count
    except RasterioError as problem:
        raise InputError(
            [Fault(path.name, "", "no raster that can be read", "a raster of heights")]
        ) from problem
    if crs is None:
        remedy = f"Write it into the file: gdal_translate -a_srs EPSG:... {path.name} with_crs.tif"
        raise InputError([Fault(path.name, "crs", "no reference system", "a raster that states one", remedy)])
    if bands < 1:
        raise InputError([Fault(path.name, "", "no band", "a raster of heights")])
    return path
