"""Compile the kernels ahead of the first plan: ``python -m siting.coverage.warm``."""

from __future__ import annotations

import numpy as np

from siting.coverage._facade_kernels import facade_views
from siting.coverage._ground_kernels import ground_views
from siting.coverage._kernels import CACHE_FOLDER
from siting.coverage.footprint import SAGITTA_M, view_array
from siting.coverage.kernel_cache import kernels_are_compiled
from siting.coverage.optics import resolve
from siting.model import Lens


def compile_kernels() -> bool:
    """Return True once the compiled kernels are on disk, False when no folder can keep them.

    One camera is asked about one house; numba compiles what that needs, which is everything, and
    keeps it. Where it is kept already, this takes a moment.
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
    walls = np.hstack([xy[:-1], xy[1:]])
    bands = np.array([[0.9, 2.1]])
    band_starts = np.array([0, 1, 1, 1, 1])
    places, all_walls = np.zeros((1, 2)), np.arange(len(walls))
    facade_views(
        *(places, view[None], walls, np.array([0, len(walls)]), all_walls, band_starts, bands),
        *(first_ring, house, *solids),
    )
    return kernels_are_compiled(CACHE_FOLDER)


if __name__ == "__main__":
    compile_kernels()
