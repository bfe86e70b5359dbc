"""Compile the kernels ahead of the first plan: ``python -m siting.coverage.warm``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage._camera_kernels import ground_of_cameras, near_walls, views_of
from siting.coverage._facade_kernels import facade_views
from siting.coverage._ground_kernels import ground_views
from siting.coverage._horizon_kernels import horizons, lowest_around
from siting.coverage._kernels import CACHE_FOLDER
from siting.coverage._outline_kernels import outlines
from siting.coverage._reach_kernels import solids_in_reach
from siting.coverage._ring_kernels import polygons_bounded_by
from siting.coverage._shade_kernels import shade_cells
from siting.coverage._terrain_kernels import band_cells, hide_cells
from siting.coverage.footprint import SAGITTA_M, view_array
from siting.coverage.gaps import close_gaps
from siting.coverage.kernel_cache import kernels_are_compiled
from siting.coverage.optics import resolve
from siting.coverage.overlap_counts import overlap_counts
from siting.coverage.rings import rings_of
from siting.coverage.solid_grid import grid_of
from siting.coverage.spikes import without_spikes
from siting.coverage.standing import CLEAR_M
from siting.model import Lens

if TYPE_CHECKING:
    from numpy.typing import NDArray


def compile_kernels() -> bool:
    """Return True once the compiled kernels are on disk, False when no folder can keep them.

    One camera is asked about one house, and two squares are laid over each other; numba compiles what
    that needs, which is everything, and keeps it. Where it is kept already, this takes a moment.
    """
    optics = resolve(Lens(image_width_px=1920, hfov_deg=60.0))
    view = view_array(optics, height_m=4.0, azimuth_grid_deg=0.0, tilt_deg=10.0, range_m=30.0)
    xy = np.array([[-5.0, 12.0], [5.0, 12.0], [5.0, 20.0], [-5.0, 20.0], [-5.0, 12.0]])
    rings = np.array([[0, len(xy), 1]])
    first_ring = np.array([0, 1])
    span = np.array([[0.0, 6.0]])
    house = np.array([0])
    depths_m = np.array([0.0, optics.greatest_depth_m])
    boxes = np.array([[-5.0, 12.0, 5.0, 20.0]])
    solids = (xy, rings, first_ring, span, boxes)
    ground_views(np.zeros((1, 2)), view[None], 1.5, depths_m[None], SAGITTA_M, first_ring, house, *solids)
    solids_in_reach(np.zeros((1, 2)), view[None], False, grid_of(boxes).arrays, boxes)
    _compile_for_arrays(boxes, solids)
    walls = np.hstack([xy[:-1], xy[1:]])
    bands = np.array([[0.9, 2.1]])
    band_starts = np.array([0, 1, 1, 1, 1])
    places, all_walls = np.zeros((1, 2)), np.arange(len(walls))
    facade_views(
        *(places, view[None], walls, np.array([0, len(walls)]), all_walls, band_starts, bands),
        *(first_ring, house, *solids),
    )
    # Two squares that share a corner of each other; their faces are drawn too.
    squares = np.array([shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3)])
    shapely.area(overlap_counts(squares).polygons)
    _, outlines_of_both, _ = without_spikes(squares, np.array(["a", "b"], object), rings_of(squares))
    close_gaps(outlines_of_both, squares, np.array([[0.0, 1.0], [0.0, 1.0]]))
    _compile_for_terrain(view, depths_m, house, xy, rings, first_ring, span)
    return kernels_are_compiled(CACHE_FOLDER, on_terrain=True)


def _compile_for_arrays(boxes: NDArray[np.float64], solids: tuple[NDArray[Any], ...]) -> None:
    """Ask one camera that is given as numbers."""
    cameras = np.array([[0.0, 0.0, 4.0, 0.0, 10.0, 60.0, 40.0, 1920.0, 30.0]])
    limits = np.array([12.5])
    grid = grid_of(boxes).arrays
    xy, rings, first_ring, _, _ = solids
    ground_of_cameras(cameras, CLEAR_M, 1.5, limits, SAGITTA_M, grid, *solids)
    near_walls(cameras[:, :2].copy(), CLEAR_M, grid, xy, rings, first_ring, boxes)
    views_of(cameras, limits)


def _compile_for_terrain(
    view: NDArray[np.float64], depths_m: NDArray[np.float64], *house: NDArray[Any]
) -> None:
    """Ask one camera about the ground of a raster and of a wall behind it."""
    heights = np.zeros((16, 16), np.float32)
    grid = (heights, -8.0, -1.0, 1.0)
    band = np.full(heights.shape, 1, np.int16)
    everywhere = np.array([-np.inf, np.inf])
    band_cells(band, *grid, 0.0, 1.5, view, False, everywhere, depths_m, 4.0)
    shade_cells(band, 1, *grid, 4.0, 1.5)
    hide_cells(band, 1, *grid, 0.0, 0.0, 4.0, 1.5, *house)
    corners, starts = outlines(band, 0)
    polygons_bounded_by(corners, starts, 0.0)
    horizons(np.array([[-0.5, 12.0, 0.5, 12.0]]), lowest_around(heights), *grid, 4.0)


if __name__ == "__main__":
    compile_kernels()
