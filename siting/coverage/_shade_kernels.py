"""Compiled first look at a ground of heights: cells that one place on their sight line surely hides.

What hides a cell mostly hides the next one behind it too. So from the camera outwards each cell is tried
where the one before it was hidden, or where that one lies itself; what is found is found exactly as
`siting.coverage._terrain_kernels.hide_cells` does, which answers for all that are left.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from siting.coverage._terrain_kernels import _TOUCH_M


@njit(cache=True)
def _stands_over(flat, pace, stride, size, line, at, line_z):
    """Return whether the ground stands above a sight line where that crosses a grid line."""
    low = int(np.floor(at))
    share = at - low
    if low < 0 or low >= size or (share > 0.0 and low + 1 >= size):
        return False
    ground = float(flat[line * pace + low * stride])
    if share > 0.0:
        ground += share * (flat[line * pace + (low + 1) * stride] - ground)
    return ground > line_z + _TOUCH_M


@njit(cache=True)
def _shade_side(band, classes, hints, flat, foot, c, pace, stride, last, size, step, ring, camera_z, target):
    """Try the cells of one side of a ring about the camera's foot; return how many are hidden.

    `foot` and `c` are the cell of the foot and the place of the camera, towards the side and along it;
    `pace` and `stride` lead from cell to cell in the two, of which there are `last` and `size`.
    """
    main = foot[0] + step * ring
    if main < 0 or main >= last:
        return 0
    d_main = main - c[0]
    per = 1.0 / d_main
    before = main - step
    t_before = (before - c[0]) * per
    hidden = 0
    for across in range(max(foot[1] - ring, 0), min(foot[1] + ring, size - 1) + 1):
        cell = main * pace + across * stride
        if band[cell] >= classes:
            continue
        d_across = across - c[1]
        if abs(d_across) > abs(d_main):
            continue
        dz = flat[cell] + target - camera_z
        hint = hints[before * pace + int(np.rint(c[1] + t_before * d_across)) * stride]
        if hint == 0 or hint >= ring:
            hint = ring - 1
        for turn in range(4):
            # The place itself, then those beside it, last the one right before the cell.
            n = hint
            if turn == 1:
                n = hint + 1
            elif turn == 2:
                n = hint - 1
            elif turn == 3:
                n = ring - 1
            if n < 1 or n >= ring:
                continue
            line = foot[0] + step * n
            t = (line - c[0]) * per
            if t > 0.0 and _stands_over(
                flat, pace, stride, size, line, c[1] + t * d_across, camera_z + t * dz
            ):
                hints[cell] = n
                band[cell] = classes + 1
                hidden += 1
                break
        else:
            hints[cell] = ring
    return hidden


@njit(cache=True)
def shade_cells(band, classes, heights, x0, y0, cell, camera_z, target):
    """Set `band` to `classes` + 1 where the ground surely hides a cell that is in the view.

    Parameters
    ----------
    band, classes, heights, x0, y0, cell, camera_z, target
        As in `siting.coverage._terrain_kernels.hide_cells`.

    Returns
    -------
    hidden : int
        How many cells.
    """
    rows, columns = heights.shape
    ci, cj = -x0 / cell, -y0 / cell
    fi, fj = int(np.rint(ci)), int(np.rint(cj))
    hidden = 0
    if fi < 0 or fi >= columns or fj < 0 or fj >= rows:
        return hidden
    flat, bands = heights.ravel(), band.ravel()
    hints = np.zeros(rows * columns, np.int16)
    for ring in range(2, max(fi, columns - 1 - fi, fj, rows - 1 - fj) + 1):
        for step in (-1, 1):
            hidden += _shade_side(
                bands, classes, hints, flat, (fi, fj), (ci, cj), 1, columns, columns, rows, step, ring,
                camera_z, target,
            )  # fmt: skip
            hidden += _shade_side(
                bands, classes, hints, flat, (fj, fi), (cj, ci), columns, 1, rows, columns, step, ring,
                camera_z, target,
            )  # fmt: skip
    return hidden
