"""Solids less all that a tolerance leaves unsure: what hides from here hides from wherever a camera is.

Why. Let a camera stand at c' = c + k with k in K, all points at most a in plan and q in height from 0, and
let it see p: the open segment c'p meets the inside of no solid. The point of cp at the share t of its length
is that of c'p less (1 - t) k, and (1 - t) k lies in K. So were a point of cp inside the solid S eroded by K,
all of whose points have all of K around them in S, the point of c'p would be inside S. Hence what c' sees, c
sees past the eroded solids, and what c does not see past them no c' sees. K is a cylinder: a prism eroded by
it is a prism, its footprint less a all round, lower by q and higher at its base by q.

Houses in a row are eroded as one: else slits would open between them that no place within K looks
through. Where two touch, what erosion took at their seam is put back, as high as the lower of them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage.gaps import GAP_M
from siting.coverage.rings import ring_arrays, rings_of
from siting.coverage.visibility import areas_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.coverage.solids import Solids

# GEOS may smooth an offset by a hundredth of it; so much more is taken off.
_OFFSET_RATIO = 1.01
_SURE_M = 1e-6
# A seam is taken this much wider than what erosion opened, so that it meets what is left.
_SEAM_RATIO = 1.5


def shrunk(
    solids: Solids,
    chosen: NDArray[np.int64],
    *,
    plan_m: float,
    rise_m: float,
    tops_m: NDArray[np.float64],
    floor_m: float,
) -> Solids:
    """Return solids eroded in plan and in height, without those of which nothing is left.

    Parameters
    ----------
    solids : siting.coverage.solids.Solids
    chosen : int array
        Which of them to erode.
    plan_m, rise_m : float
        By how much in plan and in height [m].
    tops_m : float array (s,)
        By how much each top may be lower than it is said to be [m].
    floor_m : float
        No sight line passes below: what reaches down to it is open to no look underneath [m].
    """
    span = solids.span[chosen].copy()
    span[:, 1] -= rise_m + tops_m[chosen]
    span[span[:, 0] > floor_m, 0] += rise_m
    footprints = solids.footprints[chosen]
    if plan_m > 0.0:
        is_area = solids.kind[chosen] != "gap"
        chosen, span, footprints = chosen[is_area], span[is_area], footprints[is_area]
        offset = plan_m * _OFFSET_RATIO + _SURE_M
        seams, seam_span = _seams(footprints, span, offset)
        less = shapely.buffer(footprints, -offset, join_style="mitre")
        footprints = np.concatenate([less, seams])
        span = np.concatenate([span, seam_span])
        chosen = np.concatenate([chosen, np.full(len(seams), -1)])
    left = ~shapely.is_empty(footprints) & (span[:, 1] > span[:, 0])
    return with_prisms(solids, footprints[left], span[left], chosen[left])


def with_prisms(
    solids: Solids, footprints: NDArray[Any], span: NDArray[np.float64], of: NDArray[np.int64]
) -> Solids:
    """Return other prisms that hide, each of the solid `of`, -1 for none.

    Parameters
    ----------
    solids : siting.coverage.solids.Solids
    footprints : object array (n,)
        Polygons; of closed gaps lines.
    span : float array (n, 2)
        Base and top [m].
    of : int array (n,)
    """
    is_line = shapely.get_dimensions(footprints) == 1
    order = np.argsort(is_line, kind="stable")
    footprints, span, of = footprints[order], span[order], of[order]
    count = len(footprints) - int(is_line.sum())
    xy, rings, solid_rings, boxes = ring_arrays(
        rings_of(footprints[:count]), footprints[:count], footprints[count:]
    )
    return replace(
        solids,
        footprints=footprints,
        kind=np.where(of < 0, "seam", solids.kind[of]).astype(object) if len(of) else np.empty(0, object),
        id=solids.id[of],
        row=solids.row[of],
        span=np.ascontiguousarray(span, dtype=float),
        hides_homes=np.ones(len(of), bool),
        use=solids.use[of],
        protected_from=solids.protected_from[of],
        height_assumed=solids.height_assumed[of],
        xy=xy,
        rings=rings,
        solid_rings=solid_rings,
        boxes=boxes,
        notes=[],
    )


def _seams(
    footprints: NDArray[Any], span: NDArray[np.float64], offset_m: float
) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Return what erosion as one leaves at the seams of solids that touch, and its spans."""
    none = np.empty(0, object), np.empty((0, 2))
    if len(footprints) < 2:
        return none
    first, second = shapely.STRtree(footprints).query(footprints, predicate="dwithin", distance=GAP_M)
    low = np.maximum(span[first, 0], span[second, 0])
    high = np.minimum(span[first, 1], span[second, 1])
    meet = (first < second) & (high > low)
    first, second, low, high = first[meet], second[meet], low[meet], high[meet]
    if not len(first):
        return none
    # Gaps that the engine closes are closed here too.
    half_gap = GAP_M / 2.0
    wide = shapely.buffer(footprints, half_gap, join_style="mitre")
    both = shapely.buffer(
        shapely.union(wide[first], wide[second]), -(offset_m + half_gap), join_style="mitre"
    )
    where = shapely.buffer(
        shapely.intersection(wide[first], wide[second]), _SEAM_RATIO * offset_m, quad_segs=2
    )
    return areas_of(shapely.intersection(both, where)), np.column_stack([low, high]).reshape(-1, 2)
