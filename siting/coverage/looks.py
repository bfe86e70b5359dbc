"""What views see, many at once: plain pyramids in one call of the kernels, on every core, in their order."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from siting.coverage.facades import Exposure, facade_exposures
from siting.coverage.reach import candidates_of, walls_of_each
from siting.coverage.sight_ground import sight_on_ground
from siting.coverage.sight_walls import sight_on_walls
from siting.coverage.visibility import ground_coverages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from siting.coverage.beams import Sight
    from siting.coverage.rows import ClassBands
    from siting.coverage.solids import Solids
    from siting.coverage.wall_table import Walls

# So many views are handed to one core at a time: few enough to show progress, many enough to pay.
_AT_ONCE = 64


class Aim(NamedTuple):
    """One view of one camera: its position as used [m], and what it sees through."""

    here: tuple[float, float]
    sight: Sight


class Look(NamedTuple):
    """What one view sees: the plane class by class, the walls, and the solids within its reach in plan."""

    seen: list[Any]
    exposure: Exposure
    near: NDArray[np.int64]


def looks(
    aims: Sequence[Aim],
    *,
    tree: Any,
    bands: ClassBands,
    solids: Solids,
    walls: Walls,
    plane_m: float,
) -> Iterator[Look]:
    """Yield what each view sees, in the order given; how many cores there are changes nothing.

    Parameters
    ----------
    aims : sequence of Aim
    tree : shapely.STRtree
        Of the bounds of the solids.
    bands : siting.coverage.rows.ClassBands
    solids : siting.coverage.solids.Solids
    walls : siting.coverage.wall_table.Walls
    plane_m : float
        Height of the target plane above ground [m].
    """

    def look(some: Sequence[Aim]) -> list[Look]:
        return _looks_at_once(some, tree=tree, bands=bands, solids=solids, walls=walls, plane_m=plane_m)

    shares = [aims[low : low + _AT_ONCE] for low in range(0, len(aims), _AT_ONCE)]
    with ThreadPoolExecutor(os.cpu_count() or 1) as cores:
        for made in cores.map(look, shares):
            yield from made


def _looks_at_once(
    aims: Sequence[Aim], *, tree: Any, bands: ClassBands, solids: Solids, walls: Walls, plane_m: float
) -> list[Look]:
    starts, near = candidates_of(tree, aims)
    hides = solids.hides_homes[near]
    hiding_starts = np.concatenate([[0], np.cumsum(hides)])[starts]
    wall_starts, near_walls = walls_of_each(walls, starts, near)
    plain = np.array([aim.sight.is_plain for aim in aims], bool)
    which = np.flatnonzero(plain)
    on_ground: dict[int, list[Any]] = {}
    on_walls: dict[int, Exposure] = {}
    if len(which):
        places = np.array([aims[k].here for k in which])
        views = np.array([aims[k].sight.beams[0].view for k in which])
        depths = np.array([bands.depths_m(aims[k].sight.beams[0].f_px) for k in which])
        seen = ground_coverages(
            places,
            views=views,
            depths_m=depths,
            solids=solids,
            candidate_starts=_starts(starts, which),
            candidates=_chosen(near, starts, which),
            plane_m=plane_m,
        )
        exposures = facade_exposures(
            places,
            views=views,
            walls=walls,
            wall_starts=_starts(wall_starts, which),
            wall_candidates=_chosen(near_walls, wall_starts, which),
            solids=solids,
            candidate_starts=_starts(hiding_starts, which),
            candidates=_chosen(near[hides], hiding_starts, which),
        )
        on_ground = {int(k): list(seen[place]) for place, k in enumerate(which)}
        on_walls = {int(k): exposures[place] for place, k in enumerate(which)}
    made = []
    for k, aim in enumerate(aims):
        mine = near[starts[k] : starts[k + 1]]
        if k not in on_ground:
            on_ground[k] = sight_on_ground(
                aim.here, aim.sight, bands=bands, solids=solids, candidates=mine, plane_m=plane_m
            )
            on_walls[k] = sight_on_walls(
                aim.here,
                aim.sight,
                walls=walls,
                wall_candidates=near_walls[wall_starts[k] : wall_starts[k + 1]],
                solids=solids,
                candidates=mine[solids.hides_homes[mine]],
            )
        made.append(Look(on_ground[k], on_walls[k], mine))
    return made


def _starts(starts: NDArray[np.int64], which: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where the shares of some begin, put one after the other, with the total at the end."""
    made: NDArray[np.int64] = np.concatenate([[0], np.cumsum(np.diff(starts)[which])])
    return made


def _chosen(
    items: NDArray[np.int64], starts: NDArray[np.int64], which: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the shares of some, one after the other."""
    if len(which) == len(starts) - 1:
        return items
    shares = list(pairwise(starts.tolist()))
    return np.concatenate([items[slice(*shares[k])] for k in which])
