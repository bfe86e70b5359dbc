"""Windows of buildings whose height is not sure: the storeys stretch with it, and their windows move.

Storey i of n has its floor at i/n of the height; a building h high is anywhere between h - b and h + b. Lower
and upper edge of a window band both rise with the height, so that the two ends of that span bound them. Where
the number of storeys itself follows from the height and may change, any height may hold a window, and
surely only the lowest storey's does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from siting.coverage.storeys import SILL_M, storeys_of, window_bands
from siting.coverage.wall_table import joined_walls
from siting.coverage.walls import protected_walls

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.coverage.solids import Solids
    from siting.coverage.storeys import Storeys
    from siting.coverage.wall_table import Walls
    from siting.model import Scene

_LOWEST_M = 0.1
_ASSUMED = "windows_assumed"


class _Spread(NamedTuple):
    """How a building's storeys stand at its least, stated and greatest height."""

    low: Storeys
    stated: Storeys
    high: Storeys

    def is_same(self, s: int) -> bool:
        """Return whether a solid has as many storeys whatever its height."""
        counts = {int(each.count[s]) for each in self}
        return len(counts) == 1 and not any(each.conflict[s] for each in self)


def windows_at_all(
    scene: Scene, walls: Walls, solids: Solids, rows: NDArray[np.int64], *, tops_m: NDArray[np.float64]
) -> Walls:
    """Return protected walls with all that may be a window at any height of their building.

    Parameters
    ----------
    scene : siting.model.Scene
    walls : siting.coverage.wall_table.Walls
        Protected walls, as stated.
    solids : siting.coverage.solids.Solids
        As stated.
    rows : int array
        Rows of the buildings that they were made of.
    tops_m : float array (s,)
        Tolerance of the top of each [m].
    """
    if not tops_m.any():
        return walls
    raised = _with_tops(solids, tops_m)
    # A room's own heights cut its windows once these have moved, not before.
    limits = scene.zones[["base_m", "top_m"]].to_numpy(float, na_value=np.nan)
    scene = replace(scene, zones=scene.zones.assign(base_m=np.nan, top_m=np.nan))
    walls = protected_walls(scene, raised, rows)
    if len(scene.windows):
        # Where a drawn window passes into another storey, that storey counts as glazed no longer.
        undrawn = replace(scene, windows=scene.windows.iloc[:0])
        walls = joined_walls(walls, protected_walls(undrawn, raised, rows))
    spread = _spread(scene, solids, tops_m)
    bands = walls.bands.copy()
    owner = np.repeat(walls.solid, np.diff(walls.band_starts))
    for s in np.unique(owner[tops_m[owner] > 0.0]).tolist():
        mine = np.flatnonzero(owner == s)
        if spread.is_same(s):
            low, high = spread.low.bands_m(s), spread.high.bands_m(s)
            storey = walls.storey[mine]
            bands[mine, 0] -= high[storey, 0] - low[storey, 0]
        else:
            lowest = spread.low.base_m[s] + min(SILL_M, float(spread.low.height_m[s]))
            bands[mine, 0] = np.minimum(bands[mine, 0], lowest)
            bands[mine, 1] = np.maximum(bands[mine, 1], solids.span[s, 1] + tops_m[s])
    zone = np.repeat(walls.zone, np.diff(walls.band_starts))
    of_room = np.flatnonzero(zone >= 0)
    lowest, highest = limits[zone[of_room]].T
    bands[of_room, 0] = np.fmax(bands[of_room, 0], lowest)
    bands[of_room, 1] = np.fmax(np.fmin(bands[of_room, 1], highest), bands[of_room, 0])
    return replace(walls, bands=bands)


def surely_windows(scene: Scene, walls: Walls, solids: Solids, *, tops_m: NDArray[np.float64]) -> Walls:
    """Return protected walls with what is a window at every height of their building; empty bands for none.

    Parameters
    ----------
    scene, walls, solids, tops_m
        As in `windows_at_all`.
    """
    if not tops_m.any():
        return walls
    spread = _spread(scene, solids, tops_m)
    bands = walls.bands.copy()
    counts = np.diff(walls.band_starts)
    owner, number = np.repeat(walls.solid, counts), np.repeat(walls.number, counts)
    for s in np.unique(owner[tops_m[owner] > 0.0]).tolist():
        mine = np.flatnonzero(owner == s)
        storey = walls.storey[mine]
        is_glazed = np.array([_ASSUMED in flags for flags in walls.flags[mine]], bool)
        # On a wall with drawn windows a storey is glazed only where none of them passes into it.
        glazed = is_glazed & ~np.isin(number[mine], number[mine][~is_glazed])
        if spread.is_same(s):
            low, stated, high = (each.bands_m(s) for each in spread)
            bands[mine, 0] += (high - stated)[storey, 0]
            # A drawn window may reach up to the ceiling, which moves more than a band does.
            ceiling = (storey + 1.0) / spread.stated.count[s] * tops_m[s]
            bands[mine, 1] -= np.where(glazed, (stated - low)[storey, 1], ceiling)
            bands[mine[is_glazed & ~glazed]] = 0.0
        else:
            least = float(solids.span[s, 1] - tops_m[s] - solids.span[s, 0])
            count = max(int(each.count[s]) for each in spread)
            lowest = window_bands(float(solids.span[s, 0]), max(least, _LOWEST_M), count)[0]
            is_lowest = (storey == 0) & glazed & ~(solids.protected_from[s] > 0.0)
            bands[mine, 0] = np.where(is_lowest, np.maximum(bands[mine, 0], lowest[0]), 0.0)
            bands[mine, 1] = np.where(is_lowest, np.minimum(bands[mine, 1], lowest[1]), 0.0)
    bands[bands[:, 1] < bands[:, 0]] = 0.0
    return replace(walls, bands=bands)


def _with_tops(solids: Solids, tops_m: NDArray[np.float64]) -> Solids:
    return replace(solids, span=solids.span + np.column_stack([np.zeros(len(tops_m)), tops_m]))


def _spread(scene: Scene, solids: Solids, tops_m: NDArray[np.float64]) -> _Spread:
    least = np.maximum(solids.span[:, 1] - tops_m, solids.span[:, 0] + _LOWEST_M) - solids.span[:, 1]
    return _Spread(
        storeys_of(scene, _with_tops(solids, least)),
        storeys_of(scene, solids),
        storeys_of(scene, _with_tops(solids, tops_m)),
    )
