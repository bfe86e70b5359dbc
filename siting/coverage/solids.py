"""Everything that can hide something, as prisms: buildings, walls, billboards, crowns, poles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage.gaps import close_gaps
from siting.coverage.rings import ring_arrays, rings_of
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
SAME_FOOTPRINT_RATIO = 0.9
"""Two footprints of one height that share more than this of their union are one building."""

_SAME_HEIGHT_M = 1e-6
_ROUNDING_M = 1e-6
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
    is_whole = len(rows) == len(scene.buildings) and bool((rows == np.arange(len(rows))).all())
    buildings = scene.buildings if is_whole else scene.buildings.iloc[rows]
    height, assumed = heights_of(buildings)
    base = buildings["base_m"].to_numpy(float, na_value=0.0)
    span = np.column_stack([base, base + height]).reshape(-1, 2)
    footprints = np.asarray(buildings.geometry.values, dtype=object)
    ids = buildings["id"].to_numpy(object)
    use = buildings["use"].to_numpy(object).copy()
    protected_from = _protected_from(buildings)
    footprints, outlines, notes = without_spikes(footprints, ids, rings_of(footprints))
    keep, copies, copied = _merge_copies(footprints, span, ids, use=use, protected_from=protected_from)
    notes += copies
    obstacles = scene.obstacles
    crowns, crown_span, hides = _obstacle_prisms(obstacles)
    footprints = np.concatenate([footprints[keep], crowns])
    span = np.concatenate([span[keep], crown_span])
    count = int(keep.sum())
    extra = len(crowns)
    outlines = outlines.kept(keep)
    if extra:
        outlines = outlines.before(rings_of(crowns), count)
    gaps, gap_span = close_gaps(outlines, footprints, span)
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
    xy, rings, solid_rings, boxes = ring_arrays(outlines, footprints, gaps)
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
    protected = np.fromiter((use in PROTECTED_USES for use in buildings["use"]), bool, len(told))
    by_use = np.where(protected, 0.0, np.nan)
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
    area, boxes = shapely.area(footprints), shapely.bounds(footprints)
    first, second = shapely.STRtree(footprints).query(footprints)
    first, second = first[first < second], second[first < second]
    # Of two that share so much of their union, the boxes share as much of the larger one.
    least = SAME_FOOTPRINT_RATIO * np.maximum(area[first], area[second])
    pair = (np.abs(span[first] - span[second]) < _SAME_HEIGHT_M).all(axis=1)
    pair &= (np.minimum(area[first], area[second]) > least) & (_common_m2(boxes, first, second) > least)
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


def _common_m2(
    boxes: NDArray[np.float64], first: NDArray[np.int64], second: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the area that two boxes share, never less for rounding [m2]."""
    low = np.maximum(boxes[first, :2], boxes[second, :2])
    high = np.minimum(boxes[first, 2:], boxes[second, 2:])
    common: NDArray[np.float64] = (high - low + _ROUNDING_M).clip(min=0.0).prod(axis=1)
    return common


def _stricter_use(one: str, other: str) -> str:
    """Return the use that protects more; the first where they protect alike."""
    rank = {name: place for place, name in enumerate(PROTECTED_USES)}
    return min((one, other), key=lambda use: rank.get(use, len(rank)))


def _obstacle_prisms(
    obstacles: gpd.GeoDataFrame,
) -> tuple[NDArray[Any], NDArray[np.float64], NDArray[np.bool_]]:
    """Return footprint, span and whether it hides homes, of each obstacle."""
    if not len(obstacles):
        return np.empty(0, object), np.empty((0, 2)), np.empty(0, bool)
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
