"""Exact lines over a raster against a wall and a cliff, drawn with round numbers."""

from __future__ import annotations

import numpy as np

from benchmarks.ground import EYE_M, REACH_M, Ground, seen


def raster(elevation_m: np.ndarray) -> Ground:
    middle = np.array([[elevation_m.shape[0] // 2, elevation_m.shape[1] // 2]])
    return Ground("drawn", elevation_m.astype(np.float32), 1.0, 0.0, 0.0, "EPSG:25832", middle)


def test_level_ground_is_seen_up_to_the_reach():
    flat = raster(np.zeros((301, 301)))
    assert (seen(flat, 0) == flat.in_reach(0)).all()
    assert flat.in_reach(0).sum() > 0.99 * np.pi * REACH_M**2


def test_shadow_of_a_wall_has_the_length_of_similar_triangles():
    elevation = np.zeros((301, 301))
    elevation[150 - 20, :] = EYE_M / 2.0
    ground = raster(elevation)
    column = seen(ground, 0)[:, ground.eyes[0][1] - ground.window(0)[1].start]
    rows = 150 - ground.window(0)[0].start - np.flatnonzero(column)
    north = rows[rows > 0]
    # A wall half as high as the eye, 20 m off, hides what lies behind it up to 40 m; its top is seen.
    assert set(range(1, 21)) <= set(north)
    assert not set(range(21, 40)) & set(north)
    assert set(range(41, 120)) <= set(north)
