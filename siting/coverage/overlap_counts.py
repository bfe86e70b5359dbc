"""Overlap counts: disjoint polygons, each with the number of coverages that lie over it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage._overlap_face_kernels import faces_of, rings_of
from siting.coverage._overlap_kernels import edges_of_rings, fragments_of, longest_step
from siting.coverage.rings import rings_of as rings_of_polygons
from siting.coverage.visibility import polygons_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

# Coordinates are rounded to 2 ** -18 m (4 micrometres): finer than any survey, and products of lengths stay
# exact in 64 bits up to edges of 2 ** 11 m; with longer ones the grid is coarser.
_FINEST_BITS, _EXACT_BITS = 18, 29
# Where a few edges meet in a cell, comparing them pair by pair is quickest.
_EDGES_A_CELL = 1.5
_LEAST_CELL_UNITS = 64.0


@dataclass(frozen=True)
class OverlapCounts:
    """Disjoint faces and by how many polygons each is covered.

    Parameters
    ----------
    count : int array (n,)
        At least 1; neighbours along an edge differ.
    area_m2 : float array (n,)
    draw : callable
        Makes the polygons; see there.
    """

    count: NDArray[np.int64]
    area_m2: NDArray[np.float64]
    draw: Callable[[], NDArray[Any]]

    @cached_property
    def polygons(self) -> NDArray[Any]:
        """Return the faces as shapely polygons, (n,); made when they are asked for: they may be many."""
        return self.draw()

    def area_by_count_m2(self) -> NDArray[np.float64]:
        """Return the area that exactly k polygons cover, by k from 0 (which is none) on [m2]."""
        return np.bincount(self.count, weights=self.area_m2, minlength=1).astype(float)


_NOTHING = OverlapCounts(np.empty(0, np.int64), np.empty(0), lambda: np.empty(0, object))


def overlap_counts(shapes: NDArray[Any], weights: NDArray[np.int64] | None = None) -> OverlapCounts:
    """Return the plane cut into faces that are covered by equally many of some polygons.

    Exact to the rounding of corners by 4 micrometres: what meets, runs along another edge or nearly does is
    treated alike, and the areas times their counts add up to the areas of the polygons.

    Parameters
    ----------
    shapes : object array (s,)
        Valid polygons and multipolygons, in metres. Those of one camera that share edges are one to it.
    weights : int array (s,) or None
        How much each counts, at least 1; 1 where None.

    Returns
    -------
    OverlapCounts

    References
    ----------
    Hobby (1999), Practical segment intersection with finite precision output, Computational Geometry 13.

    Examples
    --------
    >>> import numpy as np
    >>> import shapely
    >>> found = overlap_counts(np.array([shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1)]))
    >>> found.area_by_count_m2().tolist()
    [0.0, 2.0, 1.0]
    """
    some = np.flatnonzero(~shapely.is_empty(shapes))
    rings = rings_of_polygons(shapes[some])
    points, ring_starts = rings.xy, rings.starts
    if not len(points):
        return _NOTHING
    origin = np.floor(points.min(axis=0))
    scale = _scale(longest_step(points, ring_starts))
    weight = rings.sense if weights is None else rings.sense * weights[some[rings.owner]].astype(np.int64)
    edges, sign = edges_of_rings(points, ring_starts, weight, origin, scale)
    if not len(edges):
        return _NOTHING
    pixels, ends, more = fragments_of(edges, sign, *_grid(edges))
    if not len(ends):
        return _NOTHING
    count, area, *around = faces_of(pixels, ends, more)

    def draw() -> NDArray[Any]:
        corners, ring_starts, polygon_starts = rings_of(pixels, ends, *around)
        return polygons_of(pixels[corners] / scale + origin, ring_starts, polygon_starts)

    return OverlapCounts(count, area / scale**2, draw)


def _scale(longest_m: float) -> float:
    """Return how many units a metre has."""
    bits = _FINEST_BITS if longest_m <= 0.0 else _EXACT_BITS - math.ceil(math.log2(longest_m))
    return float(2.0 ** min(bits, _FINEST_BITS))


def _grid(ends: NDArray[np.int64]) -> tuple[float, float, float, int, int]:
    """Return corner, width, columns and rows of a grid whose cells hold a few edges each."""
    west, east = int(ends[:, 0].min()), int(ends[:, 2].max())
    south, north = int(ends[:, [1, 3]].min()), int(ends[:, [1, 3]].max())
    wide, high = float(east - west + 1), float(north - south + 1)
    cell = max(math.sqrt(wide * high * _EDGES_A_CELL / len(ends)), max(wide, high) / len(ends))
    cell = max(cell, _LEAST_CELL_UNITS)
    return float(west), float(south), cell, int(wide // cell) + 1, int(high // cell) + 1
