"""The walking network as straight pieces that meet at nodes.

Ways meet where they share a vertex, as in OpenStreetMap; two that merely cross on the map (a bridge, an
underpass) do not meet. An end that lies on another way without a vertex there is joined to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

JOIN_M = 0.1
"""An end of a way that lies this near to another way is joined to it [m]."""

_SAME_VERTEX_M = 1e-3


@dataclass(frozen=True, kw_only=True)
class WalkNetwork:
    """Straight pieces of walks, and the nodes at which they meet.

    Parameters
    ----------
    start, end : float arrays (n, 2)
        Ends of each piece [m].
    length_m, offset_m : float arrays (n,)
        Length of each piece, and how far along its walk it starts [m].
    nodes : int array (n, 2)
        Node at either end.
    walk : int array (n,)
        Row of the walk in its layer.
    walk_ids, walk_names : tuple of str
        Of every walk; a name may be empty.
    component : int array (n,)
        Pieces that can be reached from one another share a number.
    node_starts, node_pieces : int arrays
        Pieces at node k: `node_pieces[node_starts[k]:node_starts[k + 1]]`.
    lines : object array (n,)
    tree : shapely.STRtree
        Of `lines`.
    """

    start: Floats
    end: Floats
    length_m: Floats
    offset_m: Floats
    nodes: Ints
    walk: Ints
    walk_ids: tuple[str, ...]
    walk_names: tuple[str, ...]
    component: Ints
    node_starts: Ints
    node_pieces: Ints
    lines: NDArray[Any]
    tree: shapely.STRtree

    # A search goes from piece to piece, one at a time: plain values are read faster than arrays.
    @cached_property
    def lengths_m(self) -> list[float]:
        """Return the length of each piece as plain numbers [m]."""
        lengths: list[float] = self.length_m.tolist()
        return lengths

    @cached_property
    def ends(self) -> list[list[int]]:
        """Return the nodes of each piece as plain numbers."""
        nodes: list[list[int]] = self.nodes.tolist()
        return nodes

    @cached_property
    def meeting(self) -> list[list[int]]:
        """Return the pieces that meet at each node."""
        pieces: list[int] = self.node_pieces.tolist()
        starts: list[int] = self.node_starts.tolist()
        return [pieces[first:last] for first, last in pairwise(starts)]

    def along_m(self, pieces: Ints, points: Floats) -> Floats:
        """Return how far along each piece, from its start, the foot of each point lies, (k,) [m]."""
        run = self.end[pieces] - self.start[pieces]
        along: Floats = ((points - self.start[pieces]) * run).sum(axis=1) / self.length_m[pieces]
        return along

    def points(self, pieces: Ints, at_m: Floats) -> Floats:
        """Return the points `at_m` along the pieces, (k, 2) [m]."""
        share = (at_m / self.length_m[pieces])[:, None]
        places: Floats = self.start[pieces] + share * (self.end[pieces] - self.start[pieces])
        return places

    def point(self, piece: int, at_m: float) -> Floats:
        """Return the point `at_m` along a piece, (2,) [m]."""
        place: Floats = self.points(np.array([piece]), np.array([at_m]))[0]
        return place


def walk_network(walks: gpd.GeoDataFrame) -> WalkNetwork:
    """Return the network of a layer of walks.

    Parameters
    ----------
    walks : geopandas.GeoDataFrame
        Lines with `id` and `name`.
    """
    shapes = np.asarray(walks.geometry.values, dtype=object)
    parts, walk = shapely.get_parts(shapes, return_index=True)
    start, end, piece_walk, nodes = _pieces(parts, walk)
    start, end, piece_walk, nodes = _with_joined_ends(start, end, piece_walk, nodes)
    length = np.hypot(*(end - start).T)
    before = np.cumsum(length) - length
    first = np.searchsorted(piece_walk, piece_walk)
    count = int(nodes.max(initial=-1)) + 1
    link = coo_array((np.ones(len(nodes)), (nodes[:, 0], nodes[:, 1])), shape=(count, count))
    _, label = connected_components(link, directed=False) if count else (0, np.empty(0, np.int64))
    order = np.argsort(nodes.ravel(), kind="stable")
    lines = np.asarray(shapely.linestrings(np.stack([start, end], axis=1)), dtype=object).reshape(-1)
    return WalkNetwork(
        start=start,
        end=end,
        length_m=length,
        offset_m=before - before[first] if len(first) else before,
        nodes=nodes,
        walk=piece_walk,
        walk_ids=tuple(str(name) for name in walks["id"]),
        walk_names=tuple(walks["name"].fillna("").astype(str)),
        component=label[nodes[:, 0]].astype(np.int64),
        node_starts=np.searchsorted(nodes.ravel()[order], np.arange(count + 1)).astype(np.int64),
        node_pieces=(order // 2).astype(np.int64),
        lines=lines,
        tree=shapely.STRtree(lines),
    )


def _pieces(parts: NDArray[Any], walk: Ints) -> tuple[Floats, Floats, Ints, Ints]:
    """Return start, end, walk and nodes of every straight piece longer than a millimetre."""
    xy, part = shapely.get_coordinates(parts, return_index=True)
    _, vertex = np.unique(np.round(xy / _SAME_VERTEX_M), axis=0, return_inverse=True)
    vertex = vertex.reshape(-1).astype(np.int64)
    goes_on = (part[:-1] == part[1:]) & (vertex[:-1] != vertex[1:])
    at = np.flatnonzero(goes_on)
    nodes = np.column_stack([vertex[at], vertex[at + 1]]).reshape(-1, 2)
    return xy[at], xy[at + 1], walk[part[at]].astype(np.int64), nodes


def _with_joined_ends(
    start: Floats, end: Floats, walk: Ints, nodes: Ints
) -> tuple[Floats, Floats, Ints, Ints]:
    """Return the pieces, cut where the free end of another way lies on them, and joined to it."""
    free, piece, foot = _ends_on_pieces(start, end, nodes)
    length = np.hypot(*(end[piece] - start[piece]).T)
    at_start, at_end = foot <= JOIN_M, foot >= length - JOIN_M
    # Near a vertex the two nodes become one; elsewhere the piece is cut at the foot of the end.
    same = np.concatenate(
        [
            np.column_stack([free[at_start], nodes[piece[at_start], 0]]),
            np.column_stack([free[at_end & ~at_start], nodes[piece[at_end & ~at_start], 1]]),
        ]
    )
    inner = ~at_start & ~at_end
    order = np.lexsort((foot[inner], piece[inner]))
    cut, new, at = piece[inner][order], free[inner][order], foot[inner][order]
    place = start[cut] + (at / length[inner][order])[:, None] * (end[cut] - start[cut])
    start, end = np.insert(start, cut + 1, place, axis=0), np.insert(end, cut, place, axis=0)
    first, second = np.insert(nodes[:, 0], cut + 1, new), np.insert(nodes[:, 1], cut, new)
    count = int(nodes.max(initial=-1)) + 1
    link = coo_array((np.ones(len(same)), (same[:, 0], same[:, 1])), shape=(count, count))
    label = connected_components(link, directed=False)[1].astype(np.int64) if count else nodes[:, 0]
    made = np.column_stack([label[first], label[second]]).reshape(-1, 2)
    # Straight pieces between the same two nodes are one: a way drawn twice is walked once.
    _, once = np.unique(np.sort(made, axis=1), axis=0, return_index=True)
    keep = np.isin(np.arange(len(made)), once) & (made[:, 0] != made[:, 1])
    return start[keep], end[keep], np.insert(walk, cut, walk[cut])[keep], made[keep]


def _ends_on_pieces(start: Floats, end: Floats, nodes: Ints) -> tuple[Ints, Ints, Floats]:
    """Return free ends (nodes), the foreign pieces on which they lie, and where along these [m]."""
    degree = np.bincount(nodes.ravel())
    side = np.flatnonzero(degree[nodes.ravel()] == 1)
    xy = np.stack([start, end], axis=1).reshape(-1, 2)[side]
    lines = np.asarray(shapely.linestrings(np.stack([start, end], axis=1)), dtype=object).reshape(-1)
    points = np.asarray(shapely.points(xy), dtype=object).reshape(-1)
    who, piece = shapely.STRtree(lines).query(points, predicate="dwithin", distance=JOIN_M)
    foreign = piece != side[who] // 2
    who, piece = who[foreign], piece[foreign]
    run = end[piece] - start[piece]
    foot = ((xy[who] - start[piece]) * run).sum(axis=1) / np.hypot(*run.T)
    # One end joins each neighbour once, in the order of pieces whatever the tree answers.
    order = np.lexsort((piece, who))
    return nodes.ravel()[side[who]][order], piece[order].astype(np.int64), foot[order]
