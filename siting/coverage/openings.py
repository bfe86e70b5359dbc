"""What counts as window on a wall: the drawn ones in a storey where any is drawn, else the whole band.

The windows drawn on a wall in a storey are all that the wall has there. A scrap says nothing of its
wall: it is added to what is assumed.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.coverage.windows import Panes

GLAZED = frozenset({"windows_assumed"})
"""Flag of a wall and storey on which no window is drawn."""
DRAWN: frozenset[str] = frozenset()
DRAWN_WITHOUT_HEIGHT = frozenset({"window_height_assumed"})
"""Flag of a wall and storey of whose windows the lower or upper edge is not told."""


class Opening(NamedTuple):
    """A stretch of a wall with what of it counts as window.

    Parameters
    ----------
    along_m : tuple of float
        From where to where, from the edge's first corner [m].
    bands_m : float array (k, 2)
        Lower and upper heights [m].
    storey : int array (k,)
    flags : list of frozenset of str (k,)
    """

    along_m: tuple[float, float]
    bands_m: NDArray[np.float64]
    storey: NDArray[np.int64]
    flags: list[frozenset[str]]


def openings(
    panes: Panes,
    edge: int,
    *,
    stretch_m: tuple[float, float],
    bands_m: NDArray[np.float64],
    storey: NDArray[np.int64],
    limits_m: tuple[float, float] = (-np.inf, np.inf),
) -> list[Opening]:
    """Return what counts as window on one stretch of a wall: drawn panes, else the whole band.

    Parameters
    ----------
    panes : Panes
    edge : int
    stretch_m : tuple of float
        From where to where, from the edge's first corner [m].
    bands_m : float array (k, 2)
        Window bands of the storeys that count [m].
    storey : int array (k,)
    limits_m : tuple of float
        Heights between which windows count [m].
    """
    found: dict[tuple[float, float], list[tuple[float, float, int, frozenset[str]]]] = {}
    on_edge = panes.edge == edge
    low = np.array([stretch_m[0], limits_m[0]])
    high = np.array([stretch_m[1], limits_m[1]])
    for number, band in zip(storey.tolist(), bands_m, strict=True):
        here = on_edge & (panes.storey == number)
        drawn = here & ~panes.is_scrap
        flags = DRAWN_WITHOUT_HEIGHT if panes.height_assumed[drawn].any() else DRAWN
        boxes = np.stack([panes.along_m[here], panes.heights_m[here]], axis=2)
        if not drawn.any():
            flags = GLAZED
            boxes = np.concatenate([boxes, np.column_stack([stretch_m, band])[None]])
        for along, heights in _disjoint(np.clip(boxes, low, high)):
            found.setdefault(along, []).extend((*each, number, flags) for each in heights)
    return [
        Opening(
            along,
            np.array([each[:2] for each in bands]),
            np.array([each[2] for each in bands], np.int64),
            [each[3] for each in bands],
        )
        for along, bands in found.items()
    ]


def _disjoint(boxes: NDArray[np.float64]) -> list[tuple[tuple[float, float], list[tuple[float, float]]]]:
    """Return the union of boxes (n, 2, 2), low and high corners, as columns of heights."""
    columns: list[tuple[tuple[float, float], list[tuple[float, float]]]] = []
    boxes = boxes[(boxes[:, 1] > boxes[:, 0]).all(axis=1)]
    boxes = boxes[np.argsort(boxes[:, 0, 0], kind="stable")]
    if (boxes[1:, 0, 0] >= boxes[:-1, 1, 0]).all():
        # Side by side, as windows mostly are, they are columns already.
        return [((west, east), [(low, high)]) for (west, low), (east, high) in boxes.tolist()]
    for low, high in pairwise(np.unique(boxes[:, :, 0]).tolist()):
        over = (boxes[:, 0, 0] <= low) & (boxes[:, 1, 0] >= high)
        heights = _joined(boxes[over][:, :, 1].tolist())
        if columns and columns[-1][0][1] == low and columns[-1][1] == heights:
            columns[-1] = ((columns[-1][0][0], high), heights)
        elif heights:
            columns.append(((low, high), heights))
    return columns


def _joined(spans: list[Any]) -> list[tuple[float, float]]:
    """Return the union of spans, ascending."""
    out: list[tuple[float, float]] = []
    for low, high in sorted(spans):
        if out and low <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], high))
        else:
            out.append((low, high))
    return out
