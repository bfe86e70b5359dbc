"""What one view sees of the window bands of walls, whatever its beams: united band by band."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage.facades import Exposure, facade_exposure
from siting.coverage.glimpses import Glimpse, areas, frame_of, glimpses

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.coverage.beams import Sight
    from siting.coverage.solids import Solids
    from siting.coverage.wall_table import Walls

# No row for less: DESIGN, facade exposure [m], [m2].
SHORTEST_M = 1e-3
SMALLEST_M2 = 1e-4
_SAME_PLACE_M = 1e-9


def sight_on_walls(
    here: tuple[float, float],
    sight: Sight,
    *,
    walls: Walls,
    wall_candidates: NDArray[np.int64],
    solids: Solids,
    candidates: NDArray[np.int64],
) -> Exposure:
    """Return what one view sees of the window bands of the walls in its reach.

    Circles of slant distance and limits of elevation are drawn on the outer side, by at most 5 mm: no
    window is missed. `depth_m` of the exposure is the depth at which the sight's own focal length has
    the density of the sharpest beam.

    Parameters
    ----------
    here : tuple of float
        Position of the camera [m].
    sight : siting.coverage.beams.Sight
    walls, wall_candidates, solids, candidates
        As in `siting.coverage.facades.facade_exposure`.
    """
    options: dict[str, Any] = {
        "walls": walls,
        "wall_candidates": wall_candidates,
        "solids": solids,
        "candidates": candidates,
    }
    if sight.is_plain:
        return facade_exposure(*here, view=sight.beams[0].view, **options)
    seen: dict[tuple[int, int], list[Glimpse]] = {}
    for beam in sight.beams:
        for key, glimpse in glimpses(here, beam, sight.f_px / beam.f_px, **options).items():
            seen.setdefault(key, []).append(glimpse)
    return _exposure(here, float(sight.beams[0].view[0]), walls, seen)


def _exposure(
    here: tuple[float, float],
    height_m: float,
    walls: Walls,
    seen: dict[tuple[int, int], list[Glimpse]],
) -> Exposure:
    """Return the united glimpses as an exposure, in the order of walls and bands."""
    rows: list[tuple[float, ...]] = []
    shapes, lines, flags = [], [], {}
    keys = []
    for key in sorted(seen):
        several = seen[key]
        shape = several[0].shape
        if len(several) > 1:
            shape = areas(shapely.union_all([glimpse.shape for glimpse in several]))
        stretches = stretches_of(shape)
        length = float((stretches[:, 1] - stretches[:, 0]).sum())
        if length < SHORTEST_M or shape.area < SMALLEST_M2:
            continue
        foot_u, apart = frame_of(here, walls, key[0])
        distance = math.hypot(shapely.distance(shape, shapely.Point(foot_u, height_m)), apart)
        sharpest = min(several, key=lambda glimpse: glimpse.sharp_m)
        if sharpest.flags:
            flags[len(rows)] = sharpest.flags
        in_range = [g.sharp_in_range_m for g in several if not math.isnan(g.sharp_in_range_m)]
        incidence = math.degrees(math.acos(min(apart / distance, 1.0)))
        rows.append(
            (shape.area, length, distance, incidence, sharpest.sharp_m, min(in_range, default=math.nan))
        )
        keys.append(key)
        shapes.append(shape)
        lines.append(in_plan(walls, key[0], stretches))
    table = np.array(rows, float).reshape(-1, 6)
    index = np.array(keys, np.int64).reshape(-1, 2)
    return Exposure(
        wall=index[:, 0],
        band=index[:, 1],
        area_m2=table[:, 0],
        length_m=table[:, 1],
        distance_m=table[:, 2],
        incidence_deg=table[:, 3],
        depth_m=table[:, 4],
        depth_in_range_m=table[:, 5],
        lines=_objects(lines),
        panels=panels_of(walls, index[:, 0], shapes),
        flags=flags,
    )


def stretches_of(shape: Any) -> NDArray[np.float64]:
    """Return the stretches of u on which anything is seen, (n, 2), ascending [m]."""
    bounds = shapely.bounds(shapely.get_parts(shape))[:, [0, 2]]
    made: list[list[float]] = []
    for low, high in bounds[np.argsort(bounds[:, 0], kind="stable")].tolist():
        if made and low <= made[-1][1] + _SAME_PLACE_M:
            made[-1][1] = max(made[-1][1], high)
        else:
            made.append([low, high])
    return np.array(made, float).reshape(-1, 2)


def in_plan(walls: Walls, wall: int, stretches: NDArray[np.float64]) -> Any:
    """Return stretches of u on a wall as lines in plan."""
    origin = walls.ends[wall, :2]
    along = walls.ends[wall, 2:] - origin
    along = along / math.hypot(*along)
    lines: Any = shapely.linestrings(origin + stretches[:, :, None] * along)
    return shapely.multilinestrings(lines)


def panels_of(walls: Walls, wall: NDArray[np.int64], shapes: list[Any]) -> NDArray[Any]:
    """Return the seen polygons of each row in space, as multipolygons."""
    if not shapes:
        return np.empty(0, object)
    kind, points, offsets = shapely.to_ragged_array(_objects(shapes))
    counts = shapely.get_num_coordinates(_objects(shapes))
    owner = np.repeat(wall, counts)
    origin = walls.ends[owner, :2]
    along = walls.ends[owner, 2:] - origin
    along /= np.hypot(along[:, 0], along[:, 1])[:, None]
    space = np.column_stack([origin + points[:, :1] * along, points[:, 1]])
    panels: NDArray[Any] = shapely.from_ragged_array(kind, space, offsets)
    return panels


def _objects(shapes: list[Any]) -> NDArray[Any]:
    made = np.empty(len(shapes), object)
    made[:] = shapes
    return made
