"""Compiled views over a ground of heights: which cells a camera sees.

All lengths are about the camera's foot. A height grid is a float32 array, row 0 the southernmost; (x0, y0)
is the middle of cell (0, 0). Between the middles of cells the ground is linear along every grid line, and
a sight line is tried where it crosses one: the method R3 of Franklin and Ray, "Higher isn't necessarily
better: visibility algorithms and experiments" (1994). Blocks of cells that lie below the whole of a line
are passed at once, which changes no answer.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from siting.coverage._direction_kernels import square_angle
from siting.coverage._kernels import SQUARE_TURN

# Cells along the side of a block.
BLOCK = 8
# Sectors about the camera in which solids are looked up.
_SECTORS = 512
# Ground or solids that stand out over a sight line by less than this only touch it [m].
_TOUCH_M = 1e-6
_LOWEST = -1e30
# Where a line leaves one block and enters the next, in cells.
_ROUNDING = 1e-9
# A cell right at the camera's foot is looked at this far from it: straight down has no direction [m].
_FOOT_M = 1e-6
_SAME_DIRECTION = 1e-9


@njit(cache=True)
def highest_of_blocks(heights):
    """Return the highest ground of each block of cells, those on its far rim too."""
    rows, columns = heights.shape
    out = np.full((rows // BLOCK + 1, columns // BLOCK + 1), _LOWEST)
    for bj in range(out.shape[0]):
        for bi in range(out.shape[1]):
            best = _LOWEST
            for j in range(BLOCK * bj, min(BLOCK * bj + BLOCK + 1, rows)):
                for i in range(BLOCK * bi, min(BLOCK * bi + BLOCK + 1, columns)):
                    # Where the ground is not known it hides nothing: no comparison with NaN holds.
                    best = max(best, heights[j, i])
            out[bj, bi] = best
    return out


@njit(cache=True)
def band_cells(band, heights, x0, y0, cell, foot_z, target, view, is_slant, elevations, reaches, camera_z):
    """Lower `band` of each cell to the sharpest class in which a beam shows the target above it.

    Parameters
    ----------
    band : int16 array (rows, columns)
        Changed in place; the number of classes where nothing shows a cell so far.
    heights, x0, y0, cell
        The ground.
    foot_z : float
        Ground at the camera's foot [m].
    target : float
        Height of the target above ground [m].
    view : float array (10,)
        As in `siting.coverage._view_kernels.view_polygon`.
    is_slant : bool
        Density is over slant distance, else over depth.
    elevations : float array (2,)
        Tangents of the lowest and highest elevation of the beam, infinite where there is no limit.
    reaches : float array (classes + 1,)
        Limits of the classes in depth or slant distance, ascending from 0 [m].
    camera_z : float
        Height of the camera [m].

    Returns
    -------
    void : int
        Cells in the view in plan of which the ground is not known, in plan as high as the camera's foot.
    """
    sin_t, cos_t, azimuth, tan_h, tan_v = view[1], view[2], view[3], view[4], view[5]
    reach, sin_r, cos_r = view[6], view[8], view[9]
    fx, fy = np.sin(azimuth), np.cos(azimuth)
    classes = reaches.shape[0] - 1
    farthest = reaches[classes]
    void = 0
    for j in range(heights.shape[0]):
        y = y0 + j * cell
        for i in range(heights.shape[1]):
            x = x0 + i * cell
            square = x * x + y * y
            if square > reach * reach:
                continue
            ground = heights[j, i]
            is_void = np.isnan(ground)
            rise = (foot_z if is_void else ground) + target - camera_z
            along = fx * x + fy * y
            depth = along * cos_t - rise * sin_t
            far = depth
            if not np.isinf(tan_h):
                if depth < 0.0 or (not is_slant and depth > farthest):
                    continue
                side = fy * x - fx * y
                up = along * sin_t + rise * cos_t
                aside = cos_r * side - sin_r * up
                if abs(aside) > tan_h * depth:
                    continue
                # How high a void lies nobody knows: all of it below or above the image counts.
                if not (np.isinf(tan_v) or is_void) and abs(cos_r * up + sin_r * side) > tan_v * depth:
                    continue
            if is_slant and not is_void:
                far = np.sqrt(square + rise * rise)
                flat = np.sqrt(square)
                if elevations[0] > -1e300 and rise < elevations[0] * flat:
                    continue
                if elevations[1] < 1e300 and rise > elevations[1] * flat:
                    continue
            if far > farthest:
                continue
            if is_void:
                void += 1
                continue
            k = 0
            while far > reaches[k + 1]:
                k += 1
            band[j, i] = min(band[j, i], k)
    return void


@njit(cache=True)
def _sectors_in_view(band, classes, x0, y0, cell):
    """Return how many sectors before each hold a cell in the view, its farthest cell, and the cells it spans.

    The first and last rows and columns of cells in the view or at the camera's foot, two beyond.
    """
    seen = np.zeros(_SECTORS, np.int64)
    square = 0.0
    foot_j, foot_i = int(-y0 / cell), int(-x0 / cell)
    box = np.array([foot_j, foot_j, foot_i, foot_i])
    for j in range(band.shape[0]):
        y = y0 + j * cell
        for i in range(band.shape[1]):
            if band[j, i] < classes:
                x = x0 + i * cell
                square = max(square, x * x + y * y)
                box[0], box[1] = min(box[0], j), max(box[1], j)
                box[2], box[3] = min(box[2], i), max(box[3], i)
                if x != 0.0 or y != 0.0:
                    seen[int(square_angle(x, y) * _SECTORS / SQUARE_TURN) % _SECTORS] = 1
    before = np.zeros(_SECTORS + 1, np.int64)
    before[1:] = np.cumsum(seen)
    box[0], box[2] = max(box[0] - 2, 0), max(box[2] - 2, 0)
    box[1], box[3] = min(box[1] + 3, band.shape[0]), min(box[3] + 3, band.shape[1])
    return before, np.sqrt(square) / cell, box


@njit(cache=True)
def _steepest(heights, x0, y0, cell, camera_z, used, reach, box):
    """Return the steepest rise of the ground over each sector, up to each distance in cells, (sectors, bins).

    Every place where a grid line is crossed lies within a cell of the higher of the two middles between which
    it lies, in distance and in direction: no crossing in a sector up to a distance is steeper than this.
    """
    bins = int(reach) + 2
    out = np.full((_SECTORS, bins), -np.inf)
    width = _SECTORS / SQUARE_TURN
    for j in range(box[0], box[1]):
        y = (y0 + j * cell) / cell
        for i in range(box[2], box[3]):
            x = (x0 + i * cell) / cell
            square = x * x + y * y
            if square > (reach + 1.0) * (reach + 1.0) or np.isnan(heights[j, i]):
                continue
            rise = (heights[j, i] - camera_z) / cell
            far = np.sqrt(square)
            if far < 2.0:
                steep = rise / (far + 1.0)
                if rise > 0.0:
                    steep = rise / (far - 1.0) if far > 1.0 else np.inf
                for s in range(_SECTORS):
                    out[s, 0] = max(out[s, 0], steep)
                continue
            # A square angle grows by at most 2 a radian, and asin(1 / far) is at most pi / 3 / far here.
            middle, half = square_angle(x, y), 2.0 * np.pi / 3.0 / far
            first = int(np.floor((middle - half) * width))
            last = int(np.floor((middle + half) * width))
            if used[last % _SECTORS + 1] == used[first % _SECTORS] and last % _SECTORS >= first % _SECTORS:
                continue
            steep = rise / (far + 1.0 if rise < 0.0 else far - 1.0)
            k = int(far - 1.0)
            for s in range(first, last + 1):
                at = s % _SECTORS
                out[at, k] = max(out[at, k], steep)
    for s in range(_SECTORS):
        for k in range(1, bins):
            out[s, k] = max(out[s, k], out[s, k - 1])
    return out


@njit(cache=True)
def _ground_hides(heights, highest, steepest, ci, cj, camera_z, i, j, z, cell):
    """Return True when the ground stands above the line from the camera to height `z` at cell (j, i).

    From the target back towards the camera: `steepest` of its sector tells where nothing nearer can hide it.
    """
    di, dj, dz = i - ci, j - cj, z - camera_z
    rows, columns = heights.shape
    far = np.sqrt(di * di + dj * dj)
    if far <= 0.0:
        return False
    slope = dz / (far * cell)
    per_i = 1.0 / di if di != 0.0 else np.inf
    per_j = 1.0 / dj if dj != 0.0 else np.inf
    bi, bj = int(i // BLOCK), int(j // BLOCK)
    # A target on the near rim of its block: the line lies in the block before.
    if di > 0.0 and i % BLOCK == 0:
        bi -= 1
    if dj > 0.0 and j % BLOCK == 0:
        bj -= 1
    end = 1.0
    while True:
        if steepest[min(int(far * end), steepest.shape[0] - 1)] <= slope:
            return False
        # Where the line, traced back, leaves the block.
        back_i = ((bi + (di < 0.0)) * BLOCK - ci) * per_i if di != 0.0 else -1.0
        back_j = ((bj + (dj < 0.0)) * BLOCK - cj) * per_j if dj != 0.0 else -1.0
        begin = max(back_i, back_j, 0.0)
        lowest = camera_z + min(begin * dz, end * dz)
        if 0 <= bj < highest.shape[0] and 0 <= bi < highest.shape[1] and highest[bj, bi] > lowest:
            if di != 0.0:
                a, b = ci + begin * di, ci + end * di
                for k in range(int(np.ceil(min(a, b) - _ROUNDING)), int(np.floor(max(a, b) + _ROUNDING)) + 1):
                    t = (k - ci) * per_i
                    if k == i or t <= 0.0 or k < 0 or k >= columns:
                        continue
                    at = cj + t * dj
                    low = int(np.floor(at))
                    share = at - low
                    if low < 0 or low >= rows or (share > 0.0 and low + 1 >= rows):
                        continue
                    ground = float(heights[low, k])
                    if share > 0.0:
                        ground += share * (heights[low + 1, k] - ground)
                    if ground > camera_z + t * dz + _TOUCH_M:
                        return True
            if dj != 0.0:
                a, b = cj + begin * dj, cj + end * dj
                for k in range(int(np.ceil(min(a, b) - _ROUNDING)), int(np.floor(max(a, b) + _ROUNDING)) + 1):
                    t = (k - cj) * per_j
                    if k == j or t <= 0.0 or k < 0 or k >= rows:
                        continue
                    at = ci + t * di
                    low = int(np.floor(at))
                    share = at - low
                    if low < 0 or low >= columns or (share > 0.0 and low + 1 >= columns):
                        continue
                    ground = float(heights[k, low])
                    if share > 0.0:
                        ground += share * (heights[k, low + 1] - ground)
                    if ground > camera_z + t * dz + _TOUCH_M:
                        return True
        if begin <= 0.0:
            return False
        end = begin
        if back_i >= back_j:
            bi -= 1 if di > 0.0 else -1
        else:
            bj -= 1 if dj > 0.0 else -1


@njit(cache=True)
def _sectors_of(candidates, xy, rings, solid_rings, camera_x, camera_y):
    """Return the solids of each sector about the camera, nearest first: starts and items."""
    count = candidates.shape[0]
    near = np.empty(count)
    span = np.empty((count, 2), np.int64)
    for c in range(count):
        s = candidates[c]
        low_x, low_y, high_x, high_y = 1e300, 1e300, -1e300, -1e300
        for r in range(solid_rings[s], solid_rings[s + 1]):
            for k in range(rings[r, 0], rings[r, 1]):
                x, y = xy[k, 0] - camera_x, xy[k, 1] - camera_y
                low_x, high_x, low_y, high_y = min(low_x, x), max(high_x, x), min(low_y, y), max(high_y, y)
        near[c] = np.hypot(max(low_x, -high_x, 0.0), max(low_y, -high_y, 0.0))
        span[c, 0], span[c, 1] = 0, _SECTORS - 1
        if near[c] <= 0.0:
            continue
        # Seen from outside its bounds a solid takes less than half a turn about their middle.
        middle = square_angle(0.5 * (low_x + high_x), 0.5 * (low_y + high_y))
        left, right = 0.0, 0.0
        for r in range(solid_rings[s], solid_rings[s + 1]):
            for k in range(rings[r, 0], rings[r, 1]):
                turn = square_angle(xy[k, 0] - camera_x, xy[k, 1] - camera_y) - middle
                if turn > 0.5 * SQUARE_TURN:
                    turn -= SQUARE_TURN
                elif turn < -0.5 * SQUARE_TURN:
                    turn += SQUARE_TURN
                left, right = max(left, turn), min(right, turn)
        width = _SECTORS / SQUARE_TURN
        span[c, 0] = int(np.floor((middle + right - _SAME_DIRECTION) * width))
        span[c, 1] = int(np.floor((middle + left + _SAME_DIRECTION) * width))
    order = np.argsort(near)
    starts = np.zeros(_SECTORS + 1, np.int64)
    for c in range(count):
        for k in range(span[c, 0], span[c, 1] + 1):
            starts[k % _SECTORS + 1] += 1
    starts = np.cumsum(starts)
    fill = starts[:-1].copy()
    items = np.empty(starts[-1], np.int64)
    for c in order:
        for k in range(span[c, 0], span[c, 1] + 1):
            items[fill[k % _SECTORS]] = c
            fill[k % _SECTORS] += 1
    return starts, items, near


@njit(cache=True)
def _solid_hides(x, y, rise, base, top, first, last, xy, rings, camera_x, camera_y):
    """Return True when the segment from the camera to (x, y, rise) runs inside a prism.

    Base and top are about the camera. Along the line each edge that is crossed opens or closes the inside:
    its length between two places is the sum of the closing places less that of the opening ones, all clamped.
    """
    low, high = 0.0, 1.0
    if rise == 0.0:
        if base >= 0.0 or top <= 0.0:
            return False
    else:
        a, b = base / rise, top / rise
        low, high = max(low, min(a, b)), min(high, max(a, b))
        if high <= low:
            return False
    inside = 0.0
    for r in range(first, last):
        left = 1.0 if rings[r, 2] > 0 else -1.0
        k = rings[r, 0]
        px, py = xy[k, 0] - camera_x, xy[k, 1] - camera_y
        p_side = x * py - y * px >= 0.0
        for k in range(rings[r, 0] + 1, rings[r, 1]):
            qx, qy = xy[k, 0] - camera_x, xy[k, 1] - camera_y
            q_side = x * qy - y * qx >= 0.0
            if q_side != p_side:
                ex, ey = qx - px, qy - py
                t = (px * ey - py * ex) / (x * ey - y * ex)
                # An edge that turns to the left of the line as it runs is where the line leaves.
                sign = left if q_side else -left
                inside += sign * min(max(t, low), high)
            px, py, p_side = qx, qy, q_side
    return inside * np.sqrt(x * x + y * y + rise * rise) > _TOUCH_M


@njit(cache=True)
def hide_cells(
    band,
    classes,
    heights,
    x0,
    y0,
    cell,
    camera_x,
    camera_y,
    camera_z,
    target,
    candidates,
    xy,
    rings,
    solid_rings,
    span,
):
    """Set `band` to `classes` + 1 wherever a solid or the ground hides a cell that is in the view.

    Parameters
    ----------
    band : int16 array (rows, columns)
        Class of each cell, below `classes` where it is in the view; changed in place.
    classes : int
    heights, x0, y0, cell
        The ground, about the camera's foot.
    camera_x, camera_y, camera_z, target : float
        Place and height of the camera, height of the target above ground [m].
    candidates, xy, rings, solid_rings, span
        Solids as in `siting.coverage._ground_kernels.ground_views`, in the heights of the ground.

    Returns
    -------
    hidden : int
        How many cells.
    """
    starts, items, near = _sectors_of(candidates, xy, rings, solid_rings, camera_x, camera_y)
    highest = highest_of_blocks(heights)
    ci, cj = -x0 / cell, -y0 / cell
    used, reach, box = _sectors_in_view(band, classes, x0, y0, cell)
    steepest = _steepest(heights, x0, y0, cell, camera_z, used, reach, box)
    hidden = 0
    for j in range(heights.shape[0]):
        y = y0 + j * cell
        for i in range(heights.shape[1]):
            if band[j, i] >= classes:
                continue
            x = x0 + i * cell
            z = heights[j, i] + target
            rise = z - camera_z
            if abs(x) < _FOOT_M and abs(y) < _FOOT_M:
                x = _FOOT_M
            far = np.sqrt(x * x + y * y)
            sector = int(square_angle(x, y) * _SECTORS / SQUARE_TURN) % _SECTORS
            is_hidden = False
            for n in range(starts[sector], starts[sector + 1]):
                c = items[n]
                if near[c] > far:
                    break
                s = candidates[c]
                base, top = span[s, 0] - camera_z, span[s, 1] - camera_z
                if min(rise, rise * near[c] / far) >= top:
                    continue
                if _solid_hides(
                    x, y, rise, base, top, solid_rings[s], solid_rings[s + 1], xy, rings, camera_x, camera_y
                ):
                    is_hidden = True
                    break
            if not is_hidden:
                is_hidden = _ground_hides(heights, highest, steepest[sector], ci, cj, camera_z, i, j, z, cell)
            if is_hidden:
                band[j, i] = classes + 1
                hidden += 1
    return hidden
