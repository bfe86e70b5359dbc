"""Compile the kernels ahead of the first plan: ``python -m siting.coverage.warm``."""

from __future__ import annotations

import numpy as np
import shapely

from siting.coverage._facade_kernels import facade_view
from siting.coverage._ground_kernels import ground_view
from siting.coverage._kernels import CACHE_FOLDER
from siting.coverage.footprint import SAGITTA_M, view_array
from siting.coverage.kernel_cache import kernels_are_compiled
from siting.coverage.optics import resolve
from siting.coverage.overlap_counts import overlap_counts
from siting.model import Lens


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
    ground_view(0.0, 0.0, view, 1.5, depths_m, SAGITTA_M, house, xy, rings, first_ring, span)
    walls = np.hstack([xy[:-1], xy[1:]])
    bands = np.array([[0.9, 2.1]])
    band_starts = np.array([0, 1, 1, 1, 1])
    boxes = np.array([[-5.0, 12.0, 5.0, 20.0]])
    facade_view(
        *(0.0, 0.0, view, walls, np.arange(len(walls)), band_starts, bands),
        *(house, xy, rings, first_ring, span, boxes),
    )
    # Two squares that share a corner of each other; their faces are drawn too.
    shapely.area(overlap_counts(np.array([shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3)])).polygons)
    return kernels_are_compiled(CACHE_FOLDER)


if __name__ == "__main__":
    compile_kernels()
