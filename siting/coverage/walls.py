"""The walls a camera must not look through: windows of protected storeys and of room zones."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from siting.coverage.edges import edges_of, stretches_behind
from siting.coverage.openings import GLAZED, openings
from siting.coverage.storeys import conflict_notes, storeys_of
from siting.coverage.wall_table import WallPiece, table_of_walls
from siting.coverage.windows import drawn_windows, unplaced_windows
from siting.fields import AREA_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from siting.coverage.solids import Solids
    from siting.coverage.storeys import Storeys
    from siting.coverage.wall_table import Walls
    from siting.coverage.windows import Panes
    from siting.model import Scene

_HOMES = -1
_CONFLICT = frozenset({"levels_conflict"})
_ALL_HEIGHTS = (-math.inf, math.inf)


class _Front(NamedTuple):
    """Stretches of the walls of one building, and the storeys and heights in which they are protected.

    `edge` is the row of each stretch in `edges`; `zone` is `_HOMES` or the row of a room.
    """

    solid: int
    zone: int
    edges: NDArray[np.float64]
    edge: NDArray[np.int64]
    ends: NDArray[np.float64]
    number: NDArray[np.int64]
    bands: NDArray[np.float64]
    storey: NDArray[np.int64]
    limits_m: tuple[float, float]
    flags: frozenset[str]


def protected_walls(scene: Scene, solids: Solids, rows: NDArray[np.int64]) -> Walls:
    """Return all walls with protected storeys, and all outer walls of room zones.

    Where the plan draws windows on a wall in a storey, these count, else the whole window band.

    Parameters
    ----------
    scene : siting.model.Scene
    solids : siting.coverage.solids.Solids
    rows : int array
        Rows of the buildings that the solids were made of.
    """
    storeys = storeys_of(scene, solids)
    panes = drawn_windows(scene, solids, storeys)
    pieces: list[WallPiece] = []
    notes = conflict_notes(scene, solids, storeys)
    for name in unplaced_windows(scene, panes, rows):
        found = "on no wall of its building, or at no height of it"
        notes.append(("windows", name, "geometry", found, "without effect", "note"))
    for front in _home_fronts(solids, storeys):
        pieces += _with_windows(front, panes.get(front.solid))
    for front in _room_fronts(scene, solids, storeys):
        mine = panes.get(front.solid)
        made = list(_with_windows(front, mine))
        if not made and mine is not None and np.isin(front.edge, mine.edge).any():
            name, done = str(scene.zones["id"].iloc[front.zone]), "counts as a room without windows"
            notes.append(
                ("zones", name, "geometry", "windows drawn on its walls, none before it", done, "note")
            )
        pieces += made
    return table_of_walls(pieces, notes)


def _home_fronts(solids: Solids, storeys: Storeys) -> Iterator[_Front]:
    """Yield the walls of each building with protected storeys."""
    for s in np.flatnonzero(solids.kind == "building").tolist():
        start = solids.protected_from[s]
        if math.isnan(start):
            continue
        bands, storey = storeys.bands_m(s), np.arange(storeys.count[s])
        # Counted in levels that are wrong, the first one may lie above the roof: the top storey is left.
        chosen = storey >= (min(start, storey[-1]) if storeys.conflict[s] else start)
        bands, storey = bands[chosen], storey[chosen]
        edges, numbers = edges_of(solids, s)
        every, flags = np.arange(len(edges)), _flags(storeys, s)
        yield _Front(s, _HOMES, edges, every, edges, numbers, bands, storey, _ALL_HEIGHTS, flags)


def _room_fronts(scene: Scene, solids: Solids, storeys: Storeys) -> Iterator[_Front]:
    """Yield the parts of the walls of each building behind which room zones lie."""
    zones = scene.zones
    rooms = np.flatnonzero(~zones["kind"].isin(AREA_KINDS).to_numpy(bool))
    buildings = np.flatnonzero(solids.kind == "building")
    if not len(rooms) or not len(buildings):
        return
    tree = shapely.STRtree(solids.footprints[buildings])
    base = zones["base_m"].to_numpy(float, na_value=np.nan)
    top = zones["top_m"].to_numpy(float, na_value=np.nan)
    for z in rooms.tolist():
        room = zones.geometry.iloc[z]
        low = -math.inf if math.isnan(base[z]) else float(base[z])
        high = math.inf if math.isnan(top[z]) else float(top[z])
        for s in np.sort(buildings[tree.query(room, predicate="intersects")]).tolist():
            bands = np.clip(storeys.bands_m(s), low, high)
            edges, numbers = edges_of(solids, s)
            parts = [stretches_behind(edge, room) for edge in edges]
            edge = np.repeat(np.arange(len(edges)), [len(part) for part in parts])
            # A room above the roof or below the ground floor lies behind no wall.
            if len(edge) and low < solids.span[s, 1] and high > solids.span[s, 0]:
                ends, storey, flags = np.concatenate(parts), np.arange(len(bands)), _flags(storeys, s)
                yield _Front(s, z, edges, edge, ends, numbers[edge], bands, storey, (low, high), flags)


def _flags(storeys: Storeys, s: int) -> frozenset[str]:
    return _CONFLICT if storeys.conflict[s] else frozenset()


def _with_windows(front: _Front, panes: Panes | None) -> Iterator[WallPiece]:
    """Yield the glazed walls of a front, then the windows on those on which any is drawn."""
    drawn = np.zeros(len(front.edge), bool) if panes is None else np.isin(front.edge, panes.edge)
    tall = front.bands[:, 1] > front.bands[:, 0]
    if tall.any() and not drawn.all():
        yield WallPiece(
            front.solid,
            front.zone,
            front.ends[~drawn],
            front.number[~drawn],
            front.bands[tall],
            front.storey[tall],
            [GLAZED | front.flags] * int(tall.sum()),
            # A room may lie behind several stretches of one edge.
            is_part=front.zone != _HOMES,
        )
    if panes is not None:
        for k in np.flatnonzero(drawn).tolist():
            yield from _windows_on(front, k, panes)


def _windows_on(front: _Front, k: int, panes: Panes) -> Iterator[WallPiece]:
    """Yield the windows on one stretch of a front."""
    edge = front.edges[front.edge[k]]
    corner, run = edge[:2], edge[2:] - edge[:2]
    along = run / math.hypot(*run)
    low, high = ((front.ends[k].reshape(2, 2) - corner) @ along).tolist()
    for opening in openings(
        panes,
        int(front.edge[k]),
        stretch_m=(low, high),
        bands_m=front.bands,
        storey=front.storey,
        limits_m=front.limits_m,
    ):
        yield WallPiece(
            front.solid,
            front.zone,
            (corner + np.outer(opening.along_m, along)).reshape(1, 4),
            front.number[k : k + 1],
            opening.bands_m,
            opening.storey,
            [each | front.flags for each in opening.flags],
            is_part=True,
        )
