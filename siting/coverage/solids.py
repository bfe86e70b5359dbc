"""Everything that can hide something, as prisms: buildings, walls, billboards, crowns, poles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage.spikes import without_spikes
from siting.fields import PROTECTED_USES
from siting.words import counted

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from siting.model import Scene

ASSUMED_HEIGHT_M = 6.0
"""Height of a building of which neither height nor levels are known [m]."""
STOREY_M = 3.0
"""Height of a storey where levels or height are missing [m]."""
LINE_WIDTH_M = 0.2
"""Width of a wall or hedge drawn as a line [m]."""
POLE_WIDTH_M = 0.3
"""Width across of a point obstacle without a crown [m]."""
GAP_M = 1e-3
"""Gaps narrower than this are closed [m]."""
SAME_FOOTPRINT_RATIO = 0.9
"""Two footprints of one height that share more than this of their union are one building."""

_SAME_HEIGHT_M = 1e-6
_CORNERS_PER_QUADRANT = 4


@dataclass(frozen=True)
class Solids:
    """Prisms as arrays for the kernels, and who they are.

    Parameters
    ----------
    footprints : object array (s,)
        Shapely polygons as used.
    kind : object array (s,)
        ``building``, ``obstacle`` or ``gap`` (a closed gap between two solids).
    id : object array (s,)
        Id in its layer; empty for gaps.
    row : int array (s,)
        Row of a building in the scene's frame, else -1.
    span : float array (s, 2)
        Base and top [m].
    hides_homes : bool array (s,)
        False for crowns that may lose their leaves.
    use : object array (s,)
        Use of a building, merged with that of its copies.
    protected_from : float array (s,)
        Lowest protected storey of a building or of any of its copies, 0-based; NaN where none is.
    height_assumed : bool array (s,)
    xy, rings, solid_rings, boxes
        Vertices, rings and bounds, as `siting.coverage._ground_kernels.ground_views` takes them.
    notes : list of tuple
        Ledger rows (layer, id, field, found, done, outcome).
    copied : frozenset of str
        Ids of the buildings of which there are copies, and of these.
    """

    footprints: NDArray[Any]
    kind: NDArray[Any]
    id: NDArray[Any]
    row: NDArray[np.int64]
    span: NDArray[np.float64]
    hides_homes: NDArray[np.bool_]
    use: NDArray[Any]
    protected_from: NDArray[np.float64]
    height_assumed: NDArray[np.bool_]
    xy: NDArray[np.float64]
    rings: NDArray[np.int64]
    solid_rings: NDArray[np.int64]
    boxes: NDArray[np.float64]
    notes: list[tuple[str, str, str, str, str, str]]
    copied: frozenset[str] = frozenset()


def heights_of(buildings: gpd.GeoDataFrame) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the height of each building above its base, and whether it had to be assumed.

    Parameters
    ----------
    buildings : geopandas.GeoDataFrame
        Columns `height_m` and `levels`, NaN where unknown.

    Returns
    -------
    height_m : float array (n,)
        From `height_m`, else 3 m a level, else 6 m [m].
    assumed : bool array (n,)
        True where neither was known.
    """
    height = buildings["height_m"].to_numpy(float, na_value=np.nan)
    levels = buildings["levels"].to_numpy(float, na_value=np.nan)
    assumed = np.isnan(height) & np.isnan(levels)
    height = np.where(np.isnan(height), levels * STOREY_M, height)
    return np.where(assumed, ASSUMED_HEIGHT_M, height), assumed


