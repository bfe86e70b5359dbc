"""What an answer on a ground raster rests on, as rows of the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.coverage.lift import GROUND_UNKNOWN, SLOPE_M
from siting.coverage.terrain import GROUND_COARSE
from siting.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from siting.coverage.sights import Eye
    from siting.coverage.terrain import Terrain

_Note = tuple[str, str, str]


def terrain_notes(terrain: Terrain | None, eyes: Sequence[Eye]) -> list[tuple[str, ...]]:
    """Return ledger rows of what the answer on a ground rests on; none without one.

    Parameters
    ----------
    terrain : siting.coverage.terrain.Terrain or None
    eyes : sequence of siting.coverage.sights.Eye
        With the flags that the views gave them.
    """
    if terrain is None:
        return []
    told: list[_Note] = [
        (
            "",
            f"a ground raster, {terrain.name}, {_cells(terrain)}",
            "heights of cameras, buildings and obstacles count from it; coverage to within a cell",
        ),
        ("", "signs, ways and reading distances", "taken in plan, as on level ground"),
    ]
    voids = sum(GROUND_UNKNOWN in eye.flags for eye in eyes)
    if voids:
        found = f"ground not known in the view of {counted(voids, 'camera')}"
        told.append(("cover", found, "hides nothing and is not covered: what rests on it is undecided"))
    if terrain.is_coarse():
        done = "used as it is: what lies between its heights hides nothing"
        told.append(("cell", f"{_cells(terrain)}, coarser than the buildings", done))
    elif any(GROUND_COARSE in eye.flags for eye in eyes):
        found = "a view over more cells than are answered one by one"
        told.append(("cell", found, "cells put together, their mean height counts"))
    told += [*_of_solids(terrain, "building"), *_of_solids(terrain, "obstacle")]
    return [("terrain", "*", field, found, done, "note") for field, found, done in told]


def _cells(terrain: Terrain) -> str:
    return f"cells of {terrain.cell_m:.3g} m"


def _of_solids(terrain: Terrain, kind: str) -> list[_Note]:
    lift, mine = terrain.lift, terrain.solids.kind == kind
    told: list[_Note] = []
    sloping = int((mine & lift.is_known & (lift.high_m - lift.low_m > SLOPE_M)).sum())
    if sloping:
        done = "hide from the lowest ground along their outline up"
        if kind == "building":
            done += ", windows count from the lowest to the highest"
        told.append(("base_m", f"{sloping} {kind}s on ground that rises by over {SLOPE_M} m", done))
    lost = int((mine & ~lift.is_known).sum())
    if lost:
        done = "hide nothing"
        if kind == "building":
            done += ", and homes among them that a camera may see are undecided"
        told.append(("base_m", f"{lost} {kind}s where the ground is not known", done))
    return told
