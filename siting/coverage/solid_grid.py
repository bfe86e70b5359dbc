"""A grid over solids: which of them lie near a place, asked by compiled code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CELL_M = 32.0
# Cells are made larger until there are at most so many of them to a solid, wherever solids lie.
_CELLS_PER_SOLID = 8.0


@dataclass(frozen=True, eq=False)
class SolidGrid:
    """Square cells over the bounds of solids, row by row from the south-west corner.

    Parameters
    ----------
    frame : float array (3,)
        West, south and width of a cell [m].
    shape : int array (2,)
        Cells to the east and to the north.
    starts : int array (cells + 1,)
        Where the members of each cell begin.
    members : int array (k,)
        Solids, in every cell that their bounds touch.
    """

    frame: NDArray[np.float64]
    shape: NDArray[np.int64]
    starts: NDArray[np.int64]
    members: NDArray[np.int64]

    @property
    def arrays(self) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Return all of it as `siting.coverage._reach_kernels` takes it."""
        return self.frame, self.shape, self.starts, self.members


def grid_of(boxes: NDArray[np.float64]) -> SolidGrid:
    """Return a grid over solids.

    Parameters
    ----------
    boxes : float array (s, 4)
        West, south, east and north of each solid [m].
    """
    if not len(boxes):
        return SolidGrid(
            np.array([0.0, 0.0, _CELL_M]), np.ones(2, np.int64), np.zeros(2, np.int64), np.empty(0, np.int64)
        )
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    cell = max(_CELL_M, float(np.sqrt(np.prod(high - low) / (_CELLS_PER_SOLID * len(boxes)))))
    # A long thin scene may have more cells along than solids allow.
    cell = max(cell, float((high - low).max() / (_CELLS_PER_SOLID * len(boxes) + 1.0)))
    shape = np.floor((high - low) / cell).astype(np.int64) + 1
    first = np.floor((boxes[:, :2] - low) / cell).astype(np.int64)
    count = np.floor((boxes[:, 2:] - low) / cell).astype(np.int64) - first + 1
    total = count.prod(axis=1)
    solid = np.repeat(np.arange(len(boxes)), total)
    place = np.arange(len(solid)) - np.repeat(np.cumsum(total) - total, total)
    across, up = place % count[solid, 0], place // count[solid, 0]
    cell_of = (first[solid, 1] + up) * shape[0] + first[solid, 0] + across
    order = np.argsort(cell_of, kind="stable")
    starts = np.zeros(int(shape.prod()) + 1, np.int64)
    np.cumsum(np.bincount(cell_of, minlength=int(shape.prod())), out=starts[1:])
    return SolidGrid(np.array([*low, cell]), shape, starts, solid[order])
