"""Facade exposure: which window bands of protected storeys each camera sees, and how sharply.

camera +--------- distance_m --------> nearest seen point of the wall
                                  \\ | incidence_deg, 0 is straight on
                                    \\|
------------------------------------ wall
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage._facade_kernels import (
    ROW_AREA,
    ROW_DEPTH,
    ROW_DEPTH_IN_RANGE,
    ROW_DISTANCE,
    ROW_LENGTH,
    ROW_OFFSET,
    facade_views,
)
from siting.coverage.visibility import polygons_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from siting.coverage.solids import Solids
    from siting.coverage.wall_table import Walls

_NONE_IN_RANGE_M = 1e299
# Two views of one band differ by rounding; less than the smallest row is no difference [m2].
_SMALLEST_M2 = 1e-4
_SAME_DEPTH_RATIO = 1e-6


@dataclass(frozen=True)
class Exposure:
    """What one camera sees of the walls: one entry a wall and window band.

    Parameters
    ----------
    wall, band : int array (n,)
        Rows of `Walls.ends` and of `Walls.bands`.
    area_m2, length_m, distance_m, incidence_deg : float array (n,)
    depth_m, depth_in_range_m : float array (n,)
        Least depth along the optical axis, of all that is seen and of what lies within the range;
        NaN where nothing does [m].
    lines : object array (n,)
        Seen stretches of the wall in plan.
    panels : object array (n,)
        Seen polygons in space.
    flags : mapping of int to set of str
        Flags of single entries, by their place.
    """

    wall: NDArray[np.int64]
    band: NDArray[np.int64]
    area_m2: NDArray[np.float64]
    length_m: NDArray[np.float64]
    distance_m: NDArray[np.float64]
    incidence_deg: NDArray[np.float64]
    depth_m: NDArray[np.float64]
    depth_in_range_m: NDArray[np.float64]
    lines: NDArray[Any]
    panels: NDArray[Any]
    flags: Mapping[int, set[str]] = field(default_factory=dict)


def more_than(seen: Exposure, other: Exposure, flags: Collection[str]) -> Exposure:
    """Return the entries of an exposure of which another shows less or less sharply, flagged.

    Parameters
    ----------
    seen, other : Exposure
        Of the same walls and bands, depths by the same focal length.
    flags : collection of str
        Why they are seen with `seen` and not with `other`.
    """
    keys = zip(other.wall.tolist(), other.band.tolist(), strict=True)
    known = {key: (area, depth) for key, area, depth in zip(keys, other.area_m2, other.depth_m, strict=True)}
    mine = zip(seen.wall.tolist(), seen.band.tolist(), strict=True)
    left = np.array([known.get(key, (0.0, np.inf)) for key in mine], float).reshape(-1, 2)
    sharper = seen.depth_m < left[:, 1] * (1.0 - _SAME_DEPTH_RATIO)
    kept = np.flatnonzero((seen.area_m2 > left[:, 0] + _SMALLEST_M2) | sharper)
    arrays = {name: getattr(seen, name)[kept] for name in Exposure.__dataclass_fields__ if name != "flags"}
    told = {place: seen.flags.get(k, set()) | {*flags} for place, k in enumerate(kept.tolist())}
    return replace(seen, **arrays, flags=told)


def by_focal_length(seen: Exposure, own_f_px: float, f_px: float) -> Exposure:
    """Return an exposure whose depths give the densities of one focal length by that of another.

    Parameters
    ----------
    seen : Exposure
    own_f_px : float
        With which it was seen [px].
    f_px : float
        By which its depths are to be read [px].
    """
    if own_f_px == f_px:
        return seen
    scale = f_px / own_f_px
    return replace(seen, depth_m=seen.depth_m * scale, depth_in_range_m=seen.depth_in_range_m * scale)


def facade_exposure(
    easting_m: float,
    northing_m: float,
    *,
    view: NDArray[np.float64],
    walls: Walls,
    wall_candidates: NDArray[np.int64],
    solids: Solids,
    candidates: NDArray[np.int64],
) -> Exposure:
    """Return what one camera sees of the window bands of the walls in its reach.

    A band is exposed where any part of it lies inside the view pyramid and the optical limit of
    12.5 px/m and no solid hides it; the operator's range does not protect it. Exact up to rounding.

    Parameters
    ----------
    easting_m, northing_m : float
        Position of the camera [m].
    view : float array (10,)
        From `siting.coverage.footprint.view_array`.
    walls : siting.coverage.wall_table.Walls
    wall_candidates : int array
        Walls to look at.
    solids : siting.coverage.solids.Solids
    candidates : int array
        Solids that may hide a wall.
    """
    return facade_exposures(
        np.array([[easting_m, northing_m]]),
        views=view[None],
        walls=walls,
        wall_starts=np.array([0, len(wall_candidates)]),
        wall_candidates=wall_candidates,
        solids=solids,
        candidate_starts=np.array([0, len(candidates)]),
        candidates=candidates,
    )[0]


def facade_exposures(
    places_m: NDArray[np.float64],
    *,
    views: NDArray[np.float64],
    walls: Walls,
    wall_starts: NDArray[np.int64],
    wall_candidates: NDArray[np.int64],
    solids: Solids,
    candidate_starts: NDArray[np.int64],
    candidates: NDArray[np.int64],
) -> list[Exposure]:
    """Return what cameras see of the window bands of the walls in their reach, one entry a camera.

    As `facade_exposure`, of many at once.

    Parameters
    ----------
    places_m : float array (n, 2)
        Positions [m].
    views : float array (n, 10)
    walls : siting.coverage.wall_table.Walls
    wall_starts, wall_candidates : int array (n + 1,), int array
        Walls to look at, one camera after the other.
    solids : siting.coverage.solids.Solids
    candidate_starts, candidates : int array (n + 1,), int array
        Solids that may hide a wall, one camera after the other.
    """
    key, rows, stretches, starts, points, ring_starts, polygon_starts, owner = facade_views(
        places_m,
        views,
        walls.ends,
        wall_starts,
        wall_candidates,
        walls.band_starts,
        walls.bands,
        candidate_starts,
        candidates,
        solids.xy,
        solids.rings,
        solids.solid_rings,
        solids.span,
        solids.boxes,
    )
    wall, band, camera = key.T
    origin = walls.ends[wall, :2]
    along = walls.ends[wall, 2:] - origin
    along /= np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-300)[:, None]

    stretch_row = np.repeat(np.arange(len(key)), np.diff(starts))
    ends = origin[stretch_row, None, :] + stretches[:, :, None] * along[stretch_row, None, :]
    lines = np.empty(len(key), object)
    panels = np.empty(len(key), object)
    shapely.multilinestrings(shapely.linestrings(ends), indices=stretch_row, out=lines)

    ring_row = np.repeat(owner, np.diff(polygon_starts))
    point_row = np.repeat(ring_row, np.diff(ring_starts))
    plan = origin[point_row] + points[:, :1] * along[point_row]
    polygons = polygons_of(np.column_stack([plan, points[:, 1]]), ring_starts, polygon_starts)
    shapely.multipolygons(polygons, indices=owner, out=panels)

    distance = rows[:, ROW_DISTANCE]
    incidence = np.degrees(np.arccos(np.clip(rows[:, ROW_OFFSET] / distance, 0.0, 1.0)))
    in_range = rows[:, ROW_DEPTH_IN_RANGE]
    in_range = np.where(in_range > _NONE_IN_RANGE_M, np.nan, in_range)
    limits = np.searchsorted(camera, np.arange(len(places_m) + 1))
    return [
        Exposure(
            wall=wall[low:high],
            band=band[low:high],
            area_m2=rows[low:high, ROW_AREA],
            length_m=rows[low:high, ROW_LENGTH],
            distance_m=distance[low:high],
            incidence_deg=incidence[low:high],
            depth_m=rows[low:high, ROW_DEPTH],
            depth_in_range_m=in_range[low:high],
            lines=lines[low:high],
            panels=panels[low:high],
        )
        for low, high in pairwise(limits.tolist())
    ]
