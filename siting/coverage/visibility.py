"""Exact ground coverage: what each camera sees of a level plane, class by class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage._ground_kernels import ground_views
from siting.coverage.footprint import SAGITTA_M

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from siting.coverage.solids import Solids

# Far below any drawing, far above the rounding of coordinates of millions of metres.
_GRID_M = 1e-6


def ground_coverage(
    easting_m: float,
    northing_m: float,
    *,
    view: NDArray[np.float64],
    depths_m: NDArray[np.float64],
    solids: Solids,
    candidates: NDArray[np.int64],
    plane_m: float = 1.5,
) -> list[Any]:
    """Return what one camera sees of a level plane, one geometry for each band of depth.

    A point is seen when the open segment from the camera to it passes through the inside of no
    solid, and it lies inside none. Exact up to rounding; only the arc of `range_m` is drawn by
    chords, at most 5 mm inside.

    Parameters
    ----------
    easting_m, northing_m : float
        Position of the camera [m].
    view : float array (10,)
        From `siting.coverage.footprint.view_array`.
    depths_m : float array (b + 1,)
        Limits of the bands along the optical axis, ascending from 0 [m].
    solids : siting.coverage.solids.Solids
    candidates : int array (k,)
        The solids that may stand in the view.
    plane_m : float
        Height of the plane above ground [m].

    Returns
    -------
    list of shapely.MultiPolygon
        One for each band, nearest first, empty where nothing is seen. The interiors are disjoint.
    """
    made = ground_coverages(
        np.array([[easting_m, northing_m]]),
        views=view[None],
        depths_m=depths_m[None],
        solids=solids,
        candidate_starts=np.array([0, len(candidates)]),
        candidates=candidates,
        plane_m=plane_m,
    )
    return list(made[0])


def ground_coverages(
    places_m: NDArray[np.float64],
    *,
    views: NDArray[np.float64],
    depths_m: NDArray[np.float64],
    solids: Solids,
    candidate_starts: NDArray[np.int64],
    candidates: NDArray[np.int64],
    plane_m: float = 1.5,
) -> NDArray[Any]:
    """Return what cameras see of a level plane, one geometry for each camera and band of depth, (n, b).

    As `ground_coverage`, of many at once.

    Parameters
    ----------
    places_m : float array (n, 2)
        Positions [m].
    views : float array (n, 10)
    depths_m : float array (n, b + 1)
    solids : siting.coverage.solids.Solids
    candidate_starts, candidates : int array (n + 1,), int array (k,)
        The solids that may stand in each view, one camera after the other.
    plane_m : float

    Returns
    -------
    object array (n, b) of shapely.MultiPolygon
    """
    made = ground_views(
        places_m,
        views,
        plane_m,
        depths_m,
        SAGITTA_M,
        candidate_starts,
        candidates,
        solids.xy,
        solids.rings,
        solids.solid_rings,
        solids.span,
        solids.boxes,
    )
    return multipolygons_of(made).reshape(len(places_m), depths_m.shape[1] - 1)


def multipolygons_of(
    ragged: tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]],
) -> NDArray[Any]:
    """Return valid multipolygons from the arrays of a kernel.

    Parameters
    ----------
    ragged : tuple of arrays
        Corners of closed rings, where each ring starts in them, each polygon in the rings, each geometry in
        the polygons; with the totals at the end.
    """
    corners, *starts = ragged
    made: NDArray[Any] = shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, corners, tuple(starts))
    is_valid = shapely.is_valid(made)
    if not is_valid.all():
        for k in np.flatnonzero(~is_valid):
            made[k] = valid_multipolygon(shapely.get_parts(made[k]))
    return made


def polygons_of(
    points: NDArray[np.float64], ring_starts: NDArray[np.int64], polygon_starts: NDArray[np.int64]
) -> NDArray[Any]:
    """Return shapely polygons from rings that do not repeat their first vertex.

    Parameters
    ----------
    points : float array (p, d)
        Vertices, d of 2 or 3.
    ring_starts, polygon_starts : int arrays
        Where each ring starts in `points`, each polygon in the rings; with the total at the end.
    """
    if len(polygon_starts) < 2:
        return np.empty(0, object)
    # Close each ring by its first vertex.
    count = len(ring_starts) - 1
    offsets = ring_starts + np.arange(count + 1)
    closed = np.empty((len(points) + count, points.shape[1]))
    closed[np.arange(len(points)) + np.repeat(np.arange(count), np.diff(ring_starts))] = points
    closed[offsets[1:] - 1] = points[ring_starts[:-1]]
    made: NDArray[Any] = shapely.from_ragged_array(
        shapely.GeometryType.POLYGON, closed, (offsets, polygon_starts)
    )
    return made


def valid_multipolygon(polygons: NDArray[Any]) -> Any:
    """Return the polygons as one valid multipolygon; rounding to full coordinates may need mending."""
    made = shapely.multipolygons(polygons)
    if not shapely.is_valid(made):
        parts = shapely.get_parts(shapely.make_valid(made, method="structure", keep_collapsed=False))
        made = shapely.multipolygons(parts[shapely.get_dimensions(parts) == 2])
    return made


def union_of(shapes: Sequence[Any] | NDArray[Any]) -> Any:
    """Return the union of polygons, and of what overlays leave of them, whatever their edges share.

    Full coordinates first; where their rounding defeats the overlay, corners are snapped to a grid of a
    micrometre (`shapely.union_all` with a `grid_size`: fixed precision nodes robustly).

    Parameters
    ----------
    shapes : sequence of geometry
    """
    try:
        return shapely.union_all(shapes)
    except shapely.errors.GEOSException:
        return shapely.union_all(shapes, grid_size=_GRID_M)


def areas_of(shapes: NDArray[Any]) -> NDArray[Any]:
    """Return the polygons of each geometry as a multipolygon, without the lines that overlays leave.

    Parameters
    ----------
    shapes : object array (n,)
    """
    made = np.full(len(shapes), shapely.MultiPolygon(), object)
    parts, owner = shapely.get_parts(shapes, return_index=True)
    flat = shapely.get_dimensions(parts) == 2
    shapely.multipolygons(parts[flat], indices=owner[flat], out=made)
    return made
