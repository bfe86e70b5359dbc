"""The walls of a district as arrays with a tree, for peers that want only those within reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.districts import District

    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Walls:
    """Edges of all footprints, inside on the left, sorted by building.

    Parameters
    ----------
    ends : float array (e, 2, 2)
        [m].
    building : int array (e,)
    first : int array (b + 1,)
        Where the edges of each building start.
    tree : shapely.STRtree
        Of the buildings' footprints.
    top_m : float array (b,)
    footprints : object array (b,)
    """

    ends: Floats
    building: NDArray[np.int64]
    first: NDArray[np.int64]
    tree: Any
    top_m: Floats
    footprints: NDArray[Any]

    def near(self, shape: Any) -> NDArray[np.int64]:
        """Return the buildings whose bounds meet those of a shape."""
        return np.sort(self.tree.query(shape))

    def of(self, buildings: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the edges of buildings."""
        counts = self.first[buildings + 1] - self.first[buildings]
        starts = np.repeat(self.first[buildings] - np.cumsum(counts) + counts, counts)
        return starts + np.arange(counts.sum())


def walls_of(district: District) -> Walls:
    """Return the walls of a district.

    Parameters
    ----------
    district : District
    """
    footprints = shapely.orient_polygons(district.footprints)
    rings, ring_owner = _rings(footprints)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    ends = np.stack([xy[:-1][same], xy[1:][same]], axis=1)
    building = ring_owner[ring[:-1][same]]
    first = np.searchsorted(building, np.arange(len(footprints) + 1))
    return Walls(ends, building, first, shapely.STRtree(footprints), district.height_m, footprints)


def _rings(footprints: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    parts, part_owner = shapely.get_parts(footprints, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    return rings, part_owner[ring_part]


def box_around(here: Floats, reach_m: float) -> Any:
    """Return the square around a place that holds all within reach."""
    return shapely.box(*(here - reach_m), *(here + reach_m))
