"""The storeys of buildings: how many there are, and the window band of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from siting.coverage.solids import STOREY_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.coverage.solids import Solids
    from siting.model import Scene

SILL_M = 0.9
"""Lower edge of the window band above the floor [m]."""
LINTEL_M = 2.1
"""Upper edge of the window band above the floor [m]."""

# A height of three storeys stays three when it was a difference of two heights.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Storeys:
    """Storeys of solids, counted from 0, the lowest.

    Parameters
    ----------
    base_m, height_m : float array (s,)
        Lowest floor of each solid, and its height above it [m].
    count : int array (s,)
        Number of storeys, at least one.
    conflict : bool array (s,)
        Stated levels that leave a storey no window band: the storeys are counted from the height.
    """

    base_m: NDArray[np.float64]
    height_m: NDArray[np.float64]
    count: NDArray[np.int64]
    conflict: NDArray[np.bool_]

    def floors_m(self, s: int) -> NDArray[np.float64]:
        """Return the floor of each storey of one solid and, last, its top, (count + 1,) [m]."""
        count = int(self.count[s])
        floors: NDArray[np.float64] = self.base_m[s] + self.height_m[s] / count * np.arange(count + 1)
        return floors

    def bands_m(self, s: int) -> NDArray[np.float64]:
        """Return lower and upper height of the window band of each storey of one solid, (count, 2) [m]."""
        return window_bands(float(self.base_m[s]), float(self.height_m[s]), int(self.count[s]))


def storey_counts(
    height_m: NDArray[np.float64], levels: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the number of storeys: levels rounded down, else one for each 3 m; at least one.

    Levels that leave a storey no window band, since it would be no higher than a sill, contradict the
    height: then there is one storey for each 3 m of it.

    Parameters
    ----------
    height_m : float array (n,)
        Above the lowest floor [m].
    levels : float array (n,)
        NaN where not told.

    Returns
    -------
    count : int array (n,)
    conflict : bool array (n,)
        True where the levels contradict the height.

    >>> count, conflict = storey_counts(np.array([10.0, 10.0, 10.0]), np.array([np.nan, 4.9, 18.0]))
    >>> count.tolist(), conflict.tolist()
    ([3, 4, 3], [False, False, True])
    """
    by_height = np.maximum(1.0, np.floor(height_m / STOREY_M + _ROUNDING))
    told = np.maximum(1.0, np.floor(levels + _ROUNDING))
    # Comparisons with NaN are false: levels that are not told contradict nothing.
    conflict = (height_m / told <= SILL_M + _ROUNDING) & (by_height < told)
    count = np.where(np.isnan(levels) | conflict, by_height, told)
    return count.astype(np.int64), conflict


def window_bands(base_m: float, height_m: float, count: int) -> NDArray[np.float64]:
    """Return lower and upper height of the window band of each storey, clipped to it, (count, 2) [m].

    >>> window_bands(0.0, 6.0, 2).tolist()
    [[0.9, 2.1], [3.9, 5.1]]
    """
    storey_m = height_m / count
    floors = base_m + storey_m * np.arange(count)
    high = np.minimum(floors + LINTEL_M, floors + storey_m)
    return np.column_stack([np.minimum(floors + SILL_M, high), high])


def storeys_of(scene: Scene, solids: Solids) -> Storeys:
    """Return the storeys of all solids; what is no building counts as one.

    Parameters
    ----------
    scene : siting.model.Scene
    solids : siting.coverage.solids.Solids
    """
    levels = scene.buildings["levels"].to_numpy(float, na_value=np.nan)
    told = np.full(len(solids.row), np.nan)
    building = solids.row >= 0
    told[building] = levels[solids.row[building]]
    base, top = solids.span.T
    count, conflict = storey_counts(top - base, told)
    return Storeys(base, top - base, np.where(building, count, 1), conflict)


def conflict_notes(scene: Scene, solids: Solids, storeys: Storeys) -> list[tuple[str, ...]]:
    """Return a ledger row for each building whose levels contradict its height.

    Parameters
    ----------
    scene : siting.model.Scene
    solids : siting.coverage.solids.Solids
    storeys : Storeys
    """
    levels = scene.buildings["levels"].to_numpy(float, na_value=np.nan)
    notes: list[tuple[str, ...]] = []
    for s in np.flatnonzero(storeys.conflict).tolist():
        found = (
            f"{levels[solids.row[s]]:g} levels in {storeys.height_m[s]:g} m: no storey has room for a window"
        )
        done = f"storeys counted from the height: {storeys.count[s]}"
        notes.append(("buildings", str(solids.id[s]), "levels", found, done, "note"))
    return notes
