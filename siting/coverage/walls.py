"""The walls a camera must not look through: window bands of protected storeys and of room zones."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage.solids import STOREY_M
from siting.fields import AREA_KINDS

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from siting.coverage.solids import Solids
    from siting.model import Scene

SILL_M = 0.9
"""Lower edge of the window band above the floor [m]."""
LINTEL_M = 2.1
"""Upper edge of the window band above the floor [m]."""

# A height of three storeys stays three when it was a difference of two heights.
_ROUNDING = 1e-9
# An edge of a zone this near to an outer wall lies on it: zones are drawn from plans [m].
_ON_WALL_M = 0.1
_SHORTEST_M = 1e-3


@dataclass(frozen=True)
class Walls:
    """Wall edges with their window bands, sorted by solid.

    Parameters
    ----------
    ends : float array (w, 4)
        x, y of both corners, the outside on the right [m].
    solid : int array (w,)
        The solid of each wall.
    number : int array (w,)
        Edge number in the footprint: outer ring first, then holes, part by part.
    zone : int array (w,)
        Row of the room zone behind the wall, or -1 for a storey of the building.
    band_starts : int array (w + 1,)
    bands : float array (b, 2)
        Lower and upper height of each window band [m].
    storey : int array (b,)
        0 is the lowest floor of the building.
    """

    ends: NDArray[np.float64]
    solid: NDArray[np.int64]
    number: NDArray[np.int64]
    zone: NDArray[np.int64]
    band_starts: NDArray[np.int64]
    bands: NDArray[np.float64]
    storey: NDArray[np.int64]


def storey_count(height_m: float, levels: float) -> int:
    """Return the number of storeys: levels rounded down, else one for each 3 m; at least one.

    >>> storey_count(10.0, float("nan"))
    3
    """
    count = height_m / STOREY_M if math.isnan(levels) else levels
    return max(1, math.floor(count + _ROUNDING))


def window_bands(base_m: float, height_m: float, count: int) -> NDArray[np.float64]:
    """Return lower and upper height of the window band of each storey, clipped to it, (count, 2) [m].

    >>> window_bands(0.0, 6.0, 2).tolist()
    [[0.9, 2.1], [3.9, 5.1]]
    """
    storey_m = height_m / count
    floors = base_m + storey_m * np.arange(count)
    high = np.minimum(floors + LINTEL_M, floors + storey_m)
    return np.column_stack([np.minimum(floors + SILL_M, high), high])


def protected_walls(scene: Scene, solids: Solids) -> Walls:
    """Return all walls with protected storeys, and all outer walls of room zones.

    Parameters
    ----------
    scene : siting.model.Scene
    solids : siting.coverage.solids.Solids
    """
    levels = scene.buildings["levels"].to_numpy(float, na_value=np.nan)
    pieces: list[tuple[NDArray[np.float64], int, NDArray[np.int64], int, Any, Any]] = []
    for s in np.flatnonzero(solids.kind == "building").tolist():
        if math.isnan(solids.protected_from[s]):
            continue
        bands, storeys = _bands_of(solids, s, levels)
        chosen = storeys >= solids.protected_from[s]
        bands, storeys = bands[chosen], storeys[chosen]
        ends, numbers = _edges_of(solids, s)
        pieces.append((ends, s, numbers, -1, bands, storeys))
    pieces.extend(_zone_pieces(scene.zones, solids, levels))
    return _assembled(pieces)


def _bands_of(
    solids: Solids, s: int, levels: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return window bands and storey numbers of one building."""
    base, top = solids.span[s]
    count = storey_count(top - base, levels[solids.row[s]])
    return window_bands(base, top - base, count), np.arange(count)


