"""The judge of facades: every wall column by column, each column exact in height.

Over one place of a wall stands a vertical line. A segment from the eye to height z on it is inside a
footprint over known stretches t_in..t_out of its way (0 at the eye, 1 at the wall), at heights t z
there, so a prism hides exactly the z with bottom < t z < top for some such t: one interval.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.judge.ground import INSIDE_M, crossings
from tests.judge.solids import STOREY_M, Solids, height_of, number, rings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.model import Scene
    from tests.judge.view import View

    Array = NDArray[np.float64]

BAND_M = (0.9, 2.1)
PROTECTED = ("residence", "dormitory", "hotel", "unknown")
FACING_M = 1e-6  # an eye nearer than this to a wall's plane does not see the wall
SEEN_M = 1e-6  # a column needs this much of the band


@dataclass(frozen=True)
class Home:
    """One wall of a building with its protected storeys: `bands_m` (k, 2) are heights above ground [m]."""

    building_id: str
    wall: int
    start: Array
    end: Array
    storeys: tuple[int, ...]
    bands_m: Array


@dataclass(frozen=True)
class Exposure:
    """What the eye sees of one storey of one wall.

    `spacing_m` is the distance between columns and `columns` how many were seen; the nearest point
    decides `distance_m` and `incidence_deg`; `in_range_px_per_m` is NaN when all lies beyond range.
    """

    building_id: str
    wall: int
    storey: int
    spacing_m: float
    columns: int
    borders: int
    length_m: float
    area_m2: float
    max_px_per_m: float
    in_range_px_per_m: float
    in_range_columns: int
    distance_m: float
    incidence_deg: float
    start: Array
    end: Array


def homes(scene: Scene) -> list[Home]:
    """Return every wall of the scene that has protected storeys."""
    found = []
    for row in scene.buildings.itertuples():
        storeys, bands = _bands(row)
        if not storeys:
            continue
        wall = 0
        for ring in rings(row.geometry):
            for start, end in pairwise(ring):
                if (start != end).any():
                    found.append(Home(row.id, wall, start, end, storeys, bands))
                wall += 1
    return found


def _bands(row: Any) -> tuple[tuple[int, ...], Array]:
    """Return the protected storeys of a building's row and their window bands (k, 2) [m]."""
    height_m, levels, base_m = height_of(row), number(row.levels), number(row.base_m) or 0.0
    by_height = max(1, math.floor(height_m / STOREY_M))
    count = by_height if levels is None else max(1, math.floor(levels))
    # Storeys without a window band contradict the height, which then counts alone.
    contradict = by_height < count and height_m / count <= BAND_M[0]
    if contradict:
        count = by_height
    first = 0 if row.use in PROTECTED else count
    if (above := number(row.residential_from_level)) is not None:
        first = min(int(above), count - 1) if contradict else int(above)
    storeys = tuple(range(first, count))
    storey_m = height_m / count
    floors = base_m + storey_m * np.array(storeys, dtype=float)
    bands = np.column_stack([floors + BAND_M[0], np.minimum(floors + BAND_M[1], floors + storey_m)])
    kept = bands[:, 1] > bands[:, 0] if len(bands) else np.empty(0, dtype=bool)
    return tuple(s for s, keep in zip(storeys, kept, strict=True) if keep), bands[kept]


def exposures(view: View, solids: Solids, walls: list[Home], *, spacing_m: float = 0.1) -> list[Exposure]:
    """Return what the view reaches of the walls' window bands; `solids` in the scene's metres."""
    near = solids.only(~solids.leafy).around(view.eye, view.reach_m)
    found = []
    for wall in walls:
        start, end = wall.start - view.eye[:2], wall.end - view.eye[:2]
        along = end - start
        length = float(np.hypot(*along))
        # Outside lies on the right of an edge.
        ahead_m = float(along[0] * start[1] - along[1] * start[0]) / length
        if ahead_m <= FACING_M or not _in_reach(view, start, end):
            continue
        count = max(4, math.ceil(length / spacing_m))
        share = (np.arange(count) + 0.5) / count
        columns = start + share[:, None] * along
        found += _of_wall(view, near, wall, columns=columns, spacing_m=length / count)
    return found


def _in_reach(view: View, start: Array, end: Array) -> bool:
    along = end - start
    share = np.clip(-(start @ along) / (along @ along), 0, 1)
    return bool(np.hypot(*(start + share * along)) <= view.reach_m)


