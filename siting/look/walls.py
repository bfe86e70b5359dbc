"""The walls of a building side by side, as seen from outside, with the windows and doors drawn on them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from siting.coverage.doors import door_panels
from siting.coverage.edges import SHORTEST_M, edges_of
from siting.coverage.storeys import storeys_of
from siting.coverage.windows import drawn_windows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from siting.assess import Assessment
    from siting.coverage.solids import Solids

_SAME_PLACE_M = 1e-6


@dataclass(frozen=True, slots=True)
class Facade:
    """One wall: its number as in the layer `facades`, from and to along the unrolled outline [m].

    `facing_deg` is where its outside looks, clockwise from grid north; `is_court` says of a hole.
    """

    number: int
    from_m: float
    to_m: float
    facing_deg: float
    is_court: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """A window that the plan draws, or a door of an entrance: a rectangle on the unrolled walls [m]."""

    kind: str
    id: str
    wall: int
    from_m: float
    to_m: float
    low_m: float
    high_m: float


def unrolled(solids: Solids, s: int) -> tuple[tuple[Facade, ...], dict[int, NDArray[np.float64]]]:
    """Return the walls of a solid from left to right as seen from outside, and their ends by number."""
    ends, numbers = edges_of(solids, s)
    sizes = [
        int(end - begin - 1)
        for begin, end, _ in solids.rings[solids.solid_rings[s] : solids.solid_rings[s + 1]]
    ]
    walls: list[Facade] = []
    at, first = 0.0, 0
    for order, size in enumerate(sizes):
        mine = np.arange(first, first + size)
        first += size
        # Each edge has its outside on the right, so its end is to the right of its start as seen from there.
        if size > 1 and not np.allclose(ends[mine[0], 2:], ends[mine[1], :2], atol=_SAME_PLACE_M):
            mine = mine[::-1]
        for k in mine.tolist():
            run = ends[k, 2:] - ends[k, :2]
            length = float(np.hypot(*run))
            if length < SHORTEST_M:
                continue
            facing = math.degrees(math.atan2(run[1], -run[0])) % 360.0
            is_court = order > 0 and _is_hole(solids, s, order)
            walls.append(Facade(int(numbers[k]), at, at + length, facing, is_court))
            at += length
    return tuple(walls), dict(zip(numbers.tolist(), ends, strict=True))


def _is_hole(solids: Solids, s: int, order: int) -> bool:
    """Return whether a ring of a solid is the outline of a court: it lies within the outlines."""
    begin, end, _ = solids.rings[solids.solid_rings[s] + order]
    parts = [shapely.Polygon(part.exterior) for part in shapely.get_parts(solids.footprints[s])]
    ring = shapely.Polygon(solids.xy[begin:end])
    return not any(shapely.equals(ring, part) for part in parts)


def openings_on(
    assessment: Assessment, solids: Solids, s: int, *, walls: tuple[Facade, ...], lift_m: float
) -> Iterator[Opening]:
    """Yield the windows and doors of a building that the plan draws."""
    scene = assessment.scene
    starts = {wall.number: wall.from_m for wall in walls}
    ends, numbers = edges_of(solids, s)
    panes = drawn_windows(scene, solids, storeys_of(scene, solids)).get(s)
    if panes is not None:
        for edge, along, heights, window in zip(
            panes.edge.tolist(),
            panes.along_m.tolist(),
            panes.heights_m + lift_m,
            panes.window.tolist(),
            strict=True,
        ):
            number = int(numbers[edge])
            if number in starts:
                low, high = (starts[number] + each for each in along)
                name = str(scene.windows["id"].iloc[window])
                yield Opening("window", name, number, low, high, float(heights[0]), float(heights[1]))
    doors = door_panels(scene, solids)
    for k in np.flatnonzero(doors.walls.solid == s).tolist():
        number = int(doors.walls.number[k])
        corner = ends[numbers == number][0][:2]
        along = np.hypot(*(doors.walls.ends[k].reshape(2, 2) - corner).T)
        low, high = sorted((starts[number] + along).tolist())
        base, top = (doors.walls.bands[k] + lift_m).tolist()
        yield Opening("door", str(doors.entrance_id[k]), number, low, high, base, top)