def _edges_of(solids: Solids, s: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the edges of one solid, the outside on the right, and their numbers."""
    ends, numbers = [], []
    first = solids.rings[solids.solid_rings[s], 0]
    for order, r in enumerate(range(solids.solid_rings[s], solids.solid_rings[s + 1])):
        begin, end, side = solids.rings[r]
        a, b = solids.xy[begin : end - 1], solids.xy[begin + 1 : end]
        ends.append(np.hstack([a, b] if side > 0 else [b, a]))
        # Every ring repeats its first vertex, which makes no edge.
        numbers.append(np.arange(begin, end - 1) - first - order)
    return np.concatenate(ends), np.concatenate(numbers)


def _zone_pieces(
    zones: gpd.GeoDataFrame, solids: Solids, levels: NDArray[np.float64]
) -> list[tuple[NDArray[np.float64], int, NDArray[np.int64], int, Any, Any]]:
    """Return the parts of outer walls behind which room zones lie."""
    pieces: list[tuple[NDArray[np.float64], int, NDArray[np.int64], int, Any, Any]] = []
    rooms = np.flatnonzero(~zones["kind"].isin(AREA_KINDS).to_numpy(bool))
    buildings = np.flatnonzero(solids.kind == "building")
    if not len(rooms) or not len(buildings):
        return pieces
    tree = shapely.STRtree(solids.footprints[buildings])
    base = zones["base_m"].to_numpy(float, na_value=np.nan)
    top = zones["top_m"].to_numpy(float, na_value=np.nan)
    for z in rooms:
        room = zones.geometry.iloc[z]
        for s in np.sort(buildings[tree.query(room, predicate="intersects")]).tolist():
            bands, storeys = _bands_of(solids, s, levels)
            low = -math.inf if math.isnan(base[z]) else base[z]
            high = math.inf if math.isnan(top[z]) else top[z]
            bands = np.clip(bands, low, high)
            tall = bands[:, 1] > bands[:, 0]
            ends, numbers = _edges_of(solids, s)
            parts = [_along(edge, room) for edge in ends]
            counts = [len(part) for part in parts]
            if tall.any() and any(counts):
                on_wall = np.concatenate(parts)
                which = np.repeat(numbers, counts)
                pieces.append((on_wall, s, which, int(z), bands[tall], storeys[tall]))
    return pieces


def _along(edge: NDArray[np.float64], room: Any) -> NDArray[np.float64]:
    """Return the stretches of a wall edge behind which `room` lies, in the edge's direction, (n, 4).

    The edge is moved inwards by the tolerance, so that a room meets it at its true width whether
    it is drawn a little short of the wall or a little over it.
    """
    run = edge[2:] - edge[:2]
    length = math.hypot(*run)
    if length < _SHORTEST_M:
        return np.empty((0, 4))
    # The outside is on the right, the inside on the left.
    inwards = np.array([-run[1], run[0]]) / length * _ON_WALL_M
    moved = shapely.LineString(edge.reshape(2, 2) + inwards)
    parts = shapely.get_parts(shapely.intersection(moved, room))
    parts = parts[shapely.length(parts) > _SHORTEST_M]
    if not len(parts):
        return np.empty((0, 4))
    ends = np.array([[part.coords[0], part.coords[-1]] for part in parts]) - inwards
    made = ends.reshape(-1, 4)
    ahead = (made[:, 2:] - made[:, :2]) @ run > 0
    return np.where(ahead[:, None], made, made[:, [2, 3, 0, 1]])


def _assembled(
    pieces: list[tuple[NDArray[np.float64], int, NDArray[np.int64], int, Any, Any]],
) -> Walls:
    """Return the pieces as one table of walls, sorted by solid."""
    if not pieces:
        none = np.empty(0, np.int64)
        return Walls(np.empty((0, 4)), none, none, none, np.zeros(1, np.int64), np.empty((0, 2)), none)
    pieces = sorted(pieces, key=lambda piece: piece[1])
    counts = np.array([len(piece[0]) for piece in pieces])
    per_wall = np.repeat([len(piece[4]) for piece in pieces], counts)
    return Walls(
        ends=np.ascontiguousarray(np.concatenate([piece[0] for piece in pieces]), dtype=float),
        solid=np.repeat([piece[1] for piece in pieces], counts).astype(np.int64),
        number=np.concatenate([piece[2] for piece in pieces]).astype(np.int64),
        zone=np.repeat([piece[3] for piece in pieces], counts).astype(np.int64),
        band_starts=np.concatenate([[0], np.cumsum(per_wall)]).astype(np.int64),
        bands=np.concatenate([np.tile(piece[4], (len(piece[0]), 1)) for piece in pieces]),
        storey=np.concatenate([np.tile(piece[5], len(piece[0])) for piece in pieces]).astype(np.int64),
    )
