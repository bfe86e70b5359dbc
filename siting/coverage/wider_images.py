"""Walls of which the widest image may show more than the one that is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from siting.coverage.beams import EVERYWHERE_DEG

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from siting.coverage.aim import Aim
    from siting.coverage.beams import Sight
    from siting.coverage.wall_table import Walls


def walls_gained(
    aims: Sequence[Aim], wall_rows: Sequence[NDArray[np.int64]], walls: Walls
) -> list[NDArray[np.int64]]:
    """Return the walls of which each view's widest image may show more, or more sharply, each ascending.

    A pyramid is convex: it holds a window band all of whose corners it holds, and of that the widest image
    shows nothing more, as long as both are equally sharp.

    Parameters
    ----------
    aims : sequence of siting.coverage.aim.Aim
        Views with a widest image beside them.
    wall_rows : sequence of int array
        Walls in reach of each.
    walls : siting.coverage.wall_table.Walls
    """
    made = list(wall_rows)
    plain = [k for k, aim in enumerate(aims) if _is_one_image(aim.sight) and _is_one_image(aim.sight.widest)]
    if not plain:
        return made
    rows = np.concatenate([made[k] for k in plain])
    owner = np.repeat(np.arange(len(plain)), [len(made[k]) for k in plain])
    has_band = walls.band_starts[rows] < walls.band_starts[rows + 1]
    rows, owner = rows[has_band], owner[has_band]
    here = np.array([aims[k].here for k in plain])[owner]
    views, most = (
        np.array([sight.beams[0].view for sight in sights])[owner]
        for sights in ([aims[k].sight for k in plain], [aims[k].sight.widest for k in plain])
    )
    is_as_sharp = np.array([aims[k].sight.f_px >= aims[k].sight.widest.f_px for k in plain])[owner]
    ends = walls.ends[rows] - np.tile(here, 2)
    faces = (ends[:, 2] - ends[:, 0]) * ends[:, 1] - (ends[:, 3] - ends[:, 1]) * ends[:, 0] > 0.0
    aside, up, depth = _in_image(ends, _heights_m(walls, rows), views)
    kept = faces & ~_is_outside(aside, up, depth, most)
    kept &= ~(is_as_sharp & _is_inside(aside, up, depth, views))
    for place, some in enumerate(
        np.split(rows[kept], np.searchsorted(owner[kept], np.arange(1, len(plain))))
    ):
        made[plain[place]] = some
    return made


def _is_one_image(sight: Sight) -> bool:
    """Return whether a view is one pyramid, flat or equidistant."""
    beam = sight.beams[0]
    return len(sight.beams) == 1 and beam.elevations_deg == EVERYWHERE_DEG and bool(np.isfinite(beam.view[4]))


def _heights_m(walls: Walls, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the lowest and the highest height of window on each of some walls, (n, 2) [m]."""
    if not len(rows):
        return np.empty((0, 2))
    first, count = walls.band_starts[rows], walls.band_starts[rows + 1] - walls.band_starts[rows]
    starts = np.concatenate([[0], np.cumsum(count)])
    bands = walls.bands[np.arange(starts[-1]) - np.repeat(starts[:-1] - first, count)]
    return np.column_stack(
        [np.minimum.reduceat(bands[:, 0], starts[:-1]), np.maximum.reduceat(bands[:, 1], starts[:-1])]
    )


def _in_image(
    ends: NDArray[np.float64], heights_m: NDArray[np.float64], views: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return how far aside, up and ahead of cameras the four corners of walls lie in their images, (n, 4)."""
    height, sin_t, cos_t, azimuth = (views[:, k, None] for k in range(4))
    sin_r, cos_r = views[:, 8, None], views[:, 9, None]
    east, north = ends[:, [0, 2, 2, 0]], ends[:, [1, 3, 3, 1]]
    rise = heights_m[:, [0, 0, 1, 1]] - height
    ahead = east * np.sin(azimuth) + north * np.cos(azimuth)
    level = east * np.cos(azimuth) - north * np.sin(azimuth)
    depth, upward = ahead * cos_t - rise * sin_t, ahead * sin_t + rise * cos_t
    # Rolled: the image's right side goes down.
    return cos_r * level - sin_r * upward, cos_r * upward + sin_r * level, depth


def _is_inside(
    aside: NDArray[np.float64],
    up: NDArray[np.float64],
    depth: NDArray[np.float64],
    views: NDArray[np.float64],
) -> NDArray[np.bool_]:
    """Return which walls lie in the pyramid with all their corners."""
    wide, high = views[:, 4, None] * depth, views[:, 5, None] * depth
    return np.asarray(((np.abs(aside) <= wide) & (np.abs(up) <= high)).all(axis=1))


def _is_outside(
    aside: NDArray[np.float64],
    up: NDArray[np.float64],
    depth: NDArray[np.float64],
    views: NDArray[np.float64],
) -> NDArray[np.bool_]:
    """Return which walls lie beyond one side of the pyramid, or beyond its depth, with all their corners."""
    wide, high, deepest = views[:, 4, None] * depth, views[:, 5, None] * depth, views[:, 7, None]
    sides = [aside > wide, aside < -wide, up > high, up < -high, depth > deepest]
    is_beyond = np.array([side.all(axis=1) for side in sides])
    return np.asarray(is_beyond.any(axis=0))
