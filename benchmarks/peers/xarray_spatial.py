"""xarray-spatial: a sweep with a balanced tree, compiled; knows no range in older releases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import xarray
from xrspatial import viewshed

from benchmarks.ground import EYE_M

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from benchmarks.ground import Ground

DISTRIBUTION = "xarray-spatial"
HELP = "the square within reach is cut out for it"


def prepare(ground: Ground, folder: Path) -> Ground:  # noqa: ARG001
    """Return the raster as it is."""
    return ground


def look(prepared: Any, ground: Ground, eye: int) -> Any:  # noqa: ARG001
    """Return the vertical angles at which an observer sees cells, -1 where it does not."""
    rows, columns = ground.window(eye)
    easting, northing = ground.place(eye)
    east = ground.west_m + (np.arange(columns.start, columns.stop) + 0.5) * ground.cell_m
    north = ground.north_m - (np.arange(rows.start, rows.stop) + 0.5) * ground.cell_m
    raster = xarray.DataArray(
        ground.elevation_m[rows, columns].astype(float), coords={"y": north, "x": east}, dims=("y", "x")
    )
    return viewshed(raster, x=easting, y=northing, observer_elev=EYE_M)


def cells(found: Any, ground: Ground, eye: int) -> NDArray[np.bool_]:  # noqa: ARG001
    """Return which cells of an observer's window are seen."""
    seen: NDArray[np.bool_] = found.values >= 0
    return seen
