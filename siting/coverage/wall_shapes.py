"""Shapes on walls, in (u, z): what solids leave of window bands, and what limits leave of that."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from siting.coverage._facade_kernels import facade_views
from siting.coverage._view_kernels import clip_half_plane
from siting.coverage.visibility import areas_of, polygons_of, valid_multipolygon

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from siting.coverage.solids import Solids
    from siting.coverage.wall_pieces import Pieces
    from siting.coverage.wall_table import Walls

SMALLEST_M2 = 1e-4
"""No row of a facade is smaller [m2]."""
_ENDLESS_M = 1e9


class Bound(NamedTuple):
    """One window band that a view may show, or surely shows.

    Parameters
    ----------
    wall, band : int
        Rows of the walls asked about.
    view : str
    px_per_m : float
        Highest density that it may have, or a density that it surely has [px/m].
    """

    wall: int
    band: int
    view: str
    px_per_m: float


def unhidden(
    here: tuple[float, float],
    height_m: float,
    walls: Walls,
    asked: NDArray[np.int64],
    *,
    hiders: Solids,
    near: NDArray[np.int64],
) -> Iterator[tuple[int, int, Any]]:
    """Yield wall, band and what of it solids leave to be seen from a place, whatever the view, in (u, z).

    Parameters
    ----------
    here : tuple of float
        Position [m].
    height_m : float
        Above ground [m].
    walls : siting.coverage.wall_table.Walls
    asked : int array
        Walls to look at.
    hiders : siting.coverage.solids.Solids
    near : int array
        Those of them that may hide.
    """
    all_round = np.array([height_m, 0.0, 1.0, 0.0, math.inf, math.inf, math.inf, _ENDLESS_M, 0.0, 1.0])
    key, _, _, _, points, ring_starts, polygon_starts, owner = facade_views(
        np.array([here]),
        all_round[None],
        walls.ends,
        np.array([0, len(asked)]),
        asked,
        walls.band_starts,
        walls.bands,
        np.array([0, len(near)]),
        near,
        hiders.xy,
        hiders.rings,
        hiders.solid_rings,
        hiders.span,
        hiders.boxes,
    )
    polygons = polygons_of(points, ring_starts, polygon_starts)
    starts = np.searchsorted(owner, np.arange(len(key) + 1))
    for k in range(len(key)):
        yield int(key[k, 0]), int(key[k, 1]), valid_multipolygon(polygons[starts[k] : starts[k + 1]])


def within(shape: Any, limit: NDArray[np.float64], piece: Pieces) -> Any:
    """Return what of a shape on one piece of wall lies within limits, in (u, z).

    Parameters
    ----------
    shape : shapely geometry
    limit : float array (k, 3)
        Rows a, b, c with a u + b z + c >= 0.
    piece : siting.coverage.wall_pieces.Pieces
        Of one wall.
    """
    low, high = piece.z_m[0]
    frame = shapely.get_coordinates(shapely.box(0.0, low, piece.length_m[0], high))[:-1]
    is_cut = False
    for a, b, c in limit:
        if (frame @ (a, b) + c < 0.0).any():
            is_cut = True
            frame = clip_half_plane(frame, a, b, c)
            if len(frame) < 3:
                return shapely.MultiPolygon()
    if not is_cut:
        return shape
    return areas_of(np.array([shapely.intersection(shape, shapely.Polygon(frame))], object))[0]
