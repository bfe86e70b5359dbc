"""Ground rasters for tests, written from a formula around the place of the tests' scenes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import rasterio

from siting.io.rasters import checked_raster
from tests.scenes import MERIDIAN, Place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from siting.io.rasters import RasterFile
    from siting.model import Scene

VOID = -9999.0


class Middles(NamedTuple):
    """Local easting and northing of the middles of cells, from north to south [m]."""

    east: Any
    north: Any


def ground(
    path: Path,
    height_m: Callable[[Middles], Any],
    *,
    half_m: float = 200.0,
    cell_m: float = 1.0,
    place: Place = MERIDIAN,
    **options: Any,
) -> RasterFile:
    """Return a raster of heights that a formula gives at the middles of its cells; NaN is void.

    Parameters
    ----------
    path : pathlib.Path
        File to write.
    height_m : callable
        Of the middles of the cells.
    half_m, cell_m : float
        Half the side of the raster, and of a cell [m].
    """
    count = round(2 * half_m / cell_m)
    along = (np.arange(count) + 0.5) * cell_m - half_m
    at = Middles(*np.meshgrid(along, along[::-1]))
    heights = np.broadcast_to(np.asarray(height_m(at), float), at.east.shape)
    profile = {
        "driver": "GTiff",
        "width": count,
        "height": count,
        "count": 1,
        "dtype": "float32",
        "nodata": VOID,
        "crs": f"EPSG:{place.epsg}",
        "transform": rasterio.Affine(
            cell_m, 0.0, place.easting_m - half_m, 0.0, -cell_m, place.northing_m + half_m
        ),
        **options,
    }
    with rasterio.open(path, "w", **profile) as raster:
        raster.write(np.where(np.isnan(heights), VOID, heights).astype("float32"), 1)
    made = checked_raster(path)
    assert made is not None
    return made


def standing_on(scene: Scene, raster: RasterFile) -> Scene:
    """Return a scene on a ground raster."""
    return replace(scene, terrain=raster.path, ground=raster)