def prepare_solids(scene: Scene, rows: NDArray[np.int64]) -> Solids:
    """Return all that can hide something among the given buildings and all obstacles.

    Parameters
    ----------
    scene : siting.model.Scene
    rows : int array (n,)
        Rows of the buildings to use, ascending.

    Returns
    -------
    Solids
        Copies of one building are one solid, gaps under 1 mm are closed.
    """
    buildings = scene.buildings.iloc[rows]
    height, assumed = heights_of(buildings)
    base = buildings["base_m"].to_numpy(float, na_value=0.0)
    span = np.column_stack([base, base + height]).reshape(-1, 2)
    footprints = np.asarray(buildings.geometry.values, dtype=object)
    ids = buildings["id"].to_numpy(object)
    use = buildings["use"].to_numpy(object).copy()
    protected_from = _protected_from(buildings)
    footprints, notes = without_spikes(footprints, ids)
    keep, copies, copied = _merge_copies(footprints, span, ids, use=use, protected_from=protected_from)
    notes += copies
    obstacles = scene.obstacles
    crowns, crown_span, hides = _obstacle_prisms(obstacles)
    footprints = np.concatenate([footprints[keep], crowns])
    span = np.concatenate([span[keep], crown_span])
    count = int(keep.sum())
    extra = len(crowns)
    gaps, gap_span = _close_gaps(footprints, span)
    if len(gaps):
        notes.append(
            (
                "buildings",
                "*",
                "geometry",
                f"{counted(len(gaps), 'gap')} under 1 mm between solids",
                "closed: nothing is seen through them",
                "note",
            )
        )
    total = count + extra + len(gaps)
    hides_homes = np.ones(total, bool)
    hides_homes[count : count + extra] = hides
    xy, rings, solid_rings, boxes = ring_arrays(footprints, gaps)
    return Solids(
        footprints=np.concatenate([footprints, gaps]),
        kind=np.array(["building"] * count + ["obstacle"] * extra + ["gap"] * len(gaps), object),
        id=np.concatenate([ids[keep], obstacles["id"].to_numpy(object), np.array([""] * len(gaps), object)]),
        row=np.concatenate([rows[keep], np.full(extra + len(gaps), -1)]).astype(np.int64),
        span=np.ascontiguousarray(np.concatenate([span, gap_span]), dtype=float),
        hides_homes=hides_homes,
        use=np.concatenate([use[keep], np.array([""] * (extra + len(gaps)), object)]),
        protected_from=np.concatenate([protected_from[keep], np.full(extra + len(gaps), np.nan)]),
        height_assumed=np.concatenate([assumed[keep], np.zeros(extra + len(gaps), bool)]),
        xy=xy,
        rings=rings,
        solid_rings=solid_rings,
        boxes=boxes,
        notes=notes,
        copied=copied,
    )


def tree_of(solids: Solids) -> shapely.STRtree:
    """Return a tree of the bounds of solids, to be asked which of them a view may meet.

    Parameters
    ----------
    solids : Solids
    """
    return shapely.STRtree(np.atleast_1d(np.asarray(shapely.box(*solids.boxes.T), dtype=object)))


