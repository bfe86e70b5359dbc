"""Real windows: on which walls and in which storeys those lie that the plan draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from siting.coverage.edges import ON_WALL_M, SHORTEST_M, edges_of, stretches_along

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.coverage.solids import Solids
    from siting.coverage.storeys import Storeys
    from siting.model import Scene


@dataclass(frozen=True)
class Panes:
    """Windows on the walls of one building as rectangles, each within one edge and one storey.

    Parameters
    ----------
    edge, storey : int array (n,)
        Row of `siting.coverage.edges.edges_of`, and number of the storey.
    along_m : float array (n, 2)
        From where to where, from the edge's first corner [m].
    heights_m : float array (n, 2)
        Lower and upper edge above ground [m].
    is_scrap : bool array (n,)
        A strip narrower than the tolerance, of a window that lies elsewhere for the most part.
    height_assumed : bool array (n,)
        Lower or upper edge was not told.
    window : int array (n,)
        Row in the scene's layer.
    """

    edge: NDArray[np.int64]
    storey: NDArray[np.int64]
    along_m: NDArray[np.float64]
    heights_m: NDArray[np.float64]
    is_scrap: NDArray[np.bool_]
    height_assumed: NDArray[np.bool_]
    window: NDArray[np.int64]


def drawn_windows(scene: Scene, solids: Solids, storeys: Storeys) -> dict[int, Panes]:
    """Return the panes of each building on whose walls a window is drawn.

    A window lies on a wall within 0.1 m of it and along it; where it names its building, only on that.

    Parameters
    ----------
    scene : siting.model.Scene
    solids : siting.coverage.solids.Solids
    storeys : siting.coverage.storeys.Storeys
    """
    buildings = np.flatnonzero(solids.kind == "building")
    if scene.windows.empty or not len(buildings):
        return {}
    segments, window = _segments(scene)
    lines = np.atleast_1d(np.asarray(shapely.linestrings(segments.reshape(-1, 2, 2)), object))
    # Distances are compared exactly later on.
    near = 2.0 * ON_WALL_M
    at, found = shapely.STRtree(lines).query(solids.footprints[buildings], predicate="dwithin", distance=near)
    known = set(solids.id[buildings])
    names = scene.windows["building_id"].to_numpy(object)[window[found]]
    own = solids.id[buildings[at]]
    # A copy of a building counts as the one it is a copy of: of an id that is not used the place decides.
    mine = np.array([name not in known or name == s for name, s in zip(names, own, strict=True)], bool)
    at, found = at[mine], found[mine]
    order = np.lexsort((found, at))
    at, found = at[order], found[order]
    base = scene.windows["base_m"].to_numpy(float, na_value=np.nan)
    top = scene.windows["top_m"].to_numpy(float, na_value=np.nan)
    panes = {}
    for k, first, last in _runs(at):
        s, some = int(buildings[k]), found[first:last]
        edge, which, along = stretches_along(edges_of(solids, s)[0], segments[some])
        segment = some[which]
        whole = np.hypot(*(segments[segment, 2:] - segments[segment, :2]).T)
        span = np.column_stack([base[window[segment]], top[window[segment]]])
        made = _panes(storeys, s, span=span, edge=edge, along=along, whole=whole, window=window[segment])
        if len(made.edge):
            panes[s] = made
    return panes


def unplaced_windows(scene: Scene, panes: dict[int, Panes], rows: NDArray[np.int64]) -> list[str]:
    """Return the ids of windows that lie on no wall, in the scene's order.

    Parameters
    ----------
    scene : siting.model.Scene
    panes : dict of int to Panes
        From `drawn_windows`.
    rows : int array
        Rows of the buildings that were looked at: a window near another one is not told of.
    """
    lost = np.ones(len(scene.windows), bool)
    for each in panes.values():
        lost[each.window] = False
    at = np.flatnonzero(lost)
    window, building = scene.buildings.sindex.query(
        scene.windows.geometry.iloc[at], predicate="dwithin", distance=ON_WALL_M
    )
    lost[at[window[~np.isin(building, rows)]]] = False
    return [str(name) for name in scene.windows["id"][lost]]


def _segments(scene: Scene) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the straight pieces of all windows, x and y of both ends (n, 4), and whose they are."""
    parts, owner = shapely.get_parts(np.asarray(scene.windows.geometry.values, object), return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    follows = part[1:] == part[:-1]
    return np.hstack([xy[:-1], xy[1:]])[follows], owner[part[1:][follows]].astype(np.int64)


def _runs(sorted_keys: NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """Return each key with the rows that hold it: first, and one past the last."""
    keys, first = np.unique(sorted_keys, return_index=True)
    last = np.append(first, len(sorted_keys))[1:]
    return list(zip(keys.tolist(), first.tolist(), last.tolist(), strict=True))


def _panes(
    storeys: Storeys,
    s: int,
    *,
    span: NDArray[np.float64],
    edge: NDArray[np.int64],
    along: NDArray[np.float64],
    whole: NDArray[np.float64],
    window: NDArray[np.int64],
) -> Panes:
    """Return windows on edges cut at the floors of their building."""
    floors, bands = storeys.floors_m(s), storeys.bands_m(s)
    last = len(bands) - 1
    base, top = span.T
    no_base, no_top = np.isnan(base), np.isnan(top)
    # An edge that is not told lies at the floor or the ceiling of the storey of the other one.
    under = np.clip(np.searchsorted(floors, top, "left") - 1, 0, last)
    over = np.clip(np.searchsorted(floors, base, "right") - 1, 0, last)
    low, high = np.where(no_base, floors[under], base), np.where(no_top, floors[over + 1], top)
    z_low = np.maximum(low[:, None], floors[:-1])
    z_high = np.minimum(high[:, None], floors[1:])
    # Of which neither is told, that may be in any storey, within the band.
    neither = (no_base & no_top)[:, None]
    z_low, z_high = np.where(neither, bands[:, 0], z_low), np.where(neither, bands[:, 1], z_high)
    at, storey = np.nonzero(z_high - z_low > SHORTEST_M)
    heights = np.column_stack([z_low[at, storey], z_high[at, storey]])
    tall = np.where(neither[at, 0], 0.0, (high - low)[at])
    scrap = _is_scrap(heights[:, 1] - heights[:, 0], tall)
    scrap |= _is_scrap(along[at, 1] - along[at, 0], whole[at])
    return Panes(edge[at], storey, along[at], heights, scrap, (no_base | no_top)[at], window[at])


def _is_scrap(part_m: NDArray[np.float64], whole_m: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which parts are narrower than the tolerance and than half of their window."""
    scrap: NDArray[np.bool_] = part_m < np.minimum(ON_WALL_M, whole_m / 2.0)
    return scrap
