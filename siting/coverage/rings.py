"""Rings of footprints as arrays: what the kernels take, and what spikes and gaps are looked for in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Rings:
    """Closed rings of some footprints, those of one after those of another.

    Parameters
    ----------
    xy : float array (v, 2)
        Corners; the first of a ring stands again at its end [m].
    starts : int array (r + 1,)
        First corner of each ring.
    sense : int array (r,)
        1 where what the ring bounds lies to its left, else -1.
    owner : int array (r,)
        Footprint of each ring, ascending.
    """

    xy: NDArray[np.float64]
    starts: NDArray[np.int64]
    sense: NDArray[np.int64]
    owner: NDArray[np.int64]

    def kept(self, keep: NDArray[np.bool_]) -> Rings:
        """Return the rings of some footprints, which are counted anew.

        Parameters
        ----------
        keep : bool array (n,)
            Of each footprint.
        """
        if keep.all():
            return self
        stays = keep[self.owner]
        sizes = np.diff(self.starts)
        return Rings(
            self.xy[np.repeat(stays, sizes)],
            np.concatenate([[0], np.cumsum(sizes[stays])]),
            self.sense[stays],
            (np.cumsum(keep) - 1)[self.owner[stays]],
        )

    def before(self, other: Rings, count: int) -> Rings:
        """Return these rings, of `count` footprints, and after them others."""
        return Rings(
            np.concatenate([self.xy, other.xy]),
            np.concatenate([self.starts[:-1], self.starts[-1] + other.starts]),
            np.concatenate([self.sense, other.sense]),
            np.concatenate([self.owner, count + other.owner]),
        )


def rings_of(footprints: NDArray[Any]) -> Rings:
    """Return the rings of polygons and multipolygons.

    Parameters
    ----------
    footprints : object array (n,)
    """
    parts, part_owner = shapely.get_parts(footprints, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    is_outer = np.diff(ring_part, prepend=-1) > 0
    sizes = shapely.get_num_coordinates(rings)
    return Rings(
        shapely.get_coordinates(rings),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        np.where(shapely.is_ccw(rings) == is_outer, 1, -1),
        part_owner[ring_part].astype(np.int64),
    )


def ring_arrays(
    rings: Rings, footprints: NDArray[Any], gaps: NDArray[Any]
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return vertices, rings, rings of each solid and bounds; gaps are rings there and back.

    Parameters
    ----------
    rings : Rings
        Of the footprints.
    footprints : object array (n,)
    gaps : object array (g,)
        Lines of two ends.
    """
    xy, owner = rings.xy, rings.owner
    table = np.column_stack([rings.starts[:-1], rings.starts[1:], rings.sense])
    if len(gaps):
        ends_xy = shapely.get_coordinates(gaps).reshape(-1, 2, 2)
        there_and_back = ends_xy[:, [0, 1, 0]].reshape(-1, 2)
        begin = len(xy) + 3 * np.arange(len(gaps))
        table = np.concatenate([table, np.column_stack([begin, begin + 3, np.ones_like(begin)])])
        xy = np.concatenate([xy, there_and_back])
        owner = np.concatenate([owner, len(footprints) + np.arange(len(gaps))])
    solid_rings = np.searchsorted(owner, np.arange(len(footprints) + len(gaps) + 1))
    boxes = np.concatenate([shapely.bounds(footprints), shapely.bounds(gaps)]).reshape(-1, 4)
    return (
        np.ascontiguousarray(xy, dtype=float),
        np.ascontiguousarray(table, dtype=np.int64),
        solid_rings.astype(np.int64),
        np.ascontiguousarray(boxes, dtype=float),
    )