def _protected_from(buildings: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Return the lowest protected storey of each building, NaN where none is."""
    told = buildings["residential_from_level"].to_numpy(float, na_value=np.nan)
    by_use = np.where(buildings["use"].isin(PROTECTED_USES), 0.0, np.nan)
    return np.where(np.isnan(told), by_use, told)


def _merge_copies(
    footprints: NDArray[Any],
    span: NDArray[np.float64],
    ids: NDArray[Any],
    *,
    use: NDArray[Any],
    protected_from: NDArray[np.float64],
) -> tuple[NDArray[np.bool_], list[tuple[str, str, str, str, str, str]], frozenset[str]]:
    """Return which footprints to keep, ledger rows, and the ids of copies and of what they are copies of.

    `use` and `protected_from` of a kept one take what protects more.
    """
    keep = np.ones(len(footprints), bool)
    notes: list[tuple[str, str, str, str, str, str]] = []
    if len(footprints) < 2:
        return keep, notes, frozenset()
    copied: set[str] = set()
    tree = shapely.STRtree(footprints)
    first, second = tree.query(footprints)
    pair = (first < second) & (np.abs(span[first] - span[second]) < _SAME_HEIGHT_M).all(axis=1)
    area = shapely.area(footprints)
    low = np.minimum(area[first], area[second])
    pair &= low > SAME_FOOTPRINT_RATIO * np.maximum(area[first], area[second])
    first, second = first[pair], second[pair]
    shared = shapely.area(shapely.intersection(footprints[first], footprints[second]))
    same = shared > SAME_FOOTPRINT_RATIO * (area[first] + area[second] - shared)
    order = np.lexsort((second[same], first[same]))
    for one, other in zip(first[same][order], second[same][order], strict=True):
        if not keep[one] or not keep[other]:
            continue
        keep[other] = False
        copied |= {ids[one], ids[other]}
        use[one] = _stricter_use(use[one], use[other])
        protected_from[one] = np.fmin(protected_from[one], protected_from[other])
        done = f"counted as {ids[one]}, use {use[one]}"
        notes.append(("buildings", str(ids[other]), "geometry", f"copy of {ids[one]}", done, "note"))
    return keep, notes, frozenset(copied)


def _stricter_use(one: str, other: str) -> str:
    """Return the use that protects more; the first where they protect alike."""
    rank = {name: place for place, name in enumerate(PROTECTED_USES)}
    return min((one, other), key=lambda use: rank.get(use, len(rank)))


def _obstacle_prisms(
    obstacles: gpd.GeoDataFrame,
) -> tuple[NDArray[Any], NDArray[np.float64], NDArray[np.bool_]]:
    """Return footprint, span and whether it hides homes, of each obstacle."""
    geometry = np.asarray(obstacles.geometry.values, dtype=object)
    dimension = shapely.get_dimensions(geometry)
    width = obstacles["width_m"].to_numpy(float, na_value=np.nan)
    crown = obstacles["crown_m"].to_numpy(float, na_value=np.nan)
    base = obstacles["base_m"].to_numpy(float, na_value=np.nan)
    top = obstacles["top_m"].to_numpy(float, na_value=np.nan)
    half_line = np.where(np.isnan(width), LINE_WIDTH_M, width) / 2.0
    half_point = np.where(np.isnan(crown), POLE_WIDTH_M, crown) / 2.0
    lines = shapely.buffer(geometry, half_line, cap_style="flat", join_style="mitre")
    points = shapely.buffer(geometry, half_point, quad_segs=_CORNERS_PER_QUADRANT)
    shape = np.where(dimension == 2, geometry, np.where(dimension == 1, lines, points))
    # Leaves fall, and a crown hides nothing under it: a tree hides a home only where it is known to
    # be evergreen and its crown to begin somewhere.
    tree = obstacles["kind"].to_numpy(object) == "tree"
    evergreen = obstacles["deciduous"].to_numpy(object) == "no"
    hides = ~tree | (evergreen & ~np.isnan(base))
    span = np.column_stack([np.where(np.isnan(base), 0.0, base), top]).reshape(-1, 2)
    return np.asarray(shape, dtype=object), span, hides


def _close_gaps(
    footprints: NDArray[Any], span: NDArray[np.float64]
) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Return lines that close the mouths of gaps narrower than 1 mm, and their spans.

    A sight line through a gap passes both of its mouths, and a mouth is at a corner of one of the
    two solids: the shortest line from there to the other solid blocks it.
    """
    none = np.empty(0, object), np.empty((0, 2))
    if len(footprints) < 2:
        return none
    tree = shapely.STRtree(footprints)
    corners = shapely.get_coordinates(footprints)
    counts = shapely.get_num_coordinates(footprints)
    owner = np.repeat(np.arange(len(footprints)), counts)
    points = np.asarray(shapely.points(corners), dtype=object)
    at, other = tree.query(points, predicate="dwithin", distance=GAP_M)
    foreign = owner[at] != other
    at, other = at[foreign], other[foreign]
    inside = shapely.intersects(footprints[other], points[at])
    at, other = at[~inside], other[~inside]
    low = np.maximum(span[owner[at], 0], span[other, 0])
    high = np.minimum(span[owner[at], 1], span[other, 1])
    tall = high > low
    at, other = at[tall], other[tall]
    lines = np.asarray(shapely.shortest_line(points[at], footprints[other]), dtype=object)
    _, first = np.unique(np.asarray(shapely.to_wkb(lines)), return_index=True)
    first.sort()
    return lines[first], np.column_stack([low[tall][first], high[tall][first]]).reshape(-1, 2)


def ring_arrays(
    footprints: NDArray[Any], gaps: NDArray[Any]
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return vertices, rings, rings of each solid and bounds; gaps are rings there and back."""
    parts, part_owner = shapely.get_parts(footprints, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    ring_owner = part_owner[ring_part]
    is_outer = np.concatenate([[True], np.diff(ring_part) > 0]) if len(ring_part) else np.empty(0, bool)
    on_left = shapely.is_ccw(rings) == is_outer
    xy, vertex_ring = shapely.get_coordinates(rings, return_index=True)
    sizes = np.bincount(vertex_ring, minlength=len(rings)) if len(rings) else np.empty(0, int)
    ends = np.cumsum(sizes)
    table = np.column_stack([ends - sizes, ends, np.where(on_left, 1, -1)]).reshape(-1, 3)
    if len(gaps):
        ends_xy = shapely.get_coordinates(gaps).reshape(-1, 2, 2)
        there_and_back = ends_xy[:, [0, 1, 0]].reshape(-1, 2)
        begin = len(xy) + 3 * np.arange(len(gaps))
        table = np.concatenate([table, np.column_stack([begin, begin + 3, np.ones_like(begin)])])
        xy = np.concatenate([xy, there_and_back])
        ring_owner = np.concatenate([ring_owner, len(footprints) + np.arange(len(gaps))])
    count = len(footprints) + len(gaps)
    solid_rings = np.searchsorted(ring_owner, np.arange(count + 1))
    boxes = shapely.bounds(np.concatenate([footprints, gaps])).reshape(-1, 4)
    return (
        np.ascontiguousarray(xy, dtype=float),
        np.ascontiguousarray(table, dtype=np.int64),
        solid_rings.astype(np.int64),
        np.ascontiguousarray(boxes, dtype=float),
    )
