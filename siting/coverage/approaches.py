"""Where the walking network enters what a camera covers.

                 covered area
    walk       . - - - - - - .
----->---------X             |        X  gate: from here on the walker is in view,
         outside             |           `outward` points back along the way he came
               ' - - - - - - '
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from siting.coverage.rows import by_day

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from siting.coverage.network import Floats, Ints, WalkNetwork

    Stretched = tuple[Ints, Ints, Floats, Floats]

BRUSH_M = 1.0
"""Who is in view along less than this only brushes the covered area: no way in [m]."""

_SEAM_M = 1e-3
_SHORTEST_M = 1e-6


class Gate(NamedTuple):
    """A place on a piece where a walk enters the covered area; `outward` is +1 or -1 along the piece."""

    piece: int
    at_m: float
    outward: int


Stretches = dict[int, list[tuple[float, float]]]
"""Parts of pieces by piece: from and to, along the piece [m], ascending and apart."""


@dataclass(frozen=True, kw_only=True)
class CameraWalks:
    """What of the network one camera covers.

    Parameters
    ----------
    inside : dict
        The covered stretches.
    gates : tuple of Gate
        In the order of pieces.
    has_loose_part : bool
        True when a part of the network lies in the covered area that no way from outside reaches.
    """

    inside: Stretches
    gates: tuple[Gate, ...]
    has_loose_part: bool


def camera_walks(coverage: gpd.GeoDataFrame, network: WalkNetwork) -> Mapping[str, CameraWalks]:
    """Return what each camera covers of the network, and where the network enters it.

    Cameras that cover no walk, or only brush one, are left out.

    Parameters
    ----------
    coverage : geopandas.GeoDataFrame
        The layer of a coverage table; the classes of what it counts as covering count together.
    network : WalkNetwork
    """
    rows = by_day(coverage)
    codes, names = _factorized(rows["camera_id"].tolist())
    areas = np.asarray(rows.geometry.values, dtype=object)
    row, piece, low, high = stretches_in(areas, network)
    camera, piece, low, high = _without_seams(codes[row], piece, low, high)
    group = _linked(camera, piece, low, high, network)
    kept = np.bincount(group, high - low)[group] >= BRUSH_M if len(group) else np.empty(0, bool)
    found: dict[str, CameraWalks] = {}
    cuts = np.flatnonzero(np.diff(camera[kept])) + 1
    for part in np.split(np.flatnonzero(kept), cuts):
        if len(part):
            inside = _by_piece(piece[part], low[part], high[part])
            gates = _gates(inside, network)
            reached = {int(network.component[gate.piece]) for gate in gates}
            loose = not set(network.component[piece[part]].tolist()) <= reached
            found[names[camera[part[0]]]] = CameraWalks(inside=inside, gates=gates, has_loose_part=loose)
    return found


def stretches_in(areas: NDArray[Any], network: WalkNetwork) -> Stretched:
    """Return every stretch of a piece within an area: area, piece, from and to along the piece [m].

    Parameters
    ----------
    areas : object array (a,)
        Polygons.
    network : WalkNetwork
    """
    area, piece = network.tree.query(areas, predicate="intersects")
    shapely.prepare(areas)
    whole = shapely.covers(areas[area], network.lines[piece])
    cut_area, cut_piece = area[~whole], piece[~whole]
    shared = shapely.intersection(network.lines[cut_piece], areas[cut_area])
    parts, pair = shapely.get_parts(shared, return_index=True)
    is_line = shapely.get_dimensions(parts) == 1
    xy, part = shapely.get_coordinates(parts[is_line], return_index=True)
    pair = pair[is_line]
    along = network.along_m(cut_piece[pair[part]], xy)
    first = np.searchsorted(part, np.arange(len(pair)))
    low = np.minimum.reduceat(along, first) if len(first) else np.empty(0)
    high = np.maximum.reduceat(along, first) if len(first) else np.empty(0)
    length = network.length_m
    return (
        np.concatenate([area[whole], cut_area[pair]]).astype(np.int64),
        np.concatenate([piece[whole], cut_piece[pair]]).astype(np.int64),
        np.concatenate([np.zeros(int(whole.sum())), np.maximum(low, 0.0)]),
        np.concatenate([length[piece[whole]], np.minimum(high, length[cut_piece[pair]])]),
    )


def _factorized(names: list[str]) -> tuple[Ints, list[str]]:
    places: dict[str, int] = {}
    codes = [places.setdefault(name, len(places)) for name in names]
    return np.array(codes, np.int64), list(places)


def _without_seams(camera: Ints, piece: Ints, low: Floats, high: Floats) -> tuple[Ints, Ints, Floats, Floats]:
    """Return the stretches with those joined that touch: the classes of one camera meet in seams."""
    order = np.lexsort((low, piece, camera))
    joined: list[tuple[int, int, float, float]] = []
    columns = (camera[order].tolist(), piece[order].tolist(), low[order].tolist(), high[order].tolist())
    for who, where, start, end in zip(*columns, strict=True):
        if joined and joined[-1][:2] == (who, where) and start <= joined[-1][3] + _SEAM_M:
            joined[-1] = (who, where, joined[-1][2], max(end, joined[-1][3]))
        elif end - start > _SHORTEST_M:
            joined.append((who, where, start, end))
    table = np.array(joined, dtype=float).reshape(-1, 4)
    return table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), table[:, 2], table[:, 3]


def _linked(camera: Ints, piece: Ints, low: Floats, high: Floats, network: WalkNetwork) -> Ints:
    """Return a number for each stretch; stretches of a camera that join at nodes share it."""
    count = len(piece)
    if not count:
        return np.empty(0, np.int64)
    at_start = np.flatnonzero(low <= _SEAM_M)
    at_end = np.flatnonzero(high >= network.length_m[piece] - _SEAM_M)
    stretch = np.concatenate([at_start, at_end])
    node = np.concatenate([network.nodes[piece[at_start], 0], network.nodes[piece[at_end], 1]])
    own = camera[stretch] * (int(network.nodes.max()) + 1) + node
    _, place = np.unique(own, return_inverse=True)
    size = count + int(place.max(initial=-1)) + 1
    link = coo_array((np.ones(len(stretch)), (stretch, count + place)), shape=(size, size))
    label: Ints = connected_components(link, directed=False)[1][:count].astype(np.int64)
    return label


def _by_piece(piece: Ints, low: Floats, high: Floats) -> Stretches:
    found: Stretches = {}
    for where, start, end in zip(piece.tolist(), low.tolist(), high.tolist(), strict=True):
        found.setdefault(where, []).append((start, end))
    return found


def _gates(inside: Stretches, network: WalkNetwork) -> tuple[Gate, ...]:
    """Return where stretches end: within a piece, or at a node from which another piece leads out."""
    gates: list[Gate] = []
    nodes: set[int] = set()
    for piece, stretches in inside.items():
        length = network.lengths_m[piece]
        for low, high in stretches:
            if low > _SEAM_M:
                gates.append(Gate(piece, low, -1))
            else:
                nodes.add(network.ends[piece][0])
            if high < length - _SEAM_M:
                gates.append(Gate(piece, high, 1))
            else:
                nodes.add(network.ends[piece][1])
    for node in nodes:
        for piece in network.meeting[node]:
            starts_here = network.ends[piece][0] == node
            length = network.lengths_m[piece]
            stretches = inside.get(piece, [])
            if starts_here and not (stretches and stretches[0][0] <= _SEAM_M):
                gates.append(Gate(piece, 0.0, 1))
            elif not starts_here and not (stretches and stretches[-1][1] >= length - _SEAM_M):
                gates.append(Gate(piece, length, -1))
    return tuple(sorted(gates))
