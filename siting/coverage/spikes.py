"""Spikes and notches of footprints: outlines that turn back on themselves hide nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage._corner_kernels import sharp_corners
from siting.coverage.rings import rings_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.coverage.rings import Rings

SPIKE_M = 1e-3
"""What is narrower than this is a mistake of drawing: it hides nothing, and nothing is seen in it [m]."""


def without_spikes(
    footprints: NDArray[Any], ids: NDArray[Any], rings: Rings
) -> tuple[NDArray[Any], Rings, list[tuple[str, str, str, str, str, str]]]:
    """Return footprints without spikes and notches narrower than 1 mm, their rings, and ledger rows.

    Parameters
    ----------
    footprints : object array (n,)
        Shapely polygons and multipolygons; those without spikes come back as they are.
    ids : object array (n,)
    rings : siting.coverage.rings.Rings
        Of the footprints.
    """
    notes: list[tuple[str, str, str, str, str, str]] = []
    spiked = np.unique(rings.owner[_has_spike(rings)])
    if not len(spiked):
        return footprints, rings, notes
    cleaned = footprints.copy()
    for row in spiked.tolist():
        pieces = [_despiked(part) for part in shapely.get_parts(footprints[row])]
        shape = pieces[0] if len(pieces) == 1 else shapely.multipolygons(pieces)
        if shapely.is_valid(shape) and not shapely.is_empty(shape):
            cleaned[row] = shape
            found = "a spike or notch narrower than 1 mm"
            notes.append(("buildings", str(ids[row]), "geometry", found, "left out", "note"))
    return cleaned, rings_of(cleaned), notes


def _has_spike(rings: Rings) -> NDArray[np.bool_]:
    """Return which closed rings have a vertex at which they turn back on themselves within 1 mm."""
    spiked = np.zeros(len(rings.owner), bool)
    # Few outlines turn by more than a right angle.
    sharp = sharp_corners(rings.xy, rings.starts)
    ring = np.searchsorted(rings.starts, sharp, side="right") - 1
    # The first vertex stands again at the end.
    before = np.where(sharp == rings.starts[ring], rings.starts[ring + 1] - 2, sharp - 1)
    spiked[ring[_is_tip(rings.xy[before], rings.xy[sharp], rings.xy[sharp + 1])]] = True
    return spiked


def _is_tip(
    before: NDArray[np.float64], tip: NDArray[np.float64], after: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Return where the shorter of the two edges at a vertex lies within 1 mm of the longer one."""
    one, other = before - tip, after - tip
    first, second = np.hypot(*one.T), np.hypot(*other.T)
    longer = np.maximum(np.maximum(first, second), 1e-300)
    apart_m = np.abs(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]) / longer
    turns_back = (one * other).sum(axis=1) > 0.0
    is_tip: NDArray[np.bool_] = turns_back & (apart_m < SPIKE_M) & (np.minimum(first, second) > SPIKE_M)
    return is_tip


def _despiked(polygon: shapely.Polygon) -> shapely.Polygon:
    """Return a polygon without the tips of its spikes and notches; as it is when nothing would be left."""
    rings = []
    for ring in shapely.get_rings(polygon):
        xy = shapely.get_coordinates(ring)[:-1]
        while len(xy) > 3:
            tips = _is_tip(np.roll(xy, 1, axis=0), xy, np.roll(xy, -1, axis=0))
            if not tips.any():
                break
            # One at a time: without its tip, what was beside it may be the next.
            xy = np.delete(xy, int(np.argmax(tips)), axis=0)
        rings.append(xy)
    return shapely.Polygon(rings[0], rings[1:])