def _of_wall(view: View, solids: Solids, wall: Home, *, columns: Array, spacing_m: float) -> list[Exposure]:
    low, high = _in_pyramid(view, columns)
    bands = wall.bands_m - view.eye[2]
    ready = (low < bands[:, 1].max()) & (high > bands[:, 0].min()) & (low < high)
    if not ready.any():
        return []
    columns, low, high = columns[ready], low[ready], high[ready]
    gap_low, gap_high = _gaps(solids.within(columns[0], columns[-1]), columns)
    gap_low = np.maximum(gap_low, low[:, None])
    gap_high = np.minimum(gap_high, high[:, None])
    found = []
    for storey, (bottom, top) in zip(wall.storeys, bands, strict=True):
        piece_low, piece_high = np.maximum(gap_low, bottom), np.minimum(gap_high, top)
        size = np.clip(piece_high - piece_low, 0.0, None)
        some = size > SEEN_M
        if some.any():
            at = np.flatnonzero(ready)
            pieces = (piece_low, piece_high, some)
            found.append(
                _exposure(view, wall, pieces, storey=storey, columns=columns, at=at, spacing_m=spacing_m)
            )
    return found


def _exposure(
    view: View,
    wall: Home,
    pieces: tuple[Array, Array, NDArray[np.bool_]],
    *,
    storey: int,
    columns: Array,
    at: NDArray[np.intp],
    spacing_m: float,
) -> Exposure:
    low, high, some = pieces
    column, piece = np.nonzero(some)
    plan = columns[column]
    ends = [np.column_stack([plan, z[column, piece]]) for z in (low, high)]
    px = np.maximum(*(view.px_per_m(points) for points in ends))
    in_range = np.hypot(plan[:, 0], plan[:, 1]) <= view.range_m
    nearest_z = np.clip(0.0, low[column, piece], high[column, piece])
    points = np.column_stack([plan, nearest_z])
    slant = np.linalg.norm(points, axis=1)
    nearest = int(slant.argmin())
    along = wall.end - wall.start
    outward = np.array([along[1], -along[0]]) / np.hypot(*along)
    cosine = -(points[nearest, :2] @ outward) / slant[nearest]
    seen_columns = at[some.any(axis=1)]
    return Exposure(
        building_id=wall.building_id,
        wall=wall.wall,
        storey=storey,
        spacing_m=spacing_m,
        columns=len(seen_columns),
        borders=2 * (1 + int((np.diff(seen_columns) > 1).sum())),
        length_m=spacing_m * len(seen_columns),
        area_m2=float(spacing_m * (high - low)[some].sum()),
        max_px_per_m=float(px.max()),
        in_range_px_per_m=float(px[in_range].max()) if in_range.any() else math.nan,
        in_range_columns=len(np.unique(column[in_range])),
        distance_m=float(slant[nearest]),
        incidence_deg=float(np.degrees(np.arccos(np.clip(cosine, -1, 1)))),
        start=wall.start,
        end=wall.end,
    )


def _in_pyramid(view: View, columns: Array) -> tuple[Array, Array]:
    """Return the heights between which each column (n, 2) lies in the view."""
    low, high = np.full(len(columns), -np.inf), np.full(len(columns), np.inf)
    for a, b, c, d in view.limits():
        rest = columns @ np.array([a, b]) + d
        if c > 0:
            low = np.maximum(low, -rest / c)
        elif c < 0:
            high = np.minimum(high, -rest / c)
        else:
            high = np.where(rest >= 0, high, -np.inf)
    return low, high


def _gaps(solids: Solids, columns: Array) -> tuple[Array, Array]:
    """Return the heights (n, g) between which nothing hides each column; empty where low >= high."""
    hidden = [np.full((len(columns), 1), np.inf)], [np.full((len(columns), 1), np.inf)]
    ends = np.append(solids.first, len(solids.start))
    length = np.hypot(columns[:, 0], columns[:, 1])[:, None]
    for solid in range(len(solids)):
        edges = slice(ends[solid], ends[solid + 1])
        where, sign = crossings(solids.start[edges], solids.end[edges], columns)
        where = np.sort(np.where(sign != 0, where, np.inf), axis=1)
        count = int((sign != 0).sum(axis=1).max(initial=0))
        enter, leave = where[:, 0:count:2], where[:, 1 : count + 1 : 2]
        enter, leave = np.clip(enter, 0.0, 1.0), np.clip(leave, 0.0, 1.0)
        inside = (leave - enter) * length > INSIDE_M
        bottom, top = solids.bottom_m[solid], solids.top_m[solid]
        low = np.minimum(_over(bottom, enter), _over(bottom, leave))
        high = np.maximum(_over(top, enter), _over(top, leave))
        hidden[0].append(np.where(inside, low, np.inf))
        hidden[1].append(np.where(inside, high, np.inf))
    low, high = np.hstack(hidden[0]), np.hstack(hidden[1])
    order = np.argsort(low, axis=1)
    low = np.take_along_axis(low, order, axis=1)
    high = np.take_along_axis(high, order, axis=1)
    bottom = np.full((len(columns), 1), -np.inf)
    return np.hstack([bottom, np.maximum.accumulate(high, axis=1)[:, :-1]]), low


def _over(height_m: float, share: Array) -> Array:
    """Return height / share, infinite with the height's sign at the eye, 0 for a height of 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(height_m == 0, 0.0, height_m / share)
