"""Rings of footprints as arrays: what the kernels take, and what spikes and gaps are looked for in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage._corner_kernels import single_rings

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Twice the area of a ring of which rounding cannot have turned the sense; GEOS is asked of smaller ones [m2].
_SURE_M2 = 1e-3


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
    xy = shapely.get_coordinates(footprints)
    starts = np.concatenate([[0], np.cumsum(shapely.get_num_coordinates(footprints))]).astype(np.int64)
    # Most footprints are one ring, which need not be made a shape of its own.
    single, twice_m2 = single_rings(xy, starts)
    single &= np.abs(twice_m2) > _SURE_M2
    if single.all():
        return Rings(xy, starts, np.where(twice_m2 > 0.0, 1, -1), np.arange(len(footprints)))
    plain = np.flatnonzero(single)
    rest = np.flatnonzero(~single)
    sizes = np.diff(starts)
    of_one = Rings(
        xy[np.repeat(single, sizes)],
        np.concatenate([[0], np.cumsum(sizes[plain])]),
        np.where(twice_m2[plain] > 0.0, 1, -1),
        plain,
    )
    return _merged(of_one, _rings_of_any(footprints[rest], rest))


def _rings_of_any(footprints: NDArray[Any], names: NDArray[np.int64]) -> Rings:
    """Return the rings of polygons and multipolygons with holes and parts, owned by `names`."""
    parts, part_owner = shapely.get_parts(footprints, return_index=True)
    some = ~shapely.is_empty(parts)
    parts, part_owner = parts[some], part_owner[some]
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    is_outer = np.diff(ring_part, prepend=-1) > 0
    sizes = shapely.get_num_coordinates(rings)
    return Rings(
        shapely.get_coordinates(rings),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        np.where(shapely.is_ccw(rings) == is_outer, 1, -1),
        names[part_owner[ring_part]],
    )


def _merged(one: Rings, other: Rings) -> Rings:
    """Return the rings of two sets of footprints by ascending footprint."""
    both = one.before(other, 0)
    order = np.argsort(both.owner, kind="stable")
    sizes = np.diff(both.starts)[order]
    starts = np.concatenate([[0], np.cumsum(sizes)])
    corners = np.repeat(both.starts[:-1][order] - starts[:-1], sizes) + np.arange(starts[-1])
    return Rings(both.xy[corners], starts, both.sense[order], both.owner[order])


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
