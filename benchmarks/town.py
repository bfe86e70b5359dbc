"""Towns of any size: a real district laid side by side; the footprints are real, their repetition is not."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from benchmarks.districts import District

# Between the tiles [m].
_GAP_M = 15.0


def town(district: District, count: int) -> District:
    """Return so many buildings: copies of a district, row by row, the last one cut.

    Parameters
    ----------
    district : District
    count : int
    """
    west, south, east, north = shapely.total_bounds(district.footprints)
    size = np.ceil([east - west + _GAP_M, north - south + _GAP_M])
    tiles = math.ceil(count / len(district.footprints))
    wide = math.ceil(math.sqrt(tiles))
    copies = [
        shapely.transform(district.footprints, lambda places, k=k: places + size * (k % wide, k // wide))
        for k in range(tiles)
    ]
    return replace(
        district,
        name=f"{district.name} x {tiles}",
        footprints=np.concatenate(copies)[:count],
        height_m=np.tile(district.height_m, tiles)[:count],
        levels=np.tile(district.levels, tiles)[:count],
    )
