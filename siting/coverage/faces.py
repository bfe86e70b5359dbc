"""The windows of one wall and storey put together: what a camera sees of them is one entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage.facades import Exposure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.coverage.wall_table import Walls

# Stretches that end within rounding of each other meet [m].
_SAME_PLACE_M = 1e-6


def one_a_face(seen: Exposure, walls: Walls) -> Exposure:
    """Return an exposure in which the entries of one face are one: areas added, the best, the nearest.

    Bands of one face do not overlap, yet one may stand over another: the length is that of the stretches
    of the wall on which any of them is seen.

    Parameters
    ----------
    seen : siting.coverage.facades.Exposure
    walls : siting.coverage.wall_table.Walls
    """
    face = walls.face[seen.band]
    if len(np.unique(face)) == len(face):
        return seen
    # The nearest of each face first: its distance and incidence are those of the whole.
    order = np.lexsort((seen.distance_m, face))
    first = np.flatnonzero(np.diff(face[order], prepend=-1))
    nearest = order[first]
    count = np.diff(first, append=len(order))
    panels = np.empty(len(first), object)
    parts, of = shapely.get_parts(seen.panels[order], return_index=True)
    shapely.multipolygons(parts, indices=np.repeat(np.arange(len(first)), count)[of], out=panels)
    lines, length_m = seen.lines[nearest], seen.length_m[nearest]
    for k in np.flatnonzero(count > 1).tolist():
        mine = order[first[k] : first[k] + count[k]]
        lines[k], length_m[k] = _united(seen.lines[mine], walls.ends[seen.wall[nearest[k]]])
    return Exposure(
        wall=seen.wall[nearest],
        band=seen.band[nearest],
        area_m2=np.add.reduceat(seen.area_m2[order], first),
        length_m=length_m,
        distance_m=seen.distance_m[nearest],
        incidence_deg=seen.incidence_deg[nearest],
        depth_m=np.minimum.reduceat(seen.depth_m[order], first),
        # Beyond the range it is NaN, which fmin passes over.
        depth_in_range_m=np.fmin.reduceat(seen.depth_in_range_m[order], first),
        lines=lines,
        panels=panels,
        flags=_flags_of_best(seen, face),
    )


def _flags_of_best(seen: Exposure, face: NDArray[np.int64]) -> dict[int, set[str]]:
    """Return the flags of the sharpest entry of each face, by the place of the face."""
    if not seen.flags:
        return {}
    order = np.lexsort((seen.depth_m, face))
    first = order[np.flatnonzero(np.diff(face[order], prepend=-1))]
    return {place: seen.flags[k] for place, k in enumerate(first.tolist()) if k in seen.flags}


def _united(lines: NDArray[Any], wall: NDArray[np.float64]) -> tuple[Any, float]:
    """Return the union of stretches of one wall, and its length [m]."""
    corner, run = wall[:2], wall[2:] - wall[:2]
    along = run / np.hypot(*run)
    spans = ((shapely.get_coordinates(lines) - corner) @ along).reshape(-1, 2)
    spans = spans[np.lexsort((spans[:, 1], spans[:, 0]))]
    reach = np.maximum.accumulate(spans[:, 1])
    begins = np.append(True, spans[1:, 0] > reach[:-1] + _SAME_PLACE_M)
    low, high = spans[begins, 0], reach[np.append(begins[1:], True)]
    ends = corner + np.stack([low, high], axis=1)[:, :, None] * along
    return shapely.multilinestrings(shapely.linestrings(ends)), float((high - low).sum())
